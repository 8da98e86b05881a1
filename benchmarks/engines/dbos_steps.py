"""DBOS: ten trivial durable steps a workflow, on the same PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from importlib.metadata import version

from dbos import DBOS, DBOSConfig
from load import STEPS, arguments, figures, say


@DBOS.step()
async def step(number: int) -> int:
    """One trivial step."""
    return number


@DBOS.workflow()
async def case(number: int) -> int:
    """Ten of them, each stored before the next."""
    for at in range(STEPS):
        number += await step(at)
    return number


async def load(in_flight: int, seconds: float, warm: float) -> dict[str, float]:
    """So many workflows at once in one event loop, which was faster here than threads."""
    begins = time.perf_counter() + warm
    ends, took = begins + seconds, list[float]()

    async def person() -> None:
        while (began := time.perf_counter()) < ends:
            await case(1)
            ended = time.perf_counter()
            if begins <= ended < ends:
                took.append(ended - began)

    await asyncio.gather(*(person() for _ in range(in_flight)))
    return figures(took, seconds)


def main() -> None:
    """Launch DBOS, run the load, print the line."""
    options = arguments(__doc__).parse_args()
    config: DBOSConfig = {"name": "reference", "system_database_url": options.url, "log_level": "ERROR"}
    DBOS(config=config)
    DBOS.launch()
    found = asyncio.run(load(options.in_flight, options.seconds, options.warm))
    say(found, options, version("dbos"))
    DBOS.destroy()


if __name__ == "__main__":
    main()
