"""What `signoff statement`, `dispute` and `reminders` say to people and programs, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.commands import Said

Command = Callable[..., Said]
LINE = ("--carrier", "ctm", "--ended", "2026-09-10")
TEXT = (
    "Date,Description,Amount,Currency\n2026-09-13,CTM MACAU,-128.00,MOP\n2026-09-14,澳門電訊,-5.00,HKD\n"
    "2026-09-15,CTM,1.00,MOP\nsoon,CTM,-1.00,MOP\n"
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A statement."""
    place = tmp_path / "statement.csv"
    place.write_text(TEXT)
    return str(place)


def test_a_statement_is_told_to_people(command: Command, file: str):
    """Rows, reasons, totals by currency, and how the file was read."""
    said = command("statement", file, *LINE, "--charges", "minus")

    assert said.code == 0
    assert "MOP\u00a0128.00 – CTM MACAU (Bears the name “CTM”)" in said.out
    assert "Together in HKD" in said.out
    assert "no date; bears the carrier's name" in said.out
    assert "An amount with a minus" in said.out


def test_a_statement_is_told_to_programs(command: Command, file: str):
    """In one object with the members that are promised."""
    found = command("statement", file, *LINE, "--charges", "minus", "--json").json

    assert set(found) == {"carrier", "ended", "charges", "refunds", "before", "totals", "unread", "read"}
    assert [one["amount_minor"] for one in found["charges"]] == [12800, 500]
    assert found["totals"] == [
        {"currency": "HKD", "amount_minor": 500},
        {"currency": "MOP", "amount_minor": 12800},
    ]
    assert found["unread"] == [{"line": 5, "why": "day", "bears_name": True}]


def test_the_letter_is_shown_and_written(command: Command, file: str, tmp_path: Path):
    """As PDF and text; the lines that were chosen only."""
    pdf, text = tmp_path / "letter.pdf", tmp_path / "letter.txt"
    more = ("--charges", "minus", "--to", "regulator", "--written", "pt", "--rows", "3")

    said = command("dispute", file, *LINE, *more, "--pdf", str(pdf), "--text", str(text))

    assert said.code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "HKD\u00a05,00 (linha 3 do extracto)" in text.read_text()
    assert "128,00" not in text.read_text()
    assert "cttgeral@ctt.gov.mo" in said.out
    assert "UNKNOWN" in said.out


def test_the_letter_is_told_to_programs(command: Command, file: str):
    """With the bank's last day by Visa's rule, and its source."""
    found = command(
        "dispute", file, *LINE, "--charges", "minus", "--to", "issuer", "--paid", "visa", "--json"
    ).json

    assert found["until"]["date"] == "2027-01-11"
    assert found["until"]["source"][0]["url"]
    assert found["order"] == ["carrier", "regulator", "consumer_council", "issuer"]


def test_the_days_to_watch_are_written(command: Command, tmp_path: Path):
    """For a calendar, and told with their sources."""
    ics = tmp_path / "days.ics"

    said = command(
        "reminders",
        "--carrier",
        "metfone_kh",
        "--ended",
        "2026-09-10",
        "--expires",
        "2026-09-30",
        "--ics",
        str(ics),
    )

    assert said.code == 0
    assert "29 March 2027" in said.out
    assert len(Calendar.from_ical(ics.read_bytes()).walk("VEVENT")) == 4


@pytest.mark.parametrize(
    ("more", "option"),
    [
        ((), "--charges"),
        (("--dates", "iso"), "--dates"),
        (("--charges", "+"), "--charges"),
        (("--currency", "XX"), "--currency"),
        (("--encoding", "ebcdic"), "--encoding"),
        (("--ended", "soon"), "--ended"),
        (("--ended", "2999-01-01"), "--ended"),
        (("--carrier", "none"), "--carrier"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_option(
    command: Command, file: str, more: tuple[str, str], option: str
):
    """Exit code 2, in the words of programs too."""
    said = command("statement", file, *LINE, *more, "--json")

    assert (said.code, said.json["error"]["option"]) == (2, option)


@pytest.mark.parametrize(
    ("more", "option"),
    [
        (("--to", "police"), "--to"),
        (("--to", "carrier", "--written", "km"), "--written"),
        (("--to", "carrier", "--proof", "word"), "--proof"),
        (("--to", "carrier", "--paid", "cash"), "--paid"),
        (("--to", "carrier", "--case", "a b"), "--case"),
        (("--to", "carrier", "--rows", "4"), "--rows"),
        (("--to", "carrier", "--pdf", "/"), "--pdf"),
    ],
)
def test_a_letter_that_cannot_be_meant_is_refused(
    command: Command, file: str, more: tuple[str, ...], option: str
):
    """A refund's line is none to dispute; a folder is no file."""
    said = command("dispute", file, *LINE, "--charges", "minus", *more, "--json")

    assert (said.code, said.json["error"]["option"]) == (2, option)


def test_a_file_that_is_none_is_refused(command: Command, tmp_path: Path):
    """Missing, a folder, or a workbook, with what to do."""
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04")
    for place, words in ((tmp_path / "gone.csv", ""), (tmp_path, ""), (book, "save it as CSV")):
        said = command("statement", str(place), *LINE, "--json")

        assert (said.code, said.json["error"]["option"]) == (2, "FILE")
        assert words in said.json["error"]["message"]
