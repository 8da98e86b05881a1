"""`signoff carriers`: whose lines can be ended here, and what stands behind what is known of them."""

from __future__ import annotations

from signoff.catalogue.pack import Pack, Standing, Status
from signoff.catalogue.rule import identity_values, term_values
from signoff.channels.terminal.screen import Tone
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.config import Settings


def carriers(out: Output, settings: Settings) -> None:
    """Name them all. Raises Failed for a pack that cannot be read."""
    catalogue = load_catalogue(out, settings)
    words = out.words.knowing(catalogue)
    rows = []
    for pack in catalogue.packs.values():
        status = pack.status.value or Status.OPERATING
        said = words(f"carriers.status.{status}")
        if pack.successor is not None:
            said = words("cli.carriers.successor", status=said, successor=words.carrier(pack.successor))
        by_standing = _by_standing(pack)
        counts = [str(len(by_standing[standing])) for standing in (Standing.SOURCED, Standing.SAMPLE)]
        country = words(f"countries.{pack.country.id}.name")
        rows.append((pack.id, words.carrier(pack.id), country, said, *counts))
    names = ("id", "name", "country", "status", "sourced", "sample")
    out.screen.table([words(f"cli.carriers.column.{name}") for name in names], rows)
    out.screen.text(words("cli.carriers.sample"), Tone.QUIET)
    out.result({"carriers": [_record(pack) for pack in catalogue.packs.values()]})


def _by_standing(pack: Pack) -> dict[Standing, list[str]]:
    """The keys of what a pack states, by what stands behind them."""
    found: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    for key, stated in (*identity_values(pack), *term_values(pack)):
        found[stated.standing].append(key)
    return found


def _record(pack: Pack) -> dict[str, object]:
    by_standing = _by_standing(pack)
    return {
        "id": pack.id,
        "names": {language: name.value for language, name in pack.names.items() if name.value is not None},
        "country": pack.country.id,
        "currency": pack.country.currency,
        "status": (pack.status.value or Status.OPERATING).value,
        "successor": pack.successor,
        "sourced": by_standing[Standing.SOURCED],
        "sample": by_standing[Standing.SAMPLE],
        "unknown": by_standing[Standing.UNKNOWN],
    }
