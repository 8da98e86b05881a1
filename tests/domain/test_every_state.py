"""Every event in every state a case can come to, found by walking all ways: facts or a reason, no exception."""

from __future__ import annotations

import inspect
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact, fact_acting, fact_guarantee
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.assurance import holds, is_sure, risk_signs
from signoff.domain.carrier import CollectWay
from signoff.domain.case import MOVES, OVER, Case, Deadline, MoneyState, State
from signoff.domain.claims import claims_of
from signoff.domain.cut import CutReading, Witness
from signoff.domain.decide import decide
from signoff.domain.decision import Decision
from signoff.domain.fold import apply
from signoff.domain.guidance import Outcome
from signoff.domain.guided import Guided
from signoff.domain.guided_view import show as show_guided
from signoff.domain.identity import NOBODY, IdentityStatus
from signoff.domain.intent import BEFORE_PAYING, Act, Intent, Notice, intents
from signoff.domain.outstanding import outstanding, preview_quote
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.showing import Shown, show
from signoff.store.coding import decode_case, decode_fact, decode_intent, encode, encode_fact
from tests.domain import acted_for, counter_stories
from tests.domain.acted_for import Story
from tests.domain.counter_sayings import SUPERVISOR, at_the_counter
from tests.domain.everything import KINDS, MAY_MEAN_NOTHING, first, sayings
from tests.domain.saying import Saying
from tests.domain.walk import CARRIER, START

PLACES_MIN = 5_700
"""How many different places of a case the walk finds at the least; 5,901 when this was written."""

NOT_OF_THE_RULES = {Reason.BUSY, Reason.KEY_REUSED, Reason.DESTINATION_UNSEEN}
"""Refusals that the engine gives, before any rule is asked."""

TOO_LONG = {Reason.TOO_MANY_DOCUMENTS}
"""Eight pictures are more than this walk takes: `test_step_up.py` gives them."""

SHOWN = Shown("•", "•", None, None)


def place(case: Case) -> tuple[Any, ...]:
    """What makes two cases the same to the rules of their state: not instants, amounts and texts."""
    proof, money, answers, ending = case.proof, case.money, case.answers, case.ending
    sim = proof.traits.sim_kind if proof.traits is not None else None
    if case.guided is not None:
        return guided_place(case, case.guided)
    common = case.state, sim, money.reserve, frozenset(name for name, _ in case.deadlines)
    if case.state is State.JOINED or (case.state in OVER and case.state is not State.ENDED):
        return (*common, case.is_key_destroyed)
    if case.state in (State.REQUESTED, State.OPEN, State.AGREED):
        code, is_now = proof.code, case.wish.wanted_on is None
        # How many wrong codes were given, and whether there are points, is walked where little else differs.
        is_plain = case.identity == NOBODY and not risk_signs(case, CARRIER)
        is_counted = is_plain and is_now and not answers.has_other_contact
        return (
            *common,
            proof.traits,
            None
            if code is None
            else (code.purpose, code.is_used, code.failures if is_counted and not code.is_used else 0),
            (proof.is_looked_up, proof.is_confirmed, is_now),
            _known_of(money, has_points=is_now),
            (total_of(case), money.quote is None, case.state is State.AGREED and money.readings > 2),
            _is_read_since_signed(case),
            (money.way is None, answers.losses_digest is None, answers.has_other_contact),
            (case.is_standing_asked and case.standing is None, risk_signs(case, CARRIER), holds(case)),
            (case.identity.status, case.identity.voucher, bool(case.identity.documents)),
        )
    return (
        *common,
        (answers.sim, answers.is_sim_lapsed),
        (ending.cut_attempts, total_of(case), money.points) if case.state is State.CUTTING else None,
        (frozenset(step.status for step in ending.steps), ending.is_bill_awaited),
        min(ending.certificates_wanted - ending.certificates_issued, 1),
        case.is_key_destroyed,
    )


def _is_read_since_signed(case: Case) -> bool:
    """Whether the account was asked for after the signature, as that of a line whose bill goes on is."""
    signed_at, read_at = case.answers.signed_at, case.money.read_at
    return signed_at is not None and read_at is not None and read_at >= signed_at


def _known_of(money: MoneyState, *, has_points: bool) -> tuple[Any, ...]:
    """What was read of the account; which of it comes first matters once, and not when it is read again."""
    points = None if money.points is None else money.points.points * has_points
    if money.readings == 1:
        return (money.balance is None, money.bill is None, points)
    missing = sum(one is None for one in (money.balance, money.bill, money.points))
    return (missing, points if not missing else None)


