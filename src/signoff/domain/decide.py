"""The rules: what an event means for a case, as facts or a refusal with its reason. Pure.

Time, ids and randomness come in with the event; what the store had to look up comes in as `Found`. One small
function per event, in the order of the procedure; `onward.py` adds what follows by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from signoff.domain import code, limits
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import Carrier, CollectWay, PayoutWay
from signoff.domain.case import OVER, Case, Deadline, Reserve, State
from signoff.domain.cut import Claim, ClaimKind, Witness, cut_claims
from signoff.domain.fold import apply
from signoff.domain.line import SimKind
from signoff.domain.onward import closing_steps, onward
from signoff.domain.outstanding import (
    last_day,
    local_day,
    losses_digest,
    may_answer_sim,
    outstanding,
    preview_quote,
    sim_answers,
    ties_of,
)
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.settlement import quote
from signoff.domain.tallies import (
    NOTHING_FOUND,
    Found,
    contact_messages,
    proven_tally,
    source_requests,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The facts that follow from an event, and the refusal if it was refused (a refusal may still count a failure)."""

    facts: tuple[f.Fact, ...] = ()
    refusal: Refusal | None = None


NOTHING = Decision()


def decide(case: Case | None, event: e.Event, carrier: Carrier, found: Found = NOTHING_FOUND) -> Decision:
    """What `event` means for `case` (None: there is none yet) of a line of `carrier`.

    Never raises for an event that can arrive: what does not fit is refused with a reason, and what comes too late
    from a system changes nothing.
    """
    if case is None:
        if isinstance(event, e.Requested):
            return _requested(event, carrier, found)
        return Decision(refusal=Refusal(Reason.NOT_NOW))
    if event.at < case.last_at:
        event = replace(event, at=case.last_at)
    rule = _RULES.get(type(event))
    if rule is None:
        return Decision(refusal=Refusal(Reason.NOT_NOW))
    decision: Decision = rule(case, event, carrier, found)
    if not decision.facts:
        return decision
    return Decision(decision.facts + _following(case, decision.facts, carrier, event.at), decision.refusal)


def _following(case: Case, facts: tuple[f.Fact, ...], carrier: Carrier, at: datetime) -> tuple[f.Fact, ...]:
    """What follows by itself from `facts`, until nothing more does."""
    for fact in facts:
        case = apply(case, fact)
    followed: list[f.Fact] = []
    while (following := onward(case, carrier, at)) is not None:
        followed.append(following)
        case = apply(case, following)
    return tuple(followed)


def _refused(reason: Reason, until: datetime | None = None) -> Decision:
    return Decision(refusal=Refusal(reason, until=until))


# ---------------------------------------------------------------- the request


def _requested(event: e.Requested, carrier: Carrier, found: Found) -> Decision:
    today = local_day(carrier, event.at)
    if event.wanted_on is not None:
        if event.wanted_on < today:
            return _refused(Reason.DATE_PAST)
        if event.wanted_on > today + timedelta(days=limits.WANTED_DAYS_MAX):
            return _refused(Reason.DATE_TOO_FAR)
    if found.count(source_requests(event)) >= limits.SOURCE_REQUESTS_AN_HOUR:
        return _refused(Reason.TOO_MANY_REQUESTS)
    messages = contact_messages(event, carrier)
    fact = f.RequestRecorded(
        at=event.at,
        case_id=event.id,
        tenant_id=event.tenant_id,
        carrier_id=carrier.id,
        case_code=event.case_code,
        language=event.language,
        identifier_kind=event.identifier_kind,
        identifier=event.identifier,
        identifier_index=event.identifier_index,
        contact=event.contact,
        contact_kind=event.contact_kind,
        wanted_on=event.wanted_on,
        lapses_at=event.at + limits.REQUEST_LIFE,
        sends_message=found.count(messages) < limits.CONTACT_MESSAGES_A_DAY,
        pack_digest=carrier.pack_digest,
        rules_version=limits.RULES_VERSION,
        tallies=(source_requests(event), messages),
    )
    return Decision((fact,))


def _looked_up(case: Case, event: e.LineLookedUp, carrier: Carrier, _: Found) -> Decision:
    if case.proof.is_looked_up or case.state is not State.REQUESTED:
        return NOTHING
    is_priced = event.traits is not None and event.traits.tariff_id in carrier.tariffs
    if not is_priced:
        return Decision((f.LineLookedUp(event.at, None, None, None),))
    return Decision((f.LineLookedUp(event.at, event.traits, event.line, event.line_index),))


# ---------------------------------------------------------------- the person's answers


def _asks(case: Case, kind: RequirementKind, carrier: Carrier) -> Decision | None:
    """None when `kind` is the requirement whose turn it is, else the refusal."""
    if outstanding(case, carrier)[:1] == (kind,):
        return None
    return _refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)


