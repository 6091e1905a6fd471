# SPDX-License-Identifier: MIT OR Apache-2.0
"""ELF files in which ksym's output would overlap something else: refused and unchanged."""
import struct

import pytest

from command import FLAT, refuses, succeeds, write
from elf import PT_LOAD, Image, Symbol
from kernels import COUNT, TABLE, TEXT, kernel

MAIN = Symbol("main", TEXT, 16)
TARGETS = [(64, "<"), (32, ">")]
each_target = pytest.mark.parametrize("bits, order", TARGETS, ids=["64<", "32>"])


class Editor:
    """An ELF of a kernel, of which fields are set in place."""

    def __init__(self, bits, order):
        self.data = bytearray(kernel(MAIN, bits=bits, order=order, reserve=0x800).build())
        self.image = Image(self.data)

    def set(self, kind, at, **values):
        for name, offset, code in self.image.record(kind).fields():
            if name in values:
                struct.pack_into(code, self.data, at + offset, values[name])

    def set_section(self, name, **values):
        record = self.image.record("shdr")
        self.set("shdr", self.image.ehdr["shoff"] + self.image.names.index(name) * record.size,
                 **values)

    def set_segment(self, number, **values):
        self.set("phdr", self.image.ehdr["phoff"] + number * self.image.record("phdr").size,
                 **values)

    def segment_of(self, addr):
        return next(i for i, s in enumerate(self.image.segments)
                    if s["type"] == PT_LOAD and s["vaddr"] == addr)

    def refused(self, directory, *options):
        path = write(directory, bytes(self.data))
        said = refuses("embed", *options, path, path=path)
        assert path.read_bytes() == self.data and list(directory.iterdir()) == [path]
        return said


@each_target
@pytest.mark.parametrize("options", [[], FLAT, ["--trim"], ["--grow"]], ids=" ".join)
@pytest.mark.parametrize("name, at", [(".data", 0), (".data", 0x700), (".symtab", 0x400),
                                      (".symtab", 0x7f8), (".strtab", -1)])
def test_a_section_among_the_reserved_bytes(tmp_path, bits, order, options, name, at):
    elf = Editor(bits, order)
    elf.set_section(name, offset=elf.image.section(".kernel_symbols")["offset"] + at)
    number = elf.image.names.index(name)
    assert f"section header {number} " in elf.refused(tmp_path, *options)


@each_target
def test_a_section_that_ends_where_the_reserved_bytes_begin(tmp_path, bits, order):
    elf = Editor(bits, order)
    begin = elf.image.section(".kernel_symbols")["offset"]
    elf.set_section(".data", offset=begin - elf.image.section(".data")["size"])
    succeeds("embed", "--trim", write(tmp_path, bytes(elf.data)))


@each_target
@pytest.mark.parametrize("table", ["ph", "sh"])
def test_header_tables_among_the_reserved_bytes(tmp_path, bits, order, table):
    elf = Editor(bits, order)
    count, size = elf.image.ehdr[f"{table}num"], elf.image.record(f"{table}dr").size
    old, new = elf.image.ehdr[f"{table}off"], elf.image.section(".kernel_symbols")["offset"] + 8
    elf.data[new:new + count * size] = elf.data[old:old + count * size]
    elf.set("ehdr", 0, **{f"{table}off": new})
    assert f"headers at offset {new:#x}," in elf.refused(tmp_path, "--trim")


@each_target
def test_a_segment_among_the_bytes_that_trim_gives_back(tmp_path, bits, order):
    elf = Editor(bits, order)
    elf.set_segment(0, offset=elf.image.section(".kernel_symbols")["offset"] + 0x10)
    assert "program header 0 " in elf.refused(tmp_path, "--trim")


@each_target
def test_a_count_in_the_symbol_table(tmp_path, bits, order):
    """.rodata reaches from behind the table to the end of the file, and so does its segment."""
    elf = Editor(bits, order)
    begin = elf.image.section(".kernel_symbols")["offset"]
    symtab = elf.image.section(".symtab")
    elf.set_segment(elf.segment_of(TABLE), filesz=len(elf.data) - begin,
                    memsz=len(elf.data) - begin)
    elf.set_section(".rodata", addr=TABLE + 0x800, offset=begin + 0x800,
                    size=len(elf.data) - begin - 0x800)
    record = elf.image.record("sym")
    names = ["", *(name.decode() for name, _ in elf.image.symbols())]
    elf.set("sym", symtab["offset"] + names.index(COUNT) * record.size,
            value=TABLE + symtab["offset"] - begin)
    number = elf.image.names.index(".symtab")
    assert f"section header {number} " in elf.refused(tmp_path, *FLAT)
