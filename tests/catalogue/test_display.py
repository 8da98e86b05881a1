"""Numbers are grouped for reading, and masked where only a hint is due."""

from __future__ import annotations

import pytest

from signoff.catalogue.display import grouped_number, masked, masked_destination


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


@pytest.mark.parametrize(
    ("way", "text", "shown"),
    [
        ("bank_transfer", "Bank of China 0001-234567-8 Ana Lei", "•••5678"),
        ("bank_transfer", "1st Bank, GB29 NWBK 6016 1331 9268 19", "•••6819"),
        ("bank_transfer", "中国银行 123456789 李小明", "•••6789"),
        ("bank_transfer", "BOC 1234", "•••4"),
        ("cash_at_shop", "Ana Lei", "A••• L•••"),
        ("cash_at_shop", "李小明", "李•••"),
        ("other_line", "+85362501234", "+853•••••234"),
        ("final_bill", "what nobody asked for", ""),
        (None, "", ""),
    ],
)
def test_where_money_goes_is_known_again_by_who_named_it(way: str | None, text: str, shown: str):
    """The last digits of an account, never all of a short one; initials; the ends of a number."""
    assert masked_destination(way, text) == shown
