"""Somebody in front of the browser: what they look at, press and type, in their language.

Each page they look at is held to what must be true of every page: accessible, in one language, nothing cut off.
With SIGNOFF_SHOTS set, a picture of it is put in that folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from signoff.catalogue.texts import Texts
from signoff.domain.line import Line
from tests.conftest import IS_SOAK
from tests.e2e.accessibility import violations
from tests.e2e.backstage import CATALOGUE
from tests.e2e.program import Program

TEXTS = Texts(CATALOGUE)
LANGUAGES = ("en", "zh-Hans")
"""The two in which every way is walked; the others are walked once each in `test_other_languages.py`."""

IN_ENGLISH = LANGUAGES if IS_SOAK else LANGUAGES[:1]
IN_CHINESE = LANGUAGES if IS_SOAK else LANGUAGES[1:]
"""Ways that `make test` walks in one of the two, about half of them in each, and `make soak` in both."""

SHOTS = Path(os.environ["SIGNOFF_SHOTS"]) if "SIGNOFF_SHOTS" in os.environ else None
PATIENCE_SECONDS = 30
PATIENCE = PATIENCE_SECONDS * 1000
"""In milliseconds, as the browser counts."""

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_KEY_LEFT = re.compile(
    r"\b(?:portal|requirements|refusals|reading|claims|steps|documents|guided|identify|check|after)\.[a-z_]+\b|\{\w+\}"
)

# What fades is gone at once: half faded, it would be too pale for one moment.
_STILL = """() => document.getAnimations()
  .filter(one => one.effect.getComputedTiming().endTime !== Infinity).forEach(one => one.finish())"""

# Text that ends beyond the edge of the screen, except where a table may be scrolled and for those who see nothing.
_CUT_OFF = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the page is wider than the screen"] : [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim() || text.parentElement.closest(".skip, .scroll, [hidden], script, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects())
      if (box.width > 1 && (box.right > innerWidth + 1 || box.left < -1)) wide.push(text.data.trim());
  }
  return wide;
}"""

# What accessibility hangs on besides the words: each kind of element where it may stand, with its classes and
# attributes, the order of headings, language, room, colours. Three rows of a list are as accessible as two.
_SHAPE = """() => {
  const chains = new Map([[null, ""]]);
  for (const one of document.querySelectorAll("*"))
    chains.set(one, `${chains.get(one.parentElement)}>${one.tagName}.${one.className}[${one.getAttributeNames()}]`);
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(one => one.tagName);
  return [document.documentElement.lang, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, headings,
    ...[...new Set(chains.values())].sort()].join();
}"""


def _new_violations(page: Page, right: Path) -> list[str]:
    """What is wrong for people who see, hear or move otherwise; a page of a shape that was found right is right.

    Shapes found right are files in `right`, a folder that all processes of a run share.
    """
    shape = right / hashlib.sha256(page.evaluate(_SHAPE).encode()).hexdigest()
    if shape.exists():
        return []
    found = violations(page)
    if not found:
        right.mkdir(exist_ok=True)
        shape.touch()
    return found