def _line_confirmed(case: Case, event: e.LineConfirmed, carrier: Carrier, _: Found) -> Decision:
    return _asks(case, RequirementKind.CONFIRM_LINE, carrier) or Decision((f.LineConfirmed(event.at),))


def _code_wanted(case: Case, event: e.CodeWanted, carrier: Carrier, found: Found) -> Decision:
    kind = (
        RequirementKind.PROVE_POSSESSION if case.state is State.REQUESTED else RequirementKind.SIGN_AGREEMENT
    )
    refused = _asks(case, kind, carrier)
    if refused is not None:
        return refused
    issued = code.issue(case, event, carrier, found)
    return Decision(refusal=issued) if isinstance(issued, Refusal) else Decision((issued,))


def _code_given(case: Case, event: e.CodeGiven, carrier: Carrier, found: Found) -> Decision:
    refused = _asks(case, RequirementKind.PROVE_POSSESSION, carrier)
    if refused is not None:
        return refused
    failed, refusal = code.check(case, event.digest, f.CodePurpose.POSSESSION, event.at, carrier, found)
    if refusal is not None:
        return Decision((failed,) if failed is not None else (), refusal)
    tallies = (proven_tally(event.at),)
    if found.held_by is not None and found.held_by != case.id:
        return Decision((f.RequestJoined(event.at, found.held_by, tallies),))
    return Decision((f.LineProven(event.at, event.at + limits.CASE_LIFE, tallies),))


def _losses_acknowledged(case: Case, event: e.LossesAcknowledged, carrier: Carrier, _: Found) -> Decision:
    refused = _asks(case, RequirementKind.ACKNOWLEDGE_LOSSES, carrier)
    if refused is not None:
        return refused
    shown = preview_quote(case, carrier, on=None)
    if shown is None or event.losses_digest != losses_digest(case, shown):
        return _refused(Reason.LOSSES_CHANGED)
    if set(event.ties) != set(ties_of(case)):
        return _refused(Reason.TIES_NOT_TICKED)
    return Decision((f.LossesAcknowledged(event.at, event.ties, event.losses_digest),))


def _other_contact_given(case: Case, event: e.OtherContactGiven, carrier: Carrier, _: Found) -> Decision:
    refused = _asks(case, RequirementKind.GIVE_OTHER_CONTACT, carrier)
    if refused is not None:
        return refused
    if event.is_the_line:
        return _refused(Reason.CONTACT_IS_THE_LINE)
    given = f.OtherContactGiven(event.at, event.contact, event.contact_kind, event.claim_digest)
    return Decision((given,))


def _money_way_chosen(case: Case, event: e.MoneyWayChosen, carrier: Carrier, _: Found) -> Decision:
    refused = _asks(case, RequirementKind.CHOOSE_MONEY_WAY, carrier)
    if refused is not None:
        return refused
    shown = preview_quote(case, carrier, on=None)
    offered: tuple[PayoutWay | CollectWay, ...] = carrier.policy.payout_ways
    if shown is None or shown.total_minor < 0:
        offered = carrier.policy.collect_ways
    if event.way not in offered:
        return _refused(Reason.WAY_NOT_OFFERED)
    if event.destination is None and event.way in (PayoutWay.BANK_TRANSFER, PayoutWay.OTHER_LINE):
        return _refused(Reason.DESTINATION_MISSING)
    return Decision((f.MoneyWayChosen(event.at, event.way, event.destination),))


def _signed(case: Case, event: e.AgreementSigned, carrier: Carrier, found: Found) -> Decision:
    refused = _asks(case, RequirementKind.SIGN_AGREEMENT, carrier)
    if refused is not None:
        return refused
    traits, shown = case.proof.traits, case.money.quote
    account = case.money.account(traits.tariff_id) if traits is not None else None
    if shown is None or account is None:
        return _refused(Reason.NOT_NOW)
    if event.name is None:
        return _refused(Reason.NAME_MISSING)
    today = quote(account, carrier, last_on=last_day(case, carrier, event.at))
    if today.digest != shown.digest:
        return Decision((f.QuoteMade(event.at, today, carrier.pack_digest),), Refusal(Reason.QUOTE_CHANGED))
    if event.quote_digest != shown.digest:
        return _refused(Reason.QUOTE_CHANGED)
    failed, refusal = code.check(case, event.code_digest, f.CodePurpose.SIGNATURE, event.at, carrier, found)
    if refusal is not None:
        return Decision((failed,) if failed is not None else (), refusal)
    signed = f.AgreementSigned(
        at=event.at,
        name=event.name,
        text_sha256=event.text_sha256,
        quote_digest=shown.digest,
        cut_due_at=_cut_due_at(case, carrier, event.at),
        sim_answer_due_at=event.at + timedelta(hours=carrier.policy.sim_answer_hours),
        tallies=(),
    )
    return Decision((signed,))


