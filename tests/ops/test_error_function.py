"""The error function against the C library's, on every range and across their borders."""

import math

import numpy as np
import pytest

from graphrt.ops.error_function import erf, erfc

RNG = np.random.default_rng(0)
BORDERS = np.array([0.46875, 4.0, 28.0])
POINTS = np.concatenate(
    [
        RNG.uniform(-6, 6, 4000),
        RNG.uniform(-0.6, 0.6, 2000),
        RNG.uniform(0, 26, 2000),
        10.0 ** RNG.uniform(-300, 1, 1000),
        *(np.nextafter(border, [0, border, 99]) for border in BORDERS),
        *(-np.nextafter(border, [0, border, 99]) for border in BORDERS),
    ]
)


@pytest.mark.parametrize(
    ("function", "reference", "units"), [(erf, math.erf, 4), (erfc, math.erfc, 8)]
)
def test_within_a_few_units_in_the_last_place(function, reference, units):
    want = np.array([reference(x) for x in POINTS])
    assert (np.abs(function(POINTS) - want) <= units * np.spacing(np.abs(want))).all()


@pytest.mark.parametrize(("function", "reference"), [(erf, math.erf), (erfc, math.erfc)])
def test_float32_is_the_nearest_but_for_one(function, reference):
    points = POINTS[np.abs(POINTS) < 9].astype(np.float32)
    found = function(points)
    assert found.dtype == np.float32
    want = np.array([reference(float(x)) for x in points])
    assert (np.abs(found - want) <= 0.5001 * np.spacing(np.abs(want).astype(np.float32))).all()


def test_erf_is_odd_to_the_bit_and_keeps_the_sign_of_zero():
    np.testing.assert_array_equal(erf(-POINTS), -erf(POINTS))
    assert np.signbit(erf(np.array([0.0, -0.0]))).tolist() == [False, True]


def test_shapes_of_arrays_are_kept():
    for shape in ((), (0,), (2, 0, 3), (2, 3)):
        assert erf(np.zeros(shape)).shape == shape
        np.testing.assert_array_equal(erfc(np.zeros(shape)), np.ones(shape))
