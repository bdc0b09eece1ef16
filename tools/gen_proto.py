"""Compile the file format for `graphrt.serde`: ``python tools/gen_proto.py``.

Writes `graphrt/serde/descriptor.py`, the compiled schema as bytes, `graphrt/serde/schema.py`, the
fields of the messages as Python data, and `graphrt/serde/messages.pyi`, the types of the message
classes. Run it after every change of `model.proto`; a test compares all with what the schema
compiles to. Needs grpcio-tools.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = "graphrt/v1/model.proto"

DESCRIPTOR_HEAD = '''"""The compiled schema; written by ``tools/gen_proto.py``, do not edit."""

from __future__ import annotations

import base64

# A serialized google.protobuf.FileDescriptorSet with the one file graphrt/v1/model.proto.
FILE_DESCRIPTOR_SET = base64.b64decode(
'''

SCHEMA_HEAD = '''"""The fields of the messages, by number; written by ``tools/gen_proto.py``, do not edit."""

from __future__ import annotations

# message -> number -> name of the field, its type, whether there may be several, its oneof
MESSAGES: dict[str, dict[int, tuple[str, str, bool, str]]] = {
'''

STUB_HEAD = """# Written by tools/gen_proto.py, do not edit.
# ruff: noqa
# mypy: disable-error-code=type-arg

"""


def compile_schema() -> tuple[bytes, str]:
    """The serialized FileDescriptorSet, and the stub file protoc makes of the schema."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        command = [
            *(sys.executable, "-m", "grpc_tools.protoc", f"-I{ROOT / 'proto'}"),
            f"--descriptor_set_out={target / 'set'}",
            f"--pyi_out={target}",
            SCHEMA,
        ]
        subprocess.run(command, check=True)
        stub = target / SCHEMA.replace(".proto", "_pb2.pyi")
        return (target / "set").read_bytes(), stub.read_text()


def descriptor_module(descriptor_set: bytes) -> str:
    """The source of `graphrt/serde/descriptor.py`."""
    text = base64.b64encode(descriptor_set).decode()
    lines = [f'    b"{text[at : at + 88]}"\n' for at in range(0, len(text), 88)]
    return DESCRIPTOR_HEAD + "".join(lines) + ")\n"


def schema_module(descriptor_set: bytes) -> str:
    """The source of `graphrt/serde/schema.py`."""
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet

    (file,) = FileDescriptorSet.FromString(descriptor_set).file
    lines = []
    for message in file.message_type:
        lines.append(f"    {message.name!r}: {{\n")
        for field in message.field:
            kind = FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
            kind = field.type_name.rpartition(".")[2] if kind == "message" else kind
            several = field.label == FieldDescriptorProto.LABEL_REPEATED
            is_choice = field.HasField("oneof_index") and not field.proto3_optional
            oneof = message.oneof_decl[field.oneof_index].name if is_choice else ""
            lines.append(f"        {field.number}: {(field.name, kind, several, oneof)},\n")
        lines.append("    },\n")
    return formatted(SCHEMA_HEAD + "".join(lines) + "}\n", "schema.py")


def formatted(source: str, name: str) -> str:
    """``source`` as ruff lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "100"]
    done = subprocess.run(
        [*command, "--stdin-filename", name, "-"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def main() -> None:
    descriptor_set, stub = compile_schema()
    folder = ROOT / "graphrt" / "serde"
    (folder / "descriptor.py").write_text(descriptor_module(descriptor_set))
    (folder / "schema.py").write_text(schema_module(descriptor_set))
    (folder / "messages.pyi").write_text(STUB_HEAD + formatted(stub, "messages.pyi"))


if __name__ == "__main__":
    main()
