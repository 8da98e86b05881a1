"""A file beside an answer: neither loses the other, whichever button of the form is pressed, without scripts too."""

from __future__ import annotations

import re

import httpx
import pytest

from signoff.app import App
from signoff.channels.portal.guard import BODY_BYTES_MAX
from signoff.domain.guidance import Task
from tests.guided.keeper import Keeper, photo
from tests.guided.test_cases import quick
from tests.guided.test_pages import client, keeper

__all__ = ["client", "keeper", "quick"]

pytestmark = pytest.mark.usefixtures("quick")

NOTE = "Spoke to Quirina, <ref> 7"
TYPED = {"task": "ask_carrier", "how": "call", "note": NOTE, "key": "0" * 32, "file_key": "1" * 32}
PHOTO = ("a.jpg", photo(), "image/jpeg")


async def test_nothing_typed_is_lost_beside_a_file(
    app: App, client: httpx.AsyncClient, keeper: Keeper
) -> None:
    """Kept, refused, missing or held back for its size; and an answer takes the file that was chosen with it."""
    for task in (Task.UNLINK, Task.SETTLE):
        await keeper.say(task)
    place = f"/guided/{keeper.token}"
    page = (await client.get(place)).text
    added = await client.post(f"{place}/evidence", data=TYPED, files={"file": PHOTO})
    others = [
        (422, await client.post(f"{place}/evidence", data=TYPED, files={"file": ("a.jpg", b"MZ" * 99)})),
        (422, await client.post(f"{place}/evidence", data=TYPED, files={"file": ("", b"")})),
        (422, await client.post(f"{place}/say", data=TYPED, files={"file": ("a.jpg", b"MZ" * 99)})),
        (413, await client.post(f"{place}/say", data=TYPED | {"file_too_large": "yes"})),
    ]

    assert added.status_code == 200
    for status, answer in ((200, added), *others):
        assert answer.status_code == status
        assert "Spoke to Quirina, &lt;ref&gt; 7</textarea>" in answer.text
        assert re.search(r'name="how" value="call" checked', answer.text)
        assert (status == 200) != ('id="file-problem"' in answer.text)
    assert len((await keeper.view()).evidence) == 1
    current = (await keeper.view()).current
    assert current is not None
    assert current.task is Task.ASK_CARRIER

    second = TYPED | {"file_key": "2" * 32}
    said = await client.post(f"{place}/say", data=second, files={"file": ("b.jpg", photo(30), "image/jpeg")})

    view = await keeper.view()
    assert said.status_code == 303
    assert len(view.evidence) == 2
    assert next(one.note for one in view.tasks if one.task is Task.ASK_CARRIER) == NOTE
    _expect_one_form(page)


async def test_only_a_file_may_be_as_large_as_a_file(client: httpx.AsyncClient, keeper: Keeper) -> None:
    """The answer's own address takes files now, but no endless text."""
    form = {"task": "unlink", "key": "0" * 32, "note": "x" * (BODY_BYTES_MAX + 1)}

    assert (await client.post(f"/guided/{keeper.token}/say", data=form)).status_code == 413


def _expect_one_form(page: str) -> None:
    """The note and the file belong to the same form, by HTML alone."""
    answer = page[page.index('<form id="answer"') :]
    assert 'enctype="multipart/form-data"' in answer[: answer.index(">")]
    assert '<textarea id="note"' in answer[: answer.index("</form>")]
    file = re.search(r'<input id="file"[^>]*>', page)
    button = re.search(r'<button[^>]*formaction="[^"]*/evidence[^>]*>', page)
    assert file is not None
    assert button is not None
    assert 'form="answer"' in file[0]
    assert 'form="answer"' in button[0]
