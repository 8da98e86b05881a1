"""Intents: the outgoing calls that follow from facts, each with a key that is the same on every attempt.

`intents` derives them; nothing else makes one. The engine commits them with the facts and only then makes the calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from signoff.domain import fact as f
from signoff.domain.case import Case, Reserve, State
from signoff.domain.event import Sealed
from signoff.domain.settlement import Quote


class Act(StrEnum):
    """What an intent asks for. Stored words; the first part names the port."""

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


def intents(case: Case, fact: f.Fact) -> tuple[Intent, ...]:
    """The calls that follow from `fact`; `case` is the case after it."""
    match fact:
        case f.RequestRecorded():
            return _on_request(case, fact)
        case f.LineLookedUp() | f.CodeIssued():
            return _code(case) if _code_may_go(case, fact) else ()
        case f.LineProven():
            return tuple(
                _to_line(case, act, act.value.replace(".", "_"))
                for act in (Act.READ_BALANCE, Act.READ_BILL, Act.READ_POINTS)
            )
        case f.ReserveOrdered():
            return (_to_line(case, Act.RESERVE, "reserve", fact.occurrence),)
        case f.ReleaseOrdered():
            return (_to_line(case, Act.RELEASE, "release", fact.occurrence),)
        case f.AgreementSigned():
            return (_signed_paper(case, Act.DRAW_AGREEMENT, "agreement", case.version),)
        case f.SignatureVoided():
            return (_notice(case, Notice.QUOTE_CHANGED),)
        case f.CutBegan():
            return (_to_line(case, Act.CUT, "cut"),)
        case f.CutNotSeen():
            return (_to_line(case, Act.CUT, "cut", fact.occurrence),)
        case f.CutMade():
            return tuple(_closing(case, step) for step in fact.steps)
        case f.LineEnded():
            return (_certificate(case), _notice(case, Notice.ENDED))
        case f.StepClosed() | f.SimAnswered() if case.state is State.ENDED:
            return (_certificate(case),)
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
    return (look_up, draw, _notice(case, Notice.ACKNOWLEDGED)) if fact.sends_message else (look_up, draw)


def _code_may_go(case: Case, fact: f.Fact) -> bool:
    """A code is sent when it is issued; one issued before the line was looked up waits for that."""
    if not case.proof.is_looked_up or case.proof.code is None:
        return False
    return isinstance(fact, f.CodeIssued) or not case.proof.code.is_used


def _code(case: Case) -> tuple[Intent, ...]:
    """The same intent for a line that is not there: it goes to nobody, and nobody can tell from outside."""
    code = case.proof.code
    if code is None:
        return ()
    is_signature = code.purpose is f.CodePurpose.SIGNATURE
    line = case.proof.line
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
        ),
    )


def _notice(case: Case, notice: Notice) -> Intent:
    """A message to where the news is wanted: the other contact once there is one, else the first."""
    to = case.answers.other_contact
    if to is None:
        to = case.wish.contact
    occurrence = case.version
    return Intent(
        _key(case, f"notice_{notice}", occurrence),
        case.carrier_id,
        Act.SEND_NOTICE,
        f"notice_{notice}",
        (("contact", to),),
        notice=notice,
        occurrence=occurrence,
    )


def _signed_paper(case: Case, act: Act, step: str, occurrence: int) -> Intent:
    """A document that names the line and the one who signed."""
    intent = _to_line(case, act, step, occurrence)
    name = case.answers.signed_name
    return replace(intent, sealed=(*intent.sealed, *((("name", name),) if name is not None else ())))


def _certificate(case: Case) -> Intent:
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
        return (*release, _notice(case, Notice.WITHDRAWN))
    return release
