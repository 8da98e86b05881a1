"""What clients did and heard, as JSON lines, and the checker that holds it against what is stored afterwards.

Each operation has a line when it is begun (`invoke`) and one when it is over: `ok`, `refused` with its reason, or
`unknown` when nobody answered. Keys and kinds only: nothing that anybody said stands here.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from signoff.desk import Asked, Desk
from signoff.domain import answer as a
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.view import AgreementView, CaseView

FACT_OF: dict[str, tuple[str, ...]] = {
    "ConfirmLine": ("LineConfirmed",),
    "WantCode": ("CodeIssued",),
    "GiveCode": ("LineProven", "RequestJoined"),
    "AcknowledgeLosses": ("LossesAcknowledged",),
    "GiveOtherContact": ("OtherContactGiven",),
    "ChooseMoneyWay": ("MoneyWayChosen",),
    "SignAgreement": ("AgreementSigned",),
    "HandleSim": ("SimAnswered",),
    "Withdraw": ("CaseWithdrawn",),
}
"""The facts that an accepted answer of each kind makes, and nothing else makes."""

NOT_RECORDED = {Reason.BUSY.value}
"""Refusals after which nothing may be stored."""

Line = dict[str, Any]


class History:
    """Writes the lines, one after the other, as they happen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._count = 0

    def begin(self, op: str, **said: Any) -> int:
        """An operation is begun; the number it is ended by."""
        self._count += 1
        self._write(n=self._count, phase="invoke", op=op, **said)
        return self._count

    def end(self, number: int, phase: str, **heard: Any) -> None:
        """An operation is over."""
        self._write(n=number, phase=phase, **heard)

    def _write(self, **line: Any) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line | {"at": time.monotonic()}) + "\n")

    def lines(self) -> list[Line]:
        """Everything so far, as it stands in the file."""
        return [json.loads(text) for text in self.path.read_text("utf-8").splitlines()]


@dataclass(slots=True)
class RecordingDesk:
    """A desk that writes down what is asked of another one; `desk` may be changed at any time."""

    desk: Desk
    history: History

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request."""
        number = self.history.begin("ask", key=key, tenant=ask.carrier_id)
        with self._known(number):
            asked = await self.desk.ask(ask, key=key, source=source)
        if isinstance(asked, Refusal):
            self.history.end(number, "refused", reason=asked.reason.value)
        else:
            recorded_at = asked.recorded_at.isoformat()
            self.history.end(number, "ok", case=case_of(asked.token), recorded_at=recorded_at)
        return asked

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer."""
        what = type(answer).__name__
        number = self.history.begin("answer", key=key, case=case_of(token), what=what)
        with self._known(number):
            refusal = await self.desk.answer(token, answer, key=key, source=source)
        if refusal is None:
            self.history.end(number, "ok")
        else:
            self.history.end(number, "refused", reason=refusal.reason.value)
        return refusal

    async def view(self, token: str) -> CaseView:
        """What the link shows."""
        number = self.history.begin("view", case=case_of(token))
        with self._known(number):
            view = await self.desk.view(token)
        self.history.end(number, "ok", version=view.version)
        return view

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed, in a language."""
        return await self.desk.agreement(token, language)

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change."""
        changes = self.desk.changes(token)
        while True:
            number = self.history.begin("view", case=case_of(token))
            with self._known(number):
                try:
                    view = await anext(changes)
                except StopAsyncIteration:
                    return
            self.history.end(number, "ok", version=view.version)
            yield view

    async def document(self, token: str, kind: str) -> bytes | None:
        """A PDF."""
        return await self.desk.document(token, kind)

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """A link for a claim code."""
        return await self.desk.claim(case_code, claim_code, source=source)

    def _known(self, number: int) -> _Known:
        return _Known(self.history, number)


@dataclass(slots=True)
class _Known:
    """Whatever is raised within it leaves an operation unknown."""

    history: History
    number: int

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.history.end(self.number, "unknown", error=kind.__name__)


def case_of(token: str) -> str:
    """The case that a private link is for."""
    return token.split("~")[1]


# ---------------------------------------------------------------- checking


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation from its beginning to its end."""

    op: str
    said: Line
    heard: Line
    begun_at: float
    over_at: float

    @property
    def phase(self) -> str:
        """How it went: ok, refused or unknown."""
        return str(self.heard.get("phase", "unknown"))

    @property
    def answer(self) -> tuple[Any, ...] | None:
        """What was acknowledged; None while nothing is known, or nothing was recorded."""
        if self.phase == "unknown" or self.heard.get("reason") in NOT_RECORDED:
            return None
        return self.phase, self.heard.get("reason"), self.heard.get("case"), self.heard.get("recorded_at")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is there at the end: the names of each case's facts in order, and the stored answers' refusals."""

    facts: dict[str, list[str]]
    answers: dict[tuple[str, str], str | None]  # scope and key
    joined: dict[str, str] = field(default_factory=dict)


def operations(lines: Iterable[Line]) -> list[Operation]:
    """Lines put together; what has no end is unknown for ever."""
    begun: dict[int, Line] = {}
    ended: dict[int, Line] = {}
    for line in lines:
        (begun if line["phase"] == "invoke" else ended)[line["n"]] = line
    return [
        Operation(said["op"], said, heard := ended.get(n, {}), said["at"], heard.get("at", float("inf")))
        for n, said in begun.items()
    ]


