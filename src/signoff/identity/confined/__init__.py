"""Finds the words in a picture of a document, in a process of its own that can reach nothing.

`room.py` is what runs there; `signoff.identity.reader` starts it and judges its answer. Nothing else imports from here
but `answer.py`: the libraries take 170 MiB.
"""
