"""The reasons for which something asked of a case is refused; each is worded in the texts (area `refusals`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why not. Stored words: a changed meaning is a new word."""

    NOT_NOW = "not_now"  # the case does not ask for this at the moment
    ALREADY_OVER = "already_over"  # ended, withdrawn, lapsed
    CUT_HAS_BEGUN = "cut_has_begun"  # too late to withdraw
    CODE_WRONG = "code_wrong"
    CODE_EXPIRED = "code_expired"
    CODE_USED_UP = "code_used_up"  # five wrong tries: a new code is needed
    TOO_MANY_FAILURES = "too_many_failures"  # the line's budget for today is gone
    CODE_TOO_SOON = "code_too_soon"  # another code must wait
    TOO_MANY_CODES = "too_many_codes"  # no more codes to this line or from this address for now
    TOO_MANY_REQUESTS = "too_many_requests"  # from this address or to this contact
    LOSSES_CHANGED = "losses_changed"  # they are shown again
    TIES_NOT_TICKED = "ties_not_ticked"
    CONTACT_IS_THE_LINE = "contact_is_the_line"  # that number will be dead
    WAY_NOT_OFFERED = "way_not_offered"
    DESTINATION_MISSING = "destination_missing"
    DESTINATION_IS_THE_LINE = "destination_is_the_line"  # credit there would be lost with the line
    DESTINATION_UNKNOWN = "destination_unknown"  # no line there that takes credit
    DESTINATION_UNSEEN = "destination_unseen"  # the carrier's system did not say whether one is there
    TOO_MANY_DESTINATIONS = "too_many_destinations"  # as many were looked up for one line as may be in a day
    QUOTE_CHANGED = "quote_changed"  # it is shown again
    QUOTE_OLD = "quote_old"  # the account is read again, then it is shown again
    AGREEMENT_CHANGED = "agreement_changed"  # another text than was shown, with the same amounts
    NAME_MISSING = "name_missing"
    DATE_PAST = "date_past"
    DATE_TOO_FAR = "date_too_far"
    SIM_ANSWER_NOT_OFFERED = "sim_answer_not_offered"
    BUSY = "busy"  # the queue is full; nothing was recorded
    KEY_REUSED = "key_reused"  # the same key came with other content
    ANSWER_INCOMPLETE = "answer_incomplete"  # of a task: what it needs was not said, or was not offered
    EVIDENCE_KNOWN = "evidence_known"  # this file is kept already
    TOO_MUCH_EVIDENCE = "too_much_evidence"  # more files or bytes than one case may hold
    STILL_NEEDED = "still_needed"  # data cannot be erased while restore, payout or guarantee is open


@dataclass(frozen=True, slots=True)
class Refusal:
    """A worded no: nothing was changed except, for a wrong code, the count of failures."""

    reason: Reason
    until: datetime | None = None
    tries_left: int | None = None

    @property
    def may_pass(self) -> bool:
        """Whether nothing was even considered: sent again with its key, it is looked at as if for the first time."""
        return self.reason in (Reason.BUSY, Reason.DESTINATION_UNSEEN)
