"""The fixtures of the store's tests."""

from __future__ import annotations

from tests.engine.fixtures import app, clock, no_paper, product_dsn, product_folder, product_template, stage

__all__ = ["app", "clock", "no_paper", "product_dsn", "product_folder", "product_template", "stage"]
