# SPDX-License-Identifier: MIT OR Apache-2.0
"""Both readers reject what FORMAT2.md says that a reader must."""
import ctypes
import subprocess
from pathlib import Path

import pytest

from format2 import Rejected, Table
from malformed import TABLES

NEXT = Path(__file__).resolve().parents[1]
STATUS = {0: "OK", -2: "EMPTY", -3: "MAGIC", -4: "VERSION", -5: "TRUNCATED", -6: "CORRUPT",
          -7: "CHECKSUM"}

EACH = pytest.mark.parametrize("table,opening,reading", [t[1:] for t in TABLES],
                               ids=[t[0] for t in TABLES])


@pytest.fixture(scope="module", name="library")
def _library(tmp_path_factory):
    path = tmp_path_factory.mktemp("library") / "libksym.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", f"-I{NEXT}/include", f"-I{NEXT}/lib",
                    "-o", path, *NEXT.glob("lib/*.c")], check=True)
    return ctypes.CDLL(str(path))


@EACH
def test_the_library(library, table, opening, reading):
    state = ctypes.create_string_buffer(4096)
    place = ctypes.create_string_buffer(table, len(table))
    status = library.ksym_open(state, place, ctypes.c_size_t(len(table)))
    assert STATUS[status] == opening
    if reading:
        assert STATUS[library.ksym_check(state)] == reading


@EACH
def test_the_reader_of_the_text(table, opening, reading):
    assert said(lambda: Table(table)) == opening
    if reading:
        assert said(lambda: Table(table).check()) == reading


def said(action):
    try:
        action()
    except Rejected as rejected:
        return rejected.status
    return "OK"
