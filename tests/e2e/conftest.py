"""A real browser for the tests of the whole program, and the accessibility check.

Playwright's own loop runs in this thread while the browser is open, so tests here are plain functions, and the
browser is closed at the end of each file: async tests elsewhere may share the process.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.conftest import IS_SOAK
from tests.e2e.accessibility import violations
from tests.e2e.backstage import Backstage
from tests.e2e.program import Program, running
from tests.e2e.visitor import Visitor

# Nothing is fetched from outside, and there is neither a screen nor a user to sandbox for.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

BROWSER = "chromium" if IS_SOAK else "chromium-headless-shell"
"""The same engine without the window that nobody sees, for half the processor time; `make soak` has it whole."""

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

LOCALES = {"en": "en-GB", "zh-Hans": "zh-CN", "zh-Hant": "zh-HK", "pt": "pt-PT", "km": "km-KH"}

NewPage = Callable[..., Page]
NewVisitor = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright; one for the tests of a file."""
    path = shutil.which(BROWSER)
    if path is None:
        pytest.fail(f"there is no {BROWSER}: `make test` installs it", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens a page as a new visitor; the test fails when a page's script failed or its policy was broken.

    `size` is PHONE or DESKTOP, `language` what the browser asks for, `javascript` whether it runs scripts; anything
    else goes to Playwright's `new_context`.
    """
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refusal is a page with a 4xx code: the browser reports it as a resource that failed to load.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    def make(*, size: Any = PHONE, language: str = "en", javascript: bool = True, **options: Any) -> Page:
        still = {"reduced_motion": "reduce"}  # what turns while somebody waits is drawn sixty times a second
        context = browser.new_context(
            viewport=size, locale=language, java_script_enabled=javascript, **still | options
        )
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield make
    for context in browser.contexts:
        context.close()
    assert problems == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """The accessibility check: what axe-core finds wrong on a page, one line each."""
    return violations


@pytest.fixture(scope="module")
def program(module_database_dsn: str) -> Iterator[Program]:
    """The whole program, started once for the tests of a file."""
    with running(module_database_dsn) as program:
        yield program


@pytest.fixture(scope="module")
def backstage(program: Program) -> Iterator[Backstage]:
    """Behind that program: where lines are planted and books are read."""
    backstage = Backstage(program.database_url)
    yield backstage
    backstage.close()


@pytest.fixture(scope="session")
def right_shapes(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this run, which its processes share: shapes of pages in which nothing was found wrong."""
    folder = tmp_path_factory.getbasetemp()
    return (folder if worker_id == "master" else folder.parent) / "right-shapes"


@pytest.fixture
def new_visitor(new_page: NewPage, program: Program, right_shapes: Path) -> NewVisitor:
    """Opens the browser for somebody who reads `language`; `name` begins the names of their pictures."""

    def make(name: str, *, language: str = "en", javascript: bool = True, **options: Any) -> Visitor:
        page = new_page(language=LOCALES[language], javascript=javascript, **options)
        return Visitor(page, program, right_shapes, language, name, has_scripts=javascript)

    return make
