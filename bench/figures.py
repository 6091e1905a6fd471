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


def timed_row(what, ours, other, title, must=None, aim=None):
    value = math.nan if other["wrong"] or ours["wrong"] else other["ratio"]
    title = f"{title} {nanoseconds(other)}"
    return Figure(what, nanoseconds(ours), title, both_ratios(other), value, must, aim)


# By question and contestant: the ratio that must be reached and the one aimed at.
WARM = {
    ("symbol", "search"): (0.65, 0.55),
    ("name", "kallsyms"): (0.35, 0.28),
    ("find", "kallsyms"): (0.036, 0.026),
}
COLD = {("symbol", "search"): (0.62, 0.5)}
QUESTIONS = {
    "symbol": "address -> symbol",
    "name": "address -> name",
    "find": "name -> address, by-name",
}
CONTESTANTS = {
    "search": "binary search (branches)",
    "select": "binary search (selects)",
    "kallsyms": "kallsyms",
    "walk": "linear walk",
    "no index": "ours, no index",
}


def time_rows(result, judged):
    """Each question against each other way to answer it; wrong answers have no time."""
    for question, what in QUESTIONS.items():
        times = result["times"][question]
        for name, title in CONTESTANTS.items():
            if name in times:
                bounds = WARM.get((question, name), ()) if judged else ()
                yield timed_row(what, times["ours"], times[name], title, *bounds)
        for name, title in CONTESTANTS.items():
            if "cold" in times.get(name, ()):
                bounds = COLD.get((question, name), ()) if judged else ()
                yield timed_row(
                    "  cold", times["ours"]["cold"], times[name]["cold"], title, *bounds
                )


# Of instructions, where a name's are counted without its symbol's, and of lines.
COUNTS = {
    "symbol": ("address -> symbol", (360, 280), (7.8, 6)),
    "name": ("address -> name", (500, 370), (16.7, 13)),
    "find": ("name -> address", (1130, 900), ()),
}


def count_rows(result, judged):
    counts = result.get("counts", {})
    for question, (what, bounds, _) in COUNTS.items():
        if question in counts:
            took = counts[question]
            value = took["instructions"]
            if question == "name":
                what, value = "  its name besides", value - counts["symbol"]["instructions"]
            yield Figure(f"{what}, instructions", f"{value:,.0f}",
                         f"mispredicts {took['mispredicts']:.1f}", "", value,
                         *(bounds if judged else ()))  # fmt: skip
    for question, (what, _, bounds) in COUNTS.items():
        if question in counts:
            took = counts[question]
            yield Figure(f"{what}, lines of 64 bytes", f"{took['lines']:.1f}",
                         f"the most {took['most lines']}", "", took["lines"],
                         *(bounds if judged else ()))  # fmt: skip


TITLES = {"kallsyms": "kallsyms, no sizes", "flat": "flat array"}


def size_rows(result, bounds=(), indexed_bounds=()):
    count = result["symbols"]
    plain, indexed = result["table"]["bytes"] / count, result["indexed"]["bytes"] / count
    others = dict(result["bytes"])
    by_name = others.get("kallsyms", 0) + others.pop("kallsyms by-name", 0)
    others.pop("kallsyms names", None)
    others["xz -9e, no access"] = result["xz"]
    rivals = [
        (f"{TITLES.get(title, title)} {size / count:.2f}", size)
        for title, size in sorted(others.items(), key=lambda other: -other[1])
    ]
    if "gsym" in result:
        functions, size = result["gsym"]
        share = size / max(functions, 1)
        rivals.append((f"GSYM {share:.2f} of each of {functions:,} functions", share * count))
    what = "bytes a symbol"
    for i, (title, size) in enumerate(rivals):
        limits = (plain, *bounds) if i == 0 else ()
        yield Figure(what, f"{plain:.2f}", title, ratio_text(plain * count / size), *limits)
    other = f"kallsyms, by-name {by_name / count:.2f}" if by_name else ""
    ratio = ratio_text(indexed * count / by_name) if by_name else ""
    yield Figure("  with --by-name", f"{indexed:.2f}", other, ratio, indexed, *indexed_bounds)


