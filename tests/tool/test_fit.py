# SPDX-License-Identifier: MIT OR Apache-2.0
"""--fit: what is left out, in what order, with which messages, and that no more is left out."""
import re
import subprocess

import pytest

from command import FLAT, ROOT, is_misused, ksym, listed, refuses, succeeds, write
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
    result = ksym("embed", *options, "--fit", path, timeout=60)
    assert result.status == 0, result
    steps = [line.removeprefix(f"ksym: {path}: --fit ") for line in result.err.splitlines()]
    return steps, path


def table(symbols, longest=1000):
    return sorted((s.value, s.size, s.name[:longest]) for s in symbols)


def test_what_fits_stays_whole(tmp_path):
    steps, path = fitted(tmp_path, ALL, *FLAT)
    assert steps == [] and len(listed(path)) == len(SYMBOLS)
    assert COUNT.encode() in Image(path.read_bytes()).contents(".kernel_symbols")


def order(symbols):
    """In which symbols go: data, then what is local; the smallest first."""
    may_go = [s for s in symbols if s.type == OBJECT or s.bind == LOCAL]
    return sorted(may_go, key=lambda s: (s.type != OBJECT, s.size, s.value))


def said(gone, symbols):
    """What is printed of the symbols that went."""
    lines = []
    for name, is_data in ("data", True), ("local", False):
        every = [s for s in order(symbols) if (s.type == OBJECT) == is_data]
        count = len([s for s in gone if (s.type == OBJECT) == is_data])
        few = f"the smallest {count} of " if count < len(every) else ""
        lines += [f"left out {few}{len(every)} {name} symbols"] if count else []
    return lines


@pytest.mark.parametrize("room", [ALL - 1, ALL - 200, CODE + 1, CODE, CODE - 1, CODE - 300,
                                  GLOBAL_CODE + 1, GLOBAL_CODE])
def test_no_more_goes_than_need_be(tmp_path, room):
    every = [*SYMBOLS, Symbol(COUNT, DATA + 0x800, 8, OBJECT)]
    first = order(every)
    count = min(n for n in range(len(first) + 1)
                if flat_size([s for s in every if s not in first[:n]]) <= room)
    steps, path = fitted(tmp_path, room, *FLAT)
    assert steps == said(first[:count], every)
    kept = {s.name for s in every if s not in first[:count]} - {COUNT}
    assert {entry[2] for entry in listed(path)} == kept


# Sizes that differ, names of which some are alike.
MANY = [Symbol(f"{'get' if i % 3 else 'set'}_{i * 7919 % 4096:03x}_of_device", TEXT + 32 * i,
               1 + i * 37 % 31, bind=LOCAL if i % 4 else 1) for i in range(120)]
MANY_DATA = [Symbol(f"state_of_{i * 977 % 1000:03}", DATA + 16 * i, 1 + i * 7 % 16, OBJECT,
                    section=".data") for i in range(120)]


@pytest.mark.parametrize("room", range(700, 2600, 173))
@pytest.mark.parametrize("options", [[], ["--by-name"], FLAT], ids=str)
def test_with_one_symbol_more_a_table_is_too_large(tmp_path, room, options):
    room *= 5 if options == FLAT else 1
    path = write(tmp_path, kernel(*MANY, *MANY_DATA, reserve=room))
    result = ksym("embed", *options, "--fit", path, timeout=60)
    if result.status == 1 or " names to " in result.err:
        assert room < 1300 or options == FLAT
        return
    names = {entry[2] for entry in listed(path)}
    gone = [s for s in order([*MANY, *MANY_DATA]) if s.name not in names]
    assert gone == order([*MANY, *MANY_DATA])[:len(gone)]
    more = [s for s in [*MANY, *MANY_DATA] if s not in gone[:-1]]
    data_stays = any(s.type == OBJECT for s in more)
    only = kernel(*more, counted=data_stays, reserve=room)
    if gone:
        assert int(succeeds("size", *options, write(tmp_path, only, "more"))) > room


def test_so_many_functions_stay_as_fit(tmp_path):
    """Of 400 that are local, the larger: each n leaves out the n smallest."""
    drivers = [Symbol(f"driver_{i:03}_{('init', 'exit', 'probe', 'read')[i % 4]}", TEXT + 16 * i,
                      4 + i % 12, bind=LOCAL if i % 2 else 1) for i in range(800)]
    path = write(tmp_path, kernel(*drivers, reserve=2000))
    assert ksym("embed", "--fit", path).status == 0
    kept = len(listed(path))

    def size(count):
        some = [s for s in drivers if s not in order(drivers)[:800 - count]]
        return int(succeeds("size", "--select", "functions",
                            write(tmp_path, kernel(*some), "some")))

    assert size(kept) <= 2000
    assert all(size(count) > 2000 for count in range(kept + 1, kept + 17))


def test_the_search_is_bounded(tmp_path):
    """tests/tool/fit_search.c: sizes of many shapes, and how often each is asked for."""
    program = tmp_path / "fit_search"
    subprocess.run(["gcc", "-std=c11", "-Wall", "-Werror", "-Itool", "-o", program,
                    "tests/tool/fit_search.c", "build/libksym-tool.a"], cwd=ROOT, check=True)
    subprocess.run([program], check=True)


@pytest.mark.parametrize("room", [GLOBAL_CODE - 1, GLOBAL_CODE - 100, LEAST + 300, LEAST + 1,
                                  LEAST])
def test_then_names_are_cut_to_as_many_bytes_as_fit(tmp_path, room):
    longest = max(n for n in range(4, 60) if flat_size([*WEAKS, *GLOBALS], n) <= room)
    cut = sum(len(s.name) > longest for s in [*WEAKS, *GLOBALS])
    steps, path = fitted(tmp_path, room, *FLAT)
    assert steps[2:] == [f"cut {cut} name{'s' * (cut != 1)} to {longest} bytes"]
    assert listed(path) == table([*WEAKS, *GLOBALS], longest)


def test_what_cannot_fit_is_an_error_that_says_how_much_is_missing(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS, reserve=LEAST - 1))
    before = path.read_bytes()
    said = refuses("embed", *FLAT, "--fit", path, path=path)
    assert f" {LEAST} bytes even with --fit, {LEAST - 1} are reserved" in said
    assert "what helps: to reserve more, --grow, --format compact\n" in said
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_where_more_than_the_size_is_wrong_that_is_all_that_is_said(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS, reserve=CODE, counted=False))
    assert COUNT in refuses("embed", *FLAT, "--fit", path, path=path)


def test_the_names_of_compact_tables_are_cut_no_more_than_need_be(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS))
    only = ["--select", "functions", "--exclude", "^probe_"]
    need = int(succeeds("size", *only, path))
    steps, path = fitted(tmp_path, need - 1)
    longest = int(re.fullmatch(r"cut \d+ names? to (\d+) bytes", steps[2])[1])
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
