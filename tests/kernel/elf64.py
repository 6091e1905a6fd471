# SPDX-License-Identifier: MIT OR Apache-2.0
"""A 64-bit little-endian ELF as bytes to read and to damage."""

import struct
from dataclasses import dataclass

EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
PHDR = struct.Struct("<IIQQQQQQ")
SHDR = struct.Struct("<IIQQQQIIQQ")
SYM = struct.Struct("<IBBHQQ")

PT_LOAD = 1
SHT_SYMTAB = 2
PF_X, PF_W, PF_R = 1, 2, 4

# Where a field stands in its structure, and how wide it is.
FIELDS = {
    "e_class": (4, "B"), "e_data": (5, "B"), "e_type": (16, "<H"), "e_machine": (18, "<H"),
    "p_type": (0, "<I"), "p_flags": (4, "<I"), "p_vaddr": (16, "<Q"), "p_paddr": (24, "<Q"),
    "p_filesz": (32, "<Q"), "p_memsz": (40, "<Q"),
    "st_value": (8, "<Q"), "st_size": (16, "<Q"),
}


@dataclass
class Segment:
    header: int  # offset of the program header
    flags: int
    offset: int
    vaddr: int
    paddr: int
    filesz: int
    memsz: int


@dataclass
class Symbol:
    entry: int  # offset of the symbol table's entry
    name: int  # offset of the name
    value: int
    size: int


class Elf:
    def __init__(self, path):
        self.bytes = bytearray(path.read_bytes())

    def set(self, offset, field, value):
        where, code = FIELDS[field]
        struct.pack_into(code, self.bytes, offset + where, value)

    def segments(self):
        header = EHDR.unpack_from(self.bytes)
        found = []
        for i in range(header[10]):
            at = header[5] + i * PHDR.size
            kind, flags, offset, vaddr, paddr, filesz, memsz, _ = PHDR.unpack_from(self.bytes, at)
            if kind == PT_LOAD:
                found.append(Segment(at, flags, offset, vaddr, paddr, filesz, memsz))
        return found

    def sections(self):
        header = EHDR.unpack_from(self.bytes)
        return [
            SHDR.unpack_from(self.bytes, header[6] + i * SHDR.size) for i in range(header[12])
        ]

    def section(self, name):
        """Offset and size of the section of that name."""
        sections = self.sections()
        names = sections[EHDR.unpack_from(self.bytes)[13]][4]
        for section in sections:
            if self.string(names + section[0]) == name:
                return section[4], section[5]
        raise KeyError(name)

    def string(self, offset):
        return self.bytes[offset : self.bytes.index(0, offset)].decode()

    def symbol(self, name):
        sections = self.sections()
        table = next(section for section in sections if section[1] == SHT_SYMTAB)
        strings = sections[table[6]][4]
        for at in range(table[4], table[4] + table[5], SYM.size):
            name_offset, _, _, _, value, size = SYM.unpack_from(self.bytes, at)
            if self.string(strings + name_offset) == name:
                return Symbol(at, strings + name_offset, value, size)
        raise KeyError(name)

    def file_offset(self, vaddr):
        for segment in self.segments():
            if 0 <= vaddr - segment.vaddr < segment.filesz:
                return segment.offset + vaddr - segment.vaddr
        raise KeyError(hex(vaddr))

    def read_physical(self, paddr, size):
        """What the loader puts at a physical address."""
        for segment in self.segments():
            if 0 <= paddr - segment.paddr and paddr + size <= segment.paddr + segment.filesz:
                start = segment.offset + paddr - segment.paddr
                return bytes(self.bytes[start : start + size])
        raise KeyError(hex(paddr))

    def read_u64(self, vaddr):
        return struct.unpack_from("<Q", self.bytes, self.file_offset(vaddr))[0]

    def write_u64(self, vaddr, value):
        struct.pack_into("<Q", self.bytes, self.file_offset(vaddr), value)
