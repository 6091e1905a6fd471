# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compact tables, read by a decoder that was written from FORMAT.md alone."""

import lzma
import random
from pathlib import Path

import pytest

from command import embedded, succeeds
from compact import FUNC, GLOBAL, INFERRED, NOTYPE, OBJECT, WEAK, CompactTable
from elf import Image, Symbol
from elf import NOTYPE as ELF_NOTYPE
from kernels import BSS, COUNT, DATA, TEXT, kernel

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "bench/data/linux-6.12-arm64.syms.xz"

# nm's letters: type and binding.
LETTERS = {"T": (FUNC, GLOBAL), "t": (FUNC, 0), "W": (FUNC, WEAK), "D": (OBJECT, GLOBAL),
           "d": (OBJECT, 0), "V": (OBJECT, WEAK), "B": (OBJECT, GLOBAL), "b": (OBJECT, 0),
           "R": (OBJECT, GLOBAL), "r": (OBJECT, 0), "N": (NOTYPE, GLOBAL), "n": (NOTYPE, 0),
           "w": (NOTYPE, WEAK)}


def table_of(tmp_path, entries, *options):
    """The table of (addr, size, letter, name) entries, by way of a map as `list` prints it."""
    path, out = tmp_path / "map", tmp_path / "table"
    path.write_bytes(b"".join(
        b"%016x %x %s %s\n" % (a, s, letter.encode(), n.replace(b"\\", b"\\\\"))
        for a, s, letter, n in entries))
    succeeds("table", "--map", path, "-o", out, *options)
    return CompactTable(out.read_bytes())


def expected(entries):
    """What a table of them holds: rules 3 to 5 of docs/symbols.md, for a map."""
    starts = sorted({a for a, *_ in entries})
    following = dict(zip(starts, starts[1:]))
    stated = sorted((a, a + s) for a, s, *_ in entries if s)
    made = set()
    for addr, size, letter, name in entries:
        kind, flags = LETTERS[letter]
        if size == 0 and letter in "TtW":
            flags |= INFERRED
            if not any(a <= addr < end for a, end in stated):
                size = following.get(addr, 2**64) - addr
                size = size if size <= 0x10000 else 0x1000 - addr % 0x1000
        made.add((addr, min(size, 2**64 - addr), kind, flags, name))
    return made


def held(table):
    return {tuple(symbol) for symbol in table.symbols()}


def check(table, entries):
    assert table.checksum == table.expected_checksum()
    assert held(table) == expected(entries)
    assert len(table.symbols()) == table.count
    keys = [(s.addr, -s.size) for s in table.symbols()]
    assert keys == sorted(keys)


def some_names(count, seed):
    rng = random.Random(seed)
    stems = ["init", "uart", "read", "write", "irq", "page", "x", "__key", "tcp_v4", "of"]
    return [("_".join(rng.choices(stems, k=rng.randint(1, 4))) +
             rng.choice(["", ".0", ".1", "_%d" % rng.randrange(99)])).encode()
            for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 16, 17, 255, 256, 257, 3000])
def test_lists_of_any_length(tmp_path, count):
    rng = random.Random(count)
    names = some_names(count, count)
    addr, entries = 0xffffffffc0000000, []
    for name in names:
        size = rng.choice([0, 4, 8, 0x40, 0x123, 0x1000])
        entries.append((addr, size, rng.choice("TtWDdVNnw"), name))
        addr += rng.choice([0, 4, 8, 0x40, 0x124, 0x2000])
    check(table_of(tmp_path, entries), entries)


@pytest.mark.parametrize("entries", [
    [(0, 1, "T", b"first"), (2**64 - 1, 1, "D", b"last")],
    [(0, 2**64 - 1, "T", b"all")],
    [(0, 2**63, "T", b"low"), (2**63, 2**63 - 1, "T", b"high")],
    [(0x1000, 0, "D", b"none"), (0x1000, 0, "d", b"nothing")],
    [(0x1000, 4, "T", b"a" * 65535), (0x1004, 4, "T", b"b")],
    [(0x1000 + 4 * i, 4, "t", bytes([c])) for i, c in enumerate(range(1, 256))
     if c not in b"\r\n"],
], ids=["ends", "all", "halves", "empty", "long", "bytes"])
def test_extremes(tmp_path, entries):
    check(table_of(tmp_path, entries), entries)
    check(table_of(tmp_path, entries, "--by-name"), entries)


def test_nested_ranges_are_owned_by_the_rules(tmp_path):
    rng = random.Random(7)
    entries = []
    for i, name in enumerate(some_names(400, 8)):
        entries.append((rng.randrange(0, 600), rng.randrange(0, 90), "d", b"%d" % i + name))
    table = table_of(tmp_path, entries)
    path = tmp_path / "table"
    for addr in range(0, 720):
        covering = [(a, -s, i) for i, (a, s, _, _) in enumerate(entries) if a <= addr < a + s]
        said = table.lookup(addr)
        if not covering:
            assert said is None
            continue
        best = max(covering)[:2]
        assert (table.symbols()[said].addr, -table.symbols()[said].size) == best
    mine = [table.lookup(addr) for addr in range(720)]
    told = succeeds("lookup", path, *map(hex, range(720))).splitlines()
    for addr, index, line in zip(range(720), mine, told):
        if index is None:
            assert line == f"{addr:#x} ?"
        else:
            symbol = table.symbols()[index]
            assert line == (f"{addr:#x} {symbol.name.decode()}+{addr - symbol.addr:#x}"
                            f"/{symbol.size:#x}")


