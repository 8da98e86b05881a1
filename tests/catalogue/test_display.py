"""Numbers are grouped for reading, and masked where only a hint is due."""

from __future__ import annotations

import pytest

from signoff.catalogue.display import grouped_number, masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [("+85366812345", "+853 6681 2345"), ("+85598123456", "+855 98 123 456"), ("8985301", "8985301")],
)
def test_a_number_is_grouped_as_its_country_writes_it(value: str, shown: str):
    """What is no number stays as it is."""
    assert grouped_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+85366812345", "+853•••••345"),
        ("8985301000000000000", "8985••••••••••••000"),
        ("ana.wong@example.com", "a•••@example.com"),
    ],
)
def test_a_masked_value_shows_its_ends_only(value: str, shown: str):
    """Enough to know one's own, not enough to learn somebody else's."""
    assert masked(value) == shown
