"""Draws the three documents as PDF/A-3b: acknowledgement, agreement, certificate; `signer.py` signs them.

Here the contents become finished strings; `templates/` lays them out and `record.py` says them to machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from signoff.domain.cut import Claim, Witness
from signoff.domain.document import Acknowledgement, Agreement, Certificate, GuidedCertificate, Heading
from signoff.domain.money import Money
from signoff.domain.settlement import Loss, LossKind, QuoteLine
from signoff.evidence import record
from signoff.evidence.typesetting import typeset
from signoff.evidence.wording import Wording

Page = dict[str, Any]
_DIGEST_GROUP = 8
_ICCID_GROUP = 4


def draw_acknowledgement(content: Acknowledgement, wording: Wording) -> bytes:
    """The PDF that proves a request was received, unsigned, with `acknowledgement.json` embedded."""
    say, heading = wording.say, content.heading
    is_number = content.identifier.startswith("+")
    area = "documents.guided" if content.is_guided else "documents.acknowledgement"
    wanted = (
        wording.day(content.wanted_on)
        if content.wanted_on
        else say("documents.acknowledgement.as_soon_as_possible")
    )
    page = _opening("acknowledgement", heading, wording, content.requested_at) | {
        "title": say("documents.guided.received" if content.is_guided else "documents.acknowledgement.title"),
        "recorded": say(
            "documents.acknowledgement.recorded",
            instant=wording.instant(content.requested_at, heading.time_zone),
        ),
        "asked": [
            _item(
                say("documents.acknowledgement.line" if is_number else "documents.acknowledgement.sim"),
                wording.number(content.identifier)
                if is_number
                else _groups(content.identifier, _ICCID_GROUP),
            ),
            *([] if content.is_guided else [_item(say("documents.acknowledgement.wanted"), wanted)]),
            *([_item(say("documents.acknowledgement.contact"), content.contact)] if content.contact else []),
        ],
        "parts": [
            {
                "heading": say(f"documents.acknowledgement.{part}_heading"),
                "text": say(
                    f"{area}.{'received_' if content.is_guided else ''}{part}", carrier=heading.carrier_name
                ),
            }
            for part in ("meaning", "next")
        ],
    }
    return _draw(
        "acknowledgement", page, heading, content.requested_at, record.acknowledgement_record(content)
    )


def draw_agreement(content: Agreement, wording: Wording) -> bytes:
    """The PDF of the text that is signed and of the signature, if there is one, with `agreement.json` embedded."""
    say, heading = wording.say, content.heading
    signed = []
    if content.signed_name is not None and content.signed_at is not None:
        signed = [
            _item(say("documents.agreement.signed_name"), content.signed_name),
            _item(
                say("documents.agreement.signed_at"), wording.instant(content.signed_at, heading.time_zone)
            ),
        ]
    page = _opening("agreement", heading, wording, content.signed_at) | {
        "title": say("documents.agreement.title"),
        "paragraphs": list(content.paragraphs),
        "signature": {
            "heading": say("documents.agreement.signature"),
            "signed": signed,
            "not_signed": say("documents.agreement.not_signed"),
            "how": say("documents.agreement.how"),
            "text": say("documents.agreement.text"),
            "digest": _groups(content.text_sha256, _DIGEST_GROUP),
        },
    }
    return _draw("agreement", page, heading, content.signed_at, record.agreement_record(content))


def draw_certificate(content: Certificate, wording: Wording) -> bytes:
    """The PDF that proves the end of a line, unsigned, with `certificate.json` embedded."""
    say, heading = wording.say, content.heading
    numbers = " · ".join(_unbroken(wording.number(number)) for number in content.numbers)
    ended_on = content.ended_at.astimezone(ZoneInfo(heading.time_zone)).date()
    page = _opening("certificate", heading, wording, content.issued_at) | {
        "title": say("documents.certificate.ended", number=numbers, day=wording.day(ended_on)),
        "ended_at": say(
            "documents.certificate.ended_at", instant=wording.instant(content.ended_at, heading.time_zone)
        ),
        "line": _line_items(content, wording, numbers),
        "claims": _claims(content.claims, wording, heading.time_zone),
        "money": _money(content, wording),
        "dates": [
            {
                "heading": say(f"documents.certificate.{word}_heading"),
                "text": say(f"documents.certificate.{word}", day=wording.day(until_on)),
            }
            for word, until_on in (
                ("restore", content.restore_until_on),
                ("quarantine", content.quarantine_until_on),
            )
        ],
        "fingerprints": {
            "heading": say("documents.fingerprint.heading"),
            "items": [
                _fingerprint(say("documents.fingerprint.agreement"), content.agreement_sha256),
                _fingerprint(
                    say("documents.fingerprint.chain", count=str(content.fact_count)), content.chain_head
                ),
            ],
        },
    }
    return _draw("certificate", page, heading, content.issued_at, record.certificate_record(content))


def draw_guided_certificate(content: GuidedCertificate, wording: Wording) -> bytes:
    """The PDF of what a person said of the end of their line, unsigned, with `certificate.json` embedded."""
    say, heading, zone = wording.say, content.heading, content.heading.time_zone
    numbers = " · ".join(_unbroken(wording.number(number)) for number in content.numbers)
    line = numbers or _groups(content.iccid, _ICCID_GROUP)
    seen_on = content.ended_at.astimezone(ZoneInfo(zone)).date()
    page = _opening("certificate", heading, wording, content.issued_at) | {
        "title": say("documents.guided.title", line=line, day=wording.day(seen_on)),
        "said_at": say("documents.guided.said_at", instant=wording.instant(content.ended_at, zone)),
        "label": say("documents.guided.label"),
        "line": [
            _item(say("documents.guided.carrier"), heading.carrier_name),
            _item(say(f"documents.acknowledgement.{'line' if numbers else 'sim'}"), line),
            _item(say("documents.guided.requested"), wording.instant(content.requested_at, zone)),
            _item(say("documents.guided.way"), say(f"documents.guided.by_{content.way}")),
            *_asked(content, wording),
        ],
        "meaning": {
            "heading": say("documents.acknowledgement.meaning_heading"),
            "text": say("documents.guided.meaning", carrier=content.asked_name or heading.carrier_name),
        },
        "claims": _claims(content.claims, wording, zone),
        "evidence": {
            "heading": say("documents.guided.evidence"),
            "none": "" if content.evidence else say("documents.guided.no_evidence"),
            "items": [
                _fingerprint(
                    say(
                        "documents.guided.file",
                        number=str(kept.number),
                        media=kept.media,
                        size=wording.amount(-(-kept.size_bytes // 1024)),
                        instant=wording.instant(kept.at, zone),
                    ),
                    kept.sha256,
                )
                for kept in content.evidence
            ],
        },
        "fingerprints": {
            "heading": say("documents.fingerprint.heading"),
            "items": [
                _fingerprint(
                    say("documents.fingerprint.chain", count=str(content.fact_count)), content.chain_head
                )
            ],
        },
    }
    attached = record.guided_certificate_record(content)
    return _draw("certificate", page, heading, content.issued_at, attached, template="guided")


def _asked(content: GuidedCertificate, wording: Wording) -> list[Page]:
    """Who was asked, where that is not the line's own carrier, which is gone."""
    if not content.asked_name:
        return []
    names = {"asked": content.asked_name, "carrier": content.heading.carrier_name}
    say = wording.say
    return [_item(say("documents.guided.asked"), say("documents.guided.asked_of", **names))]


