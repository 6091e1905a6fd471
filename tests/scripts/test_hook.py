# SPDX-License-Identifier: MIT OR Apache-2.0
"""scripts/hooks/pre-commit: it stops a commit whose changes are ill formatted or fail lint."""
import pytest

from repository import Repository

# `make build/lint/FILE` of the tree, in place of the compilers: a file passes if it has no X.
MAKEFILE = "build/lint/%: FORCE\n\t@! grep -n X $(*:.tidy=)\nFORCE:\n"
GOOD = "int f(void)\n{\n\treturn 1;\n}\n"
UGLY = "int f(void) { return  1; }\n"


@pytest.fixture(name="tree")
def _tree(tmp_path):
    tree = Repository(tmp_path, "scripts/hooks/pre-commit", ".clang-format")
    tree.write("Makefile", MAKEFILE)
    tree.write("scripts/rooms", "#!/bin/sh\n! grep -r Y tool\n")
    (tree.folder / "scripts/rooms").chmod(0o755)
    tree.write("tool/core/old.c", UGLY)
    tree.commit()
    tree.git("config", "core.hooksPath", "scripts/hooks")
    return tree


def commits(tree):
    """Whether the hook lets all changes pass."""
    tree.git("add", "-A")
    return tree.run("git", "commit", "-q", "-m", "change").returncode == 0


@pytest.mark.parametrize("name", ["tool/core/new.c", "lib/new.c", "kernel/new.c", "fuzz/new.c",
                                  "write/new.c", "kernel/ttables/new.c", "tests/lib/new.c"])
def test_what_is_well_passes(tree, name):
    tree.write(name, GOOD)
    assert commits(tree)


@pytest.mark.parametrize("name", ["tool/core/new.c", "lib/include/new.h", "tests/lib/new.c"])
def test_format(tree, name):
    tree.write(name, UGLY)
    assert not commits(tree)


@pytest.mark.parametrize("name", ["tool/core/new.c", "lib/new.c", "kernel/new.c", "fuzz/new.c",
                                  "write/new.c", "kernel/ttables/new.c"])
def test_lint(tree, name):
    tree.write(name, f"/* X */\n{GOOD}")
    assert not commits(tree)


def test_rooms(tree):
    tree.write("tool/core/new.h", "/* Y */\n")
    assert not commits(tree)


def test_a_file_that_moved(tree):
    tree.git("mv", "tool/core/old.c", "tool/core/moved.c")
    assert not commits(tree)


def test_what_is_not_staged_is_not_looked_at(tree):
    tree.write("tool/core/new.c", GOOD)
    tree.git("add", "-A")
    tree.write("tool/core/new.c", UGLY)
    assert tree.run("git", "commit", "-q", "-m", "change").returncode == 0


def test_files_that_did_not_change_are_not_looked_at(tree):
    tree.write("notes.md", "")
    assert commits(tree)
