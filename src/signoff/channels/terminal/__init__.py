"""The terminal as a channel: asks for the wish, then for one requirement after the other, and shows what happens.

Start with `walk.py`; `parts.py` and `screen.py` say what it is handed. It knows the desk and domain values only.
"""
