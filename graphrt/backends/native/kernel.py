"""What a generator hands over: kernels, and calls of them on buffers.

A kernel is one function ``void (ptr args, i64 begin, i64 end)``. ``args`` is an array of
64-bit slots, first the addresses of its operands, then numbers: extents, strides, counts.
``begin`` and ``end`` bound the *units* it works on, the turns of its outermost loop: threads
share a call by taking ranges of units. A kernel holds no address and no size it could get as a
number, so that equal structures are one kernel, whatever the batch size.

A kernel that may find that it cannot do its work (an index out of bounds) takes the operand
`FAULT`: the address of a word that is 0 before the call. It stores any other number there, from
any thread and as often as it likes; its outputs may be left half written. What it must not do is
touch memory outside its operands. After the last call of the step the executable runs the
step's NumPy kernel instead, on the same inputs: that raises the proper error, or computes the
outputs, and the program goes on after it. So ``FAULT`` is right too for a case a kernel does not
want to handle. A step with a ``FAULT`` must not overwrite its inputs; one that writes a variable at
the end of a plan runs on NumPy if it has one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from graphrt.backends.native.digest import digest
from graphrt.backends.native.irtext import I64, PTR, Function, Type, Value
from graphrt.lowering.plan import Buffer

KernelKey = tuple[object, ...]


class Kernel:
    """A kernel to be generated: ``write`` takes its name and gives its text. Kernels with equal
    keys have equal text and are equal."""

    __slots__ = ("_hash", "key", "write")

    def __init__(self, key: KernelKey, write: Callable[[str], str]) -> None:
        self.key = key
        self.write = write
        self._hash = hash(key)  # a key may be as large as the graph of a group

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Kernel) and self.key == other.key)

    def __hash__(self) -> int:
        return self._hash

    @property
    def name(self) -> str:
        return f"{self.key[0]}_{digest(repr(self.key)).hex()[:20]}"


class Workspace(NamedTuple):
    """Memory that a call needs while it runs: an operand like a buffer."""

    offset: int
    nbytes: int


class Fault(NamedTuple):
    """A word that a kernel sets when it cannot do its work: an operand like a buffer."""


FAULT = Fault()
Operand = Buffer | Workspace | Fault


class Call(NamedTuple):
    """A kernel on operands. ``grain`` is how many units one thread takes at once."""

    kernel: Kernel
    operands: tuple[Operand, ...]
    numbers: tuple[int, ...]
    units: int
    grain: int


class KernelFunction(Function):
    """The function of a kernel, with its slots read on request."""

    def __init__(self, name: str) -> None:
        super().__init__(name, [("ptr", "args"), ("i64", "begin"), ("i64", "end")])
        self.args, self.first, self.last = self.parameters

    def slot(self, position: int, type_: Type = I64) -> Value:
        """The number or address in slot ``position``."""
        return self.load(self.at(self.args, position, I64), type_)

    def pointer(self, position: int) -> Value:
        return self.slot(position, PTR)
