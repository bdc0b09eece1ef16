"""Arrays for people: a scalar as a number, a small array in full, a large one by statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import graphrt as gr
from graphrt.errors import table

Array = np.ndarray[Any, Any]

FULL = 64  # elements of an array that is printed in full
IN_JSON = 1000
ROWS = 10  # rows of a table of predictions


def number(value: Any) -> str:
    """The shortest text that gives back ``value``, without a needless ``.0``."""
    item = np.asarray(value)
    if item.dtype.kind == "b":
        return "true" if item else "false"
    text = str(item[()])
    return text.removesuffix(".0")


def short(value: Any) -> str:
    """A number among others: six significant digits."""
    item = np.asarray(value)
    return number(item) if item.dtype.kind in "biuc" else f"{float(item):.6g}"


def show(name: str, array: Array, labels: Sequence[str] = ()) -> str:
    """``name = ...`` for a terminal; with class names, the likeliest ones of each row."""
    array = np.asarray(array)
    if labels and array.ndim and array.shape[-1] == len(labels) and _is_float(array):
        return "\n".join([f"{name}  {type_text(array)}", *_ranked(array, labels)])
    if labels and array.dtype.kind in "iu":
        return "\n".join([f"{name}  {type_text(array)}", *_named(array, labels)])
    if array.ndim == 0:
        return f"{name} = {number(array)}"
    if array.size > FULL:
        return f"{name}  {type_text(array)}  {statistics_text(array)}"
    if array.ndim == 1:
        return f"{name} = [{', '.join(map(short, array))}]"
    body = np.array2string(
        array, separator=", ", max_line_width=100, threshold=FULL + 1, formatter={"all": short}
    )
    return f"{name}  {type_text(array)} =\n{body}"


def type_text(array: Array) -> str:
    """``f32[64, 10]``."""
    return f"{gr.DType.of(array.dtype).short}[{', '.join(map(str, array.shape))}]"


def statistics(array: Array) -> dict[str, Any]:
    """min, mean, max and standard deviation of the finite elements, and how many are not."""
    if array.dtype.kind == "c":
        array = np.abs(array)
    wide = array.astype(np.float64)
    finite = wide[np.isfinite(wide)]
    found: dict[str, Any] = {}
    if finite.size:
        found = {
            "min": float(finite.min()),
            "mean": float(finite.mean()),
            "max": float(finite.max()),
            "sd": float(finite.std()),
        }
    for kind, count in (("nan", np.isnan(wide).sum()), ("inf", np.isinf(wide).sum())):
        if count:
            found[kind] = int(count)
    return found


def statistics_text(array: Array) -> str:
    return "  ".join(f"{key} {value:.6g}" for key, value in statistics(array).items())


def to_json(array: Array, labels: Sequence[str] = ()) -> dict[str, Any]:
    """Dtype, shape, and the values if there are few of them, else statistics."""
    array = np.asarray(array)
    record: dict[str, Any] = {"dtype": str(gr.DType.of(array.dtype)), "shape": list(array.shape)}
    if array.size <= IN_JSON:
        record["values"] = array.tolist()
    else:
        record["statistics"] = statistics(array)
    if labels and array.ndim and array.shape[-1] == len(labels) and _is_float(array):
        best = array.reshape(-1, len(labels)).argmax(axis=-1)
        record["classes"] = [labels[each] for each in best[:IN_JSON]]
    return record


def save_form(array: Array) -> Array:
    """``array`` as a .npy file can hold it: types NumPy lacks become float32."""
    return array if array.dtype.kind in "biufc" else array.astype(np.float32)


# -- classes -----------------------------------------------------------------------------------


def _is_float(array: Array) -> bool:
    return gr.DType.of(array.dtype).is_float


def _ranked(array: Array, labels: Sequence[str]) -> list[str]:
    rows = array.reshape(-1, len(labels)).astype(np.float64)
    best = np.argsort(-rows[:ROWS], axis=-1, kind="stable")[:, :3]
    cells = [
        (f"  {i}", *(f"{labels[c]} {rows[i, c]:.4g}" for c in order))
        for i, order in enumerate(best)
    ]
    return [*table(cells), *_more(len(rows))]


def _named(array: Array, labels: Sequence[str]) -> list[str]:
    flat = array.reshape(-1)
    cells = [(f"  {i}", class_name(int(each), labels)) for i, each in enumerate(flat[:ROWS])]
    return [*table(cells), *_more(flat.size)]


def _more(count: int) -> list[str]:
    return [f"  ... {count - ROWS} more"] if count > ROWS else []


def class_name(index: int, labels: Sequence[str]) -> str:
    return labels[index] if 0 <= index < len(labels) else str(index)
