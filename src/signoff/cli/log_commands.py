"""The commands under `signoff log`, with their options; `commands.py` has all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from signoff.cli import options
from signoff.cli.help import Command, Group
from signoff.cli.loading import lazily
from signoff.cli.parameters import Lang, Storage, Telling, Verbose
from signoff.cli.unfolding import unfolded

if TYPE_CHECKING:
    from signoff.cli import auditing, witnessing
else:
    auditing, witnessing = lazily("signoff.cli.auditing"), lazily("signoff.cli.witnessing")

log_commands = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="signoff log audit\nsignoff log witness --state witness --keys keys",
)


@log_commands.callback()
def log(lang: Lang = None) -> None:
    """What is done with logs stands under this name."""
    options.output(lang, as_json=False)


@log_commands.command(
    "audit",
    cls=Command,
    epilog="signoff log audit\nsignoff log audit --tenant ctm --checkpoint kept-in-march.txt --json",
)
@unfolded
def audit(
    *,
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="ID", help="tenant")] = None,
    keys: Annotated[str | None, typer.Option("--keys", metavar="DIR", help="keys_audit")] = None,
    checkpoint: Annotated[
        list[str] | None, typer.Option("--checkpoint", metavar="FILE", help="checkpoint")
    ] = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> int:
    """Hold what is stored against what was signed."""
    out = telling.output()
    return auditing.audit(
        out,
        storage.settings(out),
        tenant=tenant,
        keys=keys,
        checkpoints=checkpoint or [],
        verbose=verbose,
    )


@log_commands.command(
    "witness",
    cls=Command,
    epilog="signoff log witness --state witness --keys keys\n"
    "signoff log witness --state witness --keys keys --name witness.example.org --port 8012",
)
@unfolded
def witness(
    *,
    state: Annotated[str, typer.Option("--state", metavar="DIR", help="state")],
    keys: Annotated[str, typer.Option("--keys", metavar="DIR", help="keys_witness")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="name_witness")
    ] = "signoff.example/witness",
    port: Annotated[str, typer.Option("--port", metavar="PORT", help="port_witness")] = "8011",
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Sign the checkpoints of logs that have only grown."""
    out = telling.output()
    number = options.port_number(out, port)
    witnessing.run(out, state=state, keys=keys, name=name, port=number, verbose=verbose)
