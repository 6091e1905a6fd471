# SPDX-License-Identifier: MIT OR Apache-2.0
"""ELFs that can be linked again: one object that has all, and a script that places it.

The object is written here and not by an assembler because local symbols of one name,
of which a kernel has thousands, cannot stand in one assembler file.
"""

import os
import random
import shutil
import struct
from typing import Callable, NamedTuple

import elf_list
import symbol_lists
from steps import Failed, run

SHF = {"W": 1, "A": 2, "X": 4, "C": 1 << 11}
PROGBITS, SYMTAB, STRTAB, NOBITS = 1, 2, 3, 8
TYPES = {symbol_lists.NOTYPE: 0, symbol_lists.OBJECT: 1, symbol_lists.FUNC: 2}
RESERVATION, COUNT = ".kernel_symbols", "NUM_KERNEL_SYMBOLS"
PAGE = 4096
CHUNK = 1 << 20


class Toolchain(NamedTuple):
    prefix: str
    flags: tuple = ()

    def gcc(self, *arguments):
        return [self.prefix + "gcc", *self.flags, *arguments]

    def link(self, *arguments):
        """Places its inputs as a script says, and does nothing else."""
        return self.gcc(
            "-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none,--no-check-sections,-e,0",
            *arguments
        )  # fmt: skip


ARM = Toolchain("arm-none-eabi-")
# By machine, class and byte order, as readelf names them.
TOOLCHAINS = {
    ("Advanced Micro Devices X86-64", "ELF64", "little"): Toolchain("x86_64-linux-gnu-"),
    ("Intel 80386", "ELF32", "little"): Toolchain("i686-linux-gnu-"),
    ("AArch64", "ELF64", "little"): Toolchain("aarch64-linux-gnu-"),
    ("AArch64", "ELF64", "big"): Toolchain("aarch64-linux-gnu-", ("-mbig-endian",)),
    ("ARM", "ELF32", "little"): ARM,
    ("ARM", "ELF32", "big"): ARM._replace(flags=("-mbig-endian",)),
    ("RISC-V", "ELF64", "little"): Toolchain("riscv64-linux-gnu-"),
    ("RISC-V", "ELF32", "little"): Toolchain(
        "riscv64-linux-gnu-", ("-march=rv32imac", "-mabi=ilp32")
    ),
    ("PowerPC", "ELF32", "big"): Toolchain("powerpc-linux-gnu-"),
    ("PowerPC64", "ELF64", "big"): Toolchain("powerpc64-linux-gnu-"),
    ("PowerPC64", "ELF64", "little"): Toolchain("powerpc64le-linux-gnu-"),
    ("IBM S/390", "ELF64", "big"): Toolchain("s390x-linux-gnu-"),
    ("MIPS R3000", "ELF32", "big"): Toolchain("mips-linux-gnu-"),
    ("MIPS R3000", "ELF32", "little"): Toolchain("mips-linux-gnu-", ("-EL",)),
}


class Part(NamedTuple):
    """A section of the object; CONTENT writes its bytes, and without it it is NOBITS."""

    name: str
    flags: int
    addr: int
    size: int
    content: Callable | None


class Twin(NamedTuple):
    """What is linked, with what, and what came of it."""

    toolchain: Toolchain
    object: str
    script: str
    elf: str


def zeros(size):
    return lambda out: out.write(bytes(size))


def noise(size, seed):
    """Bytes that no file system can make smaller."""

    def write(out):
        chance = random.Random(seed)
        for at in range(0, size, CHUNK):
            out.write(chance.randbytes(min(CHUNK, size - at)))

    return write


def copied(path, offset, size):
    def write(out):
        with open(path, "rb") as source:
            source.seek(offset)
            for at in range(0, size, CHUNK):
                out.write(source.read(min(CHUNK, size - at)))

    return write


def toolchain_of(path):
    """What compiles for an ELF's machine, or None."""
    lines = elf_list.readelf("-h", path).splitlines()
    fields = {key.strip(): value.strip() for key, _, value in (ln.partition(":") for ln in lines)}
    order = "big" if "big" in fields["Data"] else "little"
    found = TOOLCHAINS.get((fields["Machine"], fields["Class"], order))
    return found if found and shutil.which(found.prefix + "gcc") else None


