"""What `signoff advise` and `signoff plan` say to people and to programs. Refusals are in `test_bad_input.py`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar

from tests.cli.commands import Said

Command = Callable[..., Said]
SOON = (datetime.now(UTC).date() + timedelta(days=16)).isoformat()
LEAVING = ("--leaving", SOON)


def test_the_advice_is_told_with_its_reasons_and_their_sources(command: Command):
    """Numbers behind what is known lead to the sources; what is not known is marked."""
    said = command("advise", "--carrier", "ctm", *LEAVING, "--kind", "prepaid", "--balance", "37.50")

    assert said.code == 0
    assert "CTM: Let it lapse" in said.out
    assert "\N{BULLET} What is left on a prepaid line is not paid back." in said.out
    assert "? No way of ending a line" in said.out
    assert "[1] CTM: " in said.out
    assert "Balance MOP\N{NO-BREAK SPACE}37.50" in said.out


def test_a_balance_of_a_line_with_a_bill_is_told_to_count_for_nothing(command: Command):
    """It had been ignored without a word; a prepaid line's counts, and nothing is said where none was given."""
    told = "counts for nothing here"
    bill = ("advise", "--carrier", "ctm", *LEAVING, "--kind", "postpaid")

    assert told in command(*bill, "--balance", "5").out
    assert told in command(*bill, "--expires", SOON).out
    assert told not in command(*bill).out
    assert told not in command(*bill[:-1], "prepaid", "--balance", "5", "--expires", SOON).out


def test_programs_get_the_advice_in_one_object(command: Command):
    """With the members that are promised, and a source or UNKNOWN behind each reason."""
    found = command("advise", "--carrier", "metfone_kh", *LEAVING, "--kind", "prepaid", "--json").json

    assert set(found) == {"carrier", "advice", "date", "reasons", "money", "dates"}
    assert (found["carrier"], found["advice"], found["date"]) == ("metfone_kh", "let_lapse", None)
    for row in (*found["reasons"], *found["money"].values(), *found["dates"]):
        assert row["text"]
        assert row["source"] == "UNKNOWN" or all(one["title"] and one["checked_on"] for one in row["source"])
    assert [one["what"] for one in found["dates"]] == [
        "outgoing_blocked",
        "blocked",
        "terminated",
        "reassigned",
    ]


def test_an_old_card_leads_to_the_carrier_that_took_over(command: Command):
    """Also in Chinese, and from abroad."""
    said = command("advise", "--carrier", "smartone_mo", "--abroad", "--lang", "zh-Hans")

    assert said.code == 0
    assert "询问接手的运营商" in said.out


def test_a_plan_is_shown_and_written(command: Command, tmp_path: Path):
    """On the screen from the codes to the sources; as PDF and for a calendar."""
    pdf, ics = tmp_path / "plan.pdf", tmp_path / "plan.ics"

    said = command("plan", "--carrier", "smart_kh", *LEAVING, "--pdf", str(pdf), "--ics", str(ics))

    assert said.code == 0
    assert said.out.index("*1200#") < said.out.index("Ask for the end") < said.out.index("Sources")
    assert "Reported, not confirmed by the carrier" in said.out
    assert pdf.read_bytes().startswith(b"%PDF")
    assert Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert said.out.splitlines()[-2:] == [f"\N{CHECK MARK} {pdf}", f"\N{CHECK MARK} {ics}"]


def test_programs_get_the_plan_in_one_object(command: Command):
    """Its dates are days, its tasks in their order; nothing else is on stdout."""
    found = command("plan", "--carrier", "three_mo", *LEAVING, "--kind", "postpaid", "--json").json

    days = [task["date"] for task in found["tasks"]]
    assert days == sorted(days)
    assert found["advice"]["advice"] == "end_on"
    assert found["leaving"] == SOON
    assert found["files"] == []
    assert {task["kind"] for task in found["tasks"]} == {"self", "call", "visit"}


def test_a_file_that_cannot_be_written_is_named(command: Command, tmp_path: Path):
    """A folder in its place; the sentence names the option, and nothing else is written."""
    said = command("plan", "--carrier", "ctm", *LEAVING, "--ics", str(tmp_path))

    assert (said.code, said.err.partition(":")[0]) == (2, "--ics")
    assert not (tmp_path / "home").exists()


def test_what_is_written_for_programs_can_be_read_in_chinese_too(command: Command):
    """Words are the reader's, members and dates are not."""
    english, chinese = (
        command("plan", "--carrier", "ctm", *LEAVING, "--json", "--lang", language).json
        for language in ("en", "zh-Hans")
    )

    assert [task["task"] for task in english["tasks"]] == [task["task"] for task in chinese["tasks"]]
    assert json.dumps(english) != json.dumps(chinese)
