# SPDX-License-Identifier: MIT OR Apache-2.0
"""A reader of a compact table's lines, written from FORMAT.md alone: an oracle."""
from collections import namedtuple

from compact import BLOCK, CompactTable, Rejected

# A frame: the function's name, None for the symbol's; the path; whether the line is that of an
# address near by.
Frame = namedtuple("Frame", "function file line approximate")

# Of a function that is inlined: the bit where its calls begin, and the width of their lines.
Function = namedtuple("Function", "name file base calls line_bits")

SETTINGS, INDEX, CODES, SHAPES, FUNCTIONS, ROWS = range(11, 17)

NODES, ROW_COUNT, GROUP, GROUP_SIZE = 44, 255, 16, 70
BACK, SAID, CALLS, BEGINS, GAP = 64, 252, 253, 254, 255
STAYED, WENT, ENTERED, BEGAN = range(4)


def _require(condition, what):
    if not condition:
        raise Rejected("CORRUPT", what)


def _changed(value):
    return value // 2 if value % 2 == 0 else -(value + 1) // 2


class _Node:
    """An inlined call, or the outermost function. FUNCTION is a rank among the calls of the
    parent's, where that is no outermost one."""

    def __init__(self, parent=None, function=None, call=None):
        self.parent, self.function, self.call = parent, function, call
        self.ahead = 0

    def path(self):
        node = self
        while node:
            yield node
            node = node.parent


