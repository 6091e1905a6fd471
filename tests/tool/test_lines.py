# SPDX-License-Identifier: MIT OR Apache-2.0
"""`--lines`: tables with source lines, and what lookup and list print of them.

Lines are stated by hand (lines.py).
"""
import os
import re

import pytest

from command import FLAT, is_misused, ksym, refuses, succeeds, write
from dwarf import Info
from elf import Symbol
from kernels import DATA
from lines import (BARE, CHAINS, F, G, MORE, NEAR, REST, RETURNS, SYMBOLS, TWICE, add_unit,
                   debugging, kernel_with_lines, printed)
from machines import run

ID = bytes(range(20))
OWNERS = {F: "f+0x0/0x30", TWICE: "f+0x8/0x30", MORE: "f+0x10/0x30", REST: "f+0x18/0x30",
          G: "g+0x0/0x10"}


@pytest.fixture(name="elf")
def _elf(tmp_path):
    path = write(tmp_path, kernel_with_lines())
    succeeds("embed", "--lines", "full", path)
    return path


@pytest.fixture(name="calls")
def _calls(tmp_path):
    path = write(tmp_path, kernel_with_lines(), "calls")
    succeeds("embed", "--lines", "calls", path)
    return path


def ask(path, *addresses, options=()):
    return succeeds("lookup", "--lines", *options, path, *map(hex, addresses))


def test_each_row_has_its_frames(elf):
    for addr, chain in CHAINS.items():
        assert ask(elf, addr) == printed(addr, OWNERS[addr], chain)
    assert ask(elf, *CHAINS) == "".join(ask(elf, addr) for addr in CHAINS)


def test_a_row_reaches_up_to_the_next_one(elf):
    ends = [*list(CHAINS)[1:], BARE]
    for (addr, chain), end in zip(CHAINS.items(), ends):
        name, offset, size = re.split("[+/]", OWNERS[addr])
        last = f"{name}+{int(offset, 16) + end - 1 - addr:#x}/{size}"
        assert ask(elf, end - 1) == printed(end - 1, last, chain)


def test_where_no_line_is_known(elf):
    assert ask(elf, BARE) == f"{BARE:#x} bare+0x0/0x10 ?:0\n"
    assert ask(elf, DATA + 0x1000) == f"{DATA + 0x1000:#x} ? ?:0\n"


def test_a_line_without_a_symbol(tmp_path):
    path = write(tmp_path, kernel_with_lines(SYMBOLS[1]))
    succeeds("embed", "--lines", "full", path)
    assert ask(path, G, REST) == f"{G:#x} g+0x0/0x10 a.c:31\n{REST:#x} ? a.c:13\n"


def test_a_return_address_has_the_line_of_its_call(elf):
    """Behind the call is another row; the address and its offset stay."""
    first, second = RETURNS
    assert ask(elf, first, options=["-r"]) == f"{first:#x} f+0x8/0x30 a.c:10\n"
    assert ask(elf, REST, options=["-r"]) == printed(REST, OWNERS[REST], CHAINS[MORE])
    assert ask(elf, second + 0x2000, options=["-r", "--bias", "0x2000"]) == printed(
        second, "f+0x14/0x30", CHAINS[MORE], shown=second + 0x2000)


def test_addresses_from_standard_input(elf):
    result = ksym("lookup", "--lines", elf, "-", stdin=f"{TWICE:#x}\nno address\n{G:#x}\n")
    assert result.status == 1 and "line 2" in result.err
    assert result.out == (printed(TWICE, OWNERS[TWICE], CHAINS[TWICE]) + "?\n" +
                          printed(G, OWNERS[G], CHAINS[G]))


def test_return_addresses_only(calls):
    """The outermost frame, exact in the call's last byte, approximate before it."""
    first, second = RETURNS
    assert ask(calls, first, second, options=["-r"]) == (
        f"{first:#x} f+0x8/0x30 a.c:10\n{second:#x} f+0x14/0x30 a.c:12\n")
    assert ask(calls, first - 1, second - 1) == (
        f"{first - 1:#x} f+0x7/0x30 a.c:10\n{second - 1:#x} f+0x13/0x30 a.c:12\n")
    assert ask(calls, first, NEAR) == (f"{first:#x} f+0x8/0x30 a.c:12 (approximate)\n"
                                       f"{NEAR:#x} f+0xc/0x30 a.c:12 (approximate)\n")


def test_functions_whose_calls_are_not_recorded_keep_all_rows(tmp_path):
    """Of all of them nobody says which calls there are."""
    path = write(tmp_path, kernel_with_lines(info=debugging(listed=False)))
    succeeds("embed", "--lines", "calls", path)
    for addr, chain in CHAINS.items():
        assert ask(path, addr).splitlines()[-1] == printed(
            addr, OWNERS[addr], chain[-1:]).rstrip("\n")
    facts = dict(line.split(": ") for line in succeeds("info", path).splitlines())
    assert facts["functions with all rows"] == "2"


