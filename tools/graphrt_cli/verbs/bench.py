"""``graphrt bench``: how fast a signature runs."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

EPILOG = """\b
Examples:
  graphrt bench gates.pb --runs 1000
  graphrt bench two_layer_net.pb -s train --duration 0.2
  graphrt bench two_layer_net.pb --dim N=256 --duration 0.2 --threads 1 -v
  graphrt bench two_layer_net.pb -s train --profile --runs 100 --json
  graphrt bench two_layer_net.pb -s train --optimize O2 --runs 100

Inputs are those given, else the example stored in the file, else random numbers; --dim asks
for random ones of that size. A training signature trains a copy: the file is never changed.
Times are of a monotonic clock and include the call from Python.
"""


@click.command("bench", epilog=EPILOG)
@options.model_argument
@options.signature_option
@options.dim_option
@options.input_options
@click.option("--runs", type=int, metavar="NUMBER", help="How many runs to time.")
@click.option(
    "--duration",
    type=options.Number(),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Without --runs: how long to go on; at least 5 runs.",
)
@click.option(
    "--warmup", type=int, default=5, show_default=True, metavar="NUMBER", help="Runs before that."
)
@click.option("--profile", is_flag=True, help="Also the time per op and per node.")
@click.option("--optimize", metavar="LEVEL", help="Optimize first: O0, O1, O2 or O3.")
@options.threads_option
@options.backend_option
@options.memory_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    signature: str | None,
    dims: tuple[str, ...],
    inputs: tuple[str, ...],
    inputs_file: str | None,
    threads: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Run a signature of MODEL again and again; print percentiles, throughput and memory."""
    options.use_threads(threads)
    import graphrt as gr
    from graphrt_cli.inputs import missing_inputs, read_dims, read_inputs

    limits = options.limits_of(given)
    loaded = gr.load(model, limits=limits)
    chosen = loaded.signature(signature)
    feeds: dict[str, Any] = {}
    if inputs or inputs_file:
        feeds, _ = read_inputs(chosen, inputs, inputs_file, limits)
        if len(feeds) < len(chosen.inputs):
            words = ["graphrt", "bench", model, *(["-s", signature] if signature else [])]
            words += ["--inputs", inputs_file] if inputs_file else []
            raise missing_inputs(chosen, feeds, words, inputs)
    report = gr.bench(loaded, signature, feeds=feeds, dims=read_dims(dims), **given)
    if as_json:
        print_json("bench", report.to_json())
    else:
        click.echo(report.text())
