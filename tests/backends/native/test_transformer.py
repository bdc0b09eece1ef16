"""A transformer's training step, from words to Adam: all of it native, and as on NumPy."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.backends.native.backend import calls_of_change, native_calls

WORDS, TOKENS, WIDTH, HEADS = 30, 9, 16, 2


def heads_of(x):
    split = gr.reshape(x, (-1, TOKENS, 3, HEADS, WIDTH // HEADS))
    return [gr.transpose(split[:, :, i], (0, 2, 1, 3)) for i in range(3)]


@pytest.fixture(scope="module")
def model():
    b = gr.GraphBuilder()
    text = b.input("text", ("N", TOKENS), "int64")
    follows = b.input("follows", ("N", TOKENS), "int64")

    def weight(name, *shape):
        return b.parameter(name, gr.init.normal(shape, std=0.2, seed=len(name)))

    x = gr.embedding(weight("words", WORDS, WIDTH), text) + weight("places", TOKENS, WIDTH)
    gain, bias = b.parameter("gain", gr.init.ones(WIDTH)), b.parameter("bias", gr.init.zeros(WIDTH))
    mixed = gr.scaled_dot_product_attention(
        *heads_of(gr.layer_norm(x, gain, bias) @ weight("heads", WIDTH, 3 * WIDTH)), causal=True
    )
    x = x + gr.reshape(gr.transpose(mixed, (0, 2, 1, 3)), (-1, TOKENS, WIDTH)) @ weight(
        "mix", WIDTH, WIDTH
    )
    x = x + gr.gelu(x @ weight("up", WIDTH, 2 * WIDTH)) @ weight("down", 2 * WIDTH, WIDTH)
    logits = gr.reshape(x, (-1, WIDTH)) @ weight("head", WIDTH, WORDS)
    loss = gr.mean(gr.cross_entropy(logits, gr.reshape(follows, (-1,))))
    updates = gr.optim.adam(loss, lr=1e-3)
    b.signature("train", inputs=[text, follows], outputs={"loss": loss}, updates=updates)
    return b.build()


def batch(size):
    texts = np.random.default_rng(size).integers(0, WORDS, (size, TOKENS + 1))
    return {"text": texts[:, :-1].copy(), "follows": texts[:, 1:].copy()}


def test_it_trains_as_on_numpy(model):
    losses = []
    for backend in ("numpy", "native"):
        with gr.Session(model, backend=backend) as session:
            losses.append([session.run("train", **batch(5))["loss"] for _ in range(4)])
    np.testing.assert_allclose(*losses, rtol=1e-5)
    assert losses[1][3] < losses[1][0]


def test_every_step_is_native_and_another_batch_needs_no_other_kernels(model):
    names = []
    with gr.Session(model, backend="native") as session:
        for size in (20, 33):
            plan = session.plan("train", **batch(size))
            calls = [native_calls(step) for step in plan.steps]
            calls += [calls_of_change(each) for each in plan.changes]
            assert [each for each in calls if isinstance(each, str)] == []
            names.append({call.kernel.name for each in calls for call in each})
    assert names[0] == names[1]
