"""A person at the portal's pages, in a browser without JavaScript: what a page offers is what they may do.

They fill in the forms of the page before them, of the one the last answer showed, or of an old one they went back to;
send them twice; follow live pages. Each page is judged as it comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from signoff.desk import Asked
from signoff.domain.refusal import Refusal
from signoff.domain.view import CaseView
from signoff.website import portal
from tests.sim import sight
from tests.sim.browser import Browser, Form, Page, Site
from tests.sim.process import Process
from tests.sim.tapping import HEARD, Heard, tapped
from tests.sim.voice import was_away
from tests.sim.ways import Attempt, Broken, NotOffered, Unfit

if TYPE_CHECKING:
    from tests.sim.people import Somebody

WINDOWS_MAX = 6
"""So many pages back somebody goes."""

KEPT = timedelta(days=29)
"""A form of an older page is not sent again: answers are kept for thirty days."""

PATHS = {
    "confirm": "confirm-line",
    "code": "want-code",
    "prove": "code",
    "losses": "losses",
    "contact": "contact",
    "way": "money",
    "sign": "agreement",
    "sim": "sim",
    "withdraw": "withdraw",
}
OFFERED = {
    "confirm_line": "confirm-line",
    "acknowledge_losses": "losses",
    "give_other_contact": "contact",
    "choose_money_way": "money",
    "handle_sim": "sim",
}
"""The form that a page must have when the case asks for this."""

REFUSED = (409, 422, 429, 503)
INSIDE = ("Traceback", "psycopg", "Exception", "{{", "}}", "jinja2", "Refusal(", "Undefined")
"""What no page may ever say."""


def site_of(process: Process) -> Site:
    """The portal of a process, over an overheard desk; made when somebody first comes."""
    if process.site is None:
        app = process.app
        assert app is not None
        process.site = portal(replace(app, desk=tapped(app.desk)))
    site: Site = process.site
    return site


@dataclass(frozen=True, slots=True)
class Window:
    """A page of the case that was before somebody, and what it was made from."""

    page: Page
    view: CaseView


@dataclass(eq=False)
class AtThePortal:
    """Speaks by forms and sees by pages."""

    person: Somebody
    windows: list[Window] = field(default_factory=list)
    sent: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)
    """The key and the instant under which each form was first sent, by where it went and what it said."""

    after: CaseView | None = None
    foreign: list[str] | None = None

    def __post_init__(self) -> None:
        person = self.person
        self.browser = Browser(f"10.1.0.{person.number}", person.ask.language)

    # ------------------------------------------------------------ pages

    async def view(self) -> CaseView:
        page, heard = await self._fetch("GET", self._address)
        if heard.view is None or page.status != 200:
            raise Broken(f"the page of the case came with {page.status}")
        return self._opened(page, heard.view)

    def shown_after(self) -> CaseView | None:
        after, self.after = self.after, None
        return after

    @property
    def _address(self) -> str:
        return f"/case/{self.person.token}"

    async def _fetch(self, method: str, path: str, body: str = "") -> tuple[Page, Heard]:
        """One request to any process that lives, and what the desk heard of it."""
        heard = Heard()

        async def request(process: Process) -> Page:
            HEARD.set(heard)
            if method == "GET":
                return await self.browser.get(site_of(process), path)
            return await self.browser.post(site_of(process), path, body)

        page: Page = await self.person.world.meet(request)
        if heard.error is not None and page.status in (500, 503):
            raise heard.error
        for wrong in self._wrong_with(page):
            raise Broken(f"{method} {path.rsplit('/', 1)[-1]} {page.status}: {wrong}")
        return page, heard

    def _opened(self, page: Page, view: CaseView) -> CaseView:
        """Look at a page of the case."""
        for wrong in self._wrong_in(page, view):
            self.person.world.finding(f"person {self.person.number}: the page at v{view.version}: {wrong}")
        self.windows = [*self.windows[-WINDOWS_MAX:], Window(page, view)]
        return view

    def _wrong_with(self, page: Page) -> Iterator[str]:
        """What no answer may be, whatever was asked."""
        if page.status >= 500 and page.status != 503:
            yield "the portal broke"
        if "content-security-policy" not in page.headers or "cache-control" not in page.headers:
            yield "it has no headers that protect it"
        if page.is_page:
            if self.foreign is None:
                self.foreign = sight.foreign(self.person.world, self.person)
            words = page.words
            if leaked := [word for word in self.foreign if word in words]:
                yield f"it shows what is somebody else's: {leaked}"
            if inside := [word for word in INSIDE if word in words]:
                yield f"it tells of the inside: {inside}"

    def _wrong_in(self, page: Page, view: CaseView) -> Iterator[str]:
        """Whether it offers what the case asks for, and shows the case as it is."""
        if page.version != view.version:
            yield f"it says it shows v{page.version}"
        wanted = OFFERED.get(str(view.requirement))
        if wanted is not None and page.form(f"{self._address}/{wanted}") is None:
            yield f"it has no form for {view.requirement}"
        if (f"{self._address}/withdraw" in page.links()) != view.may_withdraw:
            yield f"withdrawing is offered, or not, while the case says {view.may_withdraw}"
        if view.has_certificate != (f"{self._address}/certificate.pdf" in page.links()):
            yield f"the certificate is offered, or not, while the case says {view.has_certificate}"

    # ------------------------------------------------------------ saying

    async def attempt(self, what: str, said: Any, key: str, view: CaseView | None) -> Attempt:
        if what == "ask":
            return await self._asking(said, key)
        if what == "withdraw":
            form = await self._withdrawal(view)
        else:
            form = self._form(what, said, view)
        body = form.filled(self._typed(what, said))
        if body is None:
            raise NotOffered("the form has no place for it")
        return self._sending(what, said, key, form.path, body)

    def _form(self, what: str, said: Any, view: CaseView | None) -> Form:
        """The form on the page of this view, or else on an older one that is gone back to."""
        last = PATHS.get(what) or _reopening(said)
        windows = [window for window in self.windows if window.view is view][-1:] + self.windows[::-1]
        digest = getattr(said, "losses_digest", None)
        for window in windows:
            if digest is not None and window.view.losses_digest != digest:
                continue  # its form names other losses
            form = window.page.form(f"{self._address}/{last}")
            if form is not None:
                return form
        raise NotOffered("no page offers it")

    async def _withdrawal(self, view: CaseView | None) -> Form:
        address = f"{self._address}/withdraw"
        window = next((one for one in self.windows[::-1] if one.view is view), None)
        if window is None or address not in window.page.links():
            raise NotOffered("the page does not offer it")
        page, _ = await self._fetch("GET", address)
        form = page.form(address)
        if form is None:
            raise NotOffered("it was offered, and is not any more")
        return form

    def _typed(self, what: str, said: Any) -> dict[str, Any]:
        """What a person types and ticks for this, in their own way of writing."""
        dice = self.person.world.dice
        match what:
            case "prove":
                return {"code": _apart(said.code) if dice.random() < 0.3 else said.code}
            case "losses":
                return {"ties": [str(tie) for tie in said.ties]}
            case "contact" if said.contact is None:
                return {"contact_by": "claim_code"}
            case "contact":
                return {"contact_by": "contact", "contact": f" {said.contact.value} "}
            case "way":
                place = f"destination_{said.way}"
                typed = {"way": str(said.way)}
                return typed | ({place: said.destination} if said.destination else {})
            case "sign":
                return {"name": said.name, "code": said.code, "text_sha256": said.text_sha256}
            case "sim":
                return {"how": str(said.how)}
        return {}

    async def _asking(self, ask: Any, key: str) -> Attempt:
        """Page 1, page 2, and its button."""
        carrier = ask.carrier_id
        page, _ = await self._fetch("GET", f"/{carrier}" if self.person.number % 2 else "/")
        form = page.form("/review")
        if form is None:
            raise Broken("page 1 has no form")
        typed = {"identifier": _apart(ask.identifier.value), "carrier": carrier, "contact": ask.contact.value}
        typed |= {"when": "now"} if ask.wanted_on is None else {"when": "date"}
        typed |= {} if ask.wanted_on is None else {"wanted_on": ask.wanted_on.isoformat()}
        body = form.filled(typed)
        if body is None:
            raise Broken("page 1 does not take the wish")
        page, _ = await self._fetch("POST", "/review", body)
        form = page.form("/ask")
        body = form.filled({}) if form is not None else None
        if body is not None:
            return self._sending("ask", ask, key, "/ask", body)
        unfit = self._unfit("ask", ask, page)

        async def given_back() -> Unfit:
            return unfit

        return Attempt(given_back)

    def _sending(self, what: str, said: Any, key: str, path: str, body: str) -> Attempt:
        """A form that goes there; the same form with the same words is what was said before."""
        known = self.sent.get((path, body))
        now = self.person.world.clock()
        if known is not None and known[1] + KEPT < now:
            raise NotOffered("that page is too old")

        async def send() -> Any:
            page, heard = await self._fetch("POST", path, body)
            return self._answered(what, said, page, heard, (path, body), key)

        return Attempt(send, repeats=known[0] if known is not None else None)

    def _answered(
        self, what: str, said: Any, page: Page, heard: Heard, form: tuple[str, str], key: str
    ) -> Any:
        """What came back for a form, held against what the desk heard and answered."""
        if heard.sayings == 0:
            return self._unfit(what, said, page)
        if heard.sayings > 1 or heard.said != said:
            raise Broken(f"of {said} the form made {heard.said}")
        answer = heard.answer
        if not isinstance(answer, Refusal):
            token = answer.token if isinstance(answer, Asked) else self.person.token
            if (page.status, page.goes_to) != (303, f"/case/{token}"):
                raise Broken(f"{what} was taken, and the page is {page.status} to {page.goes_to!r}")
        elif page.status not in REFUSED or not page.problem:
            raise Broken(
                f"{what} was refused as {answer.reason}, the page is {page.status}: {page.problem!r}"
            )
        elif (page.status == 503) != answer.may_pass:
            raise Broken(f"{what} was refused as {answer.reason}, the page is {page.status}")
        elif heard.view is not None and not answer.may_pass:
            self.after = self._opened(page, heard.view)
        if not isinstance(answer, Refusal) or not answer.may_pass:
            self.sent.setdefault(form, (key, self.person.world.clock()))
        return answer

    def _unfit(self, what: str, said: Any, page: Page) -> Unfit:
        if page.status != 422 or not page.problem:
            raise Broken(f"the form for {what} came back with {page.status}: {page.problem!r}")
        if not self._may_be_unfit(what, said):
            raise Broken(f"the form for {said} was called unfit: {page.problem}")
        return Unfit(page.problem)

    def _may_be_unfit(self, what: str, said: Any) -> bool:
        if what == "ask":
            return said.wanted_on is not None and sight.is_out_of_reach(self.person, said.wanted_on)
        if what == "way":
            return not _is_a_place(str(said.way), said.destination)
        return what == "sign" and not said.name.strip()

    # ------------------------------------------------------------ living on the page

    async def follow(self, version: int, seconds: float) -> None:
        """Look on while the page follows the case by itself."""
        about = Heard()

        async def listen(process: Process) -> tuple[int, str]:
            HEARD.set(about)
            return await self.browser.listen(
                site_of(process), f"{self._address}/events", events=3, seconds=seconds
            )

        try:
            status, heard = await self.person.world.meet(listen)
        except RuntimeError:
            status, heard = 500, ""
        if about.error is not None:
            raise about.error
        versions = [
            int(line[6:]) for line in heard.splitlines() if line.startswith("data: ") and line[6:].isdigit()
        ]
        self.person.world.tell(f"person {self.person.number} follows: {status} {versions}")
        if status == 200 and not versions and was_away(self.person.world):
            return  # the page waits for the database
        if status != 200 or not versions or versions != sorted(set(versions)) or versions[0] < version:
            raise Broken(f"the live page told {status} {versions}, after v{version}")

    async def claim(self, case_code: str, claim_code: str) -> str | None:
        """The token behind two codes, None when they open nothing."""
        page, _ = await self._fetch("GET", "/claim")
        form = page.form("/claim")
        body = form.filled({"case_code": case_code.lower(), "claim_code": claim_code}) if form else None
        if body is None:
            raise Broken("the page for claim codes takes none")
        page, _ = await self._fetch("POST", "/claim", body)
        if page.status == 303:
            return page.goes_to.removeprefix("/case/")
        if page.status not in REFUSED or not page.problem:
            raise Broken(f"codes that open nothing: {page.status} {page.problem!r}")
        return None


def _is_a_place(way: str, destination: str) -> bool:
    """Whether money can go there this way: a name, an account, a number."""
    has_digits = any(character.isdigit() for character in destination)
    if way == "cash_at_shop":
        return bool(destination) and not has_digits
    return has_digits if way == "bank_transfer" else destination.startswith("+")


def _reopening(said: Any) -> str:
    return "change-money" if str(said.requirement) == "choose_money_way" else "change-contact"


def _apart(digits: str) -> str:
    """As people write long numbers: in groups."""
    return " ".join((digits[:4], digits[4:7], digits[7:])).strip()
