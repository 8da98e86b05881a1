"""Made-up numbers that have the form of a carrier's real ones, for demonstrations and tests; nobody is behind them."""

from __future__ import annotations

from signoff.catalogue.pack import Pack


def demo_number(pack: Pack, place: int, *, prefix: str | None = None) -> str:
    """The made-up number at a place (0, 1, 2 ...) in E.164, in the pack's first demo prefix or the given one.

    Raises ValueError when the prefix is in none of the pack's ranges, or has no room for that many.
    """
    chosen = prefix if prefix is not None else next(iter(pack.demo_number_prefixes), "")
    for numbers in pack.number_ranges:
        if any(chosen.startswith(own) for own in numbers.prefixes):
            room = numbers.digits - len(chosen)
            rest = str(place)
            if not 0 <= place < 10**room:
                raise ValueError(f"there is no room for number {place} after {chosen}")
            return f"+{pack.country.calling_code}{chosen}{rest.zfill(room)}"
    raise ValueError(f"{chosen} is in no range of {pack.id}")
