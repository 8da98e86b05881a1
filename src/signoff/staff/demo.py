"""The demo staff of the sandbox: one for each role, made at the first start; what they sign in with lies in a file.

The file is for nobody else's eyes (0600) and never leaves the data directory.
"""

from __future__ import annotations

import base64
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from signoff.domain.staff import Role
from signoff.staff.accounts import NameTaken, StaffAccounts
from signoff.staff.credentials import STEP_SECONDS, Credentials, code_of

FILE = "demo-staff.json"
SECOND = "second-clerk"
"""What two different people have to do needs a second one."""


@dataclass(frozen=True, slots=True)
class DemoMember:
    """One of them, with what they sign in with."""

    name: str
    role: Role
    credentials: Credentials


async def ensure(accounts: StaffAccounts, directory: Path, serves: tuple[str, ...]) -> list[DemoMember]:
    """The demo staff, made where they are missing; in this order, so that no password is lost to a crash between."""
    known = {one.name: one for one in read(directory)}
    wanted = {**{role.value.replace("_", "-"): role for role in Role}, SECOND: Role.CLERK}
    members = [
        known.get(name) or DemoMember(name, role, Credentials.fresh()) for name, role in wanted.items()
    ]
    if len(known) < len(members):
        _write(directory, members)
    there = {one.name for one in await accounts.every()}
    for one in members:
        if one.name not in there:
            try:
                await accounts.add(one.name, one.role, serves, one.credentials)
            except NameTaken:  # another process was quicker, with the same file
                continue
    return members


def read(directory: Path) -> list[DemoMember]:
    """The demo staff as the file has them; none where there is no file."""
    try:
        found = json.loads((directory / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return []
    return [
        DemoMember(
            one["name"],
            Role(one["role"]),
            Credentials(one["password"], base64.b32decode(one["totp_secret"])),
        )
        for one in found["staff"]
    ]


def code_now(member: DemoMember) -> str:
    """The code that their authenticator app would show now."""
    return code_of(member.credentials.secret, int(time.time()) // STEP_SECONDS)


def _write(directory: Path, members: list[DemoMember]) -> None:
    said = {
        "about": "Demo accounts of the sandbox. Anybody who can read this file can sign in at this counter.",
        "staff": [
            {
                "name": one.name,
                "role": one.role.value,
                "password": one.credentials.password,
                "totp_secret": one.credentials.secret_text,
            }
            for one in members
        ],
    }
    draft = directory / f".{FILE}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(said, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(directory / FILE)
