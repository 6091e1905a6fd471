# SPDX-License-Identifier: MIT OR Apache-2.0
"""Bad input: one line that says what is wrong, status 1, and nothing written."""
import os
import re
import subprocess

import pytest

from command import FLAT, ROOT, embedded, is_refusal, ksym, refuses, succeeds, write
from elf import (ET_DYN, ET_REL, GLOBAL, LOCAL, OBJECT, SHF_ALLOC, SHF_WRITE, SHN_UNDEF, SHT_NOBITS,
                 Image, Section, Symbol)
from kernels import BSS, COUNT, DATA, RODATA, TABLE, TEXT, kernel
from machines import run

MAIN = Symbol("main", TEXT, 16)
# Every command with what it needs beside the ELF; {out} is a file in the test's directory.
COMMANDS = {
    "embed": ["embed", *FLAT, "{elf}"],
    "embed -o": ["embed", *FLAT, "{elf}", "-o", "{out}"],
    "size": ["size", *FLAT, "{elf}"],
    "generate": ["generate", "{elf}", "-o", "{out}"],
    "patch": ["patch", "{elf}", "{blob}", "-o", "{out}"],
    "address": ["address", "{elf}"],
    "list": ["list", "{elf}"],
    "lookup": ["lookup", "{elf}", "0x10000"],
    "find": ["find", "{elf}", "main"],
    "info": ["info", "{elf}"],
    "verify": ["verify", "{elf}"],
}
each_command = pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)


def refused_by(args, directory, path):
    """Runs a command on path, which it must refuse without leaving a trace."""
    blob = directory / "blob"
    blob.write_bytes(bytes(24))
    before = sorted(directory.iterdir())
    args = [a.format(elf=path, out=directory / "out", blob=blob) for a in args]
    said = refuses(*args, path=path)
    assert sorted(directory.iterdir()) == before
    return said


def embed_refuses(directory, elf):
    """Embeds in place, which must fail and leave the file as it is."""
    path = write(directory, elf)
    before = path.read_bytes()
    said = refuses("embed", *FLAT, path, path=path)
    assert path.read_bytes() == before
    assert list(directory.iterdir()) == [path]
    return said


# What is no ELF at all

@each_command
def test_no_such_file(tmp_path, args):
    assert "No such file" in refused_by(args, tmp_path, tmp_path / "absent")


@each_command
def test_a_directory(tmp_path, args):
    (tmp_path / "directory").mkdir()
    refused_by(args, tmp_path, tmp_path / "directory")


@each_command
def test_a_fifo_is_not_waited_for(tmp_path, args):
    os.mkfifo(tmp_path / "fifo")
    refused_by(args, tmp_path, tmp_path / "fifo")


@each_command
def test_a_device(tmp_path, args):
    refused_by(args, tmp_path, "/dev/null")


@each_command
@pytest.mark.parametrize("data", [b"", b"\x7f", b"\x7fELF", b"#!/bin/sh\nexit 0\n" * 20,
                                  b"\0" * 4096, b"\xff" * 4096], ids=lambda d: repr(d[:8]))
def test_what_is_no_elf(tmp_path, args, data):
    refused_by(args, tmp_path, write(tmp_path, data))


def test_a_name_with_control_bytes_stays_on_one_line(tmp_path):
    result = ksym("list", tmp_path / "no\nsuch\nfile")
    assert result.status == 1 and result.err.count("\n") == 1


# What is an ELF, but nothing that a table can go into

def test_an_object_file_that_was_not_linked(tmp_path):
    assert "link" in embed_refuses(tmp_path, kernel(MAIN, type=ET_REL)).lower()


def test_a_core_file(tmp_path):
    embed_refuses(tmp_path, kernel(MAIN, type=4))


def test_a_position_independent_kernel_is_fine(tmp_path):
    assert embedded(tmp_path, kernel(MAIN, type=ET_DYN))


@pytest.mark.parametrize("command", [["embed", *FLAT], ["address"], ["list"], ["info"],
                                     ["verify"]], ids=lambda c: c[0])
def test_no_such_section(tmp_path, command):
    path = write(tmp_path, kernel(MAIN))
    assert ".nowhere" in refuses(*command, "--section", ".nowhere", path, path=path)


def test_a_section_without_bytes_in_the_file(tmp_path):
    nobits = Section(".kernel_symbols", TABLE, b"", SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 0x800)
    said = embed_refuses(tmp_path, kernel(MAIN, sections=[nobits]))
    assert ".kernel_symbols" in said and re.search("NOBITS|PROGBITS", said)


def test_a_section_that_is_not_loaded(tmp_path):
    unloaded = Section(".kernel_symbols", TABLE, bytes(0x800), flags=0)
    assert ".kernel_symbols" in embed_refuses(tmp_path, kernel(MAIN, sections=[unloaded]))


@pytest.mark.parametrize("short", [1, 8, "all"])
def test_a_section_too_small_names_both_numbers(tmp_path, short):
    plain = write(tmp_path, kernel(MAIN), "roomy")
    need = int(succeeds("size", *FLAT, plain))
    plain.unlink()
    room = 0 if short == "all" else need - short
    said = embed_refuses(tmp_path, kernel(MAIN, reserve=room))
    assert ".kernel_symbols" in said
    assert {str(need), str(room)} <= set(re.findall(r"\b\d+\b", said))


