# SPDX-License-Identifier: MIT OR Apache-2.0
"""The rows of an ELF, as columns: for who draws addresses, and for xz."""

import array
import lzma
import os

from steps import Step, timed

NONE = 0xFFFFFFFF


class Rows:
    """What bench/columns.c prints of an ELF."""

    def __init__(self, build, path, folder):
        out = f"{folder}/columns"
        timed(Step("columns", [f"{build}/bench/columns", path], out=out))
        with open(out, "rb") as columns:
            count, calls = array.array("Q", columns.read(16))
            self.addresses = array.array("Q", columns.read(8 * count))
            self.chains, self.files, self.numbers = (
                array.array("I", columns.read(4 * count)) for _ in range(3))
            self.parents, self.functions, _, self.call_lines = (
                array.array("I", columns.read(4 * calls)) for _ in range(4))
        os.remove(out)

    def is_known(self, i):
        return self.files[i] != NONE and self.numbers[i] > 0

    def known(self):
        """(begin, end) of each row whose line is known."""
        ends = self.addresses[1:]
        return [(begin, end) for i, (begin, end) in enumerate(zip(self.addresses, ends))
                if self.is_known(i)]

    def paths(self):
        """Of each call, the calls that it is in and itself, the outermost first."""
        found = []
        for i, parent in enumerate(self.parents):
            found.append((*(found[parent] if parent != NONE else ()), i))
        return found

    def xz(self):
        """Bytes of xz -9e of each column; nothing can be looked up in them."""
        return sum(xz(planes(column)) for column in columns(self))


def columns(rows):
    """Changes of address; how many calls a row leaves and enters; those, with the changes of
    lines to theirs; files, 0 if it is the function's last one; changes of line."""
    paths, before, at = rows.paths(), (), Lines(rows)
    left, entered, functions, calls, files, lines, file_of = [], [], [], [], [], [], {}
    for chain, file, line in zip(rows.chains, rows.files, rows.numbers):
        here = paths[chain] if chain != NONE else ()
        stays = len(os.path.commonprefix([before, here]))
        left.append(len(before) - stays)
        entered.append(len(here) - stays)
        for call in here[stays:]:
            functions.append(rows.functions[call])
            calls.append(at.change(rows.parents[call], rows.call_lines[call]))
        function = at.function(chain)
        files.append(0 if file_of.get(function) == file else file + 1 & NONE)
        file_of[function] = file
        lines.append(at.change(chain, line))
        before = here
    return changes(rows.addresses), left, entered, functions, calls, files, lines


class Lines:
    """Where each call is, at first where its function was."""

    def __init__(self, rows):
        self.rows, self.of_calls, self.of_functions = rows, {}, {}

    def function(self, call):
        return self.rows.functions[call] if call != NONE else NONE

    def change(self, call, line):
        function = self.function(call)
        last = self.of_calls.get(call, self.of_functions.get(function, 0))
        self.of_calls[call] = self.of_functions[function] = line
        return folded(line - last)


def folded(change):
    """In 32 bits, small where it is near 0: 0, -1, 1, -2, and so on."""
    return (change << 1 ^ change >> 63) & NONE


def changes(values):
    return [folded(value - last) for value, last in zip(values, [0, *values])]


def planes(column):
    """The first bytes of all numbers, the second ones, and so on, which xz packs better."""
    data = array.array("I", column).tobytes()
    return b"".join(data[i::4] for i in range(4))


def xz(data):
    return len(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
