"""Who works at the counter, and what each role may do, as data; the channel asks this table before every route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the counter. Stored words: promises."""

    CLERK = "clerk"  # in the shop, with the customer present
    AGENT = "agent"  # on the telephone
    SUPERVISOR = "supervisor"
    BACK_OFFICE = "back_office"
    AUDITOR = "auditor"


class May(StrEnum):
    """One thing that a role may do."""

    LIST = "list"  # the list of cases, and the search
    LOOK = "look"  # open a case, and read the papers of an authenticated customer
    BEGIN = "begin"  # record a request for a customer
    ANSWER = "answer"  # take what a customer says to a requirement
    CHECK = "check"  # what needs the customer present: identity, card, signature, payment
    WRITE = "write"  # answer the help thread of a case
    SOLVE = "solve"  # what a step needs that cannot go on by itself
    ASK_APPROVAL = "ask_approval"
    APPROVE = "approve"
    ASSURE = "assure"  # what was charged after ends, and what came back


_DAILY = frozenset({May.LIST, May.LOOK, May.BEGIN, May.ANSWER, May.WRITE})

ALLOWED: Mapping[Role, frozenset[May]] = {
    Role.CLERK: _DAILY | {May.CHECK, May.ASK_APPROVAL},
    Role.AGENT: _DAILY,
    Role.SUPERVISOR: _DAILY | {May.CHECK, May.SOLVE, May.ASK_APPROVAL, May.APPROVE, May.ASSURE},
    Role.BACK_OFFICE: frozenset({May.LIST, May.LOOK, May.WRITE, May.SOLVE, May.ASK_APPROVAL, May.ASSURE}),
    Role.AUDITOR: frozenset({May.LIST, May.LOOK, May.ASSURE}),
}
"""What each role may do; whatever is not here it may not."""


@dataclass(frozen=True, slots=True)
class By:
    """Who of the staff speaks: an opaque id, and the role they had at that moment."""

    staff_id: str
    role: Role

    def may(self, what: May) -> bool:
        """Whether this role is allowed it."""
        return what in ALLOWED[self.role]