@dataclass(slots=True)
class Visitor:
    """One person with one page open. `language` is what they read, `name` is part of the names of their pictures.

    `right_shapes` is the folder of what the accessibility check found right in this run.
    """

    page: Page
    program: Program
    right_shapes: Path
    language: str = "en"
    name: str = ""
    has_scripts: bool = True
    phone: Page | None = None

    # ------------------------------------------------------------ reading

    def say(self, key: str, carrier_id: str | None = None, **values: Any) -> str:
        """A text in this person's language."""
        return TEXTS.say(key, self.language, carrier_id, **values)

    def look(self, state: str, *, page: Page | None = None) -> None:
        """Look at the page as it is now: it must be as every page must be."""
        page = page or self.page
        page.bring_to_front()
        page.evaluate(_STILL)
        if SHOTS is not None:
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{self.name}-{state}.png", full_page=True)
        assert page.locator("html").get_attribute("lang") == self.language
        # The checker waits for timers, which stand still where scripts are off; the same pages are checked elsewhere.
        wrong = [
            *(_new_violations(page, self.right_shapes) if self.has_scripts else ()),
            *page.evaluate(_CUT_OFF),
        ]
        wrong += _KEY_LEFT.findall(page.locator("body").inner_text())
        assert not wrong, "\n".join(wrong)

    def heading(self, key: str, **values: Any) -> Locator:
        """The main heading of the page, which must say this."""
        found = self.page.locator("h1")
        expect(found).to_have_text(self.say(key, **values), timeout=PATIENCE)
        return found

    def form(self, name: str) -> Locator:
        """The form of the page that leads to this address."""
        return self.page.locator(f'form[action*="/{name}"]')

    # ------------------------------------------------------------ asking

    def open(self, path: str = "/") -> None:
        """Open a page of the portal by its address."""
        self.page.goto(self.program.address + path)

    def unfold(self) -> None:
        """Unfold page 1 on the start page, if it is folded there."""
        folded = self.page.locator("details.unfold:not([open]) > summary")
        if folded.count():
            folded.click()

    def fill_wish(self, identifier: str, contact: str, *, carrier_id: str = "", wanted_on: str = "") -> None:
        """Fill in page 1, wherever it is."""
        self.unfold()
        self.page.fill("#identifier", identifier)
        self.page.select_option("#carrier", carrier_id)
        self.page.fill("#contact", contact)
        self.page.check(f"[name=when][value={'date' if wanted_on else 'now'}]")
        if wanted_on:
            self.page.fill("#wanted_on", wanted_on)

    def press(self, form: str) -> None:
        """Press the first button of a form, and have the page it leads to."""
        self.page.bring_to_front()
        within = self.form(form).locator("button")
        beside = self.page.locator(f'button[formaction*="/{form}"]')  # of a form with two addresses
        with self.page.expect_navigation():
            (within if within.count() else beside).first.click()

    @contextlib.contextmanager
    def staying(self) -> Iterator[None]:
        """Where scripts run, the page stays the same document while it changes; without them it loads anew."""
        opened_at = self.page.evaluate("performance.timeOrigin")
        yield
        if self.has_scripts:
            assert self.page.evaluate("performance.timeOrigin") == opened_at

    def ask(self, identifier: str, contact: str, *, carrier_id: str = "", wanted_on: str = "") -> str:
        """Go through the start page, which is page 1 as well, and page 2; the path of the private link."""
        self.open("/")
        self.look("01-start")
        self.fill_wish(identifier, contact, carrier_id=carrier_id, wanted_on=wanted_on)
        self.press("review")
        self.heading("portal.review.title")
        self.look("02-review")
        self.press("ask")
        return self.page.url.removeprefix(self.program.address)

    def claim(self, case_code: str, claim_code: str) -> None:
        """Open a case with its two codes."""
        self.open("/claim")
        self.look("20-claim")
        self.page.fill("#case_code", case_code)
        self.page.fill("#claim_code", claim_code)
        self.press("claim")

    def withdraw(self) -> None:
        """Take the way out of a case, and say so again when asked."""
        self.page.get_by_role("link", name=self.say("portal.withdraw.link")).click()
        self.heading("portal.withdraw.title")
        self.press("withdraw")
        self.heading("portal.withdrawn.title")

    def case_code(self) -> str:
        """The case code on the page of a case."""
        return self.page.locator(".case-about dd").first.inner_text()

    def beside(self) -> Visitor:
        """The same person with another tab."""
        return replace(self, page=self.page.context.new_page())

    # ------------------------------------------------------------ the phone

    def code_from_phone(self, line: Line, *, nth: int) -> str:
        """Read the nth code that came to a demo line, on the page that shows its phone, in another tab."""
        self.phone = phone = self.phone or self.page.context.new_page()
        phone.bring_to_front()
        phone.goto(f"{self.program.address}/sandbox?lang={self.language}")
        card = phone.locator("li.demo").filter(has=phone.get_by_text(line.iccid, exact=True))
        card.locator('a[href*="/sandbox/phone"]').click()
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while len(codes := self._codes(phone)) < nth:
            assert time.monotonic() < ends_at, f"code {nth} did not come: {codes}"
            phone.get_by_role("link", name=self.say("portal.sandbox.look_again")).click()
        self.look(f"06-phone-{nth}", page=phone)
        self.page.bring_to_front()
        return codes[0]

    def _codes(self, phone: Page) -> list[str]:
        """The codes on a phone, newest first."""
        said = phone.locator(".bubble .said").all_inner_texts()
        return [found[0] for text in said if (found := _CODE.search(text))]

    # ------------------------------------------------------------ the documents

    def fetch(self, kind: str) -> bytes:
        """The PDF of this kind, as its link on the page gives it."""
        link = self.page.locator(f'a[href$="/{kind}.pdf"]').first
        with self.page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == f"{kind}.pdf"
        return Path(download.value.path()).read_bytes()
