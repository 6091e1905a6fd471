# SPDX-License-Identifier: MIT OR Apache-2.0
"""The hex dumps of FORMAT.md are tables, of the symbols that it says."""
import re

import pytest

from examples import ONE, TWO, one, two
from programs import ROOT, holds, run

EXAMPLES = pytest.mark.parametrize("heading,symbols,make", [
    pytest.param("### A first example", ONE, one, id="first"),
    pytest.param("### A second example", TWO, two, id="second")])


def dump(heading):
    """The bytes of the dump behind a heading, `OFFSET  BYTES  NOTE` a line.

    `BYTE ...` is that byte up to the next line's offset.
    """
    section = (ROOT / "FORMAT.md").read_text().split(heading + "\n", 1)[1]
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
    assert list(make().names()) == [s.name for s in symbols]


@EXAMPLES
def test_the_library_reads_what_the_document_shows(tmp_path, heading, symbols, make):
    holds(tmp_path, dump(heading), symbols, "sanitize")
    holds(tmp_path, make().build(), symbols, "powerpc")


@pytest.mark.parametrize("machine", ["host", "sanitize"])
def test_the_librarys_errors_one_by_one(tmp_path, machine):
    (tmp_path / "table").write_bytes(dump("### A first example"))
    run(machine, "unit", tmp_path / "table")