def test_a_table_alone_answers_as_the_elf(tmp_path, elf):
    table = tmp_path / "table"
    succeeds("table", "--lines", "full", elf, "-o", table)
    assert ask(table, *CHAINS) == ask(elf, *CHAINS)
    patched = write(tmp_path, kernel_with_lines(), "patched")
    succeeds("patch", patched, table)
    assert ask(patched, *CHAINS) == ask(elf, *CHAINS)
    assert patched.read_bytes() == elf.read_bytes()


def test_lines_are_off_unless_asked_for(tmp_path):
    path, off = (write(tmp_path, kernel_with_lines(), name) for name in ("path", "off"))
    without = write(tmp_path, kernel_with_lines(info=Info()), "without")
    succeeds("embed", path)
    succeeds("embed", "--lines", "off", off)
    succeeds("table", without, "-o", tmp_path / "table")
    succeeds("table", path, "-o", tmp_path / "same")
    assert path.read_bytes() == off.read_bytes()
    assert (tmp_path / "table").read_bytes() == (tmp_path / "same").read_bytes()
    assert "lines: off\n" in succeeds("info", path)


def test_size_is_that_of_the_table(tmp_path):
    path = write(tmp_path, kernel_with_lines())
    sizes = []
    for mode in "full", "calls", "off":
        succeeds("table", "--lines", mode, path, "-o", tmp_path / "table")
        sizes.append(int(succeeds("size", "--lines", mode, path)))
        assert sizes[-1] == (tmp_path / "table").stat().st_size
    assert sizes[0] > sizes[1] > sizes[2] == int(succeeds("size", path))


def test_info_counts_rows_and_the_bytes_of_each_part(elf, calls):
    for path, mode, rows in (elf, "full", len(CHAINS)), (calls, "calls", len(RETURNS)):
        facts = [line.split(": ") for line in succeeds("info", path).splitlines()]
        known = dict(facts)
        assert known["lines"] == mode and known["rows of lines"] == str(rows)
        assert ("functions with all rows" in known) == (mode == "calls")
        after = facts[[name for name, _ in facts].index("header"):]
        sizes = {name: int(value.removesuffix(" bytes")) for name, value in after}
        assert f"{sum(sizes.values())} bytes" == known["used"]
        assert all(sizes[f"{part} of lines"] > 0 for part in (
            "settings", "index", "codes", "shapes", "stream"))


# list

def test_list_adds_the_line_as_nm_does(elf, tmp_path):
    plain = succeeds("list", elf)
    lines = {"f": "\ta.c:10", "g": "\ta.c:31", "bare": ""}
    assert succeeds("list", "--lines", elf) == "".join(
        f"{line}{lines[line.split()[-1]]}\n" for line in plain.splitlines())
    by_nm = run("nm", "-l", "-nS", elf).splitlines()
    assert [line for line in by_nm if line.endswith("/src/kernel/a.c:31")]
    for text, name in (succeeds("list", "--lines", elf), "list"), ("\n".join(by_nm), "nm"):
        (tmp_path / name).write_text(text)
        succeeds("table", "--map", tmp_path / name, "-o", tmp_path / f"{name}.table")
        assert {line.split(" ", 3)[3] for line in succeeds(
            "list", tmp_path / f"{name}.table").splitlines()} >= {"f", "g", "bare"}
        assert "\t" not in succeeds("list", tmp_path / f"{name}.table")
    assert succeeds("list", tmp_path / "list.table") == plain


def test_list_has_the_line_of_the_symbol_where_a_call_begins_it(tmp_path):
    """Where `twice` is inlined first, the symbol's own line is that of the call."""
    path = write(tmp_path, kernel_with_lines(SYMBOLS[1], Symbol("late", TWICE, 0x28)))
    succeeds("embed", "--lines", "full", path)
    assert f"{TWICE:016x} 28 T late\ta.c:12\n" in succeeds("list", "--lines", path)


# Which paths

@pytest.mark.parametrize("prefix, shown", [
    ([], "inc/b.h"), (["--strip-prefix", "/src"], "kernel/inc/b.h"),
    (["--strip-prefix", "/src/kernel/inc"], "b.h"), (["--strip-prefix", ""], "/src/kernel/inc/b.h"),
    (["--strip-prefix", "/elsewhere"], "/src/kernel/inc/b.h")])
def test_paths_are_relative_to_a_prefix(tmp_path, prefix, shown):
    path = write(tmp_path, kernel_with_lines())
    assert ksym("embed", "--lines", "full", *prefix, path).status == 0
    assert ask(path, TWICE).splitlines()[0] == f"{TWICE:#x} twice (inlined) {shown}:3"
    assert succeeds("verify", path) == "verified 3 symbols\nverified lines of 5 rows\n"


