"""Rules on the documents: they name every command, point at things that exist, and list every decision."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.tidy.sources import Source

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
DECISION = re.compile(r"^docs/decisions/(?P<number>\d{4})-[a-z0-9-]+\.md$")


def make_targets(makefile: str) -> list[str]:
    """The targets that `make` lists."""
    return re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)


def typed_commands(sources: Iterable[Source]) -> list[str]:
    """The commands of the program, as they are typed (`signoff packs check`), read from its Typer decorators."""
    nodes = [node for source in sources for node in ast.walk(source.tree)]
    groups: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".add_typer"):
            name = _text(next((word.value for word in node.keywords if word.arg == "name"), None))
            groups[ast.unparse(node.args[0])] = f"{name or ast.unparse(node.args[0])} "
    found = []
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith(".command"):
                name = _text(mark.args[0] if mark.args else None) or node.name.replace("_", "-")
                found.append(
                    f"signoff {groups.get(ast.unparse(mark.func).removesuffix('.command'), '')}{name}"
                )
    return sorted(found)


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def unnamed(commands: Iterable[str], documents: Iterable[Source]) -> Iterator[str]:
    """Commands (`make up`, `signoff demo`) that no document writes as code."""
    text = "\n".join(document.text for document in documents)
    for command in commands:
        if not re.search(rf"(`|^|\$ |bin/){re.escape(command)}(?![\w-])", text, re.MULTILINE):
            yield f"no document names `{command}`"


def broken_links(documents: Iterable[Source], paths: set[str]) -> Iterator[str]:
    """Links within the repository that lead nowhere."""
    folders = {str(parent) for path in paths for parent in PurePosixPath(path).parents}
    for document in documents:
        for number, line in enumerate(document.text.splitlines(), 1):
            for match in LINK.finditer(line):
                target = match.group("target").split("#")[0]
                if not target or ":" in target:
                    continue
                place = _resolved(PurePosixPath(document.path).parent, target)
                if place not in paths and place not in folders:
                    yield document.at(number, f"`{target}` does not exist")


def _resolved(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def unlisted_decisions(paths: Iterable[str], index: str) -> Iterator[str]:
    """Decision pages that the index does not link, and numbers that were given twice."""
    numbers: dict[str, str] = {}
    for path in sorted(paths):
        if not (found := DECISION.match(path)):
            continue
        if f"({PurePosixPath(path).name})" not in index:
            yield f"docs/decisions/README.md: {path} is not listed"
        if other := numbers.get(found.group("number")):
            yield f"{path}: {other} has the same number"
        numbers[found.group("number")] = path


def defined_types(source: Source) -> Iterator[str]:
    """The classes of a module, and what else it names like one (`Sealed = NewType(...)`)."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def unknown_names(glossary: Source, names: set[str]) -> Iterator[str]:
    """Classes that the glossary mentions (`Quote`) and the code does not have."""
    for number, line in enumerate(glossary.text.splitlines(), 1):
        for name in re.findall(r"`([A-Z][A-Za-z]+)`", line):
            if name not in names:
                yield glossary.at(number, f"the code has no `{name}`")
