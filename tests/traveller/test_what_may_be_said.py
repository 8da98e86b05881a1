"""No sample, unsourced or rejected contact, and nothing of a carrier that is gone, ever reaches an advice or a plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from signoff.catalogue.leaving import leaving
from signoff.catalogue.pack import Catalogue, Channel, ChannelKind, Confidence, Pack, Stated, Status
from signoff.domain.carrier import BalanceRule, TariffKind
from signoff.domain.line import SimKind
from signoff.domain.situation import Situation
from signoff.traveller.asking import read_situation
from signoff.traveller.plan import PlanView, make_plan
from tests.traveller.journeys import CATALOGUE, GUIDE, LANGUAGES, TEXTS, answers

TODAY = date(2026, 11, 22)
CARRIERS = tuple(CATALOGUE.packs)
GONE = [pack.id for pack in CATALOGUE.packs.values() if pack.status.value is Status.CEASED]


def plans(carrier_id: str, catalogue: Catalogue = CATALOGUE, language: str = "en") -> Iterator[PlanView]:
    """The plans of everybody with a line of this carrier."""
    currency = catalogue.packs[carrier_id].country.currency
    for typed in answers():
        situation = read_situation(typed, today=TODAY, currency=currency)
        yield make_plan(catalogue, TEXTS, carrier_id, situation, language)


def said_contacts(view: PlanView) -> set[tuple[ChannelKind, str]]:
    """Every contact anywhere in a plan."""
    rows = [*view.contacts, *(one for _, found in view.offices for one in found)]
    rows += [one for task in view.tasks for one in (*task.contacts, *task.offices)]
    return {(one.contact.kind, one.contact.value) for one in rows}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_every_contact_in_a_plan_is_official_today_and_sourced(carrier_id: str, language: str):
    """It stands in the pack of whoever answers today, or in its country's file, with a source; weak ones are marked."""
    pack = CATALOGUE.packs[carrier_id]
    answers_today = CATALOGUE.packs[pack.successor or pack.id]
    official = {
        (one.kind, one.value)
        for one in (
            *answers_today.channels,
            *(one for found in pack.country.offices.values() for one in found),
        )
        if one.sources and not one.is_sample and one.is_valid_on(TODAY)
    }
    codes = {one.code for one in pack.country.common_codes}
    rejected = {one.value for other in (pack, answers_today) for one in other.rejected}

    for view in plans(carrier_id, language=language):
        found = said_contacts(view)
        assert found
        assert {one for one in found if one[1] not in codes} <= official
        assert not {value for _, value in found} & rejected
        for task in view.tasks:
            for one in (*task.contacts, *task.offices):
                assert one.contact.sources, one
                assert bool(one.mark) == (one.contact.confidence is Confidence.LOW)


@pytest.mark.parametrize(
    ("language", "unknown", "top_up"),
    [
        ("en", "How it is collected is not known", "next top-up"),
        ("zh-Hans", "怎样收取，不详", "充值"),
        ("zh-Hant", "怎樣收取，不詳", "增值"),
        ("pt", "Não se sabe como é cobrado", "carregamento"),
        ("km", "មិនដឹងថាគេទារតាមណាទេ", "បញ្ចូលទឹកប្រាក់"),
    ],
)
@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_of_a_loan_no_more_is_said_than_its_source_says(
    carrier_id: str, language: str, unknown: str, top_up: str
):
    """That there is one, and how much at most; nobody says how it is collected."""
    typed = replace(next(iter(answers())), kind="prepaid", states=frozenset({"loan"}))
    situation = read_situation(typed, today=TODAY, currency=CATALOGUE.packs[carrier_id].country.currency)
    view = make_plan(CATALOGUE, TEXTS, carrier_id, situation, language)
    said = [note.said.text for note in view.advice.money if note.about == "loan"]
    said += [task.text for task in view.tasks if task.word == "pay_loan"]

    assert bool(said) is (CATALOGUE.packs[carrier_id].successor is None)
    for text in (one.replace("\u200b", "") for one in said):
        assert unknown in text
        assert top_up not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_every_reason_has_its_sources_or_says_that_it_is_unknown(carrier_id: str, language: str):
    """In every language, also for programs; what rests on weak sources alone says so first."""
    reported = TEXTS.say("advice.reported", language, text="").strip()
    for view in plans(carrier_id, language=language):
        for said in view.advice.sayings:
            assert said.text
            assert said.record["source"]
            weak = said.sources and all(one.confidence is Confidence.LOW for one in said.sources)
            assert said.text.startswith(reported) == bool(weak), said.text


