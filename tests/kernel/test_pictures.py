# SPDX-License-Identifier: MIT OR Apache-2.0
"""The picture of a panic in the README is what the kernel prints today."""

import pathlib
import re
from xml.etree import ElementTree

import pytest
from qemu import Qemu

PICTURE = pathlib.Path(__file__).resolve().parents[2] / "docs/pictures/panic.svg"
# What differs from boot to boot, and what moves when any code of the kernel does.
CHANGING = ((r"\[ *\d+\.\d{6}\]", "[TIME]"), (r"ffffffffc0[0-9a-f]{6}", "ADDRESS"))


def settled(line):
    for pattern, word in CHANGING:
        line = re.sub(pattern, word, line)
    return line


def shown():
    """The lines of the console in each half, left and right."""
    texts = [element for element in ElementTree.parse(PICTURE).iter()
             if element.tag.endswith("}text") and "mono" in element.get("class", "")]
    columns = sorted({float(element.get("x")) for element in texts})
    return [["".join(e.itertext()) for e in texts if float(e.get("x")) == x] for x in columns]


@pytest.mark.parametrize("half, image", enumerate(("kernel8-nosymbols.img", "kernel8.img")),
                         ids=["before", "after"])
def test_the_panic_in_the_readme(half, image, build):
    with Qemu(build / "kernel/rpi3/tests/demo" / image, "rpi3") as machine:
        assert machine.end() == 0
        printed = [settled(line.rstrip()) for line in machine.text.splitlines()]
    lines = [settled(line) for line in shown()[half]]
    assert len(lines) > 10
    at = 0
    for line in lines:
        if line != "...":
            assert line in printed[at:], f"{line!r} is not printed there: make pictures"
            at = printed.index(line, at) + 1
    # All of the backtrace is shown, with its names and lines.
    calls = [line for line in printed if re.match(r" +\d+\. (ADDRESS| {16}) \| ", line)]
    assert [line for line in lines if " | " in line] == calls


def test_both_halves_are_of_one_panic():
    before, after = ([line.split(" | ")[0] for line in half
                      if re.match(r" +\d+\. [0-9a-f]", line)] for half in shown())
    assert before == after
