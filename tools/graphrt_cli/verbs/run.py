"""``graphrt run``: feed a signature, print what it returns, judge it if asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

if TYPE_CHECKING:
    from graphrt import Model, Signature
    from graphrt_cli.judge import Comparison, Scores

EPILOG = """\b
Examples:
  graphrt run gates.pb
  graphrt run gates.pb -i x=-2 -i y=5 -i z=-4 --grad f
  graphrt run two_layer_net.pb -i x=randn:64x8@seed=7 -o out.npz
  graphrt run two_layer_net.pb -i x=randn:64x8@seed=7 --expect y_hat=@out.npz:y_hat
  graphrt run two_layer_net.pb --fetch relu_0 --check-finite --json
  graphrt run two_layer_net.pb -s train --inputs batch.npz --save trained.pb
  graphrt run two_layer_net.pb -s train --profile trace.json
  graphrt run two_layer_net.pb -i x=zeros:64x8 --dump asm

Without inputs the example stored in the file is used. The model file itself is never
changed. A trace opens in ui.perfetto.dev or chrome://tracing. Safety limits (--max-nodes and so on): see graphrt check --help.
"""


@click.command("run", epilog=EPILOG)
@options.model_argument
@options.signature_option
@options.input_options
@click.option("-o", "--output", metavar="FILE.npz", help="Write outputs and gradients.")
@click.option("--save", metavar="FILE.pb", help="Write the model with its variables updated.")
@options.force_option
@click.option("--fetch", metavar="NODE,...", help="Return the values of nodes, too.")
@click.option("--grad", metavar="LOSS", help="Gradients of a scalar output or node.")
@click.option(
    "--expect",
    multiple=True,
    metavar="OUTPUT=VALUE",
    help="Compare an output with a value, written as for -i. Exit 1 if it differs.",
)
@click.option("--rtol", type=options.Number(min=0), default=1e-4, show_default=True)
@click.option("--atol", type=options.Number(min=0), default=1e-6, show_default=True)
@click.option(
    "--min-equal",
    type=options.Number(0, 1),
    default=1.0,
    show_default=True,
    help="Share of the elements that must agree.",
)
@click.option("--check-finite", is_flag=True, help="Exit 1 if an output has a NaN or infinity.")
@click.option("--profile", metavar="FILE.json", help="Write when each node ran, as a Chrome trace.")
@click.option(
    "--dump",
    type=click.Choice(["ir", "asm"]),
    help="Instead of running, print the machine code of the run as LLVM IR or assembly.",
)
@options.optimize_option
@options.threads_option
@options.backend_option
@options.memory_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(**given: Any) -> None:
    """Run a signature of MODEL and print its outputs."""
    options.use_threads(given.pop("threads"))
    limits = options.limits_of(given)
    run(Request(limits=limits, **given))


@dataclass(frozen=True)
class Request:
    """The command line of one run."""

    model: str
    signature: str | None
    inputs: tuple[str, ...]
    inputs_file: str | None
    output: str | None
    save: str | None
    force: bool
    fetch: str | None
    grad: str | None
    expect: tuple[str, ...]
    rtol: float
    atol: float
    min_equal: float
    check_finite: bool
    profile: str | None
    dump: str | None
    optimize: str
    backend: str
    max_memory: int | None
    as_json: bool
    limits: Any


@dataclass
class Outcome:
    """What a run gave, and how it was judged."""

    signature: Signature
    outputs: dict[str, Any]
    gradients: dict[str, Any] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    scores: Scores | None = None


@dataclass(frozen=True)
class Given:
    """Feeds, and what is known beforehand about the outputs they lead to."""

    feeds: Mapping[str, Any]
    expected: Mapping[str, Any]
    truth: Sequence[Any]


def run(request: Request) -> None:
    """Load, feed, run, judge, print, write; in this order, so that a refusal costs nothing."""
    import graphrt as gr
    from graphrt_cli.files import require_free, require_suffix

    require_suffix(request.output, ".npz", "-o")
    require_free(request.output, request.force)
    require_free(request.save, request.force)
    require_suffix(request.profile, ".json", "--profile")
    require_free(request.profile, request.force)
    if request.profile and (request.fetch or request.grad):
        raise gr.UsageError("--profile times a signature as it is; leave out --fetch and --grad")
    if request.fetch and request.save:
        raise gr.UsageError("--fetch runs without updates, so --save has nothing to keep")
    if request.dump:
        _require_dump_alone(request)
    model = gr.load(request.model, limits=request.limits)
    signature = model.signature(request.signature)
    given = _given(request, model, signature)
    if request.dump:
        _dump(request, model, signature, given.feeds)
        return
    expected = _expected(request, signature, given)
    with gr.Session(
        model,
        optimize=request.optimize,
        backend=request.backend,
        max_memory=request.max_memory,
    ) as session:
        options.tell_backend(session)
        outcome = Outcome(signature, _outputs(request, session, signature, given.feeds))
        if request.grad:
            found = gr.run_gradients(model, request.grad, signature.name, given.feeds)
            outcome.gradients = dict(found)
        _judge(request, outcome, expected, given.truth)
        _print(request, model, outcome)
        if request.output is not None:
            _write(request, outcome)
        if request.save is not None:
            session.save(request.save)
            note(f"wrote {request.save}")
    if signature.updates and request.save is None:
        several = ", ..." if len(signature.updates) > 4 else ""
        names = ", ".join(list(signature.updates)[:4]) + several
        note(f"the new values of {names} are not kept; --save FILE.pb keeps them")
    if request.check_finite:
        from graphrt_cli.judge import require_finite

        require_finite({**outcome.outputs, **_named_gradients(request, outcome)})
    if outcome.comparisons:
        from graphrt_cli.judge import require_equal

        require_equal(outcome.comparisons)


def _require_dump_alone(request: Request) -> None:
    import graphrt as gr

    if request.backend not in ("auto", "native"):
        raise gr.UsageError(f"--dump shows native code; --backend {request.backend} has none")
    names = ("output", "save", "fetch", "grad", "expect", "check_finite", "profile")
    for name in names:
        if getattr(request, name):
            flag = "-o" if name == "output" else f"--{name.replace('_', '-')}"
            raise gr.UsageError(f"--dump runs nothing, so {flag} has nothing to work on")


def _dump(request: Request, model: Model, signature: Signature, feeds: Mapping[str, Any]) -> None:
    import graphrt as gr

    assert request.dump is not None
    report = gr.inspect(model, signature.name, feeds=feeds)
    code = report.native_code(request.dump, signature.name, optimize=request.optimize)
    if request.as_json:
        record = {"model": model.name, "signature": signature.name, "form": request.dump}
        print_json("dump", {**record, "code": code})
    else:
        click.echo(code, nl=False)


# -- what goes in ------------------------------------------------------------------------------


def _given(request: Request, model: Model, signature: Signature) -> Given:
    from graphrt_cli.inputs import missing_inputs, read_inputs

    feeds, others = read_inputs(signature, request.inputs, request.inputs_file, request.limits)
    if len(feeds) == len(signature.inputs):
        truth = others.pop("label", None)
        if others:
            note(f"{request.inputs_file}: no input takes {', '.join(others)}")
        return Given(feeds, {}, [] if truth is None else truth.reshape(-1).tolist())
    if not feeds and request.inputs_file is None and signature.examples:
        note("no inputs given: using the example stored in the file")
        example = signature.examples[0]
        stored = {name: example.inputs[name] for name in signature.inputs if name in example.inputs}
        if len(stored) == len(signature.inputs):
            known = [each.strip() for each in model.meta.get("example_truth", "").split(",")]
            return Given(stored, example.outputs, [each for each in known if each])
    words = ["graphrt", "run", request.model]
    words += ["-s", request.signature] if request.signature else []
    words += ["--inputs", request.inputs_file] if request.inputs_file else []
    raise missing_inputs(signature, feeds, words, request.inputs)


def _expected(request: Request, signature: Signature, given: Given) -> dict[str, Any]:
    """The references of ``--expect``; without any, the outputs stored with the example."""
    import graphrt as gr
    from graphrt_cli.inputs import read_value, split_pairs

    if request.expect:
        expected = {}
        for name, text in split_pairs(request.expect, "--expect").items():
            declared = signature.output(name).type
            try:
                expected[name] = read_value(name, text, declared, request.limits)
            except gr.UsageError as error:
                rule = error.rule.replace("input", "--expect", 1)
                raise gr.UsageError(rule, hint=error.hint) from None
        return expected
    return {name: value for name, value in given.expected.items() if name in signature.outputs}


# -- what comes out ----------------------------------------------------------------------------


def _outputs(
    request: Request, session: Any, signature: Signature, feeds: Mapping[str, Any]
) -> dict[str, Any]:
    nodes = [each.strip() for each in (request.fetch or "").split(",") if each.strip()]
    for name in nodes:
        _value(signature, name)
    if request.grad:
        _require_scalar(signature, request.grad)
    if request.grad and not request.save:
        nodes.append(request.grad)  # a gradient is printed beside what it is the gradient of
    nodes = [each for each in dict.fromkeys(nodes) if each not in signature.outputs]
    if nodes:
        return dict(session.fetch(signature.name, nodes, feeds))
    if request.profile is not None:
        return _profiled(request.profile, session, signature, feeds)
    return dict(session.run(signature.name, **feeds))


def _profiled(
    path: str, session: Any, signature: Signature, feeds: Mapping[str, Any]
) -> dict[str, Any]:
    trace = session.trace(signature.name, **feeds)
    trace.save(path)
    note(f"wrote {path}; open it in ui.perfetto.dev")
    return dict(trace.outputs)


def _value(signature: Signature, name: str) -> Any:
    """The output or node called ``name``; raises `UsageError` when there is none."""
    import graphrt as gr

    if name in signature.outputs:
        return signature.outputs[name]
    try:
        return signature.graph.value(name)
    except gr.GraphError as error:  # the model is well, the question is not
        raise gr.UsageError(error.rule, hint=error.hint) from None


def _require_scalar(signature: Signature, loss: str) -> None:
    import graphrt as gr

    declared = _value(signature, loss).type
    if declared.shape != () or not declared.dtype.is_float:
        raise gr.UsageError(f"--grad takes a scalar of floats, {loss!r} is {declared}")


def _judge(
    request: Request, outcome: Outcome, expected: Mapping[str, Any], truth: Sequence[Any]
) -> None:
    if not expected and not truth:
        return
    from graphrt_cli.judge import compare, score

    outcome.comparisons = [
        compare(name, outcome.outputs[name], value, request.rtol, request.atol, request.min_equal)
        for name, value in expected.items()
    ]
    if truth:
        outcome.scores = score(outcome.signature, outcome.outputs, truth)


def _named_gradients(request: Request, outcome: Outcome) -> dict[str, Any]:
    return {f"d{request.grad}/d{name}": value for name, value in outcome.gradients.items()}


def _print(request: Request, model: Model, outcome: Outcome) -> None:
    from graphrt_cli.outputs import show, to_json

    labels = outcome.signature.labels
    if request.as_json:
        outputs = {n: to_json(a, labels.get(n, ())) for n, a in outcome.outputs.items()}
        record: dict[str, Any] = {
            "model": model.name,
            "signature": outcome.signature.name,
            "outputs": outputs,
        }
        if request.grad:
            gradients = {name: to_json(value) for name, value in outcome.gradients.items()}
            record["gradients"] = {"loss": request.grad, "wrt": gradients}
        if outcome.comparisons:
            record["comparisons"] = [each.__dict__ for each in outcome.comparisons]
        if outcome.scores:
            record["scores"] = outcome.scores.to_json()
        print_json("run", record)
        return
    for name, array in outcome.outputs.items():
        if outcome.scores is None or name != outcome.scores.output:
            click.echo(show(name, array, labels.get(name, ())))
    for name, array in _named_gradients(request, outcome).items():
        click.echo(show(name, array))
    if outcome.scores:
        click.echo(f"{outcome.scores.output}\n{outcome.scores.text()}")
    for each in outcome.comparisons:
        click.echo(each.text())


def _write(request: Request, outcome: Outcome) -> None:
    from graphrt_cli.files import write_npz
    from graphrt_cli.outputs import save_form

    arrays = {**outcome.outputs}
    for name, value in outcome.gradients.items():
        arrays[f"grad_{name}"] = value
    assert request.output is not None
    write_npz(request.output, {name: save_form(array) for name, array in arrays.items()})
    note(f"wrote {', '.join(arrays)} to {request.output}")
