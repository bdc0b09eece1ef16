"""Sums of products over named axes."""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.compare import Cast, Equal
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.ranges import Range
from graphrt.ops.shape import ExpandDims
from graphrt.ops.source import OnesLike, SizeOf
from graphrt.types import ValueType, broadcast_shapes, common_dtype


class Equation(NamedTuple):
    """An equation without ellipses: the labels of each operand, and of the result."""

    operands: tuple[str, ...]
    result: str

    def __str__(self) -> str:
        return f"{','.join(self.operands)}->{self.result}"


def parse(equation: str) -> Equation:
    """The parts of ``ij,jk->ik``, with ``...`` still in them; without ``->`` the labels that
    occur once, in alphabetical order, after the axes of an ellipsis. Raises `OpError`."""
    text = equation.replace(" ", "")
    left, arrow, result = text.partition("->")
    terms = tuple(left.split(","))
    for term in (*terms, result):
        rest = term.replace("...", "", 1)
        wrong = next((char for char in rest if char not in string.ascii_letters), "")
        if wrong:
            raise OpError(
                f"einsum: {wrong!r} in {equation!r} is no axis",
                hint="an axis is a letter; write them as in 'ij,jk->ik' or '...ij->...ji'",
            )
    labels = "".join(terms).replace("...", "")
    if not arrow:
        once = sorted(label for label in set(labels) if labels.count(label) == 1)
        result = ("..." if "..." in left else "") + "".join(once)
    for label in result.replace("...", ""):
        if result.count(label) > 1:
            raise OpError(f"einsum: the result of {equation!r} has axis {label!r} twice")
        if label not in labels:
            raise OpError(f"einsum: no operand of {equation!r} has axis {label!r} of the result")
    return Equation(terms, result)


@lru_cache(maxsize=256)
def explicit(equation: str, ranks: tuple[int, ...]) -> Equation:
    """``equation`` for operands of ``ranks``, its ellipses spelt out with unused letters.

    The axes of an ellipsis are aligned at the last; those the result has no ellipsis for are
    summed. Raises `ShapeError` where operands and equation do not fit.
    """
    terms, result = parse(equation)
    if len(ranks) != len(terms):
        raise ShapeError(f"{equation!r} is for {len(terms)} operands, got {len(ranks)}")
    open_axes = []
    for term, rank in zip(terms, ranks, strict=True):
        named = len(term.replace("...", ""))
        if rank < named or (rank > named and "..." not in term):
            raise ShapeError(f"{term!r} names {named} axes of an operand that has {rank}")
        open_axes.append(rank - named)
    free = [letter for letter in string.ascii_letters if letter not in equation]
    most = max(open_axes)
    if most > len(free):
        raise ShapeError(f"{equation!r} needs more than {len(string.ascii_letters)} axes")
    letters = "".join(free[:most])
    spelt = tuple(
        term.replace("...", letters[most - count :])
        for term, count in zip(terms, open_axes, strict=True)
    )
    return Equation(spelt, result.replace("...", letters))


