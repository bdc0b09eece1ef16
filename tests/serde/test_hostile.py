"""Whatever the bytes are, reading them ends in a model or in a graphrt error."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphrt.errors import GraphrtError
from graphrt.io import Limits
from graphrt.serde import decode_model, encode_model
from graphrt.serde import messages as pb

SETTINGS = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LIMITS = Limits(tensor_bytes=2**24)


def unsized(data: bytes) -> bytes:
    """The file without its stated size and checksum, so that changes get past the first check."""
    message = pb.Model.FromString(data)
    message.ClearField("size")
    message.ClearField("crc32")
    return message.SerializeToString(deterministic=True)


def read(data: bytes) -> None:
    for unknown in (False, True):
        try:
            model = decode_model(data, limits=LIMITS, allow_unknown_ops=unknown)
        except GraphrtError as error:
            assert str(error)
        else:
            again = encode_model(model)  # what was accepted is whole
            assert encode_model(decode_model(again, allow_unknown_ops=unknown)) == again


@given(changes=st.lists(st.tuples(st.integers(0), st.integers(0, 7)), min_size=1, max_size=4))
@SETTINGS
def test_flipped_bits(data, changes):
    broken = bytearray(unsized(data))
    for place, bit in changes:
        broken[place % len(broken)] ^= 1 << bit
    read(bytes(broken))


@given(place=st.integers(0), seed=st.integers(0, 2**32), length=st.integers(1, 12))
@SETTINGS
def test_overwritten_bytes(data, place, seed, length):
    broken = bytearray(unsized(data))
    noise = np.random.default_rng(seed).integers(0, 256, length, np.uint8).tobytes()
    at = place % len(broken)
    broken[at : at + length] = noise
    read(bytes(broken))


@given(end=st.integers(0))
@SETTINGS
def test_truncated(data, end):
    plain = unsized(data)
    read(plain[: end % len(plain)])


@given(cuts=st.tuples(st.integers(0), st.integers(0), st.integers(0)))
@SETTINGS
def test_spliced(data, cuts):
    plain = unsized(data)
    a, b, c = (cut % len(plain) for cut in cuts)
    read(plain[:a] + plain[b:c] + plain[a:])


@given(
    edits=st.lists(
        st.tuples(st.integers(0), st.sampled_from([0, 1, 2, 5, 99, 2**31, 2**32 - 1])),
        min_size=1,
        max_size=3,
    )
)
@SETTINGS
def test_numbers_changed_in_a_file_that_parses(data, edits):
    message = pb.Model.FromString(data)
    message.ClearField("size")
    message.ClearField("crc32")
    numbers = list(_numbers(message))
    for place, value in edits:
        holder, key = numbers[place % len(numbers)]
        try:
            if isinstance(key, int):
                holder[key] = value
            else:
                setattr(holder, key, value)
        except ValueError:
            continue  # beyond what the field can hold
    read(message.SerializeToString())


def _numbers(message):
    """Every integer of a message and those inside it, as (holder, index or field)."""
    for field, value in message.ListFields():
        if field.message_type is not None:
            inner = [value] if hasattr(value, "ListFields") else value
            for each in inner:
                yield from _numbers(each)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield message, field.name
        elif not isinstance(value, (str, bytes, float, bool)):
            yield from ((value, i) for i, each in enumerate(value) if isinstance(each, int))
