"""The front door, the only thing a channel calls: ask, view, answer, changes, document, claim.

It finds out who may say this, seals what is personal, and submits one event to the engine; the rules start in
`domain/decide.py`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from signoff.catalogue.display import masked
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, State
from signoff.domain.limits import CODE_DIGITS
from signoff.domain.line import Contact, Identifier, Line, same_inbox, same_line
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.showing import Shown, show
from signoff.domain.view import AgreementView, CaseView
from signoff.engine.committer import Committer
from signoff.engine.folding import Clock
from signoff.engine.hints import Hints
from signoff.engine.paper import Papers, text_sha256
from signoff.engine.submission import Busy, KeyReused, Outcome, Said, Submission
from signoff.store import reading
from signoff.store.coding import encode
from signoff.store.database import Database
from signoff.store.vault import KeyRing, TenantKeys, as_printed

LOOK_AGAIN_SECONDS = 1.0
"""How often a live page looks for changes that another process made."""

CLAIM_TRIES_AN_HOUR = 20
"""Claim codes tried from one source in an hour, by this process."""

JOINED_MAX = 5
"""How many joins a link follows; one is usual, and a circle cannot be."""

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

    def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change, until the case is over. Raises NoSuchCase."""

    async def document(self, token: str, kind: str) -> bytes | None:
        """The PDF of kind `acknowledgement`, `agreement` or `certificate`; None while it is not drawn yet."""

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """The link's token for a case code and its claim code, for whom no message can reach. Raises NoSuchCase."""


