"""The generated table of op names: current, complete, in reading order."""

import subprocess
import sys

import gen_op_table
import pytest

from graphrt.errors import GraphError
from graphrt.ir.op import Op
from graphrt.ops import all_ops, lookup
from graphrt.ops.table import OP_MODULES


def test_the_table_is_what_the_generator_writes():
    assert gen_op_table.TABLE.read_text(encoding="utf-8") == gen_op_table.render()
    assert gen_op_table.main(["--check"]) == 0


def test_the_generator_says_when_the_table_is_out_of_date(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gen_op_table, "TABLE", tmp_path / "table.py")
    (tmp_path / "table.py").write_text("")
    monkeypatch.setattr(gen_op_table, "READING_ORDER", ())
    assert gen_op_table.main(["--check"]) == 1
    assert "table.py is out of date" in capsys.readouterr().out
    (tmp_path / "extra.py").write_text('@op("extra")\n')
    with pytest.raises(SystemExit, match="READING_ORDER and graphrt/ops disagree about: extra"):
        gen_op_table.render()


def test_each_name_leads_to_the_class_of_that_name():
    for name, module in OP_MODULES.items():
        kind = lookup(name)
        assert kind.name == name
        assert kind.__module__ == f"graphrt.ops.{module}"
        assert kind.gate or not kind.parameters
    assert list(all_ops()) == [lookup(name) for name in OP_MODULES]
    with pytest.raises(GraphError, match="unknown op 'matmull'\n  hint did you mean 'matmul'"):
        lookup("matmull")


def test_ops_load_on_first_use_and_importing_graphrt_loads_none_of_them():
    program = (
        "import sys, graphrt.ops\n"
        "def loaded(): return sorted(m for m in sys.modules if m.startswith('graphrt.ops.'))\n"
        "assert loaded() == ['graphrt.ops.table'], loaded()\n"
        "graphrt.ops.lookup('relu')\n"
        "assert 'graphrt.ops.activation' in loaded()\n"
        "assert 'graphrt.ops.control' not in loaded()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_every_docstring_begins_with_what_the_op_computes_and_names_its_source():
    for kind in all_ops():
        doc = kind.__doc__ or ""
        assert "Shapes:" in doc, kind
        assert "Gradient:" in doc or not kind.parameters, kind
        assert ("Source:" in doc) >= (kind.onnx is not None), kind
        if kind.vjp is Op.vjp and kind.parameters:
            assert "Gradient: none" in doc, kind
