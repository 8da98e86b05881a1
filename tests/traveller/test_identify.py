"""Whose line or card it is: the worked cases, the traps, and anything at all without an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.catalogue import naming, spelling, wording
from signoff.catalogue.packs import BUILT_IN, load
from signoff.catalogue.texts import Texts, common_texts
from signoff.domain.identify import Identification, SignKind, Sureness
from signoff.traveller import card_signs, name_signs, number_signs
from signoff.traveller.identify import NotUnderstood, Signs, identify
from signoff.traveller.sources import cited
from signoff.traveller.telling import Telling, general_plan, record

CATALOGUE = load()
TODAY = date(2026, 11, 22)
TEXTS = Texts(CATALOGUE)
FILE = tomllib.loads(Path(__file__).with_name("identify.toml").read_text("utf-8"))
CASES: Mapping[str, Mapping[str, Any]] = FILE["cases"]
MODULES = (card_signs, name_signs, number_signs)
DIGITS = "0123456789０１២៣一二+*#- ()./"


def found(**signs: str) -> Identification:
    """Who it is today by these signs."""
    return identify(Signs(**signs), CATALOGUE, TODAY)


def telling(language: str) -> Telling:
    """The words of a language."""
    return Telling(TEXTS.say, wording.day, language, frozenset(CATALOGUE.packs))


def test_every_carrier_of_elsewhere_is_understood_by_each_name_with_a_source():
    """None of ours, by whatever it is called; the source is one that was looked at."""
    for country in CATALOGUE.elsewhere.values():
        for operator in country.operators:
            for name in (operator.name, *operator.other_names):
                it = found(value=name)
                assert (it.carrier, it.name, it.country) == (None, operator.name, "")
                assert it.reasons[0].source.checked_on is not None


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("數碼通香港", "數碼通香港"),
        ("澳門數碼通", "數碼通"),
        ("我用中國電信", "中國電信"),
        ("中國移動香港", "中國移動"),
        ("CTM Hong Kong", "CTM"),
        ("my China-Telecom Xyz", "China-Telecom"),
    ],
)
def test_what_a_reason_says_is_in_the_text_stands_there_as_it_was_typed(typed: str, quoted: str):
    """Not the whole listed name, of which only a part was typed, and in the script in which it was."""
    assert found(value=typed).reasons[0].said.values["name"] == quoted


def test_a_name_shared_with_a_carrier_of_elsewhere_is_ours_without_its_place():
    """Beside each place it is theirs, alone and beside a place of ours never."""
    for country in CATALOGUE.elsewhere.values():
        for operator in country.shared:
            for name in operator.other_names:
                assert found(value=name).carrier is not None
                for place in country.places:
                    it = found(value=f"{name} {place}")
                    assert (it.carrier, it.name, it.country) == (None, operator.name, ""), (name, place)
                for place in ("Macau", "澳門", "Cambodia"):
                    assert found(value=f"{name} {place}").carrier is not None


@pytest.mark.parametrize("text", ["china", "mobile", "移动", "中国", "unicomplete"])
def test_a_word_of_many_names_is_none_of_elsewhere(text: str):
    """Only the whole name is taken, since their names are everyday words."""
    with pytest.raises(NotUnderstood):
        found(value=text)


@pytest.mark.parametrize("name", CASES)
def test_a_worked_case_comes_out(name: str):
    """The carrier, how sure, what else it may be, the reason and the caution that a layman expects."""
    case = CASES[name]

    it = found(**case["signs"])

    assert it.carrier == case.get("is")
    assert it.name == case.get("not_ours", "")
    assert it.sureness == case["sure"]
    assert it.has_ceased is case.get("has_ceased", False)
    assert set(it.alternatives) == set(case.get("or", []))
    assert it.country == case.get("country", it.country if it.carrier else "")
    if "reason" in case:
        assert case["reason"] in [reason.said.word for reason in it.reasons]
    assert ([case["caution"]] if "caution" in case else []) == [
        said.word for said in it.cautions if said.word == case.get("caution", said.word)
    ]


def test_there_are_cases_for_every_carrier_and_every_sign():
    """Each carrier is found by number, name and a sign of its network; each kind of sign finds somebody."""
    by_carrier: dict[str, set[SignKind]] = {carrier_id: set() for carrier_id in CATALOGUE.packs}
    for case in CASES.values():
        it = found(**case["signs"])
        for reason in it.reasons:
            if it.original in by_carrier:
                by_carrier[str(it.original)].add(reason.sign)

    assert len(CASES) >= 60
    assert set.union(*by_carrier.values()) == set(SignKind)
    for signs in by_carrier.values():
        assert signs >= {SignKind.NUMBER, SignKind.IMSI, SignKind.NAME}


@pytest.mark.parametrize("case", FILE["not_understood"], ids=lambda case: str(case)[:30])
def test_what_says_nothing_is_told_to_be_so(case: Mapping[str, str]):
    """Each with the text that says what to do about it."""
    with pytest.raises(NotUnderstood) as problem:
        found(**{field: typed for field, typed in case.items() if field != "problem"})

    assert problem.value.word == case["problem"]


def test_no_name_alone_makes_sure_between_two_that_are_confused():
    """However it is written, wherever it stands: CTM and China Telecom Macau are told apart by the card."""
    for carrier_id in ("ctm", "china_telecom_mo"):
        pack = CATALOGUE.packs[carrier_id]
        for name in (*pack.names.values(), *pack.other_names):
            for field in ("value", "printed", "shown"):
                it = found(**{field: str(name.value)})
                assert it.carrier == carrier_id
                assert it.sureness is not Sureness.HIGH
                assert len(it.alternatives) == 1


def test_every_name_in_a_pack_leads_to_its_carrier():
    """In any letter case, with blanks and with words around it; and to the one that answers for it."""
    for pack in CATALOGUE.packs.values():
        for name in (*pack.names.values(), *pack.other_names):
            for written in (str(name.value), str(name.value).upper(), f"  {name.value} SIM card "):
                it = found(value=written)
                assert it.carrier == (pack.successor or pack.id), written
                assert it.original == pack.id


def test_every_range_leads_to_whoever_has_the_longest():
    """A number in each range of each list: another carrier is named only where its range is at least as long."""
    for pack in CATALOGUE.packs.values():
        for block in pack.number_ranges:
            for prefix in block.prefixes:
                number = f"+{pack.country.calling_code}{prefix:0<{block.digits}}"
                it = found(number=number)
                reason = it.reasons[0]
                assert it.sureness is not Sureness.HIGH
                if it.original != pack.id:
                    assert len(str(reason.said.values["prefix"]).lstrip("0")) >= len(prefix), number


def test_a_card_never_excludes_a_carrier_by_a_header_that_nobody_knows():
    """A header in no list leaves everybody: also whose header is known may have another one."""
    for country in CATALOGUE.countries.values():
        there = {one.id for one in number_signs.operating_in(country.id, CATALOGUE)}
        for issuer in range(100):
            it = found(iccid=f"89{country.calling_code}{issuer:02}00000000000")
            if it.reasons[0].said.word == "iccid_unknown":
                assert {it.carrier, *it.alternatives} - {None} == there
                assert it.sureness is Sureness.LOW


def test_made_up_values_tell_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Ranges, headers, networks, names and channels that are samples identify nobody."""
    template = BUILT_IN / "_template"
    folder = tmp_path / "made_up"
    folder.mkdir()
    for file in template.rglob("*.toml"):
        target = folder / file.relative_to(template)
        target.parent.mkdir(exist_ok=True)
        text = file.read_text("utf-8")
        target.write_text(re.sub(r'^id = ".*"', 'id = "made_up"', text, flags=re.MULTILINE), "utf-8")
    catalogue = load(folder)
    pack = catalogue.packs["made_up"]
    assert pack.number_ranges[0].is_sample

    prefix, digits = pack.number_ranges[0].prefixes[0], pack.number_ranges[0].digits
    number = f"+{pack.country.calling_code}{prefix:0<{digits}}"

    for signs in (Signs(number=number), Signs(value=str(pack.names["en"].value))):
        try:
            it = identify(signs, catalogue, TODAY)
        except NotUnderstood:
            continue
        assert "made_up" not in (it.original, it.carrier)
    assert not naming.name_matches(str(pack.names["en"].value), catalogue)
    for signs in (Signs(country=pack.country.id), Signs(iccid=f"89{pack.country.calling_code}99000000000")):
        it = identify(signs, catalogue, TODAY)
        assert "made_up" not in (it.carrier, *it.alternatives)


