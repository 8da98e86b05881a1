"""One-time codes to the line: when one may be sent, when one is right, and what a wrong one costs.

Limits and their reasons are in `limits.py`. The counts come from the store under lock (`tallies.py`), so they hold
over all requests, channels and restarts; a new code resets none of them.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, Code, State
from signoff.domain.decision import Decision
from signoff.domain.event import CodeWanted, LineLookedUp
from signoff.domain.outstanding import next_day
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import CodePurpose
from signoff.domain.tallies import (
    Found,
    guess_tallies,
    instead_of,
    is_pumped,
    line_codes,
    line_failures,
    sent_tally,
    signing_tally,
    source_codes,
    typed_codes,
    unproven_windows,
    waiting_code_tallies,
)


def purpose_of(case: Case) -> CodePurpose:
    """What a code sent now would be for."""
    return CodePurpose.POSSESSION if case.state is State.REQUESTED else CodePurpose.SIGNATURE


def may_ask_at(case: Case, purpose: CodePurpose | None = None) -> datetime | None:
    """When the next code may be asked for; None when nobody waits for one of this purpose.

    Nobody waits after a code that was used, or made void because somebody proved the line and joined: they have spent
    a code of the line's day to get here, and the waits of whoever came before are not theirs.
    """
    code = _alive(case, purpose)
    return None if code is None else code.issued_at + timedelta(minutes=_wait_minutes(case, code))


def _alive(case: Case, purpose: CodePurpose | None = None) -> Code | None:
    code, wanted = case.proof.code, purpose or purpose_of(case)
    return None if code is None or code.is_used or code.purpose is not wanted else code


def _wait_minutes(case: Case, code: Code) -> int:
    if code.wait_minutes is not None:
        return code.wait_minutes
    return min(int(2 ** max(case.proof.code_count - 1, 0)), limits.CODE_WAIT_MINUTES_MAX)


def _next_wait_minutes(case: Case, purpose: CodePurpose) -> int:
    """Twice as long each time; from the start for a new purpose, and for whoever has joined."""
    before = _alive(case, purpose)
    return 1 if before is None else min(2 * _wait_minutes(case, before), limits.CODE_WAIT_MINUTES_MAX)


def watched_failures(case: Case, carrier: Carrier, at: datetime) -> tuple[str, ...]:
    """The counts of wrong codes that together bar this case's codes, whichever case raised them; none: no codes now."""
    is_first_proof = case.state is State.REQUESTED and case.proof.is_confirmed
    if not is_first_proof and (case.state is not State.OPEN or case.proof.code is None):
        return ()
    return _told_failures(case, purpose_of(case), carrier, at)


def blocked_until(carrier: Carrier, failures: int, at: datetime) -> datetime | None:
    """Until when so many wrong codes of this day bar the line's codes; None while they do not."""
    return next_day(carrier, at) if failures >= limits.LINE_FAILURES_A_DAY else None


def issue(
    case: Case, event: CodeWanted, carrier: Carrier, found: Found, purpose: CodePurpose | None = None
) -> Decision:
    """A new code for this case, or why not. Only codes for possession can be had without having proven anything."""
    purpose, of_the_case = purpose or purpose_of(case), purpose_of(case)
    is_first_proof = of_the_case is CodePurpose.POSSESSION
    failed_before = _sum(_told_failures(case, of_the_case, carrier, event.at), found)
    if failed_before >= limits.LINE_FAILURES_A_DAY:
        return _blocked(case, carrier, event.at)
    wait = may_ask_at(case, purpose)
    if wait is not None and event.at < wait:
        return Decision(refusal=Refusal(Reason.CODE_TOO_SOON, until=wait))
    if is_first_proof and (until := _may_send_at(case, event, carrier, found)) is not None:
        return Decision(refusal=Refusal(Reason.TOO_MANY_CODES, until=until))
    # A line whose codes or guesses of the day are used up by other ways to name it is not told apart: nothing is sent.
    line = line_codes(case, carrier, event)
    has_guesses = _sum(line_failures(case, carrier, event.at), found) < limits.LINE_FAILURES_A_DAY
    is_withheld = is_first_proof and not (_may_have(*line, found) and has_guesses)
    tallies: tuple[str, ...] = ()
    if is_first_proof:
        tallies = (
            *typed_codes(case, carrier, event),
            *(instead_of(line) if is_withheld else line),
            source_codes(event.source, event.at),
            sent_tally(event.at),
        )
    issued = f.CodeIssued(
        at=event.at,
        purpose=purpose,
        digest=event.digest,
        code=event.code,
        occurrence=case.proof.code_count + 1,
        expires_at=event.at + limits.CODE_LIFE,
        tallies=tallies,
        is_withheld=is_withheld,
        tries_left=min(limits.CODE_TRIES, limits.LINE_FAILURES_A_DAY - failed_before),
        source="" if case.proof.is_looked_up else event.source,
        wait_minutes=_next_wait_minutes(case, purpose),
    )
    return Decision((issued,))


