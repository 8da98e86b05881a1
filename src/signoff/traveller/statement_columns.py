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
from signoff.traveller.statement_pairs import currencies_with, goes_with
from signoff.traveller.statement_text import Record, Unreadable, shown

_HEAD_LINES_MAX = 60  # what banks write above the table: name, account, period
_SAMPLE = 200
_NAMED_MAX = 5
_NUMBER = re.compile(r"[-+(]?[^\d(+-]{0,4}\d[\d.,' ]*\)?-?(?: ?(?:cr|dr))?", re.IGNORECASE)
_SCRIPTS = (re.compile(r"[\u3400-\u9fff]+"), re.compile(r"[\u1780-\u17ff]+"), re.compile(r"[a-z ]+"))
_IN_BRACKETS = re.compile(r"[(（\[](.*?)[)）\]]")
_CODE = re.compile(r"[A-Z]{3,5}")
_SIDES = re.compile(r"[/|&+,\n()（）]|\b(?:and|or|ou|e|amount|amt)\b|[或及和与]|金额")
_MONEY = ("amount", "debit", "credit")
_BOUGHT = 2  # the rank of a heading that speaks of the purchase


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
    kinds: tuple[int, ...] = ()  # what each row was
    means: tuple[int, ...] = ()  # what was paid with
    backs: tuple[int, ...] = ()  # says that what stands in the column of amounts came back, or how much of it
    headings: tuple[str, ...] = ()
    balance: int | None = None
    states: tuple[int, ...] = ()  # how each row stands
    currencies: tuple[int, ...] = ()
    over: dict[int, str] = field(default_factory=dict)
    first: int = 0  # the record the rows begin with
    is_headed: bool = True
    posted: tuple[int, ...] = ()  # the day on which the bank booked it, beside the day itself
    sums: tuple[int, ...] = ()  # every column of amounts, those of a second currency among them
    numbers: tuple[int, ...] = ()  # columns of numbers under a heading that nobody knows
    is_bought: bool = False  # the only currency is that of what was bought, by its heading
    rates: tuple[int, ...] = ()  # of the numbers, those that are rates by their heading
    is_wallet: bool = False  # what went through, and what is left of it: what came in is before its fee

    @property
    def money(self) -> tuple[int, ...]:
        """The columns with amounts."""
        return tuple(place for place in (self.amount, self.debit, self.credit) if place is not None)

    @property
    def is_of_purchase(self) -> bool:
        """Whether the amounts are those of the purchase by their heading: another may be what was booked."""
        read = self.debit if self.debit is not None else self.amount
        return read is not None and bool(self.headings) and _booking_rank(self.headings[read]) == _BOUGHT

    def currencies_of(self, place: int) -> tuple[int, ...]:
        """The columns that may name the currency of an amount; more than one where that is not clear."""
        return currencies_with(place, self.headings, self.currencies, self.sums, self.numbers)


def find_columns(records: Sequence[Record]) -> Columns:
    """The columns. Raises Unreadable where there are no days, no amounts, or nothing tells amounts apart."""
    for place, record in enumerate(records[:_HEAD_LINES_MAX]):
        found = _headed(record, place + 1, records)
        if found is not None:
            return found
    return _by_content(records)


def _headed(record: Record, first: int, records: Sequence[Record]) -> Columns | None:
    roles, over = _roles(record)
    is_wallet = {"gross", "net"} <= set(roles)
    if not any(role in roles for role in _MONEY):
        for role in ("gross", "net"):  # what was paid, before what a wallet keeps of it
            if role in roles and "amount" not in roles:
                roles["amount"] = roles.pop(role)
                over |= {
                    place: code for place in roles["amount"] if (code := _currency_over(record.cells[place]))
                }
    if "direction" in roles and not any(role in roles for role in _MONEY):
        roles["amount"] = roles.pop("direction")  # "Debit/Credit" over the amounts themselves
    dates = (*roles.get("date", ()), *roles.get("posted", ()))
    if not dates or not any(role in roles for role in _MONEY):
        return None

    def one(role: str) -> int | None:
        return roles[role][0] if role in roles else None

    debit, credit = _pair(record, roles)
    amount = None if debit is not None else _booked_first(record, roles.get("amount", []))
    currencies, numbers = _by_cells(record, roles, records[first : first + _SAMPLE])
    return Columns(
        dates=dates,
        texts=tuple(roles.get("text", ())),
        others=_others(record, roles),
        amount=amount,
        debit=debit,
        credit=credit if debit is not None or "amount" not in roles else None,
        direction=one("direction"),
        kinds=tuple(roles.get("kind", ())),
        means=tuple(roles.get("means", ())),
        backs=() if debit is not None or "amount" not in roles else tuple(roles.get("credit", ())),
        headings=record.cells,
        balance=one("balance"),
        states=tuple(roles.get("state", ())),
        currencies=currencies,
        over=over,
        first=first,
        sums=tuple(sorted(place for role in _MONEY for place in roles.get(role, ()))),
        numbers=numbers,
        is_bought=_is_bought(record.cells, currencies, amount if debit is None else debit),
        is_wallet=is_wallet,
        rates=tuple(roles.get("rate", ())),
        posted=tuple(roles.get("posted", ())) if "date" in roles else (),
    )


