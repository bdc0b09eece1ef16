"""More ops that move elements: padding that repeats, shifts, blocks of pixels, triangles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from graphrt.backends.native.engines import group_calls
from graphrt.backends.native.expression import Expr, Recorder
from graphrt.backends.native.group import (
    Axis,
    Nest,
    Place,
    loop_nest,
    merged,
    operand_expressions,
    places,
    rows_call,
    strides_in,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Workspace
from graphrt.backends.native.moves import (
    Calls,
    Mover,
    all_calls,
    copied,
    filled,
    known_numbers,
    movable,
    one_call,
    operand_and_result,
    pad_calls,
    part,
)
from graphrt.lowering.plan import Buffer, Step
from graphrt.ops.padding import source_positions
from graphrt.types import INT64

PARTS = 81  # that an op is made of at most: three along each of four axes


# -- padding: parts of the result in which positions rise, fall or stay ----------------------------


class Piece(NamedTuple):
    """``extent`` positions from ``into`` on show those from ``read`` on, ``step`` apart."""

    into: int
    read: int
    step: int
    extent: int


def pieces_of(positions: Sequence[int]) -> list[Piece]:
    """Positions as few pieces."""
    found: list[Piece] = []
    for into, read in enumerate(positions):
        if found:
            last = found[-1]
            step = read - last.read if last.extent == 1 else last.step
            if abs(step) <= 1 and read == last.read + step * last.extent:
                found[-1] = last._replace(step=step, extent=last.extent + 1)
                continue
        found.append(Piece(into, read, 1, 1))
    return found


def _padded_parts(step: Step, inner: Buffer, outer: Buffer, pads: Sequence[int]) -> Any:
    """``(part of inner, part of outer, axes it is repeated along)`` for each piece of the padded
    tensor ``outer``, or why there are none."""
    mode, rank = step.node.op.attributes()["mode"], inner.type.rank
    along: list[list[Piece]] = []
    for axis, extent in enumerate(inner.type.static_shape):
        before, after = pads[axis], pads[rank + axis]
        if extent == 0 and before + after > 0:
            return "there is nothing to repeat, which is an error"
        along.append(pieces_of(source_positions(mode, extent, before, after).tolist()))
    if math.prod(map(len, along)) > PARTS:
        return "it takes too many copies"
    return [_piece(inner, outer, chosen) for chosen in itertools.product(*along)]


def _piece(
    inner: Buffer, outer: Buffer, chosen: Sequence[Piece]
) -> tuple[Buffer, Buffer, list[int]]:
    shape = [each.extent for each in chosen]
    inside, outside = inner.layout.strides, outer.layout.strides
    start = sum(each.read * by for each, by in zip(chosen, inside, strict=True))
    steps = [each.step * by for each, by in zip(chosen, inside, strict=True)]
    into = sum(each.into * by for each, by in zip(chosen, outside, strict=True))
    repeated = [k for k, each in enumerate(chosen) if each.step == 0]
    return part(inner, shape, start, steps), part(outer, shape, into, outside), repeated


def repeating_pad_calls(step: Step, isa: Isa) -> Calls:
    """Every piece of the result is a copy, which may run backwards or stand still."""
    x, out = operand_and_result(step)
    pads = known_numbers(step, 1)
    if pads is None:
        return "its amounts are found while binding"
    parts = _padded_parts(step, x, out, pads)
    if isinstance(parts, str):
        return parts
    return all_calls([copied(read, written, isa) for read, written, _ in parts])


def unpad_calls(step: Step, isa: Isa) -> Calls:
    """Zeros, to which every piece is added; one that stands still is summed first."""
    x, out = operand_and_result(step)
    pads = known_numbers(step, 2)
    if pads is None:
        return "its amounts are found while binding"
    if x.type.dtype.bits != out.type.dtype.bits or isinstance(movable(x), str):
        return f"{x.type.dtype} has no native kernels"
    parts = _padded_parts(step, out, x, pads)
    if isinstance(parts, str):
        return parts
    added = [_added(given, into, repeated, isa) for into, given, repeated in parts]
    return all_calls([filled(0, out, isa), *added])


def _added(x: Buffer, into: Buffer, repeated: Sequence[int], isa: Isa) -> Calls:
    """The calls that add a part to another, along which it does not vary where ``repeated``."""
    domain = x.type.static_shape
    if not math.prod(domain):
        return []
    strides = [x.layout.strides, into.layout.strides, into.layout.strides]
    strides[1:] = [tuple(0 if k in repeated else s for k, s in enumerate(each))
                   for each in strides[1:]]  # fmt: skip
    nest = loop_nest(domain, strides, repeated or None)

    def record(along: Axis) -> list[Expr]:
        recorder = Recorder()
        given, there = operand_expressions(recorder, places([x, into]), along)
        return [recorder.add(there, recorder.row_sum(given) if repeated else given)]

    return group_calls(record, [x, into], [into], nest, isa)


# -- shifts and diagonals --------------------------------------------------------------------------


def shift_calls(step: Step, isa: Isa) -> Calls:
    """Zeros at one end, the elements behind them."""
    x, out = operand_and_result(step)
    attributes, shape = step.node.op.attributes(), list(x.type.static_shape)
    axis, by = attributes["axis"] % x.type.rank, attributes["by"]
    count = shape[axis]
    by = max(-count, min(by, count))
    ends, kept = [*shape], [*shape]
    ends[axis], kept[axis] = abs(by), count - abs(by)
    down, across = x.layout.strides, out.layout.strides
    read = part(x, kept, max(-by, 0) * down[axis], down)
    written = part(out, kept, max(by, 0) * across[axis], across)
    start = 0 if by >= 0 else count + by
    zeros = filled(0, part(out, ends, start * across[axis], across), isa)
    return all_calls([zeros, copied(read, written, isa)])


def undiagonal_calls(step: Step, isa: Isa) -> Calls:
    """Zeros, and the elements on a diagonal."""
    x, out = operand_and_result(step)
    offset = step.node.op.attributes()["offset"]
    *batch, down, right = out.layout.strides
    first = offset * right if offset > 0 else -offset * down
    shape = x.type.static_shape
    high, wide = out.type.static_shape[-2:]
    length = max(min(high - max(-offset, 0), wide - max(offset, 0)), 0)
    if shape != (*out.type.static_shape[:-2], length):
        return "x is not as long as the diagonal, which is an error"
    put = copied(x, part(out, shape, first, (*batch, down + right)), isa)
    return all_calls([filled(0, out, isa), put])


# -- blocks of pixels ------------------------------------------------------------------------------


def _blocks(to_space: bool, step: Step, isa: Isa) -> Calls:
    """Both tensors as ``[N, C', H, i, j, W]``: pixel (i, j) of a block."""
    x, out = operand_and_result(step)
    attributes = step.node.op.attributes()
    b, deep, wide = attributes["block"], *((x, out) if to_space else (out, x))
    n, channels, h, w = deep.type.static_shape
    few = channels // b**2
    batch, channel, row, column = deep.layout.strides
    if attributes["mode"] == "DCR":
        c, i, j = channel, b * few * channel, few * channel
    else:
        c, i, j = b * b * channel, b * channel, channel
    shape = (n, few, h, b, b, w)
    pixels = part(deep, shape, 0, (batch, c, row, i, j, column))
    batch, channel, row, column = wide.layout.strides
    image = part(wide, shape, 0, (batch, channel, b * row, row, column, b * column))
    return copied(pixels, image, isa) if to_space else copied(image, pixels, isa)


# -- triangles -------------------------------------------------------------------------------------


def _row_numbers(count: int, isa: Isa) -> tuple[Place, Calls]:
    """0, 1, 2 ... in memory, and the call that writes them: as an operand along the rows."""
    place = Place(Workspace(0, 8 * count), INT64)
    recorder = Recorder()
    numbers = [recorder.position(None)]
    return place, one_call(rows_call(numbers, [], [place], Nest([], [Axis(count, (1,))]), isa))


def _triangle(
    keep: Callable[[Recorder, Expr, Expr, int], Expr],
    x: Buffer | None,
    out: Buffer,
    offset: int,
    isa: Isa,
) -> Calls:
    """Where ``keep`` of column, row and offset holds, the elements of x, or true; else 0."""
    given = [] if x is None else [x]
    wanted = [movable(each) for each in (*given, out)]
    if any(isinstance(each, str) for each in wanted):
        return f"{out.type.dtype} has no native kernels"
    buffers = [each for each in wanted if isinstance(each, Buffer)]
    domain = out.type.static_shape
    if not math.prod(domain):
        return []
    rows, first = _row_numbers(domain[-2], isa)
    strides = [strides_in(each, domain) for each in buffers]
    strides.insert(0, (*(0 for _ in domain[:-2]), int(domain[-2] > 1), 0))
    axes = [
        Axis(extent, tuple(each[axis] for each in strides)) for axis, extent in enumerate(domain)
    ]
    if domain[-1] == 1:  # one column, but positions in it are asked for
        axes[-1] = Axis(1, (0, *(1 for _ in buffers)))
    nest = Nest(merged(axes[:-1]), axes[-1:])
    inputs = [rows, *places(buffers[:-1])]
    recorder = Recorder()
    row, *others = operand_expressions(recorder, inputs, nest.row[0])
    result = keep(recorder, recorder.position(None), row, offset)
    if others:
        result = recorder.select(result, others[0], recorder.cast(0, inputs[1].dtype))
    second = one_call(rows_call([result], inputs, places(buffers[-1:]), nest, isa))
    return all_calls([first, second])


def _below(s: Recorder, column: Expr, row: Expr, offset: int) -> Expr:
    result: Expr = s.less_equal(column, s.add(row, offset))
    return result


def _above(s: Recorder, column: Expr, row: Expr, offset: int) -> Expr:
    result: Expr = s.less_equal(s.add(row, offset), column)
    return result


def _triangular(keep: Callable[[Recorder, Expr, Expr, int], Expr]) -> Mover:
    def calls(step: Step, isa: Isa) -> Calls:
        x, out = operand_and_result(step)
        return _triangle(keep, x, out, step.node.op.attributes()["offset"], isa)

    return calls


def causal_mask_calls(step: Step, isa: Isa) -> Calls:
    """True in the lower triangle."""
    (out,) = step.outputs
    assert out is not None
    return _triangle(_below, None, out, 0, isa)


def _pad_calls(step: Step, isa: Isa) -> Calls:
    constant = step.node.op.attributes()["mode"] == "constant"
    return pad_calls(step, isa) if constant else repeating_pad_calls(step, isa)


REARRANGING: Mapping[str, Mover] = {
    "causal_mask": causal_mask_calls,
    "depth_to_space": partial(_blocks, True),
    "pad": _pad_calls,
    "shift": shift_calls,
    "space_to_depth": partial(_blocks, False),
    "tril": _triangular(_below),
    "triu": _triangular(_above),
    "undiagonal": undiagonal_calls,
    "unpad": unpad_calls,
}
