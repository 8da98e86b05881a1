"""What a minus means in a column of amounts some of which may be marked CR or DR, and when that cannot be told.

A mark speaks for its own row; of the others it says something only where marks and signs of a file go together. A word
for money in or out in a column of its own is a mark like these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ChargeSign(StrEnum):
    """How a charge is written where its row is not marked."""

    MINUS = "minus"
    PLAIN = "plain"


INTO, OUT, NOT_KNOWN = "cr", "dr", "?"
"""What a row is marked: money in, money out, or by a word that nobody here knows."""


@dataclass(frozen=True, slots=True)
class Written:
    """How an amount is written: its mark if any, and with `-`, `+` or neither; brackets are a minus."""

    mark: str
    sign: str

    @property
    def is_told(self) -> bool:
        """Whether its mark says by itself which way the money went."""
        return self.mark in (INTO, OUT)


def charge_sign(amounts: Iterable[Written], *, is_account: bool) -> ChargeSign | None:
    """How the rows without a mark write a charge, None where nothing shows it.

    `is_account` says that each balance is the one beside it with the amount added.
    """
    signs: dict[str, set[str]] = {mark: set() for mark in ("", INTO, OUT, NOT_KNOWN)}
    for amount in amounts:
        signs[amount.mark].add(amount.sign)
    unmarked, into, out = signs[""] | signs[NOT_KNOWN], signs[INTO], signs[OUT]
    if into and out and ("-" in into) is not ("-" in out):  # every sign is explained by the marked rows
        if out == {"-"}:
            return ChargeSign.MINUS
        if into == {"-"}:
            return ChargeSign.PLAIN
    if unmarked == {"-"}:
        return ChargeSign.MINUS if "-" not in into and out <= {"-"} else None
    if unmarked == {""}:  # what came in is marked, if anything is: what is not went out
        return None if out or signs[NOT_KNOWN] else ChargeSign.PLAIN
    if unmarked == {"-", "+"}:  # each row says by itself which way it went
        return ChargeSign.MINUS if "-" not in into and "+" not in out else None
    return ChargeSign.MINUS if is_account and "-" in unmarked else None
