"""How a customer and the staff speak to the counter: everything until it is answered, with books of who did what.

What customers want is in `customers.py`; `counter_audit.py` judges these books against what was written.
"""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from signoff.app import App
from signoff.counter import CounterDesk, CounterView, NotAllowed
from signoff.desk import Asked, DocumentPicture, NoSuchCase
from signoff.domain import answer as a
from signoff.domain import counter_act as act
from signoff.domain.event import LineChange
from signoff.domain.line import Line
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.staff import Role
from signoff.domain.standing import Hold
from signoff.domain.step_up import Channel
from signoff.domain.view import CaseView
from signoff.engine.news import News
from signoff.ports import TryLater
from signoff.sandbox.faults import FaultKind
from signoff.staff import Staff
from tests.sim.books import OK, UNANSWERED, PlantedLine
from tests.sim.process import Lost, Process
from tests.sim.voice import LOST_MAX, may_pass

if TYPE_CHECKING:
    from tests.sim.world import World

_STOP = re.compile(r"/stop/(\S+)")
NOT_ALLOWED, NO_SUCH_CASE = "not_allowed", "no_such_case"


@dataclass(eq=False)
class Deed:
    """One thing that one of the staff did or took down, or (staff None) that the person did by their link."""

    staff: Staff | None
    what: str
    said: Any
    began_at: datetime
    ended_at: datetime | None = None
    answer: str = UNANSWERED
    """`ok`, the word of the refusal, `not_allowed` or `no_such_case`."""

    tries: int = 0
    seen: Any = None

    @property
    def is_done(self) -> bool:
        """Whether it was acknowledged."""
        return self.answer == OK


