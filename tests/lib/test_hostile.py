# SPDX-License-Identifier: MIT OR Apache-2.0
"""For any bytes as a table: no fault, no hang, nothing written outside a buffer."""
import struct

import pytest

import lists
from programs import run
from table import HEADER, HEADER_SIZE, Shape, Table, patched, sealed

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


@pytest.mark.parametrize("machine", ["host", "sanitize", "plain"])
@pytest.mark.parametrize("how", ["bits", "resealed", "truncated", "cut", "header", "random"])
def test_damage(tmp_path, how, machine):
    run(machine, "hostile", how, *write(tmp_path, small(), small(by_name=False, wide=True)))


@MACHINES
def test_places_without_a_table(tmp_path, machine):
    assert outcomes(tmp_path, machine, b"\0" * 4096, b"\xff" * 4096, b"\0" * 16,
                    b"\xff" * 16, b"KSYN" * 99, small()[1:]) == [
        (EMPTY, ANY, 0)] * 4 + [(MAGIC, ANY, 0)] * 2


class _Any:
    def __eq__(self, other):
        return True


ANY = _Any()

# Fields of the header, and values that each must not have.
OUT_OF_RANGE = {
    "size": (0, 111), "wide": (2, 255), "top_shift": (64, 255),
    "count": (1 << 20, 1 << 29, (1 << 32) - 1), "resume_count": (1 << 20, (1 << 32) - 1),
    "shape_mask": (255,),
    "class_widths": tuple(bytes(i) + bytes([width]) + bytes(6 - i)
                          for i in range(7) for width in (17, 255)),
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


def at_block(table, number):
    """Where the record of a block stands, of 4 bytes and 3, and what place it says."""
    at = struct.unpack_from("<I", table, HEADER["blocks"][0])[0] + 7 * number + 4
    return at, int.from_bytes(table[at:at + 3], "little")


def with_place(table, number, place):
    """The table with another place of a block, and a right checksum."""
    at, _ = at_block(table, number)
    damaged = bytearray(table)
    damaged[at:at + 3] = place.to_bytes(3, "little")
    return sealed(damaged)


@MACHINES
def test_a_part_that_leads_outside(tmp_path, machine):
    """What is read checked need not be in the table to open it; all of it is read at last."""
    table = Table(lists.one_behind_the_other(40)).build()
    for part in ("tops", "text", "stream"):
        damaged = [sealed(patched(table, **{part: value}))
                   for value in (len(table), 1 << 20, 1 << 31, (1 << 32) - 1)]
        assert [said[:2] for said in outcomes(tmp_path, machine, *damaged)] == [
            (OK, CORRUPT)] * 4, part


@MACHINES
def test_what_a_reader_need_not_look_at(tmp_path, machine):
    """A header of another size, another count of phrases or size of the id: no harm."""
    table = small()
    damaged = [sealed(patched(table, **{field: value})) for field, value in (
        ("header_size", 0), ("header_size", 65535), ("phrase_count", 0),
        ("phrase_count", (1 << 32) - 1), ("id_size", 21), ("id_size", 255))]
    assert [said[:2] for said in outcomes(tmp_path, machine, *damaged)] == [(OK, OK)] * 6


@MACHINES
def test_selectors_and_numbers_that_cross(tmp_path, machine):
    """One byte less, and there is no room for all of them; nor is there with any less."""
    symbols = lists.mixed(8)
    table = Table(symbols).build()
    _, end = at_block(table, 1)
    damaged = [with_place(table, 1, place) for place in range(end)]
    assert [said[:2] for said in outcomes(tmp_path, machine, table, *damaged)] == [
        (OK, OK), *[(OK, CORRUPT)] * end]


@MACHINES
def test_numbers_wider_than_the_block(tmp_path, machine):
    """Tokens of 16 bits where there was room for those of fewer."""
    table = Table(lists.mixed(8)).build()
    damaged = [sealed(patched(table, class_widths=bytes([16] * 7))),
               sealed(patched(Table([lists.Symbol(4, 4, b"a")]).build(),
                              class_widths=bytes([16] * 7)))]
    assert [said[:2] for said in outcomes(tmp_path, machine, *damaged)] == [(OK, CORRUPT)] * 2


@MACHINES
def test_selectors_behind_the_block(tmp_path, machine):
    """x and y of more bits than the block has."""
    table = bytearray(Table(lists.mixed(8)).build())
    at, count = (struct.unpack_from("<I", table, HEADER["shapes"][0])[0],
                 table[HEADER["shape_mask"][0]] + 1)
    for i in range(count):
        table[at + 8 * i + 2] = 255
    assert outcomes(tmp_path, machine, sealed(table))[0][:2] == (OK, CORRUPT)


@MACHINES
def test_x_of_more_bits_than_x_and_y(tmp_path, machine):
    """Then y has any number of bits, but no more than are soon read."""
    table = bytearray(Table(lists.mixed(8)).build())
    at, count = (struct.unpack_from("<I", table, HEADER["shapes"][0])[0],
                 table[HEADER["shape_mask"][0]] + 1)
    for i in range(count):
        table[at + 8 * i + 1:at + 8 * i + 3] = b"\2\1"
    assert outcomes(tmp_path, machine, sealed(table))[0][0] == OK


@MACHINES
def test_blocks_that_do_not_lie_in_the_table(tmp_path, machine):
    """Ends before its start, has fewer than 12 bytes, reaches into the last 4, or beyond."""
    symbols = lists.mixed(24)
    table = Table(symbols).build()
    stream = struct.unpack_from("<I", table, HEADER["stream"][0])[0]
    (_, first), (_, second), (_, end) = (at_block(table, i) for i in (1, 2, 3))
    room = len(table) - stream
    damaged = [with_place(table, *place) for place in (
        (1, second), (1, second + 1), (2, first), (2, first - 1), (2, 0), (2, end),
        (1, second - 11), (2, first + 11), (0, first), (0, (1 << 24) - 1), (3, second),
        (3, second + 11), (3, room), (3, room - 3), (3, room + 1), (3, (1 << 24) - 1))]
    assert [said[:2] for said in outcomes(tmp_path, machine, table, *damaged)] == [
        (OK, OK), *[(OK, CORRUPT)] * len(damaged)]
    # The stream is the last part: behind its end are the last 4 bytes.
    assert end == room - 4


@MACHINES
def test_a_block_that_wraps_around(tmp_path, machine):
    """Places of 4 bytes added to the stream's offset may come back to the table's start."""
    table = bytearray(Table(lists.mixed(16), wide=True).build())
    stream, blocks = (struct.unpack_from("<I", table, HEADER[part][0])[0]
                      for part in ("stream", "blocks"))
    damaged = []
    for number in (0, 1, 2):
        for where in (0, 1, HEADER_SIZE, len(table) - 4):
            damaged.append(bytearray(table))
            struct.pack_into("<I", damaged[-1], blocks + 12 * number + 8,
                             (where - stream) % (1 << 32))
    said = outcomes(tmp_path, machine, *map(sealed, damaged))
    assert [opened for opened, *_ in said] == [OK] * len(damaged)


@MACHINES
def test_places_that_descend_are_noticed_at_once(tmp_path, machine):
    """Every other block is as long as the stream: to read all of each would take minutes."""
    length, blocks = 3 << 15, 20_000
    symbols = [lists.Symbol(8 * i, 8, b"") for i in range(8 * blocks)]
    made = Table(symbols, phrases=(b"",), class_widths=(0,) * 7,
                 shapes=([Shape(0x26, 0, 0, 0, 8, 8)], [0] * len(symbols)), gap_after=8)
    assemble = made.assemble

    def overlapping(fields, parts):
        places = [0, length] * (blocks // 2) + [0]
        parts["blocks"] = b"".join(struct.pack("<I", 64 * i) + place.to_bytes(3, "little")
                                   for i, place in enumerate(places))
        # Selector 1, a phrase of no bytes, again and again; then ends of names.
        parts["stream"] = bytes(12) + b"\x49\x92\x24" * (length // 3 - 5) + bytes(3)
        return assemble(fields, parts)
    made.assemble = overlapping
    assert outcomes(tmp_path, machine, made.build())[0] == (OK, CORRUPT, len(symbols))


@MACHINES
def test_more_tokens_given_than_there_are(tmp_path, machine):
    """A name of 3 tokens of which the next takes more; then one that takes those again."""
    symbols = [lists.Symbol(8 * i, 8, name) for i, name in enumerate(
        (b"abc", b"abcd", b"abcx", b"ab", b"", b"abc", b"abcy", b"a"))]
    table = Table(symbols).build()
    at = struct.unpack_from("<I", table, HEADER["stream"][0])[0] + 8
    said = struct.unpack_from("<I", table, at)[0]
    assert said == 0x13002330
    lengths = [len(s.name) for s in symbols]
    for i in range(1, 8):
        for more in range((said >> 4 * i & 15) + 1, 16):
            damaged = bytearray(table)
            struct.pack_into("<I", damaged, at, said & ~(15 << 4 * i) | more << 4 * i)
            expected = OK if more <= lengths[i - 1] else CORRUPT
            assert outcomes(tmp_path, machine, sealed(damaged))[0][:2] == (OK, expected), (i, more)


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
def test_a_text_that_ends_with_the_table(tmp_path, machine):
    """The last phrase ends the table: it is read, but not if the table is one byte shorter."""
    made = Table([lists.Symbol(8 * i, 8, name) for i, name in enumerate((b"main", b"exit"))],
                 phrases=(b"main", b"exit"), only_phrases=True)
    assemble = made.assemble
    made.assemble = lambda fields, parts: assemble(
        fields, {**{k: b for k, b in parts.items() if k != "text"}, "text": parts["text"]})
    table = made.build()
    end = len(table) - 4
    assert table[:end].endswith(b"mainexit")
    ends = [sealed(patched(table[:size], size=size)) for size in (end, end - 1)]
    assert [said[:2] for said in outcomes(tmp_path, machine, *ends)] == [(OK, OK), (OK, CORRUPT)]


@MACHINES
@pytest.mark.parametrize("bits", [5, 7, 8, 13, 32])
@pytest.mark.parametrize("log2", [0, 1, 2, 3, 5])
def test_an_index_that_ends_with_the_table(tmp_path, log2, bits, machine):
    """The index ends the table: it fits, but not if the table is one byte shorter."""
    table = Table(lists.mixed(20), by_name=True, slot_bits=bits, segment_log2=log2).build()
    at = struct.unpack_from("<I", table, HEADER["index"][0])[0]
    segments = struct.unpack_from("<I", table, at)[0]
    end = at + 8 + -(-((segments + 2) << log2) * bits // 8)
    assert end == len(table) - 4
    ends = [sealed(patched(table[:size], size=size)) for size in (end, end - 1)]
    assert [said[:2] for said in outcomes(tmp_path, machine, *ends)] == [(OK, OK), (OK, CORRUPT)]


def with_index(segments, log2, bits, slots):
    """A table with an index of that header and room for that many slots."""
    made = Table(lists.mixed(20), by_name=True)
    assemble = made.assemble

    def assembled(fields, parts):
        parts["index"] = struct.pack("<IBBH", segments, log2, bits, 0) + bytes(
            -(-slots * bits // 8))
        return assemble(fields, parts)
    made.assemble = assembled
    return made.build()


@MACHINES
@pytest.mark.parametrize("segments,log2,bits,slots,said", [
    (1, 0, 32, 3, OK), (1, 0, 33, 3, CORRUPT), (1, 0, 0, 3, CORRUPT), (0, 3, 5, 3 << 3, CORRUPT),
    (1, 18, 1, 3 << 18, OK), (1, 19, 1, 3 << 19, CORRUPT),
    (1 << 24, 0, 1, (1 << 24) + 2, OK), ((1 << 24) + 1, 0, 1, (1 << 24) + 3, CORRUPT),
    (254, 18, 1, 1 << 26, OK)], ids=str)
def test_the_most_that_an_index_may_have(tmp_path, segments, log2, bits, slots, said, machine):
    """There is room for it: what is refused is refused for the limits of FORMAT.md."""
    table = with_index(segments, log2, bits, slots)
    assert outcomes(tmp_path, machine, table)[0][:2] == (OK, said)


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
