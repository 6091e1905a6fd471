# SPDX-License-Identifier: MIT OR Apache-2.0
"""What lines cost as tables, beside what they must."""

import os
import re

from figures import Figure, layout, ratio_text, table

# By the ELF's name: bytes of full and calls, a row of full, and a share of LINEINFO, each as
# must and aim. What no pattern names has no bounds on its bytes.
BOUNDS = (
    (r"vmlinux-6\.1\..*-cloud-arm64", {
        "full": (2_750_000, 2_500_000), "calls": (360_000, 300_000), "row": (2.2, 2.0),
        "LINEINFO": (0.45, 0.45)}),
    (r"vmlinux-6\.1\..*-cloud-amd64", {
        "full": (2_850_000, 2_550_000), "calls": (430_000, 360_000), "row": (2.5, 2.2),
        "LINEINFO": (0.52, 0.52)}),
    (r"kernel(\+.*)?", {"full": (9_000, 6_500)}),
)  # fmt: skip
LINUX = {"seconds": (10, 4), "megabytes": (1000, 1000), "GSYM": (0.2, 0.2)}
INSTRUCTIONS = {"mean": (12_000, 7_000), "worst": (40_000, 30_000)}


def bounds_of(path):
    name = os.path.basename(path)
    for pattern, bounds in BOUNDS:
        if re.fullmatch(pattern, name):
            return bounds | (LINUX if name.startswith("vmlinux") else {})
    return {}


def differing_bounds(path):
    """In percent of the answers."""
    return (0, 0) if bounds_of(path) else (0.1, 0)


def byte_rows(result, bounds):
    full = result["full"]
    for mode in ("full", "calls"):
        size, rows = result[mode]["bytes"], result[mode]["rows"]
        whole = f", {result[mode]['whole']:,} functions with all" if mode == "calls" else ""
        yield Figure(f"{mode}, bytes", f"{size:,}", f"{rows:,} rows{whole}", "", size,
                     *bounds.get(mode, ()))  # fmt: skip
        yield Figure("  a row", f"{size / rows:.2f}", "", "", size / rows,
                     *(bounds.get("row", ()) if mode == "full" else ()))  # fmt: skip
    rivals = dict(result["others"])
    count = rivals.pop("LINEINFO rows")
    for title, size in rivals.items():
        ratio = full["bytes"] / size
        of = f", {size / count:.2f} of each of {count:,} rows" if title == "LINEINFO" else ""
        yield Figure("full, to others", f"{full['bytes']:,}", f"{title} {size:,}{of}",
                     ratio_text(ratio), ratio, *bounds.get(title, ()))  # fmt: skip


def lookup_rows(result):
    for mode in ("full", "calls"):
        took = result[mode]["counts"]
        for what, key in (("mean", "instructions"), ("worst", "worst")):
            yield Figure(f"{mode}, instructions, {what}", f"{took[key]:,.0f}", "", "", took[key],
                         *INSTRUCTIONS[what])  # fmt: skip
        yield Figure(f"{mode}, lines of 64 bytes", f"{took['lines']:.1f}",
                     f"the most {took['most lines']}")  # fmt: skip


def host_rows(result, bounds):
    for mode in ("full", "calls"):
        took = result[mode]["encode"]
        judged = bounds if mode == "full" else {}
        yield Figure(f"{mode}, seconds of the processor", f"{took['cpu'][0]:.2f}",
                     f"by the clock {took['seconds'][0]:.2f}", "", took["cpu"][0],
                     *judged.get("seconds", ()))  # fmt: skip
        yield Figure(f"{mode}, peak MB", f"{took['megabytes']:.0f}", "", "", took["megabytes"],
                     *judged.get("megabytes", ()))  # fmt: skip


def part_table(result):
    heads = ["bytes a row", *result["full"]["parts"]]
    rows = [[mode, *(f"{size / result[mode]['rows']:.3f}"
                     for size in result[mode]["parts"].values())] for mode in ("full", "calls")]
    return layout([heads, *rows])


def share_that_differs(result):
    """In percent."""
    told = result["compared"]
    return 100 * sum(told["differ"].values()) / told["asked"]


def comparison_row(path, result):
    told, differ = result["compared"], share_that_differs(result)
    kinds = "".join(f", {count:,} in {kind}" for kind, count in told["differ"].items())
    return Figure(
        "equal to llvm-symbolizer's", f"{100 - differ:.3f} %",
        f"{told['asked']:,} random addresses, {told['known']:,} with lines{kinds}", "", differ,
        *differing_bounds(path))  # fmt: skip


def wrong(path, result):
    """Answers that differ, if more do than may."""
    must, _ = differing_bounds(path)
    differ = sum(result["compared"]["differ"].values())
    return differ if share_that_differs(result) > must else 0


def growth_table(growth):
    heads = ("the objects", "rows", "bytes a row", "instructions", "seconds of the processor",
             "microseconds a row", "peak MB")  # fmt: skip
    rows = [heads]
    for times, took in growth.items():
        count, seconds = took["rows"], min(took["cpu"])
        rows.append((
            f"{times} times", f"{count:,}", f"{took['bytes'] / count:.2f}",
            f"{took['instructions']:,.0f}", f"{seconds:.2f}", f"{1e6 * seconds / count:.1f}",
            f"{took['megabytes']:.0f}",
        ))  # fmt: skip
    return layout(rows)


def report(results):
    parts = []
    for path, result in results["elf"].items():
        bounds = bounds_of(path)
        parts.append(f"## Lines, {os.path.basename(path)}: {result['full']['rows']:,} rows")
        parts.append(table([*byte_rows(result, bounds), *lookup_rows(result),
                            *host_rows(result, bounds), comparison_row(path, result)]))  # fmt: skip
        if result["compared"]["first"]:
            parts.append("\n".join(["The first that differ:", *result["compared"]["first"]]))
        parts.append(part_table(result))
    if "growth" in results:
        parts.append("## Lines, growth")
        parts.append(growth_table(results["growth"]))
    return "\n\n".join(parts)
