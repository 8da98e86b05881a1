"""All ways to the cut by the rules alone: what a person, an attacker, staff, records and time can do in any order.

What a cut would need is worked out here from what happened, not asked of the rules that are tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import fact_acting as t
from signoff.domain.act import Notice
from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.case import Case, Deadline, Reserve, State
from signoff.domain.changing import replace
from signoff.domain.counter_case import CHECK_LIFE, Document
from signoff.domain.decision import Decision
from signoff.domain.outstanding import losses_digest, preview_quote, ties_of
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.domain.staff import By, Role
from signoff.domain.standing import Hold
from signoff.domain.step_up import Assurance, Channel, Risk
from tests.domain.seen import UNKNOWN, Seen
from tests.domain.walk import START, Walk

CLERK, BACK_OFFICE = By("clerk", Role.CLERK), By("back-office", Role.BACK_OFFICE)
_WARNINGS = (Notice.ENDING_AGREED, Notice.ENDING_AGREED_FOR_HOLDER)


@dataclass
class Path:
    """One way so far."""

    walk: Walk
    balance_minor: int
    seen: Seen = field(default_factory=Seen)
    steps: tuple[str, ...] = ()

    @property
    def case(self) -> Case:
        """The case, which is there from the first step."""
        assert self.walk.case is not None
        return self.walk.case

    def branch(self, name: str) -> Self:
        """A copy that goes on by itself."""
        walk = replace(self.walk, journal=[], made=[], tallies={})
        return type(self)(walk, self.balance_minor, self.seen, (*self.steps, name))

    def say(self, kind: type[e.Event], **fields: Any) -> Decision:
        """One event, and what was seen of it."""
        before = self.case
        decision = self.walk.say(kind, **fields)
        for fact in decision.facts:
            self.watch(before, fact)
        return decision

    def watch(self, before: Case, fact: f.Fact) -> None:
        """What a fact says happened; a cut is held against what is known of the person."""
        seen = self.seen
        match fact:
            case f.LineProven():
                self.seen = replace(seen, possessed_at=fact.at)
            case f.LossTold():
                self.seen = replace(seen, is_lost=True)
            case c.SimReplaced():
                self.seen = replace(seen, **UNKNOWN, there_at=None, left=False)
            case c.LineResumed():
                assert before.counter.checked(fact.at), self.steps  # the holder, and nobody from afar
                self.seen = replace(seen, is_lost=False)
            case f.DocumentTaken():
                self.seen = replace(seen, **UNKNOWN)
            case f.AskerJoined():
                is_signed = before.state is State.AGREED
                self.seen = replace(seen, joined=seen.joined + 1, left=is_signed)
                self.seen = replace(self.seen, there_at=None, here_at=None)
                if not is_signed:
                    self.seen = self.seen.of_nobody()
            case f.SignatureVoided() if seen.left:
                self.seen = replace(seen.of_nobody(), left=False)
            case t.ActingTold():
                self.seen = replace(seen.of_nobody(), told=True, right=fact.right)
            case f.AgreementSigned():
                warned = tuple(one.stop_index for one in self.walk.made if one.notice in _WARNINGS)
                self.seen = replace(seen, signed_at=fact.at, warned=warned)
            case f.CutBegan():
                self.held_to_account(fact.at)

    def held_to_account(self, at: datetime) -> None:
        """Nobody's line is cut below what its carrier asks for. Raises AssertionError."""
        carrier, seen, standing = self.walk.carrier, self.seen, self.walk.standing
        rules = carrier.policy.step_up
        assert seen.signed_at is not None, self.steps
        assert seen.signed_on is not None, self.steps
        assert not standing.holds, self.steps
        since = timedelta(hours=rules.sim_change_hours)
        changed_at, proven_at = standing.sim_changed_at, seen.possessed_at
        is_new = changed_at is not None and proven_at is not None and changed_at > proven_at - since
        is_large = bool(rules.large_sum_minor) and self.balance_minor > rules.large_sum_minor
        is_weak = is_new or seen.is_lost
        risk = Risk.ELEVATED if is_weak or is_large or seen.told else Risk.ORDINARY
        has = Assurance.POSSESSED if proven_at is not None else Assurance.NONE
        is_read = "machine" in seen.signed_as and proven_at is not None and not is_weak
        if is_read or {"picture", "claimed", "there"} & {*seen.signed_as}:
            has = Assurance.IDENTIFIED
        if seen.right is not None:
            self.acted_for(at)
        else:
            assert has.rank >= rules.required[risk][seen.signed_on].rank, (risk, has, self.steps)
        assert seen.warned == tuple(one.index for one in self.walk.contacts), self.steps
        is_other_sim = changed_at is not None and changed_at > START
        assert not is_other_sim or self.case.counter.sim_taken_at == changed_at, self.steps
        hours = max(rules.stop_hours[risk], carrier.policy.cooling_off_hours)
        assert at - seen.signed_at >= timedelta(hours=hours), (hours, self.steps)

    def acted_for(self, at: datetime) -> None:
        """What a cut needs that somebody else signed for: `acting_paths.py` has the ways there."""
        raise AssertionError(at, self.steps)

    def is_here(self) -> bool:
        """Whether somebody who acts for the holder stands there with every paper."""
        return False

    def own_place(self) -> tuple[Any, ...]:
        """What else makes two ways the same."""
        return ()

    # ------------------------------------------------------------ what answers by itself

    def settle(self) -> None:
        """Charging, billing, loyalty, and last of all records, answer all that they were asked."""
        for _ in range(8):
            case, version = self.case, self.case.version
            if case.state not in (State.OPEN, State.AGREED):
                return
            turn, money = case.money.readings, case.money
            if money.balance is None:
                reading = BalanceReading(self.balance_minor)
                self.say(e.BalanceRead, key=f"case-1/charging_read/{turn}", reading=reading)
            if money.bill is None:
                self.say(e.BillRead, key=f"case-1/billing_read/{turn}", reading=BillReading())
            if money.points is None:
                self.say(e.PointsRead, key=f"case-1/loyalty_read/{turn}", reading=PointsReading())
            if self.case.money.reserve is Reserve.ORDERED:
                key = f"case-1/reserve/{self.case.money.reserve_count}"
                self.say(e.BalanceReserved, key=key, reading=BalanceReading(self.balance_minor))
            if self.case.is_standing_asked and self.case.standing is None:
                standing, contacts = self.walk.standing, self.walk.contacts
                key = f"case-1/standing/{self.case.money.readings}"
                self.say(e.StandingRead, key=key, standing=standing, contacts=contacts)
            if (asked := self.case.counter.line_reads) > 1:
                known = {"traits": self.case.proof.traits, "line_index": self.case.proof.line_index}
                self.say(ce.LineReadAgain, key=f"case-1/look_up/{asked}", **known)
            if self.case.version == version:
                return

    # ------------------------------------------------------------ what can be done

    def prove(self, channel: Channel) -> None:
        """A code to the line comes back."""
        self.walk.later(minutes=40)
        said = {"digest": "right", "link": self.link}
        self.say(e.CodeWanted, **said, code=e.Sealed("code"), source="s", channel=channel)
        self.say(e.CodeGiven, **said)

    def prove_in_person(self, _: Channel) -> None:
        """A clerk has the card and whoever has it."""
        self.say(ce.CardScanned, by=CLERK, is_card_there=True)
        self.say(ce.ProvenInPerson, by=CLERK)

    def seen_by_clerk(self, _: Channel) -> None:
        """The holder with their document, at the counter."""
        self.show_to_clerk(is_holder=True)

    def not_the_holder(self, _: Channel) -> None:
        """Somebody with a paper that is not the holder's."""
        self.show_to_clerk(is_holder=False)

    def show_to_clerk(self, *, is_holder: bool) -> None:
        """What a clerk says of a paper is said of who is there; said otherwise a moment later, it was a mistake."""
        is_mistake, signed_as = self.is_there and not is_holder, self.seen.signed_as
        if not self.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=is_holder).facts:
            return
        self.seen = replace(self.seen, there_at=self.walk.now if is_holder else None)
        if is_mistake:
            signed_as = tuple(one for one in signed_as if one not in ("claimed", "there"))
            self.seen = replace(self.seen, claimed=False, signed_as=signed_as)

    @property
    def is_there(self) -> bool:
        """Whether the holder stands at the counter, for all that is known there."""
        return self.seen.there_at is not None and self.walk.now - self.seen.there_at <= CHECK_LIFE

    @property
    def link(self) -> str:
        """By which link something is said: the one that was made last."""
        return self.case.askers[-1].request_id if self.case.askers else self.case.id

    def mine(self, _: Channel) -> None:
        """Whoever is there says that all that was asked for is theirs."""
        is_said = bool(self.walk.claim_all(CLERK).facts)
        if is_said and self.is_there:
            self.seen = replace(self.seen, claimed=True, left=False)

    def not_mine(self, _: Channel) -> None:
        """Or that none of it is: it was a thief's, with all that was given by it."""
        before, decision = self.case, self.walk.claim(CLERK)
        for fact in decision.facts:
            self.watch(before, fact)
        if decision.facts:
            self.seen = replace(
                self.seen, **UNKNOWN, left=False, signed_on=None, signed_at=None, signed_as=()
            )

    def give(self, **found: Any) -> None:
        """A picture comes and is read."""
        picture, link = e.Sealed("evidence/1"), self.link
        given = self.say(e.DocumentGiven, document_kind="passport", picture=picture, link=link)
        if not given.facts:
            return
        said = {"is_match": False, "asks_again": False, "doubts": ()} | found
        key = f"case-1/document/{self.case.identity.given}"
        self.say(e.DocumentRead, key=key, **said)
        self.seen = replace(self.seen, machine=bool(said["is_match"]))

    def matching(self, _: Channel) -> None:
        """A machine takes it for the holder's: a copy of a stolen passport is as good."""
        self.give(is_match=True)

    def unlike(self, _: Channel) -> None:
        """A machine cannot say."""
        self.give(doubts=("name_differs",))

    def accepted(self, _: Channel) -> None:
        """Somebody looked at the picture that waits."""
        number = self.case.identity.given
        self.say(ce.PictureOpened, by=BACK_OFFICE, number=number)
        if self.say(ce.DocumentDecided, by=BACK_OFFICE, number=number, is_accepted=True).facts:
            self.seen = replace(self.seen, picture=True)

    def looked_at(self, channel: Channel) -> None:
        """A picture that no machine can vouch for, accepted by somebody."""
        self.unlike(channel)
        self.accepted(channel)

    def rejected(self, _: Channel) -> None:
        """The same, and does not vouch."""
        said = {"number": self.case.identity.given, "is_accepted": False, "doubt": "blurred"}
        if self.say(ce.DocumentDecided, by=BACK_OFFICE, **said).facts:
            self.seen = replace(self.seen, machine=False)

    def answered(self, _: Channel) -> None:
        """Everything else that is asked."""
        shown = preview_quote(self.case, self.walk.carrier, on=None)
        if shown is None:
            return
        ties = ties_of(self.case)
        by = {"link": self.link if self.case.requests else ""}
        self.say(e.LossesAcknowledged, ties=ties, losses_digest=losses_digest(self.case, shown), **by)
        contact = {"contact": e.Sealed("other"), "claim_digest": None, "is_the_line": False} | by
        self.say(e.OtherContactGiven, contact_kind=self.walk.contacts[0].kind, **contact)
        policy = self.walk.carrier.policy
        if shown.total_minor > 0:
            way: PayoutWay | CollectWay = policy.payout_ways[0]
            self.say(e.MoneyWayChosen, way=way, destination=e.Sealed("account"), **by)
        elif shown.total_minor < 0:
            self.say(e.MoneyWayChosen, way=policy.collect_ways[0], destination=None, **by)

    def join(self, channel: Channel) -> None:
        """Somebody else proves the line by a request of their own, and the case hears of it."""
        if self.seen.joined or self.case.proof.proven_at is None:
            return  # one is as good as many: each is asked everything anew
        before = self.case
        for fact in self.walk.join().facts:
            self.watch(before, fact)

    def _signature(self, channel: Channel) -> dict[str, Any] | None:
        quote, money = self.case.money.quote, self.case.money
        if quote is None:
            return None
        said = {"name": e.Sealed("name"), "text_sha256": "1" * 64, "quote_digest": quote.digest}
        return said | {"money_way": money.way, "destination": money.destination, "channel": channel}

    def sign(self, channel: Channel) -> None:
        """With a code to the line."""
        self.walk.later(minutes=40)
        by = {"link": self.link}
        self.say(e.CodeWanted, digest="signing", code=e.Sealed("code"), source="s", channel=channel, **by)
        said = self._signature(channel)
        if said is None:
            return
        before = self.seen
        signed_as = tuple(one for one in ("machine", "picture", "claimed") if getattr(before, one))
        self.seen = replace(before, signed_on=channel, signed_as=signed_as, here_signed=True)
        if not self.say(e.AgreementSigned, code_digest="signing", **said, **by).facts:
            self.seen = before

    def sign_in_person(self, _: Channel) -> None:
        """With a pen, at the counter."""
        said = self._signature(Channel.PORTAL)
        if said is None:
            return
        signed_as, before = ("there",) if self.is_there else (), self.seen
        is_here = self.is_here()
        self.seen = replace(before, signed_on=Channel.COUNTER, signed_as=signed_as, here_signed=is_here)
        signed = e.AgreementSigned("signed", self.walk.now, code_digest="", **said)
        strokes = {"strokes": e.Sealed("strokes"), "strokes_sha256": "2" * 64}
        if not self.say(ce.SignedInPerson, by=CLERK, signed=signed, **strokes).facts:
            self.seen = before

    def swap(self, _: Channel) -> None:
        """Another SIM, of which the carrier tells."""
        self.walk.standing = replace(self.walk.standing, sim_changed_at=self.walk.now)
        self.say(e.LineChanged, change=e.LineChange.SIM_CHANGED)

    def swap_unheard(self, _: Channel) -> None:
        """Another SIM, of which nobody tells; only once, or the walk would not end."""
        if self.walk.standing.sim_changed_at is None:
            self.walk.standing = replace(self.walk.standing, sim_changed_at=self.walk.now)

    def hold_unheard(self, _: Channel) -> None:
        """Somebody wants the line kept, and nobody tells."""
        self.walk.standing = replace(self.walk.standing, holds=(Hold.LEGAL,))

    def lose(self, _: Channel) -> None:
        """The SIM is said to be lost, and the line suspended."""
        self.say(e.LossReported)
        self.say(e.LineSuspended, key=f"case-1/suspend/{self.case.counter.resumes + 1}")

    def resume(self, _: Channel) -> None:
        """A clerk has it work again, for whoever stands there."""
        self.say(ce.ResumeWanted, by=CLERK)
        self.say(ce.LineResumed, key=f"case-1/resume/{self.case.counter.resumes}")

    def hold(self, _: Channel) -> None:
        """Somebody wants the line kept."""
        self.walk.standing = replace(self.walk.standing, holds=(Hold.LEGAL,))
        self.say(e.LineChanged, change=e.LineChange.HELD)

    def let_go(self, _: Channel) -> None:
        """No longer."""
        self.walk.standing = replace(self.walk.standing, holds=())
        self.say(e.LineChanged, change=e.LineChange.LET_GO)

    def stop(self, _: Channel) -> None:
        """Somebody registered says no."""
        self.say(e.StopWanted, contact_index="registered-index")

    def wait(self, _: Channel) -> None:
        """Until whatever is due next."""
        if self.case.deadlines:
            self.come_to(min(self.case.deadlines, key=lambda item: item[1])[0])

    def wait_for_the_day(self, _: Channel) -> None:
        """Until the cut is due, whatever else was due before."""
        self.come_to(Deadline.CUT_DUE)

    def come_to(self, name: Deadline) -> None:
        """The instant of a deadline, if there is such a one."""
        due = dict(self.case.deadlines).get(name)
        if due is not None:
            self.walk.now = max(self.walk.now, due)
            self.say(e.DeadlinePassed, name=name)
