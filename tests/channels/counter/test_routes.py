"""Every route for every role: who may take it, who may not, nobody at all, and a form that another page has made."""

from __future__ import annotations

from dataclasses import replace

import httpx
import psycopg
import pytest

from signoff.app import App
from signoff.channels.counter.needs import NEEDS
from signoff.channels.counter.pages import CounterPages
from signoff.channels.counter.site import CASE, ways
from signoff.channels.counter.visit import cookie_name
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import ALLOWED, May, Role
from signoff.staff.accounts import SESSION_LIFE
from tests.channels.counter.stage import ADDRESS, Counter, begin
from tests.channels.portal.test_guard import assert_guarded
from tests.engine.stage import Stage

WAYS = ways(None, CounterPages(None))  # type: ignore[arg-type]  # only the table is read
OF_A_CASE = [way for way in WAYS if way.path.startswith(CASE)]
BESIDE = [way for way in WAYS if way not in OF_A_CASE and not way.path.startswith("/sign-out")]


def facts(owner: psycopg.Connection) -> int:
    """How many facts there are but looks."""
    row = owner.execute(
        "select count(*) from journal where convert_from(body, 'utf8') !~ 'Staff(Looked|Found)'"
    ).fetchone()
    assert row is not None
    return int(row[0])


KEPT = {"name": "signoff-staff", "httponly": "", "samesite": "strict", "path": "/"}


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    """What the one cookie that an answer sets is bound to, without its value and the date."""
    (cookie,) = answer.headers.get_list("set-cookie")
    first, *others = cookie.split("; ")
    bounds = {name.lower(): value for name, _, value in (one.partition("=") for one in others)}
    bounds.pop("expires", None)
    return {**bounds, "name": first.partition("=")[0]}