def encode_rows(run, seconds_bounds=(), memory_bounds=()):
    median, least = statistics.median(run["cpu"]), min(run["cpu"])
    clock = f"by the clock {statistics.median(run['seconds']):.2f} ({min(run['seconds']):.2f})"
    yield Figure("encode, seconds of the processor", f"{median:.2f} ({least:.2f})", clock, "",
                 median, *seconds_bounds)  # fmt: skip
    yield Figure("encode, peak MB", f"{run['megabytes']:.0f}", "", "", run["megabytes"],
                 *memory_bounds)  # fmt: skip


SMALL = {250: (11.2, 10.2), 1000: (10.4, 9.5)}


def small_rows(small):
    for name, result in small.items():
        size = result["table"]["bytes"] / result["count"]
        yield Figure(f"bytes a symbol, {name}", f"{size:.2f}", "", "", size, *SMALL[result["count"]])


# Mangled, bytes a symbol; by the title's beginning.
PROGRAMS = {"C++": (13.4, 12.0), "Rust": (14.2, 12.0)}


def program_rows(title, result):
    bounds = PROGRAMS[title.partition(",")[0]] if title.endswith(" mangled") else ()
    yield from size_rows(result, bounds)
    yield from count_rows(result, False)
    yield from encode_rows(result["table"])


def sized_rows(sized):
    for title, result in sized.items():
        size = result["table"]["bytes"] / result["symbols"]
        other = f"{result['symbols']:,} symbols"
        yield Figure(f"bytes a symbol, {title}", f"{size:.2f}", other, "", size, *result["bounds"])


def made_rows(made):
    size = made["table"]["bytes"] / made["symbols"]
    other = f"the names alone {made['name bytes'] / made['symbols']:.2f}"
    yield Figure("bytes a symbol", f"{size:.2f}", other, ratio_text(size * made["symbols"] / made["name bytes"]))
    yield from encode_rows(made["table"], (60, 20), (1500, 1500))


def code_rows(code):
    """What names an address is judged; what makes a text of it too stands below."""
    for what, limits in (("code", (1792, 1600)), ("stack", (224, 160))):
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
    whole, wide = results["list"], results["wide"]
    linux = results["linux"]
    parts = ["Times are medians, and in brackets the least; so are ratios, ours to the other's."]
    parts.append(f"## {results['title']}: {whole['symbols']:,} symbols")
    rows = [*size_rows(whole, *(((6.5, 6.2), (8.8, 8.4)) if linux else ())),
            *count_rows(whole, linux), *time_rows(whole, linux),
            *encode_rows(whole["table"], *(((1.3, 0.7), (64, 48)) if linux else ()))]  # fmt: skip
    parts.append(table(rows))
    if whole["parts"]:
        shares = sorted(whole["parts"].items(), key=lambda part: -part[1])
        text = ", ".join(f"{name} {size / whole['symbols']:.3f}" for name, size in shares)
        parts.append(f"Bytes a symbol by part, with the index: {text}.")
    parts.append(f"## Linux 6.1 amd64, per-CPU symbols at 0: {wide['symbols']:,} symbols")
    parts.append(table([*size_rows(wide, (6.9, 6.4)), *count_rows(wide, False),
                        *time_rows(wide, False)]))  # fmt: skip
    for path, result in results["elf"].items():
        parts.append(f"## {os.path.basename(path)}, an ELF: {result['symbols']:,} symbols")
        parts.append(table([*size_rows(result), *count_rows(result, False),
                            *time_rows(result, False)]))  # fmt: skip
    for title, result in results["programs"].items():
        parts.append(f"## {title}: {result['symbols']:,} symbols")
        parts.append(table(list(program_rows(title, result))))
    parts.append("## Other programs, mangled")
    parts.append(table(list(sized_rows(results["sized"]))))
    made = results["made"]
    parts.append(f"## Names made of C++ ones: {made['symbols']:,} symbols")
    parts.append(table(list(made_rows(made))))
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
