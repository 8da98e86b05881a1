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

    rows = {"charges", "came_back", "part_back", "refunds", "before", "totals", "unread", "read"}
    assert set(found) == {"carrier", "ended"} | rows
    assert [one["amount_minor"] for one in found["charges"]] == [12800, 500]
    assert found["totals"] == [
        {"currency": "HKD", "amount_minor": 500},
        {"currency": "MOP", "amount_minor": 12700},  # 1.00 came back
    ]
    assert found["part_back"] == [4]
    assert found["unread"] == [{"line": 5, "why": "day", "bears_name": True, "says": ""}]
    assert found["read"]["charges_overruled"] is False


def test_what_was_said_of_charges_and_not_followed_is_told_at_the_top(command: Command, tmp_path: Path):
    """In both commands that read the file."""
    marked = tmp_path / "marked.csv"
    marked.write_text("Date,Details,Amount (MOP)\n2026-09-13,CTM,9\n2026-09-14,CTM,7 CR\n")

    found = command("statement", str(marked), *LINE, "--charges", "plain")
    letter = command("dispute", str(marked), *LINE, "--charges", "plain", "--to", "carrier")

    for said in (found, letter):
        assert said.code == 0
        assert "You said how a charge is written." in said.out
    assert found.out.index("You said") < found.out.index("Line 2")


def test_a_mark_on_a_row_of_somebody_else_hides_no_charge(command: Command, tmp_path: Path):
    """What is not shown by the file is asked for; both commands say so, and how marked rows were read."""
    rows = "Date,Details,Amount (MOP)\n2026-09-13,CTM,-198.00\n2026-09-14,INTEREST,5.00 {}\n"
    credit, debit = tmp_path / "credit.csv", tmp_path / "debit.csv"
    credit.write_text(rows.format("CR"))
    debit.write_text(rows.format("DR"))

    found = command("statement", str(credit), *LINE)
    letter = command("dispute", str(credit), *LINE, "--to", "carrier")
    asked = [
        command("statement", str(debit), *LINE),
        command("dispute", str(debit), *LINE, "--to", "carrier"),
    ]

    assert (found.code, letter.code) == (0, 0)
    assert "Line 2" in found.out
    assert "Rows that say it themselves (CR or DR" in found.out
    assert "198.00" in letter.out
    for said in asked:
        assert said.code == 2
        assert "--charges" in said.err


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
        "--expires",
        "2026-09-30",
        "--ics",
        str(ics),
    )

    assert said.code == 0
    assert "29 March 2027" in said.out
    assert "The line should be dead" not in said.out
    assert len(Calendar.from_ical(ics.read_bytes()).walk("VEVENT")) == 4


@pytest.mark.parametrize(
    ("days", "option"),
    [
        (("--ended", "2026-10-10", "--expires", "2026-01-01"), "--expires"),
        ((), "--ended"),
        (("--expires", "9999-12-31"), "--expires"),
    ],
)
def test_days_are_told_for_one_end_only(command: Command, days: tuple[str, ...], option: str):
    """Nothing is counted from a day that another one contradicts."""
    said = command("reminders", "--carrier", "metfone_kh", *days)

    assert said.code == 2
    assert said.err.startswith(f"{option}: ")


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


def test_a_charge_that_came_back_is_asked_about_and_not_disputed_unasked(command: Command, tmp_path: Path):
    """One refund speaks for one charge, the latest before it; whoever names the line has it in the letter."""
    place = tmp_path / "statement.csv"
    rows = ("2026-09-12,CTM,5,", "2026-09-13,CTM,5,", "2026-09-14,CTM,,5", "2026-09-15,CTM,7,")
    place.write_text("Date,Details,Debit (MOP),Credit (MOP)\n" + "\n".join(rows))
    only = tmp_path / "only.csv"
    only.write_text("Date,Details,Debit (MOP),Credit (MOP)\n2026-09-13,CTM,5,\n2026-09-14,CTM,,5\n")

    told, found = (command("statement", str(place), *LINE, *more) for more in ((), ("--json",)))
    letter = command("dispute", str(place), *LINE, "--to", "carrier", "--json").json
    named = command("dispute", str(place), *LINE, "--to", "carrier", "--rows", "3", "--json").json
    refused = command("dispute", str(only), *LINE, "--to", "carrier")

    question = "This amount came back on 14 September 2026 (line 4): is it this one?"
    assert told.out.count(question) == 1
    back = [{"line": 3, "date": "2026-09-14", "refund_line": 4, "refund_lines": [4]}]
    assert found.json["came_back"] == letter["left_out"] == back
    assert found.json["totals"] == [{"currency": "MOP", "amount_minor": 1200}]
    assert [one["line"] for one in letter["charges"]] == [2, 5]
    assert ([one["line"] for one in named["charges"]], named["left_out"]) == ([3], [])
    assert refused.code == 2
    assert "is it this one?" in refused.out + refused.err


@pytest.mark.parametrize(("carrier", "asked"), [("smartone_mo", "CTM"), ("metfone_kh", "Metfone")])
def test_a_line_that_still_lives_is_asked_about_where_somebody_answers(
    command: Command, carrier: str, asked: str
):
    """Nobody answers at a carrier that is gone: its successor does."""
    said = command("reminders", "--carrier", carrier, "--ended", "2026-09-10")

    assert said.code == 0
    assert f"ask {asked}, who answers for the line today" in said.out
