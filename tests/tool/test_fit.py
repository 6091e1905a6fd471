# SPDX-License-Identifier: MIT OR Apache-2.0
"""--fit: what is left out, in what order, with which messages, and that no more is left out."""
import re

import pytest

from command import FLAT, is_misused, ksym, listed, refuses, succeeds, write
from elf import LOCAL, OBJECT, WEAK, Image, Symbol
from kernels import COUNT, DATA, TEXT, kernel

DATA_SYMBOLS = [Symbol(f"descriptor_of_device_{i}", DATA + i, 1, OBJECT, section=".data")
                for i in range(20)]
LOCALS = [Symbol(f"probe_of_device_{i}", TEXT + 4 * i, 4, bind=LOCAL) for i in range(20)]
WEAKS = [Symbol("default_handler_of_interrupts", TEXT + 0x80, 4, bind=WEAK)]
GLOBALS = [Symbol("driver_" + "x" * i + "_init", TEXT + 0x100 + 4 * i, 4) for i in range(40)]
SYMBOLS = [*DATA_SYMBOLS, *LOCALS, *WEAKS, *GLOBALS]
ENTRY = 24


def flat_size(symbols, longest=1000):
    return sum(ENTRY + min(len(s.name), longest) + 1 for s in symbols)


ALL = flat_size(SYMBOLS) + ENTRY + len(COUNT) + 1
CODE = flat_size([*LOCALS, *WEAKS, *GLOBALS])
GLOBAL_CODE = flat_size([*WEAKS, *GLOBALS])
# The first 7 bytes of many names are the same, at different addresses.
LEAST = flat_size([*WEAKS, *GLOBALS], 4)


def fitted(directory, room, *options):
    """Embeds with --fit in so many bytes: what it says, and what is in it then."""
    path = write(directory, kernel(*SYMBOLS, reserve=room))
    result = ksym("embed", *options, "--fit", path)
    assert result.status == 0, result
    steps = [line.removeprefix(f"ksym: {path}: --fit ") for line in result.err.splitlines()]
    return steps, path


def table(symbols, longest=1000):
    return sorted((s.value, s.size, s.name[:longest]) for s in symbols)


def test_what_fits_stays_whole(tmp_path):
    steps, path = fitted(tmp_path, ALL, *FLAT)
    assert steps == [] and len(listed(path)) == len(SYMBOLS)
    assert COUNT.encode() in Image(path.read_bytes()).contents(".kernel_symbols")


@pytest.mark.parametrize("room", [ALL - 1, CODE])
def test_data_goes_first(tmp_path, room):
    steps, path = fitted(tmp_path, room, *FLAT)
    assert steps == [f"left out {len(DATA_SYMBOLS) + 1} data symbols"]
    assert listed(path) == table([*LOCALS, *WEAKS, *GLOBALS])


@pytest.mark.parametrize("room", [CODE - 1, GLOBAL_CODE])
def test_then_what_is_local(tmp_path, room):
    steps, path = fitted(tmp_path, room, *FLAT)
    assert steps == [f"left out {len(DATA_SYMBOLS) + 1} data symbols",
                     f"left out {len(LOCALS)} local symbols"]
    assert listed(path) == table([*WEAKS, *GLOBALS])


@pytest.mark.parametrize("room", [GLOBAL_CODE - 1, GLOBAL_CODE - 100, LEAST + 300, LEAST + 1,
                                  LEAST])
def test_then_names_are_cut_to_as_many_bytes_as_fit(tmp_path, room):
    longest = max(n for n in range(4, 60) if flat_size([*WEAKS, *GLOBALS], n) <= room)
    cut = sum(len(s.name) > longest for s in [*WEAKS, *GLOBALS])
    steps, path = fitted(tmp_path, room, *FLAT)
    assert steps[2:] == [f"cut {cut} names to {longest} bytes"]
    assert listed(path) == table([*WEAKS, *GLOBALS], longest)


