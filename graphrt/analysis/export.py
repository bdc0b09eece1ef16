"""A model as text, as weights alone, or as a graph that others draw; and back from text."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphrt.analysis.picture import visualize
from graphrt.errors import GraphError, UsageError, nearest
from graphrt.io import Limits, StagedFile, read_file
from graphrt.ir.model import Model, require_model
from graphrt.ir.parser import parse_text
from graphrt.ir.printer import large_arrays, print_model
from graphrt.serde import save
from graphrt.serde.exchange import read_npz, stage_arrays


@dataclass(frozen=True)
class Export:
    """The files that were written."""

    model: str
    format: str
    files: tuple[str, ...]

    def text(self) -> str:
        """The files, one per line, with their sizes."""
        return "\n".join(f"{path}  {os.path.getsize(path):,} bytes" for path in self.files)

    def to_json(self) -> dict[str, Any]:
        """Everything `text` shows, as plain data."""
        return {
            "model": self.model,
            "format": self.format,
            "files": [{"path": each, "bytes": os.path.getsize(each)} for each in self.files],
        }


def export(
    model: Model, path: str | os.PathLike[str], *, signature: str | None = None, force: bool = True
) -> Export:
    """Write ``model`` in the format that the suffix of ``path`` says.

    ``.pb``: the model file. ``.txt``: its text, which `load_text` reads back; values of arrays
    above 64 elements go to a ``.npz`` file of the same stem. ``.npz``, ``.safetensors``: the
    variables, which `load_weights` reads back. ``.dot``, ``.mmd``: the graph of ``signature``,
    for Graphviz and Mermaid. Without ``force`` no file is replaced. Raises `UsageError` for
    another suffix, a file that is there, or a ``signature`` where the whole model is written.

    >>> import graphrt as gr, tempfile, os
    >>> folder = tempfile.mkdtemp()
    >>> done = gr.export(gr.example("gates"), os.path.join(folder, "gates.txt"))
    >>> gr.load_text(done.files[0]) == gr.example("gates")
    True
    """
    require_model("export", model)
    name = os.fspath(path)
    suffix = os.path.splitext(name)[1].lower()
    writer = _WRITERS.get(suffix)
    if writer is None:
        raise UsageError(
            f"cannot export to {name!r}: the suffix is not known",
            hint=nearest(suffix, _WRITERS) or f"use {', '.join(_WRITERS)}",
        )
    if signature is not None and writer is not _draw:
        raise UsageError(
            f"{suffix} holds the whole model, not one signature",
            hint="edit.extract takes a signature out of a model",
        )
    return Export(model.name, suffix[1:], writer(model, name, signature, force))


def load_text(path: str | os.PathLike[str], *, limits: Limits | None = None) -> Model:
    """The model in a text file, with the ``.npz`` of the same stem that holds its large arrays.

    Ops this release does not know become placeholders. Raises `UsageError` for files that are
    missing, `GraphError` with line and caret for text that is no model.
    """
    name = os.fspath(path)
    limits = limits or Limits()
    try:
        text = read_file(name, limits).decode()
    except UnicodeDecodeError as error:
        raise GraphError(f"{name}: not text: byte {error.start} is not UTF-8") from None
    beside = _beside(name)
    arrays = read_npz(beside, limits) if os.path.exists(beside) else {}
    try:
        parsed = parse_text(text, arrays, allow_unknown_ops=True)
    except GraphError as error:
        raise GraphError(f"{name}: {error.rule}", rows=error.rows, hint=error.hint) from None
    if parsed.model is None:
        raise GraphError(f"{name}: the text is a graph, not a model")
    if parsed.missing:
        raise UsageError(
            f"{name}: the values of {len(parsed.missing)} large arrays are not in the text",
            rows=[f"sha256:{digest}" for digest in parsed.missing[:4]],
            hint=f"they belong into {beside!r}",
        )
    return parsed.model


def _beside(name: str) -> str:
    return os.path.splitext(name)[0] + ".npz"


def _require_free(paths: Sequence[str], force: bool) -> None:
    for path in paths:
        if os.path.exists(path) and not force:
            raise UsageError(f"{path!r} exists already", hint="force (--force) replaces it")


def _save(model: Model, name: str, signature: str | None, force: bool) -> tuple[str, ...]:
    _require_free([name], force)
    save(model, name)
    return (name,)


def _write_text(model: Model, name: str, signature: str | None, force: bool) -> tuple[str, ...]:
    arrays = large_arrays(model)
    files = (name, _beside(name)) if arrays else (name,)
    _require_free(files, force)
    staged = StagedFile(name, [print_model(model).encode()])
    try:
        if arrays:
            stage_arrays(_beside(name), arrays).commit()
    except BaseException:
        staged.discard()
        raise
    staged.commit()
    return files


def _write_weights(model: Model, name: str, signature: str | None, force: bool) -> tuple[str, ...]:
    _require_free([name], force)
    stage_arrays(name, {key: each.value for key, each in model.variables.items()}).commit()
    return (name,)


def _draw(model: Model, name: str, signature: str | None, force: bool) -> tuple[str, ...]:
    _require_free([name], force)
    form = "mermaid" if name.lower().endswith(".mmd") else "dot"
    visualize(model, signature, format=form).save(name)
    return (name,)


_Writer = Callable[[Model, str, str | None, bool], tuple[str, ...]]
_WRITERS: dict[str, _Writer] = {
    ".pb": _save,
    ".txt": _write_text,
    ".npz": _write_weights,
    ".safetensors": _write_weights,
    ".dot": _draw,
    ".mmd": _draw,
}
