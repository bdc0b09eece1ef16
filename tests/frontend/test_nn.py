"""Layers: their formulas, what they share, and nets that learn with one set of variables."""

import numpy as np
import pytest

import graphrt as gr

RNG = np.random.default_rng(7)


def fetch(b, inputs, outputs, **feeds):
    b.signature("predict", inputs=inputs, outputs=outputs)
    session = gr.Session(b.build())
    return session.run("predict", **feeds), session.state()


def test_dense_and_conv_are_their_ops():
    b = gr.GraphBuilder()
    x, image = b.input("x", ("N", "T", 3), "float64"), b.input("image", ("N", 4, 6, 6), "float64")
    y = gr.nn.dense(x, "fc", 5, activation=gr.relu)
    z = gr.nn.conv(image, "conv", 6, (3, 2), strides=2, pads=1, groups=2)
    xs, images = RNG.standard_normal((2, 4, 3)), RNG.standard_normal((2, 4, 6, 6))
    plain = gr.conv(image, b["conv/w"], b["conv/bias"], strides=2, pads=1, groups=2)
    outputs = {"y": y, "z": z, "plain": plain}
    found, state = fetch(b, [x, image], outputs, x=xs, image=images)
    np.testing.assert_allclose(found["y"], np.maximum(xs @ state["fc/w"] + state["fc/bias"], 0))
    np.testing.assert_array_equal(found["z"], found["plain"])
    assert state["conv/w"].shape == (6, 2, 3, 2)
    assert state["fc/w"].dtype == np.float64


def test_variables_follow_from_name_scope_and_seed():
    def weights(scope, name, seed=0):
        b = gr.GraphBuilder()
        with b.scope(scope):
            gr.nn.dense(b.input("x", ("N", 3)), name, 4, seed=seed)
        return b.variable_of(b.variable_tensor(f"{scope}/{name}/w")).value

    first = weights("a", "fc")
    np.testing.assert_array_equal(first, weights("a", "fc"))
    for other in (weights("b", "fc"), weights("a", "fc2"), weights("a", "fc", seed=1)):
        assert (first != other).all()


def test_a_name_is_a_set_of_variables():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3), "float64")
    one, two = gr.nn.dense(x, "fc", 3), gr.nn.dense(2 * x, "fc", 3)
    inside = gr.call(lambda v: gr.nn.dense(v, "fc", 3), x)
    assert [v.name for v in b.trainable()] == ["fc/w", "fc/bias"]
    found, _ = fetch(b, [x], {"one": one, "two": two, "in": inside}, x=RNG.standard_normal((2, 3)))
    np.testing.assert_allclose(found["two"], 2 * found["one"])
    np.testing.assert_array_equal(found["in"], found["one"])
    with pytest.raises(gr.ShapeError, match=r"'fc/w' is f64\[3, 3\], this layer needs f64\[3, 4\]"):
        gr.nn.dense(x, "fc", 4)
    with b.scope("other"):
        gr.nn.dense(x, "fc", 4)
    made = gr.call(
        lambda v: gr.nn.transformer_block(v, "in_body", 1), b.constant(np.ones((1, 2, 4)))
    )
    assert made.rank == 3
    assert b.has_variable("in_body/attention/query/w")


def test_attention_is_the_formula_head_by_head():
    b = gr.GraphBuilder()
    x, c = b.input("x", ("N", "L", 6), "float64"), b.input("c", ("N", "S", 4), "float64")
    y = gr.nn.attention(x, "att", 3, context=c)
    own = gr.nn.attention(x, "own", 2, causal=True)
    assert str(y.type) == "f64[N, L, 6]"
    xs, cs = RNG.standard_normal((2, 4, 6)), RNG.standard_normal((2, 5, 4))
    found, s = fetch(b, [x, c], {"y": y, "own": own}, x=xs, c=cs)

    def dense(a, name):
        return a @ s[f"{name}/w"] + s[f"{name}/bias"]

    def softmax(a):
        e = np.exp(a - a.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)

    for name, source, heads, have in (("att", cs, 3, "y"), ("own", xs, 2, "own")):
        q, k, v = (
            dense(xs, f"{name}/query"),
            dense(source, f"{name}/key"),
            dense(source, f"{name}/value"),
        )
        parts, width = [], 6 // heads
        for h in range(heads):
            at = slice(h * width, (h + 1) * width)
            scores = q[..., at] @ k[..., at].transpose(0, 2, 1) / width**0.5
            if name == "own":
                scores = np.where(np.tril(np.ones((4, 4), bool)), scores, -np.inf)
            parts.append(softmax(scores) @ v[..., at])
        np.testing.assert_allclose(
            found[have], dense(np.concatenate(parts, -1), f"{name}/out"), rtol=1e-12
        )


