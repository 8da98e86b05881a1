"""`signoff dispute` and `signoff reminders`: the letter about charges after the end, and the days to watch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from textwrap import shorten
from typing import TypeVar

from signoff.catalogue import wording
from signoff.channels.terminal.screen import Tone
from signoff.cli.advise import show_sources, with_notes
from signoff.cli.failures import Wrong
from signoff.cli.files import write
from signoff.cli.output import Output
from signoff.cli.statement import Statement, came_back_note, came_back_record, find, open_afterwards, refusal
from signoff.config import Settings
from signoff.domain.dispute import PaidBy, Proof, Recipient
from signoff.domain.statement import Entry
from signoff.traveller.afterwards import letter_text
from signoff.traveller.dispute import Dispute, DisputeView
from signoff.traveller.statement import Findings
from signoff.traveller.statement_text import Unreadable

Word = TypeVar("Word", bound=StrEnum)

CASE_CODE = re.compile(r"[A-Za-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed of the letter."""

    to: str
    written: str = ""
    proof: str = Proof.NONE.value
    paid: str = PaidBy.UNSURE.value
    case: str = ""
    rows: str = ""
    pdf: Path | None = None
    text: Path | None = None


def dispute(out: Output, settings: Settings, typed: Statement, wanted: Wanted) -> None:
    """Write the letter, and its files. Raises Wrong."""
    recipient = _word(out, "--to", wanted.to, Recipient, "no_recipient")
    proof = _word(out, "--proof", wanted.proof, Proof, "proof")
    paid_by = _word(out, "--paid", wanted.paid, PaidBy, "paid")
    if not CASE_CODE.fullmatch(wanted.case):
        raise Wrong("--case", out.words("after.refused.case"))
    afterwards, findings, ended_on = find(out, settings, typed)
    there = afterwards.letter_languages(typed.carrier)
    if wanted.written not in ("", *there):
        raise Wrong("--written", out.words("after.refused.written", known=", ".join(there)))
    charges = _chosen(out, findings, wanted.rows)
    left_out = _left_out(out, findings, charges)
    part_back = findings.sifted.part_back_of(charges)
    made = Dispute(typed.carrier, ended_on, charges, paid_by, proof, wanted.case, part_back)
    try:
        view = afterwards.dispute(made, recipient, out.words.language, wanted.written)
    except Unreadable as refused:
        known = ", ".join(one.value for one in Recipient if one is not recipient)
        raise refusal(out, refused, **({"known": known} if refused.field == "to" else {})) from None
    written = []
    if wanted.pdf is not None:
        write(out, "--pdf", wanted.pdf, afterwards.pdf(view))
        written.append(str(wanted.pdf))
    if wanted.text is not None:
        write(out, "--text", wanted.text, letter_text(view).encode())
        written.append(str(wanted.text))
    if findings.is_overruled:
        out.screen.text(out.words("after.found.overruled"), Tone.PROBLEM)
    _show(out, view)
    show_sources(out, afterwards.footnotes(view))
    for place_written in written:
        out.screen.text(place_written, Tone.GOOD)
    out.result(view.record | {"left_out": left_out, "files": written})


def reminders(
    out: Output, settings: Settings, carrier: str, ended: str | None, expires: str | None, ics: Path | None
) -> None:
    """Tell the days to watch, and write them for a calendar. Raises Wrong."""
    afterwards = open_afterwards(out, settings, carrier)
    ended_on, expires_on = (
        _day(out, "--ended", ended, "ended_missing"),
        _day(out, "--expires", expires, "expires"),
    )
    try:
        end = afterwards.end(carrier, ended_on, expires_on)
    except Unreadable as refused:
        raise refusal(out, refused) from None
    view = afterwards.reminders(carrier, end, out.words.language)
    notes = afterwards.guide.footnotes(carrier, [one.said for one in view.reminders], out.words.language)
    if ics is not None:
        write(out, "--ics", ics, afterwards.calendar(view))
    out.screen.title(out.words("after.reminders.title_for", carrier=view.carrier))
    for one in view.reminders:
        when = wording.day(one.on, out.words.language) + " – " if one.on else ""
        out.screen.pairs([(one.label, with_notes(f"{when}{one.said.text}", notes.of(one.said)))])
    show_sources(out, notes)
    if ics is not None:
        out.screen.text(str(ics), Tone.GOOD)
    records = [one.record for one in view.reminders]
    files = [str(ics)] if ics is not None else []
    days = {"ended": ended_on, "expires": expires_on}
    given = {name: on.isoformat() if on else None for name, on in days.items()}
    out.result({"carrier": carrier} | given | {"days": records, "files": files})


def _day(out: Output, option: str, typed: str | None, refused: str) -> date | None:
    """The day behind an option; None without the option. Raises Wrong."""
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Wrong(option, out.words(f"after.refused.{refused}")) from None


def _word(out: Output, option: str, typed: str, words: type[Word], refused: str) -> Word:
    try:
        return words(typed)
    except ValueError:
        known = ", ".join(one.value for one in words)
        raise Wrong(option, out.words(f"after.refused.{refused}", known=known)) from None


def _chosen(out: Output, findings: Findings, rows: str) -> tuple[Entry, ...]:
    """The charges of the lines that were typed; else the carrier's for sure, but for what came back. Raises Wrong."""
    after = findings.sifted.after
    if not rows.strip():
        return findings.sifted.disputed
    typed = [part.strip() for part in rows.split(",") if part.strip()]
    by_line = {str(one.line): one for one in after}
    unknown = [line for line in typed if line not in by_line]
    if unknown:
        raise Wrong("--rows", out.words("after.refused.no_such_rows", rows=shorten(", ".join(unknown), 80)))
    return tuple(by_line[line] for line in dict.fromkeys(typed))


def _left_out(out: Output, findings: Findings, charges: tuple[Entry, ...]) -> list[dict[str, object]]:
    """What may have come back and is not in the letter: told to people, and given to programs."""
    chosen = {one.line for one in charges}
    for line, refund in sorted(findings.sifted.came_back.items()):
        if line not in chosen:
            told = f"{out.words('after.found.line', line=line)}: {came_back_note(out, refund)}"
            out.screen.text(told, Tone.PROBLEM)
    return [one for one in came_back_record(findings) if one["line"] not in chosen]


def _show(out: Output, view: DisputeView) -> None:
    screen, words, to = out.screen, out.words, view.addressed
    screen.title(words("after.letter.title_for", to=to.name))
    for letter in to.letters:
        screen.title(letter.name)
        for line in _lines(letter.text):
            screen.text(line)
    screen.title(words("after.letter.send"))
    screen.text(to.way.text)
    screen.pairs([(one.label, f"{one.value} {one.mark}".strip()) for one in to.contacts])
    if to.way_on:
        screen.text(words("after.way.on"))
        screen.pairs([(one.label, f"{one.value} {one.mark}".strip()) for one in to.way_on])
    screen.title(words("after.letter.until"))
    screen.text(to.until.text)
    screen.text(words("after.letter.order"), Tone.QUIET)
    screen.text(words("after.letter.fill_in"), Tone.QUIET)


def _lines(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if line)
