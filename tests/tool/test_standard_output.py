# SPDX-License-Identifier: MIT OR Apache-2.0
"""-o - and -o /dev/stdout: what would be a file's goes out, and nothing else does."""
import os
import signal
import subprocess

import pytest

from command import FLAT, KSYM, succeeds, write
from elf import Symbol
from kernels import TEXT, kernel

SYMBOLS = [Symbol(f"function_{i:04}", TEXT + 8 * i, 8) for i in range(4000)]
ID = bytes(range(20))

COMMANDS = {
    "embed": ["embed", "kernel"],
    "embed flat": ["embed", *FLAT, "kernel"],
    "embed --grow": ["embed", "--grow", *FLAT, "tight"],
    "embed --append": ["embed", "--append", "--section", ".more", "kernel"],
    "table": ["table", "kernel"],
    "generate": ["generate", "kernel"],
    "patch": ["patch", "kernel", "table"],
}
each_command = pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
each_name = pytest.mark.parametrize("name", ["-", "/dev/stdout"])


@pytest.fixture(name="folder")
def _folder(tmp_path):
    options = {"text_size": 8 * len(SYMBOLS), "build_id": ID}
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, kernel(*SYMBOLS[:200], reserve=0x8000, **options), "kernel")
    write(folder, kernel(*SYMBOLS[:20], reserve=16, **options), "tight")
    succeeds("table", "kernel", "-o", "table", cwd=folder)
    return folder


def run(folder, *args, **options):
    return subprocess.run([KSYM, *args], cwd=folder, stderr=subprocess.PIPE, check=False,
                          timeout=60, **{"stdout": subprocess.PIPE} | options)


def names(folder):
    return sorted(p.name for p in folder.iterdir())


@each_name
@each_command
def test_a_pipe_gets_the_bytes_of_the_file(folder, args, name):
    out = folder.parent / "out"
    told = run(folder, *args, "-o", out)
    before = names(folder)
    done = run(folder, *args, "-o", name)
    assert (told.returncode, done.returncode) == (0, 0)
    assert done.stdout == out.read_bytes()
    # What is told of a file on standard output is told on standard error.
    assert sorted((told.stdout + told.stderr).splitlines()) == sorted(done.stderr.splitlines())
    assert told.stdout.count(b"\n") == 1
    assert names(folder) == before


@each_name
def test_a_file_that_standard_output_is_redirected_to(folder, name):
    """What is behind its beginning is not written over."""
    out = folder.parent / "out"
    succeeds("table", folder / "kernel", "-o", out)
    with open(folder.parent / "redirected", "wb") as stream:
        stream.write(b"before")
        stream.flush()
        assert run(folder, "table", "kernel", "-o", name, stdout=stream).returncode == 0
    assert (folder.parent / "redirected").read_bytes() == b"before" + out.read_bytes()


def test_the_elf_itself_stays(folder):
    before = (folder / "kernel").read_bytes()
    assert run(folder, "embed", "kernel", "-o", "-").stdout != before
    assert (folder / "kernel").read_bytes() == before


@each_name
def test_an_error_writes_nothing(folder, name):
    done = run(folder, "embed", "tight", "-o", name)
    assert (done.returncode, done.stdout) == (1, b"") and b"too small" in done.stderr


@each_name
def test_a_full_disk(folder, name):
    with open("/dev/full", "wb") as full:
        done = run(folder, "table", "kernel", "-o", name, stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"ksym: standard output: No space left on device\n"


def test_there_is_none(folder):
    """With its number free, and another's, a file of the command's own may get it."""
    (folder / "map").write_text("0000000080200000 T main\n", encoding="ascii")
    for closed in (1,), (0, 1):
        done = run(folder, "table", "--map", "map", "-o", "-", stdout=None,
                   preexec_fn=lambda numbers=closed: [os.close(n) for n in numbers])
        assert (done.returncode, done.stderr) == (
            1, b"ksym: standard output: Bad file descriptor\n"), closed


@pytest.mark.parametrize("args", [["embed", "kernel"], ["generate", "kernel"]], ids=lambda a: a[0])
def test_nobody_reads(folder, args):
    """As with any filter: the signal ends it, or an error where that is ignored."""
    for ignored in False, True:
        ours, theirs = os.pipe()
        os.close(ours)
        done = run(folder, *args, "-o", "-", stdout=theirs,
                   preexec_fn=lambda: signal.signal(
                       signal.SIGPIPE, signal.SIG_IGN if ignored else signal.SIG_DFL),
                   restore_signals=False)
        os.close(theirs)
        if ignored:
            assert done.returncode == 1
            assert done.stderr == b"ksym: standard output: Broken pipe\n"
        else:
            assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")
        assert names(folder) == ["kernel", "table", "tight"]


def test_it_can_be_read_by_the_next(folder):
    made = run(folder, "embed", "kernel", "-o", "-").stdout
    out = write(folder.parent, made, "embedded")
    assert succeeds("verify", out) == "verified 201 symbols\n"
