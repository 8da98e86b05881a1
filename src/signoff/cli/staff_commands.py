"""The commands under `signoff staff`, with their options; what they do is in `staffing.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from signoff.cli import options
from signoff.cli.help import Command, Group
from signoff.cli.loading import lazily
from signoff.cli.parameters import Lang, Storage, Telling, Verbose
from signoff.cli.unfolding import unfolded

if TYPE_CHECKING:
    from signoff.cli import staffing
else:
    staffing = lazily("signoff.cli.staffing")

StaffName = Annotated[str, typer.Argument(metavar="NAME", help="staff_name")]

staff_commands = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="signoff staff add 'Ana Lei' --role clerk --carrier ctm\nsignoff staff list\nsignoff staff revoke 'Ana Lei'",
)


@staff_commands.callback()
def staff(lang: Lang = None) -> None:
    """What is done with the counter's staff stands under this name."""
    options.output(lang, as_json=False)


@staff_commands.command(
    "add",
    cls=Command,
    epilog="signoff staff add 'Ana Lei' --role clerk --carrier ctm\n"
    "signoff staff add audit --role auditor --json",
)
@unfolded
def add(
    name: StaffName,
    *,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="role")],
    carrier: Annotated[list[str] | None, typer.Option("--carrier", metavar="ID", help="serves")] = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Make an account."""
    out = telling.output()
    staffing.add(out, storage.settings(out), name, role, carrier or [], verbose=verbose)


@staff_commands.command("list", cls=Command, epilog="signoff staff list\nsignoff staff list --json")
@unfolded
def name_all(storage: Storage, telling: Telling, verbose: Verbose = False) -> None:
    """Name all accounts."""
    out = telling.output()
    staffing.name_all(out, storage.settings(out), verbose=verbose)


@staff_commands.command("revoke", cls=Command, epilog="signoff staff revoke 'Ana Lei'")
@unfolded
def revoke(name: StaffName, storage: Storage, telling: Telling, verbose: Verbose = False) -> None:
    """Let nobody sign in by this name any more."""
    out = telling.output()
    staffing.revoke(out, storage.settings(out), name, verbose=verbose)


@staff_commands.command("demo", cls=Command, epilog="signoff staff demo\nsignoff staff demo --json")
@unfolded
def demo(storage: Storage, telling: Telling) -> None:
    """Tell how the demo staff sign in now."""
    out = telling.output()
    staffing.demo(out, storage.settings(out))