@pytest.mark.parametrize("direction", ["forward", "bidirectional"])
def test_recurrent_layers_are_their_ops_with_directions_side_by_side(direction):
    b = gr.GraphBuilder()
    x = b.input("x", ("T", "N", 3), "float64")
    outputs = {}
    for what in ("lstm", "gru", "rnn"):
        y, *last = getattr(gr.nn, what)(x, what, 4, direction=direction)
        plain = getattr(gr, what)(
            x, b[f"{what}/w"], b[f"{what}/r"], b[f"{what}/bias"], direction=direction
        )
        outputs |= {
            what: y,
            f"{what}_plain": plain[0],
            f"{what}_h": last[0],
            f"{what}_h_plain": plain[1],
        }
    found, state = fetch(b, [x], outputs, x=RNG.standard_normal((5, 2, 3)))
    for what in ("lstm", "gru", "rnn"):
        plain = found[f"{what}_plain"]  # [T, D, N, H]
        np.testing.assert_array_equal(found[what], np.concatenate(list(plain.swapaxes(0, 1)), -1))
        np.testing.assert_array_equal(found[f"{what}_h"], found[f"{what}_h_plain"])
        assert abs(state[f"{what}/w"]).max() <= 0.5


def test_dropout_and_batch_norm_follow_the_context():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3), "float64")

    def net(x):
        return gr.nn.dropout(gr.nn.batch_norm(x, "bn", momentum=0.5), 0.5)

    predicted = net(x)
    with gr.nn.training(b) as step:
        y = net(x)
        with pytest.raises(
            gr.UsageError, match="nn.batch_norm: 'bn' is used twice in one training"
        ):
            net(x)
        with pytest.raises(gr.GraphError, match="the layers are built for training already"):
            with gr.nn.training(b):
                pass
    assert net(x).value.node.op.name == "batch_norm"
    b.signature("train", inputs=[x], outputs={"y": y}, updates=step.updates)
    b.signature("predict", inputs=[x], outputs={"y": predicted})
    session = gr.Session(b.build())
    xs = RNG.standard_normal((200, 3)) + 5
    found = session.run("train", x=xs)["y"]
    assert 0.4 < (found == 0).mean() < 0.6
    np.testing.assert_allclose(session.variables["bn/mean"], xs.mean(0) / 2)
    assert (session.run("predict", x=xs)["y"] != 0).all()


def tokens(count, seed):
    """Sequences that go up by 1 or by 2, modulo 7: what follows is told by the last two."""
    rng = np.random.default_rng(seed)
    start, step = rng.integers(0, 7, (count, 1)), rng.integers(1, 3, (count, 1))
    return (start + step * np.arange(9)) % 7


