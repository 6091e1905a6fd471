# SPDX-License-Identifier: MIT OR Apache-2.0
"""The hex dumps of FORMAT2.md are tables, of the symbols that it says."""
import re
from pathlib import Path

import pytest

from examples2 import ONE, TWO, one, two
from format2 import Table

DOCUMENT = Path(__file__).resolve().parents[1] / "FORMAT2.md"
EXAMPLES = pytest.mark.parametrize("heading,symbols,make", [
    pytest.param("### A first example", ONE, one, id="first"),
    pytest.param("### A second example", TWO, two, id="second")])


def dump(heading):
    """The bytes of the dump behind a heading, `OFFSET  BYTES  NOTE` a line.

    `BYTE ...` is that byte up to the next line's offset.
    """
    section = DOCUMENT.read_text().split(heading + "\n", 1)[1]
    data, repeated = bytearray(), None
    for line in re.split(r"^##", section, flags=re.M)[0].splitlines():
        if not re.match(r"    [0-9a-f]{4}  ", line):
            continue
        offset = int(line[4:8], 16)
        if repeated is not None:
            data = data.ljust(offset, repeated)
        assert offset == len(data), line
        hexes = line[10:33]
        repeated = bytes.fromhex(hexes[:2]) if "..." in hexes else None
        data += b"" if repeated else bytes.fromhex(hexes)
    return bytes(data)


@EXAMPLES
def test_the_document_shows_what_its_words_say(heading, symbols, make):
    assert dump(heading) == make().build()


@EXAMPLES
def test_the_reader_of_the_text_reads_what_it_shows(heading, symbols, make):
    table = Table(dump(heading))
    table.check()
    assert table.symbols() == symbols
    for number, symbol in enumerate(symbols):
        assert table.lookup(symbol.addr) == number
        assert not table.index() or table.find(symbol.name) == number
    assert table.lookup(symbols[0].addr - 1) is None
    assert table.lookup(symbols[-1].addr + symbols[-1].size) is None


def test_the_second_has_a_resume_and_says_where_it_comes_from():
    table = Table(dump("### A second example"))
    assert table.lookup(TWO[0].addr + 0x20) == 0 and table.lookup(TWO[0].addr + 0x1f) == 1
    assert table.build_id == bytes.fromhex("5ca1ab1e")
    assert (table.machine, table.elf_class, table.elf_data) == (183, 2, 1)
    assert (table.selected, table.max_name) == (4, 31)
