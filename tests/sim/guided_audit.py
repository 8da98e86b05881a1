"""The auditor of guided cases: all that is written, shown and certified follows from what people said.

Their sayings are followed by `guided_rules.py`; what is stored is read in `guided_stored.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from signoff.desk import Asked
from tests.sim import guided_rules as rules
from tests.sim import guided_sight, guided_stored, stillness
from tests.sim.guided_rules import Place
from tests.sim.guided_stored import GuidedStored
from tests.sim.intake import made_anew
from tests.sim.stored import Stored

if TYPE_CHECKING:
    from tests.sim.keepers import Keeper
    from tests.sim.world import World

FACTS = {
    "RequestRecorded",
    "GuideBegun",
    "TaskSet",
    "TaskWaits",
    "TaskDone",
    "EvidenceKept",
    "CaseWithdrawn",
    "KeyDestroyed",
    "LineEnded",
    "CertificateIssued",
}
WOKEN_WITHIN = timedelta(minutes=15)
"""The day of a task comes, and it is asked: so long a death and a database that is away may keep it."""

RESTS = timedelta(days=3)
"""How long a task rests of which was said "not yet"."""


def counts(world: World) -> Counter[str]:
    """How many keep a guided case, what they said, and where their cases are."""
    keepers = world.books.keepers
    if not keepers:
        return Counter()
    found = Counter({"guided people": len(keepers), "guided sayings": sum(len(one.said) for one in keepers)})
    found["guided erased"] = sum(one.is_erased for one in keepers)
    states = "select state, count(*) from signoff.cases where tenant_id = 'guide' group by 1 order by 1"
    found.update({f"guided {state}": count for state, count in world.ground.ask(states)})
    return found


def findings(world: World, stored: Stored) -> Iterator[str]:
    """Everything that is wrong."""
    if not world.books.keepers:
        return
    guided = guided_stored.read(world.ground)
    asked = {keeper.case_id for keeper in world.books.keepers if keeper.token is not None}
    for case_id in asked - guided.states.keys():
        yield f"the guided case {case_id} was acknowledged and is lost"
    for case_id in guided.states.keys() - asked:
        yield f"the guided case {case_id} was begun by nobody"
    for keeper in world.books.keepers:
        found = KeeperAudit(world, stored, guided, keeper).findings()
        yield from (f"person {keeper.number}: {finding}" for finding in found)


@dataclass
class KeeperAudit:
    """One person's case, looked at from all sides."""

    world: World
    stored: Stored
    guided: GuidedStored
    keeper: Keeper

    @property
    def case_id(self) -> str:
        """Its id."""
        return self.keeper.case_id or ""

    @property
    def facts(self) -> list[tuple[str, dict[str, Any]]]:
        """What stands in its journal."""
        return self.guided.facts[self.case_id]

    @property
    def _jumps(self) -> bool:
        return "clock jumps" in self.world.plan.kinds

    def says(self, name: str) -> list[dict[str, Any]]:
        """What its facts of one name say."""
        return [says for found, says in self.facts if found == name]

    def findings(self) -> Iterator[str]:
        """Everything that is wrong with it."""
        keep = self.keeper.said[0].said
        if not isinstance(self.keeper.said[0].answer, Asked):
            yield f"a guided case was refused: {self.keeper.said[0].answer}"
            return
        guidance, kind = keep.guidance, self.keeper.answers.kind
        tasks = tuple(str(one.task) for one in guidance.tasks)
        if tasks != rules.tasks_of(guidance.way, kind):
            yield f"{guidance.way} of a {kind} line asks {tasks}"
            return
        is_gone = keep.carrier_id in rules.CEASED
        start = Place(tasks, str(guidance.sim_kind), kind or None, is_gone)
        places, wrong = rules.follow(start, self.keeper.turns[1:])
        yield from wrong
        # What was said at the same time may have come in any order: one of them must explain all that is there.
        found = [list(self._of(place)) for place in places]
        yield from min(found, key=len)

    def _of(self, place: Place) -> Iterator[str]:
        yield from self._journal(place)
        yield from self._waits(place)
        yield from self._calls(place)
        yield from self._kept(place)
        yield from self._messages(place)
        yield from guided_sight.wrong(self, place)

    # ------------------------------------------------------------ what was said

    def _journal(self, place: Place) -> Iterator[str]:
        expected = Counter(
            RequestRecorded=1,
            GuideBegun=1,
            TaskDone=len(place.done),
            EvidenceKept=len(place.files),
            CaseWithdrawn=int(place.is_withdrawn),
            KeyDestroyed=int(place.is_erased),
            LineEnded=int(place.current is None),
        )
        written = Counter(name for name, _ in self.facts)
        if unknown := written.keys() - FACTS:
            yield f"there are facts that nobody accounts for: {sorted(unknown)}"
        for name, count in expected.items():
            if written[name] != count:
                yield f"there are {written[name]} facts {name}, not {count}"
        issued = int(place.current is None)
        if not issued - place.is_erased <= written["CertificateIssued"] <= issued:
            yield f"{written['CertificateIssued']} certificates were issued"
        state = self.guided.states.get(self.case_id)
        if state != place.state:
            yield f"it is {state}, and should be {place.state}"
        for saying, says in zip(place.done, self.says("TaskDone"), strict=False):
            yield from self._answer(place, saying, says)
        for number, ((saying, task), says) in enumerate(
            zip(place.files, self.says("EvidenceKept"), strict=False), start=1
        ):
            size = len(made_anew(saying.said.data))
            heard = (number, saying.said.sha256, saying.said.media, size, task)
            kept = tuple(says.get(one) for one in ("number", "sha256", "media", "size_bytes", "task"))
            if heard != kept:
                yield f"the file {heard} was added, and {kept} is kept"
            yield from self._instant(saying, says["at"])

    def _answer(self, place: Place, saying: Any, says: dict[str, Any]) -> Iterator[str]:
        said = saying.said
        heard = (str(said.task), str(said.outcome), said.how, bool(said.note))
        kept = (says["task"], says["outcome"], says.get("how", ""), says.get("note") is not None)
        if heard != kept:
            yield f"{heard} was said, and {kept} is kept"
        claims = [(one["kind"], one["by"], one["at"]) for one in says["claims"]]
        attested = [(kind, "attested", says["at"]) for kind in rules.claimed_by(said, place)]
        if claims != attested:
            yield f"{said.task}: {claims} is claimed, and {attested} was attested"
        yield from self._instant(saying, says["at"])

    def _instant(self, saying: Any, written: str) -> Iterator[str]:
        at = datetime.fromisoformat(written)
        if not self._jumps and not saying.began_at <= at <= saying.ended_at:
            yield f"{saying.what} {saying.key} is dated {at}, and was said from {saying.began_at} on"

    # ------------------------------------------------------------ days

    def _waits(self, place: Place) -> Iterator[str]:
        """Each task is asked at once or on its day, rests after a "not yet", and is asked anew when that is over."""
        days = {str(one.task): one.on for one in self.keeper.said[0].said.guidance.tasks}
        zone = ZoneInfo(stillness.catalogue().carriers[self.keeper.keep.carrier_id].time_zone)
        not_yet = []
        about = [one for one in self.facts if one[0] in ("GuideBegun", "TaskDone", "TaskSet", "TaskWaits")]
        for (before, old), (name, says) in pairwise(about):
            if before == "TaskWaits" and name != "TaskSet" and _is_late(old, says) and not self._jumps:
                yield f"{old['task']} was to be asked at {old['until']}, and was not until {says['at']}"
            if name not in ("TaskSet", "TaskWaits"):
                continue
            at, follows = datetime.fromisoformat(says["at"]), before in ("GuideBegun", "TaskDone")
            until = datetime.fromisoformat(says["until"]) if name == "TaskWaits" else None
            if not follows and until is not None:
                not_yet.append(says)
                if until != at + RESTS:
                    yield f"{says['task']} rests until {until} from {at} on"
            elif not follows:
                if before != "TaskWaits" or datetime.fromisoformat(old["until"]) > at or not says["is_news"]:
                    yield f"{says['task']} is asked anew at {at} for no reason"
            else:
                on = days[says["task"]]
                begins = datetime.combine(on, datetime.min.time(), zone) if on is not None else at
                if until != (begins if begins > at else None) or says.get("is_news"):
                    yield f"{says['task']}, of the day {on}, is asked from {until or at} on"
        said = [(str(one.said.task), bool(one.said.note)) for one in place.waits]
        kept = [(says["task"], says.get("note") is not None) for says in not_yet]
        if said != kept:
            yield f'"not yet" was said of {said}, and {kept} is kept'

    # ------------------------------------------------------------ what is left to do

    def _calls(self, place: Place) -> Iterator[str]:
        """A call waits for the person while they are asked what a carrier would do, and for nobody else."""
        case_id, expected = self.case_id, []
        asked = [one for one in self.facts if one[0] in ("TaskSet", "TaskWaits")]
        if not place.is_over and asked:
            name, says = asked[-1]
            if name == "TaskWaits":
                yield f"{says['task']} waits for {says['until']}, and nobody wakes it"
            elif says["task"] in rules.HANDED_OVER:
                expected = [f"{case_id}/{says['task']}/{says['occurrence']}"]
        calls = self.guided.open_calls[case_id]
        if calls != [(key, "accepted") for key in expected]:
            yield f"the calls {calls} are open, and {expected} wait for the person"
        due = self.guided.due[case_id]
        if due != [f"intent {key}" for key in expected]:
            yield f"{due} is due"
        strays = {effect.what for effect in self.stored.effects.get(case_id, ())} - {"messages.send"}
        if strays:
            yield f"a carrier's systems were told {sorted(strays)}"

    def _kept(self, place: Place) -> Iterator[str]:
        """What is sealed: all that was said and accepted, and nothing else; after an erasure nothing."""
        case_id = self.case_id
        names = self.guided.sealed[case_id]
        if place.is_erased:
            if names or case_id in self.guided.keys or self.guided.documents[case_id]:
                left = [*names, *self.guided.documents[case_id]]
                yield f"it was erased, and there is {left}, key {case_id in self.guided.keys}"
            return
        noted = [one for one in (*place.done, *place.waits) if one.said.note]
        if sum(name.startswith("note/") for name in names) != len(noted):
            yield f"{len(noted)} notes were taken, and there is {names}"
        kept = sorted(name for name in names if name.startswith("evidence/"))
        if kept != sorted(f"evidence/{one.said.sha256}" for one, _ in place.files):
            yield f"the files kept are {kept}"
        rest = [name for name in names if not name.startswith(("note/", "evidence/"))]
        if rest != ["contact", "identifier", "line", "situation"] or case_id not in self.guided.keys:
            yield f"kept of the wish is {rest}"
        papers = ["acknowledgement", *(["certificate"] if place.current is None else [])]
        if self.guided.documents[case_id] != papers:
            yield f"the documents are {self.guided.documents[case_id]}, not {papers}"

    def _messages(self, place: Place) -> Iterator[str]:
        contact = self.keeper.said[0].said.contact
        messages = self.stored.messages.get(self.case_id, [])
        if place.is_erased or contact is None:
            if messages:
                yield f"there are messages to nobody: {[one.key for one in messages]}"
            return
        sent = Counter(one.key.split("/")[1] for one in messages)
        expected = Counter(
            notice_guided_begun=1,
            notice_guided_task=sum(bool(says.get("is_news")) for says in self.says("TaskSet")),
            notice_guided_ended=int(place.current is None),
        )
        if sent != +expected:
            yield f"the messages are {dict(sent)}, not {dict(+expected)}"
        for one in messages:
            if one.contact != contact.value or self.keeper.own not in one.text:
                yield f"the message {one.key} went to {one.contact}, or without the link"

    # ------------------------------------------------------------ the certificate

    def certified(self, place: Place) -> Iterator[str]:
        """What the certificate says, word by word."""
        pdf = self.keeper.found.documents.get("certificate")
        if pdf is None:
            yield "there is no certificate to be had"
            return
        paper, keep = json.loads(pdf), self.keeper.said[0].said
        claims = {one["claim"]: one["by"] for one in paper["claims"]}
        if claims != rules.claims(place):
            yield f"the certificate claims {claims}, and what was said is {rules.claims(place)}"
        dated = {one["kind"]: one["at"] for says in self.says("TaskDone") for one in says["claims"]}
        told = {one["claim"]: one["at"] for one in paper["claims"] if one["at"] is not None}
        if {kind: _at(at) for kind, at in told.items()} != {kind: _at(at) for kind, at in dated.items()}:
            yield f"the certificate's claims are dated {told}, not {dated}"
        files = [one["sha256"] for one in paper["evidence"]]
        if files != [one.said.sha256 for one, _ in place.files]:
            yield f"the certificate names the files {files}"
        value = keep.identifier.value
        if value not in (*paper["line"]["numbers"], paper["line"]["iccid"]):
            yield f"the certificate is about {paper['line']}, not {value}"
        dead = next(says for says in self.says("TaskDone") if says["task"] == "see_dead")
        if _at(paper["ended_at"]) != _at(dead["at"]) or paper["guided"]["way"] != keep.guidance.way:
            yield f"the certificate has the line end at {paper['ended_at']} by {paper['guided']['way']}"


def _is_late(waits: dict[str, Any], says: dict[str, Any]) -> bool:
    return _at(says["at"]) > _at(waits["until"]) + WOKEN_WITHIN


def _at(written: str) -> datetime:
    return datetime.fromisoformat(written)
