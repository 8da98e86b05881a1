"""Amounts, dates and instants are written so that nobody mistakes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.catalogue.currency import minor_digits
from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.wording import amount, day, instant, money

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "pt", "km")


@pytest.mark.parametrize(
    ("minor", "currency", "language", "written"),
    [
        (123456, "MOP", "en", "MOP 1,234.56"),
        (-123456, "MOP", "en", "-MOP 1,234.56"),
        (5, "USD", "en", "USD 0.05"),
        (0, "USD", "zh-Hans", "USD 0.00"),
        (500000, "KHR", "en", "KHR 5,000.00"),
        (123456, "MOP", "pt", "MOP 1 234,56"),
        (1234, "JPY", "en", "JPY 1,234"),
        (1234, "KWD", "en", "KWD 1.234"),
    ],
)
def test_money_has_its_code_and_its_decimals(minor: int, currency: str, language: str, written: str):
    """The riel keeps the two decimals of its minor unit, although nobody pays with sen."""
    assert money(minor, currency, language).replace("\N{NO-BREAK SPACE}", " ") == written


@given(st.integers(-(10**12), 10**12), st.sampled_from(["MOP", "USD", "KHR", "JPY", "KWD"]))
def test_money_loses_nothing(minor: int, currency: str):
    """Read back digit by digit, the amount is the same: no rounding, no float."""
    written = money(minor, currency, "en")

    digits = int("".join(character for character in written if character.isdigit()))
    assert (-digits if written.startswith("-") else digits) == minor
    assert len(written.partition(".")[2]) == minor_digits(currency)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "2 November 2026"),
        ("zh-Hans", "2026年11月2日"),
        ("zh-Hant", "2026年11月2日"),
        ("pt", "2 de Novembro de 2026"),
        ("km", "2 វិច្ឆិកា 2026"),
    ],
)
def test_a_date_names_its_month(language: str, written: str):
    """2/11 is read in two ways; a named month is not."""
    assert day(date(2026, 11, 2), language) == written


def test_portuguese_months_are_spelt_as_in_macau():
    """With a capital, as before the reform of 1990 (docs/languages.md): in dates, in instants and in every text."""
    months = [day(date(2026, month, 1), "pt").split()[2] for month in range(1, 13)]
    at = datetime(2026, 3, 1, tzinfo=UTC)

    assert months[2] == "Março"
    assert all(month == month.capitalize() for month in months)
    assert instant(at, "pt", "Asia/Macau").startswith("1 de Março de 2026")
    either = "|".join(month.lower() for month in months)
    small = re.compile(rf"\b(?:{either}) de \d{{4}}|\d de (?:{either})\b")
    texts = [
        *BUILT_IN.glob("**/pt.toml"),
        *BUILT_IN.glob("**/pt/*.toml"),
        BUILT_IN / "common" / "letters.toml",
    ]
    assert [file.name for file in texts if small.search(file.read_text(encoding="utf-8"))] == []


def test_an_instant_is_told_on_the_carriers_clock():
    """18:05 in London is the next day in Macau, and the zone is named."""
    at = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)

    assert instant(at, "en", "Asia/Macau") == "22 November 2026, 02:05 (Macau, UTC+8)"
    assert instant(at, "zh-Hans", "Asia/Phnom_Penh") == "2026年11月22日 01:05（金边，UTC+7）"


def test_half_hours_of_a_zone_are_told():
    """Not every zone is whole hours away."""
    assert instant(datetime(2026, 1, 1, tzinfo=UTC), "en", "Asia/Kolkata").endswith("UTC+5:30)")


def test_an_instant_without_a_zone_is_refused():
    """A naive time is a fault of ours, not something to guess at."""
    with pytest.raises(ValueError, match="needs a time zone"):
        instant(datetime(2026, 1, 1), "en", "Asia/Macau")  # noqa: DTZ001 - a naive time is what is tried here


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_to_come_can_be_written(language: str):
    """Traditional Chinese, Portuguese and Khmer need no more code."""
    written = (
        money(150, "MOP", language),
        amount(1234567, language),
        day(date(2026, 11, 22), language),
        instant(datetime(2026, 11, 22, tzinfo=UTC), language, "Asia/Macau"),
    )

    assert all(text.strip() for text in written)
    assert "MOP" in written[0]
