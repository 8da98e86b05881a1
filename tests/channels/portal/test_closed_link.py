"""A link that opens its case no more: every one of its routes says so, in plain words, and nothing of the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from signoff.channels.portal.site import create_portal
from signoff.domain.case import State
from tests.channels.first_view import FIRST
from tests.channels.portal.fake_desk import TOKEN, FakeDesk
from tests.channels.portal.stage import parts

CLOSED = replace(
    FIRST,
    state=State.WITHDRAWN.value,
    requirement=None,
    identifier_masked="",
    is_passed_on=True,
    has_acknowledgement=False,
    may_withdraw=False,
)
SAYS_SO = "This request is closed"
NO_PAGE = {"events"}
"""A stream of version numbers; its page is the case's."""


def _routes() -> list[tuple[str, str]]:
    """Every route of a case, each with each of its methods."""
    routes = [one for one in create_portal(parts(FakeDesk())).routes if isinstance(one, Route)]
    of_case = [one for one in routes if one.path.startswith("/case/{token}")]
    pairs = {
        (method, one.path.removeprefix("/case/{token}").removeprefix("/"))
        for one in of_case
        for method in one.methods or ()
        if method in ("GET", "POST")
    }
    return sorted(pairs)


@pytest.mark.parametrize(("method", "name"), [one for one in _routes() if one[1] not in NO_PAGE])
async def test_every_route_of_a_closed_link_says_that_it_is_closed(
    client: httpx.AsyncClient, desk: FakeDesk, method: str, name: str
) -> None:
    """A form is refused, a document is not there, and every other address leads to the one page."""
    desk.views[TOKEN], desk.documents = CLOSED, {}
    path = f"/case/{TOKEN}/{name}".rstrip("/")
    headers = {"Origin": "http://portal.test"}
    sent: dict[str, Any] = {"data": {"message": "What became of it?", "key": "k"}} if method == "POST" else {}
    if (method, name) == ("POST", "identity"):
        sent["files"] = {"file": ("passport.png", b"picture", "image/png")}

    answer = await client.request(method, path, params={"lang": "en"}, headers=headers, **sent)

    if answer.status_code == 303:
        assert method == "GET"
        assert httpx.URL(answer.headers["location"]).path == f"/case/{TOKEN}"
        return
    assert answer.status_code == (409 if method == "POST" else 404 if "." in name else 200)
    assert SAYS_SO in answer.text
    for told in ("<textarea", "withdrawn", 'class="file"', "/help"):
        assert told not in answer.text, told
    assert (desk.answers, desk.pictures) == ([], [])
    assert answer.headers["x-robots-tag"] == "noindex"


def test_the_table_has_the_routes_that_were_forgotten() -> None:
    """So that no route is added beside it."""
    routes = _routes()
    assert ("GET", "agreement.pdf") in routes
    assert {("GET", "help"), ("POST", "help"), ("POST", "identity"), ("GET", "certificate.zip")} < set(routes)
