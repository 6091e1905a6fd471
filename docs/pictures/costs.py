# SPDX-License-Identifier: MIT OR Apache-2.0
"""Sizes and times as pictures, of the tables that docs/ shows: a story a picture."""

import math
import re

from svg import box, dot, path, picture, text

WIDTH = 1000


def tables(document):
    """The cells of each table of a document in Markdown."""
    found, rows = [], []
    for line in [*document.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("| ").split("|")])
        elif rows:
            found.append([rows[0], *rows[2:]])
            rows = []
    return found


def table(document, *heads):
    """The first that has these heads."""
    return next(t for t in tables(document) if set(heads) <= set(t[0]))


def column(rows, head):
    """The numbers under a head."""
    at = rows[0].index(head)
    return [number(row[at]) for row in rows[1:]]


def number(cell):
    """The first of a cell: 148 of `binary search (branches) 148 (111) ns`."""
    return float(re.search(r"(?<![\w.])[\d,]*\.?\d+", cell)[0].replace(",", ""))


def machine(bench):
    """What the times were taken on, and when, by the report's own line."""
    line = re.search(r"^Machine: (.*)$", bench, re.M)[1]
    compiler = re.search(r"\) (\d+\.\d+\.\d+)", line)[1]
    parts = line.split(", ")
    return f"{parts[0]}, {parts[1]}, {parts[2]}, cc {compiler}, shared with other work; {parts[-1]}"


BARS = (("ksym", "ksym"), ("ksym --by-name", "ksym --by-name"),
        ("kallsyms", "Linux kallsyms"), ("LK", "LK symtab"), ("Zephyr", "Zephyr symtab"),
        ("GSYM", "GSYM (functions; a file)"), (".symtab", ".symtab (a file)"))  # fmt: skip


def size(comparison):
    """Bytes a symbol at the largest number of symbols."""
    heads, *rows = table(comparison, "ksym --by-name", "Zephyr")
    values = dict(zip(heads, rows[-1]))
    parts = [text(8, 24, f"Bytes a symbol, Linux for arm64, {values['symbols']} symbols", "head"),
             text(8, 44, "Shorter is better. What ksym stores has sizes and types too.", "note")]
    most, left, full, top = max(number(values[key]) for key, _ in BARS), 262, 640, 60
    for i, (key, title) in enumerate(BARS):
        y, value = top + i * 28, number(values[key])
        ours = key.startswith("ksym")
        parts += [text(left - 10, y + 15, title, "strong" if ours else "", "end"),
                  box(left, y, full * value / most, 20, "ours" if ours else "other"),
                  text(left + full * value / most + 8, y + 15, f"{value:.2f}")]  # fmt: skip
    bottom = top + 28 * len(BARS) + 18
    date = re.search(r"on (\d+\s\w+\s\d{4})", comparison)[1].replace("\n", " ")
    parts.append(text(8, bottom, "ksym, kallsyms (own coder) and GSYM are built, the others "
                      f"reckoned: make sizes, {date}.", "note"))
    return picture(WIDTH, bottom + 14, "bytes a symbol", parts)


def nanoseconds(value):
    return f"{value:,.0f} ns" if value < 10000 else f"{value / 1000:,.0f} µs"


QUESTIONS = (("address -> symbol", "address → symbol"), ("address -> name", "address → name"),
             ("name -> address, by-name", "name → address"))  # fmt: skip


def contestants(rows, question):
    """Name and nanoseconds of each, ours first."""
    asked = [row for row in rows if row[0] == question and "no index" not in row[2]]
    yield "ksym", number(asked[0][1])
    for row in asked:
        name, value = re.fullmatch(r"(.*?) ([\d,]+ \(.*)", row[2]).groups()
        yield name, number(value)


TICKS = ((10, "10 ns"), (100, "100 ns"), (1000, "1 µs"), (10000, "10 µs"), (100000, "100 µs"))