def with_samples_changed(pack: Pack) -> Pack:
    """The pack with another value wherever one is the carrier's to set."""

    def changed(stated: Stated[object]) -> Any:
        other: dict[object, object] = {
            BalanceRule.REFUND: BalanceRule.FORFEIT,
            BalanceRule.FORFEIT: BalanceRule.REFUND,
            TariffKind.PREPAID: TariffKind.POSTPAID,
            TariffKind.POSTPAID: TariffKind.PREPAID,
        }
        value = (
            stated.value + 4711 if isinstance(stated.value, int) else other.get(stated.value, stated.value)
        )
        return replace(stated, value=value) if stated.is_sample else stated

    policy = replace(pack.policy, **{key: changed(one) for key, one in pack.policy.values.items()})
    tariffs = {
        name: replace(tariff, **{key: changed(one) for key, one in tariff.values.items()})
        for name, tariff in pack.tariffs.items()
    }
    return replace(pack, policy=policy, tariffs=tariffs)


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_no_plan_depends_on_a_sample(carrier_id: str):
    """With every sample of every pack changed, each plan is the same to the last sign."""
    other = replace(
        CATALOGUE, packs={name: with_samples_changed(pack) for name, pack in CATALOGUE.packs.items()}
    )
    assert other.packs[carrier_id] != CATALOGUE.packs[carrier_id]

    for plain, changed in zip(plans(carrier_id), plans(carrier_id, other), strict=True):
        assert json.dumps(plain.record) == json.dumps(changed.record)


def planted(**changes: object) -> Channel:
    """A channel that would be taken, but for what is changed in it."""
    sound = Channel(
        kind=ChannelKind.PHONE,
        value="+85366000001",
        purpose="care",
        sources=("GOVRN",),
        valid_from=None,
        valid_to=None,
        checked_on=None,
        confidence=None,
    )
    return replace(sound, **changes)  # type: ignore[arg-type]  # the fields are those of a channel


def value_is_passed_on(carrier_id: str, channel: Channel, **pack_changes: object) -> bool:
    """Whether a channel planted in a pack of Macau reaches the plans of CTM and of who came before it."""
    pack = CATALOGUE.packs[carrier_id]
    other = replace(pack, channels=(*pack.channels, channel), **pack_changes)  # type: ignore[arg-type]  # see above
    catalogue = replace(CATALOGUE, packs={**CATALOGUE.packs, carrier_id: other})
    found = {contact.value for name in ("ctm", *GONE) for contact in leaving(catalogue, name, TODAY).contacts}
    return channel.value in found


def test_only_sound_channels_of_who_answers_today_are_passed_on():
    """The same channel is passed on as it is, and never as a sample, unsourced, over, rejected or of a carrier gone."""
    sound = planted()
    rejected = CATALOGUE.packs["smartone_mo"].rejected[0]

    assert value_is_passed_on("ctm", sound)
    assert not value_is_passed_on("ctm", planted(is_sample=True))
    assert not value_is_passed_on("ctm", planted(sources=()))
    assert not value_is_passed_on("ctm", planted(valid_to=date(2026, 11, 21)))
    assert not value_is_passed_on("ctm", planted(valid_from=date(2026, 11, 23)))
    assert not value_is_passed_on("ctm", planted(kind=rejected.kind, value=rejected.value))
    assert not value_is_passed_on("ctm", planted(purpose="registered_office"))
    for name in GONE:
        assert not value_is_passed_on(name, sound)
    gone = replace(CATALOGUE.packs["ctm"].status, value=Status.CEASED)
    assert not value_is_passed_on("ctm", sound, status=gone)


