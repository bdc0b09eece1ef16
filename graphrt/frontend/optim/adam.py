"""Adam and its family: averages of the gradient and of its square (or size), without bias."""

from __future__ import annotations

from typing import ClassVar

from graphrt.frontend.functions import abs, max, sqrt, square, sum, where
from graphrt.frontend.optim.base import Optimizer
from graphrt.frontend.optim.step import Group, Step
from graphrt.frontend.tensor import Tensor

DEFAULTS = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


class Moments(Optimizer):
    """Averages m of the gradient and v of its square, and what takes their bias away."""

    defaults: ClassVar[dict[str, float]] = DEFAULTS
    below_one = ("beta1", "beta2")

    def scalars(self, group: Group) -> None:
        t = group.number()
        group["bias"] = 1.0 - group["beta1"] ** t
        group["root"] = sqrt(1.0 - group["beta2"] ** t)
        group["rest1"] = 1.0 - group["beta1"]
        group["rest2"] = 1.0 - group["beta2"]

    def averages(self, s: Step) -> tuple[Tensor, Tensor]:
        """m and v after this step."""
        mean = s.average("mean", s.grad, "beta1", "rest1")
        return mean, s.average("square", square(s.grad), "beta2", "rest2")


class Adam(Moments):
    """Steps of about ``lr``, whatever the scale of the gradient; with ``weight_decay``: AdamW.

    ``m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2``, and with t the number of the
    update, from 1 on, ``w <- w - lr (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
    + weight_decay w)``. The slots of ``w`` are ``w/mean`` and ``w/square``; t comes from ``step``.
    Source: Kingma and Ba 2015, algorithm 1; ``torch.optim.Adam``, whose weight_decay is ``l2``.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("bowl")
    >>> w = b.parameter("w", [3.0, -200.0])
    >>> loss = gr.sum(w**2)
    >>> b.signature("train", outputs={"loss": loss}, updates=gr.optim.adam(loss, lr=0.5))
    >>> session = gr.Session(b.build())
    >>> _ = session.run("train")
    >>> session.variables["w"]
    array([   2.5, -199.5], dtype=float32)
    """

    name = "adam"

    def scalars(self, group: Group) -> None:
        super().scalars(group)
        group["rate"] = group["lr"] * group["root"] / group["bias"]
        group["floor"] = group["eps"] * group["root"]

    def change(self, s: Step) -> Tensor:
        # one division for each element: both sides of the fraction times the root of the bias
        mean, average = self.averages(s)
        return s["rate"] * (mean / (sqrt(self.spread(s, average)) + s["floor"]))

    def spread(self, s: Step, average: Tensor) -> Tensor:
        """What the steps are scaled by, before the root."""
        return average


class AdamW(Adam):
    """`Adam` with ``weight_decay`` 0.01 by default: ``w <- w - lr weight_decay w - ...``.

    Source: Loshchilov and Hutter 2019, algorithm 2; ``torch.optim.AdamW``.
    """

    name = "adamw"
    defaults: ClassVar[dict[str, float]] = {**DEFAULTS, "weight_decay": 0.01}


class AMSGrad(Adam):
    """`Adam` with the largest v so far in the place of v; its slot is ``w/largest``.

    Source: Reddi et al. 2018, algorithm 2; ``torch.optim.Adam(amsgrad=True)``.
    """

    name = "amsgrad"

    def spread(self, s: Step, average: Tensor) -> Tensor:
        old = s.slot("largest")
        return s.store(old, max(old, average))


class Adamax(Optimizer):
    """``m <- beta1 m + (1 - beta1) g;  u <- max(beta2 u, |g| + eps);
    w <- w - lr / (1 - beta1^t) m / u``: Adam with the infinity norm.

    The slots of ``w`` are ``w/mean`` and ``w/size``.
    Source: Kingma and Ba 2015, algorithm 2; ``torch.optim.Adamax``.
    """

    name = "adamax"
    defaults: ClassVar[dict[str, float]] = {**DEFAULTS, "lr": 2e-3}
    below_one = ("beta1", "beta2")

    def scalars(self, group: Group) -> None:
        group["rate"] = group["lr"] / (1.0 - group["beta1"] ** group.number())
        group["rest1"] = 1.0 - group["beta1"]

    def change(self, s: Step) -> Tensor:
        mean = s.average("mean", s.grad, "beta1", "rest1")
        old = s.slot("size")
        size = s.store(old, max(s["beta2"] * old, abs(s.grad) + s["eps"]))
        return s["rate"] * (mean / size)


