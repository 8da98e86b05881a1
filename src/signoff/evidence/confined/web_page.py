"""The words of a web page within a mail, in lines; no address, no picture and no script of it is left."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "svg",
    "math",
    "object",
    "iframe",
    "textarea",
}
_LINES = {
    "address",
    "article",
    "blockquote",
    "br",
    "div",
    "dd",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
}
_CELLS = {"td", "th"}
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def words_of(page: str) -> str:
    """What a reader of the page sees of its text."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.said).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects words; what is within a silent element is not said."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - no attribute is ever read
        if tag in _SILENT:
            self._silent.append(tag)
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - see above
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag == "body":
            self._silent.clear()
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if not self._silent and tag in _LINES:
            self.said.append("\n")
        elif not self._silent and tag in _CELLS:
            self.said.append(" ")
