"""``graphrt inspect``: what is in a model, without running it."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

EPILOG = """\b
Examples:
  graphrt inspect two_layer_net.pb
  graphrt inspect two_layer_net.pb --nodes -s train --dim N=64
  graphrt inspect two_layer_net.pb --weights --stats
  graphrt inspect two_layer_net.pb --memory -s train -i x=zeros:64x8
  graphrt inspect two_layer_net.pb --waves --json
  graphrt inspect two_layer_net.pb --backend native -s train --dim N=64
  graphrt inspect two_layer_net.pb --history
  graphrt inspect gates.pb --text --plan

Figures are for the extents that --dim or the inputs give; else for those of the example
stored in the file, else for 1. Nothing of the model is run.
"""


@click.command("inspect", epilog=EPILOG)
@options.model_argument
@click.option("--nodes", is_flag=True, help="A table of nodes: type, FLOPs, bytes, wave, source.")
@click.option("--weights", is_flag=True, help="A table of variables.")
@click.option("--stats", is_flag=True, help="With --weights: statistics and histograms of values.")
@click.option("--memory", is_flag=True, help="Which tensors are alive at each step, and the peak.")
@click.option("--waves", is_flag=True, help="What can run at once, and the critical path.")
@click.option("--history", is_flag=True, help="What passes did to the model.")
@click.option(
    "--backend",
    metavar="NAME",
    help="Who runs each step on a backend, with which kernels, or why there are none.",
)
@click.option(
    "--optimize",
    metavar="LEVEL",
    help="With --backend: the level of the run; default: O2, as for graphrt run.",
)
@click.option("--plan", is_flag=True, help="The steps and buffers of a run.")
@click.option("--text", is_flag=True, help="The graph in text form.")
@options.signature_option
@options.dim_option
@options.input_options
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    nodes: bool,
    weights: bool,
    stats: bool,
    memory: bool,
    waves: bool,
    history: bool,
    backend: str | None,
    optimize: str | None,
    plan: bool,
    text: bool,
    signature: str | None,
    dims: tuple[str, ...],
    inputs: tuple[str, ...],
    inputs_file: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Show signatures, inputs, outputs, variables, ops and costs of MODEL."""
    import graphrt as gr
    from graphrt_cli.inputs import read_dims, read_inputs

    limits = options.limits_of(given)
    if stats and not weights:
        raise gr.UsageError("--stats adds to the table of --weights; add --weights")
    if optimize and not backend:
        raise gr.UsageError("--optimize says how the steps of --backend come about; add --backend")
    loaded = gr.load(model, limits=limits, allow_unknown_ops=True)
    feeds: dict[str, Any] = {}
    if inputs or inputs_file:
        feeds, _ = read_inputs(loaded.signature(signature), inputs, inputs_file, limits)
    report = gr.inspect(loaded, signature, dims=read_dims(dims), feeds=feeds)
    views: dict[str, Any] = {}
    if nodes:
        views["node_table"] = report.nodes(signature)
    if weights:
        views["weights"] = report.weights(stats=stats)
    if memory:
        views["memory"] = report.memory(signature)
    if waves:
        views["waves"] = report.waves(signature)
    if history:
        views["history"] = report.history()
    if backend:
        views["runners"] = report.runners(signature, backend=backend, optimize=optimize or "O2")
    texts = {}
    if plan:
        texts["plan"] = str(report.plan(signature))
    if text:
        texts["text"] = report.graph_text()
    if as_json:
        found = {name: each.to_json() for name, each in views.items()}
        print_json("inspect", {**report.to_json(), **found, **texts})
        return
    parts = [*(each.text() for each in views.values()), *(each.rstrip() for each in texts.values())]
    click.echo("\n\n".join(parts) if parts else report.text())
