# SPDX-License-Identifier: MIT OR Apache-2.0
"""--debug-file: a stripped kernel takes its symbols from the ELF that has them."""
import re
import shutil

import pytest

from command import (FLAT, embedded, is_misused, ksym, listed, lookup, names, refuses, succeeds,
                     write)
from elf import EM_PPC64, OBJECT, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS, Section, Symbol
from kernels import DATA, TEXT, kernel
from machines import MACHINES, MORE_MACHINES, build, run

ID, OTHER_ID = bytes(range(20)), bytes(range(1, 21))
SYMBOLS = (Symbol("main", TEXT, 16), Symbol("label", TEXT + 16, 0),
           Symbol("var", DATA + 8, 4, OBJECT, section=".data"))


def stripped(directory, **options):
    elf = kernel(**{"build_id": ID, **options})
    elf.symbols = None
    return write(directory, elf)


def debug_file(directory, *symbols, **options):
    return write(directory, kernel(*symbols, **{"build_id": ID, **options}), "debug")


@pytest.mark.parametrize("command", [["size"], ["table", "-o", "{out}"], ["embed"],
                                     ["embed", "-o", "{out}"], ["generate", "-o", "{out}"]])
def test_each_command_that_selects_symbols_takes_them_from_there(tmp_path, command):
    """Output and file are the same as for the kernel with its symbols."""
    whole = write(tmp_path, kernel(*SYMBOLS, build_id=ID), "whole")
    path, debug = stripped(tmp_path), debug_file(tmp_path, *SYMBOLS)
    got = []
    for elf, options in (whole, []), (path, ["--debug-file", debug]):
        out = tmp_path / f"out of {elf.name}"
        said = succeeds(*(a.format(out=out) for a in command), *options, elf)
        got.append((said, listed(elf) if command == ["embed"] else None,
                    listed(out) if command[0] in ("table", "embed") and out.exists() else
                    out.read_bytes() if out.exists() else None))
    assert got[0] == got[1]


def test_verify_holds_the_table_against_the_debug_file(tmp_path):
    path, debug = stripped(tmp_path), debug_file(tmp_path, *SYMBOLS)
    succeeds("embed", "--debug-file", debug, path)
    assert succeeds("verify", "--debug-file", debug, path) == "verified 4 symbols\n"
    other = debug_file(tmp_path, *SYMBOLS[1:])
    result = ksym("verify", "--debug-file", other, path)
    assert result.status == 1 and "main" in result.out


def test_the_count_of_a_flat_table_is_found_there_too(tmp_path):
    path, debug = stripped(tmp_path), debug_file(tmp_path, *SYMBOLS)
    succeeds("embed", *FLAT, "--debug-file", debug, path)
    whole = embedded(tmp_path, kernel(*SYMBOLS, build_id=ID), name="whole")
    assert succeeds("verify", "--debug-file", debug, path) == succeeds("verify", whole)


def test_symbols_of_the_kernel_itself_are_not_mixed_in(tmp_path):
    path = write(tmp_path, kernel(Symbol("own", TEXT, 8), build_id=ID))
    debug = debug_file(tmp_path, Symbol("from_there", TEXT, 8))
    succeeds("embed", "--exclude", "^NUM", "--debug-file", debug, path)
    assert names(path) == ["from_there"]


# Which file belongs to the kernel

def test_another_build_is_refused_with_both_ids(tmp_path):
    path, debug = stripped(tmp_path), debug_file(tmp_path, *SYMBOLS, build_id=OTHER_ID)
    before = path.read_bytes()
    said = refuses("embed", "--debug-file", debug, path, path=debug)
    assert ID.hex() in said and OTHER_ID.hex() in said
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", [8, 19, 21])
def test_an_id_that_only_begins_alike_is_another(tmp_path, size):
    debug = debug_file(tmp_path, *SYMBOLS, build_id=(ID + b"\x14")[:size])
    refuses("embed", "--debug-file", debug, stripped(tmp_path), path=debug)


@pytest.mark.parametrize("without", ["kernel", "debug"])
def test_without_an_id_nobody_can_tell(tmp_path, without):
    path = stripped(tmp_path, build_id=b"" if without == "kernel" else ID)
    debug = debug_file(tmp_path, *SYMBOLS, build_id=b"" if without == "debug" else ID)
    said = refuses("embed", "--debug-file", debug, path, path=tmp_path / without)
    assert "no build id" in said


@pytest.mark.parametrize("what", ["absent", "text", "stripped"])
def test_a_file_that_has_no_symbols(tmp_path, what):
    path, debug = stripped(tmp_path), tmp_path / what
    if what == "text":
        debug.write_text("no ELF")
    elif what == "stripped":
        shutil.copy(path, debug)
    refuses("embed", "--debug-file", debug, path, path=debug)


def test_a_map_and_a_debug_file_do_not_go_together(tmp_path):
    said = is_misused("size", "--map", tmp_path / "map", "--debug-file", tmp_path / "debug",
                      tmp_path / "kernel")
    assert "--map" in said and "--debug-file" in said


