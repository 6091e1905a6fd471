# SPDX-License-Identifier: MIT OR Apache-2.0
"""The kernel's symbols: the same by both routes, and harmless when damaged."""

import subprocess

import pytest
from cases import CASES
from elf64 import Elf
from qemu import Case, run

ENTRY = 24  # bytes of an entry of the flat table: address, size, name


@pytest.fixture
def ksym(build):
    def call(*arguments):
        return subprocess.run(
            [build / "ksym", *arguments], capture_output=True, text=True, check=True
        ).stdout

    return call


def test_verify_agrees_with_every_kernel(ksym, folder):
    images = {case.image for case in CASES.values() if case.image.endswith("/kernel8.img")}
    for image in ["kernel8.img", *sorted(images)]:
        elf = (folder / image).parent / "kernel+ttables+symbols"
        assert ksym("verify", elf).startswith("verified ")


def test_embedding_changes_the_table_and_nothing_else(compact):
    before, after = Elf(compact / "kernel+ttables"), Elf(compact / "kernel+ttables+symbols")
    start, size = before.section(".kernel_symbols")
    assert before.bytes != after.bytes
    before.bytes[start : start + size] = after.bytes[start : start + size]
    assert before.bytes == after.bytes


def test_embedding_flat_changes_the_symbols_and_nothing_else(flat):
    for name in ("kernel+ttables+symbols", "kernel+ttables+symbols-generated"):
        before, after = Elf(flat / "kernel+ttables"), Elf(flat / name)
        start, size = before.section(".kernel_symbols")
        before.bytes[start : start + size] = after.bytes[start : start + size]
        count = before.symbol("NUM_KERNEL_SYMBOLS").value
        before.write_u64(count, after.read_u64(count))
        assert before.bytes == after.bytes


