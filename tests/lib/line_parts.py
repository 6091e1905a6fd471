# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes the parts of lines by hand, as FORMAT.md states them.

What a row does is given as its shape's bytes and the values behind it; so nothing here knows what
rows mean.
"""
import struct
from typing import NamedTuple

from table import FUNC, GLOBAL, ORDER, Entry, Shape, Table

SETTINGS, INDEX, CODES, SHAPES, OF_FUNCTIONS, ROWS = range(11, 17)

CALLS, BEGINS, GAP = 253, 254, 255  # goes
BACK, SAID = 64, 252
FIRST_RANK = 128  # with entered
BACKWARDS, FOLLOWS = 126, 127  # lines

# Contexts; those of kinds are the first.
(OWN, INLINED, LENGTH, FUNCTION, CALL, RANK, FILE, LINE, FIRST_FILE, FIRST_LINE, GO,
 ENTERED) = 32, 33, 37, 41, 42, 43, 44, 45, 46, 47, 48, 49
CONTEXTS = 50
NONE = 0xffff

# Names behind the one symbol, main: functions', then paths.
START, SIZE = 0x1000, 0x400  # of it
NAMES = [b"add", b"link", b"list::walk", b"a/list.h", b"b/main.c", b"c.S"]
ADD, LINK, WALK, LIST_H, MAIN_C, C_S = range(8, 8 + len(NAMES))


def change(lines):
    return 2 * lines if lines >= 0 else -2 * lines - 1


class Row(NamedTuple):
    """GO, ENTERED, LINE and LENGTH as the shape has them, but LINE with its sign; then what
    follows, (context, value) each."""
    go: int
    entered: int
    line: int
    length: int
    values: tuple = ()

    def shape(self):
        return bytes([self.go, self.entered, self.line & 255, self.length])


class Block(NamedTuple):
    """Rows, and where they begin: so many units behind the group's distance."""
    start: int
    rows: list


class Group(NamedTuple):
    distance: int
    file: int
    blocks: list


class Inlined(NamedTuple):
    """A function: its name's number or None, and its calls, (callee, line less the base)."""
    name: int
    file: int
    base: int
    calls: tuple = ()


