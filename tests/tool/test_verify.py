# SPDX-License-Identifier: MIT OR Apache-2.0
"""`ksym verify` distinguishes right tables from wrong ones."""
import json
import re

import pytest

from command import embedded, ksym, owner, refuses, succeeds, write
from elf import LOCAL, NOTYPE, OBJECT, Image, Symbol
from kernels import DATA, TEXT, kernel

SYMBOLS = (Symbol("_start", TEXT, 0x20), Symbol("alias", TEXT, 0x20, bind=LOCAL),
           Symbol("outer", TEXT + 0x20, 0x40), Symbol("inner", TEXT + 0x30, 8),
           Symbol("_ZN3cpu4haltEv", TEXT + 0x80, 0),
           Symbol("__mark", DATA, 0, NOTYPE, section=".data"),
           Symbol("ticks", DATA + 8, 8, OBJECT, section=".data"))
STORED = len(SYMBOLS) + 1  # with NUM_KERNEL_SYMBOLS

each_target = pytest.mark.parametrize("target", [
    {"bits": bits, "order": order} for bits in (32, 64) for order in "<>"],
    ids=lambda t: f"{t['bits']}{t['order']}")


def differs(path, *options):
    """Runs verify on a wrong table; returns the lines that say what is wrong."""
    result = ksym("verify", *options, path)
    assert result.status == 1, result
    told = re.fullmatch(rf"ksym: {re.escape(str(path))}: .*?\b(\d+) difference.*\n", result.err)
    assert told, result
    lines = result.out.splitlines()
    assert len(lines) == int(told[1]) > 0
    return lines


def doctor(path, offset, data):
    changed = bytearray(path.read_bytes())
    changed[offset:offset + len(data)] = data
    path.write_bytes(changed)


class Table:
    """Where the parts of an embedded table stand in its file."""

    def __init__(self, path):
        self.image = Image(path.read_bytes())
        self.start = self.image.section(".kernel_symbols")["offset"]
        self.entries = [name.decode(errors="replace") for _, _, name in self.image.flat()[0]]

    def place(self, name, member):
        record = self.image.record("flat")
        at = next(at for field, at, _ in record.fields() if field == member)
        return self.start + self.entries.index(name) * record.size + at

    def name(self, name):
        return self.image.data.index(name.encode() + b"\0", self.start)

    def low_byte(self, name, member):
        """The place of a member's least significant byte."""
        width = self.image.bits // 8
        return self.place(name, member) + (0 if self.image.order == "<" else width - 1)


@each_target
def test_what_embed_wrote_is_right(tmp_path, target):
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    assert succeeds("verify", path) == f"verified {STORED} symbols\n"


@pytest.mark.parametrize("options", [
    ["--select", "functions"], ["--include", "a"], ["--exclude", "n"], ["--names", "mangled"],
    ["--max-name", "5"]], ids=" ".join)
def test_verify_selects_as_embed_did_when_told_so(tmp_path, options):
    path = embedded(tmp_path, kernel(*SYMBOLS), *options)
    stored = Image(path.read_bytes()).count()[0]
    assert succeeds("verify", *options, path) == f"verified {stored} symbols\n"
    assert differs(path)


@each_target
@pytest.mark.parametrize("name", ["_start", "alias", "inner", "cpu::halt()", "__mark"])
def test_one_byte_of_a_name(tmp_path, target, name):
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    doctor(path, Table(path).name(name), b"X")
    assert any(name in line or "X" + name[1:] in line for line in differs(path))


@each_target
@pytest.mark.parametrize("name, member", [
    ("_start", "addr"), ("alias", "size"),
    *((name, member) for name in ("outer", "inner", "__mark", "ticks")
      for member in ("addr", "size"))])
def test_one_byte_of_an_address_or_a_size(tmp_path, target, name, member):
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    place = Table(path).low_byte(name, member)
    doctor(path, place, bytes([path.read_bytes()[place] ^ 1]))
    assert any(name in line for line in differs(path))


@each_target
def test_entries_out_of_order(tmp_path, target):
    """_start is preferred to alias by standing behind it; larger, it must not."""
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    doctor(path, Table(path).low_byte("_start", "size"), b"\x21")
    result = ksym("verify", path)
    assert result.status == 1
    assert result.err.startswith(f"ksym: {path}: ") and result.err.count("\n") == 1


@each_target
def test_two_names_exchanged(tmp_path, target):
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    table = Table(path)
    width = table.image.bits // 8
    one, other = table.place("outer", "name"), table.place("inner", "name")
    old = path.read_bytes()
    doctor(path, one, old[other:other + width])
    doctor(path, other, old[one:one + width])
    lines = differs(path)
    assert any("outer" in line for line in lines) and any("inner" in line for line in lines)


@each_target
def test_the_order_of_aliases(tmp_path, target):
    """All is there, but the wrong one of two aliases would answer."""
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    table = Table(path)
    width = table.image.bits // 8
    one, other = table.place("alias", "name"), table.place("_start", "name")
    old = path.read_bytes()
    doctor(path, one, old[other:other + width])
    doctor(path, other, old[one:one + width])
    assert owner(path, TEXT) == "alias"
    assert any("alias" in line and "_start" in line for line in differs(path))


