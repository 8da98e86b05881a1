"""What a case can have done by others, and which messages it sends: the words of intents (`intent.py`)."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What an intent asks for. Stored words; the first part names the port, or who else is asked."""

    LOOK_UP = "records.look_up"
    LOOK_UP_AGAIN = "records.look_up_again"
    READ_STANDING = "records.registered"
    SUSPEND = "network.suspend"
    RESUME = "network.resume"
    READ_DOCUMENT = "identity.read"
    READ_BALANCE = "charging.read"
    RESERVE = "charging.reserve"
    RELEASE = "charging.release"
    SETTLE = "charging.settle"
    READ_BILL = "billing.read"
    CLOSE_BILLING = "billing.close"
    READ_POINTS = "loyalty.read"
    CLOSE_POINTS = "loyalty.close"
    CUT = "network.cut"
    QUARANTINE = "numbers.quarantine"
    RELEASE_NUMBER = "numbers.release"
    RELEASE_ESIM = "esim.release"
    PAY_OUT = "payments.pay_out"
    TAKE_BACK = "charges.take_back"
    SEND_CODE = "messages.code"
    SEND_NOTICE = "messages.notice"
    TELL_CASE = "cases.tell"
    TELL_LINE = "cases.tell_line"
    DRAW_ACKNOWLEDGEMENT = "evidence.acknowledgement"
    DRAW_AGREEMENT = "evidence.agreement"
    DRAW_CERTIFICATE = "evidence.certificate"


class Notice(StrEnum):
    """The messages a case sends; each is worded in the texts (area `messages`)."""

    ACKNOWLEDGED = "acknowledged"
    CODE_FOR_POSSESSION = "code_possession"
    CODE_FOR_CALLER = "code_caller"
    CODE_FOR_SIGNATURE = "code_signature"
    QUOTE_CHANGED = "quote_changed"
    SIGNATURE_TOO_WEAK = "signature_too_weak"  # for the line or its SIM
    SIGNATURE_PERSON = "signature_person"
    SIGNATURE_SUM = "signature_sum"
    SIGNATURE_TIME = "signature_time"
    COOLING_OFF = "cooling_off"
    ENDING_AGREED = "ending_agreed"
    ENDING_AGREED_FOR_HOLDER = "ending_agreed_for_holder"  # by somebody who acts for them
    LINE_SUSPENDED = "line_suspended"
    LINE_RESUMED = "line_resumed"
    LINE_RESUMED_FOR_HOLDER = "line_resumed_for_holder"  # before who acts for them
    LINE_RESUMED_ELSEWHERE = "line_resumed_elsewhere"  # by another case, which alone knows before whom
    STILL_SUSPENDED = "still_suspended"
    STOPPED = "stopped"
    IDENTITY_REFUSED = "identity_refused"
    IDENTITY_ACCEPTED = "identity_accepted"
    PAPER_REFUSED = "paper_refused"
    PAPERS_ACCEPTED = "papers_accepted"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    PROOF_TAKEN_BACK = "proof_taken_back"  # staff had taken somebody else for the holder
    OBJECTION_ANSWERED = "objection_answered"
    PROVEN_AGAIN = "proven_again"
    CERTIFICATE_RENEWED = "certificate_renewed"
    CHARGED_AFTER_END = "charged_after_end"
    GUIDED_BEGUN = "guided_begun"
    GUIDED_TASK = "guided_task"
    GUIDED_ENDED = "guided_ended"
