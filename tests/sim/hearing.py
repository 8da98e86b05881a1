"""What the product logs while a world is played: part of its story."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.sim.process import PROCESS

if TYPE_CHECKING:
    from tests.sim.world import World


@contextmanager
def overheard(world: World) -> Iterator[None]:
    """What the product logs becomes part of the story."""
    logger, ear = logging.getLogger("signoff"), logging.Handler()

    def emit(record: logging.LogRecord) -> None:
        process = PROCESS.get()
        world.tell(f"worker {process.number if process else 0} logs: {record.getMessage()}")

    ear.emit = emit  # type: ignore[method-assign]  # a class for one method says no more
    before = logger.level, logger.propagate
    logger.addHandler(ear)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(ear)
        logger.level, logger.propagate = before
