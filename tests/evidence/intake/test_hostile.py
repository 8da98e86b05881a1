"""More than a hundred hostile files: refused with a word or made harmless, in little memory, none kept as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from signoff.evidence.intake import Evidence
from tests.evidence.intake.hostile import Hostile
from tests.evidence.intake.hostile_mails import others
from tests.evidence.intake.hostile_pdfs import pdfs
from tests.evidence.intake.hostile_pictures import pictures
from tests.evidence.intake.looked_at import findings
from tests.evidence.intake.rooms import PATIENT_SECONDS, Taken, measured

MEBIBYTE = 1024 * 1024
PEAK_BYTES_MAX = 256 * MEBIBYTE
ENDLESS_SECONDS = 0.7


def wrong(file: Hostile, taken: Taken) -> Iterator[str]:
    """What is wrong with what became of a file."""
    if taken.word not in file.allowed:
        yield f"it ended with {taken.word}"
    if taken.peak_bytes is not None and taken.peak_bytes > PEAK_BYTES_MAX:
        yield f"it took {taken.peak_bytes // MEBIBYTE} MiB"
    if isinstance(taken.result, Evidence):
        yield from findings(taken.result, file.data)


@pytest.mark.slow
@pytest.mark.parametrize("family", [pictures, pdfs, others])
def test_a_hostile_file_is_refused_or_made_harmless(family: Callable[[], list[Hostile]]) -> None:
    """Each ends with one of its words, under 256 MiB; what is kept holds nothing but pixels or plain text."""
    found = []
    for file in family():
        taken = measured(
            file.data, file.name, seconds_max=ENDLESS_SECONDS if file.is_endless else PATIENT_SECONDS
        )
        found += [f"{file.what}: {finding}" for finding in wrong(file, taken)]

    assert not found, "\n".join(found)
