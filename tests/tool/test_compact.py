# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compact tables, read by a decoder that was written from FORMAT.md alone."""

import lzma
import random
from pathlib import Path

import pytest

from command import embedded, succeeds
from compact import (BLOCK, BUILD_ID, FUNC, GLOBAL, IN_FIELDS, INDEX, INFERRED, LARGEST, NOTYPE,
                     OBJECT, WEAK, CompactTable)
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
    succeeds("table", "--map", path, "-o", out, *options, timeout=60)
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
        made.add((addr, min(size, 2**64 - addr, LARGEST), kind, flags, name))
    return made


def owners(symbols):
    """From each address on at which an owner may change, which symbol is the owner, or None."""
    bounds = sorted({0, *(a for s in symbols for a in (s.addr, s.addr + s.size))} - {2**64})
    covering, following, changes = [], 0, []
    for addr in bounds:
        while following < len(symbols) and symbols[following].addr <= addr:
            covering.append(following)
            following += 1
        while covering and not addr < symbols[covering[-1]].addr + symbols[covering[-1]].size:
            covering.pop()
        changes.append((addr, covering[-1] if covering else None))
    return changes


def check(table, entries):
    """It holds what is expected, and lookups find it: at most 2,000 bounds, and beside them."""
    table.check()
    symbols = table.symbols()
    assert {tuple(symbol) for symbol in symbols} == expected(entries)
    assert len(symbols) == table.count
    changes = owners(symbols)
    for i in range(0, len(changes), len(changes) // 2000 + 1):
        addr, owner = changes[i]
        following = changes[i + 1][0] if i + 1 < len(changes) else 2**64
        for asked in (addr, following - 1):
            assert table.lookup(asked) == owner, hex(asked)
    if table.index():
        ordinals = {}
        for i, symbol in enumerate(symbols[:3000]):
            ordinal = ordinals[symbol.name] = ordinals.get(symbol.name, -1) + 1
            assert table.find(symbol.name, ordinal) == i
        assert table.find(b"no such name") is None


def some_names(count, seed):
    rng = random.Random(seed)
    stems = ["init", "uart", "read", "write", "irq", "page", "x", "__key", "tcp_v4", "of"]
    return [("_".join(rng.choices(stems, k=rng.randint(1, 4))) +
             rng.choice(["", ".0", ".1", "_%d" % rng.randrange(99)])).encode()
            for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 16, 17, 127, 128, 129, 255, 256, 257, 1025,
                                   2047, 2048, 2049, 3000])
def test_lists_of_any_length(tmp_path, count):
    rng = random.Random(count)
    names = some_names(count, count)
    addr, entries = 0xffffffffc0000000, []
    for name in names:
        size = rng.choice([0, 4, 8, 0x40, 0x123, 0x1000])
        entries.append((addr, size, rng.choice("TtWDdVNnw"), name))
        addr += rng.choice([0, 4, 8, 0x40, 0x124, 0x2000])
    check(table_of(tmp_path, entries), entries)
    check(table_of(tmp_path, entries, "--by-name"), entries)


