"""Every carrier's line can be ended on a phone, in every language."""

from __future__ import annotations

import pytest

from signoff.evidence.verify import verify
from tests.e2e.backstage import CATALOGUE
from tests.e2e.conftest import PHONE
from tests.e2e.ending import Ending

LANGUAGES = ("en", "zh-Hans")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("carrier_id", CATALOGUE.carriers)
def test_a_line_is_ended_on_a_phone(new_visitor, program, backstage, carrier_id, language):
    """From the first page to a certificate that holds, with one cut and one piece of news to show for it."""
    line = backstage.demo_line(carrier_id)
    visitor = new_visitor(f"{carrier_id}-{language}-phone", language=language, size=PHONE)
    contact, other_contact = f"{line.handle}@example.com", f"{line.handle}@example.org"

    visitor.ask(line.numbers[0], contact, carrier_id=carrier_id)
    Ending(visitor, line, other_contact, backstage.number(carrier_id)).walk()

    certificate = verify(visitor.fetch("certificate"), program.trust())
    assert (certificate.genuine, certificate.kind, certificate.specimen) == (True, "certificate", True)
    assert [effect.act for effect in backstage.effects(line)].count("cut") == 1
