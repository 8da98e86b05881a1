"""What follows by itself once the facts allow it: reserve, final quote, cut, end. One fact at a time.

`decide.py` calls it after each event; nothing here needs anything but the case and the carrier's terms.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import fact as f
from signoff.domain.assurance import bears, holds, identity_lapsed, is_sure, lapsed, stop_wait, why_not_borne
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, Reserve, State, StepStatus
from signoff.domain.concern import FlagKind
from signoff.domain.counter_fact import FlagRaised
from signoff.domain.guaranteeing import armed
from signoff.domain.identifying import read_again
from signoff.domain.intent import pays_later
from signoff.domain.large_refund import why_held
from signoff.domain.line import SimKind
from signoff.domain.outstanding import (
    account_of,
    ends_at_once,
    is_outdated,
    is_standing_awaited,
    is_unpriced,
    is_way_chosen,
    last_day,
    local_day,
    may_still_move,
    needs_reserve,
    outstanding,
)
from signoff.domain.settlement import Account, Quote, closed_elsewhere, quote, terms_of
from signoff.domain.step_up import Channel
from signoff.domain.void_reason import VoidReason
from signoff.domain.voiding import voided


def onward(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """The next fact that follows without anybody's doing; None when the case waits."""
    if (old := lapsed(case, carrier, at)) is not None:
        return old
    if (gone := identity_lapsed(case, at)) is not None:
        return gone
    if (flag := unpriced(case, carrier, at)) is not None:
        return flag
    if case.state is State.OPEN:
        return _toward_quote(case, carrier, at)
    if case.state is State.AGREED:
        return _toward_cut(case, carrier, at)
    if case.state is State.CLOSING:
        return _toward_end(case, carrier, at)
    return None


def unpriced(case: Case, carrier: Carrier, at: datetime) -> FlagRaised | None:
    """Staff are told once that the pack has lost the tariff of this line; again, where they say it is put right.

    With that word, or any other event, the case goes on as soon as the tariff is there.
    """
    is_flagged = any(one.kind is FlagKind.TARIFF_MISSING for one in case.concerns.open_flags)
    if is_flagged or not is_unpriced(case, carrier):
        return None
    return FlagRaised(at, len(case.concerns.flags) + 1, FlagKind.TARIFF_MISSING)


