"""Any event in any state: facts or a refusal with its reason, never an exception; and the books always balance."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import CollectWay, PayoutWay, TariffKind
from signoff.domain.case import MOVES, OVER, Deadline, Reserve, State
from signoff.domain.cut import CutReading
from signoff.domain.fold import fold
from signoff.domain.guarantee import Charge, ChargeKind
from signoff.domain.guidance import Outcome, Task
from signoff.domain.line import ContactKind, LineTraits, SimKind
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Refusal
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Allowance, BalanceReading, BillReading, PointsReading
from signoff.domain.showing import Shown, show
from signoff.domain.standing import Hold, Standing
from signoff.domain.third_party import Paper, Right
from signoff.domain.typed_paper import Agreement
from tests.conftest import IS_SOAK
from tests.domain.counter_sayings import CLERK, at_the_counter
from tests.domain.everything import CONTACTS, KINDS, MAY_MEAN_NOTHING, request
from tests.domain.walk import CARRIER, START, TRAITS, Walk

STANDINGS = st.builds(
    Standing,
    sim_changed_at=st.none() | st.just(START),
    is_suspended=st.booleans(),
    holds=st.sampled_from([(), (), (Hold.LOCKED,), (Hold.LEGAL, Hold.PORTING_OUT)]),
)
AMOUNTS = st.integers(0, 500_00)
BALANCES = st.builds(
    BalanceReading,
    AMOUNTS,
    st.sampled_from([0, 1_00]),
    st.sampled_from([(), (Allowance("mb", 100),)]),
)
BILLS = st.builds(BillReading, owed_minor=AMOUNTS, deposit_minor=st.sampled_from([0, 200_00]))
STEPS = (
    "settle",
    "close_billing",
    "close_points",
    "quarantine",
    "release_esim",
    "pay_out",
    "cut",
    "reserve",
    "look_up",
)
TRAITS_OF_LINES = st.sampled_from(
    [
        TRAITS,
        LineTraits(SimKind.ESIM, 2, "prepaid", TariffKind.PREPAID),
        LineTraits(SimKind.PLASTIC, 1, "postpaid", TariffKind.POSTPAID),
        LineTraits(SimKind.PLASTIC, 1, "no such tariff", TariffKind.POSTPAID),
        None,
    ]
)
_LOOKS = [(is_good, one) for is_good in (True, False) for one in Agreement]
SHOWN = Shown("•", "•", None, None)

PAIRS_MIN = 180
"""Pairs of a state and a kind of event that chance meets at the least; `test_every_state.py` meets all of them."""

heard: Counter[tuple[State, type[e.Event]]] = Counter()


class AnyEvent(RuleBasedStateMachine):
    """Everything that can arrive, at any time, mixed with the usual way so that late states are reached too."""

    begins_in: ClassVar[State]

    def __init__(self) -> None:
        super().__init__()
        self.walk = Walk()
        self.before: State | None = None

    @initialize(days=st.sampled_from([None, 0, 3]), traits=TRAITS_OF_LINES)
    def begin(self, days: int | None, traits: LineTraits | None) -> None:
        """A case that stands where this machine begins: chance alone hardly ever left the first and last states."""
        until = self.begins_in
        days = 3 if until is State.AGREED else days
        self.walk.request(None if days is None else self.walk.now.date() + timedelta(days=days))
        if until is State.REQUESTED:
            return
        self.walk.held_by = "case-2" if until is State.JOINED else None
        self.walk.later(days=8 if until is State.LAPSED else 0)
        if until is State.LAPSED:
            self.walk.say(e.DeadlinePassed, name="request_lapses")
        elif until is State.WITHDRAWN:
            self.walk.say(e.WithdrawalWanted)
        is_known = traits is not None and traits.tariff_id in CARRIER.tariffs
        for _ in range(16):
            if self.walk.state() is not until:
                self.walk.go_on(traits if traits is not None and is_known else TRAITS)
        assert self.walk.state() is until

    def hear(self, kind: type[e.Event], **said: object) -> None:
        """One event; what comes of it is facts or a worded refusal, and moves the case legally."""
        case = self.walk.case
        assert case is not None
        self.before = case.state
        heard[case.state, kind] += 1
        decision = self.walk.say(kind, **said)
        assert decision.refusal is None or isinstance(decision.refusal, Refusal)
        assert decision.facts or decision.refusal or kind in MAY_MEAN_NOTHING
        assert self.walk.case is not None

    @rule(days=st.sampled_from([None, 0, 3, -3]))
    def requested_again(self, days: int | None) -> None:
        """The request comes to a case that is there already."""
        case = self.walk.case
        assert case is not None
        heard[case.state, e.Requested] += 1
        assert self.walk.take(request(self.walk.now, days)).refusal is not None

    @rule(case_id=st.sampled_from([None, None, "case-2"]))
    def taken(self, case_id: str | None) -> None:
        """Another case takes the line, or lets go of it."""
        self.walk.held_by = case_id

    @rule(hours=st.sampled_from([0.01, 0.2, 1, 26, 24 * 8, 24 * 40]))
    def wait(self, hours: float) -> None:
        """Time passes."""
        self.walk.later(hours=hours)

    @rule(name=st.sampled_from([*Deadline, "no such deadline"]))
    def deadline(self, name: str) -> None:
        """A deadline rings, rightly or not; those that end a case only now and then."""
        if name in (Deadline.REQUEST_LAPSES, Deadline.CASE_LAPSES) and self.walk.events % 7:
            return
        self.hear(e.DeadlinePassed, name=str(name))

    @rule(traits=TRAITS_OF_LINES.filter(lambda traits: traits is not None) | st.none())
    def looked_up(self, traits: LineTraits | None) -> None:
        """Records answer."""
        known = traits is not None
        self.hear(
            e.LineLookedUp,
            key="case-1/look_up/1",
            traits=traits,
            line=e.Sealed("line") if known else None,
            line_index="line-index" if known else None,
        )

    @rule(kind=st.sampled_from([e.LineConfirmed, e.WithdrawalWanted, e.ErasureWanted]))
    def plain(self, kind: type[e.Event]) -> None:
        """The events that say nothing more."""
        if kind is not e.WithdrawalWanted or self.walk.events % 7 == 0:
            self.hear(kind)

    @rule(is_file=st.booleans())
    def what_a_guided_person_says(self, is_file: bool) -> None:
        """A carrier's systems do the steps of this case: it takes neither."""
        if is_file:
            self.hear(e.EvidenceAdded, evidence=e.Sealed("x"), sha256="0" * 64, media="x", size_bytes=1)
        else:
            self.hear(e.TaskAnswered, task=Task.REFUND, outcome=Outcome.DONE)

    @rule(digest=st.sampled_from(["right", "wrong"]))
    def code(self, digest: str) -> None:
        """A code is wanted, then given rightly or wrongly."""
        self.hear(e.CodeWanted, digest="right", code=e.Sealed("code"), source="somewhere")
        self.hear(e.CodeGiven, digest=digest)

    @rule(reading=BALANCES, bill=BILLS, points=AMOUNTS)
    def read(self, reading: BalanceReading, bill: BillReading, points: int) -> None:
        """The systems that know the money answer."""
        assert self.walk.case is not None
        turn = self.walk.case.money.readings
        self.hear(e.BalanceRead, key=f"case-1/charging_read/{turn}", reading=reading)
        self.hear(e.BillRead, key=f"case-1/billing_read/{turn}", reading=bill)
        self.hear(e.PointsRead, key=f"case-1/loyalty_read/{turn}", reading=PointsReading(points))

    @rule(standing=STANDINGS, late=st.integers(0, 1))
    def stand(self, standing: Standing, late: int) -> None:
        """Records answer how the line stands, perhaps to an older question."""
        assert self.walk.case is not None
        key = f"case-1/standing/{self.walk.case.money.readings - late}"
        self.hear(e.StandingRead, key=key, standing=standing, contacts=CONTACTS)

    @rule(change=st.sampled_from(list(e.LineChange)))
    def changed_outside(self, change: e.LineChange) -> None:
        """Another hand changes the line."""
        self.hear(e.LineChanged, change=change)

    @rule(what=st.sampled_from(list(e.SaidOfLine)), minutes=st.integers(0, 5))
    def told_of_line(self, what: e.SaidOfLine, minutes: int) -> None:
        """Another case of the line says how it stands, or stood."""
        since = self.walk.now - timedelta(minutes=minutes)
        self.hear(e.LineTold, case_id="case-9", what=what, since=since)

    @rule(match=st.booleans(), asks=st.booleans(), stuck=st.booleans(), index=st.sampled_from(["", "a", "b"]))
    def document(self, match: bool, asks: bool, stuck: bool, index: str) -> None:
        """A document is given and read, well or not at all."""
        self.hear(e.DocumentGiven, document_kind="passport", picture=e.Sealed("evidence/1"))
        assert self.walk.case is not None
        key = f"case-1/document/{self.walk.case.identity.given}"
        if stuck:
            self.hear(e.StepStuck, key=key, reason="busy")
        found = {"document_index": index, "holder_index": index}
        self.hear(e.DocumentRead, key=key, is_match=match, asks_again=asks, doubts=(), **found)

    @rule(
        right=st.sampled_from([None, *Right]),
        paper=st.sampled_from(list(Paper)),
        said=st.sampled_from(_LOOKS),
    )
    def acting(self, right: Right | None, paper: Paper, said: tuple[bool, Agreement]) -> None:
        """Somebody acts for the holder, or does not; a paper is given, and another one lies on the table."""
        holder = e.Sealed("holder/1") if right is not None else None
        if self.walk.events % 3 == 0:
            self.hear(e.ActingSaid, right=right, holder=holder)
        self.hear(e.DocumentGiven, document_kind=paper.value, picture=e.Sealed("evidence/2"))
        self.hear(ce.PaperChecked, by=CLERK, paper=paper, is_good=said[0], agreement=said[1])

    @rule()
    def stopped(self) -> None:
        """Somebody registered for the line stops it; now and then."""
        if self.walk.events % 7 == 0:
            self.hear(e.StopWanted, contact_index="registered-index")
        if self.walk.events % 5 == 0:
            self.hear(e.LossReported)
        self.hear(e.LineSuspended, key="case-1/suspend/1")

    @rule(ties=st.sets(st.sampled_from(list(Tie))))
    def wrong_losses(self, ties: set[Tie]) -> None:
        """Losses acknowledged that were not shown."""
        self.hear(e.LossesAcknowledged, ties=tuple(ties), losses_digest="another")

    @rule(is_the_line=st.booleans())
    def contact(self, is_the_line: bool) -> None:
        """Another contact, or one that will be dead."""
        self.hear(
            e.OtherContactGiven,
            contact=e.Sealed("other"),
            contact_kind=ContactKind.PHONE,
            is_the_line=is_the_line,
            claim_digest=None,
        )

    @rule(way=st.sampled_from([*PayoutWay, *CollectWay]), named=st.booleans())
    def way(self, way: PayoutWay | CollectWay, named: bool) -> None:
        """A way of the money, fitting or not."""
        self.hear(e.MoneyWayChosen, way=way, destination=e.Sealed("account") if named else None)

    @rule(steps=st.integers(1, 4), traits=TRAITS_OF_LINES)
    def usual(self, steps: int, traits: LineTraits | None) -> None:
        """The usual way, some steps of it."""
        for _ in range(steps):
            self.walk.go_on(traits or TRAITS)

    @rule(reading=BALANCES, occurrence=st.integers(0, 2))
    def reserved(self, reading: BalanceReading, occurrence: int) -> None:
        """Charging answers a reserve, perhaps an old one."""
        case = self.walk.case
        assert case is not None
        count = max(case.money.reserve_count - occurrence, 0)
        self.hear(e.BalanceReserved, key=f"case-1/reserve/{count}", reading=reading)

    @rule(occurrence=st.integers(0, 2))
    def released(self, occurrence: int) -> None:
        """Charging gave a reserve back, perhaps an old one."""
        case = self.walk.case
        assert case is not None
        self.hear(e.BalanceReleased, key=f"case-1/release/{max(case.money.reserve_count - occurrence, 0)}")

    @rule(digest=st.sampled_from(["signing", "wrong"]), named=st.booleans(), right=st.booleans())
    def sign(self, digest: str, named: bool, right: bool) -> None:
        """A signature, right or wrong in each of its parts."""
        case = self.walk.case
        assert case is not None
        quote = case.money.quote
        self.hear(e.CodeWanted, digest="signing", code=e.Sealed("code"), source="somewhere")
        self.hear(
            e.AgreementSigned,
            name=e.Sealed("name") if named else None,
            code_digest=digest,
            text_sha256="1" * 64,
            quote_digest=quote.digest if right and quote is not None else "",
            money_way=case.money.way,
            destination=case.money.destination,
        )

    @rule(requirement=st.sampled_from(list(RequirementKind)))
    def reopen(self, requirement: RequirementKind) -> None:
        """An answer is to be given anew, asked for or not."""
        self.hear(e.AnswerReopened, requirement=requirement)

    @rule(nth=st.integers(2, 4), inbox=st.sampled_from(["contact-index", "second-inbox"]))
    def joined(self, nth: int, inbox: str) -> None:
        """Somebody else proves the line, perhaps told twice."""
        self.hear(
            e.AskerProved,
            key=f"case-{nth}/tell_case/1",
            request_id=f"case-{nth}",
            contact=e.Sealed(f"asker/case-{nth}"),
            contact_index=inbox,
            language="zh-Hans",
        )

    @rule(how=st.sampled_from(list(SimAnswer)))
    def sim(self, how: SimAnswer) -> None:
        """What is said of the SIM."""
        self.hear(e.SimAnswered, how=how)

    @rule(barred=st.sampled_from([True, True, False, None]), seen=st.sampled_from([True, False, None]))
    def cut(self, barred: bool | None, seen: bool | None) -> None:
        """The network answers."""
        case = self.walk.case
        assert case is not None
        reading = CutReading(barred, seen, seen, seen, read_at=self.walk.now)
        self.hear(e.CutRead, key=f"case-1/cut/{case.ending.cut_attempts}", reading=reading)

    @rule(kind=st.sampled_from([e.StepDone, e.StepAccepted]), step=st.sampled_from(STEPS))
    def step(self, kind: type[e.Event], step: str) -> None:
        """A system answers a step, asked or not."""
        self.hear(kind, key=f"case-1/{step}/1")

    @rule(step=st.sampled_from(STEPS))
    def stuck(self, step: str) -> None:
        """A step needs a person."""
        self.hear(e.StepStuck, key=f"case-1/{step}/1", reason="not_allowed")

    @rule(kind=st.sampled_from(ChargeKind), number=st.integers(1, 3))
    def charged(self, kind: ChargeKind, number: int) -> None:
        """A system charges the line, whether it has ended or not; another gives it back, asked or not."""
        charge = Charge("line", f"{kind}{number}", kind, number, "MOP", self.walk.now, self.walk.now)
        self.hear(e.ChargesSeen, charges=(charge,))
        self.hear(e.ChargeTakenBack, key=f"case-1/take_back/{number}")

    @rule(turn=st.integers(0, 7))
    def at_the_counter(self, turn: int) -> None:
        """Staff look and act, as they may and as they may not; every eighth of what they can do."""
        case = self.walk.case
        assert case is not None
        for saying in [*at_the_counter(case, self.walk.now)][turn::8]:
            heard[case.state, type(saying.event)] += 1
            decision = self.walk.take(saying.event)
            assert decision.facts or decision.refusal or type(saying.event) in MAY_MEAN_NOTHING

    @rule(occurrence=st.integers(1, 3))
    def drawn(self, occurrence: int) -> None:
        """A certificate is drawn."""
        self.hear(e.DocumentDrawn, key=f"case-1/certificate/{occurrence}", sha256="0" * 64)

    @invariant()
    def the_books_balance(self) -> None:
        """Row = fold of the journal; legal states; unique keys; everything can be shown."""
        case = self.walk.case
        if case is None:
            return
        assert fold(tuple(self.walk.journal)) == case
        assert case.version == len(self.walk.journal)
        assert case.state in MOVES
        keys = [intent.key for intent in self.walk.made]
        assert len(keys) == len(set(keys)), "an intent's key was used for two calls"
        outstanding(case, CARRIER)
        view = show(case, CARRIER, SHOWN)
        assert all(getattr(view, field.name) is not ... for field in fields(view))
        kept = {name for name, _ in case.deadlines} - {Deadline.PICTURES_DUE}
        assert not kept or case.state not in OVER

    @invariant()
    def nothing_is_cut_without_proof_signature_and_reserve(self) -> None:
        """The cut is ordered only after possession, a signed quote and, for prepaid, a held balance."""
        case = self.walk.case
        if case is None or not any(intent.step == "cut" for intent in self.walk.made):
            return
        assert case.proof.proven_at is not None
        assert case.answers.signed_at is not None
        assert case.money.quote is not None
        if case.proof.traits is not None and case.proof.traits.tariff_kind is TariffKind.PREPAID:
            assert case.money.reserve is Reserve.HELD


@pytest.mark.soak
def test_any_event_in_any_state_gives_facts_or_a_reason() -> None:
    """By chance and for long; and chance has really met every state and every kind of event."""
    heard.clear()
    examples = 600 if IS_SOAK else 17
    for state in State:
        machine = type(f"From_{state}", (AnyEvent,), {"begins_in": state})
        run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=60))

    assert {state for state, _ in heard} == set(State)
    assert {kind for _, kind in heard} == KINDS
    assert len(heard) >= PAIRS_MIN, len(heard)
