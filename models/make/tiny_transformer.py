"""A transformer of two layers that reads a toy language of brackets."""

from __future__ import annotations

from pathlib import Path

import language

import graphrt as gr

WIDTH = 32
HEADS = 4
LAYERS = 2
LENGTH = 21
CHARACTERS = 9


def heads(b: gr.GraphBuilder, x: gr.Tensor, name: str, seed: int) -> gr.Tensor:
    """``x W`` as ``[N, heads, T, width of a head]``."""
    w = b.parameter(name, gr.init.glorot_uniform((WIDTH, WIDTH), seed=seed))
    split = gr.reshape(x @ w, ("N", "T", HEADS, WIDTH // HEADS))
    return gr.transpose(split, axes=(0, 2, 1, 3))


def normed(b: gr.GraphBuilder, x: gr.Tensor, name: str) -> gr.Tensor:
    """Layer normalisation with a scale and an offset."""
    scale = b.parameter(f"{name}_scale", gr.init.ones(WIDTH))
    offset = b.parameter(f"{name}_offset", gr.init.zeros(WIDTH))
    return gr.layer_norm(x, scale, offset)


def block(b: gr.GraphBuilder, x: gr.Tensor, layer: int) -> gr.Tensor:
    """Attention to what came before, then a layer per position, each added to its input."""
    seed = 70 + 10 * layer
    with b.scope(f"layer{layer}"):
        h = normed(b, x, "attention")
        q, k, v = (heads(b, h, name, seed + i) for i, name in enumerate("qkv"))
        seen = gr.scaled_dot_product_attention(q, k, v, causal=True)
        joined = gr.reshape(gr.transpose(seen, axes=(0, 2, 1, 3)), ("N", "T", WIDTH))
        w = b.parameter("o", gr.init.glorot_uniform((WIDTH, WIDTH), seed=seed + 3))
        x = x + joined @ w
        h = normed(b, x, "mlp")
        w1 = b.parameter("w1", gr.init.he_normal((WIDTH, 2 * WIDTH), seed=seed + 4))
        b1 = b.parameter("b1", gr.init.zeros(2 * WIDTH))
        w2 = b.parameter("w2", gr.init.glorot_uniform((2 * WIDTH, WIDTH), seed=seed + 5))
        return x + gr.relu(h @ w1 + b1) @ w2 + b.parameter("b2", gr.init.zeros(WIDTH))


def network(b: gr.GraphBuilder, text: gr.Tensor) -> gr.Tensor:
    """Characters and positions, then the layers, then one linear layer."""
    table = b.parameter("table", gr.init.normal((CHARACTERS, WIDTH), seed=68, std=0.5))
    places = b.parameter("places", gr.init.normal((LENGTH, WIDTH), seed=69, std=0.5))
    place = gr.range(0, gr.shape(text)[1], 1)
    x = gr.gather(table, text) + gr.gather(places, place)
    for layer in range(LAYERS):
        x = block(b, x, layer)
    out = b.parameter("out", gr.init.glorot_uniform((WIDTH, CHARACTERS), seed=67))
    return gr.add(normed(b, x, "last") @ out, b.parameter("out_b", gr.init.zeros(CHARACTERS)),
                  name="logits")  # fmt: skip


def build() -> gr.Model:
    return language.build("tiny_transformer", network, lr=3e-3)


def make(folder: Path) -> None:
    language.make(build(), folder)
