"""Compare optimisers and schedules with PyTorch's, in float64.

    python tools/compare_optimizers.py --python /path/to/python-with-torch [--write]

PyTorch runs in a process of its own, ``torch_optimizers.py``. With ``--write`` its figures become
``tests/frontend/optim_reference.json``, which the tests compare with. Exit code 1 when a figure
differs by more than 1e-6 of the largest of its array.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "tests" / "frontend" / "optim_reference.json"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
sys.dont_write_bytecode = True

from frontend.optim_net import data, difference, rates, trained  # noqa: E402

TOLERANCE = 1e-6
RATE_STEPS = 60

Case = tuple[str, dict[str, Any], str, dict[str, Any], dict[str, Any]]
BETAS = {"betas": [0.8, 0.99]}
OUR_BETAS = {"beta1": 0.8, "beta2": 0.99}
COSINE = {"schedule": "cosine", "lr": 0.05, "steps": 200, "end": 0.1}

# graphrt's optimiser and settings; PyTorch's class and settings; what its training loop does
OPTIMIZERS: dict[str, Case] = {
    "sgd": ("sgd", {"lr": 0.05}, "SGD", {"lr": 0.05}, {}),
    "sgd momentum": ("sgd", {"lr": 0.02, "momentum": 0.9}, "SGD", {"lr": 0.02, "momentum": 0.9}, {}),
    "sgd nesterov": (
        "sgd", {"lr": 0.02, "momentum": 0.9, "nesterov": True},
        "SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}, {},
    ),
    "sgd dampening": (
        "sgd", {"lr": 0.05, "momentum": 0.8, "dampening": 0.3},
        "SGD", {"lr": 0.05, "momentum": 0.8, "dampening": 0.3}, {},
    ),
    "sgd l2": ("sgd", {"lr": 0.05, "l2": 0.01}, "SGD", {"lr": 0.05, "weight_decay": 0.01}, {}),
    "sgd clip_norm": (
        "sgd", {"lr": 0.05, "clip_norm": 0.3}, "SGD", {"lr": 0.05}, {"clip_norm": 0.3},
    ),
    "sgd clip_value": (
        "sgd", {"lr": 0.05, "clip_value": 0.05}, "SGD", {"lr": 0.05}, {"clip_value": 0.05},
    ),
    "adam": ("adam", {"lr": 0.01}, "Adam", {"lr": 0.01}, {}),
    "adam betas": ("adam", {"lr": 0.01, "eps": 1e-3, **OUR_BETAS}, "Adam", {"lr": 0.01, "eps": 1e-3, **BETAS}, {}),
    "adam l2": ("adam", {"lr": 0.01, "l2": 0.05}, "Adam", {"lr": 0.01, "weight_decay": 0.05}, {}),
    "adam accumulate": (
        "adam", {"lr": 0.01, "accumulate": 4}, "Adam", {"lr": 0.01}, {"accumulate": 4},
    ),
    "adam accumulate clip_norm": (
        "adam", {"lr": 0.01, "accumulate": 3, "clip_norm": 0.2},
        "Adam", {"lr": 0.01}, {"accumulate": 3, "clip_norm": 0.2},
    ),
    "adam cosine": (
        "adam", {"lr": COSINE},
        "Adam", {"lr": 0.05}, {"scheduler": ["CosineAnnealingLR", {"T_max": 200, "eta_min": 0.005}]},
    ),
    "adamw": ("adamw", {"lr": 0.01}, "AdamW", {"lr": 0.01}, {}),
    "adamw decay": (
        "adamw", {"lr": 0.01, "weight_decay": 0.3}, "AdamW", {"lr": 0.01, "weight_decay": 0.3}, {},
    ),
    "amsgrad": ("amsgrad", {"lr": 0.02, **OUR_BETAS}, "Adam", {"lr": 0.02, "amsgrad": True, **BETAS}, {}),
    "adamax": ("adamax", {"lr": 0.01}, "Adamax", {"lr": 0.01}, {}),
    "nadam": ("nadam", {"lr": 0.01}, "NAdam", {"lr": 0.01}, {}),
    "nadam decay": (
        "nadam", {"lr": 0.01, "momentum_decay": 0.05, "weight_decay": 0.1},
        "NAdam", {"lr": 0.01, "momentum_decay": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}, {},
    ),
    "radam": ("radam", {"lr": 0.01}, "RAdam", {"lr": 0.01}, {}),
    "radam never bounded": (
        "radam", {"lr": 0.01, "beta2": 0.5}, "RAdam", {"lr": 0.01, "betas": [0.9, 0.5]}, {},
    ),
    "rmsprop": ("rmsprop", {"lr": 0.005}, "RMSprop", {"lr": 0.005}, {}),
    "rmsprop centered momentum": (
        "rmsprop", {"lr": 0.001, "rho": 0.95, "momentum": 0.8, "centered": True, "l2": 0.01},
        "RMSprop", {"lr": 0.001, "alpha": 0.95, "momentum": 0.8, "centered": True, "weight_decay": 0.01}, {},
    ),
    "adagrad": ("adagrad", {"lr": 0.1}, "Adagrad", {"lr": 0.1}, {}),
    "adagrad decay": (
        "adagrad", {"lr": 0.1, "lr_decay": 0.01, "initial": 0.5},
        "Adagrad", {"lr": 0.1, "lr_decay": 0.01, "initial_accumulator_value": 0.5}, {},
    ),
    "adadelta": ("adadelta", {"lr": 1.0}, "Adadelta", {"lr": 1.0}, {}),
    "lion": ("lion", {"lr": 0.003}, "Lion", {"lr": 0.003, "betas": [0.9, 0.99]}, {}),
    "lion decay": (
        "lion", {"lr": 0.003, "weight_decay": 0.5},
        "Lion", {"lr": 0.003, "betas": [0.9, 0.99], "weight_decay": 0.5}, {},
    ),
    "lamb": (
        "lamb", {"lr": 0.01},
        "Lamb", {"lr": 0.01, "betas": [0.9, 0.999], "eps": 1e-6, "weight_decay": 0.01}, {},
    ),
}  # fmt: skip

LINEAR = {"schedule": "linear_warmup", "lr": 0.4, "steps": 8, "start": 0.25}
TORCH_LINEAR = ["LinearLR", {"start_factor": 0.25, "total_iters": 8}]

# graphrt's schedule, PyTorch's scheduler
SCHEDULES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "constant": ({"schedule": "constant", "lr": 0.4}, ["ConstantLR", {"factor": 1.0}]),
    "step": (
        {"schedule": "step", "lr": 0.4, "every": 7, "factor": 0.5},
        ["StepLR", {"step_size": 7, "gamma": 0.5}],
    ),
    "multi_step": (
        {"schedule": "multi_step", "lr": 0.4, "at": [5, 17, 40], "factor": 0.3},
        ["MultiStepLR", {"milestones": [5, 17, 40], "gamma": 0.3}],
    ),
    "exponential": (
        {"schedule": "exponential", "lr": 0.4, "factor": 0.93}, ["ExponentialLR", {"gamma": 0.93}],
    ),
    "polynomial": (
        {"schedule": "polynomial", "lr": 0.4, "steps": 50, "power": 1.7},
        ["PolynomialLR", {"total_iters": 50, "power": 1.7}],
    ),
    "cosine": (
        {"schedule": "cosine", "lr": 0.4, "steps": 60, "end": 0.1},
        ["CosineAnnealingLR", {"T_max": 60, "eta_min": 0.04}],
    ),
    "cosine_restarts": (
        {"schedule": "cosine_restarts", "lr": 0.4, "steps": 11, "end": 0.05},
        ["CosineAnnealingWarmRestarts", {"T_0": 11, "eta_min": 0.02}],
    ),
    "cosine_restarts growth": (
        {"schedule": "cosine_restarts", "lr": 0.4, "steps": 2, "growth": 5},
        ["CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 5}],
    ),
    "linear_warmup": (LINEAR, TORCH_LINEAR),
    "one_cycle": (
        {"schedule": "one_cycle", "lr": 0.4, "steps": 60, "warmup": 0.3, "start": 0.04, "end": 4e-6},
        ["OneCycleLR", {"max_lr": 0.4, "total_steps": 60}],
    ),
    "chain": (
        {"schedule": "chain", "at": [8, 30], "schedules": [
            LINEAR, {"schedule": "cosine", "lr": 0.4, "steps": 22},
            {"schedule": "exponential", "lr": 0.4, "factor": 0.9}]},
        ["SequentialLR", {"milestones": [8, 30], "schedulers": [
            TORCH_LINEAR, ["CosineAnnealingLR", {"T_max": 22}], ["ExponentialLR", {"gamma": 0.9}]]}],
    ),
    "product": (
        {"schedule": "product", "schedules": [
            LINEAR, {"schedule": "exponential", "lr": 1.0, "factor": 0.97}]},
        ["ChainedScheduler", {"schedulers": [TORCH_LINEAR, ["ExponentialLR", {"gamma": 0.97}]]}],
    ),
}  # fmt: skip


def torch_figures(python: str) -> dict[str, Any]:
    """What the other process says to the cases."""
    given = {
        "data": {key: value.tolist() for key, value in data().items()},
        "optimizers": {
            key: {"torch": [name, settings], **loop}
            for key, (_, _, name, settings, loop) in OPTIMIZERS.items()
        },
        "schedules": {
            key: {"torch": there, "lr": 0.4, "steps": RATE_STEPS}
            for key, (_, there) in SCHEDULES.items()
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder) / "in.json", Path(folder) / "out.json"
        question.write_text(json.dumps(given))
        script = ROOT / "tools" / "torch_optimizers.py"
        subprocess.run([python, str(script), str(question), str(answer)], check=True)
        found: dict[str, Any] = json.loads(answer.read_text())
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", required=True, help="a Python that has torch")
    parser.add_argument("--write", action="store_true", help=f"write {REFERENCE.name}")
    options = parser.parse_args()
    found = torch_figures(options.python)
    print(f"PyTorch {found['torch']}, float64; largest relative difference")
    worst = 0.0
    record: dict[str, Any] = {"torch": found["torch"], "optimizers": {}, "schedules": {}}
    for key, (name, settings, _, _, _) in OPTIMIZERS.items():
        there = found["optimizers"][key]
        apart = difference(trained(name, settings), there)
        worst = max(worst, apart)
        print(f"{key:28} {apart:.1e}   loss {there['losses'][0]:.4f} -> {there['losses'][-1]:.4f}")
        there["losses"] = there["losses"][::10]
        record["optimizers"][key] = {"optimizer": name, "settings": settings, **there}
    for key, (here, _) in SCHEDULES.items():
        there = found["schedules"][key]
        apart = difference(rates(here, RATE_STEPS), there)
        worst = max(worst, apart)
        print(f"schedule {key:25} {apart:.1e}   {there[0]:.4f} -> {there[-1]:.4f}")
        record["schedules"][key] = {"schedule": here, "rates": there}
    print(f"worst {worst:.1e}")
    if options.write:
        REFERENCE.write_text(json.dumps(record, indent=None, separators=(",", ":")) + "\n")
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
