# SPDX-License-Identifier: MIT OR Apache-2.0
"""Addresses a second through `ksym lookup -` and the tools that read an ELF instead."""

import bisect
import heapq
import os
import random
import re
import statistics
import tempfile
from typing import Callable, NamedTuple

import elf_list
import figures
import symbol_lists
import twin
from steps import Failed, Step, run, timed, turns

ROUNDS = 3
MOST = 1_000_000
FEW = 100
SLOW = 5  # seconds: a tool that takes longer to start is not asked again
ANYWHERE = 1 / 16  # the share of addresses drawn from code, not from its symbols
SEPARATE = "/usr/lib/debug/.build-id"  # where all of them look for debugging information
HEADS = ("ELF", "tool", "asked", "start, ms", "addresses a second", "of the processor",
         "ksym's to it", "of the processor", "names")  # fmt: skip

WHY_HEADS = ("ELF", "tool", "of its names", "why", "at", "it says", "by the rules")

# Why a tool's name may be another one than the rules of docs/symbols.md give.
GAP = "in a gap it names a symbol that ends before"
BELOW = "it names a symbol that ends before, not the one that is there"
ALIAS = "it prefers another name of the same range"
NESTED = "it prefers another of the ranges that overlap"
BEHIND = "it knows nothing behind a range that lies within another"
LABEL = "it knows no label without a size"
DATA = "it knows functions only"
THUMB = "it keeps the Thumb bit and is a byte late"
VERSION = "it takes an @ for a symbol's version"
MARK = "it names the marks between code and data, or labels of the compiler"
DEBUG = "it follows debugging information: inlined functions, names of the source"
OTHER = "for no reason known here"


class Tool(NamedTuple):
    name: str
    command: list
    names: Callable  # out of what it prints; None where it knows none


class Scene(NamedTuple):
    """An ELF's symbols, and who owns what."""

    symbols: list
    code: list  # the address and size of each section of code
    starts: list  # of the pieces of the address space that have one owner
    owners: list  # each one's symbol, by number; None: a gap
    by_name: dict
    has_debug: bool
    is_arm: bool

    def owner(self, addr):
        piece = bisect.bisect_right(self.starts, addr) - 1
        number = self.owners[piece] if piece >= 0 else None
        return None if number is None else self.symbols[number]


def pieces(symbols):
    """Cuts the addresses where the owner changes: the last of those that cover one."""
    edges = {s.addr for s in symbols} | {s.addr + s.size for s in symbols}
    starts, owners, active, coming = sorted(edges), [], [], 0
    for start in starts:
        while coming < len(symbols) and symbols[coming].addr <= start:
            heapq.heappush(active, -coming)
            coming += 1
        while active and symbols[-active[0]].addr + symbols[-active[0]].size <= start:
            heapq.heappop(active)
        owners.append(-active[0] if active else None)
    return starts, owners


def has_debug(path, sections):
    """Whether it has debugging information, or a separate file that has it is installed."""
    if any(s.name.startswith((".debug_", ".zdebug_")) for s in sections.values()):
        return True
    build_id = re.search(r"Build ID: ([0-9a-f]+)", elf_list.readelf("-n", path))
    return bool(build_id) and os.path.exists(
        f"{SEPARATE}/{build_id[1][:2]}/{build_id[1][2:]}.debug"
    )


def scene(path):
    symbols = symbol_lists.ordered(elf_list.settled(path), rename=list)
    sections = elf_list.sections(path)
    code = [(s.addr, s.size) for s in sections.values() if s.size and {*"AX"} <= {*s.flags}]
    by_name = {}
    for s in symbols:
        by_name.setdefault(s.name, []).append(s)
    return Scene(symbols, code, *pieces(symbols), by_name, has_debug(path, sections),
                 "Machine: ARM" in " ".join(elf_list.readelf("-h", path).split()))  # fmt: skip


