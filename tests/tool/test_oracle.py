# SPDX-License-Identifier: MIT OR Apache-2.0
"""Real kernels: ksym against readelf, nm, c++filt and addr2line."""
import re
import struct
import subprocess

import pytest

from command import FLAT, listed, lookup, succeeds
from elf import Image
from kernels import COUNT
from machines import CXX, MACHINES, MORE_MACHINES, build, run

MAPPING = r"\$[atdx](\.|$)|\$xrv\d|__(pool|pend)_.*_\d+$"
KINDS = {"FUNC", "OBJECT", "NOTYPE", "IFUNC"}
MARKERS = {"__kernel_symbols_start", "__kernel_symbols_end"}


@pytest.fixture(name="built", scope="module", params=[*MACHINES, *MORE_MACHINES, CXX],
                ids=lambda m: m.name)
def _built(request, tmp_path_factory):
    """A machine, its linked ELF, and that ELF with its symbols embedded."""
    directory = tmp_path_factory.mktemp(request.param.name)
    plain = build(request.param, directory)
    done = directory / "done"
    succeeds("embed", *FLAT, plain, "-o", done)
    return request.param, plain, done


def demangled(names):
    return dict(zip(names, run("c++filt", "-i", *names).splitlines()))


def executable_sections(path):
    """The index of each executable section: where it begins and ends."""
    ranges = {}
    for line in run("readelf", "-SW", path).splitlines():
        found = re.match(r" +\[ *(\d+)\] \S+ +\S+ +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+) \S+ +(\w*) ",
                         line)
        if found and "X" in found[4]:
            addr = int(found[2], 16)
            ranges[found[1]] = range(addr, addr + int(found[3], 16))
    assert ranges
    return ranges


def in_descriptor(image, addr):
    """64-bit PowerPC ELFv1: the address of the code, first in the descriptor."""
    at = image.offset_of(addr)
    return struct.unpack_from(">Q", image.data, at)[0]


def kept_by_the_rules(path):
    """(addr, size, name) of what readelf shows and rules 1 to 3 keep."""
    header = run("readelf", "-hW", path)
    machine = re.search(r"Machine: +(\S+)", header)[1]
    ranges = executable_sections(path)
    image = Image(path.read_bytes())
    kept = []
    for line in run("readelf", "-sW", path).splitlines():
        found = re.match(r" +\d+: ([0-9a-f]+) +(\S+) (\w+) +\w+ +\w+ +(?:\[.*?\] +)?(\w+) (.+)",
                         line)
        if not found or found[3] not in KINDS or found[4] in ("UND", "ABS", "COM"):
            continue
        addr, size, kind, section, name = (int(found[1], 16), int(found[2], 0), found[3],
                                           found[4], found[5])
        if re.match(MAPPING + r"|\.L", name) or name in MARKERS:
            continue
        if machine == "ARM" and kind in ("FUNC", "IFUNC"):
            addr &= ~1
        if "abiv1" in header and kind == "FUNC" and section not in ranges:
            addr = in_descriptor(image, addr)
            section = next(i for i, r in ranges.items() if addr in r)
        kept.append((addr, size, section, name))
    starts = [(addr, section) for addr, _, section, _ in kept]
    names = demangled([name for *_, name in kept])
    return {(addr, size or inferred(addr, section, starts, ranges), names[name])
            for addr, size, section, name in kept}


def inferred(addr, section, starts, ranges):
    if section not in ranges:
        return 0
    following = [a for a, s in starts if s == section and a > addr]
    return min([*following, ranges[section].stop]) - addr


def test_every_symbol_that_readelf_shows_and_the_rules_keep_is_listed(built):
    _, plain, done = built
    expected = {entry for entry in kept_by_the_rules(plain) if entry[2] != COUNT}
    assert set(listed(done)) == expected
    assert len(listed(done)) == len(expected) > 8


def test_demangled_names_are_those_of_nm(built):
    machine, plain, done = built
    lines = run(machine.tool("nm"), "-C", "--defined-only", plain).splitlines()
    shown = {line.split(" ", 2)[2] for line in lines if line.split()[1] not in "aAN"}
    shown = {name for name in shown if not re.match(MAPPING, name)}
    assert {e.name for e in listed(done)} == shown - MARKERS - {COUNT}


def test_every_function_answers_as_addr2line_does(built):
    machine, plain, done = built
    rows = [re.search(r"\d+: ([0-9a-f]+) +(\d+) FUNC .* (\w+) \S+$", line)
            for line in run("readelf", "-sW", plain).splitlines() if " FUNC " in line]
    image, code = Image(plain.read_bytes()), executable_sections(plain)
    functions = [(int(r[1], 16) if r[3] in code else in_descriptor(image, int(r[1], 16)),
                  int(r[2])) for r in rows if r[3] != "UND"]
    assert len(functions) >= 4
    if machine.name == "thumb":
        functions = [(addr & ~1, size) for addr, size in functions]
    wanted = sorted({addr + at for addr, size in functions for at in (0, size // 2, size - 1)})
    told = run(machine.tool("addr2line"), "-f", "-C", "-e", plain,
               *map(hex, wanted)).splitlines()[::2]
    ours = [answer.rsplit("+", 1)[0] for answer in lookup(done, *wanted)]
    assert [the_function(name) for name in ours] == [the_function(name) for name in told]


def the_function(name):
    """addr2line may choose the other of these two aliases."""
    return "console_put" if name == "console_write" else name


def test_every_symbol_owns_its_first_middle_and_last_byte(built):
    _, _, done = built
    entries = [e for e in listed(done) if e.size]
    wanted = {e.addr + at for e in entries for at in (0, e.size // 2, e.size - 1)}
    for addr, answer in zip(wanted, lookup(done, *wanted)):
        owners = [e for e in entries if e.addr <= addr < e.addr + e.size]
        start, size = max((e.addr, -e.size) for e in owners)
        assert answer in {f"{e.name}+0x{addr - start:x}/0x{-size:x}" for e in owners
                          if (e.addr, -e.size) == (start, size)}


def test_every_name_is_found_where_it_is(built):
    _, _, done = built
    entries = listed(done)
    told = succeeds("find", done, *{e.name for e in entries}).splitlines()
    assert sorted(told) == sorted({f"0x{e.addr:x} {e.name}" for e in entries})


def test_verify_agrees(built):
    _, _, done = built
    assert succeeds("verify", done) == f"verified {len(listed(done)) + 1} symbols\n"


def test_readelf_has_no_new_complaint(built):
    machine, plain, done = built
    complaints = [subprocess.run([machine.tool("readelf"), "-aW", path], capture_output=True,
                                 text=True, check=True).stderr.replace(str(path), "")
                  for path in (plain, done)]
    assert complaints[0] == complaints[1]


def test_nothing_but_the_section_and_the_count_changes(built):
    _, plain, done = built
    before, after = plain.read_bytes(), done.read_bytes()
    assert len(before) == len(after)
    image = Image(after)
    section, (count, count_at) = image.section(".kernel_symbols"), image.count()
    assert count == len(image.flat()[0]) > 8
    blanked = []
    for data in before, after:
        data = bytearray(data)
        for part in range(section["offset"], section["offset"] + section["size"]), count_at:
            data[part.start:part.stop] = bytes(len(part))
        blanked.append(data)
    assert blanked[0] == blanked[1]
