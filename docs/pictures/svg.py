# SPDX-License-Identifier: MIT OR Apache-2.0
"""An SVG that reads on a light page and on a dark one."""

from xml.sax.saxutils import escape

SANS = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
STYLE = f"""
text {{ font: 13px {SANS}; fill: #24292f; }}
.mono {{ font: 13px {MONO}; white-space: pre; }}
.head {{ font-weight: 600; font-size: 16px; }}
.strong {{ font-weight: 600; }}
.value {{ paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }}
.note {{ fill: #59636e; font-size: 12px; }}
.good {{ fill: #116b54; font-weight: 600; }} .bad {{ fill: #b3261e; }} .dim {{ fill: #7b858f; }}
.page {{ fill: #ffffff; }} .panel {{ fill: #f6f8fa; stroke: #d0d7de; }}
.ours {{ fill: #1a7f6b; stroke: #1a7f6b; }} .other {{ fill: #98a4b1; stroke: #98a4b1; }}
.axis {{ stroke: #d0d7de; fill: none; }}
.arrow {{ stroke: #59636e; fill: none; stroke-width: 1.5; }}
.tip {{ fill: #59636e; }}
.line {{ fill: none; stroke-width: 2; }} .dash {{ stroke-dasharray: 6 4; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e6edf3; }} .value {{ stroke: #0d1117; }} .note {{ fill: #9198a1; }}
.good {{ fill: #4cc9a7; }} .bad {{ fill: #ff8f85; }} .dim {{ fill: #7d8590; }}
.page {{ fill: #0d1117; }} .panel {{ fill: #161b22; stroke: #3d444d; }}
.ours {{ fill: #3fbf9f; stroke: #3fbf9f; }} .other {{ fill: #6e7983; stroke: #6e7983; }}
.axis {{ stroke: #3d444d; }} .arrow {{ stroke: #9198a1; }} .tip {{ fill: #9198a1; }}
.line {{ fill: none; }}
}}
"""


def text(x, y, what, kind="", anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    anchor = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}{anchor} xml:space="preserve">{escape(what)}</text>'


def box(x, y, width, height, kind):
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" {size} rx="3"/>'


def path(steps, kind):
    return f'<path class="{kind}" d="{steps}"/>'


def dot(x, y, kind):
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def picture(width, height, title, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>",
        f'<rect class="page" width="{width}" height="{height}"/>', *parts, "</svg>\n",
    ])  # fmt: skip
