"""Mail: whoever writes to a carrier's address opens a request, adds to a case by its link, or is told the way.

`listener.py` takes mail in, `letter.py` reads one, `answering.py` does what follows.
"""
