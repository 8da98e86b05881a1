"""What a link opens: from memory where nobody has gone on with the case, from the store where another process has."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.app import App, running
from signoff.config import Settings
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.requirement import RequirementKind
from signoff.store import reading

pytestmark = pytest.mark.database


async def test_a_case_is_read_again_only_when_another_process_went_on_with_it(
    still: App, product_dsn: str, product_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of the first process shows at once what was said at the second."""
    number, contact = (
        Identifier(IdentifierKind.NUMBER, "+85366800001"),
        Contact(ContactKind.EMAIL, "me@example.org"),
    )
    asked = await still.desk.ask(a.Ask("ctm", number, contact, None, "en"), key="1", source="here")
    assert isinstance(asked, Asked)
    reads: list[str] = []
    opened = reading.opened

    async def counted(*values: object) -> object:
        reads.append("read")
        return await opened(*values)  # type: ignore[arg-type] # whatever it is called with

    monkeypatch.setattr(reading, "opened", counted)
    before = await still.desk.view(asked.token)
    assert (before.requirement, reads) == (RequirementKind.CONFIRM_LINE, [])

    async with running(Settings(data_directory=product_folder), product_dsn, carries_out=False) as other:
        assert await other.desk.answer(asked.token, a.ConfirmLine(), key="2", source="here") is None
    after = await still.desk.view(asked.token)

    assert (after.requirement, reads) == (RequirementKind.PROVE_POSSESSION, ["read"])
    assert (after.identifier_masked, after.contact_masked) == (
        before.identifier_masked,
        before.contact_masked,
    )
