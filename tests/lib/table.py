# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes small compact tables by hand, as FORMAT.md states them.

It takes no care for bytes. Shapes, phrases and how names are cut into them are given, so that
readers are tested without the encoder; any field and any part can be set to anything. choices.py
makes all of that up for a list of symbols.
"""
import struct
import zlib
from itertools import groupby
from typing import NamedTuple

from name_index import bit_fields, index_part

NOTYPE, OBJECT, FUNC, IN_FIELDS = range(4)
GLOBAL, WEAK, INFERRED = 1, 2, 4
STATED = 0x20
SIZE_MAX = (1 << 59) - 1

# Fields of the header: where each stands, and struct's letter for it.
HEADER = {
    "magic": (0, "4s"), "version": (4, "B"), "least_version": (5, "B"),
    "header_size": (6, "B"), "parts": (7, "B"), "size": (8, "I"), "checksum": (12, "I"),
    "count": (16, "I"), "class_width": (20, "B"), "phrase_bits": (21, "B"),
    "length_bits": (22, "B"), "later": (23, "B"), "paged": (24, "B"),
    "slice_shift": (25, "B"), "selected": (26, "B"), "elf": (27, "B"), "machine": (28, "H"),
    "max_name": (30, "H"),
}
HEADER_SIZE, TAIL = 32, 8
BLOCK, SUPERBLOCK, PAGE = 8, 128, 16
BEFORE_ANCHOR, FROM_ANCHOR, FROM_PAGES = 256, 32, 128
TOKENS_MAX = 7 + 255
_U32 = (1 << 32) - 1

(BUILD_ID, REGIONS, SLICES, SUPERBLOCKS, PAGES, RESUMES, STREAM, PHRASES, END_PHRASES, TEXT,
 INDEX) = range(11)

# The order in which parts stand, if no other one is given.
ORDER = (BUILD_ID, REGIONS, SLICES, SUPERBLOCKS, PAGES, RESUMES, PHRASES, END_PHRASES, TEXT,
         INDEX, STREAM)


class Symbol(NamedTuple):
    addr: int
    size: int
    name: bytes
    type: int = FUNC
    flags: int = GLOBAL


def preference(symbol):
    """Rule 5 of docs/symbols.md; the least of several is the one to prefer."""
    binding = 0 if symbol.flags & GLOBAL else 1 if symbol.flags & WEAK else 2
    bare = symbol.name.lstrip(b"_")
    return (symbol.flags & INFERRED != 0, -symbol.type, binding,
            len(symbol.name) - len(bare), len(symbol.name), symbol.name)


def in_order(symbols):
    """Ascending; then larger first; then the preferred last; equal ones once."""
    made = sorted(set(symbols), key=lambda s: (s.addr, -s.size))
    ordered = []
    for _, same in groupby(made, key=lambda s: (s.addr, s.size)):
        same = list(same)
        ordered += sorted(same, key=preference, reverse=True) if len(same) > 1 else same
    return ordered


def held(symbols):
    """The symbols as a table has them: larger ones have the largest size there is."""
    return in_order(s._replace(size=min(s.size, SIZE_MAX)) for s in symbols)


def listing(symbols):
    """What the test programs read: `ADDR SIZE TYPE FLAGS NAME`, in the table's order."""
    return "".join([f"{addr:x} {size:x} {kind} {flags} {name.hex()}\n"
                    for addr, size, name, kind, flags in symbols])


class Shape(NamedTuple):
    first: int
    x_bits: int
    y_bits: int
    shift: int = 0
    gap_base: int = 0
    size_base: int = 0

    @property
    def all_bits(self):
        return self.x_bits + (64 if self.first & 3 == IN_FIELDS else self.y_bits)

    def pack(self):
        return struct.pack("<BBBBHH", self.first, self.x_bits, self.all_bits, *self[3:])

    def fields(self, gap, size, kind):
        """The fields of a symbol, the lowest first, or None if the shape does not fit it."""
        x = (gap >> self.shift) - self.gap_base
        if x << self.shift != gap - (self.gap_base << self.shift) or not 0 <= x < 1 << self.x_bits:
            return None
        if self.first & 3 == IN_FIELDS:
            return [(x, self.x_bits), (size & _U32, 32), (kind, 5), (size >> 32, 27)]
        if self.first & STATED:
            y = (size >> self.shift) - self.size_base
            fits = (y + self.size_base) << self.shift == size <= _U32
        else:
            y = (gap - size & _U32) - self.size_base
            fits = size <= _U32
        fits = fits and self.first & 31 == kind and 0 <= y < 1 << self.y_bits
        return [(x, self.x_bits), (y, self.y_bits)] if fits else None


class Entry(NamedTuple):
    """What a table holds of a symbol. KIND is its type and flags, SHAPE a number in its page,
    SHARE how many tokens its name shares, OWN those of its own, as phrases, and GAP the
    distance to the next symbol, where it is not as it is."""
    distance: int
    size: int
    kind: int
    shape: int
    share: int
    own: list
    gap: int = None


