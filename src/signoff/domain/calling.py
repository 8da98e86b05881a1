"""One outgoing call: its key, what is sealed in it, and whom a message goes to.

`intent.py` says which calls follow from a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.act import Act, Notice
from signoff.domain.case import Asker, Case
from signoff.domain.event import Sealed

TO_BE_TOLD = "resumed_registered"
"""The step by which records are asked whom to tell that a line works again. A stored word."""


@dataclass(frozen=True)
class Intent:
    """One call to be made. Personal values are named in `sealed`; the rest of the call is in plain fields."""

    key: str
    carrier_id: str
    act: Act
    step: str
    sealed: tuple[tuple[str, Sealed], ...] = ()
    notice: Notice | None = None
    amount_minor: int = 0
    currency: str = ""
    on: date | None = None
    way: str = ""
    occurrence: int = 1
    request_id: str = ""  # whose link a message brings; empty: the case's own
    language: str = ""  # of a message, as it was when it was meant: a second attempt says the same
    case_id: str = ""  # the other case that is told
    stop_index: str = ""  # whose link to stop the ending a message brings


def call_key(case: Case, step: str, occurrence: int) -> str:
    """The name of one call; the same on every attempt."""
    return f"{case.id}/{step}/{occurrence}"


def call(case: Case, act: Act, step: str, occurrence: int = 1) -> Intent:
    """A call with nothing in it yet."""
    return Intent(call_key(case, step, occurrence), case.carrier_id, act, step, occurrence=occurrence)


def reading_name(intent: Intent) -> str:
    """Which reading of records it is, in the names of what it brings: each seals its own."""
    number = str(intent.occurrence)
    return f"{intent.step}/{number}" if intent.step == TO_BE_TOLD else number


def to_line(case: Case, act: Act, step: str, occurrence: int = 1) -> Intent:
    """A call that names the line."""
    line = case.proof.line
    sealed = (("line", line),) if line is not None else ()
    return Intent(call_key(case, step, occurrence), case.carrier_id, act, step, sealed, occurrence=occurrence)


def news(case: Case, notice: Notice) -> tuple[Intent, ...]:
    """The same message to everybody whom this case tells its news."""
    return tuple(message(case, notice, to, place) for place, to in enumerate(told(case), start=1))


def message(case: Case, notice: Notice, to: Asker, place: int = 1) -> Intent:
    """A message to one person."""
    step = f"notice_{notice}" if place == 1 else f"notice_{notice}_{place}"
    occurrence = case.version
    return Intent(
        call_key(case, step, occurrence),
        case.carrier_id,
        Act.SEND_NOTICE,
        step,
        (("contact", to.contact),),
        notice=notice,
        occurrence=occurrence,
        request_id=to.request_id,
        language=to.language or case.language,
    )


def told(case: Case) -> tuple[Asker, ...]:
    """Who gets the news: the other contact once there is one, else the first; with them everybody who proved the line.

    Each inbox once, with the link of whoever named it; nobody whose link is closed.
    """
    answers = case.answers
    closed = case.counter.dropped
    first = Asker("", case.wish.contact, case.wish.contact_index, case.first_language)
    people = [first] if case.id not in closed else []
    if answers.other_contact is not None and answers.other_contact_asker not in closed:
        by = answers.other_contact_asker
        language = next((one.language for one in case.askers if one.request_id == by), case.first_language)
        other = Asker(by, answers.other_contact, answers.other_contact_index, language)
        people = [other, *people] if case.askers else [other]
    inboxes: dict[str, Asker] = {}
    for one in (*people, *(asker for asker in case.askers if asker.request_id not in closed)):
        inboxes.setdefault(one.contact_index or one.contact, one)
    return tuple(inboxes.values())
