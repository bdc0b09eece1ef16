"""Models and a runner for the tests of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import CliRunner, Result
from PIL import Image

import graphrt as gr
from graphrt_cli.main import cli

FLOWERS = ("daisy", "rose", "tulip")


def graphrt(*args: str) -> Result:
    """One call of the command, in this process, in the current directory."""
    return CliRunner().invoke(cli, list(args))


def good(*args: str) -> str:
    """The stdout of a call that must succeed."""
    result = graphrt(*args)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def good_json(*args: str) -> dict[str, Any]:
    def refuse(text: str) -> None:
        raise AssertionError(f"{text} is no JSON")

    record: dict[str, Any] = json.loads(good(*args, "--json"), parse_constant=refuse)
    return record


def flowers() -> gr.Model:
    """Class scores ``[N, 3]`` with names, and the predicted class, for two numbers per flower."""
    b = gr.GraphBuilder("flowers")
    x = b.input("x", ("N", 2))
    w = b.parameter("w", np.array([[1, 0, -1], [0, 1, -1]], np.float32))
    scores = x @ w
    example = gr.Example(
        {"x": np.array([[2, 0], [0, 2], [-1, -1], [3, 1]], np.float32)},
        {"label": np.array([0, 1, 2, 0])},
    )
    b.signature(
        "predict",
        inputs=[x],
        outputs={"scores": scores, "label": gr.argmax(scores, axis=-1)},
        examples=[example],
        labels={"scores": FLOWERS},
    )
    b.meta["example_truth"] = "0,1,1,0"
    return b.build()


def shapes() -> gr.Model:
    """Inputs of several dtypes, no example: ``f32[N, 3]``, ``u8[]`` and ``bool[2]``."""
    b = gr.GraphBuilder("shapes")
    x = b.input("x", ("N", 3))
    k = b.input("k", (), "uint8")
    m = b.input("m", (2,), "bool")
    b.signature(
        "predict", inputs=[x, k, m], outputs={"y": x + 1, "k2": k + k, "n": gr.logical_not(m)}
    )
    return b.build()


def counter() -> gr.Model:
    """Two signatures, none called predict; ``add`` stores ``w + x``."""
    b = gr.GraphBuilder("counter")
    x = b.input("x", (), "float64")
    w = b.parameter("w", np.float64(1))
    b.signature("add", inputs=[x], outputs={"new": w + x}, updates={w: w + x})
    b.signature("look", inputs=[], outputs={"w": w * 1})
    return b.build()


def logarithm() -> gr.Model:
    b = gr.GraphBuilder("logarithm")
    x = b.input("x", ("N",), "float64")
    b.signature("predict", inputs=[x], outputs={"y": gr.log(x)})
    return b.build()


def picker() -> gr.Model:
    """``w[i]`` for rows that only a run can find to be out of range."""
    b = gr.GraphBuilder("picker")
    i = b.input("i", ("N",), "int64")
    w = b.parameter("w", np.arange(6, dtype=np.float32).reshape(3, 2))
    b.signature("predict", inputs=[i], outputs={"rows": gr.gather(w, i)})
    return b.build()


def wrong_gradient() -> gr.Model:
    """A gradient that leaves out two thirds of the slope."""
    b = gr.GraphBuilder("wrong_gradient")
    x = b.input("x", (), "float64")
    b.signature(
        "predict",
        inputs=[x],
        outputs={"y": gr.stop_gradient(x) * 2 + x},
        examples=[{"x": 1.0}],
    )
    return b.build()


def write_broken(folder: Path) -> None:
    """Files that are no models, or no longer."""
    whole = gr.example("two_layer_net").to_bytes()
    (folder / "junk.pb").write_bytes(b"\xff\xff\xff junk")
    (folder / "empty.pb").write_bytes(b"")
    (folder / "cut.pb").write_bytes(whole[: len(whole) // 2])
    middle = len(whole) // 2
    flipped = bytes([whole[middle] ^ 0xFF])
    (folder / "flipped.pb").write_bytes(whole[:middle] + flipped + whole[middle + 1 :])
    (folder / "notes.txt").write_text("weights are in the other folder\n")
    (folder / "notes.json").write_text("{}")
    (folder / "page.html").write_text("<!DOCTYPE html><html></html>")
    (folder / "zipped.gz").write_bytes(b"\x1f\x8b\x08\x00")
    (folder / "pickled.pb").write_bytes(b"\x80\x04\x95")
    (folder / "network.onnx").write_bytes(b"\x08\x0a\x12\x07pytorch")
    header = b'{"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'
    (folder / "weights.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    (folder / "models").mkdir()
    (folder / "models.npz").mkdir()


def write_all(folder: Path) -> None:
    """Every model and array the tests name."""
    for name in gr.examples():
        gr.example(name).save(folder / f"{name}.pb")
    for make in (flowers, shapes, counter, logarithm, picker, wrong_gradient):
        make().save(folder / f"{make.__name__}.pb")
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4, 8)).astype(np.float32)
    np.save(folder / "x.npy", x)
    np.savez(folder / "batch.npz", x=x, y=np.sin(x))
    np.savez(
        folder / "labelled.npz",
        x=np.array([[1, 0], [0, 1], [-1, -1]], np.float32),
        label=np.array([0, 1, 0]),
    )
    pixels = rng.random((40, 64)).astype(np.float32)
    np.savez(folder / "digits.npz", x=pixels, label=np.arange(40) % 10)
    np.save(folder / "objects.npy", np.array([{}], object))
    Image.fromarray(np.arange(16, dtype=np.uint8).reshape(4, 4)).save(folder / "dot.png")
    (folder / "broken.npy").write_bytes(b"nothing")
    write_broken(folder)
    trained = gr.Session(gr.example("two_layer_net"))
    trained.run("train", x=x, y=np.sin(x))
    trained.save(folder / "stepped.pb")
