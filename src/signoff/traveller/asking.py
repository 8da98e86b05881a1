"""Reads what a traveller typed, in a form or behind options, into a situation; says at which field what is wrong."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from signoff.catalogue.currency import minor_digits
from signoff.catalogue.reading import Unreadable, read_wanted_on
from signoff.catalogue.spelling import with_digits
from signoff.domain.carrier import TariffKind
from signoff.domain.line import SimKind
from signoff.domain.situation import Need, Situation

UNSURE = "unsure"
KINDS = (*(kind.value for kind in TariffKind), UNSURE)
SIMS = tuple(kind.value for kind in SimKind)
STATES = ("loan", "suspended", "lost", "abroad")
NEEDS = tuple(need.value for need in Need)

LEAVING_DAYS_MAX = 365
_BACK_DAYS_MAX = 3 * 365
_EXPIRED_DAYS_MAX = 2 * 365  # long after any number was given to somebody else
_MONEY_LENGTH_MAX = 16


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed, as it was typed; empty where nothing was."""

    kind: str = ""
    sim: str = ""
    leaving: str = ""
    back: str = ""
    balance: str = ""
    expires: str = ""
    arrears: str = ""
    states: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at which field; `key` is the text that says it."""

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Unfit(ValueError):
    """What was typed cannot be taken."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = problems


def read_situation(answers: Answers, *, today: date, currency: str) -> Situation:
    """The situation; `today` is that of the line's place. Raises Unfit with everything that is wrong."""
    reader = _Reader(answers, today, currency)
    situation = reader.read()
    if reader.problems:
        raise Unfit(*reader.problems)
    return situation


class _Reader:
    def __init__(self, answers: Answers, today: date, currency: str) -> None:
        self.problems: list[Problem] = []
        self._answers = answers
        self._today = today
        self._currency = currency

    def read(self) -> Situation:
        answers, is_abroad = self._answers, "abroad" in self._answers.states
        if answers.states - set(STATES):
            self._wrong("states", "advice.problem.state", known=", ".join(STATES))
        leaving_on = self._leaving(is_abroad=is_abroad)
        return Situation(
            today=self._today,
            leaving_on=leaving_on,
            back_on=self._back(leaving_on),
            tariff_kind=self._kind(),
            sim_kind=self._sim(),
            balance_minor=self._money("balance", answers.balance),
            expires_on=self._day("expires", answers.expires, past_days=_EXPIRED_DAYS_MAX),
            owed_minor=self._money("arrears", answers.arrears) or 0,
            has_loan="loan" in answers.states,
            is_suspended="suspended" in answers.states,
            is_lost="lost" in answers.states,
            is_abroad=is_abroad,
            needs=frozenset(Need(need) for need in self._needs()),
        )

    def _wrong(self, name: str, key: str, **values: object) -> None:
        self.problems.append(Problem(name, key, values))

    def _leaving(self, *, is_abroad: bool) -> date:
        if is_abroad and not self._answers.leaving.strip():
            return self._today
        if not self._answers.leaving.strip():
            self._wrong("leaving", "advice.problem.leaving_missing")
            return self._today
        past_days = _EXPIRED_DAYS_MAX if is_abroad else 0
        day = self._day("leaving", self._answers.leaving, past_days=past_days, ahead_days=LEAVING_DAYS_MAX)
        if is_abroad and day is not None and day > self._today:
            self._wrong("leaving", "advice.problem.leaving_abroad")
        # Whoever has left already leaves today, as far as what can still be done goes.
        return max(day or self._today, self._today)

    def _back(self, leaving_on: date) -> date | None:
        back_on = self._day("back", self._answers.back)
        if back_on is not None and back_on < leaving_on:
            self._wrong("back", "advice.problem.back_early")
        return back_on

    def _day(
        self, name: str, typed: str, *, past_days: int = 0, ahead_days: int = _BACK_DAYS_MAX
    ) -> date | None:
        first = self._today - timedelta(days=past_days)
        try:
            return read_wanted_on(typed, first, ahead_days + past_days)
        except Unreadable as problem:
            if problem.key.endswith(".past") and past_days:
                self._wrong(name, "advice.problem.expires_past", days=past_days)
            elif problem.key.endswith(".past"):
                self._wrong(name, "advice.problem.past" if name == "leaving" else problem.key)
            elif problem.key.endswith(".too_far"):
                self._wrong(name, "advice.problem.far", days=ahead_days)
            else:
                self._wrong(name, problem.key)
            return None

    def _kind(self) -> TariffKind | None:
        if self._answers.kind in ("", UNSURE):
            return None
        if self._answers.kind not in KINDS:
            self._wrong("kind", "advice.problem.kind")
            return None
        return TariffKind(self._answers.kind)

    def _sim(self) -> SimKind:
        if self._answers.sim and self._answers.sim not in SIMS:
            self._wrong("sim", "advice.problem.sim")
            return SimKind.PLASTIC
        return SimKind(self._answers.sim or SimKind.PLASTIC)

    def _money(self, name: str, typed: str) -> int | None:
        """An amount in minor units; a point or a comma before the cents."""
        text = with_digits(unicodedata.normalize("NFKC", typed[: _MONEY_LENGTH_MAX + 1]).strip())
        if not text:
            return None
        digits = minor_digits(self._currency)
        found = re.fullmatch(rf"([0-9]{{1,7}})(?:[.,]([0-9]{{1,{digits}}}))?", text) if digits else None
        if found is None or len(typed) > _MONEY_LENGTH_MAX:
            self._wrong(name, "advice.problem.money", currency=self._currency)
            return None
        cents = (found[2] or "").ljust(digits, "0")
        return int(f"{found[1]}{cents}")

    def _needs(self) -> tuple[str, ...]:
        unknown = [need for need in self._answers.needs if need not in NEEDS]
        if unknown:
            self._wrong("needs", "advice.problem.need", known=", ".join(NEEDS))
            return ()
        return self._answers.needs
