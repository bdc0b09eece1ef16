"""Style sheet and scripts of the HTML page, in files of their own."""

from __future__ import annotations

from importlib.resources import files

SCRIPTS = ("geometry.js", "stage.js", "details.js", "search.js", "page.js")


def style() -> str:
    return _read("style.css")


def script() -> str:
    """The scripts as one; each is a list of functions, and the last one starts the page."""
    return "'use strict';\n" + "".join(map(_read, SCRIPTS))


def player() -> tuple[str, str]:
    """The style sheet and the script of the page that plays a picture."""
    return _read("player.css"), f"'use strict';\n{_read('player.js')}"


def _read(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
