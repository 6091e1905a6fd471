# SPDX-License-Identifier: MIT OR Apache-2.0
"""libksym, and the reader that was written from FORMAT.md, find lines in tables made by hand."""
import sys
from typing import NamedTuple

import pytest

from line_parts import (BACK, BACKWARDS, BEGINS, CALL, CALLS, ENTERED, FILE, FIRST_RANK, FOLLOWS,
                        FUNCTION, FUNCTIONS, GAP, GO, INLINED, LENGTH, LINE, ADD, LINK, OWN, RANK,
                        SAID, START, WALK, Block, Group, Inlined, Lines, Row, begins, change,
                        of_rows, table_of)
from programs import MACHINES, PLAIN, ROOT, run

sys.path.append(str(ROOT / "tests/tool"))

import lines_reader  # noqa: E402

EACH_MACHINE = pytest.mark.parametrize("machine", (*MACHINES, *PLAIN))
IS_CALL, IS_INLINED, IS_APPROXIMATE = 1, 2, 4


class Frame(NamedTuple):
    flags: int
    line: int
    file: str
    function: str


def frames(directory, table, *addrs, machine="sanitize"):
    """The frames of each address, or why there are none; the independent reader has the same."""
    (directory / "table").write_bytes(table)
    asked = [addr if isinstance(addr, str) else f"{addr:x}" for addr in addrs]
    _, *said = run(machine, "frames", directory / "table", *asked).splitlines()
    found = []
    for addr in asked:
        found.append([])
        number = f"{int(addr, 16):x}"
        while said and said[0].startswith(f"{number} "):
            _, flags, line, file, function = said.pop(0).split(" ", 4)
            found[-1].append(Frame(int(flags), int(line), file, function))
        if said and said[0].startswith(f"{number}: "):
            found[-1] = said.pop(0).split(": ", 1)[1]
        assert found[-1] == by_the_text(table, int(addr, 16))
    assert not said
    return found if len(found) > 1 else found[0]


def by_the_text(table, addr):
    try:
        made = lines_reader.Lines(table)
        lines = made.lines(addr)
    except lines_reader.Rejected:
        return CORRUPT
    if lines is None:
        return NOT_FOUND
    return [Frame(IS_CALL * (i > 0) | IS_INLINED * (frame.function is not None)
                  | IS_APPROXIMATE * frame.approximate, frame.line, frame.file.decode(),
                  (b"main" if frame.function is None else frame.function).decode())
            for i, frame in enumerate(lines)]


NOT_FOUND, CORRUPT = "no such symbol", "the table contradicts itself"


@EACH_MACHINE
def test_calls_that_are_entered_left_and_entered_again(tmp_path, machine):
    table = table_of(of_rows(
        begins(20, 8),
        Row(0, 2 | FIRST_RANK, 1, 4, ((FUNCTION, 0), (CALL, change(2)))),
        Row(1, 0, 3, 4),
        Row(BACK, 0, 1, 4),
        Row(2, 0, 2, 0, ((LENGTH + 1, 15),)),
        Row(GAP, 0, 0, 12)))
    add = Frame(IS_CALL | IS_INLINED, 12, "a/list.h", "add")
    main = Frame(IS_CALL, 22, "b/main.c", "main")
    in_main = [[Frame(0, line, "b/main.c", "main")] for line in (20, 24)]
    in_link = [[Frame(IS_INLINED, line, "a/list.h", "link"), add, main] for line in (5, 6)]
    in_add = [Frame(IS_INLINED, 13, "a/list.h", "add"), main]
    assert frames(tmp_path, table, 0x1000, 0x1007, 0x1008, 0x100b, 0x100c, 0x100f, 0x1010, 0x1013,
                  0x1014, 0x1023, 0x1024, 0x0fff, machine=machine) == [
        in_main[0], in_main[0], in_link[0], in_link[0], in_add, in_add, in_link[1], in_link[1],
        in_main[1], in_main[1], NOT_FOUND, NOT_FOUND]


