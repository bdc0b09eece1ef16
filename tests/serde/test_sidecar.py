"""Weights above 32 MiB go to a file beside the model, and come back mapped."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import load_file

import graphrt as gr
from graphrt.errors import FormatError, LimitError, UsageError
from graphrt.io import is_mapped
from graphrt.ir.emitter import Emitter
from graphrt.ir.model import Model, Signature, Variable
from graphrt.ops.arithmetic import Add
from graphrt.ops.source import Constant, Input, VariableOp
from graphrt.serde import encode, encode_model, load, safetensors, save
from graphrt.types import ValueType


@pytest.fixture
def small(monkeypatch):
    """A weights file is made above 4 KiB, so that the tests are quick."""
    monkeypatch.setattr(encode, "INLINE_BYTES", 4096)


def net(seed: int = 0, size: int = 1000) -> Model:
    """``y = x + w + c``; ``w`` is updated, ``big`` is read only, and all dtypes are there."""
    rng = np.random.default_rng(seed)
    values = {
        "w": rng.standard_normal(size).astype(np.float32),
        "big": rng.standard_normal(size),
        "zero/slot": np.zeros(size, np.float32),
        "zero/twin": np.zeros(size, np.float32),
        "step": np.array(3, np.int64),
        "narrow": rng.standard_normal(7).astype(ml_dtypes.bfloat16),
        "flags": rng.integers(0, 2, 9).astype(bool),
        "nibbles": rng.integers(-8, 8, 5).astype(ml_dtypes.int4),
        "complex": (rng.standard_normal(300) * 1j).astype(np.complex64),
        "words": np.array(["a", "été"], np.dtypes.StringDType()),
        "none": np.zeros((0, 3), np.float32),
        "__metadata__": np.arange(3, dtype=np.uint16),
        "tensor 0": rng.standard_normal(3),
    }
    variables = {name: Variable(name, value) for name, value in values.items()}
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", (size,))), name="x")
    c = emit(Constant(rng.standard_normal(size).astype(np.float32)))
    w = emit(VariableOp("w", variables["w"].type), name="w")
    big = emit(VariableOp("big", variables["big"].type), name="big")
    y = emit(Add(), emit(Add(), x, w), c)
    z = emit(Add(), big, big)
    graph = emit.freeze()
    train = Signature("train", graph, {"x": x}, {"y": y}, {"w": y})
    predict = Signature("predict", graph, {"x": x}, {"y": y, "z": z})
    return Model("net", variables, {"predict": predict, "train": train})


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def sidecar(folder: Path) -> Path:
    (path,) = folder.glob("*.safetensors")
    return path


def test_above_the_limit_weights_go_to_a_file_of_their_own(tmp_path, small):
    import hashlib

    model = net()
    save(model, tmp_path / "m.pb")
    path = sidecar(tmp_path)
    assert path.name == f"m.{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}.safetensors"
    assert (tmp_path / "m.pb").stat().st_size < 4096
    loaded = load(tmp_path / "m.pb")
    assert loaded == model
    for name, variable in model.variables.items():
        value = loaded.variables[name].value
        assert value.dtype == variable.value.dtype
        assert not value.flags.writeable
        assert value.flags.aligned
        assert str(value.tolist()) == str(variable.value.tolist())
    mapped = {name for name, each in loaded.variables.items() if is_mapped(each.value)}
    assert {"w", "big", "zero/slot", "zero/twin", "narrow", "flags", "complex"} <= mapped


def test_another_reader_of_the_format_finds_the_arrays(tmp_path, small):
    model = net()
    save(model, tmp_path / "m.pb")
    arrays = load_file(sidecar(tmp_path))
    np.testing.assert_array_equal(arrays["w"], model.variables["w"].value)
    np.testing.assert_array_equal(arrays["zero/slot"], np.zeros(1000, np.float32))
    assert "zero/twin" not in arrays  # equal arrays are stored once
    assert arrays["none"].shape == (0, 3)
    raw = arrays["complex"]
    assert raw.dtype == np.uint8
    np.testing.assert_array_equal(raw.view(np.complex64), model.variables["complex"].value)
    assert sum(name.startswith("tensor ") for name in arrays) == 3  # constant, __metadata__, itself


def test_below_the_limit_there_is_one_file(tmp_path):
    save(net(), tmp_path / "m.pb")
    assert names(tmp_path) == ["m.pb"]


def test_the_same_model_gives_the_same_files(tmp_path, small):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        save(net(), tmp_path / folder / "m.pb")
    for name in names(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert names(tmp_path / "a") == names(tmp_path / "b")


def test_its_bytes_and_its_pickle_hold_the_weights(tmp_path, small):
    save(net(), tmp_path / "m.pb")
    model = load(tmp_path / "m.pb")
    assert gr.load(model.to_bytes()) == pickle.loads(pickle.dumps(model)) == model


def test_bytes_without_a_folder_are_refused(tmp_path, small):
    save(net(), tmp_path / "m.pb")
    with pytest.raises(
        FormatError, match=r"whose name ends in \.[0-9a-f]{12}\.safetensors\n.*path"
    ):
        gr.load((tmp_path / "m.pb").read_bytes())


# -- replacing ---------------------------------------------------------------------------------


def test_the_old_weights_file_goes_when_the_model_is_replaced(tmp_path, small):
    save(net(0), tmp_path / "m.pb")
    old = sidecar(tmp_path)
    save(net(1), tmp_path / "m.pb")
    assert sidecar(tmp_path) != old
    save(net(1, 10), tmp_path / "m.pb")
    assert names(tmp_path) == ["m.pb"]


def test_other_files_stay(tmp_path, small):
    save(net(0), tmp_path / "m.pb")
    (tmp_path / "m.0123456789ab.safetensors").write_bytes(b"mine")
    (tmp_path / "n.pb").write_bytes(b"no model")
    (tmp_path / "broken.pb").write_bytes(b"\x0a\x07graphrt\x62\xff")
    save(net(1), tmp_path / "m.pb")
    assert (tmp_path / "m.0123456789ab.safetensors").read_bytes() == b"mine"
    assert len(names(tmp_path)) == 5


def test_a_copy_keeps_the_weights_it_shares(tmp_path, small):
    save(net(0), tmp_path / "m.pb")
    shutil.copy(tmp_path / "m.pb", tmp_path / "copy.pb")
    save(net(1), tmp_path / "m.pb")
    assert load(tmp_path / "copy.pb") == net(0)
    assert load(tmp_path / "m.pb") == net(1)


def test_saving_over_the_file_whose_weights_are_mapped(tmp_path, small):
    save(net(), tmp_path / "m.pb")
    model = load(tmp_path / "m.pb")
    save(model, tmp_path / "m.pb")
    session = gr.Session(model)
    session.run("train", x=np.ones(1000, np.float32))
    session.save(tmp_path / "m.pb")
    assert len(names(tmp_path)) == 2
    assert model == net()  # the old file is gone, its mapping is not
    again = load(tmp_path / "m.pb")
    np.testing.assert_array_equal(again.variables["w"].value, session.variables["w"])


def test_permissions_are_those_of_the_model(tmp_path, small):
    save(net(1, 10), tmp_path / "m.pb")
    (tmp_path / "m.pb").chmod(0o600)
    save(net(), tmp_path / "m.pb")
    assert {stat.S_IMODE(os.stat(tmp_path / each).st_mode) for each in names(tmp_path)} == {0o600}


# -- finding -----------------------------------------------------------------------------------


def test_a_model_and_its_weights_can_be_renamed(tmp_path, small):
    save(net(), tmp_path / "m.pb")
    digits = sidecar(tmp_path).name.split(".")[1]
    sidecar(tmp_path).rename(tmp_path / f"weights[1].{digits}.safetensors")
    (tmp_path / "m.pb").rename(tmp_path / "other.pb")
    assert load(tmp_path / "other.pb") == net()


def test_a_link_to_a_model_finds_the_weights(tmp_path, small):
    (tmp_path / "store").mkdir()
    save(net(), tmp_path / "store" / "m.pb")
    (tmp_path / "link.pb").symlink_to(tmp_path / "store" / "m.pb")
    assert load(tmp_path / "link.pb") == net()
    save(net(1), tmp_path / "link.pb")
    assert len(names(tmp_path / "store")) == 2
    assert load(tmp_path / "link.pb") == net(1)


def test_a_path_relative_to_the_current_folder(tmp_path, small, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save(net(), "m.pb")
    assert load("m.pb") == net()


# -- what can be wrong -------------------------------------------------------------------------


@pytest.fixture
def pair(tmp_path, small):
    save(net(), tmp_path / "m.pb")
    return tmp_path / "m.pb", sidecar(tmp_path)


def test_a_missing_weights_file(pair):
    model, weights = pair
    weights.unlink()
    with pytest.raises(FormatError, match=r"the weights file is missing: there is no") as caught:
        load(model)
    assert str(weights) in str(caught.value)
    assert f"its name ends in .{weights.name.split('.')[1]}.safetensors" in str(caught.value)


def test_a_weights_file_of_another_size(pair):
    model, weights = pair
    size = weights.stat().st_size
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(FormatError, match=f"has {size - 1} bytes, the model says {size}"):
        load(model)


def test_a_weights_file_that_is_none(pair):
    model, weights = pair
    size = weights.stat().st_size
    weights.unlink()
    weights.mkdir()
    with pytest.raises(FormatError, match="cannot read the weights file .*: Is a directory"):
        load(model)
    weights.rmdir()
    os.mkfifo(weights)
    with pytest.raises(FormatError, match="the weights file .* is not a regular file"):
        load(model)
    weights.unlink()
    weights.symlink_to("nowhere")
    with pytest.raises(FormatError, match="cannot read the weights file .*: No such file"):
        load(model)
    weights.unlink()
    weights.write_bytes(b"\xff" * size)
    with pytest.raises(FormatError, match="its header does not fit into it"):
        load(model)


def test_a_flipped_bit_is_found_when_asked_for(pair, capsys):
    model, weights = pair
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    load(model)  # reads the header only
    for check in (lambda: load(model, verify_weights=True), lambda: gr.check(model)):
        with pytest.raises(FormatError, match="is damaged: its sha256 is not the one the model"):
            check()


def test_entries_that_do_not_fit_the_model(pair):
    model, weights = pair
    data = weights.read_bytes()
    weights.write_bytes(data.replace(b'"big"', b'"bag"'))
    with pytest.raises(FormatError, match="has no entry 'big'"):
        load(model)
    weights.write_bytes(data.replace(b'"F64","shape":[1000]', b'"I64","shape":[1000]', 1))
    with pytest.raises(FormatError, match=r"entry 'big' .* is I64 \[1000\], the model says f64\["):
        load(model)


def test_a_weights_file_above_the_limit(pair):
    with pytest.raises(LimitError, match="the size of the weights file in bytes is"):
        load(pair[0], limits=gr.Limits(weights_bytes=100))


def test_a_header_above_the_limit(tmp_path, small, one_signature):
    variables = [Variable(f"w{i}", np.arange(i, i + 99)) for i in range(100)]
    model = one_signature(lambda emit: emit(Input(ValueType("float32", ()))), *variables)
    save(model, tmp_path / "m.pb")
    size = (tmp_path / "m.pb").stat().st_size  # smaller than the header
    with pytest.raises(LimitError, match="the size of the file without its tensors, in bytes, is"):
        load(tmp_path / "m.pb", limits=gr.Limits(graph_bytes=size))


GOOD = '"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is cut short or not JSON"),
        ("[", r"expected '\{', found '\['"),
        ("[" * 100_000, r"expected '\{'"),
        ("{" + GOOD, "it is cut short"),
        ("{" + GOOD + "} x", "there is text behind it"),
        ("{" + GOOD + ",}", "a key is missing"),
        ("{" + GOOD + GOOD + "}", "',' or '}' is missing"),
        ("{" + GOOD + "," + GOOD + "}", "'a' is there twice"),
        ('{"a":[]}', r"expected '\{', found '\['"),
        ('{"a":{}}', "'a' is not whole"),
        ("{" + GOOD.replace('"shape":[2],', "") + "}", "'a' is not whole"),
        ("{" + GOOD.replace("[2]", "[-2]") + "}", "'-2' is no extent"),
        ("{" + GOOD.replace("[2]", "[2.0]") + "}", "cut short or not JSON"),
        ("{" + GOOD.replace("[2]", "[2,]") + "}", "a number is missing"),
        ("{" + GOOD.replace("[2]", "[2 2]") + "}", "',' or ']' is missing"),
        ("{" + GOOD.replace("[2]", f"[{'9' * 30}]") + "}", "is no extent"),
        ("{" + GOOD.replace("[2]", f"[{'1,' * 40}2]") + "}", "more than 32 numbers"),
        ("{" + GOOD.replace("[2]", "[3]") + "}", "'a' has 2 bytes, which its shape does not"),
        ("{" + GOOD.replace("0,2", "2,0") + "}", "'a' ends before it begins"),
        ("{" + GOOD.replace("0,2", "0,2,4") + "}", "more than 2 numbers"),
        ("{" + GOOD.replace("0,2", "1,3") + "}", "'a' begins at 1, not at 0"),
        ("{" + GOOD.replace("dtype", "type") + "}", "'a' has a field 'type'"),
        ("{" + GOOD.replace('"U8"', "8") + "}", "expected a string, found '8'"),
        ("{" + GOOD.replace('"a"', r'"\ud800"') + "}", "a string has a bad escape"),
        ("{}", "it describes 0 bytes, the file has 2"),
        ('{"__metadata__":{"a":1},' + GOOD + "}", "expected a string, found '1'"),
    ],
)
def test_a_damaged_header(text, message):
    with pytest.raises(FormatError, match=message):
        safetensors.read_header(text.encode(), 2, 32)


def test_a_header_that_is_not_utf8():
    with pytest.raises(FormatError, match="it is not UTF-8"):
        safetensors.read_header(b"\xff", 0, 32)


def test_a_header_as_others_write_it():
    text = ' {"__metadata__" : {"format":"pt"}, "\\u0061" : {"shape":[], "data_offsets":[0,4],'
    text += '"dtype":"F32"}, "new":{"dtype":"F4","shape":[3,5],"data_offsets":[4,12]}}\n '
    entries = safetensors.read_header(text.encode(), 12, 32)
    assert entries["a"] == ("F32", (), 0, 4)
    assert entries["new"] == ("F4", (3, 5), 4, 12)


def test_places_that_cannot_be_written(tmp_path, small):
    with pytest.raises(UsageError, match=r"cannot write .*m\.pb': its directory does not exist"):
        save(net(), tmp_path / "no" / "m.pb")
    (tmp_path / "m.pb").mkdir()
    with pytest.raises(UsageError, match="it is a directory"):
        save(net(), tmp_path / "m.pb")
    assert names(tmp_path) == ["m.pb"]


# -- sessions ----------------------------------------------------------------------------------


def test_a_session_shares_what_no_step_writes(tmp_path, small):
    save(net(), tmp_path / "m.pb")
    model = load(tmp_path / "m.pb")
    session = gr.Session(model)
    assert np.shares_memory(session._state["big"], model.variables["big"].value)
    assert not np.shares_memory(session._state["w"], model.variables["w"].value)
    x = np.zeros(1000, np.float32)
    first = session.run(x=x)
    twin = session.clone()
    assert np.shares_memory(twin._state["big"], session._state["big"])
    session.variables["big"] = np.ones(1000)  # now it needs its own
    assert session.run(x=x)["z"].tolist() == [2.0] * 1000
    np.testing.assert_array_equal(twin.run(x=x)["z"], first["z"])
    assert model == net()
    session.load_state({name: each.value for name, each in model.variables.items()})
    np.testing.assert_array_equal(session.run(x=x)["z"], first["z"])


MEMORY = """
import resource, sys
import numpy as np
import graphrt as gr

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

