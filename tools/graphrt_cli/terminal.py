"""What reaches the terminal beside results: notes, errors, and JSON that any reader accepts."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

import click


class State:
    """What the options of one call say about the terminal."""

    def __init__(self) -> None:
        self.verbose = False


def note(text: str) -> None:
    """A remark that is not a result, on stderr."""
    click.echo(f"note: {text}", err=True)


def fail(error: BaseException, *, verbose: bool = False) -> None:
    """``graphrt: error: <rule>`` and its rows on stderr; a traceback only if asked for."""
    if verbose or os.environ.get("GRAPHRT_DEBUG", "") not in ("", "0"):
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    click.echo(f"graphrt: error: {_message(error)}", err=True)


def _message(error: BaseException) -> str:
    if isinstance(error, click.ClickException):
        text = error.format_message().strip().rstrip(".")
        ctx = getattr(error, "ctx", None)
        text = text[:1].lower() + text[1:]
        return f"{text}\n  hint {ctx.command_path} --help" if ctx is not None else text
    notes = "".join(f"\n  {each}" for each in getattr(error, "__notes__", ()))
    if hasattr(error, "rule"):  # a GraphrtError
        return f"{error}{notes}"
    return f"{type(error).__name__}: {error}".rstrip(": ") + notes


def print_json(schema: str, record: Mapping[str, Any]) -> None:
    """``record`` with its schema, on stdout, as one line of strict JSON: NaN and infinities are
    strings."""
    import json

    plain = _plain({**record, "schema": f"graphrt.{schema}/1"})
    ordered = {"schema": plain.pop("schema"), **plain}
    click.echo(json.dumps(ordered, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "tolist"):  # a NumPy array or scalar
        return _plain(value.tolist())
    if isinstance(value, complex):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)
