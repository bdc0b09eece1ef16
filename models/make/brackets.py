"""A toy language: lines of nested brackets, where what closes must match what was opened.

A line has ten pairs of four kinds. Inside a bracket the next character opens another one with
probability 0.4, else closes the innermost; no more than eight are open. What closes can have
been opened any number of characters before, so counting what follows the last few does not tell.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
KINDS, PAIRS, OPENS, DEEPEST = 4, 10, 0.4, 8
CHARACTERS = ("end", "(", "[", "{", "<", ")", "]", "}", ">")  # "end" comes before and after
LENGTH = 2 * PAIRS + 1


def line(rng: np.random.Generator) -> list[int]:
    """One line as numbers of characters."""
    written: list[int] = []
    unclosed: list[int] = []
    opened = 0
    while opened < PAIRS or unclosed:
        may_open = opened < PAIRS and len(unclosed) < DEEPEST
        if may_open and (not unclosed or rng.random() < OPENS):
            unclosed.append(int(rng.integers(1, 1 + KINDS)))
            written.append(unclosed[-1])
            opened += 1
        else:
            written.append(unclosed.pop() + KINDS)
    return written


def lines(count: int, seed: int) -> dict[str, Array]:
    """``text`` int64 ``[count, 21]``, which begins with an end, and ``next``, what follows each
    character; the last is an end."""
    rng = np.random.default_rng(seed)
    whole = np.array([[0, *line(rng), 0] for _ in range(count)])
    return {"text": whole[:, :-1], "next": whole[:, 1:]}


def accuracy(guess: Array, data: dict[str, Array]) -> float:
    """The share of next characters that are guessed right."""
    return float(np.mean(guess == data["next"]))


def closed(guess: Array, data: dict[str, Array]) -> float:
    """The share of closing brackets that are guessed right."""
    closing = data["next"] > KINDS
    return float(np.mean((guess == data["next"])[closing]))


def n_gram(train: dict[str, Array], text: Array, order: int) -> Array:
    """What most often followed the last ``order - 1`` characters of ``text``, or as many of them
    as were seen in ``train``."""
    guess = np.zeros_like(text)
    for length in range(order):
        known, shown = _contexts(train["text"], length), _contexts(text, length)
        pairs, counts = np.unique(known * len(CHARACTERS) + train["next"], return_counts=True)
        contexts, following = np.divmod(pairs, len(CHARACTERS))
        by_count = np.lexsort((-counts, contexts))  # the likeliest of each context comes first
        contexts, first = np.unique(contexts[by_count], return_index=True)
        at = np.minimum(np.searchsorted(contexts, shown), len(contexts) - 1)
        guess = np.where(contexts[at] == shown, following[by_count][first][at], guess)
    return guess


def _contexts(text: Array, length: int) -> Array:
    """For each position the last ``length`` characters as one number; ends before the line."""
    codes = np.zeros_like(text)
    for back in range(length):
        earlier = np.zeros_like(text)
        earlier[:, back:] = text[:, : text.shape[1] - back]
        codes = codes * len(CHARACTERS) + earlier
    return codes
