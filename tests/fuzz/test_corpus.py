# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the fuzzers found to cover the code, through the same targets without a fuzzer."""
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("KSYM_BUILD", ROOT / "build"))
CORPUS = ROOT / "fuzz/corpus"
TARGETS = ("reader", "round_trip", "command", "ttables")


def replay(target, files):
    return subprocess.run([BUILD / "fuzz" / f"replay-{target}", *files],
                          capture_output=True, timeout=300, check=False)


@pytest.mark.parametrize("target", TARGETS)
def test_the_kept_inputs_find_no_fault(target):
    files = sorted((CORPUS / target).iterdir())
    assert len(files) > 10
    done = replay(target, files)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr.endswith(b"%d replayed\n" % len(files))


def test_a_target_that_breaks_a_promise_is_noticed(tmp_path):
    """The command target promises that a refused file is as it was; a folder in its way
    makes it impossible to write one."""
    (tmp_path / "input").write_bytes(bytes(2))
    done = subprocess.run([BUILD / "fuzz/replay-command", tmp_path / "input"],
                          env={**os.environ, "TMPDIR": str(tmp_path / "none")},
                          capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
    assert b"not so: " in done.stderr
