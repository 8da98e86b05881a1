"""The languages not every way is walked in: one whole ending each on a narrow phone, and letters that are there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.ending import Ending

NARROW = {"width": 360, "height": 740}
KHMER = re.compile("[\u1780-\u17dd]")


@pytest.mark.parametrize(
    ("language", "carrier_id"), [("zh-Hant", "ctm"), ("pt", "three_mo"), ("km", "smart_kh")]
)
def test_a_line_is_ended_in_another_language(new_visitor, backstage, language, carrier_id):
    """Each page on the way is in that language, accessible, and nothing is cut off; the documents are genuine."""
    line = backstage.demo_line(carrier_id)
    visitor = new_visitor(f"other-{language}", language=language, size=NARROW)
    contact = f"{line.handle}@example.com"

    visitor.ask(line.numbers[0], contact, carrier_id=carrier_id)
    ending = Ending(visitor, line, f"{line.handle}@example.org", backstage.number(carrier_id))
    ending.walk()

    ending.check(backstage, contact)


def faces(page: Page) -> dict[str, set[str]]:
    """The faces that each text of the page is drawn with, those that are not drawn left out."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    drawn = {}
    for element in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]:
        told = session.send("DOM.describeNode", {"nodeId": element, "depth": 1})["node"]
        text = "".join(child["nodeValue"] for child in told.get("children", ()) if child["nodeType"] == 3)
        if text.strip():
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": element})["fonts"]
            drawn[text.strip()] = {font["familyName"] for font in fonts}
    return {text: used for text, used in drawn.items() if used}


def test_khmer_is_drawn_where_the_system_has_no_letters_for_it(new_visitor):
    """The page brings a face of its own; no text is left in boxes."""
    visitor = new_visitor("khmer", language="km", size=NARROW)
    visitor.open("/")
    visitor.page.evaluate("document.fonts.ready")
    texts = {text: used for text, used in faces(visitor.page).items() if KHMER.search(text)}

    assert len(texts) > 20
    assert [text for text, used in texts.items() if "Noto Sans Khmer" not in used] == []
