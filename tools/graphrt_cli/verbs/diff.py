"""``graphrt diff``: what two models have not in common."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

EPILOG = """\b
Examples:
  graphrt diff two_layer_net.pb two_layer_net.pb
  graphrt diff two_layer_net.pb two_layer_net.pb --only structure,weights
  graphrt diff two_layer_net.pb two_layer_net.pb -i x=randn:4x8 --rtol 1e-5
  graphrt diff gates.pb gates.pb -s predict --json

Structure ignores what nodes are called and their order; weights are compared by name; behaviour
runs both models on the same inputs (those given, else the stored examples, else random
numbers) and finds the first tensor at which they part. Exit 0: equal, 1: different.
"""


@click.command("diff", epilog=EPILOG)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--only", metavar="LEVEL,...", help="Of structure, weights, behaviour; default: all three."
)
@options.signature_option
@options.dim_option
@options.input_options
@click.option("--rtol", type=options.Number(min=0), default=0.0, show_default=True,
              help="How far apart numbers may be, relative to the larger.")  # fmt: skip
@click.option("--atol", type=options.Number(min=0), default=0.0, show_default=True,
              help="How far apart they may be in any case.")  # fmt: skip
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    first: str,
    second: str,
    only: str | None,
    signature: str | None,
    dims: tuple[str, ...],
    inputs: tuple[str, ...],
    inputs_file: str | None,
    rtol: float,
    atol: float,
    as_json: bool,
    **given: Any,
) -> None:
    """Compare two models: structure, weights and behaviour."""
    import graphrt as gr
    from graphrt_cli.inputs import missing_inputs, read_dims, read_inputs

    limits = options.limits_of(given)
    left, right = (gr.load(path, limits=limits) for path in (first, second))
    feeds: dict[str, Any] = {}
    if inputs or inputs_file:
        chosen = left.signature(signature)
        feeds, _ = read_inputs(chosen, inputs, inputs_file, limits)
        if len(feeds) < len(chosen.inputs):
            words = ["graphrt", "diff", first, second, *(["-s", signature] if signature else [])]
            words += ["--inputs", inputs_file] if inputs_file else []
            raise missing_inputs(chosen, feeds, words, inputs)
    levels = {} if only is None else {"levels": [each.strip() for each in only.split(",")]}
    found = gr.diff(
        left, right, signature=signature, feeds=feeds, dims=read_dims(dims), rtol=rtol, atol=atol,
        **levels,
    )  # fmt: skip
    if as_json:
        print_json("diff", found.to_json())
    else:
        click.echo(found.text())
    if not found.equal:
        raise gr.CheckFailed(f"{first!r} and {second!r} differ: {', '.join(found.differing)}")
