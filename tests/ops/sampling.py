"""What a sample of an op is, and pieces to write samples with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph
from graphrt.ops.activation import Sigmoid
from graphrt.ops.arithmetic import Mul, Neg
from graphrt.ops.source import Input
from graphrt.types import ValueType


@dataclass(frozen=True)
class Fixed:
    """An operand that is a constant of the graph."""

    value: Any


@dataclass(frozen=True)
class OpSample:
    """One use of an op. ``smooth`` is false where finite differences meet a kink or a tie."""

    op: str
    operands: tuple[Any, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    smooth: bool = True

    @property
    def id(self) -> str:
        shapes = [
            "none" if x is None else "x".join(map(str, np.shape(array(x)))) or "scalar"
            for x in self.operands
        ]
        extra = [f"{k}={v}" for k, v in self.attributes.items() if not isinstance(v, Graph)]
        return "-".join([self.op, *shapes, *extra])


class Samples(list[OpSample]):
    """The samples of one module of ops."""

    def add(self, op: str, *operands: Any, smooth: bool = True, **attributes: Any) -> None:
        self.append(OpSample(op, operands, attributes, smooth))


Mistake = tuple[str, tuple[Any, ...], dict[str, Any], str]
"""Op, operands, attributes, and what the message says (a regular expression)."""


def array(operand: Any) -> np.ndarray:
    return np.asarray(operand.value if isinstance(operand, Fixed) else operand)


def spread(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> np.ndarray:
    """Distinct numbers between the bounds, in random order: no ties, no zeros."""
    size = int(np.prod(shape))
    numbers = np.linspace(low, high, size + 2)[1:-1] + 0.0137 + 0.0071 * seed
    return np.random.default_rng(seed).permutation(numbers).reshape(shape)


SHAPES = ((), (5,), (2, 3), (2, 0), (1, 4, 1))
"""For ops of one operand."""

PAIRS = (
    (spread(3, 4), spread(3, 4, seed=1)),
    (spread(3, 1), spread(4, seed=1)),
    (spread(), spread(2, 3, seed=1)),
    (spread(2, 3), spread(seed=1)),
    (spread(0, 3), spread(3, seed=1)),
    (spread(1), spread(1, seed=1)),
)
"""Operands that broadcast together."""

REDUCED = (
    ((4,), None),
    ((2, 3), 0),
    ((2, 3), -1),
    ((2, 3, 2), (0, 2)),
    ((), None),
    ((1, 3), 0),
    ((2, 3), None),
    ((0, 3), 0),
    ((3, 0), 0),
)
"""Shapes and the axes to reduce them along."""

WILD = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e300, -1e300, 5e-324])
"""What arithmetic trips over."""


def body(*shapes: tuple[int, ...], kind: str = "square") -> Graph:
    """A small body: a product with its sigmoid, a negation, or one of its inputs."""
    emit = Emitter(locate=lambda: None)
    inputs = [
        emit(Input(ValueType("float64", shape)), name=f"a{i}") for i, shape in enumerate(shapes)
    ]
    if kind in ("first", "last"):
        return emit.freeze([inputs[0 if kind == "first" else -1]], name=kind)
    first = inputs[0]
    result = emit(Mul(), first, emit(Sigmoid(), first)) if kind == "square" else emit(Neg(), first)
    if len(inputs) > 1:
        result = emit(Mul(), result, inputs[1])
    return emit.freeze([result], name=kind)
