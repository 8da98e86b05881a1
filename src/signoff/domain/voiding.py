"""The fact that a signature holds no more, whatever the reason is; pure."""

from __future__ import annotations

from datetime import datetime

from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.case import Case, Reserve
from signoff.domain.void_reason import VoidReason


def voided(
    case: Case, at: datetime, *, is_too_weak: bool, why: VoidReason | None = None
) -> f.SignatureVoided:
    """A balance that is held is given back in a while, unless it is signed anew."""
    why = why or (VoidReason.LINE if is_too_weak else VoidReason.AMOUNTS)
    lapses_at = at + limits.RESERVE_LIFE if case.money.reserve is Reserve.HELD else None
    return f.SignatureVoided(at, at + limits.CASE_LIFE, lapses_at, is_too_weak, is_remembered=True, why=why)


def why_void(fact: f.SignatureVoided | f.CutRefused) -> VoidReason:
    """Why a signature counts no more; a cut is refused for what its line has become."""
    if isinstance(fact, f.CutRefused):
        return VoidReason.LINE
    return fact.why or (VoidReason.LINE if fact.is_too_weak else VoidReason.AMOUNTS)
