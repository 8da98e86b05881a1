"""What product and sandbox have written of guided cases, read as plain rows: see `stored.py`."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.sim.ground import Ground

BODIES = """
select 'cases', body from signoff.cases where tenant_id = 'guide'
union all select 'journal', body from signoff.journal where tenant_id = 'guide'
union all select 'intents', body from signoff.intents where tenant_id = 'guide'
union all select 'answers', content || body from signoff.answers where tenant_id = 'guide'
union all select 'sealed', body from signoff.sealed where tenant_id = 'guide'
union all select 'documents', body from signoff.documents where tenant_id = 'guide'
"""


@dataclass
class GuidedStored:
    """All of the tenant `guide`."""

    states: dict[str, str] = field(default_factory=dict)
    facts: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))
    open_calls: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Each call that is not done, with its state."""

    due: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sealed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The names of personal values."""

    keys: set[str] = field(default_factory=set)
    documents: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bodies: list[tuple[str, bytes]] = field(default_factory=list)
    """Every body of every row, with its table."""


def read(ground: Ground) -> GuidedStored:
    """Read it all."""
    stored = GuidedStored()
    ask = ground.ask
    stored.states = dict(
        ask("select id::text, state from signoff.cases where tenant_id = 'guide' order by 1")
    )
    journal = "select case_id::text, body from signoff.journal where tenant_id = 'guide' order by 1, sequence"
    for case_id, body in ask(journal):
        fact = json.loads(body)
        stored.facts[case_id].append((fact["fact"], fact["says"]))
    calls = (
        "select key, status from signoff.intents where status <> 'done' and tenant_id = 'guide' order by 1"
    )
    for key, status in ask(calls):
        stored.open_calls[key.split("/")[0]].append((key, status))
    for kind, id_ in ask("select kind, id from signoff.due where tenant_id = 'guide' order by 1, 2"):
        stored.due[id_.split("/")[0]].append(f"{kind} {id_}")
    for case_id, name in ask(
        "select case_id::text, name from signoff.sealed where tenant_id = 'guide' order by 1, 2"
    ):
        stored.sealed[case_id].append(name)
    stored.keys = {
        row[0] for row in ask("select case_id::text from signoff.case_keys where tenant_id = 'guide'")
    }
    for case_id, kind in ask(
        "select case_id::text, kind from signoff.documents where tenant_id = 'guide' order by 1, 2"
    ):
        stored.documents[case_id].append(kind)
    stored.bodies = [(table, bytes(body)) for table, body in ask(BODIES)]
    return stored


def in_the_open(found: GuidedStored, words: list[str]) -> Iterator[str]:
    """The tables in which any of these words stands, plainly or encoded."""
    forms = [form for word in words for form in (word.encode(), base64.b64encode(word.encode())[4:-4])]
    for table, body in found.bodies:
        if any(form in body for form in forms):
            yield table
