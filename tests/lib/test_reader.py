# SPDX-License-Identifier: MIT OR Apache-2.0
"""libksym reads what FORMAT.md says, from tables that the encoder did not make."""
import random

import pytest

import lists
from choices import lay, owner_changes, table_of
from programs import MACHINES, PLAIN, holds
from table import (BUILD_ID, END_PHRASES, FUNC, GLOBAL, INDEX, ORDER, PAGE, PAGES, PHRASES, REGIONS,
                   RESUMES, SIZE_MAX, SLICES, STREAM, SUPERBLOCKS, TEXT, Entry, Shape, Symbol,
                   Table, part, patched)

# Phrases that a writer may choose: none, some of several bytes, one within another.
WORDS = (b"init", b"in", b"read", b"lock", b"_", b"irqpage", b"f1", b"x." * 31)
KIND = FUNC | GLOBAL << 2
TWO_MACHINES = pytest.mark.parametrize("machine", ["sanitize", "powerpc"])


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("count", (*lists.COUNTS, 127, 128, 129))
def test_any_number_of_symbols(tmp_path, count, machine):
    symbols = lists.mixed(count)
    holds(tmp_path, table_of(symbols, phrases=WORDS, seed=count).build(), symbols, machine)
    holds(tmp_path, table_of(symbols, by_name=True, two_parts=True, pages=3,
                             seed=count + 1).build(), symbols, machine)


@pytest.mark.parametrize("machine", (*MACHINES, *PLAIN))
@pytest.mark.parametrize("make", lists.SHAPES.values(), ids=lists.SHAPES)
def test_lists_that_are_hard(tmp_path, make, machine):
    made = table_of(make(), by_name=True, two_parts=True, slice_shift=8)
    holds(tmp_path, made.build(), make(), machine, finds=128)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_byte_in_names(tmp_path, machine):
    symbols = lists.of_all_bytes()
    holds(tmp_path, table_of(symbols).build(), symbols, machine)