def test_a_transformer_learns_and_predicts_with_the_same_variables(tmp_path):
    b = gr.GraphBuilder("steps")
    text, following = b.input("text", ("N", "T"), "int64"), b.input("next", ("N", "T"), "int64")

    def net(text):
        x = gr.nn.embedding(text, "tokens", 7, 16)
        x = x + gr.nn.embedding(gr.cumsum(gr.ones_like(text), axis=1) - 1, "places", 8, 16)
        x = gr.nn.dropout(x, 0.05)
        x = gr.nn.transformer_block(x, "block0", 2, causal=True, rate=0.05)
        x = gr.nn.transformer_block(x, "block1", 2, causal=True, hidden=32)
        return gr.nn.dense(gr.nn.layer_norm(x, "norm"), "out", 7)

    b.signature("predict", inputs=[text], outputs={"next": gr.argmax(net(text))})
    variables = [v.name for v in b.trainable()]
    with gr.nn.training(b) as step:
        loss = gr.mean(gr.cross_entropy(net(text), following))
    assert [v.name for v in b.trainable()] == variables
    plan = gr.schedule.chain(
        [gr.schedule.linear_warmup(0.01, 20), gr.schedule.cosine(0.01, 80)], at=[20]
    )
    updates = [gr.optim.adamw(loss, lr=plan, clip_norm=1.0), step.updates]
    b.signature("train", [text, following], {"loss": loss}, updates)
    session = gr.Session(b.build())
    for i in range(100):
        batch = tokens(32, seed=i)
        session.run("train", text=batch[:, :-1], next=batch[:, 1:])
    session.save(tmp_path / "steps.pb")
    test = tokens(200, seed=1000)
    predicted = gr.Session(gr.load(tmp_path / "steps.pb")).run(text=test[:, :-1])["next"]
    assert (predicted[:, 1:] == test[:, 2:]).mean() > 0.95


def bars(count, seed):
    """Noisy pictures with a bar, and whether it stands."""
    rng = np.random.default_rng(seed)
    pictures = 0.5 * rng.standard_normal((count, 1, 8, 8)).astype("f4")
    label = rng.integers(0, 2, count)
    for picture, stands, place in zip(
        pictures[:, 0], label, rng.integers(0, 8, count), strict=True
    ):
        (picture.T if stands else picture)[place] += 1
    return pictures, label


def test_a_convolutional_net_learns_and_predicts_with_the_same_variables():
    b = gr.GraphBuilder("bars")
    image, label = b.input("image", ("N", 1, 8, 8)), b.input("label", ("N",), "int64")

    def net(x):
        for i, channels in enumerate((8, 16)):
            x = gr.nn.conv(x, f"conv{i}", channels, 3, pads=1)
            x = gr.max_pool(gr.relu(gr.nn.batch_norm(x, f"bn{i}")), kernel=2, strides=2)
        return gr.nn.dense(gr.nn.dropout(gr.flatten(x, 1), 0.2), "out", 2)

    b.signature("predict", inputs=[image], outputs={"label": gr.argmax(net(image))})
    with gr.nn.training(b) as step:
        loss = gr.mean(gr.cross_entropy(net(image), label))
    updates = [gr.optim.adam(loss, lr=0.01, groups={"conv": {"weight_decay": 1e-3}}), step.updates]
    b.signature("train", [image, label], {"loss": loss}, updates)
    session = gr.Session(b.build())
    for i in range(60):
        pictures, labels = bars(32, seed=i)
        session.run("train", image=pictures, label=labels)
    pictures, labels = bars(300, seed=1000)
    found = session.run("predict", image=pictures)["label"]
    assert (found == labels).mean() > 0.95
    again = session.run("predict", image=pictures[:1])["label"]  # one example is no batch
    assert again[0] == found[0]


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda b, x: gr.nn.dense(x, "d", 0), "nn.dense: features must be a whole number above 0"),
        (lambda b, x: gr.nn.dense(b.input("y", ("N", "I")), "d", 3), r"nn.dense: x must be \[..., I\]"),
        (lambda b, x: gr.nn.conv(x, "c", 3, 3), r"nn.conv: x must be \[N, C, d_1, ...\] with a number"),
        (lambda b, x: gr.nn.attention(x, "a", 3), "nn.attention: 3 heads do not divide 4 features"),
        (lambda b, x: gr.nn.attention(x[0], "a", 2), r"x and context must be \[N, L, D\], got f32"),
        (lambda b, x: gr.nn.lstm(x[0], "l", 2), r"nn.lstm: x must be \[T, N, I\], got f32"),
    ],
)  # fmt: skip
def test_mistakes(make, match):
    b = gr.GraphBuilder()
    x = b.input("x", ("N", "T", 4))
    with pytest.raises(gr.GraphrtError, match=match):
        make(b, x)
