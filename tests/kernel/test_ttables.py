# SPDX-License-Identifier: MIT OR Apache-2.0
"""The host tool: its output, and what it refuses, on copies of the kernel's ELF."""

import re
import subprocess

import pytest
from boards import BOARDS
from elf64 import PF_R, PF_W, PF_X, Elf


@pytest.fixture
def ttables(build):
    def call(*arguments):
        return subprocess.run(
            [build / "ttables", *arguments], capture_output=True, text=True, timeout=10
        )

    return call


@pytest.fixture
def kernel(folder):
    return Elf(folder / "kernel")


def test_in_place_and_to_a_file_give_the_same(ttables, folder, tmp_path):
    path, out = tmp_path / "kernel", tmp_path / "out"
    path.write_bytes((folder / "kernel").read_bytes())
    assert ttables(path, "-o", out).returncode == 0
    assert path.read_bytes() == (folder / "kernel").read_bytes()
    assert ttables(path).returncode == 0
    assert path.read_bytes() == out.read_bytes() == (folder / "kernel+ttables").read_bytes()


def test_running_it_again_changes_nothing(ttables, folder, tmp_path):
    out = tmp_path / "out"
    assert ttables(folder / "kernel+ttables", "-o", out).returncode == 0
    assert out.read_bytes() == (folder / "kernel+ttables").read_bytes()


def underscored(address):
    """0x0000_0000_0008_0000"""
    return "0x" + "_".join(re.findall("....", f"{address:016x}"))


def test_prints_the_table_of_sections(ttables, folder, board, tmp_path):
    result = ttables(folder / "kernel", "-o", tmp_path / "out")
    lines = result.stdout.splitlines()
    assert re.fullmatch(r" {13}-+", lines[0]) and lines[0] == lines[2] == lines[6]
    assert lines[1].split() == [
        "Sections", "Virt", "Start", "Addr", "Phys", "Start", "Addr", "Size", "Attr",
    ]
    row = r"  Generating %s *\| 0x(\w{4}_){3}0000 \| 0x0000_(\w{4}_){2}0000 \| +\d+ KiB \| %s"
    assert re.fullmatch(row % (r"\.text \.rodata .*\.kernel_symbols", "C RO X"), lines[3])
    assert re.fullmatch(row % (r"\.data \.bss", "C RW XN"), lines[4])
    assert re.fullmatch(row % (r"\.boot_core_stack", "C RW XN"), lines[5])
    assert f"| 0xffff_ffff_c000_0000 | {underscored(BOARDS[board].load)} |" in lines[3]
    assert f"| {underscored(BOARDS[board].stack)} | 448 KiB |" in lines[5]
    assert result.stderr == ""


def test_sizes_are_in_mib_if_that_is_exact(ttables, kernel, tmp_path):
    stack = kernel.segments()[2]
    path = tmp_path / "kernel"
    for size, text in ((0x200000, "|   2 MiB |"), (0x210000, "| 2112 KiB |")):
        kernel.set(stack.header, "p_paddr", 0x1000000)
        kernel.set(stack.header, "p_memsz", size)
        path.write_bytes(kernel.bytes)
        assert text in ttables(path).stdout.splitlines()[5]


def test_usage(ttables):
    assert ttables("--help").returncode == 0
    assert ttables("--help").stdout.startswith("usage: ttables")
    for arguments in ([], ["a", "b"], ["--nonsense", "a"], ["a", "-o"]):
        result = ttables(*arguments)
        assert result.returncode == 2
        assert result.stderr.startswith("ttables: ") or "ttables: " in result.stderr
        assert result.stdout == ""


def test_a_segment_may_end_with_the_last_address(ttables, kernel, tmp_path):
    stack = kernel.segments()[2]
    kernel.set(stack.header, "p_vaddr", 0xFFFF_FFFF_FFFF_0000)
    kernel.set(stack.header, "p_memsz", 0x10000)
    path = tmp_path / "kernel"
    path.write_bytes(kernel.bytes)
    result = ttables(path)
    assert result.returncode == 0, result.stderr
    assert "0xffff_ffff_ffff_0000" in result.stdout


CODE, DATA, STACK = range(3)


def segment(index, field, value):
    def damage(elf):
        elf.set(elf.segments()[index].header, field, value)

    return damage


def physical_overlap(index, other):
    """The segment begins in physical memory where the other's last page does."""

    def damage(elf):
        segments = elf.segments()
        last = segments[other].paddr + (segments[other].memsz - 1 & ~0xFFFF)
        elf.set(segments[index].header, "p_paddr", last)

    return damage


def header(field, value):
    return lambda elf: elf.set(0, field, value)


def symbol(name, field, change):
    def damage(elf):
        found = elf.symbol(name)
        old = found.value if field == "st_value" else found.size
        elf.set(found.entry, field, change(old))

    return damage


