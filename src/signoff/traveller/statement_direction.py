"""Which way the money of a row went, by the words that stand in it: a column that says so, and what says "refund".

What the signs of the amounts say is `domain/charge_sign.py`; `statement.py` puts both together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from signoff.catalogue.statements import read_statement_words
from signoff.domain.charge_sign import INTO, NOT_KNOWN, OUT
from signoff.traveller.statement_columns import Columns, bare
from signoff.traveller.statement_text import Record

_APART = re.compile(r"[/|:：–]| - |[(（\[)）\]]")
_SCRIPTS = re.compile(r"[a-z ]+|[\u3400-\u9fff ]+|[\u1780-\u17ff ]+")
_MINUS = re.compile(r"[-−–‐－]|[(（].*\d.*[)）]")
_NOT_NOUGHT = re.compile(r"[1-9\u17e1-\u17e9]")
_SIGNS = {"+": "+", "-": "-", "−": "-", "–": "-"}
_LISTS = ("out", "into", "spent", "brought", "back", "back_kind")
_HINT_MIN = {True: 5, False: 2}  # letters, and other signs, of a word that is met in another by no chance
_RUN_TOGETHER_MIN = 6  # letters that are not met inside another word by chance


class Word(Enum):
    """What a cell of a column for the direction says; a card's name can say `CREDIT` too, so it is weak alone."""

    OUT = OUT
    IN = INTO
    BACK = "back"
    EMPTY = ""
    STRANGE = NOT_KNOWN

    @property
    def mark(self) -> str:
        """As which mark it counts."""
        return INTO if self is Word.BACK else str(self.value)


class WordReader:
    """Reads single cells; each wording is looked at once."""

    def __init__(self) -> None:
        self._words = read_statement_words()
        self._read: dict[str, Word] = {}
        self._listed = frozenset.union(*(getattr(self._words, name) for name in _LISTS))
        self._says_back = finder(self._words.back)
        ways = self._words.out | self._words.into
        self._hints = finder(frozenset(word for word in ways if len(word) >= _HINT_MIN[word[0].isascii()]))
        self._kinds: tuple[tuple[Word, Callable[[str], bool]], ...] = (
            (Word.BACK, finder(self._words.back | self._words.back_kind)),
            (Word.OUT, finder(self._words.spent)),
            (Word.IN, finder(self._words.brought)),
        )

    def word(self, cell: str, *, is_whole: bool = False) -> Word:
        """What a cell says in a column for the direction; `is_whole`: only if it says nothing else."""
        if cell not in self._read:
            self._read[cell] = self._word(cell)
        is_more = is_whole and bare(self._words.as_listed(cell)) not in self._listed
        return Word.STRANGE if is_more and self._read[cell] is not Word.EMPTY else self._read[cell]

    def hints(self, cell: str) -> bool:
        """Whether a cell has a word for money in or out beside others, and so settles nothing: "Debit Card"."""
        return self._hints(self._words.as_listed(cell).replace("_", " "))

    def says_back(self, text: str) -> bool:
        """Whether a text says that money came back."""
        return self._says_back(self._without_denial(text))

    def is_filled(self, cell: str) -> bool:
        """Whether a cell says anything but no, or nought."""
        return self._words.as_listed(cell) not in self._words.no and re.search(r"[^\s0.,-]", cell) is not None

    def mark_of(self, label: str) -> str:
        """The mark that a word beside an amount is: "198.00 credit"; nothing for any other."""
        word = self._whole(self._words.as_listed(label))
        return word.mark if word is not None else ""

    def _word(self, cell: str) -> Word:
        listed = self._words.as_listed(cell.replace("\u200b", ""))
        if not listed:
            return Word.EMPTY
        if listed in _SIGNS:
            return Word.STRANGE
        found = {known for part in _parts(listed) if (known := self._whole(part)) is not None}
        if found:
            return found.pop() if len(found) == 1 else Word.STRANGE
        text = self._without_denial(cell).replace("_", " ")
        said = [word for word, is_said in self._kinds if is_said(text)]
        if Word.BACK in said:  # "purchase refund"
            return Word.BACK
        return said[0] if len(said) == 1 else Word.STRANGE

    def _whole(self, part: str) -> Word | None:
        return Word.OUT if part in self._words.out else Word.IN if part in self._words.into else None

    def _without_denial(self, text: str) -> str:
        listed = self._words.as_listed(text.replace("\u200b", ""))
        for denial in self._words.not_back:
            listed = listed.replace(denial, " ")
        return listed


