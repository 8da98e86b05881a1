"""One thing here: a record of a case with some of its fields changed, at a tenth of the usual cost.

`fold` makes every state of a case in this way: it is where to go on reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["replace"]

if TYPE_CHECKING:  # the same to whoever reads the types: names and types of the fields are checked
    from dataclasses import replace
else:
    from dataclasses import is_dataclass
    from dataclasses import replace as replace_any
    from functools import cache

    Record = TypeVar("Record")

    def replace(record: Record, /, **changes: Any) -> Record:
        """A copy of a frozen dataclass in which `changes` have their new values, as `dataclasses.replace` makes it.

        A record without slots and without `__post_init__` is copied as a whole, which is why the large ones of a
        case have no slots: an event changes about seven of them, and one by one their fields were half of its time.
        Raises TypeError for a field that the record does not have.
        """
        if not _is_copied_whole(type(record)):
            return replace_any(record, **changes)
        fields = type(record).__dataclass_fields__.keys()
        if not fields >= changes.keys():
            raise TypeError(f"{type(record).__name__} has no {sorted(changes.keys() - fields)}")
        copy = object.__new__(type(record))
        copy.__dict__.update(record.__dict__, **changes)
        return copy

    @cache
    def _is_copied_whole(kind: type) -> bool:
        has_slots = any("__slots__" in base.__dict__ for base in kind.__mro__)
        return is_dataclass(kind) and not has_slots and not hasattr(kind, "__post_init__")
