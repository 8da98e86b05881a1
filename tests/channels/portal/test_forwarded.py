"""Who is counted: whoever connects, unless the one trusted proxy says for whom it speaks."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from signoff.channels.web.forwarded import client_of

PROXY = "127.0.0.1"


def request(peer: str, *said: str) -> Request:
    """A request from this peer, with one X-Forwarded-For line for each of `said`."""
    headers = [(b"x-forwarded-for", line.encode()) for line in said]
    return Request({"type": "http", "client": (peer, 4000), "headers": headers})


@pytest.mark.parametrize("trusted", [None, "192.0.2.9"])
def test_nobody_says_of_themselves_who_they_are(trusted: str | None) -> None:
    """By default no header counts, and with a proxy that is trusted none of anybody else's."""
    assert client_of(request("203.0.113.7", "198.51.100.1"), trusted) == "203.0.113.7"


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (("198.51.100.1",), "198.51.100.1"),
        (("192.0.2.66, 198.51.100.1",), "198.51.100.1"),
        (("192.0.2.66", "198.51.100.1"), "198.51.100.1"),
        (("192.0.2.66,198.51.100.1:52011",), "198.51.100.1"),
        (("198.51.100.1, 127.0.0.1",), "127.0.0.1"),
        (("::ffff:198.51.100.1",), "198.51.100.1"),
        (("2001:db8:1:2:3:4:5:6",), "2001:db8:1:2::/64"),
        (("[2001:db8:1:2:ffff::1]:443",), "2001:db8:1:2::/64"),
    ],
)
def test_of_the_trusted_proxy_the_last_address_is_taken(said: tuple[str, ...], counted: str) -> None:
    """It put that one there itself; those before may be made up. A household of IPv6 counts as one."""
    assert client_of(request(PROXY, *said), PROXY) == counted


@pytest.mark.parametrize("said", [(), ("",), ("unknown",), ("198.51.100.1, ",), ("9" * 5000,), ("[::1",)])
def test_what_is_no_address_counts_as_the_proxy(said: tuple[str, ...]) -> None:
    """All of those share one limit: nobody gets out of it by sending nonsense."""
    assert client_of(request(PROXY, *said), PROXY) == PROXY
