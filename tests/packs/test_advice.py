"""The packs have worked examples of advice, for every carrier and each kind of advice."""

from __future__ import annotations

from signoff.catalogue.advice_examples import read_advice_examples
from signoff.catalogue.pack import Catalogue
from signoff.domain.advice import Advice

EXAMPLES_MIN = 60


def test_there_are_sixty_worked_examples_over_all_carriers(catalogue: Catalogue):
    """Each with its reason; that they come out is a rule for packs."""
    examples = {pack.id: read_advice_examples(pack) for pack in catalogue.packs.values()}
    every = [one for found in examples.values() for one in found]

    assert len(every) >= EXAMPLES_MIN
    assert all(examples.values())
    assert {one.advice for one in every} == set(Advice)
    assert all(one.why and one.reasons for one in every)


def test_no_two_examples_of_a_carrier_are_the_same(catalogue: Catalogue):
    """Each shows something of its own."""
    for pack in catalogue.packs.values():
        situations = [one.situation for one in read_advice_examples(pack)]
        assert len(set(situations)) == len(situations), pack.id
