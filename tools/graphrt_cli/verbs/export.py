"""``graphrt export``: a model in another format, with other weights, or back from text."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

EPILOG = """\b
Examples:
  graphrt export gates.pb -o gates.txt
  graphrt export gates.txt -o again.pb
  graphrt export two_layer_net.pb -o two_layer_net.safetensors
  graphrt export two_layer_net.pb --weights two_layer_net.safetensors -o same.pb
  graphrt export two_layer_net.pb -s train -o train.dot

The suffix says the format: .pb (the model), .txt (its text; arrays above 64 elements
go to a .npz of the same stem), .npz and .safetensors (the variables), .dot and .mmd
(a graph for Graphviz or Mermaid). MODEL is a .pb, or a .txt written by export.
"""


@click.command("export", epilog=EPILOG)
@options.model_argument
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="The file to write: .pb, .txt, .npz, .safetensors, .dot or .mmd.",
)
@click.option(
    "--weights",
    metavar="FILE",
    help="Values for the variables first: .npz, .safetensors or .pb.",
)
@click.option("--partial", is_flag=True, help="With --weights: take those that are in both.")
@options.signature_option
@options.force_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    output: str,
    weights: str | None,
    partial: bool,
    signature: str | None,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write MODEL as text, weights, a graph to draw, or a model with other weights."""
    import graphrt as gr
    from graphrt_cli.files import require_free

    if partial and weights is None:
        raise gr.UsageError("--partial is about --weights, which is not given")
    require_free(output, force)
    limits = options.limits_of(given)
    if model.lower().endswith(".txt"):
        loaded = gr.load_text(model, limits=limits)
    else:
        loaded = gr.load(model, limits=limits, allow_unknown_ops=True)
    if weights is not None:
        loaded = gr.load_weights(loaded, weights, partial=partial, limits=limits)
    done = gr.export(loaded, output, signature=signature, force=force)
    if as_json:
        print_json("export", done.to_json())
    else:
        for path in done.files:
            note(f"wrote {path}")
