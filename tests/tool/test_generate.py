# SPDX-License-Identifier: MIT OR Apache-2.0
"""The tutorial's route: generate, compile, link at `address`, objcopy, patch."""
import pytest

from command import FLAT, embedded, listed, lookup, refuses, succeeds, write
from elf import (EM_ARM, LOCAL, NOTYPE, OBJECT, SHF_ALLOC, SHF_EXECINSTR, Image, Section,
                 Symbol)
from kernels import DATA, TEXT, kernel
from machines import CXX, MACHINES, build, compile_table

AARCH64 = "aarch64-linux-gnu-"


def patched(directory, plain, prefix=AARCH64, flags=()):
    """A copy of plain that went the tutorial's route; returns its path."""
    source = directory / "table.c"
    succeeds("generate", plain, "-o", source)
    address = succeeds("address", plain).strip()
    blob = compile_table(directory, source, address, prefix, flags)
    out = directory / "patched"
    succeeds("patch", plain, blob, "-o", out)
    return out


def answers_alike(one, other):
    """Both list the same, and answer every address around every symbol the same."""
    entries = listed(one)
    assert entries == listed(other)
    wanted = sorted({e.addr + at for e in entries
                     for at in (0, e.size // 2, max(e.size, 1) - 1, e.size)})
    assert lookup(one, *wanted) == lookup(other, *wanted)
    names = {e.name for e in entries if "\\" not in e.name}
    assert succeeds("find", one, *names) == succeeds("find", other, *names)
    assert succeeds("verify", other) == succeeds("verify", one)
    return len(entries)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_a_real_kernel_answers_as_the_embedded_one_does(tmp_path, machine):
    plain = build(machine, tmp_path)
    done = tmp_path / "embedded"
    succeeds("embed", *FLAT, plain, "-o", done)
    flags = tuple(f for f in machine.flags if f.startswith("-m"))
    assert answers_alike(done, patched(tmp_path, plain, machine.prefix, flags)) > 8


def test_a_cxx_kernel_too(tmp_path):
    plain = build(CXX, tmp_path)
    done = tmp_path / "embedded"
    succeeds("embed", *FLAT, plain, "-o", done)
    assert answers_alike(done, patched(tmp_path, plain, "", ("-mcmodel=kernel",))) > 8


AWKWARD = [
    b'a"quote"', b"back\\slash", b"trailing\\", b"what??/", b"??/??=??(??'", b"/* no comment */",
    b"// nor this", b"%s%n%d", b"\\x41", b"tab\there", b"new\nline", b"\x01", b"\x1b[0m",
    b"\x01f", b"\x7f9", b"\x07" + b"7", b"nul\\0", "gr\u00fc\u00dfe".encode(),
    "\u4e16\u754c::\u2603".encode(), "\U0001f600a1".encode(), b"\xff\xfe", b"\xe9t\xe9", b"'",
    b"operator\"\"_km", b"#include <x>", b"u8", b"\\u0041", b"a\rb", b" lead", b"trail ",
]


@pytest.mark.parametrize("flags", [("-std=c11",), ("-std=gnu11",), ("-std=c99", "-trigraphs")],
                         ids=" ".join)
def test_awkward_names_survive(tmp_path, flags):
    symbols = [Symbol(name, TEXT + 4 * i, 4) for i, name in enumerate(AWKWARD)]
    elf = kernel(*symbols, reserve=0x1000)
    done = embedded(tmp_path, elf, "--names", "mangled", name="embedded")
    plain = write(tmp_path, elf)
    source = tmp_path / "table.c"
    succeeds("generate", "--names", "mangled", plain, "-o", source)
    address = succeeds("address", plain).strip()
    out = tmp_path / "patched"
    succeeds("patch", plain, compile_table(tmp_path, source, address, AARCH64, flags), "-o", out)
    assert [name for _, _, name in Image(out.read_bytes()).flat()[0]][:-1] == AWKWARD
    assert succeeds("list", done) == succeeds("list", out)


def test_ownership_survives(tmp_path):
    top = 0xFFFFFFFFFFFFF000
    vectors = Section(".vectors", top, bytes(0x100), SHF_ALLOC | SHF_EXECINSTR)
    elf = kernel(
        Symbol("outer", TEXT, 0x40), Symbol("inner", TEXT + 8, 8),
        Symbol("weak", TEXT, 0x40, bind=LOCAL), Symbol("label", TEXT + 0x80, 0, NOTYPE),
        Symbol("__mark", DATA, 0, NOTYPE, section=".data"),
        Symbol("table", DATA, 16, OBJECT, section=".data"),
        Symbol("vectors", top, 0x100, section=".vectors"), sections=[vectors])
    done = embedded(tmp_path, elf, name="embedded")
    assert answers_alike(done, patched(tmp_path, write(tmp_path, elf))) == 7


def test_a_32_bit_big_endian_free_table_of_an_arm_kernel(tmp_path):
    elf = kernel(Symbol("thumb", TEXT + 1, 8), Symbol("_ZN3cpu4haltEv", TEXT + 8, 8),
                 machine=EM_ARM, bits=32)
    done = embedded(tmp_path, elf, name="embedded")
    assert answers_alike(done, patched(tmp_path, write(tmp_path, elf), "arm-none-eabi-")) == 2


def test_the_source_is_plain_ascii_of_readable_lines(tmp_path):
    symbols = [Symbol(name, TEXT + 4 * i, 4) for i, name in enumerate(AWKWARD)]
    plain = write(tmp_path, kernel(*symbols, reserve=0x1000))
    source = tmp_path / "table.c"
    succeeds("generate", plain, "-o", source)
    text = source.read_bytes()
    assert text.isascii() and text.endswith(b"\n")
    assert not any(byte < 0x20 and byte not in b"\t\n" for byte in text)


def test_generate_knows_the_options_of_a_selection(tmp_path):
    plain = write(tmp_path, kernel(Symbol("_ZN3cpu4haltEv", TEXT, 8), Symbol("other", TEXT + 8, 8)))
    source = tmp_path / "table.c"
    succeeds("generate", plain, "--include", "halt", "-o", source)
    assert "cpu::halt()" in source.read_text() and "other" not in source.read_text()


def test_generate_needs_no_room(tmp_path):
    plain = write(tmp_path, kernel(Symbol("main", TEXT, 8), reserve=16))
    succeeds("generate", plain, "-o", tmp_path / "table.c")
    assert "main" in (tmp_path / "table.c").read_text()


def test_generate_wants_a_symbol(tmp_path):
    """C has no empty arrays."""
    plain = write(tmp_path, kernel(Symbol("main", TEXT, 8)))
    assert "no symbols" in refuses("generate", plain, "--exclude", ".", "-o", tmp_path / "table.c")
    assert not (tmp_path / "table.c").exists()
