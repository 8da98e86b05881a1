"""Instants as programs read them."""

from __future__ import annotations

from datetime import UTC, datetime


def written(at: datetime | None) -> str | None:
    """An aware instant in UTC by ISO 8601, ending in Z; None stays None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at is not None else None
