"""Web addresses come to one form, by the vectors that Safe Browsing publishes and by tricks of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.scam.canonical import canonical, host_of

# The vectors of the documentation of Google Safe Browsing, "Canonicalization".
VECTORS = (
    ("http://host/%25%32%35", "http://host/%25"),
    ("http://host/%25%32%35%25%32%35", "http://host/%25%25"),
    ("http://host/%2525252525252525", "http://host/%25"),
    ("http://host/asdf%25%32%35asd", "http://host/asdf%25asd"),
    ("http://host/%%%25%32%35asd%%", "http://host/%25%25%25asd%25%25"),
    ("http://www.google.com/", "http://www.google.com/"),
    (
        "http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/%2E%73%65%63%75%72%65/%77%77%77%2E%65%62%61%79%2E%63%6F%6D/",
        "http://168.188.99.26/.secure/www.ebay.com/",
    ),
    (
        "http://195.127.0.11/uploads/%20%20%20%20/.verify/.eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/",
        "http://195.127.0.11/uploads/%20%20%20%20/.verify/.eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/",
    ),
    (
        "http://host%23.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A22%252833%252944_55%252B",
        "http://host%23.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+",
    ),
    ("http://3279880203/blah", "http://195.127.0.11/blah"),
    ("http://www.google.com/blah/..", "http://www.google.com/"),
    ("www.google.com/", "http://www.google.com/"),
    ("www.google.com", "http://www.google.com/"),
    ("http://www.evil.com/blah#frag", "http://www.evil.com/blah"),
    ("http://www.GOOgle.com/", "http://www.google.com/"),
    ("http://www.google.com.../", "http://www.google.com/"),
    ("http://www.google.com/foo\tbar\rbaz\n2", "http://www.google.com/foobarbaz2"),
    ("http://www.google.com/q?", "http://www.google.com/q?"),
    ("http://www.google.com/q?r?", "http://www.google.com/q?r?"),
    ("http://www.google.com/q?r?s", "http://www.google.com/q?r?s"),
    ("http://evil.com/foo#bar#baz", "http://evil.com/foo"),
    ("http://evil.com/foo;", "http://evil.com/foo;"),
    ("http://evil.com/foo?bar;", "http://evil.com/foo?bar;"),
    ("http://notrailingslash.com", "http://notrailingslash.com/"),
    ("http://www.gotaport.com:1234/", "http://www.gotaport.com/"),
    ("  http://www.google.com/  ", "http://www.google.com/"),
    ("http:// leadingspace.com/", "http://%20leadingspace.com/"),
    ("http://%20leadingspace.com/", "http://%20leadingspace.com/"),
    ("%20leadingspace.com/", "http://%20leadingspace.com/"),
    ("https://www.securesite.com/", "https://www.securesite.com/"),
    ("http://host.com/ab%23cd", "http://host.com/ab%23cd"),
    ("http://host.com//twoslashes?more//slashes", "http://host.com/twoslashes?more//slashes"),
)


@pytest.mark.parametrize(("address", "expected"), VECTORS)
def test_the_published_vectors_come_to_their_canonical_form(address: str, expected: str) -> None:
    """One by one; the one vector that is no text (bytes beyond ASCII in a host) is tried below."""
    assert canonical(address) == expected


def test_bytes_that_are_no_text_stay_escaped_in_a_host() -> None:
    """The vector of two such bytes, as far as a message can hold it: escaped."""
    assert canonical("http://%01%80.com/") == "http://%01%80.com/"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://ctm.net@evil.top/", "evil.top"),
        ("https://ctm.net:443@evil.top", "evil.top"),
        ("https:\\\\evil.top\\ctm.net", "evil.top"),
        ("https:evil.top", "evil.top"),
        ("https:///evil.top/", "evil.top"),
        ("http://0xc37f000b/", "195.127.0.11"),
        ("http://0303.0177.0.013/", "195.127.0.11"),
        ("http://195.8323083/", "195.127.0.11"),
        ("http://сtm.net", "xn--tm-nmc.net"),
        ("http://ｃｔｍ。ｎｅｔ/", "ctm.net"),
        ("evil.top?u=http://ctm.net", "evil.top"),
        ("evil.top:8080/ctm.net", "evil.top"),
    ],
)
def test_the_host_is_where_the_address_really_leads(address: str, host: str) -> None:
    """Names before the sign, back strokes, odd ways to write a machine's address, letters of other scripts."""
    assert host_of(address) == host


@given(st.text(max_size=200))
def test_the_canonical_form_is_its_own(text: str) -> None:
    """Whatever comes in, a second round changes nothing, and nothing raises."""
    once = canonical(f"http://h.com/{text}")

    assert canonical(once) == once
