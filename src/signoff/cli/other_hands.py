"""`signoff lines`: how the sandbox's lines stand, and what others do to a line while it is being ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from signoff.catalogue import reading, wording
from signoff.catalogue.display import grouped_number
from signoff.catalogue.pack import Catalogue
from signoff.channels.terminal.screen import Tone
from signoff.cli import starting
from signoff.cli.calling import command
from signoff.cli.failures import Failed, Wrong
from signoff.cli.instants import written
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.cli.words import Words
from signoff.config import Settings
from signoff.domain.standing import Standing

if TYPE_CHECKING:
    from signoff.sandbox import box, hands, install
    from signoff.sandbox.books import LineState
    from signoff.sandbox.box import Sandbox
else:
    box, hands, install = (lazily(f"signoff.sandbox.{name}") for name in ("box", "hands", "install"))

Result = TypeVar("Result")


def show(out: Output, settings: Settings, number: str | None, *, verbose: bool) -> None:
    """Tell how one line stands, or all live demo lines. Raises Wrong, Failed."""
    catalogue = load_catalogue(out, settings)
    if number is not None:
        wanted = _number(out, catalogue, number)
        _tell(
            out, catalogue, _in_sandbox(out, settings, lambda one: _line(out, one, wanted), verbose=verbose)
        )
        return
    states = _in_sandbox(out, settings, _demo_lines, verbose=verbose)
    if states:
        names = ("carrier", "number", "holder", "contacts", "state")
        rows = [
            [_cells(out.words.knowing(catalogue), catalogue, one)[name] for name in names] for one in states
        ]
        out.screen.table([out.words(f"cli.lines.column.{name}") for name in names], rows)
    else:
        out.screen.text(out.words("cli.lines.none", command=command()), Tone.QUIET)
    out.result({"lines": [_record(one) for one in states]})


def change(out: Output, settings: Settings, number: str, deed: str, *, verbose: bool) -> None:
    """Do to a line what others do, and tell how it stands then. Raises Wrong, Failed."""
    catalogue = load_catalogue(out, settings)
    wanted = _number(out, catalogue, number)

    async def work(sandbox: Sandbox) -> LineState:
        before = await _line(out, sandbox, wanted)
        await hands.DEEDS[deed](sandbox.hands, before.line)
        return await sandbox.books.line_state(before.line.handle)

    state = _in_sandbox(out, settings, work, verbose=verbose)
    out.screen.text(out.words("cli.lines.done"), Tone.GOOD)
    _tell(out, catalogue, state)


def _number(out: Output, catalogue: Catalogue, typed: str) -> str:
    """The number as the first country reads it that can. Raises Wrong."""
    key = "cli.refused.line"
    for carrier in catalogue.carriers.values():
        try:
            return reading.read_identifier(typed, carrier).value
        except reading.Unreadable as error:
            key = error.key
    raise Wrong("NUMBER", out.words(key))


def _in_sandbox(
    out: Output, settings: Settings, work: Callable[[Sandbox], Awaitable[Result]], *, verbose: bool
) -> Result:
    """Do something in the sandbox of a database that is there already. Raises Failed."""
    place = settings.data_directory
    if settings.database_url is None and not (place / "postgres").exists():
        raise Failed(out.words("cli.migrate.none", place=place))
    with starting.database(settings, out, verbose=verbose) as url:
        with out.screen.waiting(out.words("cli.start.schema")):
            sandbox_url = install.install(url)

        async def worked() -> Result:
            sandbox = box.Sandbox(sandbox_url)
            try:
                return await work(sandbox)
            finally:
                await sandbox.close()

        return asyncio.run(worked())


async def _line(out: Output, sandbox: Sandbox, number: str) -> LineState:
    found = await sandbox.books.live_line(number)
    if found is None:
        raise Wrong("NUMBER", out.words("cli.refused.line"))
    return found


async def _demo_lines(sandbox: Sandbox) -> list[LineState]:
    live = [one.line for one in await sandbox.books.demo_lines() if not one.has_ended]
    return [await sandbox.books.line_state(line.handle) for line in live]


def _tell(out: Output, catalogue: Catalogue, state: LineState) -> None:
    cells = _cells(out.words.knowing(catalogue), catalogue, state)
    out.screen.pairs([(out.words(f"cli.lines.column.{name}"), cell) for name, cell in cells.items() if cell])
    out.result(_record(state))


def _cells(words: Words, catalogue: Catalogue, state: LineState) -> dict[str, str]:
    """What people read of a line, by column; empty where nothing is known."""
    standing, contacts = state.registered.standing, state.registered.contacts
    carrier = catalogue.carriers.get(state.carrier_id)
    changed, kind = standing.sim_changed_at, state.document_kind
    document = words(f"cli.lines.document.{kind}") if kind else ""
    return {
        "carrier": words.carrier(state.carrier_id) if carrier else state.carrier_id,
        "number": grouped_number(state.line.numbers[0]) if state.line.numbers else "",
        "iccid": grouped_number(state.line.iccid),
        "holder": state.holder_name,
        "document": f"{document} {state.document_number}".strip(),
        "born": wording.day(state.born_on, words.language) if state.born_on else "",
        "contacts": ", ".join(contact.value for contact in contacts),
        "sim_changed": wording.instant(changed, words.language, carrier.time_zone)
        if changed and carrier
        else "",
        "state": " · ".join(words(f"portal.sandbox.standing.{name}") for name in _states(standing)),
    }


def _states(standing: Standing) -> list[str]:
    found = ["suspended"] if standing.is_suspended else []
    return [*found, *(hold.value for hold in standing.holds)] or ["free"]


def _record(state: LineState) -> dict[str, object]:
    standing = state.registered.standing
    return {
        "carrier": state.carrier_id,
        "numbers": list(state.line.numbers),
        "iccid": state.line.iccid,
        "holder": state.holder_name,
        "document": state.document_kind.value if state.document_kind else None,
        "document_number": state.document_number,
        "born_on": state.born_on.isoformat() if state.born_on else None,
        "contacts": [contact.value for contact in state.registered.contacts],
        "sim_changed_at": written(standing.sim_changed_at),
        "suspended": standing.is_suspended,
        "holds": [hold.value for hold in standing.holds],
    }
