"""Losses with margins, weights and smoothing: formulas in NumPy, gradients by differences."""

import numpy as np
import pytest

import graphrt as gr

RNG = np.random.default_rng(11)
X, Y, Z = RNG.standard_normal((3, 5, 4))
SIGNS = np.array([1.0, -1, 1, -1, -1])
LABELS = np.array([0, 3, 2, 1, 3])
T = RNG.uniform(size=(5, 4))
S = 1 / (1 + np.exp(-X))
LOG_P = X - np.log(np.exp(X).sum(-1, keepdims=True))
NLL = -LOG_P[np.arange(5), LABELS]
W = np.array([0.5, 2, 1, 0.25])
KEPT = LABELS != 3
COSINE = (X * Y).sum(-1) / np.linalg.norm(X, axis=-1) / np.linalg.norm(Y, axis=-1)


def model(make, **others):
    """A model whose loss ``make(x, ...)`` is of the input x and others, float64 inputs."""
    b = gr.GraphBuilder()
    x = b.input("x", (5, 4), "float64")
    more = [b.input(name, np.shape(v), "float64") for name, v in others.items()]
    b.signature("predict", inputs=[x, *more], outputs={"loss": make(x, *more)})
    return b.build()


def norm(a, p):
    return np.abs(a).sum(-1) if p == 1 else np.linalg.norm(a, axis=-1)


PLAIN = {
    "hinge": (lambda x, y, r: gr.hinge(x, y, margin=0.7, reduction=r), {"y": np.sign(Y)},
              np.maximum(0, 0.7 - np.sign(Y) * X)),
    "hinge squared": (lambda x, y, r: gr.hinge(x, y, squared=True, reduction=r), {"y": np.sign(Y)},
                      np.maximum(0, 1 - np.sign(Y) * X) ** 2),
    "cosine": (lambda x, y, r: gr.cosine_embedding_loss(x, y, SIGNS, margin=0.1, reduction=r), {"y": Y},
               np.where(SIGNS > 0, 1 - COSINE, np.maximum(0, COSINE - 0.1))),
    "triplet": (lambda x, y, z, r: gr.triplet_margin_loss(x, y, z, margin=0.4, reduction=r), {"y": Y, "z": Z},
                np.maximum(0, norm(X - Y, 2) - norm(X - Z, 2) + 0.4)),
    "triplet 1": (lambda x, y, z, r: gr.triplet_margin_loss(x, y, z, p=1, reduction=r), {"y": Y, "z": Z},
                  np.maximum(0, norm(X - Y, 1) - norm(X - Z, 1) + 1)),
    "pos_weight": (lambda x, y, r: gr.bce_with_logits(x, y, pos_weight=W, reduction=r), {"y": T},
                   -W * T * np.log(S) - (1 - T) * np.log(1 - S)),
    "smoothing": (lambda x, r: gr.cross_entropy(x, LABELS, label_smoothing=0.2, reduction=r), {},
                  0.8 * NLL - 0.2 * LOG_P.mean(-1)),
}  # fmt: skip


@pytest.mark.parametrize("case", PLAIN)
def test_formula_reductions_and_gradient(case):
    make, others, want = PLAIN[case]
    for reduction, expected in (("none", want), ("sum", want.sum()), ("mean", want.mean())):
        made = model(lambda *a, r=reduction: make(*a, r), **others)
        np.testing.assert_allclose(
            gr.Session(made).run(x=X, **others)["loss"], expected, rtol=1e-10
        )
    assert (want > 0).any()
    report = gr.check_gradients(made, feeds={"x": X, **others})
    assert report.ok, report.text()


WEIGHED = {
    "weights": ({"class_weights": W}, W[LABELS] * NLL, W[LABELS]),
    "ignore": ({"ignore_index": 3}, np.where(KEPT, NLL, 0), KEPT),
    "all": (
        {"class_weights": W, "ignore_index": 3, "label_smoothing": 0.3},
        np.where(KEPT, 0.7 * W[LABELS] * NLL - 0.3 / 4 * (W * LOG_P).sum(-1), 0),
        np.where(KEPT, W[LABELS], 0),
    ),
}