def addresses(of, count, seed=17):
    """Random bytes of random symbols of code, and some of code that may be no symbol's."""
    chance = random.Random(seed)
    named = [(s.addr, s.size) for s in of.symbols if s.room and s.size]
    named = named or [(s.addr, s.size) for s in of.symbols if s.size]
    if not named:
        raise Failed("no symbol has a size")
    anywhere = chance.choices(of.code or named, [size for _, size in of.code or named], k=count)
    drawn = []
    for place in anywhere:
        if chance.random() >= ANYWHERE:
            place = named[int(chance.random() * len(named))]
        drawn.append(place[0] + int(chance.random() * place[1]))
    return drawn


def ours_of(text):
    for line in text.split("\n")[:-1]:
        answer = line.partition(" ")[2]
        yield None if answer == "?" else answer.rpartition("+")[0]


def pairs_of(text):
    """A line with the name and a line with the place in the source, in turns."""
    for name in text.split("\n")[:-1:2]:
        yield None if name == "??" else name.partition(" inlined at ")[0]


def tools(build, path, table):
    chain = twin.toolchain_of(path)
    addr2line = (chain.prefix if chain else "") + "addr2line"
    llvm = ["llvm-symbolizer", f"--obj={path}", "--output-style=GNU", "--functions=linkage",
            "--no-demangle", "--no-inlines"]  # fmt: skip
    return [
        Tool("ksym lookup", [f"{build}/ksym", "lookup", table, "-"], ours_of),
        Tool("binutils addr2line -f", [addr2line, "-f", "-e", path], pairs_of),
        Tool("llvm-symbolizer", llvm, pairs_of),
        Tool("eu-addr2line -f", ["eu-addr2line", "-f", "-e", path], pairs_of),
    ]


