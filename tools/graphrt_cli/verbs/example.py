"""``graphrt example``: small models to start from."""

from __future__ import annotations

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

EPILOG = """\b
Examples:
  graphrt example
  graphrt example neuron -o neuron.pb
  graphrt example gates -o gates.pb --force
"""


@click.command("example", epilog=EPILOG)
@click.argument("name", required=False)
@click.option("-o", "--output", metavar="FILE.pb", help="Where to write the model.")
@options.force_option
@options.json_option
@options.verbose_option
def command(name: str | None, output: str | None, force: bool, as_json: bool) -> None:
    """List the example models, or write the one called NAME."""
    import graphrt as gr
    from graphrt.errors import table
    from graphrt_cli.files import require_free

    if name is None:
        if output is not None:
            raise gr.UsageError("-o needs the name of an example", hint="graphrt example")
        found = gr.examples()
        if as_json:
            print_json("example", {"examples": found})
        else:
            click.echo("\n".join(table(list(found.items()))))
        return
    model = gr.example(name)
    if output is None:
        raise gr.UsageError(
            "no file is named to write to", hint=f"graphrt example {name} -o {name}.pb"
        )
    require_free(output, force)
    model.save(output)
    if as_json:
        print_json("example", {"name": name, "path": output, "digest": model.digest})
    note(f"wrote {output}; try: graphrt run {output}")
