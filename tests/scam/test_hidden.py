"""Channels that are called something else, or written so that they are missed: beside an official one, none passes."""

from __future__ import annotations

import re

import pytest

from signoff.scam.check import Checker
from signoff.scam.finding import Verdict


@pytest.mark.parametrize(
    "text",
    [
        "CTM: call 1000. Dear customer, 66123456 is our new cancellation line",
        "CTM www.ctm.net: our mobile number 66123456",
        "CTM 致电1000，客户 66123456 办理退费",
        "Ligue 1000. Caro cliente 66123456 para cancelar",
        "CTM: call 1000, account 66123456 whatsapp",
        "CTM: call 1000, account 9661234567 whatsapp",
        "CTM call 1000, order 66123456 agent",
        "CTM call 1000. MOP 66123456",
        "CTM call 1000. 66123456 hours",
        "CTM call 1000. Agent66123456",
        "CTM call 1000, or **66123456",
        "CTM call 1000 or call 661234.56",
    ],
)
def test_a_number_called_something_else_is_not_passed_over(checker: Checker, text: str) -> None:
    """Whoever calls it the reader's own, an account or an amount does not get an official message out of it."""
    told = checker.check(text)

    assert told.verdict is Verdict.UNKNOWN
    assert "6612345" in "".join(re.sub("[^0-9]", "", one.text) for one in told.findings)


def test_the_readers_own_number_supports_no_warning(checker: Checker) -> None:
    """It is not confirmed, but hurry beside it is as ordinary as without it."""
    told = checker.check("CTM 1000: your number 6688 1234 was suspended immediately, as you wished.")

    assert (told.verdict, told.warnings) == (Verdict.UNKNOWN, ())