@pytest.mark.parametrize("case", WEIGHED)
def test_cross_entropy_divides_by_what_counts(case):
    options, want, share = WEIGHED[case]
    by = {"none": want, "sum": want.sum(), "mean": want.sum() / share.sum()}
    for reduction, expected in by.items():
        made = model(lambda x, r=reduction: gr.cross_entropy(x, LABELS, reduction=r, **options))
        np.testing.assert_allclose(gr.Session(made).run(x=X)["loss"], expected, rtol=1e-10)
    assert gr.check_gradients(made, feeds={"x": X}).ok


def test_an_ignored_label_may_be_no_class_and_has_no_gradient():
    b = gr.GraphBuilder()
    x = b.input("x", (2, 3), "float64")
    loss = gr.cross_entropy(x, [1, -100], ignore_index=-100, reduction="mean")
    (dx,) = gr.gradients(loss, [x])
    b.signature("predict", inputs=[x], outputs={"loss": loss, "dx": dx})
    found = gr.Session(b.build()).run(x=np.zeros((2, 3)))
    np.testing.assert_allclose(found["loss"], np.log(3))
    np.testing.assert_allclose(found["dx"], [[1 / 3, -2 / 3, 1 / 3], [0, 0, 0]])


def test_edges():
    b = gr.GraphBuilder()
    x = b.input("x", (2, 2), "float64")
    same = gr.triplet_margin_loss(x, x, x + 1.0, margin=2.0)
    (ds,) = gr.gradients(same, [x])
    cosine = gr.cosine_similarity(x, [[0.0, 0.0], [1.0, 0.0]])
    (dc,) = gr.gradients(gr.sum(cosine), [x])
    large = gr.bce_with_logits(x, 1.0, pos_weight=3.0, reduction="none")
    outputs = {"ds": ds, "cosine": cosine, "dc": dc, "large": large}
    b.signature("predict", inputs=[x], outputs=outputs)
    found = gr.Session(b.build()).run(x=[[1000.0, 50.0], [-1000.0, 0.0]])
    assert np.isfinite(found["ds"]).all()
    assert np.isfinite(found["dc"]).all()
    assert found["cosine"].tolist() == [0, -1]
    np.testing.assert_allclose(found["large"], [[0, 3 * np.exp(-50)], [3000, 3 * np.log(2)]])


def test_float32_stays_and_names_are_those_of_the_last_node():
    b = gr.GraphBuilder()
    x, y = b.input("x", (3, 4)), b.input("y", (3, 4))
    for reduction in ("none", "mean", "sum"):
        with b.scope(reduction):
            made = [
                gr.hinge(x, y, reduction=reduction, name="a"),
                gr.cosine_embedding_loss(x, y, [1, -1, 1], reduction=reduction, name="b"),
                gr.triplet_margin_loss(x, y, y, reduction=reduction, name="c"),
                gr.bce_with_logits(x, y, pos_weight=[1, 2, 3, 4], reduction=reduction, name="d"),
                gr.cross_entropy(x, [0, 1, 2], label_smoothing=0.1, class_weights=[1, 2, 3, 4],
                                 ignore_index=1, reduction=reduction, name="e"),
            ]  # fmt: skip
        assert [each.name for each in made] == [f"{reduction}/{name}" for name in "abcde"]
        assert {each.dtype.name for each in made} == {"float32"}


def test_mistakes():
    b = gr.GraphBuilder()
    x, y = b.input("x", (3, 4)), b.input("y", (4,))
    for loss in (gr.hinge, gr.cosine_similarity):
        with pytest.raises(
            gr.ShapeError, match=f"{loss.__name__}: the prediction is .3, 4., the target .4"
        ):
            loss(x, y)
    with pytest.raises(gr.UsageError, match="hinge: margin must be 0 or more, got -1"):
        gr.hinge(x, x, margin=-1)
    with pytest.raises(gr.UsageError, match="triplet_margin_loss: p must be 1 or 2, got 3"):
        gr.triplet_margin_loss(x, x, x, p=3)
    with pytest.raises(
        gr.UsageError, match="hinge: reduction is 'mean', 'sum' or 'none', not 'avg'"
    ):
        gr.hinge(x, x, reduction="avg")
    with pytest.raises(gr.UsageError, match="label_smoothing is from 0 to 1, got 2"):
        gr.cross_entropy(x, [0, 1, 2], label_smoothing=2)
