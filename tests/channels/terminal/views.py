"""Views of one case, as a desk would show them one after the other in an ending."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from signoff.domain.carrier import PayoutWay, SimRule
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.line import SimKind
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Loss, LossKind, Quote, QuoteKind, QuoteLine
from signoff.domain.view import AgreementView, CodeView, Step, StepState
from tests.channels.first_view import FIRST, NOW

LATER = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
AGREEMENT = AgreementView(("I ask CTM to end the line.", "In all I get MOP 12.50."), "ab" * 32)
CODE = CodeView(is_sent=True, expires_at=LATER, tries_left=5, may_ask_at=None)
QUOTE = Quote(
    currency="MOP",
    last_on=date(2026, 11, 23),
    lines=(QuoteLine(QuoteKind.DEPOSIT_BACK, 20_000), QuoteLine(QuoteKind.RECURRING_DUE, -2_913, 23)),
    losses=(
        Loss(LossKind.BALANCE, 725),
        Loss(LossKind.ALLOWANCE, 12_288, "mb"),
        Loss(LossKind.POINTS, 1_840),
    ),
)

ASK_CODE = replace(FIRST, version=2, requirement=RequirementKind.PROVE_POSSESSION)
GIVE_CODE = replace(ASK_CODE, version=3, code=CODE)
PROVEN = replace(
    FIRST,
    version=5,
    state="open",
    requirement=None,
    is_waiting=True,
    number_count=2,
    sim_kind=SimKind.PLASTIC,
    sim_rule=SimRule.DESTROY,
)
LOSSES = replace(
    PROVEN,
    version=8,
    requirement=RequirementKind.ACKNOWLEDGE_LOSSES,
    is_waiting=False,
    ties=tuple(Tie),
    losses_digest="cd" * 32,
    quote=QUOTE,
    account_read_at=NOW,
)
CONTACT = replace(LOSSES, version=9, requirement=RequirementKind.GIVE_OTHER_CONTACT)
MONEY = replace(
    CONTACT, version=10, requirement=RequirementKind.CHOOSE_MONEY_WAY, payout_ways=tuple(PayoutWay)
)
SIGN = replace(
    MONEY,
    version=12,
    requirement=RequirementKind.SIGN_AGREEMENT,
    quote_is_final=True,
    agreement=AGREEMENT,
)
SIGN_WITH_CODE = replace(SIGN, version=13, code=CODE)
SIM = replace(
    SIGN,
    version=15,
    state="cutting",
    requirement=RequirementKind.HANDLE_SIM,
    is_waiting=True,
    agreement=None,
    may_withdraw=False,
    sim_answers=(SimAnswer.DESTROYED, SimAnswer.RETURNED, SimAnswer.LOST, SimAnswer.LATER),
    steps=(Step("cut", StepState.RUNNING), Step("certificate", StepState.WAITING)),
)
CLOSING = replace(
    SIM,
    version=17,
    state="closing",
    requirement=None,
    sim_answers=(),
    steps=(
        Step("cut", StepState.DONE, NOW),
        Step("pay_out", StepState.NEEDS_PERSON),
        Step("certificate", StepState.WAITING),
    ),
)
ENDED = replace(
    CLOSING,
    version=20,
    state="ended",
    is_waiting=False,
    has_certificate=True,
    ended_at=NOW,
    restore_until_on=date(2026, 12, 23),
    quarantine_until_on=date(2027, 2, 21),
    steps=(
        Step("cut", StepState.DONE, NOW),
        Step("pay_out", StepState.DONE, NOW),
        Step("certificate", StepState.DONE, NOW),
    ),
    claims=(
        Claim(ClaimKind.ACCESS_BARRED, Witness.OBSERVED, NOW),
        Claim(ClaimKind.MONEY_PAID_OUT, Witness.UNKNOWN),
    ),
)
DATED = replace(
    SIGN,
    version=16,
    state="agreed",
    requirement=None,
    agreement=None,
    wanted_on=date(2027, 3, 31),
)
WITHDRAWN = replace(FIRST, version=30, state="withdrawn", requirement=None, may_withdraw=False)

WHOLE = (
    FIRST,
    ASK_CODE,
    GIVE_CODE,
    PROVEN,
    LOSSES,
    CONTACT,
    MONEY,
    SIGN,
    SIGN_WITH_CODE,
    SIM,
    CLOSING,
    ENDED,
)
"""A whole ending, view after view."""
