# SPDX-License-Identifier: MIT OR Apache-2.0
"""--grow and --trim: the section changes, what follows it moves, and nothing else changes."""
import re

import pytest

from command import FLAT, ksym, refuses, succeeds, write
from elf import (GLOBAL, NOTYPE, OBJECT, PT_LOAD, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE,
                 SHN_ABS, SHT_NOBITS, Image, Section, Symbol)
from kernels import COUNT, DATA, TABLE, TEXT, kernel
from space import (MACHINES, build, differences, flat_image, is_loadable, is_sound, labels,
                   location, objcopied)

each_machine = pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
MAIN = Symbol("main", TEXT, 16)
MANY = "KSYM_LOCATION();\n" + labels(900)


def resized(machine, path, *options):
    """Embeds, and checks all that must hold whatever the options; before, after."""
    before = Image(path.read_bytes())
    result = ksym("embed", *options, path)
    assert (result.status, result.err) == (0, ""), result
    after = Image(path.read_bytes())
    assert is_sound(machine, path) and is_loadable(after)
    selection = [o for o in options if o not in ("--grow", "--trim", "--by-name")]
    assert succeeds("verify", *selection, path).startswith("verified ")
    assert objcopied(machine, path) == flat_image(after)
    table = after.section(".kernel_symbols")
    assert after.symbol("__kernel_symbols_end")["value"] == table["addr"] + table["size"]
    assert location(after) == (table["addr"], table["size"])
    # .rodata holds ksym_location, .symtab the end of the section.
    assert differences(before, after) <= {".kernel_symbols", ".rodata", ".symtab"}
    old, new = list(before.symbols()), list(after.symbols())
    assert [s for s in old if s[0] != b"__kernel_symbols_end"] == \
           [s for s in new if s[0] != b"__kernel_symbols_end"]
    at = before.symbol("ksym_location")["value"] - before.section(".rodata")["addr"]
    pair = bytearray(before.contents(".rodata")), bytearray(after.contents(".rodata"))
    for data in pair:
        data[at + 8:at + 24] = bytes(16)  # the distance and the size
    assert pair[0] == pair[1]
    return before, after


@each_machine
@pytest.mark.parametrize("page", ["0x1000", "0x10000"])
def test_grow_moves_what_is_behind(tmp_path, machine, page):
    path = build(machine, tmp_path, reserve=16, macros=MANY, page=page, gap="0x20000")
    need = int(succeeds("size", path))
    before, after = resized(machine, path, "--grow")
    assert after.section(".kernel_symbols")["size"] == need
    moved = after.section(".data")["offset"] - before.section(".data")["offset"]
    assert moved % int(page, 16) == 0
    assert 0 <= moved < need + int(page, 16)
    assert (len(after.data), after.ehdr["shoff"]) == \
           (len(before.data) + moved, before.ehdr["shoff"] + moved)
    if page == "0x1000":
        assert moved > 0


@each_machine
def test_trim_gives_back_what_is_over(tmp_path, machine):
    path = build(machine, tmp_path, reserve=0x9000)
    need = int(succeeds("size", path))
    before, after = resized(machine, path, "--trim")
    assert after.section(".kernel_symbols")["size"] == need
    assert len(before.data) - len(after.data) == 0x9000
    load = [s for s in after.segments if s["type"] == PT_LOAD
            and s["vaddr"] + s["filesz"] == after.section(".kernel_symbols")["addr"] + need]
    assert len(load) == 1 and load[0]["memsz"] == load[0]["filesz"]


@each_machine
def test_trim_makes_an_image_smaller_of_which_the_table_is_the_end(tmp_path, machine):
    script = """ENTRY(_start) SECTIONS { . = %(base)s; .text : { *(.text .text.*) }
        .data : { *(.data .data.* .sdata .sdata.*) } .bss : { *(.bss .bss.* .sbss .sbss.*) }
        . = ALIGN(0x1000); .rodata : { *(.rodata .rodata.*) } %(reservation)s }"""
    path = build(machine, tmp_path, reserve=0x9000, script=script)
    whole = objcopied(machine, path)
    before, after = resized(machine, path, "--trim")
    image = objcopied(machine, path)
    cut = before.section(".kernel_symbols")["size"] - after.section(".kernel_symbols")["size"]
    assert len(image) == len(whole) - cut


@each_machine
def test_trim_and_grow_again(tmp_path, machine):
    path = build(machine, tmp_path, reserve=0x9000)
    resized(machine, path, "--trim", "--select", "functions", "--max-name", "5")
    refuses("embed", path, path=path)
    resized(machine, path, "--grow")
    resized(machine, path, "--grow", "--trim", "--by-name")
    resized(machine, path, "--grow", "--trim")


