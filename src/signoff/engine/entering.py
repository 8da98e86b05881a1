"""Enters facts in the log, off the commit path: tree, checkpoint and places in one transaction, one tenant at a time.

Whoever needs a proof asks for a round; those who come while one is under way share the next. What is signed always
extends the checkpoint that is stored: what does not fit it is never signed over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from signoff.domain.document import LogProof
from signoff.engine import crash
from signoff.engine.ending import is_ending, rest
from signoff.evidence.checkpoint import Checkpoint, UnknownLog, open_checkpoint
from signoff.evidence.log_keys import LogKeys
from signoff.evidence.logged import leads_to
from signoff.evidence.merkle import Node, inclusion
from signoff.evidence.note import NoteSigner, NoteUnreadable
from signoff.evidence.tiles import Growing, TilesWrong, edge_of, node_in, places_for
from signoff.store import log as store
from signoff.store.database import CONFLICTS, Database, StoreError
from signoff.store.exchange import Exchange

EVERY_SECONDS = 1.0
"""How long a fact may stand in no tree when nobody asks for its proof."""

GATHER_SECONDS = 0.02
"""How long a round waits for others to share it: less than drawing a certificate takes."""

BETWEEN_SECONDS = 0.1
"""How long after the beginning of a round the next one of its log begins at the earliest: a busy log gathers more."""

KNOWN_MAX = 2_000
"""Facts of the last rounds whose places are known here; then it begins anew with the next round."""

ROUND_MAX = 2_000
"""Facts in one transaction at the most: its hashing keeps the loop for a few milliseconds."""

log = logging.getLogger(__name__)

Cosign = Callable[[str], Awaitable[bool]]
"""Asks a witness to sign a tenant's newest checkpoint too; whether it is signed now."""


class LogBroken(Exception):
    """What is stored of the log is not what was signed: nothing more is entered until a person has looked."""


