"""The rules for somebody who acts for the holder: what they say, their papers, and how long these hold.

`assurance.py` says how sure a case is of them; what each right needs comes from the pack (`third_party.py`).
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import fact_acting as t
from signoff.domain import identifying, limits
from signoff.domain.acting import TOLD_MAX, Acting, PaperStatus, ShownPaper
from signoff.domain.assurance import lapsed, rule_of
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, Deadline, State
from signoff.domain.changing import replace
from signoff.domain.closing_links import others_closed
from signoff.domain.counter_looks import differs, done, of_their_own
from signoff.domain.decision import Decision, refused
from signoff.domain.fold_acting import paper_as_judged
from signoff.domain.identity import Voucher
from signoff.domain.refusal import Reason
from signoff.domain.staff import May
from signoff.domain.suspended import is_left_suspended
from signoff.domain.tallies import Found, picture_tallies
from signoff.domain.third_party import NAMES_HOLDER, Paper
from signoff.domain.typed_paper import Agreement
from signoff.domain.void_reason import VoidReason
from signoff.domain.voiding import voided

_BEFORE_THE_SIGNATURE = (State.REQUESTED, State.OPEN)


def may_tell(case: Case) -> bool:
    """Whether it can be said now that somebody acts for the holder."""
    return case.guided is None and case.state in _BEFORE_THE_SIGNATURE and case.acting.told < TOLD_MAX


def too_old(case: Case, carrier: Carrier, at: datetime) -> Decision | None:
    """The refusal of a signature that would rest on papers of too long ago; they are asked for again."""
    fact = lapsed(case, carrier, at)
    return None if fact is None else Decision((fact,), refused(Reason.PAPERS_OLD).refusal)


def acting_said(case: Case, event: e.ActingSaid, _: Carrier, __: Found) -> Decision:
    """Anybody may say that they are not the holder; it can only make more be asked, on this case for good."""
    if case.state in OVER:
        return refused(Reason.ALREADY_OVER)
    if case.state not in _BEFORE_THE_SIGNATURE or (event.right is None and case.acting.right is None):
        return refused(Reason.NOT_NOW)
    if case.acting.told >= TOLD_MAX:
        return refused(Reason.TOO_MANY_REQUESTS)
    if event.right is not None and event.holder is None:
        return refused(Reason.NAME_MISSING)
    return Decision((t.ActingTold(event.at, event.right, event.holder),))


def is_holder_awaited(case: Case) -> bool:
    """Whether a holder who comes to a shop takes back that somebody acts for them: anybody may have said that."""
    return case.state in (*_BEFORE_THE_SIGNATURE, State.AGREED) or is_left_suspended(case)


def holder_came(case: Case, at: datetime) -> tuple[f.Fact, ...]:
    """It is as if nobody had acted: the papers are gone, and what was signed by who acted is void.

    A code is not enough on this case all the same.
    """
    void = (voided(case, at, is_too_weak=True, why=VoidReason.PERSON),) if case.state is State.AGREED else ()
    return (*void, t.ActingTold(at, None, None))


def document_given(case: Case, event: e.DocumentGiven, carrier: Carrier, found: Found) -> Decision:
    """A picture of the holder's document, or of a paper of who acts for them: never one taken for the other."""
    if case.acting.right is not None and case.state not in OVER:
        return _paper_given(case, event, carrier, found)
    if event.document_kind in set(Paper):
        return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)
    return identifying.document_given(case, event, carrier, found)


def _paper_given(case: Case, event: e.DocumentGiven, carrier: Carrier, found: Found) -> Decision:
    """A picture of a paper, where the pack lets pictures be enough; only people look at it."""
    rule = rule_of(case, carrier)
    asked = rule.papers if rule is not None else ()
    if case.state is not State.OPEN or rule is None or event.document_kind not in set(asked):
        return refused(Reason.NOT_NOW)
    if not rule.is_remote_enough:
        return refused(Reason.PAPERS_AT_SHOP)
    paper = Paper(event.document_kind)
    if case.acting.status(paper) is PaperStatus.ACCEPTED:
        return refused(Reason.NOT_NOW)
    if case.acting.is_of_another(event.link):
        return refused(Reason.PAPERS_OF_ANOTHER)
    if case.identity.given_now >= limits.PAPERS_MAX:
        return refused(Reason.TOO_MANY_DOCUMENTS)
    number = case.identity.given + 1
    tallies = picture_tallies(case, event)
    taken = t.PaperTaken(event.at, number, paper, event.picture, event.link, tallies)
    return Decision((taken, *identifying.flagged_twice(case, event, found)))


def _of_another_holder(
    case: Case, event: ce.PaperChecked | ce.PaperDecided, paper: Paper, found: Found
) -> Decision | None:
    """The refusal of a yes to a paper that names another holder than records do, or of which nobody knows that."""
    if paper not in NAMES_HOLDER:
        return None
    if event.agreement is Agreement.UNSAID:
        return refused(Reason.HOLDER_NOT_COMPARABLE)
    return differs(case, event, found)


