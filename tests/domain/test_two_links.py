"""Two people, each with a link to one case, in any order: whoever signs has shown by that link who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import fact_acting as t
from signoff.domain.case import Case, State
from signoff.domain.identity import IdentityStatus
from signoff.domain.step_up import Channel
from signoff.domain.third_party import Paper, Right
from signoff.domain.typed_paper import Agreement
from tests.domain.acted_for import REMOTE
from tests.domain.careful import CONTACT
from tests.domain.paths import BACK_OFFICE, Path
from tests.domain.walk import START, TRAITS, Walk
from tests.domain.ways import Moves, begun, ways

LINKS = ("case-1", "case-2")
IDENTITY = "identity"
_POLICY = REMOTE.policy
_RULE = replace(_POLICY.third_parties[Right.PARENT], papers=(Paper.OWN_IDENTITY, Paper.BIRTH_OR_GUARDIANSHIP))
TWO_PAPERS = replace(
    REMOTE, policy=replace(_POLICY, third_parties={**_POLICY.third_parties, Right.PARENT: _RULE})
)
"""Two papers are as good as three to be sent by two people."""


@dataclass
class LinksPath(Path):
    """One way so far; who sent and showed what is written down here, and asked of no rule."""

    by: str = LINKS[0]
    sent: tuple[tuple[int, str, str], ...] = ()  # picture, by whose link, of what
    shown: frozenset[tuple[str, str]] = (
        frozenset()
    )  # by whose link, and what a person or a machine took for good
    right: Right | None = None

    def branch(self, name: str) -> Self:
        """A copy that goes on by itself."""
        walk = replace(self.walk, journal=[], made=[], tallies={})
        return replace(self, walk=walk, steps=(*self.steps, name))

    @property
    def link(self) -> str:
        """By which link something is said."""
        return self.by

    def own_place(self) -> tuple[Any, ...]:
        """What was sent last and what was shown make two ways different, and which links are open."""
        papers = tuple((one.paper, one.status, one.asker) for one in self.case.acting.papers)
        return (self.sent[-1:], self.shown, self.case.requests, papers, self.case.answers.has_other_contact)

    def watch(self, before: Case, fact: f.Fact) -> None:
        """Whoever signs has shown all of it by their own link."""
        match fact:
            case f.DocumentTaken():
                self.sent = (*self.sent, (fact.number, self.by, IDENTITY))
                self.shown = frozenset(one for one in self.shown if one[1] != IDENTITY)
            case t.PaperTaken():
                self.sent = (*self.sent, (fact.number, self.by, fact.paper))
            case f.IdentityAccepted():
                self.shown |= {(self.sent[-1][1], IDENTITY)}
            case f.DocumentJudged() if fact.status is IdentityStatus.ACCEPTED:
                self.shown |= {(self.sent[-1][1], IDENTITY)}
            case t.PaperJudged():
                ((by, paper),) = ((link, what) for number, link, what in self.sent if number == fact.number)
                self.shown = self.shown | {(by, paper)} if fact.is_accepted else self.shown - {(by, paper)}
            case f.AskerJoined() | t.ActingTold():
                self.shown = frozenset()
            case f.AgreementSigned():
                needed = {IDENTITY} if self.right is None else {*_RULE.papers}
                assert {(self.by, one) for one in needed} <= self.shown, self.steps

    def decide(self, *, is_accepted: bool) -> None:
        """Somebody of the carrier has looked at the picture that waits."""
        waits = self.case.acting.waits()
        number = waits[0].number if waits else self.case.identity.given
        self.say(ce.PictureOpened, by=BACK_OFFICE, number=number)
        kind = ce.PaperDecided if waits else ce.DocumentDecided
        doubt = "" if is_accepted else "blurred"
        said = {"number": number, "is_accepted": is_accepted, "doubt": doubt}
        self.say(kind, by=BACK_OFFICE, **said, agreement=Agreement.AGREES)


def _by(link: str, name: str, step: Callable[[Any, Channel], None]) -> Callable[[Any, Channel], None]:
    def move(path: Any, channel: Channel) -> None:
        path.by = link
        step(path, channel)

    move.__name__ = f"{name} by {link}"
    return move


def _sent(paper: str) -> Callable[[Any, Channel], None]:
    def send(path: Any, _: Channel) -> None:
        picture = e.Sealed(f"evidence/{paper}")
        path.say(e.DocumentGiven, document_kind=paper, picture=picture, link=path.link)

    return send


def _accepted(path: Any, _: Channel) -> None:
    path.decide(is_accepted=True)


def _rejected(path: Any, _: Channel) -> None:
    path.decide(is_accepted=False)


def _signed(path: Any, channel: Channel) -> None:
    """All that is asked, as far as it is."""
    path.answered(channel)
    path.settle()
    path.sign(channel)


def _joined(path: Any, _: Channel) -> None:
    if not path.case.askers:
        before = path.case
        for fact in path.walk.join(LINKS[1]).facts:
            path.watch(before, fact)
        if path.right is not None:  # they act for the holder, too
            path.say(e.ActingSaid, right=path.right, holder=e.Sealed("holder"), link=LINKS[1])


def _moves(right: Right | None) -> Moves:
    sent: dict[str, Callable[[Any, Channel], None]] = {"unlike": Path.unlike, "matching": Path.matching}
    if right is not None:
        sent = {paper.value: _sent(paper.value) for paper in _RULE.papers}
    said = {**sent, "sign": _signed}
    each = (_by(link, name, step) for link in LINKS for name, step in said.items())
    return (_joined, _accepted, *((_rejected,) if right is None else ()), *each)


@pytest.mark.slow
@pytest.mark.parametrize("right", [None, Right.PARENT])
def test_nobody_signs_with_what_was_shown_by_another_link(right: Right | None) -> None:
    """With a new SIM, or for somebody else: each link is as far as what came by it, and both can come to the end."""
    walk = Walk(carrier=TWO_PAPERS, contacts=(CONTACT,))
    changed_at = START - timedelta(hours=1)
    path = begun(walk, TRAITS, balance_minor=12_00, sim_changed_at=changed_at, kind=LinksPath)
    assert isinstance(path, LinksPath)
    path.prove(Channel.PORTAL)
    path.settle()
    path.right = right
    if right is not None:
        path.say(e.ActingSaid, right=right, holder=e.Sealed("holder"))
    signed = [
        way for way in ways(path, Channel.PORTAL, moves=_moves(right)) if way.case.state is State.AGREED
    ]
    joined = [way for way in signed if isinstance(way, LinksPath) and way.case.askers]
    assert {way.by for way in joined if f"sign by {way.by}" in way.steps} == set(LINKS)
