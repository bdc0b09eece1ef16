"""Draw the filters of a convolution's first layer as an SVG: one small image for each.

python tools/draw_filters.py models/digits_cnn.pb w1 -o models/digits_cnn_filters.svg

Red adds to what the filter finds, blue takes away, white does nothing; the darkest is the largest
weight of all, so that filters can be compared. Filters of several input channels are drawn as rows
of images, one for each channel.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

import graphrt as gr

Array = np.ndarray[Any, Any]
CELL, GAP, EDGE = 12, 10, 16  # pixels: a weight, between images, around them all
POSITIVE, NEGATIVE = np.array([178, 24, 43]), np.array([33, 102, 172])


def colour(share: float) -> str:
    """White at 0, red at 1, blue at -1."""
    end = POSITIVE if share > 0 else NEGATIVE
    red, green, blue = np.rint(255 + (end - 255) * min(abs(share), 1)).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def draw(weights: Array, title: str) -> str:
    """The SVG of ``weights`` ``[filters, channels, height, width]``."""
    filters, channels, height, width = weights.shape
    columns = channels if channels > 1 else int(np.ceil(filters**0.5))
    images = weights.reshape(-1, height, width)
    rows = -(-len(images) // columns)
    step_x, step_y = width * CELL + GAP, height * CELL + GAP
    total_x = columns * step_x - GAP + 2 * EDGE
    total_y = rows * step_y - GAP + 2 * EDGE
    largest = max(float(np.abs(weights).max(initial=0)), np.finfo(np.float32).tiny)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total_x}" height="{total_y}"'
        f' viewBox="0 0 {total_x} {total_y}" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{total_x}" height="{total_y}" fill="#fff"/>',
    ]
    for number, image in enumerate(images):
        left, top = EDGE + number % columns * step_x, EDGE + number // columns * step_y
        lines.append(f'<g transform="translate({left} {top})" shape-rendering="crispEdges">')
        for (i, j), weight in np.ndenumerate(image):
            fill = colour(float(weight) / largest)
            lines.append(f'<rect x="{j * CELL}" y="{i * CELL}" width="{CELL}" height="{CELL}"'
                         f' fill="{fill}"/>')  # fmt: skip
        lines.append(f'<rect width="{width * CELL}" height="{height * CELL}" fill="none"'
                     ' stroke="#888"/></g>')  # fmt: skip
    return "\n".join([*lines, "</svg>", ""])


def filters_of(model: gr.Model, name: str) -> Array:
    """The variable, checked to be weights of a convolution over images; exits with a sentence."""
    if name not in model.variables:
        raise SystemExit(f"no variable {name}; there are {', '.join(model.variables)}")
    weights = np.asarray(model.variables[name].value)
    if weights.ndim != 4:
        shape = list(weights.shape)
        raise SystemExit(f"{name} is {shape}; filters are [filters, channels, height, width]")
    return weights


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Draw the filters of a convolution as an SVG.")
    parser.add_argument("model", type=Path, help="a model file")
    parser.add_argument("variable", help="the weights [filters, channels, height, width]")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.svg")
    chosen = parser.parse_args(arguments)
    model = gr.load(chosen.model)
    title = f"{model.name}: the filters {chosen.variable}"
    chosen.output.write_text(draw(filters_of(model, chosen.variable), title), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
