# SPDX-License-Identifier: MIT OR Apache-2.0
"""From the linked ELF to the report: what runs where."""

from svg import box, path, picture, text

WIDTH, HEIGHT = 1000, 236
BOX, GAP, TOP, TALL = 206, 46, 66, 108
# Of each: its name, and what is said of it.
STEPS = (
    ("kernel.elf", ("linked once,", "a section reserved,", ".symtab beside it")),
    ("ksym embed", ("reads .symtab,", "picks and packs symbols,", "patches the section")),
    ("kernel.elf", (".kernel_symbols is full:", "names, ranges, types;", "objcopy, sign, strip")),
    ("libksym", ("in the panic handler:", "no heap, no lock, no libc;", "trusts no byte")),
)  # fmt: skip
UNDER = ("queue_sum+0x18/0x30", "what the panic prints")


def arrow(x, y, length):
    tip = x + length
    return [path(f"M{x} {y}H{tip - 7}", "arrow"),
            path(f"M{tip} {y}l-9 -5v10z", "tip")]  # fmt: skip


def draw():
    parts = [text(8, 24, "From a linked ELF to a report with names", "head")]
    host, device = 8, 8 + 3 * (BOX + GAP)
    parts += [text(host, 52, "on the host, after the link", "note"),
              text(device, 52, "on the device, in a crash", "note")]  # fmt: skip
    for i, (name, lines) in enumerate(STEPS):
        x = 8 + i * (BOX + GAP)
        parts.append(box(x, TOP, BOX, TALL, "panel"))
        kind = "mono good" if i % 2 else "mono strong"
        parts.append(text(x + 14, TOP + 26, name, kind))
        parts += [text(x + 14, TOP + 50 + 19 * j, line) for j, line in enumerate(lines)]
        if i + 1 < len(STEPS):
            parts += arrow(x + BOX + 5, TOP + TALL / 2, GAP - 10)
    parts.append(path(f"M{device + 24} {TOP + TALL + 5}v18", "arrow"))
    parts.append(path(f"M{device + 24} {TOP + TALL + 30}l-5 -9h10z", "tip"))
    parts.append(text(device + 14, TOP + TALL + 48, UNDER[0], "mono good"))
    parts.append(text(device - 16, TOP + TALL + 48, UNDER[1], "note", "end"))
    return picture(WIDTH, HEIGHT, "ELF, ksym, table, report", parts)
