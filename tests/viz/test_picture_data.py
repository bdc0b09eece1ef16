"""The data model of pictures, and numbers in words."""

from __future__ import annotations

import math

import pytest

from graphrt.errors import GraphError
from graphrt.viz import Box, Number, Picture, Statistics, Unknown, Wire
from graphrt.viz.metrics import shorten, text_width, wrap
from graphrt.viz.symbols import symbol_of, symbol_with
from graphrt.viz.words import number_text, reading_text, share_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.5299, "-0.53"),
        (0.7310585786, "0.73"),
        (-12.0, "-12.00"),
        (1.0, "1.00"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (0.0003, "0.0003"),
        (0.00034, "0.00034"),
        (0.0149, "0.015"),
        (0.05, "0.05"),
        (-0.0996, "-0.10"),
        (0.09949, "0.099"),
        (0.00999, "0.01"),
        (1e-9, "1.0e-9"),
        (-2.5e-5, "-2.5e-5"),
        (99_999.99, "99999.99"),
        (123_456.0, "1.23e5"),
        (1e300, "1.00e300"),
        (5e-324, "4.9e-324"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        (7, "7"),
        (-3, "-3"),
        (10**12, "1.00e12"),
        (True, "true"),
        (False, "false"),
        (1 - 2j, "1.00-2.00i"),
        (2.5j, "0.00+2.50i"),
    ],
)
def test_numbers(value: complex, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize("exponent", range(-12, 13))
@pytest.mark.parametrize("mantissa", [1.0, -1.26, 3.999, 9.95, 9.9949])
def test_a_number_is_never_far_from_what_it_says(exponent: int, mantissa: float) -> None:
    value = mantissa * 10.0**exponent
    said = float(number_text(value))
    assert abs(said - value) <= 0.0501 * abs(value)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0%"), (1e-9, "<1%"), (0.453, "45%"), (0.9999, ">99%"), (1.0, "100%")],
)
def test_shares(share: float, text: str) -> None:
    assert share_text(share) == text


def test_readings() -> None:
    tensor = Statistics((64, 10), 0.02, 1.1, 0.45)
    assert reading_text(Number(0.73)) == "0.73"
    assert reading_text(Unknown()) == "?"
    assert reading_text(tensor) == "[64, 10] 0.02 ± 1.10, 45% zeros"
    assert reading_text(tensor, brief=True) == "0.02 ± 1.10"
    assert reading_text(Statistics((3,), 1.0, 0.0, 0.0)) == "[3] 1.00 ± 0.00"
    assert reading_text(Statistics((0, 4), math.nan, math.nan, 0.0)) == "[0, 4] empty"


def test_symbols() -> None:
    symbols = [symbol_of(op) for op in ("add", "mul", "reciprocal", "sigmoid")]
    assert symbols == ["+", "*", "1/x", "σ"]
    assert symbol_of("acme::swish") == "swish"
    assert symbol_with("add", "1", 1, True) == "+ 1"
    assert symbol_with("sub", "1", 0, False) == "1 -"
    assert symbol_with("mul", "-1", 0, True) == "* -1"


def test_long_texts_are_shortened_and_wrapped() -> None:
    assert shorten("encoder/layer11/attention/query", 16) == "encode…ion/query"
    assert shorten("short", 16) == "short"
    assert wrap("multiplies by its output", 20) == ("multiplies by", "its output")
    assert wrap("", 20) == ()
    assert all(len(line) <= 20 for line in wrap("x" * 50 + " y", 20))


def test_width_grows_with_text_size_and_weight() -> None:
    assert text_width("ii", 10) < text_width("mm", 10) < text_width("mm", 12)
    assert text_width("mm", 10) < text_width("mm", 10, bold=True)
    assert text_width("値", 10) > text_width("a", 10)
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_wires_of_one_value_form_a_net() -> None:
    boxes = tuple(Box(name, name, "op") for name in "abc")
    wires = (
        Wire("a", "b", 0, "a.0"),
        Wire("a", "c", 0, "a.1"),
        Wire("b", "c", 1, "b"),
        Wire("a", "c", 2, "a.0"),
    )
    nets = Picture("", boxes, wires).nets
    assert [(net.source, net.result, net.targets) for net in nets] == [
        (0, 0, (1, 2)),
        (0, 1, (2,)),
        (1, 0, (2,)),
    ]
    assert nets[0].wire is wires[0]


def test_two_boxes_of_one_id() -> None:
    with pytest.raises(GraphError, match="the picture has two boxes 'a'"):
        Picture("", (Box("a", "a", "op"), Box("a", "b", "op")), ())


@pytest.mark.parametrize("wire", [Wire("a", "b", 0, "v"), Wire("b", "a", 0, "v")])
def test_a_wire_to_nowhere(wire: Wire) -> None:
    with pytest.raises(GraphError, match="wire 'v' leads to 'b', which is no box"):
        Picture("", (Box("a", "a", "op"),), (wire,))
