# SPDX-License-Identifier: MIT OR Apache-2.0
"""The sections of an ELF and the symbols that ksym should take from it, by readelf."""

import pathlib
import re
import sys
from typing import NamedTuple

from symbol_lists import FUNC, GLOBAL, INFERRED, NOTYPE, OBJECT, WEAK, Symbol
from steps import Failed, run

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "tool"))

import owners  # noqa: E402

SECTION = re.compile(r"\s*\[ *(\d+)\] (.*?) +(\S+) +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) \S+ (.*)")
MAPPING = re.compile(r"\$[adtx](\..*)?$|\$x(rv.*)?$")
TYPES = {"FUNC": FUNC, "IFUNC": FUNC, "OBJECT": OBJECT, "NOTYPE": NOTYPE}
BINDINGS = {"GLOBAL": GLOBAL, "UNIQUE": GLOBAL, "WEAK": WEAK, "LOCAL": 0}


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


def reader(path):
    """The ELF as the tests of ksym read it."""
    readelf("-h", path)  # or Failed, with what is wrong with it
    elf = owners.Reader(path)
    if elf.descriptors:
        raise Failed(f"{path}: functions have descriptors (PowerPC64 ELFv1), not for this bench")
    return elf


def listed(elf, symbol):
    place = elf.sections[symbol.section]
    flags = BINDINGS.get(symbol.bind, 0)
    letter = letter_of(TYPES[symbol.kind], flags, place.code)
    room = max(0, place.addr + place.size - symbol.addr) if symbol.addr >= place.addr else 0
    return Symbol(
        symbol.addr, symbol.size, "i" if symbol.kind == "IFUNC" else letter, symbol.name,
        TYPES[symbol.kind], flags | INFERRED * symbol.label, room * place.code, symbol.section,
    )  # fmt: skip


def read(path):
    """The symbols, each with the size that the ELF states and the section it is in."""
    elf = reader(path)
    return [listed(elf, symbol) for symbol in elf.symbols]


def settled(path):
    """The same with the sizes that docs/symbols.md, rules 3 and 4, leaves them."""
    elf = reader(path)
    return [listed(elf, symbol) for symbol in owners.settled(elf)]
