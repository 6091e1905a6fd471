# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lists of symbols: read, cut, and written for ksym and for bench.

What ksym makes of a list is worked out here again, from docs/symbols.md, so that
the tables that are timed are held against something that did not come from them.
"""

import lzma
import math
import os
import struct
import subprocess
from typing import NamedTuple

NOTYPE, OBJECT, FUNC = 0, 1, 2
GLOBAL, WEAK, INFERRED = 1, 2, 4

LETTERS = {
    "T": (FUNC, GLOBAL), "t": (FUNC, 0), "W": (FUNC, WEAK), "i": (FUNC, GLOBAL),
    "u": (OBJECT, GLOBAL), "C": (OBJECT, GLOBAL), "V": (OBJECT, WEAK), "v": (OBJECT, WEAK),
    "N": (NOTYPE, GLOBAL), "n": (NOTYPE, 0), "w": (NOTYPE, WEAK),
}  # fmt: skip
LETTERS.update({letter: (OBJECT, GLOBAL) for letter in "DBRGS"})
LETTERS.update({letter: (OBJECT, 0) for letter in "dbrgs"})


class Symbol(NamedTuple):
    addr: int
    size: int
    letter: str
    name: str
    type: int
    flags: int
    room: float  # bytes to its code section's end, inf if unknown; 0: not code
    section: int = 0  # its number, 0 if unknown


def from_letter(addr, size, letter, name):
    kind, flags = LETTERS[letter]
    return Symbol(addr, size, letter, name, kind, flags, math.inf if letter in "TtWi" else 0)


def read(path):
    """The symbols of a list of `ADDR SIZE LETTER NAME` lines, which may be xz's."""
    opener = lzma.open if path.endswith(".xz") else open
    symbols = []
    with opener(path, "rt", encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        for line in lines:
            addr, size, letter, name = line.rstrip("\n").split(" ", 3)
            if letter in LETTERS and name and not name.startswith(".L"):
                symbols.append(from_letter(int(addr, 16), int(size, 16), letter, name))
    return symbols


def demangled(symbols):
    """The same with the names that ksym stores, as binutils has them."""
    mangled = [s.name for s in symbols if s.name.startswith(("_Z", "__Z", "_R"))]
    if not mangled:
        return symbols
    plain = subprocess.run(
        ["c++filt", "-i"], input="\n".join(mangled) + "\n", capture_output=True, text=True,
        check=True,
    ).stdout.split("\n")  # fmt: skip
    names = dict(zip(mangled, plain))
    return [s._replace(name=names.get(s.name, s.name)) for s in symbols]


MAP_REACH, MAP_PAGE = 0x10000, 0x1000


def with_sizes(symbols):
    """Rule 3 for a map: what its labels cover. Those of an ELF have it already."""
    starts = sorted({s.addr for s in symbols})
    following = dict(zip(starts, starts[1:]))
    result = []
    reach = 0  # the end of all stated ones so far
    for s in sorted(symbols, key=lambda s: (s.addr, -s.size)):
        if s.size == 0 and s.room == math.inf and not s.flags & INFERRED:
            size = following.get(s.addr, math.inf) - s.addr
            size = size if size <= MAP_REACH else MAP_PAGE - s.addr % MAP_PAGE
            s = s._replace(size=size if s.addr >= reach else 0, flags=s.flags | INFERRED)
        elif s.size and not s.flags & INFERRED:
            reach = max(reach, s.addr + s.size)
        result.append(s)
    return result


def preference(s):
    """Rules 4 and 5: what sorts last of equal addresses owns them."""
    binding = 2 if s.flags & GLOBAL else 1 if s.flags & WEAK else 0
    kind = 2 * s.type - (s.letter == "i")
    underscores = len(s.name) - len(s.name.lstrip("_"))
    length = len(os.fsencode(s.name))
    return s.addr, -s.size, not s.flags & INFERRED, kind, binding, -underscores, -length


def ordered(symbols, rename=demangled):
    """The symbols as a table holds them."""
    symbols = rename(with_sizes(symbols))
    symbols.sort(key=lambda s: os.fsencode(s.name), reverse=True)
    symbols.sort(key=preference)
    kept = []
    for s in symbols:
        same = kept and s[:2] + s[3:6] == kept[-1][:2] + kept[-1][3:6]
        if not same:
            kept.append(s)
    return kept


def write_map(symbols, path):
    """As `ksym table --map` reads it."""
    write(path, (f"{s.addr:016x} {s.size:x} {s.letter} {s.name}\n" for s in symbols))


def write_list(symbols, path):
    """As bench reads it, see list.h."""
    lines = (f"{s.addr:x} {s.size:x} {s.type} {s.flags} {s.letter} {s.name}\n" for s in symbols)
    write(path, lines)


def write(path, lines):
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as out:
        out.writelines(lines)


def xz_floor(symbols):
    """Bytes of xz -9e over columns: gaps, stated sizes, types, names."""
    width = "<%dI" if symbols[-1].addr - symbols[0].addr < 1 << 32 else "<%dQ"
    mask = (1 << 32) - 1 if "I" in width else (1 << 64) - 1
    starts = [s.addr for s in symbols] + [symbols[-1].addr]
    gaps = [after - before for before, after in zip(starts, starts[1:])]
    sizes = [0 if s.flags & INFERRED else s.size & mask for s in symbols]
    columns = [
        struct.pack(width % len(gaps), *gaps),
        struct.pack(width % len(sizes), *sizes),
        "".join(s.letter for s in symbols).encode(),
        os.fsencode("\n".join(s.name for s in symbols)),
    ]
    return len(lzma.compress(b"".join(columns), preset=9 | lzma.PRESET_EXTREME))


STRETCH = 250


def stretches(symbols, count):
    """COUNT symbols: stretches of neighbours from all over, moved together."""
    pieces = max(1, count // STRETCH)
    length = count // pieces
    result = []
    base = symbols[0].addr
    for i in range(pieces):
        first = i * len(symbols) // pieces
        piece = symbols[first : first + length]
        result += [s._replace(addr=s.addr - piece[0].addr + base) for s in piece]
        base = result[-1].addr + max(result[-1].size, 16)
        base += -base % 16
    return result


def copies(symbols, count):
    """COUNT symbols: the list again and again behind itself, each copy's names marked."""
    span = symbols[-1].addr - symbols[0].addr + max(symbols[-1].size, 16)
    span += -span % 4096
    result = list(symbols)
    for i in range(1, -(-count // len(symbols))):
        result += [s._replace(addr=s.addr + i * span, name=f"{s.name}.{i}") for s in symbols]
    return result[:count]


def scaled(symbols, count):
    return stretches(symbols, count) if count <= len(symbols) else copies(symbols, count)
