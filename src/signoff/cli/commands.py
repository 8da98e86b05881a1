"""Every command with its options; what it does is in the module it imports. Words for people are texts (area `cli`)."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Annotated

import typer

from signoff.channels.terminal.wishes import Given
from signoff.cli import options
from signoff.cli.after_commands import add_after
from signoff.cli.help import Command, Group
from signoff.cli.leaving_commands import add_advise, add_plan
from signoff.cli.line_commands import line_commands
from signoff.cli.loading import lazily
from signoff.cli.log_commands import log_commands
from signoff.cli.parameters import Address, DataDir, Lang, Portal, Storage, Telling, Verbose
from signoff.cli.staff_commands import staff_commands
from signoff.cli.unfolding import unfolded

if TYPE_CHECKING:
    from signoff.cli import carriers as naming
    from signoff.cli import check as detecting
    from signoff.cli import demo as playing
    from signoff.cli import end as ending
    from signoff.cli import guarding, mailing, reconciling, serving
    from signoff.cli import identify as identifying
    from signoff.cli import migrate as migrating
    from signoff.cli import packs as checking
    from signoff.cli import verify as verifying
else:
    naming, detecting, playing, ending, identifying, mailing, migrating, checking = (
        lazily(f"signoff.cli.{name}")
        for name in ("carriers", "check", "demo", "end", "identify", "mailing", "migrate", "packs")
    )
    guarding, reconciling, serving, verifying = (
        lazily(f"signoff.cli.{name}") for name in ("guarding", "reconciling", "serving", "verify")
    )

cli = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="signoff up\nsignoff demo --carrier ctm --out demo\nsignoff verify demo/certificate.pdf --keys demo/keys",
)
packs_commands = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="signoff packs check\nsignoff packs new my_carrier --in packs",
)
cli.add_typer(packs_commands, name="packs")
cli.add_typer(log_commands, name="log")
cli.add_typer(line_commands, name="lines")
cli.add_typer(staff_commands, name="staff")


def _version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"signoff {metadata.version('signoff')}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="version", is_eager=True, callback=_version)]


@cli.callback()
def signoff(lang: Lang = None, version: Version = False) -> None:  # noqa: ARG001 - it is read by its callback
    """All commands stand under this name."""
    options.output(lang, as_json=False)


@packs_commands.callback()
def packs(lang: Lang = None) -> None:
    """What is done with packs stands under this name."""
    options.output(lang, as_json=False)


@cli.command(
    cls=Command, epilog="signoff up\nsignoff up --port 8080 --lang zh-Hans\nsignoff up --data-dir ./data"
)
@unfolded
def up(portal: Portal, storage: Storage, telling: Telling, verbose: Verbose = False) -> None:
    """Run all of Signoff in this process."""
    out = telling.output()
    serving.up(out, portal.settings(out, storage), verbose=verbose)


@cli.command(
    cls=Command,
    epilog="signoff demo --carrier ctm --out demo\nsignoff demo --carrier smart_kh --out demo --lang zh-Hans --json",
)
@unfolded
def demo(
    carrier: Annotated[str, typer.Option("--carrier", metavar="ID", help="carrier_demo")],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="out_demo")],
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Play one whole ending and write its documents."""
    output = telling.output()
    settings = storage.settings(output)
    place = options.path(output, "--out", out)
    playing.demo(output, settings, carrier, place, is_own=not storage.is_given, verbose=verbose)


@cli.command(
    cls=Command,
    epilog="signoff end\nsignoff end --number '+853 6680 0001' --contact me@example.com --on 2027-03-31\n"
    "signoff end --resume LINK",
)
@unfolded
def end(
    *,
    carrier: Annotated[str | None, typer.Option("--carrier", metavar="ID", help="carrier_end")] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="NUMBER", help="number")] = None,
    iccid: Annotated[str | None, typer.Option("--iccid", metavar="ICCID", help="iccid")] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="CONTACT", help="contact")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="on")] = None,
    resume: Annotated[str | None, typer.Option("--resume", metavar="LINK", help="resume")] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR", help="out_end")] = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> int:
    """End a line at the terminal."""
    output = telling.output()
    settings = storage.settings(output)
    place = options.path_if_any(output, "--out", out)

    given = Given(carrier=carrier, number=number, iccid=iccid, contact=contact, on=on)
    return ending.end(output, settings, given, resume=resume, place=place, verbose=verbose)


@cli.command(cls=Command, epilog="signoff reconcile\nsignoff reconcile --carrier ctm --json")
@unfolded
def reconcile(
    *,
    carrier: Annotated[str | None, typer.Option("--carrier", metavar="ID", help="carrier_reconcile")] = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> int:
    """Find ended lines that still live in a system of their carrier."""
    output = telling.output()
    return reconciling.reconcile(output, storage.settings(output), carrier_id=carrier, verbose=verbose)


@cli.command(cls=Command, epilog="signoff watch\nsignoff watch --carrier ctm --json")
@unfolded
def watch(
    *,
    carrier: Annotated[str | None, typer.Option("--carrier", metavar="ID", help="carrier_watch")] = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> int:
    """Look for charges on ended lines now."""
    output = telling.output()
    return guarding.watch(output, storage.settings(output), carrier_id=carrier, verbose=verbose)


@cli.command(
    cls=Command, epilog="signoff verify certificate.pdf\nsignoff verify certificate.pdf --keys keys --json"
)
@unfolded
def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="file")],
    *,
    keys: Annotated[str | None, typer.Option("--keys", metavar="DIR", help="keys")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="kind")] = "certificate",
    data_dir: DataDir = None,
    telling: Telling,
) -> int:
    """Tell whether a document is genuine."""
    out = telling.output()
    settings = options.settings(out, data_dir)
    return verifying.verify(out, settings, file, keys, kind)


