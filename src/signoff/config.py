"""The settings of one Signoff, read once at the start, from arguments first and the environment second."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and where this Signoff is reached."""

    data_directory: Path
    """Keys, the embedded database, and where the portal was last; mode 0700."""

    database_url: str | None = None
    """Any PostgreSQL 15 or newer, as its owner; None: the embedded one in the data directory."""

    packs_directory: Path | None = None
    """More packs than the built-in ones, a folder each."""

    host: str = "127.0.0.1"
    port: int = 8000
    log_name: str = "signoff.example"
    """What the tenants' logs are called before the slash; said once, when a log's key is made."""

    witness_address: str | None = None
    """A witness that signs the logs' checkpoints too; None: nobody does."""
    witness_key: str = ""
    """The public key of that witness, as one line."""

    @property
    def log_keys(self) -> Path:
        """Where the private keys that sign checkpoints lie."""
        return self.data_directory / "keys" / "log"

    @property
    def signing_keys(self) -> Path:
        """Where the keys that sign documents lie; what is public among them is what `verify` trusts here."""
        return self.data_directory / "keys" / "signing"

    @property
    def address(self) -> str:
        """Where people reach the portal, as written in messages."""
        return f"http://{self.host}:{self.port}"


def settings(
    environment: Mapping[str, str] = os.environ,
    *,
    data_directory: Path | None = None,
    database_url: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
) -> Settings:
    """Settings from arguments, then SIGNOFF_DATA_DIR, SIGNOFF_DATABASE_URL, SIGNOFF_PACKS_DIR and the log's."""
    data = data_directory or _path(environment.get("SIGNOFF_DATA_DIR")) or default_data_directory(environment)
    return Settings(
        data_directory=data.expanduser().resolve(),
        database_url=database_url or environment.get("SIGNOFF_DATABASE_URL") or None,
        packs_directory=_path(environment.get("SIGNOFF_PACKS_DIR")),
        host=host,
        port=port,
        log_name=environment.get("SIGNOFF_LOG_NAME") or "signoff.example",
        witness_address=environment.get("SIGNOFF_WITNESS_ADDRESS") or None,
        witness_key=environment.get("SIGNOFF_WITNESS_KEY") or "",
    )


def default_data_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Where data lie when nobody says: `$XDG_DATA_HOME/signoff`, else `~/.local/share/signoff`."""
    home = environment.get("XDG_DATA_HOME")
    return (Path(home) if home else Path("~/.local/share").expanduser()) / "signoff"


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
