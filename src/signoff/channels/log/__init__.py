"""The log for whoever wants to watch it, over HTTP: checkpoint, tiles and entries, as C2SP tlog-tiles has them.

Nothing here is anybody's secret: entries are hashes. `tiles.py` is all there is.
"""
