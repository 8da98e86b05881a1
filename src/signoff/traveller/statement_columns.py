"""Which column of a statement is what: by the words over it, or by what stands in it where there are none.

`statement.py` reads the rows by what is found here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from signoff.catalogue.spelling import plain, with_digits
from signoff.catalogue.statements import read_statement_words
from signoff.domain.written import written_day
from signoff.traveller.statement_text import Record, Unreadable

_HEAD_LINES_MAX = 60  # what banks write above the table: name, account, period
_SAMPLE = 200
_NUMBER = re.compile(r"[-+(]?[^\d(+-]{0,4}\d[\d.,' ]*\)?-?(?: ?(?:cr|dr))?", re.IGNORECASE)
_SCRIPTS = (re.compile(r"[\u3400-\u9fff]+"), re.compile(r"[\u1780-\u17ff]+"), re.compile(r"[a-z ]+"))
_IN_BRACKETS = re.compile(r"[(（\[](.*?)[)）\]]")
_CODE = re.compile(r"[A-Z]{3,5}")
_MONEY = ("amount", "debit", "credit")


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the columns that matter; money columns name the currency that stands over them, if any."""

    dates: tuple[int, ...]  # the day of the charge first
    texts: tuple[int, ...]
    others: tuple[int, ...] = ()  # nobody knows what they are: a name may stand there as well
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    direction: int | None = None
    balance: int | None = None
    state: int | None = None
    currencies: tuple[int, ...] = ()
    over: dict[int, str] = field(default_factory=dict)
    first: int = 0  # the record the rows begin with
    is_headed: bool = True

    @property
    def money(self) -> tuple[int, ...]:
        """The columns with amounts."""
        return tuple(place for place in (self.amount, self.debit, self.credit) if place is not None)

    def currency_of(self, place: int) -> int | None:
        """The column that names the currency of an amount: the nearest behind it, else the nearest before."""
        behind = [one for one in self.currencies if one > place]
        return min(behind) if behind and min(behind) == place + 1 else next(iter(self.currencies), None)


def find_columns(records: Sequence[Record]) -> Columns:
    """The columns. Raises Unreadable where there are no days, no amounts, or nothing tells amounts apart."""
    for place, record in enumerate(records[:_HEAD_LINES_MAX]):
        found = _headed(record, place + 1)
        if found is not None:
            return found
    return _by_content(records)


def _headed(record: Record, first: int) -> Columns | None:
    roles: dict[str, list[int]] = {}
    over: dict[int, str] = {}
    for place, cell in enumerate(record.cells):
        role = _role(cell)
        if role:
            roles.setdefault(role, []).append(place)
        if role in _MONEY and (code := _currency_over(cell)):
            over[place] = code
    dates = (*roles.get("date", ()), *roles.get("posted", ()))
    if not dates or not any(role in roles for role in _MONEY):
        return None

    def one(role: str) -> int | None:
        return roles[role][0] if role in roles else None

    has_sides = "debit" in roles
    return Columns(
        dates=dates,
        texts=tuple(roles.get("text", ())),
        others=_others(record, roles),
        amount=None if has_sides else one("amount"),
        debit=one("debit"),
        credit=one("credit") if has_sides or "amount" not in roles else None,
        direction=one("direction"),
        balance=one("balance"),
        state=one("state"),
        currencies=tuple(roles.get("currency", ())),
        over=over,
        first=first,
    )


def _others(record: Record, roles: dict[str, list[int]]) -> tuple[int, ...]:
    taken = {place for places in roles.values() for place in places}
    return tuple(place for place in range(len(record.cells)) if place not in taken)


def _role(cell: str) -> str:
    """What a column is by the words over it; bilingual headings and brackets are taken apart."""
    columns = read_statement_words().columns
    return next((columns[word] for word in _wordings(cell) if word in columns), "")


def _wordings(cell: str) -> Iterator[str]:
    whole = read_statement_words().as_listed(cell.replace("\u200b", ""))
    yield _bare(whole)
    yield _bare(whole).replace(" ", "")  # Chinese has no spaces, its brackets leave some
    without = _IN_BRACKETS.sub(" ", whole)
    yield _bare(without)
    for part in re.split(r"[/|\n]", without):
        yield _bare(part)
    for script in _SCRIPTS:
        yield " ".join("".join(script.findall(without)).split())


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\u1780-\u17ff]+|_", " ", text).split())


def _currency_over(cell: str) -> str:
    """The currency that a heading names, in brackets or at its end; STRANGE for a code that is none we know."""
    words, bracketed = read_statement_words(), _IN_BRACKETS.findall(cell)
    known = next((code for one in (*bracketed, *cell.split()[-1:]) if (code := words.currency(one))), "")
    codes = (one for one in bracketed if _CODE.fullmatch(one.strip()) and not _role(one))
    return known or next((code for one in codes if (code := words.named_currency(one))), "")


def _by_content(records: Sequence[Record]) -> Columns:
    """Columns without headings: days, then amounts, then what is longest."""
    sample = records[:_SAMPLE]
    width = max((len(record.cells) for record in sample), default=0)
    months = read_statement_words().months
    cells = [
        [with_digits(plain(row.cells[place])) for row in sample if place < len(row.cells)]
        for place in range(width)
    ]
    dates = [place for place in range(width) if _share(cells[place], lambda one: written_day(one, months))]
    numbers = [
        place for place in range(width) if place not in dates and _share(cells[place], _NUMBER.fullmatch)
    ]
    texts = [place for place in range(width) if place not in dates and place not in numbers]
    if not dates or not numbers or not texts:
        raise Unreadable("no_columns")
    if len(numbers) > 1:
        raise Unreadable("no_heading")
    return Columns(tuple(dates), tuple(texts), amount=numbers[0], is_headed=False)


def _share(cells: list[str], fits: Callable[[str], object]) -> bool:
    """Whether nearly every cell that is filled fits: a line above or below the table does not."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(fits(cell)) for cell in filled) * 10 >= len(filled) * 8
