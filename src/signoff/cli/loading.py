"""Modules that take long to load, loaded at their first use: so that every command starts at once.

Written as `if TYPE_CHECKING: from signoff import app` and `else: app = lazily("signoff.app")`, types are kept.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Lazy(ModuleType):
    """Stands for a module until something of it is wanted."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def lazily(name: str) -> ModuleType:
    """The module of this name, not loaded yet."""
    return _Lazy(name)
