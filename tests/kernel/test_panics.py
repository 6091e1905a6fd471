# SPDX-License-Identifier: MIT OR Apache-2.0
"""Panics in which something else goes wrong too: each ends, and prints what it can."""

import re
import subprocess

import places
import pytest
from cases import FAULTS
from qemu import run

# Of these a name or a line may be any.
DAMAGED = ("table_", "console_broken_")
# FORMAT.md: the tags of lines' parts.
LINES = {11, 12, 13, 14, 15, 16}


@pytest.fixture(name="survived")
def _survived(record_property):
    """Adds to the count of faults that scripts/check prints."""
    def survived(what, count):
        assert count > 0
        record_property("faults", (what, count))
    return survived


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "table_bit_flips"])
def test_panic(name, folder, board, survived):
    text = run(FAULTS[name], folder, board)
    if "flat" in folder.name:
        assert "Source:" not in text
    elif not name.startswith(DAMAGED):
        places.check(text, (folder / FAULTS[name].image).parent / "kernel")
    survived("panics with a fault of another kind", 1)


def test_panic_with_a_bit_flipped(folder, board, survived):
    """The check at boot finds every one, where the table has a checksum: a compact one."""
    text = run(FAULTS["table_bit_flips"], folder, board)
    panic = re.search(r"^(\d+) bits flipped in a panic: (\d+) .* same, (\d+) other$", text, re.M)
    boot = re.search(
        r"^(\d+) bits flipped before the boot: (\d+) found, (\d+) .* same, (\d+) other$", text, re.M)
    flips, same, other = (int(number) for number in panic.groups())
    assert same + other == flips and other > 0
    flips, found, same, other = (int(number) for number in boot.groups())
    assert same + other == flips and other > 0
    assert found == (0 if folder.name == "rpi3-flat" else flips)
    survived("bits of the table flipped in a panic", 2 * flips + 1)


def parts_of(text):
    """By tag: flips, reports that were the same, others."""
    found = re.findall(
        r"^part (\d+): (\d+) bits flipped in a panic: (\d+) .* same, (\d+) other$", text, re.M)
    return {int(tag): [int(number) for number in rest] for tag, *rest in found}


def test_panic_with_a_bit_flipped_in_each_part(compact, survived):
    """Each part that the table has is hit, and reports depend on those of lines."""
    parts = parts_of(run(FAULTS["table_bit_flips"], compact, compact.name))
    elf = compact / "tests/table_bit_flips/kernel+ttables+symbols"
    info = subprocess.run([compact.parents[1] / "ksym", "info", elf], capture_output=True,
                          text=True, check=True).stdout
    sizes = re.findall(r"^(\S.*): (\d+) bytes$", info[info.index("\nheader: "):], re.M)
    whole = {"header", "other", "tail"}
    assert len(parts) == sum(name not in whole and size != "0" for name, size in sizes)
    assert LINES <= parts.keys()
    assert all(same + other == flips for flips, same, other in parts.values())
    assert sum(parts[tag][2] for tag in LINES) > 0
    survived("bits of a part flipped in a panic", sum(flips for flips, *_ in parts.values()))
