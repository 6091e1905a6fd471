# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whatever a table's bytes are: no fault, no hang, nothing written beside a buffer."""
import struct

import pytest

import lists
from programs import run
from table import HEADER, Table, patched, sealed

OK, EMPTY, MAGIC, VERSION, TRUNCATED, CORRUPT = 0, -2, -3, -4, -5, -6

MACHINES = pytest.mark.parametrize("machine", ["host", "sanitize"])


def small(by_name=True, **options):
    """A table in which every part and every kind of token is used."""
    symbols = lists.nested_in_blocks()[:10] + lists.stems()[:3] + lists.of_one_name(3)
    return Table(symbols, by_name=by_name, phrases=(b"outer", b"in", b"abc"), **options).build()


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
    run(machine, "hostile", how, *write(tmp_path, small(), small(by_name=False, wide=True)))


@MACHINES
def test_places_without_a_table(tmp_path, machine):
    assert outcomes(tmp_path, machine, b"\0" * 4096, b"\xff" * 4096, b"\0" * 104,
                    b"\xff" * 104, b"KSYN" * 99, small()[1:]) == [
        (EMPTY, ANY, 0)] * 4 + [(MAGIC, ANY, 0)] * 2


class _Any:
    def __eq__(self, other):
        return True


ANY = _Any()

# Fields of the header, and values that each must not have.
OUT_OF_RANGE = {
    "size": (0, 103), "wide": (2, 255), "top_shift": (64, 255),
    "count": (1 << 20, 1 << 29, (1 << 32) - 1), "resume_count": (1 << 20, (1 << 32) - 1),
    "shape_mask": (255,),
    "class_widths": (bytes([17, 0, 0, 0, 0, 0, 0]), bytes([0, 0, 0, 0, 0, 0, 255])),
    **{part: (1 << 20, (1 << 32) - 1) for part in ("blocks", "shapes", "resumes")},
}


@MACHINES
@pytest.mark.parametrize("field", OUT_OF_RANGE)
def test_a_field_outside_its_range(tmp_path, field, machine):
    table = small()
    damaged = [sealed(patched(table, **{field: value}), 1) for value in OUT_OF_RANGE[field]]
    assert outcomes(tmp_path, machine, *damaged) == [(CORRUPT, ANY, 0)] * len(damaged)


@MACHINES
def test_a_size_beyond_the_place(tmp_path, machine):
    table = small()
    sizes = (len(table) + 1, (1 << 29) - 1)
    assert outcomes(tmp_path, machine, *(patched(table, size=s) for s in sizes)) == [
        (TRUNCATED, ANY, 0)] * 2
    above = outcomes(tmp_path, machine, patched(table, size=1 << 29))[0]
    assert above[0] in (TRUNCATED, CORRUPT)


@MACHINES
def test_a_part_that_ends_one_byte_late(tmp_path, machine):
    """Parts fill their tables to the end, so that one more byte is one too many."""
    table = small()
    counts = {"shapes": table[HEADER["shape_mask"][0]] + 1,
              "blocks": -(-struct.unpack_from("<I", table, HEADER["count"][0])[0] // 8) + 1,
              "resumes": struct.unpack_from("<I", table, HEADER["resume_count"][0])[0]}
    for part, size in (("shapes", 8), ("blocks", 7), ("resumes", 8)):
        last = len(table) - counts[part] * size
        late = [patched(table, **{part: last + more}) for more in (1, 2, size)]
        assert outcomes(tmp_path, machine, *late) == [(CORRUPT, ANY, 0)] * 3, part
        opened = outcomes(tmp_path, machine, patched(table, **{part: last}))[0][0]
        assert opened == OK, part


@MACHINES
def test_an_index_that_does_not_fit_is_noticed(tmp_path, machine):
    table = small()
    at = struct.unpack_from("<I", table, HEADER["index"][0])[0]
    for segments in (0, 1 << 24, (1 << 24) + 1, (1 << 32) - 1):
        damaged = bytearray(table)
        struct.pack_into("<I", damaged, at, segments)
        opened, check, _ = outcomes(tmp_path, machine, sealed(damaged))[0]
        assert CORRUPT in (opened, check), segments
    opened, check, _ = outcomes(tmp_path, machine,
                                sealed(patched(table, index=len(table) - 4)))[0]
    assert CORRUPT in (opened, check)


@MACHINES
def test_a_name_of_65536_bytes(tmp_path, machine):
    symbols = [lists.Symbol(4, 4, b"ab" * 32768)]
    opened, check, count = outcomes(tmp_path, machine, Table(symbols).build())[0]
    assert (opened, check, count) == (OK, CORRUPT, 1)


@MACHINES
def test_a_name_that_never_ends(tmp_path, machine):
    """Phrases of no bytes: the name's length does not bound the walk."""
    symbols = [lists.Symbol(4, 4, b"a" * 50_000)]
    table = bytearray(Table(symbols).build())
    phrases = struct.unpack_from("<I", table, HEADER["phrases"][0])[0]
    table[phrases:phrases + 3] = bytes(3)
    opened, _, count = outcomes(tmp_path, machine, sealed(table))[0]
    assert (opened, count) == (OK, 1)