def left_waiting(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """What follows of an open case of which nothing is asked any more, while nobody was there to see it.

    Every event is followed by all that follows from it: what is left was asked by another pack, and is not by this one.
    """
    is_at_work = case.money.reserve in (Reserve.ORDERED, Reserve.RELEASING)
    if case.state is not State.OPEN or case.guided is not None or is_at_work or holds(case):
        return None
    is_known = any(is_sure(case, carrier, channel) for channel in Channel)
    if not is_known or is_unpriced(case, carrier) or outstanding(case, carrier):
        return None
    return _toward_quote(case, carrier, at)


def _toward_end(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """A payout that takes two is held before it can be ordered; the line has ended once all is closed."""
    payment = case.step("pay_out")
    is_to_come = payment is not None and payment.status is StepStatus.OPEN and pays_later(case)
    if is_to_come and not case.counter.is_refund_agreed and (why := why_held(case, carrier)):
        return f.PersonNeeded(at, "pay_out", why)
    return f.LineEnded(at, armed(case, carrier, at)) if _is_closed(case) else None


def _toward_quote(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """Reserve, then the final quote, once the person has said all that comes before it."""
    account = account_of(case, carrier)
    if account is None or case.money.quote is not None:
        return None
    if is_standing_awaited(case):
        return None
    if is_outdated(case, carrier, at):
        return read_again(case, at, carrier)
    if holds(case) or not any(is_sure(case, carrier, channel) for channel in Channel):
        return None
    if case.answers.losses_digest is None or not case.answers.has_other_contact:
        return None
    now = quote(account, carrier, last_on=last_day(case, carrier, at))
    if not is_way_chosen(case, now):
        return None
    if ends_at_once(case, carrier, now.last_on, at) and needs_reserve(case):
        return f.ReserveOrdered(at, case.money.reserve_count + 1)
    if case.money.reserve in (Reserve.ORDERED, Reserve.RELEASING):
        return None
    return f.QuoteMade(at, now, carrier.pack_digest)


def _toward_cut(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """The signed case is cut once its day has come, if what was signed still holds and its balance is reserved."""
    if (signed := _no_longer_sure(case, carrier, at)) is not None:
        return signed
    if case.is_cut_dated or is_standing_awaited(case) or holds(case):
        return None
    if (first := _as_signed(case, carrier, at)) is not None or account_of(case, carrier) is None:
        return first
    if needs_reserve(case):
        return f.ReserveOrdered(at, case.money.reserve_count + 1)
    if case.money.reserve in (Reserve.ORDERED, Reserve.RELEASING):
        return None
    return _settlement(case, carrier, at) or _cut(case, at)


def _cut(case: Case, at: datetime) -> f.StandingWanted | f.CutBegan:
    """The cut follows in the very step in which records have said how the line stands; else they are asked first.

    Whatever happened meanwhile, they may not have told of it: a lock, a hold, a port-out, another SIM.
    """
    return f.CutBegan(at) if case.standing_version == case.version else f.StandingWanted(at)


def _as_signed(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """On the day, and after the signature, the account is read again; where more than its use has moved, that is void.

    A bill may have been paid, or another one made, while somebody read what they were about to sign.
    Use is the balance, what was billed and is unpaid, and a loan: these may move, fees and what is given back may not,
    nor may money come to somebody who never said where to.
    """
    signed = case.money.quote
    if signed is None:
        return None
    if not case.is_standing_asked or not _is_read_since(case, carrier, signed):
        return read_again(case, at, carrier)
    account = account_of(case, carrier)
    if account is None or case.money.reserve is Reserve.ORDERED or account.bill.is_closed:
        return None  # on a line that another hand has ended, nobody could sign again
    now = _quote_now(account, carrier, signed)
    if terms_of(now) == terms_of(signed) and is_way_chosen(case, now):
        return None
    return voided(case, at, is_too_weak=False)


def _is_read_since(case: Case, carrier: Carrier, signed: Quote) -> bool:
    """Whether the account was read for the day of the end, on it, and since the signature where it may have moved."""
    read_at, signed_at = case.money.read_at, case.answers.signed_at
    if read_at is None or case.money.read_for_on != signed.last_on:
        return False
    is_before = signed_at is not None and read_at < signed_at and may_still_move(case, carrier, signed)
    return not is_before and local_day(carrier, read_at) >= signed.last_on


def _no_longer_sure(case: Case, carrier: Carrier, at: datetime) -> f.SignatureVoided | None:
    """A signature is void once the line got another SIM meanwhile, or what else makes it too weak to end a line on.

    So it is where those who can stop it would have had less time than they are now given.
    """
    signed, signed_at = case.money.quote, case.answers.signed_at
    if case.standing is None or signed is None or signed_at is None:
        return None
    changed_at = case.standing.sim_changed_at
    is_same_sim = changed_at is None or changed_at <= signed_at
    is_late_enough = signed.last_on >= local_day(carrier, signed_at + stop_wait(case, carrier))
    is_borne = bears(case, carrier)
    if is_same_sim and is_late_enough and is_borne:
        return None
    why = (
        VoidReason.LINE if not is_same_sim else VoidReason.TIME if is_borne else why_not_borne(case, carrier)
    )
    return voided(case, at, is_too_weak=True, why=why)


def _settlement(case: Case, carrier: Carrier, at: datetime) -> f.SettlementMade | None:
    """The signed quote with the usage up to the cut taken off; None when nothing moved since the signature."""
    signed, account = case.money.quote, account_of(case, carrier)
    if signed is None or account is None:
        return None
    now = _quote_now(account, carrier, signed)
    return f.SettlementMade(at, now, keeps_signed=True) if now.digest != signed.digest else None


def _quote_now(account: Account, carrier: Carrier, signed: Quote) -> Quote:
    """What was signed, as it is now."""
    now = quote(account, carrier, last_on=signed.last_on)
    return closed_elsewhere(signed, now, account.bill) if account.bill.is_closed else now


def _is_closed(case: Case) -> bool:
    """Every step confirmed or taken over by its system, and the SIM spoken of (or its time over)."""
    sim_settled = case.answers.sim is not None or case.answers.is_sim_lapsed
    return sim_settled and all(
        step.status in (StepStatus.DONE, StepStatus.UNDER_WAY, StepStatus.GIVEN_UP)
        for step in case.ending.steps
    )


def closing_steps(case: Case) -> tuple[str, ...]:
    """What has to be closed after the cut of this line, by name (see `intent.CLOSING_ACTS`)."""
    traits, shown, points = case.proof.traits, case.money.quote, case.money.points
    steps = ["close_billing", "quarantine"]
    if case.money.reserve is Reserve.HELD:
        steps.append("settle")
    if points is not None and points.points:
        steps.append("close_points")
    if traits is not None and traits.sim_kind is SimKind.ESIM:
        steps.append("release_esim")
    if shown is not None and shown.total_minor > 0:
        steps.append("pay_out")
    return tuple(steps)