def _cut_due_at(case: Case, carrier: Carrier, at: datetime) -> datetime | None:
    """The end of the last day of service in the carrier's zone, one second before midnight; None for at once."""
    on = case.wish.wanted_on
    if on is None or on <= local_day(carrier, at):
        return None
    return datetime.combine(on, time(23, 59, 59), ZoneInfo(carrier.time_zone)).astimezone(at.tzinfo)


def _sim_answered(case: Case, event: e.SimAnswered, _: Carrier, __: Found) -> Decision:
    if not may_answer_sim(case):
        return _refused(Reason.NOT_NOW)
    if event.how not in sim_answers(case):
        return _refused(Reason.SIM_ANSWER_NOT_OFFERED)
    return Decision((f.SimAnswered(event.at, event.how, _sim_claims(case, event)),))


def _sim_claims(case: Case, event: e.SimAnswered) -> tuple[Claim, ...]:
    traits = case.proof.traits
    if event.how is SimAnswer.LATER or traits is None:
        return ()
    is_esim = traits.sim_kind is SimKind.ESIM
    kind = ClaimKind.ESIM_DELETED_ON_DEVICE if is_esim else ClaimKind.SIM_HANDLED
    return (Claim(kind, Witness.ATTESTED, event.at),)


def _withdrawal_wanted(case: Case, event: e.WithdrawalWanted, _: Carrier, __: Found) -> Decision:
    if case.state in OVER:
        return _refused(Reason.ALREADY_OVER)
    if case.state in (State.CUTTING, State.CLOSING):
        return _refused(Reason.CUT_HAS_BEGUN)
    return Decision((f.CaseWithdrawn(event.at),))


# ---------------------------------------------------------------- what the carrier's systems answer


def _balance_read(case: Case, event: e.BalanceRead, _: Carrier, __: Found) -> Decision:
    fresh = case.state is State.OPEN and case.money.balance is None
    return Decision((f.BalanceLearned(event.at, event.reading),)) if fresh else NOTHING


def _bill_read(case: Case, event: e.BillRead, _: Carrier, __: Found) -> Decision:
    fresh = case.state is State.OPEN and case.money.bill is None
    return Decision((f.BillLearned(event.at, event.reading),)) if fresh else NOTHING


def _points_read(case: Case, event: e.PointsRead, _: Carrier, __: Found) -> Decision:
    fresh = case.state is State.OPEN and case.money.points is None
    return Decision((f.PointsLearned(event.at, event.reading),)) if fresh else NOTHING


def _balance_reserved(case: Case, event: e.BalanceReserved, _: Carrier, __: Found) -> Decision:
    """A reserve that arrives after the person left is given back at once."""
    if case.money.reserve is not Reserve.ORDERED:
        return NOTHING
    lapses_at = event.at + limits.RESERVE_LIFE if case.state is State.OPEN else None
    held = f.BalanceHeld(event.at, event.reading, lapses_at)
    if case.state in OVER:
        return Decision((held, f.ReleaseOrdered(event.at, case.money.reserve_count)))
    return Decision((held,))


def _cut_read(case: Case, event: e.CutRead, carrier: Carrier, _: Found) -> Decision:
    """Only a bar that was read back is a cut; else it is tried anew, and at last needs a person."""
    if case.state is not State.CUTTING:
        return NOTHING
    if event.reading.access_barred is not True:
        if case.ending.cut_attempts < limits.CUT_ATTEMPTS:
            return Decision((f.CutNotSeen(event.at, case.ending.cut_attempts + 1),))
        return Decision((f.PersonNeeded(event.at, "cut", "not_barred"),))
    ended_on = local_day(carrier, event.reading.read_at)
    made = f.CutMade(
        at=event.at,
        claims=cut_claims(event.reading),
        steps=closing_steps(case),
        ended_on=ended_on,
        restore_until_on=ended_on + timedelta(days=carrier.policy.restore_days),
        quarantine_until_on=ended_on + timedelta(days=carrier.policy.quarantine_days),
    )
    return Decision((made,))


_STEP_CLAIMS = {
    "settle": ClaimKind.BALANCE_SETTLED,
    "close_billing": ClaimKind.BILLING_CLOSED,
    "close_points": ClaimKind.POINTS_CLOSED,
    "quarantine": ClaimKind.NUMBER_QUARANTINED,
    "release_esim": ClaimKind.ESIM_DELETION_CONFIRMED,
    "pay_out": ClaimKind.MONEY_PAID_OUT,
}
"""What may be claimed when a system confirms a step."""


def _step_name(event: e.Result) -> str:
    return event.key.split("/")[1]


