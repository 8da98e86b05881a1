"""Reads documents of identity: pictures go to a confined process (`confined/`), their words are understood here.

A `Reader` gives a reading, `judged` says what it is worth; neither decides a case.
"""

from signoff.identity.judged import judged
from signoff.identity.reader import Reader

__all__ = ["Reader", "judged"]
