"""The page of guarantees: what is watched, what was charged all the same and came back, for whom it is meant."""

from __future__ import annotations

import re

from signoff.app import App
from signoff.domain.staff import Role
from tests.channels.counter.stage import Counter
from tests.engine.stage import Stage

PLACE = "/counter/guarantees"


async def test_breaches_and_money_returned_stand_on_the_page_with_their_chart(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Two lines ended, one charged twice: the sums, the rows, a bar as high as the chart; nothing of whose they are."""
    lines = [await stage.line() for _ in range(2)]
    for line in lines:
        await stage.person(app.desk, line).walk()
    await stage.at_rest()
    office = await counter.person(Role.BACK_OFFICE)
    before = (await office.get(PLACE)).text
    for kind in ("renewal", "add_on"):
        await app.sandbox.hands.charge(lines[0].handle, kind, 48_00)
    await app.guard.look(["smartone_mo"])
    await stage.at_rest()

    page = (await office.get(PLACE)).text

    assert "Nothing was charged after an end." in before
    assert "Renewal" in page
    assert "Add-on fee" in page
    assert "96.00" in page
    assert page.count("48.00") == 2
    assert re.search(r'<rect class="repaid"[^>]* height="160"/>', page)
    assert not re.search(r'height="160"/>', before)
    assert lines[0].numbers[0][-8:] not in page
    assert "on its way" not in page


async def test_the_page_speaks_each_language_and_is_not_for_everybody(counter: Counter) -> None:
    """Revenue assurance has it, who stands at the counter has not."""
    auditor, clerk = await counter.person(Role.AUDITOR), await counter.person(Role.CLERK)

    said = {
        (await auditor.get(f"{PLACE}?lang={one}")).text for one in ("en", "zh-Hans", "zh-Hant", "pt", "km")
    }

    assert len(said) == 5
    assert (await clerk.get(PLACE)).status_code == 403
