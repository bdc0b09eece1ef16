"""Samples and mistakes of circular and hyperbolic functions."""

from __future__ import annotations

from ops.sampling import SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for shape in SHAPES:
    SAMPLES.add("tanh", spread(*shape))
SAMPLES.add("tanh", WILD, smooth=False)

MISTAKES: list[Mistake] = []
