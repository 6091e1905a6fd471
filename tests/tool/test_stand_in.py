# SPDX-License-Identifier: MIT OR Apache-2.0
"""An ELF without a table answers from its symbols, as it does with a table in it."""
import json
import random
import shutil

import pytest

import space
from command import FLAT, KSYM, embedded, is_refusal, ksym, refuses, succeeds, write
from elf import LOCAL, NOTYPE, SHF_ALLOC, SHF_WRITE, SHT_NOBITS, Section, Symbol
from kernels import TABLE, TEXT, kernel
from machines import CXX, MACHINES, MORE_MACHINES, build, run

ID = bytes(range(20))
MAIN = Symbol("main", TEXT, 16)
SYMBOLS = (MAIN, Symbol("label", TEXT + 16, 0, NOTYPE), Symbol("_ZN3cpu4haltEv", TEXT + 64, 8),
           Symbol("main", TEXT + 80, 8, bind=LOCAL))


def answered(path, *args, **options):
    """What it answers, and the one line that says what answers."""
    result = ksym(*args, **options)
    assert result.status == 0 and result.err.startswith(f"ksym: {path}: no table ("), result
    assert result.err.count("\n") == 1
    assert result.err.endswith(f" answers; ksym embed {path} puts one in, or says what it lacks\n")
    return result.out


def addresses_of(path):
    """Both ends of all that readelf lists, and as many addresses anywhere."""
    rows = [line.split() for line in run("readelf", "-sW", path).splitlines()]
    rows = [(int(row[1], 16), int(row[2], 0)) for row in rows if row and row[0][:-1].isdigit()]
    ends = {at + d for at, size in rows for d in (-1, 0, size // 2, size - 1, size)}
    rest = [random.Random(at).randint(min(ends), max(ends)) for at in ends]
    return [a for a in [*ends, *rest] if 0 <= a < 1 << 64]


def compare(path, done):
    """Holds what an ELF without a table answers against a copy that was embedded."""
    questions = "".join(f"{a:#x}\n" for a in addresses_of(path))
    log = "".join(f"pc : {a:#018x} {a:#x}\n" for a in addresses_of(path))
    names = [line.split(" ", 3)[3] for line in succeeds("list", done, timeout=60).splitlines()]
    names = [n.replace("\\\\", "\\") for n in names if "\\x" not in n]
    for args, more in ((["lookup", "{}", "-"], {"stdin": questions}),
                       (["lookup", "-r", "--json", "{}", "-"], {"stdin": questions}),
                       (["decode", "{}"], {"stdin": log}),
                       (["find", "{}", *names[:3000]], {})):
        with_table = succeeds(*(str(done) if a == "{}" else a for a in args), timeout=60, **more)
        assert with_table.count("\n") > 5
        assert with_table == answered(path, *(str(path) if a == "{}" else a for a in args),
                                      timeout=60, **more)


@pytest.mark.parametrize("machine", [*MACHINES, *MORE_MACHINES, CXX], ids=lambda m: m.name)
def test_a_kernel_of_each_machine(tmp_path, machine):
    path, done = build(machine, tmp_path), tmp_path / "done"
    succeeds("embed", path, "-o", done)
    compare(path, done)


def test_a_kernel_that_reserves_nothing(tmp_path):
    machine = space.MACHINES[1]
    path = space.build(machine, tmp_path)
    done = tmp_path / "done"
    assert ksym("embed", "--append", path, "-o", done).status == 0
    compare(path, done)


def test_a_large_program(tmp_path):
    """This one, of which nothing is reserved; its table is in a copy."""
    path, done = tmp_path / "ksym", tmp_path / "done"
    shutil.copy(KSYM, path)
    assert ksym("embed", "--append", path, "-o", done).status == 0
    compare(path, done)


@pytest.mark.parametrize("fill", [b"\0", b"\xff"], ids=["ram", "flash"])
def test_a_section_that_is_erased(tmp_path, fill):
    path = write(tmp_path, kernel(*SYMBOLS, counted=False, sections=[
        Section(".kernel_symbols", TABLE, fill * 0x800)]))
    assert answered(path, "lookup", path, "10004") == "0x10004 main+0x4/0x10\n"
    succeeds("embed", path)
    assert succeeds("lookup", path, "10004") == "0x10004 main+0x4/0x10\n"


def test_a_section_without_bytes(tmp_path):
    nobits = Section(".kernel_symbols", TABLE, b"", SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 0x800)
    path = write(tmp_path, kernel(*SYMBOLS, sections=[nobits]))
    assert answered(path, "find", path, "cpu::halt()") == "0x10040 cpu::halt()\n"


def test_every_match_and_none(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS))
    assert answered(path, "find", path, "main") == "0x10000 main\n0x10050 main\n"
    result = ksym("find", path, "nobody")
    assert (result.status, result.out, result.err.count("\n")) == (1, "? nobody\n", 1)
    assert json.loads(answered(path, "lookup", "--json", path, "10014"))[0]["symbol"] == {
        "address": "0x10010", "size": 0x30, "type": "NOTYPE", "binding": "GLOBAL",
        "inferred": True, "name": "label"}


def test_of_many_questions_it_is_said_once(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS))
    said = answered(path, "decode", path, stdin="0x10000\n" * 1000)
    assert said == "0x10000 (main+0x0)\n" * 1000


