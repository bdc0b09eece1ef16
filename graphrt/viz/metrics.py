"""How wide a text is, without a font library: the advance widths of Helvetica and Arial."""

from __future__ import annotations

import unicodedata

# Widths in thousandths of the font size, for the characters from space to tilde.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_RESERVE = 1.08  # a viewer without these fonts takes one that is somewhat wider
_BOLD = 1.06


def text_width(text: str, size: float, bold: bool = False) -> float:
    """An upper estimate of the width of ``text`` at font size ``size``."""
    total = sum(_WIDTHS[ord(c) - 32] if " " <= c <= "~" else _other(c) for c in text)
    return total * size / 1000 * _RESERVE * (_BOLD if bold else 1.0)


def _other(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 1000 if unicodedata.east_asian_width(character) in "WF" else 700


def shorten(text: str, limit: int) -> str:
    """``text`` with its middle left out when longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    tail = (limit - 1) * 3 // 5  # the end of a name tells more than its beginning
    return f"{text[: limit - 1 - tail]}…{text[-tail:]}"


def wrap(text: str, limit: int) -> tuple[str, ...]:
    """``text`` in lines of at most ``limit`` characters, broken at spaces and of even length;
    a single longer word is shortened."""
    count = -(-len(text) // limit)
    even = min(limit, -(-len(text) // count) + 3) if count else limit
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= even:
            lines[-1] += f" {word}"
        else:
            lines.append(shorten(word, limit))
    return tuple(lines)
