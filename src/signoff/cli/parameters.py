"""The options that several commands have, written once, alone or as groups that `unfolding.py` takes apart.

`help` is an option's key under `cli.option` (`help.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from signoff.cli import options
from signoff.cli.output import Output
from signoff.config import Settings

Json = Annotated[bool, typer.Option("--json", help="json")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="LANGUAGE", help="lang")]
DataDir = Annotated[str | None, typer.Option("--data-dir", metavar="DIR", help="data_dir")]
Address = Annotated[str | None, typer.Option("--address", metavar="URL", help="address")]
Verbose = Annotated[bool, typer.Option("--verbose", help="verbose")]
LineCarrier = Annotated[str, typer.Option("--carrier", metavar="ID", help="carrier_leaving")]
Expires = Annotated[str, typer.Option("--expires", metavar="DATE", help="expires")]


@dataclass(frozen=True, slots=True)
class Telling:
    """In which language a command answers, and whether to people or to programs."""

    lang: Lang = None
    json: Json = False

    def output(self) -> Output:
        """Where the command writes. Raises Wrong."""
        return options.output(self.lang, as_json=self.json)


@dataclass(frozen=True, slots=True)
class Storage:
    """Where data lie."""

    data_dir: DataDir = None
    database_url: Annotated[
        str | None, typer.Option("--database-url", metavar="URL", help="database_url")
    ] = None

    @property
    def is_given(self) -> bool:
        """Whether somebody said where, by option or environment."""
        return options.is_place_given(self.data_dir, self.database_url)

    def settings(self, out: Output, *, address: str | None = None) -> Settings:
        """The settings with it. Raises Wrong."""
        return options.settings(out, self.data_dir, self.database_url, address=address)


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the portal is reached."""

    port: Annotated[str, typer.Option("--port", metavar="PORT", help="port")] = "8000"
    address: Address = None
    trusted_proxy: Annotated[
        str | None, typer.Option("--trusted-proxy", metavar="ADDRESS", help="trusted_proxy")
    ] = None

    def settings(self, out: Output, storage: Storage) -> Settings:
        """The settings with it, and with where data lie. Raises Wrong."""
        return options.settings(
            out,
            storage.data_dir,
            storage.database_url,
            port=options.port_number(out, self.port),
            address=self.address,
            trusted_proxy=self.trusted_proxy,
        )
