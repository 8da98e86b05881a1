"""The staff of the counter: accounts with password and time-based code, and their short sessions.

`accounts.py` is the door; what each role may do is in `domain/staff.py`.
"""

from signoff.staff.accounts import SESSION_LIFE, NameTaken, SignedIn, Staff, StaffAccounts, TooManyTries
from signoff.staff.credentials import Credentials

__all__ = ["SESSION_LIFE", "Credentials", "NameTaken", "SignedIn", "Staff", "StaffAccounts", "TooManyTries"]
