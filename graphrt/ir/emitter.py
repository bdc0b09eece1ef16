"""The emitter: the one way a node comes into being.

Builders, autodiff, importers and passes all call ``emit(Op(...), *operands)``. It turns
Python numbers into constants, infers types, names the node and remembers where it is from.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, GraphError, GraphrtError, OpError, UsageError, table
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.location import Location, caller
from graphrt.ir.op import Op
from graphrt.types import ValueType

MAX_BODY_NESTING = 64

Operand = Any  # a Value, a Python or NumPy number, an array, or None for an absent one


class Emitter:
    """Grows a list of nodes. ``emit(op, *operands)`` returns the new value, or a tuple.

    ``role``, ``grad_of``, ``origins`` and ``location`` are what the next nodes get; passes
    and autodiff set them around each rule, so that no rule can forget them.
    """

    def __init__(
        self,
        nodes: Iterable[Node] = (),
        locate: Callable[[], Location | None] = caller,
        parent: Emitter | None = None,
    ) -> None:
        self.nodes: list[Node] = list(nodes)
        self.names: set[str] = {node.name for node in self.nodes}
        self.role = Role.FORWARD
        self.grad_of: Origin | None = None
        self.origins: tuple[Origin, ...] = ()
        self.scopes: str = ""
        self.parent = parent
        self.differentiate: Callable[..., Graph] | None = None  # lent by autodiff
        self.wants: Callable[[Value], bool] = lambda value: True  # lent by autodiff too
        self._locate = locate
        self._counts: dict[str, int] = {}

    def __call__(self, op: Op, *operands: Operand, name: str | None = None) -> Any:
        """Add a node. Raises `ShapeError` or `DTypeError` at the user's line."""
        for operand in operands:
            if type(operand) is not Value and operand is not None:
                operands = self._as_values(op, operands)
                break
        self._check_operands(op, operands)
        try:
            types = op.infer(*operands)
        except GraphrtError as error:
            raise self._explained(error, op, operands) from None
        node = Node(
            op,
            operands,
            self._name(op.name if name is None else name, name is not None),
            len(self.nodes),
            self.role,
            self.grad_of,
            self.origins,
            self._locate(),
        )
        if isinstance(types, ValueType):
            known = None
            if types.dtype.kind != "float" and len(types.shape or ()) <= 1:
                known = op.known(*operands)
            value = Value(node, 0, types, known)
            node.outputs = (value,)
            self.nodes.append(node)
            return value
        node.outputs = tuple(Value(node, i, each) for i, each in enumerate(types))
        self.nodes.append(node)
        return node.outputs

    # -- surroundings of the next nodes --------------------------------------------------

    @contextmanager
    def scope(self, name: str) -> Iterator[None]:
        """Put ``name/`` before the names of nodes added inside."""
        if not name or name.startswith("/") or name.endswith("/"):
            raise GraphError(f"{name!r} is not a scope name")
        outer, self.scopes = self.scopes, f"{self.scopes}{name}/"
        try:
            yield
        finally:
            self.scopes = outer

    @contextmanager
    def on_behalf_of(self, node: Node, role: Role, grad_of: Origin | None = None) -> Iterator[None]:
        """Give nodes added inside the source line of ``node``, a role and an origin."""
        before = self.role, self.grad_of, self._locate
        location = node.location
        self.role, self.grad_of, self._locate = role, grad_of, lambda: location
        try:
            yield
        finally:
            self.role, self.grad_of, self._locate = before

    @contextmanager
    def as_role(self, role: Role) -> Iterator[None]:
        """Give nodes added inside ``role``."""
        before, self.role = self.role, role
        try:
            yield
        finally:
            self.role = before

    def body(self) -> Emitter:
        """An emitter for a graph that becomes an attribute of a node of this one."""
        depth = 1
        outer = self.parent
        while outer is not None:
            depth, outer = depth + 1, outer.parent
        if depth > MAX_BODY_NESTING:
            raise GraphError(f"bodies are nested deeper than {MAX_BODY_NESTING}")
        inner = type(self)(locate=self._locate, parent=self)
        inner.differentiate = self.differentiate
        return inner

    def freeze(self, outputs: Iterable[Value] = (), name: str = "graph") -> Graph:
        """The nodes so far as an immutable graph."""
        return Graph(self.nodes, outputs, name)

    def vjp_body(self, body: Graph, wanted: tuple[bool, ...], given: tuple[bool, ...]) -> Graph:
        """The vector-Jacobian product of ``body`` as a body; for gradient rules only."""
        if self.differentiate is None:
            raise GraphError("only a gradient rule may ask for the gradient of a body")
        return self.differentiate(body, wanted, given)

    # -- pieces of a call ----------------------------------------------------------------

    def constant(self, array: Any, name: str | None = None) -> Value:
        """A constant node holding ``array``."""
        from graphrt.ops.source import Constant

        value: Value = self(Constant(array), name=name)
        return value

    def _as_values(self, op: Op, operands: tuple[Operand, ...]) -> tuple[Value | None, ...]:
        values: list[Value | None] = []
        for position, operand in enumerate(operands):
            if operand is None or type(operand) is Value:
                values.append(operand)
            elif isinstance(operand, (bool, int, float)):
                dtype = op.literal_dtype(position, operands)
                values.append(self.constant(literal(operand, dtype, op)))
            elif isinstance(operand, (list, tuple)) and not operand:
                dtype = op.literal_dtype(position, operands)  # NumPy would say float64
                values.append(
                    self.constant(np.zeros(0, "float64" if dtype is None else dtype.numpy))
                )
            elif isinstance(operand, (np.ndarray, np.generic, list, tuple)):
                values.append(self.constant(np.asarray(operand)))
            else:
                raise OpError(
                    f"{op.name}: operand {position} is a {type(operand).__name__}",
                    hint="an operand is a tensor, a number or an array",
                )
        return tuple(values)

    def _check_operands(self, op: Op, operands: tuple[Value | None, ...]) -> None:
        nodes = self.nodes
        parameters = op.parameters
        count = len(parameters)
        given = len(operands)
        if given != count or (count and parameters[-1].variadic):
            fixed = count - 1 if count and parameters[-1].variadic else count
            least = sum(not p.optional and not p.variadic for p in parameters)
            if given < least or (given > fixed and fixed == count):
                names = ", ".join(p.name for p in parameters)
                raise OpError(f"{op.name} takes operands ({names}), got {given}")
        for position, value in enumerate(operands):
            if value is None:
                parameter = parameters[min(position, count - 1)]
                if not parameter.optional:
                    raise OpError(f"{op.name}: operand {parameter.name!r} is missing")
                continue
            index = value.node.index
            if index >= len(nodes) or nodes[index] is not value.node:
                raise GraphError(
                    f"{op.name}: operand %{value.name} belongs to another graph",
                    hint="build both parts with the same GraphBuilder",
                )

    def _taken(self, name: str) -> GraphError:
        before = next((node for node in self.nodes if node.name == name), None)
        rows = [f"it is {before!r} at {before.location}"] if before is not None else []
        return GraphError(f"the graph already has a node named {name!r}", rows=rows)

    def _name(self, stem: str, chosen: bool) -> str:
        names, scopes = self.names, self.scopes
        if chosen:
            if not isinstance(stem, str):
                raise UsageError(f"a name is a string, got {stem!r}")
            name = scopes + stem
            check_name(name)
            if name in names:
                raise self._taken(name)
        else:
            if stem.find(":") >= 0:
                stem = stem.rpartition(":")[2]
            key = scopes + stem
            count = self._counts.get(key, 0)
            name = f"{key}_{count}"
            while name in names:
                count += 1
                name = f"{key}_{count}"
            self._counts[key] = count + 1
        names.add(name)
        return name

    def _explained(
        self, error: GraphrtError, op: Op, operands: tuple[Value | None, ...]
    ) -> GraphrtError:
        """``error`` with the op's name, a row per operand and the user's line."""
        location = self._locate()
        rows = operand_rows(op, operands)
        shown = ", ".join("none" if each is None else f"%{each.name}" for each in operands)
        site = f" at {location}" if location else ""
        return type(error)(
            f"{op.name}: {error.rule}",
            rows=[*rows, *error.rows, f"in   {op.name}({shown}){site}"],
            hint=error.hint,
        )


