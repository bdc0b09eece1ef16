"""Ops that only move elements: copies between parts of memory, and numbers to fill it with.

A *part* is a buffer with another shape and layout. Elements nobody computes with, such as
float16, are moved as integers of their size.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from graphrt.backends.native.expression import Recorder
from graphrt.backends.native.group import (
    loop_nest,
    operand_expressions,
    places,
    rows_call,
    strides_in,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call
from graphrt.backends.native.scalars import is_supported
from graphrt.dtypes import DType
from graphrt.ir.layout import Layout, contiguous
from graphrt.lowering.plan import Buffer, Step
from graphrt.types import ValueType

Calls = Sequence[Call] | str
Mover = Callable[[Step, Isa], Calls]


def part(buffer: Buffer, shape: Sequence[int], offset: int, strides: Sequence[int]) -> Buffer:
    """Elements of a buffer as a tensor of ``shape``, ``offset`` elements from its first."""
    layout = Layout(buffer.layout.offset + offset, tuple(strides))
    return buffer._replace(type=ValueType(buffer.type.dtype, tuple(shape)), layout=layout)


def movable(buffer: Buffer) -> Buffer | str:
    """A buffer whose elements can be copied, or why they cannot."""
    dtype = buffer.type.dtype
    if is_supported(dtype):
        return buffer
    name = f"int{dtype.bits}"
    if not is_supported(DType.of(name)):
        return f"{dtype} has no native kernels"
    return buffer._replace(type=ValueType(DType.of(name), buffer.type.shape))


def copied(source: Buffer, target: Buffer, isa: Isa) -> Calls:
    """The call that copies one part into another of the same shape."""
    read, written = movable(source), movable(target)
    if isinstance(read, str) or isinstance(written, str):
        return f"{source.type.dtype} has no native kernels"
    if not target.type.size:
        return []
    domain = written.type.static_shape
    nest = loop_nest(domain, [strides_in(read, domain), strides_in(written, domain)])
    results = operand_expressions(Recorder(), places([read]), nest.row[-1])
    return one_call(rows_call(results, places([read]), places([written]), nest, isa))


def filled(value: int, target: Buffer, isa: Isa) -> Calls:
    """The call that puts one number everywhere: 0, or any where the dtype is computed with."""
    written = target if value else movable(target)
    if isinstance(written, str) or not is_supported(written.type.dtype):
        return f"{target.type.dtype} has no native kernels"
    domain = written.type.static_shape
    nest = loop_nest(domain, [strides_in(written, domain)])
    result = Recorder().cast(value, written.type.dtype)
    return one_call(rows_call([result], [], places([written]), nest, isa))


def one_call(found: Call | str) -> Calls:
    return found if isinstance(found, str) else [found]


def all_calls(parts: Sequence[Calls]) -> Calls:
    """The calls of all parts, or why one of them has none."""
    calls: list[Call] = []
    for each in parts:
        if isinstance(each, str):
            return each
        calls += each
    return calls


def operand_and_result(step: Step) -> tuple[Buffer, Buffer]:
    """The first operand and the only result."""
    x, out = step.inputs[0], step.outputs[0]
    assert x is not None and out is not None
    return x, out


def known_numbers(step: Step, position: int) -> tuple[int, ...] | None:
    """An integer operand's numbers, where the graph states them."""
    if position >= len(step.node.inputs) or (value := step.node.inputs[position]) is None:
        return None
    if value.node.op.name == "constant":
        return tuple(int(each) for each in np.ravel(value.node.op.attributes()["value"]))
    known = value.known
    if isinstance(known, tuple) and all(isinstance(each, int) for each in known):
        return known
    return None


# -- the ops ---------------------------------------------------------------------------------------


def view_calls(step: Step, isa: Isa) -> Calls:
    """An op whose result lies in its operand's memory, where the plan wants it elsewhere."""
    x, out = operand_and_result(step)
    known = [
        None if (numbers := known_numbers(step, position)) is None else np.array(numbers)
        for position in range(1, len(step.node.inputs))
    ]
    layout = step.node.op.view(x.layout, x.type, out.type, *known)
    if layout is None:
        return "its layout is found while binding"
    return copied(x._replace(type=out.type, layout=layout), out, isa)