@dataclass(frozen=True, slots=True)
class _Entered:
    """What the last rounds of a tenant entered here: where each fact stands, and all that their proofs need.

    What stays true in a tree that grows is kept: tiles get longer, complete subtrees never change.
    """

    checkpoint: Checkpoint
    note: str
    tiles: Mapping[store.Place, bytes]
    places: Mapping[tuple[str, int], int]  # case id and sequence
    nodes: dict[tuple[int, int], bytes]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises TilesWrong where others have entered what is not known here."""
        found = self.nodes.get((level, index))
        if found is None:
            found = self.nodes[level, index] = node_in(self.tiles, level, index)
        return found


@dataclass(slots=True)
class _Rounds:
    """How many rounds of a tenant have begun here, and the last that was finished."""

    begun: int = 0
    done: int = 0
    began_at: float = float("-inf")  # on the loop's clock
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    entered: _Entered | None = None


class Entering:
    """Enters the facts of these tenants; any number of processes may do it at once."""

    def __init__(
        self, database: Database, keys: LogKeys, tenant_ids: Iterable[str], *, cosign: Cosign | None = None
    ) -> None:
        self._database = database
        self._keys = keys
        self._tenant_ids = tuple(sorted(set(tenant_ids)))
        self._cosign = cosign
        self._rounds: dict[str, _Rounds] = {}
        # At the start nobody knows what a process before left without its witness's line.
        self._unsigned = set(self._tenant_ids) if cosign is not None else set()

    async def run(self) -> None:
        """Enter what waits, every second, until cancelled."""
        while not is_ending():
            try:
                await self.look()
            except (StoreError, OSError) as error:
                log.warning("facts not entered, trying again: %s", type(error).__name__)
            except LogBroken as error:
                log.error("the log is broken: %s", error)
            await rest(EVERY_SECONDS)

    async def look(self) -> None:
        """Enter what waits now. Raises StoreError, LogBroken."""
        if not self._tenant_ids:
            return
        async with self._database.reading(self._tenant_ids[0]) as connection:
            waiting = await store.waiting(connection, self._tenant_ids)
        for tenant_id in waiting:
            await self.enter(tenant_id)
        for tenant_id in sorted(self._unsigned):
            await self._have_cosigned(tenant_id)

    async def enter(self, tenant_id: str) -> None:
        """Every fact committed before this call is in the log when it returns. Raises StoreError, LogBroken."""
        rounds = self._rounds.setdefault(tenant_id, _Rounds())
        came_at = rounds.begun
        async with rounds.turn:
            if rounds.done > came_at:
                return  # a round began after we came, and took our facts with it
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(GATHER_SECONDS, rounds.began_at + BETWEEN_SECONDS - loop.time()))
            rounds.begun, rounds.began_at = rounds.begun + 1, loop.time()
            number = rounds.begun
            while await self._round(tenant_id) == ROUND_MAX:
                continue
            rounds.done = number
            await self._have_cosigned(tenant_id)

    async def _have_cosigned(self, tenant_id: str) -> None:
        """The witness signs what it can; what it did not is asked again at the next look."""
        if self._cosign is not None and not await self._cosign(tenant_id):
            self._unsigned.add(tenant_id)
        else:
            self._unsigned.discard(tenant_id)

    async def proof(self, tenant_id: str, case_id: str, sequence: int, chain: bytes) -> LogProof:
        """That this fact, with this hash, is in the log; it is entered first if it was not yet.

        Raises StoreError, LogBroken.
        """
        found = self._fresh_proof(tenant_id, case_id, sequence)
        if found is None:
            # It was just committed: to look in the store first would be to look twice.
            await self.enter(tenant_id)
            found = self._fresh_proof(tenant_id, case_id, sequence)
        if found is None:
            found = await self._proof(tenant_id, case_id, sequence)
        if found is None:
            raise LogBroken("a fact was not entered")
        proof, checkpoint = found
        # Whoever gets the certificate will look: what they would refuse is not handed out.
        if not leads_to(proof, chain, checkpoint):
            raise LogBroken("a fact is not the one that was entered")
        return proof

    async def _round(self, tenant_id: str) -> int:
        """One transaction; how many facts it entered."""
        signer, entered = self._keys.of(tenant_id), self._rounds[tenant_id].entered
        foreseen = entered.checkpoint.size if entered is not None else 0
        async with self._exchanging(tenant_id) as exchange:
            held = await store.hold(exchange, tenant_id, signer.verifier.line, ROUND_MAX, edge_of, foreseen)
            entries, tiles, size = held.entries, held.tiles, held.state.size
            if not entries:
                return 0
            growing = _grown_from(held, signer, entered)
            growing.append(entry.chain for entry in entries)
            checkpoint = Checkpoint(signer.name, growing.size, growing.root())
            note = signer.sign(checkpoint.text)
            store.enter(exchange, tenant_id, size, entries, growing.changed, note)
            crash.point("log written")
        crash.point("log committed")
        places = {(one.case_id, one.sequence): index for index, one in enumerate(entries, size)}
        tiles, nodes = {**tiles, **growing.changed}, {}
        if entered is not None and len(entered.places) < KNOWN_MAX:
            places, tiles, nodes = {**entered.places, **places}, {**entered.tiles, **tiles}, entered.nodes
        self._rounds[tenant_id].entered = _Entered(checkpoint, note, tiles, places, nodes)
        return len(entries)

    @asynccontextmanager
    async def _exchanging(self, tenant_id: str) -> AsyncIterator[Exchange]:
        """A transaction of one tenant's log. Raises LogBroken when what it stores does not fit what is there."""
        try:
            async with self._database.exchanging(tenant_id) as exchange:
                yield exchange
        except CONFLICTS as error:
            raise LogBroken("what is stored changed while its log was held") from error

    def _fresh_proof(self, tenant_id: str, case_id: str, sequence: int) -> tuple[LogProof, Checkpoint] | None:
        """The proof from what this process entered lately; None when it did not, or a witness's line may be there."""
        rounds = self._rounds.get(tenant_id)
        entered = rounds.entered if rounds is not None else None
        index = entered.places.get((case_id, sequence)) if entered is not None else None
        if entered is None or index is None or self._cosign is not None:
            return None
        try:
            return _proof_in(entered.checkpoint, entered.note, index, entered.node), entered.checkpoint
        except TilesWrong:
            return None

    async def _proof(self, tenant_id: str, case_id: str, sequence: int) -> tuple[LogProof, Checkpoint] | None:
        """The proof from what is stored; None while the fact is not entered."""
        async with self._database.reading(tenant_id) as connection:
            place = await store.place(connection, tenant_id, case_id, sequence)
            newest = await store.newest(connection, tenant_id)
            if place is None or place[0] is None or newest is None:
                return None
            index = place[0]
            wanted = places_for(lambda node: inclusion(index, newest.size, node))
            tiles = await store.tiles(connection, tenant_id, wanted)
        try:
            checkpoint = open_checkpoint(newest.note, [self._keys.of(tenant_id).verifier]).checkpoint
            found = _proof_in(checkpoint, newest.note, index, partial(node_in, tiles))
        except (NoteUnreadable, UnknownLog, TilesWrong) as error:
            raise LogBroken(type(error).__name__) from error
        return found, checkpoint


def _grown_from(held: store.Held, signer: NoteSigner, entered: _Entered | None) -> Growing:
    """The tree as it is stored, which must be the one that was signed last. Raises LogBroken."""
    state, newest = held.state, held.newest
    if state.key != signer.verifier.line:
        raise LogBroken("it was begun with another key")
    try:
        growing = Growing(state.size, held.tiles)
        if newest is None:
            is_whole = state.size == 0
        elif entered is not None and _is_as_entered(held, newest, entered):
            is_whole = True
        else:
            signed = open_checkpoint(newest.signed, [signer.verifier]).checkpoint
            is_whole = signed == Checkpoint(signer.name, state.size, growing.root())
    except (TilesWrong, NoteUnreadable, UnknownLog) as error:
        raise LogBroken(type(error).__name__) from error
    if not is_whole:
        raise LogBroken("the tree is not the one that was signed")
    return growing


def _is_as_entered(held: store.Held, newest: store.StoredCheckpoint, entered: _Entered) -> bool:
    """Whether what is stored is, byte by byte, what this process signed last: then that need not be worked out anew."""
    is_same_tree = (newest.signed, held.state.size) == (entered.note, entered.checkpoint.size)
    return is_same_tree and held.tiles.items() <= entered.tiles.items()


def _proof_in(checkpoint: Checkpoint, note: str, index: int, node: Node) -> LogProof:
    """The proof of the entry at this place in the tree of this checkpoint. Raises TilesWrong."""
    steps = inclusion(index, checkpoint.size, node)
    return LogProof(checkpoint.origin, index, checkpoint.size, tuple(steps), note)