async def test_each_role_takes_its_routes_and_no_other(
    counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """All routes for all roles: what a role may not is 403 and changes nothing; what it may is not refused.

    And none of them says anything of the subscriber, whom nobody has made sure of.
    """
    clerk, line = await counter.person(Role.CLERK, "who begins"), await stage.line()
    place = await begin(clerk, "smartone_mo", line.numbers[0])
    await stage.calls_made()
    before = facts(owner)
    for role in Role:
        person = await counter.person(role)
        for way in (*OF_A_CASE, *BESIDE):
            path = place + way.path.removeprefix(CASE) if way in OF_A_CASE else f"/counter{way.path}"
            may = way.may is None or way.may in ALLOWED[role]
            await person.get("/counter/cases")
            answer = await (person.get(path) if way.method == "GET" else person.post(path))
            assert (answer.status_code == 403) is not may, (role, way.method, path, answer.status_code)
            assert answer.status_code < 500
            for secret in (line.numbers[0][-8:], line.iccid, "••", "me@example.com"):
                assert secret not in answer.text + person.page.text, (role, path, secret)
            assert "camera=" in answer.headers["permissions-policy"]
            if not may:
                assert facts(owner) == before, (role, way.path)
            before = facts(owner)


async def test_nobody_who_is_not_signed_in_gets_anywhere(counter: Counter, owner: psycopg.Connection) -> None:
    """A page leads to the form, a form does nothing; a made-up session is none."""
    place = "/counter/case/ctm/12345678-1234-1234-1234-123456789012"
    for token in ("", "x" * 43):
        browser = counter.browser()
        if token:
            browser.cookies.set(cookie_name(is_secure=False), token)
        for way in WAYS:
            path = place + way.path.removeprefix(CASE) if way in OF_A_CASE else f"/counter{way.path}"
            answer = await browser.request(
                way.method, path, data={"a": "b"} if way.method == "POST" else None
            )
            if way.method == "GET":
                assert (answer.status_code, answer.headers["location"]) == (303, "/counter/sign-in"), path
            else:
                assert answer.status_code == 401, path
    assert facts(owner) == 0


@pytest.mark.parametrize("way", [way for way in WAYS if way.method == "POST"], ids=lambda way: way.path)
def test_every_form_names_who_may_send_it(way) -> None:
    """Signing out alone is everybody's."""
    assert way.may is not None or way.path.startswith("/sign-out")


async def test_a_form_that_another_page_made_does_nothing(
    counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """Neither another site's, nor one with another session's key, nor one without any."""
    person, other = await counter.person(Role.SUPERVISOR), await counter.person(Role.CLERK)
    place = await begin(person, "smartone_mo", (await stage.line()).numbers[0])
    await stage.calls_made()
    before = facts(owner)
    await other.get(place)
    for way in WAYS:
        if way.method != "POST" or way.path.startswith("/sign-out"):
            continue
        path = place + way.path.removeprefix(CASE) if way in OF_A_CASE else f"/counter{way.path}"
        await other.get("/counter/cases")
        foreign_key = other.page.text.split('name="key" value="')[1][:32]
        for key in (foreign_key, "0" * 32, "", "é" * 32):
            assert (await person.post(path, key=key)).status_code == 422, path
        await person.get("/counter/cases")
        own_key = person.page.text.split('name="key" value="')[1][:32]
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            answer = await person.client.post(path, data={"key": own_key}, headers=headers)
            assert answer.status_code == 403, path
    assert facts(owner) == before


async def test_every_answer_is_guarded_and_the_cookie_is_out_of_reach(
    counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Nothing of it is framed, sniffed or kept; only signing in sets a cookie, strict and unseen by scripts."""
    person = await counter.person(Role.SUPERVISOR)
    place = await begin(person, "smartone_mo", (await stage.line()).numbers[0])
    for path in (
        "/counter",
        "/counter/",
        "/counter/sign-in",
        "/counter/cases",
        "/counter/nothing",
        "/counter/begin",
    ):
        assert_guarded(await person.get(path))
    answer = await person.get(place)
    assert "camera=(self)" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    out = await person.post("/counter/sign-out")
    assert cookie_of(out) == {**KEPT, "max-age": "0"}
    assert (await person.get("/counter/cases")).headers["location"] == "/counter/sign-in"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (ADDRESS, {"name": "signoff-staff"}),
        ("https://counter.example", {"name": "__Host-signoff-staff", "secure": ""}),
    ],
)
async def test_the_cookie_of_a_session_is_out_of_reach(
    app: App, address: str, kept: dict[str, str], no_paper: None
) -> None:
    """As signing in sets it: for us alone, unseen by scripts, for a shift; over https bound to the host."""
    counter = Counter(replace(app, settings=replace(app.settings, public_address=address)), address)
    try:
        person = await counter.person(Role.CLERK)
        shift = str(int(SESSION_LIFE.total_seconds()))
        assert cookie_of(person.page) == {**KEPT, **kept, "max-age": shift}
        assert (await person.get("/counter/cases")).status_code == 200
        assert cookie_of(await person.post("/counter/sign-out")) == {**KEPT, **kept, "max-age": "0"}
    finally:
        await counter.close()


async def test_staff_of_one_carrier_do_not_find_the_others(
    counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Neither in the list, nor by search, nor by its address."""
    clerk = await counter.person(Role.CLERK)
    line = await stage.line()
    place = await begin(clerk, "smartone_mo", line.numbers[0])
    stranger = await counter.person(Role.SUPERVISOR, "of ctm", ("ctm",))

    assert (await stranger.get(place)).status_code == 404
    assert "smartone_mo/" not in (await stranger.get("/counter/cases")).text
    assert "smartone_mo/" not in (await stranger.post("/counter/find", wanted=line.numbers[0])).text
    assert (await stranger.get("/counter/cases")).status_code == 200
    assert (
        await stranger.post(f"{place}/identity", document="passport", is_holder="yes", paper_name="Lei Ana")
    ).status_code == 404


def test_each_requirement_is_taken_at_the_counter() -> None:
    """The contract of the channels: a kind that is added has a line here, or this fails."""
    assert set(NEEDS) == set(RequirementKind)


def test_every_role_is_in_the_table_and_every_permission_is_somebodys() -> None:
    """Nothing is left to chance: an auditor changes nothing, and only a supervisor approves."""
    assert set(ALLOWED) == set(Role)
    assert set().union(*ALLOWED.values()) == set(May)
    assert ALLOWED[Role.AUDITOR] == {May.LIST, May.LOOK, May.ASSURE}
    assert [role for role in Role if May.APPROVE in ALLOWED[role]] == [Role.SUPERVISOR]


HOSTILE = (
    "\0",
    "[" * 4_000,
    "٣" * 20,
    "<script>",
    "x" * 30_000,
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "é" * 19,
)
FIELDS = (
    *(
        "identifier",
        "contact",
        "carrier",
        "wanted",
        "wanted_on",
        "language",
        "code",
        "losses_digest",
        "way",
        "name",
    ),
    *(
        "text_sha256",
        "strokes",
        "how",
        "document",
        "is_holder",
        "paper_name",
        "paper_number",
        "picture_name",
        "request",
        "whose_1",
        "iccid",
        "amount_minor",
        "currency",
        "bag",
        "call",
    ),
    *("approval", "why", "payout", "to", "what", "number", "outcome", "message", "contact_by"),
)


async def test_nothing_that_is_typed_is_an_error_of_ours(
    counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Whatever stands in every field at once: the form again, or a page that says why."""
    chief = await counter.person(Role.SUPERVISOR)
    place = await begin(chief, "smartone_mo", (await stage.line()).numbers[0])
    await stage.calls_made()
    for way in (one for one in WAYS if one.method == "POST" and not one.path.startswith("/sign-out")):
        path = place + way.path.removeprefix(CASE) if way in OF_A_CASE else f"/counter{way.path}"
        await chief.get("/counter/cases")
        for text in HOSTILE:
            fields = dict.fromkeys(FIELDS[:3] if len(text) > 1_000 else FIELDS, text)
            answer = await chief.post(path, **fields)
            assert answer.status_code < 500, (path, text[:20])
            assert "<script>" not in answer.text
            if answer.status_code == 303:
                await chief.get("/counter/cases")
    for query in ("state=%00", "carrier=%00", "on=9999-99-99", "after=%ff", "after=" + "A" * 300, "lang=%00"):
        assert (await chief.client.get(f"/counter/cases?{query}")).status_code in (200, 404)
