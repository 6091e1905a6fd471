# SPDX-License-Identifier: MIT OR Apache-2.0
"""The figures of a run as a table: what is reached, beside what others take."""

import datetime
import math
import os
import platform
import statistics
import subprocess
from typing import NamedTuple

HEADS = ("figure", "ours", "other", "ratio", "must", "aim", "reached?")


class Figure(NamedTuple):
    """VALUE is what MUST and AIM bound; without them it is only printed."""

    what: str
    ours: str
    other: str = ""
    ratio: str = ""
    value: float | None = None
    must: float | None = None
    aim: float | None = None

    def reached(self):
        if self.must is None:
            return ""
        if math.isnan(self.value):
            return "WRONG"
        if self.value <= self.aim:
            return "aim"
        return "must" if self.value <= self.must else "NO"

    def cells(self):
        bounds = (number(self.must), number(self.aim))
        return (self.what, self.ours, self.other, self.ratio, *bounds, self.reached())


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def ratio_text(ratio):
    if ratio < 0.02:
        return f"1/{1 / ratio:,.0f}"
    return f"{ratio:.2f}" if ratio >= 0.095 else f"{ratio:.3f}"


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True)
    return (
        f"{model}, {os.cpu_count()} cores, {platform.machine()}, "
        f"{compiler.stdout.splitlines()[0]}, load {os.getloadavg()[0]:.1f}, {datetime.date.today()}"
    )


def nanoseconds(time):
    return f"{time['median']:,.0f} ({time['min']:,.0f}) ns"


def both_ratios(time):
    return f"{ratio_text(time['ratio'])} ({ratio_text(time['ratio of least'])})"


def time_rows(result):
    """Each question against each other way to answer it; wrong answers have no time."""
    questions = (
        ("symbol", "address -> symbol", (
            ("search", "binary search (branches)", 1.0, 0.5),
            ("select", "binary search (selects)", 1.0, 0.5),
            ("kallsyms", "kallsyms", None, None),
            ("walk", "linear walk", None, None))),
        ("name", "address -> name", (
            ("kallsyms", "kallsyms", 1 / 3, 1 / 5),
            ("walk", "linear walk", None, None))),
        ("find", "name -> address, by-name", (
            ("kallsyms", "kallsyms", 1 / 20, 1 / 40),
            ("walk", "linear walk", None, None),
            ("no index", "ours, no index", None, None))),
    )  # fmt: skip
    for question, what, others in questions:
        times = result["times"][question]
        ours = nanoseconds(times["ours"])
        for name, title, must, aim in others:
            if name not in times:
                continue
            other = times[name]
            value = math.nan if other["wrong"] or times["ours"]["wrong"] else other["ratio"]
            title = f"{title} {nanoseconds(other)}"
            yield Figure(what, ours, title, both_ratios(other), value, must, aim)


def size_bounds(count, is_linux):
    """What a table of so many symbols must come to, without and with --by-name."""
    if is_linux or count >= 50000:
        return (7.5, 6.3), (9.9, 8.5)
    if 250 <= count <= 1000:
        return (14, 10), (None, None)
    return (None, None), (None, None)


def size_rows(result, is_linux=False):
    count = result["symbols"]
    plain, indexed = result["table"]["bytes"] / count, result["indexed"]["bytes"] / count
    bounds, indexed_bounds = size_bounds(count, is_linux)
    others = result["bytes"]
    rivals = [("xz -9e, no access", result["xz"]), ("flat array", others["flat"])]
    if "kallsyms" in others:
        rivals.insert(0, ("kallsyms, no sizes", others["kallsyms"]))
    what = "bytes a symbol"
    for i, (title, size) in enumerate(rivals):
        limits = (plain, *bounds) if i == 0 else ()
        ratio = ratio_text(plain * count / size)
        yield Figure(what, f"{plain:.2f}", f"{title} {size / count:.2f}", ratio, *limits)
    if "kallsyms" in others:
        size = (others["kallsyms"] + others["kallsyms by-name"]) / count
        yield Figure(
            "  with --by-name", f"{indexed:.2f}", f"kallsyms, by-name {size:.2f}",
            ratio_text(indexed / size), indexed, *indexed_bounds,
        )  # fmt: skip


