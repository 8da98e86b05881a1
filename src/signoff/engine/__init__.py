"""Durability: what is decided is stored in batches, what is intended is carried out, what is due is woken.

Read `committer.py`, then `dispatcher.py`; why it is our own, says docs/decisions/0001.
"""