def test_ppc64_descriptors_are_read_from_the_kernel(tmp_path):
    """The debug file has the section, but not its bytes."""
    entry = (TEXT + 32).to_bytes(8, "big") + bytes(16)
    parts = {"machine": EM_PPC64, "order": ">", "flags": 1}
    opd = Section(".opd", 0x24000, entry, SHF_ALLOC | SHF_WRITE)
    empty = [Section(".opd", 0x24000, b"", SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 24),
             Section(".text", TEXT, b"", SHF_ALLOC | SHF_EXECINSTR, SHT_NOBITS, 0x200)]
    path = stripped(tmp_path, sections=[opd], **parts)
    debug = debug_file(tmp_path, Symbol("f", 0x24000, 16, section=".opd"), sections=empty, **parts)
    succeeds("embed", "--debug-file", debug, path)
    assert lookup(path, TEXT + 33) == ["f+0x1/0x10"]


CODE = Section(".text", TEXT, bytes(range(32)) + b"\xcc" * 0x100, SHF_ALLOC | SHF_EXECINSTR)
NO_CODE = Section(".text", TEXT, b"", SHF_ALLOC | SHF_EXECINSTR, SHT_NOBITS, 0x120)


@pytest.mark.parametrize("first", [0, 2], ids=["alike", "sections in another order"])
def test_fill_is_seen_in_the_kernel(tmp_path, first):
    """The debug file has the code's addresses, but not its bytes."""
    elf = kernel(sections=[CODE], build_id=ID)
    elf.symbols = None
    elf.sections = elf.sections[first:] + elf.sections[:first]
    path = write(tmp_path, elf)
    debug = debug_file(tmp_path, Symbol("label", TEXT + 8, 0), sections=[NO_CODE])
    succeeds("embed", "--exclude", "^NUM", "--debug-file", debug, path)
    assert listed(path) == [(TEXT + 8, 24, "label")]


@pytest.mark.parametrize("change", [dict(name=".moved"), dict(addr=0x50010), dict(size=0x220)])
def test_code_that_only_the_debug_file_has(tmp_path, change):
    """Nobody knows its bytes: a label reaches to the end of its section."""
    lost = Section(".lost", 0x50000, b"", SHF_ALLOC | SHF_EXECINSTR, SHT_NOBITS, 0x120)
    other = {"name": ".lost", "addr": 0x50000, "size": 0x120, **change}
    other["data"] = (CODE.data * 2)[:other.pop("size")]
    elf, with_symbols = (kernel(*symbols, sections=[CODE], build_id=ID)
                         for symbols in ([], [Symbol("label", 0x50008, 0, section=".lost")]))
    elf.sections.insert(1, Section(flags=SHF_ALLOC | SHF_EXECINSTR, **other))
    elf.symbols = None
    with_symbols.sections.insert(1, lost)
    path, debug = write(tmp_path, elf), write(tmp_path, with_symbols, "debug")
    succeeds("embed", "--exclude", "^NUM", "--debug-file", debug, path)
    assert listed(path) == [(0x50008, 0x118, "label")]


def test_a_section_that_only_the_debug_file_has(tmp_path):
    parts = {"machine": EM_PPC64, "order": ">", "flags": 1}
    opd = Section(".opd", 0x24000, bytes(24), SHF_ALLOC | SHF_WRITE)
    path = stripped(tmp_path, **parts)
    debug = debug_file(tmp_path, Symbol("f", 0x24000, 16, section=".opd"), sections=[opd], **parts)
    said = refuses("embed", "--debug-file", debug, path, path=path)
    assert "no section 6" in said and "0x24000" in said and str(debug) in said


# The files that objcopy makes

SPLIT = [machine for machine in [*MACHINES, *MORE_MACHINES]
         if machine.name in ("x86-64", "thumb", "riscv32", "ppc64 ELFv1", "s390x", "mips64")]


def is_compressed(path):
    return re.search(r" \.debug_info +\w+ .* 00 +C +0 ", run("readelf", "-SW", path)) is not None


@pytest.mark.parametrize("compress", ["none", "zlib"])
@pytest.mark.parametrize("machine", SPLIT, ids=lambda m: m.name)
def test_a_split_kernel_has_the_table_of_the_whole_one(tmp_path, machine, compress):
    whole = build(machine, tmp_path, "-g", f"-gz={compress}", "-Wl,--build-id=sha1")
    path, debug = tmp_path / "kernel", tmp_path / "kernel.debug"
    run(machine.tool("objcopy"), "--only-keep-debug", whole, debug)
    run(machine.tool("objcopy"), "--strip-all", whole, path)
    assert re.search(r" \.text +NOBITS", run(machine.tool("readelf"), "-SW", debug))
    assert is_compressed(debug) == (compress == "zlib")
    assert ".symtab" not in run(machine.tool("readelf"), "-SW", path)
    refuses("embed", path, path=path)
    kept = debug.read_bytes()
    succeeds("embed", "--debug-file", debug, path)
    succeeds("embed", whole)
    assert listed(path) == listed(whole)
    assert debug.read_bytes() == kept


@pytest.mark.parametrize("compress", ["none", "zlib"])
def test_debug_sections_are_not_touched(tmp_path, compress):
    path = build(MACHINES[0], tmp_path, "-g", f"-gz={compress}")
    before, after = tmp_path / "before", tmp_path / "after"
    dump = ["objcopy", "-O", "binary", "--only-section=.debug_*", "--set-section-flags",
            ".debug_*=alloc"]
    run(*dump, path, before)
    shown = run("readelf", "-SW", path)
    succeeds("embed", path)
    run(*dump, path, after)
    assert before.stat().st_size > 100 and is_compressed(path) == (compress == "zlib")
    assert before.read_bytes() == after.read_bytes()
    assert run("readelf", "-SW", path) == shown
