# SPDX-License-Identifier: MIT OR Apache-2.0
"""libksym, and the reader that was written from FORMAT.md, reject what it says a reader must."""
import sys

import pytest

from programs import ROOT, run
from rejected import TABLES

sys.path.append(str(ROOT / "tests/tool"))

from compact import CompactTable, Rejected  # noqa: E402

STATUS = {0: "OK", -2: "EMPTY", -3: "MAGIC", -4: "VERSION", -5: "TRUNCATED", -6: "CORRUPT",
          -7: "CHECKSUM"}

EACH = pytest.mark.parametrize("table,opening,reading", [t[1:] for t in TABLES],
                               ids=[t[0] for t in TABLES])


@pytest.mark.parametrize("machine", ["host", "sanitize", "plain"])
@EACH
def test_the_library(tmp_path, table, opening, reading, machine):
    (tmp_path / "table").write_bytes(table)
    said = [int(word) for word in run(machine, "hostile", "as-is", tmp_path / "table").split()]
    assert STATUS[said[0]] == opening
    if reading:
        assert STATUS[said[1]] == reading
    assert reading or said[2] == 0


@EACH
def test_the_reader_of_the_text(table, opening, reading):
    assert said(lambda: CompactTable(table)) == opening
    if reading:
        assert said(lambda: CompactTable(table).check()) == reading


def said(action):
    try:
        action()
    except Rejected as rejected:
        return rejected.status
    return "OK"
