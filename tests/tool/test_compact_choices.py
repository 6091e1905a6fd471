# SPDX-License-Identifier: MIT OR Apache-2.0
"""The encoder's choices are good: no part is larger than necessary. A table that is too large is
still correct, so tests that read it notice nothing. These compute the minimum independently, or,
where that takes too long, compare the size with an earlier one.
"""
import math

import pytest

from compact import INFERRED, CompactTable
from test_compact import check, table_of

END_BITS = 3  # of a selector


class Draws:
    """Numbers that look random, the same in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % limit

    def pick(self, values):
        return values[self.below(len(values))]


WORDS = ("init exit read write tcp udp uart irq page lock queue get set dev free alloc cpu "
         "handler __ probe remove ioctl show store sys do x86 arm64 v4 v6 ops fs").split()


def kernel_like(count, seed=1):
    """Functions and data with names of words, mostly aligned, some static twice."""
    draws, addr, made = Draws(seed), 0xffff800080000000, []
    for i in range(count):
        name = "_".join(draws.pick(WORDS) for _ in range(1 + draws.below(4)))
        name += draws.pick(["", "", f".{i}", f"_{draws.below(100)}"])
        size = 4 * (1 + draws.below(1 << 1 + draws.below(9)))
        made.append((addr, size, draws.pick("TttttDdWr"), name.encode()))
        addr += size if draws.below(4) == 0 else -(-size // 16) * 16
    return made


def packed(count):
    """Equal records, one behind the other: padding and size say nothing."""
    return [(0x8000 + 24 * i, 24, "t", b"vector_%d" % i) for i in range(count)]


def records(count):
    """Of one size each kind, with anything between them."""
    draws, addr, made = Draws(5), 0x20000, []
    for i in range(count):
        made.append((addr, [48, 200][i % 2], "dD"[i % 2], b"record_%d" % i))
        addr += 208 + 8 * draws.below(1 << 1 + draws.below(8))
    return made


def labels(count):
    """Data without sizes, and names with nothing in common."""
    draws, addr, made = Draws(3), 0x1000, []
    for _ in range(count):
        made.append((addr, 0, "d", b"%016x" % (draws.below(1 << 31) << 32 | draws.below(1 << 31))))
        addr += draws.below(3) * draws.below(5000)
    return made


def nested(count):
    """Functions with others and labels inside, four to six deep."""
    draws, made = Draws(9), []
    for i in range(count // 6):
        at, size = 0x40000 + 0x1000 * i, 0x1000
        for depth in range(6):
            made.append((at, size, "t", b"scope_%d_%d" % (depth, i)))
            at, size = at + 1 + draws.below(size // 4), size // 2 - draws.below(size // 8)
    return made


def families(count):
    """Functions with three others inside, none next to another."""
    return [(0x8000 + 0x400 * i + at, size, "T", b"%s_of_%d" % (name, i))
            for i in range(count // 4)
            for name, at, size in ((b"all", 0, 0x380), (b"one", 0x40, 0x20),
                                   (b"two", 0x90, 0x30), (b"three", 0x130, 8 + 4 * (i % 9)))]


def far(count):
    """Gaps and sizes of any width, all over the address space."""
    draws, addr, made = Draws(11), 0, []
    for i in range(count):
        size = 1 + draws.below(1 << 1 + draws.below(30)) * draws.below(1 << 1 + draws.below(24))
        made.append((addr, size, draws.pick("TDn"), b"far_%d" % i))
        addr += size + draws.below(1 << 1 + draws.below(30))
    return made


def cxx(count):
    """Long names of which much is the same."""
    draws, addr, made = Draws(13), 0x100000, []
    for i in range(count):
        scope = "::".join(draws.pick(["kernel", "sched", "mm", "drivers", "detail", "list"])
                          for _ in range(1 + draws.below(4)))
        arguments = ", ".join(draws.pick(["int", "char const*", "unsigned long", "void*"])
                              for _ in range(draws.below(4)))
        size = 16 + 4 * draws.below(100)
        made.append((addr, size, draws.pick("TW"),
                     f"{scope}::{draws.pick(WORDS)}_{draws.pick(WORDS)}({arguments})".encode()))
        addr += -(-size // 8) * 8
    return made


LISTS = {"kernel": lambda: kernel_like(3000), "small kernel": lambda: kernel_like(250, 2),
         "packed": lambda: packed(700), "records": lambda: records(500),
         "labels": lambda: labels(400),
         "nested": lambda: nested(600), "families": lambda: families(400), "far": lambda: far(300),
         "cxx": lambda: cxx(900)}

EACH = pytest.mark.parametrize("make", LISTS.values(), ids=LISTS)


@pytest.fixture(name="made", scope="module")
def _made(tmp_path_factory):
    """The table of a list, and the list; each is made once."""
    tables = {}

    def get(make):
        if make not in tables:
            entries = make()
            tables[make] = (table_of(tmp_path_factory.mktemp("table"), entries, "--by-name"),
                            entries)
        return tables[make]
    return get


@EACH
def test_they_are_right(made, make):
    check(*made(make))


def tokens(table):
    """The numbers of all phrases that the names of a table take from it."""
    numbers = []
    for block, (_, offset) in enumerate(table.blocks):
        table.block_symbols(block, numbers.append)
        assert offset >= 0
    return numbers


@EACH
def test_phrases_are_used_and_the_most_used_come_first(made, make):
    table, _ = made(make)
    numbers = tokens(table)
    uses = [0] * table.phrase_count
    for number in numbers:
        uses[number] += 1
    assert all(uses) and uses == sorted(uses, reverse=True)
    assert len(set(table.phrases)) == table.phrase_count
    assert all(1 <= len(phrase) <= 63 for phrase in table.phrases)
    taken = sum(uses[i] * (END_BITS + width_of(table, i)) for i in range(len(uses)))
    assert taken == least_bits(uses)


def width_of(table, number):
    for width in table.class_widths:
        if number < 1 << width:
            return width
        number -= 1 << width
    raise AssertionError("a number of no class")


def least_bits(uses):
    """The bits of all numbers with the best of all widths of seven classes."""
    sums = [0]
    for use in uses:
        sums.append(sums[-1] + use)
    least = [0 if i == len(uses) else None for i in range(len(uses) + 1)]
    for _ in range(7):
        least = [min((least[end] + (sums[end] - sums[first]) * (END_BITS + width)
                      for width in range(17)
                      for end in [min(first + (1 << width), len(uses))]
                      if least[end] is not None), default=None)
                 for first in range(len(uses) + 1)]
        least[-1] = 0
    return least[0]


@EACH
def test_the_text_is_phrases_and_nothing_else(made, make):
    """None that lies within another is written anew, and where two can overlap they do."""
    table, _ = made(make)
    behind = min(at for at in (table.index_at, table.size - 4) if at > table.text_at)
    text = table.data[table.text_at:behind]
    covered = bytearray(len(text))
    for number in range(table.phrase_count):
        entry = table.phrases_at + 3 * number
        value = int.from_bytes(table.data[entry:entry + 3], "little")
        length, at = value & 63, value >> 6
        covered[at:at + length] = bytes([1]) * length
    assert all(covered)
    assert len(text) <= 1.03 * len(chained(table.phrases))


def chained(phrases):
    """A text that holds all phrases, by joining again and again what overlaps most."""
    whole = sorted({p for p in phrases if not any(p in q for q in phrases if p != q)})
    following, starts = {}, set(whole)
    first = {p: p for p in whole}
    for overlap in range(62, 0, -1):
        heads = {}
        for phrase in starts:
            if len(phrase) > overlap:
                heads.setdefault(phrase[:overlap], []).append(phrase)
        for phrase in [p for p in whole if p not in following and len(p) > overlap]:
            behind = next((p for p in sorted(heads.get(phrase[-overlap:], []))
                           if p in starts and p != head_of(first, phrase)), None)
            if behind is not None:
                following[phrase] = behind, overlap
                starts.discard(behind)
                first[behind] = phrase
    text = b""
    for phrase in sorted(starts):
        text += phrase
        while phrase in following:
            phrase, overlap = following[phrase]
            text += phrase[overlap:]
    return text


def head_of(first, phrase):
    while first[phrase] != phrase:
        phrase = first[phrase]
    return phrase


@EACH
def test_each_symbol_has_the_cheapest_shape(made, make):
    table, _ = made(make)
    symbols, codes = table.symbols(), []
    for block, (_, offset) in enumerate(table.blocks):
        count = min(8, table.count - 8 * block)
        codes += table.data[table.stream_at + offset:table.stream_at + offset + count]
    used = [table.shapes[code & table.shape_mask] for code in codes]
    ends = [symbol.addr for symbol in symbols[1:]]
    gaps = [end - s.addr for s, end in zip(symbols, ends)] + [symbols[-1].size]
    for symbol, gap, shape in zip(symbols, gaps, used):
        kind = symbol.type | symbol.flags << 2
        assert shape.kind & 0x1f == kind
        for other in table.shapes:
            if other.kind & 0x1f == kind and says(other, gap, symbol.size):
                assert shape.xy_width <= other.xy_width
    # As many places as a power of two, more than half of them in use; one is for what is
    # like no other, and there may be no such symbol.
    assert len(table.shapes) < 2 * (len(set(used)) + 1)


def says(shape, gap, size):
    low = (1 << shape.shift) - 1
    if gap & low or shape.kind & 0x20 and size & low:
        return False
    x = (gap >> shape.shift) - shape.gap_base
    y = (size >> shape.shift if shape.kind & 0x20 else (gap - size) % (1 << 64)) - shape.size_base
    return (0 <= x < 1 << shape.x_width
            and 0 <= y < 1 << shape.xy_width - shape.x_width)


@EACH
def test_resumes_are_where_an_owner_goes_on_and_nowhere_else(made, make):
    table, _ = made(make)
    symbols = table.symbols()
    bounds = sorted({a for s in symbols for a in (s.addr, s.addr + s.size)})
    expected, following, open_ = [], 0, []
    for addr in bounds:
        while following < len(symbols) and symbols[following].addr <= addr:
            open_.append(following)
            following += 1
        open_ = [i for i in open_ if addr - symbols[i].addr < symbols[i].size]
        if open_ and open_[-1] != following - 1 and (
                not expected or expected[-1][1] != open_[-1]):
            expected.append((addr - table.base, open_[-1]))
    assert table.resumes == expected


@EACH
def test_slices_have_two_blocks(made, make):
    """With fewer than 32 there is one slice; else as many as half the blocks, or fewer."""
    table, _ = made(make)
    blocks = [distance for distance, _ in table.blocks]
    most = len(blocks) // 2 if len(blocks) >= 32 else 0
    shift = next(s for s in range(64) if blocks[-1] >> s <= most)
    assert (table.top_shift, table.last_slice) == (shift, blocks[-1] >> shift)
    assert table.tops == [0, *(max(i for i, at in enumerate(blocks) if at <= s << shift)
                               for s in range(1, table.last_slice + 1)), len(blocks) - 1]


@EACH
def test_the_index_has_little_room_to_spare(made, make):
    """Slots for a key: the paper's 1.125, more for few keys, and a segment or two."""
    table, _ = made(make)
    at = table.index_at
    segments, log2 = int.from_bytes(table.data[at:at + 4], "little"), table.data[at + 4]
    width = table.data[at + 5]
    slots = (segments + 2) << log2
    assert width == table.count.bit_length()
    assert table.size == at + 8 + -(-slots * width // 8) + 4
    # Segments of about 3.33 to the power of log2 / 2.25 keys: Graf and Lemire, section 4.
    assert abs(log2 - (2.25 + 0.5748 * (table.count.bit_length() - 0.5))) < 1.5
    assert slots <= max(3 << log2, 1.25 * table.count + (2 << log2))


@pytest.mark.parametrize("count", range(12))
def test_the_index_of_a_few_names(tmp_path, count):
    """It ends with the byte that its last slot ends in, and zeros behind that."""
    entries = [(0x1000 + 16 * i, 16, "T", b"name%d" % (i % 7)) for i in range(count)]
    table = table_of(tmp_path, entries, "--by-name")
    at = table.index_at
    slots = (int.from_bytes(table.data[at:at + 4], "little") + 2) << table.data[at + 4]
    assert table.data[at + 5] == max(1, count.bit_length())
    # Graf and Lemire, section 4; for one key or none, segments of one slot are enough.
    assert table.data[at + 4] == (int(math.log(count, 3.33) + 2.25) if count > 1 else 0)
    assert table.size == at + 8 + -(-slots * table.data[at + 5] // 8) + 4
    assert int.from_bytes(table.data[at + 8:], "little") >> slots * table.data[at + 5] == 0
    for i, (_, _, _, name) in enumerate(entries):
        assert table.find(name, i // 7) == i


@EACH
def test_the_header(made, make):
    table, entries = made(make)
    assert (table.version, table.least_version, table.header_size) == (1, 1, 112)
    assert table.base == min(addr for addr, *_ in entries)
    far_away = max(addr for addr, *_ in entries) - table.base > 0xffffffff
    assert table.wide == (1 if far_away else 0)
    assert not any(symbol.flags & INFERRED for symbol in table.symbols())


# What tables have once been, in bytes: what makes one larger is to be argued for.
SIZES = {"kernel": 26577, "small kernel": 2706, "packed": 4095, "records": 3268, "labels": 5927,
         "nested": 9482, "families": 3908, "far": 5044, "cxx": 11554}


@EACH
def test_no_table_has_grown(made, make, request):
    table, _ = made(make)
    name = request.node.callspec.id
    assert table.size <= SIZES[name]


@pytest.mark.parametrize("count, seed, size", [(20, 20, 576), (60, 21, 961), (100, 22, 1254),
                                               (180, 23, 1852)])
def test_no_small_table_has_grown(tmp_path, count, seed, size):
    entries = kernel_like(count, seed)
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert table.size <= size


def test_no_large_table_has_grown(tmp_path):
    entries = kernel_like(30_000, 4)
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert table.size <= 196092