def reshape_calls(step: Step, isa: Isa) -> Calls:
    """The elements in C order: the result is written in the operand's shape."""
    x, out = operand_and_result(step)
    if math.prod(x.type.static_shape) != math.prod(out.type.static_shape):
        return "the elements do not fit, which is an error"
    if not out.is_contiguous:
        return "the result has gaps"
    strides = contiguous(x.type.static_shape).strides
    return copied(x, part(out, x.type.static_shape, 0, strides), isa)


def concat_calls(step: Step, isa: Isa) -> Calls:
    (out,) = step.outputs
    assert out is not None
    parts = _along(out, step.node.op.attributes()["axis"], [each.type for each in _given(step)])
    return all_calls([copied(x, each, isa) for x, each in zip(_given(step), parts, strict=True)])


def split_calls(step: Step, isa: Isa) -> Calls:
    x, attributes = _given(step)[0], step.node.op.attributes()
    axis = attributes["axis"] % x.type.rank
    types = []
    for size in attributes["sizes"]:
        shape = list(x.type.static_shape)
        shape[axis] = size
        types.append(ValueType(x.type.dtype, tuple(shape)))
    pairs = zip(_along(x, axis, types), step.outputs, strict=True)
    return all_calls([copied(each, out, isa) for each, out in pairs if out is not None])


def _given(step: Step) -> list[Buffer]:
    return [each for each in step.inputs if each is not None]


def _along(whole: Buffer, axis: int, types: Sequence[ValueType]) -> list[Buffer]:
    """Consecutive parts of a buffer along an axis."""
    axis %= whole.type.rank
    starts = itertools.accumulate((each.static_shape[axis] for each in types), initial=0)
    strides = whole.layout.strides
    return [
        part(whole, each.static_shape, start * strides[axis], strides)
        for each, start in zip(types, starts, strict=False)
    ]


def unslice_calls(step: Step, isa: Isa) -> Calls:
    """Zeros, and the operand in place of the slice."""
    x, out = operand_and_result(step)
    bounds = [known_numbers(step, position) for position in range(2, 6)]
    starts, ends = bounds[:2]
    if starts is None or ends is None or None in _unread(step, bounds):
        return "its bounds are found while binding"
    axes = bounds[2] or tuple(range(len(starts)))
    steps = bounds[3] or (1,) * len(starts)
    offset, strides = 0, list(out.layout.strides)
    for axis, start, end, by in zip(axes, starts, ends, steps, strict=True):
        first, *_ = slice(start, end, by).indices(out.type.static_shape[axis])
        offset += first * strides[axis]
        strides[axis] *= by
    put = copied(x, part(out, x.type.static_shape, offset, strides), isa)
    return all_calls([filled(0, out, isa), put])


def _unread(step: Step, bounds: Sequence[tuple[int, ...] | None]) -> list[object]:
    """``None`` for each of the axes and steps that is an operand and is not known."""
    return [
        known
        for position, known in enumerate(bounds[2:], 4)
        if position < len(step.node.inputs) and step.node.inputs[position] is not None
    ]


def pad_calls(step: Step, isa: Isa) -> Calls:
    """A number everywhere, and what is kept of the operand in its place."""
    x, out = operand_and_result(step)
    pads = known_numbers(step, 1)
    if pads is None:
        return "its amounts are found while binding"
    value = step.inputs[2] if len(step.inputs) > 2 else None
    rank = x.type.rank
    read, written, shape = 0, 0, []
    for axis, extent in enumerate(x.type.static_shape):
        before, after = pads[axis], pads[rank + axis]
        shape.append(max(extent + min(before, 0) + min(after, 0), 0))
        read += max(-before, 0) * x.layout.strides[axis]
        written += max(before, 0) * out.layout.strides[axis]
    around = filled(0, out, isa) if value is None else _repeated(value, out, isa)
    kept = part(x, shape, read, x.layout.strides)
    put = copied(kept, part(out, shape, written, out.layout.strides), isa)
    return all_calls([around, put])


