# SPDX-License-Identifier: MIT OR Apache-2.0
"""--append: a segment for the table, in ELFs that reserve nothing."""
import os
import re

import pytest

from command import FLAT, is_misused, ksym, listed, lookup, refuses, succeeds, write
from elf import PT_LOAD, PT_NOTE, SHT_NOTE, Image, Section, Symbol
from kernels import BSS, RODATA, TEXT, kernel
from machines import run
from space import (MACHINES, build, differences, flat_image, is_loadable, is_sound,
                   location, objcopied)

PT_NULL, PT_PHDR = 0, 6
MOVED = r"ksym: .*: the program headers had no room and moved to 0x\w+: strip before .*\n"
MAPPED = (r"ksym: .*: to be mapped, read-only: (0x\w+) bytes at (0x\w+), physical (0x\w+); "
          r"a raw image \(objcopy -O binary\) grows by (\d+) bytes to (\d+)\n")
FRONT = 16  # bytes in front of what moves to the segment
each_machine = pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
MAIN = Symbol("main", TEXT, 16)
# The headers are loaded, and the first section follows them at once.
FULL = """ENTRY(_start)
PHDRS { headers PT_PHDR PHDRS; text PT_LOAD FILEHDR PHDRS; data PT_LOAD; }
SECTIONS { . = %(base)s + SIZEOF_HEADERS; .text : { *(.text .text.*) } :text
        .rodata : { *(.rodata .rodata.*) } :text . = ALIGN(%(page)s);
        .data : { *(.data .data.* .sdata .sdata.*) } :data .bss : { *(.bss .bss.* .sbss .sbss.*) }
}"""


def loads(image):
    return [s for s in image.segments if s["type"] == PT_LOAD]


def appended(machine, path, *options, warns=""):
    """Embeds with --append and checks all that must hold; before, after."""
    before, raw = Image(path.read_bytes()), len(objcopied(machine, path))
    status, said, warned = ksym("embed", "--append", *options, path)
    after = Image(path.read_bytes())
    told = re.fullmatch(warns + MAPPED, warned)
    assert status == 0 and told, warned
    assert is_sound(machine, path) and is_loadable(after)
    assert succeeds("verify", *options, path).startswith("verified ")
    assert objcopied(machine, path) == flat_image(after)
    table = after.section(".kernel_symbols")
    assert location(after) == (table["addr"], table["size"])
    assert f" {table['size']} of {table['size']} bytes in .kernel_symbols at {table['addr']:#x}" \
        in said
    assert differences(before, after) <= {".kernel_symbols", ".rodata", ".shstrtab"}
    assert after.names == [*before.names, ".kernel_symbols"]
    new = loads(after)[-1]
    assert loads(after)[:-1] == loads(before)
    assert new["flags"] == 4 and new["filesz"] == new["memsz"]
    grown = len(objcopied(machine, path))
    assert [int(n, 0) for n in told.groups()] == \
        [new["memsz"], new["vaddr"], new["paddr"], grown - raw, grown]
    assert new["vaddr"] + new["memsz"] == table["addr"] + table["size"]
    assert new["paddr"] - new["vaddr"] == loads(before)[0]["paddr"] - loads(before)[0]["vaddr"]
    return before, after


