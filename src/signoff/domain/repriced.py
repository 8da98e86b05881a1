"""Whether a carrier's pack makes something else of an account than the rules that were signed; pure.

`onward.py` voids a signature for it. What was signed is what `settlement.quote_by` makes of any account by the pricing
that is kept with the signature: use, bills and payments move it, a rule of the pack never does.
"""

from __future__ import annotations

from signoff.domain.carrier import Carrier, Pricing
from signoff.domain.case import Case
from signoff.domain.settlement import Account, LossKind, Quote, QuoteKind, closed_elsewhere, quote, quote_by


def quote_as_signed(case: Case, carrier: Carrier, account: Account, signed: Quote) -> Quote:
    """What was signed, as it is for this account: by the rules that were signed, where they are kept."""
    pricing = _signed_pricing(case) or carrier.pricing(account.tariff_id)
    now = quote_by(account, pricing, last_on=signed.last_on)
    return closed_elsewhere(signed, now, account.bill) if account.bill.is_closed else now


def is_priced_anew(case: Case, carrier: Carrier, account: Account, signed: Quote) -> bool:
    """Whether the pack of today makes another quote of the very same account than the rules that were signed."""
    today = quote(account, carrier, last_on=signed.last_on)
    if (pricing := _signed_pricing(case)) is not None:
        return today.digest != quote_by(account, pricing, last_on=signed.last_on).digest
    return case.money.quote_pack_digest != carrier.pack_digest and _is_told_apart(signed, today)


def is_settled_otherwise(case: Case) -> bool:
    """Whether something else than was signed is settled already, and what was signed is known beside it."""
    return _signed_pricing(case) is not None and case.money.signed is not None


def other_sum_signed(case: Case) -> Quote | None:
    """The quote of the agreement, where another sum was settled than that: what is given up may have moved alone."""
    signed, settled = case.money.signed_otherwise, case.money.quote
    is_other = signed is not None and settled is not None and signed.total_minor != settled.total_minor
    return signed if is_other else None


def _signed_pricing(case: Case) -> Pricing | None:
    """None for a signature of a release that did not keep it."""
    return case.answers.terms.pricing if case.answers.terms is not None else None


def _is_told_apart(signed: Quote, today: Quote) -> bool:
    """The same by the two quotes alone: another currency, a balance that nobody signed away, or one that comes back.

    Without the rules that were signed, a balance that has come since is asked about rather than lost.
    """
    comes_back = any(line.kind is QuoteKind.BALANCE_BACK for line in today.lines)
    was_lost, is_lost = _loses_balance(signed), _loses_balance(today)
    is_other_fate = (is_lost and not was_lost) or (was_lost and comes_back)
    return signed.currency != today.currency or is_other_fate


def _loses_balance(made: Quote) -> bool:
    return any(loss.kind is LossKind.BALANCE for loss in made.losses)