def _line_items(content: Certificate, wording: Wording, numbers: str) -> list[Page]:
    say, zone = wording.say, content.heading.time_zone
    return [
        _item(say("documents.certificate.numbers"), numbers),
        _item(say("documents.certificate.iccid"), _groups(content.iccid, _ICCID_GROUP)),
        *_signed_by(content, wording),
        _item(say("documents.certificate.requested"), wording.instant(content.requested_at, zone)),
        _item(say("documents.certificate.signed"), wording.instant(content.signed_at, zone)),
    ]


def _signed_by(content: Certificate, wording: Wording) -> list[Page]:
    """The holder as they signed; or whom somebody else named, who signed for them, and by which right."""
    say, right = wording.say, content.right
    if right is None:
        return [_item(say("documents.certificate.holder"), content.holder_name)]
    by = say("acting.signed_by", name=content.signed_by, right=say(f"acting.signs_as.{right}"))
    return [
        _item(say("acting.for_holder"), content.holder_name),
        _item(say("acting.by_whom"), by),
    ]


def _claims(claims: Sequence[Claim], wording: Wording, time_zone: str) -> Page:
    say = wording.say
    never = say("documents.certificate.never")
    return {
        "heading": say("documents.certificate.claims_heading"),
        "head": [say(f"documents.certificate.{column}") for column in ("what", "who", "when")],
        "rows": [
            {
                "what": say(f"claims.kind.{claim.kind}"),
                "by": claim.by.value,
                "who": say(f"claims.by.{claim.by}"),
                "when": wording.instant(claim.at, time_zone) if claim.at else never,
            }
            for claim in claims
        ],
        "legend": [
            {
                "by": witness.value,
                "who": say(f"claims.by.{witness}"),
                "meaning": say(f"claims.meaning.{witness}"),
            }
            for witness in Witness
            if any(claim.by is witness for claim in claims)
        ],
    }


