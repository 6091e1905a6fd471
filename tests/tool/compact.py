# SPDX-License-Identifier: MIT OR Apache-2.0
"""A reader of compact tables, written from FORMAT.md alone: an oracle.

It is to be clear, not fast, and shares nothing with ksym.
"""
import zlib
from collections import namedtuple

Symbol = namedtuple("Symbol", "addr size type flags name")
Shape = namedtuple("Shape", "first x_bits all_bits shift gap_base size_base")

# What a block's head says: its page, and of each of 8 names, be there symbols or not, the code
# of a shape, how many tokens it has of its own and how many it shares; and the bit where the
# selectors begin.
Head = namedtuple("Head", "page codes counts shares selectors")

# A token: a phrase's number, and whether it is one of those that end names.
Token = namedtuple("Token", "number ends")

NOTYPE, OBJECT, FUNC, IN_FIELDS = 0, 1, 2, 3
GLOBAL, WEAK, INFERRED = 1, 2, 4
STATED = 0x20

(BUILD_ID, REGIONS, SLICES, SUPERBLOCKS, PAGES, RESUMES, STREAM, PHRASES, END_PHRASES, TEXT,
 INDEX) = range(11)

BLOCK, BLOCKS = 8, 16
LARGEST = (1 << 59) - 1  # of sizes

_U32, _U64 = (1 << 32) - 1, (1 << 64) - 1
_HEADER_SIZE, _TAIL = 32, 8
_SUPERBLOCK, _SHAPES, _SHAPE = 56, 16, 8
_PAGE = _SHAPES * _SHAPE
_SIZE_MAX = 3 << 27


class Rejected(Exception):
    """A reader must not read this: status is EMPTY, MAGIC, VERSION, TRUNCATED, CORRUPT or
    CHECKSUM."""

    def __init__(self, status, what):
        super().__init__(f"{status}: {what}")
        self.status = status


def _require(condition, what, status="CORRUPT"):
    if not condition:
        raise Rejected(status, what)


