"""Dropout: the same words on every run and platform, from a second Philox written here."""

import numpy as np
import pytest
from ops.harness import graph_of
from ops.sampling import Fixed, OpSample

from graphrt.autodiff import gradients_of
from graphrt.ir.evaluate import evaluate
from graphrt.ops.random import Dropout, words

WORD = 2**64 - 1


def philox(key, counter):
    """Philox4x64-10. Source: Salmon et al. 2011, section 3.3 and figure 4."""
    k0, k1 = key
    c0, c1, c2, c3 = counter
    for _ in range(10):
        high0, low0 = divmod(c0 * 0xD2E7470EE14C6C93, 2**64)
        high1, low1 = divmod(c2 * 0xCA5A826395121157, 2**64)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B97F4A7C15) & WORD, (k1 + 0xBB67AE8584CAA73B) & WORD
    return c0, c1, c2, c3


@pytest.mark.parametrize(("seed", "stream", "step"), [(0, 0, 0), (7, 3, 41), (-1, 2**40, 2**62)])
def test_words_are_philox_blocks_from_counter_1_on(seed, stream, step):
    """NumPy counts up before the first block, so that the lowest word of it is 1."""
    want = [philox((seed & WORD, stream), (block, 0, 0, step)) for block in (1, 2, 3)]
    assert words(seed, stream, step, 12).tolist() == [each for block in want for each in block]


def test_the_random123_known_answer():
    assert philox((0, 0), (0, 0, 0, 0))[0] == 0x16554D9ECA36314C
    pi = philox(
        (0x452821E638D01377, 0xBE5466CF34E90C6C),
        (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
    )
    assert pi[0] == 0xA528F45403E61D95


def masks(shape=(8, 8), rate=0.5, stream=0, seed=1, step=0):
    op = Dropout(rate=rate, stream=stream)
    return op.compute(np.ones(shape), np.int64(seed), np.int64(step))[1]


def test_seed_stream_and_step_each_change_the_mask_and_nothing_else_does():
    first = masks()
    np.testing.assert_array_equal(first, masks())
    others = [masks(seed=2), masks(stream=1), masks(step=1)]
    for each in others:
        assert 10 < np.count_nonzero(each != first) < 54
    np.testing.assert_array_equal(masks(shape=(64,)).reshape(8, 8), first)
    np.testing.assert_array_equal(masks(shape=(100,))[:64], masks(shape=(64,)))


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9])
def test_the_share_that_is_kept_and_the_scale_follow_from_the_rate(rate):
    x = np.full(20_000, 3.0, np.float32)
    y, mask = Dropout(rate=rate, stream=4).compute(x, np.int64(9), np.int64(2))
    assert abs(mask.mean() - (1 - rate)) < 4 * np.sqrt(rate * (1 - rate) / x.size) + 1e-12
    assert y.dtype == np.float32
    np.testing.assert_allclose(y[mask], 3 / (1 - rate), rtol=1e-6)
    assert not y[~mask].any()


def test_a_dropped_nan_is_0():
    x = np.full(64, np.nan)
    y, mask = Dropout(rate=0.5, stream=0).compute(x, np.int64(1), np.int64(0))
    assert np.isnan(y[mask]).all()
    assert not y[~mask].any()


def test_the_gradient_uses_the_mask_of_the_forward_pass():
    sample = OpSample("dropout", (np.ones((4, 4)), Fixed(3), Fixed(0)), {"rate": 0.5, "stream": 0})
    emit, (y, mask), inputs, feeds = graph_of(sample)
    from graphrt.ops.reduce import Sum

    (grad,) = gradients_of(emit, emit(Sum(), y), inputs)
    assert sum(node.op.name == "dropout" for node in emit.nodes) == 1
    found, drawn = evaluate(emit.freeze(), [grad, mask], feeds)
    np.testing.assert_array_equal(found, np.where(drawn, 2.0, 0.0))
