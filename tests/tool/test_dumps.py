# SPDX-License-Identifier: MIT OR Apache-2.0
"""The hex dumps of FORMAT.md, read by the reader that was written from its text."""
import re

import pytest

from command import ROOT, succeeds
from compact import FUNC, GLOBAL, OBJECT, CompactTable, Symbol

FIRST, SECOND = "### A first example", "### A second example"
SYMBOLS = {
    FIRST: [Symbol(0x100, 16, FUNC, GLOBAL, b"_start"), Symbol(0x200, 4, OBJECT, 0, b"x")],
    SECOND: [Symbol(0xffff000000080000, 0x40, FUNC, GLOBAL, b"irq_entry"),
             Symbol(0xffff000000080010, 0x10, FUNC, 0, b"irq_init"),
             Symbol(0xffff000000080040, 0x20, FUNC, GLOBAL, b"main")]}
EACH = pytest.mark.parametrize("heading", [FIRST, SECOND], ids=["first", "second"])


def dump(heading):
    """The bytes of the dump behind a heading, `OFFSET  BYTES  NOTE` a line.

    `BYTE ...` is that byte up to the next line's offset.
    """
    section = (ROOT / "FORMAT.md").read_text().split(heading + "\n", 1)[1]
    data, repeated = bytearray(), None
    for line in re.split(r"^##", section, flags=re.M)[0].splitlines():
        if not re.match(r"    [0-9a-f]{4}  ", line):
            continue
        offset, hexes = int(line[4:8], 16), line[10:33]
        if repeated is not None:
            data = data.ljust(offset, repeated)
        assert offset == len(data), line
        repeated = bytes.fromhex(hexes[:2]) if "..." in hexes else None
        data += b"" if repeated else bytes.fromhex(hexes)
    return bytes(data)


@EACH
def test_the_reader_of_the_text_reads_what_it_shows(heading):
    table, symbols = CompactTable(dump(heading)), SYMBOLS[heading]
    table.check()
    assert table.symbols() == symbols
    for number, symbol in enumerate(symbols):
        assert table.lookup(symbol.addr) == number
        assert not table.index() or table.find(symbol.name) == number
    assert table.lookup(symbols[0].addr - 1) is None
    assert table.lookup(symbols[-1].addr + symbols[-1].size) is None


@EACH
def test_the_command_lists_what_it_shows(tmp_path, heading):
    path = tmp_path / "table"
    path.write_bytes(dump(heading))
    letters = {(FUNC, GLOBAL): "T", (FUNC, 0): "t", (OBJECT, 0): "d"}
    digits = 16 if heading == SECOND else 1
    assert [(int(addr, 16), len(addr) >= digits, int(size, 16), letter, name)
            for addr, size, letter, name in (line.split() for line in
                                             succeeds("list", path).splitlines())] == [
        (s.addr, True, s.size, letters[s.type, s.flags], s.name.decode())
        for s in SYMBOLS[heading]]


def test_the_first_has_no_index_and_no_origin():
    table = CompactTable(dump(FIRST))
    assert table.index() is None and table.build_id == b"" and table.resumes == []
    assert (table.machine, table.elf_class, table.elf_data) == (0, 0, 0)
    assert (table.selected, table.max_name) == (0, 0)


def test_the_second_has_a_resume_and_says_where_it_comes_from():
    """Of EM_AARCH64, ELFCLASS64 and ELFDATA2LSB; demangled and cut to 31 bytes."""
    table = CompactTable(dump(SECOND))
    start = SYMBOLS[SECOND][0].addr
    assert table.lookup(start + 0x20) == 0 and table.lookup(start + 0x1f) == 1
    assert table.resumes == [(0x20, 0)]
    assert table.build_id == bytes.fromhex("5ca1ab1e")
    assert (table.machine, table.elf_class, table.elf_data) == (183, 2, 1)
    assert (table.selected, table.max_name) == (4, 31)
