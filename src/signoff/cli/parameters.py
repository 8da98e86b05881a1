"""The options that several commands have, written once; `help` is an option's key under `cli.option` (`help.py`)."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="json")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="LANGUAGE", help="lang")]
DataDir = Annotated[str | None, typer.Option("--data-dir", metavar="DIR", help="data_dir")]
DatabaseUrl = Annotated[str | None, typer.Option("--database-url", metavar="URL", help="database_url")]
Port = Annotated[str, typer.Option("--port", metavar="PORT", help="port")]
Address = Annotated[str | None, typer.Option("--address", metavar="URL", help="address")]
TrustedProxy = Annotated[str | None, typer.Option("--trusted-proxy", metavar="ADDRESS", help="trusted_proxy")]
Verbose = Annotated[bool, typer.Option("--verbose", help="verbose")]
