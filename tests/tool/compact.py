# SPDX-License-Identifier: MIT OR Apache-2.0
"""A reader of compact tables, written from FORMAT.md alone: an oracle.

It is simple and slow, and shares no code with ksym.
"""
import zlib
from collections import namedtuple

Symbol = namedtuple("Symbol", "addr size type flags name")
Shape = namedtuple("Shape", "kind x_width xy_width shift gap_base size_base")

NOTYPE, OBJECT, FUNC = 0, 1, 2
GLOBAL, WEAK, INFERRED = 1, 2, 4

_U64 = (1 << 64) - 1
_HEADER_SIZE = 112
_BLOCK = 8


class Malformed(Exception):
    """The bytes break a rule of FORMAT.md."""


def _require(condition, what):
    if not condition:
        raise Malformed(what)


class Bits:
    """A run of bit fields, lowest bit first, from a byte on."""

    def __init__(self, data, at):
        self.data = data
        self.bit = at * 8

    def read(self, width):
        first, last = self.bit // 8, (self.bit + width + 7) // 8
        _require(last <= len(self.data), "a bit field leads out of the table")
        value = int.from_bytes(self.data[first:last], "little") >> self.bit % 8
        self.bit += width
        return value & ((1 << width) - 1)


class CompactTable:
    def __init__(self, data):
        self._read_header(bytes(data))
        self._read_parts()
        self._decoded = None

    def _number(self, at, width):
        _require(at + width <= len(self.data), "a number leads out of the table")
        return int.from_bytes(self.data[at:at + width], "little")

    def _read_header(self, data):
        self.data = data
        _require(len(data) >= _HEADER_SIZE, "smaller than a header")
        _require(data[:4] == b"KSYM", "another magic")
        self.version, self.least_version = data[4], data[5]
        _require(self.least_version <= 1, "a later version")
        self.header_size = self._number(6, 2)
        self.size = self._number(8, 4)
        _require(_HEADER_SIZE <= self.header_size <= self.size < 1 << 29, "size")
        _require(self.size <= len(data), "truncated")
        self.data = data = data[:self.size]
        self.checksum = self._number(12, 4)
        self.base = self._number(16, 8)
        self.count = self._number(24, 4)
        self.wide, self.shape_mask = data[28], data[29]
        self.selected = data[30]
        self.top_shift = data[31]
        self.last_slice = self._number(32, 4)
        self.tops_at = self._number(36, 4)
        self.blocks_at = self._number(40, 4)
        self.shapes_at = self._number(44, 4)
        self.resume_count = self._number(48, 4)
        self.resumes_at = self._number(52, 4)
        self.phrase_count = self._number(56, 4)
        self.phrases_at = self._number(60, 4)
        self.text_at = self._number(64, 4)
        self.stream_at = self._number(68, 4)
        self.index_at = self._number(72, 4)
        self.class_widths = list(data[76:83])
        self.id = data[84:84 + data[83]]
        _require(data[83] <= 20, "id size")
        _require(not any(data[84 + data[83]:104]), "zeros behind the id")
        self.machine = self._number(104, 2)
        self.elf_class, self.elf_data = data[106], data[107]
        self.max_name = self._number(108, 2)
        _require(self._number(110, 2) == 0, "zeros at the header's end")
        _require(self.wide in (0, 1), "wide")
        _require(not any(data[-4:]), "zeros at the end")
        _require(self.selected < 0x40, "selected")
        _require(self.top_shift <= 63, "top shift")
        _require(self.shape_mask & self.shape_mask + 1 == 0, "shape mask")
        _require(self.phrase_count <= 65536, "phrase count")
        _require(all(w <= 16 for w in self.class_widths), "class width")

    def _read_parts(self):
        distance, place = (8, 4) if self.wide else (4, 3)
        block_count = -(-self.count // _BLOCK)
        self.tops = [self._number(self.tops_at + 4 * i, 4)
                     for i in range(self.last_slice + 2)]
        self.blocks = self._records(self.blocks_at, block_count + 1, distance, place)
        self.end = self.blocks.pop()[1]
        self.resumes = self._records(self.resumes_at, self.resume_count, distance, 4)
        self.shapes = [self._shape(self.shapes_at + 8 * i)
                       for i in range(self.shape_mask + 1)]
        self.phrases = [self._phrase(self.phrases_at + 3 * i)
                        for i in range(self.phrase_count)]
        self.class_first = [sum(1 << w for w in self.class_widths[:i])
                            for i in range(7)]

    def _records(self, at, count, distance, number):
        step = distance + number
        return [(self._number(at + i * step, distance),
                 self._number(at + i * step + distance, number))
                for i in range(count)]

    def _shape(self, at):
        shape = Shape(*(self._number(at + i, 1) for i in range(4)),
                      self._number(at + 4, 2), self._number(at + 6, 2))
        _require(shape.x_width <= 64 and 0 <= shape.xy_width - shape.x_width <= 64,
                 "width of x or y")
        _require(shape.shift <= 31, "shift")
        _require(shape.kind < 0x40 and shape.kind & 3 < 3, "kind")
        return shape

    def _phrase(self, at):
        entry = self._number(at, 3)
        length, where = entry & 63, self.text_at + (entry >> 6)
        _require(where + length <= self.size, "a phrase leads out of the table")
        return self.data[where:where + length]

    def expected_checksum(self):
        return zlib.crc32(self.data[:12] + self.data[16:])

    def block_symbols(self, block, taken=lambda number: None):
        """The symbols of a block, and the distance to the next one. taken gets the number of each
        phrase.
        """
        distance, offset = self.blocks[block]
        end = self.blocks[block + 1][1] if block + 1 < len(self.blocks) else self.end
        count = min(_BLOCK, self.count - block * _BLOCK)
        _require(offset + 12 <= end, "a block of 12 bytes or more")
        at = self.stream_at + offset
        shapes = [self.shapes[self._number(at + i, 1) & self.shape_mask]
                  for i in range(_BLOCK)]
        bits = Bits(self.data, at + 12)
        extras = [(bits.read(s.x_width), bits.read(s.xy_width - s.x_width)) for s in shapes]
        _require(not any(x or y for x, y in extras[count:]), "zeros where no symbol is")
        shared = [self._number(at + 8, 4) >> 4 * i & 15 for i in range(_BLOCK)]
        _require(not any(shared[count:]) and shared[0] == 0, "nothing shared with nothing")
        names = self._names(bits, (self.stream_at + end) * 8, shared[:count], taken)
        symbols = []
        for shape, (x, y), name in zip(shapes, extras, names):
            gap = (shape.gap_base + x << shape.shift) & _U64
            if shape.kind & 0x20:
                size = shape.size_base + y << shape.shift
            else:
                size = gap - (shape.size_base + y)
            symbols.append(Symbol(self.base + distance & _U64, size & _U64,
                                  shape.kind & 3, shape.kind >> 2 & 7, name))
            distance = distance + gap & _U64
        return symbols, distance

    def _names(self, selectors, end, shared, taken):
        """The names of a block: selectors go up, their numbers down from the end."""
        numbers = Bits(self.data, 0)
        names, before = [], []
        for common in shared:
            _require(common <= len(before), "more tokens than there are")
            tokens = before[:common]
            while (selector := selectors.read(3)) != 0:
                width = self.class_widths[selector - 1]
                end -= width
                numbers.bit = end
                number = self.class_first[selector - 1] + numbers.read(width)
                _require(number < self.phrase_count, "phrase number")
                taken(number)
                tokens.append(self.phrases[number])
            name = b"".join(tokens)
            _require(len(name) <= 65535 and 0 not in name, "name")
            before = tokens
            names.append(name)
        _require(0 <= end - selectors.bit < 8, "numbers that end where selectors do")
        return names

    def symbols(self):
        """All symbols, each block checked against where the next one begins."""
        if self._decoded is None:
            self._decoded = []
            for block in range(len(self.blocks)):
                symbols, end = self.block_symbols(block)
                if block + 1 < len(self.blocks):
                    _require(end == self.blocks[block + 1][0], "blocks that meet")
                self._decoded += symbols
        return self._decoded

    def lookup(self, addr):
        """The index of the symbol that owns an address, or None."""
        distance = addr - self.base
        if not self.count or distance < 0:
            return None
        block = self._block_of(distance)
        symbols, _ = self.block_symbols(block)
        index = max(i for i, s in enumerate(symbols) if s.addr <= addr)
        if addr - symbols[index].addr < symbols[index].size:
            return block * _BLOCK + index
        below = [r for r in self.resumes if r[0] <= distance]
        if below:
            symbol = self._symbol(below[-1][1])
            if addr - symbol.addr < symbol.size:
                return below[-1][1]
        return None

    def _symbol(self, index):
        _require(index < self.count, "symbol number")
        block, place = divmod(index, _BLOCK)
        return self.block_symbols(block)[0][place]

    def _block_of(self, distance):
        slice_ = min(distance >> self.top_shift, self.last_slice)
        first, last = self.tops[slice_:slice_ + 2]
        _require(first <= last < len(self.blocks), "tops that ascend")
        return max(b for b in range(first, last + 1)
                   if b == first or self.blocks[b][0] <= distance)

    def find(self, name, ordinal=0):
        """The index of a symbol of that name by the by-name index: the first, ..."""
        index = self._candidate(name, ordinal)
        if index < self.count and self._symbol(index).name == name:
            return index
        return None

    def _candidate(self, name, ordinal):
        at = self.index_at
        _require(at != 0, "no index")
        segments, log2 = self._number(at, 4), self.data[at + 4]
        width, seed = self.data[at + 5], self._number(at + 6, 2)
        _require(1 <= segments <= 1 << 24 and log2 <= 18, "segments")
        _require(1 <= width <= 32, "slot bits")
        h = 14695981039346656037 + seed
        words = [int.from_bytes(name[i:i + 4], "little") for i in range(0, len(name), 4)]
        for value in (*words, ordinal):
            h = (h ^ value) * 1099511628211 & _U64
        h = (h ^ h >> 32) * 0x9E3779B97F4A7C15 & _U64
        m = (1 << log2) - 1
        s = ((h >> 32) * segments >> 32) << log2
        value = 0
        for slot in (s + (h & m), s + m + 1 + (h >> 9 & m),
                     s + 2 * (m + 1) + (h >> 18 & m)):
            bits = Bits(self.data, at + 8)
            bits.bit += slot * width
            value ^= bits.read(width)
        return value
