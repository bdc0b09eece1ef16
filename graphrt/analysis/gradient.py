"""Gradients judged by finite differences, and gradients of a run for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graphrt.analysis.feeds import some_feeds
from graphrt.analysis.float64 import in_float64
from graphrt.analysis.stored_gradients import stored_gradients
from graphrt.autodiff import gradients_of
from graphrt.backends.choice import native_refusal
from graphrt.errors import UsageError, table
from graphrt.frontend.loss import loss_name, training_signature
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ir.graph import Graph, Value
from graphrt.ir.model import Model, Signature, require_model
from graphrt.runtime.feeds import as_feeds
from graphrt.runtime.session import Session

Array = np.ndarray[Any, Any]
STEP = 1e-6  # relative step of a central difference: its error is about 1e-10 in float64
ENTRIES = 200  # a larger tensor is checked along random directions instead of entry by entry
DIRECTIONS = 20


@dataclass(frozen=True)
class GradientRow:
    """One tensor: the worst disagreement between its gradient and finite differences.

    ``error`` is relative to the largest slope seen; ``kinks`` counts places where the slopes
    from the left and from the right differ, which are reported but not held against it.
    ``native`` is how far the native backend's gradient is from NumPy's, relative to the largest
    entry; ``None`` where that backend does not run. ``stored`` is the same for the gradient that
    the signature's own update of a variable reads; ``None`` where it reads none of this loss.
    """

    name: str
    entries: int
    checked: int
    error: float
    kinks: int
    native: float | None
    stored: float | None
    ok: bool


@dataclass(frozen=True)
class GradientReport:
    """What `check_gradients` found, a row per input and variable."""

    loss: str
    rows: tuple[GradientRow, ...]
    tolerance: float

    @property
    def ok(self) -> bool:
        return all(row.ok for row in self.rows)

    def text(self) -> str:
        """A table, one row per tensor."""
        head = ("wrt", "entries", "checked", "worst error", "kinks", "native", "stored", "")
        rows = [
            (
                row.name,
                str(row.entries),
                str(row.checked),
                f"{row.error:.1e}",
                str(row.kinks),
                _distance(row.native),
                _distance(row.stored),
                "ok" if row.ok else "WRONG",
            )
            for row in self.rows
        ]
        return "\n".join(table([head, *rows]))

    def to_json(self) -> dict[str, Any]:
        return {
            "loss": self.loss,
            "ok": self.ok,
            "tolerance": self.tolerance,
            "rows": [row.__dict__ for row in self.rows],
        }


def check_gradients(
    model: Model,
    signature: str | None = None,
    *,
    loss: str | None = None,
    feeds: Mapping[str, Any] | None = None,
    tolerance: float = 1e-5,
    seed: int = 0,
) -> GradientReport:
    """Compare the gradients of a scalar output with central differences, all in float64.

    ``loss`` defaults to the only float scalar among the outputs; ``feeds`` to the first
    example of the signature, else to random numbers. A tensor of more than 200 entries is
    checked along 20 random directions. Where the native backend runs, its gradients must agree
    with those of NumPy as well, and so must the gradients that the signature's updates read.
    """
    require_model("check_gradients", model)
    chosen = training_signature(model) if signature is None else model.signature(signature)
    name = loss if loss is not None else loss_name(model, chosen)
    wide = in_float64(model)
    source = wide.signatures[chosen.name]
    arrays = _feeds64(source, chosen, feeds, seed)
    state = {key: variable.value for key, variable in wide.variables.items()}
    graph, value, targets, grads = _with_gradients(wide, source, name)
    found = evaluate(graph, grads.values(), arrays, state)
    native = _native_gradients(wide, source, graph, grads, arrays)
    stored = _stored(wide, source, value, arrays, state)
    rng = np.random.default_rng(seed)
    rows = []
    for (target, kind), gradient in zip(targets.items(), found, strict=True):
        point = (arrays if kind == "input" else state)[target]

        def at(moved: Array, target: str = target, kind: str = kind) -> float:
            moved_feeds = {**arrays, target: moved} if kind == "input" else arrays
            moved_state = {**state, target: moved} if kind == "variable" else state
            (result,) = evaluate(graph, [value], moved_feeds, moved_state)
            return float(result)

        row = _row(target, at, point, gradient, tolerance, rng)
        if native:
            apart = _relative_difference(native[target], gradient)
            row = replace(row, native=apart, ok=row.ok and apart <= tolerance)
        if kind == "variable" and target in stored:
            apart = min(_relative_difference(each, gradient) for each in stored[target])
            row = replace(row, stored=apart, ok=row.ok and apart <= tolerance)
        rows.append(row)
    return GradientReport(name, tuple(rows), tolerance)


def _row(
    name: str, at: Any, point: Array, gradient: Array, tolerance: float, rng: np.random.Generator
) -> GradientRow:
    middle = at(point)
    slopes, claimed, kinks = [], [], 0
    directions = _directions(point, rng)
    step = STEP * max(1.0, float(np.abs(point).max(initial=0)))
    for direction in directions:
        ahead, behind = at(point + step * direction), at(point - step * direction)
        right, left = (ahead - middle) / step, (middle - behind) / step
        scale = max(abs(right), abs(left), 1e-3)
        claim = float(np.sum(gradient * direction))
        if abs(right - left) > 1e-2 * scale and abs(claim - (right + left) / 2) > 1e-4 * scale:
            kinks += 1
            continue
        slopes.append((ahead - behind) / (2 * step))
        claimed.append(claim)
    differences = np.abs(np.array(slopes) - np.array(claimed))
    largest = float(np.abs(slopes).max(initial=0)) if slopes else 0.0
    error = float(differences.max(initial=0)) / max(largest, 1.0) if slopes else 0.0
    ok = bool(error <= tolerance)  # a NaN is not
    return GradientRow(name, point.size, len(directions), error, kinks, None, None, ok)


def _native_gradients(
    model: Model,
    source: Signature,
    graph: Graph,
    grads: Mapping[str, Value],
    arrays: Mapping[str, Array],
) -> dict[str, Array]:
    """What the native backend makes of ``grads``; nothing where it does not run."""
    if native_refusal() is not None:
        return {}
    entry = Signature("gradients", graph, source.inputs, grads)
    with Session(replace(model, signatures={entry.name: entry}), backend="native") as session:
        return dict(session.run(entry.name, **arrays))


def _stored(
    model: Model,
    source: Signature,
    loss: Value,
    arrays: Mapping[str, Array],
    state: Mapping[str, Array],
) -> dict[str, list[Array]]:
    """What the gradients are that the updates of ``source`` read."""
    values = stored_gradients(model, source, loss)
    every = list(dict.fromkeys(each for listed in values.values() for each in listed))
    computed = dict(zip(every, evaluate(source.graph, every, arrays, state), strict=True))
    return {name: [computed[each] for each in listed] for name, listed in values.items()}


def _distance(apart: float | None) -> str:
    return "-" if apart is None else f"{apart:.1e}"


def _relative_difference(found: Array, expected: Array) -> float:
    """The largest difference as a share of the largest entry; infinity where one is NaN alone."""
    if np.array_equal(found, expected, equal_nan=True):
        return 0.0
    apart = float(np.abs(found - expected).max()) / float(np.abs(expected).max() or 1.0)
    return apart if np.isfinite(apart) else float("inf")


def _directions(point: Array, rng: np.random.Generator) -> list[Array]:
    if point.size <= ENTRIES:
        units = np.eye(point.size).reshape(point.size, *point.shape)
        return list(units)
    return [draw / np.linalg.norm(draw) for draw in rng.standard_normal((DIRECTIONS, *point.shape))]


def run_gradients(
    model: Model,
    loss: str,
    signature: str | None = None,
    feeds: Mapping[str, Any] | None = None,
) -> dict[str, Array]:
    """``dL/dx`` for every float input and trainable variable the output ``loss`` depends on.

    ``loss`` is a scalar output of the signature, or any scalar node by name.
    """
    require_model("run_gradients", model)
    chosen = model.signature(signature)
    arrays = as_feeds(chosen, feeds or {})
    graph, _, _, grads = _with_gradients(model, chosen, loss)
    state = {key: variable.value for key, variable in model.variables.items()}
    found = evaluate(graph, grads.values(), arrays, state)
    return dict(zip(grads, found, strict=True))


def _with_gradients(
    model: Model, signature: Signature, loss: str
) -> tuple[Graph, Value, dict[str, str], dict[str, Value]]:
    """The graph with gradients of ``loss``: loss, target -> kind, target -> gradient."""
    graph = signature.graph
    value = signature.outputs.get(loss) or graph.value(loss)
    emit = Emitter(graph.nodes)
    named: dict[str, tuple[str, Value]] = {
        name: ("input", each) for name, each in signature.inputs.items()
    }
    for node in graph.nodes:
        if node.op.name == "variable":
            variable = model.variables[node.op.attributes()["variable"]]
            if variable.trainable:
                named.setdefault(variable.name, ("variable", node.outputs[0]))
    named = {name: pair for name, pair in named.items() if pair[1].type.dtype.is_float}
    found = gradients_of(emit, value, [each for _, each in named.values()], missing="none")
    pairs = zip(named.items(), found, strict=True)
    kept = {name: (kind, gradient) for (name, (kind, _)), gradient in pairs if gradient}
    if not kept:
        raise UsageError(f"{loss!r} depends on no float input and no trainable variable")
    kinds = {name: kind for name, (kind, _) in kept.items()}
    return emit.freeze(), value, kinds, {name: gradient for name, (_, gradient) in kept.items()}


def _feeds64(
    wide: Signature, narrow: Signature, feeds: Mapping[str, Any] | None, seed: int
) -> dict[str, Array]:
    """Feeds in float64: those given, or of the first example, or random ones."""
    arrays, _ = some_feeds(narrow, feeds, default=3, seed=seed)
    return {
        name: array.astype(wide.inputs[name].type.dtype.numpy) for name, array in arrays.items()
    }
