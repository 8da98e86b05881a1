"""Why a signature counts no more, in one word that is stored, told and shown alike."""

from __future__ import annotations

from enum import StrEnum


class VoidReason(StrEnum):
    """Stored words; each is worded in the texts (area `portal.void`, and a message of its own)."""

    AMOUNTS = "amounts"  # an amount that the signature covers
    LINE = "line"  # the line or its SIM
    PERSON = "person"  # who signed, as it is known by now
    SUM = "sum"  # so much money that more has to be known of who signed
    TIME = "time"  # those who can stop it would have had too little of it
