"""The log of a training: one row per epoch, as CSV or JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graphrt.errors import UsageError
from graphrt.io import write_atomically

SUFFIXES = (".csv", ".jsonl")


def require_log(path: Any) -> None:
    """Raise `UsageError` unless ``path`` ends in a suffix a log can have."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise UsageError(f"the log {str(path)!r} must end in {' or '.join(SUFFIXES)}")


def write_log(path: Any, rows: Sequence[dict[str, float]]) -> None:
    """All rows so far, replacing the file at once: it is whole at any moment, and a resumed
    training leaves no row twice."""
    text = _as_csv(rows) if Path(path).suffix.lower() == ".csv" else _as_lines(rows)
    write_atomically(path, [text.encode()])


def _as_csv(rows: Sequence[dict[str, float]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _as_lines(rows: Sequence[dict[str, float]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
