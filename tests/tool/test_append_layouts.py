# SPDX-License-Identifier: MIT OR Apache-2.0
"""--append to the output of several linkers, and what it prints about memory."""
import re

import pytest

from command import FLAT, ROOT, ksym, refuses, succeeds, write
from elf import (GLOBAL, NOTYPE, OBJECT, PT_LOAD, SHF_ALLOC, SHF_WRITE, SHN_ABS, SHT_NOBITS,
                 Image, Section, Symbol)
from kernels import BSS, DATA, TEXT, kernel
from machines import run
from space import (LOCATION, MACHINES, SOURCE, build, differences, flat_image, is_loadable,
                   is_sound, location, objcopied)

MAIN = Symbol("main", TEXT, 16)
MAPPED = re.compile(r"ksym: .*: to be mapped, read-only: 0x(\w+) bytes at 0x(\w+), "
                    r"physical 0x(\w+); a raw image \(objcopy -O binary\) "
                    r"grows by (\d+) bytes to (\d+)")
BEHIND = re.compile(r"ksym: .*: the table lies after (\S+) \(0x(\w+)\), where .*--append-address.*")


def appended(path, *options):
    """Embeds; returns the messages about memory, as two matches or None."""
    result = ksym("embed", "--append", *options, path)
    assert result.status == 0, result
    lines = result.err.splitlines()
    assert sum(map(bool, map(MAPPED.fullmatch, lines))) <= 1
    return tuple(next((m for m in map(pattern.fullmatch, lines) if m), None)
                 for pattern in (MAPPED, BEHIND))


# Kernels as linkers lay them out by themselves

LAYOUTS = {"plain": [], "build id": ["-Wl,--build-id=sha1"],
           "one segment for all": ["-Wl,-z,noseparate-code"],
           "pie": ["-static-pie", "-fPIE", "-Wl,--no-dynamic-linker"]}
# gold knows neither of the last two.
MADE = [(linker, layout) for linker in ("bfd", "gold", "lld", "mold") for layout in LAYOUTS
        if linker != "gold" or layout in ("plain", "build id")]


@pytest.mark.parametrize("linker, layout", MADE)
def test_what_a_linker_makes_by_itself(tmp_path, linker, layout):
    """ksym_location is in the first section, or near it."""
    source, path = tmp_path / "kernel.c", tmp_path / "kernel"
    source.write_text(SOURCE % {"macros": LOCATION})
    run("gcc", "-O1", "-g", "-ffreestanding", "-nostdlib", "-static", "-no-pie", "-fno-pic",
        "-fcf-protection=none", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none",
        "-fno-stack-protector", "-I", ROOT / "lib" / "include", f"-fuse-ld={linker}",
        *LAYOUTS[layout], source, "-o", path)
    before = Image(path.read_bytes())
    mapped, _ = appended(path)
    after = Image(path.read_bytes())
    assert mapped and is_loadable(after) and is_sound(MACHINES[0], path)
    table = after.section(".kernel_symbols")
    assert location(after) == (table["addr"], table["size"])
    assert succeeds("verify", path)
    moved = {".kernel_symbols", ".shstrtab", ".rodata", ".symtab", ".dynsym"}
    assert {n for n in differences(before, after) if not n.startswith(".note")} <= moved
    run("strip", path)
    stripped = Image(path.read_bytes())
    moved = after.ehdr["phoff"] != before.ehdr["phoff"]
    assert moved or is_loadable(stripped)
    assert moved or stripped.contents(".kernel_symbols") == after.contents(".kernel_symbols")


def section_headers_first(elf, loaded):
    """As Go's linker has it: both tables of headers, then what is loaded."""
    image = Image(elf.build())
    ehdr, phdr, shdr = (image.record(k) for k in ("ehdr", "phdr", "shdr"))
    at = image.ehdr["phoff"] + len(image.segments) * phdr.size
    by = len(image.sections) * shdr.size
    segments = [{**s, "offset": s["offset"] + by} for s in image.segments]
    if loaded:  # the first segment has them too
        skip = segments[0]["offset"]
        segments[0] = {**segments[0], "offset": 0, "vaddr": segments[0]["vaddr"] - skip,
                       "paddr": segments[0]["paddr"] - skip,
                       "filesz": segments[0]["filesz"] + skip,
                       "memsz": segments[0]["memsz"] + skip}
    sections = [{**s, "offset": s["offset"] + by if s["type"] else 0} for s in image.sections]
    return (ehdr.pack(**image.ehdr | {"shoff": at}) + b"".join(phdr.pack(**s) for s in segments)
            + b"".join(shdr.pack(**s) for s in sections) + image.data[at:image.ehdr["shoff"]])


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not loaded"])
@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
def test_section_headers_behind_the_program_headers(tmp_path, bits, order, loaded):
    """They go to the file's end; what follows them, here ksym_location, stays."""
    elf = kernel(MAIN, Symbol("ksym_location", 0x8000, 24, OBJECT, section=".rodata"),
                 bits=bits, order=order, counted=False, sections=[
                     Section(".rodata", 0x8000, b"KSYM\0loc".ljust(24, b"\0"), align=8)])
    elf.sections = sorted((s for s in elf.sections if s.name != ".kernel_symbols"),
                          key=lambda s: s.name != ".rodata")
    elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    path = write(tmp_path, section_headers_first(elf, loaded))
    before = Image(path.read_bytes())
    assert before.ehdr["shoff"] < before.section(".rodata")["offset"]
    appended(path)
    after = Image(path.read_bytes())
    assert after.ehdr["phoff"] == before.ehdr["phoff"] and is_loadable(after)
    assert len(after.segments) == len(before.segments) + 1
    table = after.section(".kernel_symbols")
    assert location(after) == (table["addr"], table["size"])
    assert differences(before, after) == {".kernel_symbols", ".rodata", ".shstrtab"}
    succeeds("verify", path)


