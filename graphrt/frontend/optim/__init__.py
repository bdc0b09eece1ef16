"""Optimisers: each turns gradients into update nodes of the same graph.

Hyper-parameters are variables of kind HYPER, so a saved model can be trained on with another
learning rate; slots and counters are variables too, so training resumes where it stopped.
`base.py` is what they share, then one file per family. An optimiser is called with a loss, or
its ``apply`` with gradients.
"""

from __future__ import annotations

from graphrt.frontend.optim.adam import LAMB, Adam, Adamax, AdamW, AMSGrad, NAdam, RAdam
from graphrt.frontend.optim.adaptive import Adadelta, Adagrad, RMSprop
from graphrt.frontend.optim.base import Optimizer
from graphrt.frontend.optim.clip import clip_by_global_norm, clip_by_value, global_norm
from graphrt.frontend.optim.lion import Lion
from graphrt.frontend.optim.sgd import SGD

__all__ = [
    "Optimizer",
    "adadelta",
    "adagrad",
    "adam",
    "adamax",
    "adamw",
    "amsgrad",
    "clip_by_global_norm",
    "clip_by_value",
    "global_norm",
    "lamb",
    "lion",
    "nadam",
    "radam",
    "rmsprop",
    "sgd",
]

sgd = SGD()
adam = Adam()
adamw = AdamW()
amsgrad = AMSGrad()
adamax = Adamax()
nadam = NAdam()
radam = RAdam()
lamb = LAMB()
rmsprop = RMSprop()
adagrad = Adagrad()
adadelta = Adadelta()
lion = Lion()
