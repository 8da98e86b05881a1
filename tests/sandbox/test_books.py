"""The sandbox's own books: every effect, every call, every message, by line."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from signoff.domain.line import Contact, ContactKind, SimKind
from signoff.domain.standing import Hold
from signoff.ports import Done, EsimState, NeedsPerson, Systems, TryLater
from signoff.sandbox.box import Sandbox
from signoff.sandbox.faults import FaultKind
from signoff.systems.sandbox_carrier import sandbox_systems
from signoff.testing.contracts.sandbox_world import MovableClock, SandboxWorld


async def pay(systems: Systems, key: str, amount_minor: int = 900) -> None:
    """Pay cash to somebody."""
    await systems.payments.pay_out(
        key, amount_minor=amount_minor, currency="MOP", way="cash_at_shop", to=f"shop of {key}"
    )


async def test_a_second_pay_out_under_another_key_shows_in_the_lines_books(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems
) -> None:
    """A pay-out names no line, but its case does: the mistake of two keys is found by line."""
    line = await world.new_line(balance_minor=900)
    await systems.charging.reserve("case-9/reserve/1", line)
    await pay(systems, "case-9/pay_out/1")
    await pay(systems, "case-9/pay_out/1")
    await pay(systems, "case-9/pay_out/2")
    await pay(systems, "case-10/pay_out/1")

    effects = await sandbox.books.effects(line.handle)

    assert [(effect.act, effect.key) for effect in effects] == [
        ("reserve", "case-9/reserve/1"),
        ("pay_out", "case-9/pay_out/1"),
        ("pay_out", "case-9/pay_out/2"),
    ]


async def test_a_pay_out_is_not_filed_under_a_line_that_only_got_a_message(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems
) -> None:
    """The news may go to a friend's number, and the friend is not the one who leaves."""
    line, friends = await world.new_line(), await world.new_line()
    to = Contact(ContactKind.PHONE, friends.numbers[0])
    await systems.messages.send("case-11/notice/1", to, subject="", text="Recorded")
    await systems.network.cut("case-11/cut/1", line)

    await pay(systems, "case-11/pay_out/1")

    assert [effect.act for effect in await sandbox.books.effects(line.handle)] == ["cut", "pay_out"]
    assert [effect.act for effect in await sandbox.books.effects(friends.handle)] == ["send"]


async def test_what_another_hand_had_done_before_is_marked(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems
) -> None:
    """The call is in the books, and so is that there was nothing left to do."""
    line = await world.new_line()
    await world.bar(line)

    done = await systems.network.cut("case-1/cut/1", line)

    assert isinstance(done, Done)
    assert done.result.access_barred is True
    assert [(effect.act, effect.is_already) for effect in await sandbox.books.effects(line.handle)] == [
        ("cut", True)
    ]


