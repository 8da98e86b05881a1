"""Who is at the other end of a request: the one who connects, or whom the one trusted proxy says it speaks for."""

from __future__ import annotations

import ipaddress

from starlette.requests import Request

_LENGTH_MAX = 60  # the longest address with brackets and a port is shorter
_IPV6_HOUSEHOLD_BITS = 64  # RFC 6177: nobody is given less, so that one in it is as good as any other


def client_of(request: Request, trusted_proxy: str | None) -> str:
    """The address that limits are counted by; of IPv6 its network, since each household has countless addresses.

    Of X-Forwarded-For only the last address is used, and only from the trusted proxy: it put that one there itself,
    while all before may be made up by whoever asks.
    """
    peer = request.client.host if request.client else ""
    if trusted_proxy is None or peer != trusted_proxy:
        return _counted(peer) or peer
    said = request.headers.getlist("x-forwarded-for")
    last = said[-1].rpartition(",")[2].strip() if said else ""
    return _counted(_without_port(last)) or peer


def _without_port(text: str) -> str:
    if text.startswith("[") and "]" in text:
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _counted(text: str) -> str:
    """The address as it is counted; empty for what is none."""
    try:
        address = ipaddress.ip_address(text if len(text) <= _LENGTH_MAX else "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), _IPV6_HOUSEHOLD_BITS), strict=False))
