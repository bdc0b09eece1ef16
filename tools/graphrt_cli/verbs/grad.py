"""``graphrt grad``: derivatives of an output as nodes of the model, with a signature that runs them."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import edited, options

EPILOG = """\b
Examples:
  graphrt grad gates.pb -o with_grad.pb
  graphrt run with_grad.pb -s grad
  graphrt grad two_layer_net.pb --loss loss --wrt w1,x -o net_grad.pb
  graphrt grad gates.pb --wrt x --order 2 -o second.pb
  graphrt grad two_layer_net.pb --hessian w1,w2 -o net_hessian.pb

The new signature is called grad. It returns the loss, grad_NAME for each NAME of --wrt, then
hessian_NAME for each NAME of --hessian and hessian_NAME_OTHER for each two of them. The model
can be saved, optimized, drawn and differentiated like any other.
"""


@click.command("grad", epilog=EPILOG)
@options.model_argument
@click.option("--loss", metavar="NAME",
              help="The output or node to differentiate; default: the loss, or the only scalar.")  # fmt: skip
@click.option("--wrt", metavar="NAME,...",
              help="Inputs and variables; default: all trainable variables, or the inputs.")  # fmt: skip
@click.option("-s", "--signature", metavar="NAME",
              help="The signature the loss is in; default: the one that trains, or predict.")  # fmt: skip
@click.option("--order", type=click.IntRange(min=1), default=1, show_default=True,
              help="Of scalars, the derivatives up to this one.")  # fmt: skip
@click.option("--hessian", metavar="NAME,...", help="The second derivatives in these.")
@edited.result_options
def command(
    model: str,
    loss: str | None,
    wrt: str | None,
    signature: str | None,
    order: int,
    hessian: str | None,
    **given: Any,
) -> None:
    """Add the gradients of an output of MODEL to it, as a signature."""
    import graphrt as gr

    edited.write(
        "grad",
        model,
        given,
        lambda loaded: gr.grad(
            loaded,
            None if wrt is None else options.names(wrt),
            loss=loss,
            signature=signature,
            order=order,
            hessian=options.names(hessian),
        ),
    )
