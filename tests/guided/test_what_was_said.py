"""The page and the archive of a guided case say what was answered, and a line is known by what stands on its card."""

from __future__ import annotations

import io
import json
import zipfile

import httpx
import pytest

from signoff.app import App
from signoff.domain.guidance import Task
from tests.guided.keeper import Keeper
from tests.guided.test_cases import quick
from tests.guided.test_pages import KEY, client, keeper, plan_form

__all__ = ["client", "keeper", "quick"]

pytestmark = pytest.mark.usefixtures("quick")

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "pt", "km")
MONEY = ("all_paid", "still_owed")


async def tasks_in_archive(client: httpx.AsyncClient, place: str) -> dict[str, dict[str, str]]:
    archive = await client.get(f"{place}/everything.zip")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as zipped:
        name = next(one for one in zipped.namelist() if one.endswith("case.json"))
        return {task["task"]: task for task in json.loads(zipped.read(name))["tasks"]}


@pytest.mark.parametrize("how", MONEY)
async def test_money_that_is_still_owed_is_never_called_done(
    app: App, client: httpx.AsyncClient, keeper: Keeper, how: str
) -> None:
    """The page had said "Done, as you say" of a debt, and the archive `done`."""
    place = f"/guided/{keeper.token}"
    await keeper.say(Task.UNLINK)
    answer = await client.post(f"{place}/say", data={"task": "settle", "how": how, "key": KEY})
    assert answer.status_code == 303

    for language in LANGUAGES:
        page = (await client.get(f"{place}?lang={language}")).text
        assert app.texts.say(f"guided.said.{how}", language) in page
        assert page.count(app.texts.say("guided.said.done", language)) == 1  # the step before it
    told = (await tasks_in_archive(client, place))["settle"]
    assert (told["outcome"], told["how"]) == ("still_owed" if how == "still_owed" else "done", how)


@pytest.mark.parametrize("how", ["destroyed", "returned", "lost"])
async def test_the_page_says_what_became_of_the_card(
    app: App, client: httpx.AsyncClient, keeper: Keeper, how: str
) -> None:
    """A card that is lost was not handled: it is not there any more."""
    place = f"/guided/{keeper.token}"
    for task in (Task.UNLINK, Task.SETTLE, Task.ASK_CARRIER, Task.SEE_DEAD):
        await keeper.say(task)
    answer = await client.post(f"{place}/say", data={"task": "handle_sim", "how": how, "key": KEY})

    assert answer.status_code == 303
    assert app.texts.say(f"guided.said.{how}", "en") in (await client.get(f"{place}?lang=en")).text


@pytest.mark.parametrize("typed", ["1234567890123", "1234 567 890 123", "１２３４５６７８９０１２３"])
async def test_the_13_digits_that_3_macau_prints_on_its_cards_are_taken(
    app: App, client: httpx.AsyncClient, typed: str
) -> None:
    """As `signoff identify` takes them; they had been refused for not being as long as a mobile number."""
    kept = await client.post("/guided/keep", data=plan_form(app, "three_mo") | {"identifier": typed})

    assert kept.status_code == 303
    assert "0123" in (await client.get(kept.headers["location"])).text


@pytest.mark.parametrize(
    ("carrier_id", "typed"),
    [("ctm", "1234567890123"), ("three_mo", "123456789012"), ("three_mo", "0123456789012")],
)
async def test_other_digits_are_still_refused(
    app: App, client: httpx.AsyncClient, carrier_id: str, typed: str
) -> None:
    """Only the carrier that has its customers read so many off their cards."""
    kept = await client.post("/guided/keep", data=plan_form(app, carrier_id) | {"identifier": typed})

    assert kept.status_code == 422


async def test_a_sim_number_that_is_cut_short_is_told_as_one(app: App, client: httpx.AsyncClient) -> None:
    """What begins like one and is longer than a number of ours is none."""
    kept = await client.post(
        "/guided/keep", data=plan_form(app, "three_mo") | {"identifier": "8985303000000"}
    )

    assert kept.status_code == 422
    assert app.texts.say("reading.identifier.iccid_length", "en") in kept.text
