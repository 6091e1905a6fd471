# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes small compact tables by hand, as FORMAT.md states them.

It does not save bytes: a phrase is a byte of a name unless others are given. But it can set any
field of the header, and use every width, shift and base that a reader must understand. So it
tests readers without the command's encoder.
"""
import random
import struct
import zlib
from collections import Counter
from itertools import groupby
from typing import NamedTuple

NOTYPE, OBJECT, FUNC = range(3)
GLOBAL, WEAK, INFERRED = 1, 2, 4
WORD = 1 << 64

# Fields of the header: where each stands, and struct's letter for it.
HEADER = {
    "magic": (0, "I"), "version": (4, "B"), "least_version": (5, "B"),
    "header_size": (6, "H"), "size": (8, "I"), "checksum": (12, "I"), "base": (16, "Q"),
    "count": (24, "I"), "wide": (28, "B"), "shape_mask": (29, "B"), "selected": (30, "B"),
    "top_shift": (31, "B"), "last_slice": (32, "I"), "tops": (36, "I"), "blocks": (40, "I"),
    "shapes": (44, "I"), "resume_count": (48, "I"), "resumes": (52, "I"),
    "phrase_count": (56, "I"), "phrases": (60, "I"), "text": (64, "I"), "stream": (68, "I"),
    "index": (72, "I"), "class_widths": (76, "7s"), "id_size": (83, "B"), "id": (84, "20s"),
    "machine": (104, "H"), "class": (106, "B"), "data": (107, "B"), "max_name": (108, "H"),
}
HEADER_SIZE = 112


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


class Bits:
    """A run of bytes written lowest bit first."""

    def __init__(self):
        self.data = bytearray()
        self.value = self.used = 0

    def put(self, value, width):
        assert 0 <= value < 1 << width, (value, width)
        self.value |= value << self.used
        self.used += width
        whole = self.used // 8
        self.data += (self.value & ((1 << 8 * whole) - 1)).to_bytes(whole, "little")
        self.value >>= 8 * whole
        self.used -= 8 * whole

    def to_byte(self):
        """Ends the byte begun; returns how many bytes there are."""
        self.put(0, -self.used % 8)
        return len(self.data)


def number(value, size):
    return value.to_bytes(size, "little")


# From a symbol to its shape.

class Shape(NamedTuple):
    first: int
    x_bits: int
    y_bits: int
    shift: int = 0
    gap_base: int = 0
    size_base: int = 0

    def pack(self):
        first, x, y, *rest = self
        return struct.pack("<BBBBHH", first, x, x + y, *rest)

    def fields(self, gap, size):
        """x and y by which a symbol has this shape, or None."""
        stated = self.first & 0x20
        if (gap | size if stated else gap) & ((1 << self.shift) - 1):
            return None
        x = (gap >> self.shift) - self.gap_base
        y = ((size >> self.shift) if stated else (gap - size) % WORD) - self.size_base
        fits = 0 <= x < 1 << self.x_bits and 0 <= y < 1 << self.y_bits
        return (x, y) if fits else None


def first_byte(symbol, stated):
    return symbol.type | symbol.flags << 2 | (0x20 if stated else 0)


def wide_shape(symbol):
    """Fits any gap and size."""
    return Shape(first_byte(symbol, True), 64, 64)


def tight_shape(rng, symbol, gap):
    """Fits this gap and size, by a choice of means, in few bits."""
    stated = rng.random() < 0.5
    low = (gap | symbol.size if stated else gap) or 1
    shift = rng.randint(0, min(31, (low & -low).bit_length() - 1))
    x = gap >> shift
    y = symbol.size >> shift if stated else (gap - symbol.size) % WORD
    gap_base, size_base = (rng.choice((0, min(v, 65535), rng.randint(0, min(v, 65535))))
                           for v in (x, y))
    return Shape(first_byte(symbol, stated), (x - gap_base).bit_length(),
                 (y - size_base).bit_length(), shift, gap_base, size_base)


def choose_shapes(symbols, gaps, rng):
    """At most 256 shapes, and the number of each symbol's shape among them."""
    numbers = {}
    for symbol in symbols:
        numbers.setdefault(wide_shape(symbol), len(numbers))
    chosen = []
    for symbol, gap in zip(symbols, gaps):
        shape = tight_shape(rng, symbol, gap)
        if shape not in numbers and len(numbers) == 256:
            shape = wide_shape(symbol)
        chosen.append(numbers.setdefault(shape, len(numbers)))
    return list(numbers), chosen


