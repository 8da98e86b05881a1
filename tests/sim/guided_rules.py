"""The right answers to whoever keeps a guided case, in small: written from docs/guided.md, not taken from the product.

A `Place` is how far a case is by what was said; `after` says what the next saying is answered, and leads to.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tests.sim.books import UNANSWERED, Saying
from tests.sim.intake import made_anew

TIES = {"bank_codes", "accounts", "wallets", "messengers", "sim_contacts", "next_holder"}
ASKED_BY = {"call", "shop", "mail", "web"}
SIGNS = ("calls_fail", "no_service")
SIM_ANSWERS = {"plastic": {"destroyed", "returned", "lost"}, "esim": {"deleted_on_device"}}
OUTCOMES = {
    "unlink": {"done"},
    "settle": {"done", "none", "unknown"},
    "ask_carrier": {"done"},
    "see_blocked": {"done", "not_yet", "unknown"},
    "see_dead": {"done", "not_yet"},
    "handle_sim": {"done", "unknown"},
    "final_bill": {"done", "none", "not_yet", "unknown"},
    "refund": {"done", "none", "not_yet", "unknown"},
}
STATES = {
    "unlink": "open",
    "settle": "open",
    "ask_carrier": "agreed",
    "see_blocked": "agreed",
    "see_dead": "cutting",
    "handle_sim": "closing",
    "final_bill": "closing",
    "refund": "closing",
}
"""Where a case stands while a task is asked."""

HANDED_OVER = {"settle", "ask_carrier", "see_blocked", "see_dead", "final_bill", "refund"}
"""Tasks that a carrier's system would do: there a call waits for the person."""

CLAIMED = {"see_blocked": "outgoing_blocked", "refund": "money_came_back"}
SIM_CLAIMS = {"destroyed": "sim_destroyed", "returned": "sim_returned", "lost": "sim_gone"}
"""Each in the sense of the answer, and no further."""

CEASED = {"smartone_mo"}
"""Carriers that are gone: their successor is asked."""


def tasks_of(way: str, tariff_kind: str | None) -> tuple[str, ...]:
    """What is asked, in its order."""
    if way == "lapse":
        return ("unlink", "settle", "see_blocked", "see_dead", "handle_sim")
    bill = () if tariff_kind == "prepaid" else ("final_bill",)
    return ("unlink", "settle", "ask_carrier", "see_dead", "handle_sim", *bill, "refund")


@dataclass(frozen=True, slots=True)
class File:
    """A file as a person has it; `media` is what it is kept as, empty for one that is not taken."""

    data: bytes
    name: str
    media: str

    @property
    def sha256(self) -> str:
        """That of what is kept."""
        return hashlib.sha256(made_anew(self.data)).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """How far a case is, with the sayings that brought it there."""

    tasks: tuple[str, ...]
    sim_kind: str
    tariff_kind: str | None = None
    is_gone: bool = False
    """Whether the carrier is."""

    done: tuple[Saying, ...] = ()
    waits: tuple[Saying, ...] = ()
    files: tuple[tuple[Saying, str | None], ...] = ()
    """Each with the task whose turn it was."""

    is_withdrawn: bool = False
    is_erased: bool = False

    @property
    def current(self) -> str | None:
        """The task whose turn it is."""
        return None if len(self.done) == len(self.tasks) else self.tasks[len(self.done)]

    @property
    def is_over(self) -> bool:
        """Whether nothing is taken any more."""
        return self.is_withdrawn or self.current is None

    @property
    def state(self) -> str:
        """The word of the stored state."""
        if self.current is None:
            return "ended"
        return "withdrawn" if self.is_withdrawn else STATES[self.current]


def after(place: Place, saying: Saying) -> list[tuple[str, Place]]:
    """What a saying may be answered, each with where it leads to."""
    match saying.what:
        case "say":
            return [_said(place, saying)]
        case "add":
            known = _added(place, saying)
            # Kept, unheard, and said again when all was erased: the front door looks at that first.
            return [known, ("already_over", known[1])] if saying.was_lost else [known]
        case "withdraw":
            over = "already_over", place
            return [over if place.is_over else ("ok", replace(place, is_withdrawn=True))]
        case "erase" if place.is_erased:
            return [("already_over", place)]
        case "erase":
            return [("ok", replace(place, is_erased=True, is_withdrawn=place.current is not None))]
        case _:
            return [("ok", place)]


def _said(place: Place, saying: Saying) -> tuple[str, Place]:
    said = saying.said
    if place.is_over:
        return "already_over", place
    if said.task != place.current:
        return "not_now", place
    if said.outcome not in OUTCOMES[said.task]:
        return "answer_incomplete", place
    if said.outcome == "not_yet":
        return "ok", replace(place, waits=(*place.waits, saying))
    if said.outcome == "done" and (lacks := _lacks(place, said)):
        return lacks, place
    return "ok", replace(place, done=(*place.done, saying))


