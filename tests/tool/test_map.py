# SPDX-License-Identifier: MIT OR Apache-2.0
"""`--map`: output of `ksym list`, nm and /proc/kallsyms, and files that are not a map."""
import json
import random
import subprocess

import pytest

from command import KSYM, embedded, names, refuses, succeeds
from elf import FUNC, GLOBAL, LOCAL, NOTYPE, OBJECT, WEAK, Image, Symbol
from kernels import COUNT, DATA, TEXT, kernel

PIECES = [b"a", b"_b", b" ", b"\\", b"\\\\", b"\\x", b"\\x0a", b"\\x41", b"x", b"0a", b"\t", b"\n",
          b"\r", b"\x1b", b"\x7f", b"\x01", b"\t[nf_tables]", b"[", b"]", "é".encode(),
          "日本".encode(), b"\xff", b"\x80", b"<T as U>", b"(int)", b" T main", b"::"]
LETTERS = {FUNC: "TtW", OBJECT: "DdV", NOTYPE: "Nnw"}
LABEL_LETTERS = {FUNC: "Ffj", OBJECT: "Ooq", NOTYPE: "Llk"}


def table_of(tmp_path, text, *options):
    path, out = tmp_path / "map", tmp_path / "table"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    succeeds("table", "--map", path, "-o", out, *options)
    return out


def random_symbols(rng):
    """Of all types, bindings and sizes, in code and in data, with names of any bytes.

    But for a function without a size that is in data: a list shows it like one in code.
    """
    made = []
    for i in range(60):
        name = b"n%d" % i + b"".join(rng.choice(PIECES) for _ in range(rng.randrange(5)))
        section, base = rng.choice([(".text", TEXT), (".data", DATA)])
        kind = rng.choice([FUNC, OBJECT, NOTYPE])
        sizes = [2, 8] if (kind, section) == (FUNC, ".data") else [0, 0, 2, 8]
        made.append(Symbol(name, base + 2 * rng.randrange(60), rng.choice(sizes), kind,
                           rng.choice([GLOBAL, LOCAL, WEAK]), section))
    return made


@pytest.mark.parametrize("seed", range(12))
def test_a_list_is_a_map_of_the_same_table(tmp_path, seed):
    symbols = random_symbols(random.Random(seed))
    path = embedded(tmp_path, kernel(*symbols, reserve=0x4000, counted=False),
                    "--format", "compact", "--names", "mangled")
    listing = subprocess.run([KSYM, "list", path], capture_output=True, check=True).stdout
    again = table_of(tmp_path, listing, "--names", "mangled")
    assert subprocess.run([KSYM, "list", again], capture_output=True, check=True).stdout == listing
    assert json.loads(succeeds("list", "--json", again)) == \
        json.loads(succeeds("list", "--json", path))
    # By the symbols as they were stated, not by what the first list says.
    assert {to_text(s.name) for s in symbols} == \
        {s["name"] for s in json.loads(succeeds("list", "--json", again))}
    for symbol in symbols:
        if b"\n" not in symbol.name:
            assert succeeds("find", again, symbol.name).startswith("0x")