def paper_checked(case: Case, event: ce.PaperChecked, carrier: Carrier, found: Found) -> Decision:
    """A paper on the table of a shop, with who acts there; that they are there again is seen by their own document."""
    if not event.by.may(May.CHECK):
        return refused(Reason.NOT_YOUR_ROLE)
    is_for_line = is_left_suspended(case)  # over, and whoever acts has the line work again
    if case.state in OVER - {State.ENDED} and not is_for_line:
        return refused(Reason.ALREADY_OVER)
    rule = rule_of(case, carrier)
    if rule is None or event.paper not in rule.papers or case.identity.is_of_signer:
        return refused(Reason.NOT_NOW)
    is_again = event.paper is Paper.OWN_IDENTITY and case.acting.accepted_at is not None
    if case.state not in _BEFORE_THE_SIGNATURE and not (is_again or is_for_line):
        return refused(Reason.NOT_NOW)
    if event.is_good and (no := _of_another_holder(case, event, event.paper, found)) is not None:
        return no
    by, doubt = event.by.staff_id, "" if event.is_good else "not_enough"
    is_person = event.is_good and event.paper is Paper.OWN_IDENTITY
    of = event.paper, event.is_good, Voucher.CLERK, by
    agreement = event.agreement if event.is_good else Agreement.UNSAID
    judged = t.PaperJudged(event.at, *of, doubt=doubt, keeps_look=is_person, agreement=agreement)
    return _judged(case, event, judged, carrier)


def paper_decided(case: Case, event: ce.PaperDecided, carrier: Carrier, found: Found) -> Decision:
    """A picture that waits, looked at by one of the staff who has opened it."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    rule, number, by = rule_of(case, carrier), event.number, event.by.staff_id
    if case.state is not State.OPEN or rule is None:
        return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)
    shown = next((one for one in case.acting.waits() if one.number == number), None)
    if shown is None or (event.is_accepted and (by, number) not in case.counter.opened):
        return refused(Reason.PICTURE_UNSEEN)
    if event.is_accepted and shown.asker in case.counter.dropped:
        return refused(Reason.PASSED_ON)
    if event.is_accepted and (no := _not_theirs_to_accept(case, event, shown, found)) is not None:
        return no
    doubt = "" if event.is_accepted else event.doubt
    of = Voucher.STAFF, by, number, doubt
    agreement = event.agreement if event.is_accepted else Agreement.UNSAID
    paper, is_good, asker = shown.paper, event.is_accepted, shown.asker
    judged = t.PaperJudged(event.at, paper, is_good, *of, asker=asker, agreement=agreement)
    return _judged(case, event, judged, carrier)


def _not_theirs_to_accept(
    case: Case, event: ce.PaperDecided, shown: ShownPaper, found: Found
) -> Decision | None:
    """The refusal of a yes to a picture of their own request, or of a paper that names another holder."""
    own = of_their_own(case, event.by.staff_id, shown.asker)
    return own if own is not None else _of_another_holder(case, event, shown.paper, found)


def _judged(case: Case, event: ce.FromStaff, judged: t.PaperJudged, carrier: Carrier) -> Decision:
    """What follows from a look at one paper: all of them are in order, and who is here is known."""
    rule, old = rule_of(case, carrier), lapsed(case, carrier, event.at)
    if rule is None:
        return refused(Reason.NOT_NOW)
    before = case.acting if old is None else case.acting.without(old.papers)
    acting = before.with_paper(paper_as_judged(judged))
    facts: list[f.Fact] = [*([old] if old is not None else []), _erasing(case, acting, judged)]
    if acting.is_complete(rule):
        is_asked_first = _waits_for_its_asker(case, acting, judged)
        if acting.accepted_at is None and not is_asked_first:
            facts += (*others_closed(case, judged.asker, event.at), t.AuthorityAccepted(event.at))
        acting = replace(acting, accepted_at=acting.accepted_at or event.at)
        if not is_asked_first:
            facts += identifying.with_new_sim(case, event.at)
    if judged.voucher is Voucher.CLERK and acting.is_present(event.at):
        facts.append(c.CallerKnown(event.at, event.by.staff_id, c.Knowing.PAPER))
    return done(event, *facts)


def _waits_for_its_asker(case: Case, acting: Acting, judged: t.PaperJudged) -> bool:
    """Whether papers that lay on a table count for no link yet: whose the requests are was not said to who saw them.

    It is asked once whoever acts is there with every paper; `vouching.py` has the papers accepted then.
    """
    if case.state in OVER:  # no link of it says anything more
        return False
    if judged.voucher is Voucher.CLERK:
        return bool(case.foreign_requests(judged.staff_id, judged.at))
    seers = {one.by for one in acting.papers if one.voucher is Voucher.CLERK}
    return not all(case.is_sorted(one, judged.at) for one in seers)


def _erasing(case: Case, acting: Acting, judged: t.PaperJudged) -> t.PaperJudged:
    """Pictures are kept until the last that waits was decided on, and as long after that as any other."""
    if not case.identity.documents or acting.waits():
        return judged
    due = dict(case.deadlines).get(Deadline.PICTURES_DUE, judged.at + limits.PICTURE_LIFE)
    return replace(judged, erase_at=due)
