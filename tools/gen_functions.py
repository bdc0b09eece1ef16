"""Write `graphrt/frontend/functions.py`: one typed function per op, made from the op classes.

python tools/gen_functions.py           # rewrite the file
python tools/gen_functions.py --check   # exit 1 when it is out of date
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

from graphrt.ir.op import AttributeKind, Field, Op, Parameter, Trait
from graphrt.ops import all_ops

TARGET = Path(__file__).parent.parent / "graphrt" / "frontend" / "functions.py"
BY_HAND = {"call", "cond", "constant", "dropout", "nonzero", "unslice", "size"}

HEADER = '''"""One function per op: tensors are positional, attributes are keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup
'''
TYPES = {
    AttributeKind.INT: "int",
    AttributeKind.FLOAT: "float",
    AttributeKind.STR: "str",
    AttributeKind.BOOL: "bool",
    AttributeKind.INTS: "int | Sequence[int]",
    AttributeKind.FLOATS: "float | Sequence[float]",
    AttributeKind.DTYPE: "Any",
}


def generated() -> list[type[Op]]:
    """The ops that get a function made from their class."""
    return [op for op in all_ops() if op.name not in BY_HAND and Trait.SOURCE not in op.traits]


def source() -> str:
    """The whole text of the module."""
    functions = [function(op) for op in generated()]
    names = "".join(f'    "{name}",\n' for name in sorted(op.name for op in generated()))
    text = "\n\n".join([HEADER, *functions, f"__all__ = [\n{names}]\n"])
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(TARGET), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return done.stdout


def function(op: type[Op]) -> str:
    """The text of the function for one op."""
    operands = [operand(each) for each in op.parameters]
    keywords = [keyword(each) for each in op.fields]
    star = [] if op.parameters[-1].variadic else ["*"]
    if attributes_positional(op):
        star, keywords = [*keywords, *star], []
    parameters = ", ".join([*operands, *star, *keywords, "name: str | None = None"])
    passed = [f"*{p.name}" if p.variadic else p.name for p in op.parameters]
    attributes = ", ".join(f"{f.name}={f.name}" for f in op.fields)
    result = "tuple[Tensor, ...]" if several(op) else "Tensor"
    call = "apply_several" if several(op) else "apply_one"
    unpack = ""
    if op.parameters[-1].variadic:
        xs = op.parameters[-1].name
        unpack = f"    if len({xs}) == 1 and isinstance({xs}[0], (list, tuple)):\n"
        unpack += f"        {xs} = tuple({xs}[0])\n"
    doc = inspect.cleandoc(op.__doc__ or "")
    lines = "\n".join(f"    {line}".rstrip() for line in doc.splitlines())
    body = f'    """{lines.strip()}\n    """' if "\n" in doc else f'    """{doc}"""'
    return (
        f"def {op.name}({parameters}) -> {result}:\n{body}\n{unpack}"
        f'    return {call}(lookup("{op.name}")({attributes}), {", ".join(passed)}, name=name)\n'
    )


def attributes_positional(op: type[Op]) -> bool:
    """Whether the attributes may be given by position, as in ``sum(x, 0)``."""
    return len(op.parameters) == 1 and not op.parameters[0].variadic and bool(op.fields)


def several(op: type[Op]) -> bool:
    return "tuple" in str(op.infer.__annotations__.get("return", ""))


def operand(parameter: Parameter) -> str:
    if parameter.variadic:
        return f"*{parameter.name}: Any"
    if parameter.optional:
        return f"{parameter.name}: TensorLike | None = None"
    return f"{parameter.name}: TensorLike"


def keyword(field: Field) -> str:
    type_ = TYPES[field.kind] + (" | None" if field.optional else "")
    if field.required:
        return f"{field.name}: {type_}"
    default = field.default
    return f"{field.name}: {type_} = {default.name!r}" if field.kind is AttributeKind.DTYPE and (
        default is not None
    ) else f"{field.name}: {type_} = {default!r}"  # fmt: skip


def main() -> int:
    """Write the file, or compare it."""
    text = source()
    if "--check" in sys.argv[1:]:
        if TARGET.read_text() != text:
            print(f"{TARGET} is out of date: run python tools/gen_functions.py")
            return 1
        return 0
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