def _lacks(place: Place, said: Any) -> str:
    match str(said.task):
        case "unlink" if set(said.ties) != TIES:
            return "ties_not_ticked"
        case "settle" if said.how not in _settled(place):
            return "answer_incomplete"
        case "ask_carrier" if said.how not in ASKED_BY:
            return "answer_incomplete"
        case "see_dead" if not said.signs or not set(said.signs) <= set(SIGNS):
            return "answer_incomplete"
        case "handle_sim" if said.how not in SIM_ANSWERS[place.sim_kind]:
            return "sim_answer_not_offered"
        case "final_bill" if said.how not in ("", "charges_closed"):
            return "answer_incomplete"
    return ""


def _settled(place: Place) -> set[str]:
    """A postpaid line has no balance to use up."""
    owing = {"all_paid", "still_owed"}
    return owing if place.tariff_kind == "postpaid" else owing | {"no_balance_left"}


def _added(place: Place, saying: Saying) -> tuple[str, Place]:
    file = saying.said
    if place.is_erased:
        return "already_over", place
    if not file.media:
        return "not_taken", place
    if place.is_over:
        return "already_over", place
    if any(kept.said.sha256 == file.sha256 for kept, _ in place.files):
        return "evidence_known", place
    return "ok", replace(place, files=(*place.files, (saying, place.current)))


def reason(answer: Any) -> str:
    """`ok`, the word of the refusal, `not_taken` for a file, or `unanswered`."""
    if answer == UNANSWERED:
        return UNANSWERED
    refusal = getattr(answer, "reason", None)
    if refusal is not None:
        return str(refusal)
    return "not_taken" if getattr(answer, "key", "").startswith("intake.refused.") else "ok"


def follow(start: Place, turns: Iterable[list[Saying]]) -> tuple[list[Place], list[str]]:
    """Where all that was said leads to, and what was answered so that nothing explains it.

    What was said at the same time may have come in any order.
    """
    places, wrong = [start], []
    for turn in turns:
        found: dict[Place, None] = {}
        for place, order in itertools.product(places, itertools.permutations(turn)):
            found.update(dict.fromkeys(_through(place, order)))
        if not found:
            told = [f"{one.what} {one.key}: {reason(one.answer)}" for one in turn]
            expected = after(places[0], turn[0])[0][0]
            wrong.append(f"{', '.join(told)}, where it should be {expected}")
            found = {after(places[0], turn[0])[0][1]: None}
        places = list(found)
    return places, wrong


def _through(place: Place, order: tuple[Saying, ...]) -> list[Place]:
    """Where this order leads, if it explains all answers."""
    places = [place]
    for saying in order:
        places = [
            then for before in places for word, then in after(before, saying) if word == reason(saying.answer)
        ]
    return places


def claims(place: Place) -> dict[str, str]:
    """What the certificate says of each thing: `attested` or `unknown`; a thing that is not there is not in it."""
    said = {str(one.said.task): one.said for one in place.done}
    told: dict[str, str] = {}
    for task in place.tasks:
        one = said[task]
        if one.outcome == "none":
            continue
        word = "attested" if one.outcome == "done" else "unknown"
        if task == "see_dead":
            told |= {sign: "attested" if sign in one.signs else "unknown" for sign in SIGNS}
            told["access_barred"] = "unknown"
        elif task == "unlink":
            told["number_quarantined"] = "unknown"
        elif task == "final_bill":
            told["billing_closed"] = word if one.how == "charges_closed" else "unknown"
        elif task == "handle_sim" and place.sim_kind == "esim":
            told |= {"esim_delete_ordered": "unknown", "esim_deletion_confirmed": "unknown"}
            told["esim_deleted_on_device"] = word
        elif task == "handle_sim":
            told[SIM_CLAIMS[one.how] if one.outcome == "done" else "sim_handled"] = word
        elif task == "settle":
            told[one.how if one.outcome == "done" else "money_settled"] = word
        elif task == "ask_carrier":
            told[_asked(place)] = word
        else:
            told[CLAIMED[task]] = word
    return told


def _asked(place: Place) -> str:
    return "successor_asked" if place.is_gone else "end_asked"


def claimed_by(said: Any, place: Place) -> list[str]:
    """What one answer attests."""
    if said.outcome != "done":
        return []
    match str(said.task):
        case "see_dead":
            return [sign for sign in SIGNS if sign in said.signs]
        case "handle_sim":
            return ["esim_deleted_on_device" if place.sim_kind == "esim" else SIM_CLAIMS[said.how]]
        case "settle":
            return [str(said.how)]
        case "ask_carrier":
            return [_asked(place)]
        case "final_bill":
            return ["billing_closed"] if said.how == "charges_closed" else []
        case task:
            return [CLAIMED[task]] if task in CLAIMED else []
