"""Pictures of graphs: from plain data to SVG, HTML, DOT, Mermaid and text.

`Picture` says what is shown, `render` turns it into text. Nothing here reads a graph or
computes a value; `graphrt.analysis.picture` makes pictures of models.
"""

from graphrt.viz.drawing import FORMATS, Drawing, format_of, render
from graphrt.viz.picture import (
    Box,
    Kind,
    Number,
    Picture,
    Reading,
    Statistics,
    Unknown,
    Wire,
)

__all__ = [
    "FORMATS",
    "Box",
    "Drawing",
    "Kind",
    "Number",
    "Picture",
    "Reading",
    "Statistics",
    "Unknown",
    "Wire",
    "format_of",
    "render",
]
