# SPDX-License-Identifier: MIT OR Apache-2.0
"""Rows of lines with inlined calls: the rules, on debugging information stated by hand.

tests/tool/dwarf_rows.c prints what tool/dwarf reads. Expectations are worked out by hand from
the DWARF standard; where llvm-symbolizer has the same rules it must agree.
"""
import subprocess

import pytest

from command import ROOT, write
from dwarf import CPP, Die, Info, Unit, uleb
from dwarf_units import (BASE, VERSIONS, abstract, function, inlined, pc, root, simple,
                         symbolized)
from elf import Section, Symbol


@pytest.mark.parametrize("bits, order", [(64, "<"), (64, ">"), (32, "<"), (32, ">")])
@pytest.mark.parametrize("version", VERSIONS)
def test_each_version_has_lines_and_inlined_calls(tmp_path, rows, version, bits, order):
    info = Info(bits, order)
    put = abstract("put")
    program = info.sequence((BASE, 10), (BASE + 8, 3, 2), (BASE + 16, 12, 1), end=BASE + 32)
    # Files and directories of version 5 count from 0, and 0 is the first's.
    lists = ({"files": [("a.c", 0), ("a.c", 0), ("b.h", 1)], "directories": ["/src", "inc/.."]}
             if version == 5 else
             {"files": [("a.c", 0), ("b.h", 1)], "directories": ["inc/.."]})
    unit = Unit(root(info, program, put, function(
        info, "f", BASE, BASE + 32, inlined(info, put, 11, BASE + 8, BASE + 16,
                                            version=version), version=version),
                     version=version, **lists), version)
    path = write(tmp_path, info.add(unit).elf())
    assert rows(path, BASE) == ["f /src/a.c:10"]
    assert rows(path, BASE + 15) == ["put (inlined) /src/b.h:3", "f /src/a.c:11"]
    assert rows(path, BASE + 31) == ["f /src/a.c:12"]
    assert rows(path, BASE + 32) == rows(path, BASE - 1) == ["? ?:0"]
    if (bits, order) == (64, "<"):
        assert symbolized(path, BASE + 15)[0] == "put (inlined) /src/inc/../b.h:3"


def test_whether_a_row_is_a_statement_does_not_matter(tmp_path, rows):
    info = Info()
    program = (info.set_address(BASE) + b"\x03\x09\x01" + b"\x06" +  # negate_stmt
               info.set_address(BASE + 4) + b"\x03\x01\x01" + info.set_address(BASE + 8) +
               b"\0\x01\x01")
    path = write(tmp_path, info.add(simple(info, program)).elf())
    assert rows(path, BASE, BASE + 4) == ["f /src/a.c:10", "f /src/a.c:11"]
    assert symbolized(path, BASE + 4) == ["f /src/a.c:11"]


def test_of_several_rows_at_one_address_the_last_holds(tmp_path, rows):
    info = Info()
    program = info.sequence((BASE, 10), (BASE, 20), (BASE, 30), (BASE + 4, 40), end=BASE + 8)
    path = write(tmp_path, info.add(simple(info, program)).elf())
    assert rows(path, BASE + 3) == symbolized(path, BASE + 3) == ["f /src/a.c:30"]


def test_opcodes_that_advance(tmp_path, rows):
    """Special ones, const_add_pc, advance_pc in instructions and fixed_advance_pc in bytes."""
    info = Info()
    program = (info.set_address(BASE) + bytes([13 + 3 + 5]) +  # line 6, 0 instructions
               bytes([13 + 3 + 1 + 12 * 2]) +                   # line 7, 2 of them: 8 bytes
               b"\x08" + bytes([13 + 3 + 1]) +   # (255 - 13) / 12 = 20 of them: 80 bytes
               b"\x02\x03" + bytes([13 + 3 + 1]) +              # 3 of them: 12 bytes
               b"\x09\x02\x00" + bytes([13 + 3 + 1]) +          # 2 bytes
               b"\x02\x01\0\x01\x01")
    path = write(tmp_path, info.add(simple(info, program, instruction=4)).elf())
    for addr, line in [(0, 6), (7, 6), (8, 7), (87, 7), (88, 8), (99, 8), (100, 9), (101, 9),
                       (102, 10), (105, 10)]:
        assert rows(path, BASE + addr) == [f"f /src/a.c:{line}"], addr
        assert symbolized(path, BASE + addr) == [f"f /src/a.c:{line}"], addr
    assert rows(path, BASE + 106) == ["? ?:0"]


