"""Files the command line names as results: never overwritten unasked, never half written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

import graphrt as gr


def require_free(path: str | None, force: bool) -> None:
    """Raise `UsageError` unless ``path`` may be written; called before the work, not after it."""
    if path is None:
        return
    if os.path.isdir(path):
        raise gr.UsageError(f"cannot write {path!r}: it is a directory")
    if os.path.exists(path) and not force:
        raise gr.UsageError(f"{path!r} exists already", hint="--force replaces it")
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise gr.UsageError(f"cannot write {path!r}: its directory does not exist")


def require_suffix(path: str | None, suffix: str, what: str) -> None:
    """Raise `UsageError` unless ``path`` ends in ``suffix``."""
    if path is not None and not path.lower().endswith(suffix):
        raise gr.UsageError(f"{what} {path!r} must end in {suffix}")


def write_npz(path: str, arrays: Mapping[str, Any]) -> None:
    """Write ``arrays`` to ``path``."""
    import zipfile

    with _replacing(path) as temporary:
        with zipfile.ZipFile(temporary, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name, array in arrays.items():
                # a fixed date: the same arrays give the same file
                entry = zipfile.ZipInfo(f"{name}.npy")
                with archive.open(entry, "w", force_zip64=True) as file:
                    np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)


def write_text(path: str, text: str) -> None:
    """Write ``text`` to ``path``."""
    with _replacing(path) as temporary, open(temporary, "x", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def _replacing(path: str) -> Iterator[str]:
    """A temporary file beside ``path`` to write to; renamed into place when that went well."""
    folder, base = os.path.split(os.path.realpath(path))
    temporary = os.path.join(folder, f".{base[:100]}.{os.urandom(6).hex()}.tmp")
    try:
        try:
            yield temporary
            os.replace(temporary, path)
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise gr.UsageError(f"cannot write {path!r}: {error.strerror or error}") from None
