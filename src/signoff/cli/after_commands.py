"""The commands for the time after the end: statement, dispute and reminders; `commands.py` takes them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from signoff.cli import options
from signoff.cli.help import Command
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.parameters import LineCarrier, Telling
from signoff.cli.unfolding import unfolded

if TYPE_CHECKING:
    from signoff.cli import dispute as disputing
    from signoff.cli import statement as stating
    from signoff.traveller import statement as reading
else:
    disputing, stating, reading = (
        lazily(name)
        for name in ("signoff.cli.dispute", "signoff.cli.statement", "signoff.traveller.statement")
    )

File = Annotated[str, typer.Argument(metavar="FILE", help="statement_file")]


@dataclass(frozen=True, slots=True)
class Ended:
    """Whose line it was, and when it ended."""

    carrier: LineCarrier
    ended: Annotated[str, typer.Option("--ended", metavar="DATE", help="ended")]


@dataclass(frozen=True, slots=True)
class Hints:
    """How to read the file, where it does not say so itself."""

    dates: Annotated[str, typer.Option("--dates", metavar="ORDER", help="dates")] = ""
    charges: Annotated[str, typer.Option("--charges", metavar="SIGN", help="charges")] = ""
    currency: Annotated[str, typer.Option("--currency", metavar="CODE", help="currency")] = ""
    merchant: Annotated[str, typer.Option("--merchant", metavar="NAME", help="merchant")] = ""
    encoding: Annotated[str, typer.Option("--encoding", metavar="NAME", help="encoding")] = ""


def add_after(cli: typer.Typer) -> None:
    """Add the three."""
    _add_statement(cli)
    _add_dispute(cli)
    _add_reminders(cli)


def _add_statement(cli: typer.Typer) -> None:
    @cli.command(
        cls=Command,
        epilog="signoff statement statement.csv --carrier ctm --ended 2026-03-10\n"
        "signoff statement statement.csv --carrier smart_kh --ended 2026-03-10 --dates dmy --json",
    )
    @unfolded
    def statement(file: File, ended: Ended, hints: Hints, telling: Telling) -> None:
        """Find charges after the end."""
        out = telling.output()
        stating.statement(out, options.settings(out), _typed(out, file, ended, hints))


def _add_dispute(cli: typer.Typer) -> None:
    @cli.command(
        cls=Command,
        epilog="signoff dispute statement.csv --carrier ctm --ended 2026-03-10 --to carrier --pdf letter.pdf\n"
        "signoff dispute statement.csv --carrier ctm --ended 2026-03-10 --to issuer --paid visa --json",
    )
    @unfolded
    def dispute(
        file: File,
        ended: Ended,
        *,
        to: Annotated[str, typer.Option("--to", metavar="WHOM", help="to")],
        written: Annotated[str, typer.Option("--written", metavar="LANGUAGE", help="written")] = "",
        proof: Annotated[str, typer.Option("--proof", metavar="KIND", help="proof")] = "none",
        paid: Annotated[str, typer.Option("--paid", metavar="HOW", help="paid")] = "unsure",
        case: Annotated[str, typer.Option("--case", metavar="CODE", help="case")] = "",
        rows: Annotated[str, typer.Option("--rows", metavar="LINES", help="rows")] = "",
        pdf: Annotated[str | None, typer.Option("--pdf", metavar="FILE", help="letter_pdf")] = None,
        text: Annotated[str | None, typer.Option("--text", metavar="FILE", help="letter_text")] = None,
        hints: Hints,
        telling: Telling,
    ) -> None:
        """Write the letter about them."""
        out = telling.output()
        typed = _typed(out, file, ended, hints)
        wanted = disputing.Wanted(
            to,
            written,
            proof,
            paid,
            case,
            rows,
            pdf=options.path_if_any(out, "--pdf", pdf),
            text=options.path_if_any(out, "--text", text),
        )
        disputing.dispute(out, options.settings(out), typed, wanted)


def _add_reminders(cli: typer.Typer) -> None:
    @cli.command(
        cls=Command,
        epilog="signoff reminders --carrier ctm --ended 2026-03-10 --ics days.ics\n"
        "signoff reminders --carrier metfone_kh --expires 2026-04-01",
    )
    @unfolded
    def reminders(
        *,
        carrier: LineCarrier,
        ended: Annotated[str | None, typer.Option("--ended", metavar="DATE", help="ended_or_lapses")] = None,
        expires: Annotated[str | None, typer.Option("--expires", metavar="DATE", help="lapses_from")] = None,
        ics: Annotated[str | None, typer.Option("--ics", metavar="FILE", help="days_ics")] = None,
        telling: Telling,
    ) -> None:
        """Tell the days to watch."""
        out = telling.output()
        place = options.path_if_any(out, "--ics", ics)
        disputing.reminders(out, options.settings(out), carrier, ended, expires, place)


def _typed(out: Output, file: str, ended: Ended, hints: Hints) -> stating.Statement:
    read_by = reading.Hints(hints.dates, hints.charges, hints.currency, hints.merchant, hints.encoding)
    return stating.Statement(options.path(out, "FILE", file), ended.carrier, ended.ended, read_by)
