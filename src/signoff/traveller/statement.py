"""Reads a bank or card statement and finds what a carrier charged after the end; nothing is stored, nothing is sent.

What can be read in two ways is asked for, never guessed: the order of day and month, a minus, the currency.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from signoff.catalogue.currency import minor_digits
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.spelling import plain, with_digits
from signoff.catalogue.statements import STRANGE, read_statement_words
from signoff.domain.charge_sign import INTO, OUT, ChargeSign, Written, charge_sign
from signoff.domain.statement import Entry, Sifted, sift
from signoff.domain.written import DayOrder, WrittenDay, day_orders, decimal_sign, minor_units, written_day
from signoff.traveller.merchant import Bearing, Merchant
from signoff.traveller.statement_columns import find_columns
from signoff.traveller.statement_currency import Currencies
from signoff.traveller.statement_direction import Directions, WordReader
from signoff.traveller.statement_standing import NOT_BOOKED, REFUNDED, VOID, Standings
from signoff.traveller.statement_text import Record, Sheet, Unreadable, read_sheet, shown

SIGNS = tuple(sign.value for sign in ChargeSign)
"""How a charge is written: with a minus, or without one."""

ORDERS = tuple(order.value for order in DayOrder)

_UNTOLD = "columns"  # of a row that is not marked it says nothing
_READ_THOUGH_LEFT = ("currency", VOID, NOT_BOOKED, "direction")  # rows of a statement, if not of charges
_CORE = re.compile(r"\d[\d.,]*")
_MARK = re.compile(r"(?:^|[\d\s.])(cr|dr|db)\b|\b(cr|dr|db)(?=\s*\d)")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person says of the file, where the file does not say it itself; empty where nothing was said."""

    order: str = ""
    sign: str = ""
    currency: str = ""
    merchant: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that could not be read: its line, and the word that says why; worth a look if it bears the name."""

    line: int
    why: str
    bears_name: bool = False
    says: str = ""  # the bank's own word for how the row stands


@dataclass(frozen=True, slots=True)
class Findings:
    """What a statement shows of a carrier, and how it was read."""

    sifted: Sifted
    unread: tuple[Unread, ...]
    rows: int
    first_on: date | None
    last_on: date | None
    encoding: str
    order: str  # how days were read where they are numbers only; empty where that did not matter
    sign: str  # how charges were told from payments: `minus`, `plain`, `columns`, or nothing
    is_overruled: bool = (
        False  # what was said of that was not followed everywhere: the file itself says otherwise
    )
    is_marked: bool = False  # some rows are marked CR or DR, and were read by that


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount as it stands in a cell: its digits, its sign, and what is written around it."""

    number: str
    written: Written
    currency: str

    @property
    def is_minus(self) -> bool:
        """Whether it has a minus, or stands in brackets."""
        return self.written.sign == "-"

    @property
    def mark(self) -> str:
        """What it is marked: `cr`, `dr`, `?` or nothing."""
        return self.written.mark

    @property
    def is_money(self) -> bool:
        """Whether it is anything but nought."""
        return bool(self.number.strip("0.,"))


@dataclass(frozen=True, slots=True)
class _Row:
    record: Record
    days: tuple[WrittenDay, ...]
    amount: _Amount
    place: int  # the column the amount stands in
    bearing: Bearing | None
    refunded: str = ""  # the bank's word for a charge whose money came back, or for that money


def read_statement(
    content: bytes, catalogue: Catalogue, carrier_id: str, ended_on: date, hints: Hints
) -> Findings:
    """The charges and refunds of a carrier. Raises Unreadable with what to do."""
    sheet = read_sheet(content, hints.encoding)
    return _Reader(sheet, Merchant(catalogue, carrier_id, hints.merchant), hints).read(ended_on)


