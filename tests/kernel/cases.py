# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every kernel that is booted to see what it prints, by name."""

from expected import EXCEPTION, PANIC, at, calls, kernel, panics
from faults import FAULTS
from qemu import Case, Quiet, Type

# What kernel/tests/misuse.c does at the letter, and how the kernel puts it.
MISUSES = {
    "take_irq_twice": ("a", "IRQ 20 of two is taken by one"),
    "register_irq_out_of_range": ("b", "IRQ 256 is out of range: the "),
    "enable_irq_out_of_range": ("c", "IRQ 256 is out of range: the "),
    "dispatch_irq_out_of_range": ("d", "IRQ 256 is out of range: the "),
    "dispatch_irq_without_handler": ("e", "No handler registered for IRQ 20\r"),
    "register_second_controller": ("f", " is registered already"),
    "register_large_controller": ("g", "other controller: 257 IRQs, at most 256 are handled"),
    "write_after_init": ("h", "drivers: written after the init state"),
    "write_with_irqs_unmasked": ("i", "drivers: written with IRQs unmasked"),
    "leave_init_twice": ("j", "to the single core state from another than init"),
    "register_too_many_drivers": ("k", "one too many: there are 16 drivers already"),
    "take_lock_twice": ("l", "lock first: taken while it is held"),
    "release_free_lock": ("m", "lock first: released, but not the last that was taken"),
    "release_in_the_order_of_taking": ("n", "lock first: released, but not the last"),
    "map_after_init": ("o", "mappings: written after the init state"),
}


def misuse(letter, message):
    return panics("misuse", "Type a letter", Type(letter), *PANIC, message)


# Output that differs between boards.
BOOTING_ON = {
    "rpi3": ["Booting on: Raspberry Pi 3\r"],
    "qemu_virt": ["Booting on: QEMU virt\r"],
}
DRIVERS = {
    "rpi3": [
        "      1. BCM PL011 UART\r",
        "      2. BCM GPIO\r",
        "      3. BCM Interrupt Controller\r",
        "      4. Generic timer\r",
    ],
    "qemu_virt": ["      1. PL011 UART\r", "      2. GICv2\r", "      3. Generic timer\r"],
}
UART_HANDLER = {
    "rpi3": ["             57. BCM PL011 UART\r", "             73. Generic timer\r"],
    "qemu_virt": ["             30. Generic timer\r", "             33. PL011 UART\r"],
}
UART_WITHOUT_HANDLER = {
    "rpi3": ["No handler registered for IRQ 57\r"],
    "qemu_virt": ["No handler registered for IRQ 33\r"],
}


