# SPDX-License-Identifier: MIT OR Apache-2.0
"""For any bytes as a table: no fault, no hang, nothing written outside a buffer.

malformed.py has what a reader must reject; here is what it may read, as long as it stays within.
"""
import struct

import pytest

import lists
from choices import table_of
from line_parts import of_every_kind
from programs import run
from table import (END_PHRASES, FUNC, GLOBAL, INDEX, PAGES, PHRASES, REGIONS, RESUMES, SLICES,
                   SUPERBLOCKS, TEXT, Entry, Shape, Table, part, patched, sealed)

OK, EMPTY, MAGIC, TRUNCATED, CORRUPT = 0, -2, -3, -5, -6

MACHINES = pytest.mark.parametrize("machine", ["host", "sanitize", "plain"])


def small(**options):
    """A table in which every part and every kind of token is used."""
    symbols = lists.nested_in_blocks()[:10] + lists.stems()[:3] + lists.of_one_name(3)
    return table_of(symbols, phrases=(b"outer", b"in", b"abc"), build_id=b"0123", **options)


def full():
    return small(by_name=True, two_parts=True, pages=2, slice_shift=9)


def write(directory, *tables):
    paths = [directory / f"table{i}" for i in range(len(tables))]
    for path, table in zip(paths, tables):
        path.write_bytes(table)
    return paths


def outcomes(directory, machine, *tables):
    """(ksym_open, ksym_check, ksym_count) for each table, after all else was asked too."""
    said = run(machine, "hostile", "as-is", *write(directory, *tables))
    return [tuple(map(int, line.split())) for line in said.splitlines()]


@MACHINES
@pytest.mark.parametrize("how", ["bits", "resealed", "truncated", "cut", "header", "random"])
def test_damage(tmp_path, how, machine):
    run(machine, "hostile", how, *write(tmp_path, full().build(), small().build()), timeout=300)


@MACHINES
@pytest.mark.parametrize("how,wide", [("bits", False), ("cut", True), ("random", True)])
def test_damage_to_lines(tmp_path, how, wide, machine):
    run(machine, "hostile", how, *write(tmp_path, of_every_kind(wide)), timeout=300)


@MACHINES
def test_places_without_a_table(tmp_path, machine):
    said = outcomes(tmp_path, machine, b"\0" * 4096, b"\xff" * 4096, b"\0" * 16, b"\xff" * 16,
                    b"KSYN" * 99, small().build()[1:])
    assert [(opened, count) for opened, _, count in said] == [(EMPTY, 0)] * 4 + [(MAGIC, 0)] * 2


@MACHINES
def test_a_size_beyond_the_place(tmp_path, machine):
    table = small().build()
    sizes = (len(table) + 1, 3 << 27, (1 << 32) - 1)
    said = outcomes(tmp_path, machine, *(patched(table, size=s) for s in sizes))
    assert [(opened, count) for opened, _, count in said] == [(TRUNCATED, 0)] * 3


@MACHINES
@pytest.mark.parametrize("tag", [REGIONS, SLICES, SUPERBLOCKS, PAGES, RESUMES, PHRASES,
                                 END_PHRASES, TEXT, INDEX])
def test_a_part_of_anything(tmp_path, tag, machine):
    """All ones, all zeros, ascending and descending bytes, and none where it may be absent."""
    made, tables = full(), []
    for change in (lambda p: b"\xff" * len(p), lambda p: bytes(len(p)),
                   lambda p: bytes(i % 256 for i in range(len(p))),
                   lambda p: bytes(255 - i % 256 for i in range(len(p))), lambda p: p[::-1]):
        made.changes = {tag: change}
        tables.append(made.build())
    assert {opened for opened, _, _ in outcomes(tmp_path, machine, *tables)} == {OK}


@MACHINES
def test_a_part_that_is_not_there(tmp_path, machine):
    # Without a resume nothing is found at a start that a label of no size shares.
    expected = {SLICES: OK, INDEX: OK, RESUMES: CORRUPT, PHRASES: CORRUPT, TEXT: CORRUPT}
    for tag, said in expected.items():
        made = full()
        made.changes = {tag: lambda p: b""}
        assert outcomes(tmp_path, machine, made.build())[0][:2] == (OK, said), tag
    # Then names end with phrases within, and are other ones.
    made.changes = {END_PHRASES: lambda p: b""}
    assert outcomes(tmp_path, machine, made.build())[0][0] == OK


@MACHINES
@pytest.mark.parametrize("bits", [0, 31, 32, 63, 64, 95, 255])
def test_shapes_of_too_many_bits(tmp_path, bits, machine):
    """More than y may have, fewer than x has, and so many that eight take all before an anchor."""
    tables = []
    for x, first, shift in ((0, 0x26, 0), (31, 0x06, 31), (255, 3, 255), (32, 0x23, 32)):
        table = bytearray(small(pages=1).build())
        at, size = part(table, PAGES)
        for shape in range(at, at + size, 8):
            table[shape:shape + 4] = bytes([first, x, bits, shift])
        tables.append(sealed(table))
    said = outcomes(tmp_path, machine, *tables)
    assert [opened for opened, _, _ in said] == [OK] * 4


