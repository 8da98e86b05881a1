"""Where a page ends: what is read together stands together."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from signoff.evidence.documents import draw_certificate
from tests.evidence.contents import certificate_of, heading_of, wording_of


def _pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    command = ["pdftotext", "-raw", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split("\f")


def _tight(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_money_losses_and_dates_stay_on_one_page(language: str) -> None:
    """However long the list of claims is: what the line cost and until when is read in one place."""
    content, wording = certificate_of(heading_of(language)), wording_of(language)
    together = [f"documents.certificate.{word}_heading" for word in ("money", "restore", "quarantine")]
    homes = set()
    for count in range(2, 18):
        claims = tuple(content.claims[place % len(content.claims)] for place in range(count))
        pdf = draw_certificate(replace(content, claims=claims), wording)
        pages = [_tight(page) for page in _pages(pdf)]
        found = [{n for n, page in enumerate(pages) if _tight(wording.say(key)) in page} for key in together]
        assert found[0] == found[1] == found[2], count
        homes |= found[0]

    assert homes == {0, 1}