def test_operations_of_one_instruction(tmp_path, rows):
    """Four operations an instruction of 16 bytes: rows within one have its address."""
    info = Info()
    program = info.set_address(BASE) + b"".join(
        bytes([13 + 3 + 1 + 12 * 3]) for _ in range(4)) + b"\x02\x04\0\x01\x01"
    path = write(tmp_path, info.add(simple(info, program, instruction=16, operations=4)).elf())
    # After 3, 6, 9 and 12 operations: instructions 0, 1, 2, 3; lines 2, 3, 4, 5; then one more.
    assert [rows(path, BASE + 16 * i)[0] for i in range(5)] == [
        *(f"f /src/a.c:{line}" for line in (2, 3, 4, 5)), "? ?:0"]


def test_line_0_belongs_to_the_row_before_it_of_the_same_calls(tmp_path, rows):
    info = Info()
    put = abstract("put")
    program = info.sequence((BASE, 10), (BASE + 4, 0), (BASE + 8, 20), (BASE + 12, 0),
                            (BASE + 16, 0), (BASE + 20, 0), end=BASE + 24)
    call = inlined(info, put, 15, BASE + 8, BASE + 16)
    lone = inlined(info, put, 16, BASE + 20, BASE + 24)
    path = write(tmp_path, info.add(simple(info, program, call, lone, put)).elf())
    assert rows(path, BASE + 4) == ["f /src/a.c:10"]
    assert rows(path, BASE + 12) == ["put (inlined) /src/a.c:20", "f /src/a.c:15"]
    assert rows(path, BASE + 16) == ["f /src/a.c:10"]
    assert rows(path, BASE + 20) == ["put (inlined) ?:0", "f /src/a.c:16"]


def test_between_sequences_there_is_no_line(tmp_path, rows):
    info = Info()
    program = (info.sequence((BASE + 0x20, 20), end=BASE + 0x30) +
               info.sequence((BASE, 10), end=BASE + 0x10))
    path = write(tmp_path, info.add(simple(info, program)).elf())
    assert rows(path, BASE + 0xf, BASE + 0x10, BASE + 0x1f, BASE + 0x20, BASE + 0x30) == [
        "f /src/a.c:10", "? ?:0", "? ?:0", "f /src/a.c:20", "? ?:0"]


def test_a_sequence_ends_where_another_has_a_function(tmp_path, rows):
    """As ld leaves it of a function with a thunk that it left out."""
    info = Info()
    program = (info.sequence((BASE, 10), end=BASE + 64) +
               info.sequence((BASE + 16, 20), end=BASE + 32) +
               info.sequence((BASE + 40, 30), end=BASE + 48))
    names = [function(info, name, BASE + at, BASE + end)
             for name, at, end in (("f", 0, 16), ("g", 16, 32), ("h", 32, 64))]
    path = write(tmp_path, info.add(Unit(root(info, program, *names))).elf())
    assert rows(path, BASE + 15) == ["f /src/a.c:10"]
    assert rows(path, BASE + 16) == symbolized(path, BASE + 16) == ["g /src/a.c:20"]
    assert rows(path, BASE + 31) == symbolized(path, BASE + 31) == ["g /src/a.c:20"]


def test_a_sequence_over_other_units_leaves_them_their_code(tmp_path, rows):
    """Between two functions of the first unit, and behind them, is code of the second."""
    info = Info()
    parts = [("sec_offset", 0), ("sec_offset", 48)]
    lists = b"".join(info.addr(a) for a in (
        BASE, BASE + 16, BASE + 32, BASE + 48, 0, 0, BASE + 16, BASE + 32, BASE + 48, BASE + 64,
        0, 0))
    programs = [info.sequence((BASE, 10), end=BASE + 128),
                info.sequence((BASE + 16, 20), end=BASE + 32) +
                info.sequence((BASE + 48, 30), end=BASE + 64)]
    units = [Unit(root(info, program, ranges=[("ranges", *at)]))
             for program, at in zip(programs, parts)]
    path = write(tmp_path, info.add(*units).elf(
        Section(".debug_ranges", data=lists, flags=0)))
    assert rows(path) == ["? /src/a.c:10", "? /src/a.c:20", "? /src/a.c:10", "? /src/a.c:30",
                          "? ?:0"]


