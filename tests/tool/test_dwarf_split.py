# SPDX-License-Identifier: MIT OR Apache-2.0
"""Split debugging information: .dwo files, packages of them (.dwp), type units within.

A program with its .dwo files has the rows of one without, which are llvm-symbolizer's
(test_dwarf_compilers.py), and one with a package the same.
"""
import shutil
import struct
import subprocess

import pytest

from machines import run
from test_dwarf_compilers import CPP, RING, rows_of

OTHER = """
#include "ring.h"
__attribute__((noinline)) static int cold(int n) { Ring<int, 8> r; r.put(n); return n; }
int beside(int n) { return n > 4 ? cold(n) * 3 : cold(n + 1); }
"""


def split(directory, compiler, *options):
    """Two units with their .dwo files; the same program without."""
    place = directory / "src"
    place.mkdir()
    main = "int main(int argc, char **)"
    source = CPP.replace(main, f"int beside(int);\n{main}")
    (place / "ring.h").write_text(RING)
    (place / "main.cc").write_text(source.replace("return net", "return beside(argc) + net"))
    (place / "other.cc").write_text(OTHER)
    made = []
    for name, more in (("split", ["-gsplit-dwarf"]), ("whole", [])):
        for unit in ("main", "other"):
            run(compiler, "-g", "-c", place / f"{unit}.cc", "-o", directory / f"{name}-{unit}.o",
                *options, *more)
        made.append(directory / name)
        run(compiler, directory / f"{name}-main.o", directory / f"{name}-other.o", "-o", made[-1],
            *options)
    return made


def away(directory):
    """Leaves no .dwo file where it is looked for."""
    dwos = list(directory.glob("*.dwo"))
    assert len(dwos) == 2
    for dwo in dwos:
        dwo.rename(dwo.with_suffix(".gone"))
    return [dwo.with_suffix(".gone") for dwo in dwos]


TYPES = ["-fdebug-types-section", "-ffunction-sections"]


@pytest.mark.parametrize("options", [[], TYPES, ["-O3"]], ids=" ".join)
@pytest.mark.parametrize("version", [4, 5])
@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_split_units_have_the_rows_of_whole_ones(tmp_path, dwarf_rows, compiler, version, options):
    program, whole = split(tmp_path, compiler, "-O2", f"-gdwarf-{version}", *options)
    assert rows_of(dwarf_rows, program) == rows_of(dwarf_rows, whole)


# llvm-dwp does not end on gcc's version 5; see below.
@pytest.mark.parametrize("options", [[], TYPES, ["-O3"], ["-O0"]], ids=" ".join)
@pytest.mark.parametrize("compiler, version", [("g++", 4), ("clang++", 4), ("clang++", 5)])
def test_packaged_units_have_the_rows_of_whole_ones(tmp_path, dwarf_rows, compiler, version,
                                                    options):
    program, whole = split(tmp_path, compiler, "-O2", f"-gdwarf-{version}", *options)
    run("llvm-dwp-19", "-e", program, "-o", tmp_path / "split.dwp")
    away(tmp_path)
    assert rows_of(dwarf_rows, program) == rows_of(dwarf_rows, whole)


COLUMNS = {"info": 1, "abbrev": 3, "str_offsets": 6, "rnglists": 8}


def sections_of(dwo):
    found = {}
    for name in (*COLUMNS, "str"):
        to = dwo.with_suffix(".section")
        done = subprocess.run(["objcopy", f"--dump-section=.debug_{name}.dwo={to}", dwo,
                               "/dev/null"], capture_output=True, check=False)
        found[name] = to.read_bytes() if done.returncode == 0 else b""
    return found


