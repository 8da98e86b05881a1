"""What is stored reads back as what was meant, and the words it is stored with are promises."""

from __future__ import annotations

import asyncio
import json

import pytest

from signoff.app import App
from signoff.domain.carrier import TariffKind
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind, Line, SimKind
from signoff.store.auditing import stored_cases
from signoff.store.coding import (
    FACTS,
    UnknownFact,
    decode_case,
    decode_fact,
    decode_personal,
    encode,
    encode_fact,
    encode_personal,
)
from tests.engine.stage import ENDINGS, Stage

LINE = Line(
    "L1", ("+85362500001", "+85362500002"), "8900", "4550", "", SimKind.PLASTIC, "t", TariffKind.PREPAID
)


async def test_every_fact_of_every_ending_is_stored_canonically(
    app: App, stage: Stage, no_paper: None
) -> None:
    """Read and written again, each fact and each case is the same bytes; no value is a number with a point."""
    people = [stage.person(app.desk, await stage.line(ending), ending.carrier_id) for ending in ENDINGS]
    await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()

    names = set()
    for ending in ENDINGS:
        async with app.database.reading(ending.carrier_id) as connection:
            (case,), strays = await stored_cases(connection, ending.carrier_id)
        assert strays == []
        assert encode(decode_case(case.body)) == case.body
        for stored in case.journal:
            fact = decode_fact(stored.body)
            assert encode_fact(fact) == stored.body
            names.add(type(fact).__name__)
            json.loads(stored.body, parse_float=pytest.fail)
    assert names <= set(FACTS)
    assert {"RequestRecorded", "LineProven", "AgreementSigned", "CutMade", "CertificateIssued"} <= names


def test_a_fact_that_a_newer_release_wrote_is_refused_by_name() -> None:
    """It is not taken for something else."""
    with pytest.raises(UnknownFact, match="LineImagined"):
        decode_fact(b'{"fact":"LineImagined","says":{"at":"2026-11-23T00:00:00Z"}}')


@pytest.mark.parametrize(
    "value",
    [
        "Ana Lei",
        "",
        "陈大文 \u200b \0 'quoted'",
        LINE,
        Contact(ContactKind.EMAIL, "a@example.org"),
        Identifier(IdentifierKind.ICCID, "8985"),
    ],
)
def test_a_personal_value_reads_back_as_what_it_was(value: str | Line | Contact | Identifier) -> None:
    """With its kind, whatever letters are in it."""
    assert decode_personal(encode_personal(value)) == value
