"""Intents: the outgoing calls that follow from facts, each with a key that is the same on every attempt.

`intents` derives them; nothing else makes one. The engine commits them with the facts and only then makes the calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from signoff.domain import fact as f
from signoff.domain.case import OVER, Asker, Case, Reserve, State
from signoff.domain.event import Sealed
from signoff.domain.guidance import Task
from signoff.domain.requirement import CodePurpose
from signoff.domain.settlement import Quote


class Act(StrEnum):
    """What an intent asks for. Stored words; the first part names the port, or who else is asked."""

    LOOK_UP = "records.look_up"
    READ_BALANCE = "charging.read"
    RESERVE = "charging.reserve"
    RELEASE = "charging.release"
    SETTLE = "charging.settle"
    READ_BILL = "billing.read"
    CLOSE_BILLING = "billing.close"
    READ_POINTS = "loyalty.read"
    CLOSE_POINTS = "loyalty.close"
    CUT = "network.cut"
    QUARANTINE = "numbers.quarantine"
    RELEASE_ESIM = "esim.release"
    PAY_OUT = "payments.pay_out"
    SEND_CODE = "messages.code"
    SEND_NOTICE = "messages.notice"
    TELL_CASE = "cases.tell"
    DRAW_ACKNOWLEDGEMENT = "evidence.acknowledgement"
    DRAW_AGREEMENT = "evidence.agreement"
    DRAW_CERTIFICATE = "evidence.certificate"


class Notice(StrEnum):
    """The messages a case sends; each is worded in the texts (area `messages`)."""

    ACKNOWLEDGED = "acknowledged"
    CODE_FOR_POSSESSION = "code_possession"
    CODE_FOR_SIGNATURE = "code_signature"
    QUOTE_CHANGED = "quote_changed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    PROVEN_AGAIN = "proven_again"
    CERTIFICATE_RENEWED = "certificate_renewed"
    GUIDED_BEGUN = "guided_begun"
    GUIDED_TASK = "guided_task"
    GUIDED_ENDED = "guided_ended"


@dataclass(frozen=True, slots=True)
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


def intents(case: Case, fact: f.Fact) -> tuple[Intent, ...]:
    """The calls that follow from `fact`; `case` is the case after it."""
    match fact:
        case f.RequestRecorded():
            return _on_request(case, fact)
        case f.LineLookedUp() | f.CodeIssued():
            return _code(case) if _code_may_go(case, fact) else ()
        case f.LineProven() | f.AccountOutdated():
            return _readings(case, fact.ends_on)
        case f.ReserveOrdered():
            return (_to_line(case, Act.RESERVE, "reserve", fact.occurrence),)
        case f.ReleaseOrdered():
            return (_to_line(case, Act.RELEASE, "release", fact.occurrence),)
        case f.AgreementSigned():
            return (_signed_paper(case, Act.DRAW_AGREEMENT, "agreement", case.version),)
        case f.SignatureVoided():
            return _news(case, Notice.QUOTE_CHANGED)
        case f.CutBegan():
            return (_to_line(case, Act.CUT, "cut"),)
        case f.CutNotSeen():
            return (_to_line(case, Act.CUT, "cut", fact.occurrence),)
        case f.CutMade():
            return tuple(_closing(case, step) for step in fact.steps)
        case f.TaskSet():
            return _task(case, fact)
        case f.LineEnded() if case.guided is not None:
            return (_certificate(case), *_guided_news(case, Notice.GUIDED_ENDED))
        case f.LineEnded():
            return (_certificate(case), *_news(case, Notice.ENDED))
        case f.StepClosed() | f.SimAnswered() if case.state is State.ENDED:
            return (_certificate(case),)
        case f.RequestJoined() if fact.tells_case:
            return (_told(case, fact),)
        case f.AskerJoined():
            return _on_joining(case)
        case f.CertificateIssued() if fact.is_news:
            return _news(case, Notice.CERTIFICATE_RENEWED)
        case f.CaseWithdrawn() | f.CaseLapsed():
            return _on_leaving_off(case, fact)
        case _:
            return ()


def _key(case: Case, step: str, occurrence: int) -> str:
    return f"{case.id}/{step}/{occurrence}"


def _intent(case: Case, act: Act, step: str, occurrence: int = 1) -> Intent:
    return Intent(_key(case, step, occurrence), case.carrier_id, act, step, occurrence=occurrence)


def _to_line(case: Case, act: Act, step: str, occurrence: int = 1) -> Intent:
    line = case.proof.line
    sealed = (("line", line),) if line is not None else ()
    return Intent(_key(case, step, occurrence), case.carrier_id, act, step, sealed, occurrence=occurrence)


def _readings(case: Case, ends_on: date | None) -> tuple[Intent, ...]:
    """All of the account that is not known."""
    money = case.money
    acts = {Act.READ_BALANCE: money.balance, Act.READ_BILL: money.bill, Act.READ_POINTS: money.points}
    return tuple(
        replace(_to_line(case, act, act.value.replace(".", "_"), money.readings), on=ends_on)
        for act, reading in acts.items()
        if reading is None
    )


def _on_request(case: Case, fact: f.RequestRecorded) -> tuple[Intent, ...]:
    look_up = Intent(
        _key(case, "look_up", 1),
        case.carrier_id,
        Act.LOOK_UP,
        "look_up",
        (("identifier", fact.identifier),),
    )
    draw = replace(
        _intent(case, Act.DRAW_ACKNOWLEDGEMENT, "acknowledgement"),
        sealed=(("identifier", fact.identifier), ("contact", fact.contact)),
    )
    if case.guided is not None:  # nobody of ours can look the line up
        return (draw, *_guided_news(case, Notice.GUIDED_BEGUN)) if fact.sends_message else (draw,)
    return (look_up, draw, *_news(case, Notice.ACKNOWLEDGED)) if fact.sends_message else (look_up, draw)


_TASK_ACTS = {
    Task.SETTLE: Act.SETTLE,
    Task.ASK_CARRIER: Act.CUT,
    Task.SEE_BLOCKED: Act.CUT,
    Task.SEE_DEAD: Act.CUT,
    Task.FINAL_BILL: Act.CLOSE_BILLING,
    Task.REFUND: Act.PAY_OUT,
}


def _task(case: Case, fact: f.TaskSet) -> tuple[Intent, ...]:
    """What the carrier's system would be asked goes to the person, by the same act; some tasks are theirs alone."""
    news = _guided_news(case, Notice.GUIDED_TASK) if fact.is_news else ()
    act = _TASK_ACTS.get(fact.task)
    if act is None:
        return news
    # Nobody here knows the day, the way or the amount: the person sees to them.
    intent = replace(_to_line(case, act, fact.task.value, fact.occurrence), on=fact.at.date(), way="unknown")
    return (intent, *news)