def test_rows_out_of_order_in_a_sequence(tmp_path, rows):
    info = Info()
    program = info.sequence((BASE + 8, 30), (BASE, 10), (BASE, 15), (BASE + 4, 20),
                            end=BASE + 12)
    path = write(tmp_path, info.add(simple(info, program)).elf())
    assert rows(path, BASE, BASE + 4, BASE + 8) == [
        "f /src/a.c:15", "f /src/a.c:20", "f /src/a.c:30"]


def test_calls_thirty_deep(tmp_path, rows):
    info = Info()
    names = [abstract(f"g{i}") for i in range(30)]
    call = inlined(info, names[0], 100, BASE, BASE + 4)
    for i in range(1, 30):
        call = inlined(info, names[i], 100 + i, BASE, BASE + 4, call)
    path = write(tmp_path, info.add(simple(
        info, info.sequence((BASE, 7), end=BASE + 8), call, *names)).elf())
    frames = [f"g{i} (inlined) /src/a.c:{7 if i == 0 else 99 + i}" for i in range(30)]
    assert rows(path, BASE) == [*frames, "f /src/a.c:129"] == symbolized(path, BASE)
    assert rows(path, BASE + 4) == ["f /src/a.c:7"]


def test_of_overlapping_calls_the_deepest_holds(tmp_path, rows):
    """`deep` is in `a`, beyond its end and over its sibling `b`."""
    info = Info()
    a, b, deep = (abstract(name) for name in ("a", "b", "deep"))
    inner = inlined(info, deep, 20, BASE + 8, BASE + 24)
    path = write(tmp_path, info.add(simple(
        info, info.sequence((BASE, 7), end=BASE + 64),
        inlined(info, a, 10, BASE, BASE + 16, inner),
        inlined(info, b, 11, BASE + 12, BASE + 32), a, b, deep)).elf())
    chain = ["deep (inlined) /src/a.c:7", "a (inlined) /src/a.c:20", "f /src/a.c:10"]
    assert rows(path, BASE + 4) == ["a (inlined) /src/a.c:7", "f /src/a.c:10"]
    for addr in (8, 12, 23):
        assert rows(path, BASE + addr) == chain
    assert rows(path, BASE + 24) == ["b (inlined) /src/a.c:7", "f /src/a.c:11"]
    assert rows(path, BASE + 32) == ["f /src/a.c:7"]


def test_a_call_without_code_of_its_own_stays_around_its_children(tmp_path, rows):
    info = Info()
    outer, inner = abstract("outer"), abstract("inner")
    call = inlined(info, outer, 10, None, None, inlined(info, inner, 20, BASE, BASE + 4))
    path = write(tmp_path, info.add(simple(
        info, info.sequence((BASE, 7), end=BASE + 8), call, outer, inner)).elf())
    assert rows(path, BASE) == symbolized(path, BASE) == [
        "inner (inlined) /src/a.c:7", "outer (inlined) /src/a.c:20", "f /src/a.c:10"]


def test_a_call_in_a_block_and_an_unnamed_function(tmp_path, rows):
    info = Info()
    put = Die("subprogram", [("inline", "data1", 1)])
    block = Die("lexical_block", [], [inlined(info, put, 10, BASE, BASE + 4, file=9)])
    path = write(tmp_path, info.add(simple(
        info, info.sequence((BASE, 7, 9), end=BASE + 8), block, put)).elf())
    # No table has a file of that number.
    assert rows(path, BASE) == ["? (inlined) ?:0", "f ?:0"]


def ranges_4(info):
    """Of .debug_ranges: two, then a base and one from it."""
    return b"".join(info.addr(a) for a in (
        0, 4, 8, 12, 2**64 - 1, BASE + 0x40, 0, 4, 0, 0))


def test_ranges_of_version_4(tmp_path, rows):
    info = Info()
    put = abstract("put")
    call = Die("inlined_subroutine", [("abstract_origin", "ref4", put),
                                      ("ranges", "sec_offset", 0), ("call_file", "data1", 1),
                                      ("call_line", "data1", 9)])
    unit = simple(info, info.sequence((BASE, 7), end=BASE + 0x80), call, put,
                  ranges=pc(info, BASE, BASE + 0x100))
    path = write(tmp_path, info.add(unit).elf(
        Section(".debug_ranges", data=ranges_4(info), flags=0)))
    for addr in range(0, 0x50, 2):
        within = addr < 4 or 8 <= addr < 12 or 0x40 <= addr < 0x44
        assert len(rows(path, BASE + addr)) == 1 + within, addr
        assert rows(path, BASE + addr) == symbolized(path, BASE + addr), addr


