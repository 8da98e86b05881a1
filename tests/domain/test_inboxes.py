"""What reaches one inbox counts as one: no way to write an address gives more messages to the same person."""

from __future__ import annotations

import pytest

from signoff.domain.line import Contact, ContactKind, same_inbox


def _inbox(address: str) -> str:
    return same_inbox(Contact(ContactKind.EMAIL, address))


@pytest.mark.parametrize(
    "address", ["flood@gmail.com", "f.lood@gmail.com", "F.L.O.O.D+1@GMail.com", "flo.od+x.y@googlemail.com"]
)
def test_dots_and_tags_open_no_second_inbox_where_they_do_not_matter(address: str) -> None:
    """One limit for all of them."""
    assert _inbox(address) == "flood@gmail.com"


def test_dots_are_of_two_people_anywhere_else() -> None:
    """Nobody is kept from their messages by somebody with a similar name."""
    assert _inbox("f.lood@example.org") != _inbox("flood@example.org")
    assert _inbox("f.lood@notgmail.com") == "f.lood@notgmail.com"
    assert same_inbox(Contact(ContactKind.PHONE, "+85362800001")) == "+85362800001"


def test_a_name_that_begins_with_a_plus_is_a_name() -> None:
    """Before a tag stands whose it is: without that two strangers had one limit."""
    assert _inbox("+a@example.org") == "+a@example.org"
    assert len({_inbox(f"{name}@example.org") for name in ("+a", "+b", "a", "++a", "++b")}) == 5
    assert _inbox("+a+tag@example.org") == "+a@example.org"
    assert len({_inbox(f"{name}@gmail.com") for name in ("+a", "+b", ".+c", ".+d", "..+e")}) == 5
