"""Puts a portal together for tests: the real catalogue, the fake desk, a made-up sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from signoff.catalogue import matching, packs, reading, texts, wording
from signoff.channels.portal.parts import DemoLine, PhoneMessage, PortalParts, Sandbox
from signoff.scam.message_checker import MessageChecker
from signoff.traveller.guide import Guide
from tests.channels.first_view import NOW
from tests.channels.portal.documents import check
from tests.channels.portal.fake_desk import FakeDesk

PAGES = Path(packs.__file__).parents[1] / "channels" / "portal"

LINES = (
    DemoLine("ctm", "+85366123456", "8985301000000000014", "prepaid", "plastic"),
    DemoLine("smart_kh", "+85510123456", "8985502000000000012", "postpaid", "esim"),
)

CATALOGUE = packs.load(None)
TEXTS = texts.Texts(CATALOGUE)


async def _demo_lines() -> Sequence[DemoLine]:
    return LINES


async def _outbox(contact: str) -> Sequence[PhoneMessage]:
    if contact != LINES[0].number:
        return ()
    return (
        PhoneMessage(NOW, "", "Your code is 493027. It works for 10 minutes."),
        PhoneMessage(
            NOW + timedelta(minutes=1), "Your request", "Recorded.\nOpen your private link to go on."
        ),
    )


def parts(desk: FakeDesk, *, sandbox: bool = True) -> PortalParts:
    """What `create_portal` is handed in the product, around a fake desk."""
    return PortalParts(
        desk=desk,
        address="http://portal.test",
        carriers=CATALOGUE.carriers,
        languages=("en", "zh-Hans"),
        say=TEXTS.say,
        count=TEXTS.count,
        money=wording.money,
        amount=wording.amount,
        day=wording.day,
        instant=wording.instant,
        read_identifier=reading.read_identifier,
        read_contact=reading.read_contact,
        read_wanted_on=reading.read_wanted_on,
        read_name=reading.read_name,
        read_code=reading.read_code,
        read_destination=reading.read_destination,
        unreadable=reading.Unreadable,
        candidates=lambda identifier: matching.candidates(identifier, CATALOGUE),
        source_of=lambda address: f"hash-of-{address}",
        now=lambda: NOW,
        check=check,
        archive=lambda pdf, language: pdf + language.encode(),
        message_checker=MessageChecker(CATALOGUE, lambda: NOW, TEXTS.say, wording.day),
        sandbox=Sandbox(_demo_lines, _outbox) if sandbox else None,
        guide=Guide(CATALOGUE, TEXTS, lambda: NOW),
    )
