"""Object files: made once, checked before use, bounded, and never needed."""

import ctypes
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphrt.backends.native import cache, compiler, loader
from graphrt.backends.native.digest import digest
from graphrt.backends.native.folder import Folder, cache_folder, drop_oldest
from graphrt.backends.native.irtext import I64, Function


def answer(number):
    """A kernel that writes a number where its arguments lie."""

    def write(name):
        f = Function(name, [("ptr", "args"), ("i64", "begin"), ("i64", "end")])
        f.store(f.const(number, I64), f.parameters[0])
        return f.text()

    return write


def called(code, name):
    found = ctypes.c_int64()
    kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)
    kind(code[name])(ctypes.addressof(found), 0, 0)
    return found.value


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A directory of its own for one test."""
    path = tmp_path / "kernels"
    monkeypatch.setenv("GRAPHRT_CACHE", str(path))
    cache_folder.cache_clear()
    yield path
    cache_folder.cache_clear()


def files(folder):
    return sorted(folder.glob("*.o"))


def must_not_write(name):
    raise AssertionError(f"{name} was written again")


def test_what_is_on_disk_is_neither_written_nor_compiled(folder):
    (first,) = cache.objects_of({"answer": answer(42)})
    assert [path.stat().st_mode & 0o777 for path in files(folder)] == [0o600]
    assert folder.stat().st_mode & 0o777 == 0o700
    (second,) = cache.objects_of({"answer": must_not_write})
    assert second == first
    assert called(loader.load([second], ["answer"]), "answer") == 42


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: b"another1" + data[8:],
    ],
    ids=["empty", "cut", "longer", "a bit", "another format"],
)
def test_a_damaged_file_is_made_again(folder, damage):
    (whole,) = cache.objects_of({"answer": answer(42)})
    (path,) = files(folder)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.objects_of({"answer": answer(42)}) == [whole]
    assert cache.objects_of({"answer": must_not_write}) == [whole]


def test_the_name_of_a_file_depends_on_everything_the_code_depends_on(folder, monkeypatch):
    def names(**changes):
        with monkeypatch.context() as patched:
            for name, value in changes.items():
                patched.setattr(cache, name, value)
            cache._environment.cache_clear()
            return cache._path("", "answer")

    here = cache.host()
    found = {
        names(),
        names(__version__="0.0"),
        names(host=lambda: here._replace(llvm="0.1.2")),
        names(host=lambda: here._replace(processor="another")),
        names(host=lambda: here._replace(isa=here.isa._replace(registers=8))),
        cache._path("", "another"),
    }
    cache._environment.cache_clear()
    assert len(found) == 6
    assert names() in found


def test_every_generator_is_among_what_the_code_depends_on(tmp_path, monkeypatch):
    package = Path(cache.__file__).parent
    assert list(map(Path, cache.sources())) == sorted(package.rglob("*.py"))
    copies = []
    for state in ("exp = 1", "exp = 2"):
        (tmp_path / "exponential.py").write_text(state)
        monkeypatch.setattr(cache, "sources", lambda: [str(tmp_path / "exponential.py")])
        cache._environment.cache_clear()
        copies.append(cache._path("", "answer"))
    cache._environment.cache_clear()
    assert copies[0] != copies[1]


@pytest.mark.parametrize("word", ["off", "0", "none", "OFF"])
def test_without_a_directory_everything_is_compiled(monkeypatch, word):
    monkeypatch.setenv("GRAPHRT_CACHE", word)
    cache_folder.cache_clear()
    assert cache_folder() == Folder("", f"GRAPHRT_CACHE={word}")
    (code,) = cache.objects_of({"answer": answer(7)})
    cache_folder.cache_clear()
    assert called(loader.load([code], ["answer"]), "answer") == 7


def test_a_directory_that_others_may_write_to_is_not_used(folder):
    folder.mkdir()
    folder.chmod(0o770)
    assert cache_folder() == Folder("", f"others may write to {folder}")
    cache.objects_of({"answer": answer(42)})
    assert not list(folder.iterdir())


def test_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "real").mkdir()
    folder.symlink_to(tmp_path / "real")
    assert cache_folder() == Folder("", f"{folder} is no directory")


def test_a_file_in_the_way_is_no_directory(folder):
    folder.write_text("mine")
    assert cache_folder() == Folder("", f"{folder} is no directory")


def test_a_directory_of_another_user_is_not_used(folder, monkeypatch):
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    assert cache_folder() == Folder("", f"{folder} belongs to another user")


def test_a_full_disk_costs_no_more_than_a_compilation(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        (code,) = cache.objects_of({"answer": answer(42)})
    assert not list(folder.iterdir())
    assert cache.objects_of({"answer": answer(42)}) == [code]


def test_the_files_longest_unread_go_first(tmp_path):
    for number in range(8):
        path = tmp_path / f"{number}.o"
        path.write_bytes(bytes(100))
        os.utime(path, (number, number))
    (tmp_path / "notes").write_bytes(bytes(1000))  # nobody's business here
    os.utime(tmp_path / "0.o")  # read again just now
    drop_oldest(str(tmp_path), 800)
    assert len(files(tmp_path)) == 8
    drop_oldest(str(tmp_path), 799)  # until a quarter is free: 500 of 799
    assert [path.stem for path in files(tmp_path)] == ["0", "4", "5", "6", "7"]
    assert (tmp_path / "notes").exists()


def test_threads_may_make_the_same_files_at_once(folder):
    def make(_):
        return cache.objects_of({f"answer{k}": answer(k) for k in range(6)})

    with ThreadPoolExecutor(4) as pool:
        first, *rest = pool.map(make, range(4))
    assert all(each == first for each in rest)
    assert len(list(folder.iterdir())) == 6


RUN = """
import sys
import numpy as np
import graphrt as gr
model = gr.load("models/digits_mlp.pb")
session = gr.Session(model, backend="native")
example = model.signature("predict").examples[0]
for _ in session.run(**example.inputs):
    pass
print("llvmlite" in open("/proc/self/maps").read(), "hashlib" in sys.modules)
"""


def test_processes_may_share_a_directory_and_a_warm_one_does_without_llvm(folder):
    environment = {**os.environ, "GRAPHRT_CACHE": str(folder)}
    command = [sys.executable, "-c", RUN]
    cold = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for each in cold:
        each.communicate(timeout=120)
        assert each.returncode == 0
    made = {path.name for path in folder.iterdir()}
    assert all(name.endswith(".o") for name in made)
    warm = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert warm.stdout.split() == ["False", "False"]
    assert {path.name for path in folder.iterdir()} == made


def test_llvm_links_what_the_own_loader_links():
    text = answer(42)("answer")
    code = compiler.object_code(text)
    assert called(loader.load([code], ["answer"]), "answer") == 42
    for _ in range(2):  # an engine takes its target machine along when it goes
        assert called(loader._load_through_llvm([code], ["answer"]), "answer") == 42
    assert compiler.object_code(text) == code


def test_an_object_that_needs_something_outside_is_refused():
    f = Function("calls_out", [("ptr", "args"), ("i64", "begin"), ("i64", "end")])
    f.call_void("printf", f.parameters[0])
    with pytest.raises(loader.LoadError, match="refers to something outside"):
        loader.load([compiler.object_code(f.text())], ["calls_out"])


def test_digests_tell_parts_apart():
    assert digest("ab", "c") != digest("a", "bc") != digest("a", b"bc", "")
    assert len(digest()) == 20