def test_a_section_that_lies_over_the_headers(tmp_path):
    data = bytearray(kernel(MAIN).build())
    image = Image(data)
    number = image.names.index(".kernel_symbols")
    shdr = image.record("shdr")
    at = image.ehdr["shoff"] + number * shdr.size
    data[at:at + shdr.size] = shdr.pack(**{**image.sections[number], "offset": 0})
    embed_refuses(tmp_path, bytes(data))


def test_a_stripped_kernel(tmp_path):
    elf = kernel(MAIN)
    elf.symbols = None
    assert "symtab" in embed_refuses(tmp_path, elf)


def test_a_kernel_without_the_count(tmp_path):
    assert COUNT in embed_refuses(tmp_path, kernel(MAIN, counted=False))


@pytest.mark.parametrize("count", [
    pytest.param(Symbol(COUNT, 0, 0, 0, GLOBAL, SHN_UNDEF), id="undefined"),
    pytest.param(Symbol(COUNT, RODATA, 0, OBJECT, GLOBAL, ".rodata"), id="of no size"),
    pytest.param(Symbol(COUNT, RODATA, 2, OBJECT, GLOBAL, ".rodata"), id="of 2 bytes"),
    pytest.param(Symbol(COUNT, BSS, 8, OBJECT, GLOBAL, ".bss"), id="in bss"),
    pytest.param(Symbol(COUNT, RODATA + 12, 8, OBJECT, GLOBAL, ".rodata"), id="beyond its section"),
    pytest.param(Symbol(COUNT, RODATA - 4, 8, OBJECT, GLOBAL, ".rodata"), id="before its section"),
])
def test_a_count_that_cannot_be_written(tmp_path, count):
    assert COUNT in embed_refuses(tmp_path, kernel(MAIN, count, counted=False))


def test_a_count_within_the_table_itself(tmp_path):
    count = Symbol(COUNT, TABLE + 16, 8, OBJECT, GLOBAL, ".kernel_symbols")
    assert COUNT in embed_refuses(tmp_path, kernel(MAIN, count, counted=False))


def test_a_local_object_of_the_counts_name_is_not_taken_for_it(tmp_path):
    local = Symbol(COUNT, DATA + 8, 8, OBJECT, LOCAL, ".data")
    path = embedded(tmp_path, kernel(local, MAIN))
    assert Image(path.read_bytes()).contents(".data") == bytes(range(0x80))
    assert Image(path.read_bytes()).contents(".rodata")[:8] == (3).to_bytes(8, "little")


@pytest.mark.parametrize("bits, size", [(64, 8), (64, 4), (32, 8), (32, 4)])
@pytest.mark.parametrize("order", "<>")
def test_a_count_of_4_or_8_bytes_anywhere_in_the_file(tmp_path, bits, size, order):
    count = Symbol(COUNT, DATA + 8, size, OBJECT, GLOBAL, ".data")
    path = embedded(tmp_path, kernel(MAIN, count, counted=False, bits=bits, order=order))
    assert Image(path.read_bytes()).count()[0] == 2
    assert Image(path.read_bytes()).contents(".data")[8 + size:] == bytes(range(8 + size, 0x80))


def test_patch_wants_a_blob(tmp_path):
    path = write(tmp_path, kernel(MAIN))
    before = path.read_bytes()
    (tmp_path / "directory").mkdir()
    for blob in tmp_path / "absent", tmp_path / "directory":
        assert is_refusal(ksym("patch", path, blob), blob)
    assert path.read_bytes() == before


# What is too much for a table: by hand, as lists of that many bytes take long to make.

@pytest.fixture(name="crowded", scope="module")
def _crowded(tmp_path_factory):
    """The command with an encoder that refuses every list."""
    command = tmp_path_factory.mktemp("crowded") / "ksym"
    build = ROOT / "build"
    libraries = [re.search(rf"{name}_LIBS := *(.*)", (build / file).read_text())[1]
                 for name, file in (("DEMANGLER", "libiberty.mk"), ("DWARF", "libdw.mk"))]
    run("gcc", "-I", ROOT / "write/include", "-o", command, build / "tool/commands/main.o",
        ROOT / "tests/tool/too_much.c", build / "libksym-tool.a", build / "libksym-write.a",
        build / "libksym.a", *" ".join(libraries).split(), "-lelf", "-ljansson", "-pthread")
    return command


@pytest.mark.parametrize("status, what", [(-3, "the table would be too large"),
                                          (-4, "the names share too many phrases or bytes")])
def test_what_is_too_much_for_a_table(tmp_path, crowded, status, what):
    done = subprocess.run([crowded, "table", write(tmp_path, kernel(MAIN)), "-o", tmp_path / "out"],
                          env={**os.environ, "KSYM_TEST_STATUS": str(status)},
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"ksym: {what}: 402653185, expected at most 402653184\n"
    assert not (tmp_path / "out").exists()
