"""`signoff verify`: whether a file is a genuine certificate; with no database and no network, and loading little."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signoff.catalogue import wording
from signoff.channels.terminal.screen import Row, Tone
from signoff.cli import options
from signoff.cli.failures import Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings

if TYPE_CHECKING:
    from signoff.evidence import trust
    from signoff.evidence import verify as evidence
    from signoff.evidence.logged import Logged
    from signoff.evidence.verify import Verdict
else:
    # Most of the time a check takes goes into loading the PDF reader.
    trust, evidence = lazily("signoff.evidence.trust"), lazily("signoff.evidence.verify")

GENUINE, NOT_GENUINE, NO_CERTIFICATE = 0, 1, 2
CERTIFICATE = "certificate"

UNREADABLE = "unreadable"
"""The one problem that is of the file, not of what is in it."""


def verify(out: Output, settings: Settings, file: str, keys: str | None, kind: str) -> int:
    """Tell whether the file is a genuine document of this kind; the exit code. Raises Wrong."""
    if kind not in evidence.KINDS:
        raise Wrong("--kind", out.words("cli.refused.kind", known=", ".join(evidence.KINDS)))
    place = _keys_place(out, settings, keys)
    try:
        trusted = trust.read_trust(place) if place is not None else []
    except (trust.TrustUnreadable, ValueError) as error:
        at = str(error) if isinstance(error, trust.TrustUnreadable) else place
        raise Wrong("--keys", out.words("cli.refused.keys", place=at)) from error
    verdict = evidence.verify(_bytes(out, file, evidence.DOCUMENT_BYTES_MAX), trusted)
    out.result(_record(verdict))
    _tell(out, verdict, kind, has_keys=place is not None)
    if verdict.genuine:
        return GENUINE if verdict.kind == kind else NO_CERTIFICATE
    return NOT_GENUINE if verdict.kind else NO_CERTIFICATE


def _bytes(out: Output, file: str, bytes_max: int) -> bytes:
    """The file, and one byte more where it is too large. Raises Wrong."""
    unread = evidence.Verdict(genuine=False, specimen=False, problems=(), certificate=None, kind="")
    record = _record(unread) | {"problems": [UNREADABLE]}
    if not file:
        raise Wrong("FILE", out.words("cli.refused.needed"), record)
    try:
        path = Path(file)
        # A pipe would be waited for, and a device read for ever.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError(errno.EINVAL, out.words("cli.verify.no_file"))
        with path.open("rb") as opened:
            return opened.read(bytes_max + 1)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise Wrong("FILE", out.words("cli.refused.unreadable", place=file, detail=detail), record) from error


def _record(verdict: Verdict) -> dict[str, object]:
    return {
        "genuine": verdict.genuine,
        "specimen": verdict.specimen,
        "problems": [problem.value for problem in verdict.problems],
        "kind": verdict.kind or None,
        "certificate": verdict.certificate or {},
        "log": _log(verdict.logged) if verdict.logged is not None else None,
    }


def _log(logged: Logged) -> dict[str, object]:
    return {
        "origin": logged.origin,
        "index": logged.index,
        "size": logged.size,
        "witnesses": [{"name": cosigner.name, "at": cosigner.at} for cosigner in logged.cosigners],
    }


def _keys_place(out: Output, settings: Settings, keys: str | None) -> Path | None:
    """The folder with the keys to trust: the one given, else that of the data directory if it has one."""
    if keys is not None:
        return options.path(out, "--keys", keys)
    return settings.signing_keys if settings.signing_keys.is_dir() else None


def _tell(out: Output, verdict: Verdict, kind: str, *, has_keys: bool) -> None:
    screen, words = out.screen, out.words
    if not verdict.genuine:
        if verdict.kind:
            screen.text(words(f"documents.passes_as.{verdict.kind}"), Tone.PROBLEM)
        for problem in verdict.problems:
            screen.text(words(f"documents.problem.{problem}"), Tone.PLAIN if verdict.kind else Tone.PROBLEM)
        if not has_keys:
            screen.text(words("cli.verify.no_keys"), Tone.QUIET)
        return
    if verdict.specimen:
        word = words("documents.specimen.word")
        screen.text(
            words("cli.verify.specimen", word=word, notice=words("documents.specimen.notice")), Tone.PROBLEM
        )
    screen.text(words(f"documents.genuine.{verdict.kind}"), Tone.GOOD)
    if verdict.kind != kind:
        option = f"--kind {verdict.kind}"
        screen.text(words(f"cli.verify.not_wanted.{kind}", option=option), Tone.PROBLEM)
    _show(out, verdict.certificate or {}, verdict.kind)
    if verdict.logged is not None:
        _show_log(out, verdict.logged)


def _show_log(out: Output, logged: Logged) -> None:
    """Where its facts stand in the log, and who else saw the log so."""
    words = out.words
    screen = out.screen
    screen.text(
        words("cli.verify.logged", place=logged.index + 1, size=logged.size, origin=logged.origin), Tone.GOOD
    )
    for cosigner in logged.cosigners:
        at = datetime.fromtimestamp(cosigner.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        screen.text(words("cli.verify.cosigned", name=cosigner.name, at=at), Tone.GOOD)


def _show(out: Output, content: Mapping[str, Any], kind: str) -> None:
    """What the document says; it is genuine, so its members are as we write them."""
    words = out.words
    carrier = content["carrier"]["name"]
    rows: list[Row] = [
        (words("documents.heading.case"), content["case"]["code"]),
        (words("portal.start.carrier"), carrier),
    ]
    if kind == CERTIFICATE:
        rows += _ending(out, content)
    else:
        name, at = {
            "acknowledgement": ("documents.certificate.requested", "requested_at"),
            "agreement": ("documents.certificate.signed", "signed_at"),
        }[kind]
        rows.append((words(name), _instant(out, content, content[at])))
    out.screen.pairs(rows)
    if kind == CERTIFICATE:
        _claims(out, content)


def _ending(out: Output, content: Mapping[str, Any]) -> list[Row]:
    words, is_guided, acting = out.words, "guided" in content, content.get("acting")
    holder = "acting.for_holder" if acting else "documents.certificate.holder"
    right = words(f"acting.signs_as.{acting['right']}") if acting else ""
    told = (
        ("documents.certificate.numbers", ", ".join(content["line"]["numbers"])),
        ("documents.certificate.iccid", content["line"]["iccid"]),
        (holder, content.get("holder_name", "")),
        ("acting.by_whom", words("acting.signed_by", name=acting["name"], right=right) if acting else ""),
        ("documents.certificate.requested", _instant(out, content, content["requested_at"])),
        ("documents.certificate.signed", "" if is_guided else _instant(out, content, content["signed_at"])),
        (
            "documents.guided.reported" if is_guided else "cli.verify.ended_at",
            _instant(out, content, content["ended_at"]),
        ),
        ("documents.guided.proves", words("documents.guided.not_confirmed") if is_guided else ""),
    )
    rows: list[Row] = [(words(name), value) for name, value in told if value]
    kept = [name for name in ("restore_until_on", "quarantine_until_on") if content.get(name)]
    return rows + [(words(f"cli.verify.{name}"), _day(out, content[name])) for name in kept]


def _claims(out: Output, content: Mapping[str, Any]) -> None:
    words = out.words
    out.screen.title(words("documents.certificate.claims_heading"))
    out.screen.table(
        [words(f"documents.certificate.{name}") for name in ("what", "who", "when")],
        [
            (
                words(f"claims.kind.{claim['claim']}"),
                words(f"claims.by.{claim['by']}"),
                _instant(out, content, claim["at"]),
            )
            for claim in content["claims"]
        ],
    )


def _instant(out: Output, content: Mapping[str, Any], written: str | None) -> str:
    if written is None:
        return out.words("documents.certificate.never")
    return wording.instant(datetime.fromisoformat(written), out.words.language, content["time_zone"])


def _day(out: Output, written: str) -> str:
    return wording.day(date.fromisoformat(written), out.words.language)
