"""A test class that takes a contract over and leaves something out is told what, in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from signoff.ports import Accepted
from signoff.testing.contracts.asked import AskedContract
from signoff.testing.contracts.keyed import KeyedContract
from signoff.testing.contracts.records import RecordsContract


def test_a_contract_without_the_call_it_is_about_cannot_be_taken_over() -> None:
    """Neither the call nor the same call with other content can be guessed."""
    with pytest.raises(
        TypeError, match=r"carry_out.* and .*carry_out_otherwise|carry_out.*, .*carry_out_otherwise"
    ):
        KeyedContract()  # type: ignore[abstract]  # that is what is tried


@pytest.mark.parametrize(("fixture", "what"), [("adapter", "the adapter under test"), ("world", "a `World`")])
def test_a_contract_without_adapter_or_world_says_what_it_needs(fixture: str, what: str) -> None:
    """Named: the test class, the fixture, and what it is to give."""

    class TestMine(RecordsContract):
        """Gives nothing."""

    with pytest.raises(
        pytest.fail.Exception, match=f"TestMine has to override the fixture `{fixture}`: {what}"
    ):
        _given(TestMine(), fixture)


def test_the_contract_of_a_person_without_an_adapter_says_so_too() -> None:
    """The call is there, and nothing that it could be made of."""

    class TestMine(AskedContract):
        """Gives the call only."""

        async def carry_out(self, adapter: Any, key: str, content: int) -> Accepted:
            raise LookupError(key)

    with pytest.raises(
        pytest.fail.Exception, match="TestMine has to override the fixture `adapter`: the adapter under test"
    ):
        _given(TestMine(), "adapter")


def _given(test: object, fixture: str) -> object:
    """What a fixture of a test class gives, without a run of pytest around it."""
    asked = getattr(type(test), fixture)
    ask = getattr(asked, "_get_wrapped_function", None) or (lambda: asked.__wrapped__)
    return ask()(test)