async def test_every_call_is_noted_once_with_what_came_of_it(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """Refused, struck by a fault, done, repeated, with other content."""
    line, other = await world.new_line(), await world.new_line()
    key = f"{carrier_id}/close/1"
    for kind in (FaultKind.OUTAGE, FaultKind.ANSWER_LOST):
        await sandbox.faults.plant(carrier_id, "loyalty", "close", kind, handle=line.handle)
        with pytest.raises(TryLater):
            await systems.loyalty.close(key, line)
    await systems.loyalty.close(key, line)
    with pytest.raises(NeedsPerson):
        await systems.loyalty.close(key, other)

    calls = await sandbox.books.calls(key)

    assert [(call.outcome, call.is_repeated) for call in calls] == [
        ("outage", False),
        ("answer_lost", False),
        ("repeated", True),
        ("key_reused", True),
    ]
    assert [call.handle for call in calls] == [line.handle] * 3 + [other.handle]


async def test_a_cut_is_read_back_once_for_each_key(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """Looking means letting the phone try to come in: not again each time somebody asks."""
    line = await world.new_line()
    key = f"{carrier_id}/cut/1"
    first = await systems.network.cut(key, line)
    await world.restore(line)

    again = await systems.network.cut(key, line)
    known = await systems.network.became(key)

    assert first == again == known
    assert [call.act for call in await sandbox.books.calls(key)] == ["cut", "read_back", "cut", "became"]
    assert not (await sandbox.books.line_state(line.handle)).is_attached


async def test_the_phone_of_a_line_shows_what_was_sent_to_it(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems, clock: MovableClock
) -> None:
    """Oldest first, mail apart, each with its instant."""
    line = await world.new_line()
    to = Contact(ContactKind.PHONE, line.numbers[0])
    address = f"{line.handle}@example.com"
    await systems.messages.send("case-1/code/1", to, subject="unused", text="1")
    clock.move(60)
    await systems.messages.send("case-1/code/2", to, subject="unused", text="2")
    await systems.messages.send(
        "case-1/notice/1", Contact(ContactKind.EMAIL, address), subject="News", text="3"
    )

    on_phone = await sandbox.books.outbox(line.numbers[0])
    in_mail = await sandbox.books.outbox(address)

    assert [(message.text, message.subject) for message in on_phone] == [("1", ""), ("2", "")]
    assert (on_phone[1].sent_at - on_phone[0].sent_at).total_seconds() >= 60
    assert [(message.text, message.subject) for message in in_mail] == [("3", "News")]


async def test_a_lines_state_tells_how_far_its_ending_is(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems, clock: MovableClock
) -> None:
    """Network, money, numbers and profile, each by its own system."""
    line = await world.new_line(sim_kind=SimKind.ESIM, balance_minor=10, points=3)
    before = await sandbox.books.line_state(line.handle)
    until_on = clock().date()

    held = await systems.charging.reserve("case-1/reserve/1", line)
    reserved = await sandbox.books.line_state(line.handle)
    await systems.network.cut("case-1/cut/1", line)
    await systems.charging.settle("case-1/settle/1", line, reserved=held.result)
    read = await systems.billing.read(line)
    await systems.billing.close(
        "case-1/bill/1", line, total_minor=-5, read=read, currency="MOP", last_on=until_on
    )
    await systems.loyalty.close("case-1/points/1", line)
    await systems.numbers.quarantine("case-1/quarantine/1", line, until_on=until_on)
    await systems.esim.release("case-1/esim/1", line)
    after = await sandbox.books.line_state(line.handle)

    assert (before.ended_at, before.balance_state, before.esim_state) == (None, "open", EsimState.DOWNLOADED)
    assert reserved.balance_state == "reserved"
    assert after.ended_at is not None
    assert (after.is_barred, after.is_attached, after.is_serving_node_told) == (True, False, True)
    assert (after.balance_state, after.balance_minor) == ("settled", 0)
    assert (after.final_minor, after.final_currency, after.bill_last_on) == (-5, "MOP", until_on)
    assert (after.points, after.points_closed_at is not None) == (0, True)
    assert after.quarantined_until_on == until_on
    assert after.esim_state is EsimState.DELETE_ORDERED


async def test_a_suspension_is_in_the_books_and_a_node_told_later_is_no_second_one(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """Each attempt is a call; the serving node is told by the one that reaches it, and never after a resumption."""
    line, found = await world.new_line(), await world.new_line()
    await sandbox.faults.plant(carrier_id, "network", "tell", FaultKind.OUTAGE, times=3)
    for one in (line, line, found):
        with pytest.raises(TryLater):
            await systems.network.suspend(f"{one.handle}/suspend/1", one)
    await sandbox.hands.resume(found.handle)

    known = await systems.network.became(f"{line.handle}/suspend/1")
    again = await systems.network.suspend(f"{line.handle}/suspend/1", line)
    await systems.network.suspend(f"{found.handle}/suspend/1", found)

    assert known == again
    effects = await sandbox.books.effects(line.handle)
    assert [(effect.act, effect.is_already) for effect in effects] == [("suspend", False)]
    assert effects[0].at == again.at
    assert (await sandbox.books.line_state(line.handle)).is_serving_node_told
    assert (await sandbox.books.line_state(found.handle)).is_attached


async def test_a_line_that_another_hand_suspends_is_out_of_the_network_at_once(
    sandbox: Sandbox, world: SandboxWorld
) -> None:
    """Its serving node is told, as by the port; resumed, it waits for its phone to come in."""
    line = await world.new_line()
    await sandbox.hands.suspend(line.handle)
    suspended = await sandbox.books.line_state(line.handle)
    await sandbox.hands.resume(line.handle)
    resumed = await sandbox.books.line_state(line.handle)

    assert (suspended.is_attached, suspended.is_serving_node_told) == (False, True)
    assert (suspended.is_barred, suspended.registered.standing.is_suspended) == (False, True)
    assert (resumed.is_attached, resumed.registered.standing.is_suspended) == (False, False)
    assert await sandbox.hands.attach(line.handle)


async def test_a_hold_put_twice_is_one_and_is_lifted_once(sandbox: Sandbox, world: SandboxWorld) -> None:
    """To lift what is not there is fine, too."""
    line = await world.new_line()
    for _ in range(2):
        await sandbox.hands.put_hold(line.handle, Hold.LEGAL)
    held = (await sandbox.books.line_state(line.handle)).registered.standing.holds
    for _ in range(2):
        await sandbox.hands.lift_hold(line.handle, Hold.LEGAL)

    assert held == (Hold.LEGAL,)
    assert (await sandbox.books.line_state(line.handle)).registered.standing.holds == ()


async def test_a_live_line_is_found_by_its_number_at_any_carrier(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems
) -> None:
    """An ended one is not, nor a number of nobody."""
    line = await world.new_line(number_count=2)

    found = await sandbox.books.live_line(line.numbers[1])
    await systems.network.cut("case-1/cut/1", line)

    assert found is not None
    assert found.line == line
    assert await sandbox.books.live_line(line.numbers[0]) is None
    assert await sandbox.books.live_line("+10000000000") is None


async def test_a_phone_that_is_switched_off_has_no_session_to_end(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems
) -> None:
    """Its last serving node is told all the same."""
    line = await world.new_line()
    await sandbox.hands.switch_off(line.handle)

    done = await systems.network.cut("case-1/cut/1", line)

    assert isinstance(done, Done)
    assert done.result.serving_node_told is True
    assert done.result.session_end_seen is None


async def test_a_device_deletes_its_profile_once(sandbox: Sandbox, world: SandboxWorld) -> None:
    """The second time there is none."""
    line = await world.new_line(sim_kind=SimKind.ESIM)

    assert await sandbox.hands.device_deleted(line.iccid)
    assert not await sandbox.hands.device_deleted(line.iccid)


async def test_a_database_that_is_gone_says_try_later(tmp_path) -> None:
    """As any system that does not answer."""
    sandbox = Sandbox(f"host={tmp_path} user=nobody dbname=none")
    systems = sandbox_systems(sandbox, "ctm")

    with pytest.raises(TryLater):
        await systems.payments.became("case-1/pay_out/1")


async def test_connections_that_the_server_closed_are_replaced(
    sandbox_dsn: str, postgres_dsn: str, world: SandboxWorld, systems: Systems
) -> None:
    """Each of them fails one call at most, and then all is as before."""
    line = await world.new_line(points=2)
    await asyncio.gather(*[systems.loyalty.read(line) for _ in range(8)])
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
            [conninfo_to_dict(sandbox_dsn)["dbname"]],
        )

    for _ in range(4):
        with suppress(TryLater):
            await systems.loyalty.read(line)

    assert (await systems.loyalty.read(line)).points == 2


async def test_a_call_without_a_key_is_a_mistake_of_the_caller(world: SandboxWorld, systems: Systems) -> None:
    """Nothing could make it harmless when it comes twice."""
    line = await world.new_line()

    with pytest.raises(ValueError, match="key"):
        await systems.network.cut("", line)
