"""The register tile: the inner loop of every matrix product.

A tile of ``rows x vectors`` accumulators stays in registers while the loop runs over the depth
k: each turn loads ``vectors`` vectors of the right operand, and for each row broadcasts one
number of the left one. With 14 x 2 accumulators of 16 floats that is 28 multiply-adds for 2
loads and 14 broadcasts, which keeps both multiply-add units busy.

    c[i, j] += a[i, k] * b[k, j]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.irtext import Function, Operand, Type, Value

UNROLL = 4  # turns of k per turn of the loop: more only makes longer code


class Left(NamedTuple):
    """How the left operand is addressed: element (i, k) of the tile lies at
    ``rows[i] + depth_stride * k`` within a turn of the loop, which moves on by ``turn``."""

    base: Value
    rows: Sequence[Operand]
    depth_stride: Operand
    turn: Operand


class Right(NamedTuple):
    """How the right operand is addressed: row k of the tile begins at ``depth_stride * k``."""

    base: Value
    depth_stride: Operand


LoadVector = Callable[[Value, int], Value]  # address of a row, number of the vector -> vector


def multiply_tile(
    f: Function,
    left: Left,
    right: Right,
    vectors: int,
    vector: Type,
    depth: Operand,
    load: LoadVector,
    unroll: int = UNROLL,
    beside: Callable[[Value], None] | None = None,
) -> list[list[Value]]:
    """The sums over k of a tile, ``[row][vector]``: whole turns of ``unroll``, then the rest.
    ``beside`` writes what else is to be done in a whole turn, given its number."""
    element, rows = Type(vector.element), len(left.rows)
    zero = f.const(0, vector)
    turns = f.div(depth, unroll) if isinstance(depth, Value) else depth // unroll
    accumulators = [zero] * (rows * vectors)
    state = [left.base, right.base, *accumulators]
    deep = multiples(f, left.depth_stride, unroll)
    loops = [(turns, unroll)]
    if unroll > 1:
        loops.append((_rest(f, depth, unroll), 1))
    for count, width in loops:
        if not isinstance(count, Value) and count == 0:
            continue
        with f.loop(count, carry=state) as turn:
            a, b, *sums = turn.carried
            if beside is not None and width == unroll:
                beside(turn.index)
            for k in range(width):
                row = f.at(b, f.mul(right.depth_stride, k), element)
                loaded = [load(row, j) for j in range(vectors)]
                for i in range(rows):
                    place = _moved(f, a, left.rows[i], deep[k], element)
                    number = f.splat(f.load(place, element), vector.width)
                    for j in range(vectors):
                        at = i * vectors + j
                        sums[at] = f.fma(number, loaded[j], sums[at])
            step = left.turn if width == unroll else left.depth_stride
            a = f.at(a, step, element)
            b = f.at(b, f.mul(right.depth_stride, width), element)
            turn.carried[:] = [a, b, *sums]
        state = turn.results
    sums = state[2:]
    return [sums[i * vectors : (i + 1) * vectors] for i in range(rows)]


def _rest(f: Function, depth: Operand, unroll: int) -> Operand:
    if isinstance(depth, Value):
        return f.bits("and", depth, unroll - 1)
    return depth % unroll


def multiples(f: Function, stride: Operand, count: int) -> list[Operand]:
    """How far the first ``count`` of equal steps lead."""
    if isinstance(stride, Value):
        return [f.mul(stride, k) for k in range(count)]
    return [int(stride) * k for k in range(count)]


def _moved(f: Function, base: Value, down: Operand, deep: Operand, element: Type) -> Value:
    """Offsets that are known become one; others were computed before the loop."""
    if isinstance(down, Value) or isinstance(deep, Value):
        return f.at(f.at(base, down, element), deep, element)
    return f.at(base, down + deep, element)
