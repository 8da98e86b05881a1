"""Every kind of event that can arrive at a case, in each of the ways it can be said: for the tests of the rules."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import CollectWay, PayoutWay, TariffKind
from signoff.domain.case import Case, Deadline, State
from signoff.domain.cut import ClaimKind, CutReading
from signoff.domain.guarantee import Charge, ChargeKind
from signoff.domain.guidance import DEAD_SIGNS, TIES, Outcome, Settled, Task, Way, guidance
from signoff.domain.identity import NOBODY
from signoff.domain.intent import CLOSING_ACTS
from signoff.domain.line import ContactKind, IdentifierKind, LineTraits, SimKind
from signoff.domain.outstanding import losses_digest, preview_quote, ties_of
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Allowance, BalanceReading, BillReading, PointsReading
from signoff.domain.standing import Hold, Standing
from signoff.domain.tallies import NOTHING_FOUND, Found
from signoff.domain.third_party import Right
from tests.domain.saying import Saying
from tests.domain.walk import CARRIER, TRAITS

KINDS = frozenset(
    kind
    for kind in (*vars(e).values(), *vars(ce).values())
    if inspect.isclass(kind) and issubclass(kind, e.Event) and kind not in (e.Event, e.Result, ce.FromStaff)
)
"""All kinds of events there are; one that is added is asked for by the tests."""

MAY_MEAN_NOTHING = frozenset(
    {kind for kind in KINDS if issubclass(kind, e.Result)}
    | {e.DeadlinePassed, e.ErasureWanted, e.LineChanged, e.LineTold, e.ChargesSeen}
)
"""What may come too late, or once more, and then means nothing; whoever else speaks gets facts or a reason."""


class _AtTheLimit(dict[str, int]):
    """Counts that are all used up, whatever they are of."""

    def get(self, _: str, __: Any = None) -> Any:
        """More than any limit."""
        return 1_000


USED_UP = Found(_AtTheLimit())
"""Every count is at its limit."""


class _CodesAtTheLimit(dict[str, int]):
    """Codes were sent as often as may be; hardly any was wrong."""

    def get(self, name: str, __: Any = None) -> Any:
        """More than any limit, for codes only."""
        return 1_000 if name.startswith("codes") else 0


ASKED_OUT = Found(_CodesAtTheLimit())
"""All codes of the day were sent."""

TAKEN = Found(held_by="case-2")
"""Another case holds the line."""

BUSY_CALLS = Found(open_intents=1)
"""A call of the case is not done."""

ESIM = LineTraits(SimKind.ESIM, 2, "prepaid", TariffKind.PREPAID)
BILLED = LineTraits(SimKind.PLASTIC, 1, "postpaid", TariffKind.POSTPAID)
UNPRICED = LineTraits(SimKind.PLASTIC, 1, "no such tariff", TariffKind.POSTPAID)


DEARER = replace(
    CARRIER,
    tariffs={name: replace(tariff, early_exit_fee_minor=700_00) for name, tariff in CARRIER.tariffs.items()},
)
"""The same carrier after it changed its terms."""


def first(at: datetime) -> Iterator[Saying]:
    """The request with which a case begins: for now, a later day, and days that cannot be."""
    for days in (None, 3, -40, 4_000):
        yield Saying(request(at, days))
    yield Saying(request(at, None), USED_UP)
    for guided in GUIDANCES:
        yield Saying(replace(request(at, None), guidance=guided))
    yield Saying(replace(request(at, None), guidance=GUIDANCES[0], contact_index=""))


GUIDANCES = (
    guidance(Way.ASK, SimKind.PLASTIC, None, {}),
    guidance(Way.ASK, SimKind.ESIM, TariffKind.PREPAID, {Task.ASK_CARRIER: date(2031, 1, 1)}),
    guidance(
        Way.LAPSE,
        SimKind.PLASTIC,
        TariffKind.PREPAID,
        {Task.SEE_BLOCKED: date(2031, 1, 1), Task.SEE_DEAD: date(2031, 2, 1)},
    ),
)
"""What a person may do themselves: at once, from a day on, and by leaving a line alone."""


def request(at: datetime, days: int | None) -> e.Requested:
    """A request for the end of a line in so many days."""
    return e.Requested(
        id="case-1",
        at=at,
        tenant_id="walk",
        carrier_id="walk",
        case_code="WALK-0001",
        language="en",
        identifier_kind=IdentifierKind.NUMBER,
        identifier=e.Sealed("identifier"),
        identifier_index="typed",
        contact=e.Sealed("contact"),
        contact_kind=ContactKind.PHONE,
        contact_index="contact-index",
        wanted_on=None if days is None else (at + timedelta(days=days)).date(),
        source="somewhere",
    )


def sayings(case: Case) -> Iterator[Saying]:
    """Everything that can arrive at this case, a minute after its last fact or once something is due."""
    at = case.last_at + timedelta(minutes=1)
    if case.guided is not None:
        yield from _to_a_guided(case, at)
        return
    yield from _tasks(case, at)
    yield from first(at)
    yield from _personal(case, at)
    yield from _signatures(case, at)
    yield from _codes(case.last_at + timedelta(seconds=30), "before another code may be asked for")
    yield from _codes(case.last_at + timedelta(hours=1), "when codes have expired")
    yield from _readings(case, at)
    yield from _identity(case, at)
    yield from _steps(case, at)
    yield from _time(case, at)


def _to_a_guided(case: Case, at: datetime) -> Iterator[Saying]:
    """What it listens to in each way, and of all that it refuses one of each kind."""
    yield from _tasks(case, at)
    yield from _time(case, at)
    heard = {e.TaskAnswered, e.EvidenceAdded, e.DeadlinePassed, e.ErasureWanted}
    for saying in (
        *first(at),
        *_personal(case, at),
        *_signatures(case, at),
        *_codes(at, "a minute later"),
        *_readings(case, at),
        *_identity(case, at),
        *_steps(case, at),
    ):
        if type(saying.event) not in heard or isinstance(saying.event, e.DocumentDrawn):
            heard.add(type(saying.event))
            yield saying


def _personal(case: Case, at: datetime) -> Iterator[Saying]:
    id_ = "said"
    yield Saying(e.LineConfirmed(id_, at))
    yield Saying(e.WithdrawalWanted(id_, at))
    shown = preview_quote(case, CARRIER, on=None)
    digest = losses_digest(case, shown) if shown is not None else ""
    yield Saying(e.LossesAcknowledged(id_, at, ties_of(case), digest))
    yield Saying(e.LossesAcknowledged(id_, at, (Tie.WALLETS,), digest))
    yield Saying(e.LossesAcknowledged(id_, at, ties_of(case), "another list"))
    to = e.Sealed("other"), ContactKind.EMAIL
    yield Saying(e.OtherContactGiven(id_, at, *to, is_the_line=False, claim_digest=None))
    yield Saying(e.OtherContactGiven(id_, at, *to, is_the_line=True, claim_digest=None))
    yield Saying(e.OtherContactGiven(id_, at, None, None, is_the_line=False, claim_digest="claim"))
    for way in (*PayoutWay, *CollectWay):
        for destination in (None, e.Sealed("account")):
            yield Saying(e.MoneyWayChosen(id_, at, way, destination))
    credit = e.MoneyWayChosen(id_, at, PayoutWay.OTHER_LINE, e.Sealed("number"), takes_credit=True)
    yield Saying(replace(credit, is_the_line=True))
    for takes_credit in (True, False):
        yield Saying(replace(credit, takes_credit=takes_credit))
    yield Saying(credit, USED_UP)
    for kind in RequirementKind:
        yield Saying(e.AnswerReopened(id_, at, kind))
    for how in SimAnswer:
        yield Saying(e.SimAnswered(id_, at, how))
    # What is said of who acts for the holder leads to places of its own: `acted_for.py` goes there.
    yield Saying(e.ActingSaid(id_, at, Right.HEIR))
    yield Saying(e.ActingSaid(id_, at, None))


def _tasks(case: Case, at: datetime) -> Iterator[Saying]:
    """Everything a person may say of a task, right and wrong, and files, few and too many."""
    note = e.Sealed("note")
    if case.guided is None or case.guided.current is None:
        yield Saying(e.TaskAnswered("task", at, Task.SETTLE, Outcome.DONE, note=note))
        yield Saying(e.EvidenceAdded("file", at, e.Sealed("file"), "0" * 64, "image/jpeg", 1))
        return
    for task in Task:
        yield Saying(e.TaskAnswered("task", at, task, Outcome.DONE, note=note))
    now = case.guided.current.task
    hows = (*Settled,) if now is Task.SETTLE else ("call", SimAnswer.LOST, SimAnswer.DELETED_ON_DEVICE)
    for outcome in Outcome:
        for how in ("", *hows):
            for ties, signs in (((), ()), (TIES, DEAD_SIGNS), (TIES[:1], (ClaimKind.ACCESS_BARRED,))):
                yield Saying(e.TaskAnswered("task", at, now, outcome, how, ties, signs, note))
    held = len(case.guided.evidence)
    if held < 2:
        yield Saying(e.EvidenceAdded("file", at, e.Sealed("file"), f"{held:064}", "image/jpeg", 1))
    yield Saying(e.EvidenceAdded("file", at, e.Sealed("file"), "0" * 64, "image/jpeg", 1))
    yield Saying(e.EvidenceAdded("file", at, e.Sealed("file"), "f" * 64, "image/jpeg", 1 << 40))


def _codes(at: datetime, when: str) -> Iterator[Saying]:
    wanted = e.CodeWanted(when, at, "right", e.Sealed("code"), "somewhere")
    yield Saying(wanted, ASKED_OUT)
    for found in (NOTHING_FOUND, USED_UP):
        yield Saying(wanted, found)
        yield Saying(e.CodeGiven(when, at, "right"), found)
    yield Saying(e.CodeGiven(when, at, "wrong"))
    yield Saying(e.CodeGiven(when, at, "right"), TAKEN)


def _signatures(case: Case, at: datetime) -> Iterator[Saying]:
    quote = case.money.quote
    digest = quote.digest if quote is not None else ""
    to = way, _ = case.money.way, case.money.destination
    for code in ("right", "wrong"):
        for name in (e.Sealed("name"), None):
            for covers in (digest, "another quote"):
                yield Saying(e.AgreementSigned("signed", at, name, code, "1" * 64, covers, *to))
    another = e.AgreementSigned(
        "signed", at, e.Sealed("name"), "right", "1" * 64, digest, way, e.Sealed("else")
    )
    yield Saying(another)
    right = e.AgreementSigned("signed", at, e.Sealed("name"), "right", "1" * 64, digest, *to)
    yield Saying(right, carrier=DEARER)
    late = case.last_at + timedelta(days=2)
    yield Saying(e.AgreementSigned("signed late", late, e.Sealed("name"), "right", "1" * 64, digest, *to))
    yield Saying(e.AgreementSigned("signed", at, e.Sealed("name"), "right", "1" * 64, digest, *to), USED_UP)


def _readings(case: Case, at: datetime) -> Iterator[Saying]:
    id_, key, turn = "read", "case-1/look_up/1", case.money.readings
    newcomer = f"case-{len(case.askers) + 2}"
    for request_id in (newcomer, "case-2") if len(case.askers) < 2 else ("case-2",):
        contact = e.Sealed(f"asker/{request_id}"), "index", "zh-Hans"
        yield Saying(e.AskerProved(id_, at, f"{request_id}/tell_case/1", request_id, *contact))
    yield Saying(e.LineLookedUp(id_, at, key, TRAITS, e.Sealed("line"), "line-index"), USED_UP)
    for traits in (TRAITS, ESIM, BILLED, UNPRICED):
        yield Saying(e.LineLookedUp(id_, at, key, traits, e.Sealed("line"), "line-index"))
    yield Saying(e.LineLookedUp(id_, at, key, None, None, None))
    for reading in (BalanceReading(), BalanceReading(12_00, 1_00, (Allowance("mb", 100),))):
        yield Saying(e.BalanceRead(id_, at, f"case-1/charging_read/{turn}", reading))
        for count in {case.money.reserve_count, 0, 7}:
            yield Saying(e.BalanceReserved(id_, at, f"case-1/reserve/{count}", reading))
    until = date(2027, 12, 31)
    for bill in (
        BillReading(),
        BillReading(owed_minor=5_00, contract_last_on=until),
        BillReading(deposit_minor=900_00),
    ):
        yield Saying(e.BillRead(id_, at, f"case-1/billing_read/{turn}", bill))
    yield Saying(e.BillRead(id_, at, f"case-1/billing_read/{turn + 1}", BillReading()))
    for points in (0, 40):
        for carrier in (CARRIER, DEARER) if case.state is State.AGREED else (CARRIER,):
            read = e.PointsRead(id_, at, f"case-1/loyalty_read/{turn}", PointsReading(points))
            yield Saying(read, carrier=carrier)
    for count in {case.money.reserve_count, 0, 7}:
        yield Saying(e.BalanceReleased(id_, at, f"case-1/release/{count}"))
    for barred in (True, False, None):
        for attempt in {case.ending.cut_attempts, 0, 7}:
            seen = CutReading(barred, barred, None, barred, read_at=at)
            yield Saying(e.CutRead(id_, at, f"case-1/cut/{attempt}", seen))


CONTACTS = (e.RegisteredContact(ContactKind.EMAIL, e.Sealed("registered/1"), "registered-index"),)
"""Where the holder was known before."""


def _identity(case: Case, at: datetime) -> Iterator[Saying]:
    """How the line stands, and who its person is; the rarer of it for one kind of line, or the walk would not end.

    To the rules a line that others have suspended is one whose SIM was changed: `test_line_news.py` tells of it.
    """
    turn, given = case.money.readings, case.identity.given
    is_looked_at = case.proof.traits == BILLED and case.wish.wanted_on is None and not case.askers
    standings = [Standing()]
    if is_looked_at:
        standings += [Standing(sim_changed_at=at), Standing(holds=(Hold.LEGAL,))]
    for standing in standings:
        yield Saying(e.StandingRead("standing", at, f"case-1/standing/{turn}", standing, CONTACTS))
    yield Saying(e.StandingRead("standing", at, f"case-1/standing/{turn + 1}", Standing(), ()))
    for change in (e.LineChange.MONEY_MOVED,) if turn < 2 or not is_looked_at else ():
        yield Saying(e.LineChanged("changed", at, change))
    is_early = turn < (3 if case.state is State.AGREED else 2)  # the signature asks once more
    is_free = case.identity == NOBODY and case.standing == Standing() and is_early
    is_signed = case.state is State.AGREED and case.proof.traits == BILLED
    if case.state not in (State.OPEN, State.AGREED) or (is_free and (is_looked_at or is_signed)):
        yield Saying(e.LossReported("lost", at))
    # What is no news leads nowhere: `test_line_news.py` tells the rest.
    before = case.wish.at - timedelta(days=1)
    yield Saying(e.LineTold("told", at, "case-9", e.SaidOfLine.RESUMED, before))
    yield Saying(e.LineSuspended("suspended", at, "case-1/suspend/1"))
    yield Saying(e.StopWanted("stop", at, "registered-index"))
    if given < 2:
        yield Saying(e.DocumentGiven("given", at, "passport", e.Sealed(f"evidence/{given}")))
    key = f"case-1/document/{given}"
    for is_match, asks_again in ((True, False), (False, True), (False, False)):
        index = ("document", "holder") if is_match else ("", "")
        yield Saying(e.DocumentRead("document", at, key, is_match, asks_again, (), *index))
    yield Saying(e.StepStuck("unread", at, key, "busy"))


def _steps(case: Case, at: datetime) -> Iterator[Saying]:
    others = ("cut", "reserve", "look_up", "agreement", "no_such_step")
    for step in (*CLOSING_ACTS, *others):
        key = f"case-1/{step}/1"
        yield Saying(e.StepDone("done", at, key))
        yield Saying(e.StepAccepted("accepted", at, key))
        yield Saying(e.StepStuck("stuck", at, key, "not_allowed"))
    yield Saying(e.StepStuck("refused", at, "case-1/cut/1", "line_changed"))
    wanted = case.ending.certificates_wanted
    for step, occurrence in (("certificate", wanted), ("certificate", wanted + 1), ("agreement", 1)):
        yield Saying(e.DocumentDrawn("drawn", at, f"case-1/{step}/{occurrence}", "0" * 64))
    charge = Charge("line", "charge", ChargeKind.RENEWAL, 48_00, "MOP", at, at)
    yield Saying(e.ChargesSeen("charges", at, (charge, replace(charge, reference="gone", amount_minor=0))))
    yield Saying(e.ChargeTakenBack("back", at, "case-1/take_back/1"))


def _time(case: Case, at: datetime) -> Iterator[Saying]:
    due = dict(case.deadlines)
    for name in (*Deadline, "no such deadline"):
        yield Saying(e.DeadlinePassed("early", at, str(name)))
        if name in due:
            rings_at = max(due[Deadline(name)], case.last_at)
            for carrier in (CARRIER, DEARER):
                yield Saying(e.DeadlinePassed("due", rings_at, str(name)), carrier=carrier)
    for found in (NOTHING_FOUND, BUSY_CALLS):
        yield Saying(e.ErasureWanted("erase", at), found)
        yield Saying(e.ErasureWanted("erase late", at + timedelta(days=100)), found)
    yield Saying(e.WithdrawalWanted("before its time", case.last_at - timedelta(days=1)))
