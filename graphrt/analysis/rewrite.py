"""What a rewrite did to the numbers: outputs, updates and gradients against float64.

Both models run on the same feeds, and the original once more in float64. A result of the
rewritten model may be further from float64 than the original's only by rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from graphrt.analysis.extents import symbols_of
from graphrt.analysis.float64 import in_float64
from graphrt.autodiff.reverse import cotangents_of
from graphrt.errors import UsageError, table
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ir.graph import Value
from graphrt.ir.model import Model, Signature, variable_nodes
from graphrt.runtime.feeds import as_feeds
from graphrt.types import DType

Array = np.ndarray[Any, Any]
ROUNDING = 64  # units in the last place of the largest element that rounding may add up to
WORSE = 8  # times the original's own error


class Comparison(NamedTuple):
    """``difference`` is the largest one between two arrays; ``error_before`` and ``error_after``
    are their largest distances from float64. Elements for which the first gives no finite number
    are left out, unless float64 gives none, either: then both must give the same."""

    difference: float
    error_before: float
    error_after: float
    ok: bool


class RewriteRow(NamedTuple):
    """One result of one signature: an output, update or gradient."""

    signature: str
    kind: str
    name: str
    found: Comparison


@dataclass(frozen=True)
class RewriteReport:
    """What `verify_rewrite` found, a row per result; of several runs, the worst."""

    rows: tuple[RewriteRow, ...]
    runs: int

    @property
    def ok(self) -> bool:
        return all(row.found.ok for row in self.rows)

    def text(self) -> str:
        """A table, one row per output, update and gradient."""
        head = ("signature", "", "result", "difference", "error before", "after", "")
        rows = [
            (
                row.signature,
                row.kind,
                row.name,
                f"{row.found.difference:.1e}" if row.found.difference else "none",
                f"{row.found.error_before:.1e}",
                f"{row.found.error_after:.1e}",
                "ok" if row.found.ok else "WRONG",
            )
            for row in self.rows
        ]
        return "\n".join(table([head, *rows]))

    def to_json(self) -> dict[str, Any]:
        rows = [
            {"signature": row.signature, "kind": row.kind, "name": row.name, **row.found._asdict()}
            for row in self.rows
        ]
        return {"ok": self.ok, "runs": self.runs, "rows": rows}


def verify_rewrite(
    before: Model,
    after: Model,
    *,
    feeds: Mapping[str, Any] | None = None,
    runs: int = 3,
    seed: int = 0,
) -> RewriteReport:
    """Run both models and compare every output, update and gradient with float64.

    Covers the signatures of ``after``. ``feeds`` are inputs by name; without them the first
    example of a signature is used, and random numbers ``runs`` times. Gradients are those of
    all float outputs together, each weighted with random numbers, with respect to the float
    inputs and the trainable variables. Raises `UsageError` for a signature that ``before``
    does not have.
    """
    rows: dict[tuple[str, str, str], RewriteRow] = {}
    wide = in_float64(before)
    count = 0
    for name, signature in after.signatures.items():
        original = before.signature(name)
        if list(original.inputs) != list(signature.inputs):
            raise UsageError(f"signature {name!r} has other inputs than before")
        for arrays in _all_feeds(original, feeds, runs, seed):
            count += 1
            found = [
                _results(model, model.signatures[name], arrays, seed)
                for model in (before, after, wide)
            ]
            for key in found[1]:
                row = RewriteRow(name, *key, compare(*(each[key] for each in found)))
                worst = rows.get((name, *key))
                if worst is None or _badness(row) > _badness(worst):
                    rows[name, *key] = row
    return RewriteReport(tuple(rows.values()), count)


def _badness(row: RewriteRow) -> tuple[bool, float]:
    return not row.found.ok, row.found.difference


def _all_feeds(
    signature: Signature, feeds: Mapping[str, Any] | None, runs: int, seed: int
) -> list[dict[str, Array]]:
    if feeds is not None:
        return [as_feeds(signature, {name: feeds[name] for name in signature.inputs})]
    found = []
    if signature.examples:
        stored = signature.examples[0].inputs
        if all(name in stored for name in signature.inputs):
            found.append(as_feeds(signature, {name: stored[name] for name in signature.inputs}))
    rng = np.random.default_rng(seed)
    for run in range(runs):
        sizes = dict.fromkeys(symbols_of(signature), 2 + run)
        found.append({
            name: _drawn(rng, value.type.dtype, value.type.bind(sizes).static_shape)
            for name, value in signature.inputs.items()
        })  # fmt: skip
    return found


def _drawn(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...]) -> Array:
    """Random numbers; integers are 0 or 1, which most often are labels and indices that exist."""
    if dtype.is_float:
        return np.asarray(rng.standard_normal(shape)).astype(dtype.numpy)
    return np.asarray(rng.integers(0, 2, shape)).astype(dtype.numpy)


def _results(
    model: Model, signature: Signature, feeds: Mapping[str, Array], seed: int
) -> dict[tuple[str, str], Array]:
    """Outputs, updates and gradients of a signature, by kind and name."""
    wanted: dict[tuple[str, str], Value] = {
        **{("output", name): value for name, value in signature.outputs.items()},
        **{("update", name): value for name, value in signature.updates.items()},
    }
    emit = Emitter(signature.graph.nodes, locate=lambda: None)
    rng = np.random.default_rng(seed)
    results, seeds, given = [], [], {}
    for value in signature.outputs.values():
        if value.type.dtype.is_float and not value.type.is_data_dependent:
            weight = emit.constant(np.asarray(rng.standard_normal()).astype(value.type.dtype.numpy))
            results.append(value)
            seeds.append(_spread(emit, weight, value))
    targets = _targets(model, signature)
    if results and targets:
        gradients = cotangents_of(emit, results, seeds, list(targets.values()), missing="zeros")
        wanted |= {
            ("gradient", name): value for name, value in zip(targets, gradients, strict=True)
        }
    for name, value in signature.inputs.items():
        given[value.node.name] = feeds[name].astype(value.type.dtype.numpy)
    state = {name: variable.value for name, variable in model.variables.items()}
    found = evaluate(emit.freeze(), wanted.values(), given, state)
    return dict(zip(wanted, found, strict=True))


def _spread(emit: Emitter, weight: Value, value: Value) -> Value:
    """``weight`` in the shape of ``value``."""
    from graphrt.ops.shape import BroadcastTo
    from graphrt.ops.source import ShapeOf

    if value.type.shape == ():
        return weight
    spread: Value = emit(BroadcastTo(), weight, emit(ShapeOf(), value))
    return spread


def _targets(model: Model, signature: Signature) -> dict[str, Value]:
    """The float inputs, and the trainable variables the graph reads."""
    found = {name: v for name, v in signature.inputs.items() if v.type.dtype.is_float}
    for name, node in variable_nodes(signature.graph.nodes).items():
        if model.variables[name].trainable:
            found.setdefault(name, node.outputs[0])
    return found


def compare(before: Array, after: Array, exact: Array) -> Comparison:
    """Whether ``after`` is as close to ``exact``, in float64, as ``before`` is, but for rounding.

    What is no float must be equal.
    """
    if not DType.of(before.dtype).is_float:
        same = before.shape == after.shape and bool(np.all(before == after))
        return Comparison(0.0 if same else np.inf, 0.0, 0.0, same)
    old, new, true = (each.astype(np.float64) for each in (before, after, exact))
    with np.errstate(all="ignore"):
        finite = np.isfinite(old) & np.isfinite(true)
        agree = finite | np.isfinite(true) | (old == new) | (np.isnan(old) & np.isnan(new))
        scale = float(np.max(np.abs(true), initial=0, where=finite))
        difference, error_before, error_after = (
            float(np.max(np.abs(one - other), initial=0, where=finite))
            for one, other in ((old, new), (old, true), (new, true))
        )
    unit = 2.0 ** -_DIGITS[DType.of(before.dtype).name]
    near = error_after <= WORSE * error_before + ROUNDING * unit * scale
    return Comparison(difference, error_before, error_after, bool(np.all(agree)) and near)


_DIGITS = {"float64": 52, "float32": 23, "float16": 10, "bfloat16": 7}
