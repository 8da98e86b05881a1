"""`country` (bronze): the time zone and the currency of the pack's country exist, and its calling code is right."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from babel.numbers import list_currencies

from signoff.catalogue.pack import Pack
from signoff.catalogue.reading import calling_code_of
from signoff.catalogue.rule import Fault, Level, Rule, Surroundings


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each of them that does not exist."""
    country = pack.country
    file = f"countries/{country.id}.toml"
    if country.time_zone not in available_timezones():
        yield Fault(file, "time_zone", f"there is no time zone {country.time_zone}")
    if country.currency not in list_currencies():
        yield Fault(file, "currency", f"there is no currency {country.currency} in ISO 4217")
    if calling_code_of(country.id) != country.calling_code:
        yield Fault(file, "calling_code", f"{country.calling_code} is not the calling code of {country.id}")


RULE = Rule("country", Level.BRONZE, find)
