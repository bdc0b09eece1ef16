"""HTML: one self-contained page with groups that open, panning, zooming, search and details.

The geometry of every level is computed here; the script only makes room where a group opens.
A level's elements wait in a ``<template>`` and cost nothing until they are seen.
"""

from __future__ import annotations

import base64
import hashlib

from graphrt.viz.assets import script, style
from graphrt.viz.escape import script_json, xml
from graphrt.viz.opening import Fold
from graphrt.viz.outline import outline_of
from graphrt.viz.page_data import PageData
from graphrt.viz.picture import Picture, Role
from graphrt.viz.svg import style_sheet


def render_html(picture: Picture, fold: Fold | None = None) -> str:
    """``picture`` as a page that loads nothing and runs no script but its own."""
    code = script()
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    root = outline_of(picture)
    page = PageData(picture, root, (fold or Fold()).opened(root))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{xml(picture.title) or "graph"}</title>
<style>{style_sheet()}
{style()}</style>
</head>
<body>
<main id="stage">
<svg id="canvas" class="graphrt" xmlns="http://www.w3.org/2000/svg"><g id="world"></g></svg>
</main>
<header>
{_header(picture)}
</header>
<div id="bar" role="toolbar" aria-label="View">
<button id="out" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
<button id="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button id="fit" title="Show everything (0)">Fit</button>
<button id="expand" title="Open groups, as far as that can be seen">Expand</button>
<button id="collapse" title="Close all groups">Collapse</button>
<input id="search" type="search" placeholder="Find a node (/)" aria-label="Find a node">
<button id="previous" aria-label="Previous hit" title="Previous hit (p)">&lsaquo;</button>
<button id="next" aria-label="Next hit" title="Next hit (n, Enter)">&rsaquo;</button>
<span id="count" aria-live="polite"></span>
</div>
<aside id="panel" aria-label="Details" hidden></aside>
<noscript>This page needs its script; without one, use the SVG.</noscript>
{page.templates}
<script id="data" type="application/json">{script_json(page.data)}</script>
<script>{code}</script>
</body>
</html>
"""


def _header(picture: Picture) -> str:
    """Title and legend."""
    words = []
    if picture.has_values:
        words.append(("value", "above the wire: value"))
    if picture.has_gradients:
        of = f" of {picture.gradient_of}" if picture.gradient_of else ""
        words.append(("gradient", f"below the wire: gradient{of}"))
    roles = {box.role for box in picture.boxes}
    if Role.GRADIENT in roles:
        words.append(("gradient", "red boxes: gradient nodes"))
    if Role.UPDATE in roles:
        words.append(("update", "violet boxes: update nodes"))
    legend = "".join(f'<span class="word-{name}">{xml(text)}</span>' for name, text in words)
    lines = [f"<h1>{xml(picture.title)}</h1>", f"<p>{xml(picture.subtitle)}</p>"]
    return "\n".join([*lines, f'<p class="legend">{legend}</p>'] if legend else lines)
