"""What a file that is not a model is, or where a model is cut short."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile

import numpy as np
import pytest

from graphrt.errors import FormatError, UsageError
from graphrt.serde import decode_model, load, save
from graphrt.serde import messages as pb


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for name in names:
            out.writestr(name, b"content")
    return file.getvalue()


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


def safetensors() -> bytes:
    head = json.dumps({"w": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}).encode()
    return len(head).to_bytes(8, "little") + head


FOREIGN = {
    "lfs": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n",
        "this is a Git LFS pointer, not the file it points to",
        "git lfs pull",
    ),
    "html": (b"\n<!DOCTYPE html><html></html>", "this is an HTML page", "the link to the raw"),
    "torch": (archive("m/data.pkl", "m/version"), "this is a PyTorch checkpoint", "import_onnx"),
    "npz": (archive("a.npy", "b.npy"), r"this is a NumPy \.npz archive", "weights without a graph"),
    "keras": (
        archive("metadata.json", "model.weights.h5"),
        "this is a Keras model",
        "graphrt.import_onnx",
    ),
    "zip": (archive("readme"), "this is a zip archive", "unpack it first"),
    "empty zip": (archive(), "this is a zip archive", "unpack it first"),
    "gguf": (b"GGUF\3\0\0\0", "this is a GGUF file", "does not read GGUF"),
    "onnx": (b"\x08\x0a\x12\x07pytorch", "this is an ONNX model", "graphrt.import_onnx reads it"),
    "pickle": (pickle.dumps([1]), "this is a Python pickle", "never reads pickles"),
    "safetensors": (safetensors(), "this is a safetensors file", "weights without a graph"),
    "npy": (npy(), r"this is a NumPy \.npy array", "weights without a graph"),
    "gzip": (gzip.compress(b"abc"), "this is gzip-compressed", "gunzip"),
    "hdf5": (b"\x89HDF\r\n\x1a\n\0", "this is an HDF5 file", "graphrt.import_onnx"),
    "json": (b' {"a": 1}', "this is JSON text", None),
    "text": ("x = 3  # ünïcode\n".encode() * 90, "this is text", None),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign(name):
    data, what, hint = FOREIGN[name]
    with pytest.raises(FormatError, match=f"^not a graphrt model: {what}") as caught:
        decode_model(data)
    assert (caught.value.hint is None) == (hint is None)
    assert hint is None or hint in str(caught.value.hint)


def unsized(data: bytes) -> bytes:
    """The file without its stated size and checksum."""
    message = pb.Model.FromString(data)
    message.ClearField("size")
    message.ClearField("crc32")
    return message.SerializeToString(deterministic=True)


def test_nothing_known():
    with pytest.raises(FormatError, match="it begins with the bytes 00 01 02 03 04 05 06 07$"):
        decode_model(bytes(range(20)))


def test_empty():
    with pytest.raises(FormatError, match="the file is empty"):
        decode_model(b"")


@pytest.mark.parametrize("end", [1, 8])
def test_cut_within_the_magic(data, end):
    with pytest.raises(FormatError, match=f"cut short: it ends at byte {end}, within its first"):
        decode_model(data[:end])


@pytest.mark.parametrize("end", [19, 20, 300, -1])
def test_cut_short(data, end):
    cut = data[:end]
    match = f"the file is cut short: it ends at byte {len(cut)} of {len(data)}\n"
    with pytest.raises(FormatError, match=match) as caught:
        decode_model(cut)
    assert caught.value.hint == "copy or download it again"


def test_cut_short_without_a_size(data):
    message = pb.Model.FromString(data)
    message.ClearField("size")
    plain = message.SerializeToString()
    with pytest.raises(FormatError, match=r"cut short: it ends at byte \d+ of at least \d+"):
        decode_model(plain[:-1])
    with pytest.raises(FormatError, match="it ends at byte 10 of at least 11"):
        decode_model(plain[:9] + b"\x90")


def test_something_appended(data):
    with pytest.raises(FormatError, match=f"has {len(data) + 3} bytes but was written with"):
        decode_model(data + b"abc")


def test_records_that_make_no_sense():
    with pytest.raises(FormatError, match="damaged at byte 9: no record begins there"):
        decode_model(b"\x0a\x07graphrt\x13")
    with pytest.raises(FormatError, match="damaged at byte 9: a number has no end"):
        decode_model(b"\x0a\x07graphrt" + b"\xff" * 20)
    with pytest.raises(FormatError, match="damaged at byte 12: a record goes on where it must end"):
        decode_model(b"\x0a\x07graphrt\x42\x01\xff\x10\x01")
    with pytest.raises(FormatError, match="the file is damaged: "):
        decode_model(b"\x0a\x07graphrt\x32\x03\x0a\x01\xff\x10\x01")


def test_a_flipped_bit_anywhere_is_noticed(data):
    for place in (len(data) // 3, len(data) // 2, len(data) - 1):
        broken = bytearray(data)
        broken[place] ^= 4
        with pytest.raises(FormatError, match="damaged: its checksum is not the one it was writt"):
            decode_model(bytes(broken))


def test_text_in_the_file_that_is_not_utf8(data):
    with pytest.raises(FormatError, match="the file is damaged: "):
        decode_model(unsized(data).replace(b"net.py", b"net\xffpy"))


def test_a_missing_file(tmp_path, sample):
    save(sample, tmp_path / "model.pb")
    with pytest.raises(UsageError, match="there is no file") as caught:
        load(tmp_path / "modle.pb")
    assert caught.value.hint == "did you mean 'model.pb'?"
    with pytest.raises(UsageError, match="there is no directory .*nowhere' either"):
        load(tmp_path / "nowhere" / "model.pb")


def test_a_directory(tmp_path, sample):
    with pytest.raises(UsageError, match="is a directory, not a file$"):
        load(tmp_path)
    save(sample, tmp_path / "model.pb")
    with pytest.raises(UsageError, match="it contains model.pb"):
        load(tmp_path)


def test_a_path_that_cannot_be_one():
    with pytest.raises(UsageError, match="cannot read 'a.x00b'"):
        load("a\0b")


def test_the_error_names_the_file(tmp_path):
    path = tmp_path / "page.pb"
    path.write_bytes(b"<html>")
    with pytest.raises(FormatError, match=r"page\.pb: not a graphrt model: this is an HTML page"):
        load(path)
