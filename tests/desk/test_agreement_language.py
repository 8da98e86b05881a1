"""An agreement is signed in the language of the page, and papers are in the language that was signed."""

from __future__ import annotations

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.requirement import RequirementKind
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from tests.engine.stage import Stage


async def test_what_was_read_in_another_language_is_what_is_signed_and_written(
    app: App, stage: Stage
) -> None:
    """Asked for in English, signed in Chinese: both papers are Chinese and name the hash; the news stays English."""
    person = stage.person(app.desk, await stage.line())
    view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    token = await person.ask()
    chinese = await app.desk.agreement(token, "zh-Hans")
    assert view.agreement is not None
    assert chinese is not None
    assert (view.agreement.language, chinese.language) == ("en", "zh-Hans")
    assert view.agreement.text_sha256 != chinese.text_sha256

    await person.say("code/2", a.WantCode())
    signature = a.SignAgreement("Ana Lei", await person.code(2), chinese.text_sha256)
    assert await person.say("sign", signature) is None
    ended = await person.walk()
    await stage.at_rest()

    for kind, field in (("agreement", "text_sha256"), ("certificate", "agreement_sha256")):
        pdf = await app.desk.document(token, kind)
        assert pdf is not None
        said = verify(pdf, read_trust(app.settings.signing_keys)).certificate
        assert said is not None
        assert said["language"] == "zh-Hans"
        assert said[field] == chinese.text_sha256
        if kind == "agreement":
            assert tuple(said["paragraphs"]) == chinese.paragraphs
    assert ended.language == "en"
    await stage.expect_sound()
