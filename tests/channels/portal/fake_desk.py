"""A desk without an engine: it shows prepared views, remembers what it was asked, and refuses on command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from signoff.desk import Asked, DocumentPicture, NoSuchCase, NotTaken
from signoff.domain.acting import PaperStatus
from signoff.domain.answer import Answer, Ask
from signoff.domain.carrier import PayoutWay, SimRule
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.identity import IdentityStatus
from signoff.domain.line import SimKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Loss, LossKind, Quote, QuoteKind, QuoteLine
from signoff.domain.standing import Hold
from signoff.domain.step_up import RiskSign
from signoff.domain.third_party import STRICT, MoneyTo, Right
from signoff.domain.view import (
    ActingView,
    AgreementView,
    CaseView,
    CodeView,
    PaperView,
    Step,
    StepState,
    StopView,
)
from tests.channels.first_view import FIRST, NOW

TOKEN = "tok_3d1f0c9a7be24f5c"
PDF = b"%PDF-1.7 made for a test"
AGREEMENT_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LOSSES_DIGEST = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"

QUOTE = Quote(
    currency="MOP",
    last_on=date(2026, 11, 23),
    lines=(
        QuoteLine(QuoteKind.BALANCE_BACK, 4250),
        QuoteLine(QuoteKind.DEPOSIT_BACK, 20000),
        QuoteLine(QuoteKind.RECURRING_DUE, -2913, 23),
        QuoteLine(QuoteKind.AIRTIME_LOAN, -500),
    ),
    losses=(Loss(LossKind.ALLOWANCE, 12288, "mb"), Loss(LossKind.POINTS, 1840)),
)

_CODE = CodeView(
    is_sent=True,
    expires_at=datetime(2026, 11, 23, 6, 15, tzinfo=UTC),
    tries_left=5,
    may_ask_at=datetime(2026, 11, 23, 6, 4, tzinfo=UTC),
)
_PROVEN = replace(
    FIRST,
    version=9,
    state="open",
    quote=QUOTE,
    account_read_at=NOW,
    number_count=1,
    sim_kind=SimKind.PLASTIC,
    sim_rule=SimRule.DESTROY,
)
_SIGNED = replace(
    _PROVEN,
    version=21,
    state="agreed",
    requirement=RequirementKind.HANDLE_SIM,
    quote_is_final=True,
    sim_answers=(SimAnswer.DESTROYED, SimAnswer.RETURNED, SimAnswer.LOST, SimAnswer.LATER),
)


def _steps(*states: StepState) -> tuple[Step, ...]:
    kinds = (
        "cut",
        "close_billing",
        "settle",
        "close_points",
        "quarantine",
        "pay_out",
        "certificate",
    )
    return tuple(
        Step(kind, state, NOW if state is StepState.DONE else None)
        for kind, state in zip(kinds, states, strict=True)
    )


_DONE, _RUNNING, _WAITING = StepState.DONE, StepState.RUNNING, StepState.WAITING

CLAIMS = (
    Claim(ClaimKind.ACCESS_BARRED, Witness.OBSERVED, NOW),
    Claim(ClaimKind.SERVING_NODE_TOLD, Witness.OBSERVED, NOW),
    Claim(ClaimKind.SESSION_END_SEEN, Witness.UNKNOWN),
    Claim(ClaimKind.REATTACH_REFUSED, Witness.OBSERVED, NOW),
    Claim(ClaimKind.BILLING_CLOSED, Witness.CONFIRMED, NOW),
    Claim(ClaimKind.MONEY_PAID_OUT, Witness.UNKNOWN),
    Claim(ClaimKind.NUMBER_QUARANTINED, Witness.CONFIRMED, NOW),
    Claim(ClaimKind.SIM_HANDLED, Witness.ATTESTED, NOW),
)

VIEWS = {
    "confirm_line": FIRST,
    "ask_code": replace(
        FIRST,
        version=2,
        requirement=RequirementKind.PROVE_POSSESSION,
        code=CodeView(is_sent=False, expires_at=None, tries_left=5, may_ask_at=None),
    ),
    "give_code": replace(FIRST, version=3, requirement=RequirementKind.PROVE_POSSESSION, code=_CODE),
    "losses": replace(
        _PROVEN,
        requirement=RequirementKind.ACKNOWLEDGE_LOSSES,
        ties=tuple(Tie),
        losses_digest=LOSSES_DIGEST,
        number_count=2,
    ),
    "contact": replace(_PROVEN, version=11, requirement=RequirementKind.GIVE_OTHER_CONTACT),
    "money": replace(
        _PROVEN,
        version=12,
        requirement=RequirementKind.CHOOSE_MONEY_WAY,
        payout_ways=tuple(PayoutWay),
        claim_code="5HTW-93KD",
    ),
    "identity": replace(
        _PROVEN,
        version=10,
        requirement=RequirementKind.PROVE_IDENTITY,
        risk_signs=tuple(RiskSign),
        identity=IdentityStatus.REFUSED,
        identity_doubts=("document_unread", "blurred"),
    ),
    "identity_waits": replace(_PROVEN, version=10, requirement=None, identity=IdentityStatus.WAITS),
    "suspended": replace(
        _PROVEN,
        version=10,
        requirement=RequirementKind.PROVE_IDENTITY,
        lost_at=FIRST.requested_at,
        is_suspended=True,
        risk_signs=(RiskSign.SIM_LOST,),
    ),
    "held": replace(_PROVEN, version=10, requirement=None, holds=tuple(Hold)),
    "at_work": replace(
        _PROVEN,
        version=13,
        requirement=None,
        is_waiting=True,
        steps=_steps(_RUNNING, *[_WAITING] * 6),
    ),
    "sign_ask_code": replace(
        _PROVEN,
        version=15,
        requirement=RequirementKind.SIGN_AGREEMENT,
        quote_is_final=True,
        agreement=AgreementView(
            (
                "I ask CTM to end the line +853 6612 3456 for good.",
                "The last day charged is 23 November 2026. I get back MOP 208.37, paid by bank transfer.",
                "I give up 12,288 MB of unused data and 1,840 points.",
                "The number is kept from everybody else until 21 February 2027.",
            ),
            AGREEMENT_SHA256,
        ),
    ),
    "sim": _SIGNED,
    "esim": replace(
        _SIGNED,
        sim_kind=SimKind.ESIM,
        sim_rule=None,
        sim_answers=(SimAnswer.DELETED_ON_DEVICE, SimAnswer.LATER),
    ),
    "agreed": replace(_SIGNED, requirement=None, wanted_on=date(2026, 12, 24), sim_answers=()),
    "cutting": replace(
        _SIGNED,
        version=30,
        state="cutting",
        requirement=None,
        is_waiting=True,
        sim_answers=(),
        may_withdraw=False,
        steps=_steps(_DONE, _DONE, _RUNNING, StepState.NEEDS_PERSON, _WAITING, _WAITING, _WAITING),
    ),
    "ended": replace(
        _SIGNED,
        version=40,
        state="ended",
        requirement=None,
        sim_answers=(),
        may_withdraw=False,
        steps=_steps(*[_DONE] * 5, _RUNNING, _DONE),
        claims=CLAIMS,
        has_certificate=True,
        ended_at=NOW,
        restore_until_on=date(2026, 12, 23),
        quarantine_until_on=date(2027, 2, 21),
    ),
    "withdrawn": replace(FIRST, version=5, state="withdrawn", requirement=None, may_withdraw=False),
    "lapsed": replace(FIRST, version=5, state="lapsed", requirement=None, may_withdraw=False),
}
_PAPERS = tuple(PaperView(paper) for paper in STRICT[Right.PARENT].papers)
_ACTING = ActingView(Right.PARENT, _PAPERS, takes_pictures=True, is_accepted=False, money_to=MoneyTo.HOLDER)
_REFUSED = replace(_PAPERS[0], status=PaperStatus.REFUSED, number=1, doubt="unsigned")
_LOOKED_AT = tuple(replace(one, status=PaperStatus.WAITS, number=2) for one in _PAPERS)
VIEWS["authority"] = replace(
    VIEWS["identity"],
    requirement=RequirementKind.PROVE_AUTHORITY,
    identity=IdentityStatus.NONE,
    acting=replace(_ACTING, papers=(_REFUSED, *_LOOKED_AT[1:])),
    may_tell_acting=True,
)
VIEWS["authority_at_shop"] = replace(VIEWS["authority"], acting=replace(_ACTING, takes_pictures=False))
VIEWS["authority_waits"] = replace(
    _PROVEN, version=10, requirement=None, acting=replace(_ACTING, papers=_LOOKED_AT)
)
VIEWS["sign"] = replace(
    VIEWS["sign_ask_code"],
    version=16,
    code=_CODE,
    money_way="bank_transfer",
    destination_masked="•••3456",
    other_contact_masked="w•••@example.org",
    may_reopen=(RequirementKind.GIVE_OTHER_CONTACT, RequirementKind.CHOOSE_MONEY_WAY),
)
VIEWS["blocked"] = replace(VIEWS["give_code"], codes_blocked_until=NOW + timedelta(hours=9))
VIEWS["ended_under_way"] = replace(VIEWS["ended"], steps_under_way=("pay_out", "release_esim"))
"""One view for each state a page can be in."""


class FakeDesk:
    """Shows `views[token]`; `refusal` is the next answer; what came is in `asks`, `answers` and `claims`."""

    def __init__(self, view: CaseView = FIRST) -> None:
        self.views = {TOKEN: view}
        self.refusal: Refusal | None = None
        self.failure: Exception | None = None
        self.asks: list[Ask] = []
        self.answers: list[Answer] = []
        self.claims: list[tuple[str, str]] = []
        self.sources: list[str] = []
        self.pictures: list[DocumentPicture] = []
        self.not_taken: NotTaken | None = None
        self.stops: dict[str, StopView] = {}
        self.documents = {"acknowledgement": PDF}
        self.wordings: dict[str, AgreementView] = {}
        self._stored: dict[str, tuple[object, Asked | Refusal | None]] = {}
        self._upcoming: asyncio.Queue[CaseView | None] = asyncio.Queue()

    async def ask(self, ask: Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request once for each key."""
        self._fail()
        self.sources.append(source)
        if key in self._stored:
            return self._again(key, ask) or Refusal(Reason.KEY_REUSED)
        if self.refusal is not None:
            return self.refusal
        self.asks.append(ask)
        asked = Asked(TOKEN, FIRST.case_code, NOW)
        self._stored[key] = (ask, asked)
        return asked

    async def view(self, token: str) -> CaseView:
        """The prepared view."""
        self._fail()
        if token not in self.views:
            raise NoSuchCase
        return self.views[token]

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """The prepared text of this language."""
        await self.view(token)
        return self.wordings.get(language)

    async def show_document(
        self, token: str, picture: DocumentPicture, *, key: str
    ) -> Refusal | NotTaken | None:
        """Take a picture; `not_taken` or `refusal` is the answer."""
        await self.view(token)
        self.pictures.append(picture)
        return self.not_taken or self.refusal

    async def stoppable(self, token: str) -> StopView:
        """The prepared view of a stop link."""
        if token not in self.stops:
            raise NoSuchCase
        return self.stops[token]

    async def stop(self, token: str, *, key: str) -> Refusal | None:
        """Stop it."""
        view = await self.stoppable(token)
        if self.refusal is None:
            self.stops[token] = replace(view, state="withdrawn", may_stop=False)
        return self.refusal

    async def answer(self, token: str, answer: Answer, *, key: str, source: str) -> Refusal | None:
        """Take an answer once for each key."""
        await self.view(token)
        self.sources.append(source)
        if key in self._stored:
            said, stored = self._stored[key]
            if said != answer:
                return Refusal(Reason.KEY_REUSED)
            return stored if isinstance(stored, Refusal) else None
        if self.refusal is not None:
            self._stored[key] = (answer, self.refusal)
            return self.refusal
        self.answers.append(answer)
        self._stored[key] = (answer, None)
        return None

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now, then what `change` puts in, until `change(None)`."""
        yield await self.view(token)
        while (view := await self._upcoming.get()) is not None:
            yield view

    def change(self, view: CaseView | None) -> None:
        """What `changes` gives next."""
        self._upcoming.put_nowait(view)

    async def document(self, token: str, kind: str) -> bytes | None:
        """The prepared PDF."""
        await self.view(token)
        return self.documents.get(kind)

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """The token for the one right pair."""
        self._fail()
        self.sources.append(source)
        self.claims.append((case_code, claim_code))
        if self.refusal is not None:
            return self.refusal
        if (case_code, claim_code) != ("K7QM-2X4P", "5HTW-93KD"):
            raise NoSuchCase
        return TOKEN

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _again(self, key: str, content: object) -> Asked | Refusal | None:
        before, answer = self._stored[key]
        return answer if before == content else Refusal(Reason.KEY_REUSED)
