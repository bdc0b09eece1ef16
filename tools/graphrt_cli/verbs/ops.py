"""``graphrt ops``: the table of ops."""

from __future__ import annotations

import dataclasses

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

EPILOG = """\b
Examples:
  graphrt ops
  graphrt ops matmul relu
  graphrt ops --json
"""


@click.command("ops", epilog=EPILOG)
@click.argument("names", nargs=-1, metavar="[OP]...")
@options.json_option
@options.verbose_option
def command(names: tuple[str, ...], as_json: bool) -> None:
    """Show every op, or those named: operands, attributes, gradient, ONNX name."""
    import graphrt as gr
    from graphrt.errors import nearest

    table = gr.op_table()
    if names:
        known = {row["name"]: row for row in table.rows}
        for name in names:
            if name not in known:
                raise gr.UsageError(f"there is no op {name!r}", hint=nearest(name, known))
        table = dataclasses.replace(table, rows=tuple(known[name] for name in names))
    if as_json:
        print_json("ops", table.to_json())
    else:
        click.echo(table.text())
