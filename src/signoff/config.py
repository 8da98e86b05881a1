"""The settings of one Signoff, read once at the start, from arguments first and the environment second.

Where the portal is may change while others run: each running portal notes its address (`noted`), links look it up.
"""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from signoff.systems import chosen
from signoff.systems.chosen import NOTHING_CHOSEN, Chosen

PORT_MAX = 65_535

_ADDRESS_LENGTH_MAX = 200  # it stands in messages of 160 signs; no honest one comes near
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?/?"
)
_USUAL_PORTS = {"http": "80", "https": "443"}
_PORTALS, _LAST = "portals", "last"


class SettingRefused(ValueError):
    """A setting cannot be used as it was given; `variable` is its name in the environment."""

    def __init__(self, variable: str) -> None:
        super().__init__(variable)
        self.variable = variable


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
    public_address: str | None = None
    """Where people reach the portal, if something stands in front of it."""

    trusted_proxy: str | None = None
    """The address of the one proxy that may say for whom it speaks; None: nobody may."""

    has_portal: bool = False
    """Whether this process is itself a portal, at host and port."""

    log_name: str = "signoff.example"
    """What the tenants' logs are called before the slash; said once, when a log's key is made."""

    witness_address: str | None = None
    """A witness that signs the logs' checkpoints too; None: nobody does."""
    witness_key: str = ""
    """The public key of that witness, as one line."""

    real_systems: Mapping[str, Chosen] = field(default_factory=lambda: NOTHING_CHOSEN)
    """The real systems of carriers, by carrier; where none is named, the sandbox stands in."""

    @property
    def log_keys(self) -> Path:
        """Where the private keys that sign checkpoints lie."""
        return self.data_directory / "keys" / "log"

    @property
    def signing_keys(self) -> Path:
        """Where the keys that sign documents lie; what is public among them is what `verify` trusts here."""
        return self.data_directory / "keys" / "signing"

    @property
    def own_address(self) -> str:
        """Where this process listens, if it does."""
        return f"http://{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """Where people reach the portal now, as written in messages: what was said, else looked up when asked."""
        if self.public_address is not None:
            return self.public_address
        if self.has_portal:
            return self.own_address
        return _noted_address(self.data_directory / _PORTALS) or self.own_address


def settings(
    environment: Mapping[str, str] = os.environ,
    *,
    data_directory: Path | None = None,
    database_url: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    public_address: str | None = None,
    trusted_proxy: str | None = None,
) -> Settings:
    """Settings from arguments, then the environment. Raises SettingRefused for an address that cannot be one.

    Read are SIGNOFF_DATA_DIR, SIGNOFF_DATABASE_URL, SIGNOFF_PACKS_DIR, SIGNOFF_ADDRESS, SIGNOFF_TRUSTED_PROXY,
    SIGNOFF_SYSTEMS and those of the log.
    """
    said = public_address or environment.get("SIGNOFF_ADDRESS") or None
    data = data_directory or _path(environment.get("SIGNOFF_DATA_DIR")) or default_data_directory(environment)
    return Settings(
        data_directory=data.expanduser().resolve(),
        database_url=database_url or environment.get("SIGNOFF_DATABASE_URL") or None,
        packs_directory=_path(environment.get("SIGNOFF_PACKS_DIR")),
        host=host,
        port=port,
        public_address=_read("SIGNOFF_ADDRESS", canonical_address, said),
        trusted_proxy=_read(
            "SIGNOFF_TRUSTED_PROXY",
            _network_address,
            trusted_proxy or environment.get("SIGNOFF_TRUSTED_PROXY"),
        ),
        log_name=environment.get("SIGNOFF_LOG_NAME") or "signoff.example",
        witness_address=environment.get("SIGNOFF_WITNESS_ADDRESS") or None,
        witness_key=environment.get("SIGNOFF_WITNESS_KEY") or "",
        real_systems=_real_systems(_path(environment.get("SIGNOFF_SYSTEMS"))),
    )


def _read(variable: str, read: Callable[[str], str], text: str | None) -> str | None:
    try:
        return read(text) if text else None
    except ValueError:
        raise SettingRefused(variable) from None


def _real_systems(file: Path | None) -> Mapping[str, Chosen]:
    try:
        return NOTHING_CHOSEN if file is None else chosen.read(file)
    except (ValueError, OSError):
        raise SettingRefused("SIGNOFF_SYSTEMS") from None


def _network_address(text: str) -> str:
    return str(ipaddress.ip_address(text))


def canonical_address(text: str) -> str:
    """A web address that the portal can have: scheme, host and port, no path. Raises ValueError."""
    found = _ADDRESS.fullmatch(text.lower()) if len(text) <= _ADDRESS_LENGTH_MAX else None
    if found is None or not 0 < int(found["port"] or "1") <= PORT_MAX:
        raise ValueError("no address for a portal")
    port = found["port"]
    is_usual = port is None or int(port) == int(_USUAL_PORTS[found["scheme"]])
    return f"{found['scheme']}://{found['host']}" + ("" if is_usual else f":{int(port)}")


@contextlib.contextmanager
def noted(settings: Settings) -> Iterator[None]:
    """While the block runs, whoever writes links for this data directory finds this process's portal."""
    folder = settings.data_directory / _PORTALS
    folder.mkdir(mode=0o700, exist_ok=True)
    note, draft = folder / str(os.getpid()), folder / f".{os.getpid()}"
    with draft.open("w", encoding="ascii") as opened:
        # The lock goes with the process, however it ends: a note that nobody locks is a dead one's.
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.write(settings.address)
        opened.flush()
        (folder / f".{_LAST}").write_text(settings.address, encoding="ascii")
        (folder / f".{_LAST}").replace(folder / _LAST)
        draft.replace(note)
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


def _noted_address(folder: Path) -> str | None:
    """The address of the portal that was started last of those that run, else of the last that ran."""
    try:
        notes = [note for note in folder.iterdir() if note.name.isdecimal()]
        for note in sorted(notes, key=_noted_at, reverse=True):
            if (address := _living(note)) is not None:
                return address
        return canonical_address((folder / _LAST).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _noted_at(note: Path) -> int:
    try:
        return note.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _living(note: Path) -> str | None:
    """What the note says, if the process that wrote it is alive."""
    try:
        with note.open(encoding="ascii") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return canonical_address(opened.read(_ADDRESS_LENGTH_MAX + 1))
    except (OSError, ValueError):
        pass
    return None


def default_data_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """Where data lie when nobody says: `$XDG_DATA_HOME/signoff`, else `~/.local/share/signoff`."""
    home = environment.get("XDG_DATA_HOME")
    return (Path(home) if home else Path("~/.local/share").expanduser()) / "signoff"


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None
