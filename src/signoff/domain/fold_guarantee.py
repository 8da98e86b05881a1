"""How the facts of the guarantee change a case. Part of `fold.py`; no rule is decided here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from signoff.domain import fact_guarantee as g
from signoff.domain.any_fact import Fact
from signoff.domain.case import Case, IllegalMove
from signoff.domain.changing import replace
from signoff.domain.guarantee import Breach, Guarantee


def _guarantee(case: Case) -> Guarantee:
    if case.guarantee is None:
        raise IllegalMove("the case has no guarantee")
    return case.guarantee


def _breached(case: Case, fact: g.GuaranteeBreached) -> Case:
    guarantee = _guarantee(case)
    breach = Breach(
        fact.number,
        fact.reference,
        fact.kind,
        fact.amount_minor,
        fact.currency,
        fact.charged_on,
        found_at=fact.at,
    )
    return replace(case, guarantee=replace(guarantee, breaches=(*guarantee.breaches, breach)))


def _repaid(case: Case, fact: g.BreachRepaid) -> Case:
    guarantee = _guarantee(case)
    breaches = tuple(
        replace(one, repaid_at=fact.at) if one.number == fact.number else one for one in guarantee.breaches
    )
    return replace(case, guarantee=replace(guarantee, breaches=breaches))


CHANGES_OF_THE_GUARANTEE: dict[type[Fact], Callable[[Case, Any], Case]] = {
    g.GuaranteeBreached: _breached,
    g.BreachRepaid: _repaid,
}
"""How each of these facts changes a case."""
