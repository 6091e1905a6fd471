# SPDX-License-Identifier: MIT OR Apache-2.0
"""Programs with an appended table, stripped as by packaging, and run: strip must not break them,
or verify must notice."""
import subprocess

import pytest

from command import ksym, refuses, succeeds, write
from elf import PT_LOAD, Image, Section, Symbol
from kernels import RODATA, TEXT, kernel
from machines import run
from self_naming import BIAS_OF_PIE, BY_LOCATION, EMPTY, names_main, program, says
from space import MACHINES, is_loadable, is_sound

PT_INTERP, PT_PHDR = 3, 6
TOOLS = [["strip"], ["strip", "-g"], ["llvm-strip"], ["llvm-strip", "--strip-debug"],
         ["llvm-strip", "--strip-unneeded"], ["eu-strip"], ["eu-strip", "-g"],
         ["objcopy", "--strip-unneeded"], ["llvm-objcopy", "--strip-unneeded"]]
LINKERS = ["bfd", "gold", "lld", "mold"]
KINDS = [
    pytest.param(["-pie", "-fPIE"], BIAS_OF_PIE, id="pie"),
    pytest.param(["-no-pie", "-fno-pie"], "0", id="dynamic"),
    pytest.param(["-static", "-no-pie"], "0", id="static"),
]
MOVED = "the program headers had no room and moved"


def strip(tool, path, out):
    """The tool's status; objcopy has the output as an operand."""
    option = [] if tool[0].endswith("objcopy") else ["-o"]
    operands = [path, out] if not option else ["-o", out, path]
    return subprocess.run([*tool, *operands], capture_output=True, check=False).returncode