def closed_by(before: Case, fact: f.Fact) -> tuple[str, ...]:
    """The keys of the calls that `fact` closes: the person whom they had gone to has answered, or is asked no more."""
    key = _asked_key(before)
    if key is None or not isinstance(fact, f.TaskDone | f.TaskWaits | f.CaseWithdrawn | f.KeyDestroyed):
        return ()
    return (key,)


def is_answered(case: Case, key: str) -> bool:
    """Whether a call that was just handed to the person needs no looking after: they were quicker than its adapter."""
    return case.guided is not None and (case.state in OVER or key != _asked_key(case))


def _asked_key(case: Case) -> str | None:
    guided = case.guided
    if guided is None or not guided.is_asked or guided.current is None:
        return None
    task = guided.current.task
    return _key(case, task.value, guided.occurrence) if task in _TASK_ACTS else None


def _guided_news(case: Case, notice: Notice) -> tuple[Intent, ...]:
    """A message, for whoever gave an address."""
    return _news(case, notice) if case.wish.contact_index else ()


def _code_may_go(case: Case, fact: f.Fact) -> bool:
    """A code is sent when it is issued; one issued before the line was looked up waits for that."""
    if not case.proof.is_looked_up or case.proof.code is None:
        return False
    return isinstance(fact, f.CodeIssued) or not case.proof.code.is_used


def _code(case: Case) -> tuple[Intent, ...]:
    """The same intent for a line that is not there, or a code kept back: it goes to nobody, and nobody can tell."""
    code = case.proof.code
    if code is None:
        return ()
    is_signature = code.purpose is CodePurpose.SIGNATURE
    line = case.proof.line if not code.is_withheld else None
    sealed = (("code", code.sealed), *((("line", line),) if line is not None else ()))
    return (
        Intent(
            _key(case, "code", case.proof.code_count),
            case.carrier_id,
            Act.SEND_CODE,
            "code",
            sealed,
            notice=Notice.CODE_FOR_SIGNATURE if is_signature else Notice.CODE_FOR_POSSESSION,
            occurrence=case.proof.code_count,
            language=case.language,
        ),
    )


def _news(case: Case, notice: Notice) -> tuple[Intent, ...]:
    """The same message to everybody whom this case tells its news."""
    return tuple(_notice(case, notice, to, place) for place, to in enumerate(told(case), start=1))


