"""Where variables lie."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.runtime.state import own_copies, own_copy


@pytest.mark.parametrize(
    "array",
    [
        np.float32(3.5),
        np.zeros((0, 3)),
        np.arange(7, dtype="int16")[::-2],
        np.arange(12).reshape(3, 4).T,
        np.ones((40, 50), bool),
        np.random.default_rng(0).standard_normal((64, 64)),
    ],
    ids=lambda each: str(np.shape(each)),
)
@pytest.mark.parametrize("number", [0, 1, 63])
def test_a_copy_begins_at_a_cache_line(array, number):
    array = np.asarray(array)
    copy = own_copy(array, number)
    np.testing.assert_array_equal(copy, array)
    assert (copy.dtype, copy.shape) == (array.dtype, array.shape)
    assert copy.flags.c_contiguous
    assert copy.flags.writeable
    assert not copy.size or copy.ctypes.data % 64 == 0
    assert not np.shares_memory(copy, array)


def test_strings_are_copied_too():
    names = np.array(["a", "long enough to lie elsewhere"], np.dtypes.StringDType())
    copy = own_copy(names)
    assert copy is not names
    np.testing.assert_array_equal(copy, names)


def test_large_ones_begin_at_different_lines_of_a_page():
    arrays = own_copies({str(k): np.zeros(2048, "float32") for k in range(32)})
    assert len({each.ctypes.data % 4096 for each in arrays.values()}) == 32


def test_so_do_a_sessions_variables_and_those_of_its_clone():
    model = gr.example("two_layer_net")
    session = gr.Session(model)
    for each in (session, session.clone()):
        assert all(array.ctypes.data % 64 == 0 for array in each._state.values())
    assert not np.shares_memory(session._state["w1"], session.clone()._state["w1"])
