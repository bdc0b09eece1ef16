"""The example of `graphrt/ops/README.md` works as it stands, in every role an op has."""

import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import GraphError
from graphrt.frontend.tensor import apply
from graphrt.ir.op import REGISTRY, op
from graphrt.ops import pointwise
from graphrt.ops.pointwise import SameType
from graphrt.ops.table import OP_MODULES

README = Path(pointwise.__file__).parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


@pytest.fixture
def registry():
    before = dict(REGISTRY)
    yield
    for name in set(REGISTRY) - set(before):
        del REGISTRY[name]


def test_the_op_of_the_example_computes_and_has_gradients(registry):
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names = {}
    exec(textwrap.dedent(block), names)
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")
    y = apply(names["Cube"](), x)
    (slope,) = gr.gradients(gr.sum(y), [x])
    (bend,) = gr.gradients(gr.sum(slope), [x])
    b.signature("go", inputs=[x], outputs={"y": y, "slope": slope, "bend": bend})
    data = np.array([-1.0, 0.0, 2.0])
    found = gr.Session(b.build()).run("go", x=data)
    np.testing.assert_array_equal(found["y"], data**3)
    np.testing.assert_array_equal(found["slope"], 3 * data**2)
    np.testing.assert_array_equal(found["bend"], 6 * data)


def test_the_reading_order_names_every_module():
    named = set(re.findall(r"`(\w+)\.py`", TEXT))
    assert set(OP_MODULES.values()) <= named
    assert {path.stem for path in README.parent.glob("*.py")} - {"__init__"} <= named


def test_annotations_that_are_objects_are_attributes_too(registry):
    """This module has no `from __future__ import annotations`."""

    @op("test::scale")
    class Scale(SameType):
        """Shapes: x ``[...]`` -> ``[...]``."""

        by: float
        axes: tuple[int, ...] | None = None
        dtype: gr.DType | None = None

    assert [(f.name, f.kind.value, f.optional) for f in Scale.fields] == [
        ("by", "float", False),
        ("axes", "tuple[int, ...]", True),
        ("dtype", "DType", True),
    ]
    assert Scale(2, axes=1).attributes() == {"by": 2.0, "axes": (1,), "dtype": None}
    with pytest.raises(GraphError, match=r"Bad.tags: dict\[str, int\] is no attribute type"):

        @op("test::bad")
        class Bad(SameType):
            tags: dict[str, int]