def test_a_sample_fact_is_no_fact():
    """Also where a pack not yet looked through marks a fact as a sample, no advice knows of it."""
    pack = CATALOGUE.packs["ctm"]
    facts = tuple(
        replace(fact, stated=replace(fact.stated, is_sample=True)) if fact.topic == "prepaid_refund" else fact
        for fact in pack.facts
    )
    catalogue = replace(CATALOGUE, packs={**CATALOGUE.packs, "ctm": replace(pack, facts=facts)})

    assert leaving(CATALOGUE, "ctm", TODAY).known.has("prepaid_refund")
    assert not leaving(catalogue, "ctm", TODAY).known.has("prepaid_refund")


@pytest.mark.parametrize("carrier_id", [one for one in CARRIERS if one.endswith("_kh")])
def test_a_cambodian_plan_begins_with_the_codes_of_every_network(carrier_id: str):
    """*1200#, *1201#, *1202# and 1204, each with its source; nothing says that the regulator's 6789 is free."""
    own = ["*1200#", "*1201#", "*1202#"]
    for view in plans(carrier_id):
        first = view.tasks[0]
        told = [one.value for one in first.contacts]
        assert told == ([*own, "1204"] if first.word == "codes" else ["1204"])
        assert "6789" in [one.value for one in dict(view.offices)["regulator"]]


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_no_code_that_acts_on_its_own_line_is_told_for_a_borrowed_phone(carrier_id: str):
    """*1200# and the like speak for the line they are dialled from: there they would stop the lender's services."""
    for view in plans(carrier_id):
        is_lost = any(task.word in ("suspend", "suspend_moved") for task in view.tasks)
        for task in view.tasks:
            if is_lost or task.word in ("codes_other", "codes_away"):
                assert not [one.value for one in task.contacts if one.contact.kind is ChannelKind.USSD]


@pytest.mark.parametrize("carrier_id", GONE)
def test_who_is_gone_is_named_and_who_answers_is_asked(carrier_id: str):
    """The script names the carrier that is gone; the contacts are the successor's."""
    for view in plans(carrier_id):
        assert view.advice.advice == "ask_successor"
        (task,) = (task for task in view.tasks if task.word == "ask_successor")
        assert "1000" in [one.value for one in task.contacts]
        assert view.carrier in next(line.text for line in task.script if line.language == "en")


@pytest.mark.parametrize(
    ("carrier_id", "language", "expected"),
    [
        ("ctm", "en", ("zh-Hant", "pt", "en")),
        ("ctm", "zh-Hans", ("zh-Hant", "pt", "en", "zh-Hans")),
        ("smart_kh", "en", ("km", "en")),
        ("smart_kh", "zh-Hans", ("km", "en", "zh-Hans")),
    ],
)
def test_scripts_are_in_the_languages_of_the_place_and_the_readers_own(
    carrier_id: str, language: str, expected: tuple[str, ...]
):
    """Cantonese, Portuguese, English in Macau; Khmer, English in Cambodia; Chinese beside them for its readers."""
    views = plans(carrier_id, language=language)
    spoken = [tuple(line.language for line in task.script) for view in views for task in view.tasks]

    assert set(spoken) == {(), expected}


def test_a_code_for_prepaid_lines_is_not_given_to_others():
    """CTM's *122*1# is of prepaid lines; who does not know how the line is paid gets it too."""

    def codes(kind: TariffKind | None) -> set[str]:
        situation = Situation(TODAY, TODAY + timedelta(days=20), tariff_kind=kind)
        return {value for _, value in said_contacts(make_plan(CATALOGUE, TEXTS, "ctm", situation, "en"))}

    assert "*122*1#" in codes(TariffKind.PREPAID) & codes(None)
    assert "*122*1#" not in codes(TariffKind.POSTPAID)


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("sim", list(SimKind))
def test_nobody_is_told_to_bring_what_is_lost(sim: SimKind, language: str):
    """Card or phone are gone: what they came with may still be there. Whoever is abroad brings nothing anywhere."""
    word = "profile" if sim is SimKind.ESIM else "card"
    lost = Situation(TODAY, TODAY + timedelta(days=20), sim_kind=sim, is_lost=True)
    for situation in (lost, replace(lost, is_abroad=True, leaving_on=TODAY)):
        view = make_plan(CATALOGUE, TEXTS, "metfone_kh", situation, language)
        told = {said.text for said in (*view.bring, *(one for task in view.tasks for one in task.items))}

        assert TEXTS.say(f"plan.bring.{word}", language) not in told
        assert TEXTS.say(f"plan.bring.{word}_lost", language) in told
        passport = TEXTS.say("plan.bring.identity_unknown", language)
        assert (passport in told) is not situation.is_abroad
    found = make_plan(CATALOGUE, TEXTS, "metfone_kh", replace(lost, is_lost=False), language)
    assert TEXTS.say(f"plan.bring.{word}", language) in {said.text for said in found.bring}


