"""The currency of each amount of a statement: as the file names it, else as the person says; two that differ are asked.

Which columns it can stand in is found out in `statement_pairs.py`, whose the only one is in `statement_rivals.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from signoff.catalogue.statements import STRANGE, read_statement_words
from signoff.domain.statement import Entry
from signoff.traveller.statement_columns import Columns
from signoff.traveller.statement_rivals import Rivals
from signoff.traveller.statement_text import Record, Unreadable, shown

_OVER = -1  # no column: the heading over the amount


class Currencies:
    """The currencies of one file, with what the person says of them. Raises Unreadable for a doubt between amounts."""

    def __init__(self, columns: Columns, said: str, records: Sequence[Record] = ()) -> None:
        self._words = read_statement_words()
        self._columns, self._said = columns, said
        self._picked: tuple[int, ...] = ()  # the columns that named what was said where two were named

        self._rivals = Rivals(records, columns)
        self._rivals.check()
        self._asked: Record | None = None  # the row whose amount the answer is about
        self._is_own = False  # the answer: the only currency is the amount's own

    def settle(self, rows: Iterable[tuple[Record, int, str]]) -> None:
        """Takes in which amount the only column of currencies belongs to, by what is said of one of these rows."""
        doubtful = [
            (record, place, next(iter(named.values())))
            for record, place, beside in rows
            if self._is_in_doubt(record, named := self.named(record, place, beside))
        ]
        changed = [one for one in doubtful if self._rivals.differ_in(one[0], one[1])]
        for record, _, code in (changed or doubtful)[:1]:
            self._asked, self._is_own = record, code == self._said

    def named(self, record: Record, place: int, beside: str) -> dict[int, str]:
        """What the file names for an amount, by the column that does; STRANGE for a currency that is not known."""
        if beside:
            return {_OVER: beside}
        cells = {one: _cell(record, one) for one in self._columns.currencies_of(place)}
        read = {one: self._words.named_currency(cell) for one, cell in cells.items()}
        over = self._columns.over.get(place, "")
        if over != STRANGE or not any(read.values()):
            read[_OVER] = over
        return {one: code for one, code in read.items() if code}

    def of(self, record: Record, place: int, beside: str) -> str:
        """The currency of an amount. Raises Unreadable where the file names two, or none, and nobody said which."""
        named = self.named(record, place, beside)
        if self._is_in_doubt(record, named) and not self._is_own:
            if not self._said:
                raise self._question(self._asked or record)
            return self._said
        found = {*named.values()}
        if len(found) > 1:
            found = self._chosen(record, named)
        if not found and not self._said:
            raise Unreadable("currency", "currency", line=record.line)
        return next(iter(found), self._said)

    def check(self, entries: Sequence[Entry]) -> None:
        """Refuses what was said where the file names other currencies throughout. Raises Unreadable."""
        if (
            self._said
            and entries
            and not self._picked
            and self._asked is None
            and self._said not in {one.currency for one in entries}
        ):
            first = entries[0]
            raise _refused(first.line, first.currency, self._said)

    def _is_in_doubt(self, record: Record, named: dict[int, str]) -> bool:
        """Whether what the only column of currencies names may be another amount's, and nothing else names one."""
        return len(named) == 1 and _OVER not in named and self._rivals.are_in(record)

    def _question(self, record: Record) -> Unreadable:
        columns = self._columns
        written = next((cell for one in columns.money if (cell := _cell(record, one))), "")
        named = shown(_cell(record, columns.currencies[0]))
        amount = shown(written.lstrip("+-−"))
        return Unreadable("currency_whose", "currency", line=record.line, named=named, written=amount)

    def _chosen(self, record: Record, named: dict[int, str]) -> set[str]:
        """The one of two currencies that the person means: what is said of one row says it of its column."""
        told = (code if code != STRANGE else shown(_cell(record, one)) for one, code in named.items())
        all_told = ", ".join(dict.fromkeys(told))
        if not self._said:
            raise Unreadable("currencies", "currency", line=record.line, named=all_told)
        self._picked = self._picked or tuple(one for one, code in named.items() if code == self._said)
        chosen = {named[one] for one in self._picked if one in named}
        if len(chosen) != 1:
            raise _refused(record.line, all_told, self._said)
        return chosen


def _refused(line: int, named: str, said: str) -> Unreadable:
    return Unreadable("currency_other", "currency", line=line, named=named, said=said)


def _cell(record: Record, place: int) -> str:
    return record.cells[place] if place < len(record.cells) else ""
