"""Intents: the outgoing calls that follow from facts, each with a key that is the same on every attempt.

`intents` derives them; nothing else makes one. The engine commits them with the facts and only then makes the calls.
"""

from __future__ import annotations

from datetime import date

from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain.act import Act, Notice
from signoff.domain.calling import Intent, call, call_key, message, news, to_line, told
from signoff.domain.case import OVER, Asker, Case, Reserve, State, StepStatus
from signoff.domain.changing import replace
from signoff.domain.counter_case import CHECK_LIFE
from signoff.domain.fact_guarantee import GuaranteeBreached
from signoff.domain.guidance import Task
from signoff.domain.intent_identity import line_is_told, on_identity, standing, warnings
from signoff.domain.requirement import CodePurpose
from signoff.domain.settlement import Quote
from signoff.domain.suspended import is_left_suspended
from signoff.domain.void_reason import VoidReason
from signoff.domain.voiding import why_void

__all__ = [
    "BEFORE_PAYING",
    "CLOSING_ACTS",
    "Act",
    "Intent",
    "Notice",
    "closed_by",
    "intents",
    "is_answered",
    "pays_later",
    "reopened_by",
    "step_key",
    "told",
]


def intents(case: Case, fact: f.Fact) -> tuple[Intent, ...]:
    """The calls that follow from `fact`; `case` is the case after it."""
    match fact:
        case f.RequestRecorded():
            return _on_request(case, fact)
        case f.LineLookedUp() | f.CodeIssued():
            return _code(case) if _code_may_go(case, fact) else ()
        case f.LineProven() | f.AccountOutdated():
            asked = (standing(case),) if fact.asks_standing else ()
            return (*asked, *_readings(case, fact.ends_on))
        case f.ReserveOrdered():
            return (to_line(case, Act.RESERVE, "reserve", fact.occurrence),)
        case f.ReleaseOrdered():
            return (to_line(case, Act.RELEASE, "release", fact.occurrence),)
        case f.AgreementSigned():
            return _on_signature(case, fact)
        case f.SignatureVoided() | f.CutRefused():
            return news(case, _void_notice(fact))
        case f.CutBegan():
            return (to_line(case, Act.CUT, "cut", case.ending.cut_attempts),)
        case f.CutNotSeen():
            return (to_line(case, Act.CUT, "cut", fact.occurrence),)
        case f.CutMade() | c.MoneyReadAgain() | c.AccountSettled():
            return _on_closing(case, fact)
        case f.TaskSet():
            return _task(case, fact)
        case f.LineEnded():
            return (_certificate(case), *_end_news(case))
        case GuaranteeBreached():
            return _on_breach(case, fact)
        case c.PayoutCorrected() | c.RefundReleased() if not pays_later(case):
            return (_closing(case, "pay_out"),)
        case f.StepClosed() | f.SimAnswered() | c.PaymentTaken() | c.NumberReleased() if (
            case.state is State.ENDED
        ):
            return (_certificate(case),)
        case f.StepClosed() if fact.step in BEFORE_PAYING and _pays_now(case):
            return (_closing(case, "pay_out"),)
        case f.RequestJoined():
            lost = line_is_told(case) if case.lost_at is not None else ()
            return (_told(case, fact), *lost) if fact.tells_case else lost
        case f.AskerJoined():
            return _on_joining(case)
        case f.CertificateIssued() if fact.is_news:
            return news(case, Notice.CERTIFICATE_RENEWED)
        case c.IdentityTakenBack() | f.CaseWithdrawn() | f.CaseLapsed() | f.EndingStopped():
            return _on_leaving_off(case, fact)
        case _:
            return on_identity(case, fact)


def _on_breach(case: Case, fact: GuaranteeBreached) -> tuple[Intent, ...]:
    """The money is ordered back under the breach's own number, and everybody of the case hears of it."""
    back = to_line(case, Act.TAKE_BACK, "take_back", fact.number)
    letters = news(case, Notice.CHARGED_AFTER_END)
    return tuple(
        replace(one, amount_minor=fact.amount_minor, currency=fact.currency, on=fact.charged_on)
        for one in (back, *letters)
    )


def _on_signature(case: Case, fact: f.AgreementSigned) -> tuple[Intent, ...]:
    """The line is looked at once more, the paper is drawn, and who may stop it or take it back is told."""
    paper = _signed_paper(case, Act.DRAW_AGREEMENT, "agreement", case.version)
    if fact.text is not None:
        paper = replace(paper, sealed=(*paper.sealed, ("text", fact.text)))
    asked = (standing(case),) if fact.asks_standing else ()
    told_until = news(case, Notice.COOLING_OFF) if fact.cooling_off_until is not None else ()
    return (*asked, paper, *warnings(case, fact), *told_until)


