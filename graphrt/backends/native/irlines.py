"""A function of LLVM IR as lines of text: names, blocks, calls; and functions as a module."""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.backends.native.irvalues import Type, Value


class Lines:
    """The lines of one function, block by block, and what it declares of others."""

    def __init__(
        self, name: str, parameters: Sequence[tuple[str, str]], result: str = "void"
    ) -> None:
        self.name = name
        self.result = result
        self.parameters = [Value(f"%{each}", Type(kind)) for kind, each in parameters]
        self.declarations: set[str] = set()
        self._lines: list[str] = []
        self._count = 0
        self._block = "entry"

    # -- text -----------------------------------------------------------------------------

    def text(self) -> str:
        """The function as a module of its own."""
        return module_text(self)

    def definition(self) -> str:
        """The function alone. One that does not return yet returns nothing."""
        parameters = ", ".join(f"{each.type.text} {each.text}" for each in self.parameters)
        end = ["  ret void"] if self.result == "void" else []
        head = f"define {self.result} @{self.name}({parameters}) #0 {{"
        return "\n".join([head, "entry:", *self._lines, *end, "}"])

    def line(self, text: str) -> None:
        """An instruction that defines nothing."""
        self._lines.append(f"  {text}")

    def define(self, type_: Type, text: str) -> Value:
        """A new value computed by the instruction ``text``."""
        self._count += 1
        name = f"%v{self._count}"
        self._lines.append(f"  {name} = {text}")
        return Value(name, type_)

    def call(self, name: str, result: Type, *arguments: Value) -> Value:
        """A call of an intrinsic, declared on the way."""
        kinds = ", ".join(each.type.text for each in arguments)
        self.declarations.add(f"declare {result.text} @{name}({kinds})")
        given = ", ".join(f"{each.type.text} {each.text}" for each in arguments)
        return self.define(result, f"call {result.text} @{name}({given})")

    def call_void(self, name: str, *arguments: Value) -> None:
        """A call of an intrinsic that returns nothing."""
        kinds = ", ".join(each.type.text for each in arguments)
        self.declarations.add(f"declare void @{name}({kinds})")
        given = ", ".join(f"{each.type.text} {each.text}" for each in arguments)
        self.line(f"call void @{name}({given})")

    def label(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def begin(self, label: str) -> None:
        """Start the block ``label``; the one before must have ended with a branch."""
        self._lines.append(f"{label}:")
        self._block = label

    def jump(self, label: str) -> None:
        """Go on at ``label``."""
        self.line(f"br label %{label}")

    def branch(self, condition: Value, yes: str, no: str) -> None:
        """Go on at ``yes`` where the condition holds, else at ``no``."""
        self.line(f"br i1 {condition.text}, label %{yes}, label %{no}")

    @property
    def block(self) -> str:
        """The block instructions go to now, for phi nodes."""
        return self._block


def module_text(*functions: Lines) -> str:
    """Functions that may call each other, with what they declare of others."""
    defined = {f"@{each.name}(" for each in functions}
    declarations = {line for each in functions for line in each.declarations}
    outside = sorted(line for line in declarations if not any(name in line for name in defined))
    attributes = 'attributes #0 = { nounwind "no-trapping-math"="true" }'
    return "\n".join([*outside, *(each.definition() for each in functions), attributes, ""])
