"""Digests that name kernels and prove files whole.

`hashlib` loads OpenSSL, which takes longer than reading the code of a small model; the module
beneath it has BLAKE2 (RFC 7693) by itself.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b


def digest(*parts: str | bytes) -> bytes:
    """20 bytes that depend on every part, and on where one ends and the next begins.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    state = blake2b(digest_size=20)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(b"%d:" % len(data))
        state.update(data)
    return state.digest()
