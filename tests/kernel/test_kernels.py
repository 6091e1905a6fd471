# SPDX-License-Identifier: MIT OR Apache-2.0
"""Boots each kernel and checks its console."""

import pathlib
import re
import subprocess

import places
import pytest
from cases import CASES, FAULTS
from qemu import run


def elf_of(name, folder):
    return (folder / CASES[name].image).parent / "kernel"


@pytest.mark.parametrize("name", [name for name in CASES if name not in FAULTS])
def test_console(name, folder, board):
    text = run(CASES[name], folder, board)
    if "flat" in folder.name or "nosymbols" in CASES[name].image:
        places.check_none(text)
    else:
        places.check(text, elf_of(name, folder))


@pytest.mark.parametrize("name", ["unit", "demo", "boot"])
def test_console_of_a_kernel_with_ubsan(name, sanitized):
    run(CASES[name], sanitized, "rpi3")


def test_ubsan_is_in_the_kernel_that_says_so(folder, sanitized):
    """Its traps are BRK instructions; the kernel itself has none."""
    traps = [
        subprocess.run(
            ["aarch64-linux-gnu-objdump", "-d", path / "tests/unit/kernel"],
            capture_output=True, text=True, check=True,
        ).stdout.count("brk\t#0x3e8")
        for path in (folder, sanitized)
    ]
    assert traps[0] == 0 and traps[1] > 500


def test_every_test_kernel_has_a_case(folder):
    built = {path.name for path in (folder / "tests").iterdir()}
    booted_elsewhere = {"secondary_cores"}
    images = [pathlib.Path(case.image) for case in CASES.values()]
    booted = {path.parts[1] for path in images if path.parts[0] == "tests"}
    assert built - booted_elsewhere == booted


def test_lines_are_stamped(folder, board):
    text = run(CASES["boot"], folder, board)
    lines = [line for line in text.splitlines() if line.startswith("[")]
    assert len(lines) > 5
    stamps = [re.match(r"\[  +(\d+)\.(\d{6})\] ", line) for line in lines]
    assert all(stamps)
    assert all(len(stamp.group(0)) == 15 for stamp in stamps)
    times = [float(f"{stamp.group(1)}.{stamp.group(2)}") for stamp in stamps]
    assert times == sorted(times)


def test_unit_runner_runs_all_that_it_announces(folder, board):
    lines = run(CASES["unit"], folder, board).splitlines()
    count = int(re.match(r"Running (\d+) tests$", lines[0]).group(1))
    results = [re.match(r" *(\d+)\. (\w+)\.+\[ok\]$", line) for line in lines[1:]]
    assert count == len(results) > 20
    assert all(results)
    assert [int(result.group(1)) for result in results] == list(range(1, count + 1))


@pytest.mark.parametrize("name", ["panic_in_panic", "fault_in_panic", "fault_in_walk"])
def test_second_panic_is_brief(name, folder, board):
    text = run(CASES[name], folder, board)
    assert text.count("Kernel panic!") == 1
    assert text.count("Panic in the panic") == 1
    assert len(text[text.index("Panic in the panic"):].splitlines()) <= 4


EXCEPTION = r"""CPU Exception!

ESR_EL1: 0x[0-9a-f]{8}
      Exception Class         \(EC\) : 0x25 - Data Abort, current EL
      Instr Specific Syndrome \(ISS\): 0x4 - Translation fault, level 0, read
FAR_EL1: 0x0000000040000000
SPSR_EL1: 0x[0-9a-f]{8}
      Flags:
            Negative \(N\): (Not set|Set)
            Zero     \(Z\): (Not set|Set)
            Carry    \(C\): (Not set|Set)
            Overflow \(V\): (Not set|Set)
      Exception handling state:
            Debug  \(D\): Masked
            SError \(A\): Unmasked
            IRQ    \(I\): Masked
            FIQ    \(F\): Masked
      Illegal Execution State \(IL\): Not set
ELR_EL1: 0x[0-9a-f]{16}
      Symbol: kernel_init
(      Source: kernel/tests/02_exception_sync_page_fault\.c:[0-9]+
)?
General purpose register:
(      x(0|[12]?[02468]) *: 0x[0-9a-f]{16}   (      x[12]?[13579] *: 0x[0-9a-f]{16})\n){15}"""


def test_the_whole_report_of_an_exception(folder, board):
    text = run(CASES["02_exception_sync_page_fault"], folder, board)
    assert re.search(EXCEPTION, text), text


def test_elr_is_in_the_function_that_is_named(folder, board):
    """nm is the oracle for where kernel_init lies."""
    text = run(CASES["02_exception_sync_page_fault"], folder, board)
    elr = int(re.search(r"ELR_EL1: (0x[0-9a-f]{16})", text).group(1), 16)
    elf = folder / "tests/02_exception_sync_page_fault/kernel"
    nm = subprocess.run(
        ["aarch64-linux-gnu-nm", "-S", elf], capture_output=True, text=True, check=True
    ).stdout
    start, size = re.search(r"^(\w+) (\w+) T kernel_init$", nm, re.M).groups()
    assert int(start, 16) <= elr < int(start, 16) + int(size, 16)


def functions(elf):
    """By nm: name to the addresses that it owns."""
    nm = subprocess.run(
        ["aarch64-linux-gnu-nm", "-S", elf], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r"^(\w+) (\w+) [tTwW] (\S+)$", nm, re.M)
    return {name: range(int(start, 16), int(start, 16) + int(size, 16))
            for start, size, name in found}


BACKTRACES = ["05_backtrace_sanity", "06_backtrace_invalid_frame", "sp_bad", "stack_overflow",
              "call_null", "demo", "undefined_behaviour", "fault_in_exit", "write_to_code"]


@pytest.mark.parametrize("name", BACKTRACES)
def test_addresses_of_a_backtrace_are_behind_calls_in_the_functions_named(name, folder, board):
    """The instruction before each address but a fault's own is a BL or BLR, by objdump."""
    text = run(CASES[name], folder, board)
    elf = folder / CASES[name].image.replace("kernel8.img", "kernel")
    owns = functions(elf)
    lines = [entry for entry in places.entries(text)
             if entry.frames[-1].function != "Symbol not found"]
    code = subprocess.run(
        ["aarch64-linux-gnu-objdump", "-d", elf], capture_output=True, text=True, check=True
    ).stdout
    assert lines
    for line in lines:
        place = line.address - (0 if line.is_fault else 4)
        assert place in owns[line.frames[-1].function]
        if not line.is_fault:
            assert re.search(rf"^{place:x}:\t\w+ \tblr?\t", code, re.M)


def test_a_return_address_behind_a_function_is_named_by_its_call(folder, board):
    """The panic is the last instruction of nested(): by nm, it returns behind that."""
    text = run(CASES["05_backtrace_sanity"], folder, board)
    second = places.entries(text)[1]
    assert second.frames[-1].function == "nested"
    assert second.address == functions(folder / "tests/05_backtrace_sanity/kernel")["nested"].stop


def test_a_stack_overflow_hits_the_guard_page(folder, board):
    text = run(CASES["stack_overflow"], folder, board)
    far = int(re.search(r"FAR_EL1: (0x[0-9a-f]{16})", text).group(1), 16)
    nm = subprocess.run(
        ["aarch64-linux-gnu-nm", folder / "tests/stack_overflow/kernel"],
        capture_output=True, text=True, check=True,
    ).stdout
    stack = int(re.search(r"^(\w+) \w __boot_core_stack_start$", nm, re.M).group(1), 16)
    assert stack - 0x10000 <= far < stack
