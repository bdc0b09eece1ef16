"""Calls with their argument built in."""

from __future__ import annotations

import ctypes
import gc

import numpy as np
import pytest

from graphrt.backends.native import thunk
from graphrt.backends.native.loader import LoadError

strlen = ctypes.cast(ctypes.CDLL(None).strlen, ctypes.c_void_p).value


def texts(count):
    return [np.frombuffer(b"x" * k + b"\0", np.uint8) for k in range(count)]


def test_each_call_has_an_argument_of_its_own():
    given = texts(20)
    calls = [thunk.without_argument(strlen, each.ctypes.data) for each in given]
    if None in calls:
        pytest.skip("no thunks on this processor")
    gc.collect()
    assert [call() for call in calls] == list(range(20))


def test_there_is_none_where_the_system_refuses(monkeypatch):
    def refuse(memory):
        raise LoadError("no")

    monkeypatch.setattr(thunk, "make_executable", refuse)
    assert thunk.without_argument(strlen, texts(1)[0].ctypes.data) is None
