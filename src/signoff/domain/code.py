"""One-time codes to the line: when one may be sent, when one is right, and what a wrong one costs.

Limits and their reasons are in `limits.py`. The counts come from the store under lock (`tallies.py`), so they hold
over all requests, channels and restarts; a new code resets none of them.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, Code, State
from signoff.domain.event import CodeWanted
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.tallies import (
    Found,
    code_tallies,
    guess_tallies,
    is_pumped,
    signing_tally,
    source_codes,
    unproven_windows,
)


def purpose_of(case: Case) -> f.CodePurpose:
    """What a code sent now would be for."""
    return f.CodePurpose.POSSESSION if case.state is State.REQUESTED else f.CodePurpose.SIGNATURE


def may_ask_at(case: Case) -> datetime | None:
    """When the next code may be asked for; None when no code was sent for this purpose yet."""
    code = case.proof.code
    if code is None or code.purpose is not purpose_of(case):
        return None
    minutes = min(2 ** max(case.proof.code_count - 1, 0), limits.CODE_WAIT_MINUTES_MAX)
    return code.issued_at + timedelta(minutes=minutes)


def issue(case: Case, event: CodeWanted, carrier: Carrier, found: Found) -> f.CodeIssued | Refusal:
    """A new code for this case, or why not."""
    wait = may_ask_at(case)
    if wait is not None and event.at < wait:
        return Refusal(Reason.CODE_TOO_SOON, until=wait)
    purpose = purpose_of(case)
    tallies = code_tallies(case, carrier, event, purpose)
    if purpose is f.CodePurpose.POSSESSION:
        if found.count(tallies[0]) >= limits.LINE_CODES_A_DAY:
            return Refusal(Reason.TOO_MANY_CODES)
        asked_before = found.count(source_codes(event.source, event.at))
        # While somebody is only making messages, an address that asks for the first time is still let through: a brake
        # on everybody would let three strangers shut out all customers of a carrier.
        is_slowed = is_pumped(unproven_windows(event.at), found)
        most = limits.SOURCE_CODES_WHILE_PUMPED if is_slowed else limits.SOURCE_CODES_AN_HOUR
        if asked_before >= most:
            return Refusal(Reason.TOO_MANY_CODES)
    return f.CodeIssued(
        at=event.at,
        purpose=purpose,
        digest=event.digest,
        code=event.code,
        occurrence=case.proof.code_count + 1,
        expires_at=event.at + limits.CODE_LIFE,
        tallies=tallies,
    )


def check(
    case: Case, digest: str, purpose: f.CodePurpose, at: datetime, carrier: Carrier, found: Found
) -> tuple[f.CodeFailed | None, Refusal | None]:
    """Whether the code given is the right one: (None, None), else the refusal and the failure to be counted."""
    code = case.proof.code
    is_guess = purpose is f.CodePurpose.POSSESSION
    failures = guess_tallies(case, carrier, at) if is_guess else (signing_tally(case, carrier, at),)
    if found.count(failures[0]) >= limits.LINE_FAILURES_A_DAY:
        return None, Refusal(Reason.TOO_MANY_FAILURES)
    if code is None or code.purpose is not purpose or code.is_used:
        return None, Refusal(Reason.NOT_NOW)
    if at >= code.expires_at:
        return None, Refusal(Reason.CODE_EXPIRED)
    if code.failures >= limits.CODE_TRIES:
        return None, Refusal(Reason.CODE_USED_UP)
    # A line whose guesses of the day are used up by other ways to name it is not told apart: no code is right today.
    is_open = all(found.count(name) < limits.LINE_FAILURES_A_DAY for name in failures)
    if is_open and _is_right(case, code, digest):
        return None, None
    left = limits.CODE_TRIES - code.failures - 1
    refusal = Refusal(Reason.CODE_WRONG, tries_left=left) if left else Refusal(Reason.CODE_USED_UP)
    return f.CodeFailed(at=at, tallies=failures), refusal


def _is_right(case: Case, code: Code, digest: str) -> bool:
    """A code is right only for a line that exists: nobody guesses their way into one that does not."""
    is_known = case.proof.line_index is not None
    return hmac.compare_digest(code.digest, digest) and is_known
