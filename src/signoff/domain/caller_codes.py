"""The rules for knowing a caller by the case's other contact or by its claim code, where the pack lets staff do so.

Part of `counter_rules.py`; a code to the line is in `callers.py`. Neither signs anything, nor tells once a SIM is lost.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.counter_looks import done
from signoff.domain.decision import Decision, refused
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.staff import May
from signoff.domain.step_up import CallerProof
from signoff.domain.tallies import Found, caller_codes, caller_failures


def ways(case: Case, carrier: Carrier, staff_id: str, at: datetime) -> tuple[CallerProof, ...]:
    """By what else than a code to the line this one of the staff may come to know who calls now.

    Whoever found or stole the phone may have its mail, too: of a lost SIM only the holder's paper tells.
    """
    is_asked = case.is_caller_unknown(staff_id, at) and case.lost_at is None and not case.is_key_destroyed
    has = {
        CallerProof.CONTACT: case.answers.other_contact is not None,
        CallerProof.CLAIM_CODE: case.answers.claim_digest is not None and case.takes_claim_code,
    }
    return tuple(one for one in carrier.policy.step_up.callers if is_asked and has.get(one, False))


def _refused(
    case: Case, event: ce.FromStaff, carrier: Carrier, way: CallerProof, found: Found
) -> Decision | None:
    if not event.by.may(May.ANSWER):
        return refused(Reason.NOT_YOUR_ROLE)
    if way not in ways(case, carrier, event.by.staff_id, event.at):
        return refused(Reason.NOT_NOW)
    too_many = found.count(caller_failures(case, event.at)) >= limits.CALLER_FAILURES_A_DAY
    return refused(Reason.TOO_MANY_REQUESTS) if too_many else None


def code_wanted(case: Case, event: ce.CallerCodeWanted, carrier: Carrier, found: Found) -> Decision:
    """To the contact that was given after the proof of the line; nobody of the staff ever sees it."""
    if (no := _refused(case, event, carrier, CallerProof.CONTACT, found)) is not None:
        return no
    tally = caller_codes(case, event.at)
    if found.count(tally) >= limits.CALLER_CODES_A_DAY:
        return refused(Reason.TOO_MANY_CODES)
    life = event.at + limits.CODE_LIFE, event.by.staff_id, case.counter.caller_codes + 1
    return done(event, c.CallerCodeIssued(event.at, event.digest, event.code, *life, (tally,)))


def code_given(case: Case, event: ce.CallerCodeGiven, carrier: Carrier, found: Found) -> Decision:
    """Right for who had it sent, once, for ten minutes."""
    if (no := _refused(case, event, carrier, CallerProof.CONTACT, found)) is not None:
        return no
    code = case.counter.caller_code
    if code is None or code.staff_id != event.by.staff_id:
        return refused(Reason.NOT_NOW)
    if event.at >= code.expires_at:
        return refused(Reason.CODE_EXPIRED)
    if code.failures >= limits.CODE_TRIES:
        return refused(Reason.CODE_USED_UP)
    return _known(case, event, is_right=hmac.compare_digest(code.digest, event.digest))


def claim_code_said(case: Case, event: ce.ClaimCodeSaid, carrier: Carrier, found: Found) -> Decision:
    """Three characters, always the same ones of a case: nobody of the staff learns the others."""
    if (no := _refused(case, event, carrier, CallerProof.CLAIM_CODE, found)) is not None:
        return no
    return _known(case, event, is_right=event.is_right)


def _known(case: Case, event: ce.FromStaff, *, is_right: bool) -> Decision:
    if is_right:
        return done(event, c.CallerKnown(event.at, event.by.staff_id, c.Knowing.OTHER))
    failed = done(event, c.CallerFailed(event.at, (caller_failures(case, event.at),)))
    return Decision(failed.facts, Refusal(Reason.CODE_WRONG))