def guided_place(case: Case, guided: Guided) -> tuple[Any, ...]:
    """The same where the person does the steps: what of the answers matters to what is asked, shown and claimed."""
    asked = (
        guided.current.task if guided.current is not None else None,
        guided.is_asked,
        guided.until is None,
    )
    return (
        case.state,
        case.is_key_destroyed,
        guided.guidance,
        bool(case.wish.contact_index),
        asked,
        min(guided.occurrence, 2),
        min(len(guided.evidence), 1),
        any(answered.outcome is Outcome.NONE for answered in guided.answered),
        case.ending.certificates_issued,
    )


def total_of(case: Case) -> int | None:
    """On which side the money falls, as far as it is known; None while it is not."""
    shown = preview_quote(case, CARRIER, on=None)
    return None if shown is None else (shown.total_minor > 0) - (shown.total_minor < 0)


@dataclass
class Atlas:
    """All places that were found, and what was seen on the way."""

    places: set[tuple[Any, ...]] = field(default_factory=set)
    heard: Counter[tuple[State | None, str]] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    moves: set[tuple[State, State]] = field(default_factory=set)
    acts: set[Act] = field(default_factory=set)
    notices: set[Notice | None] = field(default_factory=set)
    deadlines: set[Deadline] = field(default_factory=set)
    asked: set[RequirementKind] = field(default_factory=set)
    waiting: deque[Case] = field(default_factory=deque)
    at_counter: set[tuple[Any, ...]] = field(default_factory=set)

    def explore(self) -> None:
        """From no case at all to wherever any event leads, breadth first."""
        for saying in first(START):
            self.hear(None, saying)
        begun = self.waiting[0]
        for saying in (*sayings(begun), *at_the_counter(begun, START)):
            decision = decide(None, saying.event, saying.carrier, saying.found)
            self.note(None, saying, decision)
        while self.waiting:
            case = self.waiting.popleft()
            for saying in sayings(case):
                self.hear(case, saying)
            self.go_to_the_counter(case)
        for story in acted_for.stories():
            self.read(story)
        for walk in counter_stories.stories():
            self.facts.update(type(fact).__name__ for fact in walk.journal)
            self.acts.update(intent.act for intent in walk.made)
            self.notices.update(intent.notice for intent in walk.made)

    def read(self, story: Story) -> None:
        """What a walk said that was made elsewhere."""
        self.facts.update(type(fact).__name__ for fact in story.journal)
        self.reasons.update(one.refusal.reason for one in story.decided if one.refusal is not None)
        self.notices.update(intent.notice for intent in story.made)
        self.asked.update(kind for case in story.cases for kind in outstanding(case, story.carrier))
        for case in story.cases:
            assert decode_case(encode(case)) == case
        assert all(decode_fact(encode_fact(fact)) == fact for fact in story.journal)

    def go_to_the_counter(self, case: Case) -> None:
        """All that staff can do with a case, one thing after the other; once for each kind of place.

        Where it leads is not walked on from: the counter answers no requirement in a way of its own but the proof and
        the signature, and the next places are those that a code leads to.
        """
        steps = frozenset(step.name for step in case.ending.steps)
        known = case.proof.is_confirmed, case.proof.traits is None, case.money.quote is None
        awaits = case.ending.is_bill_awaited
        kind = case.state, case.guided is None, total_of(case), steps, known, case.identity.status, awaits
        if kind in self.at_counter:
            return
        self.at_counter.add(kind)
        if case.guided is None and total_of(case) == -1:
            case = replace(case, money=replace(case.money, way=CollectWay.AT_SHOP))
        at = case.last_at + timedelta(minutes=1)
        if case.state is State.CUTTING and case.guided is None:
            seen = CutReading(True, True, True, True, read_at=at)
            cut = e.CutRead("cut", at, f"{case.id}/cut/{case.ending.cut_attempts}", seen)
            ended = self.say_on(case, Saying(cut))
            self.go_to_the_counter(ended)
            if ended.ending.is_bill_awaited and case.money.bill is not None:
                key = f"{case.id}/billing_read/{ended.money.readings}"
                self.go_to_the_counter(
                    self.say_on(ended, Saying(e.BillRead("read", at, key, case.money.bill)))
                )
        if case.identity.status is IdentityStatus.WAITS:
            case = self.say_on(case, Saying(ce.PictureOpened("opened", at, SUPERVISOR, case.identity.given)))
        for saying in at_the_counter(case, at):
            self.say_on(case, saying)
        stuck = case
        for name in [step.name for step in case.ending.steps if step.name != "cut"]:
            stuck = self.say_on(stuck, Saying(e.StepStuck("x", at, f"{case.id}/{name}/1", "payout_refused")))
        for saying in at_the_counter(stuck, at):
            self.say_on(stuck, saying)
        if "pay_out" in steps:  # money goes elsewhere only once all that could stop it is closed
            for name in BEFORE_PAYING:
                stuck = self.say_on(stuck, Saying(e.StepDone("x", at, f"{case.id}/{name}/1")))
            for saying in at_the_counter(stuck, at):
                self.say_on(stuck, saying)
        for saying in at_the_counter(case, at):
            if not isinstance(saying.event, ce.ByStaff):
                case = self.say_on(case, saying)

    def say_on(self, case: Case, saying: Saying) -> Case:
        """One event, and the case after it."""
        decision = decide(case, saying.event, saying.carrier, saying.found)
        self.note(case, saying, decision)
        made: list[Intent] = []
        for fact in decision.facts:
            case = apply(case, fact)
            made += intents(case, fact)
        self.acts.update(intent.act for intent in made)
        self.notices.update(intent.notice for intent in made)
        self.look_at(case, decision, made)
        return case

    def hear(self, case: Case | None, saying: Saying) -> None:
        """One event at one case."""
        decision = decide(case, saying.event, saying.carrier, saying.found)
        self.note(case, saying, decision)
        if not decision.facts:
            return
        made: list[Intent] = []
        for fact in decision.facts:
            before, case = case, apply(case, fact)
            if before is not None and isinstance(fact, f.CutBegan):
                assert case.guided is not None or is_sure(before, saying.carrier, before.answers.signed_on)
                assert not holds(before)
            made += intents(case, fact)
            if before is not None and before.state is not case.state:
                self.moves.add((before.state, case.state))
        self.acts.update(intent.act for intent in made)
        self.notices.update(intent.notice for intent in made)
        found = place(case) if case is not None else None
        if case is None or found is None or found in self.places:
            return
        self.places.add(found)
        self.waiting.append(case)
        self.look_at(case, decision, made)

    def note(self, case: Case | None, saying: Saying, decision: Decision) -> None:
        """Facts or a refusal with a reason; only what comes from a system or from time may mean nothing."""
        kind = type(saying.event)
        self.heard[case.state if case is not None else None, kind.__name__] += 1
        for fact in decision.facts:
            self.facts[type(fact).__name__] += 1
        if decision.refusal is not None:
            assert isinstance(decision.refusal.reason, Reason)
            self.reasons[decision.refusal.reason] += 1
        elif not decision.facts:
            assert kind in MAY_MEAN_NOTHING, (case, saying)

    def look_at(self, case: Case, decision: Decision, made: list[Intent]) -> None:
        """What the new place asks, shows, intends and stores."""
        self.asked.update(outstanding(case, CARRIER))
        self.deadlines.update(name for name, _ in case.deadlines)
        if case.guided is None:
            assert show(case, CARRIER, SHOWN).state == case.state
        else:
            self.look_at_guided(case)
        assert decode_case(encode(case)) == case
        assert all(decode_fact(encode_fact(fact)) == fact for fact in decision.facts)
        assert all(decode_intent(encode(intent)) == intent for intent in made)
        assert len({intent.key for intent in made}) == len(made)

    def look_at_guided(self, case: Case) -> None:
        """Nobody of ours saw anything, whatever was said and added; the line is held against nobody."""
        view = show_guided(case, "•", "•", {}, CARRIER.time_zone)
        assert view.state == case.state
        assert {claim.by for claim in claims_of(case)} <= {Witness.ATTESTED, Witness.UNKNOWN}
        assert case.held_line_index is None
        assert (view.current is None) == (case.state in OVER)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """Every place there is; any exception on the way fails all tests here."""
    found = Atlas()
    found.explore()
    return found


