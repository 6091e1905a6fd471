# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `ksym table --map` writes is what libksym reads, on every machine."""
import lzma

import pytest

import lists
from programs import MACHINES, ROOT, encoded, holds
from table import FUNC, GLOBAL, OBJECT, WEAK, Symbol

INDEX = pytest.mark.parametrize("options", [(), ("--by-name",)], ids=["plain", "by-name"])
LINUX = ROOT / "bench/data/linux-6.12-arm64.syms.xz"

# By nm's letters (nm(1)), the type and the binding; `--map` knows no others here.
KINDS = {"T": (FUNC, GLOBAL), "t": (FUNC, 0), "W": (FUNC, WEAK), "D": (OBJECT, GLOBAL),
         "d": (OBJECT, 0), "B": (OBJECT, GLOBAL), "b": (OBJECT, 0), "R": (OBJECT, GLOBAL),
         "r": (OBJECT, 0), "V": (OBJECT, WEAK)}
INFERRED = 4


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("count", lists.COUNTS)
@INDEX
def test_any_number_of_symbols(tmp_path, count, options, machine):
    symbols = lists.exactly(count, lists.sized(lists.mixed(count, inferred=False)))
    holds(tmp_path, encoded(tmp_path, symbols, *options), symbols, machine, finds=128)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("make", lists.SHAPES.values(), ids=lists.SHAPES)
def test_lists_that_are_hard(tmp_path, make, machine):
    symbols = [s for s in lists.sized(make()) if s.name]
    holds(tmp_path, encoded(tmp_path, symbols, "--by-name"), symbols, machine, finds=128)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_byte_in_names(tmp_path, machine):
    symbols = lists.of_all_bytes([b for b in lists.ALL_BYTES if b not in b"\r\n"])
    holds(tmp_path, encoded(tmp_path, symbols), symbols, machine)


@INDEX
def test_65536_symbols(tmp_path, options):
    symbols = lists.exactly(65536, lists.sized(lists.mixed(65536, inferred=False)))
    holds(tmp_path, encoded(tmp_path, symbols, *options), symbols,
          finds=1024 if options else 8)


def test_a_million_symbols(tmp_path):
    words = [b"read", b"write", b"page", b"lock", b"irq", b"queue", b"net", b"dev"]
    symbols = [Symbol(lists.KERNEL + 32 * i, 8 + i * i % 25, b"%s_%s_%x" % (
        words[i % 8], words[i // 64 % 8], i), FUNC, i % 3) for i in range(1_000_000)]
    holds(tmp_path, encoded(tmp_path, symbols, "--by-name"), symbols, finds=100)


def linux_list():
    """The symbols of a Linux kernel, with what rule 3 of docs/symbols.md leaves to labels."""
    rows = [line.split(" ", 3) for line in lzma.open(LINUX, "rt").read().splitlines()]
    rows = [(int(a, 16), int(s, 16), letter, name.encode()) for a, s, letter, name in rows]
    starts = sorted({row[0] for row in rows})
    following = dict(zip(starts, starts[1:]))
    reach = 0  # the end of all that are stated so far
    for addr, size, letter, name in sorted(rows, key=lambda row: (row[0], -row[1])):
        kind, flags = KINDS[letter]
        reach = max(reach, addr + size if size else 0)
        if size == 0 and kind == FUNC:
            flags |= INFERRED
            if addr >= reach:
                size = following.get(addr, 2**64) - addr
                size = size if size <= 0x10000 else 0x1000 - addr % 0x1000
        yield Symbol(addr, size, name, kind, flags)


@INDEX
def test_a_whole_kernel(tmp_path, options):
    symbols = list(linux_list())
    (tmp_path / "linux").write_bytes(lzma.open(LINUX).read())
    table = encoded(tmp_path, symbols, *options, source=tmp_path / "linux")
    holds(tmp_path, table, symbols, finds=2000 if options else 8)