class NAdam(Moments):
    """Adam with Nesterov's momentum. With ``u_t = beta1 (1 - 0.96^(t momentum_decay) / 2)``,
    ``p_t = u_1 ... u_t``, and m and v as in `Adam`,
    ``w <- w - lr (u_(t+1) m / (1 - p_(t+1)) + (1 - u_t) g / (1 - p_t))
    / (sqrt(v / (1 - beta2^t)) + eps)``.

    The slots of ``w`` are ``w/mean``, ``w/square`` and ``w/momentum_product``, p_t.
    Source: Dozat 2016; ``torch.optim.NAdam``.
    """

    name = "nadam"
    defaults: ClassVar[dict[str, float]] = {**DEFAULTS, "lr": 2e-3, "momentum_decay": 4e-3}

    def scalars(self, group: Group) -> None:
        super().scalars(group)
        t = group.number()
        decay = group["momentum_decay"]
        group["now"] = group["beta1"] * (1.0 - 0.5 * 0.96 ** (t * decay))
        group["next"] = group["beta1"] * (1.0 - 0.5 * 0.96 ** ((t + 1.0) * decay))

    def change(self, s: Step) -> Tensor:
        mean, spread = self.averages(s)
        old = s.slot("momentum_product", 1.0, scalar=True)
        product = s.store(old, old * s["now"])
        ahead = s["next"] / (1.0 - product * s["next"]) * mean
        here = (1.0 - s["now"]) / (1.0 - product) * s.grad
        return s["lr"] * ((ahead + here) / (sqrt(spread) / s["root"] + s["eps"]))


class RAdam(Moments):
    """Adam whose scaling begins when its variance is bounded. With m and v as in `Adam`,
    ``r_inf = 2 / (1 - beta2) - 1`` and ``r = r_inf - 2 t beta2^t / (1 - beta2^t)``:
    ``w <- w - lr m / (1 - beta1^t) k``, where k is 1 while r <= 5, then
    ``sqrt((r - 4) (r - 2) r_inf / ((r_inf - 4) (r_inf - 2) r) (1 - beta2^t)) / (sqrt(v) + eps)``.

    The slots of ``w`` are ``w/mean`` and ``w/square``.
    Source: Liu et al. 2020, algorithm 2; ``torch.optim.RAdam``.
    """

    name = "radam"

    def scalars(self, group: Group) -> None:
        super().scalars(group)
        t = group.number()
        power = group["beta2"] ** t
        longest = 2.0 / (1.0 - group["beta2"]) - 1.0
        length = longest - 2.0 * t * power / (1.0 - power)
        group["bounded"] = length > 5.0
        rest = (longest - 4.0) * (longest - 2.0) * length
        safe = where(group["bounded"], rest, 1.0)
        part = where(group["bounded"], (length - 4.0) * (length - 2.0) * longest, 0.0)
        group["scale"] = sqrt(part / safe) * group["root"]
        group["rate"] = group["lr"] / group["bias"]

    def change(self, s: Step) -> Tensor:
        mean, spread = self.averages(s)
        scaled = s["scale"] / (sqrt(spread) + s["eps"])
        return s["rate"] * mean * where(s.group["bounded"], scaled, 1.0)


class LAMB(Moments):
    """Adam whose step is as long, relative to w, for each parameter. With m and v without bias
    as in `Adam`, ``u = m / (sqrt(v) + eps) + weight_decay w;  w <- w - lr |w| / |u| u``, where a
    ratio that is 0 or has a 0 in it is 1.

    The slots of ``w`` are ``w/mean`` and ``w/square``.
    Source: You et al. 2020, algorithm 2, with phi the identity.
    """

    name = "lamb"
    defaults: ClassVar[dict[str, float]] = {**DEFAULTS, "eps": 1e-6, "weight_decay": 0.01}
    decays_itself = True

    def change(self, s: Step) -> Tensor:
        mean, spread = self.averages(s)
        update = mean / s["bias"] / (sqrt(spread) / s["root"] + s["eps"])
        if "weight_decay" in s:
            update = update + s["weight_decay"] * s.param
        size, length = _norm(s.param), _norm(update)
        both = size * length > 0.0
        ratio = where(both, size / where(both, length, 1.0), 1.0)
        return s["lr"] * ratio * update


def _norm(x: Tensor) -> Tensor:
    return sqrt(sum(square(x)))