@each_machine
@pytest.mark.parametrize("page", ["0x1000", "0x10000"])
def test_a_segment_is_added_behind_all_others(tmp_path, machine, page):
    path = build(machine, tmp_path, page=page)
    before, after = appended(machine, path)
    last = max(s["vaddr"] + s["memsz"] for s in loads(before))
    assert loads(after)[-1]["vaddr"] == -(-last // int(page, 16)) * int(page, 16)
    assert after.ehdr["phoff"] == before.ehdr["phoff"]
    assert len(after.segments) == len(before.segments) + 1
    old, new = flat_image(before), flat_image(after)
    assert sum(a != b for a, b in zip(old, new)) <= 16  # of ksym_location
    assert not any(new[len(old):-location(after)[1]])
    assert new.endswith(after.contents(".kernel_symbols"))


@each_machine
def test_program_headers_without_room_move_along(tmp_path, machine):
    path = build(machine, tmp_path, script=FULL.replace("headers PT_PHDR PHDRS;", ""))
    before, after = appended(machine, path, warns=MOVED)
    assert after.ehdr["phoff"] == loads(after)[-1]["offset"] + FRONT != before.ehdr["phoff"]


@each_machine
def test_the_header_of_the_headers_is_for_programs_that_move(tmp_path, machine):
    """A kernel has an address: where its headers have no room this one goes."""
    path = build(machine, tmp_path, script=FULL)
    before, after = appended(machine, path)
    assert after.ehdr["phoff"] == before.ehdr["phoff"]
    assert [s["type"] for s in before.segments].count(PT_PHDR) == 1
    assert [s for s in after.segments if s != loads(after)[-1]] == \
           [s for s in before.segments if s["type"] != PT_PHDR]


@each_machine
def test_program_headers_with_room_stay(tmp_path, machine):
    """And the segment that loads them loads one more."""
    path = build(machine, tmp_path, script=FULL.replace("SIZEOF_HEADERS", "SIZEOF_HEADERS + 0x80"))
    before, after = appended(machine, path)
    assert after.ehdr["phoff"] == before.ehdr["phoff"]
    own = next(s for s in after.segments if s["type"] == PT_PHDR)
    assert own["filesz"] == own["memsz"] == len(after.segments) * after.ehdr["phentsize"]


def test_the_segment_of_the_headers_stays_in_front(tmp_path):
    """As gABI, Program Header has it, though the table is loaded below all others."""
    path = build(MACHINES[0], tmp_path,
                 script=FULL.replace("SIZEOF_HEADERS", "SIZEOF_HEADERS + 0x80"))
    assert ksym("embed", "--append-address", "0x100000", path).status == 0
    after = Image(path.read_bytes())
    assert [s["type"] for s in after.segments][:2] == [PT_PHDR, PT_LOAD]
    assert is_sound(MACHINES[0], path) and is_loadable(after)
    assert loads(after)[0]["vaddr"] <= 0x100000 <= after.section(".kernel_symbols")["addr"]


@each_machine
def test_a_table_that_was_appended_can_be_embedded_again(tmp_path, machine):
    path = build(machine, tmp_path)
    appended(machine, path, "--select", "functions")
    assert "--append" in refuses("embed", "--append", path, path=path)
    succeeds("embed", "--grow", path)
    image = Image(path.read_bytes())
    assert is_sound(machine, path) and is_loadable(image)
    table = image.section(".kernel_symbols")
    assert location(image) == (table["addr"], table["size"])
    assert succeeds("verify", path) and objcopied(machine, path) == flat_image(image)


@each_machine
def test_strip_and_objcopy_keep_what_was_appended(tmp_path, machine):
    path = build(machine, tmp_path)
    _, image = appended(machine, path)
    stripped = tmp_path / "stripped"
    run(machine.tool("strip"), "-o", stripped, path)
    after = Image(stripped.read_bytes())
    assert after.contents(".kernel_symbols") == image.contents(".kernel_symbols")
    assert flat_image(after) == flat_image(image)
    assert is_sound(machine, stripped) and is_loadable(after)


@each_machine
def test_an_address_can_be_chosen(tmp_path, machine):
    path = build(machine, tmp_path)
    addr = int(machine.base, 16) + 0x40008
    before = Image(path.read_bytes())
    assert ksym("embed", "--append-address", hex(addr), path).out.endswith(f" at {addr:#x}\n")
    after = Image(path.read_bytes())
    new = loads(after)[-1]
    assert new["vaddr"] == addr and new["paddr"] == 0x240008
    assert is_sound(machine, path) and is_loadable(after)
    assert objcopied(machine, path) == flat_image(after)
    assert differences(before, after) == {".kernel_symbols", ".rodata", ".shstrtab"}


def nothing_reserved(*symbols, **options):
    elf = kernel(MAIN, *symbols, **options)
    elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
    elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    return elf


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("options", [(), FLAT], ids=["compact", "flat"])
def test_either_class_and_byte_order(tmp_path, bits, order, options):
    path = write(tmp_path, nothing_reserved(bits=bits, order=order))
    before = Image(path.read_bytes())
    result = ksym("embed", *options, "--append", path)
    assert result.status == 0
    assert re.fullmatch(rf"ksym: {path}: no ksym_location .*\n" + MOVED + MAPPED, result.err)
    after = Image(path.read_bytes())
    assert is_loadable(after)
    # These have no room: .text follows the headers.
    assert after.ehdr["phoff"] == loads(after)[-1]["offset"] + FRONT
    assert differences(before, after) == {".kernel_symbols", ".shstrtab",
                                          *([".rodata"] if options else [])}
    assert [e.name for e in listed(path)] == ["main"]
    assert lookup(path, TEXT + 3) == ["main+0x3/0x10"]


def test_an_unused_program_header_is_taken(tmp_path):
    note = Section(".note", 0x38000, bytes(16), type=SHT_NOTE)
    data = bytearray(nothing_reserved(sections=[note]).build())
    image = Image(data)
    number = next(i for i, s in enumerate(image.segments) if s["type"] == PT_NOTE)
    record = image.record("phdr")
    at = image.ehdr["phoff"] + number * record.size
    data[at:at + record.size] = record.pack(type=PT_NULL)
    path = write(tmp_path, bytes(data))
    assert ksym("embed", "--append", path).status == 0
    after = Image(path.read_bytes())
    assert after.ehdr["phnum"] == image.ehdr["phnum"] and after.ehdr["phoff"] == image.ehdr["phoff"]
    assert is_loadable(after) and loads(after)[:-1] == loads(image)
    assert succeeds("verify", path)


@pytest.mark.parametrize("room, steps", [
    (0x1000, []), (24 + 5, ["left out 1 data symbol"]),
    (24 + 4, None)], ids=["all", "no data", "nothing"])
def test_what_is_appended_is_made_to_fit(tmp_path, room, steps):
    # In front of the table are five program headers, which had no room.
    heap = Symbol("__heap_start", 0x40000 + FRONT + 5 * 56 + room, 0, 0, section=".text")
    path = write(tmp_path, nothing_reserved(heap))
    options = [*FLAT, "--append-address", "0x40000", "--exclude", "heap", "--fit"]
    if steps is None:
        assert "__heap_start" in refuses("embed", *options, path, path=path)
        return
    result = ksym("embed", *options, path)
    said = re.findall(r"--fit (.*)", result.err)
    assert (result.status, said) == (0, steps)
    assert Image(path.read_bytes()).section(".kernel_symbols")["size"] <= room
    assert [e.name for e in listed(path)] == ["main"]


@pytest.mark.parametrize("options", [(), FLAT, ("--by-name",)], ids=" ".join)
def test_size_is_exact(tmp_path, options):
    path = write(tmp_path, nothing_reserved())
    need = int(succeeds("size", "--append", *options, path))
    assert f": {need} of {need} bytes " in ksym("embed", "--append", *options, path).out
    assert ".kernel_symbols is there already" in refuses("size", "--append", path, path=path)


def append_refused(path, *options):
    before = path.read_bytes()
    said = refuses("embed", *options, path, path=path)
    assert path.read_bytes() == before and [p.name for p in path.parent.iterdir()] == [path.name]
    return said


def test_what_is_reserved_is_not_appended(tmp_path):
    path = write(tmp_path, kernel(MAIN))
    assert ".kernel_symbols is there already" in append_refused(path, "--append")


@pytest.mark.parametrize("addr, named", [
    (0x10008, "header 0"), (0xfff8, "header 0"), (0x20000, "header 2"), (0x30000, "header 3"),
    (0x40000, "__heap_start")])
def test_addresses_in_use_are_refused(tmp_path, addr, named):
    heap = Symbol("__heap_start", 0x40010, 0, 0, section=".text")
    path = write(tmp_path, nothing_reserved(heap))
    said = append_refused(path, "--append-address", hex(addr))
    assert named in said or ".text" in said
    assert hex(addr) in said


def test_the_kernels_own_marks_are_behind_the_kernel(tmp_path):
    """A stack that is only known from a symbol of the linker script is not overwritten."""
    path = write(tmp_path, nothing_reserved(Symbol("__stack_top", 0x35000, 0, 0, section=".bss")))
    assert ksym("embed", "--append", path).status == 0
    assert loads(Image(path.read_bytes()))[-1]["vaddr"] == 0x35000


def test_segments_loaded_at_different_distances_want_an_address(tmp_path):
    image = Image(nothing_reserved().build())
    path = write(tmp_path, image.with_header("phdr", 2, paddr=RODATA + 0x40))
    assert "--append-address" in append_refused(path, "--append")
    assert "physical" in append_refused(path, "--append-address", hex(RODATA + 0x10))
    assert ksym("embed", "--append-address", hex(RODATA + 0x2000), path).status == 0
    after = Image(path.read_bytes())
    assert is_loadable(after)
    new = next(s for s in loads(after) if s["vaddr"] == RODATA + 0x2000)
    assert new["paddr"] == RODATA + 0x2000


def test_no_addresses_are_left(tmp_path):
    elf = nothing_reserved(bits=32)
    elf.sections.append(Section(".vectors", 0xfffff000, bytes(0x1000)))
    assert append_refused(write(tmp_path, elf), "--append")


def test_an_address_is_a_multiple_of_eight(tmp_path):
    path = write(tmp_path, nothing_reserved())
    for wrong in "0x40004", "here", "", "-8", "0x40000x":
        assert "--append-address" in is_misused("embed", "--append-address", wrong, path)


def test_something_else_called_ksym_location_is_refused(tmp_path):
    other = Symbol("ksym_location", RODATA, 8, 1, section=".rodata")
    elf = nothing_reserved(other)
    for section in elf.sections:
        if section.name == ".rodata":
            section.data = bytes(64)
    said = append_refused(write(tmp_path, elf), "--append")
    assert "ksym_location" in said and "KSYM_LOCATION" in said


@pytest.mark.parametrize("count", [0xfefe, 0xfeff, 0xff00])
def test_where_the_number_of_sections_no_longer_fits_its_field(tmp_path, count):
    """From 0xff00 on it stands elsewhere; readelf finds it."""
    elf = nothing_reserved()
    more = count - len(Image(elf.build()).sections)
    elf.sections += [Section("more", flags=0) for _ in range(more)]
    path = write(tmp_path, elf)
    assert ksym("embed", "--append", path).status == 0
    header = run("readelf", "-hW", path)
    number = f"0 ({count + 1})" if count + 1 >= 0xff00 else str(count + 1)
    assert f"section headers: {number}\n" in re.sub(" +", " ", header)
    assert re.search(rf"\[{count}\] \.kernel_symbols +PROGBITS", run("readelf", "-SW", path))
    assert lookup(path, TEXT + 3) == ["main+0x3/0x10"]


def test_names_of_sections_that_are_loaded_cannot_move(tmp_path):
    image = Image(nothing_reserved().build())
    names = image.ehdr["shstrndx"]
    path = write(tmp_path, image.with_header("shdr", names, flags=2))
    assert ".shstrtab is loaded" in append_refused(path, "--append")


@pytest.mark.parametrize("align", [0x1001, 0x80000000])
def test_an_alignment_that_is_none_is_refused(tmp_path, align):
    path = write(tmp_path, Image(nothing_reserved().build()).with_header("phdr", 0, align=align))
    assert f"0x{align:x}" in append_refused(path, "--append")


@pytest.mark.parametrize("options", [["--append"], ["--append-address", "0x80000000"]],
                         ids=lambda options: options[0])
def test_headers_in_the_bytes_of_a_section_are_refused(tmp_path, options):
    """One of them is a PT_NULL, which would be taken, and .text written over."""
    image = Image(nothing_reserved().build())
    record, count = image.record("phdr"), len(image.segments)
    at = image.ehdr["phoff"] + count * record.size
    data = bytearray(image.data)
    assert image.section(".text")["offset"] == at
    data[at:at + record.size] = record.pack(type=PT_NULL)
    data[56:58] = (count + 1).to_bytes(2, "little")  # e_phnum
    assert "expected headers alone there" in append_refused(write(tmp_path, bytes(data)), *options)


def test_no_page_follows_the_last_address(tmp_path):
    elf = nothing_reserved()
    elf.sections.append(Section(".vectors", 0xfffffffffffff100, bytes(16)))
    assert "0xfffffffffffff110" in append_refused(write(tmp_path, elf), "--append")


@pytest.mark.parametrize("option, elf", [
    ("--append", nothing_reserved(bits=32)), ("--grow", kernel(MAIN, bits=32, reserve=16))])
def test_offsets_have_32_bits(tmp_path, option, elf):
    path = write(tmp_path, elf)
    os.truncate(path, 0xfffffff0)
    said = refuses("embed", option, path, path=path)
    assert "32 bits" in said and path.stat().st_size == 0xfffffff0


@pytest.mark.parametrize("section, addr", [(".bss", BSS), (".text", 0x90000)])
def test_a_location_without_bytes_in_the_file_is_refused(tmp_path, section, addr):
    elf = nothing_reserved(Symbol("ksym_location", addr, 24, 1, section=section))
    assert f"0x{addr:x}" in append_refused(write(tmp_path, elf), "--append")
