# SPDX-License-Identifier: MIT OR Apache-2.0
"""ELFs that are large beside their symbols: many sections, many bytes."""
import os
import pty
import re
import subprocess

import pytest

from command import KSYM, embedded, ksym, listed, succeeds, write
from elf import GLOBAL, NOTYPE, SHF_ALLOC, SHF_EXECINSTR, SHN_ABS, Section, Symbol
from kernels import COUNT, TEXT, kernel
from machines import run

LATE = 0x50000


# More sections than the header's 16 bits can count

def with_sections(count, *symbols, **options):
    """A kernel of COUNT sections and the few that it has anyway; one more is the last."""
    fill = [Section(f".fill{i}", flags=0) for i in range(count)]
    late = Section(".late", LATE, bytes(64), SHF_ALLOC | SHF_EXECINSTR)
    return kernel(*symbols, sections=[*fill, late], **options)


# Of its own it has 10, so that the second of these is the first with too many.
@pytest.mark.parametrize("bits, order, count", [
    (64, "<", 0xff00 - 11), (32, ">", 0xff00 - 10), (64, ">", 0xff00), (32, "<", 70_000)])
def test_any_number_of_sections(tmp_path, bits, order, count):
    path = write(tmp_path, with_sections(
        count, Symbol("early", TEXT, 8), Symbol("late", LATE, 8, section=".late"),
        Symbol("label", LATE + 8, 0, NOTYPE, section=".late"),
        Symbol("absolute", LATE, 8, NOTYPE, GLOBAL, SHN_ABS), bits=bits, order=order))
    shown = run("readelf", "-sW", path)
    assert re.search(r" 8 FUNC +GLOBAL DEFAULT +\d{5} late$", shown, re.M)
    succeeds("embed", "--exclude", COUNT, path)
    assert listed(path) == [(TEXT, 8, "early"), (LATE, 8, "late"), (LATE + 8, 56, "label")]
    assert succeeds("verify", "--exclude", COUNT, path) == "verified 3 symbols\n"


# Many bytes: what is written is the table, the rest is copied by the kernel

HUGE = 3 << 30


@pytest.fixture(name="huge")
def _huge(tmp_path):
    """A kernel with 3 GiB of debugging information, which is one hole."""
    path = embedded(tmp_path, kernel(Symbol("f", TEXT, 8)))
    at = path.stat().st_size
    os.truncate(path, at + HUGE)
    return path, at


def test_holes_stay_holes(tmp_path, huge):
    path, at = huge
    out = tmp_path / "out"
    succeeds("embed", path, "-o", out, timeout=60)
    assert out.stat().st_size == at + HUGE
    assert out.stat().st_blocks * 512 < 1 << 20
    succeeds("embed", path, timeout=60)
    assert path.stat().st_blocks * 512 < 1 << 20


@pytest.mark.parametrize("layout", ["data hole data", "hole data", "data hole", "data"])
def test_what_is_between_holes_is_copied(tmp_path, layout):
    path = embedded(tmp_path, kernel(Symbol("f", TEXT, 8)), "--names", "mangled")
    with open(path, "r+b") as file:
        for at, part in enumerate(layout.split(), 1):
            if part == "data":
                file.seek(at << 20)
                file.write(bytes(range(256)) * 4096)
        file.truncate((len(layout.split()) + 1) << 20)
    before = path.read_bytes()
    out = tmp_path / "out"
    succeeds("embed", "--format", "flat", path, "-o", out)
    assert out.read_bytes() == before


def test_the_kernel_is_asked_to_copy(tmp_path, faults):
    """It may then share the blocks, where the file system can."""
    path = write(tmp_path, kernel(Symbol("f", TEXT, 8)))
    assert ksym("embed", path, env=faults("SIGKILL 0 copy_file_range")).status == -9


# Progress

def on_a_terminal(*args, env=None):
    """Runs ksym with a terminal as standard error; returns stdout and what is shown."""
    ours, theirs = pty.openpty()
    done = subprocess.run([KSYM, *args], stdout=subprocess.PIPE, stderr=theirs, check=True,
                          timeout=60, env=env)
    os.write(theirs, b"the end")
    shown = b""
    while not shown.endswith(b"the end"):
        shown += os.read(ours, 4096)
    os.close(theirs)
    os.close(ours)
    return done.stdout.decode(), shown.decode().removesuffix("the end")


# Lines over one another, and blanks over the last.
SHOWN = re.compile(r"(\rksym: [a-z ]+(\d+%)? +)+\r +\r")


@pytest.fixture(name="small")
def _small(tmp_path):
    return write(tmp_path, kernel(Symbol("f", TEXT, 8)))


def test_what_takes_long_shows_on_a_terminal_what_it_is_at(small, faults):
    said, shown = on_a_terminal("embed", small, env=faults("slow 0 fsync"))
    assert SHOWN.fullmatch(shown) and "ksym: writing to disk " in shown, shown
    assert said.startswith("embedded 2 symbols: ") and said.count("\n") == 1


def test_copying_shows_how_far_it_is(small, faults):
    os.truncate(small, 10 << 20)
    with open(small, "ab") as file:
        file.write(bytes(12 << 20))
    shown = on_a_terminal("embed", small, env=faults("slow 0 copy_file_range"))[1]
    assert SHOWN.fullmatch(shown) and re.search(r"ksym: copying [1-9]\d% ", shown), shown


def test_building_shows_how_far_it_is(tmp_path, faults):
    """Of such a list some tables are tried: so many allocations are some way into them."""
    path = write(tmp_path, kernel(*(Symbol(f"driver_{i:02}_{'probe' if i % 3 else 'init'}",
                                           TEXT + 8 * i, 8) for i in range(64))))
    shown = on_a_terminal("embed", path, env=faults("slow 300 memory"))[1]
    assert SHOWN.fullmatch(shown), shown
    assert re.search(r"ksym: building the table [ 1-9]\d% ", shown), shown


def test_without_a_thread_the_work_is_done_all_the_same(small, faults, tmp_path):
    fired = tmp_path / "fired"
    said, shown = on_a_terminal(
        "embed", small, env=faults("ENOMEM 0 pthread_create", KSYM_FAULT_FIRED=str(fired)))
    assert said.startswith("embedded 2 symbols: ") and shown == "" and fired.exists()
    succeeds("verify", small)


@pytest.mark.parametrize("args", [["embed", "--section", ".none"], ["verify"]], ids=str)
def test_an_error_is_a_line_of_its_own(small, faults, args):
    """Whatever was shown before it."""
    ours, theirs = pty.openpty()
    done = subprocess.run([KSYM, *args, small], stderr=theirs, check=False, timeout=60,
                          env=faults("slow 0 fstat", NO_COLOR="1"))
    shown = os.read(ours, 65536).decode()
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 1
    assert re.fullmatch(r"((\rksym: [a-z ]+(\d+%)? +)+\r +\r)?ksym: [^\r\n]+\r\n", shown), shown


def test_what_is_quick_leaves_nothing(small):
    said, shown = on_a_terminal("address", small)
    assert said == "0x40000\n" and (shown == "" or SHOWN.fullmatch(shown))


def test_no_progress_in_pipes(small, faults):
    assert succeeds("embed", small, env=faults("slow 0 fsync")).startswith("embedded 2 symbols: ")
