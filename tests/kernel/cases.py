# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every kernel that is booted to see what it prints, by name."""

from boards import BOARDS
from qemu import Case, Type

PANIC = ["Kernel panic!", "Panic location:"]
EXCEPTION = PANIC + ["CPU Exception!"]


def kernel(name, *steps, **more):
    return Case(f"tests/{name}/kernel8.img", list(steps), **more)


def panics(name, *steps, forbidden=("[W",)):
    return kernel(name, *steps, forbidden=list(forbidden))


CASES = {
    "boot": Case(
        "kernel8.img",
        [
            "ksym kernel version ",
            {key: f"Booting on: {board.name}\r" for key, board in BOARDS.items()},
            "Current privilege level: EL1",
            "Echoing input now",
            Type("echo this\r"),
            "echo this",
        ],
        status=None,
    ),
    "boot_without_symbols": Case(
        "kernel8-nosymbols.img",
        ["Kernel symbols: 0", "[W", "Kernel symbols: ", "Echoing input now"],
        status=None,
    ),
    "symbols_property": kernel("symbols_property", " symbols, ", " checks, 0 failed"),
    "unit": kernel("unit", "Running ", " tests", "symbols_sanity", "[ok]"),
    "00_console_sanity": kernel(
        "00_console_sanity", Type("ABC"), "OK1234", "6", "3", status=None
    ),
    "01_timer_sanity": kernel(
        "01_timer_sanity",
        "Running 3 tests",
        "  1. timer_is_counting..", "..[ok]",
        "  2. timer_resolution_is_sufficient..", "..[ok]",
        "  3. spin_accuracy_check_1_second..", "..[ok]",
    ),
    "02_exception_sync_page_fault": panics(
        "02_exception_sync_page_fault",
        "Testing synchronous exception handling by causing a page fault",
        *EXCEPTION,
        "ESR_EL1: 0x96000004",
        "      Exception Class         (EC) : 0x25 - Data Abort, current EL",
        "      Instr Specific Syndrome (ISS): 0x4 - Translation fault",
        "FAR_EL1: 0x0000000040000000",
        "SPSR_EL1: 0x",
        "ELR_EL1: 0xffffffffc0",
        "      Symbol: kernel_init",
        "General purpose register:",
        "      lr : 0xffffffffc0",
    ),
    "03_exception_restore_sanity": kernel(
        "03_exception_restore_sanity",
        "Making a dummy system call",
        "Back from system call!",
    ),
    "demo": panics(
        "demo",
        "Polling the network...",
        *EXCEPTION,
        "FAR_EL1: 0x00000000dead0008",
        "      Symbol: packet_length",
        "      lr : 0xffffffffc0",
    ),
    "demo_without_symbols": Case(
        "tests/demo/kernel8-nosymbols.img",
        ["Kernel symbols: 0", *EXCEPTION, "      Symbol: Symbol not found"],
        forbidden=["[W"],
    ),
    "fault_in_panic": panics(
        "fault_in_panic",
        *PANIC,
        "before the fault, ",
        forbidden=["behind the fault", "CPU Exception!"],
    ),
    "panic_in_panic": panics(
        "panic_in_panic",
        *PANIC,
        "the first panic",
        forbidden=["the second panic"],
    ),
    "write_to_code": panics(
        "write_to_code",
        *EXCEPTION,
        "Data Abort, current EL",
        "Permission fault, level 3, write",
        "      Symbol: kernel_init",
    ),
    "execute_data": panics(
        "execute_data",
        *EXCEPTION,
        "Instruction Abort, current EL",
        "Permission fault, level 3",
        "      Symbol: function_in_data",
    ),
    "vector_sp_el0": panics(
        "vector_sp_el0",
        *EXCEPTION,
        "Unexpected vector: current EL with SP_EL0, synchronous",
        "0x15 - SVC, AArch64",
        "(ISS): 0x1337",
    ),
    "vector_lower_el": panics(
        "vector_lower_el",
        *EXCEPTION,
        "Unexpected vector: lower EL in AArch64, synchronous",
        "Instruction Abort, lower EL",
    ),
    "vector_fiq": panics(
        "vector_fiq",
        *EXCEPTION,
        "Unexpected vector: current EL with SP_ELx, FIQ",
        "SPSR_EL1: 0x",
        forbidden=["ESR_EL1", "FAR_EL1"],
    ),
}
