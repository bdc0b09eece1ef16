"""Where training stands, kept in the model's own file, so that the same command goes on there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from graphrt.errors import UsageError
from graphrt.ir.model import Model

KEY = "graphrt.training"


@dataclass
class Position:
    """What a checkpoint holds beside the variables.

    ``parent`` is the digest of the model that training began with, ``data`` that of the examples;
    ``sums`` and ``seen`` are the metrics of the epoch so far, ``history`` those of the epochs done.
    """

    parent: str
    data: str
    signature: str
    batch: int
    seed: int
    shuffle: bool
    validation: str
    epoch: int = 0
    batch_index: int = 0
    step: int = 0
    seen: int = 0
    sums: dict[str, float] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)
    best: float | None = None
    stale: int = 0  # epochs since the best one

    def to_text(self) -> str:
        """As one line of JSON, in which floats keep every bit."""
        return json.dumps(asdict(self), sort_keys=True)

    @staticmethod
    def of(model: Model) -> Position | None:
        """The position that a model file holds; ``None`` where it was not trained here."""
        text = model.meta.get(KEY)
        if text is None:
            return None
        try:
            return Position(**json.loads(text))
        except (TypeError, ValueError) as error:
            raise UsageError(f"the training position in the file is damaged: {error}") from None

    def require_same(self, other: Position) -> None:
        """Raise `UsageError` unless a run with the settings ``other`` may go on from here."""
        words = {
            "data": "the data are others than those it was trained on",
            "signature": "it was trained by the signature {0!r}, not {1!r}",
            "batch": "its batches have {0} examples, not {1}",
            "seed": "its examples were shuffled with the seed {0}, not {1}",
            "shuffle": "its examples were {0}shuffled",
            "validation": "its validation examples were others",
        }
        for name, text in words.items():
            mine: Any = getattr(self, name)
            given: Any = getattr(other, name)
            if mine != given:
                shown = ("" if mine else "not ") if name == "shuffle" else mine
                raise UsageError(
                    f"training cannot go on: {text.format(shown, given)}",
                    hint="--force starts anew, another -o keeps both",
                )
