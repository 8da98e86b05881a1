"""Reads packs into domain values and finds every text: `packs.py` loads, `texts.py` and `wording.py` speak.

`reading.py` reads what people type, `check.py` checks packs, `scaffold.py` begins a new one.
"""
