"""Write `graphrt/frontend/functions/`: one typed function per op, made from the op classes, in
one module per module of `graphrt.ops`.

python tools/gen_functions.py           # rewrite the package
python tools/gen_functions.py --check   # exit 1 when it is out of date
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import graphrt
from graphrt.ir.attributes import AttributeKind, Field
from graphrt.ir.op import Op, Parameter
from graphrt.ops import all_ops
from graphrt.ops.table import OP_MODULES

TARGET = Path(__file__).parent.parent / "graphrt" / "frontend" / "functions"

HEADER = '''"""Functions of the ops in `graphrt.ops.{module}`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup
'''
PACKAGE = '''"""One function per op, in one module per module of `graphrt.ops`, each loaded on first use.

The modules have an underscore: `softmax` is the function and not the module it is in.
Written by ``tools/gen_functions.py``; do not edit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from graphrt.ops.table import OP_MODULES

if TYPE_CHECKING:
{imports}

def __getattr__(name: str) -> Any:
    if name not in OP_MODULES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    return getattr(importlib.import_module(f"{{__name__}}._{{OP_MODULES[name]}}"), name)
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
    """The ops that get a function made from their class: all but those written by hand."""
    return [op for op in all_ops() if op.name in graphrt.__all__ and op.name not in graphrt.EXPORTS]


def sources() -> dict[str, str]:
    """File name -> text, for every module of the package."""
    files = {}
    by_module: dict[str, list[type[Op]]] = {}
    for op in generated():
        by_module.setdefault(OP_MODULES[op.name], []).append(op)
    for module, ops in by_module.items():
        names = "".join(f'    "{name}",\n' for name in sorted(op.name for op in ops))
        text = "\n\n".join(
            [HEADER.format(module=module), *map(function, ops), f"__all__ = [\n{names}]\n"]
        )
        files[f"_{module}.py"] = tidied(text)
    stars = "".join(
        f"    from graphrt.frontend.functions._{module} import *  # noqa: F403\n"
        for module in by_module
    )
    files["__init__.py"] = tidied(PACKAGE.format(imports=stars))
    return files


def tidied(text: str) -> str:
    """``text`` without unused imports, sorted and formatted."""
    for command in (["check", "--select", "F401,I,RUF022", "--fix", "--quiet"], ["format"]):
        line = [sys.executable, "-m", "ruff", *command, "--stdin-filename", "functions/x.py", "-"]
        done = subprocess.run(line, input=text, capture_output=True, text=True, check=True)
        text = done.stdout
    return text


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
    """Write the package, or compare it."""
    files = sources()
    stale = {path.name for path in TARGET.glob("*.py")} - set(files)
    if "--check" in sys.argv[1:]:
        current = {path.name: path.read_text() for path in TARGET.glob("*.py")}
        if current != files:
            print(f"{TARGET} is out of date: run python tools/gen_functions.py")
            return 1
        return 0
    TARGET.mkdir(exist_ok=True)
    for name in stale:
        (TARGET / name).unlink()
    for name, text in files.items():
        (TARGET / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
