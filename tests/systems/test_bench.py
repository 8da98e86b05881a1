"""The bench's carriers: they take what the ports ask, or no case would ever end there."""

from __future__ import annotations

import ast
import inspect
import typing
from pathlib import Path

import pytest

from signoff import ports

SOURCE = Path(__file__).parents[2] / "benchmarks" / "instant.py"

# Which of the bench's classes stands for which port; all others are the plain one.
OWN = {
    "charging": "InstantCharging",
    "billing": "InstantBilling",
    "loyalty": "InstantLoyalty",
    "esim": "InstantEsim",
}


def _methods(name: str) -> dict[str, ast.AsyncFunctionDef]:
    """The methods of a class and of those it is made of, read without running anything."""
    classes = {
        node.name: node for node in ast.parse(SOURCE.read_text()).body if isinstance(node, ast.ClassDef)
    }
    found: dict[str, ast.AsyncFunctionDef] = {}
    for base in classes[name].bases:
        found |= _methods(base.id) if isinstance(base, ast.Name) else {}
    return found | {one.name: one for one in classes[name].body if isinstance(one, ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("field", "port"), typing.get_type_hints(ports.Systems).items())
def test_it_takes_what_the_port_asks(field: str, port: type) -> None:
    """Every method of the port is there, with every argument the port names."""
    methods = _methods(OWN.get(field, "Instant"))

    for name, asked in inspect.getmembers(port, inspect.isfunction):
        if name.startswith("_"):
            continue
        takes = methods[name].args
        names = {one.arg for one in (*takes.posonlyargs, *takes.args, *takes.kwonlyargs)}
        assert names >= set(inspect.signature(asked).parameters), name
