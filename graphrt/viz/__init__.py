"""Pictures of graphs: from plain data to SVG, HTML, DOT, Mermaid and text.

`Picture` says what is shown, `render` turns it into text. Nothing here reads a graph or
computes a value; `graphrt.analysis.picture` makes pictures of models.
"""

from graphrt.viz.blanks import blanked
from graphrt.viz.drawing import FORMATS, Drawing, format_of, render
from graphrt.viz.focus import neighbourhood
from graphrt.viz.opening import Fold
from graphrt.viz.picture import (
    Blank,
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
    "Blank",
    "Box",
    "Drawing",
    "Fold",
    "Kind",
    "Number",
    "Picture",
    "Reading",
    "Statistics",
    "Unknown",
    "Wire",
    "blanked",
    "format_of",
    "neighbourhood",
    "render",
]
