"""A process of its own that makes one call to the sandbox: arguments are DSN, carrier, number and key."""

from __future__ import annotations

import asyncio
import sys

from signoff.domain.line import Identifier, IdentifierKind
from signoff.ports import TryLater
from signoff.sandbox.box import Sandbox
from signoff.systems.sandbox_carrier import sandbox_systems


async def main(dsn: str, carrier_id: str, number: str, key: str) -> None:
    """Look the line up, say `ready`, wait for a line of input, reserve its balance, print the outcome."""
    sandbox = Sandbox(dsn)
    systems = sandbox_systems(sandbox, carrier_id)
    line = await systems.records.look_up(Identifier(IdentifierKind.NUMBER, number))
    assert line is not None
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        done = await systems.charging.reserve(key, line)
        sys.stdout.write(f"done {done.result.balance_minor} {done.at.isoformat()}\n")
    except TryLater:
        sys.stdout.write("try later\n")
    await sandbox.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
