"""The right answers, in small: money from the packs' own files, and what may be answered to whom, from the documents.

Nothing here comes from the product's domain: what it decides is judged, not asked.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from importlib.resources import files
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from tests.sim.books import PlantedLine

CODE_MINUTES = 10
CODE_TRIES = 5
LINE_FAILURES = 10
HELD_LINE_FAILURES = 5
CODES_A_DAY = 10
WANTED_DAYS = 365
WAIT_MINUTES_MAX = 32
READING_LIFE = timedelta(hours=1)
"""How long an account that was read may stand in what is signed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One tariff of one carrier, and its policy, as the pack's file says."""

    policy: dict[str, Any]
    tariff: dict[str, Any]


@cache
def terms(carrier_id: str, tariff_id: str) -> Terms:
    """Read the file."""
    pack = tomllib.loads((files("signoff") / "packs" / carrier_id / "pack.toml").read_text(encoding="utf-8"))

    def plain(table: dict[str, Any]) -> dict[str, Any]:
        return {key: value["value"] if isinstance(value, dict) else value for key, value in table.items()}

    return Terms(plain(pack["policy"]), plain(pack["tariffs"][tariff_id]))


def of(planted: PlantedLine) -> Terms:
    """The terms of a planted line."""
    return terms(planted.carrier_id, planted.tariff_id)


def day(at: datetime, planted: PlantedLine) -> date:
    """The carrier's calendar day."""
    return at.astimezone(ZoneInfo(planted.time_zone)).date()


def share(amount: int, part: int, whole: int) -> int:
    """So much of an amount as falls on a part of the days; half a cent is a whole one."""
    return floor(Fraction(amount * part, whole) + Fraction(1, 2))


def cycle(cycle_day: int, on: date) -> tuple[date, date]:
    """The monthly cycle that holds this day, both days within it."""
    first = on
    while first.day != cycle_day:
        first -= timedelta(days=1)
    last = on
    while (last + timedelta(days=1)).day != cycle_day:
        last += timedelta(days=1)
    return first, last


def total(planted: PlantedLine, last_on: date) -> int:
    """What comes back (above zero) or is owed (below) when the last day of service is `last_on`."""
    tariff = of(planted).tariff
    balance = planted.balance_minor + planted.moved_minor
    loan = planted.airtime_loan_minor
    money = balance - loan if tariff["balance_rule"] == "refund" else min(balance - loan, 0)
    fee = tariff["recurring_fee_minor"]
    if planted.cycle_day is not None and tariff["billing"] != "none":
        first, last = cycle(planted.cycle_day, last_on)
        whole = (last - first).days + 1
        used = (last_on - first).days + 1
        by_days = tariff["recurring_rule"] == "prorate_daily"
        if tariff["billing"] == "in_arrears":
            money -= share(fee, used, whole) if by_days else fee
        elif by_days:
            money += fee - share(fee, used, whole)
    money += planted.deposit_minor - planted.owed_minor
    if planted.contract_last_on is not None and last_on < planted.contract_last_on:
        money -= tariff["early_exit_fee_minor"]
    return int(money)


def last_days(
    planted: PlantedLine, wished_at: datetime, wanted_on: date | None, signed: set[date]
) -> set[date]:
    """The last day of service for a signature given on one of these days."""
    noticed = day(wished_at, planted) + timedelta(days=of(planted).policy["notice_days"])
    return {max(filter(None, (wanted_on, noticed, on))) for on in signed}


def code_wait(count_before: int) -> timedelta:
    """How long after the `count_before`th code of a request the next one may be asked for."""
    return timedelta(minutes=min(2 ** (count_before - 1), WAIT_MINUTES_MAX))
