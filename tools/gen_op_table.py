"""Write ``graphrt/ops/table.py``: which module holds which op.

Run ``python tools/gen_op_table.py`` after adding an op; ``--check`` only says whether the
file is current. The order is the order to read the modules in.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "graphrt" / "ops" / "table.py"
READING_ORDER = (
    "source",
    "arithmetic",
    "exponential",
    "trigonometric",
    "hyperbolic",
    "error_function",
    "rounding",
    "bitwise",
    "compare",
    "activation",
    "rectifiers",
    "cumulative",
    "reduce",
    "statistics",
    "softmax",
    "linalg",
    "shape",
    "joining",
    "slicing",
    "indexing",
    "selecting",
    "convolution",
    "pooling",
    "adaptive",
    "tiling",
    "ranges",
    "padding",
    "diagonals",
    "blocks",
    "scattering",
    "sorting",
    "resizing",
    "einsum",
    "solving",
    "decompositions",
    "normalization",
    "batch_norm",
    "embedding",
    "losses",
    "attention",
    "random",
    "draws",
    "control",
    "custom",
    "fused",
    "loops",
    "recurrent",
)
HEADER = '''"""Op name -> module of `graphrt.ops`; written by ``tools/gen_op_table.py``, do not edit."""

from __future__ import annotations

OP_MODULES: dict[str, str] = {
'''


def modules_with_ops() -> list[str]:
    """The modules of `graphrt.ops` that define ops, in reading order.

    Raises `SystemExit` when a module is missing from ``READING_ORDER``.
    """
    found = [
        path.stem
        for path in sorted(TABLE.parent.glob("*.py"))
        if any(line.startswith("@op(") for line in path.read_text(encoding="utf-8").splitlines())
    ]
    unlisted = sorted(set(found).symmetric_difference(READING_ORDER))
    if unlisted:
        raise SystemExit(f"READING_ORDER and graphrt/ops disagree about: {', '.join(unlisted)}")
    return list(READING_ORDER)


def render() -> str:
    """The text of ``table.py``: per module, its ops in the order of their definitions."""
    lines = [HEADER]
    for module in modules_with_ops():
        loaded = importlib.import_module(f"graphrt.ops.{module}")
        for each in vars(loaded).values():
            if getattr(each, "__module__", "") == loaded.__name__ and "name" in vars(each):
                lines.append(f'    "{each.name}": "{module}",\n')
    lines.append("}\n")
    return "".join(lines)


def main(arguments: list[str]) -> int:
    """Write the table, or with ``--check`` compare it; 1 when it is out of date."""
    text = render()
    if "--check" in arguments:
        current = TABLE.read_text(encoding="utf-8") == text
        print(f"{TABLE.name} is {'current' if current else 'out of date'}")
        return 0 if current else 1
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
