"""Whose currency the only column of currencies names, where a statement has two amounts: what was bought, or booked.

`statement_currency.py` asks for what stays in doubt. Several such columns are paired in `statement_pairs.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from signoff.catalogue.spelling import plain, with_digits
from signoff.catalogue.statements import read_statement_words
from signoff.traveller.statement_columns import Columns, unknown_headings
from signoff.traveller.statement_pairs import goes_with
from signoff.traveller.statement_text import Record

_NUMBER = re.compile(r"\d[\d.,' ]*")
_DECIMALS = re.compile(r"[.,](\d{1,2})$")
_RATE_MAX = Decimal("1.5")  # an exchange rate moves less within a statement


class Rivals:
    """The other amounts of a statement that its only column of currencies may belong to."""

    def __init__(self, records: Sequence[Record], columns: Columns) -> None:
        self._records, self._columns = records, columns
        self._values: dict[tuple[int, int], Decimal | None] = {}
        self._places = tuple(self._found()) if len(columns.currencies) == 1 else ()

    def are_in(self, record: Record) -> bool:
        """Whether the currency of a row may be another amount's: not where the row has no other one."""
        return self._columns.is_bought or any(self._value(record, one) for one in self._places)

    def differ_in(self, record: Record, place: int) -> bool:
        """Whether another amount of the row is not the same: it was changed from one currency into another."""
        own = self._value(record, place)
        return any(self._value(record, one) not in (None, own) for one in self._places)

    def check(self) -> None:
        """Asks where the amounts are the purchase's and those beside them may be what was booked. Raises Unreadable."""
        columns = self._columns
        if not columns.is_of_purchase:
            return
        apart = (*columns.money, *columns.backs, *columns.rates)
        for place in (*columns.sums, *columns.numbers):
            if place in apart:
                continue
            pairs = list(self._pairs(place))
            if any(own != other for _, own, other in pairs) and self._keeps_to_a_rate(pairs):
                raise unknown_headings([columns.headings[one] for one in sorted((*columns.money, place))])

    def _found(self) -> Iterator[int]:
        columns = self._columns
        currency, headings = columns.currencies[0], columns.headings
        if any(goes_with(headings[currency], headings[one]) for one in columns.money if headings):
            return
        for place in (*columns.sums, *columns.numbers):
            if place in (*columns.money, *columns.backs):
                continue
            pairs = list(self._pairs(place))
            if all(own == other for _, own, other in pairs):
                continue  # nothing was changed: both are in the currency that is named
            if place in columns.sums or self._keeps_to_a_rate(pairs):
                yield place

    def _pairs(self, place: int) -> Iterator[tuple[str, Decimal, Decimal]]:
        """Of each row that has both: its currency, the amount, and the number beside it."""
        words = read_statement_words()
        for record in self._records:
            own = next((value for one in self._columns.money if (value := self._value(record, one))), None)
            other = self._value(record, place)
            if own and other:
                named = (self._cell(record, one) for one in self._columns.currencies)
                yield " ".join(map(words.named_currency, named)), own, other

    @staticmethod
    def _keeps_to_a_rate(pairs: Sequence[tuple[str, Decimal, Decimal]]) -> bool:
        """Whether an unknown number goes with the amount, as a changed one does and a reference does not."""
        rates: dict[str, list[Decimal]] = {}
        for code, own, other in pairs:
            rates.setdefault(code, []).append(own / other)
        several = [(median(found), found) for found in rates.values() if len(found) > 1]
        kept = [middle / _RATE_MAX <= one <= middle * _RATE_MAX for middle, found in several for one in found]
        return 2 * sum(kept) > len(kept) or not kept

    def _value(self, record: Record, place: int) -> Decimal | None:
        """The number in a cell, of whatever sign; None for nought and for what is none."""
        key = (record.line, place)
        if key not in self._values:
            self._values[key] = _number(self._cell(record, place))
        return self._values[key]

    @staticmethod
    def _cell(record: Record, place: int) -> str:
        return record.cells[place] if place < len(record.cells) else ""


def _number(cell: str) -> Decimal | None:
    found = _NUMBER.search(with_digits(plain(cell)))
    if found is None:
        return None
    written = found[0].strip(" .,'")
    decimals = _DECIMALS.search(written)
    whole = re.sub(r"\D", "", written[: decimals.start()] if decimals else written)
    return Decimal(f"{whole or 0}.{decimals[1] if decimals else 0}") or None
