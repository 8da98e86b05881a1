"""A certificate holds on its own: years later, when nothing of its case can be read any more."""

from __future__ import annotations

import json
from pathlib import Path

from signoff.app import App
from signoff.domain import event as e
from signoff.engine.submission import Submission
from signoff.evidence.signer import export_trust
from signoff.evidence.standalone.archive import archive
from signoff.evidence.trust import read_trust
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.stage import ENDINGS, Stage, expect_certificate
from tests.evidence.bare import TEN_YEARS, run_alone, unpacked
from tests.evidence.contents import wording_of
from tests.evidence.two_verifiers import both

ENDING = ENDINGS[0]


async def test_a_certificate_holds_after_its_case_was_erased(
    app: App, stage: Stage, clock: MovableClock, tmp_path: Path
) -> None:
    """The case's key is destroyed and its documents are gone here; what the holder kept says the same as before.

    Ten years on, by either verifier, with the public keys that were handed over beside it; its place in the log too.
    """
    person = stage.person(app.desk, await stage.line(ENDING), ENDING.carrier_id)
    expect_certificate(await person.walk())
    await stage.at_rest()
    token, signing = await person.ask(), app.settings.signing_keys
    pdf = await app.desk.document(token, "certificate")
    assert pdf is not None
    place = unpacked(
        archive(pdf, lambda folder: export_trust(signing, folder), wording_of("en").say), tmp_path / "kept"
    )
    before = both(pdf, read_trust(place / "keys"))

    clock.move(TEN_YEARS * 86_400.0)
    erasure = Submission(ENDING.carrier_id, person.case_id, event=e.ErasureWanted("erase", app.clock()))
    assert (await app.committer.submit(erasure)).refusal is None

    assert await app.desk.document(token, "certificate") is None
    after = both((place / "certificate.pdf").read_bytes(), read_trust(place / "keys"))
    said = run_alone(place, "--json", days_ahead=TEN_YEARS)
    assert after == before
    assert after.genuine
    assert after.logged is not None
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["certificate"] == after.certificate
