# SPDX-License-Identifier: MIT OR Apache-2.0
"""embed and patch overwrite erased bytes or a table, and nothing else."""
import struct

import pytest

from command import FLAT, ksym, refuses, succeeds, write
from elf import GLOBAL, NOTYPE, SHF_ALLOC, SHF_EXECINSTR, SHN_ABS, Image, Section, Symbol
from kernels import RODATA, TABLE, TEXT, kernel
from machines import run
from space import LOCATION, MACHINES, build

MAIN = Symbol("main", TEXT, 16)
SIZE = 0x800


def filled(data):
    """A kernel whose reservation holds DATA, cut or filled up with its last byte."""
    elf = kernel(MAIN, reserve=SIZE)
    section = next(s for s in elf.sections if s.name == ".kernel_symbols")
    section.data = (data + data[-1:] * SIZE)[:SIZE]
    return elf


@pytest.fixture(name="table")
def _table(tmp_path):
    """A table on its own, as patch takes it."""
    out = tmp_path / "table"
    succeeds("table", write(tmp_path, kernel(MAIN), "source"), "-o", out)
    return out


def commands(path, table):
    return [["embed", path], ["embed", *FLAT, path], ["embed", "--fit", path],
            ["embed", "--grow", path], ["embed", "--trim", path], ["patch", path, table]]


def is_left_alone(path, table, *words):
    before = path.read_bytes()
    for command in commands(path, table):
        said = refuses(*command, path=path)
        assert all(word in said for word in words), said
        assert path.read_bytes() == before
        refuses(*command, "-o", path.with_name("out"), path=path)
        assert not path.with_name("out").exists()
    return True


@pytest.mark.parametrize("erased", [b"\0", b"\xff"], ids=["ram", "flash"])
def test_erased_bytes_are_written_over(tmp_path, table, erased):
    for command in commands(tmp_path / "kernel", table):
        write(tmp_path, filled(erased))
        succeeds(*command)
        assert "main" in succeeds("list", tmp_path / "kernel")


@pytest.mark.parametrize("data, at", [
    pytest.param(b"\0" * 16 + b"\x01" + b"\0", 16, id="a byte among zeros"),
    pytest.param(b"\xff" * 16 + b"\0" + b"\xff", 16, id="a zero in flash"),
    pytest.param(b"\0" + b"\xff", 1, id="both"),
    pytest.param(b"\0" * (SIZE - 1) + b"\x01", SIZE - 1, id="the last byte"),
    pytest.param(b"\x90", 0, id="no-ops"),
    pytest.param(b"\xd4\x20\x00\x00" * 512, 0, id="code"),
    pytest.param(b"KSYM\0loc" + bytes(8), 0, id="a location"),
    pytest.param(b"KSY" + bytes(8), 0, id="the start of a start"),
    pytest.param(struct.pack("<3Q", TEXT, 16, TABLE + 24) + b"main\0", 2,
                 id="flat, uncounted"),
])
def test_anything_else_is_not(tmp_path, table, data, at):
    path = write(tmp_path, filled(data))
    offset = Image(path.read_bytes()).section(".kernel_symbols")["offset"] + at
    assert is_left_alone(path, table, ".kernel_symbols", f"{offset:#x}", "erased", "table")


@pytest.mark.parametrize("first", [[], FLAT, ["--by-name"]], ids=["compact", "flat", "index"])
def test_a_table_is_written_over_by_any_other(tmp_path, table, first):
    for command in commands(tmp_path / "kernel", table):
        write(tmp_path, kernel(MAIN, reserve=SIZE))
        succeeds("embed", *first, tmp_path / "kernel")
        succeeds(*command)
        assert "main" in succeeds("list", tmp_path / "kernel")


def test_a_table_that_is_damaged_or_followed_by_something_is_one(tmp_path):
    image = Image(write(tmp_path, kernel(MAIN, reserve=SIZE)).read_bytes())
    path = write(tmp_path, image.data)
    succeeds("embed", path)
    data = bytearray(path.read_bytes())
    begin = image.section(".kernel_symbols")["offset"]
    data[begin + 40:begin + SIZE] = b"\x5a" * (SIZE - 40)
    succeeds("embed", write(tmp_path, bytes(data)))
    succeeds("verify", path)


