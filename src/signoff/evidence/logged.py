"""Whether a certificate's facts are in the log: from what stands on it and the keys given, with nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from signoff.domain.document import LogProof
from signoff.evidence.checkpoint import Checkpoint, Cosigner, open_checkpoint
from signoff.evidence.merkle import HASH_BYTES, is_included, leaf_hash
from signoff.evidence.note import NoteUnreadable, Verifier, decoded

_PROOF_STEPS_MAX = 63


class NotLogged(Exception):
    """The proof on the certificate does not lead to a checkpoint of its log."""


@dataclass(frozen=True, slots=True)
class Logged:
    """Where a certificate's facts stand in the log, and who cosigned the checkpoint that says so."""

    origin: str
    index: int
    size: int
    cosigners: tuple[Cosigner, ...]


def leads_to(proof: LogProof, entry: bytes, checkpoint: Checkpoint) -> bool:
    """Whether the proof shows this entry in the tree of the checkpoint."""
    names = (proof.origin, proof.size) == (checkpoint.origin, checkpoint.size)
    return names and is_included(leaf_hash(entry), proof.index, proof.size, proof.proof, checkpoint.root)


def logged(content: Mapping[str, Any], keys: Iterable[Verifier]) -> Logged:
    """Where the facts of a certificate stand. Raises NotLogged, and UnknownLog when no key of that log was given."""
    try:
        proof, entry = _proof(content["log"]), bytes.fromhex(content["facts"]["chain_head"])
        opened = open_checkpoint(proof.checkpoint, keys)
    except (KeyError, TypeError, ValueError, AttributeError, NoteUnreadable) as error:
        raise NotLogged from error
    if len(entry) != HASH_BYTES or not leads_to(proof, entry, opened.checkpoint):
        raise NotLogged
    return Logged(proof.origin, proof.index, proof.size, opened.cosigners)


def _proof(content: Mapping[str, Any]) -> LogProof:
    index, size, steps = content["index"], content["size"], content["proof"]
    if type(index) is not int or type(size) is not int or not isinstance(steps, list):
        raise TypeError("a place in a log is two numbers and a list")
    if len(steps) > _PROOF_STEPS_MAX:
        raise ValueError("no tree is so high")
    return LogProof(content["origin"], index, size, tuple(map(decoded, steps)), content["checkpoint"])
