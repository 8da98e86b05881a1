"""What can be done one after the other, and every way there is by it; each step is in `paths.py`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from signoff.domain.case import OVER, Reserve, State
from signoff.domain.line import LineTraits
from signoff.domain.new_sim import is_sim_outdated
from signoff.domain.outstanding import local_day
from signoff.domain.standing import Standing
from signoff.domain.step_up import Channel
from tests.domain.paths import CLERK, Path
from tests.domain.walk import Walk

Moves = tuple[Callable[[Any, Channel], None], ...]

MOVES: Moves = (
    Path.prove,
    Path.prove_in_person,
    Path.seen_by_clerk,
    Path.not_the_holder,
    Path.mine,
    Path.not_mine,
    Path.matching,
    Path.unlike,
    Path.accepted,
    Path.rejected,
    Path.join,
    Path.answered,
    Path.sign,
    Path.sign_in_person,
    Path.swap,
    Path.lose,
    Path.hold,
    Path.let_go,
    Path.stop,
    Path.wait,
    Path.wait_for_the_day,
)


IN_PERSON = {Path.prove_in_person, Path.seen_by_clerk, Path.not_the_holder, Path.sign_in_person}
"""What needs somebody of the staff before whom somebody stands."""
WHOSE = {Path.mine, Path.not_mine}
"""What whoever is known to staff says of the requests that are there."""
SELDOM = {Path.hold, Path.let_go, Path.stop, Path.rejected, Path.unlike}
"""What leads nowhere else, however new the SIM or large the sum."""
FROM_AFAR: Moves = tuple(move for move in MOVES if move not in IN_PERSON | WHOSE)
BRIEF: Moves = tuple(move for move in FROM_AFAR if move not in SELDOM)

_NOT_IN_THE_SHOP = SELDOM | {Path.matching, Path.accepted, Path.swap}
IN_THE_SHOP: Moves = (*(move for move in MOVES if move not in _NOT_IN_THE_SHOP), Path.looked_at)
"""A holder's visit to the shop, and a thief's link in the same case; holds are looked at from afar."""

_NOT_RESUMED = _NOT_IN_THE_SHOP - {Path.swap} | {Path.not_the_holder, Path.join, Path.wait}
RESUMED: Moves = (*(move for move in MOVES if move not in _NOT_RESUMED), Path.resume)
"""A holder whose line got another SIM, or works again wherever it was suspended, and who goes on in the shop."""

EVERYTHING: Moves = (*MOVES, Path.looked_at, Path.resume)

UNHEARD = (Path.swap_unheard, Path.hold_unheard)
"""What changes at the carrier, at any point, without anybody telling of it."""


def place(path: Path) -> tuple[Any, ...]:
    """What makes two ways the same for what may come of them."""
    case, seen = path.case, path.seen
    if case.state in OVER or case.state is State.CUTTING:
        return (case.state, seen.right)
    truth, known, proven_at = path.walk.standing, case.standing, case.proof.proven_at
    changed = [one.sim_changed_at for one in (truth, known) if one is not None]
    is_late = [at is not None and (proven_at is None or at > proven_at) for at in changed]
    quote, carrier = case.money.quote, path.walk.carrier
    return (
        case.state,
        (known is None, truth.holds, known.holds if known is not None else (), changed[0] is None, *is_late),
        (case.identity.status, case.identity.voucher, case.counter.checked(path.walk.now)),
        (case.is_sorted(CLERK.staff_id, path.walk.now), bool(case.requests)),
        (seen.possessed_at is None, seen.is_lost, seen.machine, seen.picture, seen.claimed),
        (seen.signed_on, seen.signed_as[-1:]),  # the strongest
        case.answers.losses_digest is None or case.money.way is None,
        (quote is None, quote is not None and quote.last_on > local_day(carrier, path.walk.now)),
        case.money.reserve is Reserve.HELD,
        (seen.joined, seen.left, case.identity.is_of_signer),
        (is_sim_outdated(case), case.counter.sim_taken_at is None),
        path.own_place(),
    )


def ways(begun: Path, channel: Channel, *, moves: Moves) -> Iterator[Path]:
    """Every way there is from here, each to where the cut begins or nothing more can come of it."""
    places, waiting = {place(begun)}, deque([begun])
    while waiting:
        path = waiting.popleft()
        for move in moves:
            after = path.branch(move.__name__)
            move(after, channel)
            after.settle()
            here = place(after)
            if here in places:
                continue
            places.add(here)
            yield after
            if after.case.state not in {State.CUTTING, State.CLOSING, *OVER}:
                waiting.append(after)


def begun(
    walk: Walk,
    traits: LineTraits,
    *,
    balance_minor: int,
    sim_changed_at: datetime | None,
    kind: type[Path] = Path,
) -> Path:
    """A request for a line with this much on it, looked up and confirmed."""
    walk.standing = Standing(sim_changed_at=sim_changed_at)
    walk.ask(traits)
    return kind(walk, balance_minor)
