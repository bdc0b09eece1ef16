"""What verbs share that turn a model into another one: their options, and what they print."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

if TYPE_CHECKING:
    from graphrt import Model

F = TypeVar("F", bound=Callable[..., Any])


def result_options(function: F) -> F:
    """What all edits take beside what is to be edited."""
    for option in (
        options.verbose_option,
        options.json_option,
        options.limit_options(),
        options.force_option,
        click.option("-o", "--output", required=True, metavar="FILE.pb", help="The new model."),
    ):
        function = option(function)
    return function


def write(verb: str, path: str, given: dict[str, Any], change: Callable[[Model], Model]) -> None:
    """Load, change, save, and say what is different."""
    import graphrt as gr
    from graphrt_cli.files import require_free, require_suffix

    output: str = given["output"]
    require_suffix(output, ".pb", "-o")
    require_free(output, given["force"])
    limits = options.limits_of(given)
    before = gr.load(path, limits=limits)
    after = change(before)
    after.save(output)
    if given["as_json"]:
        record = {"model": after.name, "path": output, "digest": after.digest}
        print_json(verb, {**record, "before": _counts(before), "after": _counts(after)})
        return
    note(f"wrote {output}")
    was, now = _counts(before), _counts(after)
    for what in was:
        if was[what] != now[what]:
            click.echo(f"{what}: {was[what]} -> {now[what]}")
    for signature in after.signatures.values():
        inputs = ", ".join(f"{name}: {value.type}" for name, value in signature.inputs.items())
        outputs = ", ".join(f"{name}: {value.type}" for name, value in signature.outputs.items())
        click.echo(f"{signature.name}({inputs}) -> {outputs}")


def _counts(model: Model) -> dict[str, int]:
    return {
        "nodes": sum(len(graph) for graph in model.graphs),
        "variables": len(model.variables),
        "signatures": len(model.signatures),
        "examples": sum(len(each.examples) for each in model.signatures.values()),
    }
