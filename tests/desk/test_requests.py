"""Request and case: a stranger learns nothing and hinders nobody; what is proven twice is one case."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace

import psycopg
import pytest

from signoff.app import App
from signoff.desk import NoSuchCase
from signoff.domain import answer as a
from signoff.domain.line import Identifier, IdentifierKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.testing.audit import second_effects
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Stage, another_desk, expect_certificate

# What a view of a request that has proven nothing may differ in from any other such request.
OWN = {"case_code", "requested_at", "identifier_masked", "contact_masked", "code"}


def _apart_from_own(view: CaseView) -> dict[str, object]:
    return {field.name: getattr(view, field.name) for field in fields(view) if field.name not in OWN}


async def test_a_strangers_request_learns_nothing_and_hinders_nobody(app: App, stage: Stage) -> None:
    """Before, while and after the holder ends the line, the stranger's link shows what it would for any number."""
    line = await stage.line()
    holder = stage.person(app.desk, line, key="holder")
    stranger = stage.person(app.desk, line, key="stranger")
    idle = stage.person(app.desk, replace(line, numbers=("+85362599999",)), key="idle")
    seen, anywhere = [], []
    for person in (stranger, idle):
        await person.say("confirm", a.ConfirmLine())
        await person.say("code/1", a.WantCode())
        await person.say("guess", a.GiveCode("000000"))

    async def look() -> None:
        await stage.calls_made()
        seen.append(_apart_from_own(await stranger.view()))
        anywhere.append(_apart_from_own(await idle.view()))

    await look()
    await holder.prove()
    await look()
    view = await holder.walk()
    await look()

    expect_certificate(view)
    assert seen == anywhere
    assert seen[0]["quote"] is None
    assert seen[0]["sim_kind"] is None
    assert seen[0]["claims"] == ()
    for kind in ("agreement", "certificate"):
        assert await app.desk.document(await stranger.ask(), kind) is None
    await stage.expect_sound()


async def test_two_who_prove_one_line_share_one_case(app: App, stage: Stage) -> None:
    """The second link shows the case of the first and can go on with it; each keeps their own acknowledgement."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.prove()
    await second.prove()
    joined = await second.view()
    await stage.calls_made()
    own = await app.desk.document(await second.ask(), "acknowledgement")

    view = await first.walk()
    ended = await second.view()

    assert joined.case_code == view.case_code == ended.case_code
    expect_certificate(ended)
    assert ended.contact_masked != view.contact_masked
    assert own is not None
    assert own != await app.desk.document(await first.ask(), "acknowledgement")
    certificates = [await app.desk.document(await person.ask(), "certificate") for person in (first, second)]
    assert certificates[0] == certificates[1] is not None
    assert second_effects(await stage.sandbox.books.effects(line.handle)) == []
    await stage.expect_sound()


async def test_the_answer_that_joined_is_given_again_to_whoever_repeats_it(app: App, stage: Stage) -> None:
    """The proof's own reply was lost: the same key gets the same answer, though the link leads elsewhere by now."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.prove()
    await second.prove()
    code = a.GiveCode(await second.phone.code(second.case_id, 1))

    again = await app.desk.answer(await second.ask(), code, key="second/possession", source="s")
    other = await app.desk.answer(
        await second.ask(), a.GiveCode("123456"), key="second/possession", source="s"
    )
    new = await app.desk.answer(await second.ask(), code, key="second/new", source="s")

    assert again is None
    assert other == Refusal(Reason.KEY_REUSED)
    assert new == Refusal(Reason.NOT_NOW)


