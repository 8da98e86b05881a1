"""Every carrier's line can be ended on a phone, in every language; the news goes to another contact.

Why this is a file of its own is told in `test_endings_on_a_desktop.py`.
"""

from __future__ import annotations

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.ending import Ending
from tests.e2e.screens import Screen

SCREEN = Screen("phone", 0, PHONE)


@pytest.mark.soak
@pytest.mark.parametrize(("carrier_id", "language"), SCREEN.pairs())
def test_a_line_is_ended_on_a_phone(new_visitor, backstage, carrier_id, language):
    """From the first page to a certificate that holds; its number was typed, the carrier chosen."""
    line = backstage.demo_line(carrier_id)
    visitor = new_visitor(**SCREEN.visit(carrier_id, language))
    contact = f"{line.handle}@example.com"
    other_contact = backstage.number(carrier_id) if language == "en" else f"{line.handle}@example.org"

    visitor.ask(line.numbers[0], contact, carrier_id=carrier_id)
    ending = Ending(visitor, line, other_contact, backstage.number(carrier_id))
    ending.walk()

    ending.check(backstage, contact)