class CompactTable:
    """The bytes of a place that begins with a table."""

    def __init__(self, place):
        self._read_header(bytes(place))
        self._read_directory()
        self._read_parts()
        self._heads, self._places, self._tokens, self._phrases = {}, {}, {}, {}

    def _number(self, at, width):
        """What is not in the table is taken for 0, as a reader may."""
        if at < 0 or at + width > self.size:
            return 0
        return int.from_bytes(self.data[at:at + width], "little")

    def _bits(self, bit, width):
        first, last = bit // 8, (bit + width + 7) // 8
        return self._number(first, last - first) >> bit % 8 & (1 << width) - 1

    def _read_header(self, data):
        _require(len(data) >= 4, "smaller than the magic", "TRUNCATED")
        _require(data[:4] not in (b"\0" * 4, b"\xff" * 4), "erased", "EMPTY")
        _require(data[:4] == b"KSYM", "another magic", "MAGIC")
        _require(len(data) >= _HEADER_SIZE, "smaller than a header", "TRUNCATED")
        self.version, self.least_version = data[4], data[5]
        _require(self.least_version <= 2, "a later version", "VERSION")
        self.data, self.size = data, len(data)
        self.header_size, self.part_count = data[6], data[7]
        size = self._number(8, 4)
        _require(size <= len(data), "the place is smaller than the table", "TRUNCATED")
        _require(_HEADER_SIZE + _TAIL <= size <= _SIZE_MAX, "size")
        self.data, self.size, self.tail = data[:size], size, size - _TAIL
        self.checksum = self._number(12, 4)
        self.count = self._number(16, 4)
        self.class_width, self.phrase_bits, self.length_bits, later, paged = data[20:25]
        self.paged = bool(paged)
        self.slice_shift = data[25] & 31
        self.selected = data[26]
        self.elf_class, self.elf_data = data[27] & 15, data[27] >> 4
        self.machine = self._number(28, 2)
        self.max_name = self._number(30, 2)
        _require(self.header_size >= _HEADER_SIZE, "header size")
        _require(self.class_width <= 15, "class width")
        _require(self.phrase_bits <= 31 and self.length_bits <= 15, "phrase or length bits")
        _require(later == 0 and paged <= 1, "a later setting, or paged")

    def _read_directory(self):
        """Where each part begins and how long it is, in the order of the directory."""
        self.parts = {}
        at = self.header_size + 5 * self.part_count
        _require(at <= self.tail, "a directory that ends before the tail")
        for i in range(self.part_count):
            entry = self.header_size + 5 * i
            size = self._number(entry + 1, 4)
            self.parts[self.data[entry]] = (at, size)
            at += size
            _require(at <= self.tail, "parts that end before the tail")

    def part(self, tag):
        return self.parts.get(tag, (0, 0))

    def _records(self, tag, *widths):
        """The whole records of a part, each numbers of so many bytes."""
        at, size = self.part(tag)
        step = sum(widths)
        for record in range(at, at + size // step * step, step):
            yield tuple(self._number(record + sum(widths[:i]), width)
                        for i, width in enumerate(widths))

    def _read_parts(self):
        at, size = self.part(BUILD_ID)
        self.build_id = self.data[at:at + size]
        self.regions = list(self._records(REGIONS, 8, 4, 4))
        self.slices = [number for number, in self._records(SLICES, 4)]
        self.resumes = list(self._records(RESUMES, 4, 4))
        self.block_count = -(-self.count // BLOCK)
        self.superblock_count = -(-self.block_count // BLOCKS)
        self.pages_at, self.pages_size = self.part(PAGES)
        self.text_at, self.text_size = self.part(TEXT)
        if self.count > 0:
            _require(self.regions, "a region")
            _require(self.part(SUPERBLOCKS)[1] >= self.superblock_count * _SUPERBLOCK,
                     "superblocks as many as the count wants")
            _require(self.pages_at + _PAGE <= self.tail, "128 bytes from the pages on")

    # Distances.

    def distance(self, addr):
        """Of an address, or None below the first region."""
        below = [r for r in self.regions if r[0] <= addr]
        if not below:
            return None
        start_addr, most, start = below[-1]
        return start + min(addr - start_addr, most) & _U32

    def address(self, distance):
        addr, _, start = [r for i, r in enumerate(self.regions)
                          if i == 0 or r[2] <= distance][-1]
        return addr + (distance - start & _U32) & _U64

    # Where blocks are.

    def superblock(self, number):
        """Its distance, place, s, slope, a, its starts and its offs."""
        at = self.part(SUPERBLOCKS)[0] + number * _SUPERBLOCK
        place, slope = self._number(at + 4, 4), self._number(at + 8, 2)
        starts = [self._number(at + 10 + 2 * i, 2) for i in range(BLOCKS - 1)]
        return (self._number(at, 4), place & (1 << 29) - 1, place >> 29,
                slope & (1 << 12) - 1, slope >> 12, starts, list(self.data[at + 40:at + 56]))

    def starts_and_anchors(self, number):
        """Of each of a superblock's blocks, be they there or not."""
        distance, place, shift, slope, anchor_shift, starts, offs = self.superblock(number)
        return [(distance + (start << shift) & _U32, place + ((slope * b + off) << anchor_shift))
                for b, (start, off) in enumerate(zip([0, *starts], offs))]

    def anchor(self, block):
        return self.starts_and_anchors(block // BLOCKS)[block % BLOCKS][1]

    def _block_of(self, distance):
        """The number of the last block that starts at or below a distance."""
        first, last = 0, self.superblock_count - 1
        if len(self.slices) >= 2:
            slice_ = min(distance >> self.slice_shift, len(self.slices) - 2)
            first, last = (min(s, last) for s in self.slices[slice_:slice_ + 2])
        superblock = max((s for s in range(first, last + 1)
                          if self.superblock(s)[0] <= distance), default=first)
        blocks = self.block_count - superblock * BLOCKS
        starts = [start for start, _ in self.starts_and_anchors(superblock)][:blocks]
        return superblock * BLOCKS + max((b for b, start in enumerate(starts)
                                          if start <= distance), default=0)

    # What is in a block.

    def head(self, block):
        if block not in self._heads:
            self._heads[block] = self._read_head(block)
        return self._heads[block]

    def _read_head(self, block):
        at, page = self.anchor(block), 0
        _require(256 <= at and at + 32 <= self.tail, "an anchor well within the table")
        if self.paged:
            page, at = self.data[at], at + 1
        codes = [self._bits(8 * at + 4 * i, 4) for i in range(BLOCK)]
        counts = [self._bits(8 * at + 32 + 3 * i, 3) for i in range(BLOCK)]
        shares = [self._bits(8 * at + 56 + 3 * i, 3) for i in range(BLOCK)]
        at += 10
        for i, own in enumerate(counts):
            if own == 7:
                counts[i] += self._number(at, 1)
                at += 1
        return Head(page, codes, counts, shares, 8 * at)

    def shape(self, page, code):
        at = self.pages_at + page * _PAGE + _SHAPE * code
        first, x_bits, all_bits, shift = (self._number(at + i, 1) for i in range(4))
        return Shape(first, x_bits & 31, all_bits, shift & 31, self._number(at + 4, 2),
                     self._number(at + 6, 2))

    def shapes(self):
        """All shapes that are there, a list of a page each."""
        return [[self.shape(at // _PAGE, at % _PAGE // _SHAPE)
                 for at in range(first, min(first + _PAGE, self.pages_size), _SHAPE)]
                for first in range(0, self.pages_size, _PAGE)]

    def places(self, block):
        """Distance, size, type and flags of the symbols of a block; fewer if one of them lies
        beyond the last distance."""
        if block not in self._places:
            self._places[block] = list(self._read_places(block))
        return self._places[block]

    def _read_places(self, block):
        head = self.head(block)
        _require(not self.paged or (head.page + 1) * _PAGE <= self.pages_size,
                 "a page that is all there")
        distance = self.starts_and_anchors(block // BLOCKS)[block % BLOCKS][0]
        bit = 8 * self.anchor(block)
        for code in head.codes[:min(BLOCK, self.count - block * BLOCK)]:
            if distance > _U32:
                return
            shape = self.shape(head.page, code)
            bit -= shape.all_bits
            x = self._bits(bit, shape.x_bits)
            above = bit + shape.x_bits
            gap = (shape.gap_base + x) << shape.shift & _U32
            kind = shape.first & 0x1f
            if kind & 3 == IN_FIELDS:
                kind = self._bits(above + 32, 5)
                size = self._bits(above, 32) | self._bits(above + 37, 27) << 32
            else:
                y = self._bits(above, shape.all_bits - shape.x_bits & 31)
                if shape.first & STATED:
                    size = (shape.size_base + y) << shape.shift & _U32
                else:
                    size = gap - (shape.size_base + y) & _U32
            yield distance, size, kind & 3, kind >> 2
            distance += gap

    # What names are.

    def tokens(self, block):
        """The own tokens of each of 8 names of a block."""
        if block not in self._tokens:
            self._tokens[block] = list(self._read_tokens(self.head(block)))
        return self._tokens[block]

    def _read_tokens(self, head):
        selector, own = head.selectors, sum(head.counts)
        number = selector + 3 * own
        _require(number + own * (self.class_width + 7) <= 8 * self.tail,
                 "selectors and longest numbers that end before the tail")
        for count in head.counts:
            tokens = []
            for left in range(count, 0, -1):
                class_ = self._bits(selector, 3)
                bits = self.class_width + class_
                value = self._bits(number, bits) + (((1 << class_) - 1) << self.class_width)
                tokens.append(Token(value, left == 1))
                selector += 3
                number += bits
            yield tokens

    def phrases(self, ends):
        """The phrases of a part whose records end in it."""
        size = self._phrase_part(ends)[1]
        return [self.phrase(Token(number, ends))
                for number in range(8 * size // self.phrase_bits if self.phrase_bits else 0)]

    def _phrase_part(self, ends):
        at, size = self.part(END_PHRASES) if ends else self.part(PHRASES)
        return self.part(PHRASES) if ends and size == 0 else (at, size)

    def phrase_record(self, token):
        """How long a phrase is, and where in the text it begins."""
        at, size = self._phrase_part(token.ends)
        bit = token.number * self.phrase_bits
        _require(bit < 8 * size, "a record that begins in its part")
        record = self._bits(8 * at + bit, self.phrase_bits)
        return record & (1 << self.length_bits) - 1, record >> self.length_bits

    def phrase(self, token):
        if token not in self._phrases:
            length, where = self.phrase_record(token)
            _require(where + length <= self.text_size, "a phrase that lies in the text")
            self._phrases[token] = self.data[self.text_at + where:self.text_at + where + length]
        return self._phrases[token]

    # Questions.

    def place(self, number):
        """Address, size, type and flags of a symbol."""
        places = self.places(number // BLOCK)
        _require(number % BLOCK < len(places), "a distance of 32 bits")
        distance, *rest = places[number % BLOCK]
        return self.address(distance), *rest

    def name(self, number):
        block, last = divmod(number, BLOCK)
        own, shares = self.tokens(block), self.head(block).shares
        tokens, wanted = own[last], shares[last]
        while wanted:
            _require(last > 0, "a name before to share with")
            last -= 1
            taken = max(wanted - shares[last], 0)
            _require(taken <= len(own[last]), "a name before that has as many tokens")
            tokens = [Token(number, False) for number, _ in own[last][:taken]] + tokens
            wanted -= taken
        name = b"".join(map(self.phrase, tokens))
        _require(len(name) <= 65535, "a name of 65,535 bytes or less")
        return name

    def symbol(self, number):
        return Symbol(*self.place(number), self.name(number))

    def symbols(self):
        return [self.symbol(number) for number in range(self.count)]

    def lookup(self, addr):
        """The number of the symbol that owns an address, or None."""
        distance = self.distance(addr)
        if not self.count or distance is None:
            return None
        block = self._block_of(distance)
        last = max((i for i, place in enumerate(self.places(block)) if place[0] <= distance),
                   default=0)
        number = block * BLOCK + last
        if self._covers(number, addr):
            return number
        below = [n for d, n in self.resumes if d <= distance]
        return below[-1] if below and self._covers(below[-1], addr) else None

    def _covers(self, number, addr):
        if number >= self.count:
            return False
        start, size, *_ = self.place(number)
        return addr - start & _U64 < size

    def index(self):
        """Segments, segment log2, slot bits, seed and where the slots are, or None."""
        at, size = self.part(INDEX)
        if size == 0:
            return None
        _require(size >= 8, "an index that fits in its part")
        segments, log2, bits = self._number(at, 4), self.data[at + 4], self.data[at + 5]
        _require(1 <= segments <= 1 << 24 and log2 <= 18 and bits <= 31, "index")
        slots = (segments + 3) << log2
        slots += -slots % 8
        _require(slots < 1 << 27 and size >= 8 + slots // 8 * bits,
                 "an index that fits in its part")
        return segments, log2, bits, self._number(at + 6, 2), at + 8

    def find(self, name, before=0):
        """The number of the symbol of that name with so many of it before, or None."""
        last = -1
        for nth in range(before + 1):
            number = self._candidate(name, nth)
            if not last < number < self.count or self.name(number) != name:
                return None
            last = number
        return last

    def _candidate(self, name, before):
        segments, log2, bits, seed, at = self.index()
        h = 14695981039346656037 + seed & _U64
        values = [int.from_bytes(name[i:i + 4], "little") for i in range(0, len(name), 4)]
        for value in (*values, before):
            h = (h ^ value) * 1099511628211 & _U64
        h ^= h >> 32
        h = h * 0x9e3779b97f4a7c15 & _U64
        m = (1 << log2) - 1
        s = ((h >> 32) * segments >> 32) << log2
        candidate = 0
        for k in range(4):
            slot = s + k * (m + 1) + (h >> 11 * k & m)
            candidate ^= self._bits(8 * at + slot * bits, bits)
        return candidate

    def check(self):
        """Rejects what a reader must that reads all of the table."""
        _require(zlib.crc32(self.data[:12] + self.data[16:]) == self.checksum,
                 "checksum", "CHECKSUM")
        self.index()
        before = (-1, 0)
        for addr, size, *_ in self.symbols():
            _require(before <= (addr, -size), "symbols that ascend, and sizes that descend")
            before = (addr, -size)
            _require(size == 0 or self.lookup(addr) is not None, "an owner of its first byte")
