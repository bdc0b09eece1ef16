"""graphrt: a define-then-run dataflow graph runtime.

Build one static graph, insert its gradients into it, save it with weights and optimiser state
in one file, and run, train, inspect and draw that file. Start with `GraphBuilder`.

Names load on first use, so that ``import graphrt`` costs next to nothing. Beside the names in
`EXPORTS` there is one function per op: ``graphrt.relu``, ``graphrt.sum``, ...
"""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING, Any

from graphrt.ops.table import OP_MODULES
from graphrt.version import __version__ as __version__

if TYPE_CHECKING:
    from graphrt.analysis.bench import bench as bench
    from graphrt.analysis.check import check as check
    from graphrt.analysis.debug.grad_path import grad_path as grad_path
    from graphrt.analysis.debug.nan import find_nan as find_nan
    from graphrt.analysis.debug.player import step_player as step_player
    from graphrt.analysis.diff import diff as diff
    from graphrt.analysis.doctor import doctor as doctor
    from graphrt.analysis.examples import example as example
    from graphrt.analysis.examples import examples as examples
    from graphrt.analysis.export import export as export
    from graphrt.analysis.export import load_text as load_text
    from graphrt.analysis.gradient import check_gradients as check_gradients
    from graphrt.analysis.gradient import run_gradients as run_gradients
    from graphrt.analysis.op_table import op_table as op_table
    from graphrt.analysis.picture import visualize as visualize
    from graphrt.analysis.report import inspect as inspect
    from graphrt.analysis.rewrite import verify_rewrite as verify_rewrite
    from graphrt.analysis.source import codegen as codegen
    from graphrt.backends.threads import use_threads as use_threads
    from graphrt.errors import CheckFailed as CheckFailed
    from graphrt.errors import DTypeError as DTypeError
    from graphrt.errors import FeedError as FeedError
    from graphrt.errors import FormatError as FormatError
    from graphrt.errors import GradientError as GradientError
    from graphrt.errors import GraphError as GraphError
    from graphrt.errors import GraphrtError as GraphrtError
    from graphrt.errors import LimitError as LimitError
    from graphrt.errors import NumericError as NumericError
    from graphrt.errors import OpError as OpError
    from graphrt.errors import SessionError as SessionError
    from graphrt.errors import ShapeError as ShapeError
    from graphrt.errors import UsageError as UsageError
    from graphrt.frontend import edit as edit
    from graphrt.frontend import init as init
    from graphrt.frontend import nn as nn
    from graphrt.frontend import optim as optim
    from graphrt.frontend import random as random
    from graphrt.frontend import schedule as schedule
    from graphrt.frontend.activations import glu as glu
    from graphrt.frontend.activations import hard_tanh as hard_tanh
    from graphrt.frontend.activations import relu6 as relu6
    from graphrt.frontend.arranging import flatten as flatten
    from graphrt.frontend.arranging import flip as flip
    from graphrt.frontend.arranging import meshgrid as meshgrid
    from graphrt.frontend.arranging import pad as pad
    from graphrt.frontend.arranging import stack as stack
    from graphrt.frontend.arranging import unstack as unstack
    from graphrt.frontend.builder import GraphBuilder as GraphBuilder
    from graphrt.frontend.choosing import argsort as argsort
    from graphrt.frontend.choosing import argwhere as argwhere
    from graphrt.frontend.choosing import boolean_mask as boolean_mask
    from graphrt.frontend.choosing import nonzero as nonzero
    from graphrt.frontend.choosing import sort as sort
    from graphrt.frontend.choosing import unique as unique
    from graphrt.frontend.control import call as call
    from graphrt.frontend.control import cond as cond
    from graphrt.frontend.control import custom_gradient as custom_gradient
    from graphrt.frontend.control import scan as scan
    from graphrt.frontend.control import while_loop as while_loop
    from graphrt.frontend.derivatives import hessian as hessian
    from graphrt.frontend.derivatives import hvp as hvp
    from graphrt.frontend.derivatives import jacobian as jacobian
    from graphrt.frontend.derivatives import jvp as jvp
    from graphrt.frontend.filling import eye as eye
    from graphrt.frontend.filling import full as full
    from graphrt.frontend.filling import ones as ones
    from graphrt.frontend.filling import range as range
    from graphrt.frontend.filling import zeros as zeros
    from graphrt.frontend.functions import *  # noqa: F403 - one per op
    from graphrt.frontend.gradients import grad as grad
    from graphrt.frontend.gradients import gradients as gradients
    from graphrt.frontend.gradients import vjp as vjp
    from graphrt.frontend.layers import batch_norm as batch_norm
    from graphrt.frontend.layers import global_avg_pool as global_avg_pool
    from graphrt.frontend.layers import global_max_pool as global_max_pool
    from graphrt.frontend.layers import local_response_norm as local_response_norm
    from graphrt.frontend.layers import lp_normalize as lp_normalize
    from graphrt.frontend.losses import bce as bce
    from graphrt.frontend.losses import bce_with_logits as bce_with_logits
    from graphrt.frontend.losses import cross_entropy as cross_entropy
    from graphrt.frontend.losses import huber as huber
    from graphrt.frontend.losses import kl_div as kl_div
    from graphrt.frontend.losses import l1_loss as l1_loss
    from graphrt.frontend.losses import mse as mse
    from graphrt.frontend.losses import nll as nll
    from graphrt.frontend.margins import cosine_embedding_loss as cosine_embedding_loss
    from graphrt.frontend.margins import cosine_similarity as cosine_similarity
    from graphrt.frontend.margins import hinge as hinge
    from graphrt.frontend.margins import triplet_margin_loss as triplet_margin_loss
    from graphrt.frontend.matrices import diag as diag
    from graphrt.frontend.matrices import dot as dot
    from graphrt.frontend.matrices import einsum as einsum
    from graphrt.frontend.matrices import matrix_norm as matrix_norm
    from graphrt.frontend.matrices import outer as outer
    from graphrt.frontend.matrices import trace as trace
    from graphrt.frontend.matrices import triangular_solve as triangular_solve
    from graphrt.frontend.random import dropout as dropout
    from graphrt.frontend.tensor import Tensor as Tensor
    from graphrt.frontend.updates import Updates as Updates
    from graphrt.io import Limits as Limits
    from graphrt.ir.graph import Graph as Graph
    from graphrt.ir.model import Example as Example
    from graphrt.ir.model import Model as Model
    from graphrt.ir.model import Signature as Signature
    from graphrt.ir.model import Variable as Variable
    from graphrt.ir.model import VariableKind as VariableKind
    from graphrt.passes.optimize import optimize as optimize
    from graphrt.passes.optimize import pass_table as pass_table
    from graphrt.passes.report import PassReport as PassReport
    from graphrt.runtime.session import Session as Session
    from graphrt.runtime.training.trainer import Trainer as Trainer
    from graphrt.runtime.training.trainer import TrainReport as TrainReport
    from graphrt.serde import load as load
    from graphrt.serde.exchange import load_weights as load_weights
    from graphrt.types import DType as DType
    from graphrt.types import ValueType as ValueType

