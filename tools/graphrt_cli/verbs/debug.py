"""``graphrt debug``: where values and gradients go wrong, and how they come about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

if TYPE_CHECKING:
    from graphrt import Model

NAN = """\b
Examples:
  graphrt debug nan two_layer_net.pb -s train
  graphrt debug nan two_layer_net.pb -s train --steps 100
  graphrt debug nan gates.pb -i x=1e200 -i y=1e200 -i z=1e200 --repro one_node.pb

Exit 1 where a value is NaN or infinite. The one-node model has what that node read as its example.
"""
PATH = """\b
Examples:
  graphrt debug grad-path two_layer_net.pb w1
  graphrt debug grad-path gates.pb z --loss f

Exit 1 where no gradient arrives: the cut is marked and named.
"""
STEP = """\b
Examples:
  graphrt debug step gates.pb
  graphrt debug step gates.pb -o gates.html
  graphrt debug step two_layer_net.pb -s train -o net.html
"""


@click.group("debug", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Find the first NaN, a lost gradient, or watch a step node by node.

    \b
    Examples:
      graphrt debug nan two_layer_net.pb -s train
      graphrt debug grad-path two_layer_net.pb w1
      graphrt debug step gates.pb -o gates.html
    """
    if ctx.invoked_subcommand is None:
        import graphrt as gr

        raise gr.UsageError("say what to debug: nan, grad-path or step", hint="graphrt debug -h")


@command.command("nan", epilog=NAN)
@options.model_argument
@options.signature_option
@options.input_options
@click.option("--steps", type=click.IntRange(min=1), default=1, show_default=True,
              help="How many steps to make, the first that goes wrong ends it.")  # fmt: skip
@click.option("--repro", metavar="FILE.pb", help="Write a model of the one node.")
@options.force_option
@options.limit_options()
@options.json_option
@options.verbose_option
def nan(
    model: str,
    signature: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    steps: int,
    repro: str | None,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Name the first value of MODEL that is NaN or infinite, and the rule that was broken."""
    import graphrt as gr
    from graphrt_cli.files import require_free

    require_free(repro, force)
    loaded, feeds = _load(model, signature, inputs, inputs_file, given)
    report = gr.find_nan(loaded, signature, feeds=feeds, steps=steps)
    _print("debug", report, as_json)
    if report.ok:
        return
    if repro is not None and report.repro is not None:
        report.repro.save(repro)
        note(f"wrote {repro}; try: graphrt run {repro}")
    raise gr.CheckFailed(f"%{report.node} is not finite: {report.cause}")


@command.command("grad-path", epilog=PATH)
@options.model_argument
@click.argument("parameter")
@options.signature_option
@click.option("--loss", metavar="OUTPUT", help="Where the path begins; default: the loss.")
@options.input_options
@options.limit_options()
@options.json_option
@options.verbose_option
def grad_path(
    model: str,
    parameter: str,
    signature: str | None,
    loss: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Follow the gradient from the loss of MODEL to PARAMETER, a variable, input or node."""
    import graphrt as gr

    loaded, feeds = _load(model, signature, inputs, inputs_file, given)
    path = gr.grad_path(loaded, parameter, loss=loss, signature=signature, feeds=feeds)
    _print("debug", path, as_json)
    if not path.ok:
        raise gr.CheckFailed(f"no gradient reaches {parameter}: {path.reason}")


@command.command("step", epilog=STEP)
@options.model_argument
@options.signature_option
@click.option("--loss", metavar="OUTPUT", help="Where backward begins; default: the loss.")
@options.input_options
@click.option("-o", "--output", metavar="FILE.html", help="Write the page that plays the steps.")
@options.force_option
@options.limit_options()
@options.json_option
@options.verbose_option
def step(
    model: str,
    signature: str | None,
    loss: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    output: str | None,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Play forward and backward of MODEL node by node: upstream x local = downstream."""
    import graphrt as gr
    from graphrt_cli.files import require_free, require_suffix

    require_suffix(output, ".html", "the page")
    require_free(output, force)
    loaded, feeds = _load(model, signature, inputs, inputs_file, given)
    player = gr.step_player(loaded, signature, loss=loss or True, feeds=feeds)
    if output is not None:
        player.save(output)
        note(f"wrote {output}")
    if as_json or output is None:
        _print("debug", player, as_json)


def _load(
    path: str,
    signature: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    given: dict[str, Any],
) -> tuple[Model, dict[str, Any] | None]:
    import graphrt as gr
    from graphrt_cli.inputs import read_inputs

    limits = options.limits_of(given)
    loaded = gr.load(path, limits=limits)
    if not inputs and not inputs_file:
        return loaded, None
    feeds, _ = read_inputs(loaded.signature(signature), inputs, inputs_file, limits)
    return loaded, feeds


def _print(schema: str, result: Any, as_json: bool) -> None:
    if as_json:
        print_json(schema, result.to_json())
    else:
        click.echo(result.text())
