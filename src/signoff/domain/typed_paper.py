"""Whether what staff type or scan off a paper agrees with the registered holder: a word, and nothing of the records.

Nothing here is kept: the name and the number go no further than the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from signoff.domain.document_numbers import ends_alike, same_number
from signoff.domain.identity_document import DocumentReading, RegisteredHolder
from signoff.domain.machine_zone import FILLER, LAYOUTS, name_of, number_of
from signoff.domain.name_matching import Likeness, Spelled, by_script, likeness, unspelled
from signoff.domain.zone_repair import formats_of, mended


class Agreement(StrEnum):
    """What the comparison says. Stored words."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = (
        "not_comparable"  # records hold a name or number, and nothing that was typed compares with it
    )
    UNKNOWN = "unknown"  # records hold neither name nor number
    UNANSWERED = "unanswered"  # records did not answer, or have not been asked yet which line it is
    OTHER_HOLDER = "other_holder"  # the paper agrees; whom somebody said they act for is not who stands on it
    UNSAID = ""  # nothing was typed


def compared(name: str, number: str, holder: RegisteredHolder, spelled: Spelled = unspelled) -> Agreement:
    """All that can be compared has to agree. `name` may be the lines for machines, as a scanner types them."""
    if not (name or number):
        return Agreement.UNSAID
    readings = [*_readings(name, number)]
    if not readings:
        return Agreement.DIFFERS  # lines for machines that are none, or a name without a letter
    said = [*_numbers(readings[0].number, holder)]
    likenesses = {likeness(one, holder, spelled) for one in readings if name}
    if Likeness.SAME in likenesses:
        said.append(True)
    elif Likeness.DIFFERENT in likenesses:
        said.append(False)
    if not said:
        return Agreement.NOT_COMPARABLE if _is_known(holder) else Agreement.UNKNOWN
    return Agreement.AGREES if all(said) else Agreement.DIFFERS


def compared_for(
    name: str, number: str, given: str, holder: RegisteredHolder, spelled: Spelled = unspelled
) -> Agreement:
    """The same of a paper that names the holder, and of the name that who acts for them has given.

    That name is what the agreement is signed for: where records cannot be compared with it, the paper must say it.
    """
    seen = compared(name, number, holder, spelled)
    if seen not in (Agreement.AGREES, Agreement.UNKNOWN):
        return seen
    is_given = compared(given, "", holder, spelled)
    if is_given in (Agreement.UNKNOWN, Agreement.NOT_COMPARABLE):
        on_paper = (compared(given, "", one, spelled) for one in _holders_on(name))
        is_given = Agreement.AGREES if Agreement.AGREES in on_paper else Agreement.DIFFERS
    return seen if is_given is Agreement.AGREES else Agreement.OTHER_HOLDER


def _holders_on(name: str) -> Iterator[RegisteredHolder]:
    """What was typed, as records would hold it; each script by itself, since a paper may say more than was given."""
    if FILLER * 2 in name:
        for zone in _readings(name, ""):
            yield RegisteredHolder(latin_name=f"{zone.surname} {zone.given_names}".strip())
        return
    latin, native = by_script(name)
    yield RegisteredHolder(latin_name=latin, native_name=native)


def _is_known(holder: RegisteredHolder) -> bool:
    return any((holder.latin_name, holder.native_name, holder.document_number, holder.number_ends))


def _numbers(number: str, holder: RegisteredHolder) -> Iterator[bool]:
    if number and holder.document_number:
        yield same_number(number, holder.document_number)
    elif number and holder.number_ends:
        yield ends_alike(number, holder.number_ends)


def _readings(name: str, number: str) -> Iterator[DocumentReading]:
    """What was typed, by script; Latin letters with each place at which the surname may end or begin."""
    lines = [line for line in name.upper().split() if line]
    if FILLER * 2 in name:
        zone = _zone(lines, number)
        if zone is not None:
            yield zone
        return
    if name and not any(sign.isalpha() for sign in name):
        return
    latin, native = by_script(name)
    words = latin.split()
    for at in range(1, max(len(words), 1) + 1):
        front, back = " ".join(words[:at]), " ".join(words[at:])
        for surname, given in {(front, back), (back or front, front if back else "")}:
            yield DocumentReading(surname=surname, given_names=given, native_name=native, number=number)


def _zone(lines: list[str], number: str) -> DocumentReading | None:
    for format_, fitting in formats_of(lines):
        zone = mended(format_, fitting)
        if zone is None:
            continue
        layout = LAYOUTS[format_]
        name = name_of(layout, zone.lines)
        return DocumentReading(
            surname=name.surname,
            given_names=name.given_names,
            number=number or number_of(layout, zone.lines),
            is_name_cut=name.is_cut,
        )
    return None
