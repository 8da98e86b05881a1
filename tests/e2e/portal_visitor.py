"""A person at the portal: reads the page, fills in what it asks, reads codes on the demo line's phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from signoff.domain.line import Line

_CODE = re.compile(r"\b\d{6}\b")
_LOOKS_MAX = 100
_DESTINATIONS = {"bank_transfer": "BNU 9012345678 Li Wei", "cash_at_shop": "Li Wei"}


@dataclass
class Visitor:
    """One visitor with two tabs, the portal and the phone of a line. `looked` is called on every new page."""

    page: Page
    phone: Page
    address: str
    language: str
    looked: Callable[[Page], None] = lambda page: None
    codes: set[str] = field(default_factory=set)

    def ask(self, carrier_id: str, line: Line) -> None:
        """Page 1 and page 2, up to the recorded request."""
        self._open_phone(line)
        self.page.goto(f"{self.address}/{carrier_id}?lang={self.language}")
        self.looked(self.page)
        self.page.fill("#identifier", line.numbers[0])
        self.page.fill("#contact", "li@example.com")
        self._send(self.page.locator("#wish .actions button"))
        self._send(self.page.locator("#wish .actions button").first)
        self.page.wait_for_url("**/case/**")

    def prove(self) -> None:
        """Confirm the line and give the code that came to it."""
        self._send(self.form("confirm-line").locator("button"))
        self._send(self.form("want-code").locator("button"))
        self.form("code").locator("#code").fill(self.new_code())
        self._send(self.form("code").locator("button"))

    def agree(self) -> None:
        """Everything from the losses to the signature, with whatever of it this case asks for."""
        for box in self.form("losses").locator("input[name=ties]").all():
            box.check()
        self._send(self.form("losses").locator("button"))
        self.form("contact").locator("input[value=claim_code]").check()
        self._send(self.form("contact").locator("button"))
        self._choose_money_way()
        self._send(self.form("want-code").locator("button"))
        signing = self.form("agreement")
        signing.locator("#name").fill("Li Wei")
        signing.locator("#code").fill(self.new_code())
        self._send(signing.locator("button"))

    def finish(self) -> bytes:
        """The word on the SIM, then the certificate once it is there."""
        self.form("sim").locator("input[name=how]").first.check()
        self._send(self.form("sim").locator("button"))
        certificate = self.page.locator("a[href$='certificate.pdf']")
        certificate.wait_for()
        self.looked(self.page)
        with self.page.expect_download() as download:
            certificate.click()
        return download.value.path().read_bytes()

    def form(self, name: str) -> Locator:
        """The form of the case with this name, once the page asks for it."""
        form = self.page.locator(f"form[action*='/{name}?'], form[action$='/{name}']").first
        form.wait_for()
        return form

    def new_code(self) -> str:
        """The newest code on the phone that was not used yet."""
        for _ in range(_LOOKS_MAX):
            self.phone.reload()
            text = self.phone.locator(".phone").inner_text()
            found = [code for code in _CODE.findall(text) if code not in self.codes]
            if found:
                self.codes.add(found[0])
                return str(found[0])
            self.phone.wait_for_timeout(100)
        raise AssertionError("no code came to the line")

    def _choose_money_way(self) -> None:
        """Only where money moves: the way back, or the way to pay."""
        self.page.locator("form[action*='/money'], form[action*='/want-code']").first.wait_for()
        if not self.page.locator("form[action*='/money']").count():
            return
        money = self.form("money")
        way = money.locator("input[name=way]").first
        way.check()
        if destination := _DESTINATIONS.get(str(way.get_attribute("value"))):
            money.locator(f"#destination_{way.get_attribute('value')}").fill(destination)
        self._send(money.locator("button"))

    def _open_phone(self, line: Line) -> None:
        self.phone.goto(f"{self.address}/sandbox")
        card = self.phone.locator(".demo", has=self.phone.get_by_text(line.iccid, exact=True))
        card.locator("a[href*='/sandbox/phone']").click()

    def _send(self, button: Locator) -> None:
        self.looked(self.page)
        button.click()
