# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every address at which an answer may change, compared with owners.py, which uses readelf's
output. Real tools link the ELFs, one for each feature of real kernels."""
import subprocess
import sys
from pathlib import Path

import pytest

import owners
from command import KSYM, ROOT, succeeds
from machines import MACHINES, MORE_MACHINES, build, run

SCRIPT = """
SECTIONS {
        . = 0x100000;
        .text : { _stext = .; *(.text .text.*) _etext = .; }
        .rodata : { *(.rodata*) }
        .data : { *(.data*) *(COMMON) }
        .bss : { *(.bss*) }
        .kernel_symbols : ALIGN(8) {
                __kernel_symbols_start = .; BYTE(0) . += 0x7ff; __kernel_symbols_end = .; }
        %s
}
"""
OVERLAYS = "OVERLAY 0x200000 : AT(0x110000) { .ov1 { *(.ov1) } .ov2 { *(.ov2) } }"
AARCH64, RISCV, ARM = "aarch64-linux-gnu-", "riscv64-linux-gnu-", "arm-none-eabi-"


def linked(directory, source, prefix="", script=""):
    """The ELF of an assembly source."""
    (directory / "a.s").write_text(source)
    (directory / "a.ld").write_text(SCRIPT % script)
    run(prefix + "as", directory / "a.s", "-o", directory / "a.o")
    run(prefix + "ld", "--no-warn-rwx-segments", "-T", directory / "a.ld", directory / "a.o",
        "-o", directory / "a.elf")
    return directory / "a.elf"


def agrees(path, every=True):
    """Whether a table of the ELF names each address as the rules do; how many were asked."""
    table = path.with_suffix(".table")
    succeeds("table", "--names", "mangled", path, "-o", table)
    asked, wrong = owners.compare(KSYM, path, table)
    assert not wrong
    if every:
        more, wrong = owners.compare(KSYM, path, table, every=True)
        assert more > 0 and not wrong
    return asked


def owner_names(path):
    """The runs of addresses of one owner: (first, end, name)."""
    return [(o.first, o.end, o.symbol.name) for o in owners.owners(owners.Reader(path))]


@pytest.mark.parametrize("machine", [*MACHINES, *MORE_MACHINES], ids=lambda m: m.name)
def test_kernels_of_every_machine(tmp_path, machine):
    assert agrees(build(machine, tmp_path)) > 50


def test_the_kernel_of_this_repository():
    run("make", "-s", "-C", ROOT, "kernel", "BOARD=qemu_virt")
    path = ROOT / "build/kernel/qemu_virt/kernel"
    with_table = ROOT / "build/kernel/qemu_virt/kernel+ttables+symbols"
    asked, wrong = owners.compare(KSYM, path, with_table, every=True)
    assert asked > 10000 and not wrong


FUNCTION = "\t.type {0}, @function\n{0}:\t{1}\n\t.size {0}, .-{0}\n"


def function(name, body="nop; nop; nop; ret", scope=""):
    return f"{scope}\n" + FUNCTION.format(name, body)


def test_marks_of_a_linker_script_and_labels_of_loops(tmp_path):
    path = linked(tmp_path, "\t.globl _start\n" + function("first") + function("_start") +
                  function("loops", "nop; loop: nop; .globl again; again: ret") +
                  "\t.p2align 6, 0xcc\nentry:\tnop; ret\nbehind:\tnop\n" + function("last"))
    assert agrees(path)
    found = owner_names(path)
    assert [name for *_, name in found] == ["first", "_start", "loops", "entry", "behind", "last"]
    assert found[0][0] == 0x100000 and found[3][0] == 0x100040


def test_fill_of_bytes(tmp_path):
    path = linked(tmp_path, function("first") + "__entry_text_end:\t.fill 4096, 1, 0xcc\n"
                  "almost:\tnop; ret; .fill 63, 1, 0xcc\n"
                  "enough:\tnop; ret; .fill 64, 1, 0xcc\n" + function("last"))
    assert agrees(path)
    assert owner_names(path) == [
        (0x100000, 0x100004, "first"), (0x101004, 0x101045, "almost"),
        (0x101045, 0x101047, "enough"), (0x101087, 0x10108b, "last")]


@pytest.mark.parametrize("prefix, nop, kept", [
    (AARCH64, "nop", 8), (RISCV, "nop", 8), (RISCV, ".option rvc; c.nop", 8)])
def test_fill_of_instructions(tmp_path, prefix, nop, kept):
    path = linked(tmp_path, "\t.globl label\nlabel:\t.word 0x12345678, 0x9abcdef0\n"
                  f".rept 64; {nop}; .endr\nnext:\t.word 0x12345678\n", prefix)
    assert agrees(path)
    assert owner_names(path)[0] == (0x100000, 0x100000 + kept, "label")


def test_overlays(tmp_path):
    path = linked(tmp_path, """
        .section .ov1, "ax", @progbits
one:    .fill 8, 4, 0x01020304
two:    .fill 2, 4, 0x05060708
        .section .ov2, "ax", @progbits
        .fill 1, 4, 0x0a0b0c0d
three:  .fill 1, 4, 0x0a0b0c0e
        .type four, @function
four:   .fill 2, 4, 0x01010102
        .size four, .-four
five:   .fill 8, 4, 0x01020305
        .text
