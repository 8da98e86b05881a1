"""Reads a pack's worked examples of advice (`advice.toml`): a situation, what a layman is told, and the reason.

`rules/advice_holds.py` sets them against the rules of `domain/advice.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from signoff.catalogue.examples import a_money
from signoff.catalogue.pack import Pack
from signoff.catalogue.toml_table import (
    Table,
    a_day,
    a_text,
    a_truth,
    a_word,
    list_of,
    read_file,
)
from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import LapseStep
from signoff.domain.line import SimKind
from signoff.domain.situation import Need, Situation

ADVICE_FILE = "advice.toml"
UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class AdviceExample:
    """One worked example; `reasons` are words of the texts (`advice.reason`) that must be among those given."""

    id: str
    title: str
    why: str
    situation: Situation
    advice: Advice
    on: date | None
    dates: Mapping[LapseStep, date | None] | None  # None: the example does not say
    reasons: tuple[str, ...]


def read_advice_examples(pack: Pack) -> tuple[AdviceExample, ...]:
    """The examples of a pack, in the order of the file; none when there is no file. Raises PackError."""
    file = pack.folder / ADVICE_FILE
    if not file.exists():
        return ()
    table = read_file(file)
    found = tuple(_example(name, row, pack.country.currency) for name, row in table.named_tables("examples"))
    table.finish()
    return found


def _example(name: str, table: Table, currency: str) -> AdviceExample:
    example = AdviceExample(
        id=name,
        title=table.take("title", a_text),
        why=table.take("why", a_text),
        situation=_situation(table, currency),
        advice=table.take("advice", a_word(Advice)),
        on=table.take_or("date", a_day, None),
        dates=_dates(table),
        reasons=table.take("reasons", list_of(a_text)),
    )
    table.finish()
    return example


def _situation(table: Table, currency: str) -> Situation:
    money = a_money(currency)
    return Situation(
        today=table.take("today", a_day),
        leaving_on=table.take("leaving", a_day),
        back_on=table.take_or("back", a_day, None),
        tariff_kind=table.take_or("kind", a_word(TariffKind), None),
        sim_kind=table.take_or("sim", a_word(SimKind), SimKind.PLASTIC),
        balance_minor=table.take_or("balance", money, None),
        expires_on=table.take_or("expires", a_day, None),
        owed_minor=table.take_or("owed", money, 0),
        has_loan=table.take_or("loan", a_truth, otherwise=False),
        is_suspended=table.take_or("suspended", a_truth, otherwise=False),
        is_lost=table.take_or("lost", a_truth, otherwise=False),
        is_abroad=table.take_or("abroad", a_truth, otherwise=False),
        needs=frozenset(table.take_or("needs", list_of(a_word(Need)), ())),
    )


def _dates(table: Table) -> dict[LapseStep, date | None] | None:
    """The steps by name, each with its day or "UNKNOWN"."""
    row = table.take_or("dates", a_dated, None)
    return None if row is None else {a_word(LapseStep)(step): day for step, day in row.items()}


def a_dated(raw: object) -> dict[str, date | None]:
    """Days by name; "UNKNOWN" for one that nobody knows. Raises ValueError."""
    if not isinstance(raw, dict):
        raise ValueError("must be a table of days")
    for step in raw:
        a_word(LapseStep)(step)
    return {str(step): None if day == UNKNOWN else a_day(day) for step, day in raw.items()}
