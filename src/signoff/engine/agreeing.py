"""The agreement as one reader has it: its text in the language of their page, and which text a signature is under.

The words are put together in `paper.py`; the hash over them is what a signature is bound to, whatever the language.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace

from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.document import Agreement
from signoff.domain.line import Line
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import RequirementKind
from signoff.domain.showing import shown_values
from signoff.domain.step_up import Channel
from signoff.domain.view import AgreementView
from signoff.engine.job import Job
from signoff.engine.paper import BETWEEN, Papers, destination_of, text_sha256
from signoff.ports import NeedsPerson


def shown_agreement(
    papers: Papers, case: Case, carrier: Carrier, values: Mapping[str, object], language: str
) -> AgreementView | None:
    """The text to sign in this language; None while nothing can be signed.

    There is no text while something that stands in it is asked again, or cannot be read.
    """
    line = values.get("line")
    # In the order of what it costs to find out: this is asked for every page of a case.
    if case.money.quote is None or not isinstance(line, Line):
        return None
    is_readable = all(name in values for name in shown_values(case))
    # A signature may be asked for on one channel and not on another: in a shop, and not from afar.
    asked = (RequirementKind.SIGN_AGREEMENT,)
    if not is_readable or not any(outstanding(case, carrier, one)[:1] == asked for one in Channel):
        return None
    spoken = replace(case, language=language)
    named = values.get(case.acting.holder or "")
    holder = named if isinstance(named, str) else ""
    paragraphs = papers.paragraphs(spoken, carrier, line, destination_of(case, values), holder)
    return AgreementView(paragraphs, text_sha256(paragraphs), language)


@dataclass(frozen=True, slots=True)
class TextRead:
    """The text that somebody has read and signs, and the case in its language."""

    case: Case
    text: str


def text_read(
    papers: Papers, case: Case, carrier: Carrier, values: Mapping[str, object], sha256: str
) -> TextRead | None:
    """Today's text with this hash; None when it has it in none of the languages that are offered."""
    for language in dict.fromkeys((case.language, *papers.texts.languages)):
        shown = shown_agreement(papers, case, carrier, values, language)
        if shown is None:
            return None
        if hmac.compare_digest(shown.text_sha256.encode(), sha256.encode()):
            return TextRead(replace(case, language=language), BETWEEN.join(shown.paragraphs))
    return None


def agreement_of(papers: Papers, job: Job) -> Agreement | None:
    """The agreement word for word as it was signed; None once that signature counts no more.

    A case of an older release kept only the hash: its text is put together anew. Raises NeedsPerson for any text that
    has not the hash that was signed: nobody has signed it.
    """
    name, destination, holder, text = (_text(job.values.get(field)) for field in _OF_AGREEMENT)
    case, answers = job.case, job.case.answers
    if dict(job.intent.sealed).get("name") != answers.signed_name:
        return None  # void since, or signed anew: that one has a paper of its own
    content = papers.agreement(case, job.carrier, job.line(), name or None, destination, holder, text)
    if not hmac.compare_digest(content.text_sha256.encode(), answers.text_sha256.encode()):
        raise NeedsPerson("agreement_unknown")
    return content


_OF_AGREEMENT = ("name", "destination", "holder", "text")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
