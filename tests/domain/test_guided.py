"""A guided case: one task at a time, on its day; what is said is attested, nobody is hindered, all can be erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import TariffKind
from signoff.domain.case import Case, Deadline, IllegalMove, State
from signoff.domain.claims import claims_of
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.decide import decide
from signoff.domain.decision import Decision
from signoff.domain.fold import apply, fold
from signoff.domain.guidance import TIES, Guidance, Outcome, Task, Way, guidance
from signoff.domain.guiding import onward
from signoff.domain.intent import Act, closed_by, intents
from signoff.domain.line import SimKind
from signoff.domain.refusal import Reason, Refusal
from tests.domain.everything import request
from tests.domain.walk import CARRIER, START, Walk

ASK = guidance(Way.ASK, SimKind.PLASTIC, None, {})
POSTPAID = guidance(Way.ASK, SimKind.PLASTIC, TariffKind.POSTPAID, {})
GONE = guidance(Way.ASK, SimKind.PLASTIC, None, {}, is_successor_asked=True)
LAPSE = guidance(
    Way.LAPSE,
    SimKind.ESIM,
    TariffKind.PREPAID,
    {Task.SEE_BLOCKED: date(2030, 1, 1), Task.SEE_DEAD: date(2030, 3, 1)},
)

HOWS = {Task.SETTLE: "no_balance_left", Task.ASK_CARRIER: "call", Task.HANDLE_SIM: "lost"}


class Guided:
    """A case about which one person speaks, a minute after the other, with the calls that are open to them."""

    case: Case

    def __init__(self, plan: Guidance = ASK) -> None:
        self.now = START
        self.journal: list[f.Fact] = []
        self.open: set[str] = set()
        asked = decide(None, replace(request(START, None), guidance=plan), CARRIER)
        self.case = apply(None, asked.facts[0])
        self.keep(Decision(asked.facts[1:]))
        self.journal.insert(0, asked.facts[0])

    def keep(self, decision: Decision) -> Decision:
        """Fold what was decided."""
        for fact in decision.facts:
            self.open -= set(closed_by(self.case, fact))
            self.case = apply(self.case, fact)
            self.open |= {
                intent.key
                for intent in intents(self.case, fact)
                if intent.act in (Act.CUT, Act.SETTLE, Act.CLOSE_BILLING, Act.PAY_OUT)
            }
            self.journal.append(fact)
        return decision

    def hear(self, event: e.Event) -> Refusal | None:
        """One event."""
        self.now = max(self.now, event.at)
        return self.keep(decide(self.case, event, CARRIER)).refusal

    def say(
        self,
        task: Task,
        outcome: Outcome = Outcome.DONE,
        *,
        how: str = "",
        signs: tuple[ClaimKind, ...] = (),
    ) -> Refusal | None:
        """The person says what became of a task."""
        self.now += timedelta(minutes=1)
        ties = TIES if task is Task.UNLINK else ()
        return self.hear(e.TaskAnswered("said", self.now, task, outcome, how, ties, signs))

    def to(self, task: Task) -> Guided:
        """Up to a task."""
        while self.case.guided is not None and (current := self.case.guided.current) is not None:
            if current.task is task:
                break
            how = HOWS.get(current.task, "")
            assert self.say(current.task, how=how, signs=(ClaimKind.CALLS_FAIL,)) is None
        return self


def test_one_task_is_asked_at_a_time_and_its_answer_closes_its_call() -> None:
    """From the request to the end, each call is open exactly while its task is asked; row = fold of the journal."""
    case = Guided()
    asked = []
    while (guided := case.case.guided) is not None and guided.current is not None:
        task = guided.current.task
        asked.append((task, case.case.state, sorted(case.open)))
        wrong = next(other for other in Task if other is not task)
        assert case.say(wrong) == Refusal(Reason.NOT_NOW)
        how = HOWS.get(task, "")
        assert case.say(task, how=how, signs=(ClaimKind.NO_SERVICE,)) is None

    assert asked == [
        (Task.UNLINK, State.OPEN, []),
        (Task.SETTLE, State.OPEN, ["case-1/settle/1"]),
        (Task.ASK_CARRIER, State.AGREED, ["case-1/ask_carrier/1"]),
        (Task.SEE_DEAD, State.CUTTING, ["case-1/see_dead/1"]),
        (Task.HANDLE_SIM, State.CLOSING, []),
        (Task.FINAL_BILL, State.CLOSING, ["case-1/final_bill/1"]),
        (Task.REFUND, State.CLOSING, ["case-1/refund/1"]),
    ]
    assert (case.case.state, case.open) == (State.ENDED, set())
    assert case.case == fold(case.journal)


def test_what_a_person_says_is_attested_and_the_rest_is_unknown() -> None:
    """Also with a pile of evidence; what only the carrier's systems could show is named as not known."""
    case = Guided().to(Task.SEE_DEAD)
    case.hear(e.EvidenceAdded("file", case.now, e.Sealed("evidence/1"), "a" * 64, "image/jpeg", 9))
    case.say(Task.SEE_DEAD, signs=(ClaimKind.CALLS_FAIL,))
    case.say(Task.HANDLE_SIM, how="lost")
    case.say(Task.FINAL_BILL, Outcome.UNKNOWN)
    case.say(Task.REFUND, Outcome.NONE)

    said = {claim.kind.value: claim.by for claim in claims_of(case.case)}

    assert said == {
        "end_asked": Witness.ATTESTED,
        "calls_fail": Witness.ATTESTED,
        "no_service": Witness.UNKNOWN,
        "access_barred": Witness.UNKNOWN,
        "no_balance_left": Witness.ATTESTED,
        "billing_closed": Witness.UNKNOWN,
        "number_quarantined": Witness.UNKNOWN,
        "sim_gone": Witness.ATTESTED,
    }