def test_ranges_of_version_5(tmp_path, rows):
    """.debug_rnglists: offset_pair, base_address, start_end and start_length."""
    info = Info()
    put = abstract("put")
    entries = (b"\x04" + uleb(0) + uleb(4) + b"\x05" + info.addr(BASE + 0x20) +
               b"\x04" + uleb(0) + uleb(4) + b"\x06" + info.addr(BASE + 0x40) +
               info.addr(BASE + 0x44) + b"\x07" + info.addr(BASE + 0x48) + uleb(4) + b"\0")
    table = info.number(5, 2) + b"\x08\0" + info.number(1, 4) + info.number(4, 4) + entries
    call = Die("inlined_subroutine", [("abstract_origin", "ref4", put),
                                      ("ranges", "rnglistx", 0), ("call_file", "data1", 0),
                                      ("call_line", "data1", 9)])
    unit = simple(info, info.sequence((BASE, 7, 0), end=BASE + 0x80), call, put, version=5,
                  directories=["/src"],
                  ranges=[*pc(info, BASE, BASE + 0x100), ("rnglists_base", "sec_offset", 12)])
    path = write(tmp_path, info.add(unit).elf(
        Section(".debug_rnglists", data=info.number(len(table), 4) + table, flags=0)))
    for addr in range(0, 0x50, 2):
        within = addr < 4 or 0x20 <= addr < 0x24 or 0x40 <= addr < 0x44 or 0x48 <= addr < 0x4c
        assert len(rows(path, BASE + addr)) == 1 + within, addr
        assert rows(path, BASE + addr) == symbolized(path, BASE + addr), addr


@pytest.mark.parametrize("version", VERSIONS)
def test_names_are_those_of_other_units_within_their_scopes(tmp_path, rows, version):
    """The call's origin is in another unit, and its name in a class in a namespace."""
    info = Info()
    declared = Die("subprogram", [("name", "string", "put"), ("declaration", "flag", 1)])
    scopes = Die("namespace", [("name", "string", "net")], [
        Die("namespace", [], [Die("class_type", [("name", "string", "Ring<int>")],
                                  [declared])])])
    origin = Die("subprogram", [("specification", "ref4", declared), ("inline", "data1", 1)])
    call = inlined(info, origin, 9, BASE, BASE + 4, version=version, form="ref_addr")
    other = root(info, b"", scopes, origin, version=version, language=CPP)
    use = root(info, info.sequence((BASE, 7), end=BASE + 8), function(
        info, "main", BASE, BASE + 8, call, version=version), version=version, language=CPP,
        files=[("a.c", 0)] * 2, directories=["/src"] if version == 5 else [])
    path = write(tmp_path, info.add(Unit(use, version), Unit(other, version)).elf())
    assert rows(path, BASE) == ["net::(anonymous namespace)::Ring<int>::put (inlined) "
                                "/src/a.c:7", "main /src/a.c:9"]


def test_file_numbers_are_of_the_unit_that_says_them(tmp_path, rows):
    """The line is the caller's, the function's unit has other files."""
    info = Info()
    origin = abstract("put", ("decl_file", "data1", 1), ("decl_line", "data1", 3))
    other = root(info, b"", origin, files=[("other.c", 0)])
    call = inlined(info, origin, 9, BASE, BASE + 4, form="ref_addr", file=2)
    use = simple(info, info.sequence((BASE, 7), end=BASE + 8), call,
                 files=[("a.c", 0), ("b.c", 0)])
    path = write(tmp_path, info.add(Unit(other), use).elf())
    assert rows(path, BASE) == ["put (inlined) /src/a.c:7", "f /src/b.c:9"]


def test_code_that_was_discarded_has_no_lines(tmp_path, rows):
    info = Info()
    program = (info.sequence((0, 99), end=16) + info.sequence((2**64 - 2, 98), end=2**64 - 1) +
               info.sequence((BASE, 10), end=BASE + 16))
    path = write(tmp_path, info.add(simple(info, program)).elf())
    assert rows(path) == ["f /src/a.c:10", "? ?:0"]