def test_a_log_of_another_build_is_noticed(tmp_path):
    path = write(tmp_path, kernel(*SYMBOLS, build_id=ID))
    for ident, after in (ID, " (main+0x0)"), (bytes(20), ""):
        result = ksym("decode", path, stdin=f"Build ID: {ident.hex()}\n0x10000\n")
        assert result.out.splitlines()[1] == "0x10000" + after
        assert result.err.count("\n") == (1 if after else 2)


# What is no table, but not none

def test_something_else_in_the_section_is_an_error(tmp_path):
    other = Section(".kernel_symbols", TABLE, b"something else" + bytes(0x800))
    path = write(tmp_path, kernel(MAIN, counted=False, sections=[other]))
    assert "holds something else" in refuses("lookup", path, "10000", path=path)


def test_a_damaged_table_is_an_error(tmp_path):
    path = embedded(tmp_path, kernel(*SYMBOLS), "--format", "compact")
    data = path.read_bytes()
    at = data.index(b"KSYM")
    path.write_bytes(data[:at + 8] + b"\xff" * 4 + data[at + 12:])  # its size
    assert is_refusal(ksym("lookup", path, "10000"), path)


@pytest.mark.parametrize("form", [FLAT, ("--format", "compact")])
def test_with_a_table_nothing_is_said(tmp_path, form):
    path = embedded(tmp_path, kernel(*SYMBOLS), *form)
    assert succeeds("lookup", path, "10004") == "0x10004 main+0x4/0x10\n"


@pytest.mark.parametrize("command", [["list"], ["info"], ["verify"]])
def test_what_is_about_the_table_wants_one(tmp_path, command):
    path = write(tmp_path, kernel(MAIN, counted=False))
    assert "ksym embed" in refuses(*command, path, path=path)


# Symbols from elsewhere

def stripped(directory):
    elf = kernel(*SYMBOLS, build_id=ID)
    elf.symbols = None
    return write(directory, elf, "stripped")


def test_those_of_a_debug_file(tmp_path):
    path, debug = stripped(tmp_path), write(tmp_path, kernel(*SYMBOLS, build_id=ID), "debug")
    assert "--debug-file" in refuses("lookup", path, "10004", path=path)
    assert succeeds("lookup", "--debug-file", debug, path, "10004") == "0x10004 main+0x4/0x10\n"
    assert succeeds("find", "--debug-file", debug, path, "label") == "0x10010 label\n"
    assert succeeds("decode", "--debug-file", debug, path, stdin="0x10004") == \
        "0x10004 (main+0x4)"
    other = write(tmp_path, kernel(*SYMBOLS, build_id=bytes(20)), "other")
    assert "build id" in refuses("lookup", "--debug-file", other, path, "10004", path=other)


def test_those_of_a_map(tmp_path):
    path = stripped(tmp_path)
    (tmp_path / "map").write_text("10000 T from_a_map\n10010 T next\n")
    assert succeeds("lookup", "--map", tmp_path / "map", path, "10004") == \
        "0x10004 from_a_map+0x4/0x10\n"
    assert succeeds("decode", "--map", tmp_path / "map", path, stdin="0x10004") == \
        "0x10004 (from_a_map+0x4)"


def test_they_answer_in_the_place_of_a_table(tmp_path):
    path = embedded(tmp_path, kernel(*SYMBOLS))
    (tmp_path / "map").write_text("10000 T from_a_map\n10010 T next\n")
    assert succeeds("find", "--map", tmp_path / "map", path, "from_a_map") == \
        "0x10000 from_a_map\n"


def test_those_of_dynsym_alone(tmp_path):
    elf = kernel(MAIN)
    elf.symbols, elf.dynamic = None, [MAIN]
    path = write(tmp_path, elf)
    result = ksym("lookup", path, "10004")
    assert (result.status, result.out) == (0, "0x10004 main+0x4/0x10\n")
    assert "its .dynsym (stripped: --debug-file has more) answers" in result.err
