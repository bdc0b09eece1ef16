"""Layers: functions that add the nodes of a layer, and the variables it learns.

``gr.nn.dense(x, "hidden", 64)`` makes the variables ``hidden/w`` and ``hidden/bias`` the first time
it is called with that name (in that scope), and uses them in every later call. So the net for
prediction and that for training, whose nodes differ, are two calls of one function::

    predicted = net(x)
    with gr.nn.training(b) as step:
        loss = gr.mean(gr.cross_entropy(net(x), label))
    b.signature("train", [x, label], {"loss": loss}, [gr.optim.adam(loss), step.updates])

Initial weights are functions of ``seed`` and the full name of the variable alone. Read
`sharing.py` first.
"""

from __future__ import annotations

from graphrt.frontend.nn.attention import attention, transformer_block
from graphrt.frontend.nn.basic import batch_norm, conv, dense, dropout, embedding, layer_norm
from graphrt.frontend.nn.recurrent import gru, lstm, rnn
from graphrt.frontend.nn.sharing import training

__all__ = [
    "attention",
    "batch_norm",
    "conv",
    "dense",
    "dropout",
    "embedding",
    "gru",
    "layer_norm",
    "lstm",
    "rnn",
    "training",
    "transformer_block",
]
