"""The contents of messages and documents, put together from a case, its personal values and the texts.

Drawing and signing is `evidence`'s; what is said stands in the packs' texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from signoff.catalogue import wording
from signoff.catalogue.display import grouped_number, masked_destination
from signoff.catalogue.texts import Texts
from signoff.domain.assurance import rule_of
from signoff.domain.carrier import Carrier, SimRule
from signoff.domain.case import Case
from signoff.domain.claims import claims_of
from signoff.domain.document import (
    Acknowledgement,
    Agreement,
    Certificate,
    GuidedCertificate,
    Heading,
    LogProof,
)
from signoff.domain.event import Sealed
from signoff.domain.guidance import Way
from signoff.domain.intent import Intent, Notice
from signoff.domain.line import Contact, Identifier, IdentifierKind, Line, SimKind
from signoff.domain.money import Money
from signoff.domain.outstanding import checked_above, ends_later, may_still_move
from signoff.domain.repriced import other_sum_signed
from signoff.domain.settlement import LossKind, Quote, QuoteLine
from signoff.evidence.wording import Wording


@dataclass(frozen=True, slots=True)
class Papers:
    """Says what there is to say; `address` tells where this Signoff is reached now, without a slash at the end."""

    texts: Texts
    is_specimen: Callable[[], bool]
    address: Callable[[], str]
    answering: Callable[[str], str]
    """Which carrier answers for the lines of another: its successor, or itself."""

    def wording(self, language: str, carrier_id: str) -> Wording:
        """One language's way of saying things, for the documents."""

        def say(key: str, /, **values: str) -> str:
            return self.texts.say(key, language, carrier_id, **values)

        def money(amount: Money) -> str:
            return wording.money(amount.amount_minor, amount.currency, language)

        return Wording(
            say=say,
            money=money,
            day=lambda on: wording.day(on, language),
            instant=lambda at, zone: wording.clock(at, language, zone),
            number=grouped_number,
            amount=lambda number: wording.amount(number, language),
        )

    def heading(self, case: Case, carrier: Carrier) -> Heading:
        """What all documents of a case have in common."""
        return Heading(
            case_id=case.id,
            case_code=case.code,
            tenant_id=case.tenant_id,
            carrier_id=carrier.id,
            carrier_name=self.texts.say("carriers.name", case.language, carrier.id),
            language=case.language,
            time_zone=carrier.time_zone,
            is_specimen=self.is_specimen(),
            issuer_name="" if case.guided is None else self.texts.say("guided.name", case.language),
        )

    def acknowledgement(
        self, case: Case, carrier: Carrier, identifier: Identifier, contact: Contact | None
    ) -> Acknowledgement:
        """Proof that the request was received."""
        return Acknowledgement(
            heading=self.heading(case, carrier),
            requested_at=case.wish.at,
            identifier=identifier.value,
            contact=contact.value if contact is not None else "",
            wanted_on=case.wish.wanted_on,
            is_guided=case.guided is not None,
        )

    def guided_certificate(
        self, case: Case, carrier: Carrier, identifier: Identifier, head: bytes, log: LogProof, at: datetime
    ) -> GuidedCertificate:
        """What the person said. Raises ValueError for a case that has not ended, or is not guided."""
        guided, ended_at = case.guided, case.ending.cut_at
        if guided is None or ended_at is None:
            raise ValueError("a certificate is for a case that has ended")
        is_number, way = identifier.kind is IdentifierKind.NUMBER, guided.guidance.way
        asked_id = self.answering(carrier.id) if way is Way.ASK else carrier.id
        is_other = asked_id != carrier.id
        return GuidedCertificate(
            heading=self.heading(case, carrier),
            numbers=(identifier.value,) if is_number else (),
            iccid="" if is_number else identifier.value,
            way=way,
            asked_id=asked_id if is_other else "",
            asked_name=self.texts.say("carriers.name", case.language, asked_id) if is_other else "",
            requested_at=case.wish.at,
            ended_at=ended_at,
            claims=claims_of(case),
            evidence=guided.evidence,
            fact_count=case.version,
            chain_head=head.hex(),
            issued_at=at,
            log=log,
        )

    def paragraphs(
        self, case: Case, carrier: Carrier, line: Line, destination: str, holder: str = ""
    ) -> tuple[str, ...]:
        """The agreement's text for the final quote of this case. Raises ValueError while there is none.

        `destination` is where the money goes, as it was given; an empty one is not named. `holder` is the name of the
        one for whom somebody else signs.
        """
        quote = case.money.quote
        if quote is None:
            raise ValueError("an agreement needs the final quote")
        language = case.language

        def say(key: str, **values: str) -> str:
            return self.texts.say(f"agreement.{key}", language, carrier.id, **values)

        numbers = say("and").join(grouped_number(number) for number in line.numbers)
        moves = may_still_move(case, carrier, quote)
        return (
            say(
                "wish_on" if ends_later(case, carrier, quote) else "wish_now",
                carrier=self.texts.say("carriers.name", language, carrier.id),
                numbers=numbers,
                iccid=line.iccid,
                code=case.code,
                day=wording.day(quote.last_on, language),
            ),
            *self._on_behalf(case, carrier, holder),
            *self._money_paragraphs(quote, case, carrier, destination),
            *(self._what_moves(quote, case, carrier) if moves else ()),
            say("elsewhere"),
            *((self._losses(quote, case, carrier),) if quote.losses else ()),
            *self._cooling_off(carrier, language),
            say("number", days=wording.amount(carrier.policy.quarantine_days, language)),
            say("restore", days=wording.amount(carrier.policy.restore_days, language)),
            say(self._sim_key(line, carrier)),
            say("no_return"),
        )

    def _on_behalf(self, case: Case, carrier: Carrier, holder: str) -> tuple[str, ...]:
        """For whom somebody signs who is not the holder, by which right, and by which papers."""
        right, rule = case.acting.right, rule_of(case, carrier)
        if right is None or rule is None:
            return ()
        language = case.language

        def say(key: str, **values: str) -> str:
            return self.texts.say(f"acting.{key}", language, carrier.id, **values)

        between = self.texts.say("agreement.between", language)
        papers = between.join(say(f"paper.{paper}") for paper in rule.papers)
        compared = (case.acting.compared,) if case.acting.compared else ()
        for_whom = say("agreement", holder=holder, right=say(f"signs_as.{right}"), papers=papers)
        return (" ".join((for_whom, *map(say, compared))),)

    def _money_paragraphs(
        self, quote: Quote, case: Case, carrier: Carrier, destination: str
    ) -> tuple[str, ...]:
        language = case.language

        def amount(minor: int) -> str:
            return wording.money(abs(minor), quote.currency, language)

        def line_text(line: QuoteLine) -> str:
            side = "to_me" if line.amount_minor > 0 else "from_me"
            what = self.texts.say(
                f"documents.quote.{line.kind.value}", language, carrier.id, days=str(line.days)
            )
            return self.texts.say(
                f"agreement.{side}", language, carrier.id, what=what, amount=amount(line.amount_minor)
            )

        total = quote.total_minor
        key = "total_to_me" if total > 0 else "total_from_me" if total < 0 else "total_even"
        way, rule = "", rule_of(case, carrier)
        if total > 0 and rule is not None:
            way = self.texts.say(f"acting.money.{rule.money_to}", language, carrier.id)
        elif total:
            to = masked_destination(case.money.way, destination)
            area = "way_to" if to else "way"
            way = self.texts.say(f"documents.{area}.{case.money.way}", language, carrier.id, to=to)
            if to and case.money.destination is not None:
                entry = entry_of(case.money.destination)
                way = self.texts.say("agreement.entry", language, carrier.id, way=way, entry=entry)
        lines = self.texts.say("agreement.between", language).join(line_text(line) for line in quote.lines)
        said = self.texts.say(f"agreement.{key}", language, carrier.id, amount=amount(total), way=way)
        return (lines, said) if quote.lines else (said,)

    def _what_moves(self, quote: Quote, case: Case, carrier: Carrier) -> tuple[str, ...]:
        """What changes the sum until the line ends without a new signature, and what needs one (`onward.py`)."""
        total, keys = quote.total_minor, ["moves"]
        # What comes back to the holder is asked of nobody who acts for them, nor of who had said a way before.
        if total > 0 or (total < 0 and case.acting.right is None):
            keys.append("turns")
        elif not total and case.acting.right is None and case.money.way is None:
            keys.append("turns_even")
        said = [self.texts.say(f"agreement.{key}", case.language, carrier.id) for key in keys]
        if limit_minor := checked_above(case, carrier):
            amount = wording.money(limit_minor, quote.currency, case.language)
            said.append(self.texts.say("agreement.checked", case.language, carrier.id, amount=amount))
        return tuple(said)

    def _cooling_off(self, carrier: Carrier, language: str) -> tuple[str, ...]:
        """What the pack says of it; no word where it says nothing."""
        hours = carrier.policy.cooling_off_hours
        if not hours:
            return ()
        said = wording.amount(hours, language)
        return (self.texts.say("agreement.cooling_off", language, carrier.id, hours=said),)

    def _losses(self, quote: Quote, case: Case, carrier: Carrier) -> str:
        language = case.language
        said = []
        for loss in quote.losses:
            if loss.kind is LossKind.BALANCE:
                amount = wording.money(loss.amount, quote.currency, language)
            else:
                amount = wording.amount(loss.amount, language)
            if loss.kind is LossKind.ALLOWANCE:
                amount = self.texts.say(f"documents.unit.{loss.unit}", language, carrier.id, amount=amount)
            said.append(
                self.texts.say(f"documents.loss.{loss.kind.value}", language, carrier.id, amount=amount)
            )
        between = self.texts.say("documents.loss.between", language)
        return self.texts.say("agreement.losses", language, carrier.id, losses=between.join(said))

    @staticmethod
    def _sim_key(line: Line, carrier: Carrier) -> str:
        if line.sim_kind is SimKind.ESIM:
            return "sim_esim"
        return "sim_return" if carrier.policy.sim_rule is SimRule.RETURN else "sim_destroy"

    def agreement(
        self,
        case: Case,
        carrier: Carrier,
        line: Line,
        signed_name: str | None,
        destination: str,
        holder: str = "",
        text: str = "",
    ) -> Agreement:
        """The text that was kept with the signature; else put together anew, under the quote that was signed."""
        if case.money.signed is not None:
            case = replace(case, money=replace(case.money, quote=case.money.signed))
        kept = tuple(text.split(BETWEEN)) if text else ()
        paragraphs = kept or self.paragraphs(case, carrier, line, destination, holder)
        return Agreement(
            heading=self.heading(case, carrier),
            paragraphs=paragraphs,
            text_sha256=text_sha256(paragraphs),
            signed_name=signed_name,
            signed_at=case.answers.signed_at,
        )

    def certificate(
        self,
        case: Case,
        carrier: Carrier,
        line: Line,
        values: Mapping[str, object],
        head: bytes,
        log: LogProof,
        at: datetime,
    ) -> Certificate:
        """Proof of the end. Raises ValueError for a case that has not ended."""
        ending, answers = case.ending, case.answers
        named = (_text(values.get(field)) for field in ("name", "destination", "holder"))
        signed_name, destination, holder_name = named
        if (
            ending.cut_at is None
            or ending.restore_until_on is None
            or ending.quarantine_until_on is None
            or answers.signed_at is None
            or case.money.quote is None
        ):
            raise ValueError("a certificate is for a case that has ended")
        way, agreed = case.money.settled_way, case.money.signed_otherwise
        return Certificate(
            heading=self.heading(case, carrier),
            numbers=line.numbers,
            iccid=line.iccid,
            holder_name=signed_name if case.acting.right is None else holder_name,
            requested_at=case.wish.at,
            signed_at=answers.signed_at,
            ended_at=ending.cut_at,
            restore_until_on=ending.restore_until_on,
            quarantine_until_on=ending.quarantine_until_on,
            claims=claims_of(case),
            quote=case.money.quote,
            money_way=way,
            agreement_sha256=answers.text_sha256,
            fact_count=case.version,
            chain_head=head.hex(),
            issued_at=at,
            log=log,
            money_to=masked_destination(way, destination) if way else "",
            agreed_minor=agreed.total_minor if agreed is not None else None,
            agreed_losses=agreed.losses if agreed is not None else (),
            right=case.acting.right,
            signed_by="" if case.acting.right is None else signed_name,
        )

    def notice(
        self,
        notice: Notice,
        case: Case,
        carrier: Carrier,
        link_token: str,
        language: str = "",
        *,
        about: Intent | None = None,
        **values: str,
    ) -> tuple[str, str]:
        """Subject and text of a message, in the case's language if no other is named."""
        language, quote = language or case.language, case.money.quote
        warnings = (Notice.ENDING_AGREED, Notice.ENDING_AGREED_FOR_HOLDER)
        page = "stop" if notice in warnings else "case" if case.guided is None else "guided"
        said = {
            "carrier": self.texts.say("carriers.name", language, carrier.id),
            "code": case.code,
            "instant": wording.instant(case.wish.at, language, carrier.time_zone),
            "link": f"{self.address()}/{page}/{link_token}",
            "day": wording.day(quote.last_on, language) if quote is not None else "",
            "until": _until(case, carrier, language),
            **_charged(about, language),
            **values,
        }
        is_otherwise = notice is Notice.ENDED and other_sum_signed(case) is not None
        subject, text = (
            self.texts.say(f"messages.{notice.value}.{part}", language, carrier.id, **said)
            for part in ("subject", "text_otherwise" if is_otherwise else "text")
        )
        return subject, text


