"""What each act of an intent does: the call to the port, and the event that its answer becomes.

The dispatcher decides when; here is only how. Everything personal comes in unsealed and goes no further.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.intent import Act, Intent
from signoff.domain.line import Contact, ContactKind, Identifier, Line, LineTraits, same_inbox
from signoff.engine.entering import Entering
from signoff.engine.paper import Papers
from signoff.evidence.documents import (
    draw_acknowledgement,
    draw_agreement,
    draw_certificate,
    draw_guided_certificate,
)
from signoff.evidence.signer import Signer
from signoff.ports import Accepted, Done, NeedsPerson, Systems, SystemsOf
from signoff.store.database import Database
from signoff.store.reading import Personal, keep_document
from signoff.store.vault import KeyRing


@dataclass(frozen=True, slots=True)
class Job:
    """One intent with all that its call needs: the case as it is now, its chain's head, the unsealed values."""

    intent: Intent
    tenant_id: str
    case: Case
    head: bytes
    values: Personal
    carrier: Carrier
    systems: Systems
    now: datetime

    def line(self) -> Line:
        """The line the call is about. Raises NeedsPerson when it cannot be read any more."""
        value = self.values.get("line")
        if not isinstance(value, Line):
            raise NeedsPerson("line_unknown")
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call brought: an event to decide on (None: nothing more to decide), and its personal values.

    `case_id` names the case it is for, if that is not the one of the call.
    """

    event: e.Event | None
    private: Mapping[str, str | Line | Contact | Identifier] | None = None
    look_again_at: datetime | None = None
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Calls:
    """Carries intents out."""

    database: Database
    keys: KeyRing
    carriers: Mapping[str, Carrier]
    systems: SystemsOf
    papers: Papers
    signer: Signer
    entering: Entering
    guided: Systems | None = None  # what a guided case is carried out by

    def systems_of(self, case: Case) -> Systems:
        """Who carries out what a case intends: its carrier's systems, or the person."""
        return (
            self.guided
            if case.guided is not None and self.guided is not None
            else self.systems[case.carrier_id]
        )

    async def make(self, job: Job) -> Answer:
        """Make the call. Raises TryLater or NeedsPerson as the port does."""
        return await _CALLS[job.intent.act](self, job)

    async def ask(self, job: Job) -> Answer:
        """Ask what became of a call that was accepted; make it again if it never arrived."""
        port = _FINISHES_LATER[job.intent.act](job.systems)
        outcome: Done[object] | Accepted | None = await port.became(job.intent.key)
        return await self.make(job) if outcome is None else _step(job, outcome)

    # ------------------------------------------------------------ records, money, network

    async def look_up(self, job: Job) -> Answer:
        """Find the line; what the facts may know of it is told apart from what is sealed."""
        identifier = job.values.get("identifier")
        line = await job.systems.records.look_up(identifier) if isinstance(identifier, Identifier) else None
        if line is None:
            # As much is written for a number that is not there as for one that is.
            event = e.LineLookedUp(_id(job), job.now, job.intent.key, None, None, None)
            return Answer(event, {"line": ""})
        traits = LineTraits(line.sim_kind, len(line.numbers), line.tariff_id, line.tariff_kind)
        index = self.keys.of(job.tenant_id).index(f"{job.carrier.id}/line/{line.handle}")
        event = e.LineLookedUp(_id(job), job.now, job.intent.key, traits, e.Sealed("line"), index)
        return Answer(event, {"line": line})

    async def read_balance(self, job: Job) -> Answer:
        """Read the balance."""
        reading = await job.systems.charging.read(job.line())
        return Answer(e.BalanceRead(_id(job), job.now, job.intent.key, reading))

    async def read_bill(self, job: Job) -> Answer:
        """Read the bill."""
        reading = await job.systems.billing.read(job.line(), ends_on=job.intent.on)
        return Answer(e.BillRead(_id(job), job.now, job.intent.key, reading))

    async def read_points(self, job: Job) -> Answer:
        """Read the points."""
        reading = await job.systems.loyalty.read(job.line())
        return Answer(e.PointsRead(_id(job), job.now, job.intent.key, reading))

    async def reserve(self, job: Job) -> Answer:
        """Stop all spending."""
        done = await job.systems.charging.reserve(job.intent.key, job.line())
        return Answer(e.BalanceReserved(_id(job), done.at, job.intent.key, done.result))

    async def release(self, job: Job) -> Answer:
        """Give the balance back."""
        done = await job.systems.charging.release(job.intent.key, job.line())
        return Answer(e.BalanceReleased(_id(job), done.at, job.intent.key))

    async def cut(self, job: Job) -> Answer:
        """Cut the line and look again."""
        done = await job.systems.network.cut(job.intent.key, job.line())
        if isinstance(done, Accepted):
            return _step(job, done)
        return Answer(e.CutRead(_id(job), done.at, job.intent.key, done.result))

    # ------------------------------------------------------------ closing

    async def settle(self, job: Job) -> Answer:
        """Close the balance."""
        return _step(job, await job.systems.charging.settle(job.intent.key, job.line()))

    async def close_billing(self, job: Job) -> Answer:
        """Stop every charge."""
        intent = job.intent
        if intent.on is None:
            raise NeedsPerson("not_allowed")
        return _step(
            job,
            await job.systems.billing.close(
                intent.key,
                job.line(),
                total_minor=intent.amount_minor,
                currency=intent.currency,
                last_on=intent.on,
            ),
        )

    async def close_points(self, job: Job) -> Answer:
        """End the points account."""
        return _step(job, await job.systems.loyalty.close(job.intent.key, job.line()))

    async def quarantine(self, job: Job) -> Answer:
        """Keep the number from everybody."""
        if job.intent.on is None:
            raise NeedsPerson("not_allowed")
        done = await job.systems.numbers.quarantine(job.intent.key, job.line(), until_on=job.intent.on)
        return _step(job, done)

    async def release_esim(self, job: Job) -> Answer:
        """Order the profile's deletion."""
        return _step(job, await job.systems.esim.release(job.intent.key, job.line()))

    async def pay_out(self, job: Job) -> Answer:
        """Pay the holder."""
        intent = job.intent
        if not intent.way:
            raise NeedsPerson("destination_unknown")
        to = job.values.get("destination", "")
        outcome = await job.systems.payments.pay_out(
            intent.key,
            amount_minor=intent.amount_minor,
            currency=intent.currency,
            way=intent.way,
            to=to if isinstance(to, str) else "",
        )
        return _step(job, outcome)

    # ------------------------------------------------------------ messages

    async def send_code(self, job: Job) -> Answer:
        """Send the code to the line; to nobody when there is no such line, with the same work."""
        line, code, notice = job.values.get("line"), job.values.get("code"), job.intent.notice
        if not isinstance(code, str) or notice is None:
            return Answer(None)
        language = job.intent.language
        subject, text = self.papers.notice(notice, job.case, job.carrier, "", language, one_time_code=code)
        to = Contact(ContactKind.PHONE, line.numbers[0]) if isinstance(line, Line) else None
        await _send(job, to, subject, text)
        return Answer(None)

    async def send_notice(self, job: Job) -> Answer:
        """Send the news."""
        contact, notice = job.values.get("contact"), job.intent.notice
        if not isinstance(contact, Contact) or notice is None:
            return Answer(None)
        token = self.keys.of(job.tenant_id).link_token(job.intent.request_id or job.case.id)
        subject, text = self.papers.notice(notice, job.case, job.carrier, token, job.intent.language)
        await _send(job, contact, subject, text)
        return Answer(None)

    async def tell_case(self, job: Job) -> Answer:
        """Tell the line's case who has joined it, and where their news goes."""
        contact, key, request_id = job.values.get("contact"), job.intent.key, job.case.id
        if not isinstance(contact, Contact):
            return Answer(None)
        name = e.Sealed(f"asker/{request_id}")
        index = self.keys.of(job.tenant_id).index(f"contact/{same_inbox(contact)}")
        event = e.AskerProved(_id(job), job.now, key, request_id, name, index, job.case.language)
        return Answer(event, {name: contact}, case_id=job.intent.case_id)

    # ------------------------------------------------------------ documents

    async def draw_acknowledgement(self, job: Job) -> Answer:
        """Draw, sign and keep the acknowledgement."""
        identifier, contact = job.values.get("identifier"), job.values.get("contact")
        sent_to = contact if isinstance(contact, Contact) else None
        if not isinstance(identifier, Identifier) or (sent_to is None and job.case.guided is None):
            return Answer(None)
        content = self.papers.acknowledgement(job.case, job.carrier, identifier, sent_to)
        wording = self.papers.wording(job.case.language, job.carrier.id)
        await self._keep(job, "acknowledgement", lambda: draw_acknowledgement(content, wording))
        return Answer(None)

    async def draw_agreement(self, job: Job) -> Answer:
        """Draw, sign and keep the agreement as it was signed."""
        name, destination = job.values.get("name"), job.values.get("destination")
        content = self.papers.agreement(
            job.case,
            job.carrier,
            job.line(),
            name if isinstance(name, str) else None,
            destination if isinstance(destination, str) else "",
        )
        wording = self.papers.wording(job.case.language, job.carrier.id)
        await self._keep(job, "agreement", lambda: draw_agreement(content, wording))
        return Answer(None)

    async def draw_certificate(self, job: Job) -> Answer:
        """Draw, sign and keep the certificate, once its facts are in the log."""
        if job.case.guided is not None:
            return await self._draw_guided(job)
        line = job.line()
        proof = await self.entering.proof(job.tenant_id, job.case.id, job.case.version, job.head)
        content = self.papers.certificate(job.case, job.carrier, line, job.values, job.head, proof, job.now)
        wording = self.papers.wording(job.case.language, job.carrier.id)
        digest = await self._keep(job, "certificate", lambda: draw_certificate(content, wording))
        return Answer(e.DocumentDrawn(_id(job), job.now, job.intent.key, digest))

    async def _draw_guided(self, job: Job) -> Answer:
        """The same for what a person said; nothing more once it was erased, which is possible at any time."""
        identifier = job.values.get("identifier")
        if not isinstance(identifier, Identifier):
            return Answer(None)
        proof = await self.entering.proof(job.tenant_id, job.case.id, job.case.version, job.head)
        content = self.papers.guided_certificate(job.case, job.carrier, identifier, job.head, proof, job.now)
        wording = self.papers.wording(job.case.language, job.carrier.id)
        digest = await self._keep(job, "certificate", lambda: draw_guided_certificate(content, wording))
        return Answer(e.DocumentDrawn(_id(job), job.now, job.intent.key, digest))

    async def _keep(self, job: Job, kind: str, draw: Callable[[], bytes]) -> str:
        """Drawing and signing is arithmetic: it goes to a thread, so that nobody waits for it."""
        pdf = await asyncio.to_thread(lambda: self.signer.sign(draw()))
        async with self.database.writing(job.tenant_id) as connection:
            digest = await keep_document(
                connection, self.keys.of(job.tenant_id), job.case.id, kind, job.intent.occurrence, pdf
            )
        return digest.hex()


