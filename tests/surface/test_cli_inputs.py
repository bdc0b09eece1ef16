"""The input grammar: each form gives the array it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from surface.cli_support import flowers

import graphrt as gr
from graphrt_cli.inputs import read_inputs, read_value

LIMITS = gr.Limits()


def read(text: str, dtype: str = "float64", shape: tuple[object, ...] | None = None) -> np.ndarray:
    return read_value("x", text, gr.ValueType(dtype, shape), LIMITS)


@pytest.mark.parametrize(
    ("text", "dtype", "expected"),
    [
        ("-2", "float64", np.float64(-2)),
        ("1e-3", "float32", np.float32(1e-3)),
        ("7", "int32", np.int32(7)),
        ("255", "uint8", np.uint8(255)),
        ("18446744073709551615", "uint64", np.uint64(2**64 - 1)),
        ("true", "bool", np.bool_(True)),
        ("1", "bool", np.bool_(True)),
        ("nan", "float64", np.float64(np.nan)),
        ("-inf", "float32", np.float32(-np.inf)),
        ("1,2,3", "float32", np.array([1, 2, 3], np.float32)),
        ("1, 2, 3,", "int64", np.array([1, 2, 3])),
        ("5,", "int64", np.array([5])),
        ("false,true", "bool", np.array([False, True])),
        ("[[1, 2], [3, 4.5]]", "float64", np.array([[1, 2], [3, 4.5]])),
        ("[]", "float32", np.zeros(0, np.float32)),
        ("[true, false]", "bool", np.array([True, False])),
        ("zeros:2x3", "float32", np.zeros((2, 3), np.float32)),
        ("zeros:", "float32", np.float32(0)),
        ("ones:4", "int64", np.ones(4, np.int64)),
        ("ones:2", "bool", np.ones(2, bool)),
        ("randn:2x2@seed=7", "float64", np.random.default_rng(7).standard_normal((2, 2))),
        ("randn:3", "float64", np.random.default_rng(0).standard_normal(3)),
    ],
)
def test_forms(text, dtype, expected):
    found = read(text, dtype)
    assert found.dtype == dtype
    assert found.dtype == np.asarray(expected).dtype
    np.testing.assert_array_equal(found, expected)
    assert np.shape(found) == np.shape(expected)


@given(st.floats(width=64))
@settings(max_examples=100)
def test_any_float_reads_back(number):
    np.testing.assert_array_equal(read(repr(number)), np.float64(number))


@given(st.text(max_size=30).filter(lambda text: not text.startswith("@")))
@settings(max_examples=200)
def test_any_text_is_an_array_or_a_usage_error(text):
    try:
        found = read(text.strip())
    except (gr.UsageError, gr.LimitError) as error:
        assert "\n" not in error.rule or "\n" in text
    else:
        assert found.dtype == np.float64


def test_files(tmp_path, capsys):
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.save(tmp_path / "x.npy", x)
    np.savez(tmp_path / "one.npz", only=x)
    np.savez(tmp_path / "two.npz", x=x, y=-x)
    for text, expected in [
        ("x.npy", x),
        ("one.npz", x),
        ("one.npz:only", x),
        ("two.npz", x),
        ("two.npz:y", -x),
    ]:
        np.testing.assert_array_equal(read(f"@{tmp_path}/{text}", "float32"), expected)
    assert capsys.readouterr().err == ""


def test_a_file_of_another_float_type_is_converted_and_says_so(tmp_path, capsys):
    np.save(tmp_path / "x.npy", np.array([0.1, 2]))
    found = read(f"@{tmp_path}/x.npy", "float32")
    assert found.dtype == np.float32
    assert capsys.readouterr().err == "note: x is converted from float64 to float32\n"


def test_the_command_line_wins_over_the_file(tmp_path):
    np.savez(tmp_path / "all.npz", x=np.zeros((1, 2), np.float32), label=np.array([2]))
    signature = flowers().signature()
    path = str(tmp_path / "all.npz")
    feeds, others = read_inputs(signature, ["x=[[1,2]]"], path, LIMITS)
    np.testing.assert_array_equal(feeds["x"], [[1, 2]])
    assert list(others) == ["label"]


@pytest.mark.parametrize(
    ("shape", "dtype", "expected_shape"),
    [
        (("N", 1, 4, 4), "float32", (1, 1, 4, 4)),
        (("N", 3, "H", "W"), "float32", (1, 3, 4, 4)),
        (("N", 4, 4, 1), "float32", (1, 4, 4, 1)),
        (("N", 16), "float32", (1, 16)),
        ((16,), "float32", (16,)),
        ((4, 4), "uint8", (4, 4)),
        (("H", "W"), "float64", (4, 4)),
    ],
)
def test_pictures_take_the_layout_of_the_input(tmp_path, shape, dtype, expected_shape):
    from PIL import Image

    pixels = np.arange(16, dtype=np.uint8).reshape(4, 4)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    found = read(f"@{tmp_path}/p.png", dtype, shape)
    assert found.shape == expected_shape
    scale = 255 if dtype != "uint8" else 1
    gray = found.reshape(-1)[:16] if "H" not in shape or len(shape) == 2 else found[0, 0].ravel()
    np.testing.assert_allclose(gray, pixels.ravel() / scale, rtol=1e-6)


def test_a_picture_of_another_size_is_resized_and_says_so(tmp_path, capsys):
    from PIL import Image

    Image.new("L", (8, 6), 255).save(tmp_path / "p.png")
    found = read(f"@{tmp_path}/p.png", "float32", ("N", 16))
    np.testing.assert_array_equal(found, np.ones((1, 16), np.float32))
    assert "is resized from 8x6 to 4x4" in capsys.readouterr().err
