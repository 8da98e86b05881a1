"""Every sentence is found in the very language asked for, the carrier's own wording first, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from signoff.catalogue.languages import OFFERED
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.texts import TextMissing, Texts, common_texts
from signoff.catalogue.writing import placeholders
from tests.catalogue.conftest import Spoil


@pytest.fixture
def texts(tmp_path: Path, catalogue: Catalogue) -> Texts:
    """Common texts of two languages, one of them incomplete."""
    for language, text in (
        (
            "en",
            'hello = "Hello {name}"\nbrace = "{{x}}"\n[days]\none = "{number} day"\nother = "{number} days"',
        ),
        ("zh-Hans", 'hello = "{name}，你好"\nbrace = "{{x}}"\n[days]\nother = "{number} 天"'),
        ("pt", 'hello = "Olá {name}"'),
    ):
        (tmp_path / language).mkdir()
        (tmp_path / language / "portal.toml").write_text(text, encoding="utf-8")
    return Texts(catalogue, common=tmp_path)


def test_a_text_is_said_with_its_values(texts: Texts):
    """The key is area, table and name; the placeholders are filled."""
    assert texts.say("portal.hello", "zh-Hans", name="王") == "王，你好"


def test_values_a_text_does_not_ask_for_do_no_harm(texts: Texts):
    """A shorter wording may leave something out."""
    assert texts.say("portal.brace", "en", name="Ana") == "{x}"


def test_a_value_is_never_read_as_a_placeholder(texts: Texts):
    """What a person typed stays as it is."""
    assert texts.say("portal.hello", "en", name="{name} {0} {x.y}") == "Hello {name} {0} {x.y}"


def test_a_missing_key_raises(texts: Texts):
    """Nothing is shown in place of a text that is not there."""
    with pytest.raises(TextMissing, match=r"no text portal\.goodbye in en"):
        texts.say("portal.goodbye", "en")


def test_a_missing_value_raises(texts: Texts):
    """A sentence with a hole is never shown."""
    with pytest.raises(TextMissing, match="needs a value for 'name'"):
        texts.say("portal.hello", "en")


@pytest.mark.parametrize("language", ["pt", "km", "EN", ""])
def test_there_is_no_silent_fallback(texts: Texts, language: str):
    """A text that is missing in a language is missing, even if English has it."""
    assert not texts.has("portal.brace", language)
    with pytest.raises(TextMissing):
        texts.say("portal.brace", language)


def test_only_complete_languages_are_offered(texts: Texts):
    """Portuguese lacks a text, so nobody is offered it; English comes first."""
    assert texts.languages == ("en", "zh-Hans")


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (1, "en", "1 day"),
        (0, "en", "0 days"),
        (2, "en", "2 days"),
        (1, "zh-Hans", "1 天"),
        (5, "zh-Hans", "5 天"),
    ],
)
def test_a_number_of_things_takes_the_plural_of_its_language(
    texts: Texts, number: int, language: str, said: str
):
    """English tells one from many, Chinese does not."""
    assert texts.count("portal.days", language, number) == said


def test_a_number_of_things_is_written_in_its_language(texts: Texts):
    """Thousands are set apart."""
    assert texts.count("portal.days", "en", 1200) == "1,200 days"


def test_a_carriers_own_wording_comes_first(spoil: Spoil):
    """It replaces the common text for this carrier only, and in this language only."""
    folder = spoil("ctm/text/en.toml", "[facts]", '[reading.code]\nform = "Six digits, please."\n\n[facts]')
    texts = Texts(load(folder))
    common = texts.say("reading.code.form", "en")

    assert texts.say("reading.code.form", "en", "ctm") == "Six digits, please."
    assert texts.say("reading.code.form", "en", "three_mo") == common != "Six digits, please."
    assert texts.say("reading.code.form", "zh-Hans", "ctm") == texts.say("reading.code.form", "zh-Hans")


def test_a_carriers_name_comes_from_its_pack(catalogue: Catalogue):
    """CTM and China Telecom Macau differ by one character, and are never mixed up."""
    texts = Texts(catalogue)

    assert texts.say("carriers.name", "zh-Hans", "ctm") == "澳门电讯"
    assert texts.say("carriers.name", "zh-Hans", "china_telecom_mo") == "澳门电信"
    assert texts.say("carriers.name", "en", "smart_kh") == "Smart"
    with pytest.raises(TextMissing):
        texts.say("carriers.name", "en", "nobody")


def test_every_language_on_the_list_is_offered(catalogue: Catalogue):
    """None of them lacks a text; English comes first, for those who ask for none of them."""
    assert Texts(catalogue).languages == OFFERED
    assert OFFERED[0] == "en"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-Hant", "澳門電訊"), ("zh-Hans", "澳門電訊"), ("pt", "CTM"), ("km", "CTM"), ("en", "CTM")],
)
def test_a_name_that_a_pack_lacks_is_said_as_the_reader_can_best_read_it(
    catalogue: Catalogue, language: str, said: str
):
    """In the other Chinese script, else in English: a pack of somebody else's may have fewer languages than we."""
    pack = catalogue.packs["ctm"]
    few = replace(pack, names={tag: pack.names[tag] for tag in ("en", "zh-Hant")})

    assert Texts({"ctm": few}).say("carriers.name", language, "ctm") == said


def test_placeholders_are_the_names_in_braces():
    """Doubled braces are none."""
    assert placeholders("{a} of {b}, {{not}}") == {"a", "b"}


_NAMED = r"\{(?:carrier|successor|original|asked|holder)\}"
_WITHOUT_ARTICLE = re.compile(
    rf"\b(?:de|com|em|por|para|agora|deixar|(?:peço|pediu|pergunte|primeiro|atribuída) a) {_NAMED}"
    rf"|(?:^|[.] ){_NAMED} [a-zà-ú]",
    re.IGNORECASE,
)


def test_portuguese_says_the_article_with_a_carriers_name() -> None:
    """A line is `da CTM`, not `de CTM`; a name alone, as before a colon, has none."""
    texts = common_texts()["pt"]

    assert {key: text for key, text in texts.items() if _WITHOUT_ARTICLE.search(text)} == {}