def test_the_best_of_several_sources_is_shown():
    """The first party before the blog; what nobody said is not told at all."""
    assert cited(("CTM-BLOG", "CTM-PRE"), CATALOGUE, "MO", "ctm").key == "CTM-PRE"
    with pytest.raises(LookupError):
        cited((), CATALOGUE, "MO", "ctm")


def test_a_filled_up_card_number_is_read_in_its_own_field():
    """Some phones show an F behind 19 digits."""
    it = found(iccid=f"{CASES['ctm_card']['signs']['value']}F")

    assert (it.carrier, it.sureness) == ("ctm", Sureness.HIGH)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_everything_is_told_in_words_with_a_source(language: str):
    """Each case has an answer, each reason a sentence and a source with its date; nothing is shown by its key."""
    words = telling(language)
    for case in CASES.values():
        it = found(**case["signs"])
        plan = general_plan(it.country, CATALOGUE, TODAY) if it.carrier is None else None
        told = record(it, plan, words)
        sentences = [
            words.answer(it),
            *words.besides(it),
            *(words.reason(reason.said) for reason in it.reasons),
            *(words.source(reason.source) for reason in it.reasons),
            *(words.caution(said) for said in it.cautions),
        ]
        assert it.reasons
        assert all(reason.source.title and reason.source.dated for reason in it.reasons)
        assert not any(re.search(r"[{}]|_mo\b|_kh\b|\b(MO|KH)\b", one) for one in sentences), sentences
        assert set(told) >= {"carrier", "status", "successor", "confidence", "reasons", "alternatives"}


