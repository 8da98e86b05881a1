"""The log over HTTP, as C2SP has it: for whoever watches it (`tiles.py`), and the door of a witness (`witness.py`).

Nothing here is anybody's secret: entries are hashes.
"""
