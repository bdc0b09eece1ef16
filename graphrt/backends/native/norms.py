"""Normalisations as groups: statistics of a row, and parameters that lie along the channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphrt.backends.native.engines import group_calls
from graphrt.backends.native.expression import Expr, Recorder
from graphrt.backends.native.group import (
    Axis,
    loop_nest,
    operand_expressions,
    places,
    strides_in,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call
from graphrt.lowering.plan import Buffer, Step
from graphrt.ops.axes import normal_axes
from graphrt.ops.normalization import deviation_row, inverse_row

Formula = Callable[..., tuple[Any, ...]]  # scalar builder, epsilon, operands -> the results


# -- what is computed ------------------------------------------------------------------------------


def standardize(s: Any, epsilon: float, x: Any) -> tuple[Any, Any]:
    deviation, variance = deviation_row(s, x)
    inverse = inverse_row(s, variance, epsilon)
    return s.mul(deviation, inverse), inverse


def normalize(s: Any, epsilon: float, x: Any, scale: Any = None, bias: Any = None) -> tuple[Any]:
    y, _ = standardize(s, epsilon, x)
    y = y if scale is None else s.mul(y, scale)
    return (y if bias is None else s.add(y, bias),)


def batch_norm(
    s: Any, epsilon: float, x: Any, scale: Any, bias: Any, mean: Any, variance: Any
) -> tuple[Any]:
    factor = s.div(scale, s.sqrt(s.add(variance, s.const(epsilon))))
    return (s.add(s.mul(s.sub(x, mean), factor), bias),)


def batch_norm_train(s: Any, epsilon: float, x: Any, scale: Any, bias: Any) -> tuple[Any, ...]:
    mean = s.div(s.row_sum(x), s.row_count(x))
    _, variance = deviation_row(s, x)
    return (*batch_norm(s, epsilon, x, scale, bias, mean, variance), mean, variance)


# -- from steps to calls ---------------------------------------------------------------------------


def _calls(
    step: Step,
    domain: Sequence[int],
    strides: Sequence[tuple[int, ...]],
    row_axes: Sequence[int] | None,
    formula: Formula,
    isa: Isa,
) -> Sequence[Call] | str:
    """The calls of a formula over a domain; ``strides`` of each operand that is there, then of each
    result that is read."""
    inputs = [each for each in step.inputs if each is not None]
    outputs = [each for each in step.outputs if each is not None]
    nest = loop_nest(domain, strides, row_axes)

    def record(along: Axis) -> list[Expr]:
        recorder = Recorder()
        given = iter(operand_expressions(recorder, places(inputs), along))
        operands = [None if each is None else next(given) for each in step.inputs]
        results = formula(recorder, step.node.op.attributes()["epsilon"], *operands)
        pairs = zip(results, step.outputs, strict=True)
        return [each for each, buffer in pairs if buffer is not None]

    return group_calls(record, inputs, outputs, nest, isa)


def standardize_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    """Over any axes, which its second result keeps with extent 1."""
    x = step.inputs[0]
    assert x is not None
    domain = x.type.static_shape
    strides = [strides_in(each, domain) for each in (x, *step.outputs) if each is not None]
    axes = normal_axes(step.node.op.attributes()["axis"], len(domain))
    return _calls(step, domain, strides, axes, standardize, isa)


def _by_channel(
    formula: Formula, row_axes: Callable[[int], tuple[int, ...] | None]
) -> Callable[[Step, Isa], Sequence[Call] | str]:
    """The selector of a formula over the axes ``row_axes`` of ``[N, C, ...]``; vectors have one
    number for each channel."""

    def calls(step: Step, isa: Isa) -> Sequence[Call] | str:
        x = step.inputs[0]
        assert x is not None
        domain = x.type.static_shape
        strides = [
            strides_in(
                each, domain, [k for k in range(len(domain)) if k != 1 and each.type.rank == 1]
            )
            for each in (*step.inputs, *step.outputs)
            if each is not None
        ]
        return _calls(step, domain, strides, row_axes(len(domain)), formula, isa)

    return calls


def group_norm_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    """Channels as two axes: the group, and the number in it."""
    x, groups = step.inputs[0], step.node.op.attributes()["groups"]
    assert x is not None
    batch, channels, *spatial = x.type.static_shape
    each = channels // groups
    domain = (batch, groups, each, *spatial)

    def strides(buffer: Buffer) -> tuple[int, ...]:
        if buffer.type.rank == 1:
            (step_,) = buffer.layout.strides
            return (0, step_ * each, step_, *(0 for _ in spatial))
        first, step_, *further = buffer.layout.strides
        return (first, step_ * each, step_, *further)

    given = [strides(buffer) for buffer in (*step.inputs, *step.outputs) if buffer is not None]
    return _calls(step, domain, given, range(2, len(domain)), normalize, isa)


NORMS: Mapping[str, Callable[[Step, Isa], Sequence[Call] | str]] = {
    "standardize": standardize_calls,
    "batch_norm": _by_channel(batch_norm, lambda rank: None),
    "batch_norm_train": _by_channel(batch_norm_train, lambda rank: (0, *range(2, rank))),
    "instance_norm": _by_channel(normalize, lambda rank: tuple(range(2, rank))),
    "group_norm": group_norm_calls,
}
