"""Which carriers a person may mean by a name: whole, as part of a sentence, in part, or with one letter wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from signoff.catalogue.pack import Catalogue, Status
from signoff.catalogue.spelling import (
    Words,
    affirmed,
    are_one_letter_apart,
    as_listed,
    beside_place,
    is_chinese,
    is_vague,
    plain,
    words_of,
)

NAME_LENGTH_MAX = 200
_NEAR_LENGTH_MIN = 5  # below that, one letter apart is another name: CTM and CTMO
_PART_LENGTH_MIN = 3
_CHINESE_PART_LENGTH_MIN = 2


class Likeness(IntEnum):
    """How what was written is like a name, the best last."""

    NEAR = 1
    PART = 2
    WITHIN = 3
    WHOLE = 4


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name that fits. `carrier_id` is empty for an operator without a pack."""

    carrier_id: str
    holder: str  # the operator's name; empty when there is a pack
    country: str
    listed: str
    likeness: Likeness
    sources: tuple[str, ...]
    is_ceased: bool = False
    is_shared: bool = False  # a name of ours too, that a place of elsewhere stands beside


def name_matches(text: str, catalogue: Catalogue) -> list[NameMatch]:
    """Who is meant: the best likeness only, once for each carrier; those that have ceased come last."""
    text = affirmed(text[:NAME_LENGTH_MAX])
    elsewhere = [*_elsewhere(text, catalogue), *_beside_a_place(text, catalogue)]
    for match in elsewhere:
        if match.is_shared:  # what is said of another place says nothing of ours
            text = text.replace(match.listed, " , ")
    asked = words_of(as_listed(text))
    best: dict[tuple[str, str], NameMatch] = {}
    for listed in _listed(catalogue):
        likeness = _likeness(asked, words_of(listed.listed))
        known = best.get((listed.carrier_id, listed.holder))
        if likeness is not None and (known is None or likeness > known.likeness):
            best[listed.carrier_id, listed.holder] = _with(listed, likeness)
    for match in elsewhere:
        known = best.get(("", match.holder))
        if known is None or match.likeness > known.likeness:
            best["", match.holder] = match
    top = max((match.likeness for match in best.values()), default=None)
    return sorted(
        (match for match in best.values() if match.likeness is top), key=lambda match: match.is_ceased
    )


def confused_with(carrier_id: str, catalogue: Catalogue) -> list[str]:
    """The carriers that this one is taken for, whichever pack says so."""
    said = {(pack.id, other) for pack in catalogue.packs.values() for other in pack.confused_with.value or ()}
    return [
        one
        for one in catalogue.packs
        if one != carrier_id and ((one, carrier_id) in said or (carrier_id, one) in said)
    ]


def _with(match: NameMatch, likeness: Likeness) -> NameMatch:
    return NameMatch(
        match.carrier_id, match.holder, match.country, match.listed, likeness, match.sources, match.is_ceased
    )


def _listed(catalogue: Catalogue) -> Iterator[NameMatch]:
    """Every name there is, but for those that are made up."""
    for pack in catalogue.packs.values():
        for name in (*pack.names.values(), *pack.other_names):
            if name.value is not None and not name.is_sample:
                is_ceased = pack.status.value is Status.CEASED
                yield NameMatch(
                    pack.id, "", pack.country.id, name.value, Likeness.NEAR, name.sources, is_ceased
                )
    for country in catalogue.countries.values():
        for operator in country.other_operators:
            for other in (operator.name, *operator.other_names):
                yield NameMatch(
                    "", operator.name, country.id, other, Likeness.NEAR, operator.sources, is_ceased=False
                )


def _elsewhere(text: str, catalogue: Catalogue) -> Iterator[NameMatch]:
    """The carriers of other countries that a text names, letter for letter: their names are made of everyday words."""
    asked = plain(text)
    for country in catalogue.elsewhere.values():
        for operator in country.operators:
            for name in (operator.name, *operator.other_names):
                listed = plain(name)
                is_within = listed in asked if is_chinese(listed) else _is_a_word_of(listed, asked)
                if is_within:
                    likeness = Likeness.WHOLE if asked == listed else Likeness.WITHIN
                    yield NameMatch("", operator.name, country.id, name, likeness, operator.sources)


def _beside_a_place(text: str, catalogue: Catalogue) -> Iterator[NameMatch]:
    """The carriers of other countries that have a name of one of ours, where it is said with their place."""
    asked = plain(text)
    for country in catalogue.elsewhere.values():
        for operator in country.shared:
            for said in beside_place(asked, operator.other_names, country.places):
                likeness = Likeness.WHOLE if asked == said else Likeness.WITHIN
                yield NameMatch(
                    "", operator.name, country.id, said, likeness, operator.sources, is_shared=True
                )


def _is_a_word_of(listed: str, asked: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(listed)}(?![a-z0-9])", asked) is not None


def _likeness(asked: Words, name: Words) -> Likeness | None:
    found = [*_latin_likeness(asked, name), *_chinese_likeness(asked, name)]
    if asked.together and asked.together == name.together:
        found.append(Likeness.WHOLE)
    return max(found, default=None)


def _latin_likeness(asked: Words, name: Words) -> Iterator[Likeness]:
    written, listed = "".join(asked.latin), "".join(name.latin)
    if not written or not listed:
        return
    if written == listed and not asked.chinese:
        yield Likeness.WHOLE
    places = range(len(asked.latin) - len(name.latin) + 1)
    if len(listed) > 1 and any(
        asked.latin[place : place + len(name.latin)] == name.latin for place in places
    ):
        yield Likeness.WITHIN
    clear = [word for word in asked.latin if not is_vague(word)]
    if clear and len(written) >= _PART_LENGTH_MIN and set(asked.latin) <= set(name.latin):
        yield Likeness.PART
    clear_names = [listed, *(word for word in name.latin if not is_vague(word))]
    if any(len(one) >= _NEAR_LENGTH_MIN and are_one_letter_apart(written, one) for one in clear_names):
        yield Likeness.NEAR


def _chinese_likeness(asked: Words, name: Words) -> Iterator[Likeness]:
    """Never with a sign that is off: one sign tells two carriers of Macau apart."""
    for listed in name.chinese:
        if len(listed) < _CHINESE_PART_LENGTH_MIN:
            continue
        if asked.chinese == (listed,) and not asked.latin:
            yield Likeness.WHOLE
        for run in asked.chinese:
            if listed in run:
                yield Likeness.WITHIN
            elif len(run) >= _CHINESE_PART_LENGTH_MIN and run in listed:
                yield Likeness.PART
