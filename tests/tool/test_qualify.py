# SPDX-License-Identifier: MIT OR Apache-2.0
"""--qualify: local symbols of one name are told apart by their source file."""
import re

import pytest

from command import is_misused, listed, names, succeeds, write
from elf import FILE, FUNC, GLOBAL, LOCAL, OBJECT, SHN_ABS, WEAK, Symbol
from kernels import TEXT, kernel
from machines import run


def file_of(name):
    return Symbol(name, 0, 0, FILE, LOCAL, SHN_ABS)


def static(name, at, kind=FUNC):
    return Symbol(name, TEXT + at, 8, kind, LOCAL)


def qualified(directory, *symbols, options=(), **more):
    path = write(directory, kernel(*symbols, **more))
    table = directory / "table"
    succeeds("table", "--qualify", "--exclude", "^NUM_", *options, path, "-o", table)
    return names(table)


def test_statics_of_one_name_are_told_apart_by_file(tmp_path):
    symbols = [file_of("uart.c"), static("init", 0), static("probe", 8),
               file_of("gpio.c"), static("init", 16), static("reset", 24)]
    assert qualified(tmp_path, *symbols) == ["init@uart.c", "probe", "init@gpio.c", "reset"]
    path, table = tmp_path / "kernel", tmp_path / "plain"
    succeeds("table", path, "-o", table)
    assert names(table)[:4] == ["init", "probe", "init", "reset"]


@pytest.mark.parametrize("bind", [GLOBAL, WEAK])
def test_a_global_keeps_its_name(tmp_path, bind):
    symbols = [file_of("uart.c"), static("init", 0), Symbol("init", TEXT + 16, 8, bind=bind)]
    assert qualified(tmp_path, *symbols) == ["init@uart.c", "init"]


def test_two_names_of_one_address_are_one_thing(tmp_path):
    symbols = [file_of("a.c"), static("init", 0), file_of("b.c"), static("init", 0)]
    assert qualified(tmp_path, *symbols) == ["init"]


def test_the_names_compared_are_those_to_store(tmp_path):
    symbols = [file_of("a.cc"), static("_ZL4initv", 0), file_of("b.cc"), static("_ZL4initv", 8),
               static("_ZN12_GLOBAL__N_1L4initEv", 16)]
    assert qualified(tmp_path, *symbols) == ["init()@a.cc", "init()@b.cc",
                                             "(anonymous namespace)::init()"]


@pytest.mark.parametrize("path", ["/home/me/src/uart.c", "drivers/uart.c", "../uart.c", "uart.c"])
def test_the_folder_of_a_file_is_left_out(tmp_path, path):
    symbols = [file_of(path), static("init", 0), Symbol("init", TEXT + 16, 8)]
    assert qualified(tmp_path, *symbols) == ["init@uart.c", "init"]


def test_a_local_symbol_of_no_file_keeps_its_name(tmp_path):
    """The linker closes the last file's symbols with a FILE that has no name."""
    symbols = [static("init", 0), file_of("a.c"), static("init", 8), file_of(""),
               static("init", 16)]
    assert qualified(tmp_path, *symbols) == ["init", "init@a.c", "init"]


def test_whether_a_name_is_qualified_does_not_depend_on_what_is_left_out(tmp_path):
    symbols = [file_of("a.c"), static("init", 0), file_of("b.c"), static("init", 8, kind=OBJECT)]
    options = ["--include", "@a.c$"]
    assert qualified(tmp_path, *symbols, options=options) == ["init@a.c"]
    assert qualified(tmp_path, *symbols, options=["--select", "functions"]) == ["init@a.c"]


@pytest.mark.parametrize("size, expected_names", [
    (17, ["initialise@uart.c", "initialise@i2c.c"]), (16, ["initialis@uart.c", "initialise@i2c.c"]),
    (11, ["init@uart.c", "initi@i2c.c"]), (8, ["i@uart.c", "in@i2c.c"]),
    (7, ["initial", "i@i2c.c"]), (6, ["initia", "initia"]), (4, ["init", "init"])])
def test_a_cut_name_keeps_its_file_while_a_letter_of_it_fits(tmp_path, size, expected_names):
    symbols = [file_of("uart.c"), static("initialise", 0), file_of("i2c.c"),
               static("initialise", 8)]
    found = qualified(tmp_path, *symbols, options=["--max-name", str(size)])
    assert found == expected_names


def test_verify_and_find_know_qualified_names(tmp_path):
    path = write(tmp_path, kernel(file_of("a.c"), static("init", 0), file_of("b.c"),
                                  static("init", 8)))
    succeeds("embed", "--qualify", path)
    assert succeeds("find", path, "init@b.c") == f"{TEXT + 8:#x} init@b.c\n"
    assert succeeds("verify", "--qualify", path).startswith("verified 3 ")


def test_a_real_program_of_three_files(tmp_path):
    for name, text in {
            "uart.c": "static int n; __attribute__((noinline)) static int init(int x)"
                      "{ return n += x; } int uart(int x) { return init(x); }",
            "gpio.c": "static int n; __attribute__((noinline)) static int init(int x)"
                      "{ return n -= x; } int gpio(int x) { return init(x); }",
            "main.c": "int uart(int), gpio(int); int init(int x) { return x; }"
                      "int main(void) { return uart(1) + gpio(2) + init(3); }"}.items():
        (tmp_path / name).write_text(text)
    run("gcc", "-O1", "-o", tmp_path / "program",
        *(tmp_path / f"{name}.c" for name in ("uart", "gpio", "main")))
    table = tmp_path / "table"
    succeeds("table", "--qualify", tmp_path / "program", "-o", table)
    rows = run("readelf", "-sW", tmp_path / "program").split("'.symtab'")[1].splitlines()
    file, said = None, {}
    for row in (line.split() for line in rows if re.match(r" +\d+: ", line)):
        file = (row[7] if len(row) > 7 else "") if row[3] == "FILE" else file
        if len(row) > 7 and row[7] in ("init", "n"):
            said[int(row[1], 16)] = row[7] if row[4] == "GLOBAL" else f"{row[7]}@{file}"
    assert sorted(said.values()) == ["init", "init@gpio.c", "init@uart.c", "n@gpio.c", "n@uart.c"]
    assert {e.addr: e.name for e in listed(table) if e.addr in said} == said


def test_a_map_knows_no_files(tmp_path):
    said = is_misused("table", "--qualify", "--map", tmp_path / "map", "-o", tmp_path / "out")
    assert "--map" in said and "--qualify" in said