CASES = {
    **FAULTS,
    "boot": Case(
        "kernel8.img",
        [
            "ksym kernel version ",
            BOOTING_ON,
            "MMU online:",
            "| C   RO X  | Kernel code and RO data",
            "| C   RW XN | Kernel data and bss",
            "| Dev RW XN | ",
            "| C   RW XN | Kernel boot-core stack",
            "Current privilege level: EL1",
            "      Debug:  Masked",
            "      SError: Unmasked",
            "      IRQ:    Unmasked",
            "      FIQ:    Masked",
            "Architectural timer resolution: ",
            "Drivers loaded:",
            DRIVERS,
            "Registered IRQ handlers:",
            "      Peripheral handler:",
            UART_HANDLER,
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
        "00_console_sanity", "Type ABC", Type("ABC"), "OK1234", "6", "3", status=None
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
    "04_exception_irq_sanity": kernel(
        "04_exception_irq_sanity",
        "Running 7 tests",
        "  1. irqs_are_masked_at_boot..", "..[ok]",
        "  2. irq_unmask_works..", "..[ok]",
        "  7. irq_lock_keeps_masked_what_was_masked..", "..[ok]",
    ),
    "irq_echo": kernel(
        "irq_echo",
        "Type A", Type("A"), "Unmasking", "A",
        "Type B", Type("B"), "Unlocking", "B",
        "Type a line", Type("longer than a FIFO of 16 characters\r"),
        "longer than a FIFO of 16 characters\r\n",
        "38 received, 38 read, 0 lost",
    ),
    "timer_tick": kernel("timer_tick", "Ticking for a second", "every tick counted"),
    "irq_unknown": panics(
        "irq_unknown",
        "Type something", Type("x"), *PANIC, UART_WITHOUT_HANDLER,
    ),
    "irq_without_controller": kernel("irq_without_controller"),
    "driver_order": kernel(
        "driver_order",
        "i1p1i2i3\r\n", "i1p1i2i3r1r3\r\n",
        ". 1 with all", ". 2 with the least", ". 3 with interrupts",
    ),
    **{f"misuse_{name}": misuse(*what) for name, what in MISUSES.items()},
    "05_backtrace_sanity": panics(
        "05_backtrace_sanity", *PANIC, *calls(*at("panic_at", "nested", "kernel_init")),
    ),
    "06_backtrace_invalid_frame": panics(
        "06_backtrace_invalid_frame",
        *PANIC,
        *calls(
            *at("panic_at", "nested", "kernel_init"),
            "ERROR! Encountered invalid frame pointer (0x0000000000000123) during backtrace",
        ),
    ),
    "07_backtrace_invalid_link": kernel(
        "07_backtrace_invalid_link",
        *calls(
            *at("nested_2"),
            "ERROR! Link address (0x0000000000000456) is not contained in kernel .text section",
        ),
    ),
    "call_null": panics(
        "call_null",
        *EXCEPTION,
        "Instruction Abort, current EL",
        "ELR_EL1: 0x0000000000000000",
        "      Symbol: Symbol not found",
        *calls(
            "0000000000000000 | Symbol not found", *at("start_timer", "kernel_init")
        ),
    ),
    "undefined_behaviour": panics(
        "undefined_behaviour",
        *EXCEPTION,
        "0x3c - BRK, AArch64",
        "      Symbol: add_one",
        *calls(*at("add_one", "kernel_init")),
    ),
    "demo": panics(
        "demo",
        "Polling the network...",
        *EXCEPTION,
        "FAR_EL1: 0x00000000dead0008",
        "      Symbol: packet_length",
        "      lr : 0xffffffffc0",
        *calls(*at("packet_length", "queue_sum", "network_poll",
                   "kernel_init")),
    ),
    "demo_without_symbols": Case(
        "tests/demo/kernel8-nosymbols.img",
        ["Kernel symbols: 0", *EXCEPTION, "      Symbol: Symbol not found"],
        forbidden=["[W"],
    ),
    "write_to_code": panics(
        "write_to_code",
        *EXCEPTION,
        "Data Abort, current EL",
        "Permission fault, level 3, write",
        "      Symbol: kernel_init",
        forbidden=["[W", "Object:"],
    ),
    "write_to_object": panics(
        "write_to_object",
        *EXCEPTION,
        "Permission fault, level 3, write",
        "FAR_EL1: 0xffffffffc0",
        "      Object: speed_limits+0x8\r\n",
        "      Symbol: kernel_init",
    ),
    "bad_device": panics(
        "bad_device",
        *EXCEPTION,
        "0x25 - Data Abort, current EL",
        "(ISS): 0x50 - Synchronous external abort, write",
        "      Symbol: kernel_init",
    ),
    "serror": panics(
        "serror",
        *EXCEPTION,
        "SError: ELR_EL1 is where it was taken",
        "0x2f - SError interrupt",
        "(ISS): 0x0 - Uncategorized",
        "SPSR_EL1: 0x",
        "ELR_EL1: 0xffffffffc0",
        "      Symbol: write_to_bad_device",
        *calls(*at("write_to_bad_device", "kernel_init")),
        forbidden=["[W", "Unexpected vector", "FAR_EL1"],
    ),
    "fault_before_kernel": kernel(
        "fault_before_kernel",
        "CPU exception at EL2, vector 4, outside the kernel:",
        "ESR_EL2: 0x9",
        " - Data Abort, current EL - Address size fault, level 0, read",
        "FAR_EL2: 0x00f0000000001000",
        "ELR_EL2: 0x",
        "      Symbol: ",
        "\r\n",
        Quiet(1),
        status=None,
    ),
    "map_devices": panics(
        "map_devices",
        "Large device",
        *PANIC,
        "cannot map One too many, 4 bytes at 0x",
        ": the record of mappings is full",
    ),
    "execute_data": panics(
        "execute_data",
        *EXCEPTION,
        "Instruction Abort, current EL",
        "Permission fault, level 3",
        "      Symbol: function_in_data",
        *calls(*at("function_in_data", "kernel_init")),
    ),
    "vector_sp_el0": panics(
        "vector_sp_el0",
        *EXCEPTION,
        "Unexpected vector: current EL with SP_EL0, synchronous",
        "0x15 - SVC, AArch64",
        "(ISS): 0x1337",
        *calls(*at("kernel_init")),
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
