# SPDX-License-Identifier: MIT OR Apache-2.0
"""KSYM_RESERVE and KSYM_LOCATION of ksym.h with several compilers and linkers, and programs of
this machine that use them to read their own names."""
import re

import pytest

from command import ROOT, ksym, succeeds
from elf import SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHT_PROGBITS, Image
from machines import run
from self_naming import (BIAS_OF_PIE, BY_LOCATION, BY_SYMBOLS, EMPTY, PROGRAM, names_main, program,
                         says)
from space import MACHINES, is_loadable, is_sound, location

SIZE = 8 * 1024
SOURCE = """
#include <ksym.h>
#define KIB(n) ((n) * 1024)
KSYM_RESERVE(KIB(4) * 2);
KSYM_LOCATION();
int counter = 1;
EXTERN int kernel_init(void) { return counter; }
EXTERN void _start(void) { kernel_init(); }
"""
SCRIPT = """ENTRY(_start) SECTIONS { . = %s; .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) } .kernel_symbols : { KEEP(*(.kernel_symbols)) }
        . = ALIGN(0x1000); .data : { *(.data .data.* .sdata .sdata.*) } }"""
CLANG = {"x86-64": "x86_64-linux-gnu", "aarch64": "aarch64-linux-gnu", "thumb": "arm-none-eabi",
         "riscv64": "riscv64-linux-gnu", "powerpc": "powerpc-linux-gnu", "s390x": "s390x-linux-gnu"}
LANGUAGES = {"c": ("c11", "-DEXTERN="), "c++": ("c++17", '-DEXTERN=extern "C"')}
# The C++ compilers that scripts/deps installs; clang has all machines in one.
WITH_CXX = {"x86-64", "thumb"}