class _FinishesLater(Protocol):
    async def became(self, key: str) -> Done[object] | Accepted | None: ...


_FINISHES_LATER: Mapping[Act, Callable[[Systems], _FinishesLater]] = {
    Act.CUT: lambda systems: systems.network,
    Act.SETTLE: lambda systems: systems.charging,
    Act.CLOSE_BILLING: lambda systems: systems.billing,
    Act.RELEASE_ESIM: lambda systems: systems.esim,
    Act.PAY_OUT: lambda systems: systems.payments,
}
"""Where an act that was accepted is asked about; the first three only where a person does them."""


def _id(job: Job) -> str:
    return f"{job.intent.key}/done"


async def _send(job: Job, to: Contact | None, subject: str, text: str) -> None:
    """Send; what has gone out under this key has gone out, even if it would be worded otherwise by now.

    Between two attempts the portal's address or the texts may have changed.
    """
    messages, key = job.systems.messages, job.intent.key
    try:
        await messages.send(key, to, subject=subject, text=text)
    except NeedsPerson as stuck:
        if stuck.reason != "key_reused" or await messages.became(key) is None:
            raise


def _step(job: Job, outcome: Done[object] | Accepted) -> Answer:
    """The event of a step that has no more to say than done, or accepted and to be asked about again."""
    key = job.intent.key
    if isinstance(outcome, Accepted):
        event = e.StepAccepted(f"{key}/accepted", job.now, key)
        return Answer(event, look_again_at=outcome.look_again_at)
    return Answer(e.StepDone(f"{key}/done", outcome.at, key))


_CALLS: Mapping[Act, Callable[[Calls, Job], Awaitable[Answer]]] = {
    Act.LOOK_UP: Calls.look_up,
    Act.READ_BALANCE: Calls.read_balance,
    Act.READ_BILL: Calls.read_bill,
    Act.READ_POINTS: Calls.read_points,
    Act.RESERVE: Calls.reserve,
    Act.RELEASE: Calls.release,
    Act.CUT: Calls.cut,
    Act.SETTLE: Calls.settle,
    Act.CLOSE_BILLING: Calls.close_billing,
    Act.CLOSE_POINTS: Calls.close_points,
    Act.QUARANTINE: Calls.quarantine,
    Act.RELEASE_ESIM: Calls.release_esim,
    Act.PAY_OUT: Calls.pay_out,
    Act.SEND_CODE: Calls.send_code,
    Act.SEND_NOTICE: Calls.send_notice,
    Act.TELL_CASE: Calls.tell_case,
    Act.DRAW_ACKNOWLEDGEMENT: Calls.draw_acknowledgement,
    Act.DRAW_AGREEMENT: Calls.draw_agreement,
    Act.DRAW_CERTIFICATE: Calls.draw_certificate,
}
