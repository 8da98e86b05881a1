"""Rules on words: no sentence for people in code or template, no loose ends, nothing of one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from tests.tidy.sources import Source

# A capital, then more words; or any word in a script of the languages we speak that is not Latin.
SENTENCE = re.compile(r"^\s*[A-Z][a-z'’]+,?( [\w'’(]+[,)]?)+( .*)?[.!?:…]?\s*$", re.DOTALL)
OTHER_SCRIPT = re.compile(r"[\u1780-\u17ff\u3400-\u9fff]")

# The product's own name is the same in all languages.
NAME = "Signoff"
READ_ATTRIBUTES = {
    "alt",
    "aria-description",
    "aria-label",
    "content",
    "label",
    "placeholder",
    "summary",
    "title",
}
READ_BY_MACHINES = {"description", "viewport", "color-scheme", "theme-color", "robots", "referrer", "refresh"}

# A block or a macro may stand within a tag and give it attributes; those that are read aloud stay.
ATTRIBUTE = re.compile(rf"(?<![\w-])(?!{'|'.join(sorted(READ_ATTRIBUTES))})[a-z][a-z-]*=\"[^\"]*\"")

# Written in two parts, so that this file does not break its own rules.
LOOSE_ENDS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE = re.compile(
    r"(?<![\w.:/*-])/(" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me")) + r")(?![\w.-])"
    r"|\.\./sha" + "red"
)
REGISTRIES = re.compile(
    r"\b(" + "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)")) + r")\b"
    r"|\b(deb|security|snapshot)\.debian\." + "org"
)
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>.*)")
REASONED = re.compile(r"^(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*|\[[a-z-]+(,\s*[a-z-]+)*\])\s+(#|-|--|–)\s*\S+.*")


def sentences_in_code(sources: Iterable[Source]) -> Iterator[str]:
    """Sentence-like literals, except docstrings and what is raised or logged for engineers."""
    for source in sources:
        passed = {
            id(part) for node in ast.walk(source.tree) if _is_for_engineers(node) for part in ast.walk(node)
        }
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed:
                continue
            if SENTENCE.match(node.value) or OTHER_SCRIPT.search(node.value):
                yield source.at(node.lineno, f"a sentence stands in code: {node.value[:60]!r}")


def _is_for_engineers(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in {"log", "logger", "_log"}


def sentences_in_templates(sources: Iterable[Source]) -> Iterator[str]:
    """Letters in a template that no text file gave: text, spoken attributes, literals in expressions."""
    for source in sources:
        plain = re.sub(r"\{#.*?#\}", _blank, source.text, flags=re.DOTALL)
        for match in re.finditer(r"\{[{%].*?[%}]\}", plain, re.DOTALL):
            for literal in re.findall(r"\"([^\"]*)\"|'([^']*)'", match.group()):
                said = "".join(literal)
                if SENTENCE.match(said) or OTHER_SCRIPT.search(said):
                    yield source.at(
                        _line(plain, match.start()), f"a sentence stands in an expression: {said!r}"
                    )
        reader = _Reader()
        reader.feed(re.sub(r"\{[{%].*?[%}]\}", _blank, plain, flags=re.DOTALL))
        reader.close()
        yield from (
            source.at(line, f"a text stands in the template: {said[:60]!r}") for line, said in reader.said
        )


def _blank(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


class _Reader(HTMLParser):
    """Collects what a person would read or hear, with its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[tuple[int, str]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in {"script", "style"}
        values = dict(attrs)
        for name, value in attrs:
            is_button = name == "value" and values.get("type") in {"submit", "button", "reset"}
            is_for_machines = name == "content" and values.get("name") in READ_BY_MACHINES - {"description"}
            if (name in READ_ATTRIBUTES or is_button) and not is_for_machines:
                self._take(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._take(data)

    def _take(self, said: str) -> None:
        said = ATTRIBUTE.sub("", said)
        if re.search(r"[^\W\d_]", said.replace(NAME, "")):
            self.said.append((self.getpos()[0], said.strip()))


def loose_ends(sources: Iterable[Source]) -> Iterator[str]:
    """Marks of work that was not finished."""
    yield from _matching(sources, LOOSE_ENDS, "finish it or open an issue")


def machine_paths(sources: Iterable[Source]) -> Iterator[str]:
    """Paths of one machine: the repository works wherever it is cloned."""
    yield from _matching(sources, MACHINE, "a path of one machine")


def registry_hosts(sources: Iterable[Source]) -> Iterator[str]:
    """Names of package registries' hosts: which one is used is a matter of the machine."""
    yield from _matching(sources, REGISTRIES, "the host of a package registry")


def _matching(sources: Iterable[Source], pattern: re.Pattern[str], message: str) -> Iterator[str]:
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            if found := pattern.search(line):
                yield source.at(number, f"{message}: {found.group()!r}")


def bare_suppressions(sources: Iterable[Source]) -> Iterator[str]:
    """Silenced checks without the code that is silenced and the reason."""
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            found = SUPPRESSION.search(line)
            if found and not REASONED.match(found.group("rest")):
                yield source.at(number, "say which rule is silenced and why")


def idle_tests(sources: Iterable[Source]) -> Iterator[str]:
    """Tests that are skipped, expected to fail, or that wait by the clock."""
    for source in sources:
        for node in ast.walk(source.tree):
            name = ast.unparse(node.func if isinstance(node, ast.Call) else node) if _may_name(node) else ""
            if name in {"pytest.mark.skip", "pytest.mark.xfail", "pytest.skip", "pytest.xfail"}:
                yield source.at(getattr(node, "lineno", 1), f"`{name}`: a test runs or is not there")
            if isinstance(node, ast.Call) and name in {"time.sleep", "asyncio.sleep"} and _is_long(node):
                yield source.at(node.lineno, f"`{name}`: wait for what must happen, not for the clock")


def _may_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute | ast.Call)


def _is_long(node: ast.Call) -> bool:
    seconds = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else 0
    return isinstance(seconds, int | float) and seconds > 0.1
