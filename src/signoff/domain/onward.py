"""What follows by itself once the facts allow it: reserve, final quote, cut, end. One fact at a time.

`decide.py` calls it after each event; nothing here needs anything but the case and the carrier's terms.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import fact as f
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, Reserve, State, StepStatus
from signoff.domain.line import SimKind
from signoff.domain.outstanding import is_way_chosen, last_day, local_day, needs_reserve
from signoff.domain.settlement import quote


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
    traits = case.proof.traits
    account = case.money.account(traits.tariff_id) if traits is not None else None
    if account is None or case.money.quote is not None:
        return None
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
    """The signed case is cut as soon as its day has come and its balance is reserved."""
    if case.is_cut_dated:
        return None
    if needs_reserve(case):
        return f.ReserveOrdered(at, case.money.reserve_count + 1)
    if case.money.reserve in (Reserve.ORDERED, Reserve.RELEASING):
        return None
    return _settlement(case, carrier, at) or f.CutBegan(at)


def _settlement(case: Case, carrier: Carrier, at: datetime) -> f.SettlementMade | None:
    """The signed quote with the usage up to the cut taken off; None when nothing moved since the signature."""
    traits, signed = case.proof.traits, case.money.quote
    account = case.money.account(traits.tariff_id) if traits is not None else None
    if signed is None or account is None:
        return None
    now = quote(account, carrier, last_on=signed.last_on)
    return f.SettlementMade(at, now) if now.digest != signed.digest else None


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
