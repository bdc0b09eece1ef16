"""``graphrt edit``: small surgery on a model without a script."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import edited, options

RENAME = """\b
Examples:
  graphrt edit rename two_layer_net.pb x=image y_hat=scores -o new.pb
  graphrt edit rename two_layer_net.pb input:x=image variable:w1=layer1/w -o new.pb

A name stands for every input, output, variable, node and signature that has it;
input:x means the input alone, and so do output:, variable:, node: and signature:.
"""
RESHAPE = """\b
Examples:
  graphrt edit reshape two_layer_net.pb N=32 -o batch32.pb
  graphrt edit reshape two_layer_net.pb x=1x8 -o one.pb
  graphrt edit reshape one.pb x=Nx8 -o any.pb

A symbol gets a number everywhere; an input gets all its extents, numbers or symbols.
"""
EXTRACT = """\b
Examples:
  graphrt edit extract two_layer_net.pb -s predict -o predict.pb
  graphrt edit extract two_layer_net.pb --outputs relu_0 -o hidden.pb
  graphrt edit extract two_layer_net.pb --outputs y_hat --inputs relu_0 -o head.pb
"""


@click.group("edit", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Rename, reshape or extract parts of a model.

    \b
    Examples:
      graphrt edit rename two_layer_net.pb x=image -o renamed.pb
      graphrt edit reshape two_layer_net.pb N=32 -o batch32.pb
      graphrt edit extract two_layer_net.pb -s predict -o predict.pb
    """
    if ctx.invoked_subcommand is None:
        import graphrt as gr

        raise gr.UsageError("say what to edit: rename, reshape or extract", hint="graphrt edit -h")


@command.command("rename", epilog=RENAME)
@options.model_argument
@click.argument("names", nargs=-1, required=True, metavar="OLD=NEW...")
@edited.result_options
def rename(model: str, names: tuple[str, ...], **given: Any) -> None:
    """Give inputs, outputs, variables, nodes or signatures of MODEL other names."""
    import graphrt as gr

    pairs = _pairs(names, "OLD=NEW")
    edited.write("edit", model, given, lambda loaded: gr.edit.rename(loaded, pairs))


@command.command("reshape", epilog=RESHAPE)
@options.model_argument
@click.argument("sizes", nargs=-1, required=True, metavar="NAME=EXTENTS...")
@edited.result_options
def reshape(model: str, sizes: tuple[str, ...], **given: Any) -> None:
    """Give symbols of MODEL a number, or its inputs other extents."""
    import graphrt as gr

    wanted = {name: _extents(text) for name, text in _pairs(sizes, "NAME=EXTENTS").items()}
    edited.write("edit", model, given, lambda loaded: gr.edit.reshape(loaded, wanted))


@command.command("extract", epilog=EXTRACT)
@options.model_argument
@click.option("-s", "--signature", "signatures", multiple=True, metavar="NAME", help="Keep this.")
@click.option("--outputs", metavar="NAME,...", help="Keep what these outputs or nodes need.")
@click.option("--inputs", metavar="NAME,...", help="With --outputs: nodes that become inputs.")
@edited.result_options
def extract(
    model: str,
    signatures: tuple[str, ...],
    outputs: str | None,
    inputs: str | None,
    **given: Any,
) -> None:
    """Take some signatures out of MODEL, or what some outputs or nodes are computed from."""
    import graphrt as gr

    if bool(signatures) == bool(outputs):
        raise gr.UsageError("say what to extract: either -s NAME or --outputs NAME,...")
    if inputs and not outputs:
        raise gr.UsageError("--inputs is about --outputs, which is not given")
    parts = {"outputs": options.names(outputs), "inputs": options.names(inputs)}
    edited.write("edit", model, given, lambda loaded: gr.edit.extract(loaded, signatures, **parts))


def _pairs(texts: tuple[str, ...], form: str) -> dict[str, str]:
    import graphrt as gr

    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise gr.UsageError(f"{text!r} is not {form}")
        if name in pairs:
            raise gr.UsageError(f"{name!r} is there twice")
        pairs[name] = value
    return pairs


def _extents(text: str) -> list[int | str]:
    return [int(each) if each.isdecimal() else each for each in text.split("x")]