def encode_rows(result, judged):
    for key, what, must in (("table", "encode", judged), ("indexed", "  with --by-name", False)):
        run = result[key]
        median, least = statistics.median(run["seconds"]), min(run["seconds"])
        processor = f"of the processor {statistics.median(run['cpu']):.2f} ({min(run['cpu']):.2f})"
        bounds = (median, 2.0, 0.7) if must else ()
        yield Figure(f"{what}, seconds", f"{median:.2f} ({least:.2f})", processor, "", *bounds)
        bounds = (run["megabytes"], 256, 64) if must else ()
        yield Figure(f"{what}, peak MB", f"{run['megabytes']:.0f}", "", "", *bounds)


def small_rows(small):
    for name, result in small.items():
        size = result["table"]["bytes"] / result["count"]
        yield Figure(f"bytes a symbol, {name}", f"{size:.2f}", "", "", size, 14, 10)


def code_rows(code):
    """What names an address is judged; what makes a text of it too stands below."""
    for what, limits in (("code", (2048, 1536)), ("stack", (256, 160))):
        for target, costs in code.items():
            for which, cost in costs.items():
                least = which == "least"
                title = f"{what}, {target}" if least else f"  {which}"
                bounds = (cost[what], *limits) if least and target == "Cortex-M3" else ()
                yield Figure(title, f"{cost[what]:,} bytes", "", "", *bounds)


def growth_table(growth):
    rows = [("symbols", "address -> symbol", "binary search", "ratio", "address -> name",
             "bytes a symbol", "encode s", "peak MB")]  # fmt: skip
    for result in growth.values():
        symbol, table = result["times"]["symbol"], result["table"]
        rows.append((
            f"{result['count']:,}",
            nanoseconds(symbol["ours"]),
            nanoseconds(symbol["search"]),
            both_ratios(symbol["search"]),
            nanoseconds(result["times"]["name"]["ours"]),
            f"{table['bytes'] / result['count']:.2f}",
            f"{min(table['seconds']):.3f}",
            f"{table['megabytes']:.0f}",
        ))  # fmt: skip
    return rows


def growth_notes(growth):
    """How fast each grows between the ends, beside what it should grow like."""
    first, last = list(growth.values())[0], list(growth.values())[-1]
    times = first["count"], last["count"]
    symbol = [g["times"]["symbol"]["ours"]["median"] for g in (first, last)]
    search = [g["times"]["symbol"]["search"]["median"] for g in (first, last)]
    before, seconds = (
        min(g["table"]["seconds"]) for g in list(growth.values())[-2:]
    )
    steps = last["count"] / list(growth.values())[-2]["count"]
    ideal = math.log(times[1], times[0])
    return (
        f"From {times[0]:,} to {times[1]:,} symbols log n grows {ideal:.1f}-fold, "
        f"address -> symbol {symbol[1] / symbol[0]:.1f}-fold, the binary search "
        f"{search[1] / search[0]:.1f}-fold (caches have their part in both).\n"
        f"In the last step n grows {steps:.1f}-fold, the encoder's time "
        f"{seconds / before:.1f}-fold."
    )


def layout(rows):
    """The rows under their heads, as a table that Markdown reads too."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def table(figures):
    return layout([HEADS, *(figure.cells() for figure in figures)])


def report(results):
    whole = results["list"]
    parts = ["Times are medians, and in brackets the least; so are ratios, ours to the other's."]
    parts.append(f"## {results['title']}: {whole['symbols']:,} symbols")
    rows = [*size_rows(whole, results["linux"]), *time_rows(whole), *encode_rows(whole, results["linux"])]
    parts.append(table(rows))
    if whole["parts"]:
        shares = sorted(whole["parts"].items(), key=lambda part: -part[1])
        text = ", ".join(f"{name} {size / whole['symbols']:.3f}" for name, size in shares)
        parts.append(f"Bytes a symbol by part, with the index: {text}.")
    for path, result in results["elf"].items():
        parts.append(f"## {os.path.basename(path)}, an ELF: {result['symbols']:,} symbols")
        parts.append(table([*size_rows(result), *time_rows(result)]))
    parts.append("## Small kernels, code, stack")
    parts.append(table([*small_rows(results["small"]), *code_rows(results["code"])]))
    for target, costs in results["code"].items():
        cost = costs["with ksym_format"]
        helpers = ", ".join(cost["undefined"]) or "nothing"
        parts.append(
            f"{target}: deepest {' > '.join(costs['least']['path'])}, "
            f"with ksym_format {' > '.join(cost['path'])}; the kernel brings {helpers}."
        )
    parts.append("## Growth")
    parts.append(layout(growth_table(results["growth"])))
    parts.append(growth_notes(results["growth"]))
    return "\n\n".join(parts)
