"""Gradient descent, with momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from graphrt.errors import UsageError
from graphrt.frontend.functions import where
from graphrt.frontend.optim.base import Optimizer, Settings
from graphrt.frontend.optim.step import Group, Step
from graphrt.frontend.tensor import Tensor


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum where ``momentum`` is not 0.

    ``v <- momentum v + (1 - dampening) g;  w <- w - lr v``, and in the first step ``v <- g``;
    with ``nesterov=True``: ``w <- w - lr (g + momentum v)``; without momentum: ``w <- w - lr g``.
    The slot of ``w`` is called ``w/momentum``.
    Source: Sutskever et al. 2013, in the form of ``torch.optim.SGD``.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("bowl")
    >>> w = b.parameter("w", 1.0)
    >>> loss = w**2
    >>> b.signature("train", outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.25))
    >>> session = gr.Session(b.build())
    >>> [float(session.run("train")["loss"]) for _ in range(3)]
    [1.0, 0.25, 0.0625]
    """

    name = "sgd"
    defaults: ClassVar[dict[str, float]] = {"lr": 0.01, "momentum": 0.0, "dampening": 0.0}
    options: ClassVar[dict[str, Any]] = {"nesterov": False}
    optional = ("momentum", "dampening")

    def check(self, settings: Settings, options: Mapping[str, Any]) -> None:
        if options["nesterov"] and (not settings["momentum"] or settings["dampening"]):
            raise UsageError("sgd: nesterov needs a momentum, and no dampening")

    def scalars(self, group: Group) -> None:
        if "dampening" in group:
            group["part"] = where(group.number() <= 1.0, 1.0, 1.0 - group["dampening"])

    def change(self, s: Step) -> Tensor:
        if "momentum" not in s:
            return s["lr"] * s.grad
        old = s.slot("momentum")
        new = s["part"] * s.grad if "dampening" in s else s.grad
        velocity = s.store(old, s["momentum"] * old + new)
        if s.options["nesterov"]:
            velocity = s.grad + s["momentum"] * velocity
        return s["lr"] * velocity
