# SPDX-License-Identifier: MIT OR Apache-2.0
"""What it takes to get the symbols into a linked ELF, by ksym and by the routes of others."""

import os
import shutil
import statistics

import elf_list
import figures
import routes
import symbol_lists
from steps import Failed, timed, turns

ROUNDS = 3
ROUTES = (routes.ours, routes.linux, routes.tutorial)
HEADS = ("linked ELF", "route", "seconds", "of the processor", "ksym's to it",
         "of the processor", "bytes", "its symbols")  # fmt: skip


def once(route, linked):
    """The times of its steps, after an untimed copy of what it changes in place."""
    if route.in_place:
        shutil.copyfile(linked.elf, route.made)
    os.sync()
    return {step.name: timed(step) for step in route.steps}


def differences(found, right):
    """How many symbols are not as they should be; kallsyms knows no sizes."""
    if len(next(iter(found), ())) == 2:
        right = {(addr, name) for addr, _, name in right}
    return len(found ^ right)


def race(build, linked):
    """Each route in turn; what it makes is held against what readelf shows."""
    symbols = symbol_lists.ordered(elf_list.settled(linked.elf), rename=list)
    right = {(s.addr, s.size, s.name) for s in symbols}
    entrants = [enter(build, linked) for enter in ROUTES]
    results = {route.title: {"rounds": [], "wrong": 0} for route in entrants}
    for turn, route in turns(entrants, ROUNDS):
        result = results[route.title]
        if "fails" in result:
            continue
        try:
            result["rounds"].append(once(route, linked))
            if turn == 0:
                found, result["bytes"] = route.read()
                result["wrong"] = differences(found, right)
        except Failed as failure:
            result["fails"] = str(failure)
            result["wrong"] = 1 if route is entrants[0] else 0
        if os.path.exists(route.made):
            os.remove(route.made)
    return {"symbols": len(right), "bytes": os.path.getsize(linked.elf), "routes": results}


def totals(entry, which):
    """The sums over its steps, round by round."""
    return [sum(getattr(took, which) for took in times.values()) for times in entry["rounds"]]


def median_of(entry, which):
    return max(statistics.median(totals(entry, which)), 1e-3)


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f})"


def verdict(entry, count):
    return f"WRONG: {entry['wrong']:,}" if entry["wrong"] else f"the same {count:,}"


def ratios(mine, entry):
    """Ours to its, by the clock and by the processor; of wrong results there are none."""
    if mine is entry or "fails" in mine:
        return "", ""
    if mine["wrong"] or entry["wrong"]:
        return "WRONG", "WRONG"
    return [
        figures.ratio_text(median_of(mine, which) / median_of(entry, which))
        for which in ("seconds", "cpu")
    ]


def rows_of(title, result):
    if "fails" in result:
        yield (title, *[""] * 6, result["fails"])
        return
    size = f"{title}, {result['bytes'] / 1e6:,.1f} MB"
    mine = next(iter(result["routes"].values()))
    for name, entry in result["routes"].items():
        if "fails" in entry:
            yield (size, name, *[""] * 5, entry["fails"])
            continue
        times = [spread(totals(entry, which)) for which in ("seconds", "cpu")]
        yield (size, name, *times, *ratios(mine, entry), f"{entry['bytes']:,}",
               verdict(entry, result["symbols"]))  # fmt: skip


def step_line(title, name, entry):
    parts = []
    for step in entry["rounds"][0]:
        seconds = statistics.median(times[step].seconds for times in entry["rounds"])
        parts.append(f"{step} {seconds:.2f}")
    return f"{title}, {name}: {', '.join(parts)} seconds."


def wrong(results):
    return sum(e["wrong"] for r in results.values() for e in r.get("routes", {}).values())


def report(results):
    parts = ["## From a linked ELF to one that names its own addresses"]
    rows = [row for title, result in results.items() for row in rows_of(title, result)]
    parts.append(figures.layout([HEADS, *rows]))
    for title, result in results.items():
        for name, entry in result.get("routes", {}).items():
            if "fails" not in entry and len(entry["rounds"][0]) > 1:
                parts.append(step_line(title, name, entry))
    return "\n\n".join(parts)
