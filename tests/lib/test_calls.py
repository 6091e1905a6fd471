# SPDX-License-Identifier: MIT OR Apache-2.0
"""Return addresses, gaps, cut names and damage, with a table that calls.c knows."""
import pytest

from choices import table_of
from programs import run
from table import OBJECT, Symbol

SYMBOLS = [
    Symbol(0x8000, 6, b"f"), Symbol(0x8006, 2, b"g"),
    Symbol(0x8010, 0x100, b"core::iter::adapters::fmt"),
    Symbol(0x8200, 0x10, "é€😀é€😀".encode()),
    Symbol(0x8220, 0x10, b"\x80" * 20), Symbol(0x8300, 4, b"x", OBJECT, 0),
    Symbol(0x8400, 0, b"end"),
]


@pytest.mark.parametrize("by_name", [False, True], ids=["all names", "index"])
@pytest.mark.parametrize("machine", ["host", "sanitize"])
def test_by_hand(tmp_path, machine, by_name):
    made = table_of(SYMBOLS, by_name=by_name, slice_shift=31)
    (tmp_path / "table").write_bytes(made.build())
    run(machine, "calls", tmp_path / "table")
