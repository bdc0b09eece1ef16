"""Numbers and readings in words: two decimals as on a blackboard, more where two would lie."""

from __future__ import annotations

import math

from graphrt.viz.picture import Blank, Number, Reading, Statistics, Unknown

BLANK = "______"  # a line to write on
WRITTEN_OUT = 3  # a vector of up to so many elements is shown in full beside its wire


def number_text(value: bool | int | float | complex) -> str:
    """``value`` with two decimals, or two significant digits where it is small.

    >>> [number_text(each) for each in (-0.5299, 1.0, 0.0003, 0.0149, 1e-9, 123456.0)]
    ['-0.53', '1.00', '0.0003', '0.015', '1.0e-9', '1.23e5']
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**9 else _scientific(float(value), 2)
    if isinstance(value, complex):
        imaginary = number_text(value.imag)
        sign = "" if imaginary.startswith("-") else "+"
        return f"{number_text(value.real)}{sign}{imaginary}i"
    if not math.isfinite(value):
        return str(value)
    size = abs(value)
    if size == 0 or 0.0995 <= size < 99_999.995:
        return f"{value:.2f}" if size else "0.00"
    if size >= 1:
        return _scientific(value, 2)
    if size < 0.0001:
        return _scientific(value, 1)
    return f"{float(f'{value:.1e}'):.6f}".rstrip("0")


def _scientific(value: float, digits: int) -> str:
    mantissa, _, exponent = f"{value:.{digits}e}".partition("e")
    return f"{mantissa}e{int(exponent)}"


def share_text(share: float) -> str:
    """A share as a percentage that says 0 and 100 only of none and all."""
    percent = 100 * share
    if 0 < percent < 1:
        return "<1%"
    if 99 < percent < 100:
        return ">99%"
    return f"{percent:.0f}%"


def shape_text(shape: tuple[int, ...]) -> str:
    return "[" + ", ".join(map(str, shape)) + "]"


def zeros_text(reading: Reading | None) -> str:
    """``45% zeros``; nothing for a tensor without zeros and for everything else."""
    if isinstance(reading, Statistics) and reading.zeros:
        return f"{share_text(reading.zeros)} zeros"
    return ""


def reading_text(reading: Reading, brief: bool = False) -> str:
    """One line: ``0.73``, ``[64, 10] 0.02 ± 1.10, 45% zeros``, or ``?``.

    Brief, a tensor is its mean and standard deviation alone.
    """
    match reading:
        case Number(value):
            return number_text(value)
        case Unknown():
            return "?"
        case Blank():
            return BLANK
        case Statistics(shape, mean, spread, _):
            if 0 in shape:
                text = "empty"
            elif reading.elements and len(reading.elements) <= WRITTEN_OUT:
                text = f"[{', '.join(map(number_text, reading.elements))}]"
            else:
                text = f"{number_text(mean)} ± {number_text(spread)}"
            if brief:
                return text
            zeros = zeros_text(reading)
            return f"{shape_text(shape)} {text}" + (f", {zeros}" if zeros else "")


def reading_rows(reading: Reading | None) -> list[tuple[str, str]]:
    """All there is to say of a reading, as (what, text)."""
    match reading:
        case None:
            return []
        case Statistics(shape, mean, spread, _) if 0 not in shape:
            rows = [("shape", shape_text(shape))]
            if reading.elements:
                rows.append(("elements", ", ".join(map(number_text, reading.elements))))
            return [
                *rows,
                ("mean", number_text(mean)),
                ("deviation", number_text(spread)),
                ("lowest", number_text(reading.lowest)),
                ("highest", number_text(reading.highest)),
                ("zeros", share_text(reading.zeros)),
            ]
    return [("", reading_text(reading))]
