"""Lion: steps of one length."""

from __future__ import annotations

from typing import ClassVar

from graphrt.frontend.functions import sign
from graphrt.frontend.optim.base import Optimizer
from graphrt.frontend.optim.step import Group, Step
from graphrt.frontend.tensor import Tensor


class Lion(Optimizer):
    """``w <- w - lr (sign(beta1 m + (1 - beta1) g) + weight_decay w)``, then
    ``m <- beta2 m + (1 - beta2) g``.

    The slot of ``w`` is ``w/mean``.
    Source: Chen et al. 2023, Symbolic discovery of optimization algorithms, algorithm 2.
    """

    name = "lion"
    defaults: ClassVar[dict[str, float]] = {"lr": 1e-4, "beta1": 0.9, "beta2": 0.99}
    below_one = ("beta1", "beta2")

    def scalars(self, group: Group) -> None:
        group["rest1"] = 1.0 - group["beta1"]
        group["rest2"] = 1.0 - group["beta2"]

    def change(self, s: Step) -> Tensor:
        mean = s.slot("mean")
        direction = sign(s["beta1"] * mean + s["rest1"] * s.grad)
        s.average("mean", s.grad, "beta2", "rest2")
        return s["lr"] * direction