def test_grow_changes_nothing_where_the_table_fits(tmp_path):
    plain, grown = (build(MACHINES[0], tmp_path, reserve=0x9000, name=n) for n in "ab")
    assert succeeds("embed", plain)[:20] == succeeds("embed", "--grow", grown)[:20]
    assert plain.read_bytes() == grown.read_bytes()


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("reserve", [0, 1, 24])
def test_grow_of_either_class_and_byte_order(tmp_path, bits, order, reserve):
    path = write(tmp_path, kernel(MAIN, bits=bits, order=order, reserve=reserve))
    before = Image(path.read_bytes())
    result = ksym("embed", *FLAT, "--grow", path)
    assert result.status == 0 and "ksym_location" in result.err
    after = Image(path.read_bytes())
    entries, used = after.flat()
    assert [e[2] for e in entries] == [b"main", b"NUM_KERNEL_SYMBOLS"]
    assert after.section(".kernel_symbols")["size"] == used
    assert after.symbol("__kernel_symbols_end")["value"] == TABLE + used
    assert is_loadable(after)
    assert differences(before, after) == {".kernel_symbols", ".rodata", ".symtab"}


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
def test_what_is_patched_beside_the_table_has_moved_too(tmp_path, bits, order):
    marks = [Symbol("ksym_location", DATA + 16, 24, OBJECT, section=".data")]
    elf = kernel(MAIN, *marks, bits=bits, order=order, reserve=8)
    elf.sections.sort(key=lambda s: s.name != ".kernel_symbols")  # the first in the file
    data = next(s for s in elf.sections if s.name == ".data")
    data.data = data.data[:16] + b"KSYM\0loc".ljust(24, b"\0") + data.data[40:]
    path = write(tmp_path, elf)
    before = Image(path.read_bytes())
    assert succeeds("embed", *FLAT, "--grow", path)
    after = Image(path.read_bytes())
    assert after.section(".data")["offset"] > before.section(".data")["offset"]
    entries, used = after.flat()
    assert [e[2] for e in entries] == [b"main", COUNT.encode(), b"ksym_location"]
    assert location(after) == (TABLE, used)
    assert after.contents(".data")[:16] == data.data[:16]
    assert after.contents(".data")[40:] == data.data[40:]
    assert differences(before, after) == {".kernel_symbols", ".rodata", ".symtab", ".data"}


def grow_refused(directory, elf):
    path = write(directory, elf)
    before = path.read_bytes()
    said = refuses("embed", "--grow", path, path=path)
    assert path.read_bytes() == before and list(directory.iterdir()) == [path]
    assert "--fit" in said and ", --grow" not in said
    return said


IN_THE_WAY = [
    pytest.param({"sections": [Section(".next", TABLE + 0x20, bytes(8))]}, ".next|header",
                 id="section"),
    pytest.param({"sections": [Section(".next", TABLE + 0x20, b"", SHF_ALLOC | SHF_WRITE,
                                       SHT_NOBITS, 8)]}, ".next|header", id="no bits"),
    pytest.param({"symbols": [Symbol("__heap_start", TABLE + 0x18, 0, NOTYPE, GLOBAL, ".text")]},
                 "__heap_start", id="symbol"),
    pytest.param({"symbols": [Symbol("__kernel_end", TABLE + 0x10, 0, NOTYPE, GLOBAL, SHN_ABS)]},
                 "__kernel_end", id="symbol at the end"),
]


@pytest.mark.parametrize("what, named", IN_THE_WAY)
def test_grow_is_refused_where_addresses_are_in_use(tmp_path, what, named):
    elf = kernel(MAIN, *what.get("symbols", ()), reserve=0x10, sections=what.get("sections", ()))
    said = grow_refused(tmp_path, elf)
    assert re.search(named, said)


def test_grow_is_refused_where_the_section_is_not_the_last(tmp_path):
    path = build(MACHINES[1], tmp_path, reserve=16, end=".after : { BYTE(1) }", script="""
        ENTRY(_start) SECTIONS { . = %(base)s; .text : { *(.text .text.*) } %(reservation)s
        .rodata : { *(.rodata .rodata.*) } .data : { *(.data .bss .data.*) } }""")
    before = path.read_bytes()
    said = refuses("embed", "--grow", path, path=path)
    assert "not the last" in said and re.search(r"program header \d", said)
    path = build(MACHINES[1], tmp_path, reserve=0x4000, script="""
        ENTRY(_start) SECTIONS { . = %(base)s; .text : { *(.text .text.*) } %(reservation)s
        .rodata : { *(.rodata .rodata.*) } .data : { *(.data .bss .data.*) } }""")
    before = path.read_bytes()
    assert "not the last" in refuses("embed", "--trim", path, path=path)
    assert path.read_bytes() == before


