# SPDX-License-Identifier: MIT OR Apache-2.0
"""The sections of an ELF and the symbols that ksym should take from it, by readelf."""

import re
from typing import NamedTuple

from symbol_lists import FUNC, GLOBAL, NOTYPE, OBJECT, WEAK, Symbol
from steps import Failed, run

SECTION = re.compile(r"\s*\[ *(\d+)\] (.*?) +(\S+) +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) \S+ (.*)")
SYMBOL = re.compile(
    r"\s*\d+: ([0-9a-f]+) +(\d+|0x[0-9a-f]+) (\S+) +(\S+) +(\S+) +(?:\[.*?\] +)?(\d+) (.*)"
)
MAPPING = re.compile(r"\$[adtx](\..*)?$|\$x(rv.*)?$")
TYPES = {"FUNC": FUNC, "IFUNC": FUNC, "OBJECT": OBJECT, "NOTYPE": NOTYPE}
BINDINGS = {"GLOBAL": GLOBAL, "UNIQUE": GLOBAL, "WEAK": WEAK, "LOCAL": 0}
MARKERS = ("__kernel_symbols_start", "__kernel_symbols_end")


class Section(NamedTuple):
    name: str
    type: str
    addr: int
    offset: int
    size: int
    flags: str  # readelf's letters


def readelf(option, path):
    return run("readelf", "-W", option, path)


def sections(path):
    """By number."""
    found = {}
    for line in readelf("-S", path).splitlines():
        match = SECTION.match(line)
        if match:
            numbers = (int(match[i], 16) for i in (4, 5, 6))
            flags = match[7].split()[0]
            found[int(match[1])] = Section(
                match[2], match[3], *numbers, flags if flags.isalpha() else ""
            )
    return found


def letter_of(kind, flags, code):
    if flags & WEAK:
        return "W" if code else "V"
    letter = "t" if code or kind == FUNC else "d"
    return letter.upper() if flags & GLOBAL else letter


def symbol_table(path):
    """What readelf prints of the .symtab, else of the .dynsym; which of them it is."""
    shown = readelf("-s", path)
    for name in (".symtab", ".dynsym"):
        found = shown.partition(f"'{name}'")[2]
        if found:
            return found.partition("\nSymbol table")[0], name
    return "", ""


def read(path):
    """The symbols, each with the size that the ELF states and the section it is in."""
    places = {n: s for n, s in sections(path).items() if "A" in s.flags}
    if any(s.name == ".opd" for s in places.values()):
        raise Failed(f"{path}: functions have descriptors (PowerPC64 ELFv1), not for this bench")
    arm = re.search(r"Machine: +ARM\b", readelf("-h", path)) is not None
    table, which = symbol_table(path)
    symbols = []
    for line in table.splitlines():
        match = SYMBOL.match(line)
        if not match or match[3] not in TYPES or int(match[6]) not in places:
            continue
        # readelf shows the version of a dynamic symbol behind its name.
        name = match[7].partition("@")[0] if which == ".dynsym" else match[7]
        if not name or name.startswith(".L") or MAPPING.match(name) or name in MARKERS:
            continue
        kind, flags = TYPES[match[3]], BINDINGS.get(match[4], 0)
        place = places[int(match[6])]
        code = "X" in place.flags
        addr = int(match[1], 16)
        if arm and kind == FUNC:
            addr &= ~1
        room = place.addr + place.size - addr if code and addr >= place.addr else 0
        letter = letter_of(kind, flags, code)
        symbols.append(Symbol(
            addr, int(match[2], 0), letter, name, kind, flags, max(room, 0), int(match[6])
        ))  # fmt: skip
    return symbols
