"""Keeps the embedded database running: whoever ends it from outside finds it up again a moment later."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator

from signoff.store.embedded import Embedded, EmbeddedFailed

WATCH_SECONDS = 1.0
"""How often it is looked whether the embedded database still runs."""

log = logging.getLogger(__name__)


@contextlib.contextmanager
def kept_up(server: Embedded) -> Iterator[None]:
    """While the block runs, start the embedded database again when somebody or something has ended it."""
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(WATCH_SECONDS):
            try:
                if server.pid() is None:
                    server.start()
                    log.warning("the embedded database had ended and was started again")
            except (EmbeddedFailed, OSError) as error:
                log.error("the embedded database does not start: %s", type(error).__name__)

    watcher = threading.Thread(target=watch, name="embedded database", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()
