"""The commands for the time after the end: statement, dispute and reminders; `commands.py` takes them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from signoff.cli import options
from signoff.cli.help import Command
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.parameters import Json, Lang

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
Carrier = Annotated[str, typer.Option("--carrier", metavar="ID", help="carrier_leaving")]
Ended = Annotated[str, typer.Option("--ended", metavar="DATE", help="ended")]
Dates = Annotated[str, typer.Option("--dates", metavar="ORDER", help="dates")]
Charges = Annotated[str, typer.Option("--charges", metavar="SIGN", help="charges")]
Currency = Annotated[str, typer.Option("--currency", metavar="CODE", help="currency")]
Merchant = Annotated[str, typer.Option("--merchant", metavar="NAME", help="merchant")]
Encoding = Annotated[str, typer.Option("--encoding", metavar="NAME", help="encoding")]


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
    def statement(
        file: File,
        carrier: Carrier,
        ended: Ended,
        dates: Dates = "",
        charges: Charges = "",
        currency: Currency = "",
        merchant: Merchant = "",
        encoding: Encoding = "",
        lang: Lang = None,
        json: Json = False,
    ) -> None:
        """Find charges after the end."""
        out = options.output(lang, as_json=json)
        hints = reading.Hints(dates, charges, currency, merchant, encoding)
        stating.statement(out, options.settings(out, None, None), _typed(out, file, carrier, ended, hints))


def _add_dispute(cli: typer.Typer) -> None:
    @cli.command(
        cls=Command,
        epilog="signoff dispute statement.csv --carrier ctm --ended 2026-03-10 --to carrier --pdf letter.pdf\n"
        "signoff dispute statement.csv --carrier ctm --ended 2026-03-10 --to issuer --paid visa --json",
    )
    def dispute(
        file: File,
        carrier: Carrier,
        ended: Ended,
        to: Annotated[str, typer.Option("--to", metavar="WHOM", help="to")],
        written: Annotated[str, typer.Option("--written", metavar="LANGUAGE", help="written")] = "",
        proof: Annotated[str, typer.Option("--proof", metavar="KIND", help="proof")] = "none",
        paid: Annotated[str, typer.Option("--paid", metavar="HOW", help="paid")] = "unsure",
        case: Annotated[str, typer.Option("--case", metavar="CODE", help="case")] = "",
        rows: Annotated[str, typer.Option("--rows", metavar="LINES", help="rows")] = "",
        pdf: Annotated[str | None, typer.Option("--pdf", metavar="FILE", help="letter_pdf")] = None,
        text: Annotated[str | None, typer.Option("--text", metavar="FILE", help="letter_text")] = None,
        dates: Dates = "",
        charges: Charges = "",
        currency: Currency = "",
        merchant: Merchant = "",
        encoding: Encoding = "",
        lang: Lang = None,
        json: Json = False,
    ) -> None:
        """Write the letter about them."""
        out = options.output(lang, as_json=json)
        hints = reading.Hints(dates, charges, currency, merchant, encoding)
        typed = _typed(out, file, carrier, ended, hints)
        wanted = disputing.Wanted(
            to,
            written,
            proof,
            paid,
            case,
            rows,
            pdf=options.path(out, "--pdf", pdf) if pdf is not None else None,
            text=options.path(out, "--text", text) if text is not None else None,
        )
        disputing.dispute(out, options.settings(out, None, None), typed, wanted)


def _add_reminders(cli: typer.Typer) -> None:
    @cli.command(
        cls=Command,
        epilog="signoff reminders --carrier ctm --ended 2026-03-10 --ics days.ics\n"
        "signoff reminders --carrier metfone_kh --ended 2026-03-10 --expires 2026-04-01",
    )
    def reminders(
        carrier: Carrier,
        ended: Ended,
        expires: Annotated[str, typer.Option("--expires", metavar="DATE", help="expires")] = "",
        ics: Annotated[str | None, typer.Option("--ics", metavar="FILE", help="days_ics")] = None,
        lang: Lang = None,
        json: Json = False,
    ) -> None:
        """Tell the days to watch."""
        out = options.output(lang, as_json=json)
        place = options.path(out, "--ics", ics) if ics is not None else None
        disputing.reminders(out, options.settings(out, None, None), carrier, ended, expires, place)


def _typed(out: Output, file: str, carrier: str, ended: str, hints: reading.Hints) -> stating.Statement:
    return stating.Statement(options.path(out, "FILE", file), carrier, ended, hints)