def to_text(name):
    """As docs/json.md has it: UTF-8, or \\xNN for each byte above ASCII."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return "".join(chr(b) if b < 0x80 else f"\\x{b:02x}" for b in name)


@pytest.mark.parametrize("bind", [GLOBAL, LOCAL, WEAK])
@pytest.mark.parametrize("kind", [FUNC, OBJECT, NOTYPE])
def test_a_label_of_code_stays_one(tmp_path, kind, bind):
    """One without a size, one with, and the same in data."""
    path = embedded(tmp_path, kernel(
        Symbol("label", TEXT, 0, kind, bind), Symbol("sized", TEXT + 8, 8, kind, bind),
        Symbol("mark", DATA, kind == FUNC, kind, bind, ".data"), counted=False),
                    "--format", "compact")
    column = (GLOBAL, LOCAL, WEAK).index(bind)
    listing = succeeds("list", path)
    assert [line.split()[1:] for line in listing.splitlines()] == [
        ["8", LABEL_LETTERS[kind][column], "label"], ["8", LETTERS[kind][column], "sized"],
        [str(int(kind == FUNC)), LETTERS[kind][column], "mark"]]
    again = table_of(tmp_path, listing)
    assert succeeds("list", again) == listing
    for table in path, again:
        assert succeeds("decode", table, stdin="0x10004") == "0x10004 (label+0x4)"
    functions = tmp_path / "functions"
    succeeds("table", "--map", tmp_path / "map", "--select", "functions", "-o", functions)
    assert "label" in names(functions) or kind == OBJECT


def test_a_label_that_covers_nothing_stays_so(tmp_path):
    table = table_of(tmp_path, "00010000 20 T main\n00010008 0 l loop\n00010040 0 L last\n"
                               "00010080 8 T after\n")
    assert succeeds("list", table).replace("00000000000", "000") == (
        "00010000 20 T main\n00010008 0 l loop\n00010040 0 L last\n00010080 8 T after\n")


@pytest.mark.parametrize("raw, stored", [
    ("a\\b", "a\\b"), ("a\\\\b", "a\\\\b"), ("a\\x09b", "a\\x09b"), ("a\\", "a\\"), ("\\", "\\")])
def test_a_backslash_in_what_nm_prints_is_one(tmp_path, raw, stored):
    for line in f"00010000 T {raw}\n", f"00010000 00000010 T {raw}\n":
        table = table_of(tmp_path, line)
        assert succeeds("find", table, stored) == "0x10000 " + stored.replace("\\", "\\\\") + "\n"


@pytest.mark.parametrize("listed, stored", [
    ("a\\\\b", b"a\\b"), ("a\\x09b", b"a\tb"), ("a\\x7f", b"a\x7f"), ("a\\\\x09", b"a\\x09"),
    # what list never writes
    ("a\\b", b"a\\b"), ("a\\x41", b"a\\x41"), ("a\\x0", b"a\\x0"), ("a\\", b"a\\"),
    ("a\\xg9", b"a\\xg9"), ("a\\x00b", b"a\\x00b")])
def test_a_backslash_in_what_list_prints_is_an_escape(tmp_path, listed, stored):
    table = table_of(tmp_path, f"00010000 10 T {listed}\n")
    assert succeeds("find", table, stored).startswith("0x10000 ")


def test_kallsyms_with_modules(tmp_path):
    table = table_of(tmp_path, "ffffffff81000000 T _text\n"
                               "ffffffffc0000000 t nft_do\t[nf_tables]\n"
                               "ffffffffc0000100 t nft_two\t[nf_tables]\n"
                               "ffffffffc0000200 t odd\t[no end\n")
    assert names(table) == ["_text", "nft_do", "nft_two", "odd\\x09[no end"]
    assert succeeds("lookup", table, "ffffffffc0000004") == \
        "0xffffffffc0000004 nft_do+0x4/0x100\n"


def test_addresses_that_were_hidden(tmp_path):
    path = tmp_path / "kallsyms"
    path.write_text("0000000000000000 T _text\n0000000000000000 D data\n"
                    "0000000000000000 t nft_do\t[nf_tables]\n")
    said = refuses("table", "--map", path, "-o", tmp_path / "out", path=path)
    assert "kptr_restrict" in said and "root" in said
    # A kernel at 0, and one of which all but the first are elsewhere, are none of that.
    for text in "00000000 T _start\n", "00000000 T a\n00000000 T b\n00000004 T c\n", \
            "00000000 00000004 T a\n00000000 00000008 T b\n":
        assert names(table_of(tmp_path, text))


def test_what_nm_prints_is_a_map(tmp_path):
    """nm -n and nm -nS of a kernel, against its own symbols."""
    path = embedded(tmp_path, kernel(
        Symbol("main", TEXT, 0x10), Symbol("a\\b c", TEXT + 0x10, 0x10, bind=LOCAL),
        Symbol("weak", TEXT + 0x20, 8, bind=WEAK), Symbol("v", DATA, 8, OBJECT, section=".data"),
        counted=False), "--format", "compact")
    wanted = {name.decode() for name, _ in Image(path.read_bytes()).symbols()
              if not name.startswith(b"__kernel_symbols")}
    for option in "-n", "-nS":
        text = subprocess.run(["nm", option, path], capture_output=True, check=True).stdout
        table = table_of(tmp_path, text)
        assert {s["name"] for s in json.loads(succeeds("list", "--json", table))} == wanted
    assert COUNT not in wanted
