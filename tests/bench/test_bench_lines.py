# SPDX-License-Identifier: MIT OR Apache-2.0
"""`make bench`'s part of lines: its yardsticks on rows that are stated by hand, and lies."""
import json
import os
import pathlib
import re
import runpy
import subprocess
import sys
import zlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
sys.path += [str(ROOT / "bench"), str(ROOT / "tests/tool")]

import line_figures  # noqa: E402
import rows as row_columns  # noqa: E402
import source_lines  # noqa: E402
from dwarf import Info, Unit  # noqa: E402
from dwarf_units import function, pc, root  # noqa: E402
from elf import EM_X86_64, Section, Symbol  # noqa: E402
from kernels import TEXT, kernel  # noqa: E402
from lines import BARE, CHAINS, debugging, kernel_with_lines, sections  # noqa: E402

NONE = row_columns.NONE
PROGRAMS = ["ksym", "libksym.a", "libksym-tool.a", "libksym-write.a", *(
    f"bench/{name}" for name in ("asked", "columns", "lineinfo", "lines", "timed"))]

SOURCE = """
static inline int twice(int x) { return x + x; }
static inline __attribute__((always_inline)) int more(int x)
{
	return twice(x) ^ 3;
}
__attribute__((noinline)) int work(volatile int *p)
{
	return more(*p) + twice(*p);
}
int main(int argc, char **argv) { (void)argv; volatile int n = argc; return work(&n); }
"""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def written(tmp_path, elf, name="elf"):
    path = tmp_path / name
    path.write_bytes(elf.build())
    return path


def lineinfo(path):
    return tuple(map(int, run(BUILD / "bench/lineinfo", path).split()))


# What Linux's coding takes

@pytest.mark.parametrize("first, size", [
    (63, 8 + 5 * 3),      # one index entry, and 3 bytes each of 5 rows
    (64, 8 + 5 * 3 + 1),  # one bit is the sign, so that 64 has two bytes
    (68, 8 + 5 * 3 + 2),  # and -65, to line 3, as well
])
def test_the_coding_of_five_rows(tmp_path, first, size):
    assert lineinfo(written(tmp_path, kernel_with_lines(info=debugging(line=first)))) == (
        5, size)


def many_rows(*more):
    """70 rows, 4 bytes apart, of lines from 101 on, and MORE (address, line)."""
    info = Info()
    rows = [(TEXT + 4 * i, 101 + i) for i in range(70)]
    program = info.sequence(*rows, *more, end=TEXT + 0x180)
    f = function(info, "f", TEXT, TEXT + 0x180, version=5)
    info.add(Unit(root(info, program, f, version=5, ranges=pc(info, TEXT, TEXT + 0x180, 5),
                       directories=["/src"], files=[("a.c", 0), ("a.c", 0)]), 5))
    return kernel(Symbol("f", TEXT, 0x180), machine=EM_X86_64, counted=False,
                  sections=sections(info))


def test_a_block_has_64_rows_and_begins_anew(tmp_path):
    """The first line of each of both has two bytes."""
    assert lineinfo(written(tmp_path, many_rows())) == (70, 2 * 8 + 70 * 3 + 2)


def test_of_one_address_the_last_row_counts(tmp_path):
    """Line 170 is left for 1170, of which both bytes of the change are there."""
    last = TEXT + 4 * 69
    assert lineinfo(written(tmp_path, many_rows((last, 1170)))) == (70, 2 * 8 + 70 * 3 + 3)


def test_what_is_outside_of_code_does_not_count(tmp_path):
    path = written(tmp_path, many_rows((0x90000, 1)))
    assert lineinfo(path)[0] == 70


