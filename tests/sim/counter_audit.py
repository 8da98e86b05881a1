"""The auditor of what came by the counter: its laws about who may see and do what, who it is, and what is cut.

It judges the books of `staffed.py` and the journal's plain facts by `staff_rules.py`; it asks the product nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.sim import acting_audit, papers, staff_rules
from tests.sim.at_counter import WRONG_CARD
from tests.sim.books import UNANSWERED
from tests.sim.customers import Customer
from tests.sim.deputies import Deputy
from tests.sim.intake import made_anew
from tests.sim.staffed import NO_SUCH_CASE, NOT_ALLOWED, Deed
from tests.sim.stored import Stored

if TYPE_CHECKING:
    from tests.sim.world import World

BY_ANSWER = {"ConfirmLine", "WantCode", "GiveCode", "AcknowledgeLosses", "GiveOtherContact", "ChooseMoneyWay"}
BY_ANSWER |= {"ActFor", "SignAgreement", "HandleSim", "Withdraw", "ReportLoss"}
OF_TWO = {"StepGivenUp": "give_up_step", "PayoutCorrected": "correct_destination"}
REPEATED = 3
"""Connections that break in a world, at the most, while one look is being written down."""

KEPT = staff_rules.PICTURES_KEPT
PICTURES = "select name from signoff.sealed where case_id = %s::uuid and name like 'evidence/%%'"


def findings(world: World, stored: Stored) -> list[str]:
    """What is wrong with what came by the counter."""
    found = []
    for customer in world.books.customers:
        if customer.case_id and customer.case_id not in stored.states:
            found.append(f"customer {customer.number}: the case that was acknowledged is lost")
        elif customer.case_id:
            found += [
                f"customer {customer.number}: {one}" for one in CounterAudit(world, stored, customer).all()
            ]
    return found


def unread(before: list[tuple[str, dict[str, Any]]]) -> str | None:
    """What is wrong with a cut that comes after these facts: right before it somebody looks how the line stands."""
    name, says = before[-1]
    if name == "StandingLearned" and not says["standing"]["holds"]:
        return None
    return "it was cut, and nobody had looked right before how the line stands"


@dataclass
class CounterAudit:
    """One customer's case, looked at from all sides."""

    world: World
    stored: Stored
    customer: Customer

    @property
    def case_id(self) -> str:
        """The case."""
        return self.customer.case_id

    @property
    def facts(self) -> list[tuple[str, dict[str, Any]]]:
        """Its journal."""
        return self.stored.facts[self.case_id]

    @property
    def slack(self) -> timedelta:
        """How far clocks were set back at the most."""
        return timedelta(seconds=92 if "clock jumps" in self.world.plan.kinds else 2)

    def all(self) -> Iterator[str]:
        """Everything that is wrong."""
        for deed in self.customer.deeds:
            yield from (f"{deed.what} by {_who(deed)} was taken: {why}" for why in self._wrongly_taken(deed))
        yield from self._written()
        yield from self._of_two()
        yield from self._pictures()
        for place, (name, says) in enumerate(self.facts):
            if name == "CutBegan":
                yield from self._cut(place, _at(says))
        yield from self._end()

    # ------------------------------------------------------------ what was taken

    def _done_before(self, deed: Deed, what: str) -> list[Deed]:
        begun = self.customer.deeds.index(deed)
        return [one for one in self.customer.deeds[:begun] if one.what == what and one.is_done]

    def _within_visit(self, deed: Deed, others: list[Deed]) -> list[Deed]:
        ended_at = deed.ended_at or deed.began_at
        since = ended_at - staff_rules.VISIT - self.slack
        return [one for one in others if (one.ended_at or one.began_at) >= since - self._lasted(deed)]

    def _lasted(self, deed: Deed) -> timedelta:
        """How long it took to be answered: when in between it was decided, nobody here knows."""
        return max((deed.ended_at or deed.began_at) - deed.began_at, timedelta())

    def _wrongly_taken(self, deed: Deed) -> Iterator[str]:
        staff = deed.staff
        if staff is None or not deed.is_done:
            return
        may = staff_rules.ROLES[str(staff.role)]
        needs = "answer" if deed.what in BY_ANSWER else staff_rules.NEEDS.get(deed.what, "look")
        needs = {"Begin": "begin", "OpenPicture": "solve"}.get(deed.what, needs)
        if needs not in may:
            yield f"a {staff.role} may not {needs}"
        if self.customer.tenant_id not in staff.serves:
            yield "it is another carrier's"
        if deed.what == "Look":
            yield from self._saw(deed)
        if deed.what in BY_ANSWER - {*staff_rules.TAKEN_FROM_ANYBODY} and not self._may_know(deed):
            yield "nobody had made sure who speaks"
        if deed.what == "ProveInPerson":
            yield from self._proof(deed)
        if deed.what == "SignInPerson" and not self._was_checked(deed):
            yield "nobody had looked at who signs"
        if deed.what == "DecideDocument" and deed.said.is_accepted:
            yield from self._decided(deed)

    def _is_proven_before(self, deed: Deed) -> bool:
        """Whether the line was certainly proven before this was said."""
        return any(
            one.is_done and one.what in ("GiveCode", "ProveInPerson")
            for one in self.customer.deeds[: self.customer.deeds.index(deed)]
        )

    def _may_know(self, deed: Deed) -> bool:
        """Whether this one of the staff may know who speaks; nobody has to before the line is proven."""
        if not self._is_proven_before(deed):
            return True
        knew = [
            one
            for what in ("GiveCode", "CheckIdentity", "ProveInPerson", "CheckPaper")
            for one in self._done_before(deed, what)
            if one.staff == deed.staff and acting_audit.tells_who(one)
        ]
        return bool(self._within_visit(deed, knew))

    def _was_checked(self, deed: Deed) -> bool:
        if acting_audit.right_at(self.customer, deed) is not None:
            is_here = acting_audit.is_here(self.customer, deed, self.slack)
            return is_here and acting_audit.has_all(self.customer, self.facts, deed)
        checks = self._done_before(deed, "CheckIdentity")
        return bool(checks) and checks[-1].said.is_holder and bool(self._within_visit(deed, checks[-1:]))

    def _saw(self, deed: Deed) -> Iterator[str]:
        seen = deed.seen
        if seen is None or (self._may_know(deed) and self._is_proven_before(deed)):
            return
        shown = (seen.case.quote, seen.case.identifier_masked, seen.case.contact_masked, seen.case.claim_code)
        if any(shown) or seen.is_authenticated:
            yield "it shows the subscriber, and nobody had made sure who is there"

    def _proof(self, deed: Deed) -> Iterator[str]:
        if not self._was_checked(deed):
            yield "nobody had looked at the holder's paper"
        scans = [one for one in self._done_before(deed, "ScanCard") if one.staff == deed.staff]
        scans = self._within_visit(deed, scans[-1:])
        undone = [
            one
            for one in self._done_before(deed, "UndoScan")
            if scans and self.customer.deeds.index(one) > self.customer.deeds.index(scans[-1])
        ]
        has_card = bool(scans) and scans[-1].said.iccid != WRONG_CARD and not undone
        agreed = [
            one
            for one in self._done_before(deed, "DecideApproval")
            if one.said.is_granted and one.staff != deed.staff
        ]
        if not has_card and not agreed:
            yield "there was neither the card nor a second person"

    def _decided(self, deed: Deed) -> Iterator[str]:
        opened = [one for one in self._done_before(deed, "OpenPicture") if one.staff == deed.staff]
        shown = [one.said for one in self._done_before(deed, "ShowDocument")]
        if not opened or not shown or opened[-1].seen != made_anew(shown[-1]):
            yield "they had not had the newest picture before them"

    # ------------------------------------------------------------ what is written

    def _written(self) -> Iterator[str]:
        """Each look and each act is a fact with who it was, and nothing else is."""
        written = Counter(
            (says["staff_id"], says.get("act", "Look" if name == "StaffLooked" else "Find"))
            for name, says in self.facts
            if name in ("StaffLooked", "StaffFound", "StaffActed")
        )
        least, most = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for deed in self.customer.deeds:
            if deed.staff is None or deed.answer == NO_SUCH_CASE:
                continue
            is_look = deed.what in ("Look", "Find", "OpenPicture")
            keys = [(deed.staff.id, staff_rules.WRITTEN_AS.get(deed.what, deed.what))]
            if deed.what == "OpenPicture":
                keys.append((deed.staff.id, "Look"))
            is_shown = deed.what != "Find" or self.case_id in (deed.seen or ())
            is_shown = is_shown and (deed.what != "OpenPicture" or deed.seen is not None)
            # A look has no key of its own: what was committed unheard is committed once more.
            unheard = REPEATED if is_look and self.world.plan.kinds & {"hang up", "database away"} else 1
            for key in keys:
                least[key] += deed.is_done and is_shown
                if deed.answer not in ("not_your_role", NOT_ALLOWED):
                    most[key] += deed.tries * unheard if is_look else 1
        for key in sorted({*written, *least}):
            if not least[key] <= written[key] <= most[key]:
                yield f"{key[1]} by {key[0]} is written {written[key]} times, not {least[key]} to {most[key]}"

    def _of_two(self) -> Iterator[str]:
        """What takes two people was agreed to by somebody else than who asked and does it."""
        asked, granted, actor = dict[int, str](), set[int](), ""
        used = None
        destroyed = [says["staff_id"] for name, says in self.facts if name == "CardDestroyed"]
        if len(destroyed) != len({*destroyed}) or len(destroyed) > 2:
            yield f"the card was destroyed by {destroyed}"
        for name, says in self.facts:
            if name == "StaffActed":
                actor, used = says["staff_id"], None
            elif name == "ApprovalAsked":
                asked[says["number"]] = says["staff_id"]
            elif name == "ApprovalDecided":
                if asked.get(says["number"], says["staff_id"]) == says["staff_id"]:
                    yield f"approval {says['number']} was decided by {says['staff_id']}, who had asked for it"
                granted |= {says["number"]} if says["is_granted"] else set()
            elif name == "ApprovalUsed":
                used = says["number"]
                if used not in granted or asked.get(used) != actor:
                    yield f"approval {used} was used by {actor}, to whom nobody had granted it"
                granted.discard(used)
            elif used is None and self._takes_two(name, says):
                yield f"{name} by {actor} took no second person"

    def _takes_two(self, name: str, says: dict[str, Any]) -> bool:
        """As the pack lists it; and all that is done with the money of a holder for whom somebody acts."""
        if acting_audit.is_their_money(self.customer, name, says):
            return True
        return OF_TWO.get(name) in staff_rules.takes_two(self.customer.tenant_id)

    def _pictures(self) -> Iterator[str]:
        """Nobody but who opened a picture says that it is the holder's; none is kept longer or shorter than it may."""
        newest, opened, decided_at = 0, set[tuple[str, int]](), None
        unseen = "vouched for picture"
        for name, says in self.facts:
            if name == "DocumentTaken":
                newest, decided_at = says["number"], None
            elif name == "PictureOpened":
                opened.add((says["staff_id"], says["number"]))
            elif name == "IdentityAccepted" and says["voucher"] == "staff":
                if (says["staff_id"], newest) not in opened:
                    yield f"{says['staff_id']} {unseen} {newest} unseen"
                decided_at = _at(says)
            elif name == "PaperJudged" and says["is_accepted"] and says["voucher"] == "staff":
                if (says["staff_id"], says["number"]) not in opened:
                    yield f"{says['staff_id']} {unseen} {says['number']} unseen"
            elif (
                name == "PicturesErased"
                and decided_at is not None
                and _at(says) + self.slack < decided_at + KEPT
            ):
                yield "pictures were erased too early"
        left = self.world.ground.ask(PICTURES, (self.case_id,))
        if left:
            yield f"{len(left)} pictures of documents are kept for ever"
        for what, fact in (("ShowDocument", "DocumentTaken"), ("ShowPaper", "PaperTaken")):
            given = sum(deed.what == what and deed.is_done for deed in self.customer.deeds)
            if given != self.stored.count(self.case_id, fact):
                yield f"{what} was taken {given} times, and written {self.stored.count(self.case_id, fact)}"

    # ------------------------------------------------------------ what is cut

    def _cut(self, place: int, at: datetime) -> Iterator[str]:
        """Right after its standing was read, signed for by somebody of whom one is as sure as one has to be."""
        before, customer = self.facts[:place], self.customer
        if (why := unread(before)) is not None:
            yield why
        signed = next((one for name, one in reversed(before) if name == "AgreementSigned"), None)
        if signed is None:
            yield "it was cut unsigned"
            return
        since = [name for name, _ in before[_place(before, "AgreementSigned") :]]
        if "SignatureVoided" in since:
            yield "it was cut on a signature that was void"
        signed_at, channel = _at(signed), self._channel(_at(signed))
        swapped = [ended for _, ended in customer.swaps if signed_at + self.slack < ended < at - self.slack]
        if swapped:
            yield "it was cut, and its SIM is another one than when it was signed for"
        held = [
            hold
            for hold, since_at, lifted_at in customer.holds
            if since_at + self.slack < at and (lifted_at is None or lifted_at > at + self.slack)
        ]
        if held:
            yield f"it was cut while the line was {held}"
        risk = self._risk(before, at)
        waits = staff_rules.stop_time(customer.tenant_id, risk)
        if at - signed_at + self.slack < waits:
            yield f"it was cut after {at - signed_at}, and others had {waits} to stop it"
        if acting_audit.is_told(customer):
            yield from acting_audit.cut(customer, before, at, channel, self.slack)
            return
        needed = staff_rules.needed(customer.tenant_id, risk, channel)
        if needed == "identified" and not self._is_identified(before):
            yield f"it was cut at {risk} risk, signed by {channel}, and nobody knows who that was"

    def _channel(self, signed_at: datetime) -> str:
        """By which way it was signed, from the books."""
        for deed in reversed(self.customer.deeds):
            is_then = deed.began_at - self.slack <= signed_at
            if deed.is_done and is_then and deed.what in ("SignInPerson", "SignAgreement"):
                if deed.what == "SignInPerson":
                    return "counter"
                if deed.staff is None:
                    return "portal"
                return "counter" if self._was_checked(deed) else "agent"
        return "portal"

    def _risk(self, before: list[tuple[str, dict[str, Any]]], at: datetime) -> str:
        customer = self.customer
        proven_at = next((_at(says) for name, says in before if name == "LineProven"), at)
        fresh = proven_at - staff_rules.new_for(customer.tenant_id)
        is_new = any(fresh < began and ended < at - self.slack for began, ended in customer.swaps)
        limit, planted = staff_rules.large_sum(customer.tenant_id), customer.planted
        is_large = bool(limit) and planted.balance_minor + planted.deposit_minor > limit
        lost = [one for one in customer.deeds if one.what == "ReportLoss" and one.is_done]
        is_lost = any((one.ended_at or one.began_at) < at - self.slack for one in lost)
        is_told = acting_audit.is_told(customer)
        return "elevated" if is_new or is_large or is_lost or is_told else "ordinary"

    def _is_identified(self, before: list[tuple[str, dict[str, Any]]]) -> bool:
        """By somebody who saw them or the right picture; a machine's word is enough where the SIM is good."""
        deeds = [one for one in self.customer.deeds if one.is_done or one.answer == UNANSWERED]
        if any(one.what == "CheckIdentity" and one.said.is_holder for one in deeds):
            return True
        if any(one.what == "DecideDocument" and one.said.is_accepted for one in deeds):
            return True
        is_good = not self.customer.swaps and all(name != "LossTold" for name, _ in before)
        shown = [one.said for one in deeds if one.what == "ShowDocument"]
        return is_good and any(papers.believed(data).is_match for data in shown)

    # ------------------------------------------------------------ the end

    def _end(self) -> Iterator[str]:
        state, case_id, names = (
            self.stored.states[self.case_id],
            self.case_id,
            [name for name, _ in self.facts],
        )
        effects = [one for one in self.stored.effects.get(case_id, ()) if one.what == "network.cut"]
        cuts = [one for one in effects if not one.is_already]
        if (len(cuts) == 1) != (state in ("ended", "closing")) or len(cuts) > 1:
            yield f"it is {state}, and the line was cut {len(cuts)} times"
        said = [deed for deed in self.customer.deeds if deed.what in ("Withdraw", "Stop") and deed.is_done]
        if said and state != "withdrawn":
            yield f"it was withdrawn, and is {state}"
        is_signed = (
            "AgreementSigned" in names
            and "SignatureVoided" not in names[_place(self.facts, "AgreementSigned") :]
        )
        stuck = [note for key, note in self.stored.stuck if key.startswith(case_id)]
        expected = {"ended"} if is_signed and not stuck else {"lapsed", "withdrawn"}
        expected |= {"cutting", "closing"} if stuck else set()
        if state not in expected and not (said and state == "withdrawn"):
            yield f"it is {state}, and should be {' or '.join(sorted(expected))}"
        paid = [one.what for one in self.stored.effects.get(case_id, ()) if one.what == "payments.pay_out"]
        if len(self.stored.payouts.get(case_id, ())) > 1:
            yield f"it was paid out {len(paid)} times"
        if isinstance(self.customer, Deputy):
            sent = self.stored.payouts.get(case_id, [])
            yield from acting_audit.money(self.customer, self.facts, sent, self.customer.own_account)
        collected = names.count("PaymentTaken")
        if collected > 1:
            yield f"what was owed was taken {collected} times"
        for what, fact in (("WriteMessage", True), ("AskHelp", False)):
            done = sum(deed.what == what and deed.is_done for deed in self.customer.deeds)
            kept = sum(name == "MessageKept" and says["is_staff"] is fact for name, says in self.facts)
            if done != kept:
                yield f"{what} was taken {done} times and kept {kept} times"


def _at(says: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(says["at"])


def _who(deed: Deed) -> str:
    return deed.staff.id if deed.staff is not None else "the link"


def _place(facts: list[tuple[str, dict[str, Any]]], name: str) -> int:
    """Where the last fact of this name stands."""
    return max((place for place, (one, _) in enumerate(facts) if one == name), default=0)
