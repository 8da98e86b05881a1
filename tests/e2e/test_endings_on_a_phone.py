"""Every carrier's line can be ended on a phone, in every language; the news goes to another contact."""

from __future__ import annotations

import pytest

from tests.conftest import IS_SOAK
from tests.e2e.backstage import CATALOGUE
from tests.e2e.conftest import PHONE
from tests.e2e.ending import Ending
from tests.e2e.visitor import LANGUAGES

CARRIERS = tuple(CATALOGUE.carriers)
# `make test` ends a line of every carrier in each language once, every other one on this screen; `make soak` all.
PAIRS = [
    (carrier_id, language)
    for place, carrier_id in enumerate(CARRIERS)
    for turn, language in enumerate(LANGUAGES)
    if IS_SOAK or (place + turn) % 2 == 0
]


@pytest.mark.soak
@pytest.mark.parametrize(("carrier_id", "language"), PAIRS)
def test_a_line_is_ended_on_a_phone(new_visitor, backstage, carrier_id, language):
    """From the first page to a certificate that holds; its number was typed, the carrier chosen."""
    line = backstage.demo_line(carrier_id)
    is_dark = CARRIERS.index(carrier_id) % 2 == LANGUAGES.index(language)
    visitor = new_visitor(
        f"{carrier_id}-{language}-phone",
        language=language,
        size=PHONE,
        color_scheme="dark" if is_dark else "light",
    )
    contact = f"{line.handle}@example.com"
    other_contact = backstage.number(carrier_id) if language == "en" else f"{line.handle}@example.org"

    visitor.ask(line.numbers[0], contact, carrier_id=carrier_id)
    ending = Ending(visitor, line, other_contact, backstage.number(carrier_id))
    ending.walk()

    ending.check(backstage, contact)