path, size = sys.argv[1], int(sys.argv[2])
if sys.argv[3] == "save":
    b = gr.GraphBuilder("big")
    x = b.input("x", ("N", 1024))
    for i in range(size // 64):
        # 64 MiB each, of which the system keeps one page until something is written
        w = b.parameter(f"w{i}", np.broadcast_to(np.float32(i), (16384, 1024)))
    b.signature("predict", inputs=[x], outputs={"y": x * 2})
    model = b.build()
    before = peak()
    model.save(path)
else:
    gr.Session(gr.example("gates")).run(x=1.0, y=2.0, z=3.0)
    before = peak()
    model = gr.load(path)
    session = gr.Session(model)
    session.run(x=np.ones((1, 1024), np.float32))
    if sys.argv[3] == "save again":
        session.variables["w0"] = np.full((16384, 1024), 7, np.float32)
        session.save(path.removesuffix("big.pb") + "again.pb")
print(peak() - before)
"""


@pytest.mark.parametrize("size", [512])
def test_memory_stays_bounded(tmp_path, size):
    def grown(what):
        command = [sys.executable, "-c", MEMORY, str(tmp_path / "big.pb"), str(size), what]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    assert grown("save") < 200  # one array of 64 MiB at a time, twice
    assert grown("load") < 50
    assert grown("save again") < 300  # w0 of 64 MiB, and one more array


def test_bytes_above_the_bound_of_protobuf(one_signature):
    huge = Variable("w", np.broadcast_to(np.float32(0), (2**30,)))
    model = one_signature(lambda emit: emit(Input(ValueType("float32", ()))), huge)
    with pytest.raises(FormatError, match=r"4\.00 GiB; one file .* 2 GiB\n.*save it to a path"):
        encode_model(model)
