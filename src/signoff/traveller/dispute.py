"""The letter about charges after the end: to the carrier, an office or the bank, in their language and the traveller's.

Contacts are the packs' sourced ones; number and name stay blank. `dispute_paper.py` draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from signoff.catalogue import dating, wording
from signoff.catalogue.leaving import Contact, Leaving, leaving
from signoff.catalogue.letters import Letters, read_letters
from signoff.catalogue.pack import Catalogue, ChannelKind, Confidence
from signoff.catalogue.scripts import LANGUAGES
from signoff.catalogue.texts import Texts
from signoff.domain.dispute import Deadline, PaidBy, Proof, Recipient, deadline, recipients
from signoff.domain.statement import Entry, claimed, totals
from signoff.traveller.plan import ContactView, contact_view
from signoff.traveller.saying import UNKNOWN, Said, Speech, contact_record

CHARGES_MAX = 500
"""More rows than anybody reads in a letter; whoever has more of them takes a shorter statement."""

_NEEDS_BEING_THERE = (ChannelKind.HOTLINE, ChannelKind.SHOP)


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the letter is about: `charges` are disputed, of which `part_back` came back; a case may have a code."""

    carrier_id: str
    ended_on: date
    charges: tuple[Entry, ...]
    paid_by: PaidBy = PaidBy.UNSURE
    proof: Proof = Proof.NONE
    case_code: str = ""
    part_back: tuple[Entry, ...] = ()

    @property
    def claimed(self) -> tuple[tuple[str, int], ...]:
        """What is asked for in each currency: the charges without what came back of them."""
        return claimed(self.charges, self.part_back)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One part of a letter; `kind` is how it is set: subject, text, row, total, item or blank."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter in one language."""

    language: str
    name: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The letter to paste into a mail."""
        lines, tight = [], ("row", "item", "total")
        for before, one in pairwise((Paragraph("subject", ""), *self.paragraphs)):
            if one.kind not in tight or (before.kind not in tight and one.kind != "item"):
                lines.append("")
            lines.append({"row": f"• {one.text}", "item": f"– {one.text}"}.get(one.kind, one.text))
        return "\n".join(lines).strip() + "\n"


@dataclass(frozen=True, slots=True)
class Addressed:
    """Everything for one recipient: the letters, where to send them, and until when."""

    recipient: Recipient
    name: str
    letters: tuple[Letter, ...]
    contacts: tuple[ContactView, ...]
    way_on: tuple[ContactView, ...]  # where the contacts serve nobody whose line has ended
    way: Said  # how to send it
    until: Said
    deadline: Deadline

    @property
    def sayings(self) -> Iterator[Said]:
        """What is said with sources."""
        yield self.until
        yield from (one.said for one in (*self.contacts, *self.way_on))


@dataclass(frozen=True, slots=True)
class DisputeView:
    """The dispute in one reader's language."""

    dispute: Dispute
    language: str
    carrier: str
    answers: str
    addressed: Addressed
    order: tuple[Recipient, ...]
    totals: tuple[tuple[str, int], ...]

    @property
    def record(self) -> dict[str, object]:
        """For programs."""
        to = self.addressed
        return {
            "carrier": self.dispute.carrier_id,
            "ended": self.dispute.ended_on.isoformat(),
            "to": to.recipient.value,
            "order": [one.value for one in self.order],
            "charges": [entry_record(one) for one in self.dispute.charges],
            "part_back": [entry_record(one) for one in self.dispute.part_back],
            "totals": [{"currency": code, "amount_minor": amount} for code, amount in self.totals],
            "letters": [{"language": one.language, "text": one.text} for one in to.letters],
            "contacts": [contact_record(one.contact) for one in to.contacts],
            "way_on": [contact_record(one.contact) for one in to.way_on],
            "until": {"date": to.deadline.on.isoformat() if to.deadline.on else None} | to.until.record,
        }


def entry_record(entry: Entry) -> dict[str, object]:
    """A row, for programs."""
    return {
        "line": entry.line,
        "date": entry.on.isoformat(),
        "text": entry.text,
        "amount_minor": entry.amount_minor,
        "currency": entry.currency,
        "name": entry.name,
        "likeness": entry.likeness.value,
    }


