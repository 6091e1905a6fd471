# SPDX-License-Identifier: MIT OR Apache-2.0
"""`size --by`: what the bytes of a table go to, by source file or prefix."""
import json
import lzma
import re

import pytest

from command import FLAT, KSYM, ROOT, is_misused, ksym, succeeds, write
from elf import FILE, LOCAL, SHN_ABS, Symbol
from kernels import TEXT, kernel
from machines import CXX, MACHINES, build, run

LINUX = ROOT / "bench/data/linux-6.12-arm64.syms.xz"


def groups(*args, **options):
    """{name: (bytes, symbols)} as JSON has them; the text is to say the same."""
    said = json.loads(succeeds("size", "--json", *args, timeout=60, **options))
    made = {g["name"]: (g["bytes"], g["symbols"]) for g in said["groups"]}
    assert len(made) == len(said["groups"])
    head, *rows, last = succeeds("size", *args, timeout=60, **options).splitlines()
    assert head.split() == ["bytes", "symbols", said["by"]]
    shown = [re.fullmatch(r" *(\d+) +(\d+)  (.*)", row).groups() for row in rows]
    none = f"(no {said['by']})"
    assert [(int(b), int(n), name) for b, n, name in shown] == [
        (g["bytes"], g["symbols"], g["name"] or none) for g in said["groups"]]
    assert last.split() == [str(said["size"]), str(said["symbols"]), "total"]
    # They add up to what the table takes, and the largest comes first.
    plain = [a for i, a in enumerate(args) if a != "--by" and (i == 0 or args[i - 1] != "--by")]
    assert f"{said['size']}\n" == succeeds("size", *plain, timeout=60, **options)
    assert sum(b for b, _ in made.values()) == said["size"]
    assert sum(n for _, n in made.values()) == said["symbols"]
    assert [b for b, _ in made.values()] == sorted((b for b, _ in made.values()), reverse=True)
    return made


def prefixes(directory, *names, options=()):
    path = write(directory, kernel(*(Symbol(name, TEXT + 8 * i, 8, bind=LOCAL)
                                     for i, name in enumerate(names)), counted=False))
    made = groups("--by", "prefix", *options, path)
    return {name: number for name, (_, number) in made.items()}


def test_names_are_taken_together_by_how_they_begin(tmp_path):
    assert prefixes(tmp_path, "spi_init", "spi_read", "__spi_x", "uart", "_start", "core.part.0",
                    ".dot_x", "x$y") == {
        "spi_": 2, "__spi_": 1, None: 2, "core.": 1, ".dot_": 1, "x$": 1}


def test_names_of_cplusplus_and_rust(tmp_path):
    assert prefixes(tmp_path, "_ZN4core3fmt5writeEv", "_ZN4core4haltEv", "_ZN3cpu4haltEv",
                    "_ZTV3cpu", "_Z4mainv", "_ZN4ringIiE3getEv") == {
        "core::": 2, "cpu::": 1, "vtable ": 1, None: 1, "ring<": 1}


def test_a_prefix_is_what_exclude_takes(tmp_path):
    """`--exclude ^PREFIX` leaves out as many symbols as it says."""
    path = build(CXX, tmp_path)
    made = groups("--by", "prefix", path)
    total = sum(n for _, n in made.values())
    for name, (_, number) in made.items():
        if name is not None:
            pattern = "^" + re.sub(r"([.$<\\(])", r"\\\1", name)
            left = json.loads(succeeds("size", "--json", "--exclude", pattern, path))
            assert left["symbols"] == total - number


