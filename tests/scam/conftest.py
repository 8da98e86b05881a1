"""One checker for all tests of the scam check, as the packs were on a fixed day."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.catalogue.packs import load
from signoff.scam.check import Checker

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def checker() -> Checker:
    """The checker of the built-in packs."""
    return Checker(load(), TODAY)
