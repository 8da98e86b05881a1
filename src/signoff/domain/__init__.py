"""The rules and the values of ending a line; standard library only.

Read `case.py` for what a case is, `decide.py` for what an event means, `requirement.py` for what is still needed.
"""
