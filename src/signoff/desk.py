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
from datetime import datetime
from typing import Protocol

from signoff.catalogue.display import masked, masked_destination
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.code import blocked_until, watched_failures
from signoff.domain.limits import CODE_DIGITS
from signoff.domain.line import Contact, Identifier, Line, same_inbox, same_line
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.showing import Shown, is_still, is_told, news_reaches, show, shown_values
from signoff.domain.tries import ClaimTries
from signoff.domain.view import AgreementView, CaseView
from signoff.engine import destinations, doors
from signoff.engine.agreeing import shown_agreement, signed_language
from signoff.engine.claiming import JOINED_MAX, claimed, shown_code
from signoff.engine.committer import Committer
from signoff.engine.folding import Clock
from signoff.engine.hints import Hints
from signoff.engine.paper import Papers, destination_of
from signoff.engine.submission import Busy, Said, Submission
from signoff.ports import SystemsOf
from signoff.store import reading
from signoff.store.database import Database
from signoff.store.vault import KeyRing, TenantKeys, as_printed

LOOK_AGAIN_SECONDS = 1.0
"""How often a live page looks for changes that another process made."""

Private = dict[str, str | Line | Contact | Identifier]


class NoSuchCase(Exception):
    """The link or the claim code opens nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A recorded request: the private link's token, the code to name it by, and when it was recorded."""

    token: str
    case_code: str
    recorded_at: datetime


class Desk(Protocol):
    """What channels may rely on. `key` is the Idempotency-Key; `source` says who speaks (a keyed hash)."""

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request and acknowledge it."""

    async def view(self, token: str) -> CaseView:
        """What the holder of this link may see now. Raises NoSuchCase."""

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer; None when it was accepted. Raises NoSuchCase."""

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed now, in this language; None when nothing can. Raises NoSuchCase."""

    def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change, until the case is over. Raises NoSuchCase."""

    async def document(self, token: str, kind: str) -> bytes | None:
        """The PDF of kind `acknowledgement`, `agreement` or `certificate`; None while it is not drawn yet."""

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """The link's token for a case code and its claim code, for whom no message can reach. Raises NoSuchCase."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a link opens: the asker's own request with its values, and the case it stands for, with those it shows."""

    keys: TenantKeys
    own: Case
    case: Case
    mine: reading.Personal
    shown: reading.Personal
    failures: int  # wrong codes of this day that count against this case's codes


