"""What a certificate says of money that was settled otherwise than it was signed."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from signoff.domain.settlement import Loss, LossKind, QuoteKind, QuoteLine
from signoff.evidence.documents import draw_certificate
from tests.evidence.contents import certificate_of, heading_of, wording_of

LANGUAGES = ("en", "zh-Hans")


def _text(pdf: bytes) -> str:
    """The words a reader sees, runs of blanks made one."""
    command = ["pdftotext", "-raw", "-", "-"]
    return " ".join(
        subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_of_other_money_than_was_signed_says_so(language: str) -> None:
    """Signed as money back, settled as a debt: not "as agreed", and no way to be paid stands under a debt."""
    as_signed = certificate_of(heading_of(language))
    settled = replace(
        as_signed,
        quote=replace(as_signed.quote, lines=(QuoteLine(QuoteKind.OWED, -331_94),)),
        money_way="",
        money_to="",
        agreed_minor=168_06,
        agreed_losses=as_signed.quote.losses,
    )
    wording = wording_of(language)
    said, before = (_text(draw_certificate(content, wording)) for content in (settled, as_signed))

    agreed, changed = (wording.say(f"documents.certificate.{key}_heading") for key in ("money", "settled"))
    assert (agreed in before, changed in before) == (True, False)
    assert (agreed in said, changed in said) == (False, True)
    assert "168.06" in said
    assert wording.say("documents.agreed.way_open")[:12] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_of_other_losses_than_were_signed_says_so(language: str) -> None:
    """The sum is the one that was signed; what is given up is not, so it is no money "as agreed" either."""
    as_signed = certificate_of(heading_of(language))
    given_up = replace(as_signed.quote, losses=(Loss(LossKind.BALANCE, 50_84),))
    content = replace(
        as_signed,
        quote=given_up,
        agreed_minor=as_signed.quote.total_minor,
        agreed_losses=(Loss(LossKind.BALANCE, 38_50),),
    )
    wording = wording_of(language)
    said = _text(draw_certificate(content, wording))
    agreed, changed = (wording.say(f"documents.certificate.{key}_heading") for key in ("money", "settled"))
    assert (agreed in said, changed in said) == (False, True)
    assert "38.50" in said
    assert "50.84" in said