# From a name to its tokens.

def tokens(name, phrases):
    """Splits a name, the longest phrase first."""
    numbers = {p: i for i, p in reversed(list(enumerate(phrases)))}
    longest = max(map(len, numbers), default=0)
    result, at = [], 0
    while at < len(name):
        size = next(n for n in range(longest, 0, -1) if name[at:at + n] in numbers)
        result.append(numbers[name[at:at + size]])
        at += size
    return result


def split(phrase, widths):
    """A phrase's selector, its number in that class, and the class's width.

    Selectors count from 1, and each class goes on where the one before ends.
    """
    for selector, bits_of_class in enumerate(widths, 1):
        if phrase < 1 << bits_of_class:
            return selector, phrase, bits_of_class
        phrase -= 1 << bits_of_class
    raise ValueError("more phrases than the classes hold")


def shared_tokens(names, table):
    """Of each name its tokens, and how many of them it takes from the one before."""
    before = []
    for name in names:
        now = tokens(name, table.all_phrases)
        same = 0
        while same < min(len(now), len(before), 15) and now[same] == before[same]:
            same += 1
        yield now, table.share(same)
        before = now


# Who owns what another symbol's start has hidden.

def owner_changes(symbols):
    """Where a symbol that is not the last to start comes to own addresses."""
    open_ranges, changes, last = [], [], None
    points = {s.addr for s in symbols} | {s.addr + s.size for s in symbols if s.size}
    starts = 0
    for point in sorted(points):
        while starts < len(symbols) and symbols[starts].addr <= point:
            open_ranges.append(starts)
            starts += 1
        while open_ranges and symbols[open_ranges[-1]].addr + symbols[open_ranges[-1]].size \
                <= point:
            open_ranges.pop()
        owner = open_ranges[-1] if open_ranges else None
        if owner not in (None, starts - 1, last) and point < WORD:
            changes.append((point, owner))
            last = owner
    return changes


# The index by name.

def key_hash(key, seed):
    """Of a name, and how many symbols before have it too."""
    name, before = key
    h = (14695981039346656037 + seed) % WORD
    words = [int.from_bytes(name[i:i + 4], "little") for i in range(0, len(name), 4)]
    for value in (*words, before):
        h = (h ^ value) * 1099511628211 % WORD
    h ^= h >> 32
    return h * 0x9e3779b97f4a7c15 % WORD


def slots_of(key, segments, log2, seed):
    h = key_hash(key, seed)
    m = (1 << log2) - 1
    s = ((h >> 32) * segments >> 32) << log2
    return s + (h & m), s + m + 1 + (h >> 9 & m), s + 2 * (m + 1) + (h >> 18 & m)


def peel(slots, size):
    """The keys in an order in which each has a slot that no later one has."""
    users = [set() for _ in range(size)]
    for key, three in enumerate(slots):
        for slot in three:
            users[slot] ^= {key}
    order, ready = [], [s for s, u in enumerate(users) if len(u) == 1]
    while ready:
        slot = ready.pop()
        if len(users[slot]) != 1:
            continue
        key = next(iter(users[slot]))
        order.append((key, slot))
        for other in slots[key]:
            users[other] ^= {key}
            if len(users[other]) == 1:
                ready.append(other)
    return order if len(order) == len(slots) else None


def numbered(symbols):
    """The keys: each name with the number of symbols of that name before it."""
    before = Counter()
    for symbol in symbols:
        yield symbol.name, before[symbol.name]
        before[symbol.name] += 1


