"""`signoff check`: what the channels in a message are. Nothing is stored, opened or fetched; no database is needed."""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.catalogue import wording
from signoff.channels.terminal.screen import Tone
from signoff.cli.failures import Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.config import Settings

if TYPE_CHECKING:
    from signoff.scam import check as scam
    from signoff.scam import telling
    from signoff.scam.finding import Assessment, Official, Reference
    from signoff.scam.telling import Told, ToldFinding, Way
else:
    scam, telling = lazily("signoff.scam.check"), lazily("signoff.scam.telling")

BYTES_MAX = 100 * 1024
STDIN = "-"
RAN = 0
_FILE_ENDINGS = (".txt", ".eml", ".log", ".md", ".csv", ".json", ".msg")
_TONES = {
    "lookalike": Tone.PROBLEM,
    "contradicts": Tone.PROBLEM,
    "unknown": Tone.PROBLEM,
    "official": Tone.GOOD,
}


def check(out: Output, settings: Settings, given: str) -> int:
    """Check a text, a file or what comes on stdin; 0 whatever was found. Raises Wrong."""
    message = _message(out, given)
    if not message.strip():
        raise Wrong("TEXT", out.words("check.refused.empty"))
    if len(message) > scam.LENGTH_MAX:
        raise Wrong("TEXT", out.words("check.refused.too_long", max=scam.LENGTH_MAX))
    catalogue = load_catalogue(out, settings)
    checker = scam.Checker(catalogue, datetime.now(UTC).date())
    assessment = checker.check(message)
    words = out.words.knowing(catalogue)
    teller = telling.Teller(words.texts.say, wording.day, words.language)
    _show(out, teller.tell(message, assessment, checker.registry.reporting))
    out.result(record(assessment))
    return RAN


def record(assessment: Assessment) -> dict[str, object]:
    """What programs get."""
    return {
        "verdict": assessment.verdict.value,
        "warnings": [
            {"kind": one.kind, "text": one.text, "start": one.start, "end": one.end}
            for one in assessment.warnings
        ],
        "findings": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "kind": one.kind.value,
                "value": one.value,
                "verdict": one.verdict.value,
                "rule": one.rule.value,
                "owner": one.owner or None,
                "official": [_official(way) for way in one.official],
                "reported": [_official(way) for way in one.reported],
                "sources": list(map(_source, one.sources)),
            }
            for one in assessment.findings
        ],
    }


def _official(way: Official) -> Mapping[str, object]:
    days = {name: getattr(way, name) for name in ("valid_from", "valid_to", "checked_on")}
    return {
        "owner": way.owner,
        "kind": way.kind,
        "value": way.value,
        "purpose": way.purpose,
        **{name: day.isoformat() if day is not None else None for name, day in days.items()},
        "confidence": way.confidence,
        "stale": way.is_stale,
        "sources": list(map(_source, way.sources)),
    }


def _source(source: Reference) -> Mapping[str, object]:
    return {
        "title": source.title,
        "url": source.url or None,
        "dated": source.dated,
        "checked_on": source.checked_on.isoformat() if source.checked_on else None,
        "confidence": source.confidence,
    }


def _message(out: Output, given: str) -> str:
    if not given.strip():  # an empty path is the folder one is in
        raise Wrong("TEXT", out.words("check.refused.nothing_given"))
    if given == STDIN:
        stream = getattr(sys.stdin, "buffer", None)
        content = stream.read(BYTES_MAX + 1) if stream is not None else sys.stdin.read(BYTES_MAX + 1).encode()
        return _decoded(out, content)
    try:
        path = Path(given)
        is_there = path.exists()
    except (OSError, ValueError):  # longer than a path can be, or with a sign no path has: it is the message
        return given
    if not is_there:
        if (
            given.lower().endswith(_FILE_ENDINGS)
            and not any(sign.isspace() for sign in given)
            and "://" not in given
        ):
            raise Wrong("TEXT", out.words("check.refused.no_file", place=given))
        return given
    # A pipe would be waited for, and a device read for ever.
    if not path.is_file():
        raise Wrong("TEXT", out.words("check.refused.no_regular_file", place=given))
    try:
        with path.open("rb") as opened:
            return _decoded(out, opened.read(BYTES_MAX + 1))
    except OSError as error:
        detail = error.strerror or errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise Wrong("TEXT", out.words("check.refused.unreadable", detail=detail)) from error


def _decoded(out: Output, content: bytes) -> str:
    if len(content) > BYTES_MAX:
        raise Wrong("TEXT", out.words("check.refused.too_large", max=BYTES_MAX // 1024))
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Wrong("TEXT", out.words("check.refused.not_text")) from error
    if "\0" in text:
        raise Wrong("TEXT", out.words("check.refused.not_text"))
    return text


def _show(out: Output, told: Told) -> None:
    screen, words = out.screen, out.words
    screen.text(told.title, _TONES.get(told.verdict, Tone.PLAIN))
    screen.text(told.text)
    if told.warnings:
        screen.title(words("check.warnings"))
        for warning in told.warnings:
            screen.text(warning.why, Tone.PROBLEM)
            screen.text(f"  {_one_line(warning.text)}", Tone.QUIET)
    for finding in told.findings:
        _show_finding(out, finding)
    ways = tuple(dict.fromkeys(way for finding in told.findings for way in finding.ways))
    reported = tuple(dict.fromkeys(way for finding in told.findings for way in finding.reported))
    for title, known in (("check.official_title", ways), ("check.reported_title", reported)):
        if known:
            screen.title(words(title))
            screen.pairs([(_named(way), way.value) for way in known])
            for note in dict.fromkeys(note for way in known for note in way.notes):
                screen.text(note, Tone.QUIET)
    if told.findings and not ways:
        screen.text(words("check.official_none"))
    if told.reports:
        screen.title(words("check.report_title"))
        screen.pairs([(_named(way), way.value) for way in told.reports])


def _show_finding(out: Output, finding: ToldFinding) -> None:
    screen, words = out.screen, out.words
    screen.title(_one_line(finding.text))
    screen.text(finding.word, _TONES.get(finding.verdict, Tone.PLAIN))
    rows = [(finding.kind, finding.value)] if finding.value != finding.text else []
    place = words("check.in_message", start=finding.start + 1, end=finding.end)
    values = ", ".join(way.value for way in finding.ways if way.value != finding.value)
    instead = f"{finding.none_confirmed} {values}".strip()
    screen.pairs(
        [
            *rows,
            (words("check.because"), " ".join((finding.why, *finding.notes))),
            *([(words("check.official_title"), instead)] if instead else []),
            (words("check.place"), place),
        ]
    )


def _named(way: Way) -> str:
    return f"{way.owner} – {way.purpose}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