def _on_closing(case: Case, fact: f.CutMade | c.MoneyReadAgain | c.AccountSettled) -> tuple[Intent, ...]:
    """What is closed now; billing once it is known what moved until then, and money goes out once that is closed."""
    if not isinstance(fact, f.CutMade):
        return (
            _last_reading(case) if isinstance(fact, c.MoneyReadAgain) else _closing(case, "close_billing"),
        )
    waits = {"pay_out": fact.pays_last, "close_billing": fact.reads_bill}
    now = (_closing(case, step) for step in fact.steps if not waits.get(step))
    return (*((_last_reading(case),) if fact.reads_bill else ()), *now, *_suspension_ended(case))


def _last_reading(case: Case) -> Intent:
    """Billing is read for the day on which the line has ended."""
    reading = to_line(case, Act.READ_BILL, "billing_read", case.money.readings)
    return replace(reading, on=_quote(case).last_on)


def _suspension_ended(case: Case) -> tuple[Intent, ...]:
    """Other cases of a line that is cut while it is suspended know it for suspended: they hear that it has ended."""
    is_suspended = case.standing is not None and case.standing.is_suspended
    return line_is_told(case) if is_suspended or case.lost_at is not None else ()


def _void_notice(fact: f.SignatureVoided | f.CutRefused) -> Notice:
    return _VOID_NOTICES[why_void(fact)]


_VOID_NOTICES = {
    VoidReason.AMOUNTS: Notice.QUOTE_CHANGED,
    VoidReason.LINE: Notice.SIGNATURE_TOO_WEAK,
    VoidReason.PERSON: Notice.SIGNATURE_PERSON,
    VoidReason.SUM: Notice.SIGNATURE_SUM,
    VoidReason.TIME: Notice.SIGNATURE_TIME,
}


def _readings(case: Case, ends_on: date | None) -> tuple[Intent, ...]:
    """All of the account that is not known."""
    money = case.money
    acts = {Act.READ_BALANCE: money.balance, Act.READ_BILL: money.bill, Act.READ_POINTS: money.points}
    return tuple(
        replace(to_line(case, act, act.value.replace(".", "_"), money.readings), on=ends_on)
        for act, reading in acts.items()
        if reading is None
    )


def _on_request(case: Case, fact: f.RequestRecorded) -> tuple[Intent, ...]:
    look_up = Intent(
        call_key(case, "look_up", 1),
        case.carrier_id,
        Act.LOOK_UP,
        "look_up",
        (("identifier", fact.identifier),),
    )
    draw = replace(
        call(case, Act.DRAW_ACKNOWLEDGEMENT, "acknowledgement"),
        sealed=(("identifier", fact.identifier), ("contact", fact.contact)),
    )
    if case.guided is not None:  # nobody of ours can look the line up
        return (draw, *_guided_news(case, Notice.GUIDED_BEGUN)) if fact.sends_message else (draw,)
    return (look_up, draw, *news(case, Notice.ACKNOWLEDGED)) if fact.sends_message else (look_up, draw)


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
    intent = replace(to_line(case, act, fact.task.value, fact.occurrence), on=fact.at.date(), way="unknown")
    return (intent, *news)


def closed_by(before: Case, fact: f.Fact) -> tuple[str, ...]:
    """The keys of the calls that `fact` closes: the person whom they had gone to has answered, or is asked no more."""
    if isinstance(fact, c.CallClosed):
        return (fact.key,)
    if isinstance(fact, f.CutRefused):
        return (step_key(before, "cut"),)  # nobody must be able to make it again
    key = _asked_key(before)
    if key is None or not isinstance(fact, f.TaskDone | f.TaskWaits | f.CaseWithdrawn | f.KeyDestroyed):
        return ()
    return (key,)


def reopened_by(fact: f.Fact) -> tuple[str, ...]:
    """The keys of the calls that `fact` has made again: they waited for a person, who says so."""
    return (fact.key,) if isinstance(fact, c.CallReopened) else ()


def step_key(case: Case, step: str) -> str:
    """The key of the last call of a step."""
    occurrences = {"cut": case.ending.cut_attempts, "pay_out": case.counter.payouts}
    return call_key(case, step, case.ending.billings if step == "close_billing" else occurrences.get(step, 1))


def is_answered(case: Case, key: str) -> bool:
    """Whether a call that was just handed to the person needs no looking after: they were quicker than its adapter."""
    return case.guided is not None and (case.state in OVER or key != _asked_key(case))


def _asked_key(case: Case) -> str | None:
    guided = case.guided
    if guided is None or not guided.is_asked or guided.current is None:
        return None
    task = guided.current.task
    return call_key(case, task.value, guided.occurrence) if task in _TASK_ACTS else None


def _guided_news(case: Case, notice: Notice) -> tuple[Intent, ...]:
    """A message, for whoever gave an address."""
    return news(case, notice) if case.wish.contact_index else ()


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
            call_key(case, "code", case.proof.code_count),
            case.carrier_id,
            Act.SEND_CODE,
            "code",
            sealed,
            notice=Notice.CODE_FOR_SIGNATURE if is_signature else Notice.CODE_FOR_POSSESSION,
            occurrence=case.proof.code_count,
            language=case.language,
        ),
    )


