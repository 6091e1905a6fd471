# SPDX-License-Identifier: MIT OR Apache-2.0
"""Overlays: sections that share addresses. What ksym writes goes into the bytes of the
section that the symbol names, whichever segment a search by address would find."""
import pytest

from command import FLAT, ksym, refuses, succeeds, write
from elf import (OBJECT, SHF_ALLOC, SHF_WRITE, SHN_ABS, SHT_NOBITS, Elf, Image, Section, Symbol)
from kernels import COUNT, TABLE, TEXT, kernel, markers
from machines import run
from space import differences

MAIN = Symbol("main", TEXT, 16)
SHARED = 0x60000
LOCATION = b"KSYM\0loc".ljust(24, b"\0")


def placed(name, first, data):
    """Two overlays, the named symbol in .mine, which comes first or second."""
    mine = Section(".mine", SHARED, data, SHF_ALLOC | SHF_WRITE, align=8)
    other = Section(".other", SHARED, b"\xa5" * 64, SHF_ALLOC | SHF_WRITE, align=8)
    symbol = Symbol(name, SHARED + 8, 24 if name != COUNT else 8, OBJECT, section=".mine")
    return kernel(MAIN, symbol, counted=False,
                  sections=[mine, other] if first else [other, mine])


@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
@pytest.mark.parametrize("options", [[], ["--trim"]], ids=" ".join)
def test_the_count_is_written_into_its_own_overlay(tmp_path, first, options):
    path = write(tmp_path, placed(COUNT, first, bytes(64)))
    before = Image(path.read_bytes())
    result = ksym("embed", *FLAT, *options, path)
    assert (result.status, result.err) == (0, "")
    after = Image(path.read_bytes())
    assert after.contents(".mine") == bytes(8) + (2).to_bytes(8, "little") + bytes(48)
    assert after.contents(".other") == before.contents(".other")
    assert succeeds("verify", path) and "symbols: 2\n" in succeeds("info", path)


@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
def test_the_location_is_written_into_its_own_overlay(tmp_path, first):
    path = write(tmp_path, placed("ksym_location", first, bytes(8) + LOCATION + bytes(32)))
    before = Image(path.read_bytes())
    succeeds("embed", path)
    after = Image(path.read_bytes())
    distance = (TABLE - (SHARED + 8)) % (1 << 64)
    assert after.contents(".mine")[8:32] == \
        b"KSYM\0loc" + distance.to_bytes(8, "little") + (0x800).to_bytes(8, "little")
    assert differences(before, after) == {".kernel_symbols", ".mine"}


@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
def test_the_reservation_is_an_overlay(tmp_path, first):
    table = Section(".kernel_symbols", SHARED, bytes(0x800), align=8)
    other = Section(".other", SHARED, b"\xa5" * 0x1000, align=8)
    marks = markers(0x800)
    for mark in marks:
        mark.value += SHARED - TABLE
    sections = [Section(".text", TEXT, bytes(0x200), SHF_ALLOC | 4),
                *([table, other] if first else [other, table])]
    path = write(tmp_path, Elf(sections, [MAIN, *marks]))
    before = Image(path.read_bytes())
    succeeds("embed", path)
    after = Image(path.read_bytes())
    assert differences(before, after) == {".kernel_symbols"}
    assert after.contents(".kernel_symbols").startswith(b"KSYM")
    assert succeeds("verify", path) == "verified 1 symbol\n"
    said = refuses("embed", "--grow", "--by-name", "--section", ".other", path, path=path)
    assert ".other" in said and path.read_bytes() == after.data


SCRIPT = """ENTRY(_start)
SECTIONS { . = 0x100000; .text : { *(.text .text.*) } .rodata : { *(.rodata .rodata.*) }
        .kernel_symbols : ALIGN(8) { __kernel_symbols_start = .; BYTE(0)
                . = __kernel_symbols_start + 4K; __kernel_symbols_end = .; }
        OVERLAY 0x200000 : AT(0x110000) { .one { *(.one) } .two { *(.two) } } }"""
SOURCE = """#include <stdint.h>
__attribute__((section(".one"), used)) uint64_t first[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
__attribute__((section(".two"), used)) volatile uint64_t NUM_KERNEL_SYMBOLS = 99;
void _start(void) { while (NUM_KERNEL_SYMBOLS) { } }
"""


def test_the_overlays_of_a_linker(tmp_path):
    source, script, path = (tmp_path / n for n in ("source.c", "kernel.ld", "kernel"))
    source.write_text(SOURCE)
    script.write_text(SCRIPT)
    run("gcc", "-ffreestanding", "-nostdlib", "-static", "-no-pie", "-fno-pic",
        "-Wl,--build-id=none", "-fno-asynchronous-unwind-tables", "-T", script, source, "-o", path)
    before = Image(path.read_bytes())
    assert before.section(".one")["addr"] == before.section(".two")["addr"]
    succeeds("embed", *FLAT, path)
    after = Image(path.read_bytes())
    assert after.contents(".one") == before.contents(".one")
    count = succeeds("info", path).split("symbols: ")[1].split()[0]
    assert int.from_bytes(after.contents(".two"), "little") == int(count)
    assert differences(before, after) == {".kernel_symbols", ".two"}


# A section that does not have the bytes

@pytest.mark.parametrize("symbol", [COUNT, "ksym_location"])
@pytest.mark.parametrize("changes, section", [
    pytest.param({"type": SHT_NOBITS, "data": b"", "size": 64}, ".mine", id="no bits"),
    pytest.param({"data": bytes(12)}, ".mine", id="too few"),
    pytest.param({"flags": 0}, ".mine", id="not loaded"),
    pytest.param({}, SHN_ABS, id="absolute"),
])
def test_bytes_that_are_not_the_sections(tmp_path, symbol, changes, section):
    """Though another section has bytes at that address."""
    elf = placed(symbol, True, bytes(8) + LOCATION + bytes(32))
    mine = next(s for s in elf.sections if s.name == ".mine")
    for name, value in changes.items():
        setattr(mine, name, value)
    for candidate in elf.symbols:
        if candidate.name == symbol:
            candidate.section = section
    path = write(tmp_path, elf)
    before = path.read_bytes()
    assert symbol in refuses("embed", *(FLAT if symbol == COUNT else ()), path, path=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("field, value", [("vaddr", 0x1000), ("offset", 0x10), ("filesz", 8)])
def test_a_section_that_its_segment_loads_from_elsewhere(tmp_path, field, value):
    image = Image(kernel(MAIN).build())
    number = next(i for i, s in enumerate(image.segments) if s["vaddr"] == TABLE)
    path = write(tmp_path, image.with_header("phdr", number, **{field: value}))
    before = path.read_bytes()
    said = refuses("embed", path, path=path)
    assert ".kernel_symbols" in said and f"{TABLE:#x}" in said and path.read_bytes() == before