@each_target
@pytest.mark.parametrize("count", [0, 1, STORED - 1])
def test_a_count_too_small(tmp_path, target, count):
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    place = Image(path.read_bytes()).count()[1]
    order = "little" if target["order"] == "<" else "big"
    doctor(path, place[0], count.to_bytes(len(place), order))
    result = ksym("verify", path)
    assert result.status == 1
    assert result.err.startswith(f"ksym: {path}: ") and result.err.count("\n") == 1
    if count == STORED - 1:
        assert any("ticks" in line for line in differs(path))


@each_target
@pytest.mark.parametrize("count", [STORED + 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_count_too_large(tmp_path, target, count):
    path = embedded(tmp_path, kernel(*SYMBOLS, **target))
    place = Image(path.read_bytes()).count()[1]
    order = "little" if target["order"] == "<" else "big"
    doctor(path, place[0], count.to_bytes(len(place), order))
    result = ksym("verify", path)
    assert result.status == 1
    assert result.err.startswith(f"ksym: {path}: ") and result.err.count("\n") == 1


@pytest.mark.parametrize("value", [0, 1, TEXT, 2**64 - 1])
def test_a_name_that_points_outside_the_table(tmp_path, value):
    path = embedded(tmp_path, kernel(*SYMBOLS))
    doctor(path, Table(path).place("outer", "name"), value.to_bytes(8, "little"))
    result = ksym("verify", path)
    assert result.status == 1
    assert result.err.startswith(f"ksym: {path}: ") and result.err.count("\n") == 1
    for command in ["list"], ["lookup", hex(TEXT)], ["find", "main"], ["info"]:
        assert ksym(command[0], path, *command[1:]).status in (0, 1)


def test_a_kernel_without_its_table(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS))
    assert ksym("verify", path).status == 1


def test_a_table_of_another_build(tmp_path):
    old = embedded(tmp_path, kernel(Symbol("renamed", TEXT, 0x20), *SYMBOLS[1:]), name="old")
    new = write(tmp_path, kernel(*SYMBOLS), "new")
    blob = write(tmp_path, Image(old.read_bytes()).contents(".kernel_symbols"), "blob")
    succeeds("patch", new, blob)
    text = "\n".join(differs(new))
    assert "renamed" in text and "_start" in text


def test_verify_as_json(tmp_path):
    path = embedded(tmp_path, kernel(*SYMBOLS))
    assert json.loads(succeeds("verify", "--json", path)) == {
        "symbols": STORED, "differences": [], "filtered": False, "image_offset": None}
    doctor(path, Table(path).name("outer"), b"X")
    lines = differs(path)
    result = ksym("verify", "--json", path)
    assert result.status == 1
    assert json.loads(result.out)["differences"] == lines


@pytest.mark.parametrize("name", [b"new\nline", b"\xff\xfe", "\u4e16".encode() * 800,
                                  b"a" + "\u4e16".encode() * 800, b"n" * 5000],
                         ids=["newline", "no utf-8", "long", "longer", "longest"])
def test_a_difference_is_a_line_whatever_the_name(tmp_path, name):
    path = embedded(tmp_path, kernel(Symbol(name, TEXT, 8), reserve=0x3000))
    doctor(path, Table(path).low_byte(name.decode(errors="replace"), "size"), b"\x09")
    assert differs(path)
    result = ksym("verify", "--json", path)
    assert result.status == 1
    assert json.loads(result.out.encode("utf-8", "surrogateescape"))["differences"]


def test_a_table_longer_than_its_section(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS, reserve=0x40))
    doctor(path, Image(path.read_bytes()).count()[1][0], (9).to_bytes(8, "little"))
    refuses("list", path, path=path)


def test_any_byte_of_a_compact_table(tmp_path):
    """Those of the checksum too, on which no answer depends; not those behind the table."""
    path = write(tmp_path, kernel(*SYMBOLS, reserve=0x400))
    succeeds("embed", path)
    embedded_bytes = path.read_bytes()
    start = Image(embedded_bytes).section(".kernel_symbols")["offset"]
    size = int(re.search(r"used: (\d+) bytes", succeeds("info", path))[1])
    for at in range(size):
        doctor(path, start + at, bytes([embedded_bytes[start + at] ^ 1]))
        result = ksym("verify", path)
        assert result.status == 1 and result.err.count("\n") == 1, at
        doctor(path, start + at, embedded_bytes[start + at:start + at + 1])
    doctor(path, start + size, b"\xa5" * (0x400 - size))
    assert succeeds("verify", path) == f"verified {STORED} symbols\n"


def test_a_table_alone_whose_checksum_is_wrong(tmp_path):
    listing = write(tmp_path, b"10000 10 T main\n10020 4 D datum\n", "map")
    table = tmp_path / "table"
    succeeds("table", "--map", listing, "-o", table)
    assert succeeds("verify", "--map", listing, table) == "verified 2 symbols\n"
    doctor(table, 12, bytes([table.read_bytes()[12] ^ 0x80]))
    refuses("verify", "--map", listing, table, path=table)
