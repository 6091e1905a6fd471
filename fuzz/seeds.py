# SPDX-License-Identifier: MIT OR Apache-2.0
"""Seeds for the fuzz targets: small ELFs of every class and byte order, tables of
them, maps. They are made by the tests' own writers, so none is committed.
"""
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "tests/tool"), str(ROOT / "tests/lib")]

import choices  # noqa: E402  pylint: disable=wrong-import-position
import elf      # noqa: E402  pylint: disable=wrong-import-position
import kernels  # noqa: E402  pylint: disable=wrong-import-position
import lists    # noqa: E402  pylint: disable=wrong-import-position
from elf import Symbol  # noqa: E402  pylint: disable=wrong-import-position

MAP = (b"ffffffffc0000000 T _start\nffffffffc0000040 00000020 t _ZN3cpu4haltEv\n"
       b"ffffffffc0000080 10 t _RNvC6kernel4main\n0000000000001000 4 D x\n")
ACTIONS = 27  # of command.c


def elfs():
    symbols = [Symbol("main", kernels.TEXT, 0x40), Symbol("label", kernels.TEXT + 0x40, 0),
               Symbol("_ZN3cpu4haltEv", kernels.TEXT + 0x80, 8),
               Symbol("data", kernels.DATA, 8, 1, section=".data")]
    for bits, order in ((32, "<"), (32, ">"), (64, "<"), (64, ">")):
        yield kernels.kernel(*symbols, bits=bits, order=order).build()
    yield kernels.kernel(*symbols, build_id=bytes(range(20)), dynamic=symbols).build()
    yield kernels.kernel(*symbols, extended=True, bits=32, machine=elf.EM_ARM).build()
    yield kernels.kernel(*symbols, bits=32, order=">", machine=elf.EM_MIPS).build()
    opd = elf.Section(".opd", 0x50000, struct.pack(">3Q", kernels.TEXT, 0, 0), align=8)
    yield kernels.kernel(Symbol("main", 0x50000, 24, section=".opd"), sections=(opd,), order=">",
                         machine=elf.EM_PPC64, flags=1).build()
    for table_bytes in tables():
        held = elf.Section(".kernel_symbols", kernels.TABLE, table_bytes + bytes(64), align=8)
        yield kernels.kernel(*symbols, sections=(held,), reserve=len(held.data)).build()


def for_ttables():
    """What the translation tables' tool takes: pages of 64 KiB in the top GiB, a place
    for the tables and one for their address."""
    base, size = 0xffffffffc0000000, 0x20010
    code = elf.Section(".text", base, bytes(64), elf.SHF_ALLOC | elf.SHF_EXECINSTR)
    data = elf.Section(".data", base + 0x10000, bytes(size + 8), elf.SHF_ALLOC | elf.SHF_WRITE)
    image = elf.Image(elf.Elf([code, data], [
        Symbol("KERNEL_TABLES", data.addr, size, elf.OBJECT, section=".data"),
        Symbol("PHYS_KERNEL_TABLES_BASE_ADDR", data.addr + size, 8, elf.OBJECT, section=".data"),
    ]).build())
    for number in range(2):
        image = elf.Image(image.with_header("phdr", number, paddr=0x80000 + 0x10000 * number))
    return image.data


def tables():
    symbols = lists.nested_in_blocks()[:10] + lists.stems()[:3] + lists.of_one_name(3)
    for by_name in (False, True):
        yield choices.table_of(symbols, by_name=by_name, phrases=(b"outer", b"in")).build()
        yield choices.table_of(lists.mixed(40), by_name=by_name, two_parts=True, pages=2,
                               slice_shift=12).build()


def inputs(target):
    if target == "reader":
        calls = bytes(range(60))
        return [len(calls).to_bytes(2, "little") + calls + t for t in tables()]
    if target == "round_trip":
        return [bytes([i]) + bytes(range(200)) for i in (0, 1)]
    files = list(elfs())
    if target == "ttables":
        return [*files, for_ttables()]
    return [bytes([action]) + f for action in range(ACTIONS) for f in [*files, *tables(), MAP]]


def make(build_folder, target):
    """A folder of them."""
    folder = build_folder / "fuzz" / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    for i, data in enumerate(inputs(target)):
        (folder / f"{i:03}").write_bytes(data)
    return folder
