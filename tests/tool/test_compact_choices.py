# SPDX-License-Identifier: MIT OR Apache-2.0
"""The encoder's choices are good: no part is larger than necessary. A table that is too large is
still correct, so tests that read it notice nothing. These compute the minimum independently, or,
where that takes too long, compare the size with an earlier one.
"""
import bisect
import math

import pytest

from compact import (BLOCKS, END_PHRASES, INDEX, INFERRED, PAGES, PHRASES, REGIONS, STATED,
                     STREAM, CompactTable, Token)
from test_compact import blocks, check, owners, table_of, used_shapes

SELECTOR = 3  # bits
PLACES = (False, True)  # of phrases: within a name, and at its end


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


def uses_of(table, ends):
    """How often each phrase is used of those within names, or of those that end them. Where
    there are none that end them, those within are used for both."""
    uses, both = [], END_PHRASES not in table.parts
    if ends and both:
        return uses
    for block in range(table.block_count):
        for tokens in table.tokens(block):
            for token in tokens:
                if both or token.ends == ends:
                    uses += [0] * (token.number + 1 - len(uses))
                    uses[token.number] += 1
    return uses


@EACH
def test_phrases_are_used_and_the_most_used_come_first(made, make):
    table, _ = made(make)
    for ends in PLACES:
        uses = uses_of(table, ends)
        assert all(uses) and uses == sorted(uses, reverse=True)
        phrases = [table.phrase(Token(number, ends)) for number in range(len(uses))]
        assert len(set(phrases)) == len(phrases)
        assert all(1 <= len(phrase) <= 255 for phrase in phrases)
        size = table.part(END_PHRASES if ends else PHRASES)[1]
        assert size == -(-len(uses) * table.phrase_bits // 8)


@EACH
def test_the_first_class_has_the_best_width(made, make):
    table, _ = made(make)
    taken = {width: sum(bits_of(uses_of(table, ends), width) for ends in PLACES)
             for width in range(16)}
    assert taken[table.class_width] == min(taken.values())


def bits_of(uses, width):
    """The bits of all numbers and selectors if the first class's numbers have so many bits."""
    if len(uses) > 255 << width:
        return math.inf
    return sum(use * (SELECTOR + width + ((number >> width) + 1).bit_length() - 1)
               for number, use in enumerate(uses))


def phrase_records(table):
    """Length and place of each phrase."""
    return [table.phrase_record(Token(number, ends))
            for ends in PLACES for number in range(len(uses_of(table, ends)))]


@EACH
def test_records_of_phrases_have_as_many_bits_as_they_need(made, make):
    table, _ = made(make)
    records = phrase_records(table)
    assert table.length_bits == max(length for length, _ in records).bit_length()
    assert table.phrase_bits == table.length_bits + max(at for _, at in records).bit_length()


@EACH
def test_the_text_is_phrases_and_nothing_else(made, make):
    """None that lies within another is written anew, and where two can overlap they do."""
    table, _ = made(make)
    text = table.data[table.text_at:table.text_at + table.text_size]
    covered, phrases = bytearray(len(text)), set()
    for length, at in phrase_records(table):
        covered[at:at + length] = bytes([1]) * length
        phrases.add(text[at:at + length])
    assert all(covered)
    assert len(text) <= 1.03 * len(chained(phrases))


def chained(phrases):
    """A text that holds all phrases, by joining again and again what overlaps most."""
    whole = sorted({p for p in phrases if not any(p in q for q in phrases if p != q)})
    following, starts = {}, set(whole)
    first = {p: p for p in whole}
    for overlap in range(254, 0, -1):
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


def steps(table):
    """Of each block the gap to the next symbol, size and kind of each of its symbols; what the
    last one of a block says of the gap is of no use, so it is None."""
    for block in range(table.block_count):
        places = table.places(block)
        ends = [place[0] for place in places[1:]] + [None]
        yield [(None if end is None else end - distance, size, kind | flags << 2)
               for end, (distance, size, kind, flags) in zip(ends, places)]


def cost(shape, gap, size, kind):
    """The bits that a symbol takes with a shape, or infinitely many."""
    if shape.first & 3 == 3:
        return shape.all_bits if gap is None or fits(shape, gap) else math.inf
    if shape.first & 31 != kind:
        return math.inf
    if shape.first & STATED:
        y = size >> shape.shift
        exact = size % (1 << shape.shift) == 0 and (gap is None or fits(shape, gap))
    else:
        # The last of a block says of a gap what its size needs.
        y = -1 if gap is None else (gap - size) % (1 << 32)
        exact = gap is not None and fits(shape, gap)
    wide = 1 << shape.all_bits - shape.x_bits
    return shape.all_bits if exact and 0 <= y - shape.size_base < wide else math.inf


def fits(shape, gap):
    return (gap % (1 << shape.shift) == 0
            and 0 <= (gap >> shape.shift) - shape.gap_base < 1 << shape.x_bits)


@EACH
def test_each_symbol_has_the_cheapest_shape_and_each_block_the_cheapest_page(made, make):
    """As far as they are told by all symbols but the last of a block, which may say any gap."""
    table, _ = made(make)
    pages = table.shapes()
    for (head, count), said in zip(blocks(table), steps(table)):
        taken = 0
        for code, step in zip(head.codes[:count - 1], said[:-1]):
            assert cost(pages[head.page][code], *step) < math.inf
            assert cost(pages[head.page][code], *step) == min(
                cost(shape, *step) for shape in pages[head.page])
            taken += cost(pages[head.page][code], *step)
        last = pages[head.page][head.codes[count - 1]].all_bits
        assert last <= min(cost(shape, *said[-1]) for shape in pages[head.page])
        for page in pages:
            least = sum(min(cost(shape, *step) for shape in page) for step in said[:-1])
            last_one = min(min(cost(shape, *said[-1]) for shape in page), last)
            assert taken + last <= least + last_one or taken <= least
    assert all(1 <= len(page) <= 16 for page in pages)
    assert len(used_shapes(table)) == sum(map(len, pages)) or table.paged


@EACH
def test_resumes_are_where_an_owner_goes_on_and_nowhere_else(made, make):
    table, _ = made(make)
    symbols, expected = table.symbols(), []
    starts = [symbol.addr for symbol in symbols]
    for addr, owner in owners(symbols):
        last = bisect.bisect_right(starts, addr) - 1
        if owner not in (None, last) and (not expected or expected[-1][1] != owner):
            expected.append((table.distance(addr), owner))
    assert table.resumes == expected


@EACH
def test_there_is_one_region_where_one_is_enough(made, make):
    """That is where no gap is wide, and the starts of blocks fit into each superblock."""
    table, entries = made(make)
    addresses = sorted(addr for addr, *_ in entries)
    enough = addresses[-1] - addresses[0] < 1 << 32
    for first in range(0, len(addresses), 128):
        offsets = [addr - addresses[first] for addr in addresses[first:first + 128:8]]
        enough &= any(offsets[-1] >> s < 0xffff and not any(o % (1 << s) for o in offsets)
                      for s in range(8))
    assert (table.part(REGIONS)[1] == 16) == enough
    assert table.regions[0][0] == addresses[0] and table.regions[0][2] == 0


def superblocks(table):
    return [table.superblock(number) for number in range(table.superblock_count)]


@EACH
def test_slices_are_about_half_a_superblock(made, make):
    """With fewer than 16 superblocks there are none."""
    table, _ = made(make)
    starts = [distance for distance, *_ in superblocks(table)]
    if len(starts) < 16:
        assert (table.slice_shift, table.slices) == (0, [])
        return
    shift = next(s for s in range(32) if starts[-1] >> s < 2 * len(starts))
    assert table.slice_shift == shift
    assert table.slices == [*(max(i for i, at in enumerate(starts) if at <= k << shift)
                              for k in range((starts[-1] >> shift) + 1)), len(starts) - 1]


@EACH
def test_a_superblocks_shifts_are_the_least(made, make):
    """That of starts by what they are; that of anchors is 0 as no list here has long names."""
    table, _ = made(make)
    for number, (first, _, shift, _, anchor_shift, starts, _) in enumerate(superblocks(table)):
        here = table.block_count - number * BLOCKS
        farthest = max((table.places(number * BLOCKS + b)[0][0] - first
                        for b in range(min(here, BLOCKS))))
        assert shift == next(s for s in range(8) if farthest >> s < 0xffff)
        assert starts[max(here - 1, 0):] == [0xffff] * (BLOCKS - here)
        assert anchor_shift == 0


def extents(table):
    """Where each block begins and ends, in bytes."""
    for block, (head, count) in enumerate(blocks(table)):
        below = sum(table.shape(head.page, code).all_bits for code in head.codes[:count])
        tokens = [token for own in table.tokens(block) for token in own]
        bits = sum(SELECTOR + table.class_width
                   + ((token.number >> table.class_width) + 1).bit_length() - 1
                   for token in tokens)
        yield table.anchor(block) - -(-below // 8), -(-(head.selectors + bits) // 8)


@EACH
def test_the_stream_is_blocks_and_nothing_else(made, make):
    """One block begins where the one before ends."""
    table, _ = made(make)
    at, size = table.part(STREAM)
    for begin, end in extents(table):
        assert begin == at
        at = end
    assert at == sum(table.part(STREAM)) and size > 0


@EACH
def test_there_are_no_more_zeros_than_the_format_asks_for(made, make):
    table, _ = made(make)
    wanted = [table.part(PAGES)[0] + 128, max(at + size for at, size in table.parts.values())]
    for block in range(table.block_count):
        own = sum(table.head(block).counts)
        longest = table.head(block).selectors + own * (SELECTOR + table.class_width + 7)
        wanted += [table.anchor(block) + 32, -(-longest // 8)]
    assert max(wanted) + 8 <= table.size <= max(wanted) + 9
    assert not any(table.data[max(at + size for at, size in table.parts.values()):])


def slots_of(table):
    """Segments, segment log2, bits of a slot, and the slots in all segments."""
    segments, log2, bits, _, _ = table.index()
    return segments, log2, bits, (segments + 3) << log2


@EACH
def test_the_index_has_little_room_to_spare(made, make):
    """Slots for a key: the paper's 1.075, more for few keys, and a segment or two."""
    table, _ = made(make)
    _, log2, bits, slots = slots_of(table)
    assert bits == table.count.bit_length()
    assert table.part(INDEX)[1] == 8 + (slots // 8 + (log2 < 3)) * bits
    # Graf and Lemire's code for four slots a key, by the logarithm to the base 2.91.
    assert abs(log2 - (math.log(table.count, 2.91) - 0.5)) < 1.05
    assert slots <= max(4 << log2, 1.25 * table.count + (2 << log2))


@pytest.mark.parametrize("count", range(12))
def test_the_index_of_a_few_names(tmp_path, count):
    """It ends with the byte that its last slot ends in, and zeros behind that."""
    entries = [(0x1000 + 16 * i, 16, "T", b"name%d" % (i % 7)) for i in range(count)]
    table = table_of(tmp_path, entries, "--by-name")
    _, log2, bits, slots = slots_of(table)
    assert bits == max(1, count.bit_length())
    # For one key or none segments of one slot are enough.
    assert log2 == (max(0, int(math.log(count, 2.91) - 0.5)) if count > 1 else 0)
    at, size = table.part(INDEX)
    assert size == 8 + (slots // 8 + 1) * bits
    assert int.from_bytes(table.data[at + 8:at + size], "little") >> slots * bits == 0
    for i, (_, _, _, name) in enumerate(entries):
        assert table.find(name, i // 7) == i


@EACH
def test_the_header(made, make):
    table, _ = made(make)
    assert (table.version, table.least_version, table.header_size) == (2, 2, 32)
    assert table.part_count == sum(size > 0 for _, size in table.parts.values())
    assert table.paged == (len(table.shapes()) > 1)
    assert not any(symbol.flags & INFERRED for symbol in table.symbols())


# What tables have once been, in bytes: what makes one larger is to be argued for.
SIZES = {"kernel": 23297, "small kernel": 2290, "packed": 3096, "records": 2497, "labels": 8086,
         "nested": 9055, "families": 3356, "far": 7770, "cxx": 9202}


@EACH
def test_no_table_has_grown(made, make, request):
    table, _ = made(make)
    name = request.node.callspec.id
    assert table.size <= SIZES[name]


@pytest.mark.parametrize("count, seed, size", [(20, 20, 569), (60, 21, 887), (100, 22, 1111),
                                               (180, 23, 1576)])
def test_no_small_table_has_grown(tmp_path, count, seed, size):
    entries = kernel_like(count, seed)
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert table.size <= size


def test_no_large_table_has_grown(tmp_path):
    entries = kernel_like(30_000, 4)
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert table.size <= 175219
