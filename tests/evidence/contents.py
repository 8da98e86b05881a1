"""Contents of the three documents and a wording for them; the texts are read straight from the shipped files."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import signoff
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.document import Acknowledgement, Agreement, Certificate, Heading
from signoff.domain.money import Money
from signoff.domain.settlement import Loss, LossKind, Quote, QuoteKind, QuoteLine
from signoff.evidence.wording import Wording

TEXTS = Path(signoff.__file__).parent / "packs" / "common" / "text"
_DAY = {
    "en": "%-d %B %Y",
    "zh-Hans": "%Y年%-m月%-d日",
    "zh-Hant": "%Y年%-m月%-d日",
    "pt": "%-d de %B de %Y",
    "km": "%-d វិច្ឆិកា %Y",
}


@cache
def area(language: str, name: str) -> dict[str, dict[str, str]]:
    """One shipped text file of a language, as nested tables."""
    return tomllib.loads((TEXTS / language / f"{name}.toml").read_text("utf-8"))


def wording_of(language: str) -> Wording:
    """The wording of a shipped language with plain formats, standing in for the catalogue's."""

    def say(key: str, /, **values: str) -> str:
        name, *tables, word = key.split(".")
        found: dict[str, Any] = area(language, name)
        for table in tables:
            found = found[table]
        return str(found[word]).format(**values)

    def instant(at: datetime, time_zone: str) -> str:
        return at.astimezone(ZoneInfo(time_zone)).strftime(f"{_DAY[language]} %H:%M:%S")

    def money(amount: Money) -> str:
        sign = "-" if amount.amount_minor < 0 else ""
        return (
            f"{sign}{amount.currency} {abs(amount.amount_minor) // 100}.{abs(amount.amount_minor) % 100:02}"
        )

    return Wording(
        say=say,
        money=money,
        day=lambda on: on.strftime(_DAY[language]),
        instant=instant,
        amount=lambda amount: f"{amount:,}",
        number=lambda number: f"{number[:4]} {number[4:8]} {number[8:]}",
    )


def heading_of(language: str = "en", *, is_specimen: bool = True) -> Heading:
    """The heading of a sandbox case."""
    return Heading(
        case_id="01JD3Q5V7T9XW2Y4Z6A8B0C1D2",
        case_code="7K3M-9QXD-2F",
        tenant_id="ctm",
        carrier_id="ctm",
        carrier_name="澳門電訊 CTM" if language == "zh-Hans" else "CTM Macau",
        language=language,
        time_zone="Asia/Macau",
        is_specimen=is_specimen,
    )


def acknowledgement_of(heading: Heading) -> Acknowledgement:
    """A request for one line, to be ended on a date."""
    return Acknowledgement(
        heading=heading,
        requested_at=datetime(2026, 11, 20, 6, 3, 5, tzinfo=UTC),
        identifier="+85362880001",
        contact="chan.tai.man@example.org",
        wanted_on=date(2026, 11, 21),
    )


def agreement_of(heading: Heading) -> Agreement:
    """An agreement of three paragraphs, signed."""
    paragraphs = (
        "You end the line +853 6288 0001. From the cut on, it cannot call, be called, send or receive messages.",
        "您将终止线路 +853 6288 0001。停机后，该线路无法通话，也无法收发短信。",
        "The prepaid balance of MOP 37.50 is paid back to you by bank transfer.",
    )
    return Agreement(
        heading=heading,
        paragraphs=paragraphs,
        text_sha256=hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest(),
        signed_name="Chan Tai Man 陳大文",
        signed_at=datetime(2026, 11, 21, 5, 58, 11, tzinfo=UTC),
    )


def certificate_of(heading: Heading) -> Certificate:
    """An ended line with claims of all four witnesses, money back and things lost."""
    seen_at = datetime(2026, 11, 21, 16, 3, 22, tzinfo=UTC)
    return Certificate(
        heading=heading,
        numbers=("+85362880001",),
        iccid="8985301234567890123",
        holder_name="Chan Tai Man 陳大文",
        requested_at=datetime(2026, 11, 20, 6, 3, 5, tzinfo=UTC),
        signed_at=datetime(2026, 11, 21, 5, 58, 11, tzinfo=UTC),
        ended_at=seen_at,
        restore_until_on=date(2026, 12, 22),
        quarantine_until_on=date(2027, 2, 20),
        claims=(
            Claim(ClaimKind.ACCESS_BARRED, Witness.OBSERVED, seen_at),
            Claim(ClaimKind.SERVING_NODE_TOLD, Witness.OBSERVED, seen_at),
            Claim(ClaimKind.SESSION_END_SEEN, Witness.UNKNOWN),
            Claim(ClaimKind.REATTACH_REFUSED, Witness.OBSERVED, seen_at),
            Claim(ClaimKind.BILLING_CLOSED, Witness.CONFIRMED, seen_at),
            Claim(ClaimKind.BALANCE_SETTLED, Witness.CONFIRMED, seen_at),
            Claim(ClaimKind.NUMBER_QUARANTINED, Witness.CONFIRMED, seen_at),
            Claim(ClaimKind.SIM_HANDLED, Witness.ATTESTED, seen_at),
            Claim(ClaimKind.MONEY_PAID_OUT, Witness.UNKNOWN),
        ),
        quote=Quote(
            currency="MOP",
            last_on=date(2026, 11, 22),
            lines=(
                QuoteLine(QuoteKind.BALANCE_BACK, 3750),
                QuoteLine(QuoteKind.RECURRING_BACK, 2933, 8),
                QuoteLine(QuoteKind.OWED, -1200),
            ),
            losses=(Loss(LossKind.ALLOWANCE, 2048, "mb"), Loss(LossKind.POINTS, 310)),
        ),
        money_way="bank_transfer",
        agreement_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        fact_count=27,
        chain_head="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        issued_at=datetime(2026, 11, 21, 16, 5, 40, tzinfo=UTC),
    )