""" + function("_start"), script=OVERLAYS)
    assert agrees(path)
    assert [(a & 0xff, b & 0xff, n) for a, b, n in owner_names(path) if a >= 0x200000] == [
        (0x00, 0x04, "one"), (0x04, 0x08, "three"), (0x08, 0x10, "four"), (0x10, 0x20, "five"),
        (0x20, 0x28, "two"), (0x28, 0x30, "five")]


def test_a_template_of_per_cpu_data_at_the_address_of_code(tmp_path):
    path = linked(tmp_path, function("_start", "nop; nop; nop; nop; nop; nop; nop; ret") + """
        .section .percpu, "aw", @progbits
        .type current, @object
        .size current, 4
current: .long 1
        .type later, @object
        .size later, 64
        .org 64
later:  .fill 64
""", script=".percpu 0x100000 : AT(0x300000) { *(.percpu) }")
    assert agrees(path)
    assert owner_names(path) == [(0x100000, 0x100008, "_start"), (0x100040, 0x100080, "later")]


def test_what_objcopy_put_a_prefix_before(tmp_path):
    path = linked(tmp_path, "\t.text\n\t.type f, %function\nf:\tldr x0, 1f\n\tb 2f\n1:\t.quad 1\n"
                  "2:\tret\n\t.size f, .-f\n.Lkept:\tnop\nlabel:\tnop\n", AARCH64)
    run(AARCH64 + "as", "-L", tmp_path / "a.s", "-o", tmp_path / "a.o")
    run(AARCH64 + "objcopy", "--prefix-symbols=__pi_", tmp_path / "a.o")
    run(AARCH64 + "ld", "-T", tmp_path / "a.ld", tmp_path / "a.o", "-o", path)
    assert "__pi_$x" in run("nm", path) and "__pi_.Lkept" in run("nm", path)
    assert agrees(path)
    assert [(b - a, name) for a, b, name in owner_names(path)] == [(20, "__pi_f"),
                                                                  (4, "__pi_label")]


def test_a_resolver_and_its_function(tmp_path):
    path = linked(tmp_path, function("resolve") + """
        .globl memcpy
        .type memcpy, @gnu_indirect_function
        .set memcpy, resolve
        .size memcpy, 4
        .globl a_strlen
        .type a_strlen, @gnu_indirect_function
        .type _object, @object
_object:
a_strlen: nop
        .size a_strlen, 1
        .size _object, 1
""")
    assert agrees(path)
    assert owner_names(path) == [(0x100000, 0x100004, "resolve"), (0x100004, 0x100005, "a_strlen")]


def test_symbols_of_a_dynsym(tmp_path):
    source = tmp_path / "a.s"
    source.write_text("\t.globl label, stated\n\t.type stated, @function\n"
                      "label: nop; ret\nstated: nop; ret\n\t.size stated, .-stated\n")
    run("gcc", "-shared", "-nostdlib", "-o", tmp_path / "a.so", source)
    run("strip", tmp_path / "a.so")
    assert agrees(tmp_path / "a.so")
    assert [name for *_, name in owner_names(tmp_path / "a.so")] == ["stated"]


def test_common_symbols_that_stay_common(tmp_path):
    source = tmp_path / "a.c"
    source.write_text("int common_var[100]; int _start(void) { return common_var[3]; }")
    path = tmp_path / "a.elf"
    run("gcc", "-fcommon", "-O1", "-ffreestanding", "-fno-pie", "-no-pie", "-static", "-nostdlib",
        "-fuse-ld=lld", "-Wa,--elf-stt-common=yes", source, "-o", path)
    assert " COMMON " in run("readelf", "-sW", path)
    assert agrees(path)
    assert 400 in [b - a for a, b, name in owner_names(path) if name == "common_var"]


def test_symbols_outside_the_section_that_they_name(tmp_path):
    path = linked(tmp_path, function("_start") + "\t.globl far, farther\n"
                  "here:\t.set far, here + 0x3fc\n\t.set farther, here + 0x4fc\n"
                  "\t.size farther, 8\n")
    assert agrees(path)
    assert owner_names(path) == [(0x100000, 0x100004, "_start"), (0x100500, 0x100508, "farther")]


def test_thumb_labels_and_functions(tmp_path):
    path = linked(tmp_path, "\t.syntax unified\n\t.thumb\n\t.thumb_func\nfirst:\tnop\n\tnop\n"
                  "\t.type f, %function\nf:\tnop\n\tbx lr\n\t.size f, .-f\n\tnop\n"
                  "label:\tnop\n", ARM)
    assert agrees(path)
    assert owner_names(path) == [(0x100000, 0x100004, "first"), (0x100004, 0x100008, "f"),
                                 (0x10000a, 0x10000c, "label")]


def test_the_program_says_how_many_it_asked_and_what_labels_own(tmp_path):
    path = linked(tmp_path, "\t.globl entry\nentry:\tnop; ret\n" + function("_start"))
    table = tmp_path / "table"
    succeeds("table", path, "-o", table)
    program = [sys.executable, Path(owners.__file__), "--ksym", KSYM, "--every", path]
    said = run(*program, table)
    assert said.startswith("6 addresses asked, 0 named otherwise\n")
    assert "1 labels own 2 of them\n         2 .text entry\n" in said
    succeeds("table", "--exclude", "entry|_stext", path, "-o", table)
    done = subprocess.run([*program, table], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "6 addresses asked, 2 named otherwise\n  0x100000 entry+0x0/0x2 by" in done.stdout
