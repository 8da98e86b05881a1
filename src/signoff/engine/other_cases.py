"""The calls that concern all cases of a line: its suspension, and telling the others what is said of it."""

from __future__ import annotations

from signoff.domain import event as e
from signoff.domain import line_news
from signoff.domain.case import Case
from signoff.engine.job import Answer, Job
from signoff.store import listed
from signoff.store.database import Database

CASES_MAX = 200
"""So many cases of one line hear of a loss; the one that holds it is the first of them."""


async def _others(database: Database, job: Job) -> list[Case]:
    index = job.case.proof.line_index
    if index is None:
        return []
    async with database.reading(job.tenant_id) as connection:
        found = await listed.of_line(connection, job.tenant_id, index, CASES_MAX)
    return [one for one in found if one.id != job.case.id]


async def suspend(database: Database, job: Job) -> Answer:
    """Bar a lost SIM for now; where another case has ended the line meanwhile, there was nothing left to bar."""
    done = await job.systems.network.suspend(job.intent.key, job.line())
    id_, since = f"{job.intent.key}/done", job.case.wish.at
    ended = [one.id for one in await _others(database, job) if line_news.is_cut_since(one, since)]
    if ended:
        return Answer(e.LineTold(id_, done.at, ended[0], e.SaidOfLine.ENDED, done.at))
    return Answer(e.LineSuspended(id_, done.at, job.intent.key))


async def tell_line(database: Database, job: Job) -> Answer:
    """Tell the others whom it concerns what this case knows of the line; the one it has joined in any state."""
    said, joined = line_news.said_of_line(job.case), job.case.proof.joined_case_id
    if said is None:
        return Answer(None)
    what, since = said
    found = await _others(database, job)
    told = [one.id for one in found if line_news.concerns(one, what) or one.id == joined]
    key, own = job.intent.key, job.case.id
    heard = ((one, e.LineTold(f"{key}/{one}", job.now, own, what, since, job.case.line_turn)) for one in told)
    return Answer(None, others=tuple(heard))
