"""Rules on the shape of code: lengths, names and docstrings. Each takes sources and gives findings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from tests.tidy.sources import Source

FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 400
CODE = (".py", ".sql", ".html", ".typ", ".js", ".sh")

BANNED_WORDS = {
    "base",
    "common",
    "core",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "impl",
    "manager",
    "managers",
    "misc",
    "processor",
    "service",
    "services",
    "util",
    "utils",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(sources: Iterable[Source], allowed: Mapping[str, int]) -> Iterator[str]:
    """Files over the limit, by path, and entries of the ratchet `allowed` that are too generous."""
    lengths = {source.path: len(source.text.splitlines()) for source in sources if source.path.endswith(CODE)}
    yield from _ratchet(lengths, FILE_LINES_MAX, allowed)


def long_functions(sources: Iterable[Source], allowed: Mapping[str, int]) -> Iterator[str]:
    """Functions over the limit, by `path::name`, and entries of the ratchet `allowed` that are too generous."""
    lengths = {}
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, Function):
                lengths[f"{source.path}::{node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    yield from _ratchet(lengths, FUNCTION_LINES_MAX, allowed)


def _ratchet(lengths: Mapping[str, int], limit: int, allowed: Mapping[str, int]) -> Iterator[str]:
    for what, length in lengths.items():
        if length > max(limit, allowed.get(what, 0)):
            yield f"{what}: {length} lines, at most {limit}"
    for what, length in allowed.items():
        if lengths.get(what, 0) < length:
            yield f"{what}: the ratchet allows {length} lines, it has {lengths.get(what, 0)}: lower the entry"


def banned_names(sources: Iterable[Source]) -> Iterator[str]:
    """Modules and packages whose name says nothing."""
    for source in sources:
        parts = source.path.removesuffix(".py").split("/")
        for word in sorted(BANNED_WORDS.intersection(word for part in parts for word in part.split("_"))):
            yield source.at(1, f"`{word}` says nothing about what lives here")


def missing_docstrings(sources: Iterable[Source]) -> Iterator[str]:
    """Modules, public functions, classes and methods that nobody described.

    A method that fulfils a Protocol, or overrides what a class above it describes, is described there.
    """
    sources = list(sources)
    described = {name for source in sources for name in _protocol_methods(source.tree)}
    for source in sources:
        if ast.get_docstring(source.tree) is None:
            yield source.at(1, "no docstring: what lives here, and where to go next")
        for node in source.tree.body:
            if isinstance(node, Function | ast.ClassDef) and _is_public(node) and not ast.get_docstring(node):
                yield source.at(node.lineno, f"`{node.name}` has no docstring")
            if isinstance(node, ast.ClassDef) and _is_public(node) and not _may_inherit_words(node):
                yield from _missing_in_class(source, node, described)


def _missing_in_class(source: Source, node: ast.ClassDef, described: set[str]) -> Iterator[str]:
    for method in node.body:
        if not isinstance(method, Function) or not _is_public(method) or method.name in described:
            continue
        if not ast.get_docstring(method):
            yield source.at(method.lineno, f"`{node.name}.{method.name}` has no docstring")


def _is_public(node: Function | ast.ClassDef) -> bool:
    return not node.name.startswith("_")


def _base_names(node: ast.ClassDef) -> set[str]:
    plain = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
    return {ast.unparse(base).rsplit(".", 1)[-1] for base in plain}


def _may_inherit_words(node: ast.ClassDef) -> bool:
    return bool(_base_names(node) - {"Exception", "Generic", "NamedTuple", "Protocol", "StrEnum", "Struct"})


def _protocol_methods(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "Protocol" in _base_names(node):
            yield from (method.name for method in node.body if isinstance(method, Function))


def undescribed_tests(sources: Iterable[Source]) -> Iterator[str]:
    """Tests without a docstring: the name says what the product does, the docstring what is checked."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, Function) and node.name.startswith("test_") and not ast.get_docstring(node):
                yield source.at(node.lineno, f"`{node.name}` has no docstring")
