# SPDX-License-Identifier: MIT OR Apache-2.0
"""scripts/release: what is refused, and what a release holds."""
import hashlib
import tarfile

import pytest

from repository import Repository

REPORTS = ("coverage", "faults", "fuzz", "mutate", "proof")


@pytest.fixture(name="tree")
def _tree(tmp_path):
    """A tree that is ready to be released as 1.2.3."""
    tree = Repository(tmp_path, "scripts/release")
    tree.write(".gitignore", "/build/\n")
    tree.write("NEWS.md", "# News\n\n## 1.2.3, 2030-01-31\n")
    head = tree.commit()
    tree.git("tag", "v1.2.3")
    for name in ("ksym.h", "ksym.c"):
        tree.write(f"build/dist/{name}", f"/* {name} */\n")
    for name in ("ksym_1.2.3_amd64.deb", "ksym-dbgsym_1.2.3_amd64.deb"):
        tree.write(f"build/deb/{name}", "deb")
    for name in REPORTS:
        tree.write(f"build/reports/{name}.txt", f"date: x\ncommit: {head}\nresult: passed\n\nok\n")
    return tree


def release(tree):
    return tree.run("scripts/release", "1.2.3", "build")


def test_what_a_release_holds(tree):
    done = release(tree)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tree.folder / "build/release"
    held = {"ksym-1.2.3.tar.gz", "ksym-1.2.3-reports.tar.gz", "ksym.h", "ksym.c", "ksym_1.2.3_amd64.deb"}
    assert {path.name for path in folder.iterdir()} == held | {"SHA256SUMS"}
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in held}
    with tarfile.open(folder / "ksym-1.2.3.tar.gz") as archive:
        assert {"ksym-1.2.3/NEWS.md", "ksym-1.2.3/scripts/release"} <= set(archive.getnames())
    with tarfile.open(folder / "ksym-1.2.3-reports.tar.gz") as archive:
        assert archive.getnames() == [f"ksym-1.2.3-reports/{name}.txt" for name in REPORTS]


def change_a_file(tree):
    tree.write("NEWS.md", "# News\n\n## 1.2.3, 2030-01-31\n\nMore.\n")


def leave_out_the_tag(tree):
    tree.git("tag", "-d", "v1.2.3")


def leave_out_a_report(tree):
    (tree.folder / "build/reports/proof.txt").unlink()


def let_a_check_fail(tree):
    path = tree.folder / "build/reports/faults.txt"
    path.write_text(path.read_text().replace("passed", "failed with status 1"))


def report_changed_files(tree):
    path = tree.folder / "build/reports/fuzz.txt"
    path.write_text(path.read_text().replace("\nresult", ", with changes\nresult"))


@pytest.mark.parametrize("mistake, said", [
    (change_a_file, "files differ from the commit"),
    (leave_out_the_tag, "the commit is not tagged v1.2.3"),
    (leave_out_a_report, "build/reports/proof.txt is missing: make proof"),
    (let_a_check_fail, "build/reports/faults.txt says that the check failed"),
    (report_changed_files, "build/reports/fuzz.txt is of another commit: make fuzz"),
])
def test_what_is_refused(tree, mistake, said):
    mistake(tree)
    done = release(tree)
    assert (done.returncode, done.stderr) == (1, f"release: {said}\n")
    assert not (tree.folder / "build/release").exists()


def test_news_without_a_date(tree):
    tree.write("NEWS.md", "# News\n\n## 1.2.3, not yet released\n")
    tree.commit()
    said = release(tree).stderr
    assert "release: NEWS.md has no heading `## 1.2.3, DATE`\n" in said