class _Reader:
    """One statement on its way into entries."""

    def __init__(self, sheet: Sheet, merchant: Merchant, hints: Hints) -> None:
        self._words = read_statement_words()
        self._sheet, self._merchant, self._hints = sheet, merchant, hints
        self._columns = find_columns(sheet.records)
        self._unread = [Unread(line, "too_wide") for line in sheet.too_wide]
        self._plain: dict[int, bool] = {}
        self._has_marks = False
        self._reader = WordReader()
        records = sheet.records[self._columns.first :]
        self._currencies = Currencies(self._columns, hints.currency, records)
        self._directions = Directions(records, self._columns, self._reader)
        self._standings = Standings(records, self._columns, self._reader, sheet.records)

    def read(self, ended_on: date) -> Findings:
        columns = self._columns
        rows = [row for record in self._sheet.records[columns.first :] if (row := self._row(record))]
        if not rows and not any(one.why in _READ_THOUGH_LEFT for one in self._unread):
            raise Unreadable("no_rows")
        borne = [row for row in rows if row.bearing is not None]
        order = self._order(rows, borne)
        sign = self._sign(rows, borne)
        decimals = {
            place: decimal_sign(row.amount.number for row in rows if row.place == place)
            for place in columns.money
        }
        self._currencies.settle((row.record, row.place, row.amount.currency) for row in borne)
        entries = [entry for row in borne if (entry := self._entry(row, order, sign, decimals[row.place]))]
        self._currencies.check(entries)
        days = [on for row in rows if (on := row.days[0].read(order)) is not None]
        unfit = [
            row.record.line for row in rows if row.bearing is None and order and not row.days[0].read(order)
        ]
        self._unread += [Unread(line, "day") for line in unfit]
        return Findings(
            sifted=sift(entries, ended_on),
            unread=tuple(sorted(self._unread, key=lambda one: one.line)),
            rows=len(rows),
            first_on=min(days, default=None),
            last_on=max(days, default=None),
            encoding=self._sheet.encoding,
            order=order.value if order is not None and any(not row.days[0].is_clear for row in rows) else "",
            sign=sign,
            is_overruled=bool(self._hints.sign) and (sign == "columns" or self._has_marks),
            is_marked=self._has_marks,
        )

    def _row(self, record: Record) -> _Row | None:
        columns, cells = self._columns, record.cells
        why, says = self._standings.of(record)
        if why and why != REFUNDED:
            self._pass_over(record, why, says)
            return None
        found = (
            written_day(with_digits(plain(_cell(cells, place))), self._words.months)
            for place in columns.dates
        )
        days = tuple(day for day in found if day is not None and day.days)
        if not days:
            self._pass_over(record, "day")
            return None
        filled = [place for place in columns.money if _cell(cells, place) not in ("", "-", "--")]
        read = [(place, amount) for place in filled if (amount := self._amount(_cell(cells, place)))]
        moved = [(place, amount) for place, amount in read if amount.is_money] or read[:1]
        if len(moved) != 1:
            self._pass_over(record, "amount")
            return None
        place, amount = moved[0]
        marked = self._marked(record, amount)
        if marked is None:
            self._pass_over(record, "direction")
            return None
        # Neither in nor out by its column, or a refund by its text: money that came back.
        says_back = bool(marked.mark) or self._directions.says_back(record)
        if why == REFUNDED and marked.mark != OUT and says_back:
            marked = replace(marked, written=Written(INTO, ""))
        text = _joined(cells, (*columns.texts, *columns.others))
        row = _Row(record, days, marked, place, self._merchant.in_row(text), says)
        if {*self._currencies.named(record, place, marked.currency).values()} == {STRANGE}:
            self._pass_over(record, "currency")
            return None
        return row

    def _marked(self, record: Record, amount: _Amount) -> _Amount | None:
        """The amount with what a column for the direction says of it; None where that contradicts its own mark."""
        if self._columns.debit is not None and self._columns.direction is None:
            return amount
        mark, sign = self._directions.mark(record), self._directions.sign(record)
        if amount.mark and mark in (INTO, OUT) and mark != amount.mark:
            return None
        written = Written(amount.mark or mark, amount.written.sign or sign)
        return replace(amount, written=Written("", written.sign) if sign else written)

    def _pass_over(self, record: Record, why: str, says: str = "") -> None:
        """Notes a row that is told by its line."""
        bears_name = self._merchant.in_row(" ".join(record.cells)) is not None
        self._unread.append(Unread(record.line, why, bears_name, shown(says)))

    def _amount(self, cell: str) -> _Amount | None:
        """The amount in a cell, of whatever sign and currency."""
        text = with_digits(unicodedata.normalize("NFKC", cell)).casefold()
        bare = re.sub(r"(?<=\d)[\s'’_](?=\d)", "", text).strip()
        found = _CORE.findall(bare)
        if len(found) != 1:
            return None
        around = bare.replace(found[0], " ", 1)
        mark = _MARK.search(bare)
        label = re.sub(r"\b(?:cr|dr|db)\b|[-‐−–+()=\"\s]", "", around)
        is_minus = bool(re.search(r"[-‐−–]", around)) or 0 <= bare.find("(") < bare.find(
            found[0]
        ) < bare.find(")")
        if len(label) > 8 or any(sign.isdigit() for sign in label):
            return None
        word = (mark[1] or mark[2]).replace("db", OUT) if mark else self._reader.mark_of(label)
        sign = "-" if is_minus else "+" if "+" in around else ""
        return _Amount(found[0].rstrip(".,"), Written(word, sign), self._words.named_currency(label))

    def _order(self, rows: Sequence[_Row], borne: Sequence[_Row]) -> DayOrder | None:
        if self._hints.order:
            return DayOrder(self._hints.order)
        unclear = [day for row in rows for day in row.days if not day.is_clear]
        if not unclear:
            return None
        orders = day_orders(unclear)
        if len(orders) == 1:
            return orders[0]
        asked = next((row for row in borne if not row.days[0].is_clear), None)
        if asked is None:
            return orders[0] if orders else DayOrder.DMY  # nothing that is shown depends on it
        written = _cell(asked.record.cells, self._columns.dates[0])
        raise Unreadable(
            "order" if orders else "orders_mixed", "order", line=asked.record.line, written=written
        )

    def _sign(self, rows: Sequence[_Row], borne: Sequence[_Row]) -> str:
        """What a minus means in the rows of the column of amounts that are not marked; asked where nothing tells."""
        columns = self._columns
        if not rows:
            return ""
        if columns.debit is not None or columns.amount is None:
            return "columns"
        amounts = [row.amount.written for row in rows if row.amount.is_money]
        self._has_marks = any(amount.is_told for amount in amounts)
        if self._hints.sign:
            return self._hints.sign
        if self._has_marks and all(amount.is_told for amount in amounts):
            return "columns"
        told = charge_sign(amounts, is_account=columns.is_wallet or self._balance_follows())
        if told is ChargeSign.PLAIN and not self._has_marks and self._balance_goes_both_ways():
            return _UNTOLD
        untold = (row for row in borne if not row.amount.written.is_told and not row.refunded)
        asked = next((row for row in untold if row.amount.is_money), None)
        if told is not None or asked is None:
            return told.value if told is not None else "columns" if self._has_marks else ""
        written = _cell(asked.record.cells, columns.amount)
        raise Unreadable("sign", "sign", line=asked.record.line, written=written)

    def _balance_follows(self) -> bool:
        """Whether each balance is the one beside it with the amount added: the form of an account's statement."""
        steps = list(pairwise(self._balances()))
        down = sum(after[1] - before[1] == after[0] for before, after in steps)
        up = sum(before[1] - after[1] == before[0] for before, after in steps)
        return bool(steps) and max(down, up) * 2 > len(steps)

    def _balance_goes_both_ways(self) -> bool:
        """Whether amounts that all look alike made the balance rise here and fall there."""
        steps = list(pairwise(self._balances()))
        down = [after[1] - before[1] for before, after in steps if abs(after[1] - before[1]) == after[0]]
        up = [before[1] - after[1] for before, after in steps if abs(before[1] - after[1]) == before[0]]
        most = max(down, up, key=len)
        return len(most) * 2 > len(steps) and min(most) < 0 < max(most)

    def _balances(self) -> list[tuple[int, int]]:
        """Each amount, below nought for a minus, with the balance beside it."""
        columns = self._columns
        if columns.balance is None or columns.amount is None:
            return []
        pairs = []
        for record in self._sheet.records[columns.first :]:
            both = [self._amount(_cell(record.cells, place)) for place in (columns.amount, columns.balance)]
            values = [minor_units(one.number, ".", 2) if one else None for one in both]
            if both[0] and both[1] and values[0] is not None and values[1] is not None:
                signed = [
                    -value if one.mark == OUT or (one.is_minus and not one.mark) else value
                    for one, value in zip(both, values, strict=True)
                    if one and value is not None
                ]
                pairs.append((signed[0], signed[1]))
        return pairs

    def _entry(self, row: _Row, order: DayOrder | None, sign: str, decimal: str) -> Entry | None:
        bearing, line = row.bearing, row.record.line
        on = next((day for one in row.days if (day := one.read(order)) is not None), None)
        if bearing is None or on is None:
            self._pass_over(row.record, "day")
            return None
        is_out = self._is_out(row, sign)
        if row.refunded and is_out is not False:
            self._pass_over(row.record, VOID, row.refunded)
            return None
        currency = self._currencies.of(row.record, row.place, row.amount.currency)
        if currency == STRANGE:
            self._pass_over(row.record, "currency")
            return None
        amount = minor_units(row.amount.number, decimal, minor_digits(currency))
        looks_back = is_out and self._directions.says_back(row.record)
        if amount is None or is_out is None or looks_back:
            self._pass_over(
                row.record, "amount" if amount is None else "refund" if looks_back else "direction"
            )
            return None
        text = _joined(row.record.cells, self._columns.texts)
        if self._merchant.in_row(text) is None:
            text = _joined(row.record.cells, (*self._columns.texts, *self._columns.others))
        return Entry(
            line, on, shown(text), amount if is_out else -amount, currency, bearing.name, bearing.likeness
        )

    def _is_out(self, row: _Row, sign: str) -> bool | None:
        """Whether money went out; None where nothing says so."""
        columns, amount = self._columns, row.amount
        if row.place in (columns.debit, columns.credit) and not (
            columns.direction is not None and amount.written.is_told
        ):
            is_against = amount.is_minus and self._has_plain(row.place)
            return (row.place == columns.debit) is not is_against
        if amount.written.is_told:
            return amount.mark == OUT
        return None if sign == _UNTOLD else amount.is_minus is (sign == ChargeSign.MINUS)

    def _has_plain(self, place: int) -> bool:
        """Whether a column has amounts without a minus: only there, a minus turns its meaning round."""
        if place not in self._plain:
            cells = (_cell(record.cells, place) for record in self._sheet.records[self._columns.first :])
            amounts = (amount for cell in cells if (amount := self._amount(cell)) and amount.is_money)
            self._plain[place] = any(not amount.is_minus for amount in amounts)
        return self._plain[place]


def _joined(cells: Sequence[str], places: Sequence[int]) -> str:
    return " ".join(dict.fromkeys(filter(None, (_cell(cells, place) for place in places))))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def currency_code(text: str) -> str:
    """The ISO 4217 code somebody means; empty for none."""
    return read_statement_words().currency(text)
