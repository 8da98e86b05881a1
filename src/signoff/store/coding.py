"""How cases, facts, intents and answers are written as bytes and read again (msgspec, JSON with sorted keys).

The words in these bytes are promises: a stored fact is found by its class name for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from signoff.domain import counter_fact, fact, fact_acting, fact_guarantee
from signoff.domain.case import Case
from signoff.domain.fact import Fact
from signoff.domain.intent import Intent
from signoff.domain.line import Contact, Identifier, Line
from signoff.domain.refusal import Refusal
from signoff.domain.situation import Situation

FACTS: dict[str, type[Fact]] = {
    name: kind
    for name, kind in (vars(fact) | vars(counter_fact) | vars(fact_acting) | vars(fact_guarantee)).items()
    if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact
}


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered to an event: the refusal, if it was refused, and when."""

    refusal: Refusal | None
    recorded_at: datetime


class UnknownFact(Exception):
    """The journal names a fact that these rules do not have: it was written by a newer release."""


_encoder = msgspec.json.Encoder(order="deterministic")
_case_decoder = msgspec.json.Decoder(Case)
_answer_decoder = msgspec.json.Decoder(StoredAnswer)
_intent_decoder = msgspec.json.Decoder(Intent)
_situation_decoder = msgspec.json.Decoder(Situation)
_any_decoder = msgspec.json.Decoder()


def encode(value: object) -> bytes:
    """Any plain value of the domain as canonical bytes."""
    return _encoder.encode(value)


def encode_fact(fact: Fact) -> bytes:
    """A fact with its name, as it stands in the journal and is hashed."""
    return _encoder.encode({"fact": type(fact).__name__, "says": fact})


def decode_fact(body: bytes) -> Fact:
    """The fact in these bytes. Raises UnknownFact for a name that is not known."""
    plain: dict[str, Any] = _any_decoder.decode(body)
    kind = FACTS.get(plain["fact"])
    if kind is None:
        raise UnknownFact(plain["fact"])
    return msgspec.convert(plain["says"], kind)


def decode_case(body: bytes) -> Case:
    """The case in these bytes."""
    return _case_decoder.decode(body)


def decode_answer(body: bytes) -> StoredAnswer:
    """The stored answer in these bytes."""
    return _answer_decoder.decode(body)


def decode_intent(body: bytes) -> Intent:
    """The intent in these bytes."""
    return _intent_decoder.decode(body)


def decode_situation(body: bytes) -> Situation:
    """What a traveller said of their line and journey."""
    return _situation_decoder.decode(body)


_PERSONAL: dict[str, type[Line | Contact | Identifier]] = {
    kind.__name__: kind for kind in (Line, Contact, Identifier)
}


def encode_personal(value: str | Line | Contact | Identifier) -> bytes:
    """A personal value before it is sealed."""
    if isinstance(value, str):
        return _encoder.encode(["str", value])
    return _encoder.encode([type(value).__name__, value])


def decode_personal(body: bytes) -> str | Line | Contact | Identifier:
    """A personal value after it was unsealed."""
    kind, plain = _any_decoder.decode(body)
    if kind == "str":
        return str(plain)
    return msgspec.convert(plain, _PERSONAL[kind])