class ClaimTries:
    """How often each source tried a claim code in the running hour; 50 bits need no more than a brake."""

    def __init__(self) -> None:
        self._hour = ""
        self._tries: Counter[str] = Counter()

    def may_try(self, source: str, at: datetime) -> bool:
        """Count one try; False once there were too many."""
        hour = f"{at:%Y-%m-%dT%H}"
        if hour != self._hour:
            self._hour, self._tries = hour, Counter()
        self._tries[source] += 1
        return self._tries[source] <= CLAIM_TRIES_AN_HOUR


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a link opens: the asker's own request, the case it stands for, the asker's own values, the line."""

    keys: TenantKeys
    own: Case
    case: Case
    mine: reading.Personal
    line: object


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
        said = Said("ask", key, _content(keys, ask))
        outcome = await self._submit(Submission(tenant_id, case_id, ask.carrier_id, event, private, said))
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
        said = Said(f"case/{own_id}", key, _content(keys, answer))
        case_id = own_id
        for _ in range(JOINED_MAX):
            event, private = await self._event(keys, case_id, answer, key, source)
            submission = Submission(keys.tenant_id, case_id, event=event, private=private, said=said)
            outcome = await self._submit(submission)
            if isinstance(outcome, Refusal):
                return outcome
            if outcome.moved_to is None:
                return outcome.refusal
            case_id = outcome.moved_to
        raise NoSuchCase

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
                    if _is_still(opened.case):
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
        line = opened.line if opened.line is not None else known.values.get("line")
        is_line_there = line is not None or known.case.proof.line is None
        return replace(opened, case=known.case, line=line) if is_line_there else await self._open(token)

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
        if not _is_plain(case_code + claim_code):
            raise NoSuchCase
        case_code, claim_code = as_printed(case_code), as_printed(claim_code)
        for tenant_id in sorted(set(self.tenants.values())):
            keys = self.keys.of(tenant_id)
            async with self.database.reading(tenant_id) as connection:
                case = await reading.case_by_code(connection, tenant_id, case_code)
            if case is None or case.answers.claim_digest is None:
                continue
            if hmac.compare_digest(case.answers.claim_digest, keys.code_digest(case.id, claim_code)):
                return keys.link_token(case.id)
        raise NoSuchCase

    # ------------------------------------------------------------ inside

    def _place(self, token: str) -> tuple[TenantKeys, str]:
        """Whose link this is, and the id of the request it was made for. Raises NoSuchCase for a made-up link."""
        tenant_id, _, rest = token.partition("~")
        case_id, _, _ = rest.partition("~")
        if tenant_id not in self.tenants.values() or not _is_plain(token):
            raise NoSuchCase
        keys = self.keys.of(tenant_id)
        if not hmac.compare_digest(keys.link_token(case_id).encode(), token.encode()):
            raise NoSuchCase
        return keys, case_id

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
        return _Opened(keys, own.case, found.case, own.values, found.values.get("line"))

    def _show(self, opened: _Opened) -> CaseView:
        keys, case = opened.keys, opened.case
        carrier = self.carriers[case.carrier_id]
        agreement = None
        is_signing = outstanding(case, carrier)[:1] == (RequirementKind.SIGN_AGREEMENT,)
        if is_signing and isinstance(opened.line, Line):
            paragraphs = self.papers.paragraphs(case, carrier, opened.line)
            agreement = AgreementView(paragraphs, text_sha256(paragraphs))
        has_claim_code = case.answers.claim_digest is not None
        shown = Shown(
            identifier_masked=_masked(opened.mine.get("identifier")),
            contact_masked=_masked(opened.mine.get("contact")),
            agreement=agreement,
            claim_code=keys.claim_code(case.id) if has_claim_code else None,
        )
        return show(case, carrier, shown)

    async def _event(
        self, keys: TenantKeys, case_id: str, answer: a.Answer, key: str, source: str
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
                return await self._other_contact(keys, case_id, answer, id_, named("other_contact"))
            case a.ChooseMoneyWay():
                name = named("destination")
                if not answer.destination:
                    return e.MoneyWayChosen(id_, at, answer.way, None), {}
                return e.MoneyWayChosen(id_, at, answer.way, name), {name: answer.destination}
            case a.SignAgreement():
                return await self._signature(keys, case_id, answer, id_, named("name"))
            case a.HandleSim():
                return e.SimAnswered(id_, at, answer.how), {}
            case a.Withdraw():
                return e.WithdrawalWanted(id_, at), {}

    async def _read(self, keys: TenantKeys, case_id: str) -> tuple[Case | None, Line | None]:
        async with self.database.reading(keys.tenant_id) as connection:
            opened = await reading.opened(connection, keys, case_id, ["line"])
        if opened is None:
            return None, None
        line = opened.values.get("line")
        return opened.case, line if isinstance(line, Line) else None

    async def _line(self, keys: TenantKeys, case_id: str) -> Line | None:
        """The line of a case; it never changes, so that what is remembered is as good as what is stored."""
        known = self.committer.recent.known(keys.tenant_id, case_id)
        line = known.values.get("line") if known is not None else None
        return line if isinstance(line, Line) else (await self._read(keys, case_id))[1]

    async def _other_contact(
        self, keys: TenantKeys, case_id: str, answer: a.GiveOtherContact, id_: str, name: e.Sealed
    ) -> tuple[e.Event, Private]:
        at = self.clock()
        if answer.contact is None:
            digest = keys.code_digest(case_id, keys.claim_code(case_id))
            return e.OtherContactGiven(id_, at, None, None, is_the_line=False, claim_digest=digest), {}
        line = await self._line(keys, case_id)
        is_the_line = line is not None and answer.contact.value in line.numbers
        event = e.OtherContactGiven(
            id_, at, name, answer.contact.kind, is_the_line=is_the_line, claim_digest=None
        )
        return event, {name: answer.contact}

    async def _signature(
        self, keys: TenantKeys, case_id: str, answer: a.SignAgreement, id_: str, name: e.Sealed
    ) -> tuple[e.Event, Private]:
        """The text is put together anew: a signature under another text than today's covers no quote."""
        known, line = self.committer.recent.known(keys.tenant_id, case_id), await self._line(keys, case_id)
        quote_digest = self._signed_quote(known.case, line, answer) if known is not None else ""
        if not quote_digest:
            # Another process may have gone on with the case: only what is stored tells that a text is not today's.
            quote_digest = self._signed_quote(*await self._read(keys, case_id), answer)
        event = e.AgreementSigned(
            id=id_,
            at=self.clock(),
            name=name if answer.name.strip() else None,
            code_digest=keys.code_digest(case_id, answer.code),
            text_sha256=answer.text_sha256,
            quote_digest=quote_digest,
        )
        return event, {name: answer.name.strip()}

    def _signed_quote(self, case: Case | None, line: Line | None, answer: a.SignAgreement) -> str:
        """The digest of the case's quote if the text with it is the one signed, else nothing."""
        if case is None or line is None or case.money.quote is None:
            return ""
        text = text_sha256(self.papers.paragraphs(case, self.carriers[case.carrier_id], line))
        is_same = hmac.compare_digest(text.encode(), answer.text_sha256.encode())
        return case.money.quote.digest if is_same else ""

    async def _submit(self, submission: Submission) -> Outcome | Refusal:
        try:
            return await self.committer.submit(submission)
        except Busy:
            return Refusal(Reason.BUSY)
        except KeyReused:
            return Refusal(Reason.KEY_REUSED)


def _content(keys: TenantKeys, said: object) -> bytes:
    """What makes two sayings the same, their kind and every field, told to nobody: numbers and codes can be tried."""
    return keys.content_digest(type(said).__name__.encode() + b"\0" + encode(said))


def _is_plain(text: str) -> bool:
    """Whether this can be a link or a code at all: what is printable and ASCII."""
    return text.isascii() and text.isprintable()


def _masked(value: object) -> str:
    return masked(value.value) if isinstance(value, Identifier | Contact) else ""


def _is_still(case: Case) -> bool:
    """Nothing will change by itself any more."""
    if case.state is State.ENDED:
        return case.ending.certificates_issued >= case.ending.certificates_wanted
    return case.state in OVER
