"""A stand-in for the process that reads people's files: what comes is told apart as ever, and made anew in one line.

A real one takes half a second by a clock of its own; what it makes of files is tried in `tests/evidence/intake`.
"""

from __future__ import annotations

import asyncio
import hashlib

from signoff.evidence.confined.answer import Form, Unfit
from signoff.evidence.confined.forms import form_of
from signoff.evidence.intake import Evidence, Kind, Refused

READ_SECONDS = 0.4
"""Of the simulated time: enough for somebody else to come in between."""

KINDS = {Form.PDF: Kind.PAGES, Form.MAIL: Kind.MAIL}


def made_anew(data: bytes) -> bytes:
    """What is kept of a file: never the bytes that came."""
    return b"made anew: " + data[::-1]


class StillIntake:
    """Takes files in without a process."""

    async def take_in(self, data: bytes, declared_name: str) -> Evidence | Refused:
        """The file made anew, or why it is not taken."""
        try:
            form = form_of(data, declared_name)
        except Unfit as unfit:
            return Refused(unfit.reason)
        await asyncio.sleep(READ_SECONDS)
        kind = KINDS.get(form, Kind.PHOTO)
        return Evidence(kind, made_anew(data), hashlib.sha256(data).hexdigest(), 1)
