"""Mail as bytes: what is read of it, and that bytes made to hurt are refused at once."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.channels.mail.letter import TEXT_LENGTH_MAX, Illegible, Letter, read_letter

HEAD = b"From: mei@example.com\r\nSubject: end\r\n"


def read(data: bytes, sender: str = "mei@example.com") -> Letter:
    return read_letter(data, envelope_sender=sender)


def test_words_of_every_character_set_and_encoding():
    """What people's programs send."""
    for charset in ("utf-8", "gb18030", "big5"):
        message = EmailMessage()
        message["From"], message["Subject"] = "陳 <mei@example.com>", "取消電話"
        message.set_content("請幫我取消電話", charset=charset)
        letter = read(message.as_bytes())
        assert (letter.sender, letter.subject, letter.text) == (
            "mei@example.com",
            "取消電話",
            "請幫我取消電話",
        )
    assert read(HEAD + b"Content-Type: text/plain; charset=nonsense\r\n\r\n6280 0001").text == "6280 0001"
    assert read(HEAD + b"Subject: =?utf-8?b?!!!?=\r\n\r\nx").subject == "end"


def test_html_is_read_as_its_words():
    """Scripts, styles and comments say nothing; links keep their addresses."""
    body = "<style>x{}</style><p>End <b>62800001</b></p><script>1</script><!-- y --><a href='https://a.example'>z</a>"
    letter = read(HEAD + b"Content-Type: text/html\r\n\r\n" + body.encode())
    assert letter.text == "End 62800001\nhttps://a.example z"


def test_the_same_mail_is_known_again():
    """By its id, its date and its words, not by what servers on the way write above it."""
    one = HEAD + b"Message-ID: <1@example.com>\r\n\r\nx"
    assert read(one).digest == read(b"Received: by somebody\r\n" + one).digest
    assert read(one).digest != read(one.replace(b"<1@", b"<2@")).digest
    assert read(one).digest != read(one + b"y").digest


@pytest.mark.parametrize(
    "charset", ["undefined", "idna", "punycode", "unicode_escape", "hex", "utf-7", "a\0b", "utf-16", "\xff"]
)
def test_a_character_set_that_is_none_keeps_nobody_waiting_for_ever(charset: str):
    """The library raises another error for each of them: such a mail is read as far as it can be, and can be stored."""
    head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n".encode("latin-1")
    letter = read(head + b"\r\n62800001 \xff \\ud800 a..b -- xn--\r\n")
    letter.text.encode()
    assert "62800001" in letter.text or charset in ("utf-16", "utf-7")
    subject = read(HEAD.replace(b"end", f"=?{charset}?q?a..b=FF?=".encode("latin-1")) + b"\r\nx").subject
    subject.encode()


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)
)
HOSTILE = {
    "nothing": b"",
    "no sender": b"Subject: x\r\n\r\nx",
    "two senders": b"From: a@example.com, b@example.com\r\n\r\nx",
    "two headers of senders": b"From: a@example.com\r\nFrom: b@example.com\r\n\r\nx",
    "a sender without an address": b"From: Mei\r\n\r\nx",
    "endless headers": HEAD + b"X-A: " + b"a" * 900_000 + b"\r\n\r\nx",
    "many headers": HEAD + b"X-A: a\r\n" * 100_000 + b"\r\nx",
    "too many parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 5_000,
}
BORNE = {
    "nested without end": HEAD + NESTED,
    "a comment without end": HEAD.replace(b"mei@", b"(" * 900 + b"mei@") + b"\r\nx",
    "zeros": HEAD + b"\r\n" + b"\0" * 500_000,
    "one line": HEAD + b"\r\n" + b"6280 0001 " * 100_000,
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 100_000,
    "html without end": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href='" * 50_000,
    "entities": HEAD + b"Content-Type: text/html\r\n\r\n" + b"&#x10ffff;" * 50_000,
    "surrogates": HEAD + b"\r\n\xed\xa0\x80",
    "half a sign": HEAD + b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\ud800",
    "half a sign in HTML": HEAD + b"Content-Type: text/html\r\n\r\n&#xd800;&#0;&#1114112;",
    "a charset with a zero": HEAD + b"Content-Type: text/plain; charset*=a'b'%00\r\n\r\nx",
    "a bad boundary": HEAD + b"Content-Type: multipart/mixed; boundary=\r\n\r\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_answered_is_refused(name: str):
    """With one plain error."""
    with pytest.raises(Illegible):
        read(HOSTILE[name])


@pytest.mark.parametrize("name", BORNE)
def test_what_is_made_to_hurt_is_read_or_refused(name: str):
    """No other error, and never more text than is read of any mail."""
    try:
        letter = read(BORNE[name])
    except Illegible:
        return
    assert len(letter.text) <= TEXT_LENGTH_MAX
    letter.text.encode("utf-8")


NAMES = st.sampled_from(
    [b"Subject", b"Date", b"From", b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition"]
)
PIECES = st.sampled_from(
    b"text/html|text/plain|multipart/mixed|; charset=|; boundary=|idna|x*0*=|''|base64|quoted-printable|uuencode|=?"
    b'|?q?|?b?|?=|\0|%ff|"|\\|message/rfc822|undefined|attachment|<|>|@|a|\xff|\r\n |()|:;'.split(b"|")
)
HEADERS = st.lists(st.tuples(NAMES, st.lists(PIECES, max_size=8).map(b"".join)), max_size=4).map(
    lambda headers: b"".join(b"%s: %s\r\n" % header for header in headers)
)


@given(st.one_of(st.binary(max_size=300), HEADERS), st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes, body: bytes):
    """Read or refused, and what is read can be stored."""
    for whole in (data, HEAD + data, HEAD + data + b"\r\n" + body):
        try:
            letter = read(whole)
        except Illegible:
            continue
        f"{letter.sender}{letter.subject}{letter.text}".encode()
