"""What the portal's sandbox pages are handed: the demo lines, their outbox, and the hands of others."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Container, Mapping
from contextlib import suppress

from signoff.channels.news.site import LineNews, NotNow
from signoff.channels.portal.parts import DemoLine, LineStanding, PhoneMessage
from signoff.channels.portal.parts import Sandbox as SandboxPages
from signoff.domain.event import LineChange
from signoff.sandbox.box import Sandbox
from signoff.sandbox.hands import DEEDS

CHANGES: Mapping[str, LineChange] = {
    "swap_sim": LineChange.SIM_CHANGED,
    "lock": LineChange.HELD,
    "unlock": LineChange.LET_GO,
    "hold": LineChange.HELD,
    "lift_hold": LineChange.LET_GO,
    "begin_port_out": LineChange.HELD,
    "stop_port_out": LineChange.LET_GO,
    "suspend": LineChange.SUSPENDED,
    "resume": LineChange.RESUMED,
}
"""What a carrier's systems would tell of what other hands have done."""

Tell = Callable[[str, LineNews], Awaitable[None]]


def sandbox_pages(sandbox: Sandbox, tell: Tell, carriers: Container[str]) -> SandboxPages:
    """The pages' view of a sandbox; lines of carriers that are not served (any more) are on no list."""

    async def demo_lines() -> list[DemoLine]:
        return [
            DemoLine(
                carrier_id=found.carrier_id,
                number=found.line.numbers[0],
                iccid=found.line.iccid,
                tariff_kind=found.line.tariff_kind.value,
                sim_kind=found.line.sim_kind.value,
                has_ended=found.has_ended,
            )
            for found in await sandbox.books.demo_lines()
            if found.carrier_id in carriers
        ]

    async def outbox(contact: str) -> list[PhoneMessage]:
        return [
            PhoneMessage(found.sent_at, found.subject, found.text)
            for found in await sandbox.books.outbox(contact)
        ]

    async def delete_profile(iccid: str) -> None:
        await sandbox.hands.device_deleted(iccid)

    async def standing(number: str) -> LineStanding | None:
        found = await sandbox.books.live_line(number)
        if found is None:
            return None
        stands, contacts = found.registered.standing, found.registered.contacts
        return LineStanding(
            is_suspended=stands.is_suspended,
            holds=tuple(hold.value for hold in stands.holds),
            sim_changed_at=stands.sim_changed_at,
            contacts=tuple(contact.value for contact in contacts),
        )

    async def do(number: str, deed: str) -> None:
        found = await sandbox.books.live_line(number)
        if found is not None and deed in DEEDS:
            await DEEDS[deed](sandbox.hands, found.line)
            with suppress(NotNow):  # the case reads how the line stands before it goes on, told or not
                await tell(found.carrier_id, LineNews(secrets.token_hex(16), number, CHANGES[deed]))

    return SandboxPages(demo_lines, outbox, delete_profile, standing, do)
