"""``graphrt check``: is this file a valid model, what would it cost, are its gradients right."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

EPILOG = """\b
Examples:
  graphrt check gates.pb
  graphrt check two_layer_net.pb --grad
  graphrt check two_layer_net.pb --untrusted --max-nodes 1000
"""

# what a file from nowhere may ask for, unless a flag says otherwise
UNTRUSTED = {
    "file_bytes": 256 * 2**20,
    "graph_bytes": 16 * 2**20,
    "tensor_bytes": 256 * 2**20,
    "weights_bytes": 4 * 2**30,
    "entries": 100_000,
    "record_bytes": 32 * 2**20,
    "nodes": 200_000,
    "functions": 1_000,
    "nesting": 16,
}


@click.command("check", epilog=EPILOG)
@options.model_argument
@click.option(
    "--grad",
    is_flag=True,
    help="Check gradients by finite differences in float64, and those stored in the file.",
)
@options.signature_option
@click.option("--loss", metavar="OUTPUT", help="With --grad: the scalar output; default: the loss.")
@click.option("--untrusted", is_flag=True, help="Stricter limits; runs nothing of the model.")
@options.limit_options(shown=True)
@options.json_option
@options.verbose_option
def command(
    model: str,
    grad: bool,
    signature: str | None,
    loss: str | None,
    untrusted: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Load and verify MODEL as `run` does; state its peak memory, FLOPs and largest tensor."""
    import graphrt as gr

    if untrusted and grad:
        raise gr.UsageError("--grad runs the model, which --untrusted rules out")
    if not grad and (signature or loss):
        raise gr.UsageError("-s and --loss say what --grad checks; add --grad")
    limits = options.limits_of(given, **(UNTRUSTED if untrusted else {}))
    report = gr.check(model, limits=limits, grad=grad, signature=signature, loss=loss)
    if as_json:
        print_json("check", report.to_json())
    else:
        click.echo(report.text())
    if not report.ok:
        wrong = (
            [row.name for row in report.gradients.rows if not row.ok] if report.gradients else []
        )
        raise gr.CheckFailed(f"wrong gradients: {', '.join(wrong)}")
