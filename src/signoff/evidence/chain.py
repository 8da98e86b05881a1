"""The hash chain over the facts of one case: each link holds the one before it, so nothing can be changed inside.

The engine links facts as it commits them; the head at the time of issue stands on the certificate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

# One byte in front says what is hashed, so that no body can pass for a link, nor a case id for either.
_BODY = b"\x00"
_LINK = b"\x01"
_GENESIS = b"\x02"


def genesis(case_id: str) -> bytes:
    """What stands before the first fact of a case: 32 bytes that differ from case to case."""
    return hashlib.sha256(_GENESIS + case_id.encode()).digest()


def link(previous: bytes, body: bytes) -> bytes:
    """The link (32 bytes) of a fact with the stored bytes `body`, after the link `previous`.

    Raises ValueError when `previous` is not 32 bytes: a longer one could take bytes from the body's side.
    """
    if len(previous) != hashlib.sha256().digest_size:
        raise ValueError(f"a link is 32 bytes, not {len(previous)}")
    return hashlib.sha256(_LINK + previous + hashlib.sha256(_BODY + body).digest()).digest()


def head(bodies: Iterable[bytes], case_id: str) -> bytes:
    """The last link (32 bytes) of a case whose facts have these bodies, in order; genesis when there are none."""
    current = genesis(case_id)
    for body in bodies:
        current = link(current, body)
    return current


def first_bad(facts: Iterable[tuple[bytes, bytes]], case_id: str) -> int | None:
    """The position (from 0) of the first fact, given as (body, stored link), whose link does not fit; None: all fit.

    Facts missing at the end leave no trace here: compare the count and the head with those on the certificate.
    """
    current = genesis(case_id)
    for position, (body, stored) in enumerate(facts):
        current = link(current, body)
        if current != stored:
            return position
    return None
