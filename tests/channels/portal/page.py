"""Reads a page as a person or a screen reader meets it: its elements, its fields and the problems at them."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"input", "img", "link", "meta", "br", "hr"}


class Page(HTMLParser):
    """One parsed page. `elements` are tags with their attributes in order; `said` is all text by element id."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._said: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one element."""
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named))
        if tag not in VOID:
            self._open.append((tag, named.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        """Close one element; the nesting must be right."""
        opened, _ = self._open.pop()
        assert opened == tag, f"{opened} is closed by {tag}"

    def handle_data(self, data: str) -> None:
        """Take some text, for each element it is in."""
        self.text += data
        for _, name in self._open:
            if name:
                self._said[name] = self._said.get(name, "") + data

    def said(self, name: str) -> str:
        """All text within the element with this id; empty when there is none."""
        return " ".join(self._said.get(name, "").split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of a kind."""
        return [attrs for found, attrs in self.elements if found == tag]

    def by_id(self, name: str) -> dict[str, str]:
        """The attributes of the element with this id."""
        (found,) = [attrs for _, attrs in self.elements if attrs.get("id") == name]
        return found

    def form(self, end: str) -> dict[str, str]:
        """What the form would send whose action ends so (before the query), with nothing more filled in."""
        values: dict[str, str] = {}
        is_in = False
        for tag, attrs in self.elements:
            if tag == "form":
                is_in = attrs.get("action", "").partition("?")[0].endswith(end)
            if is_in and tag == "input":
                is_choice = attrs["type"] in ("radio", "checkbox")
                if not is_choice or "checked" in attrs:
                    values[attrs["name"]] = attrs.get("value", "on" if is_choice else "")
            if is_in and tag == "option" and "selected" in attrs:
                values["carrier"] = attrs["value"]
        return values

    def assert_problem_at(self, field: str) -> None:
        """The problem stands at the field, is tied to it for screen readers, and is linked from the summary."""
        assert self.said(f"{field}-problem"), f"no message at {field}"
        attrs = self.by_id(field)
        assert attrs.get("aria-invalid") == "true"
        assert f"{field}-problem" in attrs.get("aria-describedby", "").split()
        assert any(link.get("href") == f"#{field}" for link in self.all("a"))
        summary = self.by_id("summary")
        assert "autofocus" in summary
        assert summary["role"] == "alert"
