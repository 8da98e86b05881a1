"""`signoff identify`: a value or several signs in, whose it is out; for people and for programs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.channels.terminal.screen import Left, Question
from signoff.cli import identify as identifying
from signoff.cli.output import Output
from signoff.cli.words import Words
from signoff.config import settings
from signoff.traveller.identify import Signs
from tests.cli.commands import Said

KEYS = {"carrier", "status", "successor", "confidence", "reasons", "alternatives"}


def test_a_number_is_told_with_its_reasons(command: Callable[..., Said]):
    """One object: the carrier of today, that the first one is gone, and a source behind each reason."""
    said = command("identify", "+853 6251 2345", "--json")

    told = said.json
    assert said.code == 0
    assert told.keys() >= KEYS
    assert (told["carrier"], told["status"], told["successor"]) == ("ctm", "ceased", "ctm")
    assert (told["confidence"], told["alternatives"]) == ("medium", [])
    assert [reason["sign"] for reason in told["reasons"]] == ["number", "succession"]
    for reason in told["reasons"]:
        assert reason["value"]
        assert reason["source"].keys() == {"key", "title", "url", "dated", "checked_on", "confidence"}


def test_several_signs_are_taken_together(command: Callable[..., Said]):
    """A number and the card: surer than either of them."""
    said = command("identify", "--number", "66812345", "--iccid", "8985301", "--json")

    assert (said.code, said.json["carrier"], said.json["confidence"]) == (0, "ctm", "high")
    assert said.json["status"] == "operating"
    assert said.json["successor"] is None


@pytest.mark.parametrize("value", ["012 345 678", "1204", "+86 138 1234 5678"])
def test_what_is_none_of_ours_exits_with_one(command: Callable[..., Said], value: str):
    """No carrier, and the plan of the country where it is one that we know."""
    said = command("identify", value, "--json")

    assert said.code == 1
    assert said.json["carrier"] is None
    assert said.json["status"] is None
    assert (said.json["general_plan"] is None) == (said.json["country"] is None)


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("hello",), "VALUE"),
        (("--iccid", "card"), "--iccid"),
        (("CTM", "--dialled", "4321"), "--dialled"),
        (("CTM", "--country", "Atlantis"), "--country"),
        ((), "VALUE"),
    ],
)
def test_what_is_not_understood_exits_with_two(
    command: Callable[..., Said], arguments: tuple[str, ...], option: str
):
    """The option at fault and what to do about it; nobody is asked where there is no terminal."""
    said = command("identify", *arguments, "--json")

    assert said.code == 2
    assert said.json["error"]["option"] == option
    assert said.json["error"]["message"] in said.err


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_people_read_the_answer_the_reasons_and_the_doubts(command: Callable[..., Said], language: str):
    """In their language, line by line; the carrier of a country may be named by the country's name."""
    texts = Texts(load())
    said = command("identify", "CTM", "--country", "macau", "--lang", language)

    carrier = texts.say("carriers.name", language, "ctm")
    assert said.code == 0
    assert said.out.splitlines()[1] == texts.say("identify.answer.medium", language, carrier=carrier)
    assert texts.say("identify.why", language) in said.out
    assert texts.say("identify.surer_card", language) in said.out
    other = command("identify", "CTMO", "--lang", language)
    name = texts.say("carriers.name", language, "china_telecom_mo")
    assert texts.say("identify.surer_imsi", language, carrier=name) in other.out
    assert said.err == ""


class Answers:
    """Somebody at a terminal who says these things, then leaves."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.problems: list[str] = []

    async def answer(self, question: Question, problem: str) -> str:
        """What is said to a question; the second time nothing."""
        self.asked.append(question.field)
        self.problems.append(problem)
        if self.answers.get(question.field) == "/leave":
            raise Left
        return self.answers.pop(question.field, "")


def asked(monkeypatch: pytest.MonkeyPatch, person: Answers) -> Signs:
    """The signs that the questions bring out."""
    monkeypatch.setattr(identifying, "PersonAtKeyboard", lambda *_: person)
    monkeypatch.setattr(identifying, "Keyboard", lambda: None)
    catalogue = load()
    words = Words(Texts(catalogue), "en")
    return asyncio.run(
        identifying.asked(Output(words, as_json=True), words, identifying.reader_of(catalogue, words))
    )


def test_the_questions_stop_once_it_is_sure(monkeypatch: pytest.MonkeyPatch):
    """Where it was bought, what stands on it; nothing more is needed for Metfone."""
    person = Answers(country="1", printed="Metfone")

    signs = asked(monkeypatch, person)

    assert person.asked == ["country", "printed"]
    assert (signs.country, signs.printed) == ("KH", "Metfone")


def test_whoever_knows_nothing_is_asked_everything(monkeypatch: pytest.MonkeyPatch):
    """An empty line goes on; what cannot be understood is asked again with the reason."""
    person = Answers(country="mars", printed="hello")

    signs = asked(monkeypatch, person)

    assert signs.are_none
    assert person.asked == [
        "country",
        "country",
        "printed",
        "printed",
        "iccid",
        "imsi",
        "number",
        "shown",
        "dialled",
    ]
    assert [bool(problem) for problem in person.problems[:4]] == [False, True, False, True]


def test_leaving_the_questions_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, own_place: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Exit code 130, as everywhere; nothing was told."""
    monkeypatch.setattr(identifying, "is_at_terminal", lambda **_: True)
    monkeypatch.setattr(identifying, "PersonAtKeyboard", lambda *_: Answers(country="/leave"))
    monkeypatch.setattr(identifying, "Keyboard", lambda: None)

    code = identifying.identify_card(
        Output(Words(Texts({}), "en"), as_json=True), settings(data_directory=tmp_path), {}
    )

    assert code == 130
    assert capsys.readouterr().out == ""


def test_a_country_has_more_than_one_name(command: Callable[..., Said]):
    """By its code, and as people write it in any language."""
    for typed in ("MO", "macao", "Macau", "\N{CJK UNIFIED IDEOGRAPH-6FB3}\N{CJK UNIFIED IDEOGRAPH-9580}"):
        assert command("identify", "62241234", "--country", typed, "--json").json["carrier"] == "three_mo"
