"""WCAG 2.2 AA as far as a machine can tell: axe-core, run in the page that a test has open."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What passed is not told: writing it down takes longer than checking it.
RUN = """tags => axe.run({ runOnly: tags, resultTypes: ["violations"], preload: false })
  .then(result => result.violations)"""


def violations(page: Page) -> list[str]:
    """What is wrong on the page as it is now: rule, what it asks, and the element; empty when nothing was found."""
    if not AXE.exists():
        pytest.fail("axe-core is missing: `make test` installs it", pytrace=False)
    # Evaluated by the debugger, so that the page's own policy against inline scripts stays in force.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, TAGS)
    return [
        f"{violation['id']} ({violation['help']}): {node['html']}"
        for violation in found
        for node in violation["nodes"]
    ]
