"""What each act of an intent does: the call to the port, and the event that its answer becomes.

The dispatcher decides when; here is only how. Everything personal comes in unsealed and goes no further.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.calling import reading_name
from signoff.domain.carrier import Carrier, PayoutWay, languages_of
from signoff.domain.case import Case
from signoff.domain.intent import Act
from signoff.domain.line import (
    Contact,
    ContactKind,
    Identifier,
    IdentifierKind,
    Line,
    LineTraits,
    same_inbox,
)
from signoff.domain.outstanding import local_day
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.engine.agreeing import agreement_of
from signoff.engine.entering import Entering
from signoff.engine.guarding import take_back
from signoff.engine.job import Answer, Job
from signoff.engine.letting_out import let_out
from signoff.engine.other_cases import suspend, tell_line
from signoff.engine.paper import Papers
from signoff.engine.send_once import send_once
from signoff.evidence.documents import (
    draw_acknowledgement,
    draw_agreement,
    draw_certificate,
    draw_guided_certificate,
)
from signoff.evidence.signer import Signer
from signoff.ports import Accepted, Documents, Done, NeedsPerson, Systems, SystemsOf
from signoff.store.database import Database
from signoff.store.reading import keep_document
from signoff.store.vault import KeyRing

__all__ = ["Answer", "Calls", "Job"]


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
    documents: Documents | None = None  # what reads documents of identity; None: a person looks at each

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
        traits = _traits(line)
        index = self.keys.of(job.tenant_id).index(f"{job.carrier.id}/line/{line.handle}")
        event = e.LineLookedUp(_id(job), job.now, job.intent.key, traits, e.Sealed("line"), index)
        return Answer(event, {"line": line})

    async def look_up_again(self, job: Job) -> Answer:
        """Which SIM the line has by now; sealed in place of the one before only if it is the same line."""
        known = job.line()
        line = await job.systems.records.look_up(Identifier(IdentifierKind.NUMBER, known.numbers[0]))
        if line is None or line.handle != known.handle:
            return Answer(ce.LineReadAgain(_id(job), job.now, job.intent.key, None, None))
        index = self.keys.of(job.tenant_id).index(f"{job.carrier.id}/line/{line.handle}")
        event = ce.LineReadAgain(_id(job), job.now, job.intent.key, _traits(line), index)
        return Answer(event, {"line": line})

    async def read_standing(self, job: Job) -> Answer:
        """Ask how the line stands; where its holder can be reached is sealed."""
        registered = await job.systems.records.registered(job.line())
        keys, private = self.keys.of(job.tenant_id), {}
        contacts = []
        for place, contact in enumerate(registered.contacts, start=1):
            name = e.Sealed(f"registered/{reading_name(job.intent)}/{place}")
            private[str(name)] = contact
            index = keys.index(f"contact/{same_inbox(contact)}")
            contacts.append(e.RegisteredContact(contact.kind, name, index))
        event = e.StandingRead(_id(job), job.now, job.intent.key, registered.standing, tuple(contacts))
        return Answer(event, private)

    async def read_document(self, job: Job) -> Answer:
        """Read a document and compare it with whom the line is registered to; the picture goes no further."""
        picture = job.values.get("picture")
        if self.documents is None or not isinstance(picture, str):
            raise NeedsPerson("document_unread")
        holder = await job.systems.records.holder(job.line())
        keys, today = self.keys.of(job.tenant_id), local_day(job.carrier, job.now)
        read = await self.documents.read(base64.b64decode(picture), holder, today)
        named = (keys.index(f"identity/{name}") if name else "" for name in (read.document, read.holder))
        found = read.is_match, read.asks_again, read.doubts
        return Answer(e.DocumentRead(_id(job), job.now, job.intent.key, *found, *named))

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

    async def resume(self, job: Job) -> Answer:
        """Lift the suspension."""
        done = await job.systems.network.resume(job.intent.key, job.line())
        return Answer(ce.LineResumed(_id(job), done.at, job.intent.key))

    async def release_number(self, job: Job) -> Answer:
        """Let the number go before its day."""
        if job.intent.on is None:
            raise NeedsPerson("not_allowed")
        done = await job.systems.numbers.release(job.intent.key, job.line(), on=job.intent.on)
        return Answer(ce.NumberGone(_id(job), done.at, job.intent.key))

    async def cut(self, job: Job) -> Answer:
        """Cut the line and look again."""
        done = await job.systems.network.cut(job.intent.key, job.line())
        if isinstance(done, Accepted):
            return _step(job, done)
        return Answer(e.CutRead(_id(job), done.at, job.intent.key, done.result))

    # ------------------------------------------------------------ closing

    async def settle(self, job: Job) -> Answer:
        """Close the balance."""
        known = job.case.money.balance or BalanceReading()
        return _step(job, await job.systems.charging.settle(job.intent.key, job.line(), reserved=known))

    async def close_billing(self, job: Job) -> Answer:
        """Stop every charge."""
        intent, money = job.intent, job.case.money
        if intent.on is None:
            raise NeedsPerson("not_allowed")
        return _step(
            job,
            await job.systems.billing.close(
                intent.key,
                job.line(),
                total_minor=money.quote.total_minor if money.quote is not None else intent.amount_minor,
                read=money.bill or BillReading(),
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
        if intent.way == PayoutWay.PAYING_INSTRUMENT:
            to = job.case.money.bill.paid_by if job.case.money.bill is not None else ""
        to = to if isinstance(to, str) else ""
        if job.case.guided is None:
            await let_out(self.database, self.keys.of(job.tenant_id), job, to)
        outcome = await job.systems.payments.pay_out(
            intent.key,
            amount_minor=intent.amount_minor,
            currency=intent.currency,
            way=intent.way,
            to=to,
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
        if isinstance(contact := job.values.get("contact"), Contact):  # of a case whose line may be dead
            to = contact
        await send_once(job.systems.messages, job.intent.key, to, subject, text)
        return Answer(None)

    async def send_notice(self, job: Job) -> Answer:
        """Send the news."""
        contact, notice = job.values.get("contact"), job.intent.notice
        if not isinstance(contact, Contact) or notice is None:
            return Answer(None)
        keys, intent = self.keys.of(job.tenant_id), job.intent
        token = keys.link_token(intent.request_id or job.case.id)
        languages: tuple[str, ...] = (intent.language,)
        if intent.stop_index:  # whoever is warned need not read what the asker reads
            token = keys.stop_token(job.case.id, intent.stop_index)
            languages = languages_of(job.carrier.country)
        said = [
            self.papers.notice(notice, job.case, job.carrier, token, one, about=intent) for one in languages
        ]
        subjects, texts = zip(*said, strict=True)
        subject, text = " / ".join(subjects), "\n\n".join(texts)
        await send_once(job.systems.messages, intent.key, contact, subject, text)
        return Answer(None)

    async def tell_case(self, job: Job) -> Answer:
        """Tell the line's case who has joined it, and where their news goes."""
        contact, key, request_id = job.values.get("contact"), job.intent.key, job.case.id
        if not isinstance(contact, Contact):
            return Answer(None)
        name = e.Sealed(f"asker/{request_id}")
        index = self.keys.of(job.tenant_id).index(f"contact/{same_inbox(contact)}")
        acting, private = job.case.acting, dict[str, str | Contact]({name: contact})
        holder = e.Sealed(f"holder/{request_id}") if acting.holder is not None else None
        if holder is not None:
            private[holder] = str(job.values["holder"])
        who = request_id, name, index, job.case.language, acting.right, holder, job.case.counter.requested_by
        return Answer(e.AskerProved(_id(job), job.now, key, *who), private, case_id=job.intent.case_id)

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
        content = agreement_of(self.papers, job)
        if content is None:
            return Answer(None)
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


