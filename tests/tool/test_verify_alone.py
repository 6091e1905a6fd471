# SPDX-License-Identifier: MIT OR Apache-2.0
"""`ksym verify` without options: the table says what embed left out of it."""
import json
from itertools import combinations

import pytest

from command import FLAT, is_refusal, ksym, refuses, succeeds, write
from compact import CompactTable
from elf import FILE, LOCAL, OBJECT, SHN_ABS, Image, Symbol
from kernels import DATA, TEXT, kernel


def source(name):
    return Symbol(name, 0, 0, FILE, LOCAL, SHN_ABS)


SYMBOLS = [
    source("uart.c"), Symbol("probe", TEXT, 4, bind=LOCAL),
    Symbol("state", DATA, 8, OBJECT, LOCAL, ".data"),
    source("timer.c"), Symbol("probe", TEXT + 4, 4, bind=LOCAL),
    Symbol("_ZN6driverL4initEv", TEXT + 8, 4, bind=LOCAL), source(""),
    Symbol("_ZN3cpu20wait_for_an_interruptEv", TEXT + 0x10, 8),
    Symbol("interrupt_controller_init", TEXT + 0x20, 0),
    Symbol("interrupt_controller_exit", TEXT + 0x30, 8),
    Symbol("interrupt_counter", DATA + 8, 8, OBJECT, section=".data")]

OPTIONS = [("--select", "functions"), ("--names", "mangled"), ("--qualify",),
           ("--max-name", "12"), ("--include", "i"), ("--exclude", "^interrupt")]
FILTER_NOTE = "filtered: whether a symbol is missing cannot be checked\n"


def stored(path):
    return CompactTable(Image(path.read_bytes()).contents(".kernel_symbols")).count


def is_right(path, filtered=False):
    return succeeds("verify", path) == (
        f"verified {stored(path)} symbols\n" + (FILTER_NOTE if filtered else ""))


@pytest.mark.parametrize("options", [
    c for n in (0, 1, 2, 3, len(OPTIONS)) for c in combinations(OPTIONS, n)],
    ids=lambda chosen: " ".join(o[0] for o in chosen) or "none")
def test_after_any_embed(tmp_path, options):
    path = write(tmp_path, kernel(*SYMBOLS))
    words = [word for option in options for word in option]
    succeeds("embed", *words, path)
    filtered = {"--include", "--exclude"} & set(words)
    assert is_right(path, bool(filtered))
    # With the same options there is nothing that cannot be checked.
    assert succeeds("verify", *words, path) == f"verified {stored(path)} symbols\n"
    assert json.loads(succeeds("verify", "--json", path))["filtered"] == bool(filtered)


MANY = [*(Symbol(f"descriptor_of_device_{i}", DATA + i, 1, OBJECT, section=".data")
          for i in range(60)),
        *(Symbol(f"probe_of_{i * 977 % 1000:03}_device", TEXT + 4 * i, 4, bind=LOCAL)
          for i in range(60)),
        *(Symbol(f"{i * 7919 % 65536:x}" * 9 + "\u00e9" * 4, TEXT + 0x100 + 4 * i, 4)
          for i in range(60))]


@pytest.mark.parametrize("options", [
    [], ["--names", "mangled"], ["--qualify"], ["--max-name", "30"], ["--select", "functions"],
    ["--exclude", "7"], ["--by-name"]], ids=" ".join)
def test_after_fit(tmp_path, options):
    """At each room that there may be, from nothing fits to all does."""
    steps = set()
    for room in range(0x280, 0x1400, 0x120):
        path = write(tmp_path, kernel(*MANY, reserve=room))
        result = ksym("embed", "--fit", *options, path, timeout=60)
        if result.status == 0:
            steps.add(result.err.count("\n"))
            some = "smallest" in result.err
            assert is_right(path, "--exclude" in options or some)
    assert steps >= {0, 1, 2, 3} - ({2, 3} if "--select" in options else set())


