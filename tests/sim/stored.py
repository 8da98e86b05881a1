"""What product and sandbox have written, read as plain rows: no code of either is asked what it means."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.sim.ground import Ground

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True, slots=True)
class Effect:
    """One entry of the sandbox's own books."""

    handle: str
    what: str
    key: str
    is_already: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message that reached somebody."""

    key: str
    contact: str
    text: str
    at: datetime


@dataclass
class Stored:
    """Everything that is left of a run."""

    states: dict[str, str] = field(default_factory=dict)
    facts: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))
    stuck: list[tuple[str, str]] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    effects: dict[str, list[Effect]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    payouts: dict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    readable: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The tables in which a case has anything personal."""

    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    repeated_calls: list[str] = field(default_factory=list)
    lies: int = 0

    def count(self, case_id: str, fact: str) -> int:
        """How many facts of this name a case has."""
        return sum(name == fact for name, _ in self.facts.get(case_id, ()))

    def first(self, case_id: str, *names: str) -> dict[str, Any] | None:
        """What the first fact of one of these names says."""
        return next((says for name, says in self.facts.get(case_id, ()) if name in names), None)

    def codes(self, case_id: str) -> dict[int, str]:
        """The codes that were sent for a case, by their number."""
        sent = {}
        for message in self.messages.get(case_id, ()):
            _, step, number = message.key.split("/")
            if step == "code" and (found := _CODE.search(message.text)):
                sent[int(number)] = found[0]
        return sent

    def without(self, case_ids: Collection[str]) -> Stored:
        """The same but for these cases."""

        def kept(of_cases: Mapping[str, Any]) -> Any:
            return {case_id: value for case_id, value in of_cases.items() if case_id not in case_ids}

        named = ("states", "facts", "effects", "messages", "payouts", "documents", "readable")
        others: dict[str, Any] = {name: kept(getattr(self, name)) for name in named}
        empty = {"facts": list, "effects": list, "messages": list, "payouts": list, "documents": Counter}
        for name in (*empty, "readable"):
            others[name] = defaultdict(empty.get(name, list), others[name])
        others["stuck"] = [one for one in self.stuck if one[0].split("/")[0] not in case_ids]
        calls = self.repeated_calls
        others["repeated_calls"] = [key for key in calls if key.split("/")[0] not in case_ids]
        return replace(self, **others)


def read(ground: Ground) -> Stored:
    """Read it all."""
    stored = Stored()
    _read_product(ground, stored)
    _read_sandbox(ground, stored)
    return stored


def _read_product(ground: Ground, stored: Stored) -> None:
    stored.states = dict(
        ground.ask("select id::text, state from signoff.cases where tenant_id <> 'guide' order by 1")
    )
    for case_id, body in ground.ask(
        "select case_id::text, body from signoff.journal where tenant_id <> 'guide' order by case_id, sequence"
    ):
        fact = json.loads(body)
        stored.facts[case_id].append((fact["fact"], fact["says"]))
    for key, status, note in ground.ask(
        "select key, status, note from signoff.intents where status <> 'done' and tenant_id <> 'guide' order by 1"
    ):
        if status == "needs_person":
            stored.stuck.append((key, note))
        else:
            stored.unfinished.append(f"the call {key} is {status}")
    stored.unfinished += [
        f"{kind} {id_} is due"
        for kind, id_ in ground.ask(
            "select kind, id from signoff.due where tenant_id <> 'guide' order by 1, 2"
        )
    ]
    for case_id, kind, count in ground.ask(
        "select case_id::text, kind, count(*) from signoff.documents group by 1, 2"
    ):
        stored.documents[case_id][kind] = count
    for case_id, table in ground.ask(READABLE):
        stored.readable[case_id].append(table)


def _read_sandbox(ground: Ground, stored: Stored) -> None:
    for handle, port, act, key, is_already, at in ground.ask(
        "select handle, port, act, key, is_already, at from sandbox.effects order by id"
    ):
        stored.effects[key.split("/")[0]].append(Effect(handle, f"{port}.{act}", key, is_already, at))
    for key, contact, subject, text, at in ground.ask(
        "select key, contact, subject, text, sent_at from sandbox.outbox where contact <> '' order by id"
    ):
        stored.messages[key.split("/")[0]].append(Message(key, contact, f"{subject}\n{text}", at))
    for key, amount, way, destination in ground.ask(
        "select key, amount_minor, way, destination from sandbox.payouts order by id"
    ):
        stored.payouts[key.split("/")[0]].append((amount, way, destination))
    for row in ground.ask(LINES):
        stored.lines[row[0]] = dict(zip(LINE_COLUMNS, row, strict=True))
    stored.repeated_calls = [row[0] for row in ground.ask("select key from sandbox.calls where is_repeated")]
    lies = "select count(*) from sandbox.calls where strpos(outcome, 'wrong_answer') > 0"
    stored.lies = ground.ask(lies)[0][0]


READABLE = """
select case_id::text, 'case_keys' from signoff.case_keys
union select case_id::text, 'sealed' from signoff.sealed
union select case_id::text, 'documents' from signoff.documents
order by 1, 2
"""
LINE_COLUMNS = (
    "handle",
    "ended_at",
    "access_mode",
    "balance_state",
    "balance_minor",
    "closed_at",
    "last_on",
    "final_minor",
    "points",
    "states",
    "quarantined_until_on",
    "retired_at",
)
LINES = """
select line.handle, line.ended_at, register.access_mode, balance.state, balance.balance_minor, bill.closed_at,
       bill.last_on, bill.final_minor, points.points,
       (select array_agg(distinct state) from sandbox.numbers where handle = line.handle),
       (select min(quarantined_until_on) from sandbox.numbers where handle = line.handle), sim.retired_at
from sandbox.lines line
join sandbox.register register using (handle)
join sandbox.balances balance using (handle)
join sandbox.bills bill using (handle)
join sandbox.points points using (handle)
join sandbox.sims sim on sim.iccid = line.iccid
"""
