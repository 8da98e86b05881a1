"""One case on any channel: for each pair of them, begun twice, proven twice, gone on with in turn, ended once.

docs/channels.md tells how a new channel is held to it.
"""

from __future__ import annotations

import itertools
from collections import Counter as Tally
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from signoff import channels
from signoff.app import App, running
from signoff.channels.mail.answering import Outcome
from signoff.channels.mail.letter import Letter
from signoff.config import Settings
from signoff.domain.answer import ActFor
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from signoff.domain.third_party import Right
from signoff.identity.vouching import Vouching
from signoff.ports import DocumentVerdict
from signoff.postmaster import answering
from signoff.store.auditing import stored_cases
from signoff.testing.audit import second_effects
from signoff.testing.contracts.channel import Driver, Onward, ask_and_prove, prove, take_turns
from tests.channels.at_terminal import at_the_terminal
from tests.channels.counter.stage import Counter
from tests.channels.holder import Holder, mailed_link
from tests.channels.on_pages import at_the_portal, with_a_clerk, with_an_agent
from tests.conftest import NewDatabase, drop
from tests.engine.fixtures import PACE, no_paper, product_folder, product_template
from tests.engine.stage import ENDINGS, Stage

__all__ = ["no_paper", "product_folder", "product_template"]

in_one_loop = pytest.mark.asyncio(loop_scope="module")

CASH = ENDINGS[1]
DOMAIN = "leave.example"

Make = Callable[[Holder, Counter], Awaitable[Driver]]

DRIVERS: dict[str, dict[str, Make]] = {
    "portal": {"portal": at_the_portal},
    "terminal": {"terminal": at_the_terminal},
    "counter": {"clerk": with_a_clerk, "agent": with_an_agent},
}
"""The channels that go on to the end, each with those who can be met there."""

BEGINS = {"mail"}
"""A request begins there; what it needs is met where its link leads."""

TAKES_NO_CASE = {
    "log": "it shows what was logged, to anybody",
    "news": "a carrier tells it of its lines; no person speaks there",
    "web": "it is no way in: the web channels share what is in it",
}

TAKES_PICTURES = {"portal"}
"""Where the picture of a document is taken; the others hand that over."""

PEOPLE = {name: make for made in DRIVERS.values() for name, make in made.items()}
WAYS = (*PEOPLE, *sorted(BEGINS))


