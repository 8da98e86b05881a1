"""The door to the rules: what an event means for a case, as facts or a refusal with its reason. Pure.

Time, ids and randomness come in with the event; what the store had to look up comes in as `Found`. The rules are in
`answering.py` (a person), `resulting.py` (a carrier's system) and `passing.py` (time), those of a guided case in
`guiding.py`, those of the staff in `counter_rules.py`; `onward.py` adds what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from signoff.domain import (
    answering,
    authority,
    callers,
    counter_rules,
    guaranteeing,
    guiding,
    identifying,
    line_news,
    passing,
    resulting,
    resuming,
    vouching,
)
from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.assurance import staff_channel
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, State
from signoff.domain.changing import replace
from signoff.domain.counter_case import OF_STAFF
from signoff.domain.counter_looks import acted
from signoff.domain.decision import Decision, refused
from signoff.domain.fold import apply
from signoff.domain.onward import onward
from signoff.domain.refusal import Reason
from signoff.domain.staff import May
from signoff.domain.tallies import NOTHING_FOUND, Found


def decide(case: Case | None, event: e.Event, carrier: Carrier, found: Found = NOTHING_FOUND) -> Decision:
    """What `event` means for `case` (None: there is none yet) of a line of `carrier`.

    Never raises for an event that can arrive: what does not fit is refused with a reason, and what comes too late
    from a system changes nothing.
    """
    if case is not None and event.at < case.last_at:
        event = replace(event, at=case.last_at)
    if isinstance(event, ce.ByStaff):
        return _by_staff(case, event, carrier, found)
    if case is None:
        if isinstance(event, e.Requested):
            recorded = answering.requested(event, carrier, found)
            return _with_following(None, recorded, carrier, event.at) if event.guidance else recorded
        return refused(Reason.NOT_NOW)
    if event.link in case.counter.dropped:
        return refused(Reason.PASSED_ON)
    is_by_link = event.link != "" and not event.link.startswith(OF_STAFF)
    if is_by_link and event.link not in case.requests and case.state in (State.OPEN, State.AGREED):
        return refused(Reason.NOT_NOW)  # of whoever has joined the case, which has not heard of it yet
    if (no := counter_rules.barred(case, event, found)) is not None:
        return no
    rule = (_RULES if case.guided is None else guiding.RULES).get(type(event))
    if rule is None:
        return refused(Reason.NOT_NOW)
    decision: Decision = rule(case, event, carrier, found)
    if not decision.facts:
        return decision
    return _with_following(case, decision, carrier, event.at)


SAID_BY_ANYBODY = (
    e.Requested,
    e.LineConfirmed,
    e.CodeWanted,
    e.CodeGiven,
    e.LossesAcknowledged,
    e.OtherContactGiven,
    e.MoneyWayChosen,
    e.AnswerReopened,
    e.AgreementSigned,
    e.SimAnswered,
    e.WithdrawalWanted,
    e.LossReported,
    e.ActingSaid,
)
"""What staff may take down for a customer: what the customer could say themselves."""


def _by_staff(case: Case | None, event: ce.ByStaff, carrier: Carrier, found: Found) -> Decision:
    """What a customer said, by the same rules as anywhere, with the fact of who took it down."""
    if not event.by.may(May.BEGIN if isinstance(event.said, e.Requested) else May.ANSWER):
        return refused(Reason.NOT_YOUR_ROLE)
    if not isinstance(event.said, SAID_BY_ANYBODY) or (case is not None and case.guided is not None):
        return refused(Reason.NOT_NOW)
    if (no := counter_rules.barred(case, event, found)) is not None:
        return no
    said = replace(event.said, at=event.at)
    taken = acted(event, type(said).__name__)
    if case is None:
        decision = decide(None, said, carrier, found)
        own = (
            replace(fact, staff_id=event.by.staff_id) if isinstance(fact, f.RequestRecorded) else fact
            for fact in decision.facts
        )
        return replace(decision, facts=(*own, taken)) if decision.facts else decision
    if isinstance(said, e.CodeWanted | e.AgreementSigned):
        said = replace(said, channel=staff_channel(case, event.by.staff_id, event.at))
    if isinstance(said, e.AgreementSigned | e.LossReported):
        said = replace(said, link=f"{OF_STAFF}{event.by.staff_id}")
    first: list[f.Fact] = [taken]
    cases = [apply(case, taken)]
    if (resumed := resuming.with_withdrawal(case, event)) is not None:
        first.append(resumed)
        cases.append(apply(cases[-1], resumed))
    after = cases[-1]
    if case.is_caller_unknown(event.by.staff_id, event.at):
        decision = callers.said(after, replace(event, said=said), event.by, carrier, found)
        decision = _with_following(after, decision, carrier, event.at)
    elif _waits_for_its_asker(case, event):
        decision = _of_nobody_yet(after, event, carrier, found)
    else:
        decision = decide(after, said, carrier, found)
    if not decision.facts:
        return decision
    if (known := callers.known(decision.cases[-1], event.by, decision)) is not None:
        then = (*decision.cases, apply(decision.cases[-1], known))
        decision = replace(decision, facts=(*decision.facts, known), cases=then)
    return Decision((*first, *decision.facts), decision.refusal, (*cases, *decision.cases))


def _waits_for_its_asker(case: Case, event: ce.ByStaff) -> bool:
    """Whether somebody has to say first which requests are theirs: before a proof counts, and before anything after it.

    A SIM that is lost is not kept waiting by that.
    """
    staff_id, said = event.by.staff_id, event.said
    if case.state is State.REQUESTED:
        return isinstance(said, e.CodeGiven) and not case.is_sorted(staff_id, event.at)
    return case.is_unsorted(staff_id, event.at) and not isinstance(said, e.LossReported)


def _of_nobody_yet(case: Case, event: ce.ByStaff, carrier: Carrier, found: Found) -> Decision:
    """A code is checked, and tells who speaks; nothing else is taken.

    Of a proven line it is checked for whoever is known by less than that: they shut out nobody before.
    """
    staff_id, said = event.by.staff_id, event.said
    if staff_id in case.counter.known_otherwise and isinstance(said, e.CodeWanted | e.CodeGiven):
        return _with_following(case, callers.said(case, event, event.by, carrier, found), carrier, event.at)
    if case.state is not State.REQUESTED or not isinstance(said, e.CodeGiven):
        return refused(Reason.REQUESTS_UNSORTED)
    proof = vouching.shown(answering.code_given(case, said, carrier, found), event.at, staff_id)
    return _with_following(case, proof, carrier, event.at)


def _with_following(case: Case | None, decision: Decision, carrier: Carrier, at: datetime) -> Decision:
    """The decision with what follows by itself from its facts, until nothing more does."""
    facts, cases = list(decision.facts), []
    for fact in facts:
        case = apply(case, fact)
        cases.append(case)
    if case is None:
        return decision
    follow = onward if case.guided is None else guiding.onward
    while (following := follow(case, carrier, at)) is not None:
        case = apply(case, following)
        facts.append(following)
        cases.append(case)
    return Decision(tuple(facts), decision.refusal, tuple(cases))


_RULES: dict[type[e.Event], Callable[[Case, Any, Carrier, Found], Decision]] = {
    e.LineLookedUp: resulting.looked_up,
    e.LineConfirmed: answering.line_confirmed,
    e.CodeWanted: answering.code_wanted,
    e.CodeGiven: answering.code_given,
    e.LossesAcknowledged: answering.losses_acknowledged,
    e.OtherContactGiven: answering.other_contact_given,
    e.MoneyWayChosen: answering.money_way_chosen,
    e.AnswerReopened: answering.answer_reopened,
    e.AgreementSigned: answering.signed,
    e.SimAnswered: answering.sim_answered,
    e.WithdrawalWanted: answering.withdrawal_wanted,
    e.BalanceRead: resulting.balance_read,
    e.BillRead: resulting.bill_read,
    e.PointsRead: resulting.points_read,
    e.BalanceReserved: resulting.balance_reserved,
    e.BalanceReleased: resulting.balance_released,
    e.CutRead: resulting.cut_read,
    e.StepDone: resulting.step_done,
    e.StepAccepted: resulting.step_accepted,
    e.StepStuck: resulting.step_stuck,
    e.DocumentDrawn: resulting.document_drawn,
    e.AskerProved: resulting.asker_proved,
    e.ChargesSeen: guaranteeing.charges_seen,
    e.ChargeTakenBack: guaranteeing.charge_taken_back,
    e.DeadlinePassed: passing.deadline_passed,
    e.ErasureWanted: passing.erasure_wanted,
    e.StandingRead: identifying.standing_read,
    e.LineChanged: identifying.line_changed,
    e.LineTold: line_news.line_told,
    e.DocumentGiven: authority.document_given,
    e.ActingSaid: authority.acting_said,
    e.DocumentRead: identifying.document_read,
    e.StopWanted: identifying.stop_wanted,
    e.LossReported: identifying.loss_reported,
    e.LineSuspended: identifying.line_suspended,
    **counter_rules.RULES,
}
