# SPDX-License-Identifier: MIT OR Apache-2.0
"""Panics in which something else goes wrong, by name."""

from expected import EXCEPTION, PANIC, PANIC_AGAIN, RULE, at, calls, entry, panics
from qemu import Quiet, Type

# Where sp points in kernel/tests/panic_on_bad_stack.c, by the letter, and how
# far the panic comes there.
CALLERS = ("panic_with", "kernel_init")
FAULT_THERE = EXCEPTION + calls(*at("panic_there", *CALLERS))
REPORT_THERE = [*PANIC, "on a bad stack", *calls(*at("panic_at", "panic_there", *CALLERS))]
STACKS = {
    "at_zero": ("a", FAULT_THERE),
    "at_the_end_of_addresses": ("b", FAULT_THERE),
    "not_mapped": ("c", FAULT_THERE),
    "not_aligned": ("d", REPORT_THERE),
    "in_code": ("e", FAULT_THERE),
    "on_the_guard_page": ("f", FAULT_THERE),
    "without_room_for_the_panic": ("g", EXCEPTION + calls(*at("panic_at", "panic_there",
                                                              *CALLERS))),
    "without_room_for_the_report": ("h", ["Panic in the panic", "CPU exception: ESR_EL1 0x9"]),
    "of_exceptions": ("i", REPORT_THERE),
}


def broken_console(letter, *seen):
    return panics("fault_in_print", "Type a letter", Type(letter), *seen,
                  forbidden=["Panic in the panic", "[W"])


# Panics in which something else goes wrong: each ends with the panic exit, status 0, unless the
# exit itself faults.
FAULTS = {
    "table_bit_flips": panics(
        "table_bit_flips",
        "400 bits flipped in a panic: ", " reports the same, ", " other",
        "400 bits flipped before the boot: ", " found, ", " reports the same, ", " other",
        *EXCEPTION,
        "FAR_EL1: 0x0000000000001000",
        "Backtrace:",
        forbidden=["assertion failed", "Panic in the panic"],
    ),
    "table_corrupt": panics(
        "table_corrupt", "3200 flipped bits", *EXCEPTION, *calls()
    ),
    "table_erased": panics(
        "table_erased",
        *EXCEPTION,
        "      Symbol: Symbol not found",
        *calls(*at("Symbol not found", "Symbol not found")),
    ),
    "sp_bad": panics(
        "sp_bad",
        *EXCEPTION,
        "sp : 0x0000000000001008",
        *calls(*at("lose_the_stack", "kernel_init")),
    ),
    "stack_overflow": panics(
        "stack_overflow",
        *EXCEPTION,
        "Translation fault, level 3, write",
        "      Symbol: recurse",
        *calls(*at(*31 * ["recurse"]), "... and more"),
        "The report took ", " bytes of stack",
    ),
    **{f"stack_{name}": panics("panic_on_bad_stack", "Type a letter", Type(letter), *steps)
       for name, (letter, steps) in STACKS.items()},
    "fault_in_walk": panics(
        "fault_in_walk",
        *EXCEPTION,
        "      Symbol: fault_on_another_page",
        "General purpose register:",
        *PANIC_AGAIN,
        "CPU exception: ESR_EL1 0x96000007, FAR_EL1 0xffffffffc0",
        "ELR_EL1: 0xffffffffc0",
        forbidden=["Backtrace:"],
    ),
    "panic_in_irq": panics(
        "panic_in_irq", "Type something", Type("xyz"), *PANIC, "a handler has panicked",
        # Then the controller's, and what was interrupted: print, or sleep.
        *calls(*at("panic_at", "handle_by_panic", "interrupt_dispatch"))[:-1],
        *[entry(f" | {name}") for name in (
            "interrupt_dispatch", "interrupt_handle", "exception_handle", "exception_enter")],
        entry(" | kernel_init", RULE),
    ),
    "fault_in_irq": panics(
        "fault_in_irq", "Type something", Type("xyz"), *EXCEPTION,
        "      Symbol: handle_by_fault",
        *calls(*at("handle_by_fault", "interrupt_dispatch"))[:-1],
        *[entry(f" | {name}") for name in (
            "interrupt_dispatch", "interrupt_handle", "exception_handle", "exception_enter")],
        entry(" | kernel_init", RULE),
    ),
    "console_broken_at_once": broken_console("a"),
    "console_broken_in_the_head": broken_console("b", "Kernel panic!"),
    "console_broken_in_the_syndrome": broken_console("e", *EXCEPTION, "ESR_EL1: 0x"),
    "console_broken_in_the_registers": broken_console("m", *EXCEPTION, "General purpose"),
    "console_broken_in_the_backtrace": broken_console("x", *EXCEPTION, "Backtrace:"),
    "fault_in_panic": panics(
        "fault_in_panic",
        *PANIC,
        "before the fault, ",
        *PANIC_AGAIN,
        "CPU exception: ESR_EL1 0x96000004, FAR_EL1 0x0000000000001000",
        "ELR_EL1: 0xffffffffc0",
        "      Symbol: strnlen",
        forbidden=["behind the fault", "CPU Exception!"],
    ),
    "panic_in_panic": panics(
        "panic_in_panic",
        *PANIC,
        "the first panic",
        *calls(*at("panic_at", "kernel_init")),
        *PANIC_AGAIN,
        "kernel/tests/panic_in_panic.c'",
        forbidden=["the second panic"],
    ),
    "fault_in_exit": panics(
        "fault_in_exit",
        *PANIC,
        "the first panic",
        "Exit 1",
        *PANIC_AGAIN,
        "Exit 2",
        "Exit 3\r\n",
        Quiet(1),
        status=None,
    ),
}