def from_elf(path):
    """The sections that it loads and those of its debugging information; its symbols."""
    parts, numbers = [], {}
    for number, section in elf_list.sections(path).items():
        loaded = "A" in section.flags and "T" not in section.flags
        if not loaded and not section.name.startswith((".debug_", ".zdebug_")):
            continue
        flags = sum(SHF[letter] for letter in section.flags if letter in SHF)
        content = copied(path, section.offset, section.size)
        if section.type == "NOBITS":
            content = None
        # A loaded section's name would have the linker do more than place it.
        name = f".section{number}" if loaded else section.name
        parts.append(Part(name, flags, section.addr, section.size, content))
        numbers[number] = len(parts)
    symbols = [
        s._replace(section=numbers[s.section])
        for s in elf_list.read(path)
        if s.section in numbers and s.name != COUNT
    ]
    return parts, symbols


def from_list(symbols, debug_bytes):
    """Stretches of code and of data as the list has them, and debugging information."""
    parts, placed = [], []
    symbols = sorted(symbols, key=lambda s: s.addr)
    ends = [s.addr + max(s.size, 1) for s in symbols]
    starts = [i for i, s in enumerate(symbols) if i == 0 or is_code(s) != is_code(symbols[i - 1])]
    for first, after in zip(starts, [*starts[1:], len(symbols)]):
        start = symbols[first].addr
        size = max(ends[first:after]) - start
        flags = SHF["A"] | (SHF["X"] if is_code(symbols[first]) else SHF["W"])
        parts.append(Part(f".section{len(parts)}", flags, start, size, noise(size, len(parts))))
        placed += [s._replace(section=len(parts)) for s in symbols[first:after]]
    for name in (".debug_info", ".debug_line", ".debug_str") if debug_bytes else ():
        size = debug_bytes // 3
        parts.append(Part(name, 0, 0, size, noise(size, name)))
    return parts, placed


def is_code(symbol):
    return symbol.letter in "TtWi"


def free_place(parts, size, word):
    """Behind everything, or else the last gap that is large enough."""
    loaded = sorted((p.addr, p.addr + p.size) for p in parts if p.flags & SHF["A"])
    room_to = 1 << 8 * word
    for start, _ in reversed(loaded):
        place = max(reach for begin, reach in loaded if begin <= start)
        place += -place % PAGE
        if place + size <= room_to:
            return place
        room_to = start
    raise Failed(f"no {size} bytes are free among its sections")


def reserve(parts, symbols, word):
    """Adds the number of symbols, what a flat table takes, and room for one of kallsyms."""
    # A compiler may align each name.
    size = sum(3 * word + len(os.fsencode(s.name)) + 8 for s in symbols) + PAGE
    size += -size % PAGE
    at = free_place(parts, 3 * size, word)
    count, table = at, at + PAGE
    parts = [*parts, Part(".count", SHF["A"], count, word, zeros(word)),
             Part(RESERVATION, SHF["A"], table, size, zeros(size))]  # fmt: skip
    number = len(parts)
    added = [
        ("__kernel_symbols_start", table, 0, symbol_lists.NOTYPE, number),
        ("__kernel_symbols_end", table + size, 0, symbol_lists.NOTYPE, number),
        (COUNT, count, word, symbol_lists.OBJECT, number - 1),
    ]
    symbols = symbols + [
        symbol_lists.Symbol(addr, length, "R", name, kind, symbol_lists.GLOBAL, 0, section)
        for name, addr, length, kind, section in added
    ]
    return parts, symbols, table + size


