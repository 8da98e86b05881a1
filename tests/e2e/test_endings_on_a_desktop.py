"""Every carrier's line can be ended on a desktop, in every language; a claim code replaces another contact."""

from __future__ import annotations

import pytest

from tests.conftest import IS_SOAK
from tests.e2e.backstage import CATALOGUE
from tests.e2e.conftest import DESKTOP
from tests.e2e.ending import Ending
from tests.e2e.visitor import LANGUAGES

CARRIERS = tuple(CATALOGUE.carriers)
# `make test` ends a line of every carrier in each language once, every other one on this screen; `make soak` all.
PAIRS = [
    (carrier_id, language)
    for place, carrier_id in enumerate(CARRIERS)
    for turn, language in enumerate(LANGUAGES)
    if IS_SOAK or (place + turn) % 2 == 1
]


@pytest.mark.soak
@pytest.mark.parametrize(("carrier_id", "language"), PAIRS)
def test_a_line_is_ended_on_a_desktop(new_visitor, backstage, carrier_id, language):
    """From the first page to a certificate that holds; its SIM number was typed, and the codes open the case again."""
    line = backstage.demo_line(carrier_id)
    is_dark = CARRIERS.index(carrier_id) % 2 != LANGUAGES.index(language)
    options = {"language": language, "size": DESKTOP, "color_scheme": "dark" if is_dark else "light"}
    visitor = new_visitor(f"{carrier_id}-{language}-desktop", **options)
    contact = f"{line.handle}@example.com"

    visitor.ask(line.iccid, contact, carrier_id=carrier_id)
    ending = Ending(visitor, line, other_number=backstage.number(carrier_id))
    ending.walk()

    certificate = ending.check(backstage, contact)
    claim_code = visitor.page.locator(".claim-code dd").last.inner_text()
    stranger = new_visitor(f"{carrier_id}-{language}-desktop", **options)
    stranger.claim(certificate["case"]["code"], claim_code)
    stranger.heading("portal.ended.title")
