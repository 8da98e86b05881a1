"""Puts a portal together for tests: the real catalogue, the fake desk, a made-up sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from signoff.catalogue import packs, texts, wording
from signoff.catalogue.handed import handed
from signoff.channels.portal.parts import DemoLine, PhoneMessage, PortalParts, Sandbox
from signoff.scam.message_checker import MessageChecker
from signoff.traveller.guide import Guide
from tests.channels.first_view import NOW
from tests.channels.portal.documents import check
from tests.channels.portal.fake_desk import FakeDesk

PAGES = Path(packs.__file__).parents[1] / "channels" / "portal"
SHARED = PAGES.parent / "web"
"""What the web channels share: style, signs, and the templates of requirements."""

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
        **handed(CATALOGUE, TEXTS),
        languages=("en", "zh-Hans"),
        source_of=lambda address: f"hash-of-{address}",
        now=lambda: NOW,
        check=check,
        archive=lambda pdf, language: pdf + language.encode(),
        message_checker=MessageChecker(CATALOGUE, lambda: NOW, TEXTS.say, wording.day),
        sandbox=Sandbox(_demo_lines, _outbox) if sandbox else None,
        guide=Guide(CATALOGUE, TEXTS, lambda: NOW),
    )
