"""One function per op, in one module per module of `graphrt.ops`, each loaded on first use.

Written by ``tools/gen_functions.py``; do not edit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from graphrt.ops.table import OP_MODULES

if TYPE_CHECKING:
    from graphrt.frontend.functions.activation import *  # noqa: F403
    from graphrt.frontend.functions.adaptive import *  # noqa: F403
    from graphrt.frontend.functions.arithmetic import *  # noqa: F403
    from graphrt.frontend.functions.attention import *  # noqa: F403
    from graphrt.frontend.functions.batch_norm import *  # noqa: F403
    from graphrt.frontend.functions.bitwise import *  # noqa: F403
    from graphrt.frontend.functions.blocks import *  # noqa: F403
    from graphrt.frontend.functions.compare import *  # noqa: F403
    from graphrt.frontend.functions.control import *  # noqa: F403
    from graphrt.frontend.functions.convolution import *  # noqa: F403
    from graphrt.frontend.functions.cumulative import *  # noqa: F403
    from graphrt.frontend.functions.decompositions import *  # noqa: F403
    from graphrt.frontend.functions.diagonals import *  # noqa: F403
    from graphrt.frontend.functions.embedding import *  # noqa: F403
    from graphrt.frontend.functions.error_function import *  # noqa: F403
    from graphrt.frontend.functions.exponential import *  # noqa: F403
    from graphrt.frontend.functions.hyperbolic import *  # noqa: F403
    from graphrt.frontend.functions.indexing import *  # noqa: F403
    from graphrt.frontend.functions.joining import *  # noqa: F403
    from graphrt.frontend.functions.linalg import *  # noqa: F403
    from graphrt.frontend.functions.normalization import *  # noqa: F403
    from graphrt.frontend.functions.pooling import *  # noqa: F403
    from graphrt.frontend.functions.rectifiers import *  # noqa: F403
    from graphrt.frontend.functions.recurrent import *  # noqa: F403
    from graphrt.frontend.functions.reduce import *  # noqa: F403
    from graphrt.frontend.functions.resizing import *  # noqa: F403
    from graphrt.frontend.functions.rounding import *  # noqa: F403
    from graphrt.frontend.functions.scattering import *  # noqa: F403
    from graphrt.frontend.functions.selecting import *  # noqa: F403
    from graphrt.frontend.functions.shape import *  # noqa: F403
    from graphrt.frontend.functions.slicing import *  # noqa: F403
    from graphrt.frontend.functions.softmax import *  # noqa: F403
    from graphrt.frontend.functions.solving import *  # noqa: F403
    from graphrt.frontend.functions.sorting import *  # noqa: F403
    from graphrt.frontend.functions.source import *  # noqa: F403
    from graphrt.frontend.functions.statistics import *  # noqa: F403
    from graphrt.frontend.functions.tiling import *  # noqa: F403
    from graphrt.frontend.functions.trigonometric import *  # noqa: F403


def __getattr__(name: str) -> Any:
    if name not in OP_MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{OP_MODULES[name]}"), name)