class Directions:
    """The column of a statement that says which way the money of each row went, if there is one."""

    def __init__(self, records: Sequence[Record], columns: Columns, reader: WordReader) -> None:
        self._reader = reader
        self._columns = columns
        named = (
            *columns.money,
            *columns.dates,
            *columns.texts,
            columns.direction,
            *columns.states,
            columns.balance,
        )
        headed = (place for place, cell in enumerate(columns.headings) if reader.says_back(cell))
        self._backs = (*columns.backs, *(place for place in headed if place not in named))
        self._in_doubt: frozenset[str] = frozenset()
        self.place = columns.direction
        rows = [row for row in records if any(cell_of(row, place) for place in columns.money)]
        if self.place is not None:
            self._in_doubt = self._mixed(rows, self.place)
        elif columns.debit is None:
            self.place = next(self._fitting(rows), None)

    def mark(self, record: Record) -> str:
        """How a row is marked: `cr`, `dr`, `?` for a word that is not known, or nothing."""
        if self.place is None:
            return ""
        mark = self._reader.word(cell_of(record, self.place)).mark
        return NOT_KNOWN if mark in self._in_doubt else mark

    def says_back(self, record: Record) -> bool:
        """Whether a row's text, or a column for what came back, says that its money did."""
        places = (*self._columns.texts, *self._columns.others)
        return any(self._reader.says_back(cell_of(record, place)) for place in places) or any(
            self._reader.is_filled(cell_of(record, place)) for place in self._backs
        )

    def sign(self, record: Record) -> str:
        """The sign that stands in the column, where it holds signs."""
        return _SIGNS.get(cell_of(record, self.place), "") if self.place is not None else ""

    def _fitting(self, rows: Sequence[Record]) -> Iterator[int]:
        """Columns for the kind of a row, then those whose every cell is such a word, whatever stands over them."""
        for place in (*self._columns.kinds, *self._columns.texts, *self._columns.others):
            words = self._said(rows, place)
            if place in self._columns.means or not words or self._mixed(rows, place):
                continue
            if words == {Word.IN} and place not in self._columns.kinds:
                # "Credit" on every row is more often a card than a statement of nothing but refunds.
                self._in_doubt = frozenset((INTO,))
            yield place

    def _said(self, rows: Sequence[Record], place: int) -> set[Word]:
        """What stands in a column; nothing if there is a word of another kind, or none that is known."""
        said: set[Word] = set()
        has_signs = False
        for row in rows:
            cell = cell_of(row, place)
            has_signs = has_signs or cell in _SIGNS
            word = self._reader.word(cell, is_whole=place in self._columns.texts)
            if word is Word.STRANGE and cell not in _SIGNS and place not in self._columns.kinds:
                return set()
            said.add(word)
        is_about_it = has_signs or said - {Word.STRANGE, Word.EMPTY}
        return said if is_about_it or self._hints_apart(rows, place) else set()

    def _hints_apart(self, rows: Sequence[Record], place: int) -> bool:
        """Whether cells differ, none of them is known, and one has a word for a way in it: no sign is settled then."""
        cells = {cell_of(row, place) for row in rows} - {""}
        return place in self._columns.kinds and len(cells) > 1 and any(map(self._reader.hints, cells))

    def _mixed(self, rows: Sequence[Record], place: int) -> frozenset[str]:
        """The marks that stand beside amounts with a minus and without: alone they do not say which way."""
        written: dict[str, set[bool]] = {}
        for row in rows:
            cells = [cell_of(row, one) for one in self._columns.money]
            if any(_NOT_NOUGHT.search(cell) for cell in cells):
                has_minus = any(_MINUS.search(cell) for cell in cells)
                written.setdefault(self._reader.word(cell_of(row, place)).mark, set()).add(has_minus)
        return frozenset(mark for mark in (OUT, INTO) if len(written.get(mark, ())) > 1)


def cell_of(record: Record, place: int | None) -> str:
    """What stands in a column of a row; nothing where the row is too short."""
    return record.cells[place].strip() if place is not None and place < len(record.cells) else ""


def _parts(listed: str) -> Iterator[str]:
    """A cell and its halves, where two languages or a letter and its word stand in one."""
    yield bare(listed)
    for part in _APART.split(listed):
        if part.strip():
            yield bare(part)
    scripts = [found for one in _SCRIPTS.findall(listed) if (found := bare(one))]
    if len(scripts) > 1:
        yield from scripts


def finder(words: frozenset[str]) -> Callable[[str], bool]:
    """Whether a text has one of the words: in letters as a word, longer ones run together with others too."""
    spaceless = [word for word in words if not word[0].isascii()]
    letters = "|".join(re.escape(word) for word in words if word[0].isascii())
    long = "|".join(
        re.escape(word)
        for word in words
        if word.isalpha() and word.isascii() and len(word) >= _RUN_TOGETHER_MIN
    )
    pattern = re.compile(rf"(?<![a-z])(?:{letters})(?![a-z])|(?<![a-z])(?:{long})|(?:{long})(?![a-z])")
    return lambda text: pattern.search(text) is not None or any(word in text for word in spaceless)