def _traits(line: Line) -> LineTraits:
    return LineTraits(line.sim_kind, len(line.numbers), line.tariff_id, line.tariff_kind)


def _id(job: Job) -> str:
    return f"{job.intent.key}/done"


def _step(job: Job, outcome: Done[object] | Accepted) -> Answer:
    """The event of a step that has no more to say than done, or accepted and to be asked about again."""
    key = job.intent.key
    if isinstance(outcome, Accepted):
        event = e.StepAccepted(f"{key}/accepted", job.now, key)
        return Answer(event, look_again_at=outcome.look_again_at)
    return Answer(e.StepDone(f"{key}/done", outcome.at, key))


_CALLS: Mapping[Act, Callable[[Calls, Job], Awaitable[Answer]]] = {
    Act.LOOK_UP: Calls.look_up,
    Act.LOOK_UP_AGAIN: Calls.look_up_again,
    Act.READ_STANDING: Calls.read_standing,
    Act.SUSPEND: lambda calls, job: suspend(calls.database, job),
    Act.RESUME: Calls.resume,
    Act.RELEASE_NUMBER: Calls.release_number,
    Act.READ_DOCUMENT: Calls.read_document,
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
    Act.TAKE_BACK: lambda _, job: take_back(job),
    Act.SEND_CODE: Calls.send_code,
    Act.SEND_NOTICE: Calls.send_notice,
    Act.TELL_CASE: Calls.tell_case,
    Act.TELL_LINE: lambda calls, job: tell_line(calls.database, job),
    Act.DRAW_ACKNOWLEDGEMENT: Calls.draw_acknowledgement,
    Act.DRAW_AGREEMENT: Calls.draw_agreement,
    Act.DRAW_CERTIFICATE: Calls.draw_certificate,
}
