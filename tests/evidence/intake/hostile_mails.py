"""Mails with worse in mind, files of other kinds that are no evidence, and names that lead astray."""

from __future__ import annotations

import base64

from tests.evidence.intake.hostile import Hostile
from tests.evidence.intake.hostile_pictures import JS, archive, junk
from tests.evidence.intake.pictures import jpeg

HEAD = b"From: CTM <ctm@example.mo>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0800\r\nSubject: Your line\r\n"


def parts(*contents: bytes) -> bytes:
    """A mail of these parts, each with its own headers."""
    inner = b"".join(b"--b\r\n" + content + b"\r\n" for content in contents)
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + inner + b"--b--\r\n"


def web_page(body: bytes) -> bytes:
    """A mail that is a web page."""
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


def _nested(depth: int) -> bytes:
    return HEAD + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(depth)
    )


def _mails() -> list[Hostile]:
    packed = base64.encodebytes(archive())
    attached = (
        b"Content-Disposition: attachment; filename=../../CANARY.exe\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + packed
    )
    plain = b"Content-Type: text/plain\r\n\r\nHello\r\n"
    forwarded = b"Content-Type: message/rfc822\r\n\r\n"
    return [
        Hostile("mail of 10,000 parts", parts(*[plain] * 10_000), "mail_tangled"),
        Hostile("mail nested 5,000 deep", _nested(5_000), "mail_tangled damaged"),
        Hostile("mail in a mail, 400 deep", HEAD + forwarded * 400 + plain, "mail damaged mail_tangled"),
        Hostile(
            "mail with a header of a megabyte",
            HEAD + b"X: " + b"a" * 1_000_000 + b"\r\n\r\nHello",
            "mail_tangled",
        ),
        Hostile(
            "mail with 30,000 headers", HEAD + b"X-A: b\r\n" * 30_000 + b"\r\nHello", "mail mail_tangled"
        ),
        Hostile(
            "mail with a subject of 200 kB",
            HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 14_000 + b"\r\n\r\nHello",
            "mail",
        ),
        Hostile("mail with an archive", parts(plain, attached), "mail"),
    ]


def _words() -> list[Hostile]:
    plain = b"Content-Type: text/plain\r\n\r\nHello\r\n"
    charset = HEAD + b"Content-Type: text/plain; charset=%s\r\n\r\nHello\r\n"
    return [
        Hostile("mail in an unknown charset", charset % b"klingon", "mail"),
        Hostile("mail in a charset that is a program", charset % b"unicode_escape", "mail"),
        Hostile("mail in a charset that unpacks", charset % b"zip", "mail"),
        Hostile("mail in a charset that takes long", charset % b"punycode" + b"a-" * 200_000, "mail"),
        Hostile("mail with a broken charset", charset % b"utf-8*0*%ff''\xff", "mail"),
        Hostile(
            "mail with a script",
            web_page(b"<p>Hello</p>" + JS + b"<img src=x onerror=alert('CANARY')>"),
            "mail",
        ),
        Hostile("mail with a script in upper case", web_page(JS.upper() + b"<p>Hello</p>"), "mail"),
        Hostile("mail of open tags", web_page(b"<" * 300_000), "mail too_costly", is_endless=True),
        Hostile("mail of open comments", web_page(b"<!--" * 100_000), "mail too_costly", is_endless=True),
        Hostile(
            "mail of one tag with many names",
            web_page(b"<a " + b"b=c " * 100_000),
            "mail too_costly",
            is_endless=True,
        ),
        Hostile("mail of nested tags", web_page(b"<div>" * 100_000 + b"Hello"), "mail"),
        Hostile(
            "mail with control characters",
            HEAD + b"To: \x00\x1b[2J\x07\r\n\r\nHello\x00\x1b[31m\x08",
            "mail not_taken not_as_named",
        ),
        Hostile("mail of 15 MB in one line", parts(plain, b"\r\n" + b"A" * 15_000_000), "mail"),
        Hostile(
            "mail of empty lines", HEAD + b"\r\n" + b"\n" * 8_000_000, "mail too_costly", is_endless=True
        ),
        Hostile(
            "mail with packed chance",
            parts(b"Content-Transfer-Encoding: base64\r\n\r\n" + junk(5_000).replace(b"\0", b"")),
            "mail",
        ),
        Hostile(
            "mail with chance in uuencode",
            parts(
                b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 a\r\n"
                + junk(5_000).replace(b"\0", b"")
            ),
            "mail",
        ),
    ]


def _others() -> list[Hostile]:
    office = b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + junk(500)
    outlook = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + junk(2_000)
        + "__properties_version1.0".encode("utf-16-le")
        + junk(99)
    )
    return [
        Hostile("nothing", b"", "empty"),
        Hostile("one byte", b"\0", "not_as_named"),
        Hostile("20 MiB and one byte", bytes(20 * 1024 * 1024 + 1), "too_large"),
        Hostile("20 MiB of nothing", bytes(20 * 1024 * 1024), "not_as_named"),
        Hostile("chance", junk(50_000), "not_taken", "a.bin"),
        Hostile("a program called a photo", b"MZ\x90\0" + junk(5_000), "not_as_named"),
        Hostile("a program", b"\x7fELF\x02\x01\x01" + junk(5_000), "not_taken", "a"),
        Hostile("a shell script called a PDF", b"#!/bin/sh\nrm -rf /\n", "not_as_named", "a.pdf"),
        Hostile("a web page called a photo", b"<!DOCTYPE html><script>alert(1)</script>", "web_page"),
        Hostile("an archive that swells", archive(), "archive", "a.zip"),
        Hostile("an archive called a mail", archive(), "archive", "a.eml"),
        Hostile("an office document", office, "office", "a.docx"),
        Hostile("an old office document", outlook[:2_000], "office", "a.doc"),
        Hostile("a mail of Outlook", outlook, "outlook", "a.msg"),
        Hostile("a table with a formula", b"a,b\n=cmd|' /C calc'!A0,2\n", "plain_text", "a.csv"),
        Hostile(
            "an entity that grows",
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
            "plain_text",
            "a.xml",
        ),
        Hostile("a pretended mail", b"Hello: this is\nno mail at all\n", "plain_text", "a.txt"),
    ]


def _names() -> list[Hostile]:
    photo = jpeg(comment=b"CANARY")
    names = (
        "../../../etc/CANARY",
        "C:\\CANARY.jpg",
        "a\0CANARY.php",
        "CANARY\r\nSet-Cookie: a=b",
        "CANARY" * 20_000,
    )
    turned = "\u202egpj.CANARY.exe"
    return [
        Hostile(f"a photo called {name[:12]!r}", photo, "photo", name) for name in (*names, turned, "", "CON")
    ]


def others() -> list[Hostile]:
    """All of them."""
    return [*_mails(), *_words(), *_others(), *_names()]
