# SPDX-License-Identifier: MIT OR Apache-2.0
"""The build id among the notes of an ELF, which may be of any form, or broken.

What is expected is what readelf says of notes that are whole, and by hand of others."""
import json
import re
import struct

import pytest

from command import succeeds, write
from elf import SHT_NOTE, Section, Symbol
from kernels import TEXT, kernel
from machines import run

ID = bytes(range(0x30, 0x44))


def note(name, kind, desc, order="<", align=4, sizes=None):
    """A note; SIZES instead of those of name and desc."""
    name_size, desc_size = sizes or (len(name), len(desc))
    head = struct.pack(order + "III", name_size, desc_size, kind) + name
    head += bytes(-len(head) % align)
    return head + desc + bytes(-len(desc) % align)


def build_id(directory, notes, order="<", align=4):
    section = Section(".notes", 0x8000, notes, type=SHT_NOTE, align=align)
    path = write(directory, kernel(Symbol("f", TEXT, 8), order=order, sections=[section]))
    succeeds("embed", path)
    return json.loads(succeeds("info", "--json", path))["build_id"], path


GNU = b"GNU\0"
OTHER = note(b"Linux\0", 0x100, b"\x01")


@pytest.mark.parametrize("align", [4, 8])
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("before", [[], [b"Linux\0"], [b"A\0", b"Xen\0", b"Example\0"]], ids=str)
@pytest.mark.parametrize("size", [1, 8, 16, 19, 20])
def test_a_whole_note_is_found_behind_others(tmp_path, order, before, size, align):
    others = b"".join(note(name, 3, b"\x7f" * (5 * i), order, align)
                      for i, name in enumerate(before))
    found, path = build_id(tmp_path, others + note(GNU, 3, ID[:size], order, align), order, align)
    assert found == ID[:size].hex()
    said = run("readelf", "-n", path)
    assert found in re.findall(r"Build ID: ([0-9a-f]+)", said)


@pytest.mark.parametrize("notes, expected", [
    (b"", b""),
    (note(GNU, 3, ID)[:11], b""),
    (note(GNU, 3, ID)[:12], b""),
    (note(GNU, 3, ID)[:16], b""),
    (note(GNU, 3, ID)[:-1], b""),
    (note(GNU, 3, ID[:19])[:-1], ID[:19]),  # the padding alone is not there
    (note(GNU, 3, ID, sizes=(4, 21)), b""),
    (note(GNU, 3, ID, sizes=(4, 0xffffffff)), b""),
    (note(GNU, 3, ID, sizes=(4, 0xfffffffc)), b""),
    (note(GNU, 3, ID, sizes=(0xffffffff, 20)), b""),
    (note(GNU, 3, ID, sizes=(0xfffffff0, 0xfffffff0)), b""),
    (note(GNU, 3, b""), b""),
    (note(GNU, 3, b"") + note(GNU, 3, ID), ID),  # one of no bytes is none
    (note(b"GNU", 3, ID), b""),
    (note(b"GNU\0\0", 3, ID), b""),
    (note(b"gnu\0", 3, ID), b""),
    (note(GNU, 1, ID), b""),
    (OTHER[:-5], b""),
    (OTHER + note(GNU, 3, ID, sizes=(4, 24)), b""),
    (note(GNU, 3, ID) + note(b"", 0, b"", sizes=(0xffffffff, 0)), ID),
    (note(GNU, 3, ID + b"more"), ID),  # its first 20 bytes are stored
], ids=range(21))
def test_what_is_not_whole_is_none(tmp_path, notes, expected):
    assert build_id(tmp_path, notes)[0] == expected.hex()
