# SPDX-License-Identifier: MIT OR Apache-2.0
"""What kernels print, and boots of them: what cases.py and faults.py are made of."""

from qemu import Case

PANIC = ["Kernel panic!", "Panic location:"]
EXCEPTION = PANIC + ["CPU Exception!"]
RULE = "      " + 94 * "-" + "\r\n"


def calls(*names):
    """A backtrace of these lines, innermost first; if of any, of no more."""
    head = "Backtrace:\r\n" + RULE
    head += "          Address            Function containing address\r\n" + RULE
    lines = []
    for number, name in enumerate(names, 1):
        lines += [f"      {number:2}. ", f"{name}\r\n"]
    end = f"{lines.pop()}{RULE}" if names else RULE
    return [head, *lines, end]


def at(*names):
    return [f" | {name}" for name in names]


PANIC_AGAIN = ["\r\n\r\nPanic in the panic, file '"]


def kernel(name, *steps, **more):
    return Case(f"tests/{name}/kernel8.img", list(steps), **more)


def panics(name, *steps, forbidden=("[W",), **more):
    return kernel(name, *steps, forbidden=list(forbidden), **more)
