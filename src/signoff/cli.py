"""The `signoff` command: thin, one function a command; everything it does is in `app.py` and below."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from signoff import app as application
from signoff.config import settings as read_settings

cli = typer.Typer(no_args_is_help=True, add_completion=False)

DataDirectory = Annotated[Path | None, typer.Option("--data-dir", help="Where keys and data lie.")]
DatabaseUrl = Annotated[str | None, typer.Option("--database-url", help="Any PostgreSQL 15 or newer.")]


@cli.command()
def up(
    data_dir: DataDirectory = None,
    database_url: DatabaseUrl = None,
    port: Annotated[int, typer.Option(help="The portal's port on this machine.")] = 8000,
) -> None:
    """Run all of Signoff in this process, with sandbox carriers, on this machine."""
    settings = read_settings(data_directory=data_dir, database_url=database_url, port=port)
    application.prepare_directory(settings)

    async def serve(url: str) -> None:
        async with application.running(settings, url) as app:
            lines = await application.live_demo_lines(app)
            typer.echo(f"portal {settings.address}")
            for line in lines:
                typer.echo(f"  {line.numbers[0]}")
            config = uvicorn.Config(
                application.portal(app), host=settings.host, port=settings.port, access_log=False
            )
            await uvicorn.Server(config).serve()

    with application.database_url(settings) as url:
        asyncio.run(serve(url))


@cli.callback()
def main_callback() -> None:
    """Signoff ends mobile lines properly."""


def main() -> None:
    """The entry point."""
    cli()


if __name__ == "__main__":
    main()
