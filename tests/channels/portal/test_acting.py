"""The pages of who acts for the holder: what they say, which papers are asked, and where pictures are not enough."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from signoff.domain import answer as a
from signoff.domain.third_party import STRICT, Paper, Right
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page

CASE = f"/case/{TOKEN}"


async def test_it_is_said_by_a_link_and_a_form_with_the_holders_name(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The name travels in the body; nothing of it stands in an address."""
    hidden = await client.get(f"{CASE}/acting")
    desk.views[TOKEN] = replace(VIEWS["losses"], may_tell_acting=True)
    links = {link["href"] for link in Page((await client.get(CASE)).text).all("a")}
    question = Page((await client.get(f"{CASE}/acting")).text)
    said = question.form("/acting") | {"right": "heir", "holder_name": "Chan Tai Man"}
    answer = await client.post(f"{CASE}/acting", data=said)

    assert (hidden.status_code, answer.status_code) == (303, 303)
    assert f"{CASE}/acting" in links
    assert "Chan" not in answer.headers["location"]
    assert desk.answers == [a.ActFor(Right.HEIR, "Chan Tai Man")]


async def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Both fields at once."""
    desk.views[TOKEN] = replace(VIEWS["losses"], may_tell_acting=True)
    form = Page((await client.get(f"{CASE}/acting")).text).form("/acting")
    empty = Page((await client.post(f"{CASE}/acting", data=form)).text)
    named = await client.post(f"{CASE}/acting", data=form | {"holder_name": "Chan Tai Man"})

    assert {"right-problem", "holder_name-problem"} <= {one.get("id") for one in empty.all("p")}
    assert named.status_code == 422
    assert 'value="Chan Tai Man"' in named.text
    assert desk.answers == []


async def test_it_can_be_taken_back(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """By a button of its own, for whoever acts."""
    desk.views[TOKEN] = VIEWS["authority"]
    page = Page((await client.get(f"{CASE}/acting")).text)
    keys = [one["value"] for one in page.all("input") if one.get("name") == "key"]
    await client.post(f"{CASE}/acting", data={"key": keys[-1], "right": "holder"})

    assert desk.answers == [a.ActFor(None)]


@pytest.mark.parametrize("language", ["en", "km"])
async def test_papers_are_named_with_what_became_of_each(
    client: httpx.AsyncClient, desk: FakeDesk, language: str
) -> None:
    """Only what is missing, or was refused, can be sent."""
    desk.views[TOKEN] = VIEWS["authority"]
    page = Page((await client.get(f"{CASE}?lang={language}")).text)
    offered = [one["value"] for one in page.all("option")]

    assert offered == [Paper.OWN_IDENTITY]
    if language == "en":
        assert "was not enough" in page.text
        assert "The signature or stamp is missing." in page.text


async def test_where_pictures_are_not_enough_there_is_no_form_and_the_shop_is_named(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """In plain words, with every paper to bring and the case code."""
    desk.views[TOKEN] = VIEWS["authority_at_shop"]
    answer = await client.get(CASE)
    page = Page(answer.text)

    assert not [one for one in page.all("input") if one.get("type") == "file"]
    assert "Please bring these papers to a shop" in page.text
    assert VIEWS["authority"].case_code in page.text
    assert page.text.count("needed") >= len(STRICT[Right.PARENT].papers)


async def test_whose_papers_are_in_order_is_told_where_to_sign(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """They are not sent for papers that were seen already."""
    acting = VIEWS["authority_at_shop"].acting
    assert acting is not None
    desk.views[TOKEN] = replace(VIEWS["authority_at_shop"], acting=replace(acting, is_accepted=True))
    page = Page((await client.get(CASE)).text)

    assert "The agreement is signed in a shop" in page.text
    assert "Please bring these papers" not in page.text


async def test_papers_that_are_looked_at_are_said_so_while_the_rest_is_asked(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """And alone, once nothing else is asked."""
    said = "Your papers are looked at"
    desk.views[TOKEN] = replace(VIEWS["losses"], acting=VIEWS["authority_waits"].acting)
    asked = Page((await client.get(CASE)).text).text
    desk.views[TOKEN] = VIEWS["authority_waits"]
    alone = Page((await client.get(CASE)).text).text

    assert said in asked
    assert said in alone


async def test_a_picture_is_taken_of_a_paper_and_of_nothing_else(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The same form address as a document of identity; what it is of is one of the words there are."""
    desk.views[TOKEN] = VIEWS["authority"]
    key = Page((await client.get(CASE)).text).form("/identity")["key"]
    for kind, status in (("own_identity", 303), ("company_stamp", 303), ("a letter of mine", 422)):
        files = {"file": ("paper.jpg", b"\xff\xd8picture", "image/jpeg")}
        answer = await client.post(f"{CASE}/identity", data={"key": key, "document_kind": kind}, files=files)
        assert answer.status_code == status
