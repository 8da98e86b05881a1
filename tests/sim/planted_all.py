"""All faults that are planted on purpose, and the worlds in which each of them is looked for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

from tests.sim.charging import has_charges
from tests.sim.customers import has_customers
from tests.sim.deputies import has_deputies
from tests.sim.keepers import has_keepers
from tests.sim.planted import FAULTS, Planted, lease_ignored
from tests.sim.planted_acting import ACTING
from tests.sim.planted_after import AFTER
from tests.sim.planted_counter import COUNTER
from tests.sim.planted_guided import GUIDED
from tests.sim.planted_outside import OUTSIDE
from tests.sim.planted_thief import THIEF
from tests.sim.thieves import has_thieves
from tests.sim.world import is_quiet

PLANTED = (*FAULTS, *OUTSIDE, *GUIDED, *COUNTER, *AFTER, *ACTING, *THIEF)

ONLY_IN: Mapping[Planted, Callable[[int], bool]] = {
    lease_ignored: is_quiet,  # where nothing else could make two workers do the same
    **dict.fromkeys(GUIDED, has_keepers),
    **dict.fromkeys(COUNTER, has_customers),
    **dict.fromkeys(AFTER, has_charges),
    **dict.fromkeys(ACTING, has_deputies),
    **dict.fromkeys(THIEF, has_thieves),
}

ENOUGH = 120
"""A planted fault that is not found within so many seeds would live long in the product."""


def seeds_for(fault: Planted) -> Iterator[int]:
    """The seeds in which a fault is looked for."""
    may_find = ONLY_IN.get(fault)
    seeds = (seed for seed in itertools.count() if may_find is None or may_find(seed))
    return itertools.islice(seeds, ENOUGH)
