"""The front door, the only thing a channel calls: ask, view, answer, changes, document, claim.

It finds out who may say this, seals what is personal, and submits one event to the engine; the rules start in
`domain/decide.py`.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

from signoff.catalogue.display import masked_destination, masked_value
from signoff.desk_port import Asked, Desk, DocumentPicture, NoSuchCase, NotServed, WebDesk
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.code import blocked_until, watched_failures
from signoff.domain.confidential import without_secrets
from signoff.domain.counter_event import HelpWanted
from signoff.domain.limits import CODE_DIGITS
from signoff.domain.line import Contact, Identifier, Line, same_inbox, same_line
from signoff.domain.paying_back import offering
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.showing import (
    Shown,
    closed,
    is_still,
    is_told,
    messages_of,
    news_reaches,
    objections_of,
    show,
    shown_values,
)
from signoff.domain.staff import By
from signoff.domain.step_up import Channel
from signoff.domain.tries import ClaimTries
from signoff.domain.view import AgreementView, CaseView, StopView
from signoff.engine import destinations, doors, identity_doors
from signoff.engine.agreeing import TextRead, shown_agreement, text_read
from signoff.engine.claiming import JOINED_MAX, claimed, request_of, shown_code
from signoff.engine.committer import Committer
from signoff.engine.doors import NotTaken, TakeIn
from signoff.engine.folding import Clock
from signoff.engine.hints import Hints
from signoff.engine.opening import Opened, Opening
from signoff.engine.paper import Papers, destination_of
from signoff.engine.submission import Busy, Said, Submission
from signoff.ports import SystemsOf
from signoff.store import reading
from signoff.store.database import Database
from signoff.store.vault import KeyRing, TenantKeys, as_printed

__all__ = ["Asked", "Desk", "DocumentPicture", "EngineDesk", "NoSuchCase", "NotServed", "NotTaken", "WebDesk"]

LOOK_AGAIN_SECONDS = 1.0
"""How often a live page looks for changes that another process made."""

Private = dict[str, str | Line | Contact | Identifier]
_Said = tuple[e.Event, Private]


@dataclass(frozen=True, slots=True)
class EngineDesk:
    """The desk in front of the engine. `tenants` says which tenant runs which carrier; `unserved` lack their pack."""

    committer: Committer
    database: Database
    keys: KeyRing
    carriers: Mapping[str, Carrier]
    tenants: Mapping[str, str]
    papers: Papers
    clock: Clock
    systems: SystemsOf
    hints: Hints = field(default_factory=Hints)
    claims: ClaimTries = field(default_factory=ClaimTries)
    take_in: TakeIn | None = None
    channel: Channel = Channel.PORTAL
    unserved: frozenset[str] = frozenset()

    async def ask(self, ask: a.Ask, *, key: str, source: str, by: By | None = None) -> Asked | Refusal:
        """Record a request and acknowledge it; nothing is looked up, so that every number is told the same."""
        tenant_id = self.tenants[ask.carrier_id]
        keys = self.keys.of(tenant_id)
        case_id = keys.case_id(key)
        event = e.Requested(
            id=case_id,
            at=self.clock(),
            tenant_id=tenant_id,
            carrier_id=ask.carrier_id,
            case_code=keys.case_code(case_id),
            language=ask.language,
            identifier_kind=ask.identifier.kind,
            identifier=e.Sealed("identifier"),
            identifier_index=keys.index(f"{ask.carrier_id}/{same_line(ask.identifier)}"),
            contact=e.Sealed("contact"),
            contact_kind=ask.contact.kind,
            contact_index=keys.index(f"contact/{same_inbox(ask.contact)}"),
            wanted_on=ask.wanted_on,
            source=source,
        )
        private: Private = {"identifier": ask.identifier, "contact": ask.contact}
        said = Said("ask", key, doors.content_digest(keys, ask))
        outcome = await doors.submitted(
            self.committer,
            Submission(tenant_id, case_id, ask.carrier_id, doors.taken(event, by), private, said),
        )
        if isinstance(outcome, Refusal):
            return outcome
        if outcome.refusal is not None:
            return outcome.refusal
        return Asked(keys.link_token(case_id), event.case_code, outcome.recorded_at)

    async def view(self, token: str) -> CaseView:
        """What the holder of this link may see now. Raises NoSuchCase."""
        return self._show(await self._open(token))

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer; None when it was accepted. Raises NoSuchCase."""
        keys, own_id = self._place(token)
        # The asker's own request is who speaks: the answer that joined it to another case is found again after that.
        said = Said(f"case/{own_id}", key, doors.content_digest(keys, answer))
        case_id = request_of(own_id)
        if isinstance(answer, a.AskHelp) and case_id != own_id:  # the thread is that of another asker
            return Refusal(Reason.NOT_NOW)
        for _ in range(JOINED_MAX):
            try:
                event, private = await self.event_of(keys, own_id, case_id, answer, key, source)
            except destinations.Unseen:
                return Refusal(Reason.DESTINATION_UNSEEN)
            except Busy:
                return Refusal(Reason.BUSY)
            event = replace(event, link=own_id)
            submission = Submission(keys.tenant_id, case_id, event=event, private=private, said=said)
            outcome = await doors.submitted(self.committer, submission)
            if isinstance(outcome, Refusal):
                return outcome
            if outcome.moved_to is None:
                return outcome.refusal
            if isinstance(answer, a.AskHelp):  # the thread of the case it joined is that of another asker
                return Refusal(Reason.NOT_NOW)
            case_id = outcome.moved_to
        raise NoSuchCase

    async def show_document(
        self, token: str, picture: DocumentPicture, *, key: str
    ) -> Refusal | NotTaken | None:
        """Take a picture of a document, made anew, and keep it sealed. Raises NoSuchCase."""
        keys, own_id = self._place(token)
        if self.take_in is None:
            return Refusal(Reason.NOT_NOW)
        taken = await self.take_in(picture.data, picture.name)
        if isinstance(taken, NotTaken):
            return taken
        if (unfit := identity_doors.unfit(taken)) is not None:
            return unfit
        case_id = (await self._open(token)).case.id
        event = identity_doors.given(case_id, key, self.clock(), picture.document_kind, taken, own_id)
        said = identity_doors.said_by(keys, own_id, key, picture.data)
        return await identity_doors.give(self.committer, keys, event, taken, said=said)

    async def stoppable(self, token: str) -> StopView:
        """What a registered contact may see of an ending: never whose it is. Raises NoSuchCase."""
        place = doors.stopping(token, self.keys, self.tenants.values())
        view = await identity_doors.stoppable(self.database, place, self.carriers)
        if view is None:
            raise self._closed(token)
        return view

    async def stop(self, token: str, *, key: str) -> Refusal | None:
        """Stop an ending. Raises NoSuchCase."""
        place = doors.stopping(token, self.keys, self.tenants.values())
        if place is None:
            raise self._closed(token)
        return await identity_doors.stop(self.committer, place, key, self.clock())

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed now, in this language. Raises NoSuchCase."""
        opened, carriers = await self._open(token), self.carriers
        if opened.is_closed:
            return None
        case, texts = opened.case, self.papers.texts
        spoken = language if language in texts.languages else case.language
        return shown_agreement(self.papers, case, carriers[case.carrier_id], opened.shown, spoken)

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change, until nothing can change any more. Raises NoSuchCase."""
        version = -1
        _, watched = self._place(token)
        while True:
            # Watched before it is read, so that no change falls in between unseen.
            with self.hints.watching(watched) as changed:
                opened = await self._open(token)
                while opened.case.id == watched:
                    if opened.case.version != version:
                        version = opened.case.version
                        yield self._show(opened)
                    if opened.is_closed or is_still(opened.case):
                        return
                    opened = await self._next(token, opened, changed)
            watched = opened.case.id

    async def _next(self, token: str, opened: Opened, changed: asyncio.Event) -> Opened:
        """The case after its next change: as this process committed it, or read again after a while."""
        try:
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await changed.wait()
        except TimeoutError:
            return await self._open(token)
        changed.clear()
        known = self.committer.recent.known(opened.keys.tenant_id, opened.case.id)
        if known is None or known.case.proof.joined_case_id is not None:
            return await self._open(token)
        if known.case.counter.dropped != opened.case.counter.dropped:
            return await self._open(token)
        if known.case.version <= opened.case.version:
            return opened
        # Other cases may have raised what counts for the codes that this one asks for now.
        carrier, now = self.carriers[known.case.carrier_id], self.clock()
        counted = watched_failures(known.case, carrier, now)
        is_first_proof = known.case.proof.proven_at is None
        if counted and (is_first_proof or counted != watched_failures(opened.case, carrier, now)):
            return await self._open(token)
        values = {**opened.shown, **known.values}
        is_all_there = all(name in values for name in shown_values(known.case))
        return replace(opened, case=known.case, shown=values) if is_all_there else await self._open(token)

    async def document(self, token: str, kind: str) -> bytes | None:
        """The newest PDF of this kind; the acknowledgement is the asker's own, the others are the line's case's."""
        opened = await self._open(token)
        of = opened.own if kind == "acknowledgement" else opened.case
        if opened.is_closed and kind != "acknowledgement":
            return None
        async with self.database.reading(of.tenant_id) as connection:
            drawn = await reading.document(connection, opened.keys, of.id, kind)
        return drawn.pdf if drawn is not None else None

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """The link's token for a case code and its claim code. Raises NoSuchCase."""
        if not self.claims.may_try(source, self.clock()):
            return Refusal(Reason.TOO_MANY_REQUESTS)
        if not doors.is_plain(case_code + claim_code):
            raise NoSuchCase
        case_code, claim_code = as_printed(case_code), as_printed(claim_code)
        for tenant_id in (*sorted(set(self.tenants.values())), *sorted(self.unserved)):
            keys = self.keys.of(tenant_id)
            async with self.database.reading(tenant_id) as connection:
                request_id = await claimed(connection, keys, case_code, claim_code)
            if request_id is not None:
                self._place(token := keys.link_token(request_id))
                return token
        raise NoSuchCase

    # ------------------------------------------------------------ inside

    def _place(self, token: str) -> tuple[TenantKeys, str]:
        """Whose link this is, and the id of the request it was made for. Raises NoSuchCase for a made-up link."""
        if (place := doors.linked(token, self.keys, self.tenants.values())) is None:
            raise self._closed(token)
        return place

    def _closed(self, token: str) -> NoSuchCase:
        return NotServed() if doors.is_right(token, self.keys, self.unserved) else NoSuchCase()

    async def _open(self, token: str) -> Opened:
        """What the link leads to. Raises NoSuchCase."""
        opening = Opening(self.database, self.committer.recent, self.carriers)
        opened = await opening.open(*self._place(token), self.clock())
        if opened is None:
            raise NoSuchCase
        return opened

    def _show(self, opened: Opened) -> CaseView:
        keys, case, own = opened.keys, opened.case, opened.own
        if opened.is_closed:
            return closed(own, self.carriers[own.carrier_id], masked_value(opened.mine.get("contact")), case)
        carrier, values = self.carriers[case.carrier_id], {**opened.shown, **opened.mine}
        language = own.first_language or own.language
        shown = Shown(
            identifier_masked=masked_value(opened.mine.get("identifier")),
            contact_masked=masked_value(values.get(news_reaches(case, own))),
            agreement=shown_agreement(self.papers, case, carrier, opened.shown, language),
            claim_code=shown_code(keys, case, own),
            destination_masked=masked_destination(case.money.way, destination_of(case, opened.shown)),
            other_contact_masked=masked_value(opened.shown.get(case.answers.other_contact or "")),
            is_told=is_told(case, own),
            messages=messages_of(case, values) if own.id == case.id else (),
            objections=objections_of(case, values, own),
            own=own if request_of(own.id) == own.id else None,
            language=language,
            channel=self.channel,
            blocked_until=blocked_until(carrier, opened.failures, self.clock()),
        )
        return replace(show(case, offering(case, carrier), shown), has_acknowledgement=shown.own is not None)

    async def event_of(
        self, keys: TenantKeys, own_id: str, case_id: str, answer: a.Answer, key: str, source: str
    ) -> _Said:
        """The event an answer becomes, and its personal values by the names under which they are sealed."""
        id_, at = f"{case_id}/{key}", self.clock()

        def named(field_name: str) -> e.Sealed:
            return e.Sealed(f"{field_name}/{hashlib.sha256(key.encode()).hexdigest()[:16]}")

        match answer:
            case a.ConfirmLine():
                return e.LineConfirmed(id_, at), {}
            case a.WantCode():
                code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
                name, digest = named("code"), keys.code_digest(case_id, code)
                return e.CodeWanted(id_, at, digest, name, source, self.channel), {name: code}
            case a.GiveCode():
                return e.CodeGiven(id_, at, keys.code_digest(case_id, answer.code)), {}
            case a.AcknowledgeLosses():
                return e.LossesAcknowledged(id_, at, answer.ties, answer.losses_digest), {}
            case a.GiveOtherContact():
                names = own_id, named("other_contact")
                return await self._other_contact(keys, case_id, answer, id_, names)
            case a.ChooseMoneyWay():
                if not answer.destination:
                    return e.MoneyWayChosen(id_, at, answer.way, None), {}
                event = e.MoneyWayChosen(id_, at, answer.way, name := named("destination"))
                place = (self.database, keys, case_id)
                event = await destinations.seen(event, answer, place, self.carriers, self.systems)
                return event, {name: answer.destination}
            case a.ReopenAnswer():
                return e.AnswerReopened(id_, at, answer.requirement), {}
            case a.SignAgreement():
                return await self._signature(keys, case_id, answer, id_, (named("name"), named("text")))
            case a.HandleSim():
                return e.SimAnswered(id_, at, answer.how), {}
            case a.Withdraw():
                return e.WithdrawalWanted(id_, at), {}
            case a.ReportLoss():
                return e.LossReported(id_, at), {}
            case a.ActFor() if answer.right is None or not answer.holder_name:
                return e.ActingSaid(id_, at, answer.right), {}
            case a.ActFor():
                return e.ActingSaid(id_, at, answer.right, name := named("holder")), {
                    name: answer.holder_name
                }
            case a.AskHelp():
                return HelpWanted(id_, at, name := named("message")), {name: without_secrets(answer.text)}
            case a.Object():
                return doors.objection(answer, id_, at, named("objection"), (own_id, case_id))

    async def _other_contact(
        self,
        keys: TenantKeys,
        case_id: str,
        answer: a.GiveOtherContact,
        id_: str,
        names: tuple[str, e.Sealed],
    ) -> tuple[e.OtherContactGiven, Private]:
        at, (asker, name) = self.clock(), names
        if answer.contact is None:
            digest = keys.code_digest(case_id, keys.claim_code(asker))
            return e.OtherContactGiven(id_, at, None, None, False, digest, asker=asker), {}
        line = await destinations.line_of(self.committer, self.database, keys, case_id)
        is_the_line = line is not None and answer.contact.value in line.numbers
        index = keys.index(f"contact/{same_inbox(answer.contact)}")
        event = e.OtherContactGiven(id_, at, name, answer.contact.kind, is_the_line, None, index, asker)
        return event, {name: answer.contact}

    async def _signature(
        self, keys: TenantKeys, case_id: str, answer: a.SignAgreement, id_: str, names: tuple[e.Sealed, ...]
    ) -> _Said:
        """The text is put together anew: a signature under another text than today's covers no quote."""
        known = self.committer.recent.known(keys.tenant_id, case_id)
        read = self._read(known.case, known.values, answer) if known is not None else None
        if read is None:
            # Another process may have gone on with the case: only what is stored tells that a text is not today's.
            async with self.database.reading(keys.tenant_id) as connection:
                found = await reading.opened(connection, keys, case_id, ["line"])
                shown = shown_values(found.case) if found is not None else []
                values = await reading.personal(connection, keys, case_id, shown)
            read = self._read(found.case, values, answer) if found is not None else None
        (name, text), typed, money = names, answer.name.strip(), read.case.money if read is not None else None
        event = e.AgreementSigned(
            id=id_,
            at=self.clock(),
            name=name if typed else None,
            code_digest=keys.code_digest(case_id, answer.code),
            text_sha256=answer.text_sha256,
            quote_digest=money.quote.digest if money is not None and money.quote is not None else "",
            money_way=money.way if money is not None else None,
            destination=money.destination if money is not None else None,
            language=read.case.language if read is not None else "",
            channel=self.channel,
            text=text if read is not None else None,
        )
        return event, {name: typed, text: read.text} if read is not None else {name: typed}

    def _read(self, case: Case, values: reading.Personal, answer: a.SignAgreement) -> TextRead | None:
        return text_read(self.papers, case, self.carriers[case.carrier_id], values, answer.text_sha256)
