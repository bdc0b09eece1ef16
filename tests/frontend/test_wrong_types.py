"""Whatever is given in place of a tensor, a shape or a list: an error of graphrt says so."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import GraphrtError
from graphrt.frontend import init as inits

WRONG = {"text": "a", "array": np.ones((2, 2)), "none": None, "number": 3, "list": ["a"]}
NAMED = {"name": "n", "names": ["n"]}


def public(module):
    names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    found = {name: getattr(module, name) for name in names}
    return {
        name: each
        for name, each in found.items()
        if callable(each) and not inspect.isclass(each) and hasattr(each, "__name__")
    }


FUNCTIONS = {
    f"{label}.{name}": each
    for label, module in (("nn", gr.nn), ("optim", gr.optim), ("schedule", gr.schedule))
    for name, each in public(module).items()
}


def call(function, first):
    """``function`` with ``first`` where a tensor belongs and plausible values after it."""
    positional, keywords = [first], {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        if parameter.default is not parameter.empty:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            keywords[name] = NAMED.get(name, 2)
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            positional.append(NAMED.get(name, 2))
    return function(*positional, **keywords)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_errors_of_graphrt(name, wrong):
    try:
        result = call(FUNCTIONS[name], WRONG[wrong])
        if hasattr(result, "__enter__"):
            with result:
                pass
    except GraphrtError as error:
        assert error.args
    else:  # where a number is meant, a number is right
        assert name.startswith("schedule."), f"{name} took {WRONG[wrong]!r}"


@pytest.mark.parametrize("wrong", ["a", None, [2.5], [-1, 2], ["a", 2], 2.0, -1, np.ones((2, 2))])
@pytest.mark.parametrize("name", ["zeros", "normal", "orthogonal", "he_normal", "eye", "uniform"])
def test_shapes_of_initial_values(name, wrong):
    make = getattr(inits, name)
    seed = {"seed": 0} if "seed" in inspect.signature(make).parameters else {}
    with pytest.raises(gr.ShapeError, match="a shape is a whole number or several"):
        make(wrong, **seed)


def test_the_message_names_function_and_what_was_given():
    with pytest.raises(gr.UsageError, match=r"nn.dense: x must be a symbolic tensor, got str"):
        gr.nn.dense("first", "x", 3)
    with pytest.raises(gr.UsageError, match=r"sgd: loss must be a symbolic tensor, got ndarray"):
        gr.optim.sgd(np.ones(()), lr=0.1)
    with pytest.raises(gr.UsageError, match=r"global_norm: takes a list of tensors, got 3"):
        gr.optim.global_norm(3)


DERIVATIVES = [gr.gradients, gr.jvp, gr.hvp, gr.jacobian, gr.hessian]


@pytest.mark.parametrize("wrong", ["a", 3, None, ["a"], [None]])
@pytest.mark.parametrize("function", DERIVATIVES, ids=lambda each: each.__name__)
def test_derivatives_of_what_is_no_tensor(function, wrong):
    x = gr.GraphBuilder().input("x", (3,))
    right = [gr.sum(x * x), [x], [np.ones(3)]]
    required = inspect.signature(function).parameters.values()
    right = right[: sum(each.default is each.empty for each in required)]
    function(*right)
    for position in range(len(right)):
        with pytest.raises(GraphrtError):
            function(*right[:position], wrong, *right[position + 1 :])


MODEL_FUNCTIONS = [
    gr.Session, gr.Trainer, gr.bench, gr.check_gradients, gr.codegen, gr.find_nan, gr.grad,
    gr.grad_path, gr.inspect, gr.load_weights, gr.optimize, gr.run_gradients, gr.step_player,
    gr.visualize, gr.vjp, gr.diff, gr.export,
]  # fmt: skip


@pytest.mark.parametrize("function", MODEL_FUNCTIONS, ids=lambda each: each.__name__)
def test_a_path_is_no_model(function):
    with pytest.raises(gr.UsageError, match="takes a Model, got str 'a.pb'") as caught:
        call(function, "a.pb")
    assert caught.value.hint == "load it first: graphrt.load('a.pb')"
    with pytest.raises(gr.UsageError, match="takes a Model, got NoneType None"):
        call(function, None)


def test_names_and_functions():
    b = gr.GraphBuilder()
    with pytest.raises(gr.UsageError, match="a name is a string, got 3"):
        b.input(3)
    with pytest.raises(gr.UsageError, match="a name is a string, got None"):
        b.parameter(None, 1.0)
    x = b.input("x")
    with pytest.raises(gr.UsageError, match="then: takes a function, got 3"):
        gr.cond(x > 0, 3, lambda: x)
    with pytest.raises(gr.UsageError, match="jvp: 'a' is no tangent for %x, f32"):
        gr.jvp([x], [x], ["a"])
