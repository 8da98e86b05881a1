"""Situations and knowledge of every kind, for the tests of advice and plan."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from signoff.domain.carrier import TariffKind
from signoff.domain.line import SimKind
from signoff.domain.situation import Knowledge, Known, Need, Situation

TOPICS = {
    "lapse_outgoing_days": "60",
    "lapse_both_ways_days": "30",
    "lapse_kept_days": "90",
    "restore": "90",
    "prepaid_validity": "180",
    "prepaid_refund": "none",
    "prepaid_lost": "1000",
    "lost_suspend": "replacement",
    "keep_number": "MOP 50",
    "top_up_validity": "8",
    "top_up_days": "USD 1 = 8",
    "auto_renew": "MOP 10",
    "stop_services": "*1200#",
    "carrier_billing": "SmartPay",
    "loan": "USD 2",
    "number_reuse": "reassigned",
    "number_return": "15/2002",
    "postpaid_term": "24",
    "postpaid_notice": "30",
    "termination_channel": "shop",
    "services_end": "with the line",
    "early_exit_fee": "MOP 100",
    "deposit": "MOP 500",
    "fee_reconnection": "MOP 30",
    "fee_sim_replacement": "MOP 60",
    "portability": "yes",
    "ceased": "2024-10-31",
    "successor_terms": "ctm",
    "public_holidays": "2031",
}
TODAY = date(2026, 11, 23)


def knowledge(*topics: str, successor: str | None = None, country: str = "MO") -> Knowledge:
    """A carrier of whom just these topics are known."""
    facts = {topic: Known(topic, TOPICS[topic], ("SOURCE",)) for topic in topics}
    return Knowledge("ctm", country, successor, facts)


EVERYTHING = knowledge(*TOPICS)
NOTHING = knowledge()


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Anybody who leaves: today, at the end of a month or a year, for good or not, with whatever hangs on the line."""
    today = draw(st.dates(date(2026, 11, 1), date(2032, 3, 1)))
    leaving_on = today + timedelta(days=draw(st.integers(0, 365)))
    is_abroad = draw(st.booleans())
    back_days = draw(st.none() | st.integers(0, 800))
    expires_days = draw(st.none() | st.integers(-400, 800))
    leaving_on = today if is_abroad else leaving_on
    return Situation(
        today=today,
        leaving_on=leaving_on,
        back_on=None if back_days is None else leaving_on + timedelta(days=back_days),
        tariff_kind=draw(st.none() | st.sampled_from(TariffKind)),
        sim_kind=draw(st.sampled_from(SimKind)),
        balance_minor=draw(st.none() | st.integers(0, 10_000)),
        expires_on=None if expires_days is None else today + timedelta(days=expires_days),
        owed_minor=draw(st.integers(0, 3)),
        has_loan=draw(st.booleans()),
        is_suspended=draw(st.booleans()),
        is_lost=draw(st.booleans()),
        is_abroad=is_abroad,
        needs=draw(st.frozensets(st.sampled_from(Need))),
    )


@st.composite
def known_things(draw: st.DrawFn) -> Knowledge:
    """Any part of what can be known, of a carrier that is there or gone."""
    topics = draw(st.frozensets(st.sampled_from(sorted(TOPICS))))
    successor = draw(st.none() | st.just("ctm"))
    country = draw(st.sampled_from(["MO", "KH"]))
    return knowledge(*sorted(topics), successor=successor, country=country)
