# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes small tables of format 2 by hand, as FORMAT2.md states them.

It takes no care for bytes. Shapes, phrases and how names are cut into them are given, so
that readers are tested without the encoder; any field and any part can be set to anything.
"""
import itertools
import struct
import zlib
from collections import Counter, namedtuple

from format2 import (BUILD_ID, END_PHRASES, INDEX, PAGES, PHRASES, RESUMES, SLICES, STREAM,
                     SUPERBLOCKS, TEXT)

# Fields of the header: where each stands, and struct's letter for it.
HEADER = {
    "magic": (0, "4s"), "version": (4, "B"), "least_version": (5, "B"),
    "header_size": (6, "B"), "parts": (7, "B"), "size": (8, "I"), "checksum": (12, "I"),
    "base": (16, "Q"), "count": (24, "I"), "selected": (28, "B"), "elf": (29, "B"),
    "machine": (30, "H"), "max_name": (32, "H"), "class_width": (34, "B"),
    "phrase": (35, "B"), "shared_bits": (36, "B"), "flags": (37, "B"),
}
HEADER_SIZE = 40
WIDE, PAGED = 1, 2
_U64 = (1 << 64) - 1

Shape = namedtuple("Shape", "first x_bits y_bits shift gap_base size_base",
                   defaults=(0, 0, 0))

# What a table holds of a symbol: its distance, its size, type and flags, the number of its
# shape, the tokens that its name shares and those of its own.
Entry = namedtuple("Entry", "distance size kind shape share own")


def number(value, size):
    return value.to_bytes(size, "little")


def fields(*pairs):
    """Bit fields (value, width), the first one lowest, up to a whole byte."""
    value = used = 0
    for part, width in pairs:
        assert 0 <= part < 1 << width or part == width == 0, (part, width)
        value |= part << used
        used += width
    return number(value, (used + 7) // 8)


def slots_of(name, before, segments, log2, seed):
    h = (14695981039346656037 + seed) & _U64
    for value in (*struct.unpack(f"<{-(-len(name) // 4)}I", name + bytes(-len(name) % 4)),
                  before):
        h = (h ^ value) * 1099511628211 & _U64
    h ^= h >> 32
    h = h * 0x9e3779b97f4a7c15 & _U64
    m = (1 << log2) - 1
    s = (((h >> 32) * segments) >> 32) << log2
    return [s + k * (m + 1) + (h >> 11 * k & m) for k in range(4)]


def solve(keys, count):
    """Values of slots such that those of each key give its number, or None."""
    rows = {}
    for number_, slots in enumerate(keys):
        row, value = sum(1 << s for s in slots), number_
        while row and row.bit_length() in rows:
            other, more = rows[row.bit_length()]
            row, value = row ^ other, value ^ more
        if not row:
            return None
        rows[row.bit_length()] = row, value
    values = [0] * count
    for top in sorted(rows):
        row, value = rows[top]
        for slot in range(top - 1):
            if row >> slot & 1:
                value ^= values[slot]
        values[top - 1] = value
    return values


def index_part(names, bits, segments, log2):
    seen, keys = Counter(), []
    for name in names:
        keys.append((name, seen[name]))
        seen[name] += 1
    count = (segments + 3) << log2
    for seed in itertools.count():
        values = solve([slots_of(*key, segments, log2, seed) for key in keys], count)
        if values:
            slots = fields(*((v, bits) for v in values), *[(0, bits)] * (-count % 8))
            return struct.pack("<IBBH", segments, log2, bits, seed) + slots


class Table:
    """What to write: attributes, parts and header are there to be changed before build()."""

    def __init__(self, entries, *, base=0, shapes=(), phrases=(), ends=None, class_width=0,
                 phrase=(2, 3), shared_bits=3, wide=False, paged=False, start_shift=0,
                 slices=None, resumes=(), build_id=b"", index=None, end=8, **header):
        self.entries, self.shapes = entries, shapes
        self.phrases, self.ends = phrases, phrases if ends is None else ends
        self.class_width, self.phrase, self.shared_bits = class_width, phrase, shared_bits
        self.wide, self.paged, self.start_shift = wide, paged, start_shift
        self.anchors = []
        # `end` zeros stand behind what is read in words.
        texts = self._phrases()
        self.parts = {
            BUILD_ID: build_id, SLICES: slices or b"", SUPERBLOCKS: self._superblocks(),
            PAGES: b"".join(struct.pack("<BBBBHH", s.first, s.x_bits, self._all_bits(s),
                                        *s[3:]) for s in shapes),
            RESUMES: self._resumes(resumes), STREAM: self.stream, PHRASES: texts[0],
            END_PHRASES: b"" if ends is None else texts[1],
            INDEX: index_part(self.names(), *index) if index else b"",
            TEXT: texts[2] + bytes(end),
        }
        self.header = {
            "magic": b"KSYM", "version": 2, "least_version": 2, "header_size": HEADER_SIZE,
            "base": base, "count": len(entries), "class_width": class_width,
            "phrase": phrase[0] | phrase[1] << 4, "shared_bits": shared_bits,
            "flags": WIDE * wide | PAGED * paged, **header,
        }

    def names(self):
        for tokens in self.tokens():
            yield b"".join(tokens)

    def tokens(self):
        before = []
        for i, entry in enumerate(self.entries):
            before = [*(before[:entry.share] if i % 8 else []), *entry.own]
            yield before

    @staticmethod
    def _all_bits(shape):
        return shape.x_bits + shape.y_bits + (5 if shape.first & 3 == 3 else 0)

    def _gap(self, i):
        at = self.entries[i].distance
        return (self.entries[i + 1].distance - at) & _U64 if i + 1 < len(self.entries) else None

    def _fields(self, i):
        """y, kind and x of a symbol, as bit fields, the lowest first."""
        entry = self.entries[i]
        shape = self.shapes[entry.shape]
        gap = self._gap(i)
        if gap is None:
            gap = shape.gap_base << shape.shift
        x = (gap >> shape.shift) - shape.gap_base if shape.x_bits else 0
        y = (entry.size >> shape.shift if shape.first & 0x20 else gap - entry.size)
        kind = [(entry.kind, 5)] if shape.first & 3 == 3 else []
        assert kind or shape.first & 31 == entry.kind
        return [(y - shape.size_base, shape.y_bits), *kind, (x, shape.x_bits)]

    def _own(self, own):
        """Selector, number and its width of each token of a name's own."""
        for left, phrase in zip(range(len(own), 0, -1), own):
            at = (self.ends if left == 1 else self.phrases).index(phrase)
            for selector in range(8):
                width = self.class_width + selector
                if at < 1 << width:
                    yield selector, at, width
                    break
                at -= 1 << width

    def _block(self, first):
        """What stands below a block's anchor, and what from it on."""
        here = range(first, min(first + 8, len(self.entries)))
        empty = [0] * (8 - len(here))
        entries = [self.entries[i] for i in here]
        below = [f for i in reversed(here) for f in self._fields(i)]
        below = fields((0, -sum(w for _, w in below) % 8), *below)
        owns = [list(self._own(e.own)) for e in entries]
        above = b"\0" * self.paged
        above += fields(*((c, 4) for c in [*(e.shape for e in entries), *empty]))
        above += fields(*((s, self.shared_bits) for s in [*(e.share for e in entries),
                                                         *empty]))
        above += fields(*((min(len(o), 7), 3) for o in [*owns, *([] for _ in empty)]))
        above += bytes(len(o) - 7 for o in owns if len(o) >= 7)
        all_own = [token for own in owns for token in own]
        above += fields(*((s, 3) for s, _, _ in all_own), *((v, w) for _, v, w in all_own))
        return below, above

    def _superblocks(self):
        out, self.stream = bytearray(), b""
        width = 8 if self.wide else 4
        for first in range(0, len(self.entries), 128):
            start, place = self.entries[first].distance, len(self.stream)
            blocks = range(first, min(first + 128, len(self.entries)), 8)
            starts = [self.entries[b].distance - start for b in blocks[1:]]
            far, contents, anchors = self.start_shift == 7, b"", []
            head = 15 * 8 + 16 * 4 if far else 0
            for block in blocks:
                below, above = self._block(block)
                anchors.append(head + len(contents) + len(below))
                contents += below + above
            self.anchors += [place + a for a in anchors]
            starts_size, anchor_size = (8, 4) if far else (2, 2)
            shift = 0 if far else self.start_shift
            starts = b"".join(number(s >> shift, starts_size) for s in starts)
            where = (starts.ljust(15 * starts_size, b"\xff") +
                     b"".join(number(a, anchor_size) for a in anchors).ljust(
                         16 * anchor_size, b"\0"))
            out += number(start, width) + number(place | self.start_shift << 29, 4)
            out += bytes(62) if far else where
            self.stream += (where if far else b"") + contents
        return bytes(out)

    def _resumes(self, resumes):
        width = 8 if self.wide else 4
        records = b"".join(number(d, width) + number(i, 4) for d, i in resumes)
        return number(len(resumes), 4) + records if resumes else b""

    def _phrases(self):
        """The records of phrases within names and of those that end them, and the text."""
        text, records = b"", [b"", b""]
        for which, phrases in enumerate((self.phrases, self.ends)):
            for phrase in phrases:
                if phrase not in text:
                    text += phrase
                record = len(phrase) | text.index(phrase) << self.phrase[1]
                records[which] += number(record, self.phrase[0])
        return *records, text

    def build(self):
        parts = [(tag, data) for tag, data in self.parts.items() if data]
        header = {"parts": len(parts), **self.header}
        directory = b"".join(bytes([tag]) + number(len(data), 4) for tag, data in parts)
        body = directory + b"".join(data for _, data in parts)
        header = {"size": HEADER_SIZE + len(body), **header}
        table = patched(bytes(HEADER_SIZE) + body, **header)
        return table if "checksum" in header else sealed(table)


def patched(table, **fields_):
    """The table with fields of its header set; the checksum is not."""
    table = bytearray(table)
    for name, value in fields_.items():
        at, letter = HEADER[name]
        struct.pack_into("<" + letter, table, at, value)
    return bytes(table)


def sealed(table):
    """The table with its checksum."""
    size = struct.unpack_from("<I", table, 8)[0]
    return patched(table, checksum=zlib.crc32(table[16:size], zlib.crc32(table[:12])))