@pytest.mark.parametrize("name, symbol", [("reset", "reset"), ("reset", "reset.isra.0")])
def test_where_there_is_code_at_0_symbols_say_which(tmp_path, rows, name, symbol):
    """Of `dead` and `gone`, at 0 too, there are no lines, nor of what is inlined in them."""
    info = Info()
    put = abstract("put")
    dead = function(info, "dead", 0, 24, inlined(info, put, 31, 4, 20))
    live = Die("subprogram", [("name", "string", name), ("decl_line", "data1", 10),
                              *pc(info, 0, 24)])
    program = (info.sequence((0, 30), (4, 3), end=24) + info.sequence((0, 10), (8, 11), end=24) +
               info.sequence((24, 20), end=32))
    first = root(info, info.sequence((0, 40), end=48), function(info, "gone", 0, 48),
                 ranges=pc(info, 0, 48))
    second = root(info, program, put, dead, live, function(info, "next", 24, 32),
                  ranges=pc(info, 0, 32))
    elf = info.add(Unit(first), Unit(second)).elf(text_at=0)
    elf.symbols = [Symbol(symbol, 0, 24), Symbol("next", 24, 8)]
    assert rows(write(tmp_path, elf)) == [
        "reset /src/a.c:10", "reset /src/a.c:11", "next /src/a.c:20", "? ?:0"]


def test_assembly_at_0_has_its_lines(tmp_path, rows):
    """A unit without functions cannot be told from one that was discarded."""
    info = Info()
    unit = Unit(root(info, info.sequence((0, 5), end=16), ranges=pc(info, 0, 16)))
    elf = info.add(unit).elf(text_at=0)
    elf.symbols = [Symbol("vectors", 0, 16)]
    assert rows(write(tmp_path, elf)) == ["? /src/a.c:5", "? ?:0"]


def test_lines_end_where_the_unit_has_no_code(tmp_path, rows):
    """A sequence goes on behind the functions, over code that nothing runs in place."""
    info = Info()
    program = info.sequence((BASE, 10), end=BASE + 0x40)
    unit = Unit(root(info, program, function(info, "f", BASE, BASE + 0x10),
                     ranges=pc(info, BASE, BASE + 0x10)))
    path = write(tmp_path, info.add(unit).elf())
    assert rows(path) == ["f /src/a.c:10", "? ?:0"]
    assert rows(path, BASE + 0x10) == symbolized(path, BASE + 0x10) == ["? ?:0"]


def test_of_two_units_for_one_address_the_first_holds(tmp_path, rows):
    info = Info()
    units = [Unit(root(info, info.sequence((begin, line), end=end),
                       function(info, name, begin, end)))
             for name, line, begin, end in (("g", 20, BASE + 8, BASE + 24),
                                            ("f", 10, BASE + 8, BASE + 24),
                                            ("i", 15, BASE + 12, BASE + 16),
                                            ("h", 30, BASE + 16, BASE + 32))]
    path = write(tmp_path, info.add(*units).elf())
    assert rows(path) == ["g /src/a.c:20", "h /src/a.c:30", "? ?:0"]
    assert rows(path, BASE + 23) == ["g /src/a.c:20"]


def test_a_sequence_ends_where_a_symbol_has_a_function_of_another_unit(tmp_path, rows):
    """As lld leaves it of assembly in which it relaxed a call."""
    info = Info()
    units = [Unit(root(info, info.sequence((BASE, 10), end=BASE + 20))),
             Unit(root(info, info.sequence((BASE + 16, 20), end=BASE + 32),
                       function(info, "g", BASE + 16, BASE + 32)))]
    elf = info.add(*units).elf()
    elf.symbols = [Symbol("f", BASE, 16), Symbol("g", BASE + 16, 16)]
    path = write(tmp_path, elf)
    assert rows(path, BASE + 15) == ["? /src/a.c:10"]
    assert rows(path, BASE + 16, BASE + 19, BASE + 20) == ["g /src/a.c:20"] * 3


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("owner", ["f", "g"])
def test_of_functions_at_one_address_a_symbol_names_the_owner(tmp_path, rows, owner, together):
    """Folded by the linker: `f` of line 10 and `g` of line 20, each with its inlined call."""
    info = Info()
    put = abstract("put")
    parts = []
    for name, line in (("f", 10), ("g", 20)):
        call = inlined(info, put, line + 1, BASE + 4, BASE + 8)
        parts.append((info.sequence((BASE, line + 1), (BASE + 8, line + 2), end=BASE + 16),
                      Die("subprogram", [("name", "string", name), ("decl_line", "data1", line),
                                         *pc(info, BASE, BASE + 16)], [call])))
    if together:
        units = [root(info, parts[0][0] + parts[1][0], parts[0][1], put, parts[1][1])]
    else:
        units = [root(info, parts[0][0], parts[0][1], put), root(info, *parts[1])]
        parts[1][1].children[0].attributes[0] = ("abstract_origin", "ref_addr", put)
    elf = info.add(*map(Unit, units)).elf()
    elf.symbols = [Symbol(owner, BASE, 16)]
    path = write(tmp_path, elf)
    line = {"f": 10, "g": 20}[owner]
    assert rows(path, BASE, BASE + 4, BASE + 8) == [
        f"{owner} /src/a.c:{line + 1}", f"put (inlined) /src/a.c:{line + 1}",
        f"{owner} /src/a.c:{line + 1}", f"{owner} /src/a.c:{line + 2}"]