@pytest.mark.parametrize(
    ("plan", "task", "how", "kind"),
    [
        (POSTPAID, Task.SETTLE, "all_paid", ClaimKind.ALL_PAID),
        (POSTPAID, Task.SETTLE, "still_owed", ClaimKind.STILL_OWED),
        (ASK, Task.SETTLE, "still_owed", ClaimKind.STILL_OWED),
        (ASK, Task.SETTLE, "no_balance_left", ClaimKind.NO_BALANCE_LEFT),
        (ASK, Task.HANDLE_SIM, "destroyed", ClaimKind.SIM_DESTROYED),
        (ASK, Task.HANDLE_SIM, "returned", ClaimKind.SIM_RETURNED),
        (ASK, Task.HANDLE_SIM, "lost", ClaimKind.SIM_GONE),
        (ASK, Task.ASK_CARRIER, "call", ClaimKind.END_ASKED),
        (GONE, Task.ASK_CARRIER, "call", ClaimKind.SUCCESSOR_ASKED),
        (ASK, Task.REFUND, "", ClaimKind.MONEY_CAME_BACK),
    ],
)
def test_nothing_is_claimed_but_what_was_said(plan: Guidance, task: Task, how: str, kind: ClaimKind) -> None:
    """One answer, one claim, in the sense of the answer; no other claim of the case comes by it."""
    case = Guided(plan).to(task)
    before = {claim for claim in claims_of(case.case) if claim.by is Witness.ATTESTED}

    assert case.say(task, how=how) is None

    after = {claim for claim in claims_of(case.case) if claim.by is Witness.ATTESTED}
    assert [(claim.kind, claim.by) for claim in after - before] == [(kind, Witness.ATTESTED)]


def test_a_postpaid_line_has_no_balance_to_use_up() -> None:
    """Nor is it settled without saying how."""
    case = Guided(POSTPAID).to(Task.SETTLE)

    for how in ("", "no_balance_left", "lost"):
        assert case.say(Task.SETTLE, how=how) == Refusal(Reason.ANSWER_INCOMPLETE)
    assert case.say(Task.SETTLE, Outcome.UNKNOWN) is None
    assert claims_of(case.to(Task.REFUND).case)[4] == Claim(ClaimKind.MONEY_SETTLED, Witness.UNKNOWN)


def test_what_older_journals_say_is_told_in_the_sense_of_what_was_answered_then() -> None:
    """They have the words of hosted cases: prepaid balance closed, money paid out, card reported lost."""
    written = {
        Task.SETTLE: ("", ClaimKind.BALANCE_SETTLED, ClaimKind.MONEY_SETTLED),
        Task.HANDLE_SIM: ("returned", ClaimKind.SIM_HANDLED, ClaimKind.SIM_RETURNED),
        Task.REFUND: ("", ClaimKind.MONEY_PAID_OUT, ClaimKind.MONEY_CAME_BACK),
    }
    case = Guided()
    for task, (how, kind, _) in written.items():
        case.to(task)
        claim = Claim(kind, Witness.ATTESTED, case.now)
        case.keep(Decision((f.TaskDone(case.now, task, Outcome.DONE, (claim,), how),)))
        if (following := onward(case.case, CARRIER, case.now)) is not None:
            case.keep(Decision((following,)))

    said = {claim.kind for claim in claims_of(case.case) if claim.by is Witness.ATTESTED}

    assert said >= {kind for _, _, kind in written.values()}
    assert not said & {kind for _, kind, _ in written.values()}


@pytest.mark.parametrize(("how", "by"), [("", Witness.UNKNOWN), ("charges_closed", Witness.ATTESTED)])
def test_only_who_says_that_nothing_recurs_attests_that_charges_are_closed(how: str, by: Witness) -> None:
    """A bill that came and is paid, or that had nothing to pay, does not say so."""
    case = Guided().to(Task.FINAL_BILL)

    assert case.say(Task.FINAL_BILL, how="what was not offered") == Refusal(Reason.ANSWER_INCOMPLETE)
    assert case.say(Task.FINAL_BILL, how=how) is None

    assert {claim.kind: claim.by for claim in claims_of(case.case)}[ClaimKind.BILLING_CLOSED] is by


