"""What agreement and certificate say where somebody signed for the holder: who, for whom, by which right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.catalogue.languages import OFFERED
from signoff.domain.third_party import Right
from signoff.evidence.documents import draw_certificate
from signoff.evidence.record import certificate_record
from tests.domain.acted_for import answer, check_all, opened, sign_here, tell
from tests.evidence.contents import certificate_of, heading_of, wording_of
from tests.evidence.test_documents import _text
from tests.evidence.two_verifiers import PROOF

HEIR = "Chan Siu Ming"


def test_the_record_is_a_new_version_that_tells_both() -> None:
    """A reader of before refuses it, rather than taking the holder's name for that of who signed."""
    content = replace(certificate_of(heading_of()), log=PROOF)
    plain = certificate_record(content)
    acted = certificate_record(replace(content, right=Right.PARENT, signed_by=HEIR))

    assert (plain["version"], acted["version"]) == (2, 4)
    assert "acting" not in plain
    assert acted["acting"] == {"name": HEIR, "right": "parent"}


@pytest.mark.parametrize("language", OFFERED)
def test_the_certificate_names_who_signed_for_whom(language: str) -> None:
    """In every language, and the holder not as one who signed."""
    content = replace(certificate_of(heading_of(language)), right=Right.HEIR, signed_by=HEIR)
    text = _text(draw_certificate(content, wording_of(language)))

    assert HEIR in text
    assert "Chan Tai Man" in text
    if language == "en":
        assert f"{HEIR}, as heir" in text
        assert "Holder, as signed" not in text


@pytest.mark.parametrize("right", Right)
def test_the_names_reach_both_papers_sealed(right: Right) -> None:
    """The calls that draw them carry the holder's sealed name beside that of who signed."""
    walk = opened()
    tell(walk, right)
    check_all(walk)
    answer(walk)
    sign_here(walk)
    drawn = [dict(one.sealed) for one in walk.made if one.step == "agreement"]

    assert drawn
    assert (drawn[-1]["name"], drawn[-1]["holder"]) == ("name", "holder/1")