def test_what_cannot_fit_is_an_error_that_says_how_much_is_missing(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS, reserve=LEAST - 1))
    before = path.read_bytes()
    said = refuses("embed", *FLAT, "--fit", path, path=path)
    assert f" {LEAST} bytes even with --fit, {LEAST - 1} are reserved" in said
    assert "what helps: --grow, --format compact\n" in said
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_where_more_than_the_size_is_wrong_that_is_all_that_is_said(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS, reserve=CODE, counted=False))
    assert COUNT in refuses("embed", *FLAT, "--fit", path, path=path)


def test_compact_tables_fit_too_and_are_used_to_the_full(tmp_path):
    sizes = {}
    for options in [], ["--select", "functions"]:
        path = write(tmp_path, kernel(*SYMBOLS))
        sizes[len(options)] = int(succeeds("size", *options, path))
    steps, path = fitted(tmp_path, sizes[0] - 1)
    assert steps == [f"left out {len(DATA_SYMBOLS) + 1} data symbols"]
    assert succeeds("verify", "--select", "functions", path)
    assert [e.name for e in listed(path)] == [e[2] for e in table([*LOCALS, *WEAKS, *GLOBALS])]
    steps, path = fitted(tmp_path, sizes[2] - 1)
    assert len(steps) == 2
    only = ["--select", "functions", "--exclude", "^probe_"]
    assert succeeds("verify", *only, path)
    need = int(succeeds("size", *only, path))
    steps, path = fitted(tmp_path, need - 1)
    longest = int(re.fullmatch(r"cut \d+ names to (\d+) bytes", steps[2])[1])
    assert succeeds("verify", *only, "--max-name", str(longest), path)
    assert int(succeeds("size", *only, "--max-name", str(longest), path)) < need
    assert int(succeeds("size", *only, "--max-name", str(longest + 1), path)) >= need


def test_names_are_cut_between_characters(tmp_path):
    symbols = [Symbol("größe_der_tabelle_" + "ü" * 20, TEXT, 8)]
    longest = 31  # within an ü
    path = write(tmp_path, kernel(*symbols, reserve=ENTRY + longest + 1, counted=True))
    assert ksym("embed", *FLAT, "--fit", path).status == 0
    name = listed(path)[0].name
    assert len(name.encode()) == longest - 1 and symbols[0].name.startswith(name)


def test_the_same_input_gives_the_same_bytes(tmp_path):
    bytes_of = [fitted(tmp_path, 600)[1].read_bytes() for _ in range(3)]
    assert bytes_of[0] == bytes_of[1] == bytes_of[2]


def test_size_and_table_fit_as_embed_does(tmp_path):
    for options, room in ((FLAT, LEAST + 300), ((), 600)):
        steps, path = fitted(tmp_path, room, *options)
        used = Image(path.read_bytes()).contents(".kernel_symbols")
        plain = write(tmp_path, kernel(*SYMBOLS, reserve=room))
        result = ksym("size", *options, "--fit", plain)
        assert (result.status, len(result.err.splitlines())) == (0, len(steps))
        need = int(result.out)
        assert need <= room and used[need:] == bytes(room - need)
        assert ksym("table", "--fit", plain, "-o", tmp_path / "out").status == 0
    assert (tmp_path / "out").read_bytes() == used[:need]


def test_with_grow_a_table_fits_into_what_the_section_can_become(tmp_path):
    end = Symbol("__heap_start", 0x40000 + LEAST + 300, 0, 0, section=".text")
    path = write(tmp_path, kernel(*SYMBOLS, end, reserve=16))
    result = ksym("embed", *FLAT, "--fit", "--grow", path)
    assert result.status == 0 and " names to " in result.err
    image = Image(path.read_bytes())
    assert LEAST < image.flat()[1] == image.section(".kernel_symbols")["size"] <= LEAST + 300


def test_fit_wants_something_to_fit_into(tmp_path):
    listing = tmp_path / "map"
    listing.write_text("0000000000001000 T main\n")
    assert "--fit" in is_misused("size", "--fit", "--map", listing)
