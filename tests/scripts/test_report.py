# SPDX-License-Identifier: MIT OR Apache-2.0
"""scripts/report: what a report says of the run that it is of."""
import re
import subprocess

import pytest

from repository import ROOT, Repository

HEADING = re.compile(r"date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, \d+ seconds\n"
                     r"commit: (.+)\nmachine: .+\ncommand: (.+)\nresult: (.+)\n\n")


@pytest.fixture(name="tree")
def _tree(tmp_path):
    tree = Repository(tmp_path, "scripts/report")
    tree.write(".gitignore", "/build/\n")
    return tree


def report(tree, *command):
    done = tree.run("scripts/report", "build/reports/x.txt", *command)
    text = (tree.folder / "build/reports/x.txt").read_text()
    heading = HEADING.match(text)
    assert heading, text
    return done, heading.groups(), text[heading.end():]


def test_output_is_shown_and_kept(tree):
    head = tree.commit()
    done, heading, output = report(tree, "sh", "-c", "echo one; echo two >&2")
    assert (done.returncode, done.stdout) == (0, "one\ntwo\n")
    assert heading == (head, "sh -c 'echo one; echo two >&2'", "passed")
    assert output == "one\ntwo\n"


def test_a_failure_is_one(tree):
    tree.commit()
    done, heading, output = report(tree, "sh", "-c", "echo bad; exit 3")
    assert done.returncode == 3
    assert heading[2] == "failed with status 3"
    assert output == "bad\n"


def test_changed_files_are_said(tree):
    head = tree.commit()
    tree.write("new.c", "")
    assert report(tree, "true")[1][0] == f"{head}, with changes"


def test_a_signal_leaves_no_old_report(tree):
    tree.write("build/reports/x.txt", "old\n")
    tree.commit()
    done = tree.run("timeout", "-s", "KILL", "0.5", "scripts/report", "build/reports/x.txt", "sleep", "60")
    assert done.returncode != 0
    assert not (tree.folder / "build/reports/x.txt").exists()


@pytest.mark.parametrize("target", ["coverage", "faults", "fuzz", "mutate", "proof"])
def test_each_long_check_keeps_a_report(target):
    said = subprocess.run(["make", "-n", "-C", ROOT, "DEPS=:", target], capture_output=True, text=True,
                          check=True).stdout
    assert len(re.findall(rf"scripts/report build/reports/{target}\.txt ", said)) == 1


def test_the_proof_of_a_few_files_is_no_report():
    said = subprocess.run(["make", "-n", "-C", ROOT, "DEPS=:", "proof", "FILES=lib/name.c"],
                          capture_output=True, text=True, check=True).stdout
    assert "proof/run" in said and "scripts/report" not in said