def test_every_event_is_heard_in_every_state(atlas: Atlas) -> None:
    """Measured, not hoped for: no pair of state and kind of event is left out, nor any kind before there is a case."""
    wanted = {(state, kind.__name__) for state in (None, *State) for kind in KINDS}

    assert not wanted - atlas.heard.keys()
    assert len(atlas.places) >= PLACES_MIN


def test_every_legal_move_is_made_and_no_other(atlas: Atlas) -> None:
    """What `MOVES` allows happens; what happens `MOVES` allows."""
    assert atlas.moves == {(before, after) for before, afters in MOVES.items() for after in afters}


def test_every_fact_is_decided_and_every_reason_given(atlas: Atlas) -> None:
    """A fact nobody decides, or a reason nobody gives, is a dead word."""
    modules = vars(f) | vars(counter_fact) | vars(fact_acting) | vars(fact_guarantee)
    facts = {name for name, kind in modules.items() if inspect.isclass(kind) and issubclass(kind, f.Fact)}

    assert set(atlas.facts) == facts - {"Fact"}
    assert set(atlas.reasons) == set(Reason) - NOT_OF_THE_RULES - TOO_LONG


def test_everything_a_case_can_want_is_wanted_somewhere(atlas: Atlas) -> None:
    """Every call, message, deadline and requirement belongs to some place."""
    assert atlas.acts == set(Act)
    assert atlas.notices == {*Notice, None}
    assert atlas.deadlines == set(Deadline)
    assert atlas.asked == set(RequirementKind)
