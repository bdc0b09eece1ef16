"""The homes of selectors: what they say of other modules is what these have."""

from __future__ import annotations

import itertools

from graphrt.backends.native import homes
from graphrt.backends.native.select import OWN
from graphrt.ops.table import OP_MODULES


def test_each_table_has_the_ops_it_is_said_to_have():
    every = {**homes.MOVERS, **homes.SELECTORS}
    for home, ops in every.items():
        assert set(homes.table_of(home)) == set(ops), home
    listed = [*itertools.chain(*every.values()), *OWN]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(OP_MODULES)


def test_an_op_has_its_own_function_or_none():
    calls = homes.selector_of("gather", homes.MOVERS)
    assert calls is homes.table_of(("indexing", "INDEXING"))["gather"]
    assert homes.selector_of("gather", homes.SELECTORS) is None
    assert homes.selector_of("add", homes.MOVERS) is None
