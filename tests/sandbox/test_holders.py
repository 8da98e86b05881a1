"""The sandbox's own holders: each is known by their name as a paper has it, and nobody else is."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.domain.carrier import TariffKind
from signoff.domain.identity_document import DocumentKind, DocumentReading
from signoff.domain.judging_documents import judge
from signoff.domain.line import Line
from signoff.domain.typed_paper import Agreement, compared
from signoff.identity.names import spelled
from signoff.sandbox.box import Sandbox
from signoff.sandbox.demo import seed
from signoff.sandbox.install import install
from signoff.sandbox.planting import DocumentKind as PlantedKind
from signoff.sandbox.planting import Planting
from signoff.systems.sandbox_carrier import sandbox_systems
from tests.sandbox.test_planting import CARRIERS, NUMBERS, carrier_named

PAPERS = {
    "ctm": ("CHAN", "TAI MAN", "0000000(0)", date(1996, 2, 29)),
    "smartone_mo": ("LI", "MEI", "C00000000", date(2001, 12, 3)),
    "china_telecom_mo": ("WANG", "XIAOMING", "000000199908150027", date(1999, 8, 15)),
    "three_mo": ("DA SILVA", "JOAO", "SPECIMEN1", date(1988, 6, 10)),
    "smart_kh": ("SOK", "DARA", "000000000", date(1994, 4, 14)),
    "metfone_kh": ("NGUYEN", "VAN AN", "SPECIMEN2", date(1979, 9, 2)),
}
"""What stands on each holder's own document: surname, given names, number, birth."""


@pytest.fixture
async def empty_sandbox(database_dsn: str):
    """A sandbox that nobody has planted anything in."""
    sandbox = Sandbox(install(database_dsn))
    yield sandbox
    await sandbox.close()


def _reading(surname: str, given_names: str, number: str, birth: date) -> DocumentReading:
    kind, expiry = DocumentKind.PASSPORT, date(2030, 1, 1)
    return DocumentReading(
        kind,
        surname=surname,
        given_names=given_names,
        number=number,
        birth=birth,
        expiry=expiry,
        confidence=1.0,
    )


async def test_each_holder_is_known_by_their_own_paper_and_by_no_other_name(empty_sandbox: Sandbox) -> None:
    """At the counter and by machine, whatever letters records write the name in; each against all papers."""
    lines = await seed(empty_sandbox, [carrier_named(carrier_id) for carrier_id in CARRIERS], numbers=NUMBERS)
    today = date(2026, 11, 22)
    for carrier_id, line in zip(CARRIERS, lines, strict=True):
        holder = await sandbox_systems(empty_sandbox, carrier_id).records.holder(line)
        for whose, (surname, given_names, number, birth) in PAPERS.items():
            own = whose == carrier_id
            for typed in (f"{surname} {given_names}", f"{given_names} {surname}".title()):
                said = compared(typed, "", holder, spelled)
                assert said is (Agreement.AGREES if own else Agreement.DIFFERS), (carrier_id, typed)
            paper = _reading(surname, given_names, number, birth)
            assert judge(paper, holder, today, spelled=spelled).matched is own, (carrier_id, whose)
        assert compared("MALLORY THIEF", "", holder, spelled) is Agreement.DIFFERS


@pytest.mark.parametrize(
    ("name", "latin", "native"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An", ""),
        ("Łukasz Ørsted-Þór", "Łukasz Ørsted-Þór", ""),
        ("សុខ ដារ៉ា", "", "សុខ ដារ៉ា"),
        ("陳大文", "", "陳大文"),
        ("陳大文 CHAN Tai Man", "CHAN Tai Man", "陳大文"),
    ],
)
async def test_records_say_a_name_by_its_script(
    empty_sandbox: Sandbox, name: str, latin: str, native: str
) -> None:
    """A name that holds letters of two scripts is a name in each."""
    planting = Planting(
        carrier_id="ctm",
        numbers=NUMBERS["ctm"][:1],
        tariff_id="prepaid",
        tariff_kind=TariffKind.PREPAID,
        currency="MOP",
        holder_name=name,
        document_kind=PlantedKind.PASSPORT,
        document_number="1",
        born_on=date(1990, 1, 1),
    )
    line: Line = await empty_sandbox.plant_line(planting)
    holder = await sandbox_systems(empty_sandbox, "ctm").records.holder(line)
    assert (holder.latin_name, holder.native_name) == (latin, native)
    assert compared(name, "", holder, spelled) is Agreement.AGREES
    for other in ("Mallory Thief", "ចាន់ ធីតា", "李四"):
        assert compared(other, "", holder, spelled) is not Agreement.AGREES
        assert compared(other, "2", holder, spelled) is Agreement.DIFFERS
