"""A guided case that is erased leaves no personal value anywhere, whatever stands open, and its link says so."""

from __future__ import annotations

import base64
import hashlib

import psycopg
import pytest
from psycopg import sql

from signoff.app import App
from signoff.catalogue.languages import OFFERED
from signoff.domain.guidance import TENANT, Task
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.store import reading
from signoff.systems.messages.sandbox import SandboxMessages
from signoff.testing.audit import audit
from tests.desk.test_erasure import Secrets, _dump, _found
from tests.guided.keeper import MAIL, NUMBER, Keeper, Near
from tests.guided.test_cases import at_rest, quick

__all__ = ["quick"]

pytestmark = pytest.mark.usefixtures("quick")

SECRETS = Secrets((NUMBER, NUMBER[-8:], MAIL, "quetzal.example", "Quirina", "ZX-7788-QQ"))


async def test_nothing_personal_is_left_and_the_link_says_so(app: App, product_dsn: str) -> None:
    """Erased in the middle: note, number, address, photo and documents are gone; the journal still holds."""
    keeper = Keeper(Near(app.guided))
    await keeper.keep()
    for task in (Task.UNLINK, Task.SETTLE, Task.ASK_CARRIER):
        await keeper.say(task)
    await keeper.add()
    kept = await app.guided.evidence(keeper.token, 1)
    assert kept is not None
    kept_sha256 = hashlib.sha256(kept.content).hexdigest()
    photo = Secrets((base64.b64encode(kept.content[100:400]).decode(),))
    assert _found(SECRETS, _dump(product_dsn)) == []

    assert await app.guided.erase(keeper.token, key="erase") is None
    await at_rest(app)
    view = await keeper.view()
    dump = _dump(product_dsn)

    assert _found(SECRETS, dump) == _found(photo, dump) == []
    assert kept.content[100:400] not in dump
    assert view.erased_at is not None
    assert (view.identifier, view.contact_masked, view.situation) == ("", "", None)
    assert not any(task.note for task in view.tasks)
    async with app.database.reading(TENANT) as connection:
        journal = [body for _, body, _ in await reading.journal(connection, TENANT, keeper.case_id)]
    told = [app.texts.say("guided.erased.text", language) for language in OFFERED]
    assert any(b"TaskDone" in body and b"ask_carrier" in body and b"call" in body for body in journal)
    assert any(kept_sha256.encode() in body for body in journal)
    assert all(
        "SHA-256" in text for text in told
    )  # that steps and fingerprints stay is told in each language
    assert await app.guided.evidence(keeper.token, 1) is None
    assert await app.guided.everything(keeper.token) is None
    assert await app.guided.document(keeper.token, "acknowledgement") is None
    with psycopg.connect(product_dsn) as connection:
        for table in ("sealed", "case_keys", "documents"):
            query = sql.SQL("select count(*) from signoff.{} where case_id = %s").format(
                sql.Identifier(table)
            )
            assert connection.execute(query, [keeper.case_id]).fetchall() == [(0,)], table
    assert await audit(app.database, [TENANT]) == []


async def test_what_was_sent_is_taken_out_of_the_outbox_too(app: App, product_dsn: str) -> None:
    """Address, code, link and text; also a message that arrives when the case is gone; others keep theirs."""
    keeper, other = Keeper(Near(app.guided)), Keeper(Near(app.guided), key="other")
    await keeper.keep()
    await other.keep(mail="other@elsewhere.example")
    await at_rest(app)
    view = await keeper.view()
    secrets = Secrets((MAIL, view.case_code, keeper.token))
    assert _found(secrets, _outbox(product_dsn))

    assert await app.guided.erase(keeper.token, key="erase") is None
    assert _found(secrets, _outbox(product_dsn)) == []
    late = Contact(ContactKind.EMAIL, MAIL)
    await SandboxMessages(app.sandbox, TENANT).send(f"{keeper.case_id}/late/1", late, subject="", text="late")
    await keeper.view()

    assert _found(secrets, _outbox(product_dsn)) == []
    assert len(await app.sandbox.books.outbox("other@elsewhere.example")) == 1


def _outbox(dsn: str) -> bytes:
    """Every word of the sandbox's outbox."""
    with psycopg.connect(dsn) as connection:
        return repr(connection.execute("select * from sandbox.outbox").fetchall()).encode()


async def test_an_erased_case_takes_nothing_any_more(app: App, product_dsn: str) -> None:
    """Neither words nor files, however they come; erasing it once more is refused."""
    keeper = Keeper(Near(app.guided))
    await keeper.keep()
    await app.guided.erase(keeper.token, key="erase")

    assert await keeper.say(Task.UNLINK) == Refusal(Reason.ALREADY_OVER)
    assert await keeper.add() == Refusal(Reason.ALREADY_OVER)
    assert await app.guided.erase(keeper.token, key="again") == Refusal(Reason.ALREADY_OVER)
    await at_rest(app)
    assert _found(SECRETS, _dump(product_dsn)) == []