def number(value, size):
    return value.to_bytes(size, "little")


class Table:
    """What to write: attributes and header are there to be changed before build().

    PAGES are lists of shapes, and PAGE_OF says which of them each block has; without it the table
    is not paged. ENDS are the phrases that end names, None if the others do. SLOPE is the least
    one; PLACE_BACK by how many steps of off a place is before its first anchor. ORDER has tags, and
    (tag, bytes) for parts that are not the table's own. CHANGES has of a part's tag what to make of
    its bytes; BEHIND says how many more bytes stand before the tail than there must. NAMES are
    those behind the symbols', as phrases each.
    """

    def __init__(self, entries, *, regions, shapes=(), pages=None, page_of=None, phrases=(),
                 ends=None, class_width=0, record_bits=8, length_bits=3,
                 resumes=(), slices=(), slope=0, anchor_shift=0, place_back=0, build_id=b"",
                 index=None, order=ORDER, behind=0, changes=None, names=(), **header):
        self.entries, self.regions = entries, regions
        self.pages, self.page_of = pages or [list(shapes)], page_of
        self.phrases, self.ends = phrases, phrases if ends is None else ends
        self.class_width = class_width
        self.record_bits, self.length_bits = record_bits, length_bits
        self.slope, self.anchor_shift, self.place_back = slope, anchor_shift, place_back
        self.order, self.behind = order, behind
        self.changes = changes or {}
        # Of each symbol, and of each name behind them, how many tokens it shares, and its own.
        self.spelled = [(entry.share, entry.own) for entry in entries]
        if names:
            self.spelled += [(0, [])] * (-len(entries) % BLOCK) + [(0, own) for own in names]
        self._numbers = [{p: i for i, p in reversed([*enumerate(part)])}
                         for part in (self.phrases, self.ends)]
        within, at_end, text = self._phrases()
        self.parts = {
            BUILD_ID: build_id, SLICES: b"".join(number(s, 4) for s in slices),
            REGIONS: b"".join(struct.pack("<QII", *r) for r in regions),
            PAGES: b"".join(s.pack() for page in self.pages for s in page),
            RESUMES: b"".join(struct.pack("<II", *r) for r in resumes),
            PHRASES: within, END_PHRASES: b"" if ends is None else at_end, TEXT: text,
            INDEX: index_part(self.names(), *index) if index else b"",
        }
        self.header = {
            "magic": b"KSYM", "version": 2, "least_version": 2, "header_size": HEADER_SIZE,
            "count": len(entries), "class_width": class_width, "phrase_bits": record_bits,
            "length_bits": length_bits, "later": 0,
            "paged": int(page_of is not None), **header,
        }
        self.anchors, self.needed = [], 0

    def names(self):
        before = []
        for i, entry in enumerate(self.entries):
            before = [*(before[:entry.share] if i % BLOCK else []), *entry.own]
            yield b"".join(before)

    def page(self, i):
        """The number of the page of symbol i's block."""
        return self.page_of[i // BLOCK] if self.page_of is not None else 0

    def _fields(self, i):
        entry = self.entries[i]
        shape = self.pages[self.page(i)][entry.shape]
        gap = entry.gap
        if gap is None and i + 1 < len(self.entries):
            gap = self.entries[i + 1].distance - entry.distance & _U32
        elif gap is None:
            gap = shape.gap_base << shape.shift
        made = shape.fields(gap, entry.size, entry.kind)
        assert made, (entry, shape, gap)
        return made

    def _own(self, own):
        """Selector, number and its width of each token of a name's own."""
        for left, phrase in zip(range(len(own), 0, -1), own):
            at = self._numbers[left == 1][phrase]
            selector = ((at >> self.class_width) + 1).bit_length() - 1
            yield (selector, at - (((1 << selector) - 1) << self.class_width),
                   self.class_width + selector)

    def _block(self, first):
        """What stands below a block's anchor; from it on; and what room it needs there."""
        here = range(first, min(first + BLOCK, len(self.entries)))
        spelled = (self.spelled[first:first + BLOCK] + [(0, [])] * BLOCK)[:BLOCK]
        codes = [self.entries[i].shape for i in here] + [0] * (BLOCK - len(here))
        below = [f for i in reversed(here) for f in self._fields(i)]
        below = bit_fields((0, -sum(w for _, w in below) % 8), *below)
        owns = [list(self._own(own)) for _, own in spelled]
        counts = [*map(len, owns)]
        head = b"" if self.page_of is None else number(self.page(first), 1)
        head += bit_fields(*((c, 4) for c in codes))
        head += bit_fields(*((min(own, 7), 3) for own in counts))
        head += bit_fields(*((share, 3) for share, _ in spelled))
        head += bytes(own - 7 for own in counts if own >= 7)
        tokens = [token for own in owns for token in own]
        names = bit_fields(*((s, 3) for s, _, _ in tokens), *((v, w) for _, v, w in tokens))
        longest = (len(tokens) * (3 + self.class_width + 7) + 7) // 8
        return below, head + names, max(FROM_ANCHOR, len(head) + longest)

    def _lay(self, blocks, at, slope):
        """Anchors of blocks behind a place, and their offs, or None if these are too large."""
        anchors, offs, end = [], [], at
        for number_, (below, above, _) in enumerate(blocks):
            least = max(end + len(below), BEFORE_ANCHOR)
            if not anchors:
                place = least
            steps = max(-(-(least - place) >> self.anchor_shift), slope * number_)
            if steps - slope * number_ > 255 - self.place_back:
                return None
            anchors.append(place + (steps << self.anchor_shift))
            offs.append(steps - slope * number_ + self.place_back)
            end = anchors[-1] + len(above)
        return anchors, offs

    def _superblock(self, first, stream, at):
        """The record of a superblock, whose blocks go to the stream that begins at a place."""
        count = len(self.entries)
        numbers = range(first, min(first + SUPERBLOCK, len(self.spelled)), BLOCK)
        blocks = [self._block(block) for block in numbers]
        slope, laid = self.slope, None
        while not laid:
            assert slope < 1 << 12, "blocks too far apart"
            laid = self._lay(blocks, at + len(stream), slope)
            slope += not laid
        for anchor, (below, above, room) in zip(laid[0], blocks):
            stream += bytes(anchor - len(below) - at - len(stream)) + below + above
            self.needed = max(self.needed, anchor + room)
        self.anchors += laid[0]
        start = self.entries[first].distance if first < count else _U32
        starts = [self.entries[b].distance - start for b in numbers[1:] if b < count]
        shift = next(s for s in range(8) if all(d >> s << s == d and d >> s < 0xffff
                                                for d in starts))
        place = laid[0][0] - (self.place_back << self.anchor_shift)
        assert place >= 0
        return (struct.pack("<IIH", start, place | shift << 29, slope | self.anchor_shift << 12)
                + b"".join(number(s >> shift, 2) for s in starts).ljust(30, b"\xff")
                + bytes(laid[1]).ljust(16, b"\0"))

    def _stream(self, at):
        """The superblocks' records and the stream, if that begins at a place of the table."""
        stream = bytearray()
        self.anchors, self.needed = [], 0
        records = b"".join([self._superblock(first, stream, at)
                            for first in range(0, len(self.spelled), SUPERBLOCK)])
        return records, bytes(stream)

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
            parts.append(bit_fields(*records))
        return *parts, text

    def _changed(self, parts, tags):
        return {tag: self.changes.get(tag, bytes)(parts[tag]) for tag in tags}

    def build(self):
        """The table's bytes. Where the stream begins depends on the other parts' sizes."""
        late = (SUPERBLOCKS, STREAM)
        parts = {**self.parts, SUPERBLOCKS: bytes(56 * -(-len(self.spelled) // SUPERBLOCK)),
                 STREAM: b"?"}
        parts.update(self._changed(parts, self.parts))
        order = [t for t in self.order if isinstance(t, tuple) or parts[t]]
        header_size = self.header["header_size"]

        def place(tag):
            before = order[:order.index(tag)] if tag in order else order
            return header_size + 5 * len(order) + sum(
                len(t[1]) if isinstance(t, tuple) else len(parts[t]) for t in before)
        parts[SUPERBLOCKS], parts[STREAM] = self._stream(place(STREAM))
        parts.update(self._changed(parts, late))
        made = [t if isinstance(t, tuple) else (t, parts[t]) for t in order]
        body = bytes([0xff]) * (header_size - HEADER_SIZE)
        body += b"".join(bytes([t]) + number(len(data), 4) for t, data in made)
        body += b"".join(data for _, data in made)
        if PAGES in order:
            self.needed = max(self.needed, place(PAGES) + FROM_PAGES)
        body = body.ljust(self.needed - HEADER_SIZE, b"\0")
        body = body[:self.behind] if self.behind < 0 else body + bytes(self.behind)
        body += bytes(TAIL)
        header = {"parts": len(order), "size": HEADER_SIZE + len(body), **self.header}
        table = patched(bytes(HEADER_SIZE) + body, **header)
        return table if "checksum" in header else sealed(table)


def patched(table, **fields):
    """The table with fields of its header set; the checksum is not."""
    table = bytearray(table)
    for name, value in fields.items():
        at, letter = HEADER[name]
        struct.pack_into("<" + letter, table, at, value)
    return bytes(table)


def sealed(table):
    """The table with its checksum."""
    size = struct.unpack_from("<I", table, 8)[0]
    return patched(table, checksum=zlib.crc32(table[16:size], zlib.crc32(table[:12])))


def part(table, tag):
    """Where a part of a table begins, and how many bytes it has."""
    at, found = table[6] + 5 * table[7], (0, 0)
    for entry in range(table[6], at, 5):
        size = struct.unpack_from("<I", table, entry + 1)[0]
        found = (at, size) if table[entry] == tag else found
        at += size
    return found