@pytest.mark.parametrize("options", [
    {"two_parts": True}, {"share": lambda same: 0},
    {"share": lambda same: same // 2, "two_parts": True}, {"phrases": WORDS},
    {"phrases": WORDS, "two_parts": True}, {"class_width": 15},
    {"class_width": 3}, {"length_bits": 15}, {"pages": 1}, {"pages": 2}, {"pages": 20},
    {"hole": 1}, {"hole": 0}, {"hole": 100},
    {"slope": 100}, {"slope": 1000, "anchor_shift": 3},
    {"anchor_shift": 9, "place_back": 0}, {"anchor_shift": 15}, {"place_back": 200},
    {"slope": 4095}, {"slice_shift": 0}, {"slice_shift": 5}, {"slice_shift": 31},
    {"build_id": bytes(range(20))}, {"behind": 999}, {"seed": 3}, {"seed": 4},
    {"by_name": True, "slot_bits": 31}, {"by_name": True, "slot_bits": 7},
    *({"by_name": True, "segment_log2": log2} for log2 in range(7)),
], ids=str)
@TWO_MACHINES
def test_every_choice_of_a_writer(tmp_path, options, machine):
    symbols = lists.mixed(100)
    holds(tmp_path, table_of(symbols, **options).build(), symbols, machine)


def of_steps(steps, shapes, chosen):
    """A symbol a step of (gap, size, kind), each with the shape of its number; and the table."""
    at, symbols, entries = 0, [], []
    for i, ((gap, size, kind), shape) in enumerate(zip(steps, chosen)):
        symbols.append(Symbol(0x1000 + at, size, b"s%d" % i, kind & 3, kind >> 2))
        entries.append(Entry(at, size, kind, shape, 0, [bytes([c]) for c in symbols[-1].name], gap))
        at += gap
    resumes = owner_changes(symbols)
    regions, places = lay([s.addr for s in symbols] + [addr for addr, _ in resumes], 1 << 31,
                          random.Random(1))
    return symbols, Table(entries, regions=regions, shapes=shapes, class_width=2, record_bits=12,
                          phrases=[bytes([c]) for c in b"s0123456789"],
                          resumes=[(places[addr], symbol) for addr, symbol in resumes])


@pytest.mark.parametrize("stated", [True, False], ids=["stated", "by distance"])
@TWO_MACHINES
def test_shapes_of_every_width_and_shift(tmp_path, stated, machine):
    """x and y of each width, and each shift, all bits in use."""
    for width in range(32):
        low, shift = (1 << width) - 1, 31 - width
        shape = Shape(KIND | 0x20 * stated, width, width, shift, 1, 1)
        size = (low + 1) << shift if stated else (1 << 31) - (low + 1)
        assert shape.fields(1 << 31, size, KIND) == [(low, width), (low, width)]
        symbols, made = of_steps([(1 << 31, size, KIND), (0, 1, KIND)],
                                 [shape, Shape(0x26, 0, 1)], [0, 1])
        holds(tmp_path, made.build(), symbols, machine)


@pytest.mark.parametrize("bits", [0, 1, 7, 8, 17, 24, 25, 26, 31])
@TWO_MACHINES
def test_fields_at_every_bit(tmp_path, bits, machine):
    """x, y, and what the fields say of size and kind, from each bit of a byte on."""
    most, far = (1 << bits) - 1, (1 << bits) // 4 + 1
    for skew in range(8):
        shapes = [Shape(0x26, 0, skew, 0, 1), Shape(0x26, bits, bits, 0, 1),
                  Shape(3, bits, 0, 0, 1), Shape(0x26, 0, 1)]
        steps = [(1, (1 << skew) - 1, KIND), (most + 1, most, KIND), (far, SIZE_MAX, 1),
                 (far, 0x2a5a5a5a5a5a5a5, 31 & ~3), (0, 1, KIND)]
        symbols, made = of_steps(steps, shapes, [0, 1, 2, 2, 3])
        holds(tmp_path, made.build(), symbols, machine)


@pytest.mark.parametrize("machine", MACHINES)
def test_any_number_of_tokens_is_shared(tmp_path, machine):
    """As many as a name could take, and fewer."""
    symbols, rng = lists.sharing_in_every_way(), random.Random(1)
    made = table_of(symbols)
    assert {entry.share for entry in made.entries} == set(range(8))
    holds(tmp_path, made.build(), symbols, machine, finds=32)
    made = table_of(symbols, two_parts=True,
                    share=lambda same: rng.randint(0, same))
    holds(tmp_path, made.build(), symbols, machine, finds=32)


@pytest.mark.parametrize("two_parts", [False, True], ids=["one part", "two parts"])
@pytest.mark.parametrize("machine", MACHINES)
def test_any_number_of_own_tokens(tmp_path, machine, two_parts):
    """0 to 6 in three bits, 7 and more in a byte, up to 262, in each place of a block."""
    counts = [0, 1, 2, 5, 6, 7, 8, 9, 13, 14, 100, 254, 255, 256, 261, 262]
    rng = random.Random(7)
    rows = [rng.choices(counts, k=8) for _ in range(20)] + [[262] * 8, [7] * 8, [0] * 8]
    rows += [[0] * i + [262] + [6] * (7 - i) for i in range(8)]
    names = [bytes(rng.choices(b"abcdefghij", k=count)) for row in rows for count in row]
    symbols = [Symbol(lists.KERNEL + 8 * i, 8, name) for i, name in enumerate(names)]
    made = table_of(symbols, two_parts=two_parts, share=lambda same: 0, by_name=True)
    assert {len(entry.own) for entry in made.entries} == set(counts)
    holds(tmp_path, made.build(), symbols, machine, finds=128)


@TWO_MACHINES
def test_names_that_share_all_their_tokens(tmp_path, machine):
    """A name may have no token of its own, and be the start of the name before."""
    names = [b"abcdefg", b"abc", b"ab", b"ab", b"a", b"", b"", b"x"]
    symbols = [Symbol(lists.KERNEL + 8 * i, 8, name) for i, name in enumerate(names * 3)]
    for two_parts in (False, True):
        made = table_of(symbols, two_parts=two_parts)
        assert sum(not e.own for e in made.entries) >= 12
        holds(tmp_path, made.build(), symbols, machine)


@pytest.mark.parametrize("width", range(16))
@pytest.mark.parametrize("two_parts", [False, True], ids=["one part", "two parts"])
def test_every_class_of_phrases(tmp_path, width, two_parts):
    """Numbers of each length, the first and the last of each class where there are so many."""
    count = min(255 << width, 2000)
    phrases = [b"%x" % i for i in range(count)]
    firsts = [((1 << c) - 1) << width for c in range(9)]
    chosen = sorted({n for f in firsts for n in (f - 1, f, f + 1) if 0 <= n < count} | {count - 1})
    entries = [Entry(8 * i, 8, KIND, 0, 0, [phrases[n], phrases[-n - 1], phrases[n]], 8)
               for i, n in enumerate(chosen)]
    made = Table(entries, regions=[(0x1000, 0xffff, 0)], shapes=[Shape(0x26, 4, 4)],
                 phrases=phrases, ends=phrases[::-1] if two_parts else None, class_width=width,
                 record_bits=20, length_bits=4)
    symbols = [Symbol(0x1000 + 8 * i, 8, name) for i, name in enumerate(made.names())]
    holds(tmp_path, made.build(), symbols, "sanitize")


@pytest.mark.parametrize("count", range(1, 9))
def test_a_last_block_of_any_length(tmp_path, count):
    """Where the last block has no symbol it has no fields either."""
    for blocks in (0, 2, 15, 16):
        for length in (0, 1, 7):
            symbols = [Symbol(lists.KERNEL + 3 * i, 3, b"abcdefghijkl"[i % 12:][:length])
                       for i in range(8 * blocks + count)]
            made = table_of(symbols, seed=length)
            holds(tmp_path, made.build(), symbols, "sanitize", finds=16)


@pytest.mark.parametrize("count", range(1, PAGE + 1))
def test_any_number_of_shapes(tmp_path, count):
    """Those that no code names may be missing in a table of one page."""
    shapes = [Shape(0x20 | KIND, 0, 0, 0, i + 1, 2 * i + 1) for i in range(count)]
    chosen = random.Random(count).choices(range(count), k=400)
    symbols, made = of_steps([(i + 1, 2 * i + 1, KIND) for i in chosen], shapes, chosen)
    table = made.build()
    assert part(table, PAGES)[1] == 8 * count
    holds(tmp_path, table, symbols, "sanitize", finds=64)


@pytest.mark.parametrize("count", [1, 2, 16, 255, 256])
@TWO_MACHINES
def test_any_number_of_pages(tmp_path, count, machine):
    symbols = lists.nested(8 * 300)
    made = table_of(symbols, pages=count)
    table = made.build()
    assert part(table, PAGES)[1] == 128 * count and len(set(made.page_of)) > min(count, 100) / 2
    assert count < 256 or max(made.page_of) > 250
    holds(tmp_path, table, symbols, machine, finds=16)


@pytest.mark.parametrize("bits", range(8))
@TWO_MACHINES
def test_starts_of_every_shift(tmp_path, bits, machine):
    """The least that fits is the one that is taken; starts are exact."""
    symbols = lists.aligned(bits, 500)
    made = table_of(symbols, hole=1 << 31, slice_shift=15)
    table = made.build()
    at, _ = part(table, SUPERBLOCKS)
    assert table[at + 7] >> 5 == (bits if bits > 0 else 0)
    holds(tmp_path, table, symbols, machine, finds=16)


@pytest.mark.parametrize("shift", [0, 1, 4, 8, 12, 16, 31])
@pytest.mark.parametrize("machine", ["sanitize", "i386"])
def test_slices_of_every_width(tmp_path, shift, machine):
    """Many superblocks; the last slice has no end, the first ones none of them or several."""
    rng = random.Random(shift)
    addr, symbols = lists.KERNEL, []
    for i in range(128 * 20):
        symbols.append(Symbol(addr, 4, b"n%d" % i))
        addr += rng.choice((1, 2, 7)) if i // 512 % 2 else i // 128 % 2
    made = table_of(symbols, slice_shift=shift)
    assert part(made.build(), SLICES)[1] >= 8
    holds(tmp_path, made.build(), symbols, machine, finds=8)


@pytest.mark.parametrize("most", [0, 1])
@TWO_MACHINES
def test_holes_take_no_distances(tmp_path, most, machine):
    """Symbols that reach into holes and through them, and resumes there; a region each."""
    far = 1 << 40
    symbols = [Symbol(far, 3 * far + 5, b"around"), Symbol(2 * far, 16, b"within"),
               Symbol(2 * far + 1, far // 2, b"into"), Symbol(3 * far, 0, b"label"),
               Symbol(3 * far + 1, 1, b"one"), Symbol(5 * far, far, b"alone")]
    made = table_of(symbols, hole=most)
    assert len(made.regions) > 4
    holds(tmp_path, made.build(), symbols, machine)


def test_thousands_of_regions(tmp_path):
    symbols = [Symbol(i << 30, 1 << 29, b"r%d" % i) for i in range(3000)]
    made = table_of(symbols)
    assert len(made.regions) == 3000
    holds(tmp_path, made.build(), symbols, finds=8)


@TWO_MACHINES
def test_sizes_modulo_2_to_the_32(tmp_path, machine):
    """A size by the distance to the next symbol may be larger than that distance."""
    steps = [(0x10, 0x90000000, KIND), (0x10, 0x10, KIND)]
    shapes = [Shape(0x06, 5, 31, 0, 0, 0x10), Shape(0x26, 0, 5, 4, 1)]
    # 0x10 less 0x10 and y is 0x90000000.
    assert shapes[0].fields(*steps[0]) == [(0x10, 5), (0x70000000, 31)]
    symbols, made = of_steps(steps, shapes, [0, 1])
    holds(tmp_path, made.build(), symbols, machine)


def test_parts_in_any_order(tmp_path):
    symbols = lists.mixed(40)
    for turn in range(len(ORDER)):
        order = [*ORDER[turn:], *ORDER[:turn]]
        made = table_of(symbols, by_name=True, two_parts=True, slice_shift=9, order=order,
                        build_id=b"id")
        holds(tmp_path, made.build(), symbols)


def test_parts_that_a_reader_does_not_know(tmp_path):
    """Before, between and behind those that it knows."""
    symbols = lists.mixed(40)
    order = [entry for i, tag in enumerate(ORDER)
             for entry in ((11 + i, b"\xff" * i), tag, (255 - i, b"KSYM" * i))]
    made = table_of(symbols, by_name=True, two_parts=True, order=order)
    holds(tmp_path, made.build(), symbols, "sanitize")


@pytest.mark.parametrize("tag", [t for t in ORDER if t != SLICES])
def test_of_two_parts_of_one_tag_the_last_counts(tmp_path, tag):
    symbols = lists.nested_in_blocks()[:60]
    order = [(tag, b"\xa5" * 400), *ORDER, (12, b"\xff")]
    made = table_of(symbols, by_name=True, two_parts=True, order=order, build_id=b"id")
    holds(tmp_path, made.build(), symbols, "sanitize")
    behind = [*ORDER, (tag, b"")]
    absent = table_of(symbols, by_name=True, two_parts=True, order=behind, build_id=b"id")
    if tag in (BUILD_ID, INDEX, STREAM):
        # What may be absent, or is found by superblocks, is so by a later part of no bytes.
        holds(tmp_path, absent.build(), symbols, "sanitize")
    else:
        assert tag in (REGIONS, SUPERBLOCKS, PAGES, RESUMES, PHRASES, END_PHRASES, TEXT)
        with pytest.raises(AssertionError):
            holds(tmp_path, absent.build(), symbols, "host")


def test_a_later_version_with_a_larger_header(tmp_path):
    symbols = lists.mixed(20)
    for size in (33, 200, 255):
        made = table_of(symbols, header_size=size, version=255)
        holds(tmp_path, made.build(), symbols, "sanitize")


def test_bits_of_the_header_that_a_reader_passes_over(tmp_path):
    symbols = lists.mixed(300)
    made = table_of(symbols, slice_shift=9, selected=255, elf=255, max_name=65535)
    made.header["slice_shift"] |= 0xe0
    holds(tmp_path, made.build(), symbols, "sanitize", finds=16)


def test_a_reservation_larger_than_the_table(tmp_path):
    symbols = lists.mixed(20)
    for rest in (b"\0", b"\xff" * 4096, b"KSYM" * 7):
        holds(tmp_path, table_of(symbols).build() + rest, symbols)


def test_65536_symbols(tmp_path):
    symbols = lists.one_behind_the_other(65536)
    made = table_of(symbols, by_name=True, two_parts=True, pages=9, slice_shift=12)
    holds(tmp_path, made.build(), symbols, finds=256)


@TWO_MACHINES
def test_the_last_address_of_all(tmp_path, machine):
    """Owned again by what lies around the last to start, as far as a size can say it."""
    last = (1 << 64) - 1
    symbols = [Symbol(0, 1, b"first"), Symbol(last - SIZE_MAX + 1, SIZE_MAX, b"around"),
               Symbol(last - 2, 1, b"within")]
    holds(tmp_path, table_of(symbols, by_name=True).build(), symbols, machine)


@pytest.mark.parametrize("place", [1 << 16, 1 << 24, 1 << 28])
def test_places_far_behind(tmp_path, place):
    """The stream is the last part, behind one of so many bytes."""
    symbols = [*lists.mixed(300), Symbol(lists.KERNEL - 1, 1, b"long" * 130)]
    order = [tag for tag in ORDER if tag != STREAM] + [(99, bytes(place)), STREAM]
    made = table_of(symbols, order=order, anchor_shift=2)
    table = made.build()
    assert min(made.anchors) > place
    holds(tmp_path, table, symbols, finds=8, timeout=300)


def test_a_checksum_of_all_but_its_own_bytes(tmp_path):
    """The header behind it, and the zeros that no part has."""
    symbols = lists.mixed(3)
    table = table_of(symbols).build()
    for at in (0x10, len(table) - 1, len(table) - 8):
        damaged = table[:at] + bytes([table[at] ^ 1]) + table[at + 1:]
        with pytest.raises(AssertionError):
            holds(tmp_path, damaged, symbols)
    with pytest.raises(AssertionError):
        holds(tmp_path, patched(table, checksum=0), symbols)
