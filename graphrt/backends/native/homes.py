"""Where the selectors of ops are: a module of them loads with the first step it is for.

A program has a few ops and every start waits for what it imports. A test compares these lists with
the tables they name.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call
from graphrt.lowering.plan import Step

Selector = Callable[[Step, Isa], Sequence[Call] | str]
Homes = Mapping[tuple[str, str], Sequence[str]]  # a module and its table -> the ops in there

MOVERS: Homes = {  # these look at dtypes themselves
    ("moves", "MOVES"): (
        "concat", "ones_like", "repeat", "reshape", "roll", "split", "tile", "unslice",
        "zeros_like", "broadcast_to", "expand_dims", "slice", "squeeze", "transpose", "diagonal",
    ),
    ("rearranging", "REARRANGING"): (
        "causal_mask", "depth_to_space", "pad", "shift", "space_to_depth", "tril", "triu",
        "undiagonal", "unpad",
    ),
    ("indexing", "INDEXING"): (
        "gather", "embedding", "gather_elements", "scatter_add", "embedding_add",
        "scatter_add_elements",
    ),
    ("coordinates", "COORDINATES"): ("gather_nd", "scatter_elements", "scatter_nd"),
    ("scans", "SCANS"): ("cumprod", "cumsum", "linear_recurrence"),
}  # fmt: skip
SELECTORS: Homes = {  # these are asked where all dtypes have kernels
    ("attention", "ATTENTION"): ("scaled_dot_product_attention",),
    ("attention_gradient", "ATTENTION_GRADIENT"): ("attention_gradient",),
    ("norms", "NORMS"): (
        "standardize", "batch_norm", "batch_norm_train", "instance_norm", "group_norm",
    ),
    ("draws", "DRAWS"): (
        "dropout", "random_bernoulli", "random_integers", "random_normal", "random_uniform",
    ),
}  # fmt: skip


_HOME_OF = {op: home for each in (MOVERS, SELECTORS) for home, ops in each.items() for op in ops}


def selector_of(op: str, homes: Homes) -> Selector | None:
    """The function that makes the calls of an op, if these homes have one."""
    home = _HOME_OF.get(op)
    return None if home is None or home not in homes else table_of(home)[op]


@cache
def table_of(home: tuple[str, str]) -> Mapping[str, Selector]:
    """The table itself."""
    module, name = home
    found = importlib.import_module(f"graphrt.backends.native.{module}")
    table: Mapping[str, Selector] = getattr(found, name)
    return table
