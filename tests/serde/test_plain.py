"""`plain` says the same of a file as protobuf, by which everything else here is checked."""

from __future__ import annotations

import math
import random
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphrt.errors import GraphrtError
from graphrt.serde import decode_model, messages, records
from graphrt.serde.plain import Message, message_class
from graphrt.serde.schema import MESSAGES

MODELS = Path(__file__).resolve().parents[2] / "models"
SCALARS = {
    "uint32": st.integers(0, 2**32 - 1),
    "uint64": st.integers(0, 2**64 - 1),
    "sint64": st.integers(-(2**63), 2**63 - 1),
    "fixed32": st.integers(0, 2**32 - 1),
    "fixed64": st.integers(0, 2**64 - 1),
    "enum": st.integers(-(2**31), 2**31 - 1),
    "bool": st.booleans(),
    "double": st.floats(),
    "string": st.text(max_size=5),
    "bytes": st.binary(max_size=5),
}


@st.composite
def filled(draw: Any, name: str) -> Any:
    """A message of protobuf's with some of its fields set."""
    message = getattr(messages, name)()
    for field, kind, several, _ in MESSAGES[name].values():
        if draw(st.integers(0, 2)) == 0:
            continue
        values = filled(kind) if kind in MESSAGES else SCALARS[kind]
        if several:
            getattr(message, field).extend(draw(st.lists(values, max_size=2)))
        elif kind in MESSAGES:
            getattr(message, field).CopyFrom(draw(values))
        else:
            setattr(message, field, draw(values))
    return message


def agree(ours: Message, theirs: Any) -> None:
    for field in theirs.DESCRIPTOR.fields:
        name = field.name
        is_message = field.message_type is not None
        if MESSAGES[theirs.DESCRIPTOR.name][field.number][2]:
            mine, other = list(getattr(ours, name)), list(getattr(theirs, name))
            assert len(mine) == len(other)
        else:
            if field.has_presence:
                assert ours.HasField(name) == theirs.HasField(name)
            if is_message and not theirs.HasField(name):
                assert getattr(ours, name) is None
                continue
            mine, other = [getattr(ours, name)], [getattr(theirs, name)]
        for a, b in zip(mine, other, strict=True):
            if is_message:
                agree(a, b)
            else:
                assert type(a) is type(b)
                assert a == b or (math.isnan(a) and math.isnan(b))
    for group in theirs.DESCRIPTOR.oneofs_by_name:
        if not group.startswith("_"):  # protobuf's own, one for each optional field
            assert ours.WhichOneof(group) == theirs.WhichOneof(group)


@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_message_says_what_protobuf_reads(name: str, data: Any) -> None:
    theirs = data.draw(filled(name))
    agree(message_class(name).FromString(theirs.SerializeToString()), theirs)


@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_messages_one_after_the_other_are_one(name: str, data: Any) -> None:
    parts = [data.draw(filled(name)).SerializeToString() for _ in range(2)]
    joined = b"".join(parts)
    agree(message_class(name).FromString(joined), getattr(messages, name).FromString(joined))


def test_a_list_of_numbers_may_be_packed_or_not() -> None:
    node = message_class("Node").FromString
    packed, single = b"\x12\x03\x01\x02\x7f", b"\x10\x01\x10\x02\x10\x7f"
    for data in (packed, single, packed[:1] + b"\x01\x01" + single[2:]):
        agree(node(data), messages.Node.FromString(data))
        assert node(data).inputs == [1, 2, 127]


def test_what_a_newer_release_wrote_is_passed_over() -> None:
    data = b"\x0a\x01x" + b"\xf8\x07\x05" + b"\x0d\x00\x00\x00\x00"  # 127; 1 as four bytes
    meta = message_class("Meta").FromString(data)
    assert (meta.key, meta.value) == ("x", "")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("Meta", b"\x0a\x02\xff\xff", "not UTF-8"),
        ("Meta", b"\x0a\x05x", "cut short"),
        ("Node", b"\x12\x01\x80", "goes on where it must end|cut short"),
        ("Floats", b"\x0a\x07\x00\x00\x00\x00\x00\x00\x00", "a number in 'values' is cut"),
        ("Node", b"\x08" + b"\xff" * 10 + b"\x01", "a number has no end"),
    ],
)
def test_damage_is_an_error(name: str, data: bytes, said: str) -> None:
    with pytest.raises(GraphrtError, match=said):
        message_class(name).FromString(data)


def outcome(data: bytes, describe: Any) -> Any:
    try:
        return describe(decode_model(data, allow_unknown_ops=True))
    except GraphrtError:
        return "refused"


def with_checksum(data: bytes) -> bytes:
    """``data`` with the checksum of what it holds now."""
    start = data.index(b"\xa5\x01") + 2
    return data[:start] + zlib.crc32(data[start + 4 :]).to_bytes(4, "little") + data[start + 4 :]


def test_small_files_are_read_the_same_by_either(
    data: bytes, describe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [data, *(path.read_bytes() for path in sorted(MODELS.glob("*.pb")))]
    chance = random.Random(7)
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2))):
            changed[chance.randrange(40, len(changed))] = chance.randrange(256)
        files.append(with_checksum(bytes(changed)))
    plain = [outcome(each, describe) for each in files]
    monkeypatch.setattr(records, "SMALL_FILE", -1)
    for ours, each in zip(plain, files, strict=True):
        assert ours == outcome(each, describe)
    assert 20 < plain.count("refused") < len(plain) - 20


def test_a_small_model_is_loaded_without_protobuf() -> None:
    program = (
        "import sys, graphrt as gr\n"
        f"gr.load({str(MODELS / 'gates.pb')!r})\n"
        "assert 'google.protobuf' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
