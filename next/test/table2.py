# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes small tables of format 2 by hand, as FORMAT2.md states them.

It takes no care for bytes. Shapes, phrases and how names are cut into them are given, so
that readers are tested without the encoder; any field and any part can be set to anything.
"""
import itertools
import struct
import zlib
from collections import Counter, namedtuple

from format2 import (BUILD_ID, END_PHRASES, INDEX, PAGES, PHRASES, REGIONS, RESUMES, SLICES,
                     STREAM, SUPERBLOCKS, TEXT)

# Fields of the header: where each stands, and struct's letter for it.
HEADER = {
    "magic": (0, "4s"), "version": (4, "B"), "least_version": (5, "B"),
    "header_size": (6, "B"), "parts": (7, "B"), "size": (8, "I"), "checksum": (12, "I"),
    "count": (16, "I"), "class_width": (20, "B"), "phrase_bits": (21, "B"),
    "length_bits": (22, "B"), "shared_bits": (23, "B"), "paged": (24, "B"),
    "slice_shift": (25, "B"), "selected": (26, "B"), "elf": (27, "B"), "machine": (28, "H"),
    "max_name": (30, "H"),
}
HEADER_SIZE, TAIL = 32, 8
BEFORE_ANCHOR, FROM_ANCHOR, FROM_PAGES = 256, 32, 128
_U32, _U64 = (1 << 32) - 1, (1 << 64) - 1

# The order in which parts stand, if no other one is given.
ORDER = (BUILD_ID, REGIONS, SLICES, SUPERBLOCKS, PAGES, RESUMES, PHRASES, END_PHRASES, TEXT,
         INDEX, STREAM)

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
    """What to write: attributes and header are there to be changed before build().

    CHANGES has of a part's tag what to make of its bytes; BEHIND says how many more bytes
    stand before the tail than there must.
    """

    def __init__(self, entries, *, regions, shapes=(), phrases=(), ends=None, class_width=0,
                 record_bits=8, length_bits=3, shared_bits=3, paged=False, resumes=(), slope=0,
                 build_id=b"", index=None, order=ORDER, behind=0, changes=None, **header):
        self.entries, self.shapes, self.regions = entries, shapes, regions
        self.phrases, self.ends = phrases, phrases if ends is None else ends
        self.class_width, self.shared_bits, self.paged = class_width, shared_bits, paged
        self.record_bits, self.length_bits = record_bits, length_bits
        self.slope, self.order, self.behind = slope, order, behind
        self.changes = changes or {}
        within, at_end, text = self._phrases()
        self.parts = {
            BUILD_ID: build_id, SLICES: b"",
            REGIONS: b"".join(struct.pack("<QII", *r) for r in regions),
            PAGES: b"".join(struct.pack("<BBBBHH", s.first, s.x_bits, self._all_bits(s),
                                        *s[3:]) for s in shapes),
            RESUMES: b"".join(struct.pack("<II", *r) for r in resumes),
            PHRASES: within, END_PHRASES: b"" if ends is None else at_end, TEXT: text,
            INDEX: index_part(self.names(), *index) if index else b"",
        }
        self.header = {
            "magic": b"KSYM", "version": 2, "least_version": 2, "header_size": HEADER_SIZE,
            "count": len(entries), "class_width": class_width, "phrase_bits": record_bits,
            "length_bits": length_bits, "shared_bits": shared_bits - 3, "paged": int(paged),
            **header,
        }

    def names(self):
        before = []
        for i, entry in enumerate(self.entries):
            before = [*(before[:entry.share] if i % 8 else []), *entry.own]
            yield b"".join(before)

    @staticmethod
    def _all_bits(shape):
        return shape.x_bits + (64 if shape.first & 3 == 3 else shape.y_bits)

    def _fields(self, i):
        """The fields of a symbol, the lowest first."""
        entry = self.entries[i]
        shape = self.shapes[entry.shape]
        gap = shape.gap_base << shape.shift
        if i + 1 < len(self.entries):
            gap = self.entries[i + 1].distance - entry.distance & _U32
        x = ((gap >> shape.shift) - shape.gap_base if shape.x_bits else 0, shape.x_bits)
        if shape.first & 3 == 3:
            return [x, (entry.size & _U32, 32), (entry.kind, 5), (entry.size >> 32, 27)]
        assert shape.first & 31 == entry.kind
        y = entry.size >> shape.shift if shape.first & 0x20 else gap - entry.size
        return [x, (y - shape.size_base, shape.y_bits)]

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
        """What stands below a block's anchor; from it on; and what room it needs there."""
        here = range(first, min(first + 8, len(self.entries)))
        empty = [0] * (8 - len(here))
        below = [f for i in reversed(here) for f in self._fields(i)]
        below = fields((0, -sum(w for _, w in below) % 8), *below)
        owns = [list(self._own(self.entries[i].own)) for i in here]
        counts = [*map(len, owns), *empty]
        head = b"\0" * self.paged
        head += fields(*((c, 4) for c in [*(self.entries[i].shape for i in here), *empty]))
        head += fields(*((min(own, 7), 3) for own in counts))
        head += fields(*((s, self.shared_bits)
                         for s in [*(self.entries[i].share for i in here), *empty]))
        head += bytes(own - 7 for own in counts if own >= 7)
        tokens = [token for own in owns for token in own]
        names = fields(*((s, 3) for s, _, _ in tokens), *((v, w) for _, v, w in tokens))
        longest = (len(tokens) * (3 + self.class_width + 7) + 7) // 8
        return below, head + names, max(FROM_ANCHOR, len(head) + longest)

    def _stream(self, at):
        """The superblocks' records and the stream, if that begins at a place of the table."""
        records, stream = bytearray(), b""
        self.anchors, self.needed = [], 0
        for first in range(0, len(self.entries), 128):
            blocks = range(first, min(first + 128, len(self.entries)), 8)
            anchors = []
            for block in blocks:
                below, above, room = self._block(block)
                stream = stream.ljust(BEFORE_ANCHOR - at - len(below), b"\0") + below
                anchors.append(at + len(stream))
                self.needed = max(self.needed, anchors[-1] + room)
                stream += above
            start = self.entries[first].distance
            offs = bytes(a - anchors[0] - b * self.slope for b, a in enumerate(anchors))
            starts = [self.entries[b].distance - start for b in blocks[1:]]
            records += struct.pack("<IIH", start, anchors[0], self.slope)
            records += b"".join(number(s, 2) for s in starts).ljust(30, b"\xff")
            records += offs.ljust(16, b"\0")
            self.anchors += anchors
        return bytes(records), stream

    def _phrases(self):
        """The records of phrases within names and of those that end them, and the text."""
        text, parts = b"", []
        for phrases in (self.phrases, self.ends):
            records = []
            for phrase in phrases:
                if phrase not in text:
                    text += phrase
                records.append((len(phrase) | text.index(phrase) << self.length_bits,
                                self.record_bits))
            parts.append(fields(*records))
        return *parts, text

    def build(self):
        superblocks = -(-len(self.entries) // 128)
        parts = {**self.parts, SUPERBLOCKS: bytes(56 * superblocks), STREAM: b"?"}
        parts = {**parts, **{t: c(parts[t]) for t, c in self.changes.items()
                             if t not in (SUPERBLOCKS, STREAM)}}
        order = [t for t in self.order if parts[t]]
        at = HEADER_SIZE + 5 * len(order)
        at += sum(len(parts[t]) for t in order[:order.index(STREAM)])
        parts[SUPERBLOCKS], parts[STREAM] = self._stream(at)
        parts = {t: self.changes[t](parts[t]) if t in self.changes and
                 t in (SUPERBLOCKS, STREAM) else parts[t] for t in order}
        body = b"".join(bytes([t]) + number(len(parts[t]), 4) for t in order)
        body += b"".join(parts.values())
        self.needed = max(self.needed, HEADER_SIZE + 5 * len(order) + FROM_PAGES + sum(
            len(parts[t]) for t in order[:order.index(PAGES)]))
        body = body.ljust(self.needed - HEADER_SIZE, b"\0")
        body = body[:self.behind] if self.behind < 0 else body + bytes(self.behind)
        body += bytes(TAIL)
        header = {"parts": len(order), "size": HEADER_SIZE + len(body), **self.header}
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
