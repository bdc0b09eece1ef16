"""One function per op, in one module per module of `graphrt.ops`, each loaded on first use.

The modules have an underscore: `softmax` is the function and not the module it is in.
Written by ``tools/gen_functions.py``; do not edit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from graphrt.ops.table import OP_MODULES

if TYPE_CHECKING:
    from graphrt.frontend.functions._activation import *  # noqa: F403
    from graphrt.frontend.functions._adaptive import *  # noqa: F403
    from graphrt.frontend.functions._arithmetic import *  # noqa: F403
    from graphrt.frontend.functions._attention import *  # noqa: F403
    from graphrt.frontend.functions._batch_norm import *  # noqa: F403
    from graphrt.frontend.functions._bitwise import *  # noqa: F403
    from graphrt.frontend.functions._blocks import *  # noqa: F403
    from graphrt.frontend.functions._compare import *  # noqa: F403
    from graphrt.frontend.functions._control import *  # noqa: F403
    from graphrt.frontend.functions._convolution import *  # noqa: F403
    from graphrt.frontend.functions._cumulative import *  # noqa: F403
    from graphrt.frontend.functions._decompositions import *  # noqa: F403
    from graphrt.frontend.functions._diagonals import *  # noqa: F403
    from graphrt.frontend.functions._embedding import *  # noqa: F403
    from graphrt.frontend.functions._error_function import *  # noqa: F403
    from graphrt.frontend.functions._exponential import *  # noqa: F403
    from graphrt.frontend.functions._hyperbolic import *  # noqa: F403
    from graphrt.frontend.functions._indexing import *  # noqa: F403
    from graphrt.frontend.functions._joining import *  # noqa: F403
    from graphrt.frontend.functions._linalg import *  # noqa: F403
    from graphrt.frontend.functions._normalization import *  # noqa: F403
    from graphrt.frontend.functions._pooling import *  # noqa: F403
    from graphrt.frontend.functions._rectifiers import *  # noqa: F403
    from graphrt.frontend.functions._recurrent import *  # noqa: F403
    from graphrt.frontend.functions._reduce import *  # noqa: F403
    from graphrt.frontend.functions._resizing import *  # noqa: F403
    from graphrt.frontend.functions._rounding import *  # noqa: F403
    from graphrt.frontend.functions._scattering import *  # noqa: F403
    from graphrt.frontend.functions._selecting import *  # noqa: F403
    from graphrt.frontend.functions._shape import *  # noqa: F403
    from graphrt.frontend.functions._slicing import *  # noqa: F403
    from graphrt.frontend.functions._softmax import *  # noqa: F403
    from graphrt.frontend.functions._solving import *  # noqa: F403
    from graphrt.frontend.functions._sorting import *  # noqa: F403
    from graphrt.frontend.functions._source import *  # noqa: F403
    from graphrt.frontend.functions._statistics import *  # noqa: F403
    from graphrt.frontend.functions._tiling import *  # noqa: F403
    from graphrt.frontend.functions._trigonometric import *  # noqa: F403


def __getattr__(name: str) -> Any:
    if name not in OP_MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}._{OP_MODULES[name]}"), name)
