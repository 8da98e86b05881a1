"""Who may see a case, and who makes one: strangers' links, numbers that nobody has, two askers of one line."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from signoff.catalogue.display import grouped_number, masked
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending
from tests.e2e.visitor import IN_CHINESE, LANGUAGES, PATIENCE, Visitor

CARRIER = "ctm"
WRONG_CODES = 6  # one more than a code takes


class Asker:
    """Somebody who walks the first pages by forms alone and compares them; `number` is the line they ask about."""

    def __init__(self, visitor: Visitor, number: str) -> None:
        self._address = visitor.program.address
        self._request = visitor.page.request
        self._number = number
        self.path = ""
        self.statuses: list[int] = []

    def walk(self) -> list[str]:
        """All pages up to codes that were wrong too often, without what is this case's own."""
        wish = {"carrier": CARRIER, "identifier": self._number, "contact": "ana@example.com", "when": "now"}
        pages = [self._post("/review", wish)]
        pages.append(self._post("/ask", wish | _key(pages[-1])))
        for form in ("confirm-line", "want-code"):
            pages.append(self._post(f"{self.path}/{form}", _key(pages[-1])))
        for nth in range(WRONG_CODES):
            code = {"code": f"00000{nth}"}
            pages.append(self._post(f"{self.path}/code", {"key": f"{len(pages):032x}"} | code))
        # No form offers another code before its time; somebody may post it all the same.
        pages.append(self._post(f"{self.path}/want-code", {"key": f"{len(pages):032x}"}))
        return [self._without_own(page) for page in pages]

    def look(self) -> str:
        """The page of the case as it is now, with its version, without what is its own."""
        page = self._request.get(self._address + self.path).text()
        version = re.search(r'data-version="(\d+)"', page)
        assert version
        return f"{version[1]} {self._without_own(page)}"

    def _post(self, path: str, form: dict[str, str]) -> str:
        answer = self._request.post(self._address + path, form={**form})
        self.statuses.append(answer.status)
        if path == "/ask":
            self.path = answer.url.removeprefix(self._address)
        return answer.text()

    def _without_own(self, page: str) -> str:
        for own in filter(
            None, (self.path, self._number, grouped_number(self._number), masked(self._number))
        ):
            page = page.replace(own, "OWN")
        for pattern in (
            r'(?<=name="key" value=")[0-9a-f]{32}',
            r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b",
            r"\d{4}-\d\d-\d\dT[\d:.]+",
            r"\d\d:\d\d(?= \()",
            r'data-version="\d+"',  # moves while the systems are at work: compared when all is quiet
        ):
            page = re.sub(pattern, "OWN", page)
        return page


def _key(page: str) -> dict[str, str]:
    """The Idempotency-Key of the first form on a page."""
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert found
    return {"key": found[1]}


def test_a_number_nobody_has_looks_like_any_other(new_visitor, backstage):
    """A live line, one that has ended, one that somebody else is ending and none at all: byte for byte the same."""
    held = backstage.demo_line(CARRIER)
    owner = new_visitor("held-en")
    owner.ask(held.numbers[0], "owner@example.com", carrier_id=CARRIER)
    owners = Ending(owner, held)
    owners.confirm()
    owners.prove()
    ended = backstage.demo_line(CARRIER)
    backstage.end(ended)
    numbers = {
        "nobody's": backstage.number(CARRIER),
        "live": backstage.demo_line(CARRIER).numbers[0],
        "ended": ended.numbers[0],
        "held": held.numbers[0],
    }
    stranger = new_visitor("stranger-en")
    askers = {what: Asker(stranger, number) for what, number in numbers.items()}

    walked = {what: asker.walk() for what, asker in askers.items()}
    backstage.wait_until_quiet()

    first = askers["nobody's"]
    assert first.statuses == [200, 200, 200, 200, 422, 422, 422, 422, 422, 422, 429]
    for what, asker in askers.items():
        assert asker.statuses == first.statuses, what
        assert walked[what] == walked["nobody's"], what
        assert asker.look() == first.look(), what
    owner.page.reload()
    owner.heading("requirements.acknowledge_losses.title")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_link_opens_nothing(new_visitor, backstage, language):
    """Whatever of it was changed: the same page of the reader's language, no document, no stream, no form."""
    line = backstage.demo_line(CARRIER)
    visitor = new_visitor(f"link-{language}", language=language, size=PHONE)
    path = visitor.ask(line.numbers[0], "ana@example.com", carrier_id=CARRIER)
    tenant, case_id, secret = path.removeprefix("/case/").split("~")
    other = "0" if secret[-1] != "0" else "1"
    backstage.wait_until_quiet()
    before = backstage.rows()

    for changed in (
        f"{tenant}~{case_id}~{secret[:-1]}{other}",
        f"{tenant}~{case_id}~{secret[:-1]}",
        f"{tenant}~{case_id[:-1]}{'0' if case_id[-1] != '0' else '1'}~{secret}",
        f"smart_kh~{case_id}~{secret}",
        f"{tenant}~{case_id}",
        "0",
        "a" * 5000,
        "%00",
        "..%2f..%2fetc",
        "' or 1=1 --",
    ):
        answer = visitor.page.goto(f"{visitor.program.address}/case/{changed}")
        assert answer is not None
        assert answer.status == 404, changed
        visitor.heading("portal.error.404.title")
        for rest in ("events", "certificate.pdf", "withdraw"):
            assert visitor.page.request.get(f"{answer.url}/{rest}").status == 404, (changed, rest)
        form = {"key": "0" * 32}
        assert visitor.page.request.post(f"{answer.url}/withdraw", form=form).status == 404, changed
    visitor.look("40-no-such-page")
    backstage.wait_until_quiet()
    assert backstage.rows() == before


