"""`signoff staff`: accounts are made, named and revoked; what is typed wrong is told at the option."""

from __future__ import annotations

import json


def test_an_account_is_made_named_and_revoked(command, module_database_dsn, tmp_path):
    """Password and secret are told once, to programs too; afterwards only that it is there."""
    place = ("--database-url", module_database_dsn, "--data-dir", str(tmp_path))
    made = command("staff", "add", "Ana Lei", "--role", "clerk", "--carrier", "ctm", "--json", *place)
    assert made.code == 0, made.err
    said = json.loads(made.out)
    assert (said["name"], said["role"], said["carriers"]) == ("Ana Lei", "clerk", ["ctm"])
    assert said["totp_address"].startswith("otpauth://totp/")

    assert command("staff", "add", "ana lei", "--role", "agent", *place).code == 2
    listed = command("staff", "list", "--json", *place)
    (one,) = json.loads(listed.out)["staff"]
    assert not one["revoked"]
    assert said["password"] not in listed.out
    assert command("staff", "revoke", "Ana Lei", *place).code == 0
    assert command("staff", "revoke", "Ana Lei", *place).code == 2
    assert json.loads(command("staff", "list", "--json", *place).out)["staff"][0]["revoked"]


def test_what_cannot_be_is_told_at_its_option(command, tmp_path):
    """A role there is not, a name that is none, and demo accounts that were never made."""
    place = ("--data-dir", str(tmp_path))
    assert "--role" in command("staff", "add", "Ana", "--role", "boss", *place).err
    for nothing in (" ", "\u3164"):
        assert "NAME" in command("staff", "add", nothing, "--role", "clerk", *place).err
    assert command("staff", "demo", *place).code == 1
