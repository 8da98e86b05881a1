"""How a row of a statement stands by the bank's own word: booked, void, or neither; only what is booked is claimed.

Only words that are known to mean booked count in a column that says how rows stand; every other word is told as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from signoff.catalogue.statements import read_statement_words
from signoff.traveller.statement_columns import Columns, bare
from signoff.traveller.statement_direction import Word, WordReader, cell_of, finder
from signoff.traveller.statement_text import Record

VOID, NOT_BOOKED = "void", "not_booked"
REFUNDED = "refunded"
"""A charge that is void because its money came back, or that money itself: the row tells which."""

_HEADING_MAX = 40  # what is longer is a sentence of the bank's about other things
_APART = re.compile(r"[/|:：–,，]| - |[(（\[)）\]]")
_SCRIPTS = re.compile(r"[a-z ]+|[㐀-鿿 ]+|[ក-៿ ]+")


class Standings:
    """What a statement says of how each of its rows stands; `every` are also the lines above the table."""

    def __init__(
        self, records: Sequence[Record], columns: Columns, reader: WordReader, every: Sequence[Record] = ()
    ) -> None:
        self._words, self._reader, self._columns = read_statement_words(), reader, columns
        self._withheld = finder(self._words.withheld)
        self._begins = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(self._words.withheld)))})(?![a-z])")
        self._elsewhere = (*columns.dates, *columns.texts, *columns.others)
        self._known: dict[str, str] = {}
        untold = (place for place in columns.others if place not in (*columns.kinds, *columns.means))
        self._places = (*columns.states, *(place for place in untold if self._is_standing(records, place)))
        self._flags = {  # "Pending" or "Posted" over yes and no
            place: over
            for place in columns.others
            if columns.headings
            and (over := self._standing(columns.headings[place])) in ("booked", NOT_BOOKED)
        }
        # Beside rows that are said to be booked, a row of which nothing is said is not.
        self._needed = {
            place
            for place in self._places
            if any(self._standing(cell_of(record, place)) == "booked" for record in records)
        }

        self._posted = tuple(
            place
            for place in columns.posted
            if 2 * sum(bool(cell_of(record, place)) for record in records) > len(records)
        )
        self._sections = self._below(every or records)

    def of(self, record: Record) -> tuple[str, str]:
        """Why a row is no charge, and the bank's word for it; nothing where it may be one."""
        if record.line in self._sections:
            return NOT_BOOKED, self._sections[record.line]
        if any(not cell_of(record, place) for place in self._posted):
            return NOT_BOOKED, ""  # beside rows with the day on which they were booked
        refunded = ""
        for place in self._places:
            cell = cell_of(record, place)
            if not cell and place not in self._needed:
                continue
            if self._is_refunded(cell):
                refunded = cell
                continue
            standing = VOID if self._reader.says_back(cell) else self._standing(cell)
            if standing != "booked":
                return standing or NOT_BOOKED, cell
        for place, over in self._flags.items():
            cell = cell_of(record, place)
            if self._reader.is_filled(cell) is (over == NOT_BOOKED):
                return NOT_BOOKED, f"{self._columns.headings[place]}: {cell}"
        for place in self._elsewhere:
            cell = cell_of(record, place)
            standing = self._standing(cell)
            if standing == VOID and self._reader.word(cell) is Word.BACK:
                standing = ""  # "Returned" for the kind of a row: money that came back
            if standing in (VOID, NOT_BOOKED) or self._is_withheld(cell, place):
                return standing or NOT_BOOKED, cell
        return (REFUNDED, refunded) if refunded else ("", "")

    def _is_refunded(self, cell: str) -> bool:
        words = bare(self._words.as_listed(cell)).split()  # "已退款(￥88.00)": without what came back
        return " ".join(word for word in words if not word.isdigit()) in self._words.refunded

    def _below(self, records: Sequence[Record]) -> dict[int, str]:
        """The lines below a heading that says pending, up to one that says booked, with that heading."""
        booked, pending = finder(self._words.booked), finder(self._words.pending | self._words.withheld)
        found: dict[int, str] = {}
        heading = ""
        for record in records:
            cells = [cell.strip() for cell in record.cells if cell.strip()]
            if len(cells) != 1 or len(cells[0]) > _HEADING_MAX or any(sign.isdigit() for sign in cells[0]):
                if heading:
                    found[record.line] = heading
                continue
            listed = self._words.as_listed(cells[0].replace("\u200b", ""))
            if pending(listed):
                heading = cells[0]
            elif booked(listed):
                heading = ""
        return found

    def _is_standing(self, records: Sequence[Record], place: int) -> bool:
        """Whether most of what stands in a column says how rows stand, whatever is over it."""
        cells = [cell for record in records if (cell := cell_of(record, place))]
        return 2 * sum(bool(self._standing(cell)) for cell in cells) > len(cells)

    def _standing(self, cell: str) -> str:
        """`booked`, void, not booked, or nothing for a word that is not known."""
        if cell not in self._known:
            self._known[cell] = self._read(cell)
        return self._known[cell]

    def _read(self, cell: str) -> str:
        listed = self._words.as_listed(cell.replace("\u200b", ""))
        for parts in ([listed], _APART.split(listed), _SCRIPTS.findall(listed)):
            words = {word for part in parts if (word := bare(part)) and not word.isdigit()}
            if not words:
                continue
            if words <= self._words.booked:
                return "booked"
            if words <= self._words.void:
                return VOID
            if words <= self._words.void | self._words.pending | self._words.booked:
                return NOT_BOOKED
        return ""

    def _is_withheld(self, cell: str, place: int) -> bool:
        """Whether a cell for the kind of a row names an authorisation or the like, or a text says so apart."""
        listed = self._words.as_listed(cell.replace("\u200b", "")).replace("_", " ")
        if place in self._columns.kinds:
            return self._withheld(listed)
        if place not in (*self._columns.texts, *self._columns.dates):
            return False
        is_part = any(bare(part) in self._words.withheld for part in _APART.split(listed))
        return is_part or self._begins.match(listed) is not None
