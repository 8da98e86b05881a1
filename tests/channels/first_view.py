"""What a desk shows of a case when its request is recorded; the other views of the tests are made from it."""

from __future__ import annotations

from datetime import UTC, datetime

from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)

FIRST = CaseView(
    version=1,
    case_code="K7QM-2X4P",
    carrier_id="ctm",
    language="en",
    time_zone="Asia/Macau",
    state="requested",
    requested_at=NOW,
    wanted_on=None,
    identifier_masked="+853 •••• ••56",
    contact_masked="l•••@example.com",
    requirement=RequirementKind.CONFIRM_LINE,
    is_waiting=False,
    code=None,
    ties=(),
    losses_digest="",
    number_count=0,
    sim_kind=None,
    sim_rule=None,
    sim_answers=(),
    quote=None,
    quote_is_final=False,
    account_read_at=None,
    is_closed_elsewhere=False,
    payout_ways=(),
    collect_ways=(),
    agreement=None,
    claim_code=None,
    steps=(),
    claims=(),
    may_withdraw=True,
    has_acknowledgement=True,
    has_certificate=False,
    ended_at=None,
    restore_until_on=None,
    quarantine_until_on=None,
)