def package(units):
    """A package of version 5 of the units' sections, one after the other; their texts are one's,
    behind the other's, and their offsets say so."""
    whole, rows = dict.fromkeys((*COLUMNS, "str"), b""), []
    for unit in units:
        offsets = unit["str_offsets"]
        moved = [o + len(whole["str"]) for o in struct.unpack(f"<{len(offsets[8:]) // 4}I",
                                                             offsets[8:])]
        unit["str_offsets"] = offsets[:8] + struct.pack(f"<{len(moved)}I", *moved)
        rows.append([(len(whole[name]), len(unit[name])) for name in COLUMNS])
        for name in whole:
            whole[name] += unit[name]
    ids = [unit["info"][12:20] for unit in units]
    index = struct.pack("<HHIII", 5, 0, len(COLUMNS), len(units), 4)
    slots = {int.from_bytes(i, "little") & 3: n + 1 for n, i in enumerate(ids)}
    # Where both ids want one slot, the second takes the next by its upper half.
    if len(slots) < len(ids):
        id_ = int.from_bytes(ids[0], "little")
        slots[(id_ & 3) + ((id_ >> 32 & 3) | 1) & 3] = 1
    for slot in range(4):
        index += ids[slots[slot] - 1] if slot in slots else bytes(8)
    index += b"".join(struct.pack("<I", slots.get(slot, 0)) for slot in range(4))
    index += struct.pack("<4I", *COLUMNS.values())
    for part in (0, 1):
        index += b"".join(struct.pack("<4I", *(column[part] for column in row)) for row in rows)
    return {**{f"{name}.dwo": data for name, data in whole.items()}, "cu_index": index}


def write_package(path, sections):
    """As the program's ELF, whose own debugging information is not looked at."""
    added = []
    for name, data in sections.items():
        place = path.with_suffix(f".{name}")
        place.write_bytes(data)
        added.append(f"--add-section=.debug_{name}={place}")
    run("objcopy", *added, path.with_suffix(""), path)


@pytest.mark.parametrize("options", [[], ["-O3"], ["-ffunction-sections"]], ids=" ".join)
def test_units_of_gcc_in_a_package_by_hand(tmp_path, dwarf_rows, options):
    program, whole = split(tmp_path, "g++", "-O2", "-gdwarf-5", *options)
    units = [sections_of(dwo) for dwo in away(tmp_path)]
    write_package(tmp_path / "split.dwp", package(units))
    assert rows_of(dwarf_rows, program) == rows_of(dwarf_rows, whole)


def test_a_package_may_be_beside_the_debug_file_or_the_program(tmp_path, dwarf_rows):
    program, whole = split(tmp_path, "clang++", "-O2", "-Wl,--build-id")
    expected = rows_of(dwarf_rows, whole)
    run("llvm-dwp-19", "-e", program, "-o", tmp_path / "package")
    away(tmp_path)
    run("objcopy", "--only-keep-debug", program, tmp_path / "debug")
    run("objcopy", "--strip-debug", program, tmp_path / "stripped")
    for beside in ("debug.dwp", "stripped.dwp"):
        shutil.copy(tmp_path / "package", tmp_path / beside)
        assert rows_of(dwarf_rows, tmp_path / "stripped", "-d", tmp_path / "debug") == expected
        (tmp_path / beside).unlink()


def test_what_a_package_does_not_have_is_missing(tmp_path, dwarf_rows):
    program, _ = split(tmp_path, "clang++", "-O2", "-gdwarf-5")
    run("llvm-dwp-19", tmp_path / "split-main.dwo", "-o", tmp_path / "split.dwp")
    away(tmp_path)
    done = subprocess.run([dwarf_rows, program], capture_output=True, text=True, check=True)
    assert f"1 of 2 units without their other file: {program}: " in done.stderr
    assert "split-other.dwo was not found" in done.stderr
    assert "Ring<int, 16>::put (inlined)" in done.stdout and " cold" not in done.stdout


def test_a_package_whose_index_is_wrong_gives_no_units(tmp_path, dwarf_rows):
    program, _ = split(tmp_path, "g++", "-O2", "-gdwarf-5")
    sections = package([sections_of(dwo) for dwo in away(tmp_path)])
    index = sections["cu_index"]
    for at in range(0, len(index), 2):
        for wrong in (index[:at], index[:at] + b"\xff" * 4 + index[at + 4:]):
            sections["cu_index"] = wrong or b"\0"
            write_package(tmp_path / "split.dwp", sections)
            done = subprocess.run([dwarf_rows, program], capture_output=True, timeout=20,
                                  check=False)
            assert done.returncode == 0, (at, done)
