"""Samples and mistakes of ops with a gradient of their own."""

from __future__ import annotations

from ops.sampling import Mistake, Samples, body, spread

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph
from graphrt.ops.activation import Sigmoid
from graphrt.ops.arithmetic import Add, Mul, Sub
from graphrt.ops.source import Input
from graphrt.types import ValueType


def backward(*shapes: tuple[int, ...]) -> Graph:
    """The gradients of `ops.sampling.body`, the product with a sigmoid, written out."""
    emit = Emitter(locate=lambda: None)
    types = [ValueType("float64", shape) for shape in shapes]
    a = [emit(Input(each), name=f"a{i}") for i, each in enumerate(types)]
    emit(Input(types[0]), name="y")
    grad = emit(Input(types[0]), name="g")
    s = emit(Sigmoid(), a[0])
    slope = emit(Mul(), s, emit(Add(), 1, emit(Mul(), a[0], emit(Sub(), 1, s))))
    if len(a) == 1:
        return emit.freeze([emit(Mul(), grad, slope)], name="backward")
    first = emit(Mul(), grad, emit(Mul(), slope, a[1]))
    second = emit(Mul(), grad, emit(Mul(), a[0], s))
    return emit.freeze([first, second], name="backward")


SAMPLES = Samples()
SAMPLES.add(
    "custom_gradient", spread(2, 3), body=body((2, 3)), backward=backward((2, 3)), wanted=(0,)
)
SAMPLES.add(
    "custom_gradient",
    spread(3),
    spread(3, seed=1),
    body=body((3,), (3,)),
    backward=backward((3,), (3,)),
    wanted=(0, 1),
)

GOOD = {"body": body((2,)), "backward": backward((2,))}
MISTAKES: list[Mistake] = [
    ("custom_gradient", (spread(3),), {**GOOD, "wanted": (0,)},
     r"body takes f64\[2\], the operand is f64\[3\]"),
    ("custom_gradient", (spread(2),), {**GOOD, "wanted": ()},
     "backward returns 1 gradients for 0 operands"),
    ("custom_gradient", (spread(2),), {**GOOD, "wanted": (1,)},
     "backward has a gradient for operand 1, there is none"),
    ("custom_gradient", (spread(2),), {**GOOD, "wanted": (-1,)},
     r"wanted are different positions, got \(-1,\)"),
    ("custom_gradient", (spread(2),), {"body": body((2,)), "backward": body((2,)), "wanted": (0,)},
     "backward takes 1 operands, got 3"),
    ("custom_gradient", (spread(2),),
     {"body": body((2,)), "backward": body((2,), (2,), (2,), kind="none"), "wanted": (0, 0)},
     "wanted are different positions"),
]  # fmt: skip
