# SPDX-License-Identifier: MIT OR Apache-2.0
"""A run's figures as an SVG that reads in light and in dark."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 730
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.head { font-weight: 600; font-size: 14px; }
.note { fill: #59636e; font-size: 11px; }
.ours { fill: #1a7f6b; } .other { fill: #a9b4c0; }
.axis { stroke: #d0d7de; fill: none; }
.line { fill: none; stroke-width: 2; }
.line.a { stroke: #1a7f6b; } .line.b { stroke: #8c97a4; stroke-dasharray: 5 3; }
.dot.a { fill: #1a7f6b; } .dot.b { fill: #8c97a4; }
.page { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .note { fill: #9198a1; }
.ours { fill: #3fbf9f; } .other { fill: #57606a; } .axis { stroke: #3d444d; }
.line.a { stroke: #3fbf9f; } .line.b { stroke: #9aa5b1; }
.dot.a { fill: #3fbf9f; } .dot.b { fill: #9aa5b1; }
.page { fill: #0d1117; }
}
"""


def text(x, y, what, kind="", anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind} text-anchor="{anchor}">{escape(what)}</text>'


def bars(top, title, note, rows, scale, unit):
    """A bar a row: what, value, whether it is ours."""
    left, full = 210, 420
    out = [text(20, top, title, "head"), text(WIDTH - 20, top, note, "note", "end")]
    for i, (what, value, is_ours) in enumerate(rows):
        y = top + 12 + i * 20
        length = max(2, full * scale(value))
        kind = "ours" if is_ours else "other"
        out.append(text(left - 8, y + 11, what, "", "end"))
        out.append(
            f'<rect class="{kind}" x="{left}" y="{y}" width="{length:.1f}" height="14" rx="2"/>'
        )
        out.append(text(left + length + 6, y + 11, f"{unit(value)}"))
    return out, top + 12 + len(rows) * 20


def size_rows(whole):
    count, others = whole["symbols"], whole["bytes"]
    rows = [("flat array", others["flat"], False)]
    if "kallsyms" in others:
        rows.append(("kallsyms, by-name", others["kallsyms"] + others["kallsyms by-name"], False))
        rows.append(("kallsyms, no sizes", others["kallsyms"], False))
    rows.append(("ksym --by-name", whole["indexed"]["bytes"], True))
    rows.append(("ksym", whole["table"]["bytes"], True))
    rows.append(("xz -9e, no access", whole["xz"], False))
    return [(what, size / count, is_ours) for what, size, is_ours in rows]


TIMES = (
    ("symbol", "address to symbol", ("walk", "kallsyms", "search", "select", "ours")),
    ("name", "address to name", ("walk", "kallsyms", "ours")),
    ("find", "name to address", ("walk", "kallsyms", "ours")),
)
TITLES = {
    "walk": "linear walk", "kallsyms": "kallsyms", "search": "binary search, branches",
    "select": "binary search, selects", "ours": "ksym",
}  # fmt: skip


def time_bars(top, times):
    out, least, most = [], 10, 1e6

    def scale(ns):
        return math.log(max(ns, least) / least) / math.log(most / least)

    for question, title, names in TIMES:
        rows = [
            (TITLES[name], times[question][name]["median"], name == "ours")
            for name in names
            if name in times[question] and not times[question][name]["wrong"]
        ]  # fmt: skip
        note = "ns, logarithmic"
        more, top = bars(top, title, note, rows, scale, lambda ns: f"{ns:,.0f} ns")
        out += more
        top += 26
    return out, top


def curve(points, kind, place):
    spots = [place(x, y) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    out = [f'<polyline class="line {kind}" points="{line}"/>']
    out += [f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in spots]
    return out


def panel(left, top, title, note, curves, unit, from_zero):
    """A growth diagram: curves by kind, the symbols on a logarithmic axis."""
    width, height = 160, 120
    values = [y for points in curves.values() for _, y in points]
    highest, lowest = max(values), min(values)

    def along(y):
        if from_zero:
            return y / highest
        return 0.15 + 0.85 * math.log(y / lowest) / math.log(highest / lowest)

    counts = [x for x, _ in next(iter(curves.values()))]
    span = math.log(counts[-1] / counts[0]) if counts[-1] > counts[0] else 1

    def place(x, y):
        across = left + width * math.log(x / counts[0]) / span
        return across, top + height - (height - 10) * along(y)

    out = [text(left, top - 26, title, "head"), text(left, top - 10, note, "note")]
    out.append(f'<path class="axis" d="M{left} {top}v{height}h{width}"/>')
    for count in counts:
        thousands = round(count / 1000)
        label = f"{thousands / 1000:.2g} M" if thousands >= 1000 else f"{thousands} k"
        out.append(text(place(count, highest)[0], top + height + 16, label, "note", "middle"))
    for kind, points in curves.items():
        out += curve(points, kind, place)
        for x, y in (points[0], points[-1]):
            px, py = place(x, y)
            below = kind == "b" or (not from_zero and x == counts[0])
            out.append(text(px + 5, py + 15 if below else py - 6, unit(y), "note"))
    return out


def growth_panels(top, growth):
    results = list(growth.values())

    def points(value):
        return [(g["count"], value(g)) for g in results]

    lookup = {
        "b": points(lambda g: g["times"]["symbol"]["search"]["median"]),
        "a": points(lambda g: g["times"]["symbol"]["ours"]["median"]),
    }
    bytes_each = {"a": points(lambda g: g["table"]["bytes"] / g["count"])}
    seconds = {"a": points(lambda g: min(g["table"]["seconds"]))}
    out = panel(40, top, "ns a lookup", "dashed: binary search", lookup, "{:.0f}".format, True)
    out += panel(290, top, "bytes a symbol", "", bytes_each, "{:.2f}".format, True)
    note = "both axes logarithmic"
    return out + panel(540, top, "seconds to encode", note, seconds, "{:.2g}".format, False)


def write(results, path):
    whole = results["list"]
    rows = size_rows(whole)
    most = max(value for _, value, _ in rows)
    title = f"bytes a symbol, {results['title']}"
    out, top = bars(
        30, title, f"{whole['symbols']:,} symbols", rows, lambda v: v / most, "{:.2f}".format
    )
    more, top = time_bars(top + 26, whole["times"])
    out += more + growth_panels(top + 36, results["growth"])
    with open(path, "w", encoding="utf-8") as svg:
        svg.write(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
            f"<title>ksym beside other ways to name an address</title>\n<style>{STYLE}</style>\n"
            f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>\n'
            + "\n".join(out)
            + "\n</svg>\n"
        )
