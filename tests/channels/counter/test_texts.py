"""The counter's texts: each one that a page can ask for is there, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

from signoff.catalogue.texts import common_texts
from signoff.channels.counter import site
from signoff.channels.counter.acting import REFUSALS
from signoff.counter.view import word_of
from signoff.domain import counter_event as ce
from signoff.domain.attention import Attention
from signoff.domain.carrier import Approved
from signoff.domain.case import State
from signoff.domain.concern import FlagKind, ObjectionOutcome
from signoff.domain.counter_case import Document
from signoff.domain.decide import SAID_BY_ANYBODY
from signoff.domain.event import Event
from signoff.domain.guarantee import ChargeKind
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role

FOLDER = Path(site.__file__).parent
KEY = re.compile(r"['\"](counter\.(?!(?:css|js)\b)[a-z0-9_.]*[a-z0-9])['\"]")
COLUMNS = ("code", "carrier", "state", "next", "asked", "needs")
GUARANTEE_COLUMNS = (
    *("carrier", "guarantees", "open", "breaches", "returned", "on_its_way", "month", "found", "repaid"),
    *("case", "kind", "charged_on", "amount", "found_at", "repaid_at"),
)


def acts() -> set[str]:
    """The names of all that staff can do."""
    kinds = [kind for kind in vars(ce).values() if isinstance(kind, type) and issubclass(kind, Event)]
    own = {kind.__name__ for kind in kinds if issubclass(kind, ce.FromStaff)}
    left_out = {"FromStaff", "ByStaff", "StaffLooked", "StaffFound"}
    return {word_of(name) for name in {*own, *(kind.__name__ for kind in SAID_BY_ANYBODY)} - left_out}


def built() -> set[str]:
    """The keys put together from values."""
    return {
        *(f"counter.role.{one}" for one in Role),
        *(f"counter.state.{one}" for one in State),
        *(f"counter.needs.{one}" for one in Attention),
        *(f"counter.script.{one}" for one in (*RequirementKind, "requests")),
        "counter.script.handle_sim_esim",
        *(f"counter.flag.{one}" for one in FlagKind),
        *(f"counter.objection.{one}" for one in ObjectionOutcome),
        *(f"counter.document.{one}" for one in Document),
        *(f"counter.approval.what.{one}" for one in Approved),
        *(f"counter.approval.{one}" for one in ("open", "granted", "refused", "used", "lapsed", "to", "why")),
        *(f"counter.act.{one}" for one in {"looked", "found", *acts()}),
        *(f"counter.column.{one}" for one in COLUMNS),
        *(f"counter.guarantees.kind.{one}" for one in ChargeKind),
        *(f"counter.guarantees.column.{one}" for one in GUARANTEE_COLUMNS),
        *(f"counter.{one}.title" for one in ("cases", "waiting", "begin", "guarantees")),
        *(f"counter.paper.{one}" for one in ("acknowledgement", "agreement", "certificate")),
        *(f"counter.shown.doubt.{one}" for one in REFUSALS),
        *(f"counter.identity.{one}" for one in ("checked", "was_checked", "not_holder", "agrees", "unknown")),
        *(f"counter.card.{one}" for one in ("there", "was_there", "other")),
        *(f"counter.bag.{one}" for one in ("none", "one", "two")),
        *(f"counter.thread.{one}" for one in ("staff", "person")),
        *(f"counter.error.{one}.{part}" for one in (401, 403) for part in ("title", "text")),
    }


def test_every_text_is_used_and_every_used_one_there() -> None:
    """In code and templates, and put together from the domain's words."""
    sources = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html")]
    asked = {key for source in sources for key in KEY.findall(source.read_text("utf-8"))} | built()
    known = {key for key in common_texts()["en"] if key.startswith("counter.")}

    assert asked - known == set()
    assert known - asked == set()
