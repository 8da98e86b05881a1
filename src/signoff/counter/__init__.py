"""The front door of the counter: the list, the search, a look at a case, and what staff take down or do.

Channels call `CounterDesk`; what they are shown is in `view.py`, how an act becomes an event in `acts.py`.
"""

from signoff.counter.desk import CounterDesk, NotAllowed
from signoff.counter.view import CounterView, Row, Trouble, Wanted

__all__ = ["CounterDesk", "CounterView", "NotAllowed", "Row", "Trouble", "Wanted"]
