"""The three documents as a reader, a machine and a printer see them, before they are signed."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.settlement import Loss, LossKind, Quote, QuoteKind, QuoteLine
from signoff.evidence import record
from signoff.evidence.documents import draw_acknowledgement, draw_agreement, draw_certificate
from signoff.evidence.typesetting import _fonts
from signoff.evidence.verify import Problem
from tests.evidence.contents import (
    acknowledgement_of,
    agreement_of,
    area,
    certificate_of,
    heading_of,
    wording_of,
)

LANGUAGES = ("en", "zh-Hans")
SHIPPED = ("Noto Sans", "Noto Sans Khmer", "Noto Sans CJK", "Noto Sans Mono CJK")
MEMBERS = {
    "format", "version", "specimen", "case", "tenant", "carrier", "language", "time_zone", "line", "holder_name",
    "requested_at", "signed_at", "ended_at", "restore_until_on", "quarantine_until_on", "claims", "money",
    "agreement_sha256", "facts", "issued_at",
}  # fmt: skip


def _run(*command: str, pdf: bytes) -> str:
    return subprocess.run([*command], input=pdf, capture_output=True, check=True).stdout.decode()


def _text(pdf: bytes) -> str:
    """The words a reader sees, in the order they are drawn, runs of blanks made one."""
    return " ".join(_run("pdftotext", "-raw", "-", "-", pdf=pdf).split())


def _attached(pdf: bytes, tmp_path: Path) -> dict[str, bytes]:
    file, out = tmp_path / "document.pdf", tmp_path / "attached"
    file.write_bytes(pdf)
    out.mkdir()
    subprocess.run(["pdfdetach", "-saveall", "-o", str(out), str(file)], check=True)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def _draw(kind: str, language: str, *, is_specimen: bool = False) -> bytes:
    heading, wording = heading_of(language, is_specimen=is_specimen), wording_of(language)
    if kind == "acknowledgement":
        return draw_acknowledgement(acknowledgement_of(heading), wording)
    if kind == "agreement":
        return draw_agreement(agreement_of(heading), wording)
    return draw_certificate(certificate_of(heading), wording)


def _words(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _words(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


@pytest.mark.parametrize("name", ["documents", "claims"])
def test_both_languages_say_the_same_things(name: str) -> None:
    """Every text of one language is there in the other, with the same placeholders."""
    shapes = [
        {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in _words(area(language, name))}
        for language in LANGUAGES
    ]

    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_rules_has_a_text(language: str) -> None:
    """No claim, witness, amount, loss, way or problem can come up that the documents cannot say."""
    documents, claims = area(language, "documents"), area(language, "claims")

    assert set(claims["kind"]) == set(ClaimKind)
    assert set(claims["by"]) == set(claims["meaning"]) == set(Witness)
    assert set(QuoteKind) <= set(documents["quote"])
    assert set(LossKind) <= set(documents["loss"])
    assert set(documents["way"]) == {*PayoutWay, *CollectWay}
    assert set(documents["problem"]) == set(Problem)


def test_a_certificate_says_the_end_at_one_glance_and_every_claim_with_its_witness() -> None:
    """The day is the carrier's, not UTC's; what nobody saw is shown as such."""
    text = _text(_draw("certificate", "en"))

    assert "Line +853 6288 0001 ended on 22 November 2026." in text
    assert "Times are those of Asia/Macau (UTC+08:00)." in text
    assert "Access to the network barred Observed 22 November 2026 00:03:22" in text
    assert "Recurring charges closed Confirmed 22 November 2026 00:03:22" in text
    assert "SIM card destroyed, returned or no longer there Attested 22 November 2026 00:03:22" in text
    assert "End of the phone's running connection Not known –" in text
    assert "Not known nobody has seen it; it may have happened or not" in text


def test_a_certificate_shows_money_dates_fingerprints_and_how_to_check() -> None:
    """Everything a holder needs years later stands on it."""
    text = _text(_draw("certificate", "en"))

    for words in (
        "Goes to the holder MOP 54.83",
        "Monthly fee back (unused days: 8) MOP 29.33",
        "By bank transfer",
        "Given up with the line: Unused allowance: 2,048 MB, Points: 310.",
        "until the end of 22 December 2026",
        "until the end of 20 February 2027",
        "signoff verify FILE --keys KEYS",
        "Get the keys from CTM Macau itself",
        "SHA-256 over 27 facts",
        "60303ae2 2b998861 bce3b28f 33eec1be 758a213c 86c93c07 6dbe9f55 8c11c752",
        "9f86d081 884c7d65 9a2feaa0 c55ad015 a3bf4f1b 2b0b822c d15d6c15 b0f00a08",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("amount_minor", "way", "words"),
    [
        (-1200, "final_bill", "Owed by the holder MOP 12.00 On the final bill"),
        (0, "", "Nothing to pay on either side MOP 0.00 Last day of service"),
    ],
)
def test_a_certificate_says_who_owes_whom(amount_minor: int, way: str, words: str) -> None:
    """Money owed is never shown as money to come, and nothing is shown as nothing."""
    lines = (QuoteLine(QuoteKind.OWED, amount_minor),) if amount_minor else ()
    quote = Quote("MOP", date(2026, 11, 22), lines, (Loss(LossKind.BALANCE, 250),))
    content = replace(certificate_of(heading_of(is_specimen=False)), quote=quote, money_way=way)

    text = _text(draw_certificate(content, wording_of("en")))

    assert words in text
    assert "Given up with the line: Prepaid balance: MOP 2.50." in text


def test_a_certificate_says_masked_where_the_money_goes() -> None:
    """On the page in words, in the content as `to`; one without it says only which way."""
    plain = certificate_of(heading_of(is_specimen=False))
    named = replace(plain, money_way="bank_transfer", money_to="•••5678")

    assert "By bank transfer to the account •••5678" in _text(draw_certificate(named, wording_of("en")))
    assert record.certificate_record(named)["money"]["to"] == "•••5678"
    assert "to" not in record.certificate_record(plain)["money"]


def test_a_certificate_names_every_number_of_the_line() -> None:
    """A line with two numbers ends with both."""
    content = replace(certificate_of(heading_of(is_specimen=False)), numbers=("+85362880001", "+85362880002"))

    text = _text(draw_certificate(content, wording_of("en")))

    assert "Line +853 6288 0001 · +853 6288 0002 ended on" in text


def test_a_certificate_can_hold_every_claim_there_is() -> None:
    """All kinds by all witnesses fit on the page."""
    seen_at = certificate_of(heading_of()).ended_at
    claims = tuple(
        Claim(kind, witness, None if witness is Witness.UNKNOWN else seen_at)
        for kind in ClaimKind
        for witness in Witness
    )
    text = _text(draw_certificate(replace(certificate_of(heading_of()), claims=claims), wording_of("en")))

    assert text.count("Not known") == len(ClaimKind) + 1
    assert all(area("en", "claims")["kind"][kind] in text for kind in ClaimKind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_acknowledgement_says_what_was_asked_and_that_nothing_has_ended_yet(language: str) -> None:
    """It proves the request, with its instant, and claims no more."""
    heading = heading_of(language)
    as_number = acknowledgement_of(heading)
    as_card = replace(as_number, identifier="8985301234567890123", wanted_on=None)
    texts = area(language, "documents")["acknowledgement"]

    number, card = (_text(draw_acknowledgement(c, wording_of(language))) for c in (as_number, as_card))

    assert texts["line"] in number
    assert "+853 6288 0001" in number
    assert "chan.tai.man@example.org" in number
    assert "14:03:05" in number
    assert texts["sim"] in card
    assert "8985 3012 3456 7890 123" in card
    assert texts["as_soon_as_possible"] in card
    assert texts["meaning"][:12] in number


def test_an_agreement_shows_its_text_and_its_signature() -> None:
    """Word for word what was signed, by whom, when, and the fingerprint it is bound to."""
    text = _text(_draw("agreement", "en"))

    assert "You end the line +853 6288 0001. From the cut on, it cannot call" in text
    assert "Name, as typed by the signer Chan Tai Man 陳大文" in text
    assert "Signed on 21 November 2026 13:58:11" in text
    digest = agreement_of(heading_of()).text_sha256
    assert f"{digest[:8]} {digest[8:16]}" in text
    assert "Not signed yet" not in text


def test_an_agreement_nobody_signed_says_so() -> None:
    """No name and no date stand where nobody signed."""
    content = replace(agreement_of(heading_of(is_specimen=False)), signed_name=None, signed_at=None)

    text = _text(draw_agreement(content, wording_of("en")))

    assert "Not signed yet." in text
    assert "Chan Tai Man" not in text
    assert "Asia/Macau" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["acknowledgement", "agreement", "certificate"])
def test_a_specimen_says_so_in_the_readers_language(kind: str, language: str) -> None:
    """Twice on each first page: as a plain word on top and across the page; and only on specimens."""
    specimen = area(language, "documents")["specimen"]
    marked = _run("pdftotext", "-raw", "-l", "1", "-", "-", pdf=_draw(kind, language, is_specimen=True))
    unmarked = _text(_draw(kind, language))

    assert specimen["notice"] in marked
    assert "".join(marked.split()).count("SPECIMEN") == 2
    assert "SPECIMEN" not in "".join(unmarked.split())
    assert specimen["notice"] not in unmarked


@pytest.mark.parametrize("kind", ["acknowledgement", "agreement", "certificate"])
def test_a_machine_reads_the_same_content_from_inside_the_document(kind: str, tmp_path: Path) -> None:
    """One embedded JSON file, canonical, with exactly what was drawn."""
    heading = heading_of(is_specimen=False)
    expected = {
        "acknowledgement": record.acknowledgement_record(acknowledgement_of(heading)),
        "agreement": record.agreement_record(agreement_of(heading)),
        "certificate": record.certificate_record(certificate_of(heading)),
    }[kind]

    attached = _attached(_draw(kind, "en"), tmp_path)

    assert list(attached) == [f"{kind}.json"]
    assert attached[f"{kind}.json"] == record.canonical(expected)
    assert json.loads(attached[f"{kind}.json"])["case"]["code"] == "7K3M-9QXD-2F"


def test_the_content_for_machines_keeps_its_form() -> None:
    """Others build on this form: a change of meaning needs a new version, so a change here must be meant."""
    content = record.certificate_record(certificate_of(heading_of()))

    assert content["format"] == "signoff-certificate"
    assert content["version"] == 1
    assert content["specimen"] is True
    assert content["claims"][2] == {"claim": "session_end_seen", "by": "unknown", "at": None}
    assert content["claims"][0] == {"claim": "access_barred", "by": "observed", "at": "2026-11-21T16:03:22Z"}
    assert content["money"]["total_minor"] == 5483
    assert content["money"]["losses"] == [
        {"kind": "allowance", "amount": 2048, "unit": "mb"},
        {"kind": "points", "amount": 310, "unit": ""},
    ]
    assert content["facts"] == {"count": 27, "chain_head": certificate_of(heading_of()).chain_head}
    assert set(content) == MEMBERS


def test_equal_content_gives_equal_bytes_in_another_process(drawn: bytes) -> None:
    """A document drawn again on another machine is the same file."""
    program = (
        "import hashlib; from tests.evidence.contents import *; "
        "from signoff.evidence.documents import draw_certificate as draw; "
        "print(hashlib.sha256(draw(certificate_of(heading_of()), wording_of('en'))).hexdigest())"
    )

    again = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert again.stdout.strip() == hashlib.sha256(drawn).hexdigest()


def test_documents_drawn_at_the_same_time_do_not_mix() -> None:
    """Several threads draw in both languages at once; each gets its own document, the same as alone."""
    alone = {language: _draw("certificate", language) for language in LANGUAGES}

    with ThreadPoolExecutor(4) as pool:
        asked = LANGUAGES * 6
        together = list(pool.map(lambda language: _draw("certificate", language), asked))

    assert together == [alone[language] for language in asked]


def test_documents_are_drawn_with_no_font_of_the_machine(drawn: bytes) -> None:
    """Only the installed font packages are known to the drawing, though the machine has other fonts."""
    families = set(_fonts().families())
    machine = set(typst.Fonts(include_embedded_fonts=True).families())
    listed = [line.split() for line in _run("pdffonts", "-", pdf=drawn).splitlines()[2:]]

    assert machine - families, "the machine has no font of its own: nothing is proven here"
    assert all(family.startswith(SHIPPED) for family in families)
    assert listed
    assert all(re.match(r"[A-Z]{6}\+NotoSans(Khmer|(Mono)?CJK..)?-", words[0]) for words in listed)
    assert all(words[-5] == "yes" for words in listed), "a font is not embedded"


MARKUP = (
    '#eval("1+1") *b* _i_ $x^2$ <label> @ref [x] \\ ` // # = - / #import "letter.typ" #read("x") {} \\u{41}'
)


def test_what_a_person_typed_is_never_read_as_markup() -> None:
    """It stands on the page as it was typed."""
    content = replace(certificate_of(heading_of(is_specimen=False)), holder_name=MARKUP)
    agreement = replace(agreement_of(heading_of(is_specimen=False)), paragraphs=(MARKUP,), signed_name=MARKUP)

    for pdf in (draw_certificate(content, wording_of("en")), draw_agreement(agreement, wording_of("en"))):
        assert _tight(MARKUP) in _tight(_text(pdf))


def _tight(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zoë Σ Ж ế", "Zoë Σ Ж ế"),
        ("陈大文 陳大文 김철수 さくら", "陈大文 陳大文 김철수 さくら"),
        ("សុខា", "សុខា"),
        ("smile \U0001f600", "smile [U+1F600]"),
        ("\u202egnorw", "[U+202E]gnorw"),
        ("nul\x00bell\x07", "nul[U+0000]bell[U+0007]"),
        ("สม", "[U+0E2A][U+0E21]"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_a_name_in_any_script_is_shown_or_spelled_out(typed: str, shown: str) -> None:
    """What the fonts lack, and what could not be seen, is spelled by code point, never dropped."""
    content = replace(agreement_of(heading_of()), paragraphs=(typed,), signed_name="x")

    text = _text(draw_agreement(content, wording_of("en")))

    assert shown in text


@settings(max_examples=60)
@given(typed=st.text(max_size=60))
def test_no_name_can_stop_a_document(typed: str) -> None:
    """Whatever characters somebody finds, the certificate is drawn."""
    content = replace(certificate_of(heading_of()), holder_name=typed, iccid=typed, money_way="")

    assert draw_certificate(content, wording_of("en")).startswith(b"%PDF-1.7")


def test_a_name_without_spaces_stays_on_the_page() -> None:
    """A very long word is broken, not run over the edge: all of it is found inside the page's width."""
    content = replace(certificate_of(heading_of()), holder_name="W" * 300)

    boxes = _run("pdftotext", "-bbox", "-", "-", pdf=draw_certificate(content, wording_of("en")))

    found = re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)<', boxes)
    assert sum(word.count("W") for _, word in found) >= 300
    assert all(float(right) <= 595.3 for right, _ in found)