def test_bytes_that_nothing_describes_are_not_taken_for_room(tmp_path):
    """A boot loader's own header, say."""
    elf = without_reservation(MAIN)
    elf.sections.insert(0, Section(".gap", data=b"BOOT" * 32, flags=0))
    image = Image(elf.build())
    path = write(tmp_path, image.with_header("shdr", image.names.index(".gap"), size=0))
    appended(path)
    after = Image(path.read_bytes())
    assert b"BOOT" * 32 in after.data and after.ehdr["phoff"] != image.ehdr["phoff"]


# What it says

def without_reservation(*symbols, **options):
    elf = kernel(*symbols, **options)
    elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
    elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    return elf


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
@pytest.mark.parametrize("heap", [0, 0x3000, 0x100000])
def test_how_much_a_raw_image_grows(tmp_path, machine, heap):
    """By more than the table where the kernel's own end is far off."""
    end = f"_end = .; . += {heap:#x}; _end_of_ram = .;"
    path = build(machine, tmp_path, end=end)
    old = len(objcopied(machine, path))
    mapped, behind = appended(path)
    image = Image(path.read_bytes())
    new = [s for s in image.segments if s["type"] == PT_LOAD][-1]
    assert [int(mapped[i], 16) for i in (1, 2, 3)] == [new["memsz"], new["vaddr"], new["paddr"]]
    size = len(objcopied(machine, path))
    assert [int(mapped[i]) for i in (4, 5)] == [size - old, size]
    assert size == len(flat_image(image)) and size - old >= heap
    if heap:
        assert behind[1] == "_end_of_ram"
        assert int(behind[2], 16) == image.symbol("_end_of_ram")["value"]
    else:
        assert behind[1] in ("_end", "_end_of_ram")
    succeeds("verify", path)


@pytest.mark.parametrize("symbol, said", [
    (Symbol("_end", BSS + 0x80, 0, NOTYPE, GLOBAL, ".bss"), True),
    (Symbol("free_memory", 0x38000, 0, NOTYPE, GLOBAL, ".bss"), True),
    (Symbol("__bss_start", BSS, 0, NOTYPE, GLOBAL, ".bss"), False),
    (Symbol("VERSION", 0x30090, 0, NOTYPE, GLOBAL, SHN_ABS), False),
])
def test_a_symbol_behind_all_segments_is_where_a_heap_may_begin(tmp_path, symbol, said):
    _, behind = appended(write(tmp_path, without_reservation(MAIN, symbol)))
    assert bool(behind) == said
    if said:
        assert (behind[1], int(behind[2], 16)) == (symbol.name, symbol.value)


def test_a_table_below_the_kernels_end_is_in_nobodys_heap(tmp_path):
    end = Symbol("_end", BSS + 0x80, 0, NOTYPE, GLOBAL, ".bss")
    path = write(tmp_path, without_reservation(MAIN, end))
    mapped, behind = appended(path, "--append-address", "0x28000")
    assert behind is None and int(mapped[2], 16) == 0x28000


def test_an_image_that_begins_with_the_table(tmp_path):
    path = write(tmp_path, without_reservation(MAIN))
    mapped, _ = appended(path, "--append-address", "0x8000")
    table = Image(path.read_bytes()).section(".kernel_symbols")["addr"]
    # From the table to the end of .data, where that began with .text.
    assert [int(mapped[i]) for i in (4, 5)] == [TEXT - table, DATA + 0x80 - table]


@pytest.mark.parametrize("section", [
    Section(".noinit", 0x48000, b"", SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 0x1000)])
def test_zeros_are_in_use_too(tmp_path, section):
    path = write(tmp_path, without_reservation(MAIN, sections=[section]))
    mapped, _ = appended(path)
    assert int(mapped[2], 16) == 0x49000
    other = write(tmp_path, without_reservation(MAIN, sections=[section]), "other")
    before = other.read_bytes()
    said = refuses("embed", *FLAT, "--append-address", "0x48800", other, path=other)
    assert "0x48000" in said and other.read_bytes() == before