def runs(path):
    """What it prints, or the signal or status that it ended with."""
    done = subprocess.run([path], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else done.returncode


def emulated(path):
    """What it prints by QEMU, which looks for headers as Linux before 5.18 does."""
    done = subprocess.run(["qemu-x86_64", path], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else done.returncode


@pytest.mark.parametrize("flags, bias", KINDS)
@pytest.mark.parametrize("linker", LINKERS)
def test_an_appended_program_outlives_every_strip(tmp_path, linker, flags, bias):
    path = program(tmp_path, "KSYM_LOCATION();", BY_LOCATION, *flags, f"-fuse-ld={linker}",
                   "-g", "-Wl,--build-id", bias=bias)
    assert says(path) == EMPTY
    plain, before = tmp_path / "plain", Image(path.read_bytes())
    run("cp", path, plain)
    need = int(succeeds("size", "--append", path))
    result = ksym("embed", "--append", path)
    assert result.status == 0 and MOVED not in result.err
    assert f": {need} of {need} bytes " in result.out
    after = Image(path.read_bytes())
    assert after.ehdr["phoff"] == before.ehdr["phoff"]
    assert is_loadable(after) and names_main(path) and succeeds("verify", path)
    # A C library linked in has warnings of its own.
    assert "-static" in flags or is_sound(MACHINES[0], path)
    for tool in TOOLS:
        out, twice = tmp_path / "out", tmp_path / "twice"
        # A tool that cannot strip the plain program may refuse this one too.
        status = strip(tool, plain, out)
        assert strip(tool, path, out) == status, tool
        if status == 0:
            assert runs(out) == says(path), tool
            assert strip(tool, out, twice) == 0 and runs(twice) == says(path), tool
            assert is_loadable(Image(out.read_bytes())), tool


# The compiler's prefix, and QEMU's name: 32 and 64 bits, either byte order, pages of 4 and 64 KiB.
OTHERS = {"aarch64-linux-gnu-": "aarch64", "i686-linux-gnu-": "i386",
          "riscv64-linux-gnu-": "riscv64", "powerpc-linux-gnu-": "ppc",
          "arm-linux-gnueabihf-": "arm", "s390x-linux-gnu-": "s390x"}


@pytest.mark.parametrize("flags, bias", [KINDS[0], KINDS[2]])
@pytest.mark.parametrize("prefix", OTHERS)
def test_so_do_other_machines_programs(tmp_path, prefix, flags, bias):
    def answer(path):
        return run("qemu-" + OTHERS[prefix], "-L", "/usr/" + prefix[:-1], path)

    path = program(tmp_path, "KSYM_LOCATION();", BY_LOCATION, *flags, "-g", bias=bias,
                   prefix=prefix)
    assert answer(path) == EMPTY
    plain, out = tmp_path / "plain", tmp_path / "out"
    run("cp", path, plain)
    result = ksym("embed", "--append", path)
    assert result.status == 0 and MOVED not in result.err
    assert answer(path).startswith("0 main+") and is_loadable(Image(path.read_bytes()))
    assert succeeds("verify", path)
    for tool in [prefix + "strip"], [prefix + "strip", "-g"], *TOOLS[2:7]:
        status = strip(tool, plain, out)
        assert strip(tool, path, out) == status, tool
        assert status != 0 or answer(out) == answer(path), tool


@pytest.mark.parametrize("linker", LINKERS)
def test_what_makes_room_is_found_where_it_went(tmp_path, linker):
    """The interpreter and the notes, by their program headers, sections and symbols."""
    path = program(tmp_path, "KSYM_LOCATION();", BY_LOCATION, "-pie", "-fPIE",
                   f"-fuse-ld={linker}", "-Wl,--build-id", bias=BIAS_OF_PIE)
    said = [run("readelf", "-nW", path)]
    before = Image(path.read_bytes())
    assert ksym("embed", "--append", path).status == 0
    after = Image(path.read_bytes())
    said.append(run("readelf", "-nW", path))
    assert said[0] == said[1]
    new = [s for s in after.segments if s["type"] == PT_LOAD][-1]
    segment = next(s for s in after.segments if s["type"] == PT_INTERP)
    section = after.section(".interp")
    assert (segment["offset"], segment["vaddr"]) == (section["offset"], section["addr"])
    assert after.contents(".interp") == before.contents(".interp")
    assert new["vaddr"] < section["addr"] < new["vaddr"] + new["memsz"]
    assert section["addr"] % section["addralign"] == 0
    for name, symbol in after.symbols():
        if 0 < symbol["shndx"] < len(after.sections) and symbol["value"] != 0:
            home = after.sections[symbol["shndx"]]
            old = next(h for n, h in before.symbols() if n == name) if name else symbol
            assert (0 <= symbol["value"] - home["addr"] <= home["size"]
                    or symbol["value"] == old["value"]), name


def test_a_note_that_code_may_know_stays(tmp_path):
    note = """__asm__(".pushsection .interp,\\"a\\",%progbits\\n"
                ".globl known\\nknown:\\n.popsection");
        extern const char known[]; const char *const of_note = known;"""
    path = program(tmp_path, "KSYM_LOCATION();" + note, BY_LOCATION, "-pie", "-fPIE",
                   bias=BIAS_OF_PIE)
    known = Image(path.read_bytes()).symbol("known")
    result = ksym("embed", "--append", path)
    assert result.status == 0 and MOVED in result.err
    assert Image(path.read_bytes()).symbol("known") == known
    assert names_main(path)


@pytest.fixture(name="moved", scope="module")
def _moved(tmp_path_factory):
    """A stripped program: what code knows cannot be seen, so the headers move."""
    directory = tmp_path_factory.mktemp("moved")
    path = program(directory, "KSYM_LOCATION();", BY_LOCATION, "-pie", "-fPIE", "-rdynamic",
                   bias=BIAS_OF_PIE)
    run("strip", path)
    result = ksym("embed", "--append", path)
    # ksym_location was hidden, and is not to be found any more.
    assert result.status == 0 and MOVED in result.err and says(path) == EMPTY
    assert emulated(path) == says(path)
    return path


@pytest.mark.parametrize("tool", TOOLS, ids=" ".join)
def test_verify_sees_what_a_strip_broke(tmp_path, moved, tool):
    out = tmp_path / "out"
    assert strip(tool, moved, out) == 0
    if runs(out) == says(moved) == emulated(out):
        assert succeeds("verify", out)
    else:
        refuses("verify", out, path=out)


def test_some_strip_does_break_it(tmp_path, moved):
    assert strip(["strip"], moved, tmp_path / "out") == 0
    assert runs(tmp_path / "out") != says(moved)


# As strips leave it whose program headers went elsewhere than they were told

def with_loaded_headers(**broken):
    """A kernel of which segment 0 loads the headers, as its last, PT_PHDR, says."""
    image = Image(kernel(Symbol("main", TEXT, 16),
                         sections=[Section(".spare", 0x50000, bytes(16))]).build())
    at, last = image.ehdr["phoff"], len(image.segments) - 1
    text = image.segments[0]
    load = {"offset": 0, "vaddr": TEXT - text["offset"],
            "filesz": text["offset"] + text["filesz"], "memsz": text["offset"] + text["memsz"]}
    size = len(image.segments) * image.record("phdr").size
    own = {"type": PT_PHDR, "offset": at, "vaddr": load["vaddr"] + at, "filesz": size,
           "memsz": size}
    data = image.with_header("phdr", 0, **load | broken.get("load", {}))
    data = Image(data).with_header("phdr", last, **own | broken.get("own", {}))
    data = Image(data).with_header("shdr", image.names.index(".spare"),
                                   **{"flags": 0} | broken.get("spare", {}))
    return data


@pytest.mark.parametrize("broken, why", [
    pytest.param({}, None, id="whole"),
    pytest.param({"own": {"offset": 0x48}}, "PT_PHDR", id="offset"),
    pytest.param({"own": {"vaddr": TEXT}}, "PT_PHDR", id="address"),
    pytest.param({"load": {"memsz": RODATA + 1 - TEXT + 0x1000}}, "program header 1,",
                 id="shared addresses"),
    pytest.param({"load": {"align": 0x1000}}, "remainder by 0x1000", id="alignment"),
    pytest.param({"spare": {"offset": 0x60}}, "section .spare", id="section"),
])
def test_headers_that_are_not_where_they_are_said_to_be(tmp_path, broken, why):
    path = write(tmp_path, with_loaded_headers(**broken))
    assert ksym("embed", path).status == 0
    if why is None:
        assert succeeds("verify", path)
    else:
        assert why in refuses("verify", path, path=path)
