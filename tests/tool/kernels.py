# SPDX-License-Identifier: MIT OR Apache-2.0
"""The smallest kernel that a table can be put into, for tests to add symbols to."""
from elf import (EM_AARCH64, GLOBAL, NOTYPE, OBJECT, SHF_ALLOC, SHF_EXECINSTR,
                 SHF_WRITE, SHT_NOBITS, Elf, Section, Symbol)

TEXT, RODATA, DATA, BSS, TABLE = 0x10000, 0x18000, 0x20000, 0x30000, 0x40000
COUNT = "NUM_KERNEL_SYMBOLS"


def count_symbol(bits=64):
    return Symbol(COUNT, RODATA, bits // 8, OBJECT, section=".rodata")


def markers(reserve):
    return [Symbol("__kernel_symbols_start", TABLE, 0, NOTYPE, GLOBAL, ".kernel_symbols"),
            Symbol("__kernel_symbols_end", TABLE + reserve, 0, NOTYPE, GLOBAL,
                   ".kernel_symbols")]


def kernel(*symbols, bits=64, order="<", machine=EM_AARCH64, text_size=0x200,
           reserve=0x800, counted=True, sections=(), **options):
    """An Elf of .text, .rodata (the count), .data, .bss and .kernel_symbols.

    sections replaces those of the same name and appends the others.
    """
    made = {s.name: s for s in (
        Section(".text", TEXT, bytes(text_size), SHF_ALLOC | SHF_EXECINSTR),
        Section(".rodata", RODATA, bytes(16)),
        Section(".data", DATA, bytes(range(0x80)), SHF_ALLOC | SHF_WRITE),
        Section(".bss", BSS, b"", SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 0x80),
        Section(".kernel_symbols", TABLE, bytes(reserve), align=8),
    )}
    made.update({s.name: s for s in sections})
    own = [count_symbol(bits)] if counted else []
    return Elf(list(made.values()), [*symbols, *own, *markers(reserve)],
               bits=bits, order=order, machine=machine, **options)
