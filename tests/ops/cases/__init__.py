"""The op table: samples of every op, and uses that must be refused.

One module here per module of `graphrt.ops`, each with a list ``SAMPLES`` and a list ``MISTAKES``:
a file put here is found. Every sample goes through the checks of `test_op_table.py`; a mistake is
(op, operands, attributes, what the message says), and the message begins with the op and the rule.
"""

from __future__ import annotations

import importlib
import pkgutil

from ops.sampling import Mistake, OpSample

_modules = [
    importlib.import_module(f"ops.cases.{found.name}") for found in pkgutil.iter_modules(__path__)
]
SAMPLES: list[OpSample] = [sample for module in _modules for sample in module.SAMPLES]
MISTAKES: list[Mistake] = [mistake for module in _modules for mistake in module.MISTAKES]
