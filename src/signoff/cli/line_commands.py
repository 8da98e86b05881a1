"""The commands under `signoff lines`, with their options; `commands.py` takes them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from signoff.cli import options
from signoff.cli.help import Command, Group
from signoff.cli.loading import lazily
from signoff.cli.parameters import Lang, Storage, Telling, Verbose
from signoff.cli.unfolding import unfolded

if TYPE_CHECKING:
    from signoff.cli import news, other_hands
else:
    news = lazily("signoff.cli.news")
    other_hands = lazily("signoff.cli.other_hands")

line_commands = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="signoff lines show\nsignoff lines swap-sim '+853 6680 0001'\n"
    "signoff lines suspend '+853 6680 0001' --off",
)

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="number_line")]
Off = Annotated[bool, typer.Option("--off", help="off")]


@line_commands.callback()
def lines(lang: Lang = None) -> None:
    """What is done with the sandbox's lines stands under this name."""
    options.output(lang, as_json=False)


@line_commands.command(
    "show", cls=Command, epilog="signoff lines show\nsignoff lines show '+853 6680 0001' --json"
)
@unfolded
def show(
    number: Annotated[str | None, typer.Argument(metavar="NUMBER", help="number_line")] = None,
    *,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Show how lines stand."""
    out = telling.output()
    other_hands.show(out, storage.settings(out), number, verbose=verbose)


@line_commands.command("swap-sim", cls=Command, epilog="signoff lines swap-sim '+853 6680 0001'")
@unfolded
def swap_sim(number: Number, *, storage: Storage, telling: Telling, verbose: Verbose = False) -> None:
    """Give a line a new SIM."""
    out = telling.output()
    other_hands.change(out, storage.settings(out), number, "swap_sim", verbose=verbose)


@line_commands.command(
    "lock",
    cls=Command,
    epilog="signoff lines lock '+853 6680 0001'\nsignoff lines lock '+853 6680 0001' --off",
)
@unfolded
def lock(
    number: Number, *, off: Off = False, storage: Storage, telling: Telling, verbose: Verbose = False
) -> None:
    """Lock an account, or unlock it."""
    out = telling.output()
    deed = "unlock" if off else "lock"
    other_hands.change(out, storage.settings(out), number, deed, verbose=verbose)


@line_commands.command(
    "hold",
    cls=Command,
    epilog="signoff lines hold '+853 6680 0001'\nsignoff lines hold '+853 6680 0001' --off",
)
@unfolded
def hold(
    number: Number, *, off: Off = False, storage: Storage, telling: Telling, verbose: Verbose = False
) -> None:
    """Put a legal hold on a line, or lift it."""
    out = telling.output()
    deed = "lift_hold" if off else "hold"
    other_hands.change(out, storage.settings(out), number, deed, verbose=verbose)


@line_commands.command(
    "port-out",
    cls=Command,
    epilog="signoff lines port-out '+853 6680 0001'\nsignoff lines port-out '+853 6680 0001' --off",
)
@unfolded
def port_out(
    number: Number, *, off: Off = False, storage: Storage, telling: Telling, verbose: Verbose = False
) -> None:
    """Begin to move a number away, or stop it."""
    out = telling.output()
    deed = "stop_port_out" if off else "begin_port_out"
    other_hands.change(out, storage.settings(out), number, deed, verbose=verbose)


@line_commands.command(
    "suspend",
    cls=Command,
    epilog="signoff lines suspend '+853 6680 0001'\nsignoff lines suspend '+853 6680 0001' --off",
)
@unfolded
def suspend(
    number: Number, *, off: Off = False, storage: Storage, telling: Telling, verbose: Verbose = False
) -> None:
    """Suspend a line, or resume it."""
    out = telling.output()
    deed = "resume" if off else "suspend"
    other_hands.change(out, storage.settings(out), number, deed, verbose=verbose)


@line_commands.command("news-key", cls=Command, epilog="signoff lines news-key ctm")
@unfolded
def news_key(
    carrier: Annotated[str, typer.Argument(metavar="CARRIER", help="carrier_of_news")],
    *,
    storage: Storage,
    telling: Telling,
) -> None:
    """Show what a carrier's systems sign their news with."""
    out = telling.output()
    news.show_key(out, storage.settings(out), carrier)
