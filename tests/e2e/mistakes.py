"""Mistakes of every kind, put into the fields of a page in the browser, and what must be true of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import expect

from tests.e2e.backstage import Backstage
from tests.e2e.visitor import LANGUAGES, Visitor

LONG = "9" * 10_000
EMOJI = "\N{GRINNING FACE}\N{MOBILE PHONE}"
SQL = "'; drop table signoff.cases; --"
HTML = "<script>document.title = 'mine'</script>"
KHMER = "សួស្តី"

NOBODY_COULD_MEAN = (LONG, EMOJI, SQL, HTML, KHMER)
"""Wrong in every field that is not free text."""

# A choice or a date picker lets nobody say anything else: here somebody did not use our form.
_PUT = """(field, value) => {
  const target = field.matches("fieldset") ? field.querySelector("input") : field;
  if (target.matches("select")) target.options[0].value = value, target.selectedIndex = 0;
  else if (target.matches("[type=radio], [type=checkbox]")) target.value = value, target.checked = true;
  else target.type = "text", target.value = value;
}"""

# What stands in a form, by name and, of choices, value.
_TYPED = """form => Object.fromEntries([...form.elements]
  .filter(one => one.matches("input:not([type=hidden]), select"))
  .map(one => one.matches("[type=radio], [type=checkbox]")
    ? [`${one.name}=${one.value}`, String(one.checked)] : [`${one.name}=`, one.value]))"""


@dataclass(slots=True)
class Mistakes:
    """Somebody who makes mistakes in one form, again and again; each answer is looked at.

    `wrong` collects what was not as it must be, so that one run tells of all of it.
    """

    visitor: Visitor
    backstage: Backstage
    form: str
    wrong: list[str] = field(default_factory=list)

    def make(self, name: str, values: Sequence[str], key: str = "") -> None:
        """Put each value into the field `name` and send the form; the message at it is that of `key`, if given.

        All values are tried in the first language; the first of each suffices to see the others speak.
        """
        for value in values if self.visitor.language == LANGUAGES[0] else values[:1]:
            self._make(name, value, key)

    def _make(self, name: str, value: str, key: str) -> None:
        visitor = self.visitor
        self.backstage.wait_until_quiet()
        before = self._rows()
        visitor.page.locator(f"#{name}").evaluate(_PUT, value)
        others = self._typed(except_for=name)

        with visitor.page.expect_navigation() as answer:
            visitor.form(self.form).locator("button").first.click()

        what = f"{self.form} {name}={value[:40]!r}"
        self.wrong += [f"{what}: {problem}" for problem in self._problems(answer.value.status, name, key)]
        if self._typed(except_for=name) != others:
            self.wrong.append(f"{what}: what was typed elsewhere is gone")
        if not self._is_kept(name, value):
            self.wrong.append(f"{what}: what was typed here is gone")
        self.backstage.wait_until_quiet()
        if (after := self._rows()) != before:
            self.wrong.append(f"{what}: something was written: {before} became {after}")

    def _rows(self) -> dict[str, int]:
        """How many rows there are of all that is recorded; a refusal itself is kept for its key, until it expires."""
        return {table: rows for table, rows in self.backstage.rows().items() if table != "answers"}

    def _problems(self, status: int, at: str, key: str) -> Iterable[str]:
        """What is not as it must be on the page that answers a mistake."""
        visitor = self.visitor
        page = visitor.page
        if not 400 <= status < 500:
            yield f"status {status}"
        if page.locator("html").get_attribute("lang") != visitor.language:
            yield "another language"
        if page.title().startswith("mine") or "Traceback" in page.content():
            yield "something broke"
        where, message = page.locator(f"#{at}"), page.locator(f"#{at}-problem")
        if not where.count() or not message.count():
            yield f"no message at {at}: {page.locator('#summary').all_inner_texts()}"
            return
        if where.get_attribute("aria-invalid") != "true":
            yield "not marked as invalid"
        if f"{at}-problem" not in (where.get_attribute("aria-describedby") or "").split():
            yield "the message is not tied to the field"
        if not page.locator(f'#summary a[href="#{at}"]').count():
            yield "the summary does not lead to the field"
        if not message.is_visible():
            yield "the message cannot be seen"
        said = message.inner_text()
        if not said or (key and said != visitor.say(key)):
            yield f"it says {said!r}"

    def _typed(self, *, except_for: str) -> dict[str, str]:
        """What stands in the other fields of the form, with the boxes that are ticked."""
        form = self.visitor.form(self.form)
        typed: dict[str, str] = form.evaluate(_TYPED)
        return {name: value for name, value in typed.items() if not name.startswith(f"{except_for}=")}

    def _is_kept(self, name: str, value: str) -> bool:
        """Whether the field shows again what was typed; of choices there is nothing to show."""
        where = self.visitor.page.locator(f"input#{name}:not([type=radio], [type=checkbox])")
        return not where.count() or where.get_attribute("value") == value

    def check(self) -> None:
        """Nothing was wrong with any answer."""
        assert not self.wrong, "\n".join(self.wrong)
        expect(self.visitor.page.locator("body")).not_to_contain_text("Traceback")