def _told(case: Case, fact: f.RequestJoined) -> Intent:
    """The line's case hears who has proven the line, and where their news goes."""
    intent = call(case, Act.TELL_CASE, "tell_case")
    holder = (("holder", case.acting.holder),) if case.acting.holder is not None else ()
    return replace(intent, sealed=(("contact", case.wish.contact), *holder), case_id=fact.case_id)


_OVER_NOTICES = {State.ENDED: Notice.ENDED, State.WITHDRAWN: Notice.WITHDRAWN}


def _on_joining(case: Case) -> tuple[Intent, ...]:
    """Who had proven the line before hears of it; a case that was over first gives its last news to the newcomer.

    An inbox that had the news before is told though the newcomer named it too: else a stranger could keep it quiet.
    """
    newcomer = case.askers[-1]
    if case.state in OVER:
        last = _OVER_NOTICES.get(case.state)
        return () if last is None else (message(case, last, newcomer),)
    before = [one for one in told(case) if one is not newcomer]
    return tuple(message(case, Notice.PROVEN_AGAIN, to, place) for place, to in enumerate(before, start=1))


def _on_mistake(case: Case, fact: c.IdentityTakenBack) -> tuple[Intent, ...]:
    """Whoever had asked by a link hears that it is over; not who had it recorded in that visit, nor whom they named."""
    first = Asker("", case.wish.contact, case.wish.contact_index, case.first_language)
    everybody = {case.id: first, **{one.request_id: one for one in case.askers}}
    is_own = case.counter.requested_by == fact.staff_id and fact.at - case.wish.at <= CHECK_LIFE
    # A claim code's own link has no contact: whoever took it down stands there.
    ended = [everybody[one] for one in fact.ended if one in everybody and not (is_own and one == case.id)]
    return tuple(message(case, Notice.PROOF_TAKEN_BACK, to, place) for place, to in enumerate(ended, start=1))


def _signed_paper(case: Case, act: Act, step: str, occurrence: int) -> Intent:
    """A document that names the line, the one who signed and for whom, and where the money goes."""
    intent = to_line(case, act, step, occurrence)
    named = (
        ("name", case.answers.signed_name),
        ("destination", case.money.destination),
        ("holder", case.acting.holder),
    )
    sealed = tuple((field, name) for field, name in named if name is not None)
    return replace(intent, sealed=(*intent.sealed, *sealed))


def _end_news(case: Case) -> tuple[Intent, ...]:
    return _guided_news(case, Notice.GUIDED_ENDED) if case.guided is not None else news(case, Notice.ENDED)


def _certificate(case: Case) -> Intent:
    if case.guided is not None:
        intent = call(case, Act.DRAW_CERTIFICATE, "certificate", case.ending.certificates_wanted)
        return replace(intent, sealed=(("identifier", case.wish.identifier),))
    return _signed_paper(case, Act.DRAW_CERTIFICATE, "certificate", case.ending.certificates_wanted)


def _closing(case: Case, step: str) -> Intent:
    """The call behind one closing step; the steps are named by `closing_steps`."""
    quote = _quote(case)
    if step == "pay_out":
        destination = case.money.destination
        return Intent(
            step_key(case, step),
            case.carrier_id,
            Act.PAY_OUT,
            step,
            (("destination", destination),) if destination is not None else (),
            amount_minor=quote.total_minor,
            currency=quote.currency,
            # A way to pay is no way to be paid: where the money has turned, somebody has to ask where it goes.
            way=case.money.settled_way,
            occurrence=case.counter.payouts,
        )
    intent = to_line(case, CLOSING_ACTS[step], step, case.ending.billings if step == "close_billing" else 1)
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


BEFORE_PAYING = ("settle", "close_billing")
"""What has to be closed before money goes out: a system that says the account is another stops the payment."""


def pays_later(case: Case) -> bool:
    """Whether the payment still waits for what has to be closed before it."""
    before = [step for step in case.ending.steps if step.name in BEFORE_PAYING]
    return case.ending.pays_last and not all(step.status is StepStatus.DONE for step in before)


def _pays_now(case: Case) -> bool:
    """Whether the payment was waiting for the step that has just been closed."""
    payment = case.step("pay_out")
    is_open = payment is not None and payment.status is StepStatus.OPEN
    return case.ending.pays_last and is_open and not pays_later(case)


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
    if isinstance(fact, c.IdentityTakenBack):
        return _on_mistake(case, fact)
    release = (
        (to_line(case, Act.RELEASE, "release", case.money.reserve_count),)
        if case.money.reserve is Reserve.HELD  # one still on its way is released when it arrives
        else ()
    )
    left = news(case, Notice.STILL_SUSPENDED) if is_left_suspended(case) else ()
    if isinstance(fact, f.EndingStopped):
        return (*release, *news(case, Notice.STOPPED), *left)
    if isinstance(fact, f.CaseWithdrawn) and case.proof.proven_at is not None:
        return (*release, *news(case, Notice.WITHDRAWN), *left)
    return (*release, *left)
