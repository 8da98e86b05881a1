"""The commands of whoever leaves, advise and plan, with the options they share; `commands.py` takes them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.core import Context

from signoff.cli import options
from signoff.cli.failures import Wrong
from signoff.cli.help import Command
from signoff.cli.loading import lazily
from signoff.cli.parameters import Json, Lang
from signoff.cli.words import speaking

if TYPE_CHECKING:
    from signoff.cli import advise as advising
    from signoff.cli import plan as planning
    from signoff.traveller import asking
else:
    advising, planning, asking = (
        lazily(name) for name in ("signoff.cli.advise", "signoff.cli.plan", "signoff.traveller.asking")
    )

Carrier = Annotated[str, typer.Option("--carrier", metavar="ID", help="carrier_leaving")]
Leaving = Annotated[str, typer.Option("--leaving", metavar="DATE", help="leaving")]
Back = Annotated[str, typer.Option("--back", metavar="DATE", help="back")]
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help="kind_leaving")]
Sim = Annotated[str, typer.Option("--sim", metavar="SIM", help="sim")]
Balance = Annotated[str, typer.Option("--balance", metavar="AMOUNT", help="balance")]
Expires = Annotated[str, typer.Option("--expires", metavar="DATE", help="expires")]
Arrears = Annotated[str, typer.Option("--arrears", metavar="AMOUNT", help="arrears")]
Need = Annotated[list[str] | None, typer.Option("--need", metavar="NEED", help="need")]
Loan = Annotated[bool, typer.Option("--loan", help="loan")]
Suspended = Annotated[bool, typer.Option("--suspended", help="suspended")]
Lost = Annotated[bool, typer.Option("--lost", help="lost")]
Abroad = Annotated[bool, typer.Option("--abroad", help="abroad")]


class Once(Command):
    """A command that takes each of its values once: of two, nobody knows which is meant."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """What was typed, read. Raises Wrong."""
        _, _, order = self.make_parser(ctx).parse_args([*args])
        for place, one in enumerate(order):
            takes_many = getattr(one, "multiple", False) or getattr(one, "is_flag", False)
            if not takes_many and one in order[:place]:
                raise Wrong(f"--{one.name}", speaking.get()("advice.problem.twice"))
        return super().parse_args(ctx, args)


def add_advise(cli: typer.Typer) -> None:
    """Add `signoff advise`."""

    @cli.command(
        cls=Once,
        epilog="signoff advise --carrier ctm --leaving 2027-03-31 --kind prepaid\n"
        "signoff advise --carrier smart_kh --abroad --need bank_codes --json",
    )
    def advise(
        carrier: Carrier,
        leaving: Leaving = "",
        back: Back = "",
        kind: Kind = "",
        sim: Sim = "",
        balance: Balance = "",
        expires: Expires = "",
        arrears: Arrears = "",
        need: Need = None,
        loan: Loan = False,
        suspended: Suspended = False,
        lost: Lost = False,
        abroad: Abroad = False,
        lang: Lang = None,
        json: Json = False,
    ) -> None:
        """Tell what to do with a line."""
        out = options.output(lang, as_json=json)
        states = _states(loan=loan, suspended=suspended, lost=lost, abroad=abroad)
        answers = asking.Answers(
            kind, sim, leaving, back, balance, expires, arrears, states, tuple(need or ())
        )
        advising.advise(out, options.settings(out, None, None), advising.Journey(carrier, answers))


def add_plan(cli: typer.Typer) -> None:
    """Add `signoff plan`."""

    @cli.command(
        cls=Once,
        epilog="signoff plan --carrier metfone_kh --leaving 2027-03-31 --kind prepaid\n"
        "signoff plan --carrier three_mo --leaving 2027-03-31 --pdf plan.pdf --ics plan.ics",
    )
    def plan(
        carrier: Carrier,
        leaving: Leaving = "",
        back: Back = "",
        kind: Kind = "",
        sim: Sim = "",
        balance: Balance = "",
        expires: Expires = "",
        arrears: Arrears = "",
        need: Need = None,
        loan: Loan = False,
        suspended: Suspended = False,
        lost: Lost = False,
        abroad: Abroad = False,
        pdf: Annotated[str | None, typer.Option("--pdf", metavar="FILE", help="pdf")] = None,
        ics: Annotated[str | None, typer.Option("--ics", metavar="FILE", help="ics")] = None,
        lang: Lang = None,
        json: Json = False,
    ) -> None:
        """Plan the days until the departure."""
        out = options.output(lang, as_json=json)
        states = _states(loan=loan, suspended=suspended, lost=lost, abroad=abroad)
        answers = asking.Answers(
            kind, sim, leaving, back, balance, expires, arrears, states, tuple(need or ())
        )
        planning.plan(
            out,
            options.settings(out, None, None),
            advising.Journey(carrier, answers),
            pdf=options.path(out, "--pdf", pdf) if pdf is not None else None,
            ics=options.path(out, "--ics", ics) if ics is not None else None,
        )


def _states(**given: bool) -> frozenset[str]:
    return frozenset(name for name, is_so in given.items() if is_so)
