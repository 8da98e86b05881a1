"""A line that gets another SIM in the middle of its case is ended with that one, once its holder was seen anew."""

from __future__ import annotations

from signoff.app import App
from signoff.domain import event as e
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.engine.submission import Submission
from signoff.store import reading
from tests.channels.counter.stage import Counter
from tests.channels.counter.test_visits import checked
from tests.engine.stage import Stage

CARRIER = "smartone_mo"


async def test_the_holder_goes_on_with_the_new_sim_in_the_same_case(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Not before their paper was looked at; then the case knows the new card, and scans of the old one are wrong."""
    line = await stage.line()
    holder = stage.person(app.desk, line)
    await holder.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    new = await app.sandbox.hands.swap_sim(line)
    keys, place = app.keys.of(CARRIER), f"/counter/case/{CARRIER}/{holder.case_id}"
    heard = e.LineChanged("news", app.clock(), e.LineChange.SIM_CHANGED)
    await app.desk.committer.submit(Submission(CARRIER, holder.case_id, event=heard))

    async def card() -> str:
        await stage.calls_made()
        async with app.database.reading(CARRIER) as connection:
            found = (await reading.personal(connection, keys, holder.case_id, ["line"]))["line"]
        assert isinstance(found, Line)
        return found.iccid

    assert await card() == line.iccid
    assert (await holder.view()).requirement is RequirementKind.PROVE_IDENTITY
    clerk = await counter.person(Role.CLERK)
    await checked(clerk, place)
    assert await card() == line.iccid
    assert (await clerk.sort(place, "mine")).status_code == 303
    assert await card() == new.iccid
    assert (await holder.view()).requirement is not RequirementKind.PROVE_IDENTITY
    await stage.expect_sound()
