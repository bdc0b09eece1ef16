"""``graphrt visualize``: the picture of a signature."""

from __future__ import annotations

from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

# what a user writes -> the name of the format
FORMATS = {
    "svg": "svg",
    "html": "html",
    "dot": "dot",
    "mmd": "mermaid",
    "mermaid": "mermaid",
    "txt": "text",
    "text": "text",
}
SUFFIXES = {**FORMATS, "htm": "html", "gv": "dot"}

EPILOG = """\b
Examples:
  graphrt visualize gates.pb
  graphrt visualize gates.pb -i x=-2 -i y=5 -i z=-4 --backward -o gates.svg
  graphrt visualize two_layer_net.pb -s train --backward loss -o net.html
  graphrt visualize two_layer_net.pb --format mmd
  graphrt visualize two_layer_net.pb -s train --full --focus relu_0 --depth 1
  graphrt visualize two_layer_net.pb -s train --full --expand all -o all.svg
  graphrt visualize gates.pb -i x=-2 -i y=5 -i z=-4 --blank grads -o exercise.svg

Values stand above the wires in green, gradients below in red. Scopes and repeated
blocks of a large graph are drawn as one box each; in the HTML page a click opens them.
A worksheet drawn again without --blank is its solution.
"""


@click.command("visualize", epilog=EPILOG)
@options.model_argument
@options.signature_option
@options.input_options
@click.option(
    "-o", "--output", metavar="FILE", help="Write the picture: .svg, .html, .dot, .mmd or .txt."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="The format printed without -o; default: txt.",
)
@click.option(
    "--backward",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[LOSS]",
    help="Show the gradients of LOSS; default: the loss of training, or the only scalar output.",
)
@click.option("--full", is_flag=True, help="Draw gradient and update nodes, too.")
@click.option("--focus", metavar="NODE", help="Draw this node and what surrounds it.")
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    help="How many wires around --focus are drawn; default: 2.",
)
@click.option(
    "--expand", multiple=True, metavar="GROUP", help="Open a scope or group, or all.  [repeatable]"
)
@click.option(
    "--collapse",
    multiple=True,
    metavar="GROUP",
    help="Close a scope or group, or all.  [repeatable]",
)
@click.option(
    "--blank",
    type=click.Choice(["grads", "values"]),
    help="A worksheet: leave the gradients or the values to be worked out.",
)
@options.force_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    signature: str | None,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    output: str | None,
    form: str | None,
    backward: str | None,
    full: bool,
    focus: str | None,
    depth: int | None,
    expand: tuple[str, ...],
    collapse: tuple[str, ...],
    blank: str | None,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Draw MODEL as SVG, HTML, DOT, Mermaid or text."""
    import graphrt as gr
    from graphrt_cli.files import require_free
    from graphrt_cli.inputs import read_inputs

    if depth is not None and focus is None:
        raise gr.UsageError("--depth is about --focus", hint="say --focus NODE, too")
    chosen_format = _format(output, form)
    require_free(output, force)
    limits = options.limits_of(given)
    loaded = gr.load(model, limits=limits, allow_unknown_ops=True)
    feeds = None
    if inputs or inputs_file:
        name = signature
        wanted = backward == "" or (backward is None and blank == "grads")
        if name is None and wanted and loaded.train is not None:
            name = loaded.train.signature  # the signature whose loss is drawn
        feeds, _ = read_inputs(loaded.signature(name), inputs, inputs_file, limits)
    drawing = gr.visualize(
        loaded,
        signature,
        format=chosen_format,
        feeds=feeds,
        backward=True if backward == "" else backward,
        full=full,
        focus=focus,
        depth=2 if depth is None else depth,
        expand=expand,
        collapse=collapse,
        blank=blank,
    )
    if output is not None:
        drawing.save(output)
        note(f"wrote {output}")
    if as_json:
        print_json("visualize", drawing.to_json())
    elif output is None:
        click.echo(drawing.text, nl=not drawing.text.endswith("\n"))


def _format(output: str | None, form: str | None) -> str:
    """The format of the picture: the suffix of ``-o``, else ``--format``, else text."""
    import graphrt as gr

    if output is None:
        return FORMATS[form or "txt"]
    suffix = output.rpartition(".")[2].lower() if "." in output else ""
    if suffix not in SUFFIXES:
        raise gr.UsageError(
            f"-o {output!r}: the suffix is no picture format",
            hint="use .svg, .html, .dot, .mmd or .txt",
        )
    if form is not None and FORMATS[form] != SUFFIXES[suffix]:
        raise gr.UsageError(f"-o {output!r} and --format {form} disagree")
    return SUFFIXES[suffix]