async def test_one_key_in_two_hands_stands_for_two_things(app: App, stage: Stage) -> None:
    """Two askers of one case may use the same key without hearing each other's answers."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.prove()
    await second.prove()
    tokens = [await person.ask() for person in (first, second)]

    said = [await app.desk.answer(tokens[0], a.GiveCode("111111"), key="k", source="s")]
    said.append(await app.desk.answer(tokens[1], a.Withdraw(), key="k", source="s"))

    assert said == [Refusal(Reason.NOT_NOW), None]
    assert (await first.view()).state == "withdrawn"


@pytest.mark.parametrize("turn", range(4))
async def test_proven_at_once_on_two_workers_is_one_case(app: App, stage: Stage, turn: int) -> None:
    """By number, ICCID and the other number of the card, at the same moment, on two committers: one case."""
    line = await stage.line(ENDINGS[0])
    identifiers = (
        Identifier(IdentifierKind.NUMBER, line.numbers[0]),
        Identifier(IdentifierKind.NUMBER, line.numbers[1]),
        Identifier(IdentifierKind.ICCID, line.iccid),
        Identifier(IdentifierKind.ICCID, line.iccid[:-1]),
    )
    async with another_desk(app) as elsewhere:
        desks = (app.desk, elsewhere)
        people = [
            stage.person(desks[place % 2], line, "ctm", identifier=identifier, key=f"{turn}/{place}")
            for place, identifier in enumerate(identifiers)
        ]
        await asyncio.gather(*(_ready(person) for person in people))
        await asyncio.gather(*(person.prove() for person in people))
        views = [await person.view() for person in people]

    assert len({view.case_code for view in views}) == 1
    assert {view.state for view in views} == {"open"}
    await stage.expect_sound()


async def _ready(person: Person) -> None:
    """All but the proof itself."""
    await person.say("confirm", a.ConfirmLine())
    await person.say("code/1", a.WantCode())
    await person.phone.code(person.case_id, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token.upper(),
        lambda token: token.replace("~", ""),
        lambda token: "nobody" + token[token.index("~") :],
        lambda token: "ctm" + token[token.index("~") :],
        lambda token: token.split("~")[0] + "~~" + token.split("~")[2],
        lambda token: token[:-1] + "\ud800",
        lambda token: token[:-1] + "\0",
        lambda token: "~".join(reversed(token.split("~"))),
    ],
)
async def test_a_link_that_was_touched_opens_nothing(app: App, stage: Stage, spoil) -> None:
    """One letter less, more or other, another tenant, no tenant: no case, and no error that says why."""
    person = stage.person(app.desk, await stage.line())
    token = spoil(await person.ask())

    for call in (
        app.desk.view(token),
        app.desk.document(token, "acknowledgement"),
        app.desk.answer(token, a.ConfirmLine(), key="k", source="s"),
        anext(app.desk.changes(token)),
    ):
        with pytest.raises(NoSuchCase):
            await call


@pytest.mark.parametrize("codes", [("", ""), ("\0", "x"), ("AAAAA-AAAAA", "\ud800"), ("' or 1=1 --", "x")])
async def test_a_claim_with_nonsense_opens_nothing(app: App, codes: tuple[str, str]) -> None:
    """Whatever is typed for case code and claim code is no error of the program."""
    with pytest.raises(NoSuchCase):
        await app.desk.claim(*codes, source="s")


async def test_a_claim_code_opens_the_case_of_whom_no_message_reaches(app: App, stage: Stage) -> None:
    """With the right code, that case and no other; tries from one source are numbered."""
    people = [stage.person(app.desk, await stage.line()) for _ in range(2)]
    views = [await person.walk() for person in people]
    codes = [str(view.claim_code) for view in views]

    opened = await app.desk.claim(views[0].case_code, codes[0], source="s")

    assert opened == people[0].token
    for case_code, claim_code in ((views[0].case_code, codes[1]), (views[1].case_code, codes[0])):
        with pytest.raises(NoSuchCase):
            await app.desk.claim(case_code, claim_code, source="s")
    tries = 0
    while not isinstance(await _tried(app, views[0].case_code), Refusal):
        tries += 1
        assert tries < 100
    assert await app.desk.claim(views[0].case_code, codes[0], source="somebody else") == people[0].token


async def _tried(app: App, case_code: str) -> str | Refusal | None:
    try:
        return await app.desk.claim(case_code, "AAAAA-AAAAA", source="guesser")
    except NoSuchCase:
        return None


async def test_a_signature_may_be_bound_to_any_nonsense_and_is_refused(app: App, stage: Stage) -> None:
    """A text hash that is no hash covers no quote."""
    person = stage.person(app.desk, await stage.line())
    await person.walk_to(RequirementKind.SIGN_AGREEMENT)

    for text in ("", "é", "0" * 64, "\0"):
        refusal = await app.desk.answer(
            await person.ask(), a.SignAgreement("Ana Lei", "000000", text), key=f"sign {text!r}", source="s"
        )
        assert refusal == Refusal(Reason.AGREEMENT_CHANGED)


async def test_the_unique_index_holds_a_line_for_one_case_only(
    app: App, stage: Stage, product_dsn: str
) -> None:
    """What the rules promise, the database enforces: two rows with one line cannot be."""
    people = [stage.person(app.desk, await stage.line()) for _ in range(2)]
    for person in people:
        await person.prove()

    with psycopg.connect(product_dsn) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(
            "update signoff.cases set line_index = (select line_index from signoff.cases where id = %s) where id = %s",
            [people[0].case_id, people[1].case_id],
        )
