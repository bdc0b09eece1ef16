"""Options that several verbs share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from graphrt_cli.terminal import State, note

F = TypeVar("F", bound=Callable[..., Any])

# The fields of `graphrt.Limits`, whose flags its messages name. Repeated here because reading
# them there would make `--help` import numpy; a test holds the two together.
LIMITS: dict[str, str] = {
    "file_bytes": "Largest model file.",
    "weights_bytes": "Largest weights file beside the model.",
    "graph_bytes": "Largest model file without its tensors.",
    "tensor_bytes": "Most bytes of all tensors together.",
    "entries": "Most entries of all tables.",
    "record_bytes": "Most memory for one entry.",
    "nodes": "Most nodes.",
    "signatures": "Most signatures.",
    "functions": "Most functions.",
    "nesting": "Deepest nesting of bodies.",
    "trips": "Most trips that nested loops make together.",
    "rank": "Most axes of a type.",
    "name_length": "Longest name.",
    "string_length": "Longest string.",
    "symbol_length": "Longest symbolic extent, as text.",
}
_UNITS = {"": 1, **{letter: 1000**i for i, letter in enumerate("kmgt", 1)}}
_UNITS |= {f"{letter}i": 1024**i for i, letter in enumerate("kmgt", 1)}


def size(text: str) -> int:
    """A number with an optional unit: ``1500``, ``64kB``, ``1.5GB``, ``2GiB``."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(|[kmgt]i?)b?", text.strip().lower())
    if found is None:
        raise click.BadParameter(f"{text!r} is no size; write 1500, 64kB, 1.5GB or 2GiB")
    number, unit = found.groups()
    return int(number) if number.isdigit() and not unit else int(float(number) * _UNITS[unit])


class Number(click.FloatRange):
    """A number in a range; click itself would speak of a "float range"."""

    name = "number"


def names(text: str | None) -> list[str]:
    """Names with commas between them."""
    return [each.strip() for each in (text or "").split(",") if each.strip()]


def model_argument(function: F) -> F:
    return click.argument("model", metavar="MODEL")(function)


def signature_option(function: F) -> F:
    return click.option(
        "-s",
        "--signature",
        metavar="NAME",
        help="The signature; default: predict, or the only one.",
    )(function)


def input_options(function: F) -> F:
    function = click.option(
        "--inputs",
        "inputs_file",
        metavar="FILE.npz",
        help="A file with an array per input.",
    )(function)
    return click.option(
        "-i",
        "--input",
        "inputs",
        multiple=True,
        metavar="NAME=VALUE",
        help="An input: x=2, x=1,2,3, x=[[1,2],[3,4]], x=@f.npy, x=@f.npz:key, x=@photo.png,"
        " x=zeros:64x784, x=ones:64x784, x=randn:64x784@seed=7.",
    )(function)


def dim_option(function: F) -> F:
    return click.option(
        "--dim",
        "dims",
        multiple=True,
        metavar="NAME=NUMBER",
        help="How large a symbolic extent is: N=64.",
    )(function)


def threads_option(function: F) -> F:
    return click.option(
        "--threads",
        type=int,
        metavar="NUMBER",
        help="Threads of the linear algebra; default: OMP_NUM_THREADS, else CPU affinity and"
        " cgroup quota. -v says which.",
    )(function)


def backend_option(function: F) -> F:
    return click.option(
        "--backend",
        default="auto",
        show_default=True,
        metavar="NAME",
        help="What runs the steps: native, numpy, or the faster one that runs here (auto)."
        " -v says which, and why.",
    )(function)


def memory_option(function: F) -> F:
    return click.option(
        "--max-memory", type=size, metavar="SIZE", help="Refuse to run above this, e.g. 1GB."
    )(function)


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def force_option(function: F) -> F:
    return click.option("--force", is_flag=True, help="Replace files that exist.")(function)


def optimize_option(function: F) -> F:
    return click.option(
        "--optimize",
        default="O2",
        show_default=True,
        metavar="LEVEL",
        help="O0, O1, O2, O3 or passes before the run; see graphrt optimize --list-passes.",
    )(function)


def verbose_option(function: F) -> F:
    return click.option(
        "-v",
        "--verbose",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_set_verbose,
        help="Say more; show the traceback of an error.",
    )(function)


def use_threads(count: int | None) -> None:
    """Set the number of threads; to be called before anything loads NumPy."""
    import graphrt as gr

    chosen = gr.use_threads(count)
    if click.get_current_context().ensure_object(State).verbose:
        note(chosen.text())


def tell_backend(session: Any) -> None:
    """With ``-v``: which backend runs a session, and why."""
    if click.get_current_context().ensure_object(State).verbose:
        note(f"backend {session.backend}, {session.backend_reason}")


def _set_verbose(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.ensure_object(State).verbose = True


def limit_options(*, shown: bool = False) -> Callable[[F], F]:
    """The safety limits as ``--max-...``; listed in full by ``graphrt check --help``."""

    def add(function: F) -> F:
        for name, text in reversed(LIMITS.items()):
            flag = "--max-" + name.replace("_", "-")
            function = click.option(
                flag, f"limit_{name}", type=size, metavar="SIZE", help=text, hidden=not shown
            )(function)
        return function

    return add


def limits_of(options: dict[str, Any], **defaults: int) -> Any:
    """The `graphrt.Limits` that ``limit_...`` options ask for; takes them out of ``options``."""
    import graphrt as gr

    given = {name: options.pop(f"limit_{name}") for name in LIMITS}
    return gr.Limits(**{**defaults, **{k: v for k, v in given.items() if v is not None}})
