"""The rules for what a carrier's systems answer to intents; what comes too late changes nothing.

`decide.py` picks the rule; `intent.py` says what was asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, Reserve, State, StepStatus
from signoff.domain.code import withholds_waiting
from signoff.domain.counter_fact import AccountSettled
from signoff.domain.cut import Claim, ClaimKind, Witness, cut_claims
from signoff.domain.decision import NOTHING, Decision
from signoff.domain.identifying import document_unread, read_again
from signoff.domain.intent import step_key
from signoff.domain.onward import closing_steps
from signoff.domain.outstanding import local_day, may_reopen, steps_under_way
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import at_the_end
from signoff.domain.tallies import Found, instead_of, waiting_code_tallies


def looked_up(case: Case, event: e.LineLookedUp, carrier: Carrier, found: Found) -> Decision:
    """Keep what records know; a line on a tariff the pack does not have counts as not there."""
    if case.proof.is_looked_up or case.state is not State.REQUESTED:
        return NOTHING
    is_priced = event.traits is not None and event.traits.tariff_id in carrier.tariffs
    withholds = False
    tallies: tuple[str, ...] = ()
    if case.proof.code is not None:
        withholds = withholds_waiting(case, event, carrier, found)
        names = waiting_code_tallies(case, event, carrier)[:2]
        tallies = instead_of(names) if withholds else names
    known = (event.traits, event.line, event.line_index) if is_priced else (None, None, None)
    return Decision((f.LineLookedUp(event.at, *known, withholds_code=withholds, tallies=tallies),))


def asker_proved(case: Case, event: e.AskerProved, _: Carrier, __: Found) -> Decision:
    """Who goes on is asked anew, since somebody else may have given contact and money; what is signed stays."""
    is_known = any(asker.request_id == event.request_id for asker in case.askers)
    if is_known or case.proof.proven_at is None or case.state is State.JOINED or case.is_key_destroyed:
        return NOTHING
    who = event.request_id, event.contact, event.contact_index, event.language
    joined = f.AskerJoined(event.at, *who, event.acting, event.holder, event.recorded_by, ends_visits=True)
    given = may_reopen(case)
    if case.state is State.OPEN and case.answers.losses_digest is not None:
        given = (RequirementKind.ACKNOWLEDGE_LOSSES, *given)
    return Decision((joined, f.AnswersVoided(event.at, given)) if given else (joined,))


def _is_awaited(case: Case, event: e.Result) -> bool:
    """Whether a reading is the one that was asked for last."""
    return case.state in (State.OPEN, State.AGREED) and _occurrence(event) == case.money.readings


def balance_read(case: Case, event: e.BalanceRead, _: Carrier, __: Found) -> Decision:
    """Keep charging's reading."""
    fresh = _is_awaited(case, event) and case.money.balance is None
    return Decision((f.BalanceLearned(event.at, event.reading),)) if fresh else NOTHING


def bill_read(case: Case, event: e.BillRead, _: Carrier, __: Found) -> Decision:
    """Keep billing's reading; that of an ended line says what moved until then."""
    if case.state is State.CLOSING:
        return _account_settled(case, event)
    fresh = _is_awaited(case, event) and case.money.bill is None
    return Decision((f.BillLearned(event.at, event.reading),)) if fresh else NOTHING


def is_payout_over(case: Case) -> bool:
    """Whether the payout has gone out, is on its way, or was given up: its sum stays what it was."""
    payment = case.step("pay_out")
    over = (StepStatus.DONE, StepStatus.UNDER_WAY, StepStatus.GIVEN_UP)
    return payment is not None and payment.status in over


def _account_settled(case: Case, event: e.BillRead) -> Decision:
    """Fees as signed, what is owed as it is; a deposit that has moved is refused by billing, for a person."""
    before, known = case.money.quote, case.money.bill
    is_awaited = case.ending.is_bill_awaited and _occurrence(event) == case.money.readings
    if not is_awaited or before is None or known is None:
        return NOTHING
    is_looked_at, reading = case.ending.billings > 1, event.reading
    if not (is_looked_at or reading.is_closed):
        reading = replace(reading, deposit_minor=known.deposit_minor)
    now = at_the_end(before, event.reading, with_deposit=is_looked_at)
    if is_payout_over(
        case
    ):  # staff have paid it or given it up: that stays, and billing closes on it or says why not
        now = before
    posts = bool(case.money.books) or not before.lines
    return Decision((AccountSettled(event.at, reading, now, before, posts),))


def points_read(case: Case, event: e.PointsRead, _: Carrier, __: Found) -> Decision:
    """Keep loyalty's reading."""
    fresh = _is_awaited(case, event) and case.money.points is None
    return Decision((f.PointsLearned(event.at, event.reading),)) if fresh else NOTHING


def balance_reserved(case: Case, event: e.BalanceReserved, _: Carrier, __: Found) -> Decision:
    """A reserve that arrives after the person left is given back at once."""
    if case.money.reserve is not Reserve.ORDERED or _occurrence(event) != case.money.reserve_count:
        return NOTHING
    lapses_at = event.at + limits.RESERVE_LIFE if case.state is State.OPEN else None
    held = f.BalanceHeld(event.at, event.reading, lapses_at, posts=True)
    if case.state in OVER:
        return Decision((held, f.ReleaseOrdered(event.at, case.money.reserve_count)))
    return Decision((held,))