def letter_languages(catalogue: Catalogue, carrier_id: str) -> tuple[str, ...]:
    """The languages a carrier or an office can be written to in, the usual one first."""
    return read_letters().languages(catalogue.packs[carrier_id].country.id)


def make_dispute(
    catalogue: Catalogue,
    texts: Texts,
    dispute: Dispute,
    recipient: Recipient,
    language: str,
    today: date,
    letter_language: str = "",
) -> DisputeView:
    """The letter for one recipient. Raises KeyError for a recipient that this place does not have."""
    known = leaving(catalogue, dispute.carrier_id, today)
    order = recipients(has_council=bool(known.offices.get("consumer_council")))
    if recipient not in order:
        raise KeyError(recipient)
    writer = _Writer(Speech(texts, language, known), dispute, recipient, today, letter_language)
    return DisputeView(
        dispute=dispute,
        language=language,
        carrier=writer.speech.carrier(known.carrier_id),
        answers=writer.speech.carrier(known.answers_id),
        addressed=writer.addressed(),
        order=order,
        totals=dispute.claimed,
    )


class _Writer:
    def __init__(
        self, speech: Speech, dispute: Dispute, recipient: Recipient, today: date, chosen: str
    ) -> None:
        self.speech, self._today = speech, today
        self._dispute, self._recipient = dispute, recipient
        self._letters: Letters = read_letters()
        self._chosen = chosen

    def addressed(self) -> Addressed:
        speech, recipient = self.speech, self._recipient
        days = {name: rule.days for name, rule in self._letters.rules.items()}
        until = deadline(recipient, self._dispute.paid_by, self._dispute.charges, days)
        is_office = recipient is not Recipient.CARRIER
        found = self._contacts(speech.leaving)
        contacts = tuple(contact_view(speech, one, is_office=is_office) for one in found)
        way_on = self._way_on(found) if recipient is Recipient.CARRIER else ()
        way = "issuer" if recipient is Recipient.ISSUER else "contacts" if contacts else "none"
        if contacts and way_on:
            is_reported = any(one.kind not in _NEEDS_BEING_THERE for one in found)
            way = "reported" if is_reported else "own_network"
        name = speech.say(f"after.to.{recipient}", carrier=speech.carrier(speech.leaving.answers_id))
        letters = tuple(self._letter(language) for language in self._languages())
        return Addressed(
            recipient,
            name,
            letters,
            contacts,
            way_on,
            Said(speech.say(f"after.way.{way}")),
            self._until(until),
            until,
        )

    def _contacts(self, known: Leaving) -> tuple[Contact, ...]:
        if self._recipient is Recipient.CARRIER:
            return tuple(one for one in known.contacts if one.purpose == "care")
        return known.offices.get(self._recipient.value, ())

    def _way_on(self, found: tuple[Contact, ...]) -> tuple[ContactView, ...]:
        """Web and regulator, where nothing that is confirmed serves but short numbers of its own network or shops."""
        speech, known = self.speech, self.speech.leaving
        confirmed = (one for one in found if one.confidence is not Confidence.LOW and one.value != UNKNOWN)
        if any(one.kind not in _NEEDS_BEING_THERE for one in confirmed):
            return ()
        pages = (one for one in known.contacts if one.kind is ChannelKind.WEB)
        office = speech.say("carriers.offices.regulator")
        offices = (contact_view(speech, one, is_office=True) for one in known.offices.get("regulator", ()))
        marked = (replace(one, label=f"{office} – {one.label}") for one in offices)
        return (*(contact_view(speech, one) for one in pages), *marked)

    def _until(self, until: Deadline) -> Said:
        speech = self.speech
        if until.on is None or until.days is None:
            word = "issuer_unknown" if self._recipient is Recipient.ISSUER else "unknown"
            return Said(speech.say(f"after.until.{word}"))
        rule = self._letters.rules[until.rule]
        word = "visa" if until.on >= self._today else "visa_over"
        text = speech.say(f"after.until.{word}", day=speech.day(until.on), days=until.days, code=rule.code)
        return Said(text, rule.sources)

    def _languages(self) -> tuple[str, ...]:
        """The recipient's language first, the traveller's own beside it; in Cambodia English as well."""
        own = self.speech.language if self.speech.language in LANGUAGES else "en"
        if self._recipient is Recipient.ISSUER:
            return (own,)
        there = self._letters.languages(self.speech.leaving.country)
        first = self._chosen if self._chosen in there else there[0]
        beside = ("en",) if "en" in there else ()
        return tuple(dict.fromkeys((first, *beside, own)))

    def _letter(self, language: str) -> Letter:
        parts = tuple(
            Paragraph(kind, self._part(part, language, **values))
            for kind, part, values in self._outline(language)
        )
        return Letter(language, self.speech.say(f"after.language.{language}"), parts)

    def _outline(self, language: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """The parts of the letter in their order, with what is filled in."""
        dispute = self._dispute
        office = self._recipient in (Recipient.REGULATOR, Recipient.CONSUMER_COUNCIL)
        kind = "office" if office else self._recipient.value
        is_taken_over = self.speech.leaving.answers_id != dispute.carrier_id
        both = "_successor" if is_taken_over else ""
        yield "subject", f"subject_{kind}{both}" if kind != "carrier" else "subject_carrier", {}
        yield "blank", "blank_number", {}
        if dispute.case_code:
            yield "text", "blank_case", {"case": dispute.case_code}
        yield "text", "greeting", {}
        ended = wording.day(dispute.ended_on, language)
        yield "text", f"opening_{kind}{both}", {"ended": ended}
        yield from _rows(dispute.charges, language)
        yield from _sums("total", totals(dispute.charges), language)
        if dispute.part_back:
            yield "text", "part_back", {}
            yield from _rows(dispute.part_back, language)
            yield from _sums("rest", dispute.claimed, language)
        if kind != "carrier":
            yield (
                "text",
                "first_issuer_part" if kind == "issuer" and dispute.part_back else f"first_{kind}",
                {},
            )
        yield from self._request(kind)
        if kind == "carrier":
            yield "text", "next_carrier", {}
        if dispute.proof is Proof.NONE and kind != "issuer":
            yield "text", "unproven", {}
        yield "text", "enclosed", {}
        yield "item", "statement", {}
        if dispute.proof is not Proof.NONE:
            yield "item", dispute.proof.value, {}
        yield "text", "closing", {}
        yield "blank", "signature", {}

    def _request(self, kind: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        if kind != "issuer":
            yield "text", f"request_{kind}", {}
        elif self._dispute.paid_by is PaidBy.VISA:
            yield "text", "request_issuer_visa", {"code": self._letters.rules[PaidBy.VISA].code}
        else:
            is_account = self._dispute.paid_by is PaidBy.ACCOUNT
            yield "text", "request_bank" if is_account else "request_issuer", {}

    def _part(self, part: str, language: str, **values: object) -> str:
        return self._letters.parts[part][language].format(
            carrier=self._carrier(self.speech.leaving.answers_id, language),
            gone=self._carrier(self.speech.leaving.carrier_id, language),
            source=self._source(language),
            **values,
        )

    def _source(self, language: str) -> str:
        """Where it was read that the customers were taken over."""
        known = self.speech.leaving.sources
        found = known.get("successor_terms") or known.get("ceased") or ()
        for one in found:
            return f"{one.title}, {dating.in_words(one.dated, self.speech.texts.say, language)}, {one.url}"
        return UNKNOWN

    def _carrier(self, carrier_id: str, language: str) -> str:
        texts = self.speech.texts
        has_name = texts.has("carriers.name", language, carrier_id)
        return texts.say("carriers.name", language if has_name else "en", carrier_id)


def _rows(entries: Iterable[Entry], language: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for one in entries:
        amount = wording.money(abs(one.amount_minor), one.currency, language)
        day = wording.day(one.on, language)
        yield "row", "row", {"day": day, "text": one.text, "amount": amount, "line": one.line}


def _sums(
    part: str, sums: Iterable[tuple[str, int]], language: str
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for currency, amount_minor in sums:
        amount = wording.money(amount_minor, currency, language)
        yield "total", part, {"currency": currency, "amount": amount}
