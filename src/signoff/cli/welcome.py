"""What `signoff up` says once it runs: the addresses, one line of each carrier to end, what to try, how to stop."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from signoff.catalogue.display import grouped_number
from signoff.channels.terminal.screen import Tone
from signoff.cli import options
from signoff.cli.calling import command
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.screens import Cell, Link
from signoff.cli.words import Words

if TYPE_CHECKING:
    from signoff import app as application
    from signoff.app import App
    from signoff.sandbox.books import DemoLine
    from signoff.staff import demo as demo_staff
else:
    application, demo_staff = lazily("signoff.app"), lazily("signoff.staff.demo")

_COLUMNS = ("carrier", "number", "kind", "page", "phone")


async def welcome(out: Output, app: App) -> None:
    """Plant what is missing of the demo lines, and tell all of it."""
    words, address, screen = out.words.knowing(app.catalogue), app.settings.address, out.screen
    data_directory = str(app.settings.data_directory)
    live = {line.handle for line in await application.live_demo_lines(app)}
    known = [one for one in await app.sandbox.books.demo_lines() if one.carrier_id in app.catalogue.carriers]
    lines = [(place, one) for place, one in enumerate(known) if one.line.handle in live]
    staff = await demo_staff.ensure(app.staff, app.settings.data_directory, tuple(app.catalogue.carriers))
    screen.title(words("cli.up.title"))
    screen.pairs(
        [
            (words("cli.up.portal"), f"{address}/"),
            (words("cli.up.phones"), f"{address}/sandbox"),
            (words("cli.up.counter"), f"{address}/counter"),
            (words("cli.up.data"), data_directory),
        ]
    )
    if app.settings.public_address is not None:
        screen.text(words("cli.serve.behind", address=app.settings.own_address), Tone.QUIET)
    screen.title(words("cli.up.lines"))
    screen.table(
        [words(f"cli.up.column.{name}") for name in _COLUMNS],
        [_row(words, address, place, one) for place, one in lines],
    )
    tell_unserved(out, app)
    screen.title(words("cli.up.try"))
    place, hides_password = options.same_place(app.settings)
    keys = f" --keys {shlex.quote(str(app.settings.signing_keys))}"
    screen.text(words("cli.up.try_portal"))
    screen.text(words("cli.up.try_terminal", command=command(), place=place))
    names = ", ".join(one.name for one in staff)
    screen.text(words("cli.up.try_counter", command=command(), place=place, names=names))
    if hides_password:
        screen.text(words("cli.start.password_hidden"), Tone.QUIET)
    screen.text(words("cli.up.try_verify", command=command(), place=keys))
    screen.text(words("cli.up.specimen"), Tone.QUIET)
    screen.text(words("cli.up.stop"), Tone.GOOD)
    out.result(
        {
            "portal": f"{address}/",
            "phones": f"{address}/sandbox",
            "counter": f"{address}/counter",
            "staff": [one.name for one in staff],
            "data_directory": data_directory,
            "listens": app.settings.own_address,
            "lines": [_record(address, place, one) for place, one in lines],
            "not_served": unserved_record(app),
        }
    )


def tell_unserved(out: Output, app: App) -> None:
    """Which carriers have cases here and no pack, what that means for them, and how the pack comes back."""
    for one in app.unserved:
        said = {"carrier": one.carrier_id, "cases": one.cases, "open": one.not_over, "signed": one.signed}
        out.screen.text(out.words("cli.up.unserved", **said), Tone.PROBLEM)
    if app.unserved:
        out.screen.text(out.words("cli.up.unserved_how"))


def unserved_record(app: App) -> list[dict[str, object]]:
    """The same for programs."""
    return [
        {"carrier": one.carrier_id, "cases": one.cases, "open": one.not_over, "signed": one.signed}
        for one in app.unserved
    ]


def _page(one: DemoLine) -> str:
    return f"/{one.carrier_id}"


def _phone(place: int) -> str:
    return f"/sandbox/phone?line={place}"


def _row(words: Words, address: str, place: int, one: DemoLine) -> tuple[Cell, ...]:
    tariff = words(f"portal.sandbox.tariff.{one.line.tariff_kind}")
    sim = words(f"portal.sandbox.sim.{one.line.sim_kind}")
    return (
        words.carrier(one.carrier_id),
        grouped_number(one.line.numbers[0]),
        words("portal.list.pair", first=tariff, next=sim),
        Link(_page(one), f"{address}{_page(one)}"),
        Link(_phone(place), f"{address}{_phone(place)}"),
    )


def _record(address: str, place: int, one: DemoLine) -> dict[str, str]:
    return {
        "carrier": one.carrier_id,
        "number": one.line.numbers[0],
        "iccid": one.line.iccid,
        "tariff_kind": one.line.tariff_kind.value,
        "sim_kind": one.line.sim_kind.value,
        "page": f"{address}{_page(one)}",
        "phone": f"{address}{_phone(place)}",
    }
