"""Every carrier's line can be ended on a desktop, in every language; a claim code replaces another contact.

What is typed and what becomes of the news is not as on the phone. They are two files, as each file has a program and a
database of its own: so two processors may play them side by side.
"""

from __future__ import annotations

import pytest

from tests.e2e.conftest import DESKTOP
from tests.e2e.ending import Ending
from tests.e2e.screens import Screen

SCREEN = Screen("desktop", 1, DESKTOP)


@pytest.mark.soak
@pytest.mark.parametrize(("carrier_id", "language"), SCREEN.pairs())
def test_a_line_is_ended_on_a_desktop(new_visitor, backstage, carrier_id, language):
    """From the first page to a certificate that holds; its SIM number was typed, and the codes open the case again."""
    line = backstage.demo_line(carrier_id)
    visitor = new_visitor(**SCREEN.visit(carrier_id, language))
    contact = f"{line.handle}@example.com"

    visitor.ask(line.iccid, contact, carrier_id=carrier_id)
    ending = Ending(visitor, line, other_number=backstage.number(carrier_id))
    ending.walk()

    certificate = ending.check(backstage, contact)
    claim_code = visitor.page.locator(".claim-code dd").last.inner_text()
    stranger = new_visitor(**SCREEN.visit(carrier_id, language))
    stranger.claim(certificate["case"]["code"], claim_code)
    stranger.heading("portal.ended.title")