class Lines(CompactTable):
    """A table of which lines can be asked."""

    def __init__(self, place):
        super().__init__(place)
        self.has_lines = self.part(SETTINGS)[1] > 0
        if self.has_lines:
            self._read_settings()

    def _read_settings(self):
        at, size = self.part(SETTINGS)
        _require(size >= 136, "settings of 136 bytes")
        self.unit, flags, self.name_bits, self.callee_bits = self.data[at:at + 4]
        self.wide, self.calls = bool(flags & 1), bool(flags & 2)
        self.files, self.groups, self.row_count, self.whole = (
            self._number(at + 4 + 4 * i, 4) for i in range(4))
        self.code_places = [self._number(at + 20 + 2 * i, 2) for i in range(50)]
        self.line_regions = [(self._number(region, 8), self._number(region + 8, 4),
                              self._number(region + 12, 4))
                             for region in range(at + 120, at + size - 15, 16)]
        _require(self.unit <= 7 and self.name_bits <= 25 and self.callee_bits <= 25, "settings")
        _require(1 <= self.groups < 1 << 20 and GROUP_SIZE * self.groups <= self.part(INDEX)[1],
                 "groups that end in the index")

    def _turned_bits(self, tag, bit, width):
        """Bits that are counted from a byte's highest one; 0 behind the part."""
        at, size = self.part(tag)
        first, last = bit // 8, (bit + width + 7) // 8
        data = self.data[at:at + size][first:last].ljust(last - first, b"\0")
        return int.from_bytes(data, "big") >> -(bit + width) % 8 & (1 << width) - 1

    # From an address to a block.

    def _own_distance(self, addr):
        below = [region for region in self.line_regions if region[0] <= addr]
        if not below or addr - below[-1][0] > below[-1][1]:
            return None
        return below[-1][2] + addr - below[-1][0]

    def _group(self, number):
        at = self.part(INDEX)[0] + GROUP_SIZE * number
        starts = [0, *(self._number(at + 10 + 2 * i, 2) for i in range(GROUP - 1))]
        places = [0, *(self._number(at + 40 + 2 * i, 2) for i in range(GROUP - 1))]
        return (self._number(at, 4), self._number(at + 4, 4), self._number(at + 8, 2),
                [(start, place) for i, (start, place) in enumerate(zip(starts, places))
                 if i == 0 or start != 0xffff])

    def _block_of_rows(self, distance):
        """The bit where a block begins, its file, and how many units behind it a distance is."""
        below = [n for n in range(self.groups) if self._group(n)[0] <= distance]
        if not below:
            return None
        start, place, file, blocks = self._group(below[-1])
        behind = (distance - start) >> self.unit
        begins, more = [b for b in blocks if b[0] <= behind][-1]
        return 8 * (place + more), file, behind - begins

    # Frames.

    def lines(self, addr):
        """The frames of an address, the innermost first, or None if no line is known."""
        distance = self._own_distance(addr) if self.has_lines else None
        if distance is None:
            return None
        found = self._block_of_rows(distance)
        if found is None:
            return None
        walk = _Walk(self, found[0], found[1])
        left = walk.go_to(found[2])
        if left is None:
            return None
        if walk.by_calls and left > 1:
            ends = (left << self.unit) - distance % (1 << self.unit)
            owner = self.lookup(addr)
            if owner is None or addr + ends > sum(self.place(owner)[:2]):
                return None
        return self._frames(walk, walk.by_calls and left > 1)

    def _frames(self, walk, approximate):
        path = list(walk.node.path())[::-1]
        functions, calls = [], []
        for node in path[1:]:
            number, line = node.function, node.call
            if functions:
                around = functions[-1]
                bit = around.calls + number * (self.callee_bits + around.line_bits)
                number = self._turned_bits(FUNCTIONS, bit, self.callee_bits)
                line = around.base + _changed(self._turned_bits(
                    FUNCTIONS, bit + self.callee_bits, around.line_bits))
            functions.append(self.function(number))
            calls.append(line)
        line = functions[-1].base + path[-1].ahead if functions else walk.own
        frames, file = [], None
        for function, call in zip(functions[::-1], calls[::-1]):
            file = function.file if file is None else file
            if function.name is not None:
                frames.append(Frame(self.name(function.name), self.path(file), line, approximate))
                file, line = None, call
        file = walk.file if file is None else file
        return [*frames, Frame(None, self.path(file), line, approximate)]

    def path(self, file):
        return self.name(self.files + file)

    def name(self, number):
        _require((number // (16 * BLOCK) + 1) * 56 <= self.part(3)[1], "a superblock")
        return super().name(number)

    def function(self, number):
        group, nth = divmod(number, 16)
        at, size = self.part(FUNCTIONS)
        _require(10 * (group + 1) <= size, "a function's head")
        bit, lowest, widths = (self._number(at + 10 * group, 4),
                               self._number(at + 10 * group + 4, 2),
                               self._number(at + 10 * group + 6, 4))
        file_bits, base_bits, start_bits, line_bits = (widths >> 5 * i & 31 for i in range(4))
        fields, values = (self.name_bits, file_bits, base_bits, start_bits), []
        calls = bit + 16 * sum(fields)
        bit += nth * sum(fields)
        for width in fields:
            values.append(self._turned_bits(FUNCTIONS, bit, width))
            bit += width
        name, file, base, start = values
        return Function(None if name == (1 << self.name_bits) - 1 else name, lowest + file, base,
                        calls + start * (self.callee_bits + line_bits), line_bits)


class _Walk:
    """Goes through the rows of a block."""

    def __init__(self, table, bit, file):
        self.table, self.bit, self.file = table, bit, file
        self.own, self.back, self.kind, self.depth = 0, 0, BEGAN, 0
        self.by_calls, self.first, self.known = False, True, False
        self._forget()

    def _forget(self):
        self.node, self.left, self.count = _Node(), [], 1

    def go_to(self, behind):
        """Goes to the row that is so many units behind: how many of it are left there; None if
        no line is known."""
        for _ in range(ROW_COUNT):
            length = self._row()
            if behind < length:
                return length - behind if self.known else None
            behind -= length
        return None

    def _bits(self, width):
        value = self.table._turned_bits(ROWS, self.bit, width)
        self.bit += width
        return value

    def _symbol(self, context, size=1):
        at, all_bytes = self.table.part(CODES)
        place = self.table.code_places[context]
        _require(place + 17 <= all_bytes, "17 bytes of a code")
        code = self.table.data[at + place:at + all_bytes]
        least, most = code[0] >> 4, code[0] & 15
        _require(least <= most, "a shortest length below the longest")
        counts, rest, index = code[1:2 + most - least], self._bits(15), 0
        for length, count in zip(range(least, most + 1), counts):
            number = rest >> (15 - length)
            if number < count or length == most:
                break
            rest -= count << (15 - length)
            index += count
        self.bit -= 15 - length
        place = 1 + len(counts) + size * (index + number)
        _require(place + size <= len(code), "a symbol in the codes")
        return int.from_bytes(code[place:place + size], "little")

    def _value(self, context):
        symbol = self._symbol(context)
        if symbol < 16:
            return symbol
        more = symbol // 8 - 1
        _require(more <= 20, "20 bits more")
        return ((8 + symbol % 8) << more) + self._bits(more)

    def _change(self, context):
        return _changed(self._value(context))

    def _context(self):
        if self.depth > 0:
            return 20 + 4 * (min(self.depth, 3) - 1) + self.kind
        turn = (0 if self.back == 0 else 1 if 1 <= self.back <= 3 else 2 if self.back > 3
                else 3 if self.back >= -3 else 4)
        return 5 * self.kind + turn

    def _row(self):
        """Takes a row; returns how many units it has."""
        number = self._symbol(self._context(), 2 if self.table.wide else 1)
        at, size = self.table.part(SHAPES)
        _require(4 * (number + 1) <= size, "a shape")
        go, entered, line, length = self.table.data[at + 4 * number:at + 4 * number + 4]
        first_rank, entered = entered >> 7, entered & 127
        if go == SAID:
            go, entered = self._value(48), self._value(49)
        _require(not self.first or go >= CALLS, "a first row that begins")
        self.kind = BEGAN if go >= CALLS else ENTERED if entered else WENT if go else STAYED
        self.known = go != GAP
        if self.known:
            self._go(go)
            for _ in range(entered):
                self._enter(first_rank)
            self._line(line)
            self.depth = len(list(self.node.path())) - 1
        else:
            self.depth = 0
        self.first = False
        return length or self._value(37 + self.kind) + 1

    def _go(self, go):
        if go >= CALLS:
            self.by_calls = go == CALLS
            self.file += self._change(46 if self.first else 44)
            self.own += self._change(47 if self.first else 45)
            self._forget()
        elif go >= BACK:
            self._go_back(go - BACK)
        else:
            for _ in range(go):
                self._leave()

    def _leave(self):
        if self.node.parent:
            self.left.insert(0, self.node)
            self.node = self.node.parent

    def _go_back(self, rank):
        _require(rank < len(self.left), "a node that was left")
        target = self.left[rank]
        while self.node not in target.path():
            self._leave()
        for node in target.path():
            if node is self.node:
                break
            self.left.remove(node)
            if node.parent.parent is None:
                self.own = node.call
        self.node = target

    def _enter(self, first_rank):
        self.count += 1
        _require(self.count <= NODES, "44 nodes")
        if self.node.parent is None:
            function = self._value(41)
            self.own += self._change(42)
            self.node = _Node(self.node, function, self.own)
        else:
            self.node = _Node(self.node, 0 if first_rank else self._value(43))

    def _line(self, line):
        outermost = self.node.parent is None
        if line == 127:
            change = self._change(32 if outermost else 33 + self.kind)
        else:
            change = -self.back if line == 126 else line - 256 * (line >= 128)
        if outermost:
            self.back = change
            self.own += change
        else:
            self.node.ahead += change
