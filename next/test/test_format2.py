# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the encoder makes, format2.py reads back: two that know only FORMAT2.md of each other."""
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from format2 import Table

NEXT = Path(__file__).resolve().parents[1]
sys.path.append(str(NEXT.parent / "tests/lib"))

import lists  # noqa: E402  (made lists, whatever the format)
from table import FUNC, OBJECT, Symbol, in_order  # noqa: E402


def far_superblocks():
    """Superblocks whose blocks are so far apart, and so large, that no record holds them."""
    rng = random.Random(2)
    symbols = []
    for i in range(400):
        name = bytes(rng.choices(range(33, 127), k=700 if 128 <= i < 256 else 9))
        symbols.append(Symbol(i << 54 if 256 <= i else 16 * i, 9, name))
    return symbols


def every_kind(count=2000):
    rng = random.Random(3)
    return [Symbol(lists.KERNEL + 4 * i, rng.choice((0, 4, 8)), b"k%d" % i, rng.randrange(3),
                   rng.randrange(8)) for i in range(count)]


def last_of_a_block_by_distance():
    """Sizes that are less than the distance by something, block for block."""
    return [Symbol(0x1000 + 256 * i, 253 - i % 2, b"f%d" % i, FUNC, 1) for i in range(300)]


LISTS = {
    **{f"{n} mixed": lambda n=n: lists.mixed(n) for n in (*lists.COUNTS, 127, 128, 129, 1025)},
    **lists.SHAPES, "nested": lambda: lists.nested(3000), "all bytes": lambda: lists.of_all_bytes([b for b in lists.ALL_BYTES
                                                             if b not in b"\n"]),
    "far superblocks": far_superblocks, "every kind": every_kind,
    "by distance": last_of_a_block_by_distance,
    "one empty": lambda: [Symbol(0, 0, b"", OBJECT, 0)],
    "one long": lambda: [Symbol(5, 1, bytes(33 + i * i % 90 for i in range(65535)))],
    "last address": lambda: [Symbol(0, 1, b"first"), Symbol(1, lists.TOP, b"around"),
                             Symbol(lists.TOP - 2, 1, b"within")],
    "65536": lambda: lists.words(65536),
}


def held(symbols):
    """As a table can say it: in its order, sizes of at most 59 bits."""
    return [s._replace(size=min(s.size, (1 << 59) - 1)) for s in in_order(symbols)]


def encoded(directory, symbols, *options):
    path, table = directory / "list", directory / "table"
    path.write_bytes(b"".join(b"%x %x %d %d %s\n" % (s.addr, s.size, s.type, s.flags, s.name)
                              for s in symbols))
    subprocess.run([NEXT / "build/measure", *options, "-o", table, path], check=True,
                   stdout=subprocess.DEVNULL)
    return Table(table.read_bytes())


def owner(symbols, addr):
    return max((i for i, s in enumerate(symbols) if s.addr <= addr < s.addr + s.size),
               default=None)


def addresses(symbols, rng, most=150):
    """Edges of ranges, of some symbols, what is beside them, and anything."""
    chosen = symbols if len(symbols) <= most else rng.sample(symbols, most)
    edges = {a + d for s in chosen for a in (s.addr, s.addr + s.size) for d in (-1, 0, 1)}
    edges |= {0, 1, lists.TOP, *(rng.getrandbits(rng.randint(1, 64)) for _ in range(30))}
    return sorted(a for a in edges if 0 <= a <= lists.TOP)


@pytest.mark.parametrize("options", [("-b",), ()], ids=["index", "plain"])
@pytest.mark.parametrize("make", LISTS.values(), ids=LISTS)
def test_reads_what_the_encoder_makes(tmp_path, make, options):
    symbols, rng = held(make()), random.Random(1)
    table = encoded(tmp_path, symbols, *options)
    table.check()
    assert [tuple(s) for s in table.symbols()] == [
        (s.addr, s.size, s.type, s.flags, s.name) for s in symbols]
    for addr in addresses(symbols, rng, 20 if len(symbols) > 9999 else 150):
        assert table.lookup(addr) == owner(symbols, addr), hex(addr)
    assert (table.index() is not None) == bool(options)
    if table.index():
        before, wanted = Counter(), {}
        for number, symbol in enumerate(symbols):
            wanted[symbol.name, before[symbol.name]] = number
            before[symbol.name] += 1
        for key in [*wanted][:9999]:
            assert table.find(*key) == wanted[key]
        for name in (b"no such name", b"", b"irq"):
            assert table.find(name, before[name]) is None
