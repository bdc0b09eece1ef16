"""What a file that is not a graphrt model is instead, by its first bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from graphrt.errors import FormatError
from graphrt.serde.wire import MAGIC


class Kind(NamedTuple):
    """A kind of file: how to tell it, what it is called, and what to do about it."""

    matches: Callable[[bytes], bool]
    what: str
    hint: str | None = None


def not_a_model(data: bytes) -> FormatError:
    """The error for ``data`` that does not begin with the magic of a model file."""
    if not data:
        return FormatError("the file is empty")
    if MAGIC.startswith(data):
        return FormatError(
            f"the file is cut short: it ends at byte {len(data)}, within its first record",
            hint="copy or download it again",
        )
    for kind in KINDS:
        if kind.matches(data):
            return FormatError(f"not a graphrt model: this is {kind.what}", hint=kind.hint)
    return FormatError(f"not a graphrt model: it begins with the bytes {data[:8].hex(' ')}")


def _begins(*prefixes: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(prefixes)


def _zip_with(*names: bytes) -> Callable[[bytes], bool]:
    # the names of its members stand uncompressed at the front and in the index at the end
    return lambda data: (
        data.startswith(b"PK\x03\x04")
        and any(name in data[:4096] or name in data[-65536:] for name in names)
    )


def _is_safetensors(data: bytes) -> bool:
    length = int.from_bytes(data[:8], "little")
    return data[8:9] == b"{" and 2 <= length <= 100_000_000


def _is_pickle(data: bytes) -> bool:
    return data[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def _is_onnx(data: bytes) -> bool:
    """ir_version, a small number in field 1, then one of ModelProto's other fields."""
    if len(data) < 3 or data[0] != 0x08 or not 3 <= data[1] <= 64:
        return False
    return data[2] in (0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72)


def _is_html(data: bytes) -> bool:
    head = data[:512].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _is_json(data: bytes) -> bool:
    return data[:512].lstrip()[:1] in (b"{", b"[") and _is_text(data)


def _is_text(data: bytes) -> bool:
    head = data[:512]
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3  # the cut may split the last character
    return True


_WEIGHTS_ONLY = "it holds weights without a graph; load them with NumPy into a model you build"

KINDS = (
    Kind(
        _begins(b"version https://git-lfs"),
        "a Git LFS pointer, not the file it points to",
        "fetch the file itself: git lfs pull",
    ),
    Kind(
        _is_html,
        "an HTML page",
        "a download gave a web page instead of the file; use the link to the raw file",
    ),
    Kind(
        _zip_with(b"model.weights.h5"),
        "a Keras model",
        "export it to ONNX, then graphrt.import_onnx",
    ),
    Kind(
        _zip_with(b"data.pkl"),
        "a PyTorch checkpoint (a zip with a pickle)",
        "export the model to ONNX, then graphrt.import_onnx",
    ),
    Kind(_zip_with(b".npy"), "a NumPy .npz archive", _WEIGHTS_ONLY),
    Kind(_begins(b"PK\x03\x04", b"PK\x05\x06"), "a zip archive", "unpack it first"),
    Kind(_begins(b"GGUF"), "a GGUF file", "graphrt does not read GGUF"),
    Kind(_begins(b"\x93NUMPY"), "a NumPy .npy array", _WEIGHTS_ONLY),
    Kind(_begins(b"\x1f\x8b"), "gzip-compressed", "decompress it first: gunzip FILE.gz"),
    Kind(
        _begins(b"\x89HDF\r\n\x1a\n"),
        "an HDF5 file (Keras writes such models)",
        "export the model to ONNX, then graphrt.import_onnx",
    ),
    Kind(
        _is_pickle,
        "a Python pickle",
        "graphrt never reads pickles: they can run any code",
    ),
    Kind(_is_onnx, "an ONNX model", "graphrt.import_onnx reads it"),
    Kind(_is_safetensors, "a safetensors file", _WEIGHTS_ONLY),
    Kind(_is_json, "JSON text"),
    Kind(_is_text, "text"),
)