def test_a_prefix_of_no_path_is_told(tmp_path):
    path = write(tmp_path, kernel_with_lines())
    said = ksym("table", "--lines", "full", "--strip-prefix", "inc", path, "-o", tmp_path / "t")
    assert said.status == 0 and "--strip-prefix 'inc': no source file is below it" in said.err
    said = ksym("table", "--lines", "full", "--strip-prefix", os.path.relpath("/src/kernel"), path,
                "-o", tmp_path / "t")
    assert said.status == 0 and not said.err
    assert ask(tmp_path / "t", TWICE).splitlines()[0] == f"{TWICE:#x} twice (inlined) inc/b.h:3"


def test_names_lose_the_arguments_of_templates(tmp_path):
    path = write(tmp_path, kernel_with_lines(info=debugging(template="<a<int>, 3>")))
    succeeds("embed", "--lines", "full", path)
    assert ask(path, TWICE).splitlines()[0] == f"{TWICE:#x} twice (inlined) inc/b.h:3"
    assert succeeds("verify", path).endswith("verified lines of 5 rows\n")


# Where lines come from, and where there are none

def test_a_stripped_kernel_has_the_lines_of_its_debug_file(tmp_path, elf):
    whole = write(tmp_path, kernel_with_lines(build_id=ID), "whole")
    path, debug = tmp_path / "stripped", tmp_path / "debug"
    run("objcopy", "--only-keep-debug", whole, debug)
    run("objcopy", "--strip-all", whole, path)
    said = refuses("embed", "--lines", "full", path, path=path)
    assert "no symbols" in said or "no lines" in said
    succeeds("embed", "--lines", "full", "--debug-file", debug, path)
    assert ask(path, *CHAINS) == ask(elf, *CHAINS)
    assert succeeds("verify", "--debug-file", debug, path).endswith("lines of 5 rows\n")


def test_an_elf_without_a_table_answers_from_its_lines(tmp_path, elf):
    path = write(tmp_path, kernel_with_lines(build_id=ID), "plain")
    result = ksym("lookup", "--lines", path, *map(hex, CHAINS))
    assert result.status == 0 and result.out == ask(elf, *CHAINS)
    assert result.err.startswith(f"ksym: {path}: no table")
    assert ask(path, *CHAINS, options=["--debug-file", path]) == ask(elf, *CHAINS)


def test_a_table_without_lines_has_none_to_print(tmp_path):
    path, table = write(tmp_path, kernel_with_lines()), tmp_path / "table"
    succeeds("embed", path)
    succeeds("table", path, "-o", table)
    for command in ["lookup", path, "0x10"], ["list", path], ["decode", path]:
        said = refuses(command[0], "--lines", *command[1:], path=path)
        assert said.endswith("the table has no lines; what helps: ksym embed --lines full\n")
    assert "ksym table --lines full" in refuses("list", "--lines", table, path=table)


def test_an_elf_without_debugging_information(tmp_path):
    path = write(tmp_path, kernel_with_lines(info=Info()))
    before = path.read_bytes()
    said = refuses("embed", "--lines", "full", path, path=path)
    assert "no lines" in said and "--debug-file" in said
    assert "no lines" in refuses("size", "--lines", "calls", path, path=path)
    assert path.read_bytes() == before


def test_units_that_are_left_out_are_counted(tmp_path):
    info = debugging()
    version = len(info.line) + 4
    add_unit(info)
    info.line = info.line[:version] + b"\1" + info.line[version + 1:]  # there is none
    path = write(tmp_path, kernel_with_lines(info=info))
    result = ksym("embed", "--lines", "full", path)
    assert result.status == 0 and result.err.count("\n") == 1
    assert re.fullmatch(rf"ksym: {path}: unit at \.debug_info\+0x[0-9a-f]+: .*version.*; "
                        r"left out of 2 units: the lines of 1\n", result.err)
    assert ask(path, REST) == printed(REST, OWNERS[REST], CHAINS[REST])


# Usage

def test_a_mode_is_needed(elf):
    for command in (["embed", elf, "--lines"], ["size", "--lines", elf],
                    ["table", elf, "-o", elf.parent / "t", "--lines"]):
        assert "full, calls or off" in is_misused(*command)


def test_what_does_not_go_together(tmp_path, elf):
    (tmp_path / "map").write_text("10000 10 T f\n")
    assert "--format flat" in is_misused("embed", "--lines", "full", *FLAT, elf)
    assert "--lines" in is_misused("embed", "--strip-prefix", "/src", elf)
    assert "--lines" in is_misused("size", "--by", "prefix", "--lines", "full", elf)
    assert "expected an ELF" in is_misused("table", "--lines", "full", "--map", tmp_path / "map",
                                           "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_map_names_and_the_elf_has_lines(tmp_path, elf):
    (tmp_path / "map").write_text(f"{F:x} 30 T renamed\n")
    out = tmp_path / "out"
    succeeds("table", "--lines", "full", "--map", tmp_path / "map", elf, "-o", out)
    assert ask(out, REST) == printed(REST, "renamed+0x18/0x30", CHAINS[REST])
