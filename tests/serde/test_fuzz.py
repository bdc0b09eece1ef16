"""A sample of the mutated files of ``tools/fuzz_loader.py``, and what the whole has found so far."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphrt.errors import FormatError, LimitError
from graphrt.io import Limits, read_file
from graphrt.serde import decode_model
from graphrt.serde import messages as pb
from graphrt.serde.wire import MAGIC

ROOT = Path(__file__).resolve().parents[2]
HEAD = MAGIC + b"\x10\x01"  # layout 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux says it")
def test_mutated_files_end_in_a_model_or_in_an_error():
    command = [sys.executable, ROOT / "tools" / "fuzz_loader.py", "--json", "--count", "600"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["failed"] == []
    assert found["cases"] == 600
    assert {"model", "FormatError", "GraphError"} <= set(found["results"])
    assert len(found["kinds"]) == 10


def test_reading_asks_for_no_more_memory_than_the_file_has(tmp_path):
    (tmp_path / "m").write_bytes(b"abc")
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2**34, before[1]))
    try:
        assert read_file(tmp_path / "m", Limits(file_bytes=2**40)) == b"abc"
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def quickly(data: bytes, error: type[Exception], message: str) -> None:
    start = time.process_time()
    with pytest.raises(error, match=message) as caught:
        decode_model(data)
    assert time.process_time() - start < 2
    assert len(caught.value.rule) < 1000


def record(field: int, content: bytes) -> bytes:
    length = len(content)
    digits = bytearray()
    while length >= 128:
        digits.append(length & 127 | 128)
        length >>= 7
    return bytes([field << 3 | 2, *digits, length]) + content


def test_millions_of_empty_nodes_are_judged_by_the_first():
    quickly(HEAD + record(8, b"\x12\x00" * 8_000_000), FormatError, "node 0 of function 0")


def test_millions_of_entries_are_not_counted_to_the_end():
    quickly(HEAD + b"\x52\x00" * 8_000_000, LimitError, "the number of entries of all tables is")


def test_millions_of_attributes_of_one_node():
    node = record(2, b"\x1a\x00" * 8_000_000)
    quickly(HEAD + record(8, node), LimitError, "the memory of one entry once parsed, in bytes, is")


def test_a_node_with_thousands_of_results():
    message = pb.Model(format_version=1)
    message.ops.add(op="input", version=1)
    message.types.add(dtype=12)
    node = message.functions.add().nodes.add(outputs=[0] * 20_000, role=1)
    node.attrs.add(name="type", type=0)
    quickly(MAGIC + message.SerializeToString(), FormatError, r"f32\[\], \.\.\. \(20000 results\)")
