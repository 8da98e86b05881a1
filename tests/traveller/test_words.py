"""Every word the rules can give has a text in every language, and no text is left over."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from signoff.catalogue import packs
from signoff.catalogue.scripts import read_scripts
from signoff.catalogue.texts import common_texts
from signoff.catalogue.writing import placeholders
from signoff.channels.portal.journey import BOXES, FIELDS
from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.consequence import MoneyTopic, counsel
from signoff.domain.lapse import LapseStep
from signoff.domain.line import SimKind
from signoff.domain.plan import plan
from signoff.domain.situation import Knowledge, Need, Situation
from signoff.domain.steps import Means, TaskKind
from signoff.traveller import bring
from signoff.traveller.asking import KINDS, NEEDS, SIMS, STATES
from tests.domain.leavers import TODAY, TOPICS, knowledge

COMMON = common_texts()


CHECKED = {
    "answer",
    "meaning",
    "ended",
    "void",
    "held_up",
    "switched_off",
    "about",
    "step",
    "kind",
    "sim",
    "state",
    "need",
    "language",
    "reason",
    "money",
    "task",
}
"""The tables whose words are held to what the rules can give."""


def situations() -> list[Situation]:
    """Everybody whose reasons or tasks differ."""
    found = []
    kinds, away = (*TariffKind, None), (None, 20, 100, 300)
    flags = (False, True)
    for kind, sim, days, leaving_days in product(kinds, SimKind, away, (0, 14)):
        leaving_on = TODAY + timedelta(days=leaving_days)
        back_on = None if days is None else leaving_on + timedelta(days=days)
        for hangs, owes, is_suspended, is_lost in product(flags, repeat=4):
            found.append(
                Situation(
                    TODAY,
                    leaving_on,
                    back_on,
                    kind,
                    sim,
                    balance_minor=100,
                    owed_minor=int(owes),
                    has_loan=owes,
                    is_suspended=is_suspended,
                    is_lost=is_lost,
                    needs=frozenset(Need) if hangs else frozenset(),
                )
            )
    abroad = replace(found[0], is_abroad=True, leaving_on=TODAY)
    soon = replace(found[0], tariff_kind=TariffKind.PREPAID, back_on=None, needs=frozenset(Need))
    early = replace(soon, leaving_on=TODAY + timedelta(days=30), expires_on=TODAY + timedelta(days=10))
    sooner = [early, replace(early, leaving_on=TODAY + timedelta(days=90))]
    back = replace(soon, needs=frozenset(), back_on=TODAY + timedelta(days=100))
    parked = [
        replace(back, leaving_on=TODAY + timedelta(days=50)),
        replace(back, expires_on=TODAY + timedelta(days=101)),
        replace(back, expires_on=TODAY - timedelta(days=2), back_on=TODAY + timedelta(days=20)),
        replace(back, is_abroad=True),
        replace(back, leaving_on=TODAY + timedelta(days=80), expires_on=TODAY + timedelta(days=9)),
        replace(back, expires_on=TODAY + timedelta(days=1), back_on=TODAY + timedelta(days=95)),
        replace(back, expires_on=TODAY + timedelta(days=1), back_on=TODAY + timedelta(days=120)),
        replace(back, expires_on=TODAY - timedelta(days=20)),
    ]
    return [*found, *expired(), *sooner, *parked, abroad, replace(abroad, needs=frozenset(Need))]


def expired() -> list[Situation]:
    """Balances that are over: so long that nothing comes in, that the line has ended, that the number is gone."""
    return [
        Situation(
            TODAY,
            TODAY + timedelta(days=14),
            tariff_kind=TariffKind.PREPAID,
            expires_on=TODAY - timedelta(days=days),
            needs=needs,
        )
        for days in (75, 100, 400)
        for needs in (frozenset(Need), frozenset[Need]())
    ]


def knowledges() -> list[Knowledge]:
    """All known, nothing known, and what changes which reason is given."""
    fewer = set(TOPICS) - {"lapse_outgoing_days", "prepaid_lost", "top_up_validity", "top_up_days"}
    return [
        knowledge(*TOPICS),
        knowledge(),
        knowledge(*fewer),
        knowledge("lapse_outgoing_days", "lapse_both_ways_days"),
        knowledge("top_up_validity"),
        knowledge(*TOPICS, successor="ctm"),
        knowledge(successor="ctm"),
    ]


FOUND = [
    (counsel(situation, known), plan(situation, known, means, lambda _: False))
    for situation in situations()
    for known in knowledges()
    for means in (Means(has_codes=True, has_shop=True),)
]


def keys(table: str) -> set[str]:
    """The words that have a text in a table, in English."""
    begin = f"{table}."
    return {key.removeprefix(begin).split(".")[0] for key in COMMON["en"] if key.startswith(begin)}


def test_every_reason_has_its_words_and_every_word_its_reason():
    """Those given in any situation are those of the texts."""
    assert {reason.word for found, _ in FOUND for reason in found.reasons} == keys("advice.reason")
    assert {note.reason.word for found, _ in FOUND for note in found.money} == keys("advice.money")


def test_every_task_has_its_words_and_every_word_its_task():
    """The same of tasks and of what is said there."""
    tasks = [task for _, made in FOUND for task in made.tasks]

    assert {task.word for task in tasks} == keys("plan.task")
    complaint = {one for one in read_scripts().texts if one.startswith("regulator_")}  # see test_complaint.py
    assert {task.script for task in tasks} - {""} | complaint == set(read_scripts().texts)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("advice.answer", Advice),
        ("advice.meaning", Advice),
        ("advice.ended.answer", (Advice.LET_LAPSE, Advice.KEEP)),
        ("advice.ended.meaning", (Advice.LET_LAPSE, Advice.KEEP)),
        ("advice.void.meaning", (Advice.SUSPEND_FIRST,)),
        ("advice.about", MoneyTopic),
        ("advice.step", LapseStep),
        ("advice.kind", KINDS),
        ("advice.sim", SIMS),
        ("advice.state", STATES),
        ("advice.need", NEEDS),
        ("plan.kind", TaskKind),
        ("plan.language", ("zh-Hant", "pt", "km", "en", "zh-Hans")),
    ],
)
def test_every_choice_has_its_words(table: str, words: tuple[str, ...]):
    """And none that nobody can choose."""
    assert keys(table) == {str(word) for word in words}


def test_no_text_is_left_over():
    """What no page, paper or entry says is deleted."""
    sources = Path(packs.__file__).parents[1]
    files = [file for file in sources.rglob("*") if file.suffix in (".py", ".html")]
    said = "\n".join(file.read_text(encoding="utf-8") for file in files)
    built = {
        *(
            f"{area}.page.{word}"
            for area in ("advice", "plan")
            for word in re.findall(r"area ~ '\.page\.(\w+)", said)
        ),
        *(f"advice.field.{name}{end}" for name in (*FIELDS, *BOXES) for end in ("", "_hint")),
        *(f"plan.page.{name}" for name in ("bring", "notes")),
        *(f"plan.bring.{name}" for name in ("card", "profile", "number", "receipts", "pen")),
        *(f"plan.bring.{name}" for name in ("card_lost", "profile_lost", "identity_unknown_abroad")),
        *(f"plan.unlink.{name}" for name in bring.UNLINK),
        *(f"plan.backup.{name}" for name in bring.BACK_UP),
        *(f"plan.esim.{what}_{on}" for what in bring.PROFILES.values() for on in ("iphone", "android")),
    }
    left_over = [
        key
        for key in COMMON["en"]
        if key.split(".")[0] in ("advice", "plan")
        and key.split(".")[1] not in CHECKED
        and key not in built
        and key not in said
    ]

    assert left_over == []


def test_a_text_names_only_facts_its_reason_rests_on():
    """A placeholder gets the value of a topic that the reason cites, in every situation."""
    cited: dict[str, list[set[str]]] = {}
    for found, _ in FOUND:
        for table, reason in (
            *(("advice.reason", one) for one in found.reasons),
            *(("advice.money", one.reason) for one in found.money),
        ):
            cited.setdefault(f"{table}.{reason.word}", []).append(set(reason.topics))

    for key, topics in cited.items():
        assert placeholders(COMMON["en"][key]) <= set.intersection(*topics), key


@pytest.mark.parametrize("name", sorted(read_scripts().texts))
def test_a_script_says_the_same_in_all_five_languages(name: str):
    """Each has a text of its own, with the same placeholders, and those that get a value."""
    texts = read_scripts().texts[name]

    assert len(set(texts.values())) == len(texts) == 5
    assert {placeholders(text) for text in texts.values()} == {placeholders(texts["en"])}
    assert placeholders(texts["en"]) <= {"day", "carrier"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("carrier", "gazette")),
        ("zh-Hans", ("运营商", "公报")),
        ("zh-Hant", ("營運商", "公報")),
        ("pt", ("operadora", "boletim")),
        ("km", ("ប្រតិបត្តិករ", "រដ្ឋាភិបាល")),
    ],
)
def test_a_good_source_is_not_said_to_be_the_carrier(language: str, words: tuple[str, ...]):
    """Newspapers are good sources too: who it is stands in the title."""
    said = COMMON[language]["carriers.confidence.high"].replace("\u200b", "")

    assert not any(word in said for word in words)
