"""No way leads to the cut below what the carrier asks for: for every carrier, channel and risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from signoff.catalogue.packs import load
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import State
from signoff.domain.line import ContactKind, LineTraits, SimKind
from signoff.domain.step_up import PERMISSIVE, Assurance, Channel, Risk
from signoff.domain.third_party import TAKES_PAPERS
from tests.conftest import IS_SOAK
from tests.domain.acted_for import REMOTE
from tests.domain.acting_paths import FROM_AFAR as PAPERS_FROM_AFAR
from tests.domain.acting_paths import OF_EVERYTHING, OF_THIRD_PARTIES, RIGHT, ActingPath
from tests.domain.walk import CARRIER, START, Walk
from tests.domain.ways import (
    BRIEF,
    EVERYTHING,
    FROM_AFAR,
    IN_THE_SHOP,
    RESUMED,
    UNHEARD,
    Moves,
    begun,
    ways,
)

CARRIERS = load(None).carriers
CONTACTS = tuple(
    e.RegisteredContact(ContactKind.EMAIL, e.Sealed(f"registered/{n}"), f"registered-{n}") for n in (1, 2)
)
STRICT = replace(
    CARRIER,
    policy=replace(
        CARRIER.policy,
        step_up=replace(
            PERMISSIVE,
            required={risk: dict.fromkeys(Channel, Assurance.IDENTIFIED) for risk in Risk},
            stop_hours={Risk.ORDINARY: 30, Risk.ELEVATED: 80},
            large_sum_minor=500_00,
        ),
        cooling_off_hours=50,
    ),
)
"""A carrier that always wants to know who it is, and always gives time to stop it, or to take it back."""
AFAR = replace(
    CARRIER,
    policy=replace(
        CARRIER.policy,
        third_parties={
            **REMOTE.policy.third_parties,
            RIGHT: replace(REMOTE.policy.third_parties[RIGHT], stop_hours=30),
        },
    ),
)
"""A carrier that takes the papers of an heir by pictures."""


def _walked() -> Iterator[tuple[Carrier, Channel]]:
    """Every carrier on every channel; those whose rules say the same there are walked once, in a soak each."""
    seen: list[object] = []
    for carrier in (*CARRIERS.values(), STRICT):
        for channel in Channel:
            rules, policy = carrier.policy.step_up, carrier.policy
            row = {risk: (rules.needed(risk, channel), rules.stop_hours[risk]) for risk in Risk}
            said = row, rules.sim_change_hours, bool(rules.large_sum_minor), policy.notice_days
            if IS_SOAK or said not in seen:
                seen.append(said)
                yield carrier, channel


@pytest.mark.slow
@pytest.mark.parametrize(("carrier", "channel"), [*_walked()], ids=lambda one: getattr(one, "id", one))
def test_no_way_reaches_the_cut_below_what_is_asked(carrier: Carrier, channel: Channel) -> None:
    """With an old SIM, a new one, and with much money; each way is held against what happened on it.

    Who signs is who was seen: what a clerk sees counts for a thief's link only once the holder calls it theirs.
    """
    tariff = next(iter(carrier.tariffs.values()))
    traits = LineTraits(SimKind.PLASTIC, 1, tariff.id, tariff.kind)
    limit = carrier.policy.step_up.large_sum_minor
    for (balance_minor, changed_at), moved in zip(_risks(limit), MOVED, strict=False):
        for moves in ((*EVERYTHING, *UNHEARD),) if IS_SOAK else moved:
            walk = Walk(carrier=carrier, contacts=CONTACTS)
            path = begun(walk, traits, balance_minor=balance_minor, sim_changed_at=changed_at)
            ends = [way for way in ways(path, channel, moves=moves) if way.case.state is State.CUTTING]
            assert ends, "a walk that never reaches the cut shows nothing"


MOVED: tuple[tuple[Moves, ...], ...] = (
    ((*FROM_AFAR, *UNHEARD), IN_THE_SHOP),
    (BRIEF, RESUMED),
    (BRIEF, IN_THE_SHOP),
)
"""Of the three risks, one with what changes unheard and one with what is resumed; a soak has all of it in each."""


def _for_third_parties() -> Iterator[tuple[Carrier, Channel]]:
    """Every carrier on every channel; those that ask third parties the same are walked once, in a soak each."""
    seen: list[object] = []
    for carrier in (*CARRIERS.values(), AFAR):
        taken = TAKES_PAPERS if carrier is not AFAR else (Channel.PORTAL,)
        for channel in Channel if IS_SOAK else taken:
            rules = carrier.policy.step_up
            row = {risk: (rules.needed(risk, channel), rules.stop_hours[risk]) for risk in Risk}
            said = row, carrier.policy.third_parties[RIGHT], channel
            if IS_SOAK or said not in seen:
                seen.append(said)
                yield carrier, channel


@pytest.mark.slow
@pytest.mark.parametrize(
    ("carrier", "channel"), [*_for_third_parties()], ids=lambda one: getattr(one, "id", one)
)
def test_nobody_ends_a_line_for_its_holder_without_every_paper(carrier: Carrier, channel: Channel) -> None:
    """However it is said, taken back and said again, by whom the papers are looked at, and how old they become."""
    tariff = next(iter(carrier.tariffs.values()))
    traits = LineTraits(SimKind.PLASTIC, 1, tariff.id, tariff.kind)
    walk, moves = Walk(carrier=carrier, contacts=CONTACTS), OF_EVERYTHING
    if not IS_SOAK:
        moves = OF_THIRD_PARTIES if channel is Channel.COUNTER else PAPERS_FROM_AFAR
    path = begun(walk, traits, balance_minor=12_00, sim_changed_at=None, kind=ActingPath)
    ends = [way for way in ways(path, channel, moves=moves) if way.case.state is State.CUTTING]
    assert any(way.seen.right is None for way in ends), "a holder comes to the cut"
    assert any(way.seen.right is RIGHT for way in ends), "who acts for a holder comes to the cut"


def _risks(limit_minor: int) -> list[tuple[int, datetime | None]]:
    hour_ago = START - timedelta(hours=1)
    return [(12_00, None), (12_00, hour_ago), *([(limit_minor + 1, None)] if limit_minor else [])]
