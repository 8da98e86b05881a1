"""Ways on which somebody says that they are not the holder: every order of rights, papers, visits and time.

What they may end is worked out here from what happened, as in `paths.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import PayoutWay
from signoff.domain.staff import By, Role
from signoff.domain.step_up import Channel
from signoff.domain.third_party import Paper, Right
from signoff.domain.typed_paper import Agreement
from tests.domain.paths import BACK_OFFICE, CLERK, Path
from tests.domain.ways import Moves

OTHER_OFFICE = By("other-office", Role.BACK_OFFICE)
RIGHT = Right.HEIR
AGREES = Agreement.AGREES
"""All rights go by the same rules; what they differ in is data, which is compared with what happened."""


class ActingPath(Path):
    """One way so far, on which somebody may act for the holder."""

    def acted_for(self, at: datetime) -> None:
        """Every paper, where it is taken, none too old, and time to stop it. Raises AssertionError."""
        seen, right = self.seen, self.seen.right
        assert right is not None, self.steps
        rule = self.walk.carrier.policy.third_parties[right]
        assert seen.possessed_at is not None, self.steps
        assert {paper for paper, _ in seen.papers} == set(rule.papers), (seen.papers, self.steps)
        oldest_at = min(at for _, at in seen.papers)
        assert at - oldest_at <= timedelta(days=rule.papers_days), self.steps
        assert seen.signed_on in rule.channels, (seen.signed_on, self.steps)
        assert seen.signed_on is not Channel.COUNTER or seen.here_signed, self.steps
        assert not seen.tabled or seen.claimed or seen.signed_on is Channel.COUNTER, self.steps
        assert seen.signed_at is not None, self.steps
        assert at - seen.signed_at >= timedelta(hours=rule.stop_hours), self.steps
        assert self.case.money.way not in set(PayoutWay), self.steps

    def own_place(self) -> tuple[Any, ...]:
        """What is known of who acts, and what has happened."""
        case, seen, now = self.case, self.seen, self.walk.now
        papers = frozenset((paper, now - at > timedelta(days=30)) for paper, at in seen.papers)
        return (
            (case.acting.right, case.acting.told > 0, case.acting.accepted_at is None),
            frozenset((one.paper, one.status) for one in case.acting.papers),
            (case.acting.is_present(now), case.counter.is_card_there),
            (seen.told, seen.right, papers, seen.here_signed, seen.tabled),
        )

    def says_acting(self, _: Channel) -> None:
        """Somebody is not the holder, and says so."""
        self.say(e.ActingSaid, right=RIGHT, holder=e.Sealed("holder/1"))

    def says_holder(self, _: Channel) -> None:
        """The same person says that they are the holder after all."""
        self.say(e.ActingSaid, right=None)

    def papers_but_one(self, channel: Channel) -> None:
        """All papers but the last one."""
        for paper in self._papers()[:-1]:
            self.show_paper(paper, channel)

    def last_paper(self, channel: Channel) -> None:
        """The one that was missing."""
        for paper in self._papers()[-1:]:
            self.show_paper(paper, channel)

    def bad_paper(self, _: Channel) -> None:
        """A clerk looks at the last one, and it is not enough."""
        for paper in self._papers()[-1:]:
            if self.say(ce.PaperChecked, by=CLERK, paper=paper, is_good=False).facts:
                self.seen = replace(self.seen, papers=self.but(paper))

    def unseen_paper(self, _: Channel) -> None:
        """A picture is given, and somebody says yes who has not opened it."""
        for paper in self._papers()[-1:]:
            self.say(e.DocumentGiven, document_kind=paper.value, picture=e.Sealed("evidence/2"))
            number = self.case.identity.given
            self.say(ce.PaperDecided, by=OTHER_OFFICE, number=number, is_accepted=True)

    def is_here_again(self, _: Channel) -> None:
        """Whoever acts shows their own document to a clerk."""
        self.show_paper(Paper.OWN_IDENTITY, Channel.COUNTER)

    def _papers(self) -> tuple[Paper, ...]:
        right = self.case.acting.right
        return self.walk.carrier.policy.third_parties[right].papers if right is not None else ()

    def show_paper(self, paper: Paper, channel: Channel) -> None:
        """On the table of a shop where that alone counts, else by a picture that somebody opens and takes for good."""
        is_accepted = self.case.acting.accepted_at is not None
        is_here = (
            channel is Channel.COUNTER or not self.walk.carrier.policy.third_parties[RIGHT].is_remote_enough
        )
        if is_here:
            taken = bool(
                self.say(ce.PaperChecked, by=CLERK, paper=paper, is_good=True, agreement=AGREES).facts
            )
        else:
            picture = e.Sealed("evidence/2")
            if not self.say(e.DocumentGiven, document_kind=paper.value, picture=picture).facts:
                return
            number = self.case.identity.given
            self.say(ce.PictureOpened, by=BACK_OFFICE, number=number)
            said = {"number": number, "is_accepted": True, "agreement": AGREES}
            taken = bool(self.say(ce.PaperDecided, by=BACK_OFFICE, **said).facts)
        if not taken or self.seen.right is None:
            return
        is_own = is_here and paper is Paper.OWN_IDENTITY
        here_at = self.walk.now if is_own else self.seen.here_at
        papers = (*self.but(paper), (paper, self.walk.now))
        tabled = self.seen.tabled
        if not is_here:
            tabled -= {paper}
        elif not is_accepted:  # else nothing rests on it
            tabled |= {paper}
        self.seen = replace(self.seen, papers=papers, here_at=here_at, tabled=tabled)

    def but(self, paper: Paper) -> tuple[tuple[Paper, datetime], ...]:
        """What was taken for good of the other papers."""
        return tuple(one for one in self.seen.papers if one[0] is not paper)

    def wait_a_month(self, _: Channel) -> None:
        """Longer than any paper holds."""
        self.walk.later(days=31)

    def is_here(self) -> bool:
        """Whether who acts has shown every paper, and themselves within the hour."""
        return self.is_known_here and {paper for paper, _ in self.seen.papers} == set(self._papers())

    @property
    def is_known_here(self) -> bool:
        """Whether who acts has shown themselves within the hour, with whichever papers."""
        here_at = self.seen.here_at
        return here_at is not None and self.walk.now - here_at <= timedelta(hours=1)

    def mine(self, channel: Channel) -> None:
        """Whoever is there, by which right ever, says that all that was asked for is theirs."""
        super().mine(channel)
        if self.is_known_here and self.case.is_sorted(CLERK.staff_id, self.walk.now):
            self.seen = replace(self.seen, claimed=True, left=False)


OF_THIRD_PARTIES: Moves = (
    ActingPath.says_acting,
    ActingPath.says_holder,
    ActingPath.papers_but_one,
    ActingPath.last_paper,
    ActingPath.is_here_again,
    ActingPath.mine,
    ActingPath.prove,
    ActingPath.prove_in_person,
    ActingPath.join,
    ActingPath.answered,
    ActingPath.sign,
    ActingPath.sign_in_person,
    ActingPath.wait_a_month,
    ActingPath.wait_for_the_day,
)
"""What is done where somebody is not the holder, beside what the holder could do."""

FROM_AFAR: Moves = tuple(move for move in OF_THIRD_PARTIES if move is not ActingPath.prove_in_person)
"""Without a card in a clerk's hand."""

OF_EVERYTHING: Moves = (
    *OF_THIRD_PARTIES,
    ActingPath.bad_paper,
    ActingPath.unseen_paper,
    ActingPath.seen_by_clerk,
    ActingPath.matching,
    ActingPath.stop,
)
"""The same with what leads back, or nowhere: it multiplies the ways, and is walked in a soak."""
