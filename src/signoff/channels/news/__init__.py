"""Where a carrier's systems tell that a line has changed: signed, at `/news/{carrier}`."""