def _repeated(scalar: Buffer, out: Buffer, isa: Isa) -> Calls:
    return copied(part(scalar, out.type.static_shape, 0, (0,) * out.type.rank), out, isa)


def tile_calls(step: Step, isa: Isa) -> Calls:
    """Every axis as two: which copy, and the position in it."""
    x, out = operand_and_result(step)
    inner = x.type.static_shape
    counts = [whole // extent if extent else 0
              for whole, extent in zip(out.type.static_shape, inner, strict=True)]  # fmt: skip
    return _copies(x, out, counts, first=True, isa=isa)


def repeat_calls(step: Step, isa: Isa) -> Calls:
    """Every axis as two: the element, and which copy of it."""
    x, out = operand_and_result(step)
    attributes = step.node.op.attributes()
    if len(attributes["repeats"]) != 1:
        return "each element has its own number of repeats"
    counts = [1] * x.type.rank
    counts[attributes["axis"] % x.type.rank] = attributes["repeats"][0]
    return _copies(x, out, counts, first=False, isa=isa)


def _copies(x: Buffer, out: Buffer, counts: Sequence[int], *, first: bool, isa: Isa) -> Calls:
    """``counts`` copies along each axis; the copy's number comes before the position or after."""
    shape: list[int] = []
    read: list[int] = []
    written: list[int] = []
    axes = zip(counts, x.type.static_shape, x.layout.strides, out.layout.strides, strict=True)
    for count, extent, step_in, step_out in axes:
        if first:
            shape += [count, extent]
            read += [0, step_in]
            written += [extent * step_out, step_out]
        else:
            shape += [extent, count]
            read += [step_in, 0]
            written += [count * step_out, step_out]
    return copied(part(x, shape, 0, read), part(out, shape, 0, written), isa)


def roll_calls(step: Step, isa: Isa) -> Calls:
    """Two parts along each axis that is rolled."""
    x, out = operand_and_result(step)
    attributes, shape = step.node.op.attributes(), x.type.static_shape
    if not out.type.size:
        return []
    shifts = dict.fromkeys(range(len(shape)), 0)
    for shift, axis in zip(attributes["shift"], attributes["axis"], strict=True):
        axis %= len(shape)
        shifts[axis] = (shifts[axis] + shift) % shape[axis]
    pieces = []
    for axis, shift in shifts.items():  # (extent, where it is read, where it is written)
        pieces.append([(shape[axis] - shift, 0, shift), (shift, shape[axis] - shift, 0)])
    parts = []
    for chosen in itertools.product(*pieces):
        sizes = [size for size, _, _ in chosen]
        if math.prod(sizes):
            read = sum(at * by for (_, at, _), by in zip(chosen, x.layout.strides, strict=True))
            put = sum(at * by for (_, _, at), by in zip(chosen, out.layout.strides, strict=True))
            source = part(x, sizes, read, x.layout.strides)
            parts.append(copied(source, part(out, sizes, put, out.layout.strides), isa))
    return all_calls(parts)


def _filling(value: int) -> Mover:
    def calls(step: Step, isa: Isa) -> Calls:
        (out,) = step.outputs
        assert out is not None
        return filled(value, out, isa)

    return calls


_VIEWS = ("broadcast_to", "expand_dims", "slice", "squeeze", "transpose", "diagonal")
MOVES: Mapping[str, Mover] = {
    "concat": concat_calls,
    "ones_like": _filling(1),
    "repeat": repeat_calls,
    "reshape": reshape_calls,
    "roll": roll_calls,
    "split": split_calls,
    "tile": tile_calls,
    "unslice": unslice_calls,
    "zeros_like": _filling(0),
    **dict.fromkeys(_VIEWS, view_calls),
}
