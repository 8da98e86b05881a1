"""What a traveller types is read into a situation, or refused at its field with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.carrier import TariffKind
from signoff.domain.line import SimKind
from signoff.domain.situation import Need, Situation
from signoff.traveller.asking import Answers, Unfit, read_situation
from tests.traveller.journeys import GUIDE, TEXTS

TODAY = date(2026, 11, 22)
SOUND = Answers(leaving="2026-12-05")


def read(answers: Answers) -> Situation:
    return read_situation(answers, today=TODAY, currency="MOP")


def refused(answers: Answers) -> list[tuple[str, str]]:
    with pytest.raises(Unfit) as unfit:
        read(answers)
    for problem in unfit.value.problems:
        for language in TEXTS.languages:
            assert TEXTS.say(problem.key, language, None, **problem.values)
    return [(problem.field, problem.key) for problem in unfit.value.problems]


def test_everything_that_can_be_typed_is_read():
    """Dates as people write them, amounts with point or comma, every box."""
    typed = Answers(
        kind="prepaid",
        sim="esim",
        leaving="2026/12/5",
        back="2027年3月1日",
        balance="37,5",
        expires="2026-10-01",
        arrears="１９８.00",
        states=frozenset({"loan", "suspended", "lost"}),
        needs=("bank_codes", "wallet"),
    )

    assert read(typed) == Situation(
        today=TODAY,
        leaving_on=date(2026, 12, 5),
        back_on=date(2027, 3, 1),
        tariff_kind=TariffKind.PREPAID,
        sim_kind=SimKind.ESIM,
        balance_minor=3750,
        expires_on=date(2026, 10, 1),
        owed_minor=19800,
        has_loan=True,
        is_suspended=True,
        is_lost=True,
        needs=frozenset({Need.BANK_CODES, Need.WALLET}),
    )


@pytest.mark.parametrize("typed", ["១២,៥០", "１２．５", "12.50"])
def test_an_amount_is_read_in_the_digits_of_its_script(typed: str):
    """As days and numbers are."""
    found = read(replace(SOUND, balance=typed, arrears=typed))

    assert (found.balance_minor, found.owed_minor) == (1250, 1250)


def test_what_is_left_out_is_not_known():
    """No balance is not a balance of nothing."""
    found = read(SOUND)

    assert (found.tariff_kind, found.balance_minor, found.expires_on, found.owed_minor) == (
        None,
        None,
        None,
        0,
    )
    assert read(replace(SOUND, kind="unsure")) == found


@pytest.mark.parametrize(
    ("changes", "field", "key"),
    [
        ({"leaving": ""}, "leaving", "advice.problem.leaving_missing"),
        ({"leaving": "2026-11-21"}, "leaving", "advice.problem.past"),
        ({"leaving": "2027-11-23"}, "leaving", "advice.problem.far"),
        ({"leaving": "2026-02-30"}, "leaving", "reading.wanted_on.no_such_day"),
        ({"leaving": "tomorrow"}, "leaving", "reading.wanted_on.form"),
        ({"leaving": "9" * 5000}, "leaving", "reading.wanted_on.too_long"),
        ({"back": "2026-12-04"}, "back", "advice.problem.back_early"),
        ({"back": "2039-01-01"}, "back", "advice.problem.far"),
        ({"back": "<b>"}, "back", "reading.wanted_on.form"),
        ({"expires": "2020-01-01"}, "expires", "advice.problem.expires_past"),
        ({"states": frozenset({"zz"})}, "states", "advice.problem.state"),
        ({"states": frozenset({"abroad"})}, "leaving", "advice.problem.leaving_abroad"),
        ({"kind": "PREPAID"}, "kind", "advice.problem.kind"),
        ({"sim": "chip"}, "sim", "advice.problem.sim"),
        ({"balance": "-1"}, "balance", "advice.problem.money"),
        ({"balance": "1.234"}, "balance", "advice.problem.money"),
        ({"balance": "1e9"}, "balance", "advice.problem.money"),
        ({"balance": "9" * 5000}, "balance", "advice.problem.money"),
        ({"arrears": "MOP 5"}, "arrears", "advice.problem.money"),
        ({"needs": ("bank_codes", "love")}, "needs", "advice.problem.need"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(changes: dict[str, object], field: str, key: str):
    """With a reason in every language."""
    assert refused(replace(SOUND, **changes)) == [(field, key)]  # type: ignore[arg-type]  # fields of Answers


def test_all_that_is_wrong_is_told_at_once():
    """Nobody corrects a form field by field."""
    assert [field for field, _ in refused(Answers(kind="x", sim="y", balance="z"))] == [
        "leaving",
        "kind",
        "sim",
        "balance",
    ]


@pytest.mark.parametrize("leaving", ["", "2026-11-01", "2026-11-22"])
def test_who_has_left_already_leaves_today(leaving: str):
    """The day they left may be over, or left out."""
    found = read(Answers(leaving=leaving, states=frozenset({"abroad"})))

    assert (found.is_abroad, found.leaving_on) == (True, TODAY)


def test_today_is_the_day_where_the_line_is():
    """At half past nine in the evening in London it is the next day in Macau."""
    assert GUIDE.today("ctm") == date(2026, 11, 22)
    late = replace(GUIDE, now=lambda: GUIDE.now().replace(hour=21, minute=30))
    assert late.today("ctm") == date(2026, 11, 23)


TYPED = st.text(max_size=80)


@given(TYPED, TYPED, TYPED, TYPED, TYPED, TYPED, st.lists(TYPED, max_size=3))
def test_nothing_that_is_typed_breaks_the_reader(
    kind: str, leaving: str, back: str, balance: str, expires: str, arrears: str, needs: list[str]
):
    """A situation or a refusal, whatever comes."""
    answers = Answers(kind, "", leaving, back, balance, expires, arrears, frozenset(), tuple(needs))
    try:
        read(answers)
    except Unfit as unfit:
        refused_fields = {problem.field for problem in unfit.problems}
    else:
        refused_fields = set()
    assert bool(refused_fields) or answers.leaving.strip()
