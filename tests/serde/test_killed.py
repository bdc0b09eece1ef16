"""A process killed at any system call of a save leaves a whole model: the old one or the new one."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from serde.system_calls import killed_at

import graphrt as gr
from graphrt.errors import UsageError
from graphrt.serde import encode

LIMIT = 4096


def net(seed: int, size: int) -> gr.Model:
    b = gr.GraphBuilder(f"net{seed}")
    x = b.input("x", (size,))
    w = b.parameter("w", np.random.default_rng(seed).standard_normal(size).astype(np.float32))
    b.signature("predict", inputs=[x], outputs={"y": x + w})
    return b.build()


INLINE, OTHER_INLINE = net(0, 10), net(1, 20)
BESIDE, OTHER_BESIDE = net(2, 2000), net(3, 3000)

SAVES = {
    "fresh, one file": (None, INLINE),
    "fresh, two files": (None, BESIDE),
    "one file by one": (INLINE, OTHER_INLINE),
    "one file by two": (INLINE, BESIDE),
    "two files by two": (BESIDE, OTHER_BESIDE),
    "two files by one": (BESIDE, INLINE),
    "two files by themselves": (BESIDE, BESIDE),
}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(encode, "INLINE_BYTES", LIMIT)


def same(path: Path, model: gr.Model) -> bool:
    found = gr.load(path, verify_weights=True)
    return found.digest == model.digest


@pytest.mark.skipif(sys.platform != "linux", reason="ptrace as Linux has it")
@pytest.mark.parametrize("what", SAVES)
def test_killed_at_every_system_call(tmp_path, what):
    before, after = SAVES[what]
    start = tmp_path / "start"
    start.mkdir()
    if before is not None:
        before.save(start / "m.pb")
    folder = tmp_path / "work"
    path = folder / "m.pb"

    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(start, folder)

    prepare()
    after.save(path)  # imports whatever it needs here, and not in each child
    prepare()
    total = killed_at(None, lambda: after.save(path))
    assert same(path, after)
    complete = sorted(os.listdir(folder))
    assert total >= 10
    seen = set()
    for number in range(1, total + 1):
        prepare()
        killed_at(number, lambda: after.save(path))
        if not path.exists():
            assert before is None
            seen.add("nothing")
        elif before is not None and same(path, before):
            seen.add("old")
        else:
            assert same(path, after)
            seen.add("new")
        after.save(path)  # the next save is not disturbed by what was left
        assert same(path, after)
        assert set(os.listdir(folder)) >= set(complete)
    wanted = {"nothing", "new"} if before is None else {"old", "new"}
    assert seen == (wanted if before is not after else {"old"})


# -- what else can go wrong while saving -------------------------------------------------------


@pytest.mark.parametrize("before", [None, INLINE, BESIDE])
@pytest.mark.parametrize("after", [OTHER_INLINE, OTHER_BESIDE])
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_an_error_at_any_of_the_calls_leaves_the_old_files_alone(
    tmp_path, monkeypatch, before, after, call
):
    path = tmp_path / "m.pb"
    if before is not None:
        before.save(path)
    old = {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)}
    real = getattr(os, call)
    left = 0

    def counting(*args, **kwargs):
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **kwargs)

    failed = 0
    for failing in range(1, 9):
        left = failing
        with monkeypatch.context() as patched:
            patched.setattr(os, call, counting)
            try:
                after.save(path)
            except UsageError as error:
                failed += 1
                assert f"cannot write {str(path)!r}: No space left on device" in str(error)
            else:
                break
        if path.exists() and same(path, after):
            continue  # it was renamed; only to make that last failed
        assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == old
    assert failed >= 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk(tmp_path, monkeypatch):
    BESIDE.save(tmp_path / "m.pb")
    real = os.open

    def full(path, flags, *rest):
        descriptor = real(path, flags, *rest)
        if flags & os.O_EXCL:  # the temporary file: from now on it is one that takes nothing
            device = real("/dev/full", os.O_WRONLY)
            os.dup2(device, descriptor)
            os.close(device)
        return descriptor

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(UsageError, match=r"cannot write '.*m\.pb': No space left on device"):
        OTHER_BESIDE.save(tmp_path / "m.pb")
    monkeypatch.undo()
    monkeypatch.setattr(encode, "INLINE_BYTES", LIMIT)
    assert same(tmp_path / "m.pb", BESIDE)
    assert len(os.listdir(tmp_path)) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no users as Unix has them")
def test_a_directory_without_permission():
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        INLINE.save(folder / "m.pb")
        folder.chmod(0o555)
        said, says = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if os.getuid() == 0:
                    os.setuid(65534)  # root may write anywhere
                OTHER_INLINE.save(folder / "new.pb")
            except UsageError as error:
                os.write(says, str(error).encode())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        folder.chmod(0o755)
        os.close(says)
        with open(said) as file:
            assert file.read() == f"cannot write {str(folder / 'new.pb')!r}: Permission denied"
        assert os.listdir(folder) == ["m.pb"]
        assert same(folder / "m.pb", INLINE)
