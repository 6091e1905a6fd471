# SPDX-License-Identifier: MIT OR Apache-2.0
"""Source lines in the kernel's reports, by mode; each is found in the source by its text."""

import os
import pathlib
import re
import subprocess

import places
import pytest
from cases import CASES
from places import Frame
from qemu import Case, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = "kernel/tests/demo.c"


def demo_line(text):
    """Where the demo's source has that text, which is in one line of it."""
    lines = (ROOT / DEMO).read_text().splitlines()
    found, = (number for number, line in enumerate(lines, 1) if text in line)
    return (DEMO, found)


# Of the functions that a fault was in, and of those that called.
FAULT = [Frame("checksum", True, demo_line("~packet->length;")),
         Frame("packet_length", False, demo_line("= checksum(packet);"))]
CALLS = [[Frame("queue_sum", False, demo_line("packet_length(p);"))],
         [Frame("network_poll", False, demo_line("queue_sum(queue));"))],
         [Frame("kernel_init", False, demo_line("network_poll(&first);"))]]
# packet_length has no call, so with the lines of calls alone there are none in it.
WITHOUT = [Frame("packet_length", False, None)]
MODES = {
    "full": [FAULT, *CALLS],
    "calls": [WITHOUT, *CALLS],
    "off": [WITHOUT, *([Frame(call.function, False, None)] for call, in CALLS)],
}


def boot_demo(mode, compact, tmp_path):
    elf = tmp_path / "elf"
    subprocess.run([compact.parents[1] / "ksym", "embed", "--lines", mode,
                    compact / "tests/demo/kernel+ttables", "-o", elf],
                   check=True, capture_output=True)
    subprocess.run(["aarch64-linux-gnu-objcopy", "-O", "binary", elf, tmp_path / "image"],
                   check=True)
    case = CASES["demo"]
    return run(Case("image", case.steps, forbidden=case.forbidden), tmp_path, compact.name)


@pytest.mark.parametrize("mode", MODES)
def test_the_demo(mode, compact, tmp_path):
    text = boot_demo(mode, compact, tmp_path)
    assert [entry.frames for entry in places.entries(text)] == MODES[mode]
    source = re.findall(r"\n +Symbol: packet_length\n +Source: (.+)\n\nGeneral", text)
    assert source == (["%s:%u" % FAULT[0].place] if mode == "full" else [])


def test_columns(compact, tmp_path):
    """An inlined frame has the number of its entry; places are one below the other."""
    text = boot_demo("full", compact, tmp_path)
    at = DEMO.replace(".", r"\.")
    assert re.search(
        rf"^       1\. [0-9a-f]{{16}} \| checksum \(inlined\)    {at}:\d+\n"
        rf"       1\.                  \| packet_length         {at}:\d+\n"
        rf"       2\. [0-9a-f]{{16}} \| queue_sum             {at}:\d+$", text, re.M)


def test_the_makefile_asks_for_them():
    """A terminal's LINES in the environment is none of its business."""
    def options(*variables):
        return subprocess.run(
            ["make", "-s", "-C", ROOT, "--eval=options: ; @echo $(TABLE_OPTIONS)", "options",
             *variables], capture_output=True, text=True, check=True,
            env={**{k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
                 "LINES": "50"}).stdout.split()

    relative = ["--strip-prefix", str(ROOT)]
    assert options() == ["--format", "compact", "--lines", "full", *relative]
    assert options("LINES=calls") == ["--format", "compact", "--lines", "calls", *relative]
    assert options("LINES=off") == ["--format", "compact"]
    assert options("SYMBOLS=flat") == ["--format", "flat"]