@cli.command(
    "check",
    cls=Command,
    epilog="signoff check 'Call 2868 6868 to cancel'\nsignoff check message.txt\nsignoff check - --json",
)
@unfolded
def check_message(
    message: Annotated[str, typer.Argument(metavar="TEXT|-|FILE", help="message")],
    telling: Telling,
) -> int:
    """Check a message for scams."""
    out = telling.output()
    return detecting.check(out, options.settings(out), message)


@cli.command(cls=Command, epilog="signoff carriers\nsignoff carriers --json")
@unfolded
def carriers(telling: Telling) -> None:
    """Name the carriers."""
    out = telling.output()
    naming.carriers(out, options.settings(out))


@cli.command(
    cls=Command,
    epilog="signoff identify '+853 6681 2345'\nsignoff identify 8985301 --json\n"
    "signoff identify --number '098 123 456' --printed Smart",
)
@unfolded
def identify(
    value: Annotated[str, typer.Argument(metavar="VALUE", help="value")] = "",
    *,
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help="number_identify")] = "",
    iccid: Annotated[str, typer.Option("--iccid", metavar="ICCID", help="iccid_identify")] = "",
    imsi: Annotated[str, typer.Option("--imsi", metavar="IMSI", help="imsi")] = "",
    printed: Annotated[str, typer.Option("--printed", metavar="TEXT", help="printed")] = "",
    shown: Annotated[str, typer.Option("--shown", metavar="NAME", help="shown")] = "",
    dialled: Annotated[str, typer.Option("--dialled", metavar="CODE", help="dialled")] = "",
    country: Annotated[str, typer.Option("--country", metavar="COUNTRY", help="country")] = "",
    telling: Telling,
) -> int:
    """Tell whose line or card it is."""
    out = telling.output()
    signs = {"value": value, "number": number, "iccid": iccid, "imsi": imsi, "country": country}
    signs |= {"printed": printed, "shown": shown, "dialled": dialled}
    return identifying.identify_card(out, options.settings(out), signs)


@packs_commands.command(
    "check", cls=Command, epilog="signoff packs check\nsignoff packs check ./packs --level bronze"
)
@unfolded
def check(
    folder: Annotated[str | None, typer.Argument(metavar="DIR", help="folder")] = None,
    *,
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="level")] = "silver",
    tells_all: Annotated[bool, typer.Option("--all", help="all")] = False,
    telling: Telling,
) -> int:
    """Check packs by the rules."""
    out = telling.output()
    place = options.path_if_any(out, "DIR", folder)
    settings = options.settings(out)
    return checking.check(
        out, settings, place, options.level(out, level, checking.LEVELS), tells_all=tells_all
    )


@packs_commands.command("new", cls=Command, epilog="signoff packs new my_carrier --in packs")
@unfolded
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="pack_name")],
    *,
    folder: Annotated[str | None, typer.Option("--in", metavar="DIR", help="in")] = None,
    telling: Telling,
) -> int:
    """Begin a new pack."""
    out = telling.output()
    place = options.path_if_any(out, "--in", folder)
    return checking.new(out, name, place)


@cli.command(cls=Command, epilog="signoff serve --port 8001 --data-dir ./data")
@unfolded
def serve(portal: Portal, storage: Storage, telling: Telling, verbose: Verbose = False) -> None:
    """Run the portal alone."""
    out = telling.output()
    serving.serve(out, portal.settings(out, storage), verbose=verbose)


@cli.command(
    cls=Command,
    epilog="signoff migrate --status\nsignoff migrate --before\nsignoff migrate --after",
)
@unfolded
def migrate(
    *,
    before: Annotated[bool, typer.Option("--before", help="before")] = False,
    after: Annotated[bool, typer.Option("--after", help="after")] = False,
    status: Annotated[bool, typer.Option("--status", help="status")] = False,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Bring the database's schema to this release, one half at a time."""
    out = telling.output()
    settings = storage.settings(out)
    half = options.one_of(out, {"--before": before, "--after": after, "--status": status})
    migrating.migrate(out, settings, half.removeprefix("--"), verbose=verbose)


@cli.command(cls=Command, epilog="signoff work --data-dir ./data")
@unfolded
def work(
    *,
    address: Address = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Carry out what was intended, without a portal."""
    out = telling.output()
    serving.work(out, storage.settings(out, address=address), verbose=verbose)


@cli.command(
    cls=Command,
    epilog="signoff mail --domain leave.example\nsignoff mail --domain leave.example --protocol smtp --port 8025",
)
@unfolded
def mail(
    *,
    domain: Annotated[str, typer.Option("--domain", metavar="DOMAIN", help="domain_mail")],
    protocol: Annotated[str, typer.Option("--protocol", metavar="NAME", help="protocol_mail")] = "lmtp",
    port: Annotated[str, typer.Option("--port", metavar="PORT", help="port_mail")] = "8024",
    address: Address = None,
    storage: Storage,
    telling: Telling,
    verbose: Verbose = False,
) -> None:
    """Take mail for the carriers' addresses."""
    out = telling.output()
    settings = storage.settings(out, address=address)
    number = options.port_number(out, port)
    mailing.run(out, settings, domain=domain, protocol=protocol, port=number, verbose=verbose)


add_advise(cli)
add_plan(cli)
add_after(cli)
