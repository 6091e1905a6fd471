# SPDX-License-Identifier: MIT OR Apache-2.0
"""Panics in which something else goes wrong too: each ends, and prints what it can."""

import re

import pytest
from cases import FAULTS
from qemu import run


@pytest.fixture(name="survived")
def _survived(record_property):
    """Adds to the count of faults that scripts/check prints."""
    def survived(what, count):
        assert count > 0
        record_property("faults", (what, count))
    return survived


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "table_bit_flips"])
def test_panic(name, folder, board, survived):
    run(FAULTS[name], folder, board)
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