@op("einsum", traits=PURE, gate="multiplies by the other operands, summed", onnx=Onnx("Einsum", 12))
class Einsum(Op):
    """Products of elements of all operands, summed over the axes the result does not name.

    ``equation`` names each axis by a letter: ``ij,jk->ik`` is the matrix product, ``ii->`` the
    trace, ``...ij->...ji`` swaps the last two axes of a batch. A letter twice in one operand
    takes its diagonal. Without ``->`` the result has the letters that occur once, in
    alphabetical order. Axes of one letter have one extent, or extent 1 and are repeated.
    Shapes: xs as the equation says -> as it says.  Gradient: to each operand the einsum of g and
    the other operands.  Source: ONNX Einsum-12, numpy.einsum.
    """

    equation: str

    def check(self) -> None:
        parse(self.equation)

    def infer(self, *xs: Any) -> ValueType:
        if not xs:
            raise ShapeError("no operands")
        dtype = common_dtype([x.type for x in xs])
        require(xs[0], NUMBERS)
        if any(x.type.shape is None for x in xs):
            return ValueType(dtype, None)
        terms, result = explicit(self.equation, tuple(x.type.rank for x in xs))
        extents: dict[str, Extent] = {}
        for x, term in zip(xs, terms, strict=True):
            for label, extent in zip(term, x.type.dims, strict=True):
                extents[label] = _joined(label, extents.get(label, 1), extent)
        return ValueType(dtype, [extents[label] for label in result])

    def compute(self, *xs: Array) -> Any:
        terms, result = explicit(self.equation, tuple(x.ndim for x in xs))
        if len(xs) == 2:
            return contract(xs[0], terms[0], xs[1], terms[1], result)
        if len(xs) == 1:
            return np.einsum(f"{terms[0]}->{result}", xs[0])
        return np.einsum(str(Equation(terms, result)), *xs, optimize="greedy")

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        xs = node.inputs
        terms, result = explicit(self.equation, tuple(x.type.rank for x in xs))
        return [
            self._gradient_of(emit, xs, terms, position, grad, result)
            for position in range(len(xs))
        ]

    def _gradient_of(
        self, emit: Any, xs: Any, terms: Sequence[str], position: int, grad: Any, result: str
    ) -> Any:
        x, own = xs[position], terms[position]
        operands = [grad, *xs[:position], *xs[position + 1 :]]
        labels = [result, *terms[:position], *terms[position + 1 :]]
        target = own
        for axis, label in enumerate(own):
            if label in own[:axis]:  # a diagonal: g belongs where both indices are equal
                free = set(string.ascii_letters).difference(target, *terms, *labels)
                twin = min(free)
                operands.append(_identity(emit, x, axis))
                labels.append(label + twin)
                target = target[:axis] + twin + target[axis + 1 :]
        if not _covered(x, target, operands, labels):  # axes summed or repeated in x alone
            operands.append(emit(OnesLike(), x))
            labels.append(target)
        return emit(Einsum(str(Equation(tuple(labels), target))), *operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        terms, _ = explicit(self.equation, tuple(x.rank for x in operands))
        extents: dict[str, int] = {}
        for x, term in zip(operands, terms, strict=True):
            for label, extent in zip(term, x.static_shape, strict=True):
                extents[label] = max(extents.get(label, extent), extent)
        total = 1 if 0 not in extents.values() else 0
        for extent in extents.values():
            total *= extent
        return total * len(operands)


def _joined(label: str, left: Extent, right: Extent) -> Extent:
    """The extent of a label two axes have."""
    try:
        return broadcast_shapes((left,), (right,))[0]
    except ShapeError:
        raise ShapeError(
            f"axis {label!r} is {left} in one operand and {right} in another"
        ) from None


def _covered(x: Any, target: str, operands: Sequence[Any], labels: Sequence[str]) -> bool:
    """Whether each axis of ``x`` is one of ``operands`` too, and as long."""
    for label, extent in zip(target, x.type.dims, strict=True):
        others = [
            operand.type.dims[term.index(label)]
            for operand, term in zip(operands, labels, strict=True)
            if label in term and operand.type.shape is not None
        ]
        if not any(other is None or extent is None or other == extent for other in others):
            return False
    return True


def _identity(emit: Any, x: Any, axis: int) -> Any:
    """The identity matrix of the extent of an axis of ``x``."""
    row = emit(Range(), 0, emit(SizeOf((axis,)), x), 1)
    same = emit(Equal(), emit(ExpandDims((1,)), row), emit(ExpandDims((0,)), row))
    return emit(Cast(x.type.dtype), same)


def contract(left: Array, of_left: str, right: Array, of_right: str, result: str) -> Array:
    """The einsum of two arrays as one batched matrix product, where their axes allow it."""
    extents = dict(zip(of_left, left.shape, strict=True))
    plain = len(set(of_left)) == len(of_left) and len(set(of_right)) == len(of_right)
    if not plain or any(
        extents.get(label, extent) != extent
        for label, extent in zip(of_right, right.shape, strict=True)
    ):  # diagonals, repeated axes
        return np.asarray(np.einsum(f"{of_left},{of_right}->{result}", left, right))
    left, of_left = _summed(left, of_left, of_right + result)
    right, of_right = _summed(right, of_right, of_left + result)
    extents |= dict(zip(of_right, right.shape, strict=True))
    batch = [label for label in of_left if label in of_right and label in result]
    inner = [label for label in of_left if label in of_right and label not in result]
    rows = [label for label in of_left if label not in of_right]
    columns = [label for label in of_right if label not in of_left]

    def size(labels: Sequence[str]) -> int:
        return int(np.prod([extents[label] for label in labels], dtype=np.int64))

    head = [extents[label] for label in batch]
    lhs = left.transpose([of_left.index(label) for label in (*batch, *rows, *inner)])
    rhs = right.transpose([of_right.index(label) for label in (*batch, *inner, *columns)])
    product = np.matmul(
        lhs.reshape(*head, size(rows), size(inner)), rhs.reshape(*head, size(inner), size(columns))
    )
    order = [*batch, *rows, *columns]
    spread = product.reshape([extents[label] for label in order])
    arranged: Array = spread.transpose([order.index(label) for label in result])
    return arranged


def _summed(x: Array, labels: str, needed: str) -> tuple[Array, str]:
    """``x`` summed over the axes nobody else needs, and the labels that stay."""
    axes = tuple(axis for axis, label in enumerate(labels) if label not in needed)
    if axes:
        x = x.sum(axis=axes, dtype=x.dtype)
    return x, "".join(label for label in labels if label in needed)
