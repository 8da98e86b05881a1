"""A record changed by the domain's own `replace` is what the standard library's would be."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import msgspec
import pytest

from signoff.domain.changing import replace


@dataclasses.dataclass(frozen=True)
class _Whole:
    number: int
    names: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Slotted(_Whole):
    more: int = 0


@dataclasses.dataclass(frozen=True)
class _Careful(_Whole):
    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("below zero")


@pytest.mark.parametrize("kind", [_Whole, _Slotted, _Careful])
def test_what_is_changed_is_changed_in_a_copy(kind: type[_Whole]) -> None:
    """The record itself stays what it was."""
    record = kind(1, ("one",))
    copy = replace(record, number=2)
    assert copy == dataclasses.replace(record, number=2)
    assert type(copy) is kind
    assert record == kind(1, ("one",))
    assert replace(record) == record


@pytest.mark.parametrize("kind", [_Whole, _Slotted, _Careful])
def test_a_field_that_is_not_there_is_refused(kind: type[_Whole]) -> None:
    """As by the standard library, and not kept beside the others."""
    with pytest.raises(TypeError, match="size"):
        replace(kind(1), **cast("dict[str, Any]", {"size": 3}))


def test_what_a_record_makes_sure_of_is_made_sure_of_again() -> None:
    """Its own check runs for the copy as well."""
    with pytest.raises(ValueError, match="below zero"):
        replace(_Careful(1), number=-1)


def test_a_record_read_from_the_store_has_what_it_does_not_say() -> None:
    """What stands in no row has the value of its class: it is in the copy, and can be changed in it."""
    record = msgspec.json.decode(b'{"number": 1}', type=_Whole)
    assert replace(record, number=2) == _Whole(2)
    assert replace(record, names=("one",)) == _Whole(1, ("one",))
