"""The machine-readable content of the three documents: what is embedded in the PDF and printed by `verify`.

Formats are promises: a changed meaning is a new version. `docs/evidence.md` explains every member.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from typing import Any

from signoff.domain.cut import Claim
from signoff.domain.document import (
    Acknowledgement,
    Agreement,
    Certificate,
    GuidedCertificate,
    Heading,
    LogProof,
)
from signoff.domain.settlement import Quote

VERSIONS = {"certificate": (1, 2, 3, 4), "acknowledgement": (1,), "agreement": (1,)}
"""What is read of each kind. A certificate of version 2 shows that its facts are in the log; 3 is of a guided case.

4 was signed by somebody who acts for the holder, whom they named.
"""


def format_name(kind: str) -> str:
    """The `format` member, also the keyword of the PDF, for the kind acknowledgement, agreement or certificate."""
    return f"signoff-{kind}"


def canonical(record: dict[str, Any]) -> bytes:
    """The one spelling of a record: ASCII JSON, members sorted, no spaces."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def acknowledgement_record(content: Acknowledgement) -> dict[str, Any]:
    """What an acknowledgement says, as plain JSON values."""
    return _opening("acknowledgement", content.heading) | {
        "requested_at": _instant(content.requested_at),
        "identifier": content.identifier,
        "contact": content.contact,
        "wanted_on": _day(content.wanted_on),
        **({"guided": True} if content.is_guided else {}),
    }


def agreement_record(content: Agreement) -> dict[str, Any]:
    """What an agreement says, word for word, as plain JSON values."""
    return _opening("agreement", content.heading) | {
        "paragraphs": list(content.paragraphs),
        "text_sha256": content.text_sha256,
        "signed_name": content.signed_name,
        "signed_at": _instant(content.signed_at),
    }


def certificate_record(content: Certificate) -> dict[str, Any]:
    """What a certificate says, as plain JSON values."""
    version, log = (1, {}) if content.log is None else (2, {"log": _log(content.log)})
    version = 4 if content.right is not None and log else version
    return _opening("certificate", content.heading, version) | {
        "line": {"numbers": list(content.numbers), "iccid": content.iccid},
        "holder_name": content.holder_name,
        "requested_at": _instant(content.requested_at),
        "signed_at": _instant(content.signed_at),
        "ended_at": _instant(content.ended_at),
        "restore_until_on": _day(content.restore_until_on),
        "quarantine_until_on": _day(content.quarantine_until_on),
        "claims": [_claim(claim) for claim in content.claims],
        "money": _money(content.quote, content.money_way, content.money_to),
        "agreement_sha256": content.agreement_sha256,
        "facts": {"count": content.fact_count, "chain_head": content.chain_head},
        "issued_at": _instant(content.issued_at),
        **_acting(content),
        **log,
    }


def _acting(content: Certificate) -> dict[str, Any]:
    """Who signed for the holder, and by which right; nothing where the holder did."""
    if content.right is None:
        return {}
    return {"acting": {"name": content.signed_by, "right": content.right.value}}


def guided_certificate_record(content: GuidedCertificate) -> dict[str, Any]:
    """What the certificate of a guided case says, as plain JSON values."""
    return _opening("certificate", content.heading, 3) | {
        "line": {"numbers": list(content.numbers), "iccid": content.iccid},
        "guided": {
            "way": content.way.value,
            **({"asked": {"id": content.asked_id, "name": content.asked_name}} if content.asked_id else {}),
        },
        "requested_at": _instant(content.requested_at),
        "ended_at": _instant(content.ended_at),
        "claims": [_claim(claim) for claim in content.claims],
        "evidence": [
            {
                "number": kept.number,
                "sha256": kept.sha256,
                "media": kept.media,
                "size_bytes": kept.size_bytes,
                "kept_at": _instant(kept.at),
            }
            for kept in content.evidence
        ],
        "facts": {"count": content.fact_count, "chain_head": content.chain_head},
        "issued_at": _instant(content.issued_at),
        "log": _log(content.log),
    }


def _opening(kind: str, heading: Heading, version: int = 1) -> dict[str, Any]:
    return {
        "format": format_name(kind),
        "version": version,
        "specimen": heading.is_specimen,
        "case": {"id": heading.case_id, "code": heading.case_code},
        "tenant": heading.tenant_id,
        "carrier": {"id": heading.carrier_id, "name": heading.carrier_name},
        "language": heading.language,
        "time_zone": heading.time_zone,
    }


def _log(log: LogProof) -> dict[str, Any]:
    return {
        "origin": log.origin,
        "index": log.index,
        "size": log.size,
        "proof": [base64.b64encode(step).decode() for step in log.proof],
        "checkpoint": log.checkpoint,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {"claim": claim.kind.value, "by": claim.by.value, "at": _instant(claim.at)}


def _money(quote: Quote, way: str, to: str) -> dict[str, Any]:
    return {
        "currency": quote.currency,
        "last_on": _day(quote.last_on),
        "lines": [
            {"kind": line.kind.value, "amount_minor": line.amount_minor, "days": line.days}
            for line in quote.lines
        ],
        "total_minor": quote.total_minor,
        "losses": [
            {"kind": loss.kind.value, "amount": loss.amount, "unit": loss.unit} for loss in quote.losses
        ],
        "way": way,
        **({"to": to} if to else {}),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
