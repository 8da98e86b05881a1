"""A case begun on an earlier release ends on this one, wherever it stood; its documents are genuine for ever."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from signoff.app import running
from signoff.config import Settings
from signoff.domain.case import State
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from signoff.testing.audit import audit, second_effects
from tests.releases.ending import PACE, Clock, draw_nothing, end
from tests.releases.frozen import Release, releases

RELEASES = pytest.mark.parametrize("release", releases(), ids=lambda release: release.version)


@RELEASES
def test_a_release_leaves_cases_in_every_state_there_was(release: Release) -> None:
    """Every word that a case's state, reserve or steps can have stands in some case that is to be ended."""
    words = release.words["words"]

    assert {case["state"] for case in release.cases} == set(words["State"])
    assert {case["reserve"] for case in release.cases} == set(words["Reserve"])
    assert {status for case in release.cases for status in case["steps"]} == set(words["StepStatus"])
    assert any(case["is_erased"] for case in release.cases)


@RELEASES
async def test_every_case_that_an_earlier_release_began_ends_on_this_one(
    release: Release, database_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row = fold of its journal before and after; people go on with their old links; each effect happens once."""
    release.pour(database_dsn, tmp_path)
    clock = Clock(release.goes_on_at)
    draw_nothing(monkeypatch.setattr)
    async with running(Settings(data_directory=tmp_path), database_dsn, clock=clock, pace=PACE) as app:
        tenants = app.catalogue.carriers
        found = await audit(app.database, tenants)

        states = await end(app, clock, release.cases)

        assert found == []
        assert states == {case["name"]: case["ends"] for case in release.cases}
        assert await audit(app.database, tenants) == []
        effects = [await app.sandbox.books.effects(case["handle"]) for case in release.cases]
        assert [second_effects(of_line) for of_line in effects] == [[] for _ in release.cases]
        cuts = Counter(effect.handle for of_line in effects for effect in of_line if effect.act == "cut")
        assert set(cuts) == {case["handle"] for case in release.cases if case["ends"] == State.ENDED}


@RELEASES
def test_a_certificate_of_an_earlier_release_is_genuine(release: Release) -> None:
    """With the keys that were given away then."""
    pdf = (release.folder / "certificate.pdf").read_bytes()

    found = verify(pdf, read_trust(release.folder / "keys"))

    assert found.genuine
    assert found.problems == ()
