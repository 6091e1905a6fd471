# SPDX-License-Identifier: MIT OR Apache-2.0
"""ELF files stated by hand, and a reader of them that shares nothing with ksym.

`Elf` writes a linked file of either class and byte order from lists of
sections and symbols, correct unless told otherwise. `Image` reads one back:
headers, symbols, the bytes at an address, and a flat table.
"""
import struct
from dataclasses import dataclass, field

ET_REL, ET_EXEC, ET_DYN = 1, 2, 3

EM_386, EM_MIPS, EM_PPC64, EM_ARM, EM_X86_64 = 3, 8, 21, 40, 62
EM_AARCH64, EM_RISCV, EM_CSKY, EM_LOONGARCH = 183, 243, 252, 258

SHT_NULL, SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_NOTE = 0, 1, 2, 3, 7
SHT_NOBITS, SHT_DYNSYM, SHT_SYMTAB_SHNDX = 8, 11, 18
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR, SHF_TLS = 1, 2, 4, 0x400
SHN_UNDEF, SHN_LORESERVE, SHN_ABS, SHN_COMMON, SHN_XINDEX = 0, 0xFF00, 0xFFF1, 0xFFF2, 0xFFFF

PT_LOAD, PT_NOTE = 1, 4

LOCAL, GLOBAL, WEAK, GNU_UNIQUE = 0, 1, 2, 10
NOTYPE, OBJECT, FUNC, SECTION, FILE, COMMON, TLS, IFUNC = 0, 1, 2, 3, 4, 5, 6, 10

# The fields of each header in file order; N is a target word.
_EHDR = ("ident:16s type:H machine:H version:I entry:N phoff:N shoff:N flags:I "
         "ehsize:H phentsize:H phnum:H shentsize:H shnum:H shstrndx:H")
_SHDR = ("name:I type:I flags:N addr:N offset:N size:N link:I info:I "
         "addralign:N entsize:N")
_LAYOUT = {
    64: {
        "ehdr": _EHDR,
        "shdr": _SHDR,
        "phdr": "type:I flags:I offset:N vaddr:N paddr:N filesz:N memsz:N align:N",
        "sym": "name:I info:B other:B shndx:H value:N size:N",
        "flat": "addr:N size:N name:N",
    },
    32: {
        "ehdr": _EHDR,
        "shdr": _SHDR,
        "phdr": "type:I offset:N vaddr:N paddr:N filesz:N memsz:N flags:I align:N",
        "sym": "name:I value:N size:N info:B other:B shndx:H",
        "flat": "addr:N size:N name:N",
    },
}


class Record:
    """One header's layout for a class and byte order ("<" or ">")."""

    def __init__(self, kind, bits, order):
        word = "Q" if bits == 64 else "I"
        items = [item.split(":") for item in _LAYOUT[bits][kind].split()]
        self.order = order
        self.codes = {name: code.replace("N", word) for name, code in items}
        self.format = order + "".join(self.codes.values())
        self.size = struct.calcsize(self.format)

    def pack(self, **values):
        return struct.pack(self.format, *(values.get(n, 0) for n in self.codes))

    def unpack(self, data, offset=0):
        values = struct.unpack_from(self.format, data, offset)
        return dict(zip(self.codes, values))

    def fields(self):
        """Yields name, offset within the record, and struct format of each field."""
        offset = 0
        for name, code in self.codes.items():
            yield name, offset, self.order + code
            offset += struct.calcsize(self.order + code)


@dataclass
class Section:
    name: str
    addr: int = 0
    data: bytes = b""
    flags: int = SHF_ALLOC
    type: int = SHT_PROGBITS
    size: int = None  # len(data) unless stated; NOBITS states it
    align: int = 1
    entsize: int = 0
    link: str = ""  # the name of the section that sh_link means
    info: int = 0


@dataclass
class Symbol:
    name: str  # or bytes
    value: int = 0
    size: int = 0
    type: int = FUNC
    bind: int = GLOBAL
    section: str = ".text"  # a section's name, or a special index
    other: int = 0


def to_bytes(name):
    return name if isinstance(name, bytes) else name.encode()


