# SPDX-License-Identifier: MIT OR Apache-2.0
"""Many symbols, at sizes where counters and sorts fail. The timeouts test that no step takes
quadratic time."""
import subprocess

import pytest

from command import FLAT, KSYM, ksym, lookup, succeeds, write
from elf import LOCAL, SHF_ALLOC, SHF_EXECINSTR, Image, Section, Symbol
from kernels import COUNT, TEXT, kernel


def many(count, step=4, size=4):
    return [Symbol(f"f{i}", TEXT + step * i, size, bind=LOCAL) for i in range(count)]


def with_room(symbols, text_size):
    names = sum(len(s.name) + 1 for s in symbols)
    code = Section(".text", TEXT, bytes(range(256)) * (text_size // 256),
                   SHF_ALLOC | SHF_EXECINSTR)
    return kernel(*symbols, sections=[code], reserve=24 * len(symbols) + names + 64)


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257])
def test_any_number_of_symbols(tmp_path, count):
    path = write(tmp_path, with_room(many(count), 0x1000))
    said = succeeds("embed", *FLAT, "--exclude", COUNT, path)
    assert said.startswith(f"embedded {count} symbol{'s' * (count != 1)}: ")
    assert Image(path.read_bytes()).count()[0] == count
    if count == 0:  # these are the bytes of no table
        assert ksym("lookup", path, hex(TEXT)).out == f"{TEXT:#x} ?\n"
        return
    assert lookup(path, *(TEXT + 4 * i + 3 for i in range(count))) == [
        f"f{i}+0x3/0x4" for i in range(count)]
    assert lookup(path, TEXT - 1, TEXT + 4 * count) == ["?", "?"]


@pytest.mark.parametrize("symbols", [
    pytest.param(many(65_537), id="one behind the other"),
    pytest.param(many(65_537, step=0), id="all aliases"),
    pytest.param([Symbol(f"l{i}", TEXT + i, 0) for i in range(65_537)], id="all unsized"),
    pytest.param([Symbol("same", TEXT + i, 1, bind=LOCAL) for i in range(65_537)],
                 id="all of one name"),
])
def test_65537_symbols(tmp_path, symbols):
    path = write(tmp_path, with_room(symbols, 0x50000))
    succeeds("embed", *FLAT, path, timeout=5)
    assert Image(path.read_bytes()).count()[0] == len(symbols) + 1
    assert succeeds("verify", path, timeout=10) == f"verified {len(symbols) + 1} symbols\n"
    assert len(succeeds("list", path, timeout=5).splitlines()) == len(symbols) + 1
    wanted = "".join(f"{TEXT + i:#x}\n" for i in range(0, 65_537, 16))
    assert succeeds("lookup", path, "-", stdin=wanted, timeout=5).count("\n") == 4097
    assert ksym("find", path, symbols[-1].name, "missing").out.endswith("? missing\n")


def test_65536_labels_at_one_place_before_long_fill(tmp_path):
    labels = [Symbol(f"l{i}", 0x1000000, 0, section=".fill") for i in range(65_536)]
    fill = Section(".fill", 0x1000000, b"\1" * 0x20 + bytes(0x100000), SHF_ALLOC | SHF_EXECINSTR)
    path = write(tmp_path, kernel(*labels, sections=[fill], reserve=0x280000))
    succeeds("embed", *FLAT, path, timeout=5)
    assert lookup(path, 0x1000000, 0x100001f, 0x1000020) == ["l0+0x0/0x20", "l0+0x1f/0x20", "?"]


def test_4097_ranges_each_within_the_one_before(tmp_path):
    """Outside the innermost, an owner is many entries before the address."""
    symbols = [Symbol(f"n{i}", TEXT + i, 2 * (4097 - i)) for i in range(4097)]
    path = write(tmp_path, with_room(symbols, 0x5000))
    succeeds("embed", *FLAT, path)
    assert succeeds("verify", path) == "verified 4098 symbols\n"
    end = TEXT + 2 * 4097
    assert lookup(path, TEXT, TEXT + 4096, TEXT + 4098, end - 1, end) == [
        "n0+0x0/0x2002", "n4096+0x0/0x2", "n4095+0x3/0x4", "n0+0x2001/0x2002", "?"]


def test_a_reader_that_stops_early_is_no_error(tmp_path):
    path = write(tmp_path, with_room(many(20_000), 0x20000))
    succeeds("embed", *FLAT, path)
    done = subprocess.run(["sh", "-c", '"$1" list "$2" | head -n 1', "sh", KSYM, path],
                          capture_output=True, text=True, timeout=10, check=True)
    assert done.stdout == f"{TEXT:016x} 4 ? f0\n"
    assert done.stderr == ""
