"""Faults planted where people keep guided cases, as `planted.py` does for the engine and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from signoff.domain import event as e
from signoff.domain import guiding
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.decision import Decision
from signoff.domain.guidance import Outcome, Task
from signoff.engine import folding
from signoff.guided import desk as guided_desk
from signoff.systems.messages.sandbox import SandboxMessages
from tests.sim.ground import Ground
from tests.sim.planted import Planted, trigger


@contextmanager
def not_yet_is_kept_twice(_: Ground) -> Iterator[None]:
    """What is said of a task that is not yet so stands in the journal twice."""
    rule = guiding.task_answered

    def twice(case: Any, event: Any, carrier: Any, found: Any) -> Decision:
        decision = rule(case, event, carrier, found)
        is_twice = event.outcome is Outcome.NOT_YET and decision.refusal is None
        return Decision(decision.facts * 2) if is_twice else decision

    with mock.patch.dict(guiding.RULES, {e.TaskAnswered: twice}):
        yield


def erased_but_for_evidence(ground: Ground) -> AbstractContextManager[None]:
    """What is to be erased keeps its files."""
    return trigger(
        ground, "sealed", "delete", "if old.name like 'evidence/%' then return null; end if; return old;"
    )


@contextmanager
def erased_but_for_messages(_: Ground) -> Iterator[None]:
    """What was sent for a case stays where it is."""

    async def forget(self: SandboxMessages, case_id: str) -> None:
        return None

    with mock.patch.object(SandboxMessages, "forget", forget):
        yield


@contextmanager
def bill_closes_everything(_: Ground) -> Iterator[None]:
    """A final bill that came counts as the word that nothing recurs after it."""
    claims = guiding._claims

    def more(event: Any, guided: Any) -> tuple[Claim, ...]:
        if event.task is Task.FINAL_BILL:
            return (Claim(ClaimKind.BILLING_CLOSED, Witness.ATTESTED, event.at),)
        return claims(event, guided)

    with mock.patch.object(guiding, "_claims", more):
        yield


def answered_and_still_asked(_: Ground) -> AbstractContextManager[Any]:
    """An answer leaves the call open that waited for it."""
    return mock.patch.object(folding, "closed_by", return_value=())


def day_of_a_task_forgotten(ground: Ground) -> AbstractContextManager[None]:
    """Nobody is woken for the day of a task."""
    body = "if new.kind = 'deadline' and new.tenant_id = 'guide' then return null; end if; return new;"
    return trigger(ground, "due", "insert", body)


@contextmanager
def any_secret_opens(_: Ground) -> Iterator[None]:
    """A link is right if it names a case."""
    place = guided_desk.GuidedDesk._place

    def loose(self: guided_desk.GuidedDesk, token: str) -> Any:
        tenant_id, _, rest = token.partition("~")
        if tenant_id != "guide" or rest.count("~") != 1:
            return place(self, token)
        return self.keys.of("guide"), rest.partition("~")[0]

    with mock.patch.object(guided_desk.GuidedDesk, "_place", loose):
        yield


@contextmanager
def note_in_the_open(_: Ground) -> Iterator[None]:
    """What somebody noted stands in the journal, in plain words."""
    say = guided_desk.GuidedDesk.say

    async def said(self: guided_desk.GuidedDesk, token: str, say_: Any, *, key: str) -> Any:
        how = say_.how or (say_.note if say_.task is Task.SETTLE else "")
        return await say(self, token, replace(say_, how=how), key=key)

    with mock.patch.object(guided_desk.GuidedDesk, "say", said):
        yield


GUIDED: tuple[Planted, ...] = (
    not_yet_is_kept_twice,
    erased_but_for_evidence,
    erased_but_for_messages,
    bill_closes_everything,
    answered_and_still_asked,
    day_of_a_task_forgotten,
    any_secret_opens,
    note_in_the_open,
)
