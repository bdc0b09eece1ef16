"""The input grammar: what may stand behind ``-i name=``. Nothing is ever evaluated as code.

::

    -2      1,2,3      [[1, 2], [3, 4]]      true
    @x.npy  @all.npz:key  @photo.png
    zeros:64x784    ones:64x784    randn:64x784@seed=7
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import graphrt as gr
from graphrt.errors import nearest
from graphrt_cli.terminal import note

if TYPE_CHECKING:
    from graphrt import Limits, Signature, ValueType

Array = np.ndarray[Any, Any]

ACCEPTED = (
    "write 2, 1,2,3, [[1,2],[3,4]], @file.npy, @file.npz:key, @photo.png, zeros:64x784,"
    " ones:64x784 or randn:64x784@seed=7"
)
IMAGES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
_FILLED = r"(?s)(?P<kind>[A-Za-z_]+):(?P<shape>[^@]*)(?:@(?P<option>.*))?\Z"
_WORDS = {"true": True, "false": False, "nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def read_inputs(
    signature: Signature, texts: Sequence[str], path: str | None, limits: Limits
) -> tuple[dict[str, Array], dict[str, Array]]:
    """The feeds that ``-i`` and ``--inputs`` give, and what else the file holds.

    ``-i`` wins over the file. Raises `UsageError` for a text or file that is no array, and
    `FeedError` for a name or dtype that does not fit; whether all are there is not judged.
    """
    feeds: dict[str, Array] = {}
    others: dict[str, Array] = {}
    if path is not None:
        for name, array in _read_npz(path).items():
            if name in signature.inputs:
                feeds[name] = as_declared(name, signature.inputs[name].type, array)
            else:
                others[name] = array
        if not feeds:
            wanted = ", ".join(signature.inputs) or "nothing"
            raise gr.UsageError(
                f"{path!r} holds no input of signature {signature.name!r}: it has"
                f" {', '.join(others) or 'nothing'}, wanted are {wanted}"
            )
    named = split_pairs(texts, "-i")
    for name, text in named.items():
        if name not in signature.inputs:
            raise gr.FeedError(
                f"signature {signature.name!r} has no input {name!r}",
                hint=nearest(name, signature.inputs) or "it takes no inputs",
            )
        feeds[name] = read_value(name, text, signature.inputs[name].type, limits)
    return feeds, others


def split_pairs(texts: Sequence[str], flag: str, hint: str = ACCEPTED) -> dict[str, str]:
    """``name=value`` texts by name; raises `UsageError` for another form or a second one."""
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise gr.UsageError(f"{flag} takes NAME=VALUE, not {text!r}", hint=hint)
        if name in pairs:
            raise gr.UsageError(f"{flag} gives {name!r} twice")
        pairs[name] = value.strip()
    return pairs


def read_dims(texts: Sequence[str]) -> dict[str, int]:
    """The extents that ``--dim`` gives, by symbol."""
    dims = {}
    for name, text in split_pairs(texts, "--dim", "write --dim N=64").items():
        if not (text.isascii() and text.isdigit()):
            raise gr.UsageError(f"--dim {name}: {text!r} is no whole number from 0 up")
        dims[name] = int(text)
    return dims


def read_value(name: str, text: str, declared: ValueType, limits: Limits) -> Array:
    """The array ``text`` stands for, in the declared dtype."""
    if text.startswith("@"):
        return _read_file(name, text[1:], declared)
    filled = re.match(_FILLED, text)
    if filled is not None:
        array = _filled(name, filled, declared, limits)
        return array.astype(declared.dtype.numpy)
    return as_declared(name, declared, _numbers(name, text))


# -- numbers -----------------------------------------------------------------------------------


def _numbers(name: str, text: str) -> Array:
    if text.startswith("["):
        import json

        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            reason = f"{error.msg.lower()} at character {error.colno}"
            raise gr.UsageError(f"input {name!r}: not a JSON list: {reason}") from None
        except RecursionError:
            raise gr.UsageError(f"input {name!r}: the list is nested too deeply") from None
    elif "," in text:
        value = [_number(name, each.strip()) for each in text.rstrip(",").split(",")]
    else:
        value = _number(name, text)
    try:
        array = np.asarray(value)
    except ValueError:
        raise gr.UsageError(f"input {name!r}: the rows of the list differ in length") from None
    if array.dtype.kind == "O" and all(isinstance(each, (int, float)) for each in array.flat):
        raise gr.UsageError(f"input {name!r}: an integer does not fit 64 bits")
    if array.dtype.kind not in "biuf":
        raise gr.UsageError(f"input {name!r}: the list holds something that is no number")
    return array


def _number(name: str, text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for kind in (int, float):
        try:
            # Python reads 1_000 and digits of other scripts, too; the shell's user means ASCII
            if text.isascii() and "_" not in text:
                return kind(text)
        except ValueError:
            continue
    if not text:
        raise gr.UsageError(f"input {name!r}: a number is missing", hint=ACCEPTED)
    hint = f"to read a file, write @{text}" if os.path.exists(text) else ACCEPTED
    raise gr.UsageError(f"input {name!r}: {text[:80]!r} is no number", hint=hint)


def _filled(name: str, found: re.Match[str], declared: ValueType, limits: Limits) -> Array:
    kind, shape_text, option = found["kind"], found["shape"], found["option"]
    if kind not in ("zeros", "ones", "randn"):
        raise gr.UsageError(
            f"input {name!r}: {kind}:... is not known", hint="use zeros:, ones: or randn:"
        )
    extents = shape_text.lower().split("x") if shape_text else []
    if not all(each.isascii() and each.isdigit() for each in extents):
        raise gr.UsageError(
            f"input {name!r}: {shape_text!r} is no shape", hint=f"write {kind}:64x784"
        )
    shape = tuple(map(int, extents))
    limits.check("tensor_bytes", 8 * math.prod(shape))
    limits.check("rank", len(shape))
    if kind != "randn":
        if option is not None:
            raise gr.UsageError(f"input {name!r}: {kind}: takes no @{option}")
        return np.full(shape, 0.0 if kind == "zeros" else 1.0)
    key, _, seed = (option if option is not None else "seed=0").partition("=")
    if key != "seed" or not (seed.isascii() and seed.isdigit()):
        raise gr.UsageError(
            f"input {name!r}: @{option} is not understood",
            hint=f"write randn:{shape_text}@seed=7",
        )
    if not declared.dtype.is_float:
        raise gr.UsageError(
            f"input {name!r} takes {declared.dtype}, randn: gives floats",
            hint=f"zeros:{shape_text} or ones:{shape_text}, or a file",
        )
    return np.random.default_rng(int(seed)).standard_normal(shape)


# -- dtypes ------------------------------------------------------------------------------------


def as_declared(name: str, declared: ValueType, array: Array) -> Array:
    """``array`` in the declared dtype, where that changes no value but by rounding a float.

    Floats become other floats, integers any type they fit in. Raises `FeedError` otherwise.
    """
    dtype = declared.dtype
    if array.dtype == dtype.numpy:
        return array
    if array.dtype.kind not in "biufc" and array.dtype.name not in ("bfloat16",):
        raise gr.FeedError(f"input {name!r} takes {dtype}, given {array.dtype}")
    if array.size and not _fits(array, dtype):
        raise gr.FeedError(
            f"input {name!r} takes {dtype}, and {_odd_one(array, dtype)} is no {dtype}",
            hint=_range(dtype),
        )
    with np.errstate(over="ignore", invalid="ignore"):
        return array.astype(dtype.numpy)


def _fits(array: Array, dtype: Any) -> bool:
    return bool(_fitting(array, dtype).all())


def _odd_one(array: Array, dtype: Any) -> str:
    return str(array[~_fitting(array, dtype)].flat[0])


def _range(dtype: Any) -> str | None:
    """What numbers ``dtype`` has."""
    if dtype.kind == "bool":
        return "a bool is true or false, or 1 or 0"
    if dtype.kind in ("int", "uint"):
        info = np.iinfo(dtype.numpy)
        return f"it is a whole number from {info.min} to {info.max}"
    try:
        return f"the largest {dtype} is {float(np.finfo(dtype.numpy).max):.4g}"
    except ValueError:  # a dtype NumPy does not have
        return None


def _fitting(array: Array, dtype: Any) -> Array:
    """Which elements ``dtype`` can hold."""
    kind = array.dtype.kind
    if dtype.kind == "complex":
        return np.ones(array.shape, bool)
    if kind == "c":
        return np.zeros(array.shape, bool)
    if dtype.kind == "bool":
        return np.asarray((array == 0) | (array == 1)) & (kind in "biu")
    if dtype.kind == "float":
        with np.errstate(over="ignore"):
            return np.asarray(np.isfinite(array.astype(dtype.numpy)) | ~np.isfinite(array))
    if kind == "b" or kind not in "iu":
        return np.zeros(array.shape, bool)
    info = np.iinfo(dtype.numpy)
    return np.asarray((array >= info.min) & (array <= info.max))


# -- files -------------------------------------------------------------------------------------


def _read_file(name: str, path: str, declared: ValueType) -> Array:
    file, key = path, None
    at = path.lower().find(".npz:")
    if at >= 0:
        file, key = path[: at + 4], path[at + 5 :]
    lower = file.lower()
    if lower.endswith(".npy"):
        array = _load(file)
    elif lower.endswith(".npz"):
        array = _pick(name, file, key, _read_npz(file))
    elif lower.endswith(IMAGES):
        return as_declared(name, declared, _read_image(name, file, declared))
    else:
        raise gr.UsageError(
            f"input {name!r}: {path!r} is no .npy, .npz or picture file", hint=ACCEPTED
        )
    converted = as_declared(name, declared, array)
    if converted.dtype != array.dtype:
        note(f"{name} is converted from {array.dtype} to {declared.dtype}")
    return converted


def _pick(name: str, file: str, key: str | None, arrays: Mapping[str, Array]) -> Array:
    if key is None:
        if len(arrays) == 1:
            return next(iter(arrays.values()))
        key = name
    if key not in arrays:
        raise gr.UsageError(f"{file!r} has no array {key!r}", hint=nearest(key, arrays))
    return arrays[key]


def _load(file: str) -> Any:
    _require_file(file)
    try:
        return np.load(file, allow_pickle=False)
    except Exception as error:  # numpy raises half a dozen types for a damaged file
        raise gr.UsageError(f"cannot read {file!r}: {_reason(error)}") from None


def _require_file(file: str) -> None:
    if not os.path.exists(file):
        folder = os.path.dirname(file) or "."
        known = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        raise gr.UsageError(
            f"there is no file {file!r}", hint=nearest(os.path.basename(file), known)
        )


def _reason(error: Exception) -> str:
    """Why NumPy did not load a file, in words that do not suggest to unpickle it."""
    text = str(error).partition("\n")[0] or type(error).__name__
    if text.startswith("Object arrays"):
        return "it holds Python objects, which are never loaded"
    return "it is no .npy or .npz file" if "pickle" in text else text


def _read_npz(file: str) -> dict[str, Array]:
    loaded = _load(file)
    if isinstance(loaded, np.ndarray):
        raise gr.UsageError(f"{file!r} is a .npy file with one array, not a .npz file")
    arrays: dict[str, Array] = {}
    with loaded:
        for name in loaded.files:
            try:
                arrays[name] = loaded[name]
            except Exception as error:
                raise gr.UsageError(f"cannot read {name!r} of {file!r}: {_reason(error)}") from None
    return arrays


# -- pictures ----------------------------------------------------------------------------------


def _read_image(name: str, file: str, declared: ValueType) -> Array:
    """A picture in the layout of the input: ``[..., C, H, W]``, ``[..., H, W, C]``, ``[..., H, W]``
    or, flat and square, ``[N, H*W]``. Floats are scaled to 0...1."""
    try:
        from PIL import Image
    except ImportError:
        raise gr.UsageError(
            f"input {name!r}: reading {file!r} needs Pillow", hint="pip install pillow"
        ) from None
    _require_file(file)
    channels, height, width, order = _image_layout(name, declared)
    try:
        with Image.open(file) as opened:
            picture = opened.convert({1: "L", 3: "RGB", 4: "RGBA"}[channels])
    except Exception as error:  # Pillow, too, raises many types
        raise gr.UsageError(f"cannot read {file!r}: {error}") from None
    target = (width or picture.width, height or picture.height)
    if picture.size != target:
        note(f"{file} is resized from {picture.width}x{picture.height} to {target[0]}x{target[1]}")
        picture = picture.resize(target)
    pixels = np.asarray(picture)
    if order == "CHW":
        pixels = pixels.reshape(target[1], target[0], channels).transpose(2, 0, 1)
    elif order == "flat":
        pixels = pixels.reshape(-1)
    elif order == "HWC":
        pixels = pixels.reshape(target[1], target[0], channels)
    while pixels.ndim < declared.rank:
        pixels = pixels[None]
    return pixels / 255.0 if declared.dtype.is_float else pixels


def _image_layout(name: str, declared: ValueType) -> tuple[int, int, int, str]:
    """Channels, height, width (0: as the picture has it) and the order of the axes."""
    shape = [each if isinstance(each, int) else 0 for each in declared.dims]
    if len(shape) >= 3 and shape[-3] in (1, 3):
        return shape[-3], shape[-2], shape[-1], "CHW"
    if len(shape) >= 3 and shape[-1] in (1, 3, 4):
        return shape[-1], shape[-3], shape[-2], "HWC"
    if len(shape) >= 3 and shape[-3] == 4:
        return 4, shape[-2], shape[-1], "CHW"
    side = math.isqrt(shape[-1]) if shape else 0
    if shape and side > 1 and side * side == shape[-1] and (len(shape) == 1 or shape[-2] in (0, 1)):
        return 1, side, side, "flat"
    if len(shape) >= 2:
        return 1, shape[-2], shape[-1], "HW"
    raise gr.UsageError(f"input {name!r} is {declared}: a picture does not fit it")


# -- what to paste -----------------------------------------------------------------------------


def missing_inputs(
    signature: Signature, feeds: Mapping[str, Array], command: Sequence[str], given: Sequence[str]
) -> gr.FeedError:
    """The error for inputs nobody gave, with the command to paste: ``command``, the ``-i``
    texts already ``given``, and one more for each missing input."""
    import shlex

    missing = [name for name in signature.inputs if name not in feeds]
    texts = [*given, *(f"{name}={_suggestion(signature.inputs[name].type)}" for name in missing)]
    words = [*command, *(word for text in texts for word in ("-i", text))]
    return gr.FeedError(
        f"signature {signature.name!r} needs the input{'s' if len(missing) > 1 else ''}"
        f" {', '.join(missing)}",
        rows=[f"{name}  {signature.inputs[name].type}" for name in missing],
        hint=shlex.join(words),
    )


def _suggestion(declared: ValueType) -> str:
    if declared.shape == ():
        return "1"
    extents = "x".join(
        str(each) if isinstance(each, int) else "1" for each in declared.shape or (1,)
    )
    return f"randn:{extents}" if declared.dtype.is_float else f"zeros:{extents}"
