"""The vector units whose code this processor runs: its own, and those with smaller vectors."""

import pytest

from graphrt.backends.native.host import host, refusal
from graphrt.backends.native.isa import ISAS

RUNNABLE = (
    []
    if refusal()
    else [each for each in ISAS.values() if each.vector_bytes <= host().isa.vector_bytes]
)
every_unit = pytest.mark.parametrize("isa", RUNNABLE, ids=lambda isa: isa.name)
