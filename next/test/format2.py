# SPDX-License-Identifier: MIT OR Apache-2.0
"""A reader of format 2, written from FORMAT2.md alone: an oracle.

It is to be clear, not fast, and shares nothing with ksym.
"""
import zlib
from collections import namedtuple

Symbol = namedtuple("Symbol", "addr size type flags name")
Shape = namedtuple("Shape", "first x_bits all_bits shift gap_base size_base")

NOTYPE, OBJECT, FUNC, IN_FIELDS = 0, 1, 2, 3
GLOBAL, WEAK, INFERRED = 1, 2, 4

(BUILD_ID, REGIONS, SLICES, SUPERBLOCKS, PAGES, RESUMES, STREAM, PHRASES, END_PHRASES, TEXT,
 INDEX) = range(11)

_U32, _U64 = (1 << 32) - 1, (1 << 64) - 1
_HEADER_SIZE, _TAIL = 32, 8
_BLOCK, _BLOCKS = 8, 16
_SUPERBLOCK, _PAGE = 56, 16 * 8
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


class Table:
    """What ksym_open takes: the bytes of a place that begins with a table."""

    def __init__(self, place):
        self._read_header(bytes(place))
        self._read_directory()
        self._read_parts()
        self._blocks = {}

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
        self.class_width, self.phrase_bits, self.length_bits, shared, paged = data[20:25]
        self.shared_bits, self.paged = 3 + shared, bool(paged)
        self.slice_shift = data[25] & 31
        self.selected = data[26]
        self.elf_class, self.elf_data = data[27] & 15, data[27] >> 4
        self.machine = self._number(28, 2)
        self.max_name = self._number(30, 2)
        _require(self.header_size >= _HEADER_SIZE, "header size")
        _require(self.class_width <= 15, "class width")
        _require(self.phrase_bits <= 31 and self.length_bits <= 15, "phrase or length bits")
        _require(shared <= 1 and paged <= 1, "shared bits or paged")

    def _read_directory(self):
        """Where each part begins and how long it is."""
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
        self.superblock_count = -(-self.count // (_BLOCK * _BLOCKS))
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
        return start + min(addr - start_addr, most)

    def address(self, distance):
        addr, _, start = [r for i, r in enumerate(self.regions)
                          if i == 0 or r[2] <= distance][-1]
        return addr + distance - start & _U64

    # Where blocks are.

    def _superblock(self, number):
        """Distance, place and s, slope and a, then starts and offs."""
        at = self.part(SUPERBLOCKS)[0] + number * _SUPERBLOCK
        starts = [self._number(at + 10 + 2 * i, 2) for i in range(15)]
        return (self._number(at, 4), self._number(at + 4, 4), self._number(at + 8, 2), starts,
                self.data[at + 40:at + 56])

    def starts_and_anchors(self, superblock):
        """Of each place for a block where its first symbol is, or None, and its anchor."""
        start, place, slope, starts, offs = self._superblock(superblock)
        shift, place = place >> 29, place & (1 << 29) - 1
        anchor_shift, slope = slope >> 12, slope & (1 << 12) - 1
        starts = [start, *(None if s == 0xffff else start + (s << shift) & _U32
                           for s in starts)]
        return [(starts[b], place + ((slope * b + offs[b]) << anchor_shift))
                for b in range(_BLOCKS)]

    def _block_of(self, distance):
        """The number of the last block that starts at or below a distance."""
        first, last = 0, self.superblock_count - 1
        if len(self.slices) >= 2:
            slice_ = min(distance >> self.slice_shift, len(self.slices) - 2)
            first, last = (min(s, last) for s in self.slices[slice_:slice_ + 2])
        superblock = max((s for s in range(first, last + 1)
                          if self._superblock(s)[0] <= distance), default=first)
        starts = [s for s, _ in self.starts_and_anchors(superblock)]
        blocks = -(-self.count // _BLOCK) - superblock * _BLOCKS
        return superblock * _BLOCKS + max((b for b, s in enumerate(starts[:blocks])
                                           if s is not None and s <= distance), default=0)

    # What is in a block.

    def block(self, number):
        """The symbols of a block."""
        if number not in self._blocks:
            self._blocks[number] = self._read_block(number)
        return self._blocks[number]

    def _read_block(self, number):
        superblock, place = divmod(number, _BLOCKS)
        distance, anchor = self.starts_and_anchors(superblock)[place]
        _require(distance is not None, "a block where there is to be one")
        _require(256 <= anchor and anchor + 32 <= self.tail, "an anchor well within the table")
        count = min(_BLOCK, self.count - number * _BLOCK)
        at, page = anchor, 0
        if self.paged:
            page, at = self.data[at], at + 1
            _require((page + 1) * _PAGE <= self.pages_size, "a page that is all there")
        codes = [self._bits(8 * at + 4 * i, 4) for i in range(_BLOCK)]
        places = self._places(anchor, page, codes[:count], distance)
        names = self._names(at + 4, count)
        return [Symbol(*place, name) for place, name in zip(places, names)]

    def _shape(self, page, code):
        at = self.pages_at + page * _PAGE + 8 * code
        return Shape(*self.data[at:at + 4], self._number(at + 4, 2), self._number(at + 6, 2))

    def _places(self, anchor, page, codes, distance):
        """Address, size, type and flags of each symbol of a block."""
        bit = 8 * anchor
        for code in codes:
            shape = self._shape(page, code)
            bit -= shape.all_bits
            x = self._bits(bit, shape.x_bits)
            above = bit + shape.x_bits
            gap = (shape.gap_base + x) << shape.shift & _U32
            kind = shape.first & 0x1f
            if kind & 3 == IN_FIELDS:
                kind = self._bits(above + 32, 5)
                size = self._bits(above, 32) | self._bits(above + 37, 27) << 32
            else:
                y = self._bits(above, max(0, shape.all_bits - shape.x_bits))
                if shape.first & 0x20:
                    size = (shape.size_base + y) << shape.shift & _U32
                else:
                    size = gap - (shape.size_base + y) & _U32
            yield self.address(distance), size, kind & 3, kind >> 2
            distance = distance + gap & _U32

    # What names are.

    def _names(self, at, count):
        """The names of a block whose counts stand at a byte, its first name's first."""
        counts = [self._bits(8 * at + 3 * i, 3) for i in range(_BLOCK)]
        at += 3
        shares = [self._bits(8 * at + self.shared_bits * i, self.shared_bits)
                  for i in range(_BLOCK)]
        at += self.shared_bits
        for i, own in enumerate(counts):
            if own == 7:
                counts[i] += self._number(at, 1)
                at += 1
        own_phrases = self._own_phrases(at, counts)
        names, before = [], []
        for share, own in list(zip(shares, counts))[:count]:
            _require(share <= len(before), "a name before that has as many tokens")
            before = before[:share] + [next(own_phrases) for _ in range(own)]
            name = b"".join(before)
            _require(len(name) <= 65535, "a name of 65,535 bytes or less")
            names.append(name)
        return names

    def _own_phrases(self, at, counts):
        """The phrases of the tokens of all names, whose selectors stand at a byte."""
        selector = 8 * at
        number = selector + 3 * sum(counts)
        _require(number + sum(counts) * (self.class_width + 7) <= 8 * self.tail,
                 "selectors and longest numbers that end before the tail")
        for own in counts:
            for left in range(own, 0, -1):
                class_ = self._bits(selector, 3)
                bits = self.class_width + class_
                value = self._bits(number, bits) + (((1 << class_) - 1) << self.class_width)
                yield self.phrase(value, left == 1)
                selector += 3
                number += bits

    def phrase(self, number, ends):
        at, size = self.part(END_PHRASES) if ends else self.part(PHRASES)
        if ends and size == 0:
            at, size = self.part(PHRASES)
        bit = number * self.phrase_bits
        _require(bit < 8 * size, "a record that begins in its part")
        record = self._bits(8 * at + bit, self.phrase_bits)
        length = record & (1 << self.length_bits) - 1
        where = record >> self.length_bits
        _require(where + length <= self.text_size, "a phrase that lies in the text")
        return self.data[self.text_at + where:self.text_at + where + length]

    # Questions.

    def symbol(self, number):
        return self.block(number // _BLOCK)[number % _BLOCK]

    def symbols(self):
        return [symbol for block in range(-(-self.count // _BLOCK))
                for symbol in self.block(block)]

    def lookup(self, addr):
        """The number of the symbol that owns an address, or None."""
        distance = self.distance(addr)
        if not self.count or distance is None:
            return None
        block = self._block_of(distance)
        last = max((i for i, s in enumerate(self.block(block)) if s.addr <= addr), default=0)
        number = block * _BLOCK + last
        if self._covers(number, addr):
            return number
        below = [n for d, n in self.resumes if d <= distance]
        return below[-1] if below and self._covers(below[-1], addr) else None

    def _covers(self, number, addr):
        if number >= self.count:
            return False
        symbol = self.symbol(number)
        return addr - symbol.addr & _U64 < symbol.size

    def index(self):
        """Segments, segment log2, slot bits, seed and where the slots are, or None."""
        at, size = self.part(INDEX)
        if size == 0:
            return None
        _require(size >= 8, "an index that fits in its part")
        segments, log2, bits = self._number(at, 4), self.data[at + 4], self.data[at + 5]
        _require(1 <= segments <= 1 << 24 and log2 <= 18 and 1 <= bits <= 31, "index")
        slots = (segments + 3) << log2
        slots += -slots % 8
        _require(size >= 8 + (slots * bits + 7) // 8, "an index that fits in its part")
        return segments, log2, bits, self._number(at + 6, 2), at + 8

    def find(self, name, before=0):
        """The number of the symbol of that name with so many of it before, or None.

        Where there are not so many, the index may say one of those that there are.
        """
        last = -1
        for nth in range(before + 1):
            number = self._candidate(name, nth)
            if not last < number < self.count or self.symbol(number).name != name:
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
        """What a reader must reject that reads all of the table."""
        _require(zlib.crc32(self.data[:12] + self.data[16:]) == self.checksum,
                 "checksum", "CHECKSUM")
        self.index()
        addresses = [s.addr for s in self.symbols()]
        _require(addresses == sorted(addresses), "symbols that ascend")


def listed(path):
    """The symbols of a list, `ADDR SIZE TYPE FLAGS NAME` in hex a line."""
    with open(path, "rb") as lines:
        for line in lines:
            addr, size, kind, flags, name = line.rstrip(b"\n").split(b" ", 4)
            yield Symbol(int(addr, 16), int(size, 16), int(kind), int(flags), name)
