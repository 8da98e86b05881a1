"""`signoff mail`: takes mail as a process beside others, and says at its option what cannot be."""

from __future__ import annotations

import smtplib

from tests.cli.commands import Running

MAIL = "From: mei@example.com\nSubject: end\n\nPlease cancel my line +853 6280 0001\n"


def test_it_takes_mail_and_stops(module_database_dsn, tmp_path):
    """Ready, one mail, stopped; nothing of the mail in what it says."""
    place = ("--database-url", module_database_dsn, "--data-dir", str(tmp_path))
    options = ("--domain", "Leave.Example", "--protocol", "smtp", "--port", "0", "--verbose")
    with Running("mail", *options, *place) as mail:
        assert "ctm@leave.example" in mail.ready["addresses"]
        host, _, port = mail.ready["listens"].partition(":")
        with smtplib.SMTP(host, int(port), timeout=20) as client:
            assert client.sendmail("mei@example.com", ["ctm@leave.example"], MAIL) == {}
        said = mail.stop()
    assert said.code == 0
    assert "Traceback" not in said.err
    for private in ("mei@", "6280"):
        assert private not in said.err


def test_what_cannot_be_is_told_at_its_option(command, tmp_path):
    """A domain that is none, a protocol there is not, a port in use or none."""
    place = ("--data-dir", str(tmp_path))
    for domain in ("nodot", "a b.example", "x" * 300 + ".example", "-a.example"):
        assert "--domain" in command("mail", "--domain", domain, *place).err
    assert "--protocol" in command("mail", "--domain", "a.example", "--protocol", "imap", *place).err
    assert "--port" in command("mail", "--domain", "a.example", "--port", "x", *place).err
    assert command("mail", *place).code == 2
