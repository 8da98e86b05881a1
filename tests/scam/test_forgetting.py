"""Nothing of a message is left in memory that outlives its check."""

from __future__ import annotations

from signoff.scam import domains
from signoff.scam.check import Checker


def test_no_cache_keeps_an_address_of_a_message(checker: Checker) -> None:
    """What is worked out for one message is dropped with it."""
    checker.check("https://сtm.net, @ctm_help, me@xn--tm-nmc.net, https://ctm.net.example-of-mei.top/")

    for function in (domains.domain_of, domains.shown, domains.encoded, domains.latin, domains.skeleton):
        assert function.cache_info().currsize == 0