@pytest.mark.parametrize("version", [4, 5])
def test_return_addresses_and_functions_that_list_them_all(tmp_path, rows, version):
    """`g` lists none and does not say that this is all: compilers say so of what calls nothing."""
    info = Info()
    listing = "call_all_calls" if version == 5 else "GNU_all_call_sites"
    site, where = (("call_site", "call_return_pc") if version == 5
                   else ("GNU_call_site", "low_pc"))
    sites = [Die(site, [(where, "addr", addr)]) for addr in (BASE + 12, BASE + 4, BASE + 4)]
    tail = Die(site, [(where, "addr", BASE + 8), ("call_tail_call", "flag", 1)])
    whole = Die("subprogram", [("name", "string", "f"), *pc(info, BASE, BASE + 16),
                               (listing, "flag", 1)], [*sites, tail])
    silent = function(info, "g", BASE + 16, BASE + 32)
    unit = root(info, info.sequence((BASE, 7), end=BASE + 32), whole, silent, version=version)
    path = write(tmp_path, info.add(Unit(unit, version)).elf())
    assert rows("-c", path) == [hex(BASE + 4), hex(BASE + 12), f"{BASE:#x} {BASE + 16:#x}"]


@pytest.mark.parametrize("prefix, shown", [
    ("", "/src/net/a.c"), ("/src", "net/a.c"), ("/src/", "net/a.c"), ("/src/net", "a.c"),
    ("/sr", "/src/net/a.c"), ("/src/net/a.c", "/src/net/a.c"), ("-", "net/a.c")])
def test_paths_below_a_prefix_are_relative(tmp_path, rows, prefix, shown):
    """Without a prefix, below what the compilation directories have in common."""
    info = Info()
    units = [Unit(root(info, info.sequence((at, 7), end=at + 8), directory=directory,
                       files=[(name, 1)], directories=["../lib/./../net"]))
             for at, directory, name in ((BASE, "/src/lib", "a.c"),
                                         (BASE + 8, "/src/libs/", "//usr/b.c"))]
    path = write(tmp_path, info.add(*units).elf())
    assert rows("-p", prefix, path, BASE, BASE + 8) == [f"? {shown}:7", "? /usr/b.c:7"]


def test_paths_that_go_up_further_than_there_is(tmp_path, rows):
    info = Info()
    units = [Unit(root(info, info.sequence((at, 7), end=at + 8), directory=directory,
                       files=[("../../../x/a.c", 0)]))
             for at, directory in ((BASE, "/src/lib"), (BASE + 8, "src"), (BASE + 16, "."))]
    path = write(tmp_path, info.add(*units).elf())
    assert rows(path, BASE, BASE + 8, BASE + 16) == [
        "? /x/a.c:7", "? ../../x/a.c:7", "? ../../../x/a.c:7"]


def test_without_libdw_it_says_so(tmp_path):
    """The same program, linked with what a build without libdw has instead."""
    program = tmp_path / "without"
    subprocess.run(["gcc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Itool", "-o", program,
                    "tests/tool/dwarf_rows.c", "tool/dwarf/lines_none.c",
                    "tool/dwarf/lines_result.c", "tool/dwarf/interner.c",
                    "build/libksym-tool.a", "-lelf"], cwd=ROOT, check=True)
    path = write(tmp_path, Info().elf())
    done = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{path}: lines are not read: this ksym was built without libdw" in done.stderr
