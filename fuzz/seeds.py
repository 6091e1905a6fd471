# SPDX-License-Identifier: MIT OR Apache-2.0
"""Seeds for the fuzz targets: small ELFs of every class and byte order, tables of
them, maps. They are made by the tests' own writers, so none is committed.
"""
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "tests/tool"), str(ROOT / "tests/lib")]

import choices      # noqa: E402  pylint: disable=wrong-import-position
import dwarf        # noqa: E402  pylint: disable=wrong-import-position
import dwarf_units  # noqa: E402  pylint: disable=wrong-import-position
import elf          # noqa: E402  pylint: disable=wrong-import-position
import kernels      # noqa: E402  pylint: disable=wrong-import-position
import line_parts   # noqa: E402  pylint: disable=wrong-import-position
import lists        # noqa: E402  pylint: disable=wrong-import-position
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


def with_lines(version, bits, order):
    """Two units: functions in scopes, calls in calls, call sites, ranges in a list."""
    info = dwarf.Info(bits, order)
    base, pc = dwarf_units.BASE, dwarf_units.pc
    put = dwarf_units.abstract("put", ("decl_file", "data1", 1), ("decl_line", "data1", 3))
    get = dwarf_units.abstract("get")
    inner = dwarf_units.inlined(info, get, 8, base + 8, base + 12, version=version)
    outer = dwarf_units.inlined(info, put, 9, base + 4, base + 16, inner, version=version)
    site = (dwarf.Die("call_site", [("call_return_pc", "addr", base + 8)]) if version == 5 else
            dwarf.Die("GNU_call_site", [("low_pc", "addr", base + 8)]))
    listing = "call_all_calls" if version == 5 else "GNU_all_call_sites"
    main = dwarf.Die("subprogram", [("name", "string", "main"), (listing, "flag", 1),
                                    *pc(info, base, base + 32, version)], [outer, site])
    scope = dwarf.Die("namespace", [("name", "string", "net")], [put, get])
    whole = [("ranges", "sec_offset" if version >= 4 else "data4", 12 if version == 5 else 0),
             ("low_pc", "addr", 0)]
    lists = {"files": [("a.c", 0)] * 2 + [("b.h", 1)], "directories": ["/src", "../inc"]}
    units = [dwarf.Unit(dwarf_units.root(info, program, *entries, version=version, ranges=ranges,
                                         language=dwarf.CPP, **lists), version)
             for program, entries, ranges in (
                 (info.sequence((base, 10), (base + 4, 3, 2), (base + 8, 0, 2), (base + 20, 12, 1),
                                end=base + 32), [scope, main], whole),
                 (info.sequence((base + 32, 5), end=base + 40), [], None))]
    ends = info.addr(base) + info.addr(base + 0x40)
    entries = b"\x06" + ends + b"\0" if version == 5 else ends + info.addr(0) * 2
    head = info.number(5, 2) + bytes([bits // 8, 0]) + bytes(4)
    lists5 = info.number(len(head + entries), 4) + head + entries
    section = (elf.Section(".debug_rnglists", data=lists5, flags=0) if version == 5 else
               elf.Section(".debug_ranges", data=entries, flags=0))
    return info.add(*units).elf(section).build()


def tables():
    """Small ones, with each part that a table may have and without."""
    symbols = lists.nested_in_blocks()[:10] + lists.stems()[:3] + lists.of_one_name(3)
    phrases = (b"outer", b"in")
    for by_name in (False, True):
        yield choices.table_of(symbols, by_name=by_name, phrases=phrases).build()
        yield choices.table_of(lists.mixed(40), by_name=by_name, two_parts=True, pages=2,
                               slice_shift=12).build()
    yield choices.table_of(symbols, pages=3, phrases=phrases, build_id=bytes(range(20))).build()
    yield choices.table_of(lists.mixed(20), two_parts=True, phrases=(b"init", b"read")).build()
    yield choices.table_of(lists.far_apart()).build()
    yield choices.table_of(lists.ends_of_the_address_space(), by_name=True).build()
    yield choices.table_of(lists.of_lengths((0, 1, 255, 256, 700, 1500)), two_parts=True).build()
    yield choices.table_of(lists.mixed(140), pages=2, slice_shift=16).build()


def symbols_for_round_trip(symbols, name_bytes):
    """The symbols as round_trip.c reads them: the distance, the size, a kind, a name."""
    def number(value):
        size = max(1, -(-value.bit_length() // 8))
        return bytes([(size - 1) << 5]) + value.to_bytes(size, "little")
    before, out = symbols[0].addr, [number(symbols[0].addr)]
    for s in symbols:
        out += [bytes([s.type + 3 * s.flags]), len(s.name).to_bytes(name_bytes, "little"),
                number(s.addr - before), number(s.size), s.name]
        before = s.addr
    return b"".join(out)


def for_round_trip():
    """Each kind of list, and bytes that are none."""
    for i in range(8):
        yield bytes([i]) + bytes(range(200))
    for symbols in (lists.mixed(60), lists.nested_in_blocks()[:20], lists.stems(), lists.of_one_name(9),
                    lists.far_apart(), lists.ends_of_the_address_space(), lists.mixed(140)):
        yield b"\x01" + symbols_for_round_trip(symbols, 1)
    yield b"\x05" + symbols_for_round_trip(lists.of_lengths((0, 1, 255, 256, 700, 1500)), 2)


def inputs(target):
    if target == "reader":
        calls = bytes(range(60))
        return [len(calls).to_bytes(2, "little") + calls + t for t in tables()]
    if target == "lines":
        return [bytes([at, 0, step]) + line_parts.of_every_kind(wide)
                for at in range(0, 160, 20) for step in (1, 4) for wide in (False, True)]
    if target == "round_trip":
        return list(for_round_trip())
    if target == "dwarf":
        return [with_lines(version, bits, order) for version in (2, 3, 4, 5)
                for bits in (32, 64) for order in "<>"]
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