def check(lines: Iterable[Line], stored: Stored) -> list[str]:
    """What does not fit: lost, doubled, out of order, answered in two ways, or recorded although it was not."""
    made = operations(lines)
    by_key: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for one in made:
        if one.op in ("ask", "answer"):
            scope = "ask" if one.op == "ask" else f"case/{one.said['case']}"
            by_key[scope, one.said["key"]].append(one)
    return [
        *_acknowledged(by_key, stored),
        *_counted(by_key, stored),
        *_ordered(by_key, stored),
        *_views(made, stored, by_key),
    ]


def _acknowledged(by_key: dict[tuple[str, str], list[Operation]], stored: Stored) -> Iterator[str]:
    """Each key has one answer, which is stored; a request that was acknowledged has its case."""
    for place, tries in by_key.items():
        answers = {one.answer for one in tries if one.answer is not None}
        if len(answers) > 1:
            yield f"{place}: answered in {len(answers)} ways"
        for _, reason, case_id, _ in answers:
            if place not in stored.answers:
                yield f"{place}: acknowledged and not stored"
            elif stored.answers[place] != reason:
                yield f"{place}: stored {stored.answers[place]}, said {reason}"
            if case_id is not None and case_id not in stored.facts:
                yield f"{place}: its case {case_id} is lost"
        only_busy = all(one.heard.get("reason") in NOT_RECORDED for one in tries)
        if only_busy and place in stored.answers:
            yield f"{place}: recorded, and told that it was not"


def _counted(by_key: dict[tuple[str, str], list[Operation]], stored: Stored) -> Iterator[str]:
    """Each accepted answer is one fact; one of which nothing is known is one or none; there are no others."""
    sure: Counter[tuple[str, str]] = Counter()
    maybe: Counter[tuple[str, str]] = Counter()
    for (scope, _), tries in by_key.items():
        if scope == "ask":
            continue
        place = scope.removeprefix("case/"), tries[0].said["what"]
        answers = [one.answer for one in tries if one.answer is not None]
        if any(answer[0] == "ok" for answer in answers):
            sure[place] += 1
        elif not answers and any(one.phase == "unknown" for one in tries):
            maybe[place] += 1
    for case_id in {scope.removeprefix("case/") for scope, _ in by_key if scope != "ask"}:
        names = Counter(stored.facts.get(case_id, ()))
        for what, kinds in FACT_OF.items():
            there, place = sum(names[kind] for kind in kinds), (case_id, what)
            if stored.joined.get(case_id) is None and not sure[place] <= there <= sure[place] + maybe[place]:
                yield f"{case_id} {what}: {there} facts, {sure[place]} accepted, {maybe[place]} unknown"


def _ordered(by_key: dict[tuple[str, str], list[Operation]], stored: Stored) -> Iterator[str]:
    """What was acknowledged before something else was begun stands before it."""
    placed: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for case_id, sequence, over_at, begun_at in _places(by_key, stored):
        placed[case_id].append((sequence, over_at, begun_at))
    for case_id, facts in placed.items():
        for sequence, over_at, _ in facts:
            for later, _, begun_at in facts:
                if over_at < begun_at and later < sequence:
                    yield f"{case_id}: fact {later} was said after fact {sequence} was acknowledged"


def _places(
    by_key: dict[tuple[str, str], list[Operation]], stored: Stored
) -> Iterator[tuple[str, int, float, float]]:
    """Accepted answers whose one fact can be told: case, sequence, when first acknowledged, when first begun."""
    for (scope, _), tries in by_key.items():
        over = [one.over_at for one in tries if one.phase == "ok"]
        if scope == "ask" or not over:
            continue
        case_id = scope.removeprefix("case/")
        facts = stored.facts.get(case_id, [])
        found = [place for place, name in enumerate(facts, 1) if name in FACT_OF[tries[0].said["what"]]]
        if len(found) == 1:
            yield case_id, found[0], min(over), min(one.begun_at for one in tries)


def _views(
    made: list[Operation], stored: Stored, by_key: dict[tuple[str, str], list[Operation]]
) -> Iterator[str]:
    """A page never shows less than a page before it, nor less than was acknowledged, nor more than there is."""
    news: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for case_id, sequence, over_at, _ in _places(by_key, stored):
        news[case_id].append((over_at, sequence))
    seen = [one for one in made if one.op == "view" and one.phase == "ok" and "version" in one.heard]
    for one in seen:
        case_id = one.said["case"]
        if one.heard["version"] > len(stored.facts.get(case_id, ())) and not stored.joined.get(case_id):
            yield f"{case_id}: version {one.heard['version']} was shown and is lost"
        news[case_id].append((one.over_at, one.heard["version"]))
    for one in seen:
        known = max((v for at, v in news[one.said["case"]] if at < one.begun_at), default=0)
        if one.heard["version"] < known and not stored.joined.get(one.said["case"]):
            yield f"{one.said['case']}: version {one.heard['version']} was shown after {known}"