@MACHINES
def test_slices_that_lead_astray(tmp_path, machine):
    """Lookups give an error or a wrong answer; symbols are still read by their numbers."""
    tables = []
    symbols = lists.one_behind_the_other(128 * 4)
    for numbers in ((3, 0, 3), (4, 4, 4), (0, 4), (0, 1 << 31), ((1 << 32) - 1, 3), (3,), (2, 2)):
        made = table_of(symbols, slice_shift=11)
        made.changes[SLICES] = lambda p, n=numbers: struct.pack(f"<{len(n)}I", *n)
        tables.append(made.build())
    said = outcomes(tmp_path, machine, *tables)
    assert [opened for opened, _, _ in said] == [OK] * len(tables)
    # Past the last superblock a number is that of the last one. Of one number there are no slices.
    assert [check for _, check, _ in said][1:6] == [CORRUPT, OK, OK, CORRUPT, OK]


@MACHINES
def test_resumes_that_lead_astray(tmp_path, machine):
    tables = []
    for symbol in (0, 1, 15, 16, 1 << 31, (1 << 32) - 1):
        made = small()
        made.changes[RESUMES] = lambda p, s=symbol: b"".join(
            p[i:i + 4] + s.to_bytes(4, "little") for i in range(0, len(p), 8))
        tables.append(made.build())
    said = outcomes(tmp_path, machine, *tables)
    assert [opened for opened, _, _ in said] == [OK] * len(tables)


@MACHINES
def test_superblocks_of_the_greatest_numbers(tmp_path, machine):
    """Place, slope, its shift and off: their sum may pass the table, and is then no anchor."""
    tables = []
    for place, slope, off in ((0, 0xffff, 255), ((1 << 29) - 1, 0xffff, 255), (0, 0xf000, 255),
                              ((1 << 29) - 1, 0, 0), (256, 0xf001, 0)):
        made = small()
        made.changes[SUPERBLOCKS] = lambda p, w=(place, slope, off): p[:4] + struct.pack(
            "<IH", *w[:2]) + b"\xff" * 30 + bytes([w[2]]) * 16
        tables.append(made.build())
    said = outcomes(tmp_path, machine, *tables)
    assert [answer[:2] for answer in said] == [(OK, CORRUPT)] * len(tables)


@MACHINES
def test_regions_that_overlap(tmp_path, machine):
    """A distance, an address or most that takes more than there is."""
    tables = []
    for regions in ([(0, (1 << 32) - 1, 0)], [((1 << 64) - 1, (1 << 32) - 1, (1 << 32) - 1)],
                    [(5, 9, 0), (4, 9, 0), (3, 9, 0)], [(0, 0, 0)] * 5,
                    [(1 << 63, 1 << 31, (1 << 32) - 1)]):
        made = small()
        made.changes[REGIONS] = lambda p, r=regions: b"".join(
            struct.pack("<QII", *region) for region in r)
        tables.append(made.build())
    said = outcomes(tmp_path, machine, *tables)
    assert [opened for opened, _, _ in said] == [OK] * len(tables)


@MACHINES
def test_names_of_tokens_of_no_bytes(tmp_path, machine):
    """As many tokens as there can be, none of which brings the name's end nearer."""
    kind = FUNC | GLOBAL << 2
    entries = [Entry(i, 1, kind, 0, 0, [b""] * 262, 1) for i in range(8)]
    made = Table(entries, regions=[(0x1000, 99, 0)], shapes=[Shape(0x26, 0, 1, 0, 1)],
                 phrases=[b""], class_width=0)
    assert outcomes(tmp_path, machine, made.build())[0] == (OK, OK, 8)


@MACHINES
def test_many_symbols_of_one_block(tmp_path, machine):
    """The work that a byte of the table can ask for has a bound: all of it is soon read."""
    kind = FUNC | GLOBAL << 2
    entries = [Entry(0, 0, kind, 0, 0, [b"aaaaaaa"] * 262, 0) for _ in range(8)]
    made = Table(entries, regions=[(0x1000, 99, 0)], shapes=[Shape(0x26, 0, 0)],
                 phrases=[b"aaaaaaa"], class_width=0)
    blocks = 128 * 8
    made.changes[SUPERBLOCKS] = lambda p: (p[:10] + bytes(46)) * (blocks // 16)
    made.header["count"] = 8 * blocks
    assert outcomes(tmp_path, machine, made.build())[0] == (OK, OK, 8 * blocks)


@MACHINES
def test_phrases_of_32767_bytes(tmp_path, machine):
    """A length may have 15 bits; a name that becomes too long by one of them is none."""
    kind = FUNC | GLOBAL << 2
    for own, expected in ((2, OK), (3, CORRUPT)):
        made = Table([Entry(0, 1, kind, 0, 0, [b"a" * 32767] * own)], shapes=[Shape(0x26, 0, 1)],
                     regions=[(0x1000, 9, 0)], phrases=[b"a" * 32767], length_bits=15,
                     record_bits=31)
        assert outcomes(tmp_path, machine, made.build())[0][:2] == (OK, expected)
