"""Which backend a session gets, and what is said about it."""

import ctypes
import os
import re

import pytest

import graphrt as gr
from graphrt.backends import choice
from graphrt.backends.native import host, loader


@pytest.fixture
def anew(monkeypatch):
    """What is known of this machine is found out again, before and after."""
    monkeypatch.delenv(choice.VARIABLE, raising=False)
    for known in (host.refusal, host.llvmlite_version):
        known.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for known in (host.refusal, host.llvmlite_version):
        known.cache_clear()


def without_llvmlite(patch):
    patch.setattr(host.importlib.util, "find_spec", lambda _: None)


def with_an_old_llvmlite(patch):
    patch.setattr(host, "llvmlite_version", lambda: "0.44.0")


def on_another_system(patch):
    patch.setattr(host.sys, "platform", "darwin")
    patch.setattr(host.platform, "system", lambda: "Darwin")
    patch.setattr(host.platform, "machine", lambda: "arm64")


def without_executable_memory(patch):
    class Libc:
        def __init__(self, *_, **__):
            pass

        def mprotect(self, *_):
            ctypes.set_errno(13)
            return -1

    patch.setattr(loader.ctypes, "CDLL", Libc)


def without_fused_multiply_add(patch):
    patch.setattr(host, "_processor", lambda: "flags : sse2 avx avx2")


REFUSALS = [
    (
        without_fused_multiply_add,
        "this processor has no fused multiply-add: kernels need AVX2 and FMA",
    ),
    (without_llvmlite, "llvmlite is not installed"),
    (with_an_old_llvmlite, "llvmlite 0.44.0 is older than 0.45"),
    (
        on_another_system,
        "there are kernels for Linux on x86_64 and aarch64, this is Darwin on arm64",
    ),
    (without_executable_memory, r"the system refuses executable memory \(Permission denied\)"),
]


@pytest.mark.parametrize(("change", "reason"), REFUSALS, ids=[f.__name__ for f, _ in REFUSALS])
def test_where_nothing_native_runs_auto_is_numpy_and_says_why(anew, change, reason):
    change(anew)
    with gr.Session(gr.example("gates")) as session:
        assert session.backend == "numpy"
        assert re.fullmatch(f"because {reason}", session.backend_reason)
        assert session.run(x=-2.0, y=5.0, z=-4.0)["f"] == -12
    with pytest.raises(gr.UsageError, match=f"the native backend does not run here: {reason}"):
        gr.Session(gr.example("gates"), backend="native")


def test_the_environment_decides_where_nothing_is_asked_for(anew):
    anew.setenv(choice.VARIABLE, "numpy")
    assert choice.choose_backend("auto").text() == "backend numpy, from GRAPHRT_BACKEND"
    anew.setenv(choice.VARIABLE, "auto")
    assert choice.choose_backend("auto").text() == "backend native, the fastest here"
    anew.setenv(choice.VARIABLE, "")
    assert choice.choose_backend("auto").text() == "backend native, the fastest here"
    anew.setenv(choice.VARIABLE, "native")
    assert choice.choose_backend("numpy").text() == "backend numpy, as asked for"
    anew.setenv(choice.VARIABLE, "numpie")
    with pytest.raises(gr.UsageError, match="no backend 'numpie'\n  hint did you mean 'numpy'?"):
        choice.choose_backend("auto")


def test_a_clone_and_a_copy_have_the_same_backend(anew):
    import pickle

    session = gr.Session(gr.example("gates"), backend="numpy")
    assert session.clone().backend == "numpy"
    assert pickle.loads(pickle.dumps(session)).backend == "numpy"


@pytest.mark.skipif(host.refusal() is not None, reason="nothing native runs here")
def test_native_is_what_auto_takes(anew):
    with gr.Session(gr.example("gates")) as session:
        assert (session.backend, session.backend_reason) == ("native", "the fastest here")
    assert os.environ.get(choice.VARIABLE) is None
