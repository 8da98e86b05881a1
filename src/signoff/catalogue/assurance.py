"""The table `[assurance]` of a pack: how sure a carrier must be of a person, and how long others can stop an ending.

What a pack leaves out is as `signoff.domain.step_up` has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signoff.catalogue.pack import Stated
from signoff.catalogue.toml_table import Table, a_whole_number, a_word, list_of
from signoff.domain.step_up import PERMISSIVE, Assurance, CallerProof, Channel, Risk, StepUp

HOURS_MAX = 24 * 90
"""A quarter of a year: whoever has to wait longer has another carrier's line by then."""


@dataclass(frozen=True, slots=True)
class PackAssurance:
    """What the pack states, each value with what stands behind it; only what is there is kept."""

    numbers: Mapping[str, Stated[int]]
    required: Mapping[Risk, Mapping[Channel, Stated[Assurance]]]
    stop_hours: Mapping[Risk, Stated[int]]
    callers: Stated[tuple[CallerProof, ...]] | None = None

    @property
    def values(self) -> Mapping[str, Stated[object]]:
        """Every stated value by its key below `assurance`."""
        found: dict[str, Stated[object]] = dict(self.numbers.items())
        for risk, stated in self.stop_hours.items():
            found[f"{risk}.stop_hours"] = stated
        for risk, channels in self.required.items():
            found |= {f"{risk}.{channel}": stated for channel, stated in channels.items()}
        return found if self.callers is None else found | {"callers": self.callers}


NUMBERS = ("sim_change_hours", "large_sum_minor")


def read_assurance(table: Table) -> PackAssurance:
    """The table as it stands. Raises PackError."""
    numbers = {key: table.stated(key, a_whole_number) for key in NUMBERS if table.has(key)}
    callers = table.stated("callers", list_of(a_word(CallerProof))) if table.has("callers") else None
    required, stop_hours = {}, {}
    for risk in Risk:
        if not table.has(risk):
            continue
        row = table.table(risk)
        if row.has("stop_hours"):
            stop_hours[risk] = row.stated("stop_hours", a_whole_number)
        required[risk] = {one: row.stated(one, a_word(Assurance)) for one in Channel if row.has(one)}
        row.finish()
    table.finish()
    return PackAssurance(numbers, required, stop_hours, callers)


def step_up_of(stated: PackAssurance) -> StepUp:
    """The rules of an ending. What is UNKNOWN, or not said of a channel, is as strict as can be."""
    known = {key: value for key, one in stated.numbers.items() if (value := one.value) is not None}
    required = dict(PERMISSIVE.required)
    for risk, channels in stated.required.items():
        required[risk] = {one: said.value or Assurance.IDENTIFIED for one, said in channels.items()}
    hours = dict(PERMISSIVE.stop_hours)
    hours |= {risk: value for risk, one in stated.stop_hours.items() if (value := one.value) is not None}
    return StepUp(
        required=required,
        sim_change_hours=known.get("sim_change_hours", PERMISSIVE.sim_change_hours),
        large_sum_minor=known.get("large_sum_minor", PERMISSIVE.large_sum_minor),
        stop_hours=hours,
        callers=PERMISSIVE.callers if stated.callers is None else stated.callers.value or PERMISSIVE.callers,
    )
