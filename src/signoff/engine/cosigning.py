"""Asks a witness to sign new checkpoints too: with the proof that the log has grown from the one it signed last.

Without a witness, or while it is away, everything works; its lines are then missing under the notes.
"""

from __future__ import annotations

import asyncio
import http.client
import logging
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from signoff.evidence.log_keys import LogKeys, LogKeyUnusable
from signoff.evidence.merkle import consistency
from signoff.evidence.note import COSIGNATURE, Note, NoteUnreadable, Verifier
from signoff.evidence.tiles import TilesWrong, node_in, places_for
from signoff.evidence.witness import REQUEST_BYTES_MAX, Request
from signoff.store import log as store
from signoff.store.database import Database

ANSWER_SECONDS_MAX = 2.0
"""A certificate waits for the witness; a person waits for the certificate."""

PAUSE_SECONDS = 5.0
"""How long a witness that did not answer is left alone, so that nobody waits for it meanwhile."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LogWitness:
    """Where a witness is, and the key it signs with."""

    address: str
    key: Verifier

    @classmethod
    def read(cls, address: str, key: str) -> LogWitness:
        """The witness in two settings. Raises LogKeyUnusable."""
        try:
            parts, verifier = urlsplit(address), Verifier.read(key.strip())
            is_usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except (ValueError, NoteUnreadable) as error:
            raise LogKeyUnusable(address) from error
        if not is_usable or verifier.kind != COSIGNATURE:
            raise LogKeyUnusable(address)
        return cls(address.rstrip("/"), verifier)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: str


class Cosigning:
    """Has the newest checkpoints of a database's logs signed by one witness."""

    def __init__(self, database: Database, keys: LogKeys, witness: LogWitness) -> None:
        self._database = database
        self._keys = keys
        self._witness = witness
        self._away_until = 0.0

    async def __call__(self, tenant_id: str) -> bool:
        """Whether the tenant's newest checkpoint is signed by the witness now. Raises StoreError."""
        if time.monotonic() < self._away_until:
            return False
        async with self._database.reading(tenant_id) as connection:
            newest = await store.newest(connection, tenant_id)
            last = await store.last_cosigned(connection, tenant_id)
        if newest is None or newest.cosignatures:
            return True
        try:
            line = await self._ask(tenant_id, newest, last)
        except (OSError, http.client.HTTPException, ValueError, TilesWrong) as error:
            log.warning("the witness did not sign: %s", type(error).__name__)
            self._away_until = time.monotonic() + PAUSE_SECONDS
            return False
        if not line:
            return False
        async with self._database.writing(tenant_id) as connection:
            await store.cosign(connection, tenant_id, newest.size, line)
        return True

    async def _ask(self, tenant_id: str, newest: store.StoredCheckpoint, old_size: int) -> str:
        """The witness's line under this checkpoint, checked; empty when it refuses."""
        answer = await self._submit(tenant_id, newest, old_size)
        if answer.status == 409:
            seen = int(answer.content)
            if seen > newest.size or seen == old_size:
                # It has signed what we do not have: the log was rolled back, or there are two of it.
                log.error("the witness has seen another log: %s of %s entries", tenant_id, seen)
                self._away_until = time.monotonic() + PAUSE_SECONDS
                return ""
            answer = await self._submit(tenant_id, newest, seen)
        if answer.status != 200:
            log.error("the witness refuses: %s %s", tenant_id, answer.status)
            self._away_until = time.monotonic() + PAUSE_SECONDS
            return ""
        lines = [f"{line}\n" for line in answer.content.split("\n") if f" {self._witness.key.name} " in line]
        for line in lines:
            if self._witness.key.cosigned_at(Note.read(newest.signed + line)) is not None:
                return line
        raise NoteUnreadable("no line is the witness's")

    async def _submit(self, tenant_id: str, newest: store.StoredCheckpoint, old_size: int) -> _Answer:
        steps: list[bytes] = []
        if 0 < old_size <= newest.size:
            wanted = places_for(lambda node: consistency(old_size, newest.size, node))
            async with self._database.reading(tenant_id) as connection:
                tiles = await store.tiles(connection, tenant_id, wanted)
            steps = consistency(old_size, newest.size, lambda level, at: node_in(tiles, level, at))
        request = Request(old_size, tuple(steps), newest.signed)
        return await asyncio.to_thread(self._post, request.body)

    def _post(self, body: bytes) -> _Answer:
        parts = urlsplit(self._witness.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS_MAX)
        try:
            connection.request("POST", f"{parts.path}/add-checkpoint", body)
            answer = connection.getresponse()
            return _Answer(answer.status, answer.read(REQUEST_BYTES_MAX).decode())
        finally:
            connection.close()
