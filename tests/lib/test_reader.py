# SPDX-License-Identifier: MIT OR Apache-2.0
"""libksym reads what FORMAT.md says, from tables that the encoder did not make."""
import random
import struct

import pytest

import lists
from programs import MACHINES, PLAIN, holds
from table import FUNC, GLOBAL, HEADER, Shape, Symbol, Table

# Phrases that a writer may choose: none, some of several bytes, one within another.
PHRASES = (b"init", b"in", b"read", b"lock", b"_", b"irqpage", b"f1", b"x." * 31)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("count", lists.COUNTS)
def test_any_number_of_symbols(tmp_path, count, machine):
    symbols = lists.mixed(count)
    holds(tmp_path, Table(symbols, phrases=PHRASES, seed=count).build(), symbols, machine)
    holds(tmp_path, Table(symbols, by_name=True, seed=count + 1).build(), symbols, machine)


@pytest.mark.parametrize("machine", (*MACHINES, *PLAIN))
@pytest.mark.parametrize("make", lists.SHAPES.values(), ids=lists.SHAPES)
def test_lists_that_are_hard(tmp_path, make, machine):
    holds(tmp_path, Table(make(), by_name=True).build(), make(), machine, finds=128)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_byte_in_names(tmp_path, machine):
    symbols = lists.of_all_bytes()
    holds(tmp_path, Table(symbols).build(), symbols, machine)


@pytest.mark.parametrize("options", [
    {"wide": True}, {"share": lambda same: 0}, {"share": lambda same: same // 2},
    {"phrases": PHRASES},
    {"class_widths": (0, 1, 2, 3, 4, 5, 0)}, {"class_widths": (16,) * 7},
    {"class_widths": (0, 0, 0, 0, 0, 0, 16)}, {"top_shift": 0}, {"top_shift": 63},
    {"top_shift": 12}, {"base": 0}, {"base": lists.KERNEL - 1},
    {"build_id": bytes(range(20))}, {"gap_after": 0x1234}, {"seed": 3}, {"seed": 4},
    {"by_name": True, "slot_bits": 32}, {"by_name": True, "slot_bits": 7},
    {"by_name": True, "segment_log2": 0}, {"by_name": True, "segment_log2": 9},
], ids=str)
@pytest.mark.parametrize("machine", ["sanitize", "powerpc"])
def test_every_choice_of_a_writer(tmp_path, options, machine):
    symbols = lists.mixed(100)
    if options.get("top_shift") == 0:
        symbols = [s._replace(addr=lists.KERNEL + i) for i, s in enumerate(symbols)]
    holds(tmp_path, Table(symbols, **options).build(), symbols, machine)


def test_shapes_of_every_width_and_shift(tmp_path):
    """x and y of each width, stated or not, and each shift, all bits in use."""
    symbols, shapes, addr = [], [], 1
    for i, width in enumerate(range(65)):
        low, shift = (1 << min(width, 56)) - 1, i % 32 if width < 24 else 0
        gap, stated = (low + 5) << shift, i % 2 == 0
        size = (low + 3) << shift if stated else gap - (low + 3)
        if size < 0 or gap == 0:
            continue
        symbols.append(Symbol(addr, size, b"w%d" % width))
        shapes.append(Shape(0x26 if stated else 0x06, width, width, shift, 5, 3))
        addr += gap
    symbols.append(Symbol(addr, 1, b"end"))
    shapes.append(Shape(0x26, 0, 0, 0, 0, 1))
    assert len({s.x_bits for s in shapes}) > 50 and len({s.shift for s in shapes}) > 15
    made = Table(symbols, shapes=(shapes, list(range(len(shapes)))))
    made.gaps[-1] = 0
    holds(tmp_path, made.build(), symbols, "sanitize")


@pytest.mark.parametrize("machine", ["sanitize", "i386", "powerpc", "s390x"])
def test_numbers_of_many_bits(tmp_path, machine):
    """x and y that no single load holds, from whichever bit of a byte on."""
    for bits in (*range(24, 34), *range(40, 65, 3), 63, 64):
        most, skew = (1 << bits) - 1, bits * 5 % 8
        symbols = [Symbol(0, skew, b"a"), Symbol(1, most, b"b"), Symbol(most, 1, b"c")]
        shapes = [Shape(0x26, 0, 8), Shape(0x26, 0, 8 + skew, 0, 1, 0), Shape(0x26, bits, bits)]
        made = Table(symbols, gap_after=1, shapes=(shapes, [1, 2, 1]))
        holds(tmp_path, made.build(), symbols, machine)


@pytest.mark.parametrize("machine", MACHINES)
def test_any_number_of_tokens_is_shared(tmp_path, machine):
    """As many as a name could take, and fewer."""
    symbols, rng = lists.sharing_in_every_way(), random.Random(1)
    made = Table(symbols)
    nibbles = {same for i in range(0, len(symbols), 8) for same in shared(made, i)}
    assert nibbles == set(range(16))
    holds(tmp_path, made.build(), symbols, machine)
    holds(tmp_path, Table(symbols, share=lambda same: rng.randint(0, same)).build(), symbols,
          machine)


def shared(table, first):
    """What the names of a block share, by its bytes 8 to 11."""
    word = struct.unpack_from("<I", table.block(range(first, first + 8)), 8)[0]
    return [word >> 4 * i & 15 for i in range(8)]


@pytest.mark.parametrize("count", range(1, 9))
def test_a_last_block_of_any_length(tmp_path, count):
    """Where the last block has no symbol it has bits of the first shape all the same."""
    for blocks in (0, 2):
        for length in range(8):
            symbols = [Symbol(lists.KERNEL + 3 * i, 3, b"abcdefghijkl"[i % 12:][:length])
                       for i in range(8 * blocks + count)]
            for first in (Shape(0x26, 0, 0, 0, 3, 3), Shape(0x26, 3, 2), Shape(0x26, 64, 64)):
                made = Table(symbols, gap_after=3, shapes=([first], [0] * len(symbols)))
                holds(tmp_path, made.build(), symbols, "sanitize")


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 9, 16, 31, 32, 33, 64, 100, 128, 129, 255,
                                   256])
