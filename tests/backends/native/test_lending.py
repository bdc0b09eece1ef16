"""Where arrays lie."""

from __future__ import annotations

import numpy as np
import pytest

from graphrt.backends.native import lending

ARRAYS = [
    np.zeros(0),
    np.array(3.0),
    np.arange(12.0).reshape(3, 4)[1:, ::2],
    np.arange(5)[::-1],
    np.frombuffer(b"12345678", np.float64),
    np.zeros((2, 3), order="F").T,
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda each: str(each.shape))
def test_the_address_is_the_one_numpy_says(array):
    assert lending.address_of_data(array) == array.ctypes.data == lending._asked(array)


def test_another_layout_is_asked_for(monkeypatch):
    assert lending.address_of_data is lending._read
    monkeypatch.setattr(lending, "_HEAD", lending._HEAD + 8)
    assert not lending._is_first(np.zeros(5))
