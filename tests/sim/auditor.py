"""The auditor: compares what is written with what the simulation knows and what the rules say; believes nobody.

Only chains and "row = fold of the journal" are asked of `signoff.testing.audit`; all else is worked out here.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.sim import charge_audit, counter_audit, erasing, guided_audit, rules, sight, stored, thief_audit
from tests.sim.answers import Judge
from tests.sim.books import PlantedLine, Saying
from tests.sim.stored import Stored

if TYPE_CHECKING:
    from tests.sim.ground import Ground
    from tests.sim.people import Somebody
    from tests.sim.world import World

FACT_OF = {
    "confirm": "LineConfirmed",
    "code": "CodeIssued",
    "losses": "LossesAcknowledged",
    "contact": "OtherContactGiven",
    "way": "MoneyWayChosen",
    "sign": "AgreementSigned",
    "sim": "SimAnswered",
    "withdraw": "CaseWithdrawn",
}
STUCK = ("cutting", "closing")


def audit(world: World) -> list[str]:
    """What is wrong."""
    found = stored.read(world.ground)
    others = {one.case_id for one in world.books.customers}
    others |= {case_id for theft in world.books.thefts for case_id in theft.case_ids}
    return [
        *world.ground.unsound(world.tenants),
        *counter_audit.findings(world, found),
        *Audit(world, found.without(others)).findings(),
        *thief_audit.findings(world, found),
        *charge_audit.findings(world, found, Audit(world, found).told),
        *guided_audit.findings(world, found),
    ]


def endings(ground: Ground) -> dict[str, int]:
    """How many cases are in which state."""
    question = "select state, count(*) from signoff.cases where tenant_id <> 'guide' group by 1 order by 1"
    return dict(ground.ask(question))


@dataclass
class Audit:
    """One run, looked at from all sides."""

    world: World
    stored: Stored

    def findings(self) -> Iterator[str]:
        """Everything that is wrong."""
        yield from self.stored.unfinished
        yield from self._requests()
        judge = Judge(self.world, self.stored, self.case_of)
        for person in self.people:
            for saying in person.said:
                wrong = judge.judge(person, saying)
                if wrong:
                    yield f"person {person.number}: {wrong}"
            yield from sight.seen(self.world, self.stored, person)
        for case_id in self.stored.states:
            yield from self._case(case_id)
        for planted in self.world.books.lines:
            yield from self._line(planted)
        is_well = not self.world.plan.kinds - {"nothing", "lie"} and not self.world.books.is_charging_hurt
        if is_well and self.stored.repeated_calls:
            yield f"calls were made twice for no reason: {self.stored.repeated_calls}"

    # ------------------------------------------------------------ who is who

    @property
    def people(self) -> list[Somebody]:
        """Everybody."""
        return self.world.books.people

    def root(self, case_id: str) -> str:
        """The case in which a request went on."""
        joined = self.stored.first(case_id, "RequestJoined")
        return joined["case_id"] if joined is not None else case_id

    def case_of(self, saying: Saying) -> str | None:
        """The case that a saying was about: after the proof that joined another one, that one."""
        person = self.people[saying.person]
        if person.case_id is None:
            return None
        proofs = [other for other in person.said if other.what == "prove" and other.is_accepted]
        is_after = bool(proofs) and person.said.index(saying) > person.said.index(proofs[0])
        return self.root(person.case_id) if is_after else person.case_id

    def owner(self, case_id: str) -> Somebody | None:
        """Who asked for it."""
        return next((person for person in self.people if person.case_id == case_id), None)

    def accepted(self, case_id: str, what: str) -> list[Saying]:
        """What was acknowledged in a case."""
        found = [
            saying
            for saying in self.world.books.sayings
            if saying.what == what and saying.is_accepted and self.case_of(saying) == case_id
        ]
        return sorted(found, key=lambda saying: saying.ended)

    def is_excused(self, key: str, note: str) -> bool:
        """Whether a call rightly waits for a person."""
        case_id, step, _ = key.split("/")
        if step == "cut":
            return note == "not_barred" and self.stored.lies >= 3
        ways = [str(saying.said.way) for saying in self.accepted(case_id, "way")]
        return step == "pay_out" and note == "destination_unknown" and ways[-1:] == ["other_line"]

    # ------------------------------------------------------------ requests and cases

    def _requests(self) -> Iterator[str]:
        asked = {person.case_id for person in self.people if person.case_id is not None}
        for case_id in asked - self.stored.states.keys():
            yield f"request {case_id} was acknowledged and is lost"
        for case_id in self.stored.states.keys() - asked:
            yield f"case {case_id} was asked for by nobody"
        for key, note in self.stored.stuck:
            if not self.is_excused(key, note):
                yield f"the call {key} waits for a person: {note}"

    def _case(self, case_id: str) -> Iterator[str]:
        yield from (f"case {case_id}: {finding}" for finding in self._of_case(case_id))

    def _of_case(self, case_id: str) -> Iterator[str]:
        person = self.owner(case_id)
        if person is None:
            return
        state = self.stored.states[case_id]
        expected = self._expected_state(case_id, person)
        if state not in expected:
            yield f"it is {state}, and should be {' or '.join(sorted(expected))}"
        for what, fact in FACT_OF.items():
            said, written = len(self.accepted(case_id, what)), self.stored.count(case_id, fact)
            if said != written:
                yield f"{what} was accepted {said} times and written {written} times"
        yield from self._failures(case_id)
        facts = self.stored.facts[case_id]
        cuts = [place for place, (name, _) in enumerate(facts) if name == "CutBegan"]
        yield from (why for place in cuts if (why := counter_audit.unread(facts[:place])) is not None)
        for joiner in self.joiners(case_id):
            heard = [
                name
                for name, says in self.stored.facts[case_id]
                if name == "AskerJoined" and says["request_id"] == joiner.case_id
            ]
            if len(heard) != 1:
                yield f"it heard {len(heard)} times that person {joiner.number} proved the line too"
        yield from self._effects(case_id, person, state)
        yield from self._messages(case_id, person, state)
        yield from erasing.wrong(self.world, self.stored, case_id, person.planted)
        if state == "ended":
            yield from self._money(case_id, person)

    def _expected_state(self, case_id: str, person: Somebody) -> set[str]:
        if self.accepted(case_id, "withdraw"):
            return {"withdrawn"}
        is_proven = any(saying.what == "prove" and saying.is_accepted for saying in person.said)
        if is_proven and self.stored.count(case_id, "RequestJoined"):
            return {"joined"}
        if not self.accepted(case_id, "sign"):
            return {"lapsed"}
        is_stuck = any(key.startswith(case_id) for key, _ in self.stored.stuck)
        return {*STUCK} if is_stuck else {"ended"}

    def _failures(self, case_id: str) -> Iterator[str]:
        mine = [saying.reason for saying in self.world.books.sayings if self.case_of(saying) == case_id]
        wrong, written = mine.count("code_wrong"), self.stored.count(case_id, "CodeFailed")
        perhaps = mine.count("code_used_up") + mine.count("too_many_failures")
        if not wrong <= written <= wrong + perhaps:
            yield f"{wrong} wrong codes and {perhaps} that were one too many are {written} failures"

    # ------------------------------------------------------------ effects

    def _effects(self, case_id: str, person: Somebody, state: str) -> Iterator[str]:
        others = ("messages.send", "charges.take_back")
        effects = [one for one in self.stored.effects.get(case_id, ()) if one.what not in others]
        done = Counter(effect.what for effect in effects)
        reserved, released = done.pop("charging.reserve", 0), done.pop("charging.release", 0)
        planted = person.planted
        is_cut = state in ("ended", "closing")
        kept = 1 if is_cut and planted.is_prepaid else 0
        if state != "cutting" and reserved - released != kept:
            yield f"reserved {reserved} times, released {released} times"
        expected = Counter(self._expected_effects(case_id, planted)) if is_cut else Counter[str]()
        if state == "closing":
            done, expected = done & expected, done & expected
        if done != expected:
            yield f"effects {dict(done - expected)} too many, {dict(expected - done)} missing"
        twice = [key for key, count in Counter((e.what, e.key) for e in effects).items() if count > 1]
        if twice:
            yield f"one key had two effects: {twice}"
        for effect in effects:
            if is_cut and effect.is_already:
                yield f"{effect.what} found nothing left to do"

    def _expected_effects(self, case_id: str, planted: PlantedLine) -> list[str]:
        effects = ["network.cut", "billing.close", "numbers.quarantine"]
        if planted.is_prepaid:
            effects.append("charging.settle")
        if planted.points:
            effects.append("loyalty.close")
        if str(planted.line.sim_kind) == "esim":
            effects.append("esim.release")
        is_held_back = any(key.startswith(f"{case_id}/pay_out") for key, _ in self.stored.stuck)
        if max(self._totals(case_id)) > 0 and not is_held_back:
            effects.append("payments.pay_out")
        return effects

    def _messages(self, case_id: str, person: Somebody, state: str) -> Iterator[str]:
        messages = self.stored.messages.get(case_id, [])
        own, told = person.ask.contact.value, self._told(case_id, person)
        is_proven = bool(self.stored.count(case_id, "LineProven"))
        expected = {
            "notice_acknowledged": {own},
            "notice_ended": told if state == "ended" else set(),
            "notice_withdrawn": told if state == "withdrawn" and is_proven else set(),
        }
        for step, to in expected.items():
            sent = Counter(m.contact for m in messages if m.key.split("/")[1].startswith(step))
            if sent != Counter(to):
                yield f"{step} was sent to {dict(sent)}, not once to each of {sorted(to)}"
        codes = [message for message in messages if message.key.split("/")[1] == "code"]
        if len(codes) > self.stored.count(case_id, "CodeIssued"):
            yield f"{len(codes)} codes were sent"
        twice = [key for key, count in Counter(message.key for message in messages).items() if count > 1]
        if twice:
            yield f"a message was sent twice: {twice}"
        allowed = {own, *told, *person.planted.line.numbers[:1], *self._contacts(case_id)}
        strays = [message.key for message in messages if message.contact not in allowed]
        if strays:
            yield f"messages went to strangers: {strays}"
        papers = self.stored.documents.get(case_id, Counter())
        if self.stored.count(case_id, "KeyDestroyed"):
            return
        if papers["acknowledgement"] != 1 or (papers["certificate"] > 0) != (state == "ended"):
            yield f"the documents of a case that is {state} are {dict(papers)}"

    def joiners(self, case_id: str) -> list[Somebody]:
        """Who proved the line of this case too, by a request of their own."""
        return [
            other
            for other in self.people
            if other.case_id not in (None, case_id) and self.root(other.case_id or "") == case_id
        ]

    def _contacts(self, case_id: str) -> set[str]:
        """All other contacts that were ever given in a case."""
        given = [saying.said.contact for saying in self.accepted(case_id, "contact")]
        return {contact.value for contact in given if contact is not None}

    def told(self, case_id: str) -> set[str] | None:
        """Who gets the news of a case; None for one that is not of these people."""
        person = self.owner(case_id)
        return None if person is None else self._told(case_id, person)

    def _told(self, case_id: str, person: Somebody) -> set[str]:
        """Who gets the news: the other contact or else the first one, with everybody who proved the line."""
        joiners = self.joiners(case_id)
        told = {joiner.ask.contact.value for joiner in joiners}
        given = [saying.said.contact for saying in self.accepted(case_id, "contact")]
        other = given[-1] if given else None
        for name, says in self.stored.facts.get(case_id, ()):
            if name == "OtherContactGiven":
                is_void = False
            elif name == "AnswersVoided" and "give_other_contact" in says["kinds"]:
                is_void = True
            else:
                continue
            other = None if is_void else given[-1]
        if other is None:
            return {*told, person.ask.contact.value}
        return {*told, other.value, *([person.ask.contact.value] if joiners else [])}

    # ------------------------------------------------------------ money

    def _totals(self, case_id: str) -> set[int]:
        """What may come out, for all the days on which the agreement may have been signed."""
        person = self.owner(case_id)
        signed = self.accepted(case_id, "sign")
        if person is None or not signed:
            return {0}
        planted = person.planted
        asked = next(saying for saying in person.said if saying.what == "ask" and saying.is_accepted)
        signed_on = _days(planted, signed[-1])
        wished = asked.ended_at or asked.began_at
        last = rules.last_days(planted, wished, person.ask.wanted_on, signed_on)
        return {rules.total(planted, last_on) for last_on in last}

    def _money(self, case_id: str, person: Somebody) -> Iterator[str]:
        totals = self._totals(case_id)
        paid = self.stored.payouts.get(case_id, [])
        final = self.stored.lines[person.planted.handle]["final_minor"]
        ways = self.accepted(case_id, "way")
        if final not in {min(total, 0) for total in totals}:
            yield f"the final bill says {final}, the rules say {sorted(totals)}"
        if len(paid) > 1:
            yield f"it was paid out {len(paid)} times: {paid}"
        for amount, way, destination in paid:
            if amount not in totals:
                yield f"{amount} was paid out, the rules say {sorted(totals)}"
            if not ways or (way, destination) != (str(ways[-1].said.way), ways[-1].said.destination):
                yield f"{amount} was paid out by {way} to {destination}, which nobody chose last"

    # ------------------------------------------------------------ lines

    def _line(self, planted: PlantedLine) -> Iterator[str]:
        line = self.stored.lines[planted.handle]
        cases = [
            case_id
            for case_id, state in self.stored.states.items()
            if state in ("ended", "closing") and (owner := self.owner(case_id)) and owner.planted is planted
        ]
        if len(cases) > 1:
            yield f"line {planted.handle} was ended by {len(cases)} cases"
        findings = self._ended_line(planted, line, cases[0]) if cases else self._live_line(planted, line)
        yield from (f"line {planted.handle}: {finding}" for finding in findings)
        yield from self._holders(planted)

    def _live_line(self, planted: PlantedLine, line: dict[str, Any]) -> Iterator[str]:
        is_stuck = any("/cut/" in key for key, _ in self.stored.stuck)
        if line["access_mode"] != "all" or line["ended_at"] is not None:
            yield "it is cut, and no case ended"
        if line["balance_state"] != "open" and not is_stuck:
            yield f"its balance is {line['balance_state']}, and no case ended"
        if line["balance_minor"] != planted.balance_minor + planted.moved_minor:
            yield f"its balance is {line['balance_minor']}"
        if line["closed_at"] is not None or line["states"] != ["assigned"] or line["retired_at"] is not None:
            yield "its bill, number or SIM is closed, and no case ended"
        if line["points"] != planted.points:
            yield "its points are gone"

    def _ended_line(self, planted: PlantedLine, line: dict[str, Any], case_id: str) -> Iterator[str]:
        if line["access_mode"] != "none" or line["ended_at"] is None:
            yield "its case ended, and it is not cut"
        made = self.stored.first(case_id, "CutMade")
        cuts = [effect.at for effect in self.stored.effects.get(case_id, ()) if effect.what == "network.cut"]
        if made is None or not cuts:
            yield "its case ended without a cut"
            return
        ended_on = date.fromisoformat(made["ended_on"])
        if ended_on < rules.day(cuts[0], planted):
            yield f"it is said to have ended on {ended_on}, before it was cut"
        until = ended_on + timedelta(days=rules.of(planted).policy["quarantine_days"])
        if self.stored.states[case_id] != "ended":
            return
        if line["states"] != ["quarantined"] or line["quarantined_until_on"] != until:
            yield f"its number is {line['states']} until {line['quarantined_until_on']}, not {until}"
        if line["closed_at"] is None or line["retired_at"] is None or line["points"]:
            yield "its bill, SIM or points are still open"
        if planted.is_prepaid and (line["balance_state"], line["balance_minor"]) != ("settled", 0):
            yield f"its balance is {line['balance_minor']}, {line['balance_state']}"

    def _holders(self, planted: PlantedLine) -> Iterator[str]:
        """One open case a line at any time."""
        spans = []
        for person in self.people:
            facts = self.stored.facts.get(person.case_id or "", [])
            if person.planted is planted and any(name == "LineProven" for name, _ in facts):
                begins = next(says["at"] for name, says in facts if name == "LineProven")
                over = ("LineEnded", "CaseWithdrawn", "CaseLapsed")
                ends = next((says["at"] for name, says in facts if name in over), "9999")
                spans.append((begins, ends))
        spans.sort()
        for (_, ended), (begun, _) in itertools.pairwise(spans):
            if begun < ended and "clock jumps" not in self.world.plan.kinds:
                yield f"line {planted.handle} was held by two cases at a time"


def _days(planted: PlantedLine, saying: Saying) -> set[date]:
    """The days on which something may have been heard."""
    ended = saying.ended_at or saying.began_at
    return {rules.day(at, planted) for at in (saying.began_at, ended)}
