"""When a session's signatures are rewritten, and by which passes.

Passes and their rules load when there is something for them to do: they take 5 ms to import,
and a model of two gates runs faster than that.
"""

from __future__ import annotations

from graphrt.ir.evaluate import needed
from graphrt.ir.model import Signature
from graphrt.passes.presets import LEVELS

WORTH_IT = 3  # computing nodes: no rule of a level gains anything on fewer


def require_pipeline(optimize: str) -> None:
    """Raise `UsageError` unless ``optimize`` is a level or a pipeline of passes."""
    if optimize in LEVELS:
        return
    from graphrt.passes.pipeline import parse_pipeline, pipeline_of

    if optimize.isalnum() and optimize[:1].upper() == "O":
        pipeline_of(optimize)
    parse_pipeline(optimize)


def rewritten(signature: Signature, optimize: str, backend: str = "") -> Signature:
    """``signature`` as the session runs it: after a level, perhaps further passes, and those that
    its ``backend`` wants; or after a pipeline of the user's that names no level, and nothing else.

    A level's own passes are not verified again: the tests do that, and a start should be quick.
    """
    is_level = optimize in LEVELS
    if is_level:
        size = len(needed(signature.graph, signature.fetches))
        if not LEVELS[optimize] or size - len(signature.inputs) < WORTH_IT:
            return signature
    from graphrt.passes.optimize import optimize_signature
    from graphrt.passes.pipeline import parse_pipeline, pipeline_of

    pipeline = pipeline_of(optimize) if is_level else parse_pipeline(optimize)
    result = optimize_signature(signature, pipeline, check=not is_level)[0]
    begins_with_level = optimize.partition(",")[0].strip() in LEVELS
    if backend and begins_with_level and backend not in (each.name for each in pipeline.passes):
        result = optimize_signature(result, parse_pipeline(backend, rounds=1), check=False)[0]
    return result
