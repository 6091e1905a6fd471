# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reports with lines: what a kernel printed, against what llvm-symbolizer says of its ELF."""

import json
import os
import re
import subprocess
from dataclasses import dataclass

SYMBOLIZER = "llvm-symbolizer-19"
LINE = re.compile(r"^ +(\d+)\. ([0-9a-f]{16}| {16}) \| (\S.*?)( \(inlined\))?( +(\S+):(\d+))?$")
# The vectors call it, so what they interrupted comes behind it.
VECTORS_CALL = "exception_enter"


@dataclass(frozen=True)
class Frame:
    function: str
    is_inlined: bool
    place: tuple | None  # file and line


@dataclass
class Entry:
    """A place in the code, and its frames, innermost first."""

    number: int
    address: int
    is_fault: bool  # or a return address
    frames: list


def entries(text):
    """Those of a report's one backtrace."""
    found = []
    for line in text.partition("Backtrace:")[2].splitlines():
        match = LINE.match(line)
        if not match:
            continue
        number, address, function, inlined, _, file, where = match.groups()
        if address.strip():
            is_fault = (found[-1].frames[-1].function == VECTORS_CALL if found
                        else "CPU Exception!" in text)
            found.append(Entry(int(number), int(address, 16), is_fault, []))
        assert found[-1].number == int(number), line
        place = (file, int(where)) if file else None
        found[-1].frames.append(Frame(function, inlined is not None, place))
    return found


def known(elf, addresses):
    """The frames of addresses by the debug data. gcc's has no row of line 0."""
    out = subprocess.run(
        [SYMBOLIZER, "--obj", elf, "--output-style=JSON", "--inlines", *map(hex, addresses)],
        capture_output=True, text=True, check=True).stdout
    chains = []
    for answer in json.loads(out):
        symbols = answer.get("Symbol", [])
        chains.append([
            Frame(s["FunctionName"], i + 1 < len(symbols),
                  (os.path.normpath(s["FileName"]), s["Line"]) if s["Line"] else None)
            for i, s in enumerate(symbols)])
    return chains


def check(text, elf):
    """Every entry has the frames and lines that it should have; so has the exception."""
    found = entries(text)
    chains = known(elf, [e.address - (0 if e.is_fault else 1) for e in found]) if found else []
    for entry, chain in zip(found, chains):
        if entry.frames[0].function != "Symbol not found":
            assert entry.frames == chain, (entry, chain)
        else:
            assert len(entry.frames) == 1 and chain[0].place is None
    for elr, symbol, source in re.findall(
            r"^ELR_EL1: (\S+)\n +Symbol: (.+)\n(?: +Source: (.+)\n)?\nGeneral", text, re.M):
        chain, = known(elf, [int(elr, 16)])
        place = chain[0].place if chain else None
        assert source == ("%s:%u" % place if place else "")
        assert symbol in (chain[-1].function, "Symbol not found")
    return found


def check_none(text):
    """Of a kernel without lines."""
    assert "Source:" not in text
    assert all(e.frames == [Frame(e.frames[0].function, False, None)] for e in entries(text))
