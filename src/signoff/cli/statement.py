"""`signoff statement`: what a carrier charged after the end, by a bank's file; nothing is stored or sent."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from signoff.catalogue import wording
from signoff.channels.terminal.screen import Tone
from signoff.cli.advise import open_guide
from signoff.cli.failures import Wrong
from signoff.cli.output import Output
from signoff.config import Settings
from signoff.domain.statement import Entry, Likeness, claimed
from signoff.traveller.afterwards import Afterwards
from signoff.traveller.dispute import entry_record
from signoff.traveller.statement import ORDERS, SIGNS, Findings, Hints, currency_code
from signoff.traveller.statement_text import BYTES_MAX, ENCODINGS, Unreadable

_OPTIONS = {"order": "--dates", "sign": "--charges", "currency": "--currency", "to": "--to", "file": "FILE"}
_OPTIONS |= {"ended": "--ended", "expires": "--expires"}
_UNREAD_SHOWN_MAX = 20

MERCHANT_LENGTH_MAX = 120
"""As long as a name or a destination may be."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was typed: the file, whose line, when it ended, and how to read the file."""

    file: Path
    carrier: str
    ended: str
    hints: Hints


def statement(out: Output, settings: Settings, typed: Statement) -> None:
    """Tell what is found; exit code 0 whatever that is. Raises Wrong."""
    _, findings, ended_on = find(out, settings, typed)
    _show(out, findings, ended_on)
    out.result({"carrier": typed.carrier, "ended": ended_on.isoformat()} | record(findings))


def find(out: Output, settings: Settings, typed: Statement) -> tuple[Afterwards, Findings, date]:
    """The statement read. Raises Wrong."""
    afterwards = open_afterwards(out, settings, typed.carrier)
    ended_on = day(out, "--ended", typed.ended, afterwards.guide.today(typed.carrier))
    hints = _hints(out, typed.hints)
    try:
        return (
            afterwards,
            afterwards.find(_content(out, typed.file), typed.carrier, ended_on, hints),
            ended_on,
        )
    except Unreadable as refused:
        raise refusal(out, refused) from None


def open_afterwards(out: Output, settings: Settings, carrier: str) -> Afterwards:
    """What reads and writes, for a carrier that is known. Raises Wrong."""
    return Afterwards(open_guide(out, settings, carrier))


def day(out: Output, option: str, text: str, today: date) -> date:
    """The day a line ended. Raises Wrong for one that is none or is yet to come."""
    try:
        on = date.fromisoformat(text.strip())
    except ValueError:
        raise Wrong(option, out.words("after.refused.ended_missing")) from None
    if on > today:
        raise Wrong(option, out.words("after.refused.ended_future"))
    return on


def refusal(out: Output, refused: Unreadable, **more: object) -> Wrong:
    """Why something cannot be taken, at the option it was typed behind."""
    option = _OPTIONS.get(refused.field, "FILE")
    return Wrong(option, out.words(refused.key, **(dict(refused.values) | more)))


def record(findings: Findings) -> dict[str, object]:
    """What programs get."""
    sifted = findings.sifted
    part_back = sifted.part_back_of(sifted.disputed)
    sums = claimed(sifted.disputed, part_back)
    return {
        "charges": [entry_record(one) for one in sifted.after],
        "came_back": came_back_record(findings),
        "part_back": [one.line for one in part_back],
        "refunds": [entry_record(one) for one in sifted.refunds],
        "before": [entry_record(one) for one in sifted.before],
        "totals": [{"currency": code, "amount_minor": amount} for code, amount in sums],
        "unread": [
            {"line": one.line, "why": one.why, "bears_name": one.bears_name, "says": one.says}
            for one in findings.unread
        ],
        "read": {
            "rows": findings.rows,
            "first": findings.first_on.isoformat() if findings.first_on else None,
            "last": findings.last_on.isoformat() if findings.last_on else None,
            "encoding": findings.encoding,
            "dates": findings.order or None,
            "charges": findings.sign or None,
            "charges_overruled": findings.is_overruled,
        },
    }


def came_back_record(findings: Findings) -> list[dict[str, object]]:
    """The charges that may have come back, for programs."""
    back = findings.sifted.came_back
    return [
        {
            "line": line,
            "date": parts[-1].on.isoformat(),
            "refund_line": parts[-1].line,
            "refund_lines": [one.line for one in parts],
        }
        for line, parts in sorted(back.items())
    ]


def came_back_note(out: Output, refunds: tuple[Entry, ...]) -> str:
    """The question whether a refund, or several together, are this charge's."""
    day = wording.day(refunds[-1].on, out.words.language)
    lines = ", ".join(str(one.line) for one in refunds)
    return out.words("after.found.came_back", day=day, line=lines)


