"""``graphrt optimize``: passes over a model, with a receipt for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

if TYPE_CHECKING:
    from graphrt import Graph, Model, PassReport

EPILOG = """\b
Examples:
  graphrt example neuron -o neuron.pb
  graphrt optimize neuron.pb -o fast.pb
  graphrt optimize neuron.pb --level O1 --verify
  graphrt optimize two_layer_net.pb --passes "canonicalize,fold{max_bytes=1000},cse,dce"
  graphrt optimize two_layer_net.pb -o predict.pb --freeze predict
  graphrt optimize two_layer_net.pb --why-not fold
  graphrt optimize two_layer_net.pb -s train --print-after cse
  graphrt optimize --list-passes

Without -o nothing is written: the receipts say what would change. O1 keeps every bit of every
result; O2 also recognises sigmoid, softmax and others written out in primitives, which rounds
differently: --verify says by how much.
"""


@click.command("optimize", epilog=EPILOG)
@click.argument("model", metavar="MODEL", required=False)
@click.option("-o", "--output", metavar="FILE.pb", help="Where to write the optimized model.")
@click.option("--level", metavar="LEVEL", help="O0, O1, O2 or O3; default: O2.")
@click.option("--passes", metavar="PASS,...", help="These passes instead of a level's.")
@click.option(
    "-s", "--signature", "signatures", multiple=True, metavar="NAME",
    help="Only this signature; may be repeated. Default: all.",
)  # fmt: skip
@click.option("--freeze", metavar="SIGNATURE", help="Keep one signature, its variables constants.")
@click.option("--verify", is_flag=True, help="Compare outputs, updates, gradients with float64.")
@click.option(
    "--why-not", multiple=True, metavar="RULE", help="Say where a rule declined, and why."
)
@click.option("--print-after", multiple=True, metavar="PASS", help="Print the graph after a pass.")
@click.option("--report", metavar="FILE.json", help="Write the receipts to a file.")
@click.option("--list-passes", is_flag=True, help="List levels, passes, their options and rules.")
@options.force_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(**given: Any) -> None:
    """Rewrite the signatures of MODEL to compute the same with less."""
    limits = options.limits_of(given)
    run(Request(limits=limits, **given))


@dataclass(frozen=True)
class Request:
    """The command line of one call."""

    model: str | None
    output: str | None
    level: str | None
    passes: str | None
    signatures: tuple[str, ...]
    freeze: str | None
    verify: bool
    why_not: tuple[str, ...]
    print_after: tuple[str, ...]
    report: str | None
    list_passes: bool
    force: bool
    as_json: bool
    limits: Any


def run(request: Request) -> None:
    """Load, rewrite, verify, write, print."""
    import graphrt as gr
    from graphrt_cli.files import require_free, require_suffix

    if request.list_passes:
        _list_passes(request)
        return
    if request.model is None:
        raise gr.UsageError("no model is named", hint="graphrt optimize MODEL, or --list-passes")
    if request.level is not None and request.passes is not None:
        raise gr.UsageError("--level and --passes both say which passes to run; give one")
    require_suffix(request.report, ".json", "--report")
    require_free(request.output, request.force)
    require_free(request.report, request.force)
    _require_passes(request.print_after)
    before = gr.load(request.model, limits=request.limits)
    report = _report(request)
    after = gr.optimize(
        before,
        request.level or "O2",
        passes=request.passes,
        signatures=request.signatures or None,
        freeze=request.freeze,
        report=report,
    )
    checked = gr.verify_rewrite(before, after) if request.verify else None
    if checked is None or checked.ok:
        _write(request, after, report)
    record = {**_record(before, after, report), "output": request.output}
    if request.as_json:
        if checked is not None:
            record["verify"] = checked.to_json()
        print_json("optimize", record)
    else:
        click.echo(report.text())
        if checked is not None:
            click.echo(f"\n{checked.text()}")
    if checked is not None and not checked.ok:
        wrong = ", ".join(f"{row.signature} {row.name}" for row in checked.rows if not row.found.ok)
        raise gr.CheckFailed(f"rewriting changed more than rounding can: {wrong}")
    if request.output is not None:
        note(f"wrote {request.output}")


def _list_passes(request: Request) -> None:
    import graphrt as gr

    found = gr.pass_table()
    if request.as_json:
        print_json("passes", found.to_json())
    else:
        click.echo(found.text())


def _require_passes(names: tuple[str, ...]) -> None:
    import graphrt as gr
    from graphrt.errors import nearest

    known = [row["name"] for row in gr.pass_table().rows] if names else []
    for name in names:
        if name not in known:
            raise gr.UsageError(f"there is no pass {name!r}", hint=nearest(name, known))


def _report(request: Request) -> PassReport:
    """A report that prints the graph after the passes asked for."""
    import graphrt as gr

    class Printing(gr.PassReport):
        def after(self, run: Any, graph: Graph) -> None:
            super().after(run, graph)
            if run.step.name in request.print_after:
                text = f"# {self.signature} after {run.step}\n{graph}"
                click.echo(text, err=request.as_json)

    return Printing(request.why_not)


def _record(before: Model, after: Model, report: PassReport) -> dict[str, Any]:
    return {"model": before.name, "digest": after.digest, **report.to_json()}


def _write(request: Request, model: Model, report: PassReport) -> None:
    if request.output is not None:
        model.save(request.output)
    if request.report is not None:
        import json

        from graphrt_cli.files import write_text

        write_text(request.report, json.dumps(report.to_json(), indent=1) + "\n")
