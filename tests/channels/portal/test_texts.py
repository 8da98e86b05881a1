"""The words of the portal: complete in each language, each one used, nothing shown by its key."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from signoff.catalogue.languages import OFFERED
from signoff.catalogue.texts import common_texts, needed_keys
from signoff.catalogue.writing import placeholders
from signoff.channels.portal.ways import WAYS, Group
from signoff.domain.carrier import CollectWay, PayoutWay, SimRule, TariffKind
from signoff.domain.case import State
from signoff.domain.concern import ObjectionKind, ObjectionOutcome
from signoff.domain.intent import CLOSING_ACTS
from signoff.domain.line import IdentifierKind, SimKind
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.standing import Hold
from signoff.domain.view import StepState
from signoff.domain.void_reason import VoidReason
from signoff.evidence.verify import KINDS, Problem
from signoff.sandbox.hands import DEEDS
from tests.channels.portal.stage import PAGES, SHARED

COMMON = common_texts()
AREAS = ("portal", "requirements", "refusals", "steps")
LANGUAGES = OFFERED
ERRORS = (403, 404, 405, 408, 413, 415, 421, 422, 429, 500, 503)
ONE = {"en", "pt"}
"""The languages that tell one from many."""

KEY = re.compile(
    r"['\"]((?:portal|requirements|refusals|steps|claims|documents)\.(?!(?:css|js|svg)\b)[a-z0-9_.]+)"
)
SOURCES = [*PAGES.rglob("*.html"), *SHARED.rglob("*.html"), *PAGES.parent.rglob("*.py")]


def keys(language: str) -> set[str]:
    """The keys of the portal's areas."""
    return {key for key in COMMON[language] if key.split(".")[0] in AREAS}


def asked_for() -> set[str]:
    """Every key or beginning of a key that stands in templates and code."""
    return set(chain.from_iterable(KEY.findall(source.read_text()) for source in SOURCES))


def built() -> set[str]:
    """The keys put together from values of the domain."""
    of_esim = ("plastic", "esim")
    return {
        *(f"refusals.{reason}" for reason in Reason),
        *(f"requirements.tie.{tie}.{part}" for tie in Tie for part in ("title", "hint")),
        *(f"requirements.sim.{answer}.{part}" for answer in SimAnswer for part in ("title", "hint")),
        *(f"requirements.way.{way}.{part}" for way in PayoutWay for part in ("title", "label", "hint")),
        *(f"requirements.way.{way}.{part}" for way in CollectWay for part in ("title", "hint")),
        *(f"requirements.handle_sim.{of}.{part}" for of in of_esim for part in ("title", "intro")),
        *(f"requirements.handle_sim.rule.{rule}" for rule in SimRule),
        *(f"portal.part.{kind}" for kind in RequirementKind),
        *(f"portal.part.{part}" for part in ("at_work", "agreed", "ended", "withdrawn", "lapsed")),
        *(f"portal.part.{part}" for part in ("held", "identity_waits", "unpriced")),
        *(f"portal.state.{state}" for state in State),
        *(f"portal.void.{why}" for why in VoidReason),
        *(f"portal.home.{group}" for group in Group),
        *(f"portal.ways.{way.name}.{part}" for way in WAYS for part in ("title", "menu", "text")),
        *(f"portal.foot.{way.help}" for way in WAYS if way.help),
        *(f"portal.identifier.{kind}" for kind in IdentifierKind),
        *(f"portal.sandbox.tariff.{kind}" for kind in TariffKind),
        *(f"portal.sandbox.sim.{kind}" for kind in SimKind),
        *(f"portal.sandbox.standing.{name}" for name in ("free", "suspended", *Hold)),
        *(f"portal.sandbox.deed.{deed}" for deed in DEEDS),
        *(f"steps.state.{state}" for state in StepState),
        *(f"steps.kind.{name}" for name in (*CLOSING_ACTS, "cut", "certificate")),
        *(
            f"portal.start.how.{name}.{part}"
            for name in ("ask", "prove", "sign", "proof")
            for part in ("title", "text")
        ),
        *(
            f"portal.error.{word}.{part}"
            for word in (*ERRORS, "not_drawn", "not_served", "not_made", "erased")
            for part in ("title", "text")
        ),
        *(f"portal.problems.carrier_{word}" for word in ("ambiguous", "not_found")),
        *(f"portal.verify.{word}" for word in ("title", "is_genuine", "is_not_genuine", "is_not_ours")),
        *(f"portal.verify.{member}" for member in ("requested_at", "signed_at", "ended_at")),
        *(f"portal.verify.{member}" for member in ("restore_until_on", "quarantine_until_on")),
        *(f"documents.{said}.{kind}" for said in ("genuine", "passes_as") for kind in KINDS),
        *(f"documents.problem.{problem}" for problem in Problem),
        *(f"portal.wrong.kind.{kind}" for kind in ObjectionKind),
        *(f"portal.wrong.{outcome}" for outcome in ObjectionOutcome),
        "refusals.tries_left.one",
        "refusals.tries_left.other",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_exists_in_every_language(language: str) -> None:
    """Key by key, with the same placeholders."""
    english = {key: COMMON["en"][key] for key in keys("en")}
    own = {key: COMMON[language][key] for key in keys(language)}

    assert needed_keys(own) == needed_keys(english)
    for key, text in own.items():
        assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_pages_ask_for_exists(language: str) -> None:
    """No page can fail for want of a word: whole keys exist, beginnings of built keys lead somewhere."""
    known = COMMON[language]
    needed = built() - ({"refusals.tries_left.one"} if language not in ONE else set())

    assert needed <= known.keys()
    for key in asked_for():
        assert key in known or any(one.startswith(key) for one in known), key


def test_no_text_is_left_over() -> None:
    """What no page says is deleted."""
    assert keys("en") - built() - asked_for() == set()