class Asker:
    """Asks a tool the first COUNT of some addresses; a run is to take SECONDS at most."""

    def __init__(self, folder, asked, seconds):
        self.folder, self.asked, self.seconds = folder, asked, seconds
        self.out = f"{folder}/answers"

    def ask(self, tool, count):
        source = f"{self.folder}/{count}"
        if not os.path.exists(source):
            with open(source, "w", encoding="ascii") as out:
                out.writelines(f"{addr:#x}\n" for addr in self.asked[:count])
        return timed(Step("lookup", tool.command, source, self.out))

    def names(self, tool):
        with open(self.out, encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            return list(tool.names(lines.read()))


def affordable(asker, tool):
    """How many addresses a run asks for, and whether the tool starts so fast as to repeat it."""
    start, count = asker.ask(tool, 1).seconds, FEW
    while True:
        took = asker.ask(tool, count).seconds - start
        if count == MOST or took > asker.seconds / 10:
            break
        count *= 10
    fits = int(count * asker.seconds / max(took, 1e-9))
    return min(MOST, max(FEW, fits)), start < SLOW


def unnamed(of, addr, right):
    """Why a tool has no name where RIGHT is."""
    if right.flags & symbol_lists.INFERRED:
        return LABEL
    if right.type != symbol_lists.FUNC:
        return DATA
    before = bisect.bisect_right(of.symbols, addr, key=lambda s: s.addr) - 1
    return BEHIND if of.symbols[before].addr > right.addr else OTHER


def reason(of, addr, right, name):
    """Why a tool says NAME where the rules say RIGHT."""
    if name is None:
        return unnamed(of, addr, right)
    if right and right.name.startswith(name + "@"):
        return VERSION
    if elf_list.MAPPING.match(name) or name.startswith(".L"):
        return MARK
    if name not in of.by_name:
        return DEBUG if of.has_debug else OTHER
    covering = [s for s in of.by_name[name] if s.addr <= addr < s.addr + s.size]
    if right and covering:
        same = any((s.addr, s.size) == (right.addr, right.size) for s in covering)
        return ALIAS if same else NESTED
    if of.is_arm and any(s.addr + s.size == addr for s in of.by_name[name]):
        return THUMB
    if right and of.has_debug:
        return DEBUG
    if any(s.addr <= addr for s in of.by_name[name]):
        return BELOW if right else GAP
    return DEBUG if of.has_debug else OTHER


def compare(of, asked, names):
    """How many names are those of the owners; of the others how many why, with an example."""
    same, others = 0, {}
    for addr, name in zip(asked, names):
        right = of.owner(addr)
        if name not in of.by_name and name:
            # binutils shows the version of a dynamic symbol behind its name.
            name = name.partition("@")[0] or name
        if name == (right.name if right else None):
            same += 1
            continue
        entry = others.setdefault(
            reason(of, addr, right, name),
            {"count": 0, "example": [hex(addr), name or "?", right.name if right else "?"]},
        )
        entry["count"] += 1
    return {"same": same, "others": others}


def first_turn(of, tool, asker, result):
    """Finds out how many addresses it is asked for, and holds its names against the rules."""
    result["count"], result["repeat"] = affordable(asker, tool)
    take_turn(tool, asker, result)
    names = asker.names(tool)
    if len(names) != result["count"]:
        raise Failed(f"{len(names):,} answers to {result['count']:,} addresses")
    result.update(compare(of, asker.asked, names))


def take_turn(tool, asker, result):
    result["start"].append(asker.ask(tool, 1))
    result["run"].append(asker.ask(tool, result["count"]))


def contest(of, entrants, asker):
    """Each tool in turn."""
    results = {tool.name: {"start": [], "run": [], "wrong": 0} for tool in entrants}
    for turn, tool in turns(entrants, ROUNDS):
        result = results[tool.name]
        try:
            if turn == 0:
                first_turn(of, tool, asker, result)
            elif "fails" not in result and result["repeat"]:
                take_turn(tool, asker, result)
        except Failed as failure:
            result["fails"] = str(failure)
    return results


def measure(build, folder, path, seconds):
    """By tool; of answers only ksym's count as wrong, the others have rules of their own."""
    of = scene(path)
    asked = addresses(of, MOST)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        table = f"{place}/table"
        run(f"{build}/ksym", "table", "--names", "mangled", path, "-o", table)
        entrants = tools(build, path, table)
        results = contest(of, entrants, Asker(place, asked, seconds))
    mine = results[entrants[0].name]
    mine["wrong"] = 1 if "fails" in mine else mine["count"] - mine["same"]
    return results


def rate(result, which):
    """Addresses a second behind the first one, round by round."""
    return [
        (result["count"] - 1) / max(getattr(whole, which) - getattr(first, which), 1e-6)
        for first, whole in zip(result["start"], result["run"])
    ]


def ratios(mine, result):
    """Ours to its, by the clock and by the processor; none if ours are wrong."""
    if mine is result or "fails" in mine:
        return "", ""
    if mine["wrong"]:
        return "WRONG", "WRONG"
    return [
        f"{statistics.median(rate(mine, which)) / statistics.median(rate(result, which)):,.1f}"
        for which in ("seconds", "cpu")
    ]


def verdict(result):
    if result["wrong"]:
        return f"WRONG: {result['wrong']:,}"
    if result["same"] == result["count"]:
        return "the same"
    return f"{100 * result['same'] / result['count']:.2f} % the same"


def rows_of(title, results):
    mine = next(iter(results.values()))
    for name, result in results.items():
        if "fails" in result:
            yield (title, name, *[""] * 6, result["fails"])
            continue
        rates = (statistics.median(rate(result, which)) for which in ("seconds", "cpu"))
        start = statistics.median(took.seconds for took in result["start"])
        yield (title, name, f"{result['count']:,}", f"{1000 * start:,.0f}",
               *(f"{each:,.0f}" for each in rates), *ratios(mine, result),
               verdict(result))  # fmt: skip


def reasons_of(title, name, result):
    for why, entry in sorted(result["others"].items(), key=lambda item: -item[1]["count"]):
        share = f"{100 * entry['count'] / result['count']:.2f} %"
        yield (title, name, share, why, *entry["example"])


def wrong(results):
    return sum(r["wrong"] for tools_of in results.values() for r in tools_of.values())


def report(results):
    parts = ["## Names for addresses, from files and to files"]
    rows = [row for title, of in results.items() for row in rows_of(title, of)]
    parts.append(figures.layout([HEADS, *rows]))
    reasons = [
        row
        for title, of in results.items()
        for name, result in of.items()
        if "fails" not in result
        for row in reasons_of(title, name, result)
    ]
    if reasons:
        parts.append(figures.layout([WHY_HEADS, *reasons]))
    return "\n\n".join(parts)
