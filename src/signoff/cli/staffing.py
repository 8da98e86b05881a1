"""`signoff staff`: makes, names and revokes the accounts of the counter, and tells how the demo staff sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from signoff.channels.terminal.screen import Tone
from signoff.cli import starting
from signoff.cli.failures import Failed, Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings
from signoff.domain.staff import Role
from signoff.domain.visible import is_seen

if TYPE_CHECKING:
    from signoff import staff as accounts
    from signoff.app import App
    from signoff.cli import parts as terminal
    from signoff.staff import demo as demo_accounts
else:
    accounts, demo_accounts = lazily("signoff.staff"), lazily("signoff.staff.demo")
    terminal = lazily("signoff.cli.parts")

NAME_LENGTH_MAX = 80


def add(
    out: Output, settings: Settings, name: str, role: str, carriers: Sequence[str], *, verbose: bool
) -> None:
    """Make an account and tell its password and secret, once. Raises Wrong."""
    if role not in {one.value for one in Role}:
        raise Wrong("--role", out.words("cli.refused.role", known=", ".join(one.value for one in Role)))
    if not is_seen(name) or len(name) > NAME_LENGTH_MAX or not name.isprintable():
        raise Wrong("NAME", out.words("cli.refused.staff_name", max=NAME_LENGTH_MAX))
    known = terminal.load_catalogue(out, settings).carriers
    if not set(carriers) <= set(known):
        raise Wrong("--carrier", out.words("cli.refused.carrier", known=", ".join(known)))
    serves = tuple(carriers) or tuple(known)

    async def body(app: App, _: asyncio.Event) -> None:
        fresh = accounts.Credentials.fresh()
        try:
            added = await app.staff.add(name.strip(), Role(role), serves, fresh)
        except accounts.NameTaken:
            raise Wrong("NAME", out.words("cli.refused.name_taken")) from None
        out.screen.text(out.words("cli.staff.added", name=added.name), Tone.GOOD)
        pairs = [
            (out.words("cli.staff.password"), fresh.password),
            (out.words("cli.staff.secret"), fresh.secret_text),
        ]
        out.screen.pairs(pairs)
        out.screen.text(out.words("cli.staff.once"), Tone.QUIET)
        out.result(
            {
                "id": added.id,
                "name": added.name,
                "role": role,
                "carriers": list(serves),
                "password": fresh.password,
                "totp_secret": fresh.secret_text,
                "totp_address": fresh.address(added.name),
            }
        )

    starting.run_with(settings, out, body, carries_out=False, verbose=verbose)


def name_all(out: Output, settings: Settings, *, verbose: bool) -> None:
    """Name all accounts."""

    async def body(app: App, _: asyncio.Event) -> None:
        found = sorted(await app.staff.every(), key=lambda one: one.name)
        rows = [
            (
                one.name,
                out.words(f"counter.role.{one.role}"),
                ", ".join(one.serves),
                out.words(f"cli.staff.state.{'revoked' if one.is_revoked else 'active'}"),
            )
            for one in found
        ]
        columns = [out.words(f"cli.staff.column.{name}") for name in ("name", "role", "serves", "state")]
        if rows:
            out.screen.table(columns, rows)
        else:
            out.screen.text(out.words("cli.staff.none"))
        out.result(
            {
                "staff": [
                    {
                        "id": one.id,
                        "name": one.name,
                        "role": one.role.value,
                        "carriers": list(one.serves),
                        "revoked": one.is_revoked,
                    }
                    for one in found
                ]
            }
        )

    starting.run_with(settings, out, body, carries_out=False, verbose=verbose)


def revoke(out: Output, settings: Settings, name: str, *, verbose: bool) -> None:
    """Let nobody sign in by this name any more. Raises Wrong."""

    async def body(app: App, _: asyncio.Event) -> None:
        if not await app.staff.revoke(name, app.clock()):
            raise Wrong("NAME", out.words("cli.refused.no_such_staff"))
        out.screen.text(out.words("cli.staff.revoked", name=name), Tone.GOOD)
        out.result({"revoked": name})

    starting.run_with(settings, out, body, carries_out=False, verbose=verbose)


def demo(out: Output, settings: Settings) -> None:
    """Tell name, password and present code of each of the demo staff. Raises Failed."""
    found = demo_accounts.read(settings.data_directory)
    if not found:
        raise Failed(out.words("cli.staff.no_demo"))
    codes = [demo_accounts.code_now(one) for one in found]
    rows = [
        (one.name, out.words(f"counter.role.{one.role}"), one.credentials.password, code)
        for one, code in zip(found, codes, strict=True)
    ]
    columns = [out.words(f"cli.staff.column.{name}") for name in ("name", "role", "password", "code")]
    out.screen.table(columns, rows)
    out.screen.text(out.words("cli.staff.demo"), Tone.QUIET)
    out.result(
        {
            "staff": [
                {
                    "name": one.name,
                    "role": one.role.value,
                    "password": one.credentials.password,
                    "code": code,
                    "totp_secret": one.credentials.secret_text,
                }
                for one, code in zip(found, codes, strict=True)
            ]
        }
    )
