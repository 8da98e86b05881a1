"""`signoff lines news-key`: what a carrier's systems sign their news with."""

from __future__ import annotations

from signoff.cli.failures import Wrong
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.config import Settings
from signoff.store.vault import KeyRing


def show_key(out: Output, settings: Settings, carrier_id: str) -> None:
    """Print the key of one carrier. Raises Wrong."""
    known = sorted(load_catalogue(out, settings).carriers)
    if carrier_id not in known:
        raise Wrong("CARRIER", out.words("cli.refused.carrier", known=", ".join(known)))
    keys = KeyRing(settings.data_directory / "keys" / "tenants").of(
        carrier_id
    )  # each carrier is its own tenant
    key = keys.news_secret(carrier_id).decode()
    out.screen.line(key)
    out.result({"carrier": carrier_id, "key": key})
