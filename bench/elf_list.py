# SPDX-License-Identifier: MIT OR Apache-2.0
"""The symbols that ksym should take from an ELF, read with readelf."""

import re
import subprocess

from lists import FUNC, GLOBAL, NOTYPE, OBJECT, WEAK, Symbol

SECTION = re.compile(r"\s*\[ *(\d+)\] (.*?) +(\S+) +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) \S+ (.*)")
SYMBOL = re.compile(
    r"\s*\d+: ([0-9a-f]+) +(\d+|0x[0-9a-f]+) (\S+) +(\S+) +(\S+) +(?:\[.*?\] +)?(\d+) (.*)"
)
MAPPING = re.compile(r"\$[adtx](\..*)?$|\$x(rv.*)?$")
TYPES = {"FUNC": FUNC, "IFUNC": FUNC, "OBJECT": OBJECT, "NOTYPE": NOTYPE}
BINDINGS = {"GLOBAL": GLOBAL, "UNIQUE": GLOBAL, "WEAK": WEAK, "LOCAL": 0}
MARKERS = ("__kernel_symbols_start", "__kernel_symbols_end")


def readelf(option, path):
    command = ["readelf", "-W", option, path]
    done = subprocess.run(command, capture_output=True, text=True, errors="surrogateescape")
    if done.returncode != 0:
        raise OSError(f"{path}: {done.stderr.strip() or 'readelf failed'}")
    return done.stdout


def sections(path):
    """Start, size, and whether it is code, of each allocated section by its number."""
    found = {}
    for line in readelf("-S", path).splitlines():
        match = SECTION.match(line)
        if not match:
            continue
        flags = match[7].split()[0]
        if "A" in flags:
            found[int(match[1])] = int(match[4], 16), int(match[6], 16), "X" in flags
    return found


def letter_of(kind, flags, code):
    if flags & WEAK:
        return "W" if code else "V"
    letter = "t" if code or kind == FUNC else "d"
    return letter.upper() if flags & GLOBAL else letter


def read(path):
    """The symbols of the .symtab, each with the size that the ELF states."""
    places = sections(path)
    arm = re.search(r"Machine: +ARM\b", readelf("-h", path)) is not None
    symbols = []
    for line in readelf("-s", path).partition("'.symtab'")[2].splitlines():
        match = SYMBOL.match(line)
        if not match or match[3] not in TYPES or int(match[6]) not in places:
            continue
        name = match[7]
        if name.startswith(".L") or MAPPING.match(name) or name in MARKERS:
            continue
        kind, flags = TYPES[match[3]], BINDINGS.get(match[4], 0)
        start, size, code = places[int(match[6])]
        addr = int(match[1], 16)
        if arm and kind == FUNC:
            addr &= ~1
        room = start + size - addr if code and start <= addr < start + size else 0
        letter = letter_of(kind, flags, code)
        symbols.append(Symbol(addr, int(match[2], 0), letter, name, kind, flags, room))
    return symbols
