"""Takes in the files that people bring as evidence: photos, PDF files, mails; never as they came, always made anew.

`taking.py` is what a caller needs; what reads the file is `signoff.evidence.confined`, in a process of its own.
"""

from signoff.evidence.confined.answer import RefusedFor
from signoff.evidence.intake.taking import LIMITS, Evidence, Intake, Kind, Refused

__all__ = ["LIMITS", "Evidence", "Intake", "Kind", "Refused", "RefusedFor"]
