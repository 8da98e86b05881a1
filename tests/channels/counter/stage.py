"""Somebody of the staff at the counter, over the whole product without a browser: signed in, with their pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httpx

from signoff.app import App
from signoff.domain.staff import Role
from signoff.staff import Credentials
from signoff.staff.credentials import STEP_SECONDS, code_of
from signoff.website import portal
from tests.engine.stage import Stage

ADDRESS = "http://127.0.0.1:8000"
LOOKS_MAX = 8
"""What follows from a call may be calls again: so many times, at the most, in one ending."""
_KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')
_REQUEST = re.compile(r'name="request" value="([0-9a-f-]{36,40})"')
_CASE = re.compile(r"/counter/case/[a-z_]+/[0-9a-f-]{36}")


DRAWN = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-f])"
    r"|\.[0-9]{6}(?=[+])"
)


def told_on(page: str) -> str:
    """A page without what is drawn by lot: keys, ids, microseconds. Any four digits stand there once in a while.

    What a subscriber owns stays: an IMSI has 15 digits, an ICCID 18 to 20.
    """
    return DRAWN.sub("", page)


@dataclass
class Person:
    """One of the staff with a browser of their own."""

    app: App
    role: Role
    name: str
    client: httpx.AsyncClient
    staff_id: str = ""
    page: httpx.Response = field(default_factory=lambda: httpx.Response(200))

    async def get(self, path: str) -> httpx.Response:
        """Open a page."""
        self.page = await self.client.get(path)
        return self.page

    async def post(self, path: str, *, key: str | None = None, **fields: str | list[str]) -> httpx.Response:
        """Send a form of the page that is open, and go where it leads."""
        if key is None:
            found = _KEY.findall(self.page.text)
            key = found[-1] if found else ""
        self.page = await self.client.post(path, data={"key": key, **fields})
        answer = self.page
        if answer.status_code == 303:
            await self.get(answer.headers["location"])
        return answer

    async def sort(self, case: str, *said: str) -> httpx.Response:
        """Say of each request on the page whether it is of whoever is there; the last word stands for the rest."""
        requests = _REQUEST.findall(self.page.text)
        words = [*said, *[said[-1]] * len(requests)][: len(requests)]
        fields = {f"whose_{place}": word for place, word in enumerate(words, start=1)}
        return await self.post(f"{case}/requests", request=requests, **fields)

    async def until(self, case: str, *words: str) -> str:
        """Look at a case until one of these is on its page; each look is a fact, so not before the systems are done."""
        text = ""
        for _ in range(LOOKS_MAX):
            await Stage.of(self.app).calls_made()
            text = (await self.get(case)).text
            if any(word in text for word in words):
                return text
        raise AssertionError(text)


class Counter:
    """The portal's server, and people at its counter."""

    def __init__(self, app: App, address: str = ADDRESS) -> None:
        self.app = app
        self.address = address
        self.transport = httpx.ASGITransport(portal(app))
        self._clients: list[httpx.AsyncClient] = []

    def browser(self) -> httpx.AsyncClient:
        """A browser of its own, with no session."""
        client = httpx.AsyncClient(transport=self.transport, base_url=self.address)
        self._clients.append(client)
        return client

    async def person(self, role: Role, name: str = "", serves: tuple[str, ...] = ()) -> Person:
        """Somebody with an account, signed in through the form."""
        name, fresh = name or role.value, Credentials.fresh()
        made = await self.app.staff.add(name, role, serves or tuple(self.app.catalogue.carriers), fresh)
        code = code_of(fresh.secret, int(self.app.clock().timestamp()) // STEP_SECONDS)
        person = Person(self.app, role, name, self.browser(), made.id)
        said = {"name": name, "password": fresh.password, "code": code}
        answer = await person.client.post("/counter/sign-in", data=said)
        assert answer.status_code == 303, answer.text
        person.page = answer
        return person

    async def close(self) -> None:
        """Close all browsers."""
        for client in self._clients:
            await client.aclose()


def named(paper: str, holder: str = "Chan Tai Man", *, number: int = 0) -> dict[str, str]:
    """The fields of a yes to a paper of who acts for the holder, on the table or in the picture of this number."""
    fields = {"paper": paper, "outcome": "yes"} | ({"number": str(number)} if number else {})
    of = f"picture_{number}" if number else paper
    return fields if paper == "own_identity" else {**fields, f"{of}_name": holder}


async def begin(person: Person, carrier_id: str, identifier: str, contact: str = "me@example.com") -> str:
    """Record a request; the address of its case."""
    await person.get("/counter/begin")
    answer = await person.post(
        "/counter/begin", carrier=carrier_id, identifier=identifier, contact=contact, language="en"
    )
    assert answer.status_code == 303, answer.text
    place = str(answer.headers["location"])
    assert _CASE.fullmatch(place)
    return place
