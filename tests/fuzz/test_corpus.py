# SPDX-License-Identifier: MIT OR Apache-2.0
"""The seeds and kept inputs of the fuzzers, run through the same targets without a fuzzer."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "fuzz"))

import seeds  # noqa: E402  pylint: disable=wrong-import-position

BUILD = Path(os.environ.get("KSYM_BUILD", ROOT / "build"))
CORPUS = ROOT / "fuzz/corpus"
TARGETS = ("reader", "lines", "round_trip", "command", "ttables", "dwarf")


def replay(target, files):
    return subprocess.run([BUILD / "fuzz" / f"replay-{target}", *files],
                          capture_output=True, timeout=300, check=False)


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_kept_inputs_find_no_fault(tmp_path, target):
    kept, begun = sorted((CORPUS / target).iterdir()), seeds.make(tmp_path, target)
    files = [*kept, *begun.iterdir()]
    assert len(kept) > 10 and len(files) > len(kept)
    done = replay(target, files)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr.endswith(b"%d replayed\n" % len(files))


def test_a_target_that_breaks_a_promise_is_noticed(tmp_path):
    """The command target checks that a refused file does not change; a folder in its place makes
    that fail."""
    (tmp_path / "input").write_bytes(bytes(2))
    done = subprocess.run([BUILD / "fuzz/replay-command", tmp_path / "input"],
                          env={**os.environ, "TMPDIR": str(tmp_path / "none")},
                          capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
    assert b"not so: " in done.stderr
