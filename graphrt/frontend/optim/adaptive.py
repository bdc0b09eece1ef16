"""Steps scaled by the squares of past gradients: Adagrad, RMSprop, Adadelta."""

from __future__ import annotations

from typing import Any, ClassVar

from graphrt.frontend.functions import max, sqrt, square
from graphrt.frontend.optim.base import Optimizer
from graphrt.frontend.optim.step import Group, Step
from graphrt.frontend.tensor import Tensor


class Adagrad(Optimizer):
    """``n <- n + g^2;  w <- w - lr / (1 + (t - 1) lr_decay) g / (sqrt(n) + eps)``, t from 1 on.

    The slot of ``w`` is ``w/square_sum``, which starts as ``initial``.
    Source: Duchi et al. 2011; ``torch.optim.Adagrad``, whose weight_decay is ``l2``.
    """

    name = "adagrad"
    defaults: ClassVar[dict[str, float]] = {"lr": 0.01, "lr_decay": 0.0, "eps": 1e-10}
    options: ClassVar[dict[str, Any]] = {"initial": 0.0}
    optional = ("lr_decay",)

    def scalars(self, group: Group) -> None:
        group["rate"] = group["lr"]
        if "lr_decay" in group:
            group["rate"] = group["lr"] / (1.0 + (group.number() - 1.0) * group["lr_decay"])

    def change(self, s: Step) -> Tensor:
        old = s.slot("square_sum", s.options["initial"])
        total = s.store(old, old + square(s.grad))
        return s["rate"] * (s.grad / (sqrt(total) + s["eps"]))


class RMSprop(Optimizer):
    """``v <- rho v + (1 - rho) g^2;  w <- w - lr g / (sqrt(v) + eps)``.

    With ``centered=True`` ``m <- rho m + (1 - rho) g`` and v - m^2 is in the place of v; with
    ``momentum`` ``u <- momentum u + g / (sqrt(v) + eps);  w <- w - lr u``.
    The slots of ``w`` are ``w/square``, ``w/mean`` and ``w/momentum``.
    Source: Hinton 2012, lecture 6; Graves 2013, equation 38; ``torch.optim.RMSprop``, whose
    alpha is ``rho``, and weight_decay is ``l2``. Where rounding makes v - m^2 negative, it is 0.
    """

    name = "rmsprop"
    defaults: ClassVar[dict[str, float]] = {"lr": 0.01, "rho": 0.99, "eps": 1e-8, "momentum": 0.0}
    options: ClassVar[dict[str, Any]] = {"centered": False}
    optional = ("momentum",)
    below_one = ("rho",)

    def scalars(self, group: Group) -> None:
        group["rest"] = 1.0 - group["rho"]

    def change(self, s: Step) -> Tensor:
        spread = s.average("square", square(s.grad), "rho", "rest")
        if s.options["centered"]:
            mean = s.average("mean", s.grad, "rho", "rest")
            spread = max(spread - square(mean), 0.0)
        scaled = s.grad / (sqrt(spread) + s["eps"])
        if "momentum" in s:
            old = s.slot("momentum")
            scaled = s.store(old, s["momentum"] * old + scaled)
        return s["lr"] * scaled


class Adadelta(Optimizer):
    """``v <- rho v + (1 - rho) g^2;  d = sqrt(a + eps) / sqrt(v + eps) g;
    a <- rho a + (1 - rho) d^2;  w <- w - lr d``.

    The slots of ``w`` are ``w/square``, v, and ``w/change``, a.
    Source: Zeiler 2012, algorithm 1; ``torch.optim.Adadelta``, whose weight_decay is ``l2``.
    """

    name = "adadelta"
    defaults: ClassVar[dict[str, float]] = {"lr": 1.0, "rho": 0.9, "eps": 1e-6}
    below_one = ("rho",)

    def scalars(self, group: Group) -> None:
        group["rest"] = 1.0 - group["rho"]

    def change(self, s: Step) -> Tensor:
        spread = s.average("square", square(s.grad), "rho", "rest")
        before = sqrt(s.slot("change") + s["eps"])
        delta = before / sqrt(spread + s["eps"]) * s.grad
        s.average("change", square(delta), "rho", "rest")
        return s["lr"] * delta
