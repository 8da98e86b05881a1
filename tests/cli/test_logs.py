"""What of other people's logs reaches the stderr of a command."""

from __future__ import annotations

import logging

import pytest

from signoff.cli import logs


@pytest.mark.parametrize("verbose", [False, True])
def test_connections_that_are_let_go_at_the_end_are_no_warning(
    capsys: pytest.CaptureFixture[str], verbose: bool
) -> None:
    """The pool warns of each; on stderr stands what the command has to say, unless all of it is asked for."""
    logs.set_up(verbose=verbose)

    logging.getLogger("psycopg.pool").warning("discarding closed connection")
    logging.getLogger("psycopg.pool").error("broken")
    logging.getLogger("signoff.engine").warning("due work not read")

    said = capsys.readouterr().err
    assert ("discarding" in said) is verbose
    assert "broken" in said
    assert "due work not read" in said