def rename(name):
    def damage(elf):
        elf.bytes[elf.symbol(name).name] = ord("?")

    return damage


def no_segments(elf):
    for found in elf.segments():
        elf.set(found.header, "p_type", 0)


def into_the_bss(elf):
    found = elf.symbol("KERNEL_TABLES")
    elf.set(found.entry, "st_value", elf.segments()[STACK].vaddr)


REFUSALS = {
    "another machine": (header("e_machine", 62), "machine 62"),
    "32 bits": (header("e_class", 1), ""),
    "big endian": (header("e_data", 2), ""),
    "an object file": (header("e_type", 1), "ET_REL"),
    "no segments": (no_segments, "no PT_LOAD"),
    "virtual address not at a page": (
        segment(DATA, "p_vaddr", 0xFFFF_FFFF_C001_1000), "does not start at a page"),
    "physical address not at a page": (
        segment(DATA, "p_paddr", 0x90008), "does not start at a page"),
    "below the address space": (
        segment(DATA, "p_vaddr", 0xFFFF_FFFF_BFFF_0000), "outside the kernel's address space"),
    "in the lower half": (
        segment(DATA, "p_vaddr", 0x80000), "outside the kernel's address space"),
    "beyond the last address": (
        segment(STACK, "p_vaddr", 0xFFFF_FFFF_FFFF_0000), "outside the kernel's address space"),
    "larger than all addresses": (
        segment(STACK, "p_memsz", 2**64 - 1), "outside the kernel's address space"),
    "beyond 48 bits": (segment(STACK, "p_paddr", 1 << 48), "beyond 48 bits"),
    "ends beyond 48 bits": (segment(STACK, "p_paddr", (1 << 48) - 0x10000), "beyond 48 bits"),
    "virtual overlap": (segment(DATA, "p_vaddr", 0xFFFF_FFFF_C000_0000), "overlap"),
    "physical overlap": (physical_overlap(DATA, CODE), "overlap"),
    "overlap in the last page": (physical_overlap(STACK, DATA), "overlap"),
    "writable code": (segment(CODE, "p_flags", PF_R | PF_W | PF_X), "writable and executable"),
    "executable data": (segment(DATA, "p_flags", PF_R | PF_W | PF_X), "writable and executable"),
    "not readable": (segment(CODE, "p_flags", PF_X), "not readable"),
    "more in the file than in memory": (
        segment(STACK, "p_filesz", 0x80000), "bytes in the file"),
    "no tables": (rename("KERNEL_TABLES"), "KERNEL_TABLES"),
    "no base address": (
        rename("PHYS_KERNEL_TABLES_BASE_ADDR"), "PHYS_KERNEL_TABLES_BASE_ADDR"),
    "tables too small": (
        symbol("KERNEL_TABLES", "st_size", lambda size: size - 8), "expected 0x20010"),
    "tables too large": (
        symbol("KERNEL_TABLES", "st_size", lambda size: size + 8), "expected 0x20010"),
    "base address of four bytes": (
        symbol("PHYS_KERNEL_TABLES_BASE_ADDR", "st_size", lambda _: 4), "expected 0x8"),
    "tables not at a page": (
        symbol("KERNEL_TABLES", "st_value", lambda value: value + 64), "not aligned"),
    "tables without bytes in the file": (into_the_bss, "no bytes in the file"),
    "tables that are read-only": (segment(DATA, "p_flags", PF_R), "no writable segment"),
    "tables nowhere": (
        symbol("KERNEL_TABLES", "st_value", lambda _: 0x10000), "0x10000"),
}


def assert_refused(ttables, path, text):
    before = path.read_bytes()
    result = ttables(path)
    assert result.returncode == 1, result
    assert result.stderr.startswith(f"ttables: {path}: ")
    assert result.stderr.count("\n") == 1 and result.stderr.endswith("\n")
    assert text in result.stderr
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path], "a temporary file was left"


@pytest.mark.parametrize("name", REFUSALS)
def test_refuses(name, ttables, kernel, tmp_path):
    damage, text = REFUSALS[name]
    damage(kernel)
    path = tmp_path / "kernel"
    path.write_bytes(kernel.bytes)
    assert_refused(ttables, path, text)


@pytest.mark.parametrize("size", [0, 1, 16, 63, 64, 200, 0x10000, 0x20000, 0x30000, -1])
def test_refuses_a_truncated_file(size, ttables, kernel, tmp_path):
    path = tmp_path / "kernel"
    path.write_bytes(kernel.bytes[:size])
    assert_refused(ttables, path, "")


def test_refuses_what_is_no_file(ttables, tmp_path):
    for path in (tmp_path, tmp_path / "none"):
        result = ttables(path)
        assert result.returncode == 1
        assert result.stderr.startswith(f"ttables: {path}: ")
