# SPDX-License-Identifier: MIT OR Apache-2.0
"""ksym_walk on stacks made by hand and by compilers."""
import re
import subprocess

import pytest

from programs import MACHINES, ROOT, STACKS, run

# Where a signal is handled on a stack of its own, and the handler walked too.
SWITCHES = ("host", "i386", "aarch64", "arm", "riscv64")


@pytest.mark.parametrize("machine", MACHINES)
def test_stacks_by_hand(machine):
    assert int(re.fullmatch(r"(\d+) checks\n", run(machine, "walk"))[1]) > 100000


@pytest.mark.parametrize("machine", MACHINES)
def test_several_stacks_and_leaves(machine):
    assert int(re.fullmatch(r"(\d+) checks\n", run(machine, "walk_stacks"))[1]) > 15000




@pytest.mark.parametrize("machine", MACHINES)
def test_all_chains_of_a_few_frames(machine):
    """The oracle is a model that remembers the place of each frame."""
    places = "5" if machine in ("host", "sanitize") else "4"
    said = run(machine, "walk_chains", places)
    assert int(re.fullmatch(r"(\d+) checks\n", said)[1]) > 500000


@pytest.mark.parametrize("machine", STACKS)
def test_finds_what_the_compiler_says(machine):
    """__builtin_return_address is the oracle."""
    assert run(machine, "walk_live") == "8 frames\n"


@pytest.mark.parametrize("where", ["above", "below"])
@pytest.mark.parametrize("machine", SWITCHES)
def test_finds_what_was_interrupted_on_another_stack(machine, where):
    assert run(machine, "walk_switch", where) == "8 frames\n"


@pytest.mark.parametrize("machine", ["riscv64", "riscv32"])
def test_finds_the_caller_of_a_leaf_without_a_return_address(machine):
    run(machine, "walk_leaf")


@pytest.mark.parametrize("compiler", [
    ["arm-none-eabi-gcc", "-mthumb", "-mcpu=cortex-m3"], ["i686-linux-gnu-gcc"], ["gcc"],
    ["clang"]], ids=lambda command: command[0])
@pytest.mark.parametrize("level", ["-O0", "-Os", "-O3"])
def test_needs_nothing(tmp_path, compiler, level):
    """64-bit arithmetic calls no compiler's library on 32-bit machines."""
    walk = tmp_path / "walk.o"
    subprocess.run([*compiler, level, "-ffreestanding", "-fno-pic", "-Wall", "-Wextra",
                    f"-I{ROOT}/lib/include", "-c", "-o", walk, ROOT / "lib/walk.c"], check=True)
    nm = subprocess.run(["nm", "-u", walk], capture_output=True, text=True, check=True)
    assert nm.stdout == ""
