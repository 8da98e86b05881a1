"""The frozen releases: what `freeze.py` left in the folders beside this file, and how it is brought to life again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

HERE = Path(__file__).parent

LATER = timedelta(seconds=330)
"""So long after the freezing people go on: every lease has run out and every call that was put off is due."""

ROLE = re.compile(r" TO (\w+);$", re.MULTILINE)


@dataclass(frozen=True)
class Release:
    """One frozen release."""

    folder: Path

    @property
    def version(self) -> str:
        """Its name."""
        return self.folder.name

    @cached_property
    def noted(self) -> dict[str, Any]:
        """When it was frozen, its cases and its keys."""
        noted: dict[str, Any] = json.loads((self.folder / "cases.json").read_text())
        return noted

    @property
    def cases(self) -> list[dict[str, Any]]:
        """Where each case was left."""
        return list(self.noted["cases"])

    @property
    def goes_on_at(self) -> datetime:
        """When its people go on."""
        return datetime.fromisoformat(self.noted["frozen_at"]) + LATER

    @cached_property
    def words(self) -> dict[str, dict[str, list[str]]]:
        """The words it stored."""
        words: dict[str, dict[str, list[str]]] = json.loads((self.folder / "words.json").read_text())
        return words

    def pour(self, dsn: str, data_directory: Path) -> None:
        """Fill an empty database and an empty data directory with what it left."""
        dump = (self.folder / "database.dump").read_text()
        with psycopg.connect(dsn, autocommit=True) as connection:
            for role in sorted(set(ROLE.findall(dump))):
                connection.execute(
                    f"do $$ begin create role {role} nologin noinherit;"
                    " exception when duplicate_object or unique_violation then null; end $$"
                )
            connection.execute(dump.encode())
        for name, place in (("keys", "tenants"), ("log_keys", "log")):
            keys = data_directory / "keys" / place
            keys.mkdir(mode=0o700, parents=True)
            for tenant_id, secret in self.noted.get(name, {}).items():
                (keys / f"{tenant_id}.key").write_bytes(bytes.fromhex(secret))


def releases() -> list[Release]:
    """All of them, oldest first."""
    return [Release(folder) for folder in sorted(path.parent for path in HERE.glob("*/cases.json"))]