def index_part(symbols, slot_bits, log2):
    keys = list(numbered(symbols))
    segments = max(1, (len(keys) * 3 // 2 >> log2) + 1)
    seed, order = -1, None
    while order is None:
        seed += 1
        segments += seed > 0
        slots = [slots_of(key, segments, log2, seed) for key in keys]
        order = peel(slots, (segments + 2) << log2)
    values = [0] * ((segments + 2) << log2)
    for key, slot in reversed(order):
        a, b, c = slots[key]
        values[slot] ^= values[a] ^ values[b] ^ values[c] ^ key
    bits = Bits()
    for value in values:
        bits.put(value, slot_bits)
    bits.to_byte()
    return struct.pack("<IBBH", segments, log2, slot_bits, seed) + bytes(bits.data)


# The whole.

class Table:
    """What to write. Attributes are there to be changed before build().

    SHARE says how many tokens a name takes from the one before, of those that it could;
    CODE by which number a shape is called.
    """

    def __init__(self, symbols, *, by_name=False, phrases=(), only_phrases=False, class_widths=None,
                 share=int, code=int, top_shift=None, shapes=None, base=None,
                 slot_bits=None, segment_log2=None, seed=1, gap_after=0, build_id=b"",
                 header_size=HEADER_SIZE, wide=False, origin=None):
        self.symbols = in_order(symbols)
        self.base = base if base is not None else self.symbols[0].addr if symbols else 0
        self.rng = random.Random(seed)
        self.share, self.code = share, code
        self.by_name, self.build_id = by_name, build_id
        used = set() if only_phrases else set(b"".join(s.name for s in self.symbols))
        self.all_phrases = [*phrases, *sorted(bytes([b]) for b in used
                                              if bytes([b]) not in phrases)]
        need = max(len(self.all_phrases) - 1, 1).bit_length()
        self.class_widths = class_widths or (max(need - 1, 0),) * 2 + (0,) * 5
        self.slot_bits = slot_bits or max(len(self.symbols).bit_length(), 1)
        self.segment_log2 = (len(self.symbols).bit_length() * 3 // 5 + 1
                             if segment_log2 is None else segment_log2)
        self.header_size, self.wide = header_size, wide
        following = [*self.symbols[1:], Symbol(self.last + gap_after, 0, b"")]
        self.gaps = [n.addr - s.addr for s, n in zip(self.symbols, following)]
        self.shapes, self.chosen = shapes or choose_shapes(self.symbols, self.gaps, self.rng)
        self.top_shift = top_shift
        self.changed = dict(origin or {})

    @property
    def last(self):
        return self.symbols[-1].addr if self.symbols else 0

    def set(self, **fields):
        """Fields of the header that are to be other than they should."""
        self.changed.update(fields)
        return self

    def block(self, numbers):
        """Codes, what is shared, x and y, and selectors upwards; numbers downwards."""
        front, below = Bits(), []
        for i in range(8):
            front.put(self.code(self.chosen[numbers[i]]) if i < len(numbers) else 0, 8)
        names = list(shared_tokens([self.symbols[i].name for i in numbers], self))
        for i in range(8):
            front.put(names[i][1] if i < len(names) else 0, 4)
        for i in numbers:
            shape = self.shapes[self.chosen[i]]
            x, y = shape.fields(self.gaps[i], self.symbols[i].size)
            front.put(x, shape.x_bits)
            front.put(y, shape.y_bits)
        for _ in range(8 - len(numbers)):
            front.put(0, self.shapes[0].x_bits + self.shapes[0].y_bits)
        for now, same in names:
            for phrase in now[same:]:
                selector, value, bits = split(phrase, self.class_widths)
                front.put(selector, 3)
                below.append((value, bits))
            front.put(0, 3)
        front.put(0, -(front.used + sum(bits for _, bits in below)) % 8)
        for value, bits in reversed(below):
            front.put(value, bits)
        assert front.used == 0
        return bytes(front.data)

    def build(self):
        numbers = range(len(self.symbols))
        blocks = [self.block(numbers[i:i + 8]) for i in numbers[::8]]
        firsts = [s.addr - self.base for s in self.symbols[::8]]
        resumes = [(a - self.base, i) for a, i in owner_changes(self.symbols)]
        distances = [0, *firsts, *(r[0] for r in resumes)]
        wide = self.wide or max(distances) >= 1 << 32 or sum(map(len, blocks)) >= 1 << 24
        shift, tops = self.tops(firsts)
        shapes = 1 << max(len(self.shapes) - 1, 0).bit_length()
        parts = {
            "tops": b"".join(number(t, 4) for t in tops),
            "blocks": self.records(firsts, blocks, wide),
            "shapes": b"".join(s.pack() for s in self.shapes).ljust(8 * shapes, b"\0"),
            "resumes": b"".join(number(d, 8 if wide else 4) + number(i, 4)
                                for d, i in resumes),
            **self.phrase_parts(),
            "stream": b"".join(blocks),
        }
        if self.by_name:
            parts["index"] = index_part(self.symbols, self.slot_bits, self.segment_log2)
        fields = {
            "wide": int(wide), "shape_mask": shapes - 1, "top_shift": shift,
            "last_slice": len(tops) - 2, "resume_count": len(resumes), "index": 0,
        }
        return self.assemble(fields, parts)

    def tops(self, firsts):
        if not firsts:
            return self.top_shift or 0, [0, 0]
        reach = firsts[-1]
        shift = self.top_shift
        if shift is None:
            shift = max(0, (reach // (len(firsts) + 1)).bit_length())
        tops, block = [], 0
        for k in range((reach >> shift) + 1):
            while block + 1 < len(firsts) and firsts[block + 1] <= k << shift:
                block += 1
            tops.append(block)
        return shift, [*tops, len(firsts) - 1]

    @staticmethod
    def records(firsts, blocks, wide):
        out, at = bytearray(), 0
        for first, block in zip([*firsts, 0], [*blocks, b""]):
            out += number(first, 8 if wide else 4) + number(at, 4 if wide else 3)
            at += len(block)
        return bytes(out)

    def phrase_parts(self):
        text, entries = bytearray(), bytearray()
        for phrase in self.all_phrases:
            at = text.find(phrase)
            if at < 0:
                at = len(text)
                text += phrase
            entries += number(len(phrase) | at << 6, 3)
        return {"phrases": bytes(entries), "text": bytes(text)}

    def assemble(self, fields, parts):
        body = bytearray()
        offsets = {}
        for name, part in parts.items():
            offsets[name] = self.header_size + len(body)
            body += part
        body += bytes(4)
        fields = {
            "magic": 0x4d59534b, "version": 1, "least_version": 1,
            "header_size": self.header_size, "size": self.header_size + len(body),
            "base": self.base, "count": len(self.symbols),
            "phrase_count": len(self.all_phrases), "class_widths": bytes(self.class_widths),
            "id_size": len(self.build_id), "id": self.build_id, **fields,
            **{name: at for name, at in offsets.items() if name in HEADER}, **self.changed,
        }
        return sealed(patched(bytes(self.header_size) + bytes(body), **fields),
                      self.changed.get("checksum"))


def patched(table, **fields):
    """The table with fields of its header set; the checksum is not."""
    table = bytearray(table)
    for name, value in fields.items():
        at, letter = HEADER[name]
        struct.pack_into("<" + letter, table, at, value)
    return bytes(table)


def sealed(table, checksum=None):
    """The table with its checksum."""
    if checksum is None:
        size = struct.unpack_from("<I", table, 8)[0]
        checksum = zlib.crc32(table[16:size], zlib.crc32(table[:12]))
    return patched(table, checksum=checksum)


def listing(symbols):
    """What the test programs read: `ADDR SIZE TYPE FLAGS NAME`, in the table's order."""
    return "".join([f"{addr:x} {size:x} {kind} {flags} {name.hex()}\n"
                    for addr, size, name, kind, flags in symbols])
