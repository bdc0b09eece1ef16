"""User text made harmless for each format: names and titles come out of model files."""

from __future__ import annotations

import json
import re
from typing import Any

# What XML 1.0 has no way to write: most control characters, halves of surrogate pairs.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_SCRIPT = str.maketrans({c: f"\\u{ord(c):04x}" for c in ("<", ">", "&", "\u2028", "\u2029")})
# Mermaid reads labels as Markdown: marks of emphasis, code, links and lists are written as
# numbers, which it resolves last; so are its own comments (%%) and mathematics ($$).
_MERMAID = re.compile(r"""["'#&<>`\\*_+~\[\]%$]|[-.)=](?=\s|$)""")


def printable(text: str) -> str:
    """``text`` without control characters: each becomes U+FFFD, so that it shows."""
    return _NOT_XML.sub("\ufffd", text)


def one_line(text: str) -> str:
    """``text`` printable and without line breaks or tabs."""
    return re.sub(r"[\t\n\r\x85\u2028\u2029]", " ", printable(text))


def xml(text: str) -> str:
    """For text and quoted attributes of SVG and HTML."""
    return printable(text).translate(_XML)


def script_json(data: Any) -> str:
    """JSON for the inside of a ``<script>`` element: nothing in it can end the element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT)


def dot(text: str) -> str:
    """A quoted DOT string."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def mermaid(text: str) -> str:
    """The inside of a quoted Mermaid label: everything with a meaning becomes a number."""
    return _MERMAID.sub(lambda found: f"#{ord(found[0])};", one_line(text))
