"""The carrier in a box: holders, lines, money, network, messages and faults on demand, in a schema of its own.

Start at `box.py` (the carrier as one object); `door.py` is how every call comes in, `install.py` makes the tables.
"""
