"""Faults planted in the product on purpose: an auditor that was never seen finding anything proves nothing.

What is wrong in the store is planted by triggers, what is wrong in the rules by putting another rule in its place.
More are in `planted_outside.py`, where people come in, and in `planted_guided.py`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest import mock

from signoff.domain import case as case_module
from signoff.domain import code, decide, intent
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.answering import withdrawal_wanted
from signoff.domain.case import OVER, State
from signoff.domain.decision import Decision
from signoff.domain.money import prorated
from signoff.engine.committer import Committer
from signoff.engine.submission import Outcome
from signoff.systems.payments.sandbox import SandboxPayments
from tests.sim.ground import Ground

Planted = Callable[[Ground], AbstractContextManager[None]]


@contextmanager
def trigger(ground: Ground, table: str, when: str, body: str) -> Iterator[None]:
    """A trigger before each row, gone after the block."""
    ground.admin.execute(
        f"create function public.planted() returns trigger language plpgsql as "
        f"$$ begin {body} end $$; create trigger planted before {when} on signoff.{table} "
        f"for each row execute function public.planted()".encode()
    )
    try:
        yield
    finally:
        ground.admin.execute(
            f"drop trigger planted on signoff.{table}; drop function public.planted()".encode()
        )


@contextmanager
def answer_before_commit(_: Ground) -> Iterator[None]:
    """Whoever says something harmless is answered at once; that it is stored is hoped for."""
    original, hopes = Committer.submit, set[asyncio.Task[Outcome]]()

    async def submit(self: Committer, submission: Any) -> Outcome:
        if not isinstance(submission.event, e.LineConfirmed | e.OtherContactGiven | e.SimAnswered):
            return await original(self, submission)
        hopes.add(asyncio.create_task(original(self, submission)))
        return Outcome(None, submission.event.at)

    with mock.patch.object(Committer, "submit", submit):
        yield


def key_not_deduplicated(ground: Ground) -> AbstractContextManager[None]:
    """No answer is kept: what comes twice is done twice."""
    return trigger(ground, "answers", "insert", "return null;")


@contextmanager
def refund_twice(_: Ground) -> Iterator[None]:
    """A second attempt to pay has a key of its own: it pays again."""
    original, tries = SandboxPayments.pay_out, defaultdict[Any, int](int)

    async def pay_out(self: SandboxPayments, key: str, **named: Any) -> Any:
        here = asyncio.get_running_loop(), key  # a case of another world may have the same id
        tries[here] += 1
        if tries[here] > 1:
            await original(self, f"{key.rsplit('/', 1)[0]}/{tries[here]}", **named)
        return await original(self, key, **named)

    with mock.patch.object(SandboxPayments, "pay_out", pay_out):
        yield


def lease_ignored(ground: Ground) -> AbstractContextManager[None]:
    """Nobody sees that somebody else is at it."""
    return trigger(ground, "due", "insert or update", "new.leased_until := null; return new;")


@contextmanager
def withdrawn_after_the_cut(_: Ground) -> Iterator[None]:
    """A line that is dead can be kept."""

    def rule(case: Any, event: Any, carrier: Any, found: Any) -> Decision:
        if case.state in OVER:
            return withdrawal_wanted(case, event, carrier, found)
        return Decision((f.CaseWithdrawn(event.at),))

    moves = {
        State.CUTTING: frozenset({State.CLOSING, State.WITHDRAWN}),
        State.CLOSING: frozenset({State.ENDED, State.WITHDRAWN}),
    }
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(decide._RULES, {e.WithdrawalWanted: rule}))
        stack.enter_context(mock.patch.dict(case_module.MOVES, moves))
        yield


@contextmanager
def old_codes_stay_right(_: Ground) -> Iterator[None]:
    """A new code takes nothing from the ones before it."""
    issue, is_right, digests = code.issue, code._is_right, defaultdict[str, set[str]](set)

    def issued(case: Any, event: Any, carrier: Any, found: Any) -> Any:
        made = issue(case, event, carrier, found)
        digests[case.id].add(event.digest)
        return made

    def right(case: Any, alive: Any, digest: str) -> bool:
        return is_right(case, alive, digest) or digest in digests[case.id]

    with mock.patch.object(code, "issue", issued), mock.patch.object(code, "_is_right", right):
        yield


@contextmanager
def reserve_not_released(_: Ground) -> Iterator[None]:
    """Whoever stays keeps the line, but not what is on it."""
    with mock.patch.object(intent, "_on_leaving_off", return_value=()):
        yield


def stale_case_written(ground: Ground) -> AbstractContextManager[None]:
    """Every fifth version of a case is written as it was before."""
    body = "if new.version % 5 = 0 then new.body := old.body; end if; return new;"
    return trigger(ground, "cases", "update", body)


def intent_lost(ground: Ground) -> AbstractContextManager[None]:
    """The last message of an ending is decided and never stored."""
    body = "if new.key like '%/notice_ended/%' then return null; end if; return new;"
    return trigger(ground, "intents", "insert", body)


@contextmanager
def wrong_proration(_: Ground) -> Iterator[None]:
    """The last day of service is given away."""

    def short(amount_minor: int, *, part_days: int, whole_days: int) -> int:
        return prorated(amount_minor, part_days=max(part_days - 1, 0), whole_days=whole_days)

    with mock.patch("signoff.domain.settlement.prorated", short):
        yield


FAULTS: tuple[Planted, ...] = (
    answer_before_commit,
    key_not_deduplicated,
    refund_twice,
    lease_ignored,
    withdrawn_after_the_cut,
    old_codes_stay_right,
    reserve_not_released,
    stale_case_written,
    intent_lost,
    wrong_proration,
)
