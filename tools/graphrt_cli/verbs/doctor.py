"""``graphrt doctor``: what this installation can do."""

from __future__ import annotations

import click

from graphrt_cli import options
from graphrt_cli.terminal import print_json

EPILOG = """\b
Examples:
  graphrt doctor
  graphrt doctor --json
"""


@click.command("doctor", epilog=EPILOG)
@options.json_option
@options.verbose_option
def command(as_json: bool) -> None:
    """Show versions, processors, backends, and what is missing."""
    import graphrt as gr

    report = gr.doctor()
    if as_json:
        print_json("doctor", report.to_json())
    else:
        click.echo(report.text())
    if not report.ok:
        raise gr.CheckFailed("something graphrt needs is missing")
