# SPDX-License-Identifier: MIT OR Apache-2.0
"""Accesses to different devices are kept apart: "BCM2835 ARM Peripherals", 1.3."""

import re
import subprocess

import pytest

# Where the kernel calls drivers, by pointers to their functions.
CALLERS = ["console.c.o", "driver.c.o", "interrupt.c.o"]


def functions(path):
    """The instructions of each function, by objdump: mnemonics and operands in order."""
    text = subprocess.run(["aarch64-linux-gnu-objdump", "-d", "--no-show-raw-insn", path],
                          capture_output=True, text=True, check=True).stdout
    for block in re.split(r"^\w{16} <.+>:$", text, flags=re.M)[1:]:
        yield re.findall(r"^ +\w+:\t([\w.]+)(?:\s+(.*))?$", block, re.M)


@pytest.mark.parametrize("name", CALLERS)
def test_each_call_of_a_driver_stands_between_barriers(name, folder):
    """No jump into or out of the straight code around a call avoids its barriers."""
    calls = 0
    for code in functions(folder / "obj" / name):
        names = [mnemonic for mnemonic, _ in code]
        barriers = [mnemonic == "dsb" and operand == "sy" for mnemonic, operand in code]
        for i in [i for i, mnemonic in enumerate(names) if mnemonic == "blr"]:
            calls += 1
            assert any(straight(names, barriers, range(i - 1, -1, -1)))
            assert any(straight(names, barriers, range(i + 1, len(names))))
    assert calls >= 1


def straight(names, barriers, places):
    """Whether there is a barrier at each place, as far as the code has no jump or call."""
    for i in places:
        if names[i] in ("bl", "blr", "br", "ret", "b") or names[i].startswith(("b.", "cb", "tb")):
            return
        yield barriers[i]