def test_back_to_each_of_those_that_were_left(tmp_path):
    """add, link and walk are entered from main one after the other; then back by rank."""
    functions = [Inlined(ADD, 0, 10), Inlined(LINK, 0, 20), Inlined(WALK, 0, 30)]
    enter = [Row(1 if i else 0, 1, 0, 4, ((FUNCTION, i), (CALL, change(1)))) for i in range(3)]
    table = table_of(of_rows(begins(50), *enter, Row(BACK + 1, 0, 1, 4), Row(BACK, 0, 2, 4),
                             Row(BACK + 1, 0, 3, 4), Row(1, 0, 1, 4), functions=functions))
    found = [[frame[:2] for frame in found] for found in
             frames(tmp_path, table, *range(START, START + 32, 4))]
    assert found == [[(0, 50)], [(2, 10), (1, 51)], [(2, 20), (1, 52)], [(2, 30), (1, 53)],
                     # Left, last first: link, add; then walk, link; link, add.
                     [(2, 11), (1, 51)], [(2, 32), (1, 53)], [(2, 23), (1, 52)], [(0, 53)]]


def test_back_into_a_call_within_a_call(tmp_path):
    """The way to it is taken out of the list, its outermost call first or last."""
    functions = [Inlined(ADD, 0, 10, ((1, 0), (2, 5))), Inlined(LINK, 0, 20),
                 Inlined(WALK, 0, 30)]
    table = table_of(of_rows(
        begins(50), Row(0, 1, 0, 4, ((FUNCTION, 0), (CALL, change(0)))),
        Row(0, 1, 0, 4, ((RANK, 0),)), Row(1, 1, 0, 4, ((RANK, 1),)), Row(2, 0, 7, 4),
        # Left: add, walk, link. To link, by add; then add is left no more, and to walk.
        Row(BACK + 2, 0, 1, 4), Row(BACK, 0, 1, 4), Row(1, 0, 0, 4), functions=functions))
    found = [[frame[1] for frame in found] for found in
             frames(tmp_path, table, *range(START, START + 32, 4))]
    assert found == [[50], [10, 50], [20, 10, 50], [30, 15, 50], [57], [21, 10, 50],
                     [31, 15, 50], [10, 50]]


def test_what_a_shape_leaves_to_values(tmp_path):
    table = table_of(of_rows(
        begins(1 << 22, 1),
        Row(SAID, 0, FOLLOWS, 0, ((GO, 0), (ENTERED, 0), (OWN, change(-(1 << 21))), (LENGTH, 99))),
        Row(SAID, 0, FOLLOWS, 0, ((GO, 0), (ENTERED, 1), (FUNCTION, 0), (CALL, change(-5)),
                                  (INLINED + 2, change(100000)), (LENGTH + 2, 199))),
        Row(SAID, 0, 0, 4, ((GO, 1), (ENTERED, 0))),
        Row(0, 0, BACKWARDS, 4), Row(0, 0, -126, 4), Row(0, 0, 125, 4)))
    at = 1 << 21
    assert [[f[1] for f in found] for found in frames(
        tmp_path, table, 0x1000, 0x1001, 0x1064, 0x1065, 0x112c, 0x112d, 0x1131, 0x1135, 0x1139)
    ] == [[1 << 22], [at], [at], [100010, at - 5], [100010, at - 5], [at - 5], [at - 5],
          [at - 131], [at - 6]]


def test_the_last_change_is_taken_back(tmp_path):
    """That of the row before, be it in main or not."""
    table = table_of(of_rows(
        begins(20), Row(0, 0, 7, 4), Row(0, 1, 3, 4, ((FUNCTION, 0), (CALL, change(1)))),
        Row(1, 0, BACKWARDS, 4), Row(0, 0, BACKWARDS, 4)))
    assert [[f[1] for f in found] for found in
            frames(tmp_path, table, *range(START, START + 20, 4))
            ] == [[20], [27], [13, 28], [21], [28]]


