"""The front door for guided cases: keep, view, say, add, withdraw, erase, and hand everything out.

They belong to the tenant `guide`. Each saying becomes one event for the engine; the rules are in `domain/guiding.py`.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from signoff.catalogue.display import grouped_number, masked
from signoff.desk import LOOK_AGAIN_SECONDS, Asked, NoSuchCase, NotServed
from signoff.domain import event as e
from signoff.domain.carrier import Carrier, TariffKind
from signoff.domain.case import Case
from signoff.domain.guidance import TENANT
from signoff.domain.guided import Kept
from signoff.domain.guided_view import GuidedView, Keep, Say, show
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind, Line, same_inbox, same_line
from signoff.domain.refusal import Reason, Refusal
from signoff.engine import doors
from signoff.engine.committer import Committer
from signoff.engine.doors import NotTaken, TakeIn
from signoff.engine.folding import Clock
from signoff.engine.hints import Hints
from signoff.engine.recent import EVIDENCE
from signoff.engine.submission import Said, Submission
from signoff.store import reading
from signoff.store.coding import decode_situation, encode
from signoff.store.database import Database
from signoff.store.vault import KeyRing, TenantKeys

Private = dict[str, str | Line | Contact | Identifier]

DOCUMENTS = ("acknowledgement", "certificate")

DRAWING_LOOKS = 8
"""How often it is looked for a certificate before the page is shown without it; drawing takes well under a second."""

SUFFIXES = {"image/jpeg": ".jpg", "application/pdf": ".pdf", "text/plain": ".txt"}
"""How the name of a file is made when it is handed out; the one it came with is forgotten."""


Forget = Callable[[str], Awaitable[None]]
"""Takes what was sent for the case of this id out of wherever it lies with us."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is kept of a case, opened: for its person alone."""

    view: GuidedView
    contact: str
    files: tuple[File, ...]
    facts: tuple[bytes, ...]  # as they stand in the journal, in order
    documents: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class GuidedDesk:
    """The guided cases of one installation."""

    committer: Committer
    database: Database
    keys: KeyRing
    carriers: Mapping[str, Carrier]
    clock: Clock
    take_in: TakeIn
    forget: Forget
    hints: Hints = field(default_factory=Hints)

    def is_link(self, token: str) -> bool:
        """Whether this can be the link of a guided case, without a look at what is stored."""
        try:
            self._place(token)
        except NoSuchCase:
            return False
        return True

    async def keep(self, keep: Keep, *, key: str, source: str) -> Asked | Refusal:
        """Begin a case on somebody's word; nobody is asked about the line, and it is held against nobody."""
        keys = self.keys.of(TENANT)
        case_id, carrier = keys.case_id(key), self.carriers[keep.carrier_id]
        index = keys.index(f"{keep.carrier_id}/{same_line(keep.identifier)}")
        contact = keep.contact
        event = e.Requested(
            id=case_id,
            at=self.clock(),
            tenant_id=TENANT,
            carrier_id=carrier.id,
            case_code=keys.case_code(case_id),
            language=keep.language,
            identifier_kind=keep.identifier.kind,
            identifier=e.Sealed("identifier"),
            identifier_index=index,
            contact=e.Sealed("contact"),
            contact_kind=contact.kind if contact is not None else ContactKind.EMAIL,
            contact_index=keys.index(f"contact/{same_inbox(contact)}") if contact is not None else "",
            wanted_on=None,
            source=source,
            guidance=keep.guidance,
        )
        private: Private = {
            "identifier": keep.identifier,
            "contact": contact if contact is not None else "",
            "line": _line(keep, index),
        }
        if keep.situation is not None:
            private["situation"] = encode(keep.situation).decode()
        said = Said("ask", key, doors.content_digest(keys, keep))
        outcome = await doors.submitted(
            self.committer, Submission(TENANT, case_id, carrier.id, event, private, said)
        )
        if isinstance(outcome, Refusal) or outcome.refusal is not None:
            return outcome if isinstance(outcome, Refusal) else outcome.refusal or Refusal(Reason.NOT_NOW)
        return Asked(keys.link_token(case_id), event.case_code, outcome.recorded_at)

    async def view(self, token: str) -> GuidedView:
        """The case as it stands. Raises NoSuchCase."""
        case, view, _ = await self._opened(token)
        if case.is_key_destroyed:
            # Once more, for a message that was on its way while the case was erased, or a process that ended then.
            await self.forget(case.id)
        return view

    async def drawn(self, token: str) -> GuidedView:
        """The same, once the certificate that is being drawn is there, or a few seconds later. Raises NoSuchCase."""
        _, case_id = self._place(token)
        for _ in range(DRAWING_LOOKS):
            # Watched before it is read, so that no change falls in between unseen.
            with self.hints.watching(case_id) as changed:
                view = await self.view(token)
                if not view.is_waiting:
                    return view
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                        await changed.wait()
        return await self.view(token)

    async def say(self, token: str, say: Say, *, key: str) -> Refusal | None:
        """Take what is said of a task; None when it was accepted. Raises NoSuchCase."""
        keys, case_id = self._place(token)
        name = e.Sealed(f"note/{_short(key)}")
        event = e.TaskAnswered(
            f"{case_id}/{key}",
            self.clock(),
            say.task,
            say.outcome,
            say.how,
            say.ties,
            say.signs,
            name if say.note else None,
        )
        private: Private = {name: say.note} if say.note else {}
        said = Said(f"case/{case_id}", key, doors.content_digest(keys, say))
        return await self._told(Submission(TENANT, case_id, event=event, private=private, said=said))

    async def add(self, token: str, data: bytes, name: str, *, key: str) -> Refusal | NotTaken | None:
        """Take a file in, made anew, and keep it sealed; None when it is kept. Raises NoSuchCase."""
        keys, case_id = self._place(token)
        case, _, _ = await self._opened(token)
        if case.is_key_destroyed:
            return Refusal(Reason.ALREADY_OVER)
        taken = await self.take_in(data, name)
        if isinstance(taken, NotTaken):
            return taken
        sealed = e.Sealed(f"{EVIDENCE}{taken.sha256}")
        media = taken.media_type.partition(";")[0]
        event = e.EvidenceAdded(
            f"{case_id}/{key}", self.clock(), sealed, taken.sha256, media, len(taken.content)
        )
        private: Private = {sealed: base64.b64encode(taken.content).decode()}
        said = Said(f"case/{case_id}", key, keys.content_digest(hashlib.sha256(data).digest()))
        return await self._told(Submission(TENANT, case_id, event=event, private=private, said=said))

    async def evidence(self, token: str, number: int) -> File | None:
        """The file of this number; None when there is none, or it was erased. Raises NoSuchCase."""
        case, _, _ = await self._opened(token)
        kept = (
            next((one for one in case.guided.evidence if one.number == number), None) if case.guided else None
        )
        if kept is None:
            return None
        return next(iter(await self._files(case, (kept,))), None)

    async def withdraw(self, token: str, *, key: str) -> Refusal | None:
        """Keep this case no longer. Raises NoSuchCase."""
        return await self._simple(token, key, lambda id_: e.WithdrawalWanted(id_, self.clock()))

    async def erase(self, token: str, *, key: str) -> Refusal | None:
        """Destroy the case's key, and with it everything personal, for good, also what was sent. Raises NoSuchCase."""
        refusal = await self._simple(token, key, lambda id_: e.ErasureWanted(id_, self.clock()))
        if refusal is None:
            _, case_id = self._place(token)
            await self.forget(case_id)
        return refusal

    async def document(self, token: str, kind: str) -> bytes | None:
        """The newest PDF of this kind; None while it is not drawn, or once it is erased. Raises NoSuchCase."""
        keys, case_id = self._place(token)
        async with self.database.reading(TENANT) as connection:
            drawn = await reading.document(connection, keys, case_id, kind)
        return drawn.pdf if drawn is not None else None

    async def everything(self, token: str) -> Everything | None:
        """All that is kept, opened; None once it is erased. Raises NoSuchCase."""
        case, view, contact = await self._opened(token)
        if case.is_key_destroyed or case.guided is None:
            return None
        async with self.database.reading(TENANT) as connection:
            facts = await reading.journal(connection, TENANT, case.id)
        documents = {kind: pdf for kind in DOCUMENTS if (pdf := await self.document(token, kind)) is not None}
        files = await self._files(case, case.guided.evidence)
        return Everything(view, contact, files, tuple(body for _, body, _ in facts), documents)

    # ------------------------------------------------------------ inside

    def _place(self, token: str) -> tuple[TenantKeys, str]:
        """The id of the case a link was made for. Raises NoSuchCase for a made-up one."""
        place = doors.linked(token, self.keys, (TENANT,))
        if place is None:
            raise NoSuchCase
        return place

    async def _opened(self, token: str) -> tuple[Case, GuidedView, str]:
        """The case, what its page shows, and the contact. Raises NoSuchCase."""
        keys, case_id = self._place(token)
        async with self.database.reading(TENANT) as connection:
            found = await reading.opened(connection, keys, case_id, ["identifier", "contact", "situation"])
            if found is None or found.case.guided is None:
                raise NoSuchCase
            if found.case.carrier_id not in self.carriers:
                raise NotServed
            names = [str(one.note) for one in found.case.guided.answered if one.note is not None]
            notes = await reading.personal(connection, keys, case_id, names) if names else {}
        identifier, contact = found.values.get("identifier"), found.values.get("contact")
        address = contact.value if isinstance(contact, Contact) else ""
        view = show(
            found.case,
            grouped_number(identifier.value) if isinstance(identifier, Identifier) else "",
            masked(address) if address else "",
            {name: note for name, note in notes.items() if isinstance(note, str)},
            self.carriers[found.case.carrier_id].time_zone,
        )
        situation = found.values.get("situation")
        if isinstance(situation, str):
            view = replace(view, situation=decode_situation(situation.encode()))
        return found.case, view, address

    async def _files(self, case: Case, kept: tuple[Kept, ...]) -> tuple[File, ...]:
        names = [str(one.name) for one in kept]
        async with self.database.reading(TENANT) as connection:
            values = await reading.personal(connection, self.keys.of(TENANT), case.id, names)
        return tuple(
            File(f"{one.number:02}{SUFFIXES.get(one.media, '.bin')}", one.media, base64.b64decode(content))
            for one in kept
            if isinstance(content := values.get(str(one.name)), str)
        )

    async def _simple(self, token: str, key: str, made: Callable[[str], e.Event]) -> Refusal | None:
        keys, case_id = self._place(token)
        await self._opened(token)  # else nobody knows its carrier any more
        event = made(f"{case_id}/{key}")
        said = Said(f"case/{case_id}", key, keys.content_digest(type(event).__name__.encode()))
        return await self._told(Submission(TENANT, case_id, event=event, said=said))

    async def _told(self, submission: Submission) -> Refusal | None:
        outcome = await doors.submitted(self.committer, submission)
        return outcome if isinstance(outcome, Refusal) else outcome.refusal


def _line(keep: Keep, index: str) -> Line:
    """The line as far as its person tells; the handle is ours, since no carrier gave one."""
    identifier = keep.identifier
    is_number = identifier.kind is IdentifierKind.NUMBER
    return Line(
        handle=index,
        numbers=(identifier.value,) if is_number else (),
        iccid="" if is_number else identifier.value,
        imsi="",
        eid="",
        sim_kind=keep.guidance.sim_kind,
        tariff_id="",
        tariff_kind=keep.guidance.tariff_kind or TariffKind.PREPAID,
    )


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]