class Bits:
    """The highest bit of a byte is its first."""

    def __init__(self):
        self.text = ""

    def put(self, value, width):
        assert 0 <= value < 1 << width or value == width == 0, (value, width)
        self.text += format(value, "b").zfill(width) if width else ""

    def pad(self):
        self.text += "0" * (-len(self.text) % 8)

    def bytes(self):
        self.pad()
        return int("1" + self.text, 2).to_bytes(len(self.text) // 8 + 1, "big")[1:]


def value_symbol(value):
    """The symbol that a value is, and how many bits follow it, and what they are."""
    if value < 16:
        return value, 0, 0
    more = value.bit_length() - 4
    return 8 * (more + 1) + (value >> more) - 8, more, value & (1 << more) - 1


class Code:
    """A code for symbols: of 1, 2, 3 bits and so on, or of as even lengths as can be."""

    def __init__(self, symbols, even=False):
        symbols = sorted(symbols)
        if even or len(symbols) > 16:
            most = max(1, (len(symbols) - 1).bit_length())
            # A byte counts those of a length.
            lengths = [most] * min(len(symbols), 255) + [most + 1] * max(len(symbols) - 255, 0)
        else:
            lengths = [*range(1, len(symbols)), max(1, len(symbols) - 1)]
        self.symbols = dict(zip(symbols, self._numbers(lengths)))
        self.lengths = lengths

    @staticmethod
    def _numbers(lengths):
        number, before = 0, lengths[0]
        for length in lengths:
            number <<= length - before
            yield number, length
            number, before = number + 1, length

    def pack(self, size):
        least, most = self.lengths[0], self.lengths[-1]
        counts = [self.lengths.count(length) for length in range(least, most + 1)]
        return (bytes([least << 4 | most, *counts])
                + b"".join(s.to_bytes(size, "little") for s in self.symbols))


class Lines:
    """Parts for Table's ORDER: attributes are there to be changed before parts()."""

    def __init__(self, groups, functions=(), *, files=0, end=None, unit=0, wide=False,
                 calls=False, name_bits=16, callee_bits=8, even=False, places=None):
        self.groups, self.functions = groups, list(functions)
        self.files, self.end, self.unit, self.wide, self.calls = files, end, unit, wide, calls
        self.name_bits, self.callee_bits, self.even = name_bits, callee_bits, even
        self.rows = [row for group in groups for block in group.blocks for row in block.rows]
        self.shapes = sorted({row.shape() for row in self.rows})
        # All shapes have one code, so that it does not matter which context one is in.
        self.codes = {}
        self.codes[0] = Code(range(len(self.shapes)), even)
        for context in range(OWN, CONTEXTS):
            symbols = {value_symbol(value)[0] for row in self.rows
                       for of, value in row.values if of == context}
            if symbols:
                self.codes[context] = Code(symbols, even)
        self.places = places or {}

    def _settings(self):
        """With the codes."""
        codes, places = b"", [0] * CONTEXTS
        for context, code in self.codes.items():
            places[context] = len(codes)
            codes += code.pack(2 if self.wide and context == 0 else 1)
        for context, place in self.places.items():
            places[context] = place
        codes += bytes(17)
        return struct.pack("<BBBBIIII50HQII", self.unit, self.wide | self.calls << 1,
                           self.name_bits, self.callee_bits, self.files, len(self.groups),
                           len(self.rows), 0, *places, self.first, self.end - 1, 0), codes

    def _row(self, bits, row):
        bits.put(*self.codes[0].symbols[self.shapes.index(row.shape())])
        for context, value in row.values:
            symbol, more, rest = value_symbol(value)
            bits.put(*self.codes[context].symbols[symbol])
            bits.put(rest, more)

    def _index(self):
        """With the rows."""
        bits, index = Bits(), b""
        for group in self.groups:
            places = []
            for block in group.blocks:
                bits.pad()
                places.append(len(bits.text) // 8)
                for row in block.rows:
                    self._row(bits, row)
            starts = [block.start for block in group.blocks[1:]]
            index += struct.pack("<IIH", group.distance, places[0], group.file)
            index += struct.pack("<15H", *starts, *[NONE] * (15 - len(starts)))
            behind = [place - places[0] for place in places[1:]]
            index += struct.pack("<15H", *behind, *[0] * (15 - len(behind)))
        return index, bits.bytes()

    def _group(self, functions):
        """The widths of a group of functions, and its fields."""
        starts, calls = [], []
        for function in functions:
            starts.append(len(calls))
            calls += function.calls
        lowest = min(function.file for function in functions)
        columns = [[function.file - lowest for function in functions],
                   [function.base for function in functions], starts,
                   [change(line) for _, line in calls]]
        widths = [max(column, default=0).bit_length() for column in columns]
        bits, none = Bits(), (1 << self.name_bits) - 1
        for function, *fields in zip(functions, *columns[:3]):
            bits.put(none if function.name is None else function.name, self.name_bits)
            for field, width in zip(fields, widths):
                bits.put(field, width)
        # As many as a group has, so that the calls are where they are to be.
        for _ in range(16 - len(functions)):
            bits.put(0, self.name_bits + sum(widths[:3]))
        for callee, line in calls:
            bits.put(callee, self.callee_bits)
            bits.put(change(line), widths[3])
        return lowest, sum(width << 5 * i for i, width in enumerate(widths)), bits.text

    def _functions(self):
        groups = [self._group(self.functions[i:i + 16])
                  for i in range(0, len(self.functions), 16)]
        heads, bits = b"", Bits()
        for lowest, widths, text in groups:
            heads += struct.pack("<IHI", 80 * len(groups) + len(bits.text), lowest, widths)
            bits.text += text
        return heads + bits.bytes()

    def parts(self):
        settings, codes = self._settings()
        index, rows = self._index()
        return [(SETTINGS, settings), (INDEX, index), (CODES, codes),
                (SHAPES, b"".join(self.shapes)), (OF_FUNCTIONS, self._functions()), (ROWS, rows)]


def table_of(lines, symbols=((START, SIZE),), changes=None, **options):
    """A table of main, and of more symbols of that name, with those lines, whose parts CHANGES
    may make others of."""
    first = symbols[0][0]
    entries = [Entry(addr - first, size, FUNC | GLOBAL << 2, 0, 0, [b"main"])
               for addr, size in symbols]
    most = symbols[-1][0] + symbols[-1][1] - 1 - first
    lines.files = LIST_H - 8 + -(-len(symbols) // 8) * 8
    lines.first, lines.end = first, lines.end or most + 1
    parts = lines.parts()
    return Table(entries, regions=[(first, most, 0)], shapes=[Shape(0x26, 16, 16)],
                 phrases=[b"main", *NAMES], class_width=3, record_bits=16, length_bits=8,
                 names=[[name] for name in NAMES],
                 order=(*ORDER, *(changes(parts) if changes else parts)), **options).build()


# add, of a/list.h, is mostly entered at line 10, and has inlined link at 12.
FUNCTIONS = [Inlined(ADD, 0, 10, ((1, 2),)), Inlined(LINK, 0, 4)]


def of_rows(*rows, functions=(), **options):
    """Lines of one block, which begins where main does, of file b/main.c."""
    return Lines([Group(0, 1, [Block(0, [*rows])])], functions or FUNCTIONS, **options)


def begins(line, length=4, file=0, how=BEGINS):
    """The first row of a block: an outermost function of MAIN_C, and FILE more."""
    return Row(how, 0, 0, length, ((FIRST_FILE, change(file)), (FIRST_LINE, change(line))))


def of_every_kind(wide=False):
    """Rows of every kind, in two groups and three blocks; symbols begin and end in many."""
    functions = [Inlined(ADD, 0, 10, ((1, 2), (2, -3))), Inlined(LINK, 0, 40), Inlined(None, 2, 70)]
    rows = [Row(0, 1, 1, 4, ((FUNCTION, 0), (CALL, change(2)))), Row(0, 1, 3, 4, ((RANK, 1),)),
            Row(1, 1 | FIRST_RANK, -1, 4), Row(BACK, 0, 1, 4), Row(2, 0, 2, 4),
            Row(0, 0, BACKWARDS, 0, ((LENGTH, 3),)),
            Row(SAID, 0, FOLLOWS, 4, ((GO, 0), (ENTERED, 0), (OWN, change(300)))),
            Row(BEGINS, 0, 1, 4, ((FILE, change(1)), (LINE, change(-7)))),
            Row(CALLS, 0, 1, 8, ((FILE, change(-1)), (LINE, change(7)))), Row(GAP, 0, 0, 8)]
    groups = [Group(0, 1, [Block(0, [begins(20), *rows]), Block(56, [begins(30), *rows])]),
              Group(112, 0, [Block(0, [begins(60, how=CALLS), *rows])])]
    return table_of(Lines(groups, functions, wide=wide, even=wide, end=168),
                    symbols=[(START + at, 12) for at in range(0, 168, 12)])
