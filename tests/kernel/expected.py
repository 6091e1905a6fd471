# SPDX-License-Identifier: MIT OR Apache-2.0
"""What kernels print, and boots of them: what cases.py and faults.py are made of."""

import re

from qemu import Case

PANIC = ["Kernel panic!", "Panic location:"]
EXCEPTION = PANIC + ["CPU Exception!"]
RULE = "      " + 94 * "-" + "\r\n"


def entry(text, behind=""):
    """The end of an entry's last line, with or without its place in the source, see places.py."""
    return re.compile(re.escape(text) + r"( +\S+:\d+)?\r\n" + re.escape(behind))


def calls(*names):
    """A backtrace of these entries, innermost first; if of any, of no more."""
    head = "Backtrace:\r\n" + RULE
    head += "          Address            Function containing address\r\n" + RULE
    if not names:
        return [head, RULE]
    lines = []
    for number, name in enumerate(names, 1):
        behind = RULE if number == len(names) else ""
        lines += [f"      {number:2}. ", entry(name, behind)]
    return [head, *lines]


def at(*names):
    return [f" | {name}" for name in names]


PANIC_AGAIN = ["\r\n\r\nPanic in the panic, file '"]


def kernel(name, *steps, **more):
    return Case(f"tests/{name}/kernel8.img", list(steps), **more)


def panics(name, *steps, forbidden=("[W",), **more):
    return kernel(name, *steps, forbidden=list(forbidden), **more)
