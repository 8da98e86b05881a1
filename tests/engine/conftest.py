"""The fixtures of the engine's tests."""

from __future__ import annotations

from tests.engine.fixtures import (
    app,
    clock,
    no_paper,
    nursery,
    product_dsn,
    product_folder,
    product_template,
    stage,
)

__all__ = [
    "app",
    "clock",
    "no_paper",
    "nursery",
    "product_dsn",
    "product_folder",
    "product_template",
    "stage",
]
