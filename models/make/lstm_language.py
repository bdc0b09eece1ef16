"""An LSTM that reads a toy language of brackets, character by character."""

from __future__ import annotations

from pathlib import Path

import language

import graphrt as gr

STATES = 64
EMBEDDING = 8
CHARACTERS = 9


def network(b: gr.GraphBuilder, text: gr.Tensor) -> gr.Tensor:
    """Embedding, LSTM, one linear layer."""
    table = b.parameter("table", gr.init.normal((CHARACTERS, EMBEDDING), seed=64))
    rows = 4 * STATES
    w = b.parameter("w", gr.init.normal((1, rows, EMBEDDING), seed=65, std=0.3))
    r = b.parameter("r", gr.init.normal((1, rows, STATES), seed=66, std=STATES**-0.5))
    bias = gr.init.zeros((1, 2 * rows))
    bias[0, 2 * STATES : 3 * STATES] = 1  # to remember, at first
    x = gr.transpose(gr.gather(table, text), axes=(1, 0, 2))  # time first
    y, _, _ = gr.lstm(x, w, r, b.parameter("b", bias), name="lstm")
    h = gr.transpose(gr.squeeze(y, axes=(1,)), axes=(1, 0, 2))
    out = b.parameter("out", gr.init.glorot_uniform((STATES, CHARACTERS), seed=67))
    return gr.add(h @ out, b.parameter("out_b", gr.init.zeros(CHARACTERS)), name="logits")


def build() -> gr.Model:
    return language.build("lstm_language", network, lr=5e-3)


def make(folder: Path) -> None:
    language.make(build(), folder)