@dataclass(eq=False, kw_only=True)
class Served:
    """One person with one case, and everything that anybody did about it."""

    world: World
    number: int
    dice: random.Random
    planted: PlantedLine
    line: Line
    ask: a.Ask
    registered: str = ""
    """An address that the carrier knew before; empty for none."""

    token: str = ""
    deeds: list[Deed] = field(default_factory=list)
    swaps: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Between which instants the line got another SIM."""

    stop_links: list[str] = field(default_factory=list)
    """What whoever is registered for the line was sent, to stop its ending by."""

    holds: list[list[Any]] = field(default_factory=list)
    """Each hold, since when it was certainly there, and when somebody began to lift it."""

    @property
    def tenant_id(self) -> str:
        """The carrier's."""
        return self.planted.carrier_id

    @property
    def case_id(self) -> str:
        """The id in the private link; empty before anything was asked."""
        return self.token.split("~")[1] if self.token else ""

    def staff(self, role: Role, number: int = 1, *, serves: str = "") -> Staff:
        """One of the people at the counter of this carrier, or of another one."""
        return Staff(f"{role}-{number}", f"{role} {number}", role, (serves or self.tenant_id,))

    # ------------------------------------------------------------ what is done

    async def begun(self, by: Staff | None) -> bool:
        """Ask for the end, or have it asked for."""
        deed, key = self._deed(by, "Begin", self.ask), self._key()

        async def begin(app: App) -> Any:
            if by is None:
                return await app.desk.ask(self.ask, key=key, source=f"customer {self.number}")
            return await _counter(app).begin(by, self.ask, key=key)

        async def token(app: App) -> Any:
            return app.keys.of(self.tenant_id).link_token(found[1])

        found = await self._until(deed, begin)
        if isinstance(found, Asked):
            self.token = found.token
        elif isinstance(found, tuple):
            self.token = await self._until(self._unnoted("token"), token)
        return bool(self.token)

    async def tells(self, said: a.Answer) -> str:
        """Say something by the private link."""
        deed, key = self._deed(None, type(said).__name__, said), self._key()
        source = f"customer {self.number}"
        await self._until(deed, lambda app: app.desk.answer(self.token, said, key=key, source=source))
        return deed.answer

    async def takes(self, staff: Staff, said: a.Answer) -> str:
        """Have it taken down by one of the staff."""
        deed, key = self._deed(staff, type(said).__name__, said), self._key()
        place = (self.tenant_id, self.case_id)
        await self._until(deed, lambda app: _counter(app).answer(staff, *place, said, key=key))
        return deed.answer

    async def does(self, staff: Staff, said: act.Act) -> str:
        """One of the staff does something."""
        deed, key = self._deed(staff, type(said).__name__, said), self._key()
        place = (self.tenant_id, self.case_id)
        await self._until(deed, lambda app: _counter(app).act(staff, *place, said, key=key))
        return deed.answer

    async def looks(self, staff: Staff) -> CounterView | None:
        """One of the staff opens the case."""
        deed, place = self._deed(staff, "Look", None), (self.tenant_id, self.case_id)
        found = await self._until(deed, lambda app: _counter(app).look(staff, *place, "en"))
        seen = found if isinstance(found, CounterView) else None
        deed.seen = seen
        return seen

    async def finds(self, staff: Staff) -> None:
        """One of the staff searches for the line."""
        deed, wanted = self._deed(staff, "Find", None), [(self.tenant_id, self.ask.identifier)]
        rows = await self._until(deed, lambda app: _counter(app).find(staff, "", wanted))
        deed.seen = [row.case_id for row in rows] if isinstance(rows, list) else None

    async def opens_picture(self, staff: Staff, number: int | None = None) -> bytes | None:
        """One of the staff has the newest picture handed out, or the one of this number."""
        deed, place = self._deed(staff, "OpenPicture", None), (self.tenant_id, self.case_id)
        found = await self._until(deed, lambda app: _counter(app).picture(staff, *place, number))
        picture = found if isinstance(found, bytes) else None
        deed.seen = picture
        return picture

    async def stop(self) -> None:
        """Whoever is registered for the line stops its ending by the newest link they were sent."""
        deed, key, token = self._deed(None, "Stop", None), self._key(), self.stop_links[-1]
        await self._until(deed, lambda app: app.desk.stop(token, key=key))

    async def shows(self, data: bytes) -> str:
        """Give a picture of a document by the private link."""
        deed, key = self._deed(None, "ShowDocument", data), self._key()
        picture = DocumentPicture("passport", data, "photo.jpg")
        await self._until(deed, lambda app: app.desk.show_document(self.token, picture, key=key))
        return deed.answer

    async def view(self) -> CaseView | None:
        """What the private link shows."""
        found = await self._until(self._unnoted("the page"), lambda app: app.desk.view(self.token))
        if not isinstance(found, CaseView):
            return None
        self.world.tell(
            f"customer {self.number} sees {found.state} v{found.version} {found.requirement}"
            f" waiting={found.is_waiting} identity={found.identity} holds={[*found.holds]}"
        )
        return found

    # ------------------------------------------------------------ other hands

    async def swap_sim(self) -> None:
        """The line gets another SIM."""
        began = self.world.clock()
        self.line = await self.world.sandbox.hands.swap_sim(self.line)
        self.swaps.append((began, self.world.clock()))
        self.world.tell(f"customer {self.number}: the line has another SIM")

    async def put_hold(self, hold: Hold) -> None:
        """The line is locked, held, or begins to move away."""
        await self.world.sandbox.hands.put_hold(self.planted.handle, hold)
        self.holds.append([hold, self.world.clock(), None])
        self.world.tell(f"customer {self.number}: the line is {hold}")

    async def lift_holds(self) -> None:
        """Whatever holds the line is over."""
        for entry in self.holds:
            if entry[2] is None:
                entry[2] = self.world.clock()
                await self.world.sandbox.hands.lift_hold(self.planted.handle, entry[0])
                self.world.tell(f"customer {self.number}: the line is {entry[0]} no more")

    async def news(self, change: LineChange) -> None:
        """The carrier's system says so, once or twice."""
        name = f"{change} of {self.number} at {self.world.clock().isoformat()}"

        async def tell(app: App) -> Any:
            door = News(app.committer, app.database, app.clock)
            keys, systems = app.keys.of(self.tenant_id), app.systems[self.tenant_id]
            return await door.tell(keys, self.tenant_id, systems, self.ask.identifier, change, name)

        for _ in range(self.dice.choice((1, 1, 2))):
            await self._until(self._unnoted(f"news {change}"), tell)
        self.world.tell(f"customer {self.number}: news of the line: {change}")

    async def hold_up_billing(self) -> None:
        """The billing system does not close the account at once."""
        plant = self.world.sandbox.faults.plant
        await plant(self.tenant_id, "billing", "close", FaultKind.OUTAGE, handle=self.planted.handle, times=6)

    async def read_warnings(self) -> None:
        """Whoever is registered for the line looks at what they were sent."""
        if self.registered:
            messages = await self.world.sandbox.books.outbox(self.registered)
            texts = [one.text for one in messages if one.key.startswith(self.case_id)]
            self.stop_links = [found[1] for text in texts if (found := _STOP.search(text))]

    # ------------------------------------------------------------ until it is answered

    def _key(self) -> str:
        return f"c{self.number}.{self.world.seed}/{len(self.deeds)}"

    def _unnoted(self, what: str) -> Deed:
        return Deed(None, what, None, self.world.clock())

    def _deed(self, staff: Staff | None, what: str, said: Any) -> Deed:
        deed = Deed(staff, what, said, self.world.clock())
        self.deeds.append(deed)
        return deed

    async def _until(self, deed: Deed, make: Callable[[App], Awaitable[Any]]) -> Any:
        """Ask whoever lives until there is an answer; None when there never is."""
        world = self.world

        async def at(process: Process) -> Any:
            app = process.app
            assert app is not None
            return await make(app)

        for deed.tries in range(1, LOST_MAX + 1):
            try:
                found = await world.meet(at)
            except TryLater:  # as a sender of news does, who has a queue of their own
                await world.passes(self.dice.uniform(10.0, 30.0))
                continue
            except Lost:
                await world.passes(self.dice.uniform(0.2, 3.0))
                continue
            except (NotAllowed, NoSuchCase) as no:
                found = no
            except Exception as error:  # noqa: BLE001 - what a person must never see is a finding
                if not may_pass(world, error):
                    kind = f"{type(error).__name__} {error}"
                    world.finding(f"customer {self.number}: {deed.what} broke: {kind}")
                    return None
                await world.passes(1.0)
                continue
            if _is_busy(found):
                await world.passes(2.0)
                continue
            deed.ended_at, deed.answer = world.clock(), _word(found)
            if deed in self.deeds:
                who = deed.staff.id if deed.staff is not None else "the link"
                world.tell(f"customer {self.number} by {who}: {deed.what} -> {deed.answer}")
            return found
        world.finding(f"customer {self.number}: {deed.what} is never answered")
        return None


def _counter(app: App) -> CounterDesk:
    """As `website.py` has it."""
    return CounterDesk(replace(app.desk, channel=Channel.AGENT))


def _is_busy(found: Any) -> bool:
    if isinstance(found, NotAllowed):
        return found.args[:1] == (Reason.BUSY,)
    return isinstance(found, Refusal) and found.reason is Reason.BUSY


def _word(found: Any) -> str:
    if isinstance(found, NotAllowed):
        return NOT_ALLOWED
    if isinstance(found, NoSuchCase):
        return NO_SUCH_CASE
    return str(found.reason) if isinstance(found, Refusal) else OK