def _hints(out: Output, hints: Hints) -> Hints:
    """What was said of the file, each a word that is known. Raises Wrong."""
    if hints.order not in ("", *ORDERS):
        raise Wrong("--dates", out.words("after.refused.order_unknown"))
    if hints.sign not in ("", *SIGNS):
        raise Wrong("--charges", out.words("after.refused.sign_unknown"))
    if hints.encoding not in ("", *ENCODINGS):
        known = ", ".join(ENCODINGS)
        raise Wrong("--encoding", out.words("after.refused.encoding_unknown", known=known))
    currency = currency_code(hints.currency)
    if hints.currency and not currency:
        raise Wrong("--currency", out.words("after.refused.currency_unknown"))
    if len(hints.merchant) > MERCHANT_LENGTH_MAX:
        raise Wrong("--merchant", out.words("reading.destination.too_long"))
    return Hints(hints.order, hints.sign, currency, hints.merchant, hints.encoding)


def _content(out: Output, file: Path) -> bytes:
    if not file.is_file():  # a pipe would be waited for, and a device read for ever
        raise Wrong("FILE", out.words("check.refused.no_regular_file", place=file))
    try:
        with file.open("rb") as opened:
            return opened.read(BYTES_MAX + 1)
    except OSError as error:
        detail = error.strerror or errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise Wrong("FILE", out.words("check.refused.unreadable", detail=detail)) from error


def _show(out: Output, findings: Findings, ended_on: date) -> None:
    screen, words = out.screen, out.words
    sifted, on = findings.sifted, wording.day(ended_on, words.language)
    sure = [entry for entry in sifted.after if entry.likeness is Likeness.SURE]
    possible = [entry for entry in sifted.after if entry.likeness is Likeness.POSSIBLE]
    screen.title(words("after.found.title_some" if sifted.after else "after.found.title_none"))
    if findings.is_overruled:
        screen.text(words("after.found.overruled"), Tone.PROBLEM)
    if not sifted.after:
        screen.text(words("after.found.none", day=on))
    if sure:
        screen.text(words("after.found.lead", day=on), Tone.PROBLEM)
        _show_rows(out, sure, ended_on, sifted.came_back)
        part_back = sifted.part_back_of(sifted.disputed)
        screen.pairs(
            [
                (words("after.found.total", currency=code), _money(out, amount, code))
                for code, amount in claimed(sifted.disputed, part_back)
            ]
        )
        if part_back:
            lines = ", ".join(str(one.line) for one in part_back)
            screen.text(words("after.found.part_back_lines", lines=lines))
        screen.text(words("after.found.final_bill"), Tone.QUIET)
    if possible:
        screen.title(words("after.found.possible"))
        screen.text(words("after.found.possible_hint"))
        _show_rows(out, possible, ended_on, sifted.came_back)
    for name, rows in (("refunds", sifted.refunds), ("before", sifted.before)):
        if rows:
            screen.title(words(f"after.found.{name}"))
            _show_rows(out, rows, ended_on, {})
    _show_unread(out, findings)
    _show_how(out, findings)


def _show_rows(
    out: Output, rows: Iterable[Entry], ended_on: date, back: Mapping[int, tuple[Entry, ...]]
) -> None:
    words, pairs = out.words, []
    for one in rows:
        why = words(f"after.found.why_{one.likeness}", name=one.name)
        notes = [why, *([words("after.found.end_day")] if one.on == ended_on else [])]
        notes += [came_back_note(out, back[one.line])] if one.line in back else []
        value = f"{_money(out, one.amount_minor, one.currency)} – {one.text} ({'; '.join(notes)})"
        line = words("after.found.line", line=one.line)
        pairs.append((f"{line} · {wording.day(one.on, words.language)}", value))
    out.screen.pairs(pairs)


def _show_unread(out: Output, findings: Findings) -> None:
    screen, words = out.screen, out.words
    if not findings.unread:
        return
    screen.title(words("after.found.unread"))
    screen.text(words("after.found.unread_hint"))
    shown = sorted(findings.unread, key=lambda one: not one.bears_name)[:_UNREAD_SHOWN_MAX]
    for one in shown:
        bears = f"; {words('after.found.unread_bears')}" if one.bears_name else ""
        why = words(f"after.found.unread_{one.why}", says=one.says or words("after.found.says_nothing"))
        screen.pairs([(words("after.found.line", line=one.line), f"{why}{bears}")])
    if rest := len(findings.unread) - len(shown):
        screen.text(words("after.found.more_unread", count=rest))


def _show_how(out: Output, findings: Findings) -> None:
    screen, words = out.screen, out.words
    screen.title(words("after.found.how"))
    if findings.first_on and findings.last_on:
        days = {
            name: wording.day(getattr(findings, f"{name}_on"), words.language) for name in ("first", "last")
        }
        screen.text(words("after.found.how_rows", rows=findings.rows, **days), Tone.QUIET)
    screen.text(words("after.found.how_encoding", encoding=findings.encoding), Tone.QUIET)
    for name, value in (("order", findings.order), ("sign", findings.sign)):
        if value:
            screen.text(words(f"after.found.how_{name}_{value}"), Tone.QUIET)
    if findings.is_marked:
        screen.text(words("after.found.how_marked"), Tone.QUIET)


def _money(out: Output, amount_minor: int, currency: str) -> str:
    return wording.money(amount_minor, currency, out.words.language)
