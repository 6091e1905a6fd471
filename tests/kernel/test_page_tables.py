# SPDX-License-Identifier: MIT OR Apache-2.0
"""The tables in each kernel's ELF, as the MMU would read them, against readelf."""

import re
import subprocess

import pytest
from boards import BOARDS
from cases import CASES
from elf64 import Elf
from page_tables import END, PAGE, START, Page, walk

KERNELS = ["."] + sorted(
    case.image.removesuffix("/kernel8.img")
    for case in CASES.values()
    if case.image.startswith("tests/") and case.image.endswith("/kernel8.img")
)


def readelf_segments(path):
    """virtual, physical, memory size and flags of each LOAD, as readelf says."""
    text = subprocess.run(
        ["aarch64-linux-gnu-readelf", "-lW", path], capture_output=True, text=True, check=True
    ).stdout
    lines = re.findall(
        r"^ +LOAD +0x\w+ 0x(\w+) 0x(\w+) 0x\w+ 0x(\w+) (R?) ?(W?) ?(E?) +0x", text, re.M
    )
    assert lines
    return [(*(int(n, 16) for n in line[:3]), "".join(line[3:])) for line in lines]


def expected_pages(path):
    pages = {}
    for virtual, physical, size, flags in readelf_segments(path):
        for offset in range(0, size, PAGE):
            pages[virtual + offset] = Page(
                physical + offset, "W" in flags, "E" in flags, user=False, cached=True
            )
    return pages


def mapped_pages(elf):
    base = elf.read_u64(elf.symbol("PHYS_KERNEL_TABLES_BASE_ADDR").value)
    return walk(elf.read_physical, base)


@pytest.mark.parametrize("kernel", KERNELS)
def test_tables_map_the_segments_and_nothing_else(kernel, folder):
    path = folder / kernel / "kernel+ttables+symbols"
    assert mapped_pages(Elf(path)) == expected_pages(path)


@pytest.mark.parametrize("kernel", KERNELS)
def test_nothing_is_writable_and_executable(kernel, folder):
    pages = mapped_pages(Elf(folder / kernel / "kernel+ttables+symbols"))
    assert not [page for page in pages.values() if page.writable and page.executable]
    assert [page for page in pages.values() if page.executable]
    physical = [page.physical for page in pages.values()]
    assert len(physical) == len(set(physical)), "a page has two addresses"


def test_what_must_not_be_mapped_is_not(folder, board):
    elf = Elf(folder / "kernel+ttables+symbols")
    pages = mapped_pages(elf)
    stack = elf.symbol("__boot_core_stack_start").value
    assert stack in pages
    assert stack - PAGE not in pages, "the guard page"
    window = elf.symbol("__mmio_window_start").value
    window_end = elf.symbol("__mmio_window_end").value
    assert window_end - window == 8 << 20
    assert not [page for page in pages if window <= page < window_end]
    assert all(START <= page < END for page in pages)
    physical = {page.physical for page in pages.values()}
    assert BOARDS[board].reserved not in physical, "the firmware's page"


def test_code_and_stack_are_at_their_place(folder, board):
    elf = Elf(folder / "kernel+ttables+symbols")
    pages = mapped_pages(elf)
    assert elf.symbol("_start").value == START == 0xFFFF_FFFF_C000_0000
    assert pages[START] == Page(BOARDS[board].load, False, True, False, True)
    stack = elf.symbol("__boot_core_stack_start").value
    assert pages[stack] == Page(BOARDS[board].stack, True, False, False, True)
    assert elf.symbol("__boot_core_stack_phys_end").value == BOARDS[board].load


def test_patching_changes_the_tables_and_nothing_else(folder):
    before, after = Elf(folder / "kernel"), Elf(folder / "kernel+ttables")
    for name in ("KERNEL_TABLES", "PHYS_KERNEL_TABLES_BASE_ADDR"):
        symbol = before.symbol(name)
        start = before.file_offset(symbol.value)
        end = start + symbol.size
        assert not any(before.bytes[start:end])
        assert any(after.bytes[start:end])
        before.bytes[start:end] = after.bytes[start:end]
    assert before.bytes == after.bytes