def _roles(record: Record) -> tuple[dict[str, list[int]], dict[int, str]]:
    """The columns by what they are, and the currencies over columns of amounts."""
    roles: dict[str, list[int]] = {}
    over: dict[int, str] = {}
    for place, cell in enumerate(record.cells):
        role = _role(cell)
        if role:
            roles.setdefault(role, []).append(place)
        if role in _MONEY and (code := _currency_over(cell)):
            over[place] = code
    return roles, over


def _by_cells(
    record: Record, roles: dict[str, list[int]], sample: Sequence[Record]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The columns of currencies, and those of numbers that nobody knows: by headings, else by what stands in them."""
    taken = {place for role, places in roles.items() if role != "rate" for place in places}
    below = {place: _cells(sample, place) for place in range(len(record.cells)) if place not in taken}
    currencies = sorted(
        [*roles.get("currency", ()), *(place for place, cells in below.items() if _are_currencies(cells))]
    )
    return tuple(currencies), tuple(
        place for place, cells in below.items() if _share(cells, _NUMBER.fullmatch)
    )


def _are_currencies(cells: Sequence[str]) -> bool:
    """Whether a column names currencies, whatever stands over it: codes and signs only, one of them well known."""
    words = read_statement_words()
    known = {words.currency(cell) for cell in cells} - {""}
    if len(known) < 2 and not known & {*words.currencies.values()}:
        return False  # "ALL" and "TOP" are codes of currencies, too
    signs = words.no_currency

    def is_one(cell: str) -> bool:
        return bool(words.currency(cell) or _CODE.fullmatch(cell.upper()) or words.as_listed(cell) in signs)

    return _share(cells, is_one)


def _is_bought(headings: Sequence[str], currencies: Sequence[int], place: int | None) -> bool:
    """Whether the heading over the only currencies speaks of what was bought, and the one over the amount does not."""
    if len(currencies) != 1 or place is None:
        return False
    currency, amount = headings[currencies[0]], headings[place]
    is_listed = _role(currency) == "currency" and _booking_rank(amount) != 0
    return not is_listed and _booking_rank(currency) == _BOUGHT and not goes_with(currency, amount)


def _pair(record: Record, roles: dict[str, list[int]]) -> tuple[int | None, int | None]:
    """The columns of what went out and what came in: of two pairs the one that was booked, never half of each."""
    debits, credits_ = roles.get("debit", []), roles.get("credit", [])
    debit = _booked_first(record, debits)
    if debit is None:
        return None, _booked_first(record, credits_)
    kind = _booking_rank(record.cells[debit])
    return debit, min(
        credits_,
        key=lambda one: (_booking_rank(record.cells[one]) != kind, abs(one - debit)),
        default=None,
    )


def _booked_first(record: Record, places: Sequence[int]) -> int | None:
    """Of several columns for the same thing the one that was booked, not that of the purchase in its own currency."""
    return min(places, key=lambda place: (_booking_rank(record.cells[place]), place), default=None)


def _booking_rank(heading: str) -> int:
    """How surely a heading stands over what was booked, the surest first."""
    words = read_statement_words()
    listed = bare(words.as_listed(heading))
    if any(word in listed for word in words.booked_over):
        return 0
    return _BOUGHT if any(word in listed for word in words.bought_over) else 1


def _others(record: Record, roles: dict[str, list[int]]) -> tuple[int, ...]:
    named = {role: places for role, places in roles.items() if role not in ("kind", "means", "rate")}
    taken = {place for places in named.values() for place in places}
    return tuple(place for place in range(len(record.cells)) if place not in taken)


def _role(cell: str) -> str:
    """What a column is by the words over it; bilingual headings and brackets are taken apart."""
    columns = read_statement_words().columns
    found = next((columns[word] for word in _wordings(cell) if word in columns), "")
    if found == "amount":  # "Amount (debit)": the brackets say which of two columns of amounts it is
        inside = {
            columns.get(bare(read_statement_words().as_listed(one))) for one in _IN_BRACKETS.findall(cell)
        }
        found = next(iter({"debit", "credit"} & inside), found)
    if found in ("debit", "credit"):
        sides = {columns.get(bare(part)) for part in _SIDES.split(read_statement_words().as_listed(cell))}
        return "direction" if {"debit", "credit"} <= sides else found
    return found


def _wordings(cell: str) -> Iterator[str]:
    whole = read_statement_words().as_listed(cell.replace("\u200b", ""))
    yield bare(whole)
    yield bare(whole).replace(" ", "")  # Chinese has no spaces, its brackets leave some
    without = _IN_BRACKETS.sub(" ", whole)
    yield bare(without)
    for part in re.split(r"[/|\n]", without):
        yield bare(part)
    for script in _SCRIPTS:
        yield " ".join("".join(script.findall(without)).split())


def bare(text: str) -> str:
    """The words of a heading or a cell, without what stands between them."""
    return " ".join(re.sub(r"[^\w\u1780-\u17ff]+|_", " ", text).split())


def _currency_over(cell: str) -> str:
    """The currency that a heading names, in brackets or at its end; STRANGE for a code that is none we know."""
    words, bracketed = read_statement_words(), _IN_BRACKETS.findall(cell)
    known = next((code for one in (*bracketed, *cell.split()[-1:]) if (code := words.currency(one))), "")
    codes = (one for one in bracketed if _CODE.fullmatch(one.strip()) and not _role(one))
    return known or next((code for one in codes if (code := words.named_currency(one))), "")


def _by_content(records: Sequence[Record]) -> Columns:
    """Columns without known headings: days, then amounts and their currencies, then what is longest."""
    months = read_statement_words().months

    def is_day(cell: str) -> bool:
        return written_day(with_digits(plain(cell)), months) is not None

    begins = (
        place for place, record in enumerate(records[:_HEAD_LINES_MAX]) if any(map(is_day, record.cells))
    )
    first = next(begins, 0)
    sample = records[first : first + _SAMPLE]
    width = max((len(record.cells) for record in sample), default=0)
    cells = [_cells(sample, place) for place in range(width)]
    dates = [place for place in range(width) if _share(cells[place], is_day)]
    numbers = [
        place for place in range(width) if place not in dates and _share(cells[place], _NUMBER.fullmatch)
    ]
    texts = [place for place in range(width) if place not in dates and place not in numbers]
    currencies = [place for place in texts if _are_currencies(cells[place])]
    texts = [place for place in texts if place not in currencies]
    if not dates or not numbers or not texts:
        raise Unreadable("no_columns")
    above = records[first - 1].cells if first else ()
    if len(numbers) > 1:
        unknown = [above[place] for place in numbers if place < len(above) and above[place]]
        raise unknown_headings(unknown) if len(unknown) == len(numbers) else Unreadable("no_heading")
    return Columns(
        tuple(dates),
        tuple(texts),
        amount=numbers[0],
        currencies=tuple(currencies),
        is_headed=False,
        is_bought=len(above) == width and _is_bought(above, currencies, numbers[0]),
    )


def unknown_headings(headings: Sequence[str]) -> Unreadable:
    """Asks which amount is the charge, where words stand over them that nobody here knows."""
    return Unreadable("heading_unknown", headings=", ".join(shown(one) for one in headings[:_NAMED_MAX]))


def _cells(records: Sequence[Record], place: int) -> list[str]:
    return [with_digits(plain(row.cells[place])) for row in records if place < len(row.cells)]


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> bool:
    """Whether nearly every cell that is filled fits: a line above or below the table does not."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(fits(cell)) for cell in filled) * 10 >= len(filled) * 8