def test_two_askers_of_one_line_end_it_together(new_visitor, backstage):
    """The second joins the first one's case once they have proven the line too, and not before; one cut."""
    line = backstage.demo_line(CARRIER)
    first, second = new_visitor("first-en", size=DESKTOP), new_visitor("second-en")
    first.ask(line.numbers[0], "first@example.com", carrier_id=CARRIER)
    one = Ending(first, line)
    one.confirm()
    one.prove()
    first.heading("requirements.acknowledge_losses.title")
    own_path = second.ask(line.iccid, "second@example.com", carrier_id=CARRIER)
    other = Ending(second, line)
    other.confirm()
    expect(second.page.locator(".money, .losses, .claim, .step")).to_have_count(0)

    second.press("want-code")
    second.page.fill("#code", second.code_from_phone(line, nth=2))
    second.press("code")

    assert second.page.url == second.program.address + own_path
    second.heading("requirements.acknowledge_losses.title")
    expect(second.page.locator(".sim-state")).to_have_text(second.say("portal.state.open"))
    expect(second.page.locator(".case-about")).to_contain_text("s•••@example.com")
    second.look("07-joined")
    other.accept_losses()
    first.heading("requirements.give_other_contact.title")
    one.give_contact()
    one.choose_way()
    first.press("want-code")
    first.page.fill("#name", "Ana Lei")
    first.page.fill("#code", first.code_from_phone(line, nth=3))
    first.press("agreement")
    one.handle_sim()
    one.receive_certificate()
    second.heading("portal.ended.title")
    second.page.locator('a[href$="/certificate.pdf"]').wait_for(timeout=PATIENCE)
    second.look("13-joined")
    assert [effect.act for effect in backstage.effects(line)].count("cut") == 1


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_what_somebody_else_filled_in_is_seen_and_changed_before_signing(new_visitor, backstage, language):
    """A borrowed phone: the holder is asked everything anew, sees where money and news go, and changes both."""
    line = backstage.demo_line("smart_kh")
    thief = new_visitor(f"thief-{language}", size=DESKTOP)
    thief.ask(line.numbers[0], f"thief-{language}@evil.example", carrier_id="smart_kh")
    Ending(thief, line, other_contact=f"eve-{language}@evil.example").walk_to_signature()
    holder = new_visitor(f"holder-{language}", language=language, size=PHONE)
    holder.ask(line.numbers[0], f"holder-{language}@good.example", carrier_id="smart_kh")
    own = Ending(holder, line, other_contact="later@good.example")
    own.confirm()
    holder.press("want-code")
    holder.page.fill("#code", holder.code_from_phone(line, nth=2))
    holder.press("code")

    holder.heading("requirements.acknowledge_losses.title")
    expect(holder.page.locator("body")).not_to_contain_text("evil.example")
    own.accept_losses()
    own.give_contact()
    own.choose_way()
    holder.heading("requirements.sign_agreement.title")
    facts = holder.page.locator("main")
    expect(facts).to_contain_text("l•••@good.example")
    holder.look("10-where-it-goes")
    paragraphs = holder.page.locator(".agreement").inner_text()

    holder.press("change-contact")
    own.other_contact = f"new-{language}@good.example"
    own.give_contact()
    expect(facts).to_contain_text("n•••@good.example")
    holder.press("change-money")
    own.choose_way()
    expect(holder.page.locator(".agreement")).not_to_have_text(
        paragraphs
    )  # another entry, with a number of its own
    own.sign(nth=3)
    own.handle_sim()
    own.receive_certificate()
    backstage.wait_until_quiet()

    for who in ("thief-{}@evil.example", "holder-{}@good.example", "new-{}@good.example"):
        steps = [message.key.split("/")[1] for message in backstage.outbox(who.format(language))]
        assert sum(step.startswith("notice_ended") for step in steps) == 1, who
    told_first = [message.key.split("/")[1] for message in backstage.outbox(f"eve-{language}@evil.example")]
    assert told_first == ["notice_proven_again"]