def test_a_symbol_too_many_is_seen_in_a_filtered_table(tmp_path):
    """The table of a kernel that has one more, which the filter lets through."""
    more = write(tmp_path, kernel(*SYMBOLS, Symbol("idle", TEXT + 0x40, 8)), "more")
    table, path = tmp_path / "table", write(tmp_path, kernel(*SYMBOLS))
    succeeds("table", "--include", "i", "-o", table, more)
    succeeds("patch", path, table)
    result = ksym("verify", path)
    assert result.status == 1 and "idle" in result.out and "difference" in result.err


@pytest.mark.parametrize("change", [{"size": 12}, {"value": TEXT + 0x38}, {"type": OBJECT},
                                    {"bind": LOCAL}], ids=str)
def test_a_wrong_symbol_is_seen_in_a_filtered_table(tmp_path, change):
    wrong = Symbol("interrupt_controller_exit", TEXT + 0x30, 8)
    for name, value in change.items():
        setattr(wrong, name, value)
    symbols = [wrong if s.name == wrong.name else s for s in SYMBOLS]
    other, path = write(tmp_path, kernel(*symbols), "other"), write(tmp_path, kernel(*SYMBOLS))
    table = tmp_path / "table"
    succeeds("table", "--include", "^interrupt", "-o", table, other)
    succeeds("patch", path, table)
    result = ksym("verify", path)
    assert result.status == 1 and "interrupt_controller_exit" in result.out


def test_a_missing_symbol_is_seen_with_the_filter(tmp_path):
    fewer = write(tmp_path, kernel(*SYMBOLS[:-1]), "fewer")
    table, path = tmp_path / "table", write(tmp_path, kernel(*SYMBOLS))
    succeeds("table", "--include", "^interrupt", "-o", table, fewer)
    succeeds("patch", path, table)
    assert is_right(path, filtered=True)
    result = ksym("verify", "--include", "^interrupt", path)
    assert result.status == 1 and "interrupt_counter" in result.out


@pytest.mark.parametrize("made, asked", [
    (["--select", "functions"], ["--select", "all"]), ([], ["--select", "functions"]),
    (["--names", "mangled"], ["--names", "demangled"]), ([], ["--names", "mangled"]),
    (["--max-name", "12"], ["--max-name", "20"]), ([], ["--max-name", "12"]),
    ([], ["--qualify"]), (["--include", "i"], ["--include", "p"]), ([], ["--exclude", "p"])],
    ids=str)
def test_an_option_counts_instead_of_what_the_table_says(tmp_path, made, asked):
    path = write(tmp_path, kernel(*SYMBOLS))
    succeeds("embed", *made, path)
    result = ksym("verify", *asked, path)
    assert result.status == 1 and "difference" in result.err
    succeeds("embed", *asked, path)
    assert ksym("verify", *asked, path).status == 0


def test_a_map_is_to_be_named(tmp_path):
    listing = write(tmp_path, b"10000 10 T main\n10010 0 t label\n10020 4 D datum\n", "map")
    path, table = write(tmp_path, kernel(*SYMBOLS)), tmp_path / "table"
    succeeds("embed", "--select", "functions", "--map", listing, path)
    succeeds("table", "--max-name", "4", "--map", listing, "-o", table)
    assert "--map" in refuses("verify", path, path=path)
    assert "--map" in refuses("verify", table, path=table)
    assert succeeds("verify", "--map", listing, path) == "verified 2 symbols\n"
    assert succeeds("verify", "--map", listing, table) == "verified 3 symbols\n"


def test_a_flat_table_says_nothing(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS))
    succeeds("embed", *FLAT, "--max-name", "12", path)
    assert ksym("verify", path).status == 1
    succeeds("verify", "--max-name", "12", path)


@pytest.mark.parametrize("byte", [*range(64), 0x40, 0x80, 0xff])
def test_a_damaged_byte_of_what_it_says(tmp_path, byte):
    """Anything may be said of how it was selected: differences or none, and no more."""
    path = write(tmp_path, kernel(*SYMBOLS))
    succeeds("embed", path)
    data = bytearray(path.read_bytes())
    data[Image(bytes(data)).section(".kernel_symbols")["offset"] + 30] = byte
    path.write_bytes(data)
    result = ksym("verify", path)
    assert result.status == 0 or "difference" in result.err or is_refusal(result, path)
