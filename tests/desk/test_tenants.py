"""Two tenants in one program: what belongs to one does not exist for the other, whichever ids are swapped."""

from __future__ import annotations

import asyncio
import itertools

import psycopg
import pytest

from signoff.app import App
from signoff.desk import NoSuchCase
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.refusal import Reason, Refusal
from signoff.engine import dispatcher
from signoff.engine.submission import Said, Submission
from signoff.store import reading
from signoff.store.vault import Unreadable
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Stage

SOME = (ENDINGS[1], ENDINGS[2])


async def _two(app: App, stage: Stage) -> list[Person]:
    """One person with each of two tenants, who say everything under the same keys from the same address."""
    people = [
        stage.person(app.desk, await stage.line(ending), ending.carrier_id, key="same", source="same")
        for ending in SOME
    ]
    await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()
    return people


async def test_the_same_keys_with_two_tenants_are_two_cases(app: App, stage: Stage) -> None:
    """Both end, each for itself, though every key, address and contact was the same."""
    people = await _two(app, stage)
    views = [await person.view() for person in people]

    assert {view.state for view in views} == {"ended"}
    assert views[0].case_code != views[1].case_code
    assert people[0].case_id != people[1].case_id
    await stage.expect_sound()


async def test_a_link_put_together_from_two_tenants_opens_nothing(app: App, stage: Stage) -> None:
    """Tenant, case and secret of two good links in every mixture: only the two whole ones open."""
    people = await _two(app, stage)
    tokens = [await person.ask() for person in people]
    parts = zip(*(token.split("~") for token in tokens), strict=True)
    mixed = {"~".join(choice) for choice in itertools.product(*parts)} - set(tokens)

    assert len(mixed) == 6
    for token in mixed:
        for call in (
            app.desk.view(token),
            anext(app.desk.changes(token)),
            app.desk.answer(token, a.Withdraw(), key="k", source="s"),
            *(app.desk.document(token, kind) for kind in ("acknowledgement", "agreement", "certificate")),
        ):
            with pytest.raises(NoSuchCase):
                await call


async def test_a_claim_put_together_from_two_tenants_opens_nothing(app: App, stage: Stage) -> None:
    """The case code of one with the claim code of the other."""
    people = await _two(app, stage)
    views = [await person.view() for person in people]

    for one, other in (views, reversed(views)):
        with pytest.raises(NoSuchCase):
            await app.desk.claim(one.case_code, str(other.claim_code), source="s")


async def test_an_event_for_another_tenants_case_finds_no_case(app: App, stage: Stage) -> None:
    """Whatever comes to the engine under the wrong tenant is refused or changes nothing, and the case is untouched."""
    people = await _two(app, stage)
    before = [await person.view() for person in people]
    one, other = (ending.carrier_id for ending in SOME)
    case_id = people[0].case_id
    events = (
        e.WithdrawalWanted("x", app.clock()),
        e.ErasureWanted("x", app.clock()),
        e.StepDone("x", app.clock(), f"{case_id}/pay_out/1"),
    )

    outcomes = [
        await app.committer.submit(
            Submission(other, case_id, carrier_id, event, said=Said(f"case/{case_id}", f"{place}", b""))
        )
        for place, event in enumerate(events)
        for carrier_id in ("", one, other)
    ]

    assert {outcome.refusal for outcome in outcomes} == {Refusal(Reason.NOT_NOW)}
    assert [await person.view() for person in people] == before
    await stage.expect_sound()


async def test_one_tenants_values_cannot_be_read_with_the_others_keys(app: App, stage: Stage) -> None:
    """Nor moved to another case or another name: they are bound to their place."""
    people = await _two(app, stage)
    one, other = (app.keys.of(ending.carrier_id) for ending in SOME)
    async with app.database.reading(one.tenant_id) as connection:
        key = await reading.case_key(connection, one, people[0].case_id)
        assert await reading.case_key(connection, other, people[0].case_id) is None
    assert key is not None
    sealed = one.seal(people[0].case_id, key, "name", b"Ana Lei")

    assert one.unseal(people[0].case_id, key, "name", sealed) == b"Ana Lei"
    for keys, case_id, name in (
        (other, people[0].case_id, "name"),
        (one, people[1].case_id, "name"),
        (one, people[0].case_id, "contact"),
    ):
        with pytest.raises(Unreadable):
            keys.unseal(case_id, key, name, sealed)
    with pytest.raises(Unreadable):
        other.unwrap(people[0].case_id, one.wrap(people[0].case_id, key))


async def test_a_pointer_to_another_tenants_call_is_dropped(
    app: App, stage: Stage, product_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pointers are the one table without row security: one that names the wrong tenant leads to nothing."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    people = await _two(app, stage)
    key = f"{people[0].case_id}/pay_out/1"
    calls = await stage.sandbox.books.calls(key)

    with psycopg.connect(product_dsn) as connection:
        connection.execute(
            "insert into signoff.due (kind, tenant_id, id, at) values ('intent', %s, %s, now() - interval '1 hour')",
            [SOME[1].carrier_id, key],
        )
    await stage.at_rest()

    assert await stage.sandbox.books.calls(key) == calls
    await stage.expect_sound()