def balance_released(case: Case, event: e.BalanceReleased, _: Carrier, __: Found) -> Decision:
    """What was given back may be reserved anew; the same of an older reserve, or after the person left, is no news."""
    is_awaited = case.money.reserve is Reserve.RELEASING and case.state is State.OPEN
    if not is_awaited or _occurrence(event) != case.money.reserve_count:
        return NOTHING
    return Decision((f.BalanceFreed(event.at),))


def cut_read(case: Case, event: e.CutRead, carrier: Carrier, _: Found) -> Decision:
    """Only a bar that was read back is a cut; else it is tried anew, and at last needs a person."""
    if case.state is not State.CUTTING or _occurrence(event) != case.ending.cut_attempts:
        return NOTHING
    if event.reading.access_barred is not True:
        if case.ending.cut_attempts - case.ending.cut_refusals < limits.CUT_ATTEMPTS:
            return Decision((f.CutNotSeen(event.at, case.ending.cut_attempts + 1),))
        return Decision((f.PersonNeeded(event.at, "cut", "not_barred"),))
    ended_on = local_day(carrier, event.reading.read_at)
    terms = case.answers.terms or carrier.policy.terms
    made = f.CutMade(
        at=event.at,
        claims=cut_claims(event.reading),
        steps=closing_steps(case),
        ended_on=ended_on,
        restore_until_on=ended_on + timedelta(days=terms.restore_days),
        quarantine_until_on=ended_on + timedelta(days=terms.quarantine_days),
        sim_answer_due_at=event.at + timedelta(hours=carrier.policy.sim_answer_hours),
        pays_last=True,
        posts=True,
        reads_bill=case.money.bill is not None,
    )
    return Decision((made,))


STEP_CLAIMS = {
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


def _occurrence(event: e.Result) -> int:
    return int(event.key.rsplit("/", 1)[1])


def step_done(case: Case, event: e.StepDone, _: Carrier, __: Found) -> Decision:
    """Close a step, with what may be claimed of it."""
    name = _step_name(event)
    step = case.step(name)
    if (
        step is None
        or name not in STEP_CLAIMS
        or step.status is StepStatus.DONE
        or event.key != step_key(case, name)
    ):
        return NOTHING
    claim = Claim(STEP_CLAIMS[name], Witness.CONFIRMED, event.at)
    return Decision((f.StepClosed(event.at, name, (claim,), is_after_end=case.state is State.ENDED),))


def step_accepted(case: Case, event: e.StepAccepted, _: Carrier, __: Found) -> Decision:
    """A system has taken a step over; the case need not wait for it."""
    name = _step_name(event)
    step = case.step(name)
    if step is None or step.status is not StepStatus.OPEN or event.key != step_key(case, name):
        return NOTHING
    claims: tuple[Claim, ...] = ()
    if name == "release_esim":
        claims = (Claim(ClaimKind.ESIM_DELETE_ORDERED, Witness.CONFIRMED, event.at),)
    return Decision((f.StepUnderWay(event.at, name, claims),))


REFUSED_UNTOUCHED = frozenset({"line_changed", "line_unknown"})
"""With these words a network says that it has not touched the line; any other may stand for a cut it has made."""


def _cut_refused(case: Case, event: e.StepStuck, carrier: Carrier) -> Decision:
    """The first order of this cut came to nothing: the line is read anew, and whatever was signed is void."""
    is_held = case.money.reserve is Reserve.HELD
    reserve_lapses_at = event.at + limits.RESERVE_LIFE if is_held else None
    refused = f.CutRefused(
        event.at, event.reason, event.at + limits.CASE_LIFE, reserve_lapses_at, is_remembered=True
    )
    return Decision((refused, read_again(case, event.at, carrier)))


def _is_untouched(case: Case, event: e.StepStuck) -> bool:
    """Whether this cut has certainly barred nothing: an order before it may have."""
    step, ending = case.step("cut"), case.ending
    is_first = ending.cut_attempts == ending.cut_refusals + 1
    is_open = case.state is State.CUTTING and step is not None and step.status is StepStatus.OPEN
    return is_open and is_first and event.reason in REFUSED_UNTOUCHED


def step_stuck(case: Case, event: e.StepStuck, carrier: Carrier, _: Found) -> Decision:
    """Note that a step needs a person; a cut that was refused before anything was barred goes back."""
    if case.state in OVER - {State.ENDED}:
        return NOTHING
    name = _step_name(event)
    if name == "document":
        return document_unread(case, event.at)
    if case.step(name) is not None and event.key != step_key(case, name):
        return NOTHING  # of a call that another one has replaced since
    if name == "cut" and _is_untouched(case, event):
        return _cut_refused(case, event, carrier)
    return Decision((f.PersonNeeded(event.at, name, event.reason),))


def document_drawn(case: Case, event: e.DocumentDrawn, _: Carrier, __: Found) -> Decision:
    """Only certificates are facts; the other documents follow from facts that are there already.

    People are told of a newer one once it says the last of what was still under way when they had the news of the end.
    """
    if case.state is not State.ENDED or _step_name(event) != "certificate":
        return NOTHING
    occurrence = _occurrence(event)
    is_last = occurrence >= case.ending.certificates_wanted and not steps_under_way(case)
    is_news = case.ending.is_renewal_due and is_last
    return Decision((f.CertificateIssued(event.at, occurrence, event.sha256, is_news),))
