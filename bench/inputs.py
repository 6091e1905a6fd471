# SPDX-License-Identifier: MIT OR Apache-2.0
"""What bench measures besides Linux's list: programs of Debian's, and names made of theirs."""

import glob
import random
import re

import symbol_lists
from steps import Failed

# Title, where the package has it, the package.
PROGRAMS = (
    ("C++, libLLVM", "/usr/lib/llvm-14/lib/libLLVM-14.so.1", "libllvm14"),
    ("Rust, librustc_driver", "/usr/lib/*/librustc_driver-*.so", "libstd-rust-1.63"),
)
# The same, of which only the bytes count, with what a symbol must take and what is aimed at.
SIZED = (
    ("libstdc++", "/usr/lib/*/debug/libstdc++.so.6.0.30", "libstdc++6-12-dbg", (10.8, 10)),
    ("Xen", "/usr/lib/debug/boot/xen-syms-4.17-amd64", "xen-hypervisor-4.17-amd64-dbg", (8.0, 7.6)),
)
# What has lines, where no ELF is named.
WITH_LINES = ("/usr/lib/*/debug/libstdc++.so.6.0.30", "libstdc++6-12-dbg")
MADE = 1_300_000
MADE_LENGTH = 130  # bytes of a name, the mean
NESTED = re.compile(r"_ZN[KVr]*")


def installed(pattern, package):
    """The file that a package has where PATTERN says."""
    paths = sorted(glob.glob(pattern))
    if not paths:
        raise Failed(f"{pattern}: no such file, it is of the package {package}; see scripts/deps")
    return paths[0]


def programs():
    """Title and path of each."""
    for title, pattern, package in PROGRAMS:
        yield title, installed(pattern, package)


def sized():
    """Title, path and bounds of each."""
    for title, pattern, package, bounds in SIZED:
        yield title, installed(pattern, package), bounds


def with_lines():
    return installed(*WITH_LINES)


def components(name):
    """A nested name of C++ in parts: its head, its components, what is behind them."""
    at = NESTED.match(name).end()
    head, found = name[:at], []
    while digits := re.match(r"[1-9]\d*", name[at:]):
        end = at + len(digits[0]) + int(digits[0])
        found.append(name[at:end])
        at = end
    return head, found, name[at:]


def made(program, count=MADE, seed=23):
    """COUNT symbols like those of a program of C++, each name one that no other has.

    A name is one of the program's with namespaces of others between its own, until it has the
    length that was drawn; sizes are the program's.
    """
    chance = random.Random(seed)
    parts = [components(s.name) for s in program if NESTED.match(s.name)]
    parts = [part for part in parts if len(part[1]) > 1]
    outer = [component for _, found, _ in parts for component in found[:-1]]
    sizes = [s.size for s in program if s.size]
    names, symbols, addr = set(), [], 0x400000
    while len(symbols) < count:
        head, found, rest = chance.choice(parts)
        length = chance.randint(MADE_LENGTH // 2, MADE_LENGTH * 3 // 2)
        between, room = [], length - len(head) - sum(map(len, found)) - len(rest)
        while room > 0:
            between.append(chance.choice(outer))
            room -= len(between[-1])
        name = "".join((head, found[0], *between, *found[1:], rest))
        if name not in names:
            names.add(name)
            size = chance.choice(sizes)
            symbols.append(symbol_lists.from_letter(addr, size, chance.choice("Ttt"), name))
            addr += size + -size % 16
    return symbols
