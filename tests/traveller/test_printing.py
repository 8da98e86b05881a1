"""A plan on paper: one PDF that holds all of it in every script, and the same for programs."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signoff.evidence.glyphs import drawable
from signoff.traveller.asking import Answers
from signoff.traveller.plan import PlanView
from tests.traveller.journeys import GUIDE, on

TYPED = Answers("postpaid", "esim", on(16), arrears="3.00", needs=("bank_codes",))


def view(carrier_id: str, language: str) -> PlanView:
    return GUIDE.plan(carrier_id, GUIDE.situation(carrier_id, TYPED), language)


def attachment(pdf: bytes) -> bytes:
    """The one file that is embedded."""
    names = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[0] == "plan.json"
    content: bytes = names[1]["/EF"]["/F"].data
    return content


@pytest.mark.parametrize(("carrier_id", "language"), [("smart_kh", "en"), ("three_mo", "zh-Hans")])
def test_the_paper_carries_the_plan_for_programs(carrier_id: str, language: str):
    """It is the plan's own record; all its signs can be drawn, Khmer and Cantonese among them."""
    made = view(carrier_id, language)

    pdf = GUIDE.pdf(made)

    assert pdf.startswith(b"%PDF-1.7")
    assert PdfFileReader(BytesIO(pdf)).trailer["/Info"]["/Author"] == "Signoff"  # never the carrier
    assert json.loads(attachment(pdf)) == json.loads(json.dumps(made.record))
    scripts = [line.text for task in made.tasks for line in task.script]
    assert {line.language for task in made.tasks for line in task.script} >= {"en"}
    assert not any("[U+" in drawable(text) for text in scripts)


def test_the_same_plan_is_the_same_paper():
    """Equal input gives equal bytes."""
    assert GUIDE.pdf(view("ctm", "en")) == GUIDE.pdf(view("ctm", "en"))


def test_every_word_that_is_said_can_be_drawn():
    """No sign of any plan is spelled out for want of a shape."""
    for carrier_id in GUIDE.carriers:
        for language in GUIDE.texts.languages:
            text = json.dumps(view(carrier_id, language).record, ensure_ascii=False)
            assert not re.search(r"\[U\+", drawable(text)), (carrier_id, language)
