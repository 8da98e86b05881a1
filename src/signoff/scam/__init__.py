"""The scam check: finds every number, address, handle and code of a message and holds it against the official ones.

`check.py` is what channels call. `registry.py` knows the official channels, `unmasking.py` undoes disguises,
`addresses.py` and `numbers.py` find channels, `judging.py` says what each one is, `signs.py` what the message asks for.
"""
