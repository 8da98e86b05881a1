"""Ended lines that live on: each kind is found with its cure, healthy lines and what the case knows are none."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from signoff.app import App
from signoff.domain.line import SimKind
from signoff.domain.reconciling import Explanation, LivesIn
from signoff.engine import reconciling
from signoff.engine.reconciling import Reconciled, reconcile
from signoff.sandbox.faults import FaultKind
from signoff.testing.person import SandboxPhone
from tests.engine.stage import ENDINGS, Stage

REVIVED = {
    LivesIn.CHARGING: "update sandbox.balances set state = 'open', balance_minor = 5 where handle = %s",
    LivesIn.BILLING: "update sandbox.bills set closed_at = null where handle = %s",
    LivesIn.NETWORK: "update sandbox.register set access_mode = 'all' where handle = %s",
    LivesIn.ESIM: "update sandbox.profiles set is_on_device = true where handle = %s",
    LivesIn.NUMBERS: (
        "update sandbox.numbers set state = 'assigned', quarantined_until_on = null where handle = %s"
    ),
}
"""What goes wrong behind the product's back."""

CURES = {
    "charging": "settle",
    "billing": "close_billing",
    "network": "cut",
    "esim": "release_esim",
    "numbers": "quarantine",
}
ESIM = ENDINGS[4]


class Forgetful(SandboxPhone):
    """Says that the profile is deleted, and leaves it."""

    async def delete_profile(self) -> None:
        """Not now."""


async def _reconciled(app: App, carrier_id: str = ESIM.carrier_id) -> Reconciled:
    inventory = app.desk.systems[carrier_id].inventory
    return await reconcile(app.database, app.keys.of(carrier_id), carrier_id, inventory)


async def test_every_kind_of_orphan_is_found_with_its_cure_and_healthy_lines_are_none(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five ended lines, one revived in each system, among one that ended well and three that go on; a page of two."""
    monkeypatch.setattr(reconciling, "PAGE", 2)
    lines = [await stage.line(ESIM) for _ in range(len(REVIVED) + 1)]
    going_on = [await stage.line(ESIM, sim_kind=SimKind.PLASTIC) for _ in range(3)]
    people = [stage.person(app.desk, line, ESIM.carrier_id) for line in lines]
    await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()
    sound = await _reconciled(app)
    for (lives_in, revive), line in zip(REVIVED.items(), lines, strict=False):
        assert owner.execute(revive.encode(), [line.handle]).rowcount == 1, lives_in

    found = await _reconciled(app)

    assert (sound.survivors, sound.unknown) == ([], [])
    assert set(sound.lines) == set(LivesIn)
    assert sound.lines[LivesIn.BILLING] >= len(going_on)
    expected = {
        (person.case_id, lives_in.value, "orphan", CURES[lives_in])
        for lives_in, person in zip(REVIVED, people, strict=False)
    }
    assert {(o.case_id, o.lives_in.value, o.explanation.value, o.cure) for o in found.survivors} == expected
    assert len(found.survivors) == len(REVIVED)


async def test_what_the_case_knows_of_is_no_orphan(app: App, stage: Stage, no_paper: None) -> None:
    """A profile whose deletion is ordered and not done yet lives, and its case says so."""
    line = await stage.line(ESIM)
    person = stage.person(app.desk, line, ESIM.carrier_id)
    person.phone = Forgetful(app.sandbox, line)
    await person.walk()

    found = [one for one in (await _reconciled(app)).survivors if one.lives_in is LivesIn.ESIM]

    assert [one.explanation for one in found] == [Explanation.UNDER_WAY]


async def test_a_line_that_is_being_ended_again_is_no_orphan(
    app: App, stage: Stage, owner: psycopg.Connection, no_paper: None
) -> None:
    """Brought back and in a new case: the newest case speaks for it."""
    line = await stage.line(ENDINGS[1])
    await stage.person(app.desk, line).walk()
    await stage.at_rest()
    await app.sandbox.hands.restore(line.handle)
    orphaned = await _reconciled(app, ENDINGS[1].carrier_id)
    again = stage.person(app.desk, line, key="again")
    await again.ask()
    await again.prove()

    assert orphaned.survivors
    assert (await _reconciled(app, ENDINGS[1].carrier_id)).survivors == []


async def test_a_system_that_is_down_is_unknown_and_not_clean(app: App, stage: Stage) -> None:
    """Nothing is said of what could not be asked; the others are compared."""
    await app.sandbox.faults.plant(ESIM.carrier_id, "network", "alive", FaultKind.OUTAGE, times=9)

    report = await _reconciled(app)

    assert report.unknown == [LivesIn.NETWORK]


async def test_a_carrier_that_cannot_be_asked_is_unknown(app: App) -> None:
    """One where people do the steps by hand."""
    carrier_id = ESIM.carrier_id

    report = await reconcile(app.database, app.keys.of(carrier_id), carrier_id, None)

    assert (report.unknown, report.survivors) == (list(LivesIn), [])
