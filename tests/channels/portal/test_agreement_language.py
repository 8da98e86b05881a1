"""The text to sign is in the language of the page, and what is signed is that text."""

from __future__ import annotations

from dataclasses import replace

import httpx

from signoff.domain import answer as a
from signoff.domain.view import AgreementView
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page

CASE = f"/case/{TOKEN}"
CHINESE = AgreementView(("我要注销这条线路。",), "ef" * 32, "zh-Hans")


async def test_whoever_turns_the_page_to_another_language_reads_and_signs_in_it(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Also where the form comes back with a mistake; a page in the text's own language asks for no other."""
    sign = VIEWS["sign"]
    assert sign.agreement is not None
    desk.views[TOKEN] = replace(sign, agreement=replace(sign.agreement, language="en"))
    desk.wordings["zh-Hans"] = CHINESE

    english = (await client.get(f"{CASE}?lang=en")).text
    page = Page((await client.get(f"{CASE}?lang=zh-Hans")).text)
    form = page.form("agreement") | {"name": "李伟", "code": "1"}
    corrected = await client.post(f"{CASE}/agreement?lang=zh-Hans", data=form)
    form = Page(corrected.text).form("agreement") | {"name": "李伟", "code": "493027"}
    await client.post(f"{CASE}/agreement?lang=zh-Hans", data=form)

    assert sign.agreement.paragraphs[0] in english
    assert CHINESE.paragraphs[0] in corrected.text
    assert sign.agreement.paragraphs[0] not in corrected.text
    assert desk.answers == [a.SignAgreement("李伟", "493027", CHINESE.text_sha256)]
