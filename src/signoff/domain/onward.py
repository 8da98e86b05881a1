"""What follows by itself once the facts allow it: reserve, final quote, cut, end. One fact at a time.

`decide.py` calls it after each event; nothing here needs anything but the case and the carrier's terms.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, Reserve, State, StepStatus
from signoff.domain.line import SimKind
from signoff.domain.outstanding import (
    is_outdated,
    is_way_chosen,
    last_day,
    local_day,
    needs_reserve,
)
from signoff.domain.settlement import Account, Quote, closed_elsewhere, quote, terms_of


def onward(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """The next fact that follows without anybody's doing; None when the case waits."""
    if case.state is State.OPEN:
        return _toward_quote(case, carrier, at)
    if case.state is State.AGREED:
        return _toward_cut(case, carrier, at)
    if case.state is State.CLOSING and _is_closed(case):
        return f.LineEnded(at)
    return None


def _toward_quote(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """Reserve, then the final quote, once the person has said all that comes before it."""
    account = _account(case)
    if account is None or case.money.quote is not None:
        return None
    if is_outdated(case, carrier, at):
        return f.AccountOutdated(at, last_day(case, carrier, at))
    if case.answers.losses_digest is None or not case.answers.has_other_contact:
        return None
    now = quote(account, carrier, last_on=last_day(case, carrier, at))
    if not is_way_chosen(case, now):
        return None
    ends_today = now.last_on == local_day(carrier, at)
    if ends_today and needs_reserve(case):
        return f.ReserveOrdered(at, case.money.reserve_count + 1)
    if case.money.reserve in (Reserve.ORDERED, Reserve.RELEASING):
        return None
    return f.QuoteMade(at, now, carrier.pack_digest)


def _toward_cut(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """The signed case is cut once its day has come, if what was signed still holds and its balance is reserved."""
    if case.is_cut_dated:
        return None
    if (first := _as_signed(case, carrier, at)) is not None or _account(case) is None:
        return first
    if needs_reserve(case):
        return f.ReserveOrdered(at, case.money.reserve_count + 1)
    if case.money.reserve in (Reserve.ORDERED, Reserve.RELEASING):
        return None
    return _settlement(case, carrier, at) or f.CutBegan(at)


def _as_signed(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """On the day the account is read again; where more than its use has moved since, the signature is void.

    Use is the balance, what was billed and is unpaid, and a loan: these may move, fees and what is given back may not,
    nor may money come to somebody who never said where to.
    """
    signed, read_at = case.money.quote, case.money.read_at
    if signed is None:
        return None
    if (
        read_at is None
        or case.money.read_for_on != signed.last_on
        or local_day(carrier, read_at) < signed.last_on
    ):
        return f.AccountOutdated(at, signed.last_on)
    account = _account(case)
    if account is None or case.money.reserve is Reserve.ORDERED or account.bill.is_closed:
        return None  # on a line that another hand has ended, nobody could sign again
    now = _quote_now(account, carrier, signed)
    if terms_of(now) == terms_of(signed) and is_way_chosen(case, now):
        return None
    is_held = case.money.reserve is Reserve.HELD
    return f.SignatureVoided(at, at + limits.CASE_LIFE, at + limits.RESERVE_LIFE if is_held else None)


def _settlement(case: Case, carrier: Carrier, at: datetime) -> f.SettlementMade | None:
    """The signed quote with the usage up to the cut taken off; None when nothing moved since the signature."""
    signed, account = case.money.quote, _account(case)
    if signed is None or account is None:
        return None
    now = _quote_now(account, carrier, signed)
    return f.SettlementMade(at, now) if now.digest != signed.digest else None


def _quote_now(account: Account, carrier: Carrier, signed: Quote) -> Quote:
    """What was signed, as it is now."""
    now = quote(account, carrier, last_on=signed.last_on)
    return closed_elsewhere(signed, now, account.bill) if account.bill.is_closed else now


def _account(case: Case) -> Account | None:
    """What was read of the account; None while any of it is awaited."""
    traits = case.proof.traits
    return case.money.account(traits.tariff_id) if traits is not None else None


def _is_closed(case: Case) -> bool:
    """Every step confirmed or taken over by its system, and the SIM spoken of (or its time over)."""
    sim_settled = case.answers.sim is not None or case.answers.is_sim_lapsed
    return sim_settled and all(
        step.status in (StepStatus.DONE, StepStatus.UNDER_WAY) for step in case.ending.steps
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
