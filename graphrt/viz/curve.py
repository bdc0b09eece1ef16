"""Curves of metrics over epochs, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from graphrt.viz.escape import xml

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 72, 150, 40, 44
COLOURS = ("#1565c0", "#c62828", "#2e7d32", "#6a1b9a", "#ef6c00", "#00838f")
FONT = "font-family='Helvetica, Arial, sans-serif'"


def curves(rows: Sequence[Mapping[str, float]], title: str) -> str:
    """One line per metric; a logarithmic axis where all are positive and spread over decades."""
    names = [n for n in dict.fromkeys(k for row in rows for k in row) if n not in ("epoch", "step")]
    values = [row[name] for row in rows for name in names if name in row]
    finite = [each for each in values if math.isfinite(each)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    logarithmic = low > 0 and high / low > 30
    scale = math.log10 if logarithmic else float
    bottom, top = scale(low), scale(high)
    if top == bottom:
        bottom, top = bottom - 0.5, top + 0.5
    if logarithmic:
        ticks = _decades(bottom, top)
    else:
        ticks = _ticks(bottom, top)
        bottom, top = ticks[0], ticks[-1]
    last = max((row["epoch"] for row in rows), default=1)

    def at(epoch: float, value: float) -> tuple[float, float]:
        across = (epoch - 1) / max(last - 1, 1)
        up = (scale(value) - bottom) / (top - bottom)
        return (LEFT + across * (WIDTH - LEFT - RIGHT), TOP + (1 - up) * (HEIGHT - TOP - BOTTOM))

    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'"
        f" viewBox='0 0 {WIDTH} {HEIGHT}'>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='white'/>",
        f"<text x='{LEFT}' y='24' {FONT} font-size='15' font-weight='bold'>{xml(title)}</text>",
    ]
    for tick in ticks:
        _, y = at(1, tick)
        parts.append(
            f"<line x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{y:.1f}' y2='{y:.1f}' stroke='#e0e0e0'/>"
            f"<text x='{LEFT - 8}' y='{y + 4:.1f}' {FONT} font-size='11' fill='#555'"
            f" text-anchor='end'>{tick:.3g}</text>"
        )
    for epoch in sorted({1, int(last), *(int(1 + k * (last - 1) / 4) for k in range(1, 4))}):
        x = at(epoch, high if finite else 1.0)[0]
        parts.append(
            f"<text x='{x:.1f}' y='{HEIGHT - BOTTOM + 18}' {FONT} font-size='11' fill='#555'"
            f" text-anchor='middle'>{epoch}</text>"
        )
    parts.append(
        f"<text x='{(LEFT + WIDTH - RIGHT) / 2}' y='{HEIGHT - 8}' {FONT} font-size='12'"
        " fill='#555' text-anchor='middle'>epoch</text>"
    )
    for number, name in enumerate(names):
        colour = COLOURS[number % len(COLOURS)]
        points = [
            at(row["epoch"], row[name]) for row in rows if math.isfinite(row.get(name, math.nan))
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2' fill='{colour}'/>" for x, y in points]
        y = TOP + 16 + 20 * number
        parts.append(
            f"<line x1='{WIDTH - RIGHT + 14}' x2='{WIDTH - RIGHT + 34}' y1='{y}' y2='{y}'"
            f" stroke='{colour}' stroke-width='2'/>"
            f"<text x='{WIDTH - RIGHT + 40}' y='{y + 4}' {FONT} font-size='12'>"
            f"{xml(name)}</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers that reach from below ``low`` to above ``high``, six steps at most.

    >>> _ticks(0.17, 1.97)
    [0.0, 0.5, 1.0, 1.5, 2.0]
    """
    power = 10.0 ** math.floor(math.log10((high - low) / 2))
    step = next(k * power for k in (1, 2, 5, 10, 20) if (high - low) / (k * power) <= 5)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(f"{k * step:.12g}") for k in range(first, last + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Round numbers from ``10**low`` to ``10**high``: powers of ten, and 2 and 5 times those
    where they are few.

    >>> _decades(-1.5, 1.2)
    [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]
    """
    parts = (1, 2, 5) if high - low < 3 else (1,)
    powers = range(math.floor(low), math.ceil(high) + 1)
    every = [float(f"{part}e{power}") for power in powers for part in parts]
    return [each for each in every if low <= math.log10(each) <= high]