def test_grow_is_refused_where_physical_addresses_are_in_use(tmp_path):
    """Flash: what .data is copied from follows the table at once."""
    script = """ENTRY(_start) SECTIONS { . = %(base)s; .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) } %(reservation)s
        __load = LOADADDR(.kernel_symbols) + SIZEOF(.kernel_symbols);
        .data 0x20000000 : AT(__load) { *(.data .data.*) } .bss : { *(.bss .bss.*) } }"""
    machine = MACHINES[2]
    path = build(machine, tmp_path, reserve=16, script=script)
    said = refuses("embed", "--grow", path, path=path)
    assert "physical" in said or "__load" in said
    before, _ = resized(machine, build(machine, tmp_path, reserve=0x4000, script=script), "--trim")
    assert before


def test_a_section_at_the_end_of_all_addresses(tmp_path):
    elf = kernel(MAIN, bits=32, reserve=0x10)
    for section in elf.sections:
        if section.name == ".kernel_symbols":
            section.addr = 0xfffffff0
    elf.symbols = [s for s in elf.symbols if "_symbols_" not in s.name]
    said = grow_refused(tmp_path, elf)
    assert "last address" in said


def test_an_error_names_what_would_help(tmp_path):
    path = write(tmp_path, kernel(MAIN, Symbol("table", DATA, 8, 1, section=".data"), reserve=24))
    need = int(succeeds("size", "--by-name", path))
    said = refuses("embed", "--by-name", path, path=path)
    assert {str(need), "24"} <= set(re.findall(r"\b\d+\b", said))
    assert said.endswith("; what helps: to reserve more, --grow, --fit, --select functions, no --by-name, "
                         "--exclude what ksym size --by prefix shows\n")
    said = refuses("embed", *FLAT, "--select", "functions", path, path=path)
    assert said.endswith("; what helps: to reserve more, --grow, --fit, --format compact, "
                         "--exclude what ksym size --by prefix shows\n")


@pytest.mark.parametrize("options", [
    [], ["--by-name"], ["--select", "functions"], ["--max-name", "6"], ["--names", "mangled"],
    ["--exclude", "^b"], [*FLAT], [*FLAT, "--max-name", "4"], ["--fit"], ["--grow"],
    ["--trim"]], ids=" ".join)
def test_size_is_exact(tmp_path, options):
    symbols = [MAIN, Symbol("_ZN4uart4initEv", TEXT + 16, 8), Symbol("bank", DATA, 8, 1,
                                                                     section=".data")]
    roomy = write(tmp_path, kernel(*symbols), "roomy")
    need = int(succeeds("size", *options, roomy))
    options = [o for o in options if o not in ("--fit", "--grow")]
    exact = write(tmp_path, kernel(*symbols, reserve=need), "exact")
    said = succeeds("embed", *options, exact)
    assert f": {need} of {need} bytes " in said
    short = write(tmp_path, kernel(*symbols, reserve=need - 1), "short")
    said = refuses("embed", *options, short, path=short)
    assert {str(need), str(need - 1)} <= set(re.findall(r"\b\d+\b", said))


def test_a_label_in_an_executable_reservation_has_no_size(tmp_path):
    """Inferred up to the section's end, it would be wrong once that has moved."""
    elf = kernel(MAIN, Symbol("table_here", TABLE, 0, NOTYPE, GLOBAL, ".kernel_symbols"))
    for section in elf.sections:
        if section.name == ".kernel_symbols":
            section.flags |= SHF_EXECINSTR
    path = write(tmp_path, elf)
    succeeds("embed", "--trim", path)
    assert succeeds("find", path, "table_here") == f"{TABLE:#x} table_here\n"
    assert succeeds("lookup", path, f"{TABLE:#x}") == f"{TABLE:#x} ?\n"
    succeeds("verify", path)


@pytest.mark.parametrize("align, refused", [(3, True), (1 << 31, True), (1 << 12, False)])
def test_what_moves_keeps_an_alignment_that_is_one(tmp_path, align, refused):
    image = Image(kernel(MAIN, reserve=16, sections=[
        Section(".debug", data=b"behind", flags=0)]).build())
    path = write(tmp_path, image.with_header("shdr", image.names.index(".debug"), addralign=align))
    result = ksym("embed", *FLAT, "--grow", path)
    assert result.status == int(refused)
    assert (f"alignment {align:#x}" in result.err) == refused


def test_what_is_behind_a_hole_does_not_move_forward(tmp_path):
    """The section grows into bytes of the file that are nobody's."""
    hole = Section(".hole", data=bytes(0x1000), flags=0)
    behind = Section(".debug", data=b"behind", flags=0, align=16)
    whole = Image(kernel(MAIN, reserve=16, sections=[hole, behind]).build())
    path = write(tmp_path, whole.with_header("shdr", whole.names.index(".hole"), size=0, offset=0))
    before = Image(path.read_bytes())
    assert ksym("embed", *FLAT, "--grow", path).status == 0
    after = Image(path.read_bytes())
    assert after.section(".kernel_symbols")["size"] > 16
    assert after.section(".debug") == before.section(".debug")
    assert len(after.data) == len(before.data)
    succeeds("verify", path)