def test_generated_and_embedded_symbols_answer_alike(ksym, flat):
    embedded = flat / "kernel+ttables+symbols"
    generated = flat / "kernel+ttables+symbols-generated"
    listing = ksym("list", embedded)
    assert ksym("list", generated) == listing
    addresses = set()
    for line in listing.splitlines():
        start, size = (int(field, 16) for field in line.split()[:2])
        addresses |= {start - 1, start, start + size // 2, start + size - 1, start + size}
    arguments = [hex(address) for address in sorted(addresses)]
    assert len(arguments) > 200
    assert ksym("lookup", embedded, *arguments) == ksym("lookup", generated, *arguments)


def test_a_kernel_with_generated_symbols_boots(ksym, flat):
    count = len(ksym("list", flat / "kernel+ttables+symbols-generated").splitlines())
    steps = [f"Kernel symbols: {count}\r", "Echoing input now"]
    run(Case("kernel8-generated.img", steps, status=None, forbidden=["[W"]), flat, "rpi3")


def test_a_flat_table_serves_the_other_board_too(build):
    run(CASES["boot"], build / "kernel/qemu_virt-flat", "qemu_virt")


def test_the_names_are_those_of_nm(ksym, folder):
    elf = folder / "kernel+ttables+symbols"
    nm = subprocess.run(
        ["aarch64-linux-gnu-nm", "-S", "--defined-only", elf],
        capture_output=True, text=True, check=True,
    ).stdout
    sized = {tuple(line.split()[i] for i in (0, 1, 3)) for line in nm.splitlines()
             if len(line.split()) == 4}
    listed = {tuple(line.split()[i] for i in (0, 1, 3)) for line in ksym("list", elf).splitlines()}
    listed = {(address, size.zfill(16), name) for address, size, name in listed}
    assert sized <= listed and len(sized) > 80


def test_every_routine_has_a_size(folder):
    """Those in assembly too: a symbol of size 0 would own no address."""
    for elf in (folder / "kernel", folder / "tests/unit/kernel"):
        nm = subprocess.run(
            ["aarch64-linux-gnu-nm", "-S", "--defined-only", elf],
            capture_output=True, text=True, check=True,
        ).stdout
        unsized = {line.split()[2] for line in nm.splitlines()
                   if len(line.split()) == 3 and line.split()[1] in "tTwW"}
        assert unsized == {"__code_start", "__text_end"}


def fill(value):
    def damage(elf, start, size):
        elf.bytes[start : start + size] = bytes([value]) * size

    return damage


def set_count(value):
    return lambda elf, *_: elf.write_u64(elf.symbol("NUM_KERNEL_SYMBOLS").value, value)


def set_names(pointer):
    def damage(elf, start, _):
        for i in range(elf.read_u64(elf.symbol("NUM_KERNEL_SYMBOLS").value)):
            at = start + i * ENTRY + 16
            elf.bytes[at : at + 8] = pointer.to_bytes(8, "little")

    return damage


def unterminated_names(elf, start, size):
    elf.bytes[start + size - 3 : start + size] = b"END"
    set_names(elf.symbol("__kernel_symbols_end").value - 3)(elf, start, size)


# The demo's fault must be reported whatever the table holds.
DAMAGE = {
    "erased to zero": (fill(0), "Symbol not found"),
    "erased to one": (fill(0xFF), "Symbol not found"),
    "filled with text": (fill(0x41), "Symbol not found"),
    "no symbols": (set_count(0), "Symbol not found"),
    "as many symbols as can be": (set_count(2**64 - 1), ""),
    "more symbols than fit": (set_count(32 * 1024 // ENTRY + 1), ""),
    "symbols up to where nothing is mapped": (set_count(2**32), ""),
    "names at zero": (set_names(0), "Symbol not found"),
    "names at the last address": (set_names(2**64 - 1), "Symbol not found"),
    "names that do not end": (unterminated_names, "END\r\n"),
}


def damaged_demo(folder, board, tmp_path, damage, answer):
    """Boots the demo with its table damaged; the report must still be complete."""
    elf = Elf(folder / "tests/demo/kernel+ttables+symbols")
    damage(elf, *elf.section(".kernel_symbols"))
    (tmp_path / "elf").write_bytes(elf.bytes)
    subprocess.run(
        ["aarch64-linux-gnu-objcopy", "-O", "binary", tmp_path / "elf", tmp_path / "image"],
        check=True,
    )
    steps = ["CPU Exception!", "FAR_EL1: 0x00000000dead0008", "      Symbol: " + answer,
             "General purpose register:"]
    run(Case("image", steps, forbidden=["[W"]), tmp_path, board)


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_flat_table_does_not_stop_the_report(name, flat, tmp_path):
    damaged_demo(flat, "rpi3", tmp_path, *DAMAGE[name])


def fill_behind(offset, value):
    def damage(elf, start, size):
        elf.bytes[start + offset : start + size] = bytes([value]) * (size - offset)

    return damage


def fill_behind_header(value):
    """FORMAT.md: byte 6 says where the directory begins, byte 7 how many entries of 5 it has."""
    def damage(elf, start, size):
        fill_behind(elf.bytes[start + 6] + 5 * elf.bytes[start + 7], value)(elf, start, size)

    return damage


COMPACT_DAMAGE = {
    "erased to zero": (fill(0), "Symbol not found"),
    "erased to one": (fill(0xFF), "Symbol not found"),
    "filled with text": (fill(0x41), "Symbol not found"),
    "only its header": (fill_behind_header(0), ""),
    "ones behind its header": (fill_behind_header(0xFF), ""),
    "text behind its header": (fill_behind_header(0x41), ""),
    "half of its header": (fill_behind(56, 0xFF), "Symbol not found"),
}


@pytest.mark.parametrize("name", COMPACT_DAMAGE)
def test_a_damaged_compact_table_does_not_stop_the_report(name, compact, tmp_path):
    damaged_demo(compact, compact.name, tmp_path, *COMPACT_DAMAGE[name])
