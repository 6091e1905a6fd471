# SPDX-License-Identifier: MIT OR Apache-2.0
"""A panic of the reference kernel without its table of symbols and with it.

What is drawn are whole lines of what two boots printed, in their order; "..." stands for those
between. Rules as wide as the terminal are left out.
"""

import re

from svg import box, picture, text

# The lines that say where it crashed.
SHOWN = ("Kernel panic!", "CPU Exception!", "FAR_EL1", "ELR_EL1", "Symbol:", "Source:",
         "Backtrace:", "Function containing address", " | ")  # fmt: skip
RULE = re.compile(r"\s*-+")
TOP, LINE, LEFT, GAP = 72, 19, 16, 8
# Lines with a place in the source are longer.
WITHOUT, WITH = 476, 612
WIDTH = 3 * GAP + WITHOUT + WITH
MISS = "Symbol not found"
NAME = re.compile(r"^(.*(?:Symbol: |Source: | \| ))(\S.*)$")


def excerpt(printed):
    """The lines to show, of all that a kernel printed."""
    kept = []
    for line in printed.replace("\r", "").splitlines():
        if any(part in line for part in SHOWN):
            kept.append(line.rstrip())
        elif line.strip() and not RULE.fullmatch(line) and kept and kept[-1] != "...":
            kept.append("...")
    return kept[:-1] if kept and kept[-1] == "..." else kept


def draw_line(x, y, line):
    """A line in the console's letters; the name in it stands out."""
    name = NAME.match(line)
    if not name:
        return text(x, y, line, "mono dim" if line == "..." else "mono")
    kind = "bad" if name[2] == MISS else "good"
    whole = text(x, y, line, "mono")
    return whole.replace(f"{name[2]}</text>", f'<tspan class="{kind}">{name[2]}</tspan></text>')


def panel(left, width, title, note, lines, height):
    parts = [text(left, 26, title, "head"), text(left, 46, note, "note")]
    parts.append(box(left, 58, width, height, "panel"))
    for i, line in enumerate(lines):
        parts.append(draw_line(left + LEFT, TOP + LINE * i + 12, line))
    return parts


def draw(without, with_table):
    """Of what the kernel printed in either boot."""
    left, right = excerpt(without), excerpt(with_table)
    height = LINE * max(len(left), len(right)) + 24
    note = "The reference kernel in QEMU: a fault three calls deep."
    parts = panel(GAP, WITHOUT, "Before", note, left, height)
    parts += panel(2 * GAP + WITHOUT, WITH, "After ksym embed --lines full",
                   "The same kernel, the same fault.", right, height)  # fmt: skip
    return picture(WIDTH, 58 + height + 10, "A panic without names and with them", parts)