@pytest.mark.parametrize("entries", [
    [(0, 1, "T", b"first"), (2**64 - 1, 1, "D", b"last")],
    [(0, 2**64 - 1, "T", b"all")],
    [(0, 2**59 - 1, "T", b"a"), (1, 2**59 - 2, "D", b"b"), (2**59, 2**59 - 1, "T", b"c")],
    [(0, 2**59, "T", b"a"), (1, 2**60, "T", b"b"), (2**59, 1, "T", b"c")],
    [(0, 1, "T", b"first"), (1, 2**64 - 1, "T", b"around"), (2**64 - 3, 1, "T", b"within")],
    [(0x1234567890 * i, size, "T", b"far%d" % i)
     for i, size in enumerate((1, 0x1234567890, 0x200000000, 4, 0x99999999999) * 60)],
    [(0x1000 * i + (i // 128 << 54), 9, "T", b"far%d" % i) for i in range(700)],
    [(0, 2**63, "T", b"low"), (2**63, 2**63 - 1, "T", b"high")],
    [(0x1000, 0, "D", b"none"), (0x1000, 0, "d", b"nothing")],
    [(0x1000, 4, "T", b"a" * 65535), (0x1004, 4, "T", b"b")],
    [(0x1000 + 4 * i, 4, "t", bytes([c])) for i, c in enumerate(range(1, 256))
     if c not in b"\r\n"],
], ids=["ends", "all", "59", "larger", "around", "far", "holes", "halves",
        "empty", "long", "bytes"])
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
    assert table.build_id == bytes(range(20))
    symbols = [s for s in table.symbols() if s.name != COUNT.encode()]
    assert [(s.addr, s.size, s.type, s.name) for s in symbols] == [
        (TEXT, 0x40, FUNC, b"main"), (TEXT + 0x40, 0x40, NOTYPE, b"label"),
        (TEXT + 0x80, 8, FUNC, b"cpu::halt()"), (BSS, 0, NOTYPE, b"__bss_start")]
    assert succeeds("verify", path) == f"verified {table.count} symbols\n"


def test_an_id_larger_than_its_place(tmp_path):
    """Then there is none. It is the by-name index, with another tag."""
    path = tmp_path / "table"
    table = table_of(tmp_path, [(0x1000 + i, 1, "T", b"f%d" % i) for i in range(99)], "--by-name")
    assert table.part(INDEX)[1] > 20
    data = bytearray(path.read_bytes())
    data[table.header_size + 5 * list(table.parts).index(INDEX)] = BUILD_ID
    path.write_bytes(data)
    assert "\nbuild id: \n" in succeeds("info", path)


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


def blocks(table):
    """Of each block its head and how many symbols it has."""
    return [(table.head(block), min(BLOCK, table.count - block * BLOCK))
            for block in range(table.block_count)]


@pytest.mark.parametrize("tail", [12, 80], ids=["names", "long names"])
def test_what_names_share(tmp_path, tail):
    """As many tokens as can be said, 7, of names that hardly make phrases."""
    rng = random.Random(4)
    entries, name = [], b""
    for i in range(4000):
        if i % 8 == 0:
            name = bytes(rng.choices(range(0x30, 0x7b), k=50))
        name = name[:rng.randint(0, 21)] + bytes(rng.choices(range(0x30, 0x7b), k=tail))
        entries.append((0x1000 + 8 * i, 8, "t", name))
    table = table_of(tmp_path, entries)
    check(table, entries)
    shares = {share for head, _ in blocks(table) for share in head.shares}
    assert shares == set(range(8))


def used_shapes(table):
    """Page and code of all shapes that symbols have."""
    return {(head.page, code) for head, count in blocks(table) for code in head.codes[:count]}


@pytest.mark.parametrize("kinds", [1, 2, 3, 5, 16, 100, 300])
def test_any_number_of_shapes(tmp_path, kinds):
    """Each that a symbol has is there, and one kind of symbol does with one or two."""
    rng = random.Random(kinds)
    addr, entries = 0x1000, []
    for i in range(6000):
        size = 97 * rng.randint(1, kinds)
        entries.append((addr, size, "t", b"f%d" % i))
        addr += size
    table = table_of(tmp_path, entries)
    check(table, entries)
    pages = table.shapes()
    assert all(code < len(pages[page]) for page, code in used_shapes(table))
    assert (len(pages) > 1) == table.paged
    assert kinds > 1 or len(pages[0]) <= 2


def test_numbers_of_many_bits(tmp_path):
    entries = [(1 << i, size, "D", b"p%d" % i + b"x" * (size & 1))
               for i in range(64) for size in ((1 << i) - 1, 1 << i) if size]
    table = table_of(tmp_path, entries)
    check(table, entries)
    assert {symbol.size for symbol in table.symbols()} >= {1 << i for i in range(59)}
    used = [table.shape(*which) for which in used_shapes(table)]
    assert any(shape.first & 3 == IN_FIELDS for shape in used)
    assert all(shape.all_bits - shape.x_bits == 64 for shape in used
               if shape.first & 3 == IN_FIELDS)


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
    assert len(out.read_bytes()) < 6.4 * len(entries)
    assert succeeds("verify", "--map", path, out, timeout=60) == f"verified {table.count} symbols\n"


@pytest.mark.parametrize("first", [1, 300])
def test_slices(tmp_path, first):
    """Each is the last superblock that begins at or below it, if FIRST symbols of them all have
    the first address, too; behind them stands the last superblock."""
    addresses = [0x1000] * first + [0x1000 + 64 * i + i % 7 * 8 for i in range(1, 3000)]
    table = table_of(tmp_path, [(a, 8, "T", b"f%d" % i) for i, a in enumerate(addresses)])
    starts = [table.superblock(s)[0] for s in range(table.superblock_count)]
    assert starts == [addresses[128 * s] - 0x1000 for s in range(len(starts))]
    last = starts[-1] >> table.slice_shift
    assert table.slices == [max(s for s, start in enumerate(starts)
                                if start <= k << table.slice_shift)
                            for k in range(last + 1)] + [len(starts) - 1]
    assert table.slices[0] == (first - 1) // 128
