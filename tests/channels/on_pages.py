"""People at the portal's and at the counter's pages, as the contract of channels drives them.

They do what is offered: a form that no page has is not sent.
"""

from __future__ import annotations

import io
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx
from PIL import Image

from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from tests.channels.counter.stage import LOOKS_MAX, Counter, Person
from tests.channels.holder import NAME, Holder, mailed_link
from tests.sim.browser import Form, Page

STROKES = "[[10,10,20,30,40,60,50,80],[60,20,70,25,80,30,90,35,100,40]]"
_TITLE = re.compile(r"<title>(.*?)</title>")
_COUNTER_CASE = re.compile(r"/counter/case/[a-z_]+/[0-9a-f-]{36}")


class Window:
    """A browser: the page that is open, and what its forms take."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = Page(200, {}, "")

    async def get(self, path: str) -> Page:
        """Open an address."""
        return self._opened(await self.client.get(path))

    def _opened(self, answer: httpx.Response) -> Page:
        self.page = Page(answer.status_code, answer.headers, answer.text)
        return self.page

    def form(self, path: str) -> Form | None:
        """The form of this page that goes there."""
        return self.page.form(path)

    async def send(self, path: str, **typed: str | Sequence[str]) -> Page:
        """Fill in the form that goes there, send it, and go where it leads."""
        form = self.page.form(path)
        assert form is not None, f"no form for {path.rsplit('/', 1)[-1]}: {self.page.html}"
        body = form.filled(typed)
        assert body is not None, f"{path} has no place for {typed}"
        kind = {"content-type": "application/x-www-form-urlencoded"}
        page = self._opened(await self.client.post(path, content=body, headers=kind))
        if page.status == 303:
            return await self.get(page.goes_to)
        assert page.status == 200, (path, page.problem, page.html)
        return page

    def ticks(self, path: str, name: str) -> list[str]:
        """All that can be ticked under this name."""
        form = self.page.form(path)
        assert form is not None
        return [one.value for one in form.fields if one.name == name]


Meeting = Callable[[], Awaitable[bool | None]]
"""False where it is handed over."""


class OnPages(ABC):
    """What both web channels have in common: the same forms, under an address of the case."""

    def __init__(self, holder: Holder, window: Window) -> None:
        self.holder = holder
        self.window = window
        self.place = ""

    def meetings(self) -> Mapping[RequirementKind, Meeting]:
        """How each requirement is met on these pages."""
        return {
            RequirementKind.CONFIRM_LINE: self.confirm,
            RequirementKind.PROVE_POSSESSION: self.prove,
            RequirementKind.PROVE_IDENTITY: self.identify,
            RequirementKind.PROVE_AUTHORITY: self.authorise,
            RequirementKind.ACKNOWLEDGE_LOSSES: self.lose,
            RequirementKind.GIVE_OTHER_CONTACT: self.reach,
            RequirementKind.CHOOSE_MONEY_WAY: self.pay,
            RequirementKind.SIGN_AGREEMENT: self.sign,
            RequirementKind.HANDLE_SIM: self.handle,
        }

    @abstractmethod
    def asked(self) -> RequirementKind | None:
        """What the page that is open asks for."""

    async def next(self) -> RequirementKind | None:
        """Looked at anew while the systems are at work."""
        for _ in range(LOOKS_MAX):
            await self.holder.calm()
            page = await self.window.get(self.place)
            assert page.status == 200, page.html
            if (kind := self.asked()) is not None or f"{self.place}/certificate.pdf" in page.links():
                return kind
        raise AssertionError(self.window.page.html)

    async def meet(self) -> bool:
        """By the forms of the page."""
        kind = await self.next()
        assert kind is not None
        return await self.meetings()[kind]() is not False

    async def certificate(self) -> bytes:
        """As a file."""
        answer = await self.window.client.get(f"{self.place}/certificate.pdf")
        assert answer.status_code == 200, answer.text
        return answer.content

    async def confirm(self) -> None:
        """The button alone."""
        await self.window.send(f"{self.place}/confirm-line")

    async def ask_code(self) -> None:
        """One code, once."""
        await self.window.send(f"{self.place}/want-code")
        await self.holder.calm()
        await self.window.get(self.place)

    async def prove(self) -> None:
        """A code that came to the line."""
        await self.ask_code()
        await self.window.send(f"{self.place}/code", code=await self.holder.code())

    @abstractmethod
    async def identify(self) -> bool:
        """A document, where this channel takes it; whether it does."""

    @abstractmethod
    async def authorise(self) -> bool:
        """The papers of who acts for the holder, where this channel takes them; whether it does."""

    async def lose(self) -> None:
        """Every tie ticked."""
        path = f"{self.place}/losses"
        await self.window.send(path, ties=self.window.ticks(path, "ties"))

    async def reach(self) -> None:
        """Another address."""
        await self.window.send(
            f"{self.place}/contact", contact_by="contact", contact=f"other-{self.holder.contact}"
        )

    async def pay(self) -> None:
        """Cash, for whom it is."""
        await self.window.send(f"{self.place}/money", way="cash_at_shop", destination_cash_at_shop=NAME)

    async def sign(self) -> None:
        """Name and code under the text."""
        await self.ask_code()
        await self.window.send(f"{self.place}/agreement", name=NAME, code=await self.holder.code())

    async def handle(self) -> None:
        """Cut up at home."""
        await self.window.send(f"{self.place}/sim", how="destroyed")


class AtThePortal(OnPages):
    """A subscriber with a browser."""

    def asked(self) -> RequirementKind | None:
        """By the title of the page."""
        title = _TITLE.search(self.window.page.html)
        titles = {
            self.holder.say("portal.page.title", title=self.holder.say(f"portal.part.{kind}")): kind
            for kind in RequirementKind
        }
        return titles.get(title[1]) if title is not None else None

    async def record(self) -> None:
        """Page 1, page 2, and its button."""
        holder = self.holder
        await self.window.get(f"/{holder.carrier_id}")
        wish = {"identifier": holder.identifier.value, "contact": holder.contact, "when": "now"}
        await self.window.send("/review", carrier=holder.carrier_id, **wish)
        await self.window.send("/ask")
        found = re.search(r"/case/[^/?\"]+~[^/?\"]+", self.window.page.html)
        assert found is not None, self.window.page.html
        self.place = found[0]

    async def link(self) -> str:
        """In the address."""
        return self.place.rsplit("/", 1)[-1]

    async def take_up(self, link: str) -> None:
        """The link, opened."""
        self.place = f"/case/{link}"

    async def identify(self) -> bool:
        """A picture of the passport."""
        await self.send_picture("passport")
        return True

    async def authorise(self) -> bool:
        """A picture of each paper that is asked for, while a form takes them."""
        path, count = f"{self.place}/identity", 0
        while (form := self.window.form(path)) is not None:
            offered = [one.value for one in form.fields if one.name == "document_kind"]
            await self.send_picture(offered[0])
            await self.window.get(self.place)
            count += 1
        return bool(count)

    async def send_picture(self, kind: str) -> None:
        """A picture of what they say that it is."""
        path, picture = f"{self.place}/identity", io.BytesIO()
        form = self.window.form(path)
        assert form is not None
        Image.new("RGB", (400, 300), "white").save(picture, "JPEG")
        said = {one.name: one.value for one in form.fields if one.name == "key"}
        file = {"file": (f"{kind}.jpg", picture.getvalue(), "image/jpeg")}
        answer = await self.window.client.post(path, data=said | {"document_kind": kind}, files=file)
        assert answer.status_code == 303, answer.text


class AtTheCounter(OnPages):
    """Somebody of the staff, for a customer who stands there with the card, or for one who is on the telephone."""

    def __init__(self, holder: Holder, staff: Person) -> None:
        super().__init__(holder, Window(staff.client))
        self.is_clerk = staff.role is Role.CLERK
        self.is_proven = False

    def asked(self) -> RequirementKind | None:
        """By what is to be read to the customer."""
        words = self.window.page.words
        for kind in RequirementKind:
            script = self.holder.say(f"counter.script.{kind}", carrier=self.holder.say("carriers.name"))
            if Page(200, {}, f"<blockquote>{script}</blockquote>").words in words:
                return kind
        return None

    async def record(self) -> None:
        """For the customer, who names number and address."""
        holder = self.holder
        await self.window.get("/counter/begin")
        wish = {"identifier": holder.identifier.value, "contact": holder.contact, "language": "en"}
        await self.window.send("/counter/begin", carrier=holder.carrier_id, **wish)
        found = _COUNTER_CASE.search(self.window.page.html)
        assert found is not None
        self.place = found[0]

    async def link(self) -> str:
        """As the acknowledgement to the customer has it."""
        return await mailed_link(self.holder)

    async def take_up(self, link: str) -> None:
        """By the case code that the customer names."""
        view = await self.holder.app.desk.view(link)
        self.is_proven = view.state != "requested"
        await self.window.get("/counter/cases")
        page = await self.window.send("/counter/find", wanted=view.case_code)
        found = [one for one in page.links() if one.startswith("/counter/case/")]
        assert len(found) == 1, found
        self.place = found[0]

    async def next(self) -> RequirementKind | None:
        """A request that joined another case leads there; of a proven line staff make sure first to whom they speak."""
        await self.holder.calm()
        page = await self.window.get(self.place)
        others = {one for one in page.links() if _COUNTER_CASE.fullmatch(one)}
        if others - {self.place}:
            (self.place,) = others - {self.place}
        kind = await super().next()
        if not self.is_proven or kind is not RequirementKind.PROVE_POSSESSION:
            return kind
        if self.is_clerk:
            await self.identify()
        else:
            await super().prove()
            await self.claim()
        return await super().next()

    async def claim(self) -> None:
        """All that was asked for is theirs: what the customer says of each request that is read to them."""
        count = self.window.page.html.count('name="request"')
        if count:
            said = {f"whose_{place}": "mine" for place in range(1, count + 1)}
            await self.window.send(f"{self.place}/requests", **said)

    async def prove(self) -> None:
        """With paper and card where the customer stands there; by a code that is read aloud."""
        self.is_proven = True
        if not self.is_clerk:
            await super().prove()
            return await self.claim()
        await self.identify()
        await self.window.send(f"{self.place}/scan", iccid=self.holder.line.iccid)
        await self.window.send(f"{self.place}/in-person")
        return None

    async def identify(self) -> bool:
        """The holder's passport, shown."""
        if self.window.form(f"{self.place}/identity") is None:
            return False
        shown = {"document": "passport", "paper_name": "Chan Tai Man"}
        await self.window.send(f"{self.place}/identity", is_holder="yes", **shown)
        await self.claim()
        return True

    async def authorise(self) -> bool:
        """Every paper of who acts, on the table."""
        path = f"{self.place}/paper"
        forms = [form for form in self.window.page.forms() if form.path == path]
        for form in forms:
            typed = {"name": "Chan Tai Man", "number": ""}
            fields = {one.name: typed.get(one.name.rpartition("_")[2], one.value) for one in form.fields}
            said = fields | {"outcome": "yes"}
            answer = await self.window.client.post(path, data=said)
            assert answer.status_code == 303, answer.text
        await self.window.get(self.place)
        await self.claim()
        return bool(forms)

    async def sign(self) -> None:
        """A hand on the screen, or a code that is read aloud."""
        if not self.is_clerk:
            return await super().sign()
        if self.window.form(f"{self.place}/signature") is None:
            await self.identify()
        await self.window.send(f"{self.place}/signature", name=NAME, strokes=STROKES)
        return None

    async def handle(self) -> None:
        """Taken in where the customer stands there."""
        if not self.is_clerk:
            return await super().handle()
        await self.window.send(f"{self.place}/bag", bag="BAG 0042")
        return None


async def at_the_portal(holder: Holder, counter: Counter) -> AtThePortal:
    """A browser of their own."""
    return AtThePortal(holder, Window(counter.browser()))


async def with_a_clerk(holder: Holder, counter: Counter) -> AtTheCounter:
    """In the shop, with paper and card."""
    return AtTheCounter(holder, await counter.person(Role.CLERK, f"clerk {holder.name}"))


async def with_an_agent(holder: Holder, counter: Counter) -> AtTheCounter:
    """On the telephone."""
    return AtTheCounter(holder, await counter.person(Role.AGENT, f"agent {holder.name}"))