@dataclass
class Elf:
    sections: list
    symbols: list = field(default_factory=list)  # .symtab; None: there is none
    dynamic: list = None  # .dynsym
    bits: int = 64
    order: str = "<"
    machine: int = EM_AARCH64
    type: int = ET_EXEC
    flags: int = 0
    build_id: bytes = b""
    extended: bool = False  # section indices through SHT_SYMTAB_SHNDX, though few

    def record(self, kind):
        return Record(kind, self.bits, self.order)

    def build(self):
        sections = [Section("", type=SHT_NULL, flags=0), *self.sections]
        if self.build_id:
            sections.append(self._note())
        numbers = {s.name: i for i, s in enumerate(sections)}
        if self.symbols is not None:
            sections += self._table(self.symbols, SHT_SYMTAB, ".symtab",
                                    ".strtab", numbers, len(sections))
        if self.dynamic is not None:
            sections += self._table(self.dynamic, SHT_DYNSYM, ".dynsym",
                                    ".dynstr", numbers, len(sections))
        sections.append(Section(".shstrtab", type=SHT_STRTAB, flags=0))
        sections[-1].data, name_at = _string_table(s.name for s in sections)
        return self._lay_out(sections, name_at)

    def _note(self):
        header = struct.pack(self.order + "III4s", 4, len(self.build_id), 3, b"GNU\0")
        return Section(".note.gnu.build-id", 0x8000,
                       header + self.build_id + bytes(-len(self.build_id) % 4),
                       type=SHT_NOTE, align=4)

    def _table(self, symbols, sh_type, name, strings_name, numbers, first):
        # ELF wants local symbols first; the given order holds otherwise.
        ordered = sorted(symbols, key=lambda s: s.bind != LOCAL)
        strings, name_at = _string_table(s.name for s in ordered)
        record = self.record("sym")
        records, indices = [record.pack()], [0]
        extended = self.extended or len(numbers) >= SHN_LORESERVE
        for symbol, at in zip(ordered, name_at):
            named = isinstance(symbol.section, str)
            index = numbers[symbol.section] if named else symbol.section
            indices.append(index)
            records.append(record.pack(
                name=at, value=symbol.value, size=symbol.size, other=symbol.other,
                info=symbol.bind << 4 | symbol.type,
                shndx=SHN_XINDEX if extended and named else index))
        made = [Section(name, data=b"".join(records), type=sh_type, flags=0, align=8,
                        entsize=record.size, link=strings_name,
                        info=1 + sum(s.bind == LOCAL for s in ordered)),
                Section(strings_name, data=strings, type=SHT_STRTAB, flags=0)]
        if extended:
            data = struct.pack(f"{self.order}{len(indices)}I", *indices)
            made.append(Section(name + "_shndx", data=data, flags=0, align=4,
                                type=SHT_SYMTAB_SHNDX, entsize=4, link=name))
        return made

    def _lay_out(self, sections, name_at):
        ehdr, phdr, shdr = (self.record(k) for k in ("ehdr", "phdr", "shdr"))
        loaded = [s for s in sections if s.flags & SHF_ALLOC and not s.flags & SHF_TLS]
        notes = [s for s in loaded if s.type == SHT_NOTE]
        count = len(loaded) + len(notes)
        out = bytearray(ehdr.size + count * phdr.size)
        offsets = {}
        for section in sections[1:]:
            out += bytes(-len(out) % section.align)
            offsets[section.name] = len(out)
            out += section.data
        out += bytes(-len(out) % 8)
        shoff = len(out)
        numbers = {s.name: i for i, s in enumerate(sections)}
        # Too many for the header: their number is the null section's size, and so on.
        many = len(sections) >= SHN_LORESERVE
        if many:
            sections[0].size = len(sections)
        for i, (section, at) in enumerate(zip(sections, name_at)):
            out += shdr.pack(
                name=at, type=section.type, flags=section.flags, addr=section.addr,
                offset=offsets.get(section.name, 0), size=size_of(section),
                link=len(sections) - 1 if many and i == 0 else numbers.get(section.link, 0),
                info=section.info,
                addralign=section.align if section.type else 0,
                entsize=section.entsize)
        at = ehdr.size
        for section, kind in [*((s, PT_LOAD) for s in loaded),
                              *((s, PT_NOTE) for s in notes)]:
            flags = (4 | (section.flags & SHF_WRITE) << 1
                     | (section.flags & SHF_EXECINSTR) >> 2)
            out[at:at + phdr.size] = phdr.pack(
                type=kind, flags=flags,
                offset=offsets[section.name], vaddr=section.addr,
                paddr=section.addr, filesz=len(section.data),
                memsz=size_of(section), align=1)
            at += phdr.size
        ident = b"\x7fELF" + bytes([self.bits // 32, 1 + (self.order == ">"), 1])
        out[:ehdr.size] = ehdr.pack(
            ident=ident, type=self.type, machine=self.machine, version=1,
            phoff=ehdr.size, shoff=shoff, flags=self.flags, ehsize=ehdr.size,
            phentsize=phdr.size, phnum=count, shentsize=shdr.size,
            shnum=0 if many else len(sections),
            shstrndx=SHN_XINDEX if many else len(sections) - 1)
        return bytes(out)


def size_of(section):
    return len(section.data) if section.size is None else section.size


def _string_table(names):
    data, at = bytearray(1), []
    for name in names:
        at.append(len(data) if name else 0)
        data += to_bytes(name) + b"\0" if name else b""
    return bytes(data), at


class Image:
    """A reader of any ELF file's bytes, by the same layouts."""

    def __init__(self, data):
        self.data = bytes(data)
        self.bits = self.data[4] * 32
        self.order = "<" if self.data[5] == 1 else ">"
        self.ehdr = self.record("ehdr").unpack(self.data)
        self.sections = self._headers("shdr", "shoff", "shnum")
        self.segments = self._headers("phdr", "phoff", "phnum")
        strings = self.sections[self.ehdr["shstrndx"]]["offset"]
        self.names = [self.string(strings + s["name"]).decode() for s in self.sections]

    def record(self, kind):
        return Record(kind, self.bits, self.order)

    def _headers(self, kind, offset, count):
        record = self.record(kind)
        return [record.unpack(self.data, self.ehdr[offset] + i * record.size)
                for i in range(self.ehdr[count])]

    def string(self, offset):
        return self.data[offset:self.data.index(b"\0", offset)]

    def section(self, name):
        return self.sections[self.names.index(name)]

    def with_header(self, kind, number, **changes):
        """The file's bytes, but for fields of a "phdr" or "shdr"."""
        header = (self.segments if kind == "phdr" else self.sections)[number]
        record = self.record(kind)
        at = self.ehdr["phoff" if kind == "phdr" else "shoff"] + number * record.size
        return self.data[:at] + record.pack(**header | changes) + self.data[at + record.size:]

    def contents(self, name):
        section = self.section(name)
        return self.data[section["offset"]:section["offset"] + section["size"]]

    def symbols(self, table=".symtab"):
        """Yields (name, header) of each symbol but the null one."""
        section = self.section(table)
        strings = self.sections[section["link"]]["offset"]
        record = self.record("sym")
        for at in range(record.size, section["size"], record.size):
            header = record.unpack(self.data, section["offset"] + at)
            yield self.string(strings + header["name"]), header

    def symbol(self, name):
        return next(h for n, h in self.symbols() if n == to_bytes(name))

    def offset_of(self, addr):
        """Where the byte that is loaded at addr stands in the file."""
        for segment in self.segments:
            at = addr - segment["vaddr"]
            if segment["type"] == PT_LOAD and 0 <= at < segment["filesz"]:
                return segment["offset"] + at
        raise ValueError(f"no byte of the file is loaded at {addr:#x}")

    def count(self):
        """The value of NUM_KERNEL_SYMBOLS, and the range of file offsets it is at."""
        header = self.symbol("NUM_KERNEL_SYMBOLS")
        at = self.offset_of(header["value"])
        raw = self.data[at:at + header["size"]]
        value = int.from_bytes(raw, "little" if self.order == "<" else "big")
        return value, range(at, at + header["size"])

    def flat(self, section=".kernel_symbols"):
        """The flat table: [(addr, size, name)], and how many bytes it takes."""
        base, data = self.section(section)["addr"], self.contents(section)
        record = self.record("flat")
        entries, used = [], 0
        for i in range(self.count()[0]):
            entry = record.unpack(data, i * record.size)
            at = entry["name"] - base
            assert 0 <= at < len(data), "a name outside the section"
            name = data[at:data.index(b"\0", at)]
            used = max(used, at + len(name) + 1, (i + 1) * record.size)
            entries.append((entry["addr"], entry["size"], name))
        return entries, used
