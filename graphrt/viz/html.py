"""HTML: one self-contained page with the SVG, panning, zooming, search and details on click."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from graphrt.viz.escape import printable, script_json, xml
from graphrt.viz.page import SCRIPT, STYLE
from graphrt.viz.picture import Picture, Reading
from graphrt.viz.svg import render_svg
from graphrt.viz.words import reading_text


def render_html(picture: Picture) -> str:
    """``picture`` as a page that loads nothing and runs no script but its own."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{xml(picture.title) or "graph"}</title>
<style>{STYLE}</style>
</head>
<body>
<main id="stage">
{render_svg(picture)}</main>
<div id="bar">
<button id="out" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
<button id="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button id="fit" title="Show everything (0)">Fit</button>
<input id="search" type="search" placeholder="Find a node (/)" aria-label="Find a node">
</div>
<aside id="panel" aria-label="Details" aria-live="polite" hidden></aside>
<script id="data" type="application/json">{script_json(_data(picture))}</script>
<script>{SCRIPT}</script>
</body>
</html>
"""


def _data(picture: Picture) -> dict[str, Any]:
    """What the details panel shows, by position of box and net."""
    boxes = [
        {
            "name": printable(box.id),
            "title": printable(box.title),
            "op": printable(box.op),
            "gate": printable(box.gate),
            "rows": [
                [printable(what), printable(text)]
                for what, text in (
                    ("scope", box.scope),
                    ("role", box.role.name.lower()),
                    ("line", box.location),
                    *box.details,
                )
                if text
            ],
        }
        for box in picture.boxes
    ]
    nets = [
        {
            "name": printable(net.wire.name or net.wire.source),
            "type": printable(net.wire.type),
            "value": _words(net.wire.forward),
            "gradient": _words(net.wire.gradient),
            "source": net.source,
            "targets": [
                [target, wire.slot] for target, wire in zip(net.targets, net.wires, strict=True)
            ],
        }
        for net in picture.nets
    ]
    return {"boxes": boxes, "nets": nets}


def _words(reading: Reading | None) -> str:
    return "" if reading is None else reading_text(reading)
