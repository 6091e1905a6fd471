# SPDX-License-Identifier: MIT OR Apache-2.0
"""The symbols of FORMAT.md's two examples, and how they are written there."""
from table import FUNC, GLOBAL, OBJECT, Entry, Shape, Symbol, Table

ONE = [Symbol(0x100, 16, b"_start"), Symbol(0x200, 4, b"x", OBJECT, 0)]

# irq_init's range lies in irq_entry's, which goes on behind it: a resume.
TWO = [Symbol(0xffff000000080000, 0x40, b"irq_entry"),
       Symbol(0xffff000000080010, 0x10, b"irq_init", FUNC, 0),
       Symbol(0xffff000000080040, 0x20, b"main")]

GLOBAL_FUNC = FUNC | GLOBAL << 2


def one():
    return Table([Entry(0, 16, GLOBAL_FUNC, 0, 0, [b"_start"]),
                  Entry(0x100, 4, OBJECT, 1, 0, [b"x"])],
                 regions=[(0x100, 0x100, 0)],
                 shapes=[Shape(0x26, 0, 0, 4, 16, 1), Shape(0x21, 0, 3)],
                 phrases=[b"_start", b"x"], class_width=1)


def two():
    """Demangled names cut to 31 bytes, of a little-endian ELFCLASS64 for EM_AARCH64."""
    return Table([Entry(0, 0x40, GLOBAL_FUNC, 0, 0, [b"irq_", b"entry"]),
                  Entry(0x10, 0x10, FUNC, 1, 1, [b"init"]),
                  Entry(0x40, 0x20, GLOBAL_FUNC, 0, 0, [b"main"])],
                 regions=[(0xffff000000080000, 0x60, 0)],
                 shapes=[Shape(0x26, 6, 6, 0, 1, 1), Shape(0x02, 6, 6)],
                 phrases=[b"irq_"], ends=[b"entry", b"init", b"main"],
                 resumes=[(0x20, 0)], build_id=bytes.fromhex("5ca1ab1e"), index=(2, 2, 1),
                 selected=4, elf=0x12, machine=183, max_name=31)
