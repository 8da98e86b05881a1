"""Looks at the line that credit is to go to, before anything is signed: a question to payments that changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from signoff.domain.answer import ChooseMoneyWay
from signoff.domain.carrier import Carrier, PayoutWay
from signoff.domain.event import MoneyWayChosen
from signoff.domain.line import Identifier, IdentifierKind, Line, same_line
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import RequirementKind
from signoff.engine.committer import Committer
from signoff.engine.submission import Busy
from signoff.ports import NeedsPerson, Systems, SystemsOf, TryLater
from signoff.store import reading
from signoff.store.database import UNREACHABLE, Database
from signoff.store.vault import TenantKeys

ANSWER_SECONDS_MAX = 10.0
"""Somebody waits for the page; what takes longer is asked again later."""


class Unseen(Exception):
    """The carrier's system did not say what is at a number; nothing was recorded."""


async def seen(
    event: MoneyWayChosen,
    answer: ChooseMoneyWay,
    place: tuple[Database, TenantKeys, str],
    carriers: Mapping[str, Carrier],
    systems: SystemsOf,
) -> MoneyWayChosen:
    """The event of an answer to the case at `place`, with what there is where credit is to go.

    Nothing is looked at for a case that does not ask for it. Raises Unseen when the carrier's system does not say, Busy
    when the database is away.
    """
    if event.way is not PayoutWay.OTHER_LINE:
        return event
    database, keys, case_id = place
    async with database.reading(keys.tenant_id) as connection:
        found = await reading.opened(connection, keys, case_id, ["line"])
    line = found.values.get("line") if found is not None else None
    if found is None or not isinstance(line, Line):
        return event
    carrier = carriers[found.case.carrier_id]
    if outstanding(found.case, carrier)[:1] != (RequirementKind.CHOOSE_MONEY_WAY,):
        return event
    if is_of(line, answer.destination):
        return replace(event, is_the_line=True)
    there = await _takes_credit(systems[carrier.id], answer.destination, carrier.currency)
    return replace(event, takes_credit=there)


async def line_of(committer: Committer, database: Database, keys: TenantKeys, case_id: str) -> Line | None:
    """The line of a case; it never changes, so that what is remembered is as good as what is stored."""
    known = committer.recent.known(keys.tenant_id, case_id)
    line = known.values.get("line") if known is not None else None
    if line is None:
        async with database.reading(keys.tenant_id) as connection:
            line = (await reading.personal(connection, keys, case_id, ["line"])).get("line")
    return line if isinstance(line, Line) else None


def is_of(line: Line, destination: str) -> bool:
    """Whether `destination` is this line itself, by any of its numbers or its card."""
    cards = (Identifier(IdentifierKind.ICCID, value) for value in (destination, line.iccid))
    return destination in line.numbers or len({same_line(card) for card in cards}) == 1


async def _takes_credit(systems: Systems, destination: str, currency: str) -> bool:
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            return await systems.payments.takes_credit(destination, currency)
    except (TryLater, NeedsPerson, TimeoutError) as error:
        raise Unseen from error
    except (*UNREACHABLE, OSError) as error:
        raise Busy from error