def _charged(intent: Intent | None, language: str) -> dict[str, str]:
    """What a message says of a charge after the end; nothing where it is about none."""
    if intent is None or intent.on is None or not intent.currency:
        return {}
    amount = wording.money(intent.amount_minor, intent.currency, language)
    return {"amount": amount, "charged_on": wording.day(intent.on, language)}


def _until(case: Case, carrier: Carrier, language: str) -> str:
    """Until when a signed ending can be taken back at no cost; empty where there is no such time."""
    until = case.answers.cooling_off_until
    return wording.instant(until, language, carrier.time_zone) if until is not None else ""


def destination_of(case: Case, values: Mapping[str, object]) -> str:
    """Where this case's money goes, among its personal values; empty while nothing is named."""
    return _text(values.get(case.money.destination or ""))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def entry_of(destination: Sealed) -> str:
    """The number of this entry of a destination: another one each time it is given, also where the mask is the same.

    So a text that was shown or signed can never be taken for one with another destination behind the same mask.
    """
    digits = hashlib.sha256(str(destination).encode()).hexdigest()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


BETWEEN = "\n\n"
"""Stands between the paragraphs of an agreement where it is kept and hashed."""


def text_sha256(paragraphs: tuple[str, ...]) -> str:
    """What a signature is bound to: SHA-256 (hex) of the paragraphs with an empty line between them, in UTF-8."""
    return hashlib.sha256(BETWEEN.join(paragraphs).encode()).hexdigest()
