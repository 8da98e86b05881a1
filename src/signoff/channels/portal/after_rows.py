"""Reads what the forms of `after.py` hold: how to read a statement, and the rows a letter is about.

The rows come back from the reader's own browser, so each member is checked as anything typed is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from signoff.channels.web.forms import Form, Problem, Unfit
from signoff.domain.dispute import PaidBy, Proof, Recipient
from signoff.domain.statement import Entry, Likeness, part_refunds
from signoff.traveller.dispute import Dispute
from signoff.traveller.statement import ORDERS, SIGNS, Hints, currency_code
from signoff.traveller.statement_text import shown

ROWS_BYTES_MAX = 1024 * 1024

_CASE_CODE = re.compile(r"[A-Za-z0-9-]{0,40}")
_MERCHANT_LENGTH_MAX = 80
_AMOUNT_MAX = 10**15
_LINE_MAX = 1_000_000
_KEPT = ("carrier", "ended", "rows", "row", "back", "to", "written", "proof", "paid", "case")

Word = TypeVar("Word", bound=StrEnum)


def read_day(text: str) -> date | None:
    """A day as browsers write it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def read_hints(form: Form) -> Hints:
    """How to read the statement. Raises Unfit."""
    order, sign = form.first("order"), form.first("sign")
    typed = form.first("currency").strip()
    currency = currency_code(typed)
    if typed and not currency:
        raise Unfit(Problem("currency", "after.refused.currency_unknown"))
    merchant = form.first("merchant")[:_MERCHANT_LENGTH_MAX]
    return Hints(order if order in ORDERS else "", sign if sign in SIGNS else "", currency, merchant)


def written(entries: Iterable[Entry]) -> str:
    """The rows for the form of the letter."""
    rows = [
        [one.line, one.on.isoformat(), one.text, one.amount_minor, one.currency, one.name, one.likeness.value]
        for one in entries
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read_dispute(form: Form, carrier_id: str, ended_on: date) -> Dispute:
    """What the letter is about. Raises Unfit."""
    case_code = form.first("case").strip()
    if not _CASE_CODE.fullmatch(case_code):
        raise Unfit(Problem("", "after.refused.case"))
    rows = _rows(form.first("rows"))
    chosen, back = set(form.values.get("row", ())), set(form.values.get("back", ()))
    charges = tuple(
        one for one in rows if one.amount_minor > 0 and str(one.line) in chosen and one.on >= ended_on
    )
    refunds = (one for one in rows if one.amount_minor < 0 and str(one.line) in back)
    return Dispute(
        carrier_id,
        ended_on,
        charges,
        _word(form, "paid", PaidBy, PaidBy.UNSURE),
        _word(form, "proof", Proof, Proof.NONE),
        case_code,
        part_refunds(charges, refunds, (one for one in rows if one.amount_minor > 0)),
    )


def read_recipient(form: Form) -> Recipient:
    """Who the letter is for; the carrier, if nobody was chosen."""
    return _word(form, "to", Recipient, Recipient.CARRIER)


def hidden_values(form: Form) -> list[tuple[str, str]]:
    """The form's own values, to be sent again for a file or another recipient."""
    return [(name, value) for name in _KEPT for value in form.values.get(name, ())]


def _word(form: Form, name: str, words: type[Word], otherwise: Word) -> Word:
    try:
        return words(form.first(name))
    except ValueError:
        return otherwise


def _rows(text: str) -> tuple[Entry, ...]:
    try:
        return tuple(_row(*row) for row in json.loads(text or "[]"))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Unfit(Problem("", "after.refused.rows")) from None


def _row(line: int, on: str, text: str, amount_minor: int, currency: str, name: str, likeness: str) -> Entry:
    is_sound = type(line) is int and type(amount_minor) is int
    if not is_sound or not 0 < line <= _LINE_MAX or not 0 < abs(amount_minor) <= _AMOUNT_MAX:
        raise ValueError("no row of ours")
    if currency_code(currency) != currency:
        raise ValueError("no currency")
    return Entry(
        line, date.fromisoformat(on), shown(text), amount_minor, currency, shown(name), Likeness(likeness)
    )