def operand_rows(op: Op, operands: tuple[Value | None, ...]) -> list[str]:
    """One aligned row per operand: parameter, name, type, producing op and source line."""
    rows = []
    for position, value in enumerate(operands):
        if value is None:
            continue
        parameter = op.parameters[min(position, len(op.parameters) - 1)]
        suffix = f"[{position - len(op.parameters) + 1}]" if parameter.variadic else ""
        site = f"at {value.node.location}" if value.node.location else ""
        origin = f"from {value.node.op.name}"
        rows.append((parameter.name + suffix, f"%{value.name}", str(value.type), origin, site))
    return table(rows)


def literal(number: bool | int | float, dtype: Any, op: Op) -> np.ndarray[Any, Any]:
    """A Python number as an array of ``dtype``: numbers adopt the dtype of the tensors.

    Raises `DTypeError` when the number does not fit: a fraction among integers, say.
    """
    if dtype is None:
        return np.asarray(number)
    if isinstance(number, bool):
        fits = dtype.kind == "bool"
    elif isinstance(number, int):
        fits = dtype.kind != "bool"
    else:
        fits = dtype.kind in ("float", "complex")
    if not fits:
        wanted = "float32" if isinstance(number, float) else type(number).__name__
        raise DTypeError(
            f"{op.name}: the number {number!r} does not fit a {dtype} tensor",
            hint=f"convert the tensor first: cast(..., {wanted!r})",
        )
    try:
        return np.asarray(number, dtype=dtype.numpy)
    except OverflowError:
        raise DTypeError(
            f"{op.name}: the number {number!r} does not fit {dtype}",
            hint="convert the tensor to a wider dtype first: cast(..., 'int64')",
        ) from None


_FORBIDDEN = frozenset(" \t\n\r%()[]{},=#\"'\\")


def check_name(name: str) -> None:
    """Raise `GraphError` unless ``name`` can stand in the text form."""
    if name.isidentifier() and len(name) <= 1000:  # most are, and nothing is known sooner
        return
    _, dot, tail = name.rpartition(".")
    if (
        not name
        or len(name) > 1000
        or not _FORBIDDEN.isdisjoint(name)
        or not name.isprintable()
        or (dot and tail.isdigit())
    ):
        raise GraphError(
            f"{name!r} is not a name",
            hint="a name has letters, digits and any of _ . / : - but no spaces or brackets,"
            " and does not end in a dot and a number",
        )


@contextmanager
def paused_gc() -> Iterator[None]:
    """Suspend cyclic garbage collection: in bulk work on 100,000 nodes it costs five times
    the work itself."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
