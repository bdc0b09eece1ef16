"""The other side of ``compare_optimizers.py``: PyTorch's figures, or the paper's formula in torch.

Runs under a Python that has torch and knows nothing of graphrt: ``python torch_optimizers.py
IN.json OUT.json``. IN has the data and the cases, OUT gets losses, weights and rates.
"""

from __future__ import annotations

import json
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2."""

    def __init__(self, params, lr, betas, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for w in group["params"]:
                m = self.state[w].setdefault("m", torch.zeros_like(w))
                c = m * beta1 + w.grad * (1 - beta1)
                w -= lr * (torch.sign(c) + group["weight_decay"] * w)
                self.state[w]["m"] = m * beta2 + w.grad * (1 - beta2)


class Lamb(torch.optim.Optimizer):
    """You et al. 2020, algorithm 2, phi the identity."""

    def __init__(self, params, lr, betas, eps, weight_decay):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for w in group["params"]:
                state = self.state[w]
                t = state["t"] = state.get("t", 0) + 1
                m = state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * w.grad
                v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * w.grad**2
                r = (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + group["eps"])
                u = r + group["decay"] * w
                ratio = w.norm() / u.norm() if w.norm() > 0 and u.norm() > 0 else 1.0
                w -= lr * ratio * u


def scheduler(record, optimizer):
    """``["StepLR", {...}]``; the schedulers of SequentialLR and ChainedScheduler are records."""
    name, given = record
    given = dict(given)
    kind = getattr(torch.optim.lr_scheduler, name)
    if "schedulers" in given:
        given["schedulers"] = [scheduler(each, optimizer) for each in given["schedulers"]]
        if name == "ChainedScheduler":
            return kind(given["schedulers"], optimizer)
    return kind(optimizer, **given)


def trained(data, case):
    weights = [torch.tensor(data[name], requires_grad=True) for name in ("w1", "b1", "w2")]
    w1, b1, w2 = weights
    name, settings = case["torch"]
    make = {"Lion": Lion, "Lamb": Lamb}.get(name) or getattr(torch.optim, name)
    chosen = make(weights, **settings)
    plan = scheduler(case["scheduler"], chosen) if "scheduler" in case else None
    every = case.get("accumulate", 1)
    losses = []
    for t, (x, y) in enumerate(zip(torch.tensor(data["xs"]), torch.tensor(data["ys"])), 1):
        loss = ((torch.tanh(x @ w1 + b1) @ w2 - y) ** 2).mean()
        (loss / every).backward()
        losses.append(loss.item())
        if t % every == 0:
            if "clip_norm" in case:
                torch.nn.utils.clip_grad_norm_(weights, case["clip_norm"])
            if "clip_value" in case:
                torch.nn.utils.clip_grad_value_(weights, case["clip_value"])
            chosen.step()
            chosen.zero_grad()
            if plan is not None:
                plan.step()
    ends = {n: w.detach().tolist() for n, w in zip(("w1", "b1", "w2"), weights)}
    return {"losses": losses, **ends}


def rates(record, lr, steps):
    w = torch.ones((), requires_grad=True)
    chosen = torch.optim.SGD([w], lr=lr)
    plan = scheduler(record, chosen)
    found = []
    for _ in range(steps):
        found.append(chosen.param_groups[0]["lr"])
        chosen.step()
        plan.step()
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    found = {
        "torch": torch.__version__,
        "optimizers": {k: trained(given["data"], case) for k, case in given["optimizers"].items()},
        "schedules": {
            k: rates(case["torch"], case["lr"], case["steps"])
            for k, case in given["schedules"].items()
        },
    }
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(found, file)


main()
