"""What the portal's sandbox pages are handed, on a real sandbox."""

from __future__ import annotations

from signoff.channels.news.site import LineNews
from signoff.channels.portal.parts import LineStanding
from signoff.ports import Systems
from signoff.sandbox.box import Sandbox
from signoff.sandbox.hands import DEEDS
from signoff.sandbox_pages import CHANGES, sandbox_pages
from signoff.testing.contracts.sandbox_world import SandboxWorld

NEWS: list[tuple[str, LineNews]] = []
"""What the product was told."""


async def told(carrier_id: str, news: LineNews) -> None:
    """Where news goes here."""
    NEWS.append((carrier_id, news))


OPPOSITES = ("unlock", "lift_hold", "stop_port_out", "resume")


async def test_each_deed_shows_in_how_the_line_stands_and_its_opposite_takes_it_back(
    sandbox: Sandbox, world: SandboxWorld
) -> None:
    """A word that is no deed does nothing. Of each deed the product is told, once."""
    NEWS.clear()
    pages = sandbox_pages(sandbox, told, ())
    assert pages.standing is not None
    assert pages.do is not None
    (number,) = (await world.new_line()).numbers
    for deed in (*(deed for deed in DEEDS if deed not in OPPOSITES), "end", ""):
        await pages.do(number, deed)
    done = await pages.standing(number)
    for deed in OPPOSITES:
        await pages.do(number, deed)
    undone = await pages.standing(number)

    assert done is not None
    assert (done.is_suspended, done.holds) == (True, ("locked", "legal", "porting_out"))
    assert done.sim_changed_at is not None
    assert undone == LineStanding(sim_changed_at=done.sim_changed_at)
    deeds = (*(deed for deed in DEEDS if deed not in OPPOSITES), *OPPOSITES)
    assert [(news.line, news.change) for _, news in NEWS] == [(number, CHANGES[deed]) for deed in deeds]
    assert len({news.id for _, news in NEWS}) == len(NEWS)


async def test_nothing_can_be_done_to_a_line_that_has_ended(
    sandbox: Sandbox, world: SandboxWorld, systems: Systems
) -> None:
    """It does not stand in any way any more."""
    pages = sandbox_pages(sandbox, told, ())
    assert pages.standing is not None
    assert pages.do is not None
    line = await world.new_line()
    await systems.network.cut("case-1/cut/1", line)
    await pages.do(line.numbers[0], "lock")

    assert await pages.standing(line.numbers[0]) is None
    assert (await sandbox.books.line_state(line.handle)).registered.standing.holds == ()