def _notice(case: Case, notice: Notice, to: Asker, place: int = 1) -> Intent:
    step = f"notice_{notice}" if place == 1 else f"notice_{notice}_{place}"
    occurrence = case.version
    return Intent(
        _key(case, step, occurrence),
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

    Each inbox once, with the link of whoever named it.
    """
    answers = case.answers
    people = [Asker("", case.wish.contact, case.wish.contact_index, case.first_language)]
    if answers.other_contact is not None:
        by = answers.other_contact_asker
        language = next((one.language for one in case.askers if one.request_id == by), case.first_language)
        other = Asker(by, answers.other_contact, answers.other_contact_index, language)
        people = [other, *people] if case.askers else [other]
    inboxes: dict[str, Asker] = {}
    for one in (*people, *case.askers):
        inboxes.setdefault(one.contact_index or one.contact, one)
    return tuple(inboxes.values())


def _told(case: Case, fact: f.RequestJoined) -> Intent:
    """The line's case hears who has proven the line, and where their news goes."""
    intent = _intent(case, Act.TELL_CASE, "tell_case")
    return replace(intent, sealed=(("contact", case.wish.contact),), case_id=fact.case_id)


_OVER_NOTICES = {State.ENDED: Notice.ENDED, State.WITHDRAWN: Notice.WITHDRAWN}


def _on_joining(case: Case) -> tuple[Intent, ...]:
    """Who had proven the line before hears of it; a case that was over first gives its last news to the newcomer.

    An inbox that had the news before is told though the newcomer named it too: else a stranger could keep it quiet.
    """
    newcomer = case.askers[-1]
    if case.state in OVER:
        last = _OVER_NOTICES.get(case.state)
        return () if last is None else (_notice(case, last, newcomer),)
    before = [one for one in told(case) if one is not newcomer]
    return tuple(_notice(case, Notice.PROVEN_AGAIN, to, place) for place, to in enumerate(before, start=1))


def _signed_paper(case: Case, act: Act, step: str, occurrence: int) -> Intent:
    """A document that names the line, the one who signed, and where the money goes."""
    intent = _to_line(case, act, step, occurrence)
    named = (("name", case.answers.signed_name), ("destination", case.money.destination))
    sealed = tuple((field, name) for field, name in named if name is not None)
    return replace(intent, sealed=(*intent.sealed, *sealed))


def _certificate(case: Case) -> Intent:
    if case.guided is not None:
        intent = _intent(case, Act.DRAW_CERTIFICATE, "certificate", case.ending.certificates_wanted)
        return replace(intent, sealed=(("identifier", case.wish.identifier),))
    return _signed_paper(case, Act.DRAW_CERTIFICATE, "certificate", case.ending.certificates_wanted)


def _closing(case: Case, step: str) -> Intent:
    """The call behind one closing step; the steps are named by `closing_steps`."""
    quote = _quote(case)
    if step == "pay_out":
        destination = case.money.destination
        return Intent(
            _key(case, step, 1),
            case.carrier_id,
            Act.PAY_OUT,
            step,
            (("destination", destination),) if destination is not None else (),
            amount_minor=quote.total_minor,
            currency=quote.currency,
            way=case.money.way or "",
        )
    intent = _to_line(case, CLOSING_ACTS[step], step)
    if step == "close_billing":
        return replace(
            intent,
            amount_minor=min(quote.total_minor, 0),
            currency=quote.currency,
            on=quote.last_on,
        )
    if step == "quarantine":
        return replace(intent, on=case.ending.quarantine_until_on)
    return intent


CLOSING_ACTS = {
    "settle": Act.SETTLE,
    "close_billing": Act.CLOSE_BILLING,
    "close_points": Act.CLOSE_POINTS,
    "quarantine": Act.QUARANTINE,
    "release_esim": Act.RELEASE_ESIM,
    "pay_out": Act.PAY_OUT,
}


def _quote(case: Case) -> Quote:
    if case.money.quote is None:
        raise ValueError("a cut without a quote was decided")
    return case.money.quote


def _on_leaving_off(case: Case, fact: f.Fact) -> tuple[Intent, ...]:
    release = (
        (_to_line(case, Act.RELEASE, "release", case.money.reserve_count),)
        if case.money.reserve is Reserve.HELD  # one still on its way is released when it arrives
        else ()
    )
    if isinstance(fact, f.CaseWithdrawn) and case.proof.proven_at is not None:
        return (*release, *_news(case, Notice.WITHDRAWN))
    return release
