"""The entry point: which verbs there are, and what an error looks like.

Nothing here imports numpy or graphrt's heavy parts: ``graphrt --help`` costs what click costs.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from graphrt_cli.terminal import State, fail

# verb -> one line of help; the command is `graphrt_cli.verbs.<verb>.command`
VERBS: dict[str, str] = {
    "run": "Run a signature of a model.",
    "train": "Train a model on data, from the file alone.",
    "inspect": "Show what is in a model.",
    "diff": "Compare two models: structure, weights, behaviour.",
    "bench": "Time a signature.",
    "visualize": "Draw a model, with values and gradients on its wires.",
    "optimize": "Rewrite a model to compute the same with less.",
    "check": "Verify a model file, and its gradients.",
    "debug": "Find a NaN or a lost gradient, or watch a step node by node.",
    "export": "Write a model as text, weights or a graph, or with other weights.",
    "grad": "Add the gradients of an output to a model.",
    "edit": "Rename, reshape or extract parts of a model.",
    "codegen": "Write a signature as flat, readable NumPy.",
    "example": "List small example models, or write one.",
    "ops": "Show the table of ops.",
    "doctor": "Show what this installation can do.",
}

ALIASES = {"convert": "export"}

# A short process makes little garbage, and its imports many objects: searching those for cycles
# costs 5 ms of a start.
gc.set_threshold(200_000)

EXIT_CODES = """\b
Exit codes:
  0  ok                           3  the model is invalid or too new
  1  a comparison or check failed 4  refused by a safety limit
  2  usage                        5  the run failed
"""

BROKEN_PIPE = 141  # what a shell reports for a process ended by SIGPIPE
INTERRUPTED = 130


class Verbs(click.Group):
    """A group that imports a verb when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"graphrt_cli.verbs.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS and args[0] not in ALIASES and not args[0].startswith("-"):
            from graphrt.errors import UsageError, nearest

            raise UsageError(f"there is no verb {args[0]!r}", hint=nearest(args[0], VERBS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # whoever read the output has had enough; the interpreter's own flush must not fail
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        state = State()
        try:
            code = super().main(
                args=args,
                prog_name="graphrt",
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                obj=state,
                **extra,
            )
        except Exception as error:
            code = exit_code(error)
            if code == INTERRUPTED:
                click.echo("graphrt: interrupted", err=True)
            else:
                fail(error, verbose=state.verbose)
        sys.exit(code if isinstance(code, int) else 0)


def exit_code(error: BaseException) -> int:
    """What the process returns for ``error``; 5 for anything nobody foresaw."""
    if isinstance(error, click.Abort):
        return INTERRUPTED
    code: int = getattr(error, "exit_code", 5)
    return code


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from graphrt.version import __version__

        click.echo(f"graphrt {__version__}")
        ctx.exit()


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Run, inspect, check and draw models saved by graphrt.

    \b
    Start with an example:
      graphrt example gates -o gates.pb
      graphrt run gates.pb -i x=-2 -i y=5 -i z=-4 --grad f
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> NoReturn:
    """Run the command line of this process, and leave without taking the interpreter down.

    Everything is written and flushed by then; freeing numpy's modules one by one would take
    10 ms that the user waits for.
    """
    try:
        cli.main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
