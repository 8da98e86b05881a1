"""A mail is retold: who, to whom, when, about what, and its words, whatever way and charset it was written in."""

from __future__ import annotations

import base64
import hashlib
from email.message import EmailMessage

import pytest

from signoff.evidence.confined.mail import retold
from signoff.evidence.intake import Kind
from tests.evidence.intake.looked_at import findings
from tests.evidence.intake.rooms import kept

HEAD = b"From: CTM <ctm@example.mo>\r\nTo: me@example.cn\r\nDate: Sun, 22 Nov 2026 10:00:00 +0800\r\n"


def message(subject: str = "Your line") -> EmailMessage:
    """A mail as programs make them."""
    mail = EmailMessage()
    mail["Received"] = "from CANARY ([192.0.2.7])"
    mail["From"] = "CTM <ctm@example.mo>"
    mail["To"] = "me@example.cn"
    mail["Date"] = "Sun, 22 Nov 2026 10:00:00 +0800"
    mail["Subject"] = subject
    mail["Message-ID"] = "<1@example.mo>"
    mail["X-Mailer"] = "CANARY"
    return mail


def test_a_mail_is_told_by_its_headers_and_words() -> None:
    """Five headers in their order, an empty line, the text; the way it took and what wrote it are gone."""
    mail = message("取消服務確認")
    mail.set_content("Ended on 22 November.\nRegards\n")

    evidence = kept(bytes(mail), "CANARY.eml")

    assert evidence.kind is Kind.MAIL
    assert evidence.text == (
        "From: CTM <ctm@example.mo>\nTo: me@example.cn\nDate: Sun, 22 Nov 2026 10:00:00 +0800\n"
        "Subject: 取消服務確認\nMessage-ID: <1@example.mo>\n\nEnded on 22 November.\nRegards\n"
    )
    assert not list(findings(evidence, bytes(mail)))


def test_what_is_attached_is_told_by_size_and_hash() -> None:
    """Neither its name nor its content is kept; whoever has the same file can show that it was this one."""
    mail = message()
    mail.set_content("See attached.")
    mail.add_attachment(b"%PDF-CANARY", maintype="application", subtype="pdf", filename="CANARY.pdf")
    mail.add_attachment("a,CANARY", subtype="csv", filename="CANARY.csv")

    told = retold(bytes(mail))

    assert f"Attachment: 11 bytes, sha256 {hashlib.sha256(b'%PDF-CANARY').hexdigest()}\n" in told
    assert told.count("Attachment: ") == 2
    assert told.endswith("\n\nSee attached.\n")
    assert "CANARY" not in told


def test_a_mail_within_a_mail_stays_closed() -> None:
    """A forwarded mail counts as attached, and is hashed as it was written."""
    inner = message("CANARY")
    inner.set_content("CANARY")
    outer = message()
    outer.set_content("Forwarded.")
    outer.add_attachment(inner)

    told = retold(bytes(outer))

    assert "CANARY" not in told
    assert (
        hashlib.sha256(bytes(inner).rstrip(b"\n")).hexdigest() in told
        or hashlib.sha256(bytes(inner)).hexdigest() in told
    )


def test_of_two_tellings_the_plain_one_is_taken() -> None:
    """A mail that says the same as text and as a page is told once; an empty text does not count."""
    both = message()
    both.set_content("As text.")
    both.add_alternative("<p>As a page.</p>", subtype="html")
    empty = message()
    empty.set_content(" \n")
    empty.add_alternative("<p>As a page.</p>", subtype="html")

    assert retold(bytes(both)).endswith("\n\nAs text.\n")
    assert retold(bytes(empty)).endswith("\n\nAs a page.\n")


def test_a_web_page_becomes_its_words() -> None:
    """Lines as a reader sees them; no script, style, address or hidden title."""
    page = (
        "<html><head><title>CANARY</title><style>CANARY{}</style></head><body onload='CANARY()'>"
        "<p>Dear &#24744;,</p><table><tr><td>Fee</td><td>MOP&nbsp;12</td></tr></table>"
        "<script>CANARY()</script><a href='http://CANARY'>Details</a><br/>Bye<img src='http://CANARY'></body></html>"
    )
    mail = message()
    mail.set_content(page, subtype="html")

    assert retold(bytes(mail)).split("\n\n", 1)[1] == "Dear 您,\n\nFee MOP 12\n\nDetails\nBye\n"


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("gb2312", "gbk", "您的號碼已註銷"),
        ("GBK", "gbk", "您的号码已注销"),
        ("Big5", "big5", "您的號碼已取消"),
        ("iso-8859-1", "cp1252", "Cancelamento concluído – 12 €"),
        ("windows-874", "cp874", "ยกเลิก"),
        ("utf-8", "utf-8", "បានបិទ\u200bលេខ"),
        ("klingon", "utf-8", "已注销"),
        ('"UTF-8"', "utf-8", "已注销"),
    ],
)
def test_words_are_read_in_their_charset(label: str, codec: str, words: str) -> None:
    """In the text and in the subject; labels mean the larger set that programs write under them."""
    encoded = words.encode(codec)
    subject = b"=?%s?B?%s?=" % (label.strip('"').encode(), base64.b64encode(encoded))
    mail = HEAD + b"Subject: %s\r\nContent-Type: text/plain; charset=%s\r\n\r\n%s" % (
        subject,
        label.encode(),
        encoded,
    )

    told = retold(mail)

    assert f"\nSubject: {words}\n" in told
    assert told.endswith(f"\n\n{words}\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"=?utf-8?Q?Ol=C3=A1_a_todos?=", "Olá a todos"),
        (b"=?utf-8?B?5L2g?=\r\n =?utf-8?B?5aW9?= there", "你好 there"),
        ("你好".encode(), "你好"),
        (b"=?utf-8?B?!?= =?x?Z?a?=", "=?x?Z?a?="),
        (b"one\r\n two\r\n\tthree", "one two three"),
        ("a\u202egpj.exe".encode(), "a\ufffdgpj.exe"),
        (b"a\x1b[2J\x07b", "a\ufffd[2J\ufffdb"),
        (b"=?utf-8?B?YQpGcm9tOiBi?=", "a From: b"),
        (b"=?idna?B?YQ==?=", "a"),
    ],
)
def test_a_subject_is_one_line_that_can_be_shown(written: bytes, read: str) -> None:
    """Encoded words, raw bytes and folds are undone; what turns the writing, clears the screen or ends lines is not."""
    assert f"\nSubject: {read}\n" in retold(HEAD + b"Subject: " + written + b"\r\n\r\nHello")


def test_a_header_said_twice_is_told_twice() -> None:
    """Two senders are no accident: both are seen, and of a hundred some."""
    told = retold(b"From: a@example.com\r\nFrom: b@example.com\r\nDate: x\r\n\r\nHello")

    assert told.startswith("From: a@example.com\nFrom: b@example.com\nDate: x\n\n")
    assert retold(b"From: a\r\n" * 100 + b"\r\nHello").count("From: ") < 10


def test_the_text_cannot_pass_for_a_header() -> None:
    """Headers end with the first empty line, and everything before it is ours."""
    told = retold(b"From: a\r\nSubject: =?utf-8?q?x=0A=0AAttachment:_1?=\r\n\r\n\r\n\r\nTo: forged")

    assert told == "From: a\nSubject: x  Attachment: 1\n\nTo: forged\n"


def test_a_mail_retold_is_retold_alike() -> None:
    """What is kept can be brought again."""
    mail = message()
    mail.set_content("Ended.")
    told = retold(bytes(mail))

    assert retold(told.encode()) == told
