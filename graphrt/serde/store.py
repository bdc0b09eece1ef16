"""A model and its weights file on the disk, in an order that can be interrupted anywhere.

First the weights file, whose name follows from its content and so is never one that the old
model needs for something else. Then the model, by renaming it. Then the weights file that only
the old model named is removed.
"""

from __future__ import annotations

import os

from graphrt.errors import FormatError
from graphrt.io import StagedFile
from graphrt.serde import messages as pb
from graphrt.serde.encode import Encoded
from graphrt.serde.sidecar import Reference, beside
from graphrt.serde.wire import BYTES, MAGIC, records

_HEAD_BYTES = 256  # a model states its weights file within these
_SIDECAR_FIELD = 12


def store(encoded: Encoded, path: str | os.PathLike[str]) -> None:
    """Write a model and, if it has one, its weights file."""
    target = os.path.realpath(path)
    old = stated_reference(target)
    if encoded.weights is None:
        StagedFile(path, [encoded.file(None)]).commit()
        new = None
    else:
        new = _store_both(encoded, path, target)
    if old is not None and old != new and not _is_named_elsewhere(target, old):
        _remove(beside(target, old))


def _store_both(encoded: Encoded, path: str | os.PathLike[str], target: str) -> Reference:
    assert encoded.weights is not None
    reference, weights = encoded.weights.stage(path)
    place = beside(target, reference)
    try:
        model = StagedFile(path, [encoded.file(reference)])
    except BaseException:
        weights.discard()
        raise
    is_new = not os.path.lexists(place)
    try:
        weights.commit(place)
    except BaseException:
        model.discard()
        raise
    try:
        model.commit()
    except BaseException:
        if is_new:
            _remove(place)
        raise
    return reference


def stated_reference(path: str) -> Reference | None:
    """The weights file that the model at ``path`` names, if it is a model and names one."""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return None
    if not head.startswith(MAGIC):
        return None
    try:
        for field, kind, _, content, end in records(head, 0, len(head)):
            if field == _SIDECAR_FIELD and kind == BYTES:
                stated = pb.Sidecar.FromString(head[content:end])
                return Reference(stated.size, stated.sha256) if len(stated.sha256) == 32 else None
    except (FormatError, ValueError):  # the head ends within a record, or is damaged
        return None
    return None


def _is_named_elsewhere(target: str, reference: Reference) -> bool:
    """Whether another model of the folder has this weights file, too: a copy of the old one."""
    folder = os.path.dirname(target)
    with os.scandir(folder) as entries:
        others = [each.path for each in entries if each.name.endswith(".pb") and each.is_file()]
    return any(stated_reference(each) == reference for each in others if each != target)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # it has another name, is gone already, or (on Windows) is mapped: no harm
