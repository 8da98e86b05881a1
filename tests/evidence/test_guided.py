"""The certificate of a guided case: both verifiers know it, and it says in words what it does not prove."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.document import GuidedCertificate, Heading
from signoff.domain.event import Sealed
from signoff.domain.guidance import Task, Way
from signoff.domain.guided import Kept
from signoff.evidence.documents import draw_acknowledgement, draw_guided_certificate
from signoff.evidence.record import guided_certificate_record
from signoff.evidence.trust import Trusted
from signoff.evidence.verify import Problem
from tests.evidence.contents import acknowledgement_of, certificate_of, heading_of, wording_of
from tests.evidence.keyring import keyring
from tests.evidence.two_verifiers import PROOF, TREE, both

GUIDE = "Signoff guide"


def _heading(language: str = "en") -> Heading:
    return replace(heading_of(language), tenant_id="guide", issuer_name=GUIDE)


def content_of(language: str = "en") -> GuidedCertificate:
    """The certificate of a case with one photo."""
    hosted = certificate_of(heading_of(language))
    kept = Kept(
        1, Sealed("evidence/1"), "ab" * 32, "image/jpeg", 41_000, Task.ASK_CARRIER, hosted.requested_at
    )
    return GuidedCertificate(
        heading=_heading(language),
        numbers=hosted.numbers,
        iccid="",
        way=Way.ASK,
        asked_id="",
        asked_name="",
        requested_at=hosted.requested_at,
        ended_at=hosted.ended_at,
        claims=(
            Claim(ClaimKind.END_ASKED, Witness.ATTESTED, hosted.ended_at),
            Claim(ClaimKind.ACCESS_BARRED, Witness.UNKNOWN),
        ),
        evidence=(kept,),
        fact_count=hosted.fact_count,
        chain_head=hosted.chain_head,
        issued_at=hosted.issued_at,
        log=PROOF,
    )


def _text(pdf: bytes) -> str:
    """The words of a PDF, as another program reads them."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def test_both_verifiers_know_it_and_find_one_changed_byte() -> None:
    """Genuine with its place in the log; of an unknown log, or changed, it is not."""
    keys = keyring()
    signed = keys.signer.sign(draw_guided_certificate(content_of(), wording_of("en")))
    trust: list[Trusted] = [keys.authority, keys.certificate, TREE.signer.verifier]

    verdict = both(signed, trust)
    assert (verdict.genuine, verdict.kind, verdict.problems) == (True, "certificate", ())
    assert verdict.certificate is not None
    assert (verdict.certificate["version"], verdict.certificate["guided"]) == (3, {"way": "ask"})
    assert verdict.certificate["evidence"][0]["sha256"] == "ab" * 32
    assert both(signed, trust[:2]).problems == (Problem.UNKNOWN_LOG,)
    changed = signed.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert not both(changed, trust).genuine


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_it_says_what_it_does_not_prove_and_is_no_letter_of_the_carrier(language: str) -> None:
    """The guide's head, the carrier named as the line's only, each file by its hash, the meaning before the claims."""
    content, wording = content_of(language), wording_of(language)

    text = _text(draw_guided_certificate(content, wording))

    meaning = wording.say("documents.guided.meaning", carrier=content.heading.carrier_name)
    assert text.startswith(GUIDE)
    assert "".join(meaning.split()) in "".join(text.split())
    assert text.index(wording.say("documents.guided.label")) < text.index(wording.say("claims.by.attested"))
    assert "abababab abababab" in text


@pytest.mark.parametrize("language", ["en", "pt"])
def test_it_names_who_was_asked_where_the_carrier_is_gone(language: str) -> None:
    """The successor, in words and for machines; it is also the one that has confirmed nothing."""
    content, wording = content_of(language), wording_of(language)
    gone = replace(content, asked_id="other", asked_name="Other Telecom")

    text = "".join(_text(draw_guided_certificate(gone, wording)).split())

    names = {"asked": "Other Telecom", "carrier": content.heading.carrier_name}
    assert "".join(wording.say("documents.guided.asked_of", **names).split()) in text
    assert "".join(wording.say("documents.guided.meaning", carrier="Other Telecom").split()) in text
    assert guided_certificate_record(gone)["guided"]["asked"] == {"id": "other", "name": "Other Telecom"}
    assert wording.say("documents.guided.asked") not in _text(draw_guided_certificate(content, wording))


def test_its_acknowledgement_says_that_the_carrier_has_received_nothing() -> None:
    """Also without a contact, and without a date that nobody was asked for."""
    content = replace(acknowledgement_of(_heading()), contact="", wanted_on=None, is_guided=True)
    wording = wording_of("en")

    text = _text(draw_acknowledgement(content, wording))

    assert text.startswith(GUIDE)
    assert wording.say("documents.guided.received") in text
    assert "it has received nothing, and the line has not ended" in text
    assert wording.say("documents.acknowledgement.as_soon_as_possible") not in text
