"""Groups of options: written once, typed one by one."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import Parameter, signature

import pytest

from signoff.cli.unfolding import unfolded


@dataclass(frozen=True)
class Where:
    """A group."""

    place: str
    floor: int = 0


def _meet(day: str = "today", *, where: Where, loud: bool = False) -> tuple[str, Where, bool]:
    """Meet somebody."""
    return day, where, loud


def test_the_options_of_a_group_stand_in_its_place() -> None:
    """In the group's order, with its types and defaults; what the command says of itself stays."""
    shown = signature(unfolded(_meet)).parameters

    assert [(one.name, one.annotation, one.default) for one in shown.values()] == [
        ("day", str, "today"),
        ("place", str, Parameter.empty),
        ("floor", int, 0),
        ("loud", bool, False),
    ]
    assert unfolded(_meet).__doc__ == "Meet somebody."


def test_a_command_gets_its_groups_made_of_what_was_typed() -> None:
    """And what is in no group as it is."""
    assert unfolded(_meet)(day="monday", place="shop", floor=2, loud=True) == (
        "monday",
        Where("shop", 2),
        True,
    )


def test_one_option_cannot_be_in_two_groups() -> None:
    """One of them would be lost."""

    def twice(where: Where, place: str) -> None:
        """Cannot be."""

    with pytest.raises(ValueError, match="duplicate parameter name: 'place'"):
        unfolded(twice)