def test_another_function_begins(tmp_path):
    """The line goes on from the one before, the file too; calls are forgotten."""
    table = table_of(of_rows(
        begins(20), Row(0, 1, 0, 4, ((FUNCTION, 0), (CALL, change(1)))),
        Row(BEGINS, 0, 1, 4, ((FILE, change(-1)), (LINE, change(-11)))),
        Row(5, 1, 0, 4, ((FUNCTION, 1), (CALL, change(1))))))
    assert [[f[1:] for f in found] for found in frames(tmp_path, table, 0x1008, 0x100c)] == [
        [(11, "a/list.h", "main")], [(4, "a/list.h", "link"), (12, "a/list.h", "main")]]


def test_a_function_without_a_name_is_the_one_around_it_in_another_file(tmp_path):
    functions = [Inlined(ADD, 0, 10, ((1, 0),)), Inlined(None, 2, 70, ((2, 1),)),
                 Inlined(LINK, 1, 30)]
    table = table_of(of_rows(
        begins(20), Row(0, 2 | FIRST_RANK, 0, 4, ((FUNCTION, 0), (CALL, change(1)))),
        Row(0, 1 | FIRST_RANK, 0, 4), Row(3, 1, 0, 4, ((FUNCTION, 1), (CALL, change(9)))),
        functions=functions))
    assert frames(tmp_path, table, 0x1004, 0x1008, 0x100c) == [
        [Frame(2, 70, "c.S", "add"), Frame(1, 21, "b/main.c", "main")],
        [Frame(2, 30, "b/main.c", "link"), Frame(3, 71, "c.S", "add"),
         Frame(1, 21, "b/main.c", "main")],
        [Frame(0, 70, "c.S", "main")]]


