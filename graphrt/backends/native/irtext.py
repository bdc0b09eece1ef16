"""A builder of LLVM IR text: typed values, structured loops, and nothing else.

Vector types are explicit and loops are written by the generator, so that no LLVM pass has to
vectorise or unroll anything; text is turned into machine code as it stands.

>>> f = Function("double_it", [("ptr", "x"), ("i64", "n")])
>>> x, n = f.parameters
>>> with f.loop(n) as each:
...     place = f.at(x, each.index, F32)
...     f.store(f.mul(f.load(place, F32), 2.0), place)
>>> "fmul float" in f.text()
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from graphrt.backends.native.irlines import Lines, module_text
from graphrt.backends.native.irvalues import (
    F32,
    F64,
    I1,
    I8,
    I32,
    I64,
    NULL,
    PTR,
    Number,
    Operand,
    Type,
    Value,
    literal,
    repeated,
)

__all__ = [
    "F32", "F64", "I1", "I8", "I32", "I64", "NULL", "PTR",
    "Function", "Loop", "Number", "Operand", "Type", "Value", "module_text",
]  # fmt: skip


class Loop:
    """A loop being written. Assign to ``carried`` inside; read ``results`` afterwards."""

    def __init__(self, index: Value, carried: list[Value]) -> None:
        self.index = index
        self.carried = carried
        self.results: list[Value] = []


class Function(Lines):
    """One function as text. Every method that computes returns the `Value` it names."""

    # -- constants ------------------------------------------------------------------------

    def const(self, number: Number, type_: Type) -> Value:
        """``number`` as a value; the same in every element of a vector."""
        return literal(number, type_)

    def same(self, *operands: Operand) -> list[Value]:
        """Operands as values of one type: numbers adopt that of the values, scalars are
        repeated in every element of a vector."""
        values = [each for each in operands if isinstance(each, Value)]
        type_ = max((each.type for each in values), key=lambda t: t.width, default=I64)
        return [
            self.splat(each, type_.width) if isinstance(each, Value) else self.const(each, type_)
            for each in operands
        ]

    def splat(self, scalar: Value, width: int) -> Value:
        """A vector of ``width`` equal elements; a vector stays as it is."""
        if width == 1 or scalar.type.width != 1:
            return scalar
        type_ = Type(scalar.type.element, width)
        if not scalar.text.startswith("%"):
            return repeated(scalar.text, type_)
        first = self.define(
            type_, f"insertelement {type_.text} poison, {scalar.type.text} {scalar.text}, i64 0"
        )
        lanes = Type("i32", width).text
        return self.define(
            type_,
            f"shufflevector {type_.text} {first.text}, {type_.text} poison, "
            f"{lanes} zeroinitializer",
        )

    def insert(self, vector: Value, scalar: Value, lane: Value) -> Value:
        """``vector`` with another number in one lane."""
        kinds = f"{vector.type.text} {vector.text}, {scalar.type.text} {scalar.text}"
        return self.define(vector.type, f"insertelement {kinds}, i64 {lane.text}")

    # -- arithmetic -----------------------------------------------------------------------

    def _binary(self, floating: str, integer: str, a: Operand, b: Operand) -> Value:
        left, right = self.same(a, b)
        word = floating if left.type.is_float else integer
        return self.define(left.type, f"{word} {left.type.text} {left.text}, {right.text}")

    def add(self, a: Operand, b: Operand) -> Value:
        left, right = self.same(a, b)
        x, y = left.literal, right.literal
        if x is not None and y is not None:
            return self.const(x + y, left.type)
        if x == 0:
            return right
        return left if y == 0 else self._binary("fadd", "add", left, right)

    def sub(self, a: Operand, b: Operand) -> Value:
        left, right = self.same(a, b)
        x, y = left.literal, right.literal
        if x is not None and y is not None:
            return self.const(x - y, left.type)
        return left if y == 0 else self._binary("fsub", "sub", left, right)

    def mul(self, a: Operand, b: Operand) -> Value:
        left, right = self.same(a, b)
        x, y = left.literal, right.literal
        if x is not None and y is not None:
            return self.const(x * y, left.type)
        if x == 0 or y == 0:
            return self.const(0, left.type)
        if x == 1:
            return right
        return left if y == 1 else self._binary("fmul", "mul", left, right)

    def div(self, a: Operand, b: Operand) -> Value:
        """The quotient; of integers without its fraction, and b may not be 0."""
        return self._binary("fdiv", "sdiv", a, b)

    def neg(self, a: Value) -> Value:
        if a.type.is_float:
            return self.define(a.type, f"fneg {a.type.text} {a.text}")
        return self.sub(self.const(0, a.type), a)

    def fma(self, a: Operand, b: Operand, c: Operand) -> Value:
        """``a * b + c``, rounded once; of integers modulo their size."""
        x, y, z = self.same(a, b, c)
        if not x.type.is_float:
            return self.add(self.mul(x, y), z)
        return self.call(f"llvm.fma.{x.type.mangled}", x.type, x, y, z)

    def sqrt(self, a: Value) -> Value:
        return self.call(f"llvm.sqrt.{a.type.mangled}", a.type, a)

    def absolute(self, a: Value) -> Value:
        """Without its sign; the most negative integer stays as it is."""
        if a.type.is_float:
            return self.call(f"llvm.fabs.{a.type.mangled}", a.type, a)
        return self.select(self.compare("slt", a, 0), self.neg(a), a)

    def round(self, a: Value) -> Value:
        """To the nearest integer, ties to even."""
        return self.call(f"llvm.nearbyint.{a.type.mangled}", a.type, a)

    def floor(self, a: Value) -> Value:
        """To the nearest integer below."""
        return self.call(f"llvm.floor.{a.type.mangled}", a.type, a)

    def truncated(self, a: Value) -> Value:
        """Without its fraction."""
        return self.call(f"llvm.trunc.{a.type.mangled}", a.type, a)

    def bits(self, word: str, a: Operand, b: Operand) -> Value:
        """``and``, ``or``, ``xor``, ``shl``, ``lshr`` or ``ashr`` of integers."""
        left, right = self.same(a, b)
        return self.define(left.type, f"{word} {left.type.text} {left.text}, {right.text}")

    def compare(self, predicate: str, a: Operand, b: Operand) -> Value:
        """A mask; ``predicate`` is LLVM's: ``olt``, ``uno`` ... for floats, ``slt``, ``eq`` ..."""
        left, right = self.same(a, b)
        word = "fcmp" if left.type.is_float else "icmp"
        text = f"{word} {predicate} {left.type.text} {left.text}, {right.text}"
        return self.define(left.type.of("i1"), text)

    def select(self, mask: Value, a: Operand, b: Operand) -> Value:
        """``a`` where the mask is true, else ``b``."""
        left, right = self.same(a, b)
        width = max(left.type.width, mask.type.width)
        left, right = self.splat(left, width), self.splat(right, width)
        text = (
            f"select {mask.type.text} {mask.text}, {left.type.text} {left.text}, "
            f"{right.type.text} {right.text}"
        )
        return self.define(left.type, text)

    def convert(self, word: str, a: Value, element: str) -> Value:
        """``fptosi``, ``sitofp``, ``fpext``, ``zext``, ``bitcast`` ... to another element kind."""
        result = a.type.of(element)
        return self.define(result, f"{word} {a.type.text} {a.text} to {result.text}")

    # -- memory ---------------------------------------------------------------------------

    def at(self, base: Value, index: Operand, element: Type) -> Value:
        """The address of element ``index``."""
        if index == 0 or (isinstance(index, Value) and index.literal == 0):
            return base
        offset = index if isinstance(index, Value) else self.const(index, I64)
        kind = element.scalar_text if element.element != "i1" else "i8"
        return self.define(PTR, f"getelementptr {kind}, ptr {base.text}, i64 {offset.text}")

    def load(self, place: Value, type_: Type) -> Value:
        """A scalar or vector, at any address its elements may have."""
        aligned = f"align {type_.element_bytes}"
        return self.define(type_, f"load {type_.text}, ptr {place.text}, {aligned}")

    def store(self, value: Value, place: Value) -> None:
        aligned = f"align {value.type.element_bytes}"
        self.line(f"store {value.type.text} {value.text}, ptr {place.text}, {aligned}")

    def masked_load(self, place: Value, type_: Type, mask: Value, otherwise: Value) -> Value:
        """The elements where the mask is true, those of ``otherwise`` elsewhere."""
        name = f"llvm.masked.load.{type_.mangled}.p0"
        align = Value(str(type_.element_bytes), I32)
        return self.call(name, type_, place, align, mask, otherwise)

    def masked_store(self, value: Value, place: Value, mask: Value) -> None:
        """Stores the elements where the mask is true."""
        align = Value(str(value.type.element_bytes), I32)
        self.call_void(f"llvm.masked.store.{value.type.mangled}.p0", value, place, align, mask)

    def prefetch(self, place: Value) -> None:
        """Fetch a cache line that will be read or written soon; any address may be given."""
        near, data = Value("3", I32), Value("1", I32)
        self.call_void("llvm.prefetch.p0", place, Value("0", I32), near, data)

    def gather(self, addresses: Value, type_: Type, mask: Value) -> Value:
        """The elements at a vector of addresses; 0 where the mask is false."""
        name = f"llvm.masked.gather.{type_.mangled}.v{type_.width}p0"
        align = self.const(type_.element_bytes, I32)
        return self.call(name, type_, addresses, align, mask, self.const(0, type_))

    def scatter(self, value: Value, addresses: Value, mask: Value) -> None:
        """Stores elements at a vector of addresses where the mask is true."""
        name = f"llvm.masked.scatter.{value.type.mangled}.v{value.type.width}p0"
        align = self.const(value.type.element_bytes, I32)
        self.call_void(name, value, addresses, align, mask)

    def addresses(self, base: Value, offsets: Value, element: Type) -> Value:
        """A vector of addresses, ``offsets`` elements from ``base``."""
        text = f"getelementptr {element.scalar_text}, ptr {base.text}, {offsets.type.text} "
        return self.define(offsets.type.of("ptr"), text + offsets.text)

    def ramp(self, width: int) -> Value:
        """0, 1, 2 ... as 64-bit integers."""
        numbers = ", ".join(f"i64 {lane}" for lane in range(width))
        return Value(f"<{numbers}>" if width > 1 else "0", Type("i64", width))

    def across(self, word: str, vector: Value) -> Value:
        """The ``sum``, ``prod``, ``max`` or ``min`` of the elements of a vector, NaN if one is;
        ``any`` or ``all`` of a mask."""
        if vector.type.width == 1:
            return vector
        element = Type(vector.type.element)
        if not vector.type.is_float:
            sign = "u" if element.is_unsigned else "s"
            plain = {"sum": "add", "prod": "mul", "any": "or", "all": "and"}
            name = plain.get(word, sign + word)
            return self.call(f"llvm.vector.reduce.{name}.{vector.type.mangled}", element, vector)
        if word in ("max", "min"):
            name = f"llvm.vector.reduce.f{word}imum.{vector.type.mangled}"
            return self.call(name, element, vector)
        name = {"sum": "fadd", "prod": "fmul"}[word]
        start = self.const(0.0 if word == "sum" else 1.0, element)
        kinds = f"{element.text}, {vector.type.text}"
        intrinsic = f"llvm.vector.reduce.{name}.{vector.type.mangled}"
        self.declarations.add(f"declare {element.text} @{intrinsic}({kinds})")
        given = f"{element.text} {start.text}, {vector.type.text} {vector.text}"
        return self.define(element, f"call reassoc {element.text} @{intrinsic}({given})")

    def lanes(self, count: Operand, width: int) -> Value:
        """The mask of the first ``count`` of ``width`` elements."""
        limit = count if isinstance(count, Value) else self.const(count, I64)
        return self.compare("slt", self.ramp(width), self.splat(limit, width))

    # -- control --------------------------------------------------------------------------

    @contextmanager
    def loop(
        self,
        stop: Operand,
        start: Operand = 0,
        step: Operand = 1,
        carry: Iterable[Value] = (),
    ) -> Iterator[Loop]:
        """``for index in range(start, stop, step)`` with values carried from turn to turn."""
        first, last, stride = (
            each if isinstance(each, Value) else self.const(each, I64)
            for each in (start, stop, step)
        )
        initial = list(carry)
        begin, done, before = self.label("loop"), self.label("done"), self.block
        low, high = first.literal, last.literal
        guarded = low is None or high is None or low >= high
        if guarded:
            self.branch(self.compare("slt", first, last), begin, done)
        else:
            self.jump(begin)
        self.begin(begin)
        places = [len(self._lines) + k for k in range(len(initial) + 1)]
        phis = [self.define(each.type, "phi") for each in (first, *initial)]
        loop = Loop(phis[0], phis[1:])
        yield loop
        following = self.add(loop.index, stride)
        again = self.compare("slt", following, last)
        latch = self.block
        turns = zip(places, phis, (first, *initial), (following, *loop.carried), strict=True)
        for place, phi, entering, coming in turns:
            sources = f"[ {entering.text}, %{before} ], [ {coming.text}, %{latch} ]"
            self._lines[place] = f"  {phi.text} = phi {phi.type.text} {sources}"
        self.branch(again, begin, done)
        self.begin(done)
        loop.results = list(loop.carried)
        if guarded:
            loop.results = [
                self.define(
                    a.type,
                    f"phi {a.type.text} [ {a.text}, %{before} ], [ {b.text}, %{latch} ]",
                )
                for a, b in zip(initial, loop.carried, strict=True)
            ]

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        """The instructions inside run only where ``condition`` holds."""
        then, after = self.label("then"), self.label("after")
        self.branch(condition, then, after)
        self.begin(then)
        yield
        self.jump(after)
        self.begin(after)
