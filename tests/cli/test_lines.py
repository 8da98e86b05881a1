"""`signoff lines`: other hands at the command line, on the lines of a sandbox that is there already."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from signoff.catalogue.texts import Texts
from signoff.domain.carrier import TariffKind
from signoff.domain.line import Contact, ContactKind
from signoff.sandbox.box import Sandbox
from signoff.sandbox.install import install
from signoff.sandbox.planting import DocumentKind, Planting
from tests.cli.commands import Said, in_process

NUMBER, BARE = "+85366810001", "+85366810003"
TEXTS = Texts({})


class Place:
    """Where the lines lie."""

    def __init__(self, dsn: str, data: Path) -> None:
        self.options = ("--database-url", dsn, "--data-dir", str(data))

    def lines(self, *arguments: str) -> Said:
        """The command, for people."""
        return in_process("lines", *arguments, *self.options)

    def told(self, *arguments: str) -> dict[str, object]:
        """The one object it says."""
        said = in_process("lines", *arguments, *self.options, "--json")
        assert said.code == 0, said.err
        found: dict[str, object] = said.json
        return found


@pytest.fixture(scope="module")
def place(new_database, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A demo line of which everything is known, and another line of which nothing is."""
    dsn = new_database()
    known = Planting(
        carrier_id="ctm",
        numbers=(NUMBER, "+85366810002"),
        tariff_id="any",
        tariff_kind=TariffKind.PREPAID,
        currency="MOP",
        holder_name="Chan Mei",
        document_kind=DocumentKind.MACAU_ID,
        document_number="0000000(0)",
        born_on=date(1996, 2, 29),
        contacts=(Contact(ContactKind.EMAIL, "chan.mei@holder.example"),),
        is_demo=True,
    )
    bare = Planting(
        carrier_id="elsewhere",
        numbers=(BARE,),
        tariff_id="any",
        tariff_kind=TariffKind.PREPAID,
        currency="MOP",
    )

    async def plant() -> None:
        sandbox = Sandbox(install(dsn))
        for planting in (known, bare):
            await sandbox.plant_line(planting)
        await sandbox.close()

    asyncio.run(plant())
    return Place(dsn, tmp_path_factory.mktemp("lines") / "data")


def test_a_line_is_shown_with_all_that_is_known_of_it(place: Place) -> None:
    """To programs, and to people in words."""
    record, said = place.told("show", "6681 0001"), place.lines("show", NUMBER)

    assert record == {
        "carrier": "ctm",
        "numbers": [NUMBER, "+85366810002"],
        "iccid": record["iccid"],
        "holder": "Chan Mei",
        "document": "macau_id",
        "document_number": "0000000(0)",
        "born_on": "1996-02-29",
        "contacts": ["chan.mei@holder.example"],
        "sim_changed_at": None,
        "suspended": False,
        "holds": [],
    }
    assert "  Document: Macau resident identity card 0000000(0)\n" in said.out
    assert "  Standing: nothing in its way\n" in said.out
    assert "SIM changed" not in said.out


def test_demo_lines_are_listed_and_no_others(place: Place) -> None:
    """One row each."""
    listed = place.told("show")["lines"]
    said = place.lines("show")

    assert isinstance(listed, list)
    assert [one["numbers"][0] for one in listed] == [NUMBER]
    assert "chan.mei@holder.example" in said.out
    assert BARE[-4:] not in said.out


@pytest.mark.parametrize(
    ("command", "member", "on", "off", "words"),
    [
        ("lock", "holds", ["locked"], [], "account locked"),
        ("hold", "holds", ["legal"], [], "legal hold"),
        ("port-out", "holds", ["porting_out"], [], "number is moving to another carrier"),
        ("suspend", "suspended", True, False, "suspended"),
    ],
)
def test_what_others_do_is_done_and_taken_back(
    place: Place, command: str, member: str, on: object, off: object, words: str
) -> None:
    """The answer is how the line stands then, and the next command finds it so."""
    done = place.told(command, NUMBER)
    shown = place.lines("show", NUMBER)
    undone = place.told(command, NUMBER, "--off")

    assert (done[member], undone[member]) == (on, off)
    assert f"  Standing: {words}\n" in shown.out
    assert place.told("show", NUMBER) == undone


def test_a_new_sim_has_another_number_and_the_time_of_its_change(place: Place) -> None:
    """The time is the carrier's, with its place."""
    before = place.told("show", NUMBER)
    after = place.told("swap-sim", NUMBER)
    said = place.lines("show", NUMBER)

    assert after["iccid"] != before["iccid"]
    changed_at = datetime.fromisoformat(str(after["sim_changed_at"]))
    assert datetime.now(UTC) - changed_at < timedelta(minutes=10)
    assert "(Macau, UTC+8)" in said.out


def test_a_line_of_which_nothing_is_known_leaves_that_out(place: Place) -> None:
    """Also one of a carrier that no pack names any more."""
    said = place.lines("suspend", BARE)

    assert said.code == 0
    assert "  Carrier: elsewhere\n" in said.out
    assert not {"Document", "Born", "Registered contacts"} & {
        row.strip().split(":")[0] for row in said.out.splitlines()
    }


def test_a_number_of_no_live_line_is_refused(place: Place) -> None:
    """Nothing is done."""
    said = in_process("lines", "lock", "+85366819999", *place.options)

    assert said.code == 2
    assert said.err == "NUMBER: No live line of the sandbox has this number.\n"


def test_where_no_database_is_none_is_made(own_place: None, tmp_path: Path) -> None:
    """There can be no lines."""
    said = in_process("lines", "show", "--data-dir", str(tmp_path / "data"))

    assert said.code == 1
    assert "There is no database" in said.err
    assert not (tmp_path / "data").exists()


def test_an_empty_sandbox_says_what_plants_lines(new_database, tmp_path: Path) -> None:
    """In its language."""
    options = ("--database-url", new_database(), "--data-dir", str(tmp_path / "data"))
    said = in_process("lines", "show", *options, "--lang", "pt")

    assert said.code == 0
    assert "signoff up" in said.out


@pytest.mark.parametrize("language", TEXTS.languages)
def test_every_document_has_a_name_in_every_language(language: str) -> None:
    """As has everything that may stand in a line's way."""
    documents = {TEXTS.say(f"cli.lines.document.{kind}", language) for kind in DocumentKind}
    states = {
        TEXTS.say(f"portal.sandbox.standing.{name}", language)
        for name in ("free", "suspended", "locked", "legal", "porting_out")
    }

    assert (len(documents), len(states)) == (len(DocumentKind), 5)


def test_the_key_of_a_carriers_news_is_shown_and_is_its_own(command, tmp_path) -> None:
    """The same each time; of a carrier that is not here, none."""
    place = ("--data-dir", str(tmp_path))
    first, again, other = (command("lines", "news-key", one, *place) for one in ("ctm", "ctm", "metfone_kh"))

    assert first.code == again.code == other.code == 0
    assert len(first.out.strip()) == 64
    assert first.out == again.out != other.out
    assert command("lines", "news-key", "nobody", *place).code == 2