@dataclass(frozen=True, slots=True)
class EngineDesk:
    """The desk in front of the engine. `tenants` says which tenant runs which carrier."""

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

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
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
            self.committer, Submission(tenant_id, case_id, ask.carrier_id, event, private, said)
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
        case_id = own_id
        for _ in range(JOINED_MAX):
            try:
                event, private = await self._event(keys, own_id, case_id, answer, key, source)
            except destinations.Unseen:
                return Refusal(Reason.DESTINATION_UNSEEN)
            except Busy:
                return Refusal(Reason.BUSY)
            submission = Submission(keys.tenant_id, case_id, event=event, private=private, said=said)
            outcome = await doors.submitted(self.committer, submission)
            if isinstance(outcome, Refusal):
                return outcome
            if outcome.moved_to is None:
                return outcome.refusal
            case_id = outcome.moved_to
        raise NoSuchCase

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed now, in this language. Raises NoSuchCase."""
        opened, carriers = await self._open(token), self.carriers
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
                    if is_still(opened.case):
                        return
                    opened = await self._next(token, opened, changed)
            watched = opened.case.id

    async def _next(self, token: str, opened: _Opened, changed: asyncio.Event) -> _Opened:
        """The case after its next change: as this process committed it, or read again after a while."""
        try:
            await asyncio.wait_for(changed.wait(), LOOK_AGAIN_SECONDS)
        except TimeoutError:
            return await self._open(token)
        changed.clear()
        known = self.committer.recent.known(opened.keys.tenant_id, opened.case.id)
        if known is None or known.case.proof.joined_case_id is not None:
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
        for tenant_id in sorted(set(self.tenants.values())):
            keys = self.keys.of(tenant_id)
            async with self.database.reading(tenant_id) as connection:
                request_id = await claimed(connection, keys, case_code, claim_code)
            if request_id is not None:
                return keys.link_token(request_id)
        raise NoSuchCase

    # ------------------------------------------------------------ inside

    def _place(self, token: str) -> tuple[TenantKeys, str]:
        """Whose link this is, and the id of the request it was made for. Raises NoSuchCase for a made-up link."""
        place = doors.linked(token, self.keys, self.tenants.values())
        if place is None:
            raise NoSuchCase
        return place

    async def _open(self, token: str) -> _Opened:
        """The asker's own request and the case it stands for (the same, unless it joined another one)."""
        keys, own_id = self._place(token)
        async with self.database.reading(keys.tenant_id) as connection:
            own = await reading.opened(connection, keys, own_id, ["identifier", "contact", "line"])
            if own is None:
                raise NoSuchCase
            found = own
            for _ in range(JOINED_MAX):
                joined_id = found.case.proof.joined_case_id
                if joined_id is None:
                    break
                found = await reading.opened(connection, keys, joined_id, ["line"]) or found
            names = [name for name in shown_values(found.case) if name not in found.values]
            more = await reading.personal(connection, keys, found.case.id, names) if names else {}
            counted = watched_failures(found.case, self.carriers[found.case.carrier_id], self.clock())
            failures = sum([await reading.tally(connection, keys.tenant_id, name) for name in counted])
        return _Opened(keys, own.case, found.case, own.values, {**found.values, **more}, failures)

    def _show(self, opened: _Opened) -> CaseView:
        keys, case, own = opened.keys, opened.case, opened.own
        carrier, values = self.carriers[case.carrier_id], {**opened.shown, **opened.mine}
        language = own.first_language or own.language
        shown = Shown(
            identifier_masked=_masked(opened.mine.get("identifier")),
            contact_masked=_masked(values.get(news_reaches(case, own))),
            agreement=shown_agreement(self.papers, case, carrier, opened.shown, language),
            claim_code=shown_code(keys, case, own),
            destination_masked=masked_destination(case.money.way, destination_of(case, opened.shown)),
            other_contact_masked=_masked(opened.shown.get(case.answers.other_contact or "")),
            is_told=is_told(case, own),
            own=own,
            language=language,
            blocked_until=blocked_until(carrier, opened.failures, self.clock()),
        )
        return show(case, carrier, shown)

    async def _event(
        self, keys: TenantKeys, own_id: str, case_id: str, answer: a.Answer, key: str, source: str
    ) -> tuple[e.Event, Private]:
        """The event an answer becomes, and its personal values by the names under which they are sealed."""
        id_, at = f"{case_id}/{key}", self.clock()

        def named(field_name: str) -> e.Sealed:
            return e.Sealed(f"{field_name}/{hashlib.sha256(key.encode()).hexdigest()[:16]}")

        match answer:
            case a.ConfirmLine():
                return e.LineConfirmed(id_, at), {}
            case a.WantCode():
                code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
                name = named("code")
                return e.CodeWanted(id_, at, keys.code_digest(case_id, code), name, source), {name: code}
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
                return await self._signature(keys, case_id, answer, id_, named("name"))
            case a.HandleSim():
                return e.SimAnswered(id_, at, answer.how), {}
            case a.Withdraw():
                return e.WithdrawalWanted(id_, at), {}

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
        self, keys: TenantKeys, case_id: str, answer: a.SignAgreement, id_: str, name: e.Sealed
    ) -> tuple[e.Event, Private]:
        """The text is put together anew: a signature under another text than today's covers no quote."""
        known = self.committer.recent.known(keys.tenant_id, case_id)
        case = self._signed(known.case, known.values, answer) if known is not None else None
        if case is None:
            # Another process may have gone on with the case: only what is stored tells that a text is not today's.
            async with self.database.reading(keys.tenant_id) as connection:
                found = await reading.opened(connection, keys, case_id, ["line"])
                names = shown_values(found.case) if found is not None else []
                values = await reading.personal(connection, keys, case_id, names)
            case = self._signed(found.case, values, answer) if found is not None else None
        event = e.AgreementSigned(
            id=id_,
            at=self.clock(),
            name=name if answer.name.strip() else None,
            code_digest=keys.code_digest(case_id, answer.code),
            text_sha256=answer.text_sha256,
            quote_digest=case.money.quote.digest if case is not None and case.money.quote is not None else "",
            money_way=case.money.way if case is not None else None,
            destination=case.money.destination if case is not None else None,
            language=case.language if case is not None else "",
        )
        return event, {name: answer.name.strip()}

    def _signed(self, case: Case, values: reading.Personal, answer: a.SignAgreement) -> Case | None:
        """The case, in the language that was signed, if the text of its agreement is the one signed."""
        carrier = self.carriers[case.carrier_id]
        language = signed_language(self.papers, case, carrier, values, answer.text_sha256)
        return replace(case, language=language) if language is not None else None


def _masked(value: object) -> str:
    return masked(value.value) if isinstance(value, Identifier | Contact) else ""
