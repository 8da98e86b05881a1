"""Reads a pack's worked examples: an account, the last day of service, and the money a layman expects of it.

Money is written as people write it ("12.50"); here it becomes minor units. `check.py` sets them against the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from signoff.catalogue.currency import minor_digits
from signoff.catalogue.pack import Example
from signoff.catalogue.toml_table import Table, a_day, a_table, a_text, a_whole_number, a_word, read_file
from signoff.domain.settlement import (
    Account,
    Allowance,
    BalanceReading,
    BillReading,
    Loss,
    LossKind,
    PointsReading,
    Quote,
    QuoteKind,
    QuoteLine,
)

_NOTHING: dict[str, int] = {}


def read_examples(file: Path, currency: str) -> tuple[Example, ...]:
    """The examples of one file, in its order; none when there is no such file. Raises PackError."""
    if not file.exists():
        return ()
    table = read_file(file)
    examples = tuple(_example(name, row, currency) for name, row in table.named_tables("examples"))
    table.finish()
    return examples


def a_money(currency: str) -> Callable[[object], int]:
    """A converter for an amount like "-12.50" into minor units; raises ValueError."""
    digits = minor_digits(currency)
    pattern = re.compile(rf"-?[0-9]{{1,12}}\.[0-9]{{{digits}}}" if digits else r"-?[0-9]{1,12}")

    def convert(raw: object) -> int:
        if not isinstance(raw, str) or not pattern.fullmatch(raw):
            raise ValueError(f'must be an amount with {digits} decimals in quotes, like "12.50"')
        return int(raw.replace(".", ""))

    return convert


def as_money(amount_minor: int, currency: str) -> str:
    """An amount as it is written in an example, like "-12.50"."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(amount_minor), 10**digits)
    return f"{'-' if amount_minor < 0 else ''}{whole}" + (f".{rest:0{digits}}" if digits else "")


def _example(name: str, table: Table, currency: str) -> Example:
    money = a_money(currency)
    last_on = table.take("last_day", a_day)
    example = Example(
        id=name,
        title=table.take("title", a_text),
        why=table.take("why", a_text),
        account=_account(table, money),
        last_on=last_on,
        expected=_expected(table, currency, last_on),
        expected_total_minor=table.take("total", money),
    )
    table.finish()
    return example


def _account(table: Table, money: Callable[[object], int]) -> Account:
    tariff_id = table.take("tariff", a_text)
    row = table.table("account")
    account = Account(
        tariff_id=tariff_id,
        balance=BalanceReading(
            balance_minor=row.take_or("balance", money, 0),
            airtime_loan_minor=row.take_or("loan", money, 0),
            allowances=tuple(
                Allowance(unit, amount)
                for unit, amount in row.take_or("allowances", _amounts, _NOTHING).items()
            ),
        ),
        bill=BillReading(
            cycle_first_on=row.take_or("cycle_first_day", a_day, None),
            cycle_last_on=row.take_or("cycle_last_day", a_day, None),
            owed_minor=row.take_or("owed", money, 0),
            deposit_minor=row.take_or("deposit", money, 0),
            contract_last_on=row.take_or("contract_last_day", a_day, None),
            add_ons=row.take_or("add_ons", a_whole_number, 0),
        ),
        points=PointsReading(row.take_or("points", a_whole_number, 0)),
    )
    row.finish()
    return account


def _amounts(raw: object) -> dict[str, int]:
    return {unit: a_whole_number(amount) for unit, amount in a_table(raw).items()}


def _expected(table: Table, currency: str, last_on: date) -> Quote:
    money = a_money(currency)
    lines = []
    for row in table.tables("lines"):
        lines.append(
            QuoteLine(
                kind=row.take("kind", a_word(QuoteKind)),
                amount_minor=row.take("amount", money),
                days=row.take_or("days", a_whole_number, 0),
            )
        )
        row.finish()
    return Quote(currency=currency, last_on=last_on, lines=tuple(lines), losses=_losses(table, money))


def _losses(table: Table, money: Callable[[object], int]) -> tuple[Loss, ...]:
    row = table.table("lost")
    balance_minor = row.take_or("balance", money, 0)
    allowances = row.take_or("allowances", _amounts, _NOTHING)
    points = row.take_or("points", a_whole_number, 0)
    row.finish()
    return (
        *((Loss(LossKind.BALANCE, balance_minor),) if balance_minor else ()),
        *(Loss(LossKind.ALLOWANCE, amount, unit) for unit, amount in allowances.items()),
        *((Loss(LossKind.POINTS, points),) if points else ()),
    )
