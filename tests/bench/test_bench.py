# SPDX-License-Identifier: MIT OR Apache-2.0
"""`make bench` with a small ELF, with ELFs that it cannot measure, and with tools that answer
wrongly."""
import json
import os
import pathlib
import re
import subprocess
import sys
import zlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
sys.path.append(str(ROOT / "bench"))

import elf_list  # noqa: E402
import lookups  # noqa: E402
import routes  # noqa: E402
import symbol_lists  # noqa: E402
import twin  # noqa: E402

AARCH64 = "aarch64-linux-gnu-"
# Two locals of one name, an alias, a label without a size, ranges that nest, a gap, data.
SOURCES = ["""
        .text
        .globl first
        .type first, %function
first:  .space 16
        .size first, 16
        .type twice, %function
twice:  .space 8
        .size twice, 8
        .space 64
        .globl outer, same
        .set same, outer
        .type outer, %function
        .type same, %function
outer:  .space 8
        .type inner, %function
inner:  .space 8
        .size inner, 8
        .space 16
        .size outer, 32
        .size same, 32
label:  .space 24
        .data
        .globl number
        .type number, %object
number: .quad 7
        .size number, 8
""", """
        .text
        .type twice, %function
twice:  .space 12
        .size twice, 12
"""]
NAMES = ["first", "twice", "outer", "same", "inner", "label", "number", "twice"]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(name="elf", scope="session")
def _elf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elf")
    objects = []
    for number, text in enumerate(SOURCES):
        source = folder / f"{number}.s"
        source.write_text(text)
        objects.append(folder / f"{number}.o")
        run(AARCH64 + "as", source, "-o", objects[-1])
    path = folder / "small"
    script = folder / "small.ld"
    script.write_text("SECTIONS { . = 0x80000; .text : { *(.text) } .data : { *(.data) } }")
    run(AARCH64 + "ld", "-T", script, "-e", "first", "-o", path, *objects)
    return path


@pytest.fixture(name="build")
def _build(tmp_path):
    """A build folder whose programs a test may replace by others."""
    folder = tmp_path / "build"
    (folder / "bench").mkdir(parents=True)
    for name in ("ksym", "bench/bench", "bench/timed", "bench/kallsyms_source"):
        assert (BUILD / name).exists(), f"{name} is not built; run `make bench-programs`"
        (folder / name).symlink_to(BUILD / name)
    return folder


def replace(build, name, text):
    """Puts a shell script in a program's place; $REAL is the program."""
    program = build / name
    program.unlink()
    program.write_text(f"#!/bin/sh\nREAL={BUILD / name}\n{text}\n")
    program.chmod(0o755)


