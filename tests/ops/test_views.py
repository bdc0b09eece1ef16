"""Views: a layout must read, from the operand's memory, exactly what the kernel computes."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided
from ops.cases import SAMPLES
from ops.harness import every, graph_of, over

import graphrt as gr
from graphrt.ir.evaluate import evaluate
from graphrt.ir.layout import Layout, contiguous, is_contiguous
from graphrt.ops import lookup
from graphrt.types import DType, ValueType

VIEWING = {"transpose", "reshape", "broadcast_to", "expand_dims", "squeeze", "slice",
           "stop_gradient", "diagonal", "barrier"}  # fmt: skip


def read(memory, layout, shape):
    """The elements a layout names, in a flat array."""
    size = memory.itemsize
    return as_strided(memory[layout.offset :], shape, [s * size for s in layout.strides])


def typed(array):
    return ValueType(DType.of(array.dtype), array.shape)


@over([s for s in SAMPLES if s.op in VIEWING])
def test_a_view_reads_what_compute_returns(sample):
    emit, results, _, feeds = graph_of(sample)
    node = results[0].node
    graph = emit.freeze()
    x, *others = (None if v is None else evaluate(graph, [v], feeds)[0] for v in node.inputs)
    (want,) = evaluate(graph, results, feeds)
    layout = node.op.view(contiguous(x.shape, offset=7), typed(x), results[0].type, *others)
    assert layout is not None
    memory = np.concatenate([np.full(7, np.nan), x.reshape(-1), np.full(3, np.nan)])
    np.testing.assert_array_equal(read(memory, layout, want.shape), want)


@every
def test_ops_that_compute_have_no_view(sample):
    op = lookup(sample.op)(**sample.attributes)
    assert (type(op).view is not lookup("add").view) == (sample.op in VIEWING)


def test_views_of_views():
    """Every second row backwards, transposed, with a new axis, repeated: still no copy."""
    x = np.arange(24.0).reshape(4, 6)
    steps = [
        ("slice", {}, [np.array([-1, 1]), np.array([-9, 6]), np.array([0, 1]), np.array([-2, 2])]),
        ("transpose", {"axes": (1, 0)}, []),
        ("expand_dims", {"axes": (1,)}, []),
        ("broadcast_to", {}, [np.array([3, 5, 2])]),
        ("slice", {}, [np.array([2]), np.array([0]), np.array([1]), np.array([-1])]),
    ]
    layout, array = contiguous(x.shape), x
    for name, attributes, others in steps:
        op = lookup(name)(**attributes)
        result = op.compute(array, *others)
        layout = op.view(layout, typed(array), typed(result), *others)
        np.testing.assert_array_equal(read(x.reshape(-1), layout, result.shape), result)
        array = result
    assert array.shape == (3, 2, 2)


def test_a_reshape_of_a_transposed_tensor_needs_a_copy():
    reshape = lookup("reshape")()
    operand, result = ValueType("float32", (3, 2)), ValueType("float32", (6,))
    assert reshape.view(Layout(0, (1, 3)), operand, result) is None
    assert reshape.view(Layout(5, (2, 1)), operand, result) == Layout(5, (1,))


def test_what_symbols_left_open_is_checked_before_memory_is_read():
    """A view of too many elements would read what lies behind, one of too few hide some."""
    reshape, squeeze = lookup("reshape")(), lookup("squeeze")((0,))
    six, nine = ValueType("float32", (2, 3)), ValueType("float32", (3, 3))
    assert reshape.view(contiguous((2, 3)), six, nine) is None
    assert squeeze.view(contiguous((2, 3)), six, ValueType("float32", (3,))) is None
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3))
    b.signature("reshape", inputs=[x], outputs={"y": gr.reshape(x, (3, 3))})
    b.signature("squeeze", inputs=[x], outputs={"y": gr.squeeze(x, 0)})
    session = gr.Session(b.build())
    with pytest.raises(gr.ShapeError, match=r"6 elements do not fit shape \[3, 3\]"):
        session.run("reshape", x=np.ones((2, 3), np.float32))
    for rows in (0, 2):
        with pytest.raises(gr.ShapeError, match=f"axis 0 has extent {rows}, only 1 can be"):
            session.run("squeeze", x=np.ones((rows, 3), np.float32))
    assert session.run("squeeze", x=np.ones((1, 3), np.float32))["y"].shape == (3,)


def test_a_slice_with_bounds_found_while_running_needs_a_copy():
    operand, result = ValueType("float32", (4,)), ValueType("float32", (2,))
    assert lookup("slice")().view(contiguous((4,)), operand, result, None, None) is None


@pytest.mark.parametrize(
    ("shape", "strides"), [((2, 0, 3), (9, 9, 1)), ((1, 4), (77, 1)), ((), ())]
)
def test_extents_of_0_and_1_make_strides_irrelevant(shape, strides):
    assert is_contiguous(Layout(0, strides), shape)
