"""The commands of whoever leaves, advise and plan, with the options they share; `commands.py` takes them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from signoff.cli import options
from signoff.cli.help import Command
from signoff.cli.loading import lazily
from signoff.cli.parameters import Expires, LineCarrier, Telling
from signoff.cli.unfolding import unfolded

if TYPE_CHECKING:
    from signoff.cli import advise as advising
    from signoff.cli import plan as planning
    from signoff.traveller import asking
else:
    advising, planning, asking = (
        lazily(name) for name in ("signoff.cli.advise", "signoff.cli.plan", "signoff.traveller.asking")
    )


@dataclass(frozen=True, slots=True)
class Journey:
    """The line and the journey."""

    carrier: LineCarrier
    leaving: Annotated[str, typer.Option("--leaving", metavar="DATE", help="leaving")] = ""
    back: Annotated[str, typer.Option("--back", metavar="DATE", help="back")] = ""
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="kind_leaving")] = ""
    sim: Annotated[str, typer.Option("--sim", metavar="SIM", help="sim")] = ""
    balance: Annotated[str, typer.Option("--balance", metavar="AMOUNT", help="balance")] = ""
    expires: Expires = ""
    arrears: Annotated[str, typer.Option("--arrears", metavar="AMOUNT", help="arrears")] = ""
    need: Annotated[list[str] | None, typer.Option("--need", metavar="NEED", help="need")] = None
    loan: Annotated[bool, typer.Option("--loan", help="loan")] = False
    suspended: Annotated[bool, typer.Option("--suspended", help="suspended")] = False
    lost: Annotated[bool, typer.Option("--lost", help="lost")] = False
    abroad: Annotated[bool, typer.Option("--abroad", help="abroad")] = False

    def typed(self) -> advising.Journey:
        """As the commands take it."""
        answers = asking.Answers(
            kind=self.kind,
            sim=self.sim,
            leaving=self.leaving,
            back=self.back,
            balance=self.balance,
            expires=self.expires,
            arrears=self.arrears,
            states=frozenset(state for state in asking.STATES if getattr(self, state)),
            needs=tuple(self.need or ()),
        )
        return advising.Journey(self.carrier, answers)


def add_advise(cli: typer.Typer) -> None:
    """Add `signoff advise`."""

    @cli.command(
        cls=Command,
        epilog="signoff advise --carrier ctm --leaving 2027-03-31 --kind prepaid\n"
        "signoff advise --carrier smart_kh --abroad --need bank_codes --json",
    )
    @unfolded
    def advise(journey: Journey, telling: Telling) -> None:
        """Tell what to do with a line."""
        out = telling.output()
        advising.advise(out, options.settings(out), journey.typed())


def add_plan(cli: typer.Typer) -> None:
    """Add `signoff plan`."""

    @cli.command(
        cls=Command,
        epilog="signoff plan --carrier metfone_kh --leaving 2027-03-31 --kind prepaid\n"
        "signoff plan --carrier three_mo --leaving 2027-03-31 --pdf plan.pdf --ics plan.ics",
    )
    @unfolded
    def plan(
        journey: Journey,
        *,
        pdf: Annotated[str | None, typer.Option("--pdf", metavar="FILE", help="pdf")] = None,
        ics: Annotated[str | None, typer.Option("--ics", metavar="FILE", help="ics")] = None,
        telling: Telling,
    ) -> None:
        """Plan the days until the departure."""
        out = telling.output()
        planning.plan(
            out,
            options.settings(out),
            journey.typed(),
            pdf=options.path_if_any(out, "--pdf", pdf),
            ics=options.path_if_any(out, "--ics", ics),
        )
