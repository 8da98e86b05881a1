"""The numbered scenarios of docs/systems.md and the contract suites say the same."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff import ports

DOCUMENT = Path(__file__).parents[2] / "docs" / "systems.md"
PORTS = tuple(ports.Systems.__dataclass_fields__)


def contracts(port: str) -> Iterator[type]:
    """The contract classes of a port."""
    module = importlib.import_module(f"signoff.testing.contracts.{port}")
    for name, value in vars(module).items():
        if isinstance(value, type) and name.endswith("Contract") and value.__module__ == module.__name__:
            yield value


def test_every_scenario_is_played_for_the_ports_that_the_document_names() -> None:
    """Neither a scenario without a test, nor a numbered test without its scenario."""
    told = {
        (int(number), port)
        for number, named in re.findall(
            r"^\| (\d+) \| .* \| ([a-z ]+) \|$", DOCUMENT.read_text(), re.MULTILINE
        )
        for port in named.split()
    }

    played = {
        (int(found[1]), port)
        for port in PORTS
        for contract in contracts(port)
        for name in dir(contract)
        if (found := re.match(r"test_(\d\d)_", name))
    }

    assert played == told


@pytest.mark.parametrize("port", PORTS)
def test_every_test_of_a_contract_has_a_number(port: str) -> None:
    """So that the prose can be found."""
    for contract in contracts(port):
        for name in dir(contract):
            assert not name.startswith("test") or re.match(r"test_\d\d_[a-z]", name), name