@pytest.mark.parametrize("even", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_codes_of_every_length(tmp_path, wide, even):
    """16 shapes, so that the longest symbols have 15 bits where the shortest has one."""
    rows = [begins(100), *(Row(0, 0, i, 4) for i in range(15))]
    table = table_of(of_rows(*rows, wide=wide, even=even))
    lines = [100 + sum(range(i)) for i in range(1, 17)]
    assert [found[0].line for found in
            frames(tmp_path, table, *range(START, START + 64, 4))] == [100, *lines[:-1]]


def test_more_shapes_than_a_byte_counts(tmp_path):
    """Three blocks of 100 rows, each row with a shape of its own."""
    blocks = [Block(400 * i, [begins(1000), *(Row(0, 0, i, length) for length in range(4, 5)
                                              for i in range(-50, 49))]) for i in range(3)]
    for number, block in enumerate(blocks):
        block.rows[1:] = [row._replace(length=4 if number == 0 else 2 + number, go=number)
                          for row in block.rows[1:]]
    lines = Lines([Group(0, 1, blocks)], FUNCTIONS, wide=True)
    table = table_of(lines, symbols=((START, 0x800),))
    assert len(lines.shapes) > 255
    found = frames(tmp_path, table, 0x1000, 0x1004, 0x1008, 0x118c, 0x1190, 0x1194, 0x1197)
    assert [f[0].line for f in found] == [1000, 950, 901, 1000 - 99, 1000, 950, 901]


def test_groups_and_blocks(tmp_path):
    """Units of 4 bytes; groups of one, 16 and two blocks; a block's last row ends at the next."""
    def block(start, line):
        return Block(start, [begins(line), Row(0, 0, 1, 200)])
    groups = [Group(0x10, 1, [block(0, 1)]),
              Group(0x40, 1, [block(3 * i, 100 + 10 * i) for i in range(16)]),
              Group(0x200, 1, [block(0, 500), block(0x40, 600)])]
    table = table_of(Lines(groups, FUNCTIONS, unit=2, end=0x340))
    wanted = {0x00f: None, 0x010: 1, 0x01f: 1, 0x020: 2, 0x03f: 2, 0x040: 100, 0x04b: 100,
              0x04c: 110, 0x057: 110, 0x058: 120, 0x0f4: 250, 0x100: 250, 0x104: 251, 0x1ff: 251,
              0x200: 500, 0x210: 501, 0x2ff: 501, 0x300: 600, 0x310: 601, 0x33f: 601, 0x340: None,
              0x3ff: None, 0x400: None}
    assert [f if f == NOT_FOUND else f[0].line for f in
            frames(tmp_path, table, *(START + at for at in wanted))] == [
        line or NOT_FOUND for line in wanted.values()]


def test_an_address_behind_its_region_has_no_line(tmp_path):
    table = table_of(of_rows(begins(20), Row(0, 0, 1, 0, ((LENGTH, 100000),))))
    assert [f if f == NOT_FOUND else f[0].line
            for f in frames(tmp_path, table, 0x13ff, 0x1400, (1 << 64) - 1)] == [
        21, NOT_FOUND, NOT_FOUND]


def test_return_addresses(tmp_path):
    """A call's last byte is what is asked for, and no mode bit."""
    table = table_of(of_rows(begins(20), Row(0, 0, 1, 4)), machine=40)
    (tmp_path / "table").write_bytes(table)
    said = run("sanitize", "frames", tmp_path / "table", "+1004", "+1005", "+1006", "+1000",
               "+0").splitlines()
    assert said == ["full", "1003 0 20 b/main.c main", "1003 0 20 b/main.c main",
                    "1005 0 21 b/main.c main", f"1000: {NOT_FOUND}", f"0: {NOT_FOUND}"]


def test_the_bias_is_added(tmp_path):
    """What was found at link time is found there, with the run-time address in its frames."""
    table = table_of(of_rows(begins(20)))
    assert frames(tmp_path, table, 0x1003) == [Frame(0, 20, "b/main.c", "main")]


@EACH_MACHINE
def test_lines_of_calls(tmp_path, machine):
    """The last unit of a row is exact; no line reaches out of a function but by that unit."""
    rows = [begins(20, 4, how=CALLS), Row(0, 0, 5, 4),
            # Ends behind the first function, in the second.
            Row(CALLS, 0, 0, 6, ((FILE, 0), (LINE, change(10)))),
            Row(BEGINS, 0, 3, 4, ((FILE, 0), (LINE, 0)))]
    table = table_of(of_rows(*rows, unit=2, calls=True),
                     symbols=((0x1000, 0x28), (0x1028, 0x20), (0x1048, 0x20)))
    found = frames(tmp_path, table, 0x1000, 0x100b, 0x100c, 0x100f, 0x1010, 0x101c, 0x1020,
                   0x1027, 0x1028, 0x1033, 0x1034, 0x1037, 0x1038, 0x1047, machine=machine)
    assert [f if f == NOT_FOUND else f[0][:2] for f in found] == [
        (4, 20), (4, 20), (0, 20), (0, 20), (4, 25), (0, 25), NOT_FOUND, NOT_FOUND, (4, 35),
        (4, 35), (0, 35), (0, 35), (0, 38), (0, 38)]
    (tmp_path / "table").write_bytes(table)
    assert run(machine, "frames", tmp_path / "table") == "calls\n"


def test_a_table_without_lines(tmp_path):
    table = table_of(of_rows(begins(20)), changes=lambda parts: [])
    assert frames(tmp_path, table, 0x1000) == NOT_FOUND
    assert run("sanitize", "frames", tmp_path / "table") == "none\n"


def of_depth(nodes):
    """As many nodes, main among them, each called by the one before."""
    return of_rows(begins(20), Row(0, (nodes - 1) | FIRST_RANK, 0, 4,
                                   ((FUNCTION, 0), (CALL, change(1)))),
                   functions=[Inlined(LINK, 0, 4, ((0, 1),))])


def test_as_many_nodes_as_there_may_be(tmp_path):
    found = frames(tmp_path, table_of(of_depth(44)), 0x1004)
    assert [frame.line for frame in found] == [4, *[5] * 42, 21]


def test_as_many_rows_as_there_may_be(tmp_path):
    rows = [begins(20, 1), *[Row(0, 0, 1, 1)] * 299]
    assert frames(tmp_path, table_of(of_rows(*rows)), 0x10fe, 0x10ff) == [
        [Frame(0, 274, "b/main.c", "main")], NOT_FOUND]


def set_setting(at, *values):
    def changed(parts):
        (tag, settings), *others = parts
        return [(tag, settings[:at] + bytes(values) + settings[at + len(values):]), *others]
    return changed


def shortened(tag, size):
    return lambda parts: [(t, part[:size] if t == tag else part) for t, part in parts]


CALLED = (begins(20), Row(0, 1, 0, 4, ((FUNCTION, 0), (CALL, change(1)))))


@pytest.mark.parametrize("changes", [
    set_setting(0, 8), set_setting(2, 26), set_setting(3, 26), set_setting(8, 0),
    set_setting(8, 2), set_setting(8, 0, 0, 16), set_setting(8, 0, 0, 0, 0x80),
    shortened(11, 123), shortened(12, 69), shortened(13, 16), shortened(14, 7),
    shortened(15, 9), lambda parts: [part for part in parts if part[0] not in (13, 14)],
], ids=["unit", "name bits", "callee bits", "no group", "2 groups", "2^20 groups",
        "2^31 groups", "settings", "index", "codes", "shapes", "functions", "parts missing"])
def test_parts_that_contradict_themselves(tmp_path, changes):
    assert frames(tmp_path, table_of(of_rows(*CALLED)), 0x1004) == [
        Frame(IS_INLINED, 10, "a/list.h", "add"), Frame(IS_CALL, 21, "b/main.c", "main")]
    assert frames(tmp_path, table_of(of_rows(*CALLED), changes=changes), 0x1004) == CORRUPT


@pytest.mark.parametrize("lines", [
    of_depth(45), of_rows(Row(0, 0, 0, 4), begins(20)), of_rows(begins(20), Row(BACK, 0, 0, 4)),
    of_rows(*CALLED, Row(1, 0, 0, 4), Row(BACK + 1, 0, 0, 4)),
    of_rows(begins(20), Row(0, 1, 0, 4, ((FUNCTION, 1000), (CALL, 0)))),
    of_rows(begins(20), Row(0, 0, FOLLOWS, 4, ((OWN, 1 << 24),))),
], ids=["45 nodes", "no beginning", "none left", "one left", "no function", "24 bits"])
def test_rows_that_go_nowhere(tmp_path, lines):
    """The row before still has its line, unless it is the first that is wrong."""
    table = table_of(lines)
    last = len(lines.rows) - 1
    found = frames(tmp_path, table, *(START + 4 * i for i in range(last + 1)))
    assert found[last] == CORRUPT
    assert all((row == CORRUPT) == (lines.rows[0].go == 0) for row in found[:last])


@pytest.mark.parametrize("missing", [0, 1])
def test_a_symbol_that_ends_behind_the_codes(tmp_path, missing):
    """The last symbol of the shapes' code, which stands last, has two bytes or one of them."""
    lines = of_rows(begins(20), *(Row(0, 0, i, 4) for i in range(15)), wide=True, even=True)
    code = lines.codes[0].pack(2)
    assert lines.shapes[15] == lines.rows[0].shape()

    def moved(parts):
        (_, settings), index, (_, codes), *others = parts
        settings = settings[:24] + len(codes).to_bytes(2, "little") * 32 + settings[88:]
        return [(11, settings), index, (13, codes + code[:len(code) - missing]), *others]
    assert frames(tmp_path, table_of(lines, changes=moved), 0x1000) == (
        CORRUPT if missing else [Frame(0, 20, "b/main.c", "main")])


def test_a_name_that_is_not_there(tmp_path):
    """A frame has its line, even so."""
    lines = of_rows(begins(20, file=-1), Row(0, 0, 0, 4))
    table = table_of(lines, changes=set_setting(4, 128))
    (tmp_path / "table").write_bytes(table)
    said = run("sanitize", "frames", tmp_path / "table", "1000").splitlines()
    assert said == ["full", f"1000 0 20 {NOT_FOUND} main"]
