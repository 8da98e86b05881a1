"""What reads a typed field into a value, as the web channels are handed it, or says at the field why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from signoff.channels.web.forms import Problem, Unfit
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier
from signoff.domain.visible import is_seen


class Readers(Protocol):
    """Readers of typed text; each raises `unreadable`, whose `key` names the text that says why."""

    @property
    def read_identifier(self) -> Callable[[str, Carrier], Identifier]: ...

    @property
    def read_contact(self) -> Callable[[str, str], Contact]: ...

    @property
    def read_name(self) -> Callable[[str], str]: ...

    @property
    def read_code(self) -> Callable[[str], str]: ...

    @property
    def read_destination(self) -> Callable[[str], str]: ...

    @property
    def unreadable(self) -> type[Exception]: ...


TEXT_LENGTH_MAX = 320  # the longest e-mail address; no field takes more

Read = TypeVar("Read")


def read_text(field: str, typed: str, length_max: int, *, missing: str) -> str:
    """A text as it was typed but for what no page can show. Raises Unfit where nothing is left that can be seen."""
    if len(typed.strip()) > length_max:
        raise Unfit(Problem(field, "portal.problems.too_long"))
    text = "".join(one for one in typed if one.isprintable() or one == "\n").strip()
    if not is_seen(text):
        raise Unfit(Problem(field, missing))
    return text


def read(readers: Readers, field: str, text: str, reader: Callable[[str], Read]) -> Read:
    """What a reader makes of a field. Raises Unfit with the reader's reason at the field."""
    if len(text) > TEXT_LENGTH_MAX:
        raise Unfit(Problem(field, "portal.problems.too_long"))
    try:
        return reader(text)
    except readers.unreadable as unreadable:
        raise Unfit(Problem(field, str(getattr(unreadable, "key", "portal.problems.unreadable")))) from None


def read_identifier(readers: Readers, field: str, text: str, carrier: Carrier) -> Identifier:
    """A number or ICCID of a carrier's line. Raises Unfit."""
    return read(readers, field, text, lambda typed: readers.read_identifier(typed, carrier))


def read_contact(readers: Readers, field: str, text: str, country: str) -> Contact:
    """An address or a number, in national form of `country`. Raises Unfit."""
    return read(readers, field, text, lambda typed: readers.read_contact(typed, country))
