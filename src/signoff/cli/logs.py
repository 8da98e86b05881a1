"""What third parties log: nothing below a warning, unless it is asked for; always on stderr."""

from __future__ import annotations

import logging
import sys

_NAME = "signoff-command"


def set_up(*, verbose: bool) -> None:
    """Let logs of this process go to stderr, from INFO on when `verbose`, else from WARNING on."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if one.get_name() == _NAME]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(_NAME)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    # Pages that follow a case stay open; that they are let go at the end is no error.
    logging.getLogger("uvicorn.error").setLevel(logging.INFO if verbose else logging.CRITICAL)
    # A connection that is let go in the middle of a reading, as at every end, is no error either; one that cannot be
    # made is told by whoever asked for it.
    logging.getLogger("psycopg.pool").setLevel(logging.INFO if verbose else logging.ERROR)