def times(bench):
    rows = table(bench, "figure", "ours", "other")[1:]
    left, full, row_height, y = 222, 660, 24, 92
    listed = re.search(r"^### (.*): ([\d,]+ symbols)$", bench, re.M)
    parts = [text(8, 24, f"Time of a lookup, {listed[1]}, {listed[2]}", "head"),
             text(8, 44, "Further left is better; the axis is logarithmic: a step is ten times.",
                  "note")]  # fmt: skip

    def along(value):
        return left + full * (math.log10(value) - 1) / 4.4

    marks = []
    for question, title in QUESTIONS:
        marks.append(text(8, y, title, "strong"))
        for name, value in contestants(rows, question):
            y += row_height
            kind = "ours" if name == "ksym" else "other"
            marks += [text(left - 14, y, name, "strong" if kind == "ours" else "", "end"),
                      path(f"M{left} {y - 4}H{along(value):.1f}", "axis"),
                      dot(along(value), y - 4, kind),
                      text(along(value) + 11, y, nanoseconds(value), "value")]  # fmt: skip
        y += row_height + 14
    for value, label in TICKS:
        x = along(value)
        parts += [path(f"M{x:.1f} 80V{y - 16}", "axis"), text(x, 72, label, "note", "middle")]
    note = f"Medians; {machine(bench)}. Names are found with --by-name."
    parts += [*marks, text(8, y + 4, note, "note")]
    return picture(WIDTH, y + 18, "time of a lookup", parts)


def short(count):
    return f"{count / 1e6:.0f} million" if count > 900000 else f"{round(count, -3):,.0f}"


class Plot:
    """Two logarithmic axes with their ticks."""

    left, right, top, bottom = 84, WIDTH - 150, 66, 300

    def __init__(self, counts, low, high):
        self.counts, self.low, self.high = counts, low, high

    def x(self, count):
        first, last = self.counts[0], self.counts[-1]
        share = math.log(count / first) / math.log(last / first)
        return self.left + 30 + (self.right - self.left - 30) * share

    def y(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.bottom - (self.bottom - self.top) * share

    def axes(self, ticks):
        parts = []
        for value, label in ticks:
            y = self.y(value)
            parts += [path(f"M{self.left} {y:.1f}H{self.right + 20}", "axis"),
                      text(self.left - 8, y + 4, label, "note", "end")]  # fmt: skip
        parts += [text(self.x(count), self.bottom + 22, short(count), "note", "middle")
                  for count in self.counts]  # fmt: skip
        return parts

    def curve(self, values, kind, label, show, above):
        spots = [(self.x(count), self.y(value)) for count, value in zip(self.counts, values)]
        steps = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        parts = [path(steps, f"{kind} line{'' if kind == 'ours' else ' dash'}")]
        for (x, y), value in zip(spots, values):
            label_y = y - 11 if above else y + 21
            parts += [dot(x, y, kind), text(x, label_y, show(value), "value", "middle")]
        x, y = spots[-1]
        offset = -6 if above else 14
        parts.append(text(x + 34, y + offset, label, "strong" if kind == "ours" else ""))
        return parts


def growth(bench):
    rows = table(bench, "symbols", "binary search", "encode s")
    plot = Plot(column(rows, "symbols"), 40, 400)
    parts = [text(8, 24, "Time to find a symbol by address, as the table grows", "head"),
             text(8, 44, "Lower is better; both axes are logarithmic. The search knows starts "
                  "only: no sizes, no names.", "note"),
             *plot.axes(((50, "50 ns"), (100, "100 ns"), (200, "200 ns"), (400, "400 ns"))),
             *plot.curve(column(rows, "binary search"), "other", "binary search",
                         nanoseconds, True),
             *plot.curve(column(rows, "address -> symbol"), "ours", "ksym", nanoseconds, False),
             text(8, 352, f"Medians; {machine(bench)}.", "note")]  # fmt: skip
    return picture(WIDTH, 366, "time to find a symbol by the number of symbols", parts)


def encode(bench):
    rows = table(bench, "symbols", "binary search", "encode s")
    plot = Plot(column(rows, "symbols"), 0.05, 40)

    def seconds(value):
        return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"

    memory = [f"{value:.0f} MB" for value in column(rows, "peak MB")]
    parts = [text(8, 24, "Time to make a table, as it grows", "head"),
             text(8, 44, f"Lower is better; both axes are logarithmic. Peak memory: "
                  f"{', '.join(memory)}.", "note"),
             *plot.axes(((0.1, "0.1 s"), (1, "1 s"), (10, "10 s"))),
             *plot.curve(column(rows, "encode s"), "ours", "ksym table", seconds, True),
             text(8, 352, f"By the clock; {machine(bench)}.", "note")]  # fmt: skip
    return picture(WIDTH, 366, "time to make a table by the number of symbols", parts)