EXPORTS: dict[str, str] = {
    "CheckFailed": "errors",
    "DType": "types",
    "DTypeError": "errors",
    "Example": "ir.model",
    "FeedError": "errors",
    "FormatError": "errors",
    "GradientError": "errors",
    "Graph": "ir.graph",
    "GraphBuilder": "frontend.builder",
    "GraphError": "errors",
    "GraphrtError": "errors",
    "LimitError": "errors",
    "Limits": "io",
    "Model": "ir.model",
    "NumericError": "errors",
    "OpError": "errors",
    "PassReport": "passes.report",
    "Session": "runtime.session",
    "SessionError": "errors",
    "ShapeError": "errors",
    "Signature": "ir.model",
    "Tensor": "frontend.tensor",
    "TrainReport": "runtime.training.trainer",
    "Trainer": "runtime.training.trainer",
    "Updates": "frontend.updates",
    "UsageError": "errors",
    "ValueType": "types",
    "Variable": "ir.model",
    "VariableKind": "ir.model",
    "argsort": "frontend.choosing",
    "argwhere": "frontend.choosing",
    "batch_norm": "frontend.layers",
    "bce": "frontend.losses",
    "bce_with_logits": "frontend.losses",
    "bench": "analysis.bench",
    "boolean_mask": "frontend.choosing",
    "call": "frontend.control",
    "check": "analysis.check",
    "check_gradients": "analysis.gradient",
    "codegen": "analysis.source",
    "cond": "frontend.control",
    "cosine_embedding_loss": "frontend.margins",
    "cosine_similarity": "frontend.margins",
    "cross_entropy": "frontend.losses",
    "custom_gradient": "frontend.control",
    "diag": "frontend.matrices",
    "diff": "analysis.diff",
    "doctor": "analysis.doctor",
    "dot": "frontend.matrices",
    "dropout": "frontend.random",
    "edit": "frontend.edit",
    "einsum": "frontend.matrices",
    "example": "analysis.examples",
    "examples": "analysis.examples",
    "export": "analysis.export",
    "eye": "frontend.filling",
    "flatten": "frontend.arranging",
    "flip": "frontend.arranging",
    "find_nan": "analysis.debug.nan",
    "full": "frontend.filling",
    "global_avg_pool": "frontend.layers",
    "global_max_pool": "frontend.layers",
    "glu": "frontend.activations",
    "grad_path": "analysis.debug.grad_path",
    "grad": "frontend.gradients",
    "gradients": "frontend.gradients",
    "hard_tanh": "frontend.activations",
    "hessian": "frontend.derivatives",
    "hinge": "frontend.margins",
    "huber": "frontend.losses",
    "hvp": "frontend.derivatives",
    "init": "frontend.init",
    "inspect": "analysis.report",
    "jacobian": "frontend.derivatives",
    "jvp": "frontend.derivatives",
    "kl_div": "frontend.losses",
    "l1_loss": "frontend.losses",
    "load": "serde",
    "load_text": "analysis.export",
    "load_weights": "serde.exchange",
    "local_response_norm": "frontend.layers",
    "lp_normalize": "frontend.layers",
    "matrix_norm": "frontend.matrices",
    "meshgrid": "frontend.arranging",
    "mse": "frontend.losses",
    "nll": "frontend.losses",
    "nn": "frontend.nn",
    "nonzero": "frontend.choosing",
    "ones": "frontend.filling",
    "op_table": "analysis.op_table",
    "optim": "frontend.optim",
    "optimize": "passes.optimize",
    "outer": "frontend.matrices",
    "pad": "frontend.arranging",
    "pass_table": "passes.optimize",
    "random": "frontend.random",
    "range": "frontend.filling",
    "relu6": "frontend.activations",
    "run_gradients": "analysis.gradient",
    "scan": "frontend.control",
    "schedule": "frontend.schedule",
    "sort": "frontend.choosing",
    "stack": "frontend.arranging",
    "step_player": "analysis.debug.player",
    "trace": "frontend.matrices",
    "triangular_solve": "frontend.matrices",
    "triplet_margin_loss": "frontend.margins",
    "unique": "frontend.choosing",
    "unstack": "frontend.arranging",
    "use_threads": "backends.threads",
    "verify_rewrite": "analysis.rewrite",
    "visualize": "analysis.picture",
    "vjp": "frontend.gradients",
    "while_loop": "frontend.control",
    "zeros": "frontend.filling",
}
_MODULES = ("edit", "init", "nn", "optim", "random", "schedule")
_NO_FUNCTION = (
    "input", "variable", "constant", "fused", "undiagonal", "unpad", "unresize", "unslice",
    "random_uniform", "random_normal", "random_bernoulli", "random_integers",
    "random_categorical", "random_permutation",
    "conv_weight", "max_pool_spread", "max_pool_pick", "avg_unpool", "sum_unpool",
    "adaptive_max_spread", "adaptive_max_pick", "adaptive_avg_unpool", "embedding_add",
    "attention_gradient",
)  # fmt: skip

__all__ = sorted({"__version__", *EXPORTS, *OP_MODULES} - set(_NO_FUNCTION))  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    home = EXPORTS.get(name)
    if home is None:
        if name not in __all__:
            raise AttributeError(f"module 'graphrt' has no attribute {name!r}{_meant(name)}")
        home = f"frontend.functions._{OP_MODULES[name]}"
    collects = gc.isenabled()
    gc.disable()  # nothing of what modules make is garbage, and looking at it takes as long again
    try:
        module = importlib.import_module(f"graphrt.{home}")
    finally:
        if collects:
            gc.enable()
    found = module if name in _MODULES else getattr(module, name)
    globals()[name] = found
    return found


def _meant(name: str) -> str:
    from graphrt.errors import nearest

    hint = None if name.startswith("_") else nearest(name, __all__)
    return f"; {hint}" if hint and hint.startswith("did") else ""


def __dir__() -> list[str]:
    return list(__all__)