def compilers():
    for machine in MACHINES:
        for language in LANGUAGES:
            if language == "c" or machine.name in WITH_CXX:
                yield pytest.param(machine, [machine.tool("gcc")], language,
                                   id=f"gcc-{machine.name}-{language}")
            yield pytest.param(machine, ["clang", f"--target={CLANG[machine.name]}"], language,
                               id=f"clang-{machine.name}-{language}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("machine, compiler, language", compilers())
def test_the_section_is_reserved(tmp_path, machine, compiler, language, script):
    source, obj, out = tmp_path / "source", tmp_path / "kernel.o", tmp_path / "kernel"
    source.write_text(SOURCE)
    standard, extern = LANGUAGES[language]
    run(*compiler, "-x", language, f"-std={standard}", extern, "-O2", "-Wall", "-Wextra", "-Werror",
        "-pedantic", "-ffreestanding", "-ffunction-sections", "-fdata-sections", "-fno-pic",
        "-I", ROOT / "lib" / "include", *machine.flags, "-c", source, "-o", obj)
    layout = []
    if script:
        (tmp_path / "kernel.ld").write_text(SCRIPT % machine.base)
        layout = ["-T", tmp_path / "kernel.ld"]
    # Nothing refers to the section, and yet it is to stay.
    run(machine.tool("gcc"), "-nostdlib", "-static", "-no-pie", *layout, "-Wl,--gc-sections",
        "-Wl,--build-id=none", "-Wl,-z,max-page-size=4096", "-Wl,--no-warn-rwx-segments",
        *(f for f in machine.flags if f.startswith("-mcpu") or f == "-mthumb"), obj, "-o", out)
    image = Image(out.read_bytes())
    section = image.section(".kernel_symbols")
    assert section["type"] == SHT_PROGBITS and section["size"] == SIZE
    assert section["flags"] & (SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR) == SHF_ALLOC
    assert section["addr"] % 8 == 0 and section["addralign"] >= 8
    assert image.contents(".kernel_symbols") == bytes(SIZE)
    assert image.symbol("__kernel_symbols_start")["value"] == section["addr"]
    assert image.symbol("__kernel_symbols_end")["value"] == section["addr"] + SIZE
    assert is_sound(machine, out) and is_loadable(image)
    succeeds("embed", out)
    assert succeeds("verify", out) and " _start\n" in succeeds("list", out)


# What the documents show, with what else a script needs. mold has no such scripts.
LINKERS = {"bfd": ("KSYM_RESERVE", "script alone, GNU ld"), "gold": ("KSYM_RESERVE", "script alone"),
           "lld": ("KSYM_RESERVE", "script alone"), "mold": ("no script",)}
SCRIPT_AROUND = """ENTRY(_start) SECTIONS { . = 0x100000; .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) }
%s
        . = ALIGN(0x1000); .data : { *(.data .data.*) } .bss : { *(.bss .bss.*) } }"""


def shown(form):
    """The lines that README and docs/reservation.md have for the linker script, and for C."""
    readme, text = ((ROOT / name).read_text() for name in ("README.md", "docs/reservation.md"))
    reserve = re.search(r"KSYM_RESERVE\(.*?\);", readme)[0]
    assert reserve in text
    if form == "no script":
        return reserve, None
    if form == "KSYM_RESERVE":
        line = re.search(r"^ +(\.kernel_symbols : .*?\})", readme, re.M)[1]
        assert f"    {line}\n" in text
        return reserve, line
    block = re.search(r"^    (\.kernel_symbols : ALIGN.*?^    \})", text, re.M | re.S)[1]
    if form == "script alone, GNU ld":
        head = re.search(r"`(\.kernel_symbols \(READONLY\) : ALIGN\(8\))`", text)[1]
        block = block.replace(".kernel_symbols : ALIGN(8)", head)
    return "", block


@pytest.mark.parametrize("linker, form", [pytest.param(linker, form, id=f"{linker}-{form}")
                                          for linker, forms in LINKERS.items() for form in forms])
def test_what_the_documents_show_links(tmp_path, linker, form):
    reserve, script = shown(form)
    source, out = tmp_path / "kernel.c", tmp_path / "kernel"
    # Something for .rodata, in which the location stands.
    source.write_text(SOURCE.replace("KSYM_RESERVE(KIB(4) * 2);", reserve).replace(
        "kernel_init(); }", "kernel_init(); __asm__ volatile(\"\" : : \"r\"(&ksym_location)); }"))
    layout = []
    if script is not None:
        (tmp_path / "kernel.ld").write_text(SCRIPT_AROUND % script)
        layout = ["-T", tmp_path / "kernel.ld"]
    run("gcc", "-std=c11", "-O2", "-DEXTERN=", "-ffreestanding", "-ffunction-sections",
        "-fdata-sections", "-fno-pic", "-no-pie", "-static", "-nostdlib", f"-fuse-ld={linker}",
        "-I", ROOT / "lib/include", *layout, "-Wl,--gc-sections", "-Wl,--build-id=none",
        "-Wl,--fatal-warnings", source, "-o", out)
    image = Image(out.read_bytes())
    section = image.section(".kernel_symbols")
    assert section["type"] == SHT_PROGBITS and section["size"] == 32 * 1024
    assert section["flags"] & (SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR) == SHF_ALLOC
    assert image.symbol("__kernel_symbols_start")["value"] == section["addr"]
    assert image.symbol("__kernel_symbols_end")["value"] == section["addr"] + 32 * 1024
    succeeds("embed", out)
    assert succeeds("verify", out) and " _start\n" in succeeds("list", out)


@pytest.mark.parametrize("opening", [BY_SYMBOLS, BY_LOCATION], ids=["symbols", "location"])
@pytest.mark.parametrize("flags", [["-O0"], ["-O2"], ["-O2", "-flto"]], ids=" ".join)
def test_the_compiler_does_not_see_what_is_in_it(tmp_path, opening, flags):
    path = program(tmp_path, "KSYM_RESERVE(1024 * 1024);\nKSYM_LOCATION();", opening, "-no-pie",
                   "-Wl,--gc-sections", *flags)
    assert says(path) == EMPTY
    succeeds("embed", path)
    assert names_main(path)


@pytest.mark.parametrize("flags, bias", [
    (["-static", "-no-pie"], "0"), (["-no-pie"], "0"), (["-pie", "-fPIE"], BIAS_OF_PIE)],
    ids=["static", "dynamic", "pie"])
@pytest.mark.parametrize("options", [["--append"], ["--append", "--by-name"]], ids=" ".join)
def test_a_program_with_a_segment_more_runs_and_reads_it(tmp_path, flags, bias, options):
    path = program(tmp_path, "KSYM_LOCATION();", BY_LOCATION, *flags, bias=bias)
    assert says(path) == EMPTY
    assert ksym("embed", *options, path).status == 0
    assert is_sound(MACHINES[0], path) and is_loadable(Image(path.read_bytes()))
    assert names_main(path)


def test_a_program_whose_table_grew_or_was_trimmed_reads_it(tmp_path):
    # A page of its own for the table, and addresses behind it that are free.
    at = ["-no-pie", "-Wl,--section-start=.kernel_symbols=0x700000"]
    path = program(tmp_path, "KSYM_RESERVE(16);\nKSYM_LOCATION();", BY_LOCATION, *at)
    assert says(path) == EMPTY
    succeeds("embed", "--grow", path)
    assert names_main(path)
    assert location(Image(path.read_bytes()))[1] > 16
    succeeds("embed", "--trim", "--select", "functions", path)
    assert names_main(path)
    succeeds("embed", "--grow", "--by-name", path)
    assert names_main(path)
    assert is_sound(MACHINES[0], path) and is_loadable(Image(path.read_bytes()))


LIBRARY = """
#include <ksym.h>
KSYM_RESERVE(4096);
KSYM_LOCATION();
extern const char __kernel_symbols_start[], __kernel_symbols_end[];

int WHO(struct ksym_table *by_location, struct ksym_table *by_symbols);
int WHO(struct ksym_table *by_location, struct ksym_table *by_symbols)
{
	return ksym_open_location(by_location, &ksym_location) +
		ksym_open(by_symbols, __kernel_symbols_start,
			(size_t)(__kernel_symbols_end - __kernel_symbols_start));
}
"""
HOST = LIBRARY + """
#include <stdio.h>
int in_library(struct ksym_table *by_location, struct ksym_table *by_symbols);

static void print(int status, const struct ksym_table *t)
{
	struct ksym_symbol symbol;

	printf("%d %d %d\\n", status, ksym_find(t, "in_library", &symbol),
		ksym_find(t, "in_host", &symbol));
}

int main(void)
{
	struct ksym_table tables[4];
	int status = in_host(&tables[0], &tables[1]);

	print(status, &tables[0]);
	print(status, &tables[1]);
	status = in_library(&tables[2], &tables[3]);
	print(status, &tables[2]);
	print(status, &tables[3]);
	return 0;
}
"""


def test_a_shared_library_and_its_host_open_their_own(tmp_path):
    """Each by its own location, and by its own symbols: those of the other are not seen."""
    library, host = tmp_path / "libwho.so", tmp_path / "host"
    (tmp_path / "library.c").write_text(LIBRARY)
    (tmp_path / "host.c").write_text(HOST)
    flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "lib" / "include"]
    reader = [*flags, "-I", ROOT / "lib", ROOT / "build/dist/ksym.c"]
    run("gcc", *reader, "-DWHO=in_library", "-fPIC", "-shared", tmp_path / "library.c", "-o", library)
    # With its symbols in .dynsym, where the library's would be bound to them.
    run("gcc", *reader, "-DWHO=in_host", "-rdynamic", tmp_path / "host.c", library,
        f"-Wl,-rpath,{tmp_path}", "-o", host)
    for path in (library, host):
        dynamic = run("readelf", "--dyn-syms", "-W", path)
        assert "ksym_location" not in dynamic and "__kernel_symbols" not in dynamic
        succeeds("embed", path)
    # The host's table has no in_library: it is undefined there.
    assert says(host) == "0 -1 0\n" * 2 + "0 0 -1\n" * 2


def test_a_location_on_a_machine_of_32_bits(tmp_path):
    """The distance is one modulo 2^64, upwards or downwards, of addresses of 32 bits."""
    source, out = tmp_path / "program.c", tmp_path / "program"
    for at in ("0x7000000", "0xb0000000"):
        source.write_text(PROGRAM % "KSYM_RESERVE(65536);\nKSYM_LOCATION();")
        run("i686-linux-gnu-gcc", "-std=gnu11", "-O2", "-static", "-no-pie",
            f"-DOPEN={BY_LOCATION}", "-DBIAS=0", "-I", ROOT / "lib" / "include",
            f"-Wl,--section-start=.kernel_symbols={at}", source, ROOT / "build/dist/ksym.c",
            "-o", out)
        assert says(out) == EMPTY
        succeeds("embed", out)
        assert names_main(out)