def test_every_symbol_is_found_by_its_name_and_ordinal(tmp_path):
    names = some_names(2000, 3)
    entries = [(0x4000 + 16 * i, 16, "T", name) for i, name in enumerate(names)]
    table = table_of(tmp_path, entries, "--by-name")
    seen = {}
    for index, symbol in enumerate(table.symbols()):
        ordinal = seen.get(symbol.name, 0)
        assert table.find(symbol.name, ordinal) == index
        seen[symbol.name] = ordinal + 1
    assert max(seen.values()) > 3
    assert table.find(b"no such name") is None


def test_an_embedded_table_says_what_it_was_made_of(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("main", TEXT, 0x40), Symbol("label", TEXT + 0x40, 0, ELF_NOTYPE),
        Symbol("__bss_start", BSS, 0, ELF_NOTYPE, section=".bss"),
        Symbol("_ZN3cpu4haltEv", TEXT + 0x80, 8), build_id=bytes(range(20))),
        "--format", "compact")
    table = CompactTable(Image(path.read_bytes()).contents(".kernel_symbols"))
    assert table.id == bytes(range(20))
    symbols = [s for s in table.symbols() if s.name != COUNT.encode()]
    assert [(s.addr, s.size, s.type, s.name) for s in symbols] == [
        (TEXT, 0x40, FUNC, b"main"), (TEXT + 0x40, 0x40, NOTYPE, b"label"),
        (TEXT + 0x80, 8, FUNC, b"cpu::halt()"), (BSS, 0, NOTYPE, b"__bss_start")]
    assert succeeds("verify", path) == f"verified {table.count} symbols\n"


@pytest.mark.parametrize("size", [21, 255])
def test_an_id_larger_than_its_place(tmp_path, size):
    """Then `info` prints what there is place for; nothing else looks at it."""
    path = tmp_path / "table"
    table_of(tmp_path, [(0x1000, 4, "T", b"main")])
    data = bytearray(path.read_bytes())
    data[83], data[84:104] = size, range(1, 21)
    path.write_bytes(data)
    assert f"build id: {bytes(range(1, 21)).hex()}\n" in succeeds("info", path)


@pytest.mark.parametrize("count", [*range(1, 9), *range(17, 25)])
def test_a_last_block_of_any_length(tmp_path, count):
    """Without symbols there are codes, x and y all the same."""
    rng = random.Random(count)
    addr, entries = 0x1000, []
    for i in range(count):
        size = rng.getrandbits(rng.randint(1, 40))
        entries.append((addr, size + 1, "T", b"%x" % rng.getrandbits(rng.randint(1, 200))))
        addr += size + 1 + rng.getrandbits(12)
    check(table_of(tmp_path, entries), entries)


def test_what_names_share(tmp_path):
    """As many tokens as there are to share, of names that make phrases useless."""
    rng = random.Random(4)
    entries, name = [], b""
    for i in range(4000):
        if i % 8 == 0:
            name = bytes(rng.choices(range(0x30, 0x7b), k=16))
        name = name[:rng.randint(0, 15)] + bytes(rng.choices(range(0x30, 0x7b), k=12))
        entries.append((0x1000 + 8 * i, 8, "t", name))
    table = table_of(tmp_path, entries)
    check(table, entries)
    shared = [int.from_bytes(table.data[at + 8:at + 12], "little") >> 4 * i & 15
              for at in (table.stream_at + place for _, place in table.blocks)
              for i in range(8)]
    assert set(shared) == set(range(16))


@pytest.mark.parametrize("kinds", [1, 2, 3, 5, 16, 100, 300])
def test_any_number_of_shapes(tmp_path, kinds):
    """There are as many places as a power of two; what is not used is a shape too."""
    rng = random.Random(kinds)
    addr, entries = 0x1000, []
    for i in range(6000):
        size = 97 * rng.randint(1, kinds)
        entries.append((addr, size, "t", b"f%d" % i))
        addr += size
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert len(table.shapes) == table.shape_mask + 1 <= 256
    assert kinds > 1 or len(table.shapes) <= 2


def test_numbers_of_many_bits(tmp_path):
    entries = [(1 << i, size, "D", b"p%d" % i + b"x" * (size & 1))
               for i in range(64) for size in ((1 << i) - 1, 1 << i) if size]
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert max(s.x_width for s in table.shapes) > 32


def test_the_list_is_a_map_of_the_same_table(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("main", TEXT, 0x40), Symbol("data", DATA, 8, 1, section=".data")),
        "--format", "compact")
    listing, again = tmp_path / "list", tmp_path / "again"
    listing.write_text(succeeds("list", path))
    succeeds("table", "--map", listing, "-o", again)
    assert succeeds("list", again) == listing.read_text()


def test_a_whole_kernels_list(tmp_path):
    text = lzma.open(LINUX).read()
    path, out = tmp_path / "map", tmp_path / "table"
    path.write_bytes(text)
    succeeds("table", "--map", path, "-o", out, timeout=60)
    table = CompactTable(out.read_bytes())
    entries = []
    for line in text.splitlines():
        addr, size, letter, name = line.split(b" ", 3)
        entries.append((int(addr, 16), int(size, 16), letter.decode(), name))
    check(table, entries)
    assert len(out.read_bytes()) < 7.5 * len(entries)
    assert succeeds("verify", "--map", path, out, timeout=60) == f"verified {table.count} symbols\n"