def bench(build, elf, *parts):
    """Measures parts with an ELF; the status, what it prints, and what it says."""
    options = [option for part in parts for option in ("--part", part)]
    done = subprocess.run(
        [ROOT / "bench" / "run", "--build", build, "--elf", elf, "--seconds", "0.01", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout, done.stderr


def rows(text, *start):
    """The cells of the rows of the small ELF whose second cell begins so."""
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return [row for row in table if row and row[0].startswith("small") and row[1].startswith(start)]


def test_all_routes_and_tools_on_a_small_elf(build, elf):
    status, text, said = bench(build, elf, "embeds", "lookups")
    assert status == 0, said
    names = sorted(run(AARCH64 + "nm", elf).split()[2::3])
    assert names == sorted(NAMES)
    # The twin has NUM_KERNEL_SYMBOLS too.
    ends = [(row[1], row[-1]) for row in rows(text, "ksym embed", "Linux's", "the tutorial's")]
    assert ends == [(title, f"the same {len(NAMES) + 1}") for title in (
        "ksym embed", "Linux's, kallsyms", "the tutorial's, array")]
    tools = [row for row in rows(text, "ksym lookup", "binutils", "llvm", "eu-") if len(row) == 9]
    assert [row[1] for row in tools] == [
        "ksym lookup", "binutils addr2line -f", "llvm-symbolizer", "eu-addr2line -f"]
    assert tools[0][-1] == "the same"
    for row in tools[1:]:
        assert re.fullmatch(r"the same|[\d.]+ % the same", row[-1]), row
        assert all(re.fullmatch(r"[\d,]+\.\d", ratio) for ratio in row[6:8]), row
    for program in (r"GNU ld \(.*\) \d", r"GNU addr2line \(.*\) \d", r"LLVM version \d",
                    r"eu-addr2line \(elfutils\) 0\.\d"):
        assert re.search(program, text), program
    assert set(json.loads((build / "bench.json").read_text())) >= {"embeds", "lookups"}


@pytest.mark.parametrize("program, lie, wrong", [
    # One symbol less; its table is not the list.
    ("ksym", 'case $1 in embed) set -- "$@" --exclude "^inner$";; esac; exec $REAL "$@"',
     {"ksym embed": 1}),
    # Another name in both tables of ksym: the right one is missing, and a wrong one is there.
    ("ksym", '$REAL "$@" | if [ "$1" = list ]; then sed s/inner/outer/; else cat; fi',
     {"ksym embed": 2, "the tutorial's, array": 2}),
    ("bench/kallsyms_source", 'grep -v " first$" "$1" >"$1.less"; exec $REAL "$1.less"',
     {"Linux's, kallsyms": 1}),
    ("bench/kallsyms_source", 'sed s/number/cucumber/ "$1" >"$1.other"; exec $REAL "$1.other"',
     {"Linux's, kallsyms": 2}),
], ids=["less", "names", "less of kallsyms", "names of kallsyms"])
def test_a_wrong_table_is_wrong(build, elf, program, lie, wrong):
    replace(build, program, lie)
    status, text, said = bench(build, elf, "embeds")
    assert status == 1
    assert f"bench: {sum(wrong.values())} answers were wrong" in said
    for row in rows(text, "ksym embed", "Linux's", "the tutorial's"):
        bad = wrong.get(row[1])
        assert row[-1] == (f"WRONG: {bad}" if bad else f"the same {len(NAMES) + 1}")
        if row[1] != "ksym embed":
            assert (row[4] == "WRONG") == bool(bad or "ksym embed" in wrong)


@pytest.mark.parametrize("lie", [
    "s/ first+/ second+/", "s/ [^ ?]*$/ ?/", r"s/ ?$/ first+0x0\/0x1/",
], ids=["another name", "none", "one in a gap"])
def test_a_wrong_answer_is_wrong(build, elf, lie):
    replace(build, "ksym", f'$REAL "$@" | if [ "$1" = lookup ]; then sed "{lie}"; else cat; fi')
    status, text, said = bench(build, elf, "lookups")
    assert status == 1 and "answers were wrong" in said
    tools = [row for row in rows(text, "ksym", "binutils", "llvm", "eu-") if len(row) == 9]
    assert re.fullmatch(r"WRONG: [\d,]+", tools[0][-1])
    assert [row[6:8] for row in tools[1:]] == [["WRONG", "WRONG"]] * 3


def test_answers_that_are_missing_are_wrong(build, elf):
    replace(build, "ksym", '$REAL "$@" | if [ "$1" = lookup ]; then head -n 1; else cat; fi')
    status, text, _ = bench(build, elf, "lookups")
    assert status == 1
    (mine,) = rows(text, "ksym lookup")
    assert re.fullmatch(r"1 answers to [\d,]+ addresses", mine[-1])


def test_a_command_that_fails_is_said_and_counts(build, elf):
    replace(build, "ksym", '[ "$1" = embed ] && { echo "ksym: no" >&2; exit 1; }; exec $REAL "$@"')
    status, text, _ = bench(build, elf, "embeds")
    assert status == 1
    (mine,) = rows(text, "ksym embed")
    assert mine[-1] == "ksym: no"


@pytest.mark.parametrize("content, said", [
    (b"no ELF", r"bench: readelf: .*\n"), (None, r"bench: .*: no symbols\n")],
    ids=["no ELF", "no symbols"])
def test_an_elf_that_cannot_be_measured_is_one_line(tmp_path, build, elf, content, said):
    path = tmp_path / "bad"
    if content is None:
        run(AARCH64 + "strip", "-s", "-o", path, elf)
    else:
        path.write_bytes(content)
    status, text, errors = bench(build, path)
    assert (status, text) == (1, "") and re.fullmatch(said, errors), errors


def test_an_object_is_refused_as_the_command_refuses_it(build, elf):
    status, text, errors = bench(build, elf.parent / "0.o")
    assert (status, text) == (1, "") and re.fullmatch(r"bench: ksym: .*ET_REL.*\n", errors)


def test_a_machine_without_a_compiler_is_one_row(tmp_path, build, elf):
    path = tmp_path / "small"
    image = bytearray(elf.read_bytes())
    image[18:20] = b"\x02\x01"  # EM_LOONGARCH, for which no toolchain is in the list
    path.write_bytes(image)
    status, text, said = bench(build, path, "embeds")
    assert status == 0, said
    assert "no compiler for its machine" in text


# The ELFs that are linked again

def symbols_of(path):
    """What nm shows of them, without what a twin adds."""
    lines = run(AARCH64 + "nm", "-n", "-S", path).splitlines()
    return sorted(line for line in lines
                  if not re.search(r" (__kernel_symbols_\w+|NUM_KERNEL_SYMBOLS)$", line))


def test_a_twin_has_the_same_symbols_and_bytes(tmp_path, elf):
    made = twin.make(tmp_path, "twin", twin.toolchain_of(elf), *twin.from_elf(elf))
    assert symbols_of(made.elf) == symbols_of(elf)
    for name, copy in ((".text", ".section1"), (".data", ".section2")):
        blobs = []
        for path, section in ((elf, name), (made.elf, copy)):
            run(AARCH64 + "objcopy", "-O", "binary", "-j", section, path, tmp_path / "blob")
            blobs.append((tmp_path / "blob").read_bytes())
        assert blobs[0] == blobs[1] != b""


def test_a_made_up_elf_has_its_list_and_as_much_debugging_information_as_was_asked(tmp_path):
    symbols = symbol_lists.read(f"{ROOT}/bench/data/linux-6.12-arm64.syms.xz")[20000:22000]
    toolchain = twin.TOOLCHAINS["AArch64", "ELF64", "little"]
    made = twin.make(tmp_path, "made", toolchain, *twin.from_list(symbols, 3 << 20))
    shown = [line.split(" ") for line in symbols_of(made.elf)]
    # Of global symbols of one name all but the first have become local.
    assert sorted((addr, size, name) for addr, size, _, name in shown) == sorted(
        (f"{s.addr:016x}", f"{s.size:016x}", s.name) for s in symbols)
    debug = re.findall(r"\.debug_\w+ +PROGBITS +0+ ([0-9a-f]+) ([0-9a-f]+)",
                       run("readelf", "-SW", made.elf))
    image = pathlib.Path(made.elf).read_bytes()
    parts = [image[int(at, 16) :][: int(size, 16)] for at, size in debug]
    assert [len(part) for part in parts] == [1 << 20] * 3
    assert len(zlib.compress(b"".join(parts))) > 3 << 20


def test_kallsyms_that_is_linked_is_what_nm_prints(tmp_path, elf):
    made = twin.make(tmp_path, "twin", twin.toolchain_of(elf), *twin.from_elf(elf))
    linux = routes.linux(BUILD, made)
    for step in linux.steps:
        with open(step.out, "wb") as out:
            subprocess.run(step.command, stdout=out, check=True)
    found, size = linux.read()
    lines = [line.split(" ") for line in run(AARCH64 + "nm", made.elf).splitlines()]
    assert found == {(int(addr, 16), name) for addr, _, name in lines
                     if not name.startswith("__kernel_symbols_")}
    assert size > 0


def test_a_dynamic_symbol_table_will_do(tmp_path):
    source = tmp_path / "shared.c"
    source.write_text("int answer = 42; int ask(void) { return answer; }")
    path = tmp_path / "shared.so"
    run("gcc", "-shared", "-fPIC", "-nostdlib", "-o", path, source)
    run("strip", "-s", path)
    shown = run("nm", "-D", "--defined-only", path).splitlines()
    assert {s.name for s in elf_list.read(path)} == {line.split()[-1] for line in shown}


# Why a name differs

def scene(*symbols, debug=False, arm=False):
    """Of (name, start, size, type, flags)."""
    made = symbol_lists.ordered(
        [symbol_lists.Symbol(addr, size, "T", name, kind, flags, 1 << 20)
         for name, addr, size, kind, flags in symbols], rename=list)
    by_name = {s.name: [s] for s in made}
    return lookups.Scene(made, [(0x1000, 0x1000)], *lookups.pieces(made), by_name, debug, arm)


FUNCTION = (symbol_lists.FUNC, symbol_lists.GLOBAL)
OUTER = ("outer", 0x1000, 0x40, *FUNCTION)
SAME = ("_same", 0x1000, 0x40, *FUNCTION)
INNER = ("inner", 0x1010, 0x10, *FUNCTION)
AFTER = ("after@odd", 0x1060, 0x10, *FUNCTION)
TABLE = ("table", 0x1100, 0x10, symbol_lists.OBJECT, symbol_lists.GLOBAL)
LABEL = ("label", 0x1200, 0x10, symbol_lists.NOTYPE, symbol_lists.INFERRED)
ALL = (OUTER, SAME, INNER, AFTER, TABLE, LABEL)


def test_the_owner_is_the_last_that_covers():
    of = scene(*ALL)
    owners = {0xfff: None, 0x1000: "outer", 0x100f: "outer", 0x1010: "inner", 0x101f: "inner",
              0x1020: "outer", 0x103f: "outer", 0x1040: None, 0x1060: "after@odd",
              0x106f: "after@odd", 0x1070: None, 0x1200: "label", 0x1210: None, 0x9000: None}
    assert {addr: getattr(of.owner(addr), "name", None) for addr in owners} == owners


@pytest.mark.parametrize("addr, name, debug, arm, why", [
    (0x1000, "_same", False, False, lookups.ALIAS),
    (0x1010, "outer", True, False, lookups.NESTED),
    (0x1050, "outer", False, False, lookups.GAP),
    (0x1068, "outer", False, False, lookups.BELOW),
    (0x1068, "outer", True, False, lookups.DEBUG),
    (0x1068, "after", False, False, lookups.VERSION),
    (0x1000, "inlined", True, False, lookups.DEBUG),
    (0x1000, "inlined", False, False, lookups.OTHER),
    (0x1000, None, False, False, lookups.OTHER),
    (0x1030, None, False, False, lookups.BEHIND),
    (0x1100, None, False, False, lookups.DATA),
    (0x1200, None, False, False, lookups.LABEL),
    (0x1040, "outer", False, True, lookups.THUMB),
    (0x1040, "$t", False, True, lookups.MARK),
    (0x1000, "table", False, False, lookups.OTHER),
])
def test_why_a_name_differs(addr, name, debug, arm, why):
    of = scene(*ALL, debug=debug, arm=arm)
    assert lookups.reason(of, addr, of.owner(addr), name) == why


def test_names_are_compared_without_versions():
    of = scene(*ALL)
    told = lookups.compare(of, [0x1000, 0x1060, 0x1050], ["outer@@V1", "after@odd", None])
    assert told == {"same": 3, "others": {}}


def test_addresses_lie_in_code_and_are_the_same_each_time():
    of = scene(*ALL)
    drawn = lookups.addresses(of, 2000)
    assert drawn == lookups.addresses(of, 2000)
    assert all(0x1000 <= addr < 0x2000 for addr in drawn)
    unowned = sum(of.owner(addr) is None for addr in drawn)
    assert 0 < unowned < 2000 / 8
