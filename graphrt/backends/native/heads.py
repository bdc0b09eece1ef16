"""A head of attention: its matrices, and the queries of a block.

Kernels of attention have queries in the lanes of their vectors. So keys and values are left
operands of products, whose numbers are read one by one wherever they lie: views of a projection
are not copied, and softmax runs down the keys.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.finish import static_masks
from graphrt.backends.native.group import Axis, merged, strides_in
from graphrt.backends.native.irtext import I64, PTR, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import KernelFunction
from graphrt.backends.native.product import batch_offsets
from graphrt.backends.native.scalars import memory_type
from graphrt.lowering.plan import Buffer
from graphrt.ops.attention import Attending

KEYS = 128  # of a block: their scores stay in the first-level cache
VECTORS = 2  # of queries; one where there are no more


class Form(NamedTuple):
    """What a kernel knows: elements, how many are in a vector, and how many vectors of queries
    there are; keys of a tile; the widths of keys and of values; how it masks; and which operands
    run on along their last axis."""

    element: Type
    lanes: int
    vectors: int
    rows: int
    width: int
    out: int
    scale: float
    causal: bool
    mask: str  # its dtype, or nothing
    mask_varies: bool  # from query to query
    dense: tuple[bool, ...]
    rank: int

    @property
    def vector(self) -> Type:
        return Type(self.element.element, self.lanes)

    @property
    def step(self) -> int:
        """Queries of a block."""
        return self.lanes * self.vectors

    @property
    def block_bytes(self) -> int:
        """Of what belongs to a block of queries."""
        return (self.width + self.out) * self.step * self.element.element_bytes


class Heads(NamedTuple):
    """A form, the extents and strides that go with it, and how many heads there are."""

    form: Form
    numbers: tuple[int, ...]
    heads: int


Axes = tuple[str, str]  # what the last two axes of an operand are: "L", "S", "E" or "V"


def heads_of(
    op: Attending, operands: Sequence[tuple[Buffer, Axes]], mask: Buffer | None, isa: Isa
) -> Heads:
    """What the kernels read of operands; the last one has all leading axes. ``L`` and ``S`` count
    queries and keys, ``E`` and ``V`` are their widths."""
    named: dict[str, int] = {}
    for buffer, (row, column) in operands:
        named |= {row: buffer.type.static_shape[-2], column: buffer.type.static_shape[-1]}
    batch = operands[-1][0].type.static_shape[:-2]
    shapes = [(buffer, (named[row], named[column])) for buffer, (row, column) in operands]
    if mask is not None:
        shapes.append((mask, (named["L"], named["S"])))
    strides = [strides_in(buffer, (*batch, *matrix)) for buffer, matrix in shapes]
    outer = merged([Axis(n, tuple(each[axis] for each in strides)) for axis, n in enumerate(batch)])
    dtype = operands[0][0].type.dtype
    lanes = isa.width(dtype.bits // 8)
    form = Form(
        memory_type(dtype),
        lanes,
        1 if named["L"] <= lanes else VECTORS,
        isa.tile[0],
        named["E"],
        named["V"],
        1 / math.sqrt(max(named["E"], 1)) if op.scale is None else op.scale,
        op.causal,
        mask.type.dtype.name if mask is not None else "",
        mask is not None and strides[-1][-2] != 0,
        tuple(
            0 in matrix or matrix[1] == 1 or each[-1] == 1
            for each, (_, matrix) in zip(strides, shapes, strict=True)
        ),
        len(outer),
    )
    numbers = [named["L"], named["S"], *(axis.extent for axis in outer)]
    for each in strides:
        numbers += each[-2:]
    for axis in outer:
        numbers += axis.strides
    return Heads(form, tuple(numbers), math.prod(axis.extent for axis in outer))


class Matrix(NamedTuple):
    """An operand of one head: its first element and its strides, the second 1 where it is dense."""

    base: Value
    row: Value
    column: Operand


class HeadFunction(KernelFunction):
    """A kernel on heads. Operands: matrices of every head, the mask the last of them if there is
    one, and a fault. Numbers: how many queries and keys there are, the extents of the batch, the
    two strides of every operand, and per axis of the batch that of every operand."""

    def __init__(self, name: str, form: Form) -> None:
        super().__init__(name)
        self.form = form
        count = len(form.dense)
        self.pointers = [self.pointer(k) for k in range(count)]
        self.fault = self.pointer(count)
        first = count + 1
        self.queries, self.keys = self.slot(first), self.slot(first + 1)
        self.extents = [self.slot(first + 2 + axis) for axis in range(form.rank)]
        first += 2 + form.rank
        self.matrix_strides = [
            (self.slot(first + 2 * k), 1 if form.dense[k] else self.slot(first + 2 * k + 1))
            for k in range(count)
        ]
        first += 2 * count
        self.steps = [
            [self.slot(first + axis * count + k) for k in range(count)] for axis in range(form.rank)
        ]
        self.ramps = [self.add(self.ramp(form.lanes), j * form.lanes) for j in range(form.vectors)]

    def room(self, rows: int) -> Value:
        """Memory on the stack: ``rows`` numbers of every query of a block."""
        size = max(rows, 1) * self.form.step
        return self.define(PTR, f"alloca {self.form.element.text}, i64 {size}, align 64")

    def matrices(self, head: Value) -> list[Matrix]:
        """The operands of a head."""
        kinds = [self.form.element] * len(self.pointers)
        if self.form.mask == "bool":
            kinds[-1] = Type("i8")
        offsets = batch_offsets(self, head, self.extents, self.steps)
        bases = self.pointers
        if offsets is not None:
            bases = [self.at(*each) for each in zip(bases, offsets, kinds, strict=True)]
        return [Matrix(base, *each) for base, each in zip(bases, self.matrix_strides, strict=True)]

    def of_block(self, matrix: Matrix) -> Matrix:
        """A matrix with a row for each query, from the block's first on."""
        base = self.at(matrix.base, self.mul(self.query, matrix.row), self.form.element)
        return matrix._replace(base=base)

    def least(self, a: Value, b: Operand) -> Value:
        return self.select(self.compare("slt", a, b), a, b)

    def begin_block(self, first: Value) -> None:
        """What is read of queries that are not there is that of the last one."""
        top = self.sub(self.queries, 1)
        self.query = first
        self.numbers = []
        for ramp in self.ramps:
            number = self.add(ramp, self.splat(first, self.form.lanes))
            beyond = self.compare("slt", number, self.splat(top, self.form.lanes))
            self.numbers.append(self.select(beyond, number, top))
        self.short = [self.convert("trunc", each, "i32") for each in self.numbers]

    def keys_seen(self) -> Value:
        """How many keys a block of queries looks at. The last block looks at all of them, so that
        nothing is missed that is not finite."""
        if not self.form.causal:
            return self.keys
        following = self.add(self.query, self.form.step)
        is_last = self.compare("sge", following, self.queries)
        return self.select(is_last, self.keys, self.least(self.keys, following))

    def columns(
        self, width: int, vectors: int, body: Callable[[Operand, list[Value | None]], None]
    ) -> None:
        """``body`` on ``vectors`` vectors of columns at a time, and on the rest: the first column,
        and the mask of each vector."""
        step = vectors * self.form.lanes
        whole = width // step * step
        if whole:
            with self.loop(whole, step=step) as turn:
                body(turn.index, [None] * vectors)
        if width > whole:
            body(whole, static_masks(width - whole, self.form.lanes))

    def read(self, place: Value, mask: Value | None) -> Value:
        """A vector, zeros where the mask is false."""
        if mask is None:
            return self.load(place, self.form.vector)
        return self.masked_load(place, self.form.vector, mask, self.const(0, self.form.vector))

    def write(self, value: Value, place: Value, mask: Value | None) -> None:
        if mask is None:
            self.store(value, place)
        else:
            self.masked_store(value, place, mask)

    def raise_if_nan(self, values: Sequence[Value]) -> None:
        """Have NumPy do the step where one of two vectors has a NaN."""
        wrong = self.compare("uno", values[0], values[-1])
        with self.when(self.across("any", wrong)):
            self.store(self.const(1, I64), self.fault)