def test_without_dwarf_there_is_one_line(tmp_path):
    path = written(tmp_path, kernel(Symbol("f", TEXT, 16)))
    done = subprocess.run([BUILD / "bench/lineinfo", path], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1 and done.stderr == f"lineinfo: {path}: no DWARF to read\n"


# Columns

def test_columns_are_the_rows(tmp_path):
    path = written(tmp_path, kernel_with_lines())
    rows = source_lines.Rows(BUILD, path, tmp_path)
    ends = [*list(CHAINS)[1:], BARE]
    assert rows.known() == list(zip(CHAINS, ends))
    assert list(rows.numbers[:5]) == [chain[0][2] for chain in CHAINS.values()]
    parents, lines = rows.parents, rows.call_lines
    depths = []
    for chain in rows.chains[:5]:
        depth, told = 0, []
        while parents[chain] != NONE:
            told.append(lines[chain])
            chain, depth = parents[chain], depth + 1
        depths.append(depth)
        assert told == [frame[2] for frame in list(CHAINS.values())[len(depths) - 1][1:]]
    assert depths == [len(chain) - 1 for chain in CHAINS.values()]


@pytest.mark.parametrize("flags, head", [(0, b""), (0x800, (1).to_bytes(4, "little") + bytes(20))])
def test_sections_are_unpacked(tmp_path, flags, head):
    data = debugging().line
    packed = head + (zlib.compress(data) if head else data)
    path = written(tmp_path, kernel(sections=[Section(".debug_line", data=packed, flags=flags)]))
    assert source_lines.section_bytes(path, ".debug_line") == data
    assert source_lines.section_bytes(path, ".debug_info") == b""


def test_columns_for_xz(tmp_path):
    """By hand, of the rows in lines.py: the functions are f, more, twice and g."""
    rows = source_lines.Rows(BUILD, written(tmp_path, kernel_with_lines()), tmp_path)
    addresses, left, entered, functions, calls, _, lines = row_columns.columns(rows)
    assert addresses[1:5] == [2 * 8, 2 * 8, 2 * 8, 2 * 0x18]
    assert (left[:5], entered[:5]) == ([0, 0, 1, 1, 1], [1, 2, 0, 0, 1])
    names = dict(zip(functions, ("f", "more", "twice", "g")))
    assert len(names) == len(functions) == 4
    # To f and g from nothing; to more from line 10 to 12, to twice from none to 21.
    assert calls[1:3] == [2 * 2, 2 * 21]
    # twice 3; more from 21 to 22, f from 12 to 13, g 31.
    assert lines[:5] == [2 * 10, 2 * 3, 2 * 1, 2 * 1, 2 * 31]


def test_columns_are_small_numbers():
    assert row_columns.changes([5, 7, 3, NONE]) == [10, 4, 7, 2 * (NONE - 3) & NONE]
    assert row_columns.planes([0x04030201, 0x14131211]) == bytes(
        [0x01, 0x11, 0x02, 0x12, 0x03, 0x13, 0x04, 0x14])


def test_candidates_for_the_worst_lie_apart():
    found = source_lines.apart([0x1000, 0x1010, 0x1100, 0x10ff, 0x0f01, 0x9000])
    assert found == [0x1000, 0x1100, 0x9000]


# The whole part

@pytest.fixture(name="build")
def _build(tmp_path):
    folder = tmp_path / "build"
    (folder / "bench").mkdir(parents=True)
    for name in PROGRAMS:
        assert (BUILD / name).exists(), f"{name} is not built; run `make bench-programs`"
        (folder / name).symlink_to(BUILD / name)
    return folder


@pytest.fixture(name="program")
def _program(tmp_path):
    source = tmp_path / "small.c"
    source.write_text(SOURCE)
    run("gcc", "-O2", "-g", "-o", tmp_path / "small", source)
    return tmp_path / "small"


def bench(build, elf):
    """What it did, and the row of what is held against llvm-symbolizer."""
    done = subprocess.run(
        [ROOT / "bench/run", "--build", build, "--elf", elf, "--part", "lines"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines()]
    return done, next((row for row in cells if row and row[0].startswith("equal to")), None)


def test_all_figures_of_a_small_program(build, program):
    done, equal = bench(build, program)
    assert done.returncode == 0, done.stderr
    found = json.loads((build / "bench.json").read_text())["lines"]["elf"][str(program)]
    sizes = {}
    for mode in "off", "full", "calls":
        run(BUILD / "ksym", "table", "--lines", mode, program, "-o", build / "table")
        sizes[mode] = (build / "table").stat().st_size
    for mode in "full", "calls":
        assert found[mode]["bytes"] == sizes[mode] - sizes["off"]
        assert sum(found[mode]["parts"].values()) == found[mode]["bytes"]
        assert found[mode]["counts"]["worst"] >= found[mode]["counts"]["instructions"] > 100
        assert 1 < found[mode]["counts"]["lines"] <= found[mode]["counts"]["most lines"]
    headers = run("readelf", "-SW", program)
    size = int(re.search(r"\.debug_line +PROGBITS +0+ \w+ (\w+)", headers)[1], 16)
    assert found["others"][".debug_line"] == size
    assert set(found["others"]) == {"LINEINFO", "LINEINFO rows", ".debug_line",
                                    ".debug_line by xz -9e", "columns by xz -9e", "GSYM"}
    assert (equal[1], equal[-1]) == ("100.000 %", "aim")


def test_growth_is_of_as_many_rows_as_copies(build, tmp_path, monkeypatch):
    monkeypatch.setattr(source_lines, "GROWTH", (1, 2))
    monkeypatch.setattr(source_lines, "PROBES", 100)
    made = runpy.run_path(str(ROOT / "bench/run"))["Bench"](str(build))
    once, twice = source_lines.growth(made).values()
    assert twice["rows"] == 2 * once["rows"] > 10000
    assert 1.5 * once["bytes"] < twice["bytes"] < 2.5 * once["bytes"]
    text = line_figures.growth_table({1: once, 2: twice})
    assert text.count("\n") == 3 and f"{once['rows']:,}" in text


def test_other_lines_than_llvm_symbolizers_are_wrong(build, program):
    (build / "ksym").unlink()
    (build / "ksym").write_text(
        f'#!/bin/sh\n{BUILD}/ksym "$@" | '
        'if [ "$1" = lookup ]; then sed "s/\\"line\\": 5\\b/\\"line\\": 6/"; else cat; fi\n')
    (build / "ksym").chmod(0o755)
    done, equal = bench(build, program)
    assert done.returncode == 1 and "answers were wrong" in done.stderr
    assert "in files and lines" in equal[2] and equal[-1] == "NO"
    assert re.search(r"^0x[0-9a-f]+: files and lines:\n  ksym .*line=6.*\n  llvm .*line=5",
                     done.stdout, re.M)


def test_what_has_no_lines_is_one_line(build, tmp_path):
    path = tmp_path / "bare"
    source = tmp_path / "bare.c"
    source.write_text(SOURCE)
    run("gcc", "-O2", "-g0", "-nostdlib", "-static", "-Wl,-e,main", "-o", path, source)
    done, _ = bench(build, path)
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(r"bench: lines, .*\nbench: .*DWARF.*\n", done.stderr), done.stderr


@pytest.mark.parametrize("path, full", [
    ("/boot/vmlinux-6.1.0-50-cloud-arm64", (2_750_000, 2_500_000)),
    ("vmlinux-6.1.0-41-cloud-amd64", (2_850_000, 2_550_000)),
    ("build/kernel/rpi3/kernel", (9_000, 6_500)), ("vmlinux-6.12-arm64", None), ("ninja", None)])
def test_bounds_are_of_the_kernels_that_they_were_set_for(path, full):
    assert line_figures.bounds_of(path).get("full") == full
