# SPDX-License-Identifier: MIT OR Apache-2.0
"""The mappings that the kernel prints, against readelf, the host tool and nm."""

import re
from dataclasses import dataclass

import pytest
from cases import CASES
from elf64 import Elf
from qemu import run
from test_page_tables import readelf_segments

PAGE = 0x10000
RULE = " " * 6 + "-" * 139
HEADER = (
    " " * 24 + "Virtual" + " " * 35 + "Physical" + " " * 15 + "Size" + " " * 7 + "Attr"
    + " " * 20 + "Entity"
)
ROW = re.compile(
    r"      (0x\w{4}_\w{4}_\w{4}_\w{4})\.\.(0x\w{4}_\w{4}_\w{4}_\w{4})"
    r" --> (0x\w\w_\w{4}_\w{4})\.\.(0x\w\w_\w{4}_\w{4})"
    r" \| ( *\d+ [KM]iB) \| (C  |Dev) (RO|RW) (X |XN) \| (.+)"
)
SHARER = re.compile(r" {108}\| (.+)")


@dataclass
class Mapping:
    virtual: int
    physical: int
    size: int
    size_text: str
    attributes: str
    names: list


def number(text):
    return int(text.replace("_", ""), 16)


def read_table(text):
    """The table in a kernel's text, each line of which must have its form."""
    lines = [re.sub(r"^\[ .{11}\] ", "", line) for line in text.splitlines()]
    start = lines.index(RULE)
    assert lines[start + 1] == HEADER and lines[start + 2] == RULE
    mappings = []
    for line in lines[start + 3 : lines.index(RULE, start + 3)]:
        sharer = SHARER.fullmatch(line)
        if sharer:
            mappings[-1].names.append(sharer.group(1))
            continue
        *bounds, size_text, kind, access, execute, name = ROW.fullmatch(line).groups()
        first, last, physical, physical_last = map(number, bounds)
        assert last - first == physical_last - physical
        mappings.append(Mapping(
            first, physical, last - first + 1, size_text,
            f"{kind.strip()} {access} {execute.strip()}", [name],
        ))
    return mappings


# What the kernel and the UART are mapped to, from the boards' documents.
PHYSICAL = {
    "rpi3": {
        "Kernel code and RO data": "0x00_0008_0000",
        "Kernel boot-core stack": "0x00_0001_0000..0x00_0007_ffff | 448 KiB | C   RW XN",
        "BCM PL011 UART": "0x00_3f20_0000..0x00_3f20_ffff |  64 KiB | Dev RW XN",
    },
    "qemu_virt": {
        "Kernel code and RO data": "0x00_4008_0000",
        "Kernel boot-core stack": "0x00_4001_0000..0x00_4007_ffff | 448 KiB | C   RW XN",
        "PL011 UART": "0x00_0900_0000..0x00_0900_ffff |  64 KiB | Dev RW XN",
        "GICD": "0x00_0800_0000..0x00_0800_ffff |  64 KiB | Dev RW XN",
        "GICC": "0x00_0801_0000..0x00_0801_ffff |  64 KiB | Dev RW XN",
    },
}


@pytest.fixture
def text(folder, board):
    return run(CASES["boot"], folder, board)


@pytest.fixture
def mappings(text):
    return read_table(text)


def test_exact_rows(text, board):
    for name, figures in PHYSICAL[board].items():
        assert re.search(rf"--> {re.escape(figures)}.* \| {name}$", text, re.M), name


def test_segments_are_those_of_the_elf(mappings, folder):
    expected = [
        (virtual, physical, -(-size // PAGE) * PAGE,
         f"C {'RW' if 'W' in flags else 'RO'} {'X' if 'E' in flags else 'XN'}")
        for virtual, physical, size, flags in readelf_segments(folder / "kernel")
    ]
    found = [
        (mapping.virtual, mapping.physical, mapping.size, mapping.attributes)
        for mapping in mappings
        if not mapping.attributes.startswith("Dev")
    ]
    assert found == expected


def test_segments_are_those_that_the_host_tool_printed(mappings, folder):
    rows = re.findall(
        r"Generating .+ \| (0x\w+) \| (0x\w+) \| ( *\d+ [KM]iB) \| (C R[OW] XN?)$",
        (folder / "ttables.txt").read_text(), re.M,
    )
    found = [
        (mapping.virtual, mapping.physical, mapping.size_text, mapping.attributes)
        for mapping in mappings
        if not mapping.attributes.startswith("Dev")
    ]
    assert found == [(number(row[0]), number(row[1]), *row[2:]) for row in rows]


def test_mappings_are_in_order_and_apart(mappings):
    for lower, upper in zip(mappings, mappings[1:]):
        assert lower.virtual + lower.size <= upper.virtual
    names = [name for mapping in mappings for name in mapping.names]
    assert len(names) == len(set(names))


def test_devices_fill_the_window_from_its_start(mappings, folder):
    elf = Elf(folder / "kernel")
    virtual = elf.symbol("__mmio_window_start").value
    devices = [mapping for mapping in mappings if mapping.attributes.startswith("Dev")]
    assert devices
    for device in devices:
        assert device.virtual == virtual
        assert device.attributes == "Dev RW XN"
        virtual += device.size
    assert virtual <= elf.symbol("__mmio_window_end").value


def test_equal_pages_are_shared_and_others_not(folder, board):
    mappings = read_table(run(CASES["map_devices"], folder, board))
    by_name = {name: mapping for mapping in mappings for name in mapping.names}
    uart = next(
        mapping for mapping in mappings if mapping.names[-1] == "Neighbour of the UART"
    )
    assert len(uart.names) > 1 and uart.size_text == " 64 KiB"
    large, part = by_name["Large device"], by_name["Part of the large device"]
    assert large.names == ["Large device"] and part.names == ["Part of the large device"]
    assert large.size == 1 << 20 and large.size_text == "  1 MiB"
    assert part.size == PAGE
    assert part.physical == large.physical + large.size - PAGE
    assert part.virtual == large.virtual + large.size