def test_a_line_that_is_left_to_lapse_is_asked_about_on_its_days() -> None:
    """Blocked, then dead; each day is a deadline, and the person may also tell sooner."""
    case = Guided(LAPSE).to(Task.SEE_BLOCKED)
    blocked_at = dict(case.case.deadlines)[Deadline.TASK_DUE]
    assert (case.case.state, case.open) == (State.AGREED, set())

    case.hear(e.DeadlinePassed("early", blocked_at - timedelta(seconds=1), "task_due"))
    assert case.open == set()
    case.hear(e.DeadlinePassed("due", blocked_at, "task_due"))
    assert (str(blocked_at.date()), case.open) == ("2029-12-31", {"case-1/see_blocked/1"})  # Macau is ahead
    case.say(Task.SEE_BLOCKED)
    assert Deadline.TASK_DUE in dict(case.case.deadlines)
    assert case.say(Task.SEE_DEAD, signs=(ClaimKind.NO_SERVICE,)) is None

    assert (case.case.state, case.case.deadlines) == (State.CLOSING, ())
    assert case.case == fold(case.journal)


def test_a_line_that_still_lives_is_asked_about_again() -> None:
    """`not yet` rests the task for three days and closes its call; the next asking has a new key."""
    case = Guided().to(Task.SEE_DEAD)

    assert case.say(Task.SEE_DEAD, Outcome.NOT_YET) is None
    again_at = dict(case.case.deadlines)[Deadline.TASK_DUE]
    assert (case.open, again_at - case.now) == (set(), timedelta(days=3))
    case.hear(e.DeadlinePassed("due", again_at, "task_due"))

    assert case.open == {"case-1/see_dead/2"}


@pytest.mark.parametrize("task", Task)
def test_it_can_be_left_off_and_erased_wherever_it_stands(task: Task) -> None:
    """Also after the carrier was asked: we have done nothing that would have to be taken back."""
    plan = LAPSE if task is Task.SEE_BLOCKED else ASK
    for event in (e.WithdrawalWanted, e.ErasureWanted):
        case = Guided(plan).to(task)

        assert case.hear(event("gone", case.now)) is None
        assert (case.case.state, case.open) == (State.WITHDRAWN, set())
        assert case.case.is_key_destroyed == (event is e.ErasureWanted)
        assert case.say(task) == Refusal(Reason.ALREADY_OVER)
        assert case.case == fold(case.journal)


def test_an_ended_case_can_be_erased_at_once() -> None:
    """There is no restore, payout or guarantee of ours; a second time there is nothing left to erase."""
    case = Guided().to(Task.REFUND)
    case.say(Task.REFUND, Outcome.NONE)

    assert case.hear(e.ErasureWanted("erase", case.now)) is None
    assert (case.case.state, case.case.is_key_destroyed) == (State.ENDED, True)
    assert case.hear(e.ErasureWanted("again", case.now)) == Refusal(Reason.ALREADY_OVER)


def test_evidence_is_kept_within_limits_and_each_file_once() -> None:
    """By number of files and by bytes; after the end nothing is added to what the certificate names."""
    case = Guided()

    def add(nth: int, size_bytes: int = 1) -> Refusal | None:
        name = e.Sealed(f"evidence/{nth}")
        return case.hear(e.EvidenceAdded("file", case.now, name, f"{nth:064}", "image/jpeg", size_bytes))

    assert [add(nth) for nth in range(30)] == [None] * 30
    assert add(30) == Refusal(Reason.TOO_MUCH_EVIDENCE)
    assert add(0) == Refusal(Reason.EVIDENCE_KNOWN)
    case = Guided()
    assert add(1, 33 * 1024 * 1024) == Refusal(Reason.TOO_MUCH_EVIDENCE)
    case.to(Task.REFUND).say(Task.REFUND, Outcome.NONE)
    assert add(1) == Refusal(Reason.ALREADY_OVER)


def test_nobody_is_hindered_by_somebodys_word() -> None:
    """Nothing is proven by it, and the line is not held; a contact that was not given is sent nothing."""
    case = Guided()

    assert (case.case.proof.proven_at, case.case.held_line_index) == (None, None)
    silent = decide(None, replace(request(START, None), guidance=ASK, contact_index=""), CARRIER).facts[0]
    assert isinstance(silent, f.RequestRecorded)
    assert not silent.sends_message
    assert silent.tallies == ("source_requests/somewhere/2026-11-23T03",)


def test_a_hosted_case_keeps_its_rules() -> None:
    """What a guided person says is refused there, and no journal takes back a cut that has begun."""
    hosted = Walk()
    hosted.end()
    assert hosted.case is not None
    said = e.TaskAnswered("said", hosted.now, Task.REFUND, Outcome.DONE)
    cutting = replace(hosted.case, state=State.CUTTING)

    assert decide(hosted.case, said, CARRIER).refusal == Refusal(Reason.NOT_NOW)
    with pytest.raises(IllegalMove):
        apply(cutting, f.CaseWithdrawn(hosted.now))
