"""A whole ending in the browser: everything a case asks for, answered on its pages, and what is left behind.

`Ending` works with and without scripts; `check` holds the documents, the news and the sandbox's books to each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from signoff.domain.line import Line, SimKind
from signoff.evidence.verify import verify
from signoff.sandbox.books import OutboxMessage
from tests.e2e.backstage import Backstage
from tests.e2e.visitor import PATIENCE, Visitor

NAME = "Ana Lei 李安娜"
ACCOUNT = "BNU 0001-234567-8 Ana Lei"


@dataclass(slots=True)
class Ending:
    """The way of one visitor who ends one line. `other_contact` empty takes a claim code.

    `other_number` is where money goes that comes back as credit on another line.
    """

    visitor: Visitor
    line: Line
    other_contact: str = ""
    other_number: str = ""
    way: str = field(default="", init=False)

    def walk(self) -> None:
        """From the recorded request to the certificate."""
        self.walk_to_signature()
        self.sign()
        self.handle_sim()
        self.receive_certificate()

    def walk_to_signature(self) -> None:
        """From the recorded request to the agreement, still unsigned."""
        self.confirm()
        self.prove()
        self.accept_losses()
        self.give_contact()
        self.choose_way()
        self.visitor.heading("requirements.sign_agreement.title")
        self.visitor.look("10-agreement")

    def confirm(self) -> None:
        """Yes, this is the line."""
        self.visitor.heading("portal.recorded.title")
        self.visitor.look("04-recorded")
        self.visitor.press("confirm-line")

    def prove(self) -> None:
        """Have a code sent to the line and give it."""
        visitor = self.visitor
        visitor.heading("requirements.prove_possession.title")
        visitor.look("05-code-to-be-sent")
        visitor.press("want-code")
        visitor.look("06-code-sent")
        visitor.page.fill("#code", visitor.code_from_phone(self.line, nth=1))
        visitor.press("code")

    def accept_losses(self) -> None:
        """Tick every tie."""
        visitor = self.visitor
        visitor.heading("requirements.acknowledge_losses.title")
        visitor.look("07-losses")
        for tie in visitor.page.locator("[name=ties]").all():
            tie.check()
        visitor.press("losses")

    def give_contact(self) -> None:
        """Another contact, or the wish for a claim code."""
        visitor = self.visitor
        visitor.heading("requirements.give_other_contact.title")
        visitor.look("08-contact")
        if self.other_contact:
            visitor.page.fill("#contact", self.other_contact)
        else:
            visitor.page.check("[name=contact_by][value=claim_code]")
        visitor.press("contact")

    def choose_way(self) -> None:
        """The first way that is offered, if there is any money at all."""
        visitor = self.visitor
        money, agreement = visitor.form("money"), visitor.form("want-code")
        expect(money.or_(agreement)).to_be_visible(timeout=PATIENCE)
        if not money.is_visible():
            return
        visitor.look("09-money")
        way = visitor.page.locator("[name=way]").first
        way.check()
        self.way = way.get_attribute("value") or ""
        destination = visitor.page.locator(f"#destination_{self.way}")
        if destination.count():
            destination.fill({"other_line": self.other_number, "cash_at_shop": NAME}.get(self.way, ACCOUNT))
        visitor.press("money")

    def sign(self, name: str = NAME, *, nth: int = 2) -> None:
        """Have a code sent, the `nth` of the line, and sign with name and code."""
        visitor = self.visitor
        visitor.press("want-code")
        visitor.look("11-to-sign")
        visitor.page.fill("#name", name)
        visitor.page.fill("#code", visitor.code_from_phone(self.line, nth=nth))
        visitor.press("agreement")

    def handle_sim(self, answer: str = "") -> None:
        """Once the line has been cut: say what became of the card or the profile."""
        visitor = self.visitor
        with visitor.staying():
            visitor.form("sim").wait_for(timeout=PATIENCE)
        visitor.look("12-sim")
        is_esim = self.line.sim_kind is SimKind.ESIM
        visitor.page.check(f"[name=how][value={answer or ('deleted_on_device' if is_esim else 'destroyed')}]")
        visitor.press("sim")

    def receive_certificate(self) -> None:
        """Wait on the page until the certificate is there."""
        visitor = self.visitor
        with visitor.staying():
            visitor.page.locator('a[href$="/certificate.pdf"]').wait_for(timeout=PATIENCE)
        visitor.heading("portal.ended.title")
        visitor.look("13-ended")

    def check(self, backstage: Backstage, contact: str) -> dict[str, Any]:
        """What is left behind: genuine documents that agree, one cut, news where it was wanted; the certificate."""
        visitor = self.visitor
        trust = visitor.program.trust()
        verdicts = {
            kind: verify(visitor.fetch(kind), trust)
            for kind in ("acknowledgement", "agreement", "certificate")
        }
        for kind, verdict in verdicts.items():
            assert (verdict.genuine, verdict.specimen, verdict.kind) == (True, True, kind)
        certificate = verdicts["certificate"].certificate
        assert certificate is not None
        assert certificate["line"]["numbers"] == list(self.line.numbers)
        assert certificate["line"]["iccid"] == self.line.iccid

        acts = [effect.act for effect in backstage.effects(self.line) if not effect.is_already]
        assert acts.count("cut") == 1
        assert acts.count("pay_out") <= 1
        state = backstage.state(self.line)
        assert (state.is_barred, state.quarantined_until_on is not None) == (True, True)

        link = visitor.page.url.partition("?")[0]
        asked = [message.text for message in self._news(backstage, contact) if link in message.text]
        assert len(asked) == 1 + (not self.other_contact)
        if self.other_contact:
            (news,) = self._news(backstage, self.other_contact)
            assert link in news.text
        return certificate

    @staticmethod
    def _news(backstage: Backstage, contact: str) -> list[OutboxMessage]:
        """What came there, without the word of a newer certificate: when money arrives is not ours to say."""
        return [one for one in backstage.outbox(contact) if "/notice_certificate_renewed/" not in one.key]