@dataclass
class ByMail:
    """Somebody who writes to the carrier's address."""

    holder: Holder

    async def record(self) -> None:
        """One mail that names the line."""
        holder = self.holder
        text = f"Please cancel my line {holder.identifier.value}. Thank you."
        letter = Letter(holder.contact, "", text, False, False, f"digest of {holder.name}")
        assert await answering(holder.app, DOMAIN).take(letter, holder.carrier_id) is Outcome.TAKEN

    async def link(self) -> str:
        """In the answer."""
        return await mailed_link(self.holder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(
    postgres_dsn: str, new_database: NewDatabase, product_template: str, product_folder: Path
) -> AsyncIterator[App]:
    """One process for all of them, on a database that the auditor looks through when all is over."""
    dsn = new_database(product_template)
    async with running(Settings(data_directory=product_folder), dsn, pace=PACE) as app:
        yield app
    drop(postgres_dsn, dsn)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(app: App) -> AsyncIterator[Counter]:
    """The pages of that process, and whoever sits before them."""
    found = Counter(app)
    yield found
    await found.close()


_NUMBERS = itertools.count(1)


async def _somebody(app: App, counter: Counter, line: Line, way: str, *, onward: str = "portal") -> Driver:
    """Somebody with this line on this way in, on a device and under an address of their own."""
    number = next(_NUMBERS)
    holder = Holder(app, line, CASH.carrier_id, f"{way}-{number}", names_card=number % 2 == 0)
    if way in PEOPLE:
        return await PEOPLE[way](holder, counter)
    return Onward(ByMail(holder), await PEOPLE[onward](holder, counter))


async def _expect_ended_once(app: App, line: Line, links: list[str]) -> None:
    """One case that ended, the others joined it; one cut, one payout, no message twice; the auditor finds nothing."""
    stage = Stage.of(app)
    await stage.at_rest(*(link.split("~")[1] for link in links))  # other tests leave cases open beside these
    assert await _states(app, links) == ["ended", *["joined"] * (len(links) - 1)]
    effects = await app.sandbox.books.effects(line.handle)
    assert second_effects(effects) == []
    done = Tally(f"{effect.port}.{effect.act}" for effect in effects if effect.port != "messages")
    assert done == Tally(CASH.effects)
    await stage.expect_sound()


async def _states(app: App, links: list[str]) -> list[str]:
    """What the rows of these requests say, in this order."""
    tenant_id = app.desk.tenants[CASH.carrier_id]
    async with app.database.reading(tenant_id) as connection:
        cases, _ = await stored_cases(connection, tenant_id)
    states = {case.id: case.state for case in cases}
    return [states[link.split("~")[1]] for link in links]


def test_every_channel_has_a_driver_or_a_reason() -> None:
    """A new folder of channels is driven here, or stands with its reason among those that take no case."""
    there = {one.parent.name for one in Path(channels.__file__).parent.glob("*/__init__.py")}
    assert there == {*DRIVERS, *BEGINS, *TAKES_NO_CASE}


@in_one_loop
@pytest.mark.usefixtures("no_paper")
@pytest.mark.parametrize(("first", "second"), [*itertools.product(WAYS, repeat=2)])
async def test_a_line_asked_for_on_two_channels_is_one_case(
    app: App, counter: Counter, first: str, second: str
) -> None:
    """Each asks and proves; then they take turns to one certificate: one case, one cut, one payout."""
    line = await Stage.of(app).line(CASH)
    one = await _somebody(app, counter, line, first, onward=second if second in PEOPLE else "portal")
    other = await _somebody(app, counter, line, second, onward=first if first in PEOPLE else "portal")
    await ask_and_prove(one, other)
    links = [await one.link(), await other.link()]
    assert await _states(app, links) == ["open", "joined"]
    await take_turns(one, other)
    await _expect_ended_once(app, line, links)


@in_one_loop
@pytest.mark.usefixtures("no_paper")
@pytest.mark.parametrize("begun", WAYS)
async def test_a_case_begun_on_one_channel_goes_on_at_all_the_others(
    app: App, counter: Counter, begun: str
) -> None:
    """Recorded and proven once; every other channel takes it up and does its part of it."""
    line = await Stage.of(app).line(CASH)
    beginner = await _somebody(app, counter, line, begun)
    await beginner.record()
    await prove(beginner)
    others = [await _somebody(app, counter, line, way) for way in PEOPLE if way != begun]
    for other in others:
        await other.take_up(await beginner.link())
    await take_turns(beginner, *others)
    await _expect_ended_once(app, line, [await beginner.link()])


@in_one_loop
@pytest.mark.usefixtures("no_paper")
@pytest.mark.parametrize("way", [way for way in PEOPLE if way != "clerk"])
async def test_who_must_be_identified_is_on_every_channel_or_is_sent_to_another(
    app: App, counter: Counter, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new SIM: a document is asked for; what hands that over goes on once a clerk, who found the case, saw it."""

    async def matches(*_: object) -> DocumentVerdict:
        return DocumentVerdict(is_match=True, asks_again=False, doubts=())

    monkeypatch.setattr(Vouching, "read", matches)
    line = await app.sandbox.hands.swap_sim(await Stage.of(app).line(CASH))
    somebody, clerk = [await _somebody(app, counter, line, one) for one in (way, "clerk")]
    await somebody.record()
    await prove(somebody)
    asked = await somebody.next()
    takes = await somebody.meet()
    if not takes:
        await clerk.take_up(await somebody.link())
        # The paper by which the clerk knows to whom they speak is what was asked for.
        assert await clerk.next() is RequirementKind.ACKNOWLEDGE_LOSSES

    assert asked is RequirementKind.PROVE_IDENTITY
    assert takes == (way in TAKES_PICTURES)
    # Whoever is on the phone is not whom a clerk has seen: they go on in the shop, or on their own page.
    goes_on = RequirementKind.PROVE_IDENTITY if way == "agent" else RequirementKind.ACKNOWLEDGE_LOSSES
    assert await somebody.next() is goes_on


@in_one_loop
@pytest.mark.usefixtures("no_paper")
async def test_papers_of_who_acts_for_the_holder_are_taken_or_handed_over_on_every_channel(
    app: App, counter: Counter
) -> None:
    """A parent: said once, asked on every channel; where papers cannot be shown, that is handed over."""
    line = await Stage.of(app).line(CASH)
    people = {
        way: await _somebody(app, counter, line, way) for way in ("portal", "terminal", "agent", "clerk")
    }
    parent = people["portal"]
    await parent.record()
    await prove(parent)
    link = await parent.link()
    for way in ("terminal", "agent", "clerk"):
        await people[way].take_up(link)
        await people[way].next()  # staff make sure to whom they speak
    said = ActFor(Right.PARENT, "Chan Tai Man")
    assert await app.desk.answer(link, said, key="acts", source="parent") is None

    for way in ("terminal", "agent"):
        assert await people[way].next() is RequirementKind.PROVE_AUTHORITY, way
        assert not await people[way].meet(), way
    assert await parent.next() is RequirementKind.PROVE_AUTHORITY
    assert await parent.meet()
    assert await parent.next() is RequirementKind.ACKNOWLEDGE_LOSSES  # people are looking at them
    assert await people["clerk"].meet()  # the originals, on the table
    view = await app.desk.view(link)
    assert view.acting is not None
    assert view.acting.is_accepted
    assert await people["clerk"].next() is RequirementKind.ACKNOWLEDGE_LOSSES
