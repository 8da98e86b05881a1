"""The door to the rules: what an event means for a case, as facts or a refusal with its reason. Pure.

Time, ids and randomness come in with the event; what the store had to look up comes in as `Found`. The rules are in
`answering.py` (a person), `resulting.py` (a carrier's system) and `passing.py` (time), those of a guided case in
`guiding.py`; `onward.py` adds what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from signoff.domain import answering, guiding, passing, resulting
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.decision import Decision, refused
from signoff.domain.fold import apply
from signoff.domain.onward import onward
from signoff.domain.refusal import Reason
from signoff.domain.tallies import NOTHING_FOUND, Found


def decide(case: Case | None, event: e.Event, carrier: Carrier, found: Found = NOTHING_FOUND) -> Decision:
    """What `event` means for `case` (None: there is none yet) of a line of `carrier`.

    Never raises for an event that can arrive: what does not fit is refused with a reason, and what comes too late
    from a system changes nothing.
    """
    if case is None:
        if isinstance(event, e.Requested):
            recorded = answering.requested(event, carrier, found)
            return _with_following(None, recorded, carrier, event.at) if event.guidance else recorded
        return refused(Reason.NOT_NOW)
    if event.at < case.last_at:
        event = replace(event, at=case.last_at)
    rule = (_RULES if case.guided is None else guiding.RULES).get(type(event))
    if rule is None:
        return refused(Reason.NOT_NOW)
    decision: Decision = rule(case, event, carrier, found)
    if not decision.facts:
        return decision
    return _with_following(case, decision, carrier, event.at)


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
    e.DeadlinePassed: passing.deadline_passed,
    e.ErasureWanted: passing.erasure_wanted,
}
