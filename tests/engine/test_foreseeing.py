"""What the committer foresees: right while its memory is, and looked for anew where another worker went on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.case import Proof
from signoff.store.batch import Looks
from tests.engine.stage import ENDINGS, Stage

CARRIER = ENDINGS[1].carrier_id


async def test_what_an_old_memory_did_not_foresee_is_looked_for_anew(
    app: App, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker found the line meanwhile: its counts and its holder are needed, not those of what was typed."""
    overtaken: list[bool] = []
    holds = Looks.holds

    def noting(before: Looks, needed: Looks) -> bool:
        overtaken.append(not holds(before, needed))
        return holds(before, needed)

    person = stage.person(app.desk, await stage.line())
    await person.ask()
    await person.say("confirm", a.ConfirmLine())
    await person.say("code/1", a.WantCode())
    code = await person.phone.code(person.case_id, 1)
    await stage.calls_made()
    known = app.committer.recent.known(CARRIER, person.case_id)
    assert known is not None
    old = replace(known.case, version=1, proof=Proof())
    app.committer.recent.keep(CARRIER, old, known.head, known.key)
    monkeypatch.setattr(Looks, "holds", noting)

    assert await person.say("give", a.GiveCode(code)) is None
    assert overtaken[0]
    assert (await person.view()).state == "open"
    await stage.expect_sound()