@pytest.mark.parametrize("language", TEXTS.languages)
def test_a_source_without_a_date_is_said_to_have_none_in_the_readers_language(language: str):
    """Not by the word that packs write."""
    view = make_plan(CATALOGUE, TEXTS, "metfone_kh", Situation(TODAY, TODAY + timedelta(days=20)), language)
    notes = " ".join(one.text for one in GUIDE.footnotes("metfone_kh", view.sayings, language).notes)

    assert TEXTS.say("carriers.dated.undated", language) in notes
    assert language == "en" or "undated" not in notes


def test_an_app_that_is_only_reported_says_so():
    """SmartNas stands on no page of Smart's that was read."""
    situation = Situation(TODAY, TODAY + timedelta(days=20), tariff_kind=TariffKind.PREPAID)
    (app,) = (
        one
        for one in make_plan(CATALOGUE, TEXTS, "smart_kh", situation, "en").contacts
        if one.contact.value == "SmartNas"
    )

    assert app.mark
    assert app.contact.confidence is Confidence.LOW


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_a_balance_code_is_only_spoken_of_where_one_is_known(carrier_id: str):
    """Elsewhere the carrier has to be asked for the day."""
    typed = replace(next(iter(answers())), kind="prepaid", states=frozenset(), expires="")
    situation = read_situation(typed, today=TODAY, currency=CATALOGUE.packs[carrier_id].country.currency)

    view = make_plan(CATALOGUE, TEXTS, carrier_id, situation, "en")

    said = "\n".join(one.when.text for one in view.advice.dates)
    has_code = any(value.startswith("*") for _, value in said_contacts(view))
    assert ("balance code" not in said) or has_code
    if "days of validity" in said and not has_code:
        assert "ask the carrier" in said


def test_who_has_left_is_not_told_of_the_time_before_leaving():
    """Nor is a carrier's last day of service said to be the day it ceased to exist."""
    typed = replace(next(iter(answers())), kind="prepaid", states=frozenset({"abroad"}), leaving="", back="")
    typed = replace(typed, needs=("wallet",))
    situation = read_situation(typed, today=TODAY, currency="KHR")

    away = make_plan(CATALOGUE, TEXTS, "smart_kh", situation, "en")
    gone = make_plan(CATALOGUE, TEXTS, "smartone_mo", situation, "en")

    assert not [said.text for said in away.advice.sayings if "before you leave" in said.text]
    assert "service stopped on" in gone.advice.reasons[0].text


def test_the_terms_of_prepaid_cards_do_not_say_what_a_monthly_line_is_registered_with():
    """What is known of the registration is known of prepaid cards."""
    found = {}
    for kind in TariffKind:
        situation = Situation(TODAY, TODAY + timedelta(days=30), tariff_kind=kind)
        found[kind] = {said.text for said in make_plan(CATALOGUE, TEXTS, "ctm", situation, "en").bring}

    known, unknown = (TEXTS.say(f"plan.bring.{word}", "en") for word in ("identity", "identity_unknown"))
    assert {known, unknown} & found[TariffKind.PREPAID] == {known}
    assert {known, unknown} & found[TariffKind.POSTPAID] == {unknown}


def test_a_top_up_names_the_ways_there_are():
    """In Cambodia the code that is free on every network comes first, then the carrier's own."""
    ways: dict[str, tuple[str, ...]] = {}
    for carrier_id in ("smart_kh", "metfone_kh", "ctm"):
        tasks = [task for view in plans(carrier_id) for task in view.tasks if task.word == "top_up"]
        assert tasks
        (ways[carrier_id],) = {
            tuple(one.value for one in task.contacts if one.contact.purpose == "top_up") for task in tasks
        }

    assert ways == {"smart_kh": ("*1203*PIN#", "*888*PIN#"), "metfone_kh": ("*1203*PIN#",), "ctm": ()}