def test_what_is_none_of_ours_gets_the_plan_of_the_country():
    """The codes that are free on every network first, then the regulator; each with its source, valid today."""
    it = found(value="012 345 678")
    plan = general_plan(it.country, CATALOGUE, TODAY)

    assert plan is not None
    assert [way.value for way in plan.codes] == ["*1200#", "*1201#", "*1202#", "*1203*PIN#", "1204"]
    assert plan.regulator[0].value == "6789"
    assert {way.source.key for way in (*plan.codes, *plan.regulator)} == {"TRCW"}
    assert general_plan("", CATALOGUE, TODAY) is None


def test_no_channel_of_a_carrier_that_is_gone_is_passed_on():
    """The answer about SmarTone holds no number, address or page of it."""
    for value in ("SmarTone", "62512345", "1628", "www.smartone.com.mo"):
        it = found(value=value)
        told = str(record(it, None, telling("en")))
        assert it.carrier == "ctm"
        assert "http://www.smartone" not in told
        assert "28938938" not in told


def test_every_text_is_used_and_every_used_one_is_there():
    """The words of the rules, and no others, have a text in each language."""
    root = Path(spelling.__file__).parents[1]
    code = "".join(
        path.read_text("utf-8")
        for path in (
            *(Path(str(module.__file__)) for module in MODULES),
            root / "domain" / "identify.py",
            root / "traveller" / "identify.py",
        )
    )
    words = set(re.findall(r"[\"'](?:f\")?([a-z0-9_]+)[\"']", code))
    built = {f"network_{word}" for word in ("switched_off", "not_assigned", "of_another")}
    built |= {f"name_{like}_of_other" for like in ("whole", "within", "part", "near")}
    texts = common_texts()
    for language in ("en", "zh-Hans"):
        for kind in ("reason", "caution", "problem"):
            keys = {
                key.removeprefix(f"identify.{kind}.")
                for key in texts[language]
                if key.startswith(f"identify.{kind}.")
            }
            assert keys <= words | built, (language, kind, keys - words - built)


@given(st.text(max_size=80) | st.text(DIGITS, max_size=40))
@settings(max_examples=60, deadline=None)
def test_anything_typed_is_answered_or_refused(text: str):
    """No text breaks it, in any field; what is answered has a reason with a source and can be told."""
    for field in ("value", "number", "iccid", "imsi", "printed", "shown", "dialled", "country"):
        try:
            it = found(**{field: text})
        except NotUnderstood:
            continue
        assert it.reasons
        assert record(it, None, telling("en"))["confidence"] in ("low", "medium", "high")


@pytest.mark.parametrize(("typed", "prefix"), [("088123456", "088"), ("0971234 56", "097")])
def test_a_number_of_a_known_range_with_another_count_of_digits_is_told_so(typed: str, prefix: str) -> None:
    """It had been said to be in no range that is known."""
    finding = number_signs.number_finding(typed.replace(" ", ""), CATALOGUE)

    assert finding.reasons[0].said.word == "number_digits"
    assert finding.reasons[0].said.values == {"prefix": prefix}
