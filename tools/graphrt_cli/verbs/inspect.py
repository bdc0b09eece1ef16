"""``graphrt inspect``: what is in a model, without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

if TYPE_CHECKING:
    from graphrt import Model

EPILOG = """\b
Examples:
  graphrt inspect two_layer_net.pb
  graphrt inspect two_layer_net.pb --weights
  graphrt inspect gates.pb --nodes
  graphrt inspect two_layer_net.pb --plan -s train
  graphrt inspect two_layer_net.pb --json
"""


@click.command("inspect", epilog=EPILOG)
@options.model_argument
@click.option("--nodes", is_flag=True, help="Print the graph, one line per node.")
@click.option("--weights", is_flag=True, help="Print statistics of every variable.")
@click.option("--plan", is_flag=True, help="Print the steps and buffers of a run.")
@options.signature_option
@options.input_options
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    nodes: bool,
    weights: bool,
    plan: bool,
    signature: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Show signatures, inputs, outputs, variables, ops and costs of MODEL."""
    import graphrt as gr

    limits = options.limits_of(given)
    if not plan and (inputs or inputs_file or signature):
        raise gr.UsageError("-s, -i and --inputs say what --plan plans; add --plan")
    loaded = gr.load(model, limits=limits, allow_unknown_ops=True)
    planned = _plan(loaded, signature, inputs, inputs_file, model, limits) if plan else None
    inspection = gr.inspect(loaded)
    if as_json:
        record = inspection.to_json()
        if nodes:
            record["text"] = inspection.nodes_text()
        if weights:
            record["weights"] = _statistics(loaded)
        if planned is not None:
            record["plan"] = planned
        print_json("inspect", record)
        return
    parts = []
    if nodes:
        parts.append(inspection.nodes_text())
    if weights:
        parts.append(_weights(loaded))
    if planned is not None:
        parts.append(planned)
    click.echo("\n".join(parts) if parts else inspection.text())


def _plan(
    model: Model,
    name: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    path: str,
    limits: Any,
) -> str:
    import graphrt as gr
    from graphrt_cli.inputs import missing_inputs, read_inputs

    signature = model.signature(name)
    feeds, _ = read_inputs(signature, inputs, inputs_file, limits)
    if not feeds and signature.examples:
        stored = signature.examples[0].inputs
        feeds = {each: stored[each] for each in signature.inputs if each in stored}
    if len(feeds) < len(signature.inputs):
        words = ["graphrt", "inspect", path, "--plan", *(["-s", name] if name else [])]
        raise missing_inputs(signature, feeds, words, inputs)
    with gr.Session(model) as session:
        return str(session.plan(signature.name, **feeds))


def _statistics(model: Model) -> dict[str, Any]:
    from graphrt_cli.outputs import statistics

    return {name: statistics(variable.value) for name, variable in model.variables.items()}


def _weights(model: Model) -> str:
    from graphrt.errors import table
    from graphrt_cli.outputs import statistics_text, type_text

    rows = [
        (
            name,
            type_text(variable.value),
            variable.kind.name.lower(),
            statistics_text(variable.value),
        )
        for name, variable in model.variables.items()
    ]
    return "\n".join(table(rows)) if rows else "the model has no variables"
