"""The agreement is the text that was signed, whatever another hand makes of the account before it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.requirement import RequirementKind
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from signoff.store import reading
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.stage import ENDINGS, Stage

ZONE = ZoneInfo("Asia/Macau")


async def test_the_agreement_that_is_drawn_after_the_settlement_is_the_one_that_was_signed(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """On the day more is owed than on the day of the signature; the drawing was late."""
    line = await stage.line(ENDINGS[0])
    today = clock().astimezone(ZONE).date()
    person = stage.person(app.desk, line, ENDINGS[0].carrier_id)
    person.plan = replace(person.plan, ask=replace(person.plan.ask, wanted_on=today + timedelta(days=2)))
    view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    assert view.agreement is not None
    await person.say("code/2", a.WantCode())
    signature = a.SignAgreement("Ana Lei", await person.code(2), view.agreement.text_sha256)
    assert await person.say("sign", signature) is None
    await stage.calls_made()
    await app.sandbox.hands.owe(line.handle, 77_00)
    clock.move((datetime.combine(today + timedelta(days=3), time(9), ZONE) - clock()).total_seconds())
    ended = await person.walk()
    await stage.at_rest()

    token, trust = await person.ask(), read_trust(app.settings.signing_keys)
    keys = app.keys.of(ENDINGS[0].carrier_id)
    async with app.database.reading(keys.tenant_id) as connection:
        found = await reading.opened(connection, keys, person.case_id, [])
    assert found is not None
    case, carrier = found.case, app.catalogue.carriers[ENDINGS[0].carrier_id]
    drawn = app.desk.papers.agreement(case, carrier, line, "Ana Lei", person.plan.destination)
    assert ended.quote is not None
    assert view.quote is not None
    assert ended.quote.total_minor == view.quote.total_minor - 77_00
    assert drawn.text_sha256 == case.answers.text_sha256 == view.agreement.text_sha256
    pdf = await app.desk.document(token, "certificate")
    assert pdf is not None
    said = verify(pdf, trust).certificate
    assert said is not None
    assert said["agreement_sha256"] == view.agreement.text_sha256
    await stage.expect_sound()
