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
    TOO_MANY_DOCUMENTS = "too_many_documents"  # more pictures than one case takes
    PAPERS_AT_SHOP = "papers_at_shop"  # of who acts for the holder: pictures of them are not enough here
    PAPERS_NEEDED = (
        "papers_needed"  # of who acts for the holder: not all were checked at the counter within the hour
    )
    PAPERS_OLD = "papers_old"  # looked at longer ago than they hold; they are asked for again
    MONEY_TO_HOLDER = "money_to_holder"  # who acts for the holder does not say where the money goes
    ACTS_FOR_HOLDER = "acts_for_holder"  # it was said that this is not the holder: other papers are looked at
    NOT_YOUR_ROLE = "not_your_role"  # somebody else of the staff may do this
    IDENTITY_NEEDED = "identity_needed"  # the holder was not checked at the counter within the hour
    CALLER_UNKNOWN = "caller_unknown"  # staff have not made sure in this visit to whom they speak
    HOLDER_DIFFERS = (
        "holder_differs"  # what stands on a paper does not agree with who records say the holder is
    )
    HOLDER_NOT_COMPARABLE = (
        "holder_not_comparable"  # nothing typed off a paper can be compared with what records hold
    )
    HOLDER_NAMED_OTHERWISE = (
        "holder_named_otherwise"  # who acts has named somebody else as the holder than records and paper do
    )
    RECORDS_SILENT = "records_silent"  # nothing could be compared with them; nothing was recorded
    REQUESTS_UNSORTED = "requests_unsorted"  # it was not said yet which requests are of whoever is there
    REQUESTS_CHANGED = "requests_changed"  # others than were shown; they are shown again
    PASSED_ON = "passed_on"  # somebody who showed who they are goes on with the case
    PAPERS_OF_ANOTHER = "papers_of_another"  # pictures that came by another link are looked at first
    PICTURE_UNSEEN = (
        "picture_unseen"  # it was decided about one that nobody opened, or not the one that waits
    )
    CARD_NEEDED = "card_needed"  # neither the line's card nor an approval without it
    APPROVAL_NEEDED = "approval_needed"  # the pack asks for two people
    SECOND_PERSON_NEEDED = "second_person_needed"  # another one than who did the first half
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
        return self.reason in (Reason.BUSY, Reason.DESTINATION_UNSEEN, Reason.RECORDS_SILENT)
