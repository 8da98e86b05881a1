"""Which column of currencies an amount goes with, where a statement has more than one: never guessed.

`statement_columns.py` finds the columns; what stands in them is read in `statement_currency.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from signoff.catalogue.statements import read_statement_words

_WORDS = re.compile(r"[^\W\d_]+")
_NOT_QUALIFYING = re.compile(r"\b(?:currency|ccy|curr|code|moeda|divisa|d[aeo])\b|币种|币别|货币|រូបិយប័ណ្ណ")


def currencies_with(
    place: int,
    headings: Sequence[str],
    currencies: Sequence[int],
    sums: Sequence[int],
    numbers: Sequence[int],
) -> tuple[int, ...]:
    """The columns that may name the currency of an amount: one where that is clear, else all it can be.

    `numbers` are columns of numbers that nobody knows: a second amount, or a rate. They raise doubts and settle none.
    """
    if not headings:  # nothing says whose one of several is
        return tuple(currencies)
    if len(currencies) < 2:
        others = {*sums, *numbers} - {place}
        return tuple(one for one in currencies if not _is_of_another(headings, one, place, others))
    placed = _by_place(place, currencies, sums, numbers)
    worded = [one for one in currencies if goes_with(headings[one], headings[place])]
    rivals = [one for one in sums if one != place]
    if not worded and any(goes_with(headings[one], headings[other]) for one in placed for other in rivals):
        return tuple(currencies)  # by its place it would be this one's, by its heading it is another's
    if len(worded) != 1:
        return placed
    return (worded[0],) if worded[0] in placed else (*placed, worded[0])


def _by_place(
    place: int, currencies: Sequence[int], sums: Sequence[int], numbers: Sequence[int]
) -> tuple[int, ...]:
    """By what stands where: each currency before its amounts, or each behind, and as many of one as of the other."""
    beside = [one for one in numbers if {one - 1, one + 1} & {*currencies}]
    shapes = [_shape(currencies, sums), _shape(currencies, (*sums, *beside))]
    if shapes[0].count("S") < len(currencies):
        return tuple(currencies)
    before = max((one for one in currencies if one < place), default=None)
    behind = min((one for one in currencies if one > place), default=None)
    if before is None or all(re.fullmatch("(?:SC)+", shape) for shape in shapes):
        return tuple(one for one in (behind,) if one is not None)
    if behind is None or all(re.fullmatch("(?:CS)+", shape) for shape in shapes):
        return (before,)
    return before, behind


def _shape(currencies: Sequence[int], sums: Sequence[int]) -> str:
    """The columns in their order, C for a currency and S for amounts side by side."""
    marks = ("C" if one in currencies else "S" for one in sorted({*currencies, *sums}))
    return re.sub("S+", "S", "".join(marks))


def _is_of_another(headings: Sequence[str], currency: int, place: int, others: Collection[int]) -> bool:
    """Whether the only currency is that of another amount by its heading: "Account currency" of "Account amount"."""
    named = headings[currency]
    is_own = not others or goes_with(named, headings[place])
    return not is_own and any(goes_with(named, headings[other]) for other in others)


def goes_with(currency: str, amount: str) -> bool:
    """Whether a heading says of which amount it is the currency: "Source currency" beside "Source amount"."""
    words = read_statement_words()
    qualified = _WORDS.findall(_NOT_QUALIFYING.sub(" ", words.as_listed(currency)))
    heading = words.as_listed(amount)
    return bool(qualified) and all(
        one in _WORDS.findall(heading) if one.isascii() else one in heading for one in qualified
    )