def _money(content: Certificate, wording: Wording) -> Page:
    say, quote = wording.say, content.quote
    total_minor = quote.total_minor
    outcome = "to_holder" if total_minor > 0 else "to_carrier" if total_minor < 0 else "even"
    notes = [say("documents.quote.last_on", day=wording.day(quote.last_on))]
    agreed_minor = content.agreed_minor
    if agreed_minor is not None:
        side = "to_holder" if agreed_minor > 0 else "to_carrier" if agreed_minor < 0 else "even"
        amount = wording.money(Money(abs(agreed_minor), quote.currency))
        notes.insert(0, say(f"documents.agreed.{side}", amount=amount))
    if content.money_way:
        area = "way_to" if content.money_to else "way"
        notes.insert(0, say(f"documents.{area}.{content.money_way}", to=content.money_to))
    elif total_minor:
        notes.insert(0, say("documents.agreed.way_open"))
    between = say("documents.loss.between")
    if quote.losses:
        lost = [_loss(loss, quote.currency, wording) for loss in quote.losses]
        notes.append(say("documents.loss.heading", losses=between.join(lost)))
    if agreed_minor is not None and content.agreed_losses != quote.losses:
        signed = [_loss(loss, quote.currency, wording) for loss in content.agreed_losses]
        given_up = say("documents.agreed.given_up", losses=between.join(signed))
        notes.append(given_up if signed else say("documents.agreed.nothing_given_up"))
    return {
        "heading": say(f"documents.certificate.{'money' if agreed_minor is None else 'settled'}_heading"),
        "lines": [
            {
                "what": _quote_line(line, wording),
                "amount": wording.money(Money(line.amount_minor, quote.currency)),
            }
            for line in quote.lines
        ],
        "total": {
            "what": say(f"documents.quote.{outcome}"),
            "amount": wording.money(Money(abs(total_minor), quote.currency)),
        },
        "notes": notes,
    }


def _quote_line(line: QuoteLine, wording: Wording) -> str:
    return wording.say(f"documents.quote.{line.kind}", days=str(line.days))


def _loss(loss: Loss, currency: str, wording: Wording) -> str:
    say = wording.say
    if loss.kind is LossKind.BALANCE:
        amount = wording.money(Money(loss.amount, currency))
    elif loss.unit:
        amount = say(f"documents.unit.{loss.unit}", amount=wording.amount(loss.amount))
    else:
        amount = wording.amount(loss.amount)
    return say(f"documents.loss.{loss.kind}", amount=amount)


def _opening(kind: str, heading: Heading, wording: Wording, drawn_at: datetime | None) -> Page:
    """What every page needs: head, foot, specimen mark, how to check; `drawn_at` is None while nothing is proven."""
    say, issuer = wording.say, heading.issuer_name or heading.carrier_name
    return {
        "keyword": record.format_name(kind),
        "label": say(f"documents.{kind}.label"),
        "carrier": issuer,
        "case_label": say("documents.heading.case"),
        "case_code": heading.case_code,
        "is_specimen": heading.is_specimen,
        "specimen": {"word": say("documents.specimen.word"), "notice": say("documents.specimen.notice")},
        "foot": heading.case_code,
        "zone": _zone(heading.time_zone, wording, drawn_at),
        "is_dated": drawn_at is not None,
        "check": {
            "heading": say("documents.check.heading"),
            "command": say(f"documents.command.{kind}"),
            "how": say("documents.guided.check_how" if heading.issuer_name else "documents.check.how"),
            "keys": say("documents.check.keys", carrier=issuer),
            "changes": say("documents.check.changes"),
        },
    }


def _zone(time_zone: str, wording: Wording, at: datetime | None) -> str:
    """Which clock the times are on; empty for a page without times."""
    if at is None:
        return ""
    offset = at.astimezone(ZoneInfo(time_zone)).strftime("%z")
    return wording.say("documents.heading.zone", zone=time_zone, offset=f"{offset[:3]}:{offset[3:]}")


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _item(label: str, value: str) -> Page:
    return {"label": label, "value": value}


def _fingerprint(label: str, digest: str) -> Page:
    return {"label": label, "digest": _groups(digest, _DIGEST_GROUP)}


def _groups(text: str, size: int) -> str:
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def _draw(
    kind: str,
    page: Page,
    heading: Heading,
    drawn_at: datetime | None,
    content: dict[str, Any],
    template: str = "",
) -> bytes:
    attachment = (f"{kind}.json", record.canonical(content))
    return typeset(
        template or kind, page, language=heading.language, drawn_at=drawn_at, attachment=attachment
    )
