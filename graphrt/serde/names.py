"""Names for nodes a file has no names for: op and count, as the emitter gives them."""

from __future__ import annotations

DEFAULT_GRAPH_NAME = "graph"


class Names:
    """The names taken in one graph, and the next free one for an op.

    Writer and reader go through the nodes in the same order and ask the same questions. So the
    writer leaves out every name the reader finds by itself.
    """

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self._next: dict[str, int] = {}

    def free(self, op_name: str) -> str:
        """``matmul_3``: the first free name for a node of this op."""
        stem = op_name.rpartition(":")[2]
        count = self._next.get(stem, 0)
        name = f"{stem}_{count}"
        while name in self.taken:
            count += 1
            name = f"{stem}_{count}"
        self._next[stem] = count
        return name
