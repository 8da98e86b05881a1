"""One batch in memory: events decided in order, facts folded and linked, rows made. No I/O.

`committer.py` loads what this needs and writes what it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from signoff.domain.books import Posting
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.decide import decide
from signoff.domain.decision import NOTHING, Decision, refused
from signoff.domain.event import DeadlinePassed
from signoff.domain.fact import Fact, KeyDestroyed, PicturesErased
from signoff.domain.fold import apply
from signoff.domain.intent import Intent, closed_by, intents, is_answered, reopened_by
from signoff.domain.ledger import entry
from signoff.domain.onward import left_waiting, unpriced
from signoff.domain.refusal import Reason
from signoff.domain.tallies import SHARED, Found, Wants, wants
from signoff.engine.foreseeing import answer_id_of, not_before
from signoff.engine.recent import Known
from signoff.engine.submission import Closing, KeyReused, Outcome, PackMissing, Submission
from signoff.evidence.chain import genesis, link
from signoff.store.batch import AnswerId, CaseId, Loaded, Looks, Rows
from signoff.store.coding import StoredAnswer, decode_answer, encode, encode_fact, encode_personal
from signoff.store.listed import row_of
from signoff.store.vault import KeyRing

ANSWER_LIFE = timedelta(days=30)
"""How long a repeated event gets its first answer again."""

INTENT_LEASE = timedelta(seconds=30)
"""How long a call may be in one worker's hands; a call's own time-out is shorter (see `dispatcher.py`)."""


@dataclass(slots=True)
class Held:
    """A case while its events are folded."""

    before: Case | None
    head: bytes
    key: bytes
    is_new_key: bool
    case: Case | None = None
    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Handed:
    """An intent that was just committed, with its case and the head of its chain after that commit."""

    tenant_id: str
    intent: Intent
    case: Case
    head: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """A fact with its bytes, the chain up to it, the calls that follow, the keys of those it closes, what it posts."""

    fact: Fact
    body: bytes
    chain: bytes
    following: tuple[Intent, ...]
    closed: tuple[str, ...]
    posted: tuple[Posting, ...]


class NotLooked(Exception):
    """An earlier event of the same batch changed what this one asks for: it has to wait for the next batch."""


class Folding:
    """Folds the submissions of one batch; afterwards `rows` holds all there is to write.

    `kept` are the submissions whose personal values are among it; those of the others were refused or said before.
    """

    def __init__(
        self,
        loaded: Loaded,
        looks: Looks,
        *,
        remembered: Mapping[CaseId, Known],
        carriers: Mapping[str, Carrier],
        keys: KeyRing,
        now: datetime,
        shard: int,
        hands_over: bool,
    ) -> None:
        self.rows = Rows()
        self.kept: list[Submission] = []
        self._intended: list[tuple[CaseId, Intent]] = []
        self._closings: dict[tuple[str, str], Closing] = {}
        self._loaded = loaded
        self._looks = looks
        self._remembered = remembered
        self._carriers = carriers
        self._keys = keys
        self._now = now
        self._shard = shard
        self._hands_over = hands_over
        self.held: dict[CaseId, Held] = {}
        self._answers: dict[AnswerId, tuple[bytes, bytes]] = dict(loaded.answers)

    def take(self, submission: Submission) -> Outcome:
        """Decide one submission and keep its rows. Raises KeyReused; any other exception leaves no trace here."""
        answer_id = answer_id_of(submission)
        if answer_id is not None and answer_id in self._answers:
            return _again(self._answers[answer_id], submission)
        held = self._hold(submission)
        if answer_id is not None and held.case is not None and held.case.proof.joined_case_id is not None:
            return Outcome(None, self._now, held.case, moved_to=held.case.proof.joined_case_id)
        decision = self._decide(submission, held)
        before_case, before_head = held.case, held.head
        try:
            made = self._fold(held, decision)
            sealed = self._sealed(submission, held, decision)
        except Exception:
            held.case, held.head = before_case, before_head
            raise
        self._keep(submission, held, made)
        if sealed:
            self.rows.sealed += sealed
            self.kept.append(submission)
        self._let_go(submission.tenant_id, before_case, held.case)
        outcome = Outcome(decision.refusal, self._now, held.case)
        if answer_id is not None and submission.said is not None:
            body = encode(StoredAnswer(decision.refusal, self._now))
            self._answers[answer_id] = submission.said.content, body
            self.rows.answers.append((*answer_id, submission.said.content, body, self._now + ANSWER_LIFE))
        return outcome

    def finish(self) -> Rows:
        """Add the rows of the cases that changed; call it once, after the last `take`."""
        self._close_all()
        for (tenant_id, case_id), held in self.held.items():
            case = held.case
            if case is None or not held.facts:
                continue
            self._row(tenant_id, held, case)
            if held.is_new_key and not case.is_key_destroyed:
                wrapped = self._keys.of(tenant_id).wrap(case_id, held.key)
                self.rows.keys.append((tenant_id, case_id, wrapped))
            row = row_of(tenant_id, case)
            if held.before is None or row_of(tenant_id, held.before) != row:
                self.rows.listed.append(row)
            wake_before = held.before.wake_at if held.before is not None else None
            if case.wake_at != wake_before:
                self._wake(tenant_id, case)
        # The index over held lines looks at one row after the other: first those that let go.
        self.rows.changed.sort(key=lambda row: row[5] is not None)
        return self.rows

    def _row(self, tenant_id: str, held: Held, case: Case) -> None:
        row = case.version, case.held_line_index, held.head, encode(case)
        if held.before is None:
            place = tenant_id, case.id, case.code, case.carrier_id, case.state.value
            self.rows.added.append((*place, *row))
        else:
            self.rows.changed.append((tenant_id, case.id, case.state.value, held.before.version, *row))

    def handed(self) -> list[Handed]:
        """The intents of this batch, each with its case as the batch leaves it."""
        return [
            Handed(place[0], intent, held.case, held.head)
            for place, intent in self._intended
            if (held := self.held[place]).case is not None
        ]

    def _hold(self, submission: Submission) -> Held:
        place = submission.tenant_id, submission.case_id
        held = self.held.get(place)
        if held is None:
            held = self.held[place] = self._found_case(place)
        return held

    def _found_case(self, place: CaseId) -> Held:
        known = self._remembered.get(place)
        if known is not None:
            return Held(known.case, known.head, known.key, is_new_key=False, case=known.case)
        tenant_id, case_id = place
        case, head = self._loaded.cases.get(place, (None, genesis(case_id)))
        keys = self._keys.of(tenant_id)
        wrapped = self._loaded.keys.get(place)
        key = keys.unwrap(case_id, wrapped) if wrapped else keys.new_case_key()
        return Held(case, head, key, is_new_key=case is None and wrapped is None, case=case)

    def _decide(self, submission: Submission, held: Held) -> Decision:
        carrier_id = held.case.carrier_id if held.case is not None else submission.carrier_id
        if not carrier_id:
            return refused(Reason.NOT_NOW)  # an answer to a case that is not there
        carrier = self._carriers.get(carrier_id)
        if carrier is None:
            raise PackMissing
        if submission.is_wake:
            return _woken(held.case, carrier, self._now)
        if submission.event is None:
            return NOTHING
        event = not_before(held.case, submission.event)
        wanted = wants(held.case, event, carrier)
        return decide(held.case, event, carrier, self._found(submission, wanted))

    def _found(self, submission: Submission, wanted: Wants) -> Found:
        """What was looked up for this decision. Raises NotLooked for what the batch could not foresee."""
        tenant_id, looks = submission.tenant_id, self._looks
        names = [(tenant_id, name) for name in wanted.tallies]
        line = (tenant_id, wanted.line_index) if wanted.line_index is not None else None
        if not looks.tallies.issuperset(names) or (line is not None and line not in looks.lines):
            raise NotLooked
        return Found(
            {name: looks.counts.get((tenant_id, name), 0) for name in wanted.tallies},
            looks.holders.get(line) if line is not None else None,
            looks.open_intents.get((tenant_id, submission.case_id), 0),
        )

    def _fold(self, held: Held, decision: Decision) -> list[Made]:
        made: list[Made] = []
        for fact, after in zip_longest(decision.facts, decision.cases):
            body = encode_fact(fact)
            before = held.case
            closed = closed_by(before, fact) if before is not None else ()
            case = held.case = after if after is not None else apply(before, fact)
            held.head = link(held.head, body)
            postings = entry(before.money.books, case, fact) if before is not None else ()
            made.append(Made(fact, body, held.head, intents(case, fact), closed, postings))
        return made

    def _keep(self, submission: Submission, held: Held, made: list[Made]) -> None:
        """The rows that one accepted event makes."""
        tenant_id, case_id = submission.tenant_id, submission.case_id
        sequence = held.case.version - len(made) if held.case is not None else 0
        for one in made:
            fact = one.fact
            sequence += 1
            held.facts.append(fact)
            self.rows.journal.append((tenant_id, case_id, sequence, one.body, one.chain))
            self._post(tenant_id, case_id, sequence, one.posted, held.case)
            self._count(tenant_id, getattr(fact, "tallies", ()))
            for intent in one.following:
                self._intend(tenant_id, case_id, intent)
            for key in one.closed:
                self._close(tenant_id, Closing(key, "done"))
            for key in reopened_by(fact):
                self._close(tenant_id, Closing(key, "open", look_again_at=self._now))
            if isinstance(fact, KeyDestroyed):
                self.rows.erased.append((tenant_id, case_id))
            elif isinstance(fact, PicturesErased):
                self.rows.forgotten += [(tenant_id, case_id, str(name)) for name in fact.names]
        if held.case is not None and held.case.held_line_index is not None:
            self._looks.holders[tenant_id, held.case.held_line_index] = case_id
        if (closing := submission.closing) is not None:
            is_late = (
                closing.status == "accepted" and held.case is not None and is_answered(held.case, closing.key)
            )
            self._close(tenant_id, Closing(closing.key, "done") if is_late else closing)
        if submission.is_wake and held.case is not None:
            self._wake(tenant_id, held.case)

    def _post(
        self, tenant_id: str, case_id: str, sequence: int, postings: tuple[Posting, ...], case: Case | None
    ) -> None:
        """The entry of one fact, in the currency of its carrier."""
        if not postings or case is None:
            return
        currency = self._carriers[case.carrier_id].currency
        self.rows.ledger += [
            (tenant_id, case_id, sequence, one.account.value, one.amount_minor, currency) for one in postings
        ]

    def _sealed(
        self, submission: Submission, held: Held, decision: Decision
    ) -> list[tuple[str, str, str, bytes]]:
        """The personal values of an accepted event, sealed; none once the case's key is destroyed."""
        is_readable = held.case is not None and not held.case.is_key_destroyed
        if not decision.facts or decision.refusal is not None or not is_readable:
            return []
        tenant_id, case_id = submission.tenant_id, submission.case_id
        keys = self._keys.of(tenant_id)
        return [
            (tenant_id, case_id, name, keys.seal(case_id, held.key, name, encode_personal(value)))
            for name, value in submission.private.items()
        ]

    def _let_go(self, tenant_id: str, before: Case | None, after: Case | None) -> None:
        """A line that was given up may be taken by a later event of the same batch."""
        index = before.held_line_index if before is not None else None
        if index is not None and (after is None or after.held_line_index != index):
            self._looks.holders.pop((tenant_id, index), None)

    def _count(self, tenant_id: str, names: tuple[str, ...]) -> None:
        for name in names:
            self._looks.counts[tenant_id, name] = self._looks.counts.get((tenant_id, name), 0) + 1
            shard = self._shard if name.startswith(SHARED) else 0
            place = tenant_id, name, shard
            self.rows.tallies[place] = self.rows.tallies.get(place, 0) + 1

    def _intend(self, tenant_id: str, case_id: str, intent: Intent) -> None:
        """An intent that this process carries out itself is stored already leased."""
        self.rows.intents.append((tenant_id, intent.key, case_id, intent.act.value, encode(intent)))
        leased_until = self._now + INTENT_LEASE if self._hands_over else None
        self.rows.due.append(("intent", tenant_id, intent.key, self._now, leased_until))
        self._intended.append(((tenant_id, case_id), intent))

    def _close(self, tenant_id: str, closing: Closing) -> None:
        """What is done stays done: a person may answer in the very batch in which their adapter accepts the call."""
        before = self._closings.get((tenant_id, closing.key))
        if before is None or before.status != "done":
            self._closings[tenant_id, closing.key] = closing

    def _close_all(self) -> None:
        for (tenant_id, key), closing in self._closings.items():
            self.rows.closed.append((tenant_id, key, closing.status, closing.note))
            if closing.look_again_at is not None:
                self.rows.due.append(("intent", tenant_id, key, closing.look_again_at, None))
            else:
                self.rows.not_due.append(("intent", tenant_id, key))

    def _wake(self, tenant_id: str, case: Case) -> None:
        """One pointer a case: its earliest deadline. A row for the same case twice would not fit one statement."""
        place = ("deadline", tenant_id, case.id)
        self.rows.due = [row for row in self.rows.due if row[:3] != place]
        self.rows.not_due = [row for row in self.rows.not_due if row != place]
        if case.wake_at is None:
            self.rows.not_due.append(place)
        else:
            self.rows.due.append((*place, case.wake_at, None))


def _again(stored: tuple[bytes, bytes], submission: Submission) -> Outcome:
    content, body = stored
    if submission.said is None or content != submission.said.content:
        raise KeyReused
    answer = decode_answer(body)
    return Outcome(answer.refusal, answer.recorded_at)


def _woken(case: Case | None, carrier: Carrier, now: datetime) -> Decision:
    """Everything that the case's deadlines mean by `now`; each event is known by case, deadline and instant."""
    facts: list[Fact] = []
    while case is not None:
        due = [(name, at) for name, at in case.deadlines if at <= now]
        if not due:
            break
        name, at = min(due, key=lambda item: item[1])
        event = DeadlinePassed(f"{case.id}/{name}/{at.isoformat()}", max(now, case.last_at), name)
        decision = decide(case, event, carrier)
        if not decision.facts:
            break
        for fact in decision.facts:
            case = apply(case, fact)
        facts.extend(decision.facts)
    if case is not None:
        at = max(now, case.last_at)
        looked_at = unpriced(case, carrier, at), left_waiting(case, carrier, at)
        facts.extend(fact for fact in looked_at if fact is not None)
    return Decision(tuple(facts))


Clock = Callable[[], datetime]
