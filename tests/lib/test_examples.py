# SPDX-License-Identifier: MIT OR Apache-2.0
"""The hex dumps of FORMAT.md are tables, of the symbols that it says."""
import re

import pytest

from examples import ONE, ONE_OPTIONS, TWO, TWO_OPTIONS
from programs import ROOT, holds, run
from table import Table

EXAMPLES = pytest.mark.parametrize("heading,symbols,options", [
    pytest.param("### A first example", ONE, ONE_OPTIONS, id="first"),
    pytest.param("### A second example", TWO, TWO_OPTIONS, id="second")])


def dump(heading):
    """The bytes of the dump behind a heading, `OFFSET  BYTES  NOTE` a line."""
    section = (ROOT / "FORMAT.md").read_text().split(heading + "\n", 1)[1]
    data = bytearray()
    for line in re.split(r"^##", section, flags=re.M)[0].splitlines():
        if re.match(r"    [0-9a-f]{4}  ", line):
            assert int(line[4:8], 16) == len(data), line
            data += bytes.fromhex(line[10:34])
    return bytes(data)


@EXAMPLES
def test_the_document_shows_what_its_words_say(heading, symbols, options):
    assert dump(heading) == Table(symbols, **options).build()


@EXAMPLES
def test_the_library_reads_what_the_document_shows(tmp_path, heading, symbols, options):
    holds(tmp_path, dump(heading), symbols, "sanitize")


@pytest.mark.parametrize("machine", ["host", "sanitize"])
def test_the_librarys_errors_one_by_one(tmp_path, machine):
    (tmp_path / "table").write_bytes(dump("### A first example"))
    run(machine, "unit", tmp_path / "table")
