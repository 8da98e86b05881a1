"""A thief's link and a holder's visit in one case: what staff see vouches for the holder, and closes the link."""

from __future__ import annotations

import re

import psycopg
import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from tests.channels.counter.stage import Counter, begin
from tests.channels.counter.test_visits import checked, signed, told
from tests.engine.stage import Stage

CARRIER = "smartone_mo"
ASKED = "Whose requests are these?"


@pytest.fixture
def quiet(no_paper: None) -> None:
    """Nothing is drawn here."""


async def test_the_holder_in_the_shop_closes_a_thiefs_link_and_signs_there(
    app: App, counter: Counter, stage: Stage, quiet: None
) -> None:
    """Who asked is read out only once the paper was looked at; nothing of the case goes on before it is said."""
    line = await stage.line()
    thief = stage.person(app.desk, line, key="thief")
    await thief.walk_to(RequirementKind.SIGN_AGREEMENT)
    link = await thief.ask()
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    before = (await clerk.get(place)).text
    await checked(clerk, place)
    asked = clerk.page.text
    early = await clerk.post(f"{place}/withdraw")
    await clerk.get(place)
    unsaid = await clerk.post(f"{place}/requests")
    await clerk.get(place)
    assert (await clerk.sort(place, "other")).status_code == 303
    await told(clerk, place)
    shown = await app.desk.view(link)
    await signed(clerk, place)
    await stage.calls_made()
    page = (await counter.browser().get(f"/case/{link}?lang=en")).text
    documents = [await app.desk.document(link, kind) for kind in ("agreement", "certificate")]
    help_wanted = await app.desk.answer(link, a.AskHelp("It is me."), key="help", source="thief")
    withdrawn = await app.desk.answer(link, a.Withdraw(), key="withdraw", source="thief")

    assert (ASKED in before, "@" in before) == (False, False)
    assert (ASKED in asked, "••" in asked or "*" in asked) == (True, True)
    assert (early.status_code, unsaid.status_code) == (409, 422)
    assert (shown.is_passed_on, shown.quote, shown.identifier_masked, shown.ties) == (True, None, "", ())
    assert "This request is closed" in page
    assert not re.search(r"MOP|••\d", page)
    assert documents == [None, None]
    assert (help_wanted, withdrawn) == (Refusal(Reason.PASSED_ON), Refusal(Reason.PASSED_ON))
    assert (await app.sandbox.books.line_state(line.handle)).is_barred
    told_of = [one.text for one in await app.sandbox.books.outbox("thief@example.org")]
    assert not any("has ended" in text for text in told_of)


async def test_a_holder_says_that_is_mine_and_goes_on_at_home(
    app: App, counter: Counter, stage: Stage, quiet: None
) -> None:
    """With a new SIM: the paper answers the question of their own private page, once they call it theirs."""
    line = await app.sandbox.hands.swap_sim(await stage.line())
    holder = stage.person(app.desk, line)
    await holder.walk_to(RequirementKind.PROVE_IDENTITY)
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    await checked(clerk, place)
    unsaid = (await app.desk.view(await holder.ask())).requirement
    assert (await clerk.sort(place, "mine")).status_code == 303

    assert unsaid is RequirementKind.PROVE_IDENTITY
    assert (await app.desk.view(await holder.ask())).requirement is not RequirementKind.PROVE_IDENTITY


async def test_a_paper_is_compared_with_the_registered_holder_and_nothing_of_them_is_shown(
    app: App, counter: Counter, stage: Stage, quiet: None, owner: psycopg.Connection
) -> None:
    """Another name is refused, and opens nothing; what was typed is kept nowhere."""
    line = await stage.line(holder_name="Lei Ana Maria")
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, CARRIER, line.numbers[0])
    await stage.calls_made()
    await clerk.get(place)
    said = {"document": "passport", "is_holder": "yes"}
    untyped = await clerk.post(f"{place}/identity", **said)
    await clerk.get(place)
    another = await clerk.post(f"{place}/identity", **said, paper_name="Mallory Jones")
    await clerk.get(place)
    own = await clerk.post(f"{place}/identity", **said, paper_name="Ana Maria LEI")

    assert (untyped.status_code, another.status_code, own.status_code) == (422, 409, 303)
    assert "does not agree with who the line is registered to" in another.text
    assert "Lei Ana" not in another.text
    assert "What stands on the paper agrees with the records." in clerk.page.text
    assert not re.search("lei ana|ana maria lei", clerk.page.text.lower())
    rows = owner.execute("select convert_from(body, 'utf8') from journal").fetchall()
    assert not [body for (body,) in rows if "Mallory" in body or "LEI" in body]
