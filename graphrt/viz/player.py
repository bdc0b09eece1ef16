"""HTML: one self-contained page that plays a picture forward and backward, step by step."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from graphrt.viz.assets import player
from graphrt.viz.drawing import render
from graphrt.viz.escape import script_json, xml
from graphrt.viz.opening import Fold
from graphrt.viz.picture import Picture


@dataclass(frozen=True)
class PlayStep:
    """A step of the player: the box it is about, the nets whose readings it makes appear, and
    what it says."""

    box: int
    backward: bool
    title: str
    lines: tuple[str, ...]
    values: tuple[int, ...] = ()
    gradients: tuple[int, ...] = ()


def render_player(picture: Picture, steps: Sequence[PlayStep]) -> str:
    """``picture`` with its readings hidden until the step that computes them."""
    css, code = player()
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    data = {"steps": [asdict(each) for each in steps]}
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{xml(picture.title)}, step by step</title>
<style>{css}</style>
</head>
<body>
<main id="picture">{render(picture, "svg", Fold(expand=("all",)))}</main>
<section id="told" aria-live="polite">
<span id="phase"></span><span id="title"></span>
<ul id="lines"></ul>
</section>
<div id="bar" role="toolbar" aria-label="Steps">
<button id="first" title="Before the first step">&#171;</button>
<button id="previous" title="One step back (left arrow)">&lsaquo;</button>
<button id="play" title="Play (space)">Play</button>
<button id="next" title="One step on (right arrow)">&rsaquo;</button>
<button id="last" title="The last step">&#187;</button>
<input id="slider" type="range" min="0" value="0" aria-label="Step">
<span id="count"></span>
</div>
<noscript>This page needs its script; without one, use graphrt visualize.</noscript>
<script id="data" type="application/json">{script_json(data)}</script>
<script>{code}</script>
</body>
</html>
"""
