"""Atomic writes, and arrays as bytes."""

from __future__ import annotations

import errno
import os
import stat

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphrt.dtypes import DTYPES
from graphrt.errors import FormatError, LimitError, UsageError
from graphrt.io import Limits, read_file, tensor_from_bytes, tensor_to_bytes, write_atomically


def test_a_new_file_gets_the_permissions_of_the_process(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    write_atomically(tmp_path / "m.pb", [b"ab", b"c"])
    assert (tmp_path / "m.pb").read_bytes() == b"abc"
    modes = {stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in ("m.pb", "other")}
    assert len(modes) == 1


def test_an_existing_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "m.pb"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, [b"new"])
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


def test_a_symbolic_link_is_followed(tmp_path):
    (tmp_path / "deep").mkdir()
    link = tmp_path / "link.pb"
    link.symlink_to(tmp_path / "deep" / "m.pb")
    for content in (b"first", b"second"):
        write_atomically(link, [content])
        assert (tmp_path / "deep" / "m.pb").read_bytes() == content
        assert link.is_symlink()
    assert os.listdir(tmp_path / "deep") == ["m.pb"]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), UsageError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, error, raised):
    path = tmp_path / "m.pb"
    path.write_bytes(b"old")

    def chunks():
        yield b"new"
        raise error

    with pytest.raises(raised, match=r"^$|cannot write '.*m\.pb': No space left on device"):
        write_atomically(path, chunks())
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["m.pb"]


def test_the_file_reaches_the_disk_before_its_name(tmp_path, monkeypatch):
    calls = []
    fsync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: calls.append("fsync") or fsync(fd))
    monkeypatch.setattr(os, "replace", lambda *args: calls.append("rename") or rename(*args))
    write_atomically(tmp_path / "m.pb", [b"abc"])
    assert calls == ["fsync", "rename", "fsync"]


def test_targets_that_cannot_be_written(tmp_path):
    with pytest.raises(UsageError, match=r"cannot write .*m\.pb': its directory does not exist"):
        write_atomically(tmp_path / "no" / "m.pb", [b""])
    with pytest.raises(UsageError, match="it is a directory"):
        write_atomically(tmp_path, [b""])
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="it is not a regular file"):
        write_atomically(tmp_path / "pipe", [b""])


def test_a_read_only_target(tmp_path, monkeypatch):
    path = tmp_path / "m.pb"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(UsageError, match="it is read-only"):
        write_atomically(path, [b"new"])


def test_a_device_without_a_size_is_read_up_to_the_limit():
    with pytest.raises(LimitError, match="the size of the file in bytes is 101, the limit is 100"):
        read_file("/dev/zero", Limits(file_bytes=100))


def test_big_endian_and_strided_arrays():
    array = np.arange(12, dtype=">i4").reshape(3, 4)[::2, 1:]
    assert tensor_to_bytes(array) == array.astype("<i4").tobytes()


def test_packing_puts_the_first_element_lowest():
    assert tensor_to_bytes(np.array([1, 2, -1], ml_dtypes.int4)) == b"\x21\x0f"
    assert tensor_to_bytes(np.array([1, 2, 3, 0, 1], ml_dtypes.uint2)) == b"\x39\x01"
    assert tensor_to_bytes(np.array([1.0, -1.0], ml_dtypes.float4_e2m1fn)) == b"\xa2"


@pytest.mark.parametrize("name", ["int4", "uint4", "int2", "uint2", "float4_e2m1fn"])
@given(count=st.integers(0, 9), seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_packed_arrays_come_back(name, count, seed):
    dtype = DTYPES[name]
    codes = np.random.default_rng(seed).integers(0, 2**dtype.bits, count).astype(np.uint8)
    array = codes.view(dtype.numpy)
    raw = tensor_to_bytes(array)
    assert len(raw) == dtype.nbytes(count)
    again = tensor_from_bytes(raw, dtype, (count,))
    assert again.astype(np.float32).tolist() == array.astype(np.float32).tolist()


def test_bits_beyond_the_last_element():
    with pytest.raises(FormatError, match="bits are set beyond the last element"):
        tensor_from_bytes(b"\x11", DTYPES["int4"], (1,))


@pytest.mark.parametrize(
    ("raw", "count", "message"),
    [
        (b"\3\0\0\0ab", 1, "a string tensor is cut short"),
        (b"\1\0", 1, "a string tensor is cut short"),
        (b"\1\0\0\0\xff", 1, "a string tensor holds invalid UTF-8"),
        (b"\0\0\0\0", 2, "a tensor of 2 strings holds 1"),
    ],
)
def test_damaged_strings(raw, count, message):
    with pytest.raises(FormatError, match=message):
        tensor_from_bytes(raw, DTYPES["string"], (count,))
