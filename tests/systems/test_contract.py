"""A test class that takes a contract over and leaves something out is told what, in a sentence."""

from __future__ import annotations

import pytest

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

    asked = getattr(TestMine, fixture)
    ask = getattr(asked, "_get_wrapped_function", None) or (lambda: asked.__wrapped__)

    with pytest.raises(
        pytest.fail.Exception, match=f"TestMine has to override the fixture `{fixture}`: {what}"
    ):
        ask()(TestMine())
