"""A case walked through the rules by hand, without store or engine: for the tests of the domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import (
    BalanceRule,
    Billing,
    Carrier,
    CollectWay,
    PayoutWay,
    Policy,
    RecurringRule,
    SimRule,
    Tariff,
    TariffKind,
)
from signoff.domain.case import Case, Reserve, State
from signoff.domain.counter_event import RequestsSorted
from signoff.domain.cut import CutReading
from signoff.domain.decide import decide
from signoff.domain.decision import Decision
from signoff.domain.fold import apply
from signoff.domain.intent import Intent, intents
from signoff.domain.line import ContactKind, IdentifierKind, LineTraits, SimKind
from signoff.domain.outstanding import is_standing_awaited, losses_digest, preview_quote, ties_of
from signoff.domain.refusal import Reason
from signoff.domain.requirement import SimAnswer
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.domain.staff import By
from signoff.domain.standing import Standing
from signoff.domain.tallies import Found, wants

START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

PREPAID = Tariff(
    "prepaid", TariffKind.PREPAID, Billing.NONE, 0, RecurringRule.FULL_CYCLE, BalanceRule.REFUND, 0
)
POSTPAID = Tariff(
    "postpaid",
    TariffKind.POSTPAID,
    Billing.IN_ARREARS,
    30_00,
    RecurringRule.PRORATE_DAILY,
    BalanceRule.FORFEIT,
    500_00,
)
CARRIER = Carrier(
    id="walk",
    country="MO",
    time_zone="Asia/Macau",
    currency="MOP",
    pack_digest="0" * 64,
    policy=Policy(
        notice_days=0,
        restore_days=30,
        quarantine_days=90,
        sim_rule=SimRule.DESTROY,
        sim_answer_hours=24,
        payout_ways=(PayoutWay.BANK_TRANSFER, PayoutWay.CASH_AT_SHOP, PayoutWay.OTHER_LINE),
        collect_ways=(CollectWay.FINAL_BILL, CollectWay.AT_SHOP),
    ),
    tariffs={"prepaid": PREPAID, "postpaid": POSTPAID},
)
TRAITS = LineTraits(SimKind.PLASTIC, 1, "prepaid", TariffKind.PREPAID)


@dataclass
class Walk:
    """One case under the rules, with its journal, its intents and the counts a store would keep."""

    carrier: Carrier = CARRIER
    now: datetime = START
    case: Case | None = None
    journal: list[f.Fact] = field(default_factory=list)
    made: list[Intent] = field(default_factory=list)
    tallies: dict[str, int] = field(default_factory=dict)
    held_by: str | None = None
    events: int = 0
    reads_last: bool = True
    known: tuple[BalanceReading, BillReading, PointsReading] = (
        BalanceReading(12_00),
        BillReading(),
        PointsReading(),
    )

    def say(self, kind: type[e.Event], **fields: Any) -> Decision:
        """One event now, decided, folded and counted as the engine does it."""
        self.events += 1
        event = kind(id=f"event-{self.events}", at=self.now, **fields)
        return self.take(event)

    def take(self, event: e.Event) -> Decision:
        """The same for an event made elsewhere."""
        wanted = wants(self.case, event, self.carrier)
        found = Found({n: self.tallies.get(n, 0) for n in wanted.tallies}, self.held_by)
        decision = decide(self.case, event, self.carrier, found)
        for fact in decision.facts:
            self.case = apply(self.case, fact)
            self.journal.append(fact)
            self.made.extend(intents(self.case, fact))
            for name in getattr(fact, "tallies", ()):
                self.tallies[name] = self.tallies.get(name, 0) + 1
        return decision

    def state(self) -> State | None:
        """Where the case stands."""
        return self.case.state if self.case is not None else None

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    standing: Standing = field(default_factory=Standing)
    contacts: tuple[e.RegisteredContact, ...] = ()

    @property
    def acts(self) -> list[str]:
        """The steps of the intents made so far."""
        return [intent.step for intent in self.made]

    # ------------------------------------------------------------ the usual way

    def request(self, wanted_on: date | None = None, source: str = "somewhere") -> Decision:
        """A request for a number, with a mail contact."""
        self.events += 1
        return self.take(
            e.Requested(
                id="case-1",
                at=self.now,
                tenant_id="walk",
                carrier_id="walk",
                case_code="WALK-0001",
                language="en",
                identifier_kind=IdentifierKind.NUMBER,
                identifier=e.Sealed("identifier"),
                identifier_index="typed",
                contact=e.Sealed("contact"),
                contact_kind=ContactKind.EMAIL,
                contact_index="contact-index",
                wanted_on=wanted_on,
                source=source,
            )
        )

    def claim_all(self, by: By) -> Decision:
        """Whoever is with this one of the staff says of every request that it is theirs."""
        return self.claim(by, *(self.case.requests if self.case is not None else ()))

    def claim(self, by: By, *mine: str) -> Decision:
        """Of these requests that they are theirs, and of no other."""
        assert self.case is not None
        asked = self.case.foreign_requests(by.staff_id, self.now)
        others = tuple(one for one in asked if one not in mine)
        mine = tuple(one for one in asked if one in mine)
        return self.say(RequestsSorted, by=by, mine=mine, others=others)

    def look_up(self, traits: LineTraits | None = TRAITS) -> Decision:
        """Records answer: this line, or none."""
        known = traits is not None
        return self.say(
            e.LineLookedUp,
            key="case-1/look_up/1",
            traits=traits,
            line=e.Sealed("line") if known else None,
            line_index="line-index" if known else None,
        )

    def want_code(self, digest: str = "right", source: str = "somewhere") -> Decision:
        """A code is asked for, whose keyed hash is `digest`; an account that is too old is read again, as it was."""
        wanted = {"digest": digest, "code": e.Sealed("code"), "source": source}
        decision = self.say(e.CodeWanted, **wanted)
        if decision.refusal is not None and decision.refusal.reason is Reason.QUOTE_OLD:
            self.read_again()
            return self.say(e.CodeWanted, **wanted)
        return decision

    def ask(self, traits: LineTraits | None = TRAITS, wanted_on: date | None = None) -> None:
        """From nothing to where a code can be asked for: the line is looked up and confirmed."""
        self.request(wanted_on)
        self.look_up(traits)
        self.say(e.LineConfirmed)

    def prove(self, traits: LineTraits | None = TRAITS, wanted_on: date | None = None) -> None:
        """From nothing to possession proven."""
        self.ask(traits, wanted_on)
        self.want_code()
        self.say(e.CodeGiven, digest="right")

    def read(
        self,
        balance: BalanceReading | None = None,
        bill: BillReading | None = None,
        points: PointsReading | None = None,
    ) -> Decision:
        """The three systems answer, as often as they were asked."""
        assert self.case is not None
        turn = self.case.money.readings
        self.known = (balance or BalanceReading(12_00), bill or BillReading(), points or PointsReading())
        decision = self.stand()
        for kind, port, reading in zip(
            (e.BalanceRead, e.BillRead, e.PointsRead),
            ("charging", "billing", "loyalty"),
            self.known,
            strict=True,
        ):
            decision = self.say(kind, key=f"case-1/{port}_read/{turn}", reading=reading)
        return self.stood(decision)

    def stand(self) -> Decision:
        """Records answer how the line stands, as often as they were asked."""
        assert self.case is not None
        key = f"case-1/standing/{self.case.money.readings}"
        return self.say(e.StandingRead, key=key, standing=self.standing, contacts=self.contacts)

    def read_again(self) -> None:
        """The systems answer anew what they answered before, and charging reserves if that is asked."""
        self.read(*self.known)
        assert self.case is not None
        if self.case.money.reserve is Reserve.ORDERED:
            self.reserve()

    def acknowledge(self) -> Decision:
        """The losses shown now are accepted with every tie ticked."""
        assert self.case is not None
        shown = preview_quote(self.case, self.carrier, on=None)
        assert shown is not None
        return self.say(
            e.LossesAcknowledged,
            ties=ties_of(self.case),
            losses_digest=losses_digest(self.case, shown),
        )

    def answer(self) -> None:
        """Losses, contact and the way of the money."""
        self.acknowledge()
        self.say(
            e.OtherContactGiven,
            contact=e.Sealed("other"),
            contact_kind=ContactKind.EMAIL,
            is_the_line=False,
            claim_digest=None,
        )
        assert self.case is not None
        if self.case.money.account("any") is None:
            self.read(*self.known)
        shown = preview_quote(self.case, self.carrier, on=None)
        assert shown is not None
        if shown.total_minor > 0:
            self.say(e.MoneyWayChosen, way=PayoutWay.BANK_TRANSFER, destination=e.Sealed("account"))
        elif shown.total_minor < 0:
            self.say(e.MoneyWayChosen, way=CollectWay.FINAL_BILL, destination=None)

    def join(self, request_id: str = "case-2", inbox: str = "second-inbox") -> Decision:
        """Somebody else has proven the line by a request of their own."""
        return self.say(
            e.AskerProved,
            key=f"{request_id}/tell_case/1",
            request_id=request_id,
            contact=e.Sealed(f"asker/{request_id}"),
            contact_index=inbox,
            language="zh-Hans",
        )

    def come_to_sign(self, *, reserves: bool = True) -> None:
        """From nothing to the signature: all is answered, and the balance is reserved unless that is still to come."""
        self.prove()
        self.read()
        self.answer()
        if reserves:
            self.reserve()

    def reserve(self, reading: BalanceReading | None = None) -> Decision:
        """Charging answers the reserve."""
        assert self.case is not None
        key = f"case-1/reserve/{self.case.money.reserve_count}"
        return self.stood(self.say(e.BalanceReserved, key=key, reading=reading or BalanceReading(12_00)))

    def sign(self, digest: str = "signing") -> Decision:
        """The agreement over the quote shown now is signed with a fresh code."""
        self.later(hours=0.01)
        wanted = self.want_code(digest)
        if self.case is not None and self.case.money.quote is None:
            return wanted  # the line has changed: something else is asked first
        return self.put_name(digest)

    def put_name(self, digest: str = "signing") -> Decision:
        """A name under the quote shown now, with this code, fresh or not; records then say how the line stands."""
        assert self.case is not None
        assert self.case.money.quote is not None
        signed = self.say(
            e.AgreementSigned,
            name=e.Sealed("name"),
            code_digest=digest,
            text_sha256="1" * 64,
            quote_digest=self.case.money.quote.digest,
            money_way=self.case.money.way,
            destination=self.case.money.destination,
        )
        return self.stood(signed)

    def stood(self, decision: Decision) -> Decision:
        """Records answer how the line stands if they were asked by this, as they do before each cut.

        So do the systems with what they said last, where an account that goes on is read after its signature.
        """
        if self.state() is not State.AGREED or self.case is None or not is_standing_awaited(self.case):
            return decision
        learned = self.stand()
        facts = (*decision.facts, *learned.facts)
        if self.state() is State.AGREED and self.case.money.account("any") is None:
            facts = (*facts, *self.read(*self.known).facts)
        return Decision(facts, decision.refusal)

    def cut(self, *, barred: bool | None = True) -> Decision:
        """The network answers the cut."""
        reading = CutReading(barred, barred, None, barred, read_at=self.now)
        assert self.case is not None
        key = f"case-1/cut/{self.case.ending.cut_attempts}"
        decision = self.say(e.CutRead, key=key, reading=reading)
        if self.case.ending.is_bill_awaited and self.reads_last:
            self.read_last(self.known[1])
        return decision

    def read_last(self, bill: BillReading) -> Decision:
        """Billing says what was billed and paid until the line had ended."""
        assert self.case is not None
        return self.say(e.BillRead, key=f"case-1/billing_read/{self.case.money.readings}", reading=bill)

    def close(self) -> None:
        """Every closing step is confirmed."""
        assert self.case is not None
        for step in self.case.ending.steps:
            if step.status == "open":
                self.say(e.StepDone, key=f"case-1/{step.name}/1")

    def end(self, traits: LineTraits = TRAITS) -> None:
        """The whole way."""
        self.prove(traits)
        self.read()
        self.answer()
        assert self.case is not None
        if self.case.money.reserve == "ordered":
            self.reserve()
        self.sign()
        self.cut()
        self.say(e.SimAnswered, how=SimAnswer.DESTROYED)
        self.close()

    def go_on(self, traits: LineTraits = TRAITS) -> None:
        """The next thing of the usual way, whatever it is, from wherever the case stands."""
        case = self.case
        assert case is not None
        match case.state:
            case State.REQUESTED if not case.proof.is_looked_up:
                self.look_up(traits)
            case State.REQUESTED if not case.proof.is_confirmed:
                self.say(e.LineConfirmed)
            case State.REQUESTED:
                self.later(minutes=33)
                self.want_code()
                self.say(e.CodeGiven, digest="right")
            case State.OPEN | State.AGREED if case.money.reserve is Reserve.ORDERED:
                self.reserve()
            case State.OPEN | State.AGREED if case.money.account("any") is None:
                self.read()
            case State.OPEN | State.AGREED if is_standing_awaited(case):
                self.stand()
            case State.OPEN if case.money.quote is None:
                self.answer()
            case State.OPEN:
                self.later(minutes=33)
                self.sign()
            case State.AGREED:
                self.later(days=4)
                self.say(e.DeadlinePassed, name="cut_due")
            case State.CUTTING:
                self.cut()
            case State.CLOSING:
                self.say(e.SimAnswered, how=SimAnswer.LATER)
                self.close()
            case State.ENDED:
                wanted = case.ending.certificates_wanted
                self.say(e.DocumentDrawn, key=f"case-1/certificate/{wanted}", sha256="0" * 64)
            case _:
                pass
