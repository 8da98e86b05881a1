"""Cases in which somebody acts for the holder, walked as far as wanted; and stories of all that is heard there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, Deadline, State
from signoff.domain.counter_case import Document
from signoff.domain.decision import Decision
from signoff.domain.outstanding import is_standing_awaited
from signoff.domain.refusal import Reason
from signoff.domain.settlement import BalanceReading
from signoff.domain.step_up import Channel
from signoff.domain.third_party import STRICT, Paper, Right
from signoff.domain.typed_paper import Agreement
from tests.domain.careful import BACK_OFFICE, CAREFUL, CLERK, CONTACT
from tests.domain.walk import Walk

REMOTE = replace(
    CAREFUL,
    policy=replace(
        CAREFUL.policy,
        third_parties={
            right: replace(rule, channels=(Channel.PORTAL, Channel.COUNTER)) for right, rule in STRICT.items()
        },
    ),
)
"""A carrier that takes pictures of all papers, and the signature on the portal."""


@dataclass
class Story(Walk):
    """A walk that remembers all that was decided, and the case after it."""

    decided: list[Decision] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    def take(self, event: e.Event) -> Decision:
        """Remembered."""
        decision = super().take(event)
        self.decided.append(decision)
        self.cases.append(case_of(self))
        return decision


def case_of(walk: Walk) -> Case:
    """The case, which is there."""
    assert walk.case is not None
    return walk.case


def reason_of(decision: Decision) -> Reason | None:
    """Why not, if it was refused."""
    return decision.refusal.reason if decision.refusal is not None else None


AnyWalk = TypeVar("AnyWalk", bound=Walk)


def opened(carrier: Carrier = CAREFUL) -> Walk:
    """A line proven by a code and read, of a holder with one registered contact."""
    return proven(Walk(carrier=carrier, contacts=(CONTACT,)))


def proven(walk: AnyWalk) -> AnyWalk:
    """The same for a walk of any kind."""
    walk.prove()
    walk.read(BalanceReading(12_00))
    return walk


def tell(walk: Walk, right: Right | None) -> Decision:
    """It is said by which right somebody acts, or that it is the holder."""
    holder = e.Sealed("holder/1") if right is not None else None
    return walk.say(e.ActingSaid, right=right, holder=holder)


def check(walk: Walk, paper: Paper, *, is_good: bool = True) -> Decision:
    """A clerk looks at a paper on the table."""
    agreement = Agreement.AGREES if is_good else Agreement.UNSAID
    return walk.say(ce.PaperChecked, by=CLERK, paper=paper, is_good=is_good, agreement=agreement)


def check_all(walk: Walk, but: Paper | None = None) -> None:
    """At each that is asked for, but one; whoever is there with all of them says that all requests are theirs."""
    right = case_of(walk).acting.right
    assert right is not None
    for paper in STRICT[right].papers:
        if paper is not but:
            check(walk, paper)
    if but is None:
        walk.claim_all(CLERK)


def give(walk: Walk, paper: Paper, link: str = "") -> Decision:
    """A picture of a paper is sent."""
    picture = e.Sealed(f"evidence/{paper}")
    return walk.say(e.DocumentGiven, document_kind=paper.value, picture=picture, link=link)


def decide_on(walk: Walk, *, is_accepted: bool = True, is_opened: bool = True) -> Decision:
    """Somebody in the back office decides on the newest picture."""
    number = case_of(walk).identity.given
    if is_opened:
        walk.say(ce.PictureOpened, by=BACK_OFFICE, number=number)
    doubt = "" if is_accepted else "unsigned"
    said = {"number": number, "is_accepted": is_accepted, "doubt": doubt, "agreement": Agreement.AGREES}
    return walk.say(ce.PaperDecided, by=BACK_OFFICE, **said)


def give_all(walk: Walk, but: Paper | None = None) -> None:
    """Each paper by picture, and each accepted, but one."""
    right = case_of(walk).acting.right
    assert right is not None
    for paper in STRICT[right].papers:
        if paper is not but:
            give(walk, paper)
            decide_on(walk)


def settled(walk: Walk) -> None:
    """All systems have answered what they were asked, again and again."""
    for _ in range(4):
        if case_of(walk).money.account("any") is None or is_standing_awaited(case_of(walk)):
            walk.read_again()


def answer(walk: Walk) -> None:
    """All but the signature; the money has no way to be chosen."""
    settled(walk)
    walk.acknowledge()
    contact = {"contact": e.Sealed("other"), "claim_digest": None, "is_the_line": False}
    walk.say(e.OtherContactGiven, contact_kind=CONTACT.kind, **contact)
    settled(walk)


def sign_here(walk: Walk) -> Decision:
    """On the screen of the counter."""
    case = case_of(walk)
    digest = case.money.quote.digest if case.money.quote is not None else ""
    to = case.money.way, case.money.destination
    signed = e.AgreementSigned("signed", walk.now, e.Sealed("name"), "", "1" * 64, digest, *to)
    strokes = {"strokes": e.Sealed("strokes"), "strokes_sha256": "2" * 64}
    return walk.stood(walk.say(ce.SignedInPerson, by=CLERK, signed=signed, **strokes))


def at_the_cut(walk: Walk) -> None:
    """The day comes; everything is read again."""
    walk.now = max(walk.now, dict(case_of(walk).deadlines)[Deadline.CUT_DUE])
    walk.say(e.DeadlinePassed, name="cut_due")
    for _ in range(3):
        if walk.state() is State.AGREED:
            walk.read_again()


def stories() -> Iterator[Story]:
    """Walks in which every word of theirs is said: by clerk and by picture, refused, too old, and joined."""
    here = proven(Story(carrier=CAREFUL, contacts=(CONTACT,)))
    tell(here, Right.HEIR)
    here.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    give(here, Paper.DEATH_CERTIFICATE)
    settled(here)
    here.say(e.MoneyWayChosen, way=here.carrier.policy.payout_ways[0], destination=e.Sealed("mine"))
    of_another = {"paper": Paper.DEATH_CERTIFICATE, "is_good": True, "agreement": Agreement.OTHER_HOLDER}
    here.say(ce.PaperChecked, by=CLERK, **of_another)
    check_all(here)
    answer(here)
    here.later(hours=2)
    sign_here(here)
    sign_here(here)
    check(here, Paper.OWN_IDENTITY)
    sign_here(here)
    here.claim_all(CLERK)
    sign_here(here)
    here.read_again()
    sign_here(here)
    at_the_cut(here)
    yield here
    remote = proven(Story(carrier=REMOTE, contacts=(CONTACT,)))
    tell(remote, Right.PARENT)
    give(remote, Paper.HOLDER_DOCUMENT)
    decide_on(remote, is_accepted=False)
    give_all(remote)
    answer(remote)
    remote.later(days=29)
    remote.want_code("signing")
    remote.later(days=3)
    remote.want_code("signing")
    yield remote
    joined = proven(Story(carrier=REMOTE, contacts=(CONTACT,)))
    joined.join()
    tell(joined, Right.PARENT)
    first, *others = STRICT[Right.PARENT].papers
    give(joined, first, "case-2")
    give(joined, others[0], "case-1")
    decide_on(joined)
    for paper in others:
        give(joined, paper, "case-2")
        decide_on(joined)
    yield joined
    yield resumed_by_an_heir()


def resumed_by_an_heir() -> Story:
    """The line was lost and suspended; the heir is there with every paper, and has it lifted."""
    found = proven(Story(carrier=CAREFUL, contacts=(CONTACT,)))
    found.say(e.LossReported)
    found.say(e.LineSuspended, key="case-1/suspend/1")
    tell(found, Right.HEIR)
    check_all(found)
    found.say(ce.ResumeWanted, by=CLERK)
    found.say(ce.LineResumed, key="case-1/resume/1")
    return found
