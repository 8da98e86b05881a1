"""What still lives of a line whose ending is certified: in which system, what is known of it, what would cure it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from signoff.domain.case import Case, State, StepStatus


class LivesIn(StrEnum):
    """A system that can go on serving or charging a line."""

    CHARGING = "charging"  # prepaid money can be spent, or is still held
    BILLING = "billing"  # fees recur
    NETWORK = "network"  # the phone is served
    ESIM = "esim"  # the profile is on its device
    NUMBERS = "numbers"  # the number is assigned, or can be


CURES: Mapping[LivesIn, str] = {
    LivesIn.CHARGING: "settle",
    LivesIn.BILLING: "close_billing",
    LivesIn.NETWORK: "cut",
    LivesIn.ESIM: "release_esim",
    LivesIn.NUMBERS: "quarantine",
}
"""The step of an ending that would end it there."""


class Explanation(StrEnum):
    """What the case itself knows of that step."""

    ORPHAN = "orphan"  # nothing: the case takes it for ended there
    UNDER_WAY = "under_way"  # the system took it and finishes later
    WITH_STAFF = "with_staff"  # it waits for a person, or a person gave it up


@dataclass(frozen=True, slots=True)
class Survivor:
    """An ended line that still lives in a system; `cure` is the name of a step."""

    case_id: str
    case_code: str
    carrier_id: str
    lives_in: LivesIn
    explanation: Explanation
    cure: str


def survivor(case: Case, lives_in: LivesIn) -> Survivor | None:
    """What an ended case says of its line's life in this system; None for a case that is not ended, or is guided."""
    if case.state is not State.ENDED or case.guided is not None:
        return None
    cure = CURES[lives_in]
    return Survivor(case.id, case.code, case.carrier_id, lives_in, _explained(case, cure), cure)


def _explained(case: Case, cure: str) -> Explanation:
    step = case.step(cure)
    if step is None or step.status in (StepStatus.DONE, StepStatus.OPEN):
        return Explanation.ORPHAN
    return Explanation.UNDER_WAY if step.status is StepStatus.UNDER_WAY else Explanation.WITH_STAFF