@pytest.mark.parametrize("section", [".text", ".rodata", ".data"])
def test_another_section_is_not_ruined(tmp_path, table, section):
    elf = kernel(MAIN, text_size=SIZE, counted=False, sections=[
        Section(".text", TEXT, b"\x1f\x20\x03\xd5" * (SIZE // 4), SHF_ALLOC | SHF_EXECINSTR),
        Section(".rodata", RODATA, b"%s: panic at %p\n\0" * 8)])
    path = write(tmp_path, elf)
    before = path.read_bytes()
    for command in commands(path, table):
        said = refuses(*command, "--section", section, path=path)
        assert section in said and path.read_bytes() == before


def test_a_location_at_the_start_of_a_section_is_not_a_table(tmp_path):
    """It begins with the same four bytes."""
    path = build(MACHINES[0], tmp_path, reserve=SIZE, macros=LOCATION)
    before = path.read_bytes()
    assert Image(before).contents(".rodata").startswith(b"KSYM\0loc")
    assert ".rodata" in refuses("embed", "--section", ".rodata", path, path=path)
    assert path.read_bytes() == before


# One section, in one piece

def test_two_sections_of_the_name(tmp_path, table):
    path = write(tmp_path, kernel(MAIN, sections=[
        Section(".kernel_symbolz", 0x50000, bytes(SIZE), align=8)]))
    path.write_bytes(path.read_bytes().replace(b".kernel_symbolz\0", b".kernel_symbols\0"))
    numbers = [i for i, n in enumerate(Image(path.read_bytes()).names) if n == ".kernel_symbols"]
    assert len(numbers) == 2
    assert is_left_alone(path, table, ".kernel_symbols", *map(str, numbers))


@pytest.mark.parametrize("marker, value", [
    ("start", TABLE + 8), ("start", TABLE - 8), ("end", TABLE + SIZE - 8), ("end", TABLE)])
@pytest.mark.parametrize("section", [".kernel_symbols", SHN_ABS], ids=["in it", "absolute"])
def test_symbols_that_do_not_bound_the_section(tmp_path, table, marker, value, section):
    elf = kernel(MAIN, reserve=SIZE)
    name = f"__kernel_symbols_{marker}"
    elf.symbols = [s for s in elf.symbols if s.name != name]
    elf.symbols.append(Symbol(name, value, 0, NOTYPE, GLOBAL, section))
    path = write(tmp_path, elf)
    assert is_left_alone(path, table, name, f"{value:#x}", "one piece")


def test_a_symbol_behind_the_section_bounds_it(tmp_path):
    """As `. = ALIGN(4K); __kernel_symbols_end = .;` behind it makes one."""
    elf = kernel(MAIN, reserve=SIZE)
    elf.symbols[-1].value += 0x800
    path = write(tmp_path, elf)
    succeeds("embed", path)
    succeeds("verify", path)


def test_a_section_of_two_objects(tmp_path, table):
    """Both reserve, and the linker script takes both in."""
    extra = tmp_path / "extra.c"
    extra.write_text("#include <ksym.h>\nKSYM_RESERVE(2048);\n")
    script = """ENTRY(_start) SECTIONS { . = %(base)s; .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) } .kernel_symbols : { KEEP(*(.kernel_symbols)) }
        . = ALIGN(0x1000); .data : { *(.data .data.* .sdata .sdata.*) }
        .bss : { *(.bss .bss.*) } }"""
    path = build(MACHINES[0], tmp_path, extra, script=script,
                 macros=LOCATION + "KSYM_RESERVE(4096);")
    assert Image(path.read_bytes()).section(".kernel_symbols")["size"] == 4096 + 2048
    assert is_left_alone(path, table, "__kernel_symbols_", "one piece")


def test_stripped_of_symbols_it_is_as_it_is(tmp_path):
    path = build(MACHINES[0], tmp_path, reserve=SIZE)
    debug = tmp_path / "debug"
    run("cp", path, debug)
    run("strip", path)
    assert ksym("embed", "--map", _map(tmp_path, debug), path).status == 0


def _map(directory, path):
    out = directory / "System.map"
    out.write_text(run("nm", "-n", path))
    return out


# What an empty reservation's markers become

@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
def test_an_empty_reservation_grows_at_its_end(tmp_path, bits, order):
    path = write(tmp_path, kernel(MAIN, bits=bits, order=order, reserve=0))
    assert ksym("embed", "--grow", path).status == 0
    after = Image(path.read_bytes())
    size = after.section(".kernel_symbols")["size"]
    assert size > 0
    assert after.symbol("__kernel_symbols_start")["value"] == TABLE
    assert after.symbol("__kernel_symbols_end")["value"] == TABLE + size
    succeeds("embed", "--trim", "--grow", path)
    succeeds("verify", path)


# A symbol table that cannot be read is not one that is not there

@pytest.mark.parametrize("option", ["--grow", "--append"])
def test_a_map_does_not_hide_a_broken_symbol_table(tmp_path, option):
    elf = kernel(MAIN, Symbol("__heap", TABLE + 0x10, 0, NOTYPE, GLOBAL, ".text"), reserve=8)
    if option == "--append":
        elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
        elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    map_file = tmp_path / "System.map"
    map_file.write_text(f"{TEXT:016x} T main\n")
    image = Image(elf.build())
    path = write(tmp_path, image.with_header("shdr", image.names.index(".symtab"), entsize=7))
    before = path.read_bytes()
    said = refuses("embed", "--map", map_file, option, path, path=path)
    assert ".symtab" in said and "7" in said and path.read_bytes() == before


@pytest.mark.parametrize("option", ["--grow", "--append"])
def test_a_map_stands_for_a_symbol_table_that_is_not_there(tmp_path, option):
    elf = kernel(MAIN, reserve=8)
    if option == "--append":
        elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
    elf.symbols = None
    map_file = tmp_path / "System.map"
    map_file.write_text(f"{TEXT:016x} T main\n")
    path = write(tmp_path, elf)
    assert ksym("embed", "--map", map_file, option, path).status == 0
    assert succeeds("find", path, "main") == f"{TEXT:#x} main\n"


def test_what_is_missing_is_said(tmp_path):
    elf = kernel(MAIN)
    elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
    elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    path = write(tmp_path, elf)
    said = refuses("embed", path, path=path)
    assert "no section .kernel_symbols: reserve one" in said and "--append" in said
    assert path.read_bytes() == elf.build()


@pytest.mark.parametrize("options", [[], ["--grow"], ["--trim"]], ids=" ".join)
def test_the_output_is_the_input(tmp_path, options):
    path, other = (write(tmp_path, kernel(MAIN, reserve=SIZE), name) for name in "ab")
    one, two = (ksym("embed", *options, path, "-o", path), ksym("embed", *options, other))
    assert (one.status, one.out) == (0, two.out)
    assert path.read_bytes() == other.read_bytes()


def test_physical_addresses_apart_and_zeros_behind(tmp_path):
    """Loaded from flash, with .bss at the next virtual address."""
    machine = MACHINES[1]
    path = build(machine, tmp_path, reserve=0x4000, script="""
        ENTRY(_start) SECTIONS { . = %(base)s; .text : AT(0x80000) { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) } .data : { *(.data .data.*) } %(reservation)s
        .bss (NOLOAD) : { *(.bss .bss.*) } }""")
    before = Image(path.read_bytes())
    succeeds("embed", path)
    after = Image(path.read_bytes())
    assert after.segments == before.segments and after.sections == before.sections
    assert succeeds("verify", path)
    said = refuses("embed", "--select", "functions", "--trim", path, path=path)
    assert "not the last" in said and path.read_bytes() == after.data
