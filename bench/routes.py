# SPDX-License-Identifier: MIT OR Apache-2.0
"""The ways from a linked ELF to one that can name its own addresses."""

import json
import os
import struct
from typing import Callable, NamedTuple

import elf_list
import twin
from steps import Step, run

PLACE_ARRAY = """SECTIONS {
.rodata : { KEEP(*(.rodata.kernel_symbols)) *(.rodata .rodata.*) }
/DISCARD/ : { *(.comment .note*) }
}
"""


class Route(NamedTuple):
    title: str
    steps: list
    made: str  # the ELF that it makes
    in_place: bool  # out of a copy of the linked one
    read: Callable  # the set of what it names, (addr, size, name) or (addr, name); its bytes


def ours(build, linked):
    made = linked.elf + ".ksym"
    steps = [Step("embed", [f"{build}/ksym", "embed", "--names", "mangled", made])]
    return Route("ksym embed", steps, made, True, lambda: embedded(build, made))


def linux(build, linked):
    """nm, the table as assembler source, its object, and the kernel linked with it."""
    names, source, table, made = (
        linked.elf + end for end in (".nm", ".S", ".kallsyms.o", ".linux")
    )
    steps = [
        Step("nm", [linked.toolchain.prefix + "nm", "-n", linked.elf], out=names),
        Step("generator", [f"{build}/bench/kallsyms_source", names], out=source),
        Step("as", linked.toolchain.gcc("-c", "-x", "assembler", source, "-o", table)),
        Step("relink", twin.relink(linked, made, table)),
    ]
    return Route("Linux's, kallsyms", steps, made, False, lambda: kallsyms(made))


def tutorial(build, linked):
    """An array in C, compiled, linked at its address, and patched in."""
    source, table, array, blob, script, made = (
        linked.elf + end for end in (".c", ".array.o", ".array", ".blob", ".array.ld", ".tutorial")
    )
    with open(script, "w", encoding="utf-8") as out:
        out.write(PLACE_ARRAY)
    ksym, gcc, link = f"{build}/ksym", linked.toolchain.gcc, linked.toolchain.link
    place = run(ksym, "address", linked.elf).strip()
    steps = [
        Step("generate", [ksym, "generate", "--names", "mangled", linked.elf, "-o", source]),
        Step("compile", gcc("-std=c11", "-O2", "-ffreestanding", "-fno-pic", "-Ilib/include",
                            "-c", source, "-o", table)),
        Step("link", link("-T", script, f"-Wl,--section-start=.rodata={place}",
                          table, "-o", array)),
        Step("objcopy", [linked.toolchain.prefix + "objcopy", "-O", "binary", array, blob]),
        Step("patch", [ksym, "patch", made, blob]),
    ]  # fmt: skip
    return Route("the tutorial's, array", steps, made, True,
                 lambda: (listed(build, made), os.path.getsize(blob)))  # fmt: skip


def listed(build, path):
    lines = [line.split(" ", 3) for line in run(f"{build}/ksym", "list", path).splitlines()]
    return {(int(line[0], 16), int(line[1], 16), line[3]) for line in lines}


def embedded(build, path):
    return listed(build, path), json.loads(run(f"{build}/ksym", "info", "--json", path))["used"]


def kallsyms(path):
    """What a linked kallsyms table holds, taken apart here once more."""
    sections = elf_list.sections(path)
    number = next(n for n, section in sections.items() if section.name == ".kallsyms")
    place = sections[number]
    with open(path, "rb") as file:
        order = "<" if file.read(6)[5] == 1 else ">"
        file.seek(place.offset)
        data = file.read(place.size)
    labels = {s.name: s.addr - place.addr for s in elf_list.read(path) if s.section == number}

    def numbers(name, code, count):
        return struct.unpack_from(f"{order}{count}{code}", data, labels["kallsyms_" + name])

    (count,), (base,) = numbers("num_syms", "I", 1), numbers("relative_base", "Q", 1)
    texts = labels["kallsyms_token_table"]
    tokens = [
        data[texts + at : data.index(b"\0", texts + at)]
        for at in numbers("token_index", "H", 256)
    ]
    found, at = set(), labels["kallsyms_names"]
    for offset in numbers("offsets", "I", count):
        length, at = data[at], at + 1
        if length & 0x80:
            length, at = length & 0x7F | data[at] << 7, at + 1
        name = b"".join(tokens[token] for token in data[at : at + length])
        found.add((base + offset, os.fsdecode(name[1:])))
        at += length
    return found, place.size
