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

(BUILD_ID, SLICES, SUPERBLOCKS, PAGES, RESUMES, STREAM, PHRASES, END_PHRASES, TEXT,
 INDEX) = range(10)

_U64 = (1 << 64) - 1
_HEADER_SIZE = 40
_BLOCK, _BLOCKS = 8, 16
_PAGE = 16 * 8


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
        _require(_HEADER_SIZE <= size < 1 << 29, "size")
        self.data, self.size = data[:size], size
        self.checksum = self._number(12, 4)
        self.base = self._number(16, 8)
        self.count = self._number(24, 4)
        self.selected = data[28]
        self.elf_class, self.elf_data = data[29] & 15, data[29] >> 4
        self.machine = self._number(30, 2)
        self.max_name = self._number(32, 2)
        self.class_width = data[34]
        self.phrase_bytes, self.length_bits = data[35] & 15, data[35] >> 4
        self.shared_bits = data[36]
        self.wide, self.paged = bool(data[37] & 1), bool(data[37] & 2)
        _require(self.header_size >= _HEADER_SIZE, "header size")
        _require(self.class_width <= 9, "class width")
        _require(2 <= self.phrase_bytes <= 4 and 3 <= self.length_bits <= 8, "phrase")
        _require(self.shared_bits in (3, 4), "shared bits")

    def _read_directory(self):
        """Where each part begins and how long it is."""
        self.parts = {}
        at = self.header_size + 5 * self.part_count
        _require(at <= self.size, "a directory that ends within the table")
        for i in range(self.part_count):
            entry = self.header_size + 5 * i
            size = self._number(entry + 1, 4)
            self.parts[self.data[entry]] = (at, size)
            at += size
            _require(at <= self.size, "parts that end within the table")

    def part(self, tag):
        return self.parts.get(tag, (0, 0))

    def _read_parts(self):
        self.distance_bytes = 8 if self.wide else 4
        at, size = self.part(BUILD_ID)
        self.build_id = self.data[at:at + size]
        self._read_slices()
        self._read_resumes()
        self.record_bytes = self.distance_bytes + 4 + 2 * 15 + 2 * 16
        self.superblock_count = -(-self.count // (_BLOCK * _BLOCKS))
        _, size = self.part(SUPERBLOCKS)
        _require(size >= self.superblock_count * self.record_bytes, "fewer superblocks")
        self.pages_at, self.pages_size = self.part(PAGES)
        _require(self.count == 0 or self.pages_at and self.pages_at + _PAGE <= self.size,
                 "128 bytes from where the pages begin")
        self.page_count = max(1, self.pages_size // _PAGE)
        self.stream_at, _ = self.part(STREAM)
        self.text_at, _ = self.part(TEXT)

    def _read_slices(self):
        self.slices = None
        at, size = self.part(SLICES)
        if size == 0:
            return
        _require(size >= 12, "slices that fit in their part")
        self.slice_shift, last = self.data[at], self._number(at + 1, 3)
        self.slices_from = self._number(at + 4, 8)
        _require(size >= 12 + 3 * (last + 2), "slices that fit in their part")
        self.slices = [self._number(at + 12 + 3 * i, 3) for i in range(last + 2)]

    def _read_resumes(self):
        self.resumes = []
        at, size = self.part(RESUMES)
        if size == 0:
            return
        _require(size >= 4, "resumes that fit in their part")
        count, step = self._number(at, 4), self.distance_bytes + 4
        _require(size >= 4 + count * step, "resumes that fit in their part")
        for record in range(at + 4, at + 4 + count * step, step):
            self.resumes.append((self._number(record, self.distance_bytes),
                                 self._number(record + self.distance_bytes, 4)))

    # Where blocks are.

    def superblock_start(self, superblock):
        at = self.part(SUPERBLOCKS)[0] + superblock * self.record_bytes
        return self._number(at, self.distance_bytes)

    def starts_and_anchors(self, superblock):
        """Of each place for a block where its first symbol is, or None, and its anchor."""
        record = self.part(SUPERBLOCKS)[0] + superblock * self.record_bytes
        start = self._number(record, self.distance_bytes)
        place = self._number(record + self.distance_bytes, 4)
        bytes_at, shift = self.stream_at + (place & (1 << 29) - 1), place >> 29
        width, anchor_width, starts_at = 2, 2, record + self.distance_bytes + 4
        if shift == 7:
            width, anchor_width, starts_at, shift = 8, 4, bytes_at, 0
        starts = [start]
        for i in range(15):
            value = self._number(starts_at + width * i, width)
            none = value == (1 << 8 * width) - 1
            starts.append(None if none else start + (value << shift) & _U64)
        anchors_at = starts_at + 15 * width
        anchors = [bytes_at + self._number(anchors_at + anchor_width * i, anchor_width)
                   for i in range(16)]
        return list(zip(starts, anchors))

    def _block_of(self, distance):
        """The number of the last block that starts at or below a distance."""
        first, last = 0, self.superblock_count - 1
        if self.slices is not None:
            slice_ = 0
            if distance >= self.slices_from:
                slice_ = min(distance - self.slices_from >> self.slice_shift,
                             len(self.slices) - 2)
            first, last = (min(s, last) for s in self.slices[slice_:slice_ + 2])
        superblock = max((s for s in range(first, last + 1)
                          if self.superblock_start(s) <= distance), default=first)
        blocks = min(_BLOCKS, -(-self.count // _BLOCK) - superblock * _BLOCKS)
        starts = [s for s, _ in self.starts_and_anchors(superblock)[:blocks]]
        return superblock * _BLOCKS + max((b for b, s in enumerate(starts)
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
        count = min(_BLOCK, self.count - number * _BLOCK)
        at, page = anchor, 0
        heads = int(self.paged) + 4 + self.shared_bits + 3
        _require(anchor + heads <= self.size, "codes and counts within the table")
        if self.paged:
            page, at = self.data[at], at + 1
            _require(page < self.page_count, "a page that exists")
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
            kind_bits = 5 if shape.first & 3 == IN_FIELDS else 0
            y_bits = max(0, shape.all_bits - shape.x_bits - kind_bits)
            y = self._bits(bit, y_bits)
            kind = self._bits(bit + y_bits, kind_bits) if kind_bits else shape.first & 0x1f
            x = self._bits(bit + y_bits + kind_bits, shape.x_bits)
            gap = (shape.gap_base + x) << shape.shift & _U64
            if shape.first & 0x20:
                size = (shape.size_base + y) << shape.shift
            else:
                size = gap - (shape.size_base + y)
            yield self.base + distance & _U64, size & _U64, kind & 3, kind >> 2
            distance = distance + gap & _U64

    # What names are.

    def _names(self, at, count):
        """The names of a block whose shares stand at a byte, its first name's first."""
        shares = [self._bits(8 * at + self.shared_bits * i, self.shared_bits)
                  for i in range(_BLOCK)]
        at += self.shared_bits
        counts = [self._bits(8 * at + 3 * i, 3) for i in range(_BLOCK)]
        at += 3
        for i, own in enumerate(counts):
            if own == 7:
                _require(at < self.size, "counts within the table")
                counts[i] += self.data[at]
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
        _require(number <= 8 * self.size, "selectors within the table")
        for own in counts:
            for left in range(own, 0, -1):
                class_ = self._bits(selector, 3)
                bits = self.class_width + class_
                _require(number + bits <= 8 * self.size, "numbers within the table")
                value = self._bits(number, bits) + (((1 << class_) - 1) << self.class_width)
                yield self.phrase(value, left == 1)
                selector += 3
                number += bits

    def phrase(self, number, ends):
        at, size = self.part(END_PHRASES) if ends else self.part(PHRASES)
        if ends and size == 0:
            at, size = self.part(PHRASES)
        at += number * self.phrase_bytes
        _require(at + self.phrase_bytes <= self.size, "a phrase within the table")
        record = self._number(at, self.phrase_bytes)
        length = record & (1 << self.length_bits) - 1
        text = self.text_at + (record >> self.length_bits)
        _require(text + length <= self.size, "a phrase within the table")
        return self.data[text:text + length]

    # Questions.

    def symbol(self, number):
        return self.block(number // _BLOCK)[number % _BLOCK]

    def symbols(self):
        return [symbol for block in range(-(-self.count // _BLOCK))
                for symbol in self.block(block)]

    def lookup(self, addr):
        """The number of the symbol that owns an address, or None."""
        if not self.count or addr < self.base:
            return None
        distance = addr - self.base
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
        _require(1 <= segments <= 1 << 24 and log2 <= 18 and 1 <= bits <= 32, "index")
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
        addresses = [s.addr - self.base & _U64 for s in self.symbols()]
        _require(addresses == sorted(addresses), "symbols that ascend")


def listed(path):
    """The symbols of a list, `ADDR SIZE TYPE FLAGS NAME` in hex a line."""
    with open(path, "rb") as lines:
        for line in lines:
            addr, size, kind, flags, name = line.rstrip(b"\n").split(b" ", 4)
            yield Symbol(int(addr, 16), int(size, 16), int(kind), int(flags), name)
