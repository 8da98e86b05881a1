"""Planting lines, and the well-known line of each carrier."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from signoff.domain.carrier import (
    BalanceRule,
    Billing,
    Carrier,
    CollectWay,
    PayoutWay,
    Policy,
    RecurringRule,
    SimRule,
    Tariff,
    TariffKind,
)
from signoff.domain.line import Contact, ContactKind, Line, SimKind
from signoff.domain.standing import Hold, Standing
from signoff.sandbox import sims
from signoff.sandbox.box import Sandbox
from signoff.sandbox.demo import seed
from signoff.sandbox.install import install
from signoff.sandbox.planting import DocumentKind, Planting
from signoff.systems.sandbox_carrier import sandbox_systems

CARRIERS = ("ctm", "smartone_mo", "china_telecom_mo", "smart_kh", "metfone_kh", "three_mo")
CHANGED_AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
NUMBERS = {
    carrier_id: (f"+999{place}000000", f"+999{place}000001") for place, carrier_id in enumerate(CARRIERS)
}


def carrier_named(carrier_id: str, *, kinds: tuple[TariffKind, ...] = tuple(TariffKind)) -> Carrier:
    """A carrier as a pack would give it."""
    tariffs = {
        f"{kind}_plan": Tariff(
            f"{kind}_plan",
            kind,
            Billing.NONE,
            0,
            RecurringRule.FULL_CYCLE,
            BalanceRule.REFUND,
            0,
        )
        for kind in kinds
    }
    policy = Policy(0, 30, 90, SimRule.DESTROY, 24, tuple(PayoutWay), tuple(CollectWay))
    return Carrier(carrier_id, "MO", "Asia/Macau", "MOP", "0" * 64, policy, MappingProxyType(tariffs))


@pytest.fixture
async def empty_sandbox(database_dsn: str):
    """A sandbox that nobody has planted anything in."""
    sandbox = Sandbox(install(database_dsn))
    yield sandbox
    await sandbox.close()


async def test_each_carrier_has_one_well_known_line(empty_sandbox: Sandbox) -> None:
    """Between them: two numbers on a line, an eSIM, prepaid and postpaid."""
    lines = await seed(empty_sandbox, [carrier_named(carrier_id) for carrier_id in CARRIERS], numbers=NUMBERS)

    demo_lines = await empty_sandbox.books.demo_lines()
    assert sorted(demo.carrier_id for demo in demo_lines) == sorted(CARRIERS)
    assert {demo.line for demo in demo_lines} == set(lines)
    assert not any(demo.has_ended for demo in demo_lines)
    assert any(len(line.numbers) == 2 for line in lines)
    assert {line.sim_kind for line in lines} == set(SimKind)
    assert {line.tariff_kind for line in lines} == set(TariffKind)


async def test_each_demo_line_has_a_made_up_holder_whom_mail_reaches(empty_sandbox: Sandbox) -> None:
    """Documents of several kinds, with numbers that nobody has; one mail address each, which ends in the outbox."""
    ids = [*CARRIERS, "seventh"]
    carriers = [carrier_named(carrier_id) for carrier_id in ids]
    numbers = {**NUMBERS, "seventh": ["+85366001234"]}
    lines = await seed(empty_sandbox, carriers, numbers=numbers)

    states = [await empty_sandbox.books.line_state(line.handle) for line in lines]

    addresses = [contact for state in states for contact in state.registered.contacts]
    assert {contact.kind for contact in addresses} == {ContactKind.EMAIL}
    assert all(contact.value.endswith(".example") for contact in addresses)
    assert len({contact.value for contact in addresses}) == len(lines) == len(addresses)
    assert {state.registered.standing for state in states} == {Standing()}
    assert {state.document_kind for state in states} == set(DocumentKind)
    assert all("00000" in state.document_number or "SPECIMEN" in state.document_number for state in states)
    assert all(state.born_on and state.holder_name for state in states)
    await sandbox_systems(empty_sandbox, "ctm").messages.send(
        "c/notice/1", addresses[0], subject="S", text="T"
    )
    assert [message.text for message in await empty_sandbox.books.outbox(addresses[0].value)] == ["T"]


async def test_seeding_again_leaves_an_ended_line_ended(empty_sandbox: Sandbox) -> None:
    """A second start plants nothing anew and brings nothing back."""
    carriers = [carrier_named("ctm"), carrier_named("smart_kh")]
    first = await seed(empty_sandbox, carriers, numbers=NUMBERS)
    await sandbox_systems(empty_sandbox, "ctm").network.cut("case/cut/1", first[0])

    second = await seed(empty_sandbox, carriers, numbers=NUMBERS)

    assert second == first
    assert [demo.has_ended for demo in await empty_sandbox.books.demo_lines()] == [True, False]


async def test_a_carrier_that_the_sandbox_never_heard_of_gets_a_line_too(empty_sandbox: Sandbox) -> None:
    """Its pack names the number; whichever tariff it has will do."""
    seventh = carrier_named("seventh", kinds=(TariffKind.POSTPAID,))

    (line,) = await seed(empty_sandbox, [seventh], numbers={"seventh": ["+85366001234"]})

    assert (line.numbers, line.tariff_kind) == (("+85366001234",), TariffKind.POSTPAID)
    with pytest.raises(ValueError, match="eighth"):
        await seed(empty_sandbox, [carrier_named("eighth")], numbers={})
    with pytest.raises(ValueError, match="no tariff"):
        await seed(empty_sandbox, [carrier_named("ctm", kinds=())], numbers=NUMBERS)


async def test_one_number_planted_by_two_processes_at_once_is_one_line(
    sandbox_dsn: str, carrier_id: str
) -> None:
    """Both get the same line."""
    sandboxes = [Sandbox(sandbox_dsn) for _ in range(2)]
    planting = Planting(
        carrier_id=carrier_id,
        numbers=("+85366000001", "+85366000002"),
        tariff_id="any",
        tariff_kind=TariffKind.PREPAID,
        currency="MOP",
    )

    lines = await asyncio.gather(*[sandbox.plant_line(planting) for sandbox in sandboxes * 4])

    assert len(set(lines)) == 1
    for sandbox in sandboxes:
        await sandbox.close()


async def test_a_line_needs_a_number(sandbox: Sandbox, carrier_id: str) -> None:
    """A planting without one is refused."""
    planting = Planting(
        carrier_id=carrier_id, numbers=(), tariff_id="any", tariff_kind=TariffKind.PREPAID, currency="MOP"
    )

    with pytest.raises(ValueError, match="number"):
        await sandbox.plant_line(planting)


async def test_a_planted_line_is_known_to_all_systems(sandbox: Sandbox, carrier_id: str) -> None:
    """Everything that was asked for is there, and can be looked at."""
    planting = Planting(
        carrier_id=carrier_id,
        numbers=("+85366000009",),
        tariff_id="gold",
        tariff_kind=TariffKind.POSTPAID,
        currency="MOP",
        holder_name="陈大文",
        document_kind=DocumentKind.PASSPORT,
        document_number="SPECIMEN9",
        born_on=date(1999, 2, 28),
        contacts=(
            Contact(ContactKind.EMAIL, "chen@holder.example"),
            Contact(ContactKind.PHONE, "+85366000010"),
        ),
        standing=Standing(CHANGED_AT, is_suspended=True, holds=(Hold.LEGAL, Hold.LOCKED)),
        sim_kind=SimKind.ESIM,
        balance_minor=12,
        airtime_loan_minor=3,
        allowances={"sms": 4, "mb": 5},
        cycle_first_on=date(2026, 11, 3),
        cycle_last_on=date(2026, 12, 2),
        owed_minor=6,
        deposit_minor=7,
        contract_last_on=date(2027, 1, 1),
        add_ons=8,
        points=9,
    )
    line = await sandbox.plant_line(planting)
    systems = sandbox_systems(sandbox, carrier_id)

    balance = await systems.charging.read(line)
    bill = await systems.billing.read(line)
    state = await sandbox.books.line_state(line.handle)

    assert (balance.balance_minor, balance.airtime_loan_minor) == (12, 3)
    assert {allowance.unit: allowance.amount for allowance in balance.allowances} == {"sms": 4, "mb": 5}
    assert (bill.cycle_first_on, bill.cycle_last_on) == (date(2026, 11, 3), date(2026, 12, 2))
    assert (bill.owed_minor, bill.deposit_minor, bill.add_ons) == (6, 7, 8)
    assert bill.contract_last_on == date(2027, 1, 1)
    assert (await systems.loyalty.read(line)).points == 9
    assert (state.holder_name, state.line, state.is_attached) == ("陈大文", line, False)
    assert (state.document_kind, state.document_number) == ("passport", "SPECIMEN9")
    assert state.born_on == date(1999, 2, 28)
    assert state.registered == await systems.records.registered(line)
    assert state.registered.contacts == planting.contacts
    assert state.registered.standing == Standing(CHANGED_AT, True, (Hold.LOCKED, Hold.LEGAL))


async def test_a_lines_own_number_is_not_planted_as_its_contact(sandbox: Sandbox, carrier_id: str) -> None:
    """It would be asked about its own end, and whoever has the SIM would answer."""
    planting = Planting(
        carrier_id=carrier_id,
        numbers=("+85366000011", "+85366000012"),
        tariff_id="any",
        tariff_kind=TariffKind.PREPAID,
        currency="MOP",
        contacts=(Contact(ContactKind.PHONE, "+85366000012"),),
    )

    with pytest.raises(ValueError, match="own number"):
        await sandbox.plant_line(planting)


async def test_a_line_that_was_never_planted_has_no_state(sandbox: Sandbox) -> None:
    """To look at nothing is an error of the caller."""
    with pytest.raises(LookupError):
        await sandbox.books.line_state("none")


def test_made_up_cards_are_well_formed() -> None:
    """Lengths and check digits; the Luhn and modulo 97 examples are worked by hand."""
    assert sims.luhn_digit("7992739871") == "3"
    assert len(sims.iccid("8985301", 42)) == 19
    assert len(sims.imsi("45501", 42)) == 15
    assert len(sims.eid(42)) == 32
    assert int(sims.eid(42)) % 97 == 1


async def test_no_two_lines_share_a_card(sandbox: Sandbox, carrier_id: str) -> None:
    """ICCID and IMSI belong to one line, whatever was planted in between."""

    async def line_with(number: str) -> Line:
        return await sandbox.plant_line(
            Planting(
                carrier_id=carrier_id,
                numbers=(number,),
                tariff_id="any",
                tariff_kind=TariffKind.PREPAID,
                currency="MOP",
            )
        )

    lines = await asyncio.gather(*[line_with(f"+8536610{number:04}") for number in range(20)])

    assert len({line.iccid for line in lines}) == 20
    assert len({line.imsi for line in lines}) == 20
