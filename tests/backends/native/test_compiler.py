"""Text to object code: on several threads, and by either way into LLVM."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import pytest

from graphrt.backends import threads
from graphrt.backends.native import compiler, llvm, loader
from graphrt.backends.native.irtext import Function, module_text
from graphrt.backends.threads import Threads


def answer(number):
    f = Function("answer", [("ptr", "context")], "i64")
    f.line(f"ret i64 {number}")
    return module_text(f)


def called(code):
    address = loader.load([code], ["answer"])["answer"]
    return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(address)(None)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_objects_come_in_the_order_of_their_texts(monkeypatch, count):
    monkeypatch.setattr(threads, "chosen", lambda: Threads(count, "a test"))
    found = compiler.object_codes(answer(k) for k in range(30))
    assert [called(code) for code in found] == list(range(30))
    assert found == [compiler.object_code(answer(k)) for k in range(30)]
    assert compiler.object_codes([]) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("wrong", [0, 7, 19])
def test_the_first_error_is_raised_whoever_met_it(monkeypatch, count, wrong):
    monkeypatch.setattr(threads, "chosen", lambda: Threads(count, "a test"))
    texts = ["no IR at all" if k == wrong else answer(k) for k in range(20)]
    with pytest.raises(RuntimeError, match="LLVM: .*expected top-level entity"):
        compiler.object_codes(texts)
    assert called(compiler.object_code(answer(5))) == 5


def test_an_error_of_the_writer_is_raised(monkeypatch):
    monkeypatch.setattr(threads, "chosen", lambda: Threads(3, "a test"))

    def texts():
        yield from map(answer, range(3))
        raise ValueError("no text")

    with pytest.raises(ValueError, match="no text"):
        compiler.object_codes(texts())


BY_LLVMLITE = """
import sys
from graphrt.backends.native import compiler, llvm
if sys.argv[1] == "binding":
    llvm.KNOWN = (0, 1), (0, 2)
text = sys.stdin.read()
print(compiler.object_code(text).hex())
print(compiler.assembly(text))
"""


def test_llvmlites_own_modules_make_the_same_code():
    def made(way):
        command = [sys.executable, "-c", BY_LLVMLITE, way]
        return subprocess.run(
            command, input=answer(42), capture_output=True, text=True, check=True
        ).stdout

    assert llvm.is_known()
    assert made("library") == made("binding")


def test_what_is_declared_is_what_llvmlite_declares():
    from llvmlite.binding import ffi

    library = llvm.library(())
    for name, (_, arguments) in llvm._FUNCTIONS.items():
        theirs = getattr(ffi.lib, f"LLVMPY_{name}").argtypes
        if theirs is not None:
            assert len(theirs) == len(arguments), name
        assert getattr(library, name)


def test_a_release_is_known_by_its_number(monkeypatch):
    for release, is_known in (("0.44.0", False), ("0.45.0", True), ("0.50.1rc1", True)):
        monkeypatch.setattr(llvm, "llvmlite_version", lambda release=release: release)
        assert llvm.is_known() == is_known
    last = llvm.KNOWN[1]
    monkeypatch.setattr(llvm, "llvmlite_version", lambda: f"{last[0]}.{last[1] + 1}.0")
    assert not llvm.is_known()
    assert re.match(r"\d", llvm.llvmlite_version())
