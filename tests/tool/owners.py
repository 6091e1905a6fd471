#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Who owns which address of an ELF, from readelf's text and rules 1 to 5 of docs/symbols.md.

It shares nothing with ksym, so it can tell that ksym is wrong where `ksym verify` cannot.
As a program it holds a table (made with `--names mangled`) against them for any ELF:

    tests/tool/owners.py [--every] ELF [TABLE]

It prints how many addresses were asked (those at the edges of ranges, or with --every each
one of code), how many of them ksym names otherwise, and what bytes labels own. Status 1
if there are differences.
"""
import argparse
import bisect
import heapq
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

TABLE_SECTION = ".kernel_symbols"
MARKERS = {"__kernel_symbols_start", "__kernel_symbols_end"}
RUN = 64  # so many equal bytes or instructions are fill
LARGEST = (1 << 59) - 1  # of sizes that a table states

KINDS = {"FUNC": "FUNC", "IFUNC": "IFUNC", "OBJECT": "OBJECT", "COMMON": "OBJECT",
         "NOTYPE": "NOTYPE", "THUMB_FUNC": "FUNC", "PARISC_MILLI": "FUNC"}
KIND_ORDER = ["FUNC", "IFUNC", "OBJECT", "NOTYPE"]
BIND_ORDER = {"GLOBAL": 0, "UNIQUE": 0, "WEAK": 1, "LOCAL": 2}

# By readelf's name of the machine: mapping symbols, and the lengths of instructions.
MAPPING = {"ARM": r"\$[atd](\..*)?", "AArch64": r"\$[xd](\..*)?", "C-SKY": r"\$[td](\..*)?",
           "RISC-V": r"\$[xd](\..*)?|\$xrv.*"}
LENGTHS = {"AArch64": (4,), "ARM": (2, 4), "RISC-V": (2, 4), "MIPS": (2, 4), "PowerPC": (4,),
           "PowerPC64": (4,), "IBM S/390": (2, 4, 6), "Sparc": (4,), "HPPA": (4,), "Alpha": (4,),
           "LoongArch": (4,), "Renesas": (2, 4), "C-SKY": (2, 4), "MC68000": (2,)}


class Section(NamedTuple):
    name: str
    addr: int
    size: int
    allocated: bool
    code: bool
    data: bytes  # None: none in the file


class Symbol(NamedTuple):
    addr: int
    size: int  # what it covers
    kind: str
    bind: str
    section: int
    name: str
    label: bool = False

    def preference(self):
        """Rule 5: the least is preferred."""
        raw = os.fsencode(self.name)
        return (KIND_ORDER.index(self.kind), BIND_ORDER.get(self.bind, 2),
                len(raw) - len(raw.lstrip(b"_")), len(raw), raw)


class Owned(NamedTuple):
    """Addresses of one owner."""
    first: int
    end: int
    symbol: Symbol


def readelf(option, path):
    done = subprocess.run(["readelf", "-W", option, path], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def machine_of(header):
    name = re.search(r"Machine: +(.+)", header)[1]
    return next((known for known in LENGTHS if re.match(re.escape(known) + r"\b", name)), name)


def sections_of(path, image):
    found = {}
    for line in readelf("-S", path).splitlines():
        row = re.match(r" *\[ *(\d+)\] (.*?) +(\S+) +([0-9a-f]{8,}) ([0-9a-f]+) ([0-9a-f]+) "
                       r"[0-9a-f]+ +([A-Za-z]*) +\d+ +\d+ +\d+$", line)
        if row:
            addr, offset, size = (int(row[i], 16) for i in (4, 5, 6))
            data = None if row[3] == "NOBITS" else image[offset:offset + size]
            found[int(row[1])] = Section(row[2], addr, size, "A" in row[7],
                                         "X" in row[7] and row[2] != TABLE_SECTION, data)
    return found


class Reader:
    """Rules 1 and 2: the symbols, with the sizes that the ELF states."""

    def __init__(self, path):
        header = readelf("-h", path)
        image = Path(path).read_bytes()
        self.bits = 64 if "ELF64" in header else 32
        self.machine = machine_of(header)
        self.order = "big" if "big endian" in header else "little"
        self.descriptors = self.machine == "PowerPC64" and "abiv2" not in header
        self.sections = sections_of(path, image)
        self.symbols = []
        text = readelf("-s", path)
        # "Symbol table '.symtab' contains 9 entries:"
        tables = dict(re.findall(r"^Symbol table '(.*?)' contains .*\n((?:.+\n?)*)", text, re.M))
        self.dynamic = ".symtab" not in tables
        for line in tables.get(".symtab", tables.get(".dynsym", "")).split("\n"):
            self.take(line)
        if self.descriptors:
            self.adopt_sizes()

    def take(self, line):
        row = re.match(r" *\d+: ([0-9a-f]+) +(\d+|0x[0-9a-f]+) (\S+) +(\S+) +\S+ +"
                       r"(\[.*?\] +)?(\d+) (.+)", line.replace("<OS specific>: 10", "IFUNC"))
        if not row or row[3] not in KINDS:
            return
        addr, size, section, name = int(row[1], 16), int(row[2], 0), int(row[6]), row[7]
        kind, bind = KINDS[row[3]], "UNIQUE" if row[4] == "IFUNC" else row[4]
        if self.dynamic:
            name = name.partition("@")[0]
        if self.is_left_out(name, size, kind, bind) or not self.sections[section].allocated:
            return
        if self.machine == "ARM" and kind in ("FUNC", "IFUNC"):
            addr &= ~1
        if self.machine == "MIPS" and (kind in ("FUNC", "IFUNC") or "MI" in (row[5] or "")):
            addr &= ~1
        if self.descriptors and kind in ("FUNC", "IFUNC") and not self.sections[section].code:
            addr, section = self.follow(addr, section)
        self.symbols.append(Symbol(addr, size, kind, bind, section, name))

    def is_left_out(self, name, size, kind, bind):
        mapping = MAPPING.get(self.machine, "(?!)")
        if name.startswith(".L") or name in MARKERS:
            return True
        if kind == "NOTYPE" and re.fullmatch(mapping, name):
            return True
        if self.machine == "MIPS" and size == 0 and re.match("__(pool|pend)_", name):
            return bind == "LOCAL"
        return (kind == "NOTYPE" and bind == "LOCAL" and size == 0 and
                re.fullmatch(rf".*_(\.L.*|{mapping})", name) is not None)

    def follow(self, addr, section):
        place = self.sections[section]
        entry = place.data[addr - place.addr:][:8]
        addr = int.from_bytes(entry, self.order)
        return addr, next(n for n, s in self.sections.items()
                          if s.code and s.addr <= addr < s.addr + s.size)

    def adopt_sizes(self):
        """A descriptor `f` beside its code `.f`."""
        dotted = {(s.addr, s.name[1:]): s.size for s in self.symbols if s.name.startswith(".")}
        self.symbols = [s._replace(size=dotted.get((s.addr, s.name), s.size))
                        for s in self.symbols]


class Ranges:
    """The union of ranges: whether it holds an address, or meets another range."""

    def __init__(self, ranges):
        self.starts, self.ends = [], []
        for start, end in sorted(ranges):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def meets(self, start, end):
        at = bisect.bisect_left(self.starts, end)
        return at > 0 and self.ends[at - 1] > start

    def __contains__(self, addr):
        return self.meets(addr, addr + 1)


def settled(elf):
    """Rule 3, and rule 4 on data that shares addresses with code: each symbol with the size
    of what it covers, which may be 0."""
    top = 1 << elf.bits
    code = Ranges((s.addr, s.addr + s.size) for s in elf.sections.values() if s.code and s.size)
    labels = [s for s in elf.symbols if not s.size and elf.sections[s.section].code]
    others = []
    for symbol in elf.symbols:
        size = min(symbol.addr + symbol.size, top, symbol.addr + LARGEST) - symbol.addr
        if not elf.sections[symbol.section].code:
            size = 0 if size and code.meets(symbol.addr, symbol.addr + size) else size
            others.append(symbol._replace(size=size))
        elif size:
            others.append(symbol._replace(size=size))
    return [*others, *settled_labels(elf, others, labels)]


def settled_labels(elf, others, labels):
    """Those that begin under no stated symbol cover what there is up to where they end."""
    taken = Ranges((s.addr, s.addr + s.size) for s in others if s.size)
    starts = {number: sorted(s.addr for s in group) for number, group in groupby(
        sorted(elf.symbols, key=lambda s: s.section), key=lambda s: s.section)}
    for label in labels:
        section, size = elf.sections[label.section], 0
        end = section.addr + section.size
        if not elf.dynamic and label.addr not in taken and section.addr <= label.addr < end:
            own = starts[label.section]
            end = min([end, *own[bisect.bisect_right(own, label.addr):][:1]])
            size = min(end - label.addr - fill_before(elf, section, label.addr, end), LARGEST)
        yield label._replace(size=size, label=True)


def fill_before(elf, section, start, end):
    """How many bytes at the end of a range are 64 or more equal bytes or instructions."""
    data = section.data
    if data is None:
        return 0
    lengths = LENGTHS.get(elf.machine, ())
    if is_uniform(data, (1, *lengths)):
        return 0
    piece = data[start - section.addr:end - section.addr]
    aligned = lengths if lengths and end % lengths[0] == 0 else ()
    return max(equal_at_end(piece, n) for n in (1, *aligned))


@lru_cache(maxsize=None)
def is_uniform(data, lengths):
    """Whether all of a section is one row of equal bytes or instructions."""
    return any(len(data) % n == 0 and len(data) >= RUN * n and data[n:] == data[:-n]
               for n in lengths)


def equal_at_end(data, length):
    last, run = data[len(data) - length:], 0
    while len(last) == length and data[len(data) - run - length:len(data) - run] == last:
        run += length
    return run if run >= RUN * length else 0


def owned(symbols):
    """Rules 4 and 5 among ranges of one rank: the addresses of each owner, ascending."""
    symbols = sorted((s for s in symbols if s.size), key=lambda s: s.addr)
    edges = sorted({edge for s in symbols for edge in (s.addr, s.addr + s.size)})
    heap, at, found = [], 0, []
    for edge, end in zip(edges, edges[1:]):
        while at < len(symbols) and symbols[at].addr == edge:
            symbol = symbols[at]
            heapq.heappush(heap, (-symbol.addr, symbol.size, symbol.preference(), at, symbol))
            at += 1
        while heap and heap[0][-1].addr + heap[0][-1].size <= edge:
            heapq.heappop(heap)
        if heap:
            found.append(Owned(edge, end, heap[0][-1]))
    return found


def owners(elf):
    """The addresses of each owner of an ELF, ascending, without overlap."""
    symbols = settled(elf)
    stated = owned(s for s in symbols if not s.label)
    result, at = list(stated), 0
    for piece in owned(s for s in symbols if s.label):
        first = piece.first
        while at < len(stated) and stated[at].end <= first:
            at += 1
        for other in stated[at:]:
            if other.first >= piece.end:
                break
            if first < other.first:
                result.append(Owned(first, other.first, piece.symbol))
            first = max(first, other.end)
        if first < piece.end:
            result.append(Owned(first, piece.end, piece.symbol))
    return sorted(result)


def code_of(elf):
    ranges = Ranges((s.addr, s.addr + s.size) for s in elf.sections.values() if s.code and s.size)
    return [range(start, end) for start, end in zip(ranges.starts, ranges.ends)]


def edges_of(elf, found):
    """Every address at which an answer may change, and its neighbours."""
    edges = {0, (1 << elf.bits) - 1}
    for start, end in [*((o.first, o.end) for o in found),
                       *((s.addr, s.addr + s.size) for s in elf.symbols),
                       *((r.start, r.stop) for r in code_of(elf))]:
        edges.update((start - 1, start, start + 1, (start + end) // 2, end - 1, end, end + 1))
    return sorted(e for e in edges if 0 <= e < 1 << elf.bits)


def escaped(name):
    return re.sub(r"[\x00-\x1f\x7f\\]",
                  lambda c: r"\\" if c[0] == "\\" else f"\\x{ord(c[0]):02x}", name)


def answers(found, addresses):
    """What `ksym lookup` is to say of each of the ascending addresses."""
    at = 0
    for addr in addresses:
        while at < len(found) and found[at].end <= addr:
            at += 1
        if at < len(found) and found[at].first <= addr:
            symbol = found[at].symbol
            yield f"{addr:#x} {escaped(symbol.name)}+{addr - symbol.addr:#x}/{symbol.size:#x}"
        else:
            yield f"{addr:#x} ?"


def differences(ksym, table, found, addresses):
    """Yields (right, ksym's) for each of the ascending addresses where these differ."""
    addresses = list(addresses)
    told = subprocess.run([ksym, "lookup", table, "-"], check=True, stdout=subprocess.PIPE,
                          input="".join(f"{a:#x}\n" for a in addresses).encode()).stdout
    first = bisect.bisect_right(found, addresses[0], key=lambda o: o.end)
    right = "".join(line + "\n" for line in answers(found[first:first + len(addresses)], addresses))
    right = right.encode("utf-8", "surrogateescape")
    if told != right:
        for a, b in zip(right.split(b"\n"), told.split(b"\n"), strict=True):
            if a != b:
                yield a.decode("utf-8", "replace"), b.decode("utf-8", "replace")


CHUNK = 1 << 20


def compare(ksym, path, table, every=False):
    """How many addresses were asked, and the differences."""
    elf = Reader(path)
    found = owners(elf)
    asked, wrong = 0, []
    parts = code_of(elf) if every else [edges_of(elf, found)]
    for part in parts:
        for at in range(0, len(part), CHUNK):
            asked += len(part[at:at + CHUNK])
            wrong += differences(ksym, table, found, part[at:at + CHUNK])
    return asked, wrong


def bytes_of_labels(found):
    """By section and name, the bytes that each label owns."""
    counted = Counter()
    for piece in found:
        if piece.symbol.label:
            counted[piece.symbol] += piece.end - piece.first
    return counted


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", action="store_true", help="ask each address of code")
    parser.add_argument("--ksym", default=Path(__file__).parents[2] / "build" / "ksym")
    parser.add_argument("elf")
    parser.add_argument("table", nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = options.table or f"{folder}/table"
        if not options.table:
            subprocess.run([options.ksym, "table", "--names", "mangled", options.elf, "-o", table],
                           check=True, stdout=subprocess.DEVNULL)
        asked, wrong = compare(options.ksym, options.elf, table, options.every)
    elf = Reader(options.elf)
    found = owners(elf)
    code, labels = Ranges((r.start, r.stop) for r in code_of(elf)), bytes_of_labels(found)
    whole = sum(end - start for start, end in zip(code.starts, code.ends))
    print(f"{asked} addresses asked, {len(wrong)} named otherwise")
    for right, told in wrong[:20]:
        print(f"  {right} by the rules, ksym: {told}")
    owned_code = sum(o.end - o.first for o in found if o.first in code)
    print(f"{whole} bytes of code, {owned_code} owned; {len(labels)} labels own "
          f"{sum(labels.values())} of them")
    for symbol, count in labels.most_common(12):
        print(f"  {count:8} {elf.sections[symbol.section].name} {symbol.name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
