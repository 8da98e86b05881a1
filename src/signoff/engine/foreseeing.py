"""What the decisions of a batch will ask for beside their cases, foreseen before any is made. No I/O.

`folding.py` makes the decisions, `committer.py` looks for what is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.event import Event, Requested
from signoff.domain.tallies import wants
from signoff.engine.recent import Known
from signoff.engine.submission import Submission
from signoff.store.batch import AnswerId, CaseId, Loaded, Looks


def answer_id_of(submission: Submission) -> AnswerId | None:
    """Where the stored answer of a submission is found."""
    said = submission.said
    return None if said is None else (submission.tenant_id, said.scope, said.key)


def foreseen(
    batch: list[Submission], known: Mapping[CaseId, Known], carriers: Mapping[str, Carrier]
) -> Looks | None:
    """What the decisions of this batch will ask for if its cases are as they are remembered, or new.

    None where one of them is neither: counts are locked in one order, all at once.
    """
    for submission in batch:
        is_new = isinstance(submission.event, Requested)
        if (submission.tenant_id, submission.case_id) not in known and not is_new:
            return None
    return looks_of(batch, Loaded(), known, carriers)


def looks_of(
    batch: list[Submission],
    loaded: Loaded,
    remembered: Mapping[CaseId, Known],
    carriers: Mapping[str, Carrier],
) -> Looks:
    """What the decisions of this batch will ask for, as far as the cases before it tell."""
    looks = Looks()
    for submission in batch:
        # Who is answered from the store needs no counts. Locking them all the same met, in the other order, a worker
        # that had just taken the same request for a new one.
        if submission.event is None or answer_id_of(submission) in loaded.answers:
            continue
        place = submission.tenant_id, submission.case_id
        known = remembered.get(place)
        case = known.case if known is not None else loaded.cases.get(place, (None, b""))[0]
        carrier_id = case.carrier_id if case is not None else submission.carrier_id
        carrier = carriers.get(carrier_id)
        if carrier is None:
            continue
        wanted = wants(case, not_before(case, submission.event), carrier)
        looks.tallies.update((submission.tenant_id, name) for name in wanted.tallies)
        if wanted.line_index is not None:
            looks.lines.add((submission.tenant_id, wanted.line_index))
        if wanted.counts_intents:
            looks.erasures.add((submission.tenant_id, submission.case_id))
    return looks


def not_before(case: Case | None, event: Event) -> Event:
    """The event, moved up to its case's last instant: counts are named by the day on which the rules will look."""
    return event if case is None or event.at >= case.last_at else replace(event, at=case.last_at)