def _step_done(case: Case, event: e.StepDone, _: Carrier, __: Found) -> Decision:
    name = _step_name(event)
    step = case.step(name)
    if step is None or name not in _STEP_CLAIMS or step.status == "done":
        return NOTHING
    claim = Claim(_STEP_CLAIMS[name], Witness.CONFIRMED, event.at)
    return Decision((f.StepClosed(event.at, name, (claim,)),))


def _step_accepted(case: Case, event: e.StepAccepted, _: Carrier, __: Found) -> Decision:
    name = _step_name(event)
    step = case.step(name)
    if step is None or step.status != "open":
        return NOTHING
    claims: tuple[Claim, ...] = ()
    if name == "release_esim":
        claims = (Claim(ClaimKind.ESIM_DELETE_ORDERED, Witness.CONFIRMED, event.at),)
    return Decision((f.StepUnderWay(event.at, name, claims),))


def _step_stuck(case: Case, event: e.StepStuck, _: Carrier, __: Found) -> Decision:
    if case.state in OVER - {State.ENDED}:
        return NOTHING
    return Decision((f.PersonNeeded(event.at, _step_name(event), event.reason),))


def _document_drawn(case: Case, event: e.DocumentDrawn, _: Carrier, __: Found) -> Decision:
    """Only certificates are facts; the other documents follow from facts that are there already."""
    if case.state is not State.ENDED or _step_name(event) != "certificate":
        return NOTHING
    occurrence = int(event.key.rsplit("/", 1)[1])
    return Decision((f.CertificateIssued(event.at, occurrence, event.sha256),))


# ---------------------------------------------------------------- time, and the end of the data


def _deadline_passed(case: Case, event: e.DeadlinePassed, carrier: Carrier, _: Found) -> Decision:
    due = dict(case.deadlines).get(Deadline(event.name)) if event.name in set(Deadline) else None
    if due is None or due > event.at:
        return NOTHING
    match event.name:
        case Deadline.REQUEST_LAPSES | Deadline.CASE_LAPSES:
            return Decision((f.CaseLapsed(event.at),))
        case Deadline.RESERVE_LAPSES:
            return Decision((f.ReleaseOrdered(event.at, case.money.reserve_count),))
        case Deadline.SIM_ANSWER_DUE:
            return Decision((f.SimAnswerLapsed(event.at),))
        case _:
            return _cut_due(case, event.at, carrier)


def _cut_due(case: Case, at: datetime, carrier: Carrier) -> Decision:
    """The day has come: what was signed still holds, or it is asked again."""
    traits, signed = case.proof.traits, case.money.quote
    account = case.money.account(traits.tariff_id) if traits is not None else None
    if signed is None or account is None:
        return NOTHING
    now = quote(account, carrier, last_on=signed.last_on)
    if now.digest != signed.digest:
        return Decision((f.SignatureVoided(at), f.QuoteMade(at, now, carrier.pack_digest)))
    return Decision((f.CutDateCame(at),))


def _erasure_wanted(case: Case, event: e.ErasureWanted, carrier: Carrier, _: Found) -> Decision:
    """Refused while something may still be owed to the person: the restore, a payout, a step."""
    if case.state not in OVER or case.is_key_destroyed:
        return _refused(Reason.STILL_NEEDED)
    restore_until_on: date | None = case.ending.restore_until_on
    is_restorable = restore_until_on is not None and local_day(carrier, event.at) <= restore_until_on
    is_open = any(step.status != "done" for step in case.ending.steps)
    if is_restorable or is_open:
        return _refused(Reason.STILL_NEEDED)
    return Decision((f.KeyDestroyed(event.at),))


_RULES: dict[type[e.Event], Callable[[Case, Any, Carrier, Found], Decision]] = {
    e.LineLookedUp: _looked_up,
    e.LineConfirmed: _line_confirmed,
    e.CodeWanted: _code_wanted,
    e.CodeGiven: _code_given,
    e.LossesAcknowledged: _losses_acknowledged,
    e.OtherContactGiven: _other_contact_given,
    e.MoneyWayChosen: _money_way_chosen,
    e.AgreementSigned: _signed,
    e.SimAnswered: _sim_answered,
    e.WithdrawalWanted: _withdrawal_wanted,
    e.BalanceRead: _balance_read,
    e.BillRead: _bill_read,
    e.PointsRead: _points_read,
    e.BalanceReserved: _balance_reserved,
    e.CutRead: _cut_read,
    e.StepDone: _step_done,
    e.StepAccepted: _step_accepted,
    e.StepStuck: _step_stuck,
    e.DocumentDrawn: _document_drawn,
    e.DeadlinePassed: _deadline_passed,
    e.ErasureWanted: _erasure_wanted,
}