def test_a_flat_table_is_shared_exactly(tmp_path):
    """An entry of three words, and the name with its NUL."""
    names = ["spi_init", "spi_a_rather_long_name", "uart_put", "gpio"]
    for bits in 32, 64:
        path = write(tmp_path, kernel(*(Symbol(name, TEXT + 8 * i, 8)
                                        for i, name in enumerate(names)),
                                      counted=False, bits=bits))
        cost = {name: 3 * bits // 8 + len(name) + 1 for name in names}
        assert groups("--by", "prefix", *FLAT, path) == {
            "spi_": (cost[names[0]] + cost[names[1]], 2), "uart_": (cost["uart_put"], 1),
            None: (cost["gpio"], 1)}


def file_of(name):
    return Symbol(name, 0, 0, FILE, LOCAL, SHN_ABS)


def test_local_symbols_have_a_file(tmp_path):
    symbols = [file_of("drivers/uart.c"), Symbol("init", TEXT, 8, bind=LOCAL),
               Symbol("put", TEXT + 8, 8, bind=LOCAL), file_of("gpio.c"),
               Symbol("init", TEXT + 16, 8, bind=LOCAL), Symbol("main", TEXT + 24, 8)]
    path = write(tmp_path, kernel(*symbols, counted=False))
    made = groups("--by", "file", path)
    assert {name: n for name, (_, n) in made.items()} == {
        "drivers/uart.c": 2, "gpio.c": 1, None: 1}
    # That files are known changes no name and no byte.
    table = tmp_path / "table"
    succeeds("table", path, "-o", table)
    assert f"{table.stat().st_size}\n" == succeeds("size", path)
    assert [line.split()[3] for line in succeeds("list", table).splitlines()] == [
        "init", "put", "init", "main"]
    assert groups("--by", "file", "--qualify", path).keys() == made.keys()


def test_the_files_are_those_that_readelf_shows():
    """Of this program: a file has no more symbols than stand behind it there."""
    behind, file = {}, None
    for row in (line.split() for line in run("readelf", "-sW", KSYM).splitlines()):
        if len(row) == 8 and row[3] == "FILE":
            file = row[7]
        elif len(row) == 8 and row[4] == "LOCAL" and row[3] in ("FUNC", "OBJECT", "NOTYPE"):
            behind[file] = behind.get(file, 0) + 1
    made = {name: n for name, (_, n) in groups("--by", "file", KSYM).items() if name}
    assert len(made) > 3 and all(0 < n <= behind[name] for name, n in made.items())


@pytest.mark.parametrize("options", [["--by-name"], ["--select", "functions"],
                                     ["--names", "mangled"], ["--max-name", "6"],
                                     [*FLAT, "--exclude", "^k"]])
def test_they_add_up_with_other_options(tmp_path, options):
    path = build(MACHINES[1], tmp_path)
    assert groups("--by", "prefix", *options, path)
    assert groups("--by", "file", *options, path)


def test_a_share_is_near_to_what_leaving_out_saves(tmp_path):
    """Of Linux's list: the largest, within what the manual says."""
    path = tmp_path / "linux.map"
    path.write_bytes(lzma.decompress(LINUX.read_bytes()))
    made = groups("--by", "prefix", "--map", path)
    total = sum(b for b, _ in made.values())
    largest = [name for name in made if name][:3]
    for name in largest:
        saved = total - int(succeeds("size", "--map", path, "--exclude", f"^{name}", timeout=60))
        assert 0.4 <= saved / made[name][0] <= 1.2, (name, saved, made[name])


def test_no_symbols(tmp_path):
    path = write(tmp_path, kernel(counted=False))
    assert groups("--by", "prefix", *FLAT, path) == {}


@pytest.mark.parametrize("options", [["--fit"], ["--append"], ["--append-address", "0x80000"]])
def test_what_does_not_go_with_it(tmp_path, options):
    path = write(tmp_path, kernel())
    said = is_misused("size", "--by", "prefix", *options, path)
    assert "--by" in said and options[0] in said


def test_a_map_names_no_files(tmp_path):
    (tmp_path / "map").write_text("1000 10 T main\n")
    assert "--map" in is_misused("size", "--by", "file", "--map", tmp_path / "map")
    assert groups("--by", "prefix", "--map", tmp_path / "map")


@pytest.mark.parametrize("word", ["files", "", "name"])
def test_other_words(tmp_path, word):
    assert "expected file or prefix" in is_misused("size", "--by", word, write(tmp_path, kernel()))


def test_the_size_as_json(tmp_path):
    path = write(tmp_path, kernel(Symbol("main", TEXT, 8)))
    for options in [], [*FLAT], ["--by-name"]:
        said = json.loads(succeeds("size", "--json", *options, path))
        assert said == {"size": int(succeeds("size", *options, path)), "symbols": 2}


def test_a_name_stays_on_one_line(tmp_path):
    path = write(tmp_path, kernel(Symbol("a\nb_c", TEXT, 8), counted=False))
    assert ksym("size", "--by", "prefix", path).out.count("\n") == 3
