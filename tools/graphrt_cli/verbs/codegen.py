"""``graphrt codegen``: a signature as flat NumPy, as on a blackboard."""

from __future__ import annotations

from pathlib import Path

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

EPILOG = """\b
Examples:
  graphrt codegen two_layer_net.pb -s train
  graphrt codegen gates.pb
  graphrt codegen two_layer_net.pb -s train --steps 100 -o net.py
  python net.py

The script imports numpy alone. Variables, and the example that is fed, are written beside it:
net.py loads net.npz. An op without a short NumPy form is refused by name.
"""


@click.command("codegen", epilog=EPILOG)
@options.model_argument
@options.signature_option
@click.option("--steps", type=click.IntRange(min=0), default=1000, show_default=True,
              help="How many steps the script makes, where the signature changes variables.")  # fmt: skip
@click.option(
    "-o", "--output", metavar="FILE.py", help="Write the script, and its arrays beside it."
)
@options.force_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    signature: str | None,
    steps: int,
    output: str | None,
    force: bool,
    as_json: bool,
    **given: object,
) -> None:
    """Print a signature of MODEL as NumPy source: forward, backward and update, line by line."""
    import graphrt as gr
    from graphrt_cli.files import require_free, require_suffix, write_npz, write_text

    require_suffix(output, ".py", "the script")
    loaded = gr.load(model, limits=options.limits_of(given))
    stem = Path(model if output is None else output).stem
    code = gr.codegen(loaded, signature, steps=steps, stem=stem)
    if output is not None:
        beside = str(Path(output).with_name(code.arrays_name))
        for path in (output, beside):
            require_free(path, force)
        if code.arrays:
            write_npz(beside, code.arrays)
        write_text(output, code.source)
        note(f"wrote {output}" + (f" and {beside}" if code.arrays else ""))
    if as_json:
        print_json("codegen", code.to_json())
    elif output is None:
        click.echo(code.text())