def symbol_table(parts, symbols, word, order):
    """Symbols, their names and the number of local ones. A name is global only once."""
    entry = order + ("IBBHQQ" if word == 8 else "IIIBBH")
    names, offsets = bytearray(b"\0"), {}
    entries = {0: [bytes(struct.calcsize(entry))], 1: []}
    taken = set()
    for s in symbols:
        binding = 2 if s.flags & symbol_lists.WEAK else 1 if s.flags & symbol_lists.GLOBAL else 0
        if s.name in taken:
            binding = 0
        elif binding:
            taken.add(s.name)
        if s.name not in offsets:
            offsets[s.name] = len(names)
            names += os.fsencode(s.name) + b"\0"
        at, value = offsets[s.name], (s.addr - parts[s.section - 1].addr) % (1 << 8 * word)
        info = binding << 4 | TYPES[s.type]
        fields = (info, 0, s.section, value, s.size) if word == 8 else (
            value, s.size, info, 0, s.section)  # fmt: skip
        entries[binding > 0].append(struct.pack(entry, at, *fields))
    return b"".join(entries[0] + entries[1]), bytes(names), len(entries[0])


def write_object(path, empty, parts, symbols):
    """An object with those sections and symbols; its header is that of an EMPTY one."""
    word = 8 if empty[4] == 2 else 4
    order = "<" if empty[5] == 1 else ">"
    header = order + ("16sHHIQQQIHHHHHH" if word == 8 else "16sHHIIIIIHHHHHH")
    section = order + ("IIQQQQIIQQ" if word == 8 else "10I")
    table, strings, locals_ = symbol_table(parts, symbols, word, order)
    titles = bytearray(b"\0")
    sections = [struct.pack(section, *[0] * 10)]

    def add(name, kind, flags, offset, size, link=0, info=0, entry=0):
        sections.append(struct.pack(
            section, len(titles), kind, flags, 0, offset, size, link, info, 1, entry))  # fmt: skip
        titles.extend(name.encode() + b"\0")

    with open(path, "wb") as out:
        out.write(bytes(struct.calcsize(header)))
        for part in parts:
            kind = PROGBITS if part.content else NOBITS
            out.write(bytes(-out.tell() % PAGE))
            add(part.name, kind, part.flags, out.tell(), part.size)
            if part.content:
                part.content(out)
        last = len(parts) + 1
        size = struct.calcsize(order + ("IBBHQQ" if word == 8 else "IIIBBH"))
        out.write(bytes(-out.tell() % 8))
        add(".symtab", SYMTAB, 0, out.tell(), len(table), last + 1, locals_, size)
        out.write(table)
        add(".strtab", STRTAB, 0, out.tell(), len(strings))
        out.write(strings)
        add(".shstrtab", STRTAB, 0, out.tell(), len(titles) + len(".shstrtab") + 1)
        out.write(titles + bytes(-len(titles) % 8))
        at = out.tell()
        out.write(b"".join(sections))
        fields = list(struct.unpack_from(header, empty))
        fields[6], fields[-2], fields[-1] = at, len(sections), len(sections) - 1
        out.seek(0)
        out.write(struct.pack(header, *fields))


def write_script(path, parts, kallsyms):
    """Each section at its address, and at KALLSYMS the table that is linked in."""
    loaded = sorted((p.addr, p.name) for p in parts if p.flags & SHF["A"])
    lines = [f"\t{name} {addr:#x} : {{ *({name}) }}\n" for addr, name in loaded]
    lines.append(f"\t.kallsyms {kallsyms:#x} : {{ *(.kallsyms) }}\n")
    with open(path, "w", encoding="utf-8") as out:
        out.write("SECTIONS\n{\n" + "".join(lines) + "}\n")


def make(folder, name, toolchain, parts, symbols):
    """Writes the object and links it. Without a TOOLCHAIN there is none for its machine."""
    if toolchain is None:
        raise Failed("no compiler for its machine, see bench/twin.py")
    path = f"{folder}/{name}"
    run(*toolchain.gcc("-c", "-x", "assembler", "/dev/null", "-o", path + ".empty.o"))
    with open(path + ".empty.o", "rb") as file:
        empty = file.read(64)
    word = 8 if empty[4] == 2 else 4
    parts, symbols, kallsyms = reserve(parts, symbols, word)
    write_object(path + ".o", empty, parts, symbols)
    write_script(path + ".ld", parts, kallsyms)
    twin = Twin(toolchain, path + ".o", path + ".ld", path)
    run(*relink(twin, twin.elf))
    return twin


def relink(twin, out, *more):
    return twin.toolchain.link("-T", twin.script, "-o", out, twin.object, *more)
