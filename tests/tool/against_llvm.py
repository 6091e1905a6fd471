# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `ksym lookup --lines` says, held against llvm-symbolizer.

Compared are the chain of files and lines, and the names of inlined functions without the
arguments of templates. Where llvm-symbolizer says line 0 only the calls are compared: for ksym
that row belongs to the row before it. Where no sequence of lines has the address ksym knows
nothing.
"""
import collections
import functools
import json
import os
import random
import re
import subprocess
import tempfile
from typing import NamedTuple

FIRST = 10
NOWHERE = "??"
SYMBOLIZER = "llvm-symbolizer-19"


class Frame(NamedTuple):
    name: str
    file: str
    line: int


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout


def code(elf):
    """(begin, end) of each executable section."""
    row = re.compile(r" *\[ *\d+\] \S+ +\S+ +(\w+) \w+ (\w+) \w+ +(\w+) ")
    found = map(row.match, run("readelf", "-SW", elf).splitlines())
    return [(int(m[1], 16), int(m[1], 16) + int(m[2], 16)) for m in found
            if m and "X" in m[3] and "A" in m[3] and int(m[2], 16)]


def random_addresses(elf, count, seed):
    parts = code(elf)
    chosen = random.Random(seed)
    weights = [end - begin for begin, end in parts]
    return sorted({chosen.randrange(*part) for part in chosen.choices(parts, weights, k=count)})


def row_addresses(elf):
    """Those of the rows that readelf decodes, but for ends of sequences."""
    parts = code(elf)
    row = re.compile(r"\S.* (?:\d+|-) +(0x[0-9a-f]+)(?:\[\d+\])? ")
    found = {int(m[1], 16) for m in map(row.match, run(
        "readelf", "--debug-dump=decodedline", "-W", elf).splitlines()) if m}
    return sorted(addr for addr in found if any(b <= addr < e for b, e in parts))


@functools.cache
def without_arguments(name):
    """Of a template; `operator<`, `operator->` and a `<` that begins a name stay."""
    out, depth, i = "", 0, 0
    while i < len(name):
        operator = re.compile(r"<=>|<<=|>>=|<<|>>|<=|>=|->\*?|<|>").match(name, i)
        if depth == 0 and operator and re.search(r"\boperator$", out):
            out += operator[0]
            i = operator.end() + (name[operator.end():].startswith(" <"))
            continue
        begins = name[i] == "<" and (depth or re.search(r"[\w}]$|operator\W*$", out))
        depth += bool(begins)
        if not depth:
            out += name[i]
        depth -= bool(depth and name[i] == ">" and name[i - 1] != "-")
        i += 1
    return out


def ours(ksym, table, addresses):
    """The frames that ksym prints, by address."""
    answers = collections.defaultdict(list)
    text = run(ksym, "lookup", "--lines", "--json", table, "-",
               input="".join(f"{a:#x}\n" for a in addresses))
    for answer in json.loads(text):
        for frame in answer["frames"]:
            answers[int(answer["address"], 16)].append(
                Frame(frame["function"], frame["file"] or "?", frame["line"] or 0))
    return answers


def path_of(frame):
    """NOWHERE: the address is in no sequence of lines."""
    if frame["FileName"] in ("", "??"):
        return NOWHERE
    return os.path.normpath(frame["FileName"]) if frame["Line"] else "?"


def theirs(elf, addresses):
    """llvm-symbolizer's. It looks for .dwo files where it runs."""
    text = run(SYMBOLIZER, "--output-style=JSON", "--functions=short", "--no-demangle",
               f"--obj={elf}", input="".join(f"{a:#x}\n" for a in addresses), cwd=elf.parent)
    return {int(answer["Address"], 16): [Frame(f["FunctionName"], path_of(f), f["Line"])
                                         for f in answer["Symbol"]]
            for answer in map(json.loads, text.splitlines())}


def difference(mine, expected):
    """Which kind it is, or None."""
    if not mine and expected[0].file == NOWHERE:
        return None
    if expected[0].line == 0:
        if len(expected) == 1:
            return None  # no line, or that of the row before it
        mine, expected = mine[1:], expected[1:]
    if [f[1:] for f in mine] != [f[1:] for f in expected]:
        return "files and lines"
    for frame, other in zip(mine[:-1], expected):
        if not frame.name.endswith(without_arguments(other.name)):
            return "names"
    return None


class Comparison(NamedTuple):
    asked: int
    known: int  # addresses of which ksym knows a line
    kinds: collections.Counter  # how many differ, by how
    first: list  # of (address, kind, ksym's frames, llvm-symbolizer's)


def compare(ksym, elf, addresses):
    """Makes a table of an ELF (a Path), which has all lines, and compares."""
    with tempfile.TemporaryDirectory() as directory:
        table = f"{directory}/table"
        run(ksym, "table", "--lines", "full", "--strip-prefix", "", elf, "-o", table)
        mine = ours(ksym, table, addresses)
    expected = theirs(elf, addresses)
    kinds, first = collections.Counter(), []
    for addr in addresses:
        kind = difference(mine[addr], expected[addr])
        if kind:
            kinds[kind] += 1
            first.append((addr, kind, mine[addr], expected[addr]))
    known = sum(bool(mine[addr]) for addr in addresses)
    return Comparison(len(addresses), known, kinds, first[:FIRST])


def told(comparison):
    """The lines that say what differs."""
    for addr, kind, mine, expected in comparison.first:
        yield f"{addr:#x}: {kind}:\n  ksym {mine}\n  llvm {expected}"
    for kind, count in comparison.kinds.items():
        yield f"{count} differ in {kind}"
