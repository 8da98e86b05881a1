"""Draws the letter about charges after the end as a PDF; the layout is in `evidence/templates/dispute.typ`.

The first sheet is the traveller's own: where to send it and until when. The rows for programs are embedded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime

from signoff.catalogue import wording
from signoff.catalogue.texts import Texts
from signoff.evidence.typesetting import typeset
from signoff.traveller.dispute import DisputeView
from signoff.traveller.saying import Said

KEYWORD = "signoff.dispute/1"

Numbers = Callable[[Said], tuple[int, ...]]


def draw(
    view: DisputeView, texts: Texts, numbers: Numbers, sources: Sequence[str], today: date, made_at: datetime
) -> bytes:
    """The PDF/A-3b; `numbers` gives the footnotes of a sentence, `sources` what they stand for."""
    to = view.addressed

    def say(key: str, **values: object) -> str:
        return texts.say(key, view.language, view.dispute.carrier_id, **values)

    def notes(said: Said) -> str:
        return ", ".join(map(str, numbers(said)))

    ended = wording.day(view.dispute.ended_on, view.language)
    page = {
        "keyword": KEYWORD,
        "title": say("after.letter.title_for", to=to.name),
        "label": say("after.letter.label"),
        "carrier": say("plan.paper.author"),  # head, foot and author: the carrier has not written this
        "foot": wording.day(today, view.language),
        "is_specimen": False,
        "specimen": {"word": "", "notice": ""},
        "is_dated": True,
        "lead": say("after.letter.lead", carrier=view.carrier, day=ended),
        "made": say("after.letter.not_kept"),
        "send": {
            "heading": say("after.letter.send"),
            "way": to.way.text,
            "contacts": [
                {"kind": one.label, "value": one.value, "mark": one.mark, "notes": notes(one.said)}
                for one in (*to.contacts, *to.way_on)
            ],
        },
        "until": {"heading": say("after.letter.until"), "text": to.until.text, "notes": notes(to.until)},
        "sources": {"heading": say("plan.page.sources"), "rows": list(sources)},
        "letters": [
            {
                "language": letter.language,
                "name": letter.name,
                "parts": [{"kind": one.kind, "text": one.text} for one in letter.paragraphs],
            }
            for letter in to.letters
        ],
    }
    body = json.dumps(view.record, ensure_ascii=False, sort_keys=True).encode()
    return typeset(
        "dispute", page, language=view.language, drawn_at=made_at, attachment=("dispute.json", body)
    )