def test_any_number_of_shapes(tmp_path, count):
    """A code's bits above the mask say nothing."""
    shapes = [Shape(0x20 | FUNC | GLOBAL << 2, 0, 0, 0, i + 1, 2 * i + 1) for i in range(count)]
    addr, symbols, chosen = lists.KERNEL, [], []
    for i in random.Random(count).choices(range(count), k=400):
        symbols.append(Symbol(addr, 2 * i + 1, b"s%d" % len(symbols)))
        chosen.append(i)
        addr += i + 1
    places = 1 << (count - 1).bit_length()
    rng = random.Random(1)
    for code in (int, lambda shape: shape + places * rng.randrange(256 // places)):
        made = Table(symbols, gap_after=chosen[-1] + 1, shapes=(shapes, chosen), code=code)
        table = made.build()
        assert table[HEADER["shape_mask"][0]] == places - 1
        holds(tmp_path, table, symbols, "sanitize", finds=64)


def test_addresses_beyond_the_last_slice(tmp_path):
    """The last slice has no end, whatever stands behind what it says."""
    symbols = [Symbol(lists.KERNEL + 8 * i, 8, b"n%d" % i) for i in range(100)]
    symbols.append(Symbol(lists.KERNEL + 800, 1 << 45, b"far"))
    for top_shift in (0, 3, 8):
        for behind in (b"\0", b"\xff", b"\1\0\0\0"):
            made = Table(symbols, top_shift=top_shift)
            assemble = made.assemble

            def tops_last(fields, parts, assemble=assemble, behind=behind):
                tops = parts.pop("tops")
                return assemble(fields, {**parts, "tops": tops, "behind": behind * 4096})
            made.assemble = tops_last
            holds(tmp_path, made.build(), symbols, "sanitize", finds=16)


def test_sizes_modulo_2_to_the_64(tmp_path):
    """A size by the distance to the next symbol may be larger than that distance."""
    symbols = [Symbol(0x1000, 0x100, b"outer"), Symbol(0x1010, 0x10, b"inner")]
    shapes = [Shape(0x06, 5, 64), Shape(0x26, 0, 5, 4, 0, 0)]
    holds(tmp_path, Table(symbols, shapes=(shapes, [0, 1])).build(), symbols)


def test_parts_in_any_order_with_bytes_between(tmp_path):
    symbols = lists.mixed(40)
    for turn in range(8):
        made = Table(symbols, by_name=True)
        assemble = made.assemble

        def turned(fields, parts, assemble=assemble, turn=turn):
            order = [*parts][turn:] + [*parts][:turn]
            return assemble(fields, {k: b for p in order
                                     for k, b in ((f"later{p}", b"\xff" * 3), (p, parts[p]))})
        made.assemble = turned
        holds(tmp_path, made.build(), symbols)


def test_a_later_version_with_a_larger_header(tmp_path):
    symbols = lists.mixed(20)
    made = Table(symbols, header_size=200).set(version=255)
    holds(tmp_path, made.build(), symbols)


def test_a_reservation_larger_than_the_table(tmp_path):
    symbols = lists.mixed(20)
    for rest in (b"\0", b"\xff" * 4096, b"KSYM" * 7):
        holds(tmp_path, Table(symbols).build() + rest, symbols)


def test_65536_symbols(tmp_path):
    symbols = lists.one_behind_the_other(65536)
    holds(tmp_path, Table(symbols, by_name=True).build(), symbols, finds=256)


def test_the_last_address_of_all(tmp_path):
    """At distance 2^64 - 1 from the base, owned again by what lies around the last to start."""
    last = (1 << 64) - 1
    symbols = [Symbol(0, 1, b"first"), Symbol(1, last, b"around"), Symbol(last - 2, 1, b"within")]
    holds(tmp_path, Table(symbols, by_name=True).build(), symbols, "sanitize")
    holds(tmp_path, Table(symbols, by_name=True).build(), symbols, "powerpc")
