"""The front door for guided cases, beside `signoff.desk`: `desk.py` hears what is said, `archive.py` packs it."""

from signoff.engine.doors import NotTaken, Taken
from signoff.guided.desk import DOCUMENTS, Everything, File, GuidedDesk

__all__ = ["DOCUMENTS", "Everything", "File", "GuidedDesk", "NotTaken", "Taken"]
