"""A file is known by how it begins; its name helps only to say why it is not taken."""

from __future__ import annotations

import pytest

from signoff.evidence.confined.answer import Form, RefusedFor, Unfit
from signoff.evidence.confined.forms import form_of


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"\xff\xd8\xff\xe0", Form.JPEG),
        (b"\x89PNG\r\n\x1a\n", Form.PNG),
        (b"RIFF\x10\0\0\0WEBPVP8L", Form.WEBP),
        (b"%PDF-1.4\n", Form.PDF),
        (b"\xef\xbb\xbf\r\n %PDF-2.0\n", Form.PDF),
        (b"Received: from a\r\n\tby b\r\nFrom: c\r\n\r\n", Form.MAIL),
        (b"X-Own: 1\nX-Other: 2\n folded\nMessage-ID: <1>\n\nHello", Form.MAIL),
        (b"From 1234@xxx Sun Nov 22 10:00:00 +0000 2026\r\nDelivered-To: a\r\nReceived: by b\r\n", Form.MAIL),
        (b"from: \xe4\xbd\xa0\n\n", Form.MAIL),
    ],
)
@pytest.mark.parametrize("name", ["a.jpg", "a.eml", "a.exe", ""])
def test_a_form_is_known_by_how_it_begins(data: bytes, form: Form, name: str) -> None:
    """Whatever it is called."""
    assert form_of(data, name) is form


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", RefusedFor.EMPTY),
        (b"Dear CTM,\nplease end my line.\n", "a.txt", RefusedFor.PLAIN_TEXT),
        ("你好：请注销我的号码。".encode(), "a.txt", RefusedFor.PLAIN_TEXT),
        (b"Dear CTM,\nplease end my line.\n", "a.PDF ", RefusedFor.NOT_AS_NAMED),
        (b"Note: from: me\n", "note.txt", RefusedFor.PLAIN_TEXT),
        (b"\n\nFrom: a\n", "a.txt", RefusedFor.PLAIN_TEXT),
        (b"\0\0\0 ftypheix", "IMG_1.HEIC", RefusedFor.HEIC),
        (b"\0\0\0 ftypmif1", "IMG_1.jpg", RefusedFor.HEIC),
        (b"\0\0\0 ftypisom", "a.mp4", RefusedFor.VIDEO),
        (b"{\\rtf1", "a.rtf", RefusedFor.OFFICE),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis", "a.odt", RefusedFor.OFFICE),
        (b"PK\x03\x04", "a.zip", RefusedFor.ARCHIVE),
        (b"\x01\x02\x03", "a.dat", RefusedFor.NOT_TAKEN),
    ],
)
def test_what_is_not_taken_is_told_apart(data: bytes, name: str, reason: RefusedFor) -> None:
    """Each with a word that says what to do instead."""
    with pytest.raises(Unfit) as unfit:
        form_of(data, name)

    assert unfit.value.reason is reason


@pytest.mark.parametrize(
    "data", [b"a:b\n" * 20_000, b"a: b\n c\n" * 10_000, b"From " * 20_000, b"<" * 70_000, b" " * 70_000]
)
def test_telling_takes_no_long(data: bytes) -> None:
    """Nothing of that is a mail, and looking for one ends: it looks at the start alone, and once."""
    with pytest.raises(Unfit):
        form_of(data, "")