def _may_send_at(case: Case, event: CodeWanted, carrier: Carrier, found: Found) -> datetime | None:
    """When the limits that are told of allow another code; None when they do now. Nothing here knows of the line."""
    if not _may_have(*typed_codes(case, carrier, event), found):
        return next_day(carrier, event.at)
    # While somebody is only making messages, an address that asks for the first time is still let through: a brake
    # on everybody would let three strangers shut out all customers of a carrier.
    is_slowed = is_pumped(unproven_windows(event.at), found)
    most = limits.SOURCE_CODES_WHILE_PUMPED if is_slowed else limits.SOURCE_CODES_AN_HOUR
    if found.count(source_codes(event.source, event.at)) < most:
        return None
    return event.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _may_have(codes: str, codes_from_here: str, found: Found) -> bool:
    """Ten codes a day, and beyond them one for each address that has had none: asking alone shuts nobody out."""
    is_first_here = found.count(codes_from_here) == 0
    most = limits.LINE_CODES_A_DAY_MAX if is_first_here else limits.LINE_CODES_A_DAY
    return found.count(codes) < most


def withholds_waiting(case: Case, event: LineLookedUp, carrier: Carrier, found: Found) -> bool:
    """Whether a code that waited for its line is not sent after all, because the line has had its codes or guesses."""
    codes, codes_from_here, *failures = waiting_code_tallies(case, event, carrier)
    has_guesses = _sum(failures, found) < limits.LINE_FAILURES_A_DAY
    return not (has_guesses and _may_have(codes, codes_from_here, found))


def _sum(names: Iterable[str], found: Found) -> int:
    return sum(found.count(name) for name in names)


def _told_failures(case: Case, purpose: CodePurpose, carrier: Carrier, at: datetime) -> tuple[str, ...]:
    """The counts of wrong codes that a person is told of: before the proof of what was typed, then of the line."""
    if purpose is CodePurpose.POSSESSION:
        return (guess_tallies(case, carrier, at)[0],)
    return line_failures(case, carrier, at)


def _is_judged(case: Case, purpose: CodePurpose, carrier: Carrier, at: datetime, found: Found) -> bool:
    """Whether a code can be right at all: ten wrong ones a line and day are looked at, whatever it is called.

    Who has proven the line and is ending it keeps half of them: what others guess meanwhile does not count beyond that.
    """
    guesses, at_signature = (found.count(name) for name in line_failures(case, carrier, at))
    if guesses + at_signature >= limits.LINE_FAILURES_A_DAY:
        return False
    is_held = purpose is CodePurpose.POSSESSION and found.held_by not in (None, case.id)
    return not is_held or guesses < limits.HELD_LINE_FAILURES_A_DAY


def _raised(
    case: Case, purpose: CodePurpose, carrier: Carrier, at: datetime, *, is_judged: bool
) -> tuple[str, ...]:
    """The counts that a wrong code raises; one that was not looked at counts nothing for the line."""
    if purpose is CodePurpose.SIGNATURE:
        return (signing_tally(case, carrier, at),)
    typed, line = guess_tallies(case, carrier, at)
    return (typed, line) if is_judged else (typed, *instead_of((line,)))


def _blocked(case: Case, carrier: Carrier, at: datetime, *facts: f.Fact) -> Decision:
    """The day's wrong codes are used up: the case knows, so that its page offers nothing that cannot work."""
    until = next_day(carrier, at)
    if case.proof.blocked_until != until:
        facts = (*facts, f.CodesBlocked(at, until))
    return Decision(facts, Refusal(Reason.TOO_MANY_FAILURES, until=until))


def check(
    case: Case, digest: str, purpose: CodePurpose, at: datetime, carrier: Carrier, found: Found
) -> Decision | None:
    """None for the right code, else the refusal, with the failure to be counted."""
    code = case.proof.code
    failed_before = _sum(_told_failures(case, purpose, carrier, at), found)
    if failed_before >= limits.LINE_FAILURES_A_DAY:
        return _blocked(case, carrier, at)
    if code is None or code.purpose is not purpose or code.is_used:
        return Decision(refusal=Refusal(Reason.NOT_NOW))
    if at >= code.expires_at:
        return Decision(refusal=Refusal(Reason.CODE_EXPIRED))
    if code.failures >= limits.CODE_TRIES:
        return Decision(refusal=Refusal(Reason.CODE_USED_UP))
    # A line whose guesses of the day are used up by other ways to name it is not told apart: no code is right today.
    is_judged = _is_judged(case, purpose, carrier, at, found)
    if is_judged and _is_right(case, code, digest):
        return None
    of_the_day = limits.LINE_FAILURES_A_DAY - failed_before - 1
    left = min(limits.CODE_TRIES - code.failures - 1, of_the_day)
    raised = _raised(case, purpose, carrier, at, is_judged=is_judged)
    failed = f.CodeFailed(at=at, tallies=raised, tries_left=left)
    if not of_the_day:
        return _blocked(case, carrier, at, failed)
    if not left:
        return Decision((failed,), Refusal(Reason.CODE_USED_UP))
    return Decision((failed,), Refusal(Reason.CODE_WRONG, tries_left=left))


def _is_right(case: Case, code: Code, digest: str) -> bool:
    """A code is right only for a line that exists, and if it was sent: nobody guesses their way in otherwise."""
    is_known = case.proof.line_index is not None and not code.is_withheld
    return hmac.compare_digest(code.digest, digest) and is_known
