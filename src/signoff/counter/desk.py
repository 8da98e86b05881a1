"""What the counter calls: list, find, look, answer for a customer, act. Each names who of the staff speaks.

A look is a fact of the case before anything of it is shown; the rules are in `domain/counter_rules.py`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from signoff.catalogue.display import masked_destination, masked_value
from signoff.counter import acts, approvals
from signoff.counter import guarantees as g
from signoff.counter import view as v
from signoff.desk import EngineDesk, NoSuchCase
from signoff.domain import answer as a
from signoff.domain import counter_act as act
from signoff.domain import counter_event as ce
from signoff.domain import limits
from signoff.domain.approving import quarantine_key
from signoff.domain.assurance import staff_channel
from signoff.domain.caller_codes import ways
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, State
from signoff.domain.code import blocked_until, watched_failures
from signoff.domain.counter_rules import owed_at_shop, takes_bag
from signoff.domain.line import Identifier, SimKind, same_line
from signoff.domain.paying_back import offering
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.resuming import may_resume
from signoff.domain.showing import Shown, messages_of, objections_of, show, shown_values
from signoff.domain.staff import By, May, Role
from signoff.domain.suspended import is_left_suspended
from signoff.domain.tallies import staff_looks
from signoff.engine import destinations, doors
from signoff.engine.agreeing import shown_agreement
from signoff.engine.claiming import JOINED_MAX, code_given, new_code
from signoff.engine.paper import destination_of
from signoff.engine.submission import Busy, Said, Submission
from signoff.ports import NeedsPerson, TryLater
from signoff.staff import Staff
from signoff.store import counting, guaranteed, listed, reading
from signoff.store.vault import as_printed

FOUND_MAX = 50
WAITING_MAX = 500
BREACHED_MAX = 5_000


class NotAllowed(Exception):
    """The role of who asks may not do this, or as often as this."""


@dataclass(frozen=True, slots=True)
class CounterDesk:
    """The counter's door in front of the desk."""

    desk: EngineDesk

    # ------------------------------------------------------------ the list

    async def page(self, staff: Staff, wanted: v.Wanted, most: int) -> list[v.Row]:
        """The newest cases that are wanted, of the tenants that this one serves. Raises NotAllowed."""
        _must(staff.by, May.LIST)
        rows = []
        for tenant_id in staff.serves:
            since, until = self._day(tenant_id, wanted)
            before = wanted.before or (listed.LAST, listed.NO_ID)
            asked = listed.Wanted(wanted.state, wanted.carrier_id, since, until, before)
            async with self.desk.database.reading(tenant_id) as connection:
                rows += [
                    self._row(tenant_id, one) for one in await listed.page(connection, tenant_id, asked, most)
                ]
        rows.sort(key=lambda one: (one.requested_at, one.case_id), reverse=True)
        return rows[:most]

    async def waiting(self, staff: Staff) -> list[v.Row]:
        """What somebody is to look at, the oldest first. Raises NotAllowed."""
        _must(staff.by, May.LIST)
        rows = []
        for tenant_id in staff.serves:
            async with self.desk.database.reading(tenant_id) as connection:
                found = await listed.waiting(connection, tenant_id, WAITING_MAX)
            rows += [self._row(tenant_id, one) for one in found]
        return sorted(rows, key=lambda one: one.requested_at)

    async def guarantees(self, staff: Staff) -> g.Guarantees:
        """What is promised of ended lines, what was charged all the same, and what came back. Raises NotAllowed."""
        _must(staff.by, May.ASSURE)
        counted: list[guaranteed.Counted] = []
        rows: list[g.BreachRow] = []
        is_cut, now = False, self.desk.clock()
        for tenant_id in staff.serves:
            async with self.desk.database.reading(tenant_id) as connection:
                counted += await guaranteed.counted(connection, tenant_id, now)
                cases = await guaranteed.breached(connection, tenant_id, BREACHED_MAX + 1)
            is_cut = is_cut or len(cases) > BREACHED_MAX
            rows += g.rows_of(tenant_id, cases[:BREACHED_MAX])
        counted = [
            one for one in counted if one.carrier_id in self.desk.carriers
        ]  # the pack of another is missing
        rows = [one for one in rows if one.carrier_id in self.desk.carriers]
        return g.guarantees(counted, rows, self.desk.carriers, now, is_cut=is_cut)

    async def find(
        self, staff: Staff, text: str, identifiers: Sequence[tuple[str, Identifier]]
    ) -> list[v.Row]:
        """The cases of a case code, or of a number or card as each carrier reads it. Raises NotAllowed.

        A search counts as a look before it is made, whatever it finds, and is a fact of each case it shows.
        """
        _must(staff.by, May.LIST)
        for tenant_id in staff.serves:
            await self._count_search(staff, tenant_id)
        rows = []
        for tenant_id in staff.serves:
            keys = self.desk.keys.of(tenant_id)
            here = [one for one in identifiers if self.desk.tenants.get(one[0]) == tenant_id]
            indexes = [keys.index(f"{carrier_id}/{same_line(one)}") for carrier_id, one in here]
            line_index = await self._line_index(tenant_id, here)
            async with self.desk.database.reading(tenant_id) as connection:
                found = await listed.found(connection, tenant_id, indexes, line_index, FOUND_MAX)
                if doors.is_plain(text):
                    found += await listed.by_code(connection, tenant_id, as_printed(text))
            rows += [
                self._row(tenant_id, one) for one in found if await self._came_upon(staff, tenant_id, one)
            ]
        return sorted(rows, key=lambda one: one.requested_at, reverse=True)

    async def _count_search(self, staff: Staff, tenant_id: str) -> None:
        """One more of this hour's looks: numbers cannot be tried one by one either. Raises NotAllowed."""
        name = staff_looks(staff.by, self.desk.clock())
        async with self.desk.database.writing(tenant_id) as connection:
            is_counted = await counting.take(connection, tenant_id, name, limits.STAFF_LOOKS_AN_HOUR)
        if not is_counted:
            raise NotAllowed(Reason.TOO_MANY_REQUESTS)

    async def _came_upon(self, staff: Staff, tenant_id: str, one: listed.Listed) -> bool:
        """Whether it now stands with the case who found it: else it is not shown."""
        event = ce.StaffFound(f"{one.case.id}/found", self.desk.clock(), staff.by)
        submission = Submission(tenant_id, one.case.id, event=event)
        outcome = await doors.submitted(self.desk.committer, submission)
        return not isinstance(outcome, Refusal) and outcome.refusal is None

    async def _line_index(self, tenant_id: str, here: Sequence[tuple[str, Identifier]]) -> str | None:
        """The line behind a number or card, where records answer now: it may have been asked for by another name."""
        for carrier_id, identifier in here:
            try:
                line = await self.desk.systems[carrier_id].records.look_up(identifier)
            except (TryLater, NeedsPerson, OSError):
                continue
            if line is not None:
                return self.desk.keys.of(tenant_id).index(f"{carrier_id}/line/{line.handle}")
        return None

    def _row(self, tenant_id: str, one: listed.Listed) -> v.Row:
        return v.row(tenant_id, one, self.desk.carriers[one.case.carrier_id])

    def _day(self, tenant_id: str, wanted: v.Wanted) -> tuple[datetime, datetime]:
        """From when to when a day is, where this tenant's lines are."""
        if wanted.on is None:
            return listed.FIRST, listed.LAST
        carrier_id = self.carriers_of(tenant_id)[0]
        begins_at = datetime.combine(wanted.on, time(), ZoneInfo(self.desk.carriers[carrier_id].time_zone))
        return begins_at, begins_at + timedelta(days=1)

    def carriers_of(self, *tenant_ids: str) -> tuple[str, ...]:
        """The carriers whose lines these tenants end, in the order of the desk."""
        return tuple(one for one, of in self.desk.tenants.items() if of in tenant_ids)

    # ------------------------------------------------------------ one case

    async def look(self, staff: Staff, tenant_id: str, case_id: str, language: str) -> v.CounterView:
        """One case, once the look is written down. Raises NoSuchCase, NotAllowed."""
        self._must_serve(staff, tenant_id)
        await self._write_look(staff, tenant_id, case_id)
        return await self._view(staff, tenant_id, case_id, language)

    async def _write_look(self, staff: Staff, tenant_id: str, case_id: str) -> None:
        event = ce.StaffLooked(f"{case_id}/look", self.desk.clock(), staff.by)
        await self._write(Submission(tenant_id, case_id, event=event))

    async def _write(self, submission: Submission) -> None:
        """What has to stand in the journal before anything is shown. Raises NoSuchCase, NotAllowed."""
        outcome = await doors.submitted(self.desk.committer, submission)
        refusal = outcome if isinstance(outcome, Refusal) else outcome.refusal
        if refusal is not None:
            if refusal.reason is Reason.NOT_NOW:
                raise NoSuchCase
            raise NotAllowed(refusal.reason)

    async def _view(self, staff: Staff, tenant_id: str, case_id: str, language: str) -> v.CounterView:
        desk, keys = self.desk, self.desk.keys.of(tenant_id)
        async with desk.database.reading(tenant_id) as connection:
            found = await reading.opened(connection, keys, case_id, ["identifier", "contact", "line"])
            if found is None or found.case.guided is not None:
                raise NoSuchCase
            case, carrier = found.case, desk.carriers[found.case.carrier_id]
            contacts = (str(one.contact) for one in case.askers)
            names = [*shown_values(case), *approvals.sealed_values(case), *contacts]
            more = await reading.personal(connection, keys, case_id, names)
            values = {**found.values, **more}
            counted = watched_failures(case, carrier, desk.clock())
            failures = await reading.counted(connection, tenant_id, counted)
            calls = await listed.stuck_calls(connection, tenant_id, case_id)
            facts = [fact for fact, _, _ in await reading.journal(connection, tenant_id, case_id)]
        spoken = language if language in desk.papers.texts.languages else case.language
        shown = Shown(
            identifier_masked=masked_value(values.get("identifier")),
            contact_masked=masked_value(values.get("contact")) if case.id in case.requests else "",
            agreement=shown_agreement(desk.papers, case, carrier, values, spoken),
            claim_code=code_given(keys, case, staff.id, desk.clock()),
            destination_masked=masked_destination(case.money.way, destination_of(case, values)),
            other_contact_masked=masked_value(values.get(case.answers.other_contact or "")),
            own=case,
            channel=staff_channel(case, staff.id, desk.clock()),
            blocked_until=blocked_until(carrier, failures, desk.clock()),
        )
        now, view = desk.clock(), show(case, offering(case, carrier), shown)
        is_open = v.is_authenticated(case, staff.id, now)
        return v.CounterView(
            tenant_id=tenant_id,
            case=view if is_open else v.of_caller(case, view, carrier, staff.by, now),
            is_authenticated=is_open,
            counter=case.counter,
            takes_bag=takes_bag(case),
            owed_minor=owed_at_shop(case) if is_open else 0,
            troubles=v.troubles(case, calls, carrier),
            approvals=approvals.approvals_of(case, values, staff.by, desk.clock()),
            may_report_loss=(is_open and view.may_report_loss) or _may_suspend(case, staff.id, now),
            may_ask=approvals.may_ask(case, carrier, staff.by, desk.clock()),
            messages=v.thread(messages_of(case, values), staff.by),
            history=v.history(facts, is_whole=staff.role is Role.AUDITOR),
            joined_case_id=case.proof.joined_case_id,
            picture=case.identity.given,
            objections=objections_of(case, values, None),
            **_beside(case, staff, desk.clock()),
            **_of_caller(case, carrier, staff, desk.clock()),
            claim_places=acts.claim_places(keys, case.id),
            **v.of_requests(case, values, facts, staff.by, now),
        )

    async def document(self, staff: Staff, tenant_id: str, case_id: str, kind: str) -> bytes | None:
        """A paper of an authenticated customer; a look, too. Raises NoSuchCase, NotAllowed."""
        seen = await self.look(staff, tenant_id, case_id, "")
        if not seen.is_authenticated:
            return None
        keys = self.desk.keys.of(tenant_id)
        async with self.desk.database.reading(tenant_id) as connection:
            drawn = await reading.document(connection, keys, case_id, kind)
        return drawn.pdf if drawn is not None else None

    async def picture(
        self, staff: Staff, tenant_id: str, case_id: str, number: int | None = None
    ) -> bytes | None:
        """The newest picture of a document, or the one of this number, for whoever decides on it; a fact first.

        Raises NoSuchCase, NotAllowed.
        """
        _must(staff.by, May.SOLVE)
        await self.look(staff, tenant_id, case_id, "")
        keys = self.desk.keys.of(tenant_id)
        async with self.desk.database.reading(tenant_id) as connection:
            found = await reading.opened(connection, keys, case_id, [])
            if found is None or not found.case.identity.documents:
                return None
        documents = found.case.identity.documents
        wanted = next((one for one in documents if one.number == number), None if number else documents[-1])
        if wanted is None:
            return None
        name, opened = str(wanted.picture), f"{case_id}/picture"
        event = ce.PictureOpened(opened, self.desk.clock(), staff.by, wanted.number)
        await self._write(Submission(tenant_id, case_id, event=event))
        async with self.desk.database.reading(tenant_id) as connection:
            values = await reading.personal(connection, keys, case_id, [name])
        picture = values.get(name)
        return base64.b64decode(picture) if isinstance(picture, str) else None

    # ------------------------------------------------------------ what is said and done

    async def begin(self, staff: Staff, ask: a.Ask, *, key: str) -> tuple[str, str] | Refusal:
        """Record a request for a customer: tenant and case. Raises NotAllowed."""
        _must(staff.by, May.BEGIN)
        tenant_id = self.desk.tenants.get(ask.carrier_id, "")
        self._must_serve(staff, tenant_id)
        asked = await self.desk.ask(ask, key=key, source=f"counter/{staff.id}", by=staff.by)
        return asked if isinstance(asked, Refusal) else (tenant_id, self.desk.keys.of(tenant_id).case_id(key))

    async def answer(
        self, staff: Staff, tenant_id: str, case_id: str, answer: a.Answer, *, key: str
    ) -> Refusal | None:
        """Take down what a customer says. Raises NoSuchCase, NotAllowed."""
        _must(staff.by, May.ANSWER)
        self._must_serve(staff, tenant_id)
        keys, at_first = self.desk.keys.of(tenant_id), case_id
        said = Said(f"counter/{staff.id}/{case_id}", key, doors.content_digest(keys, answer))
        for _ in range(JOINED_MAX):
            try:
                event, private = await self.desk.event_of(
                    keys, at_first, case_id, answer, key, f"counter/{staff.id}"
                )
            except destinations.Unseen:
                return Refusal(Reason.DESTINATION_UNSEEN)
            except Busy:
                return Refusal(Reason.BUSY)
            event = await new_code(self.desk.database, keys, case_id, event, staff.id)
            event = doors.taken(event, staff.by)
            submission = Submission(tenant_id, case_id, event=event, private=private, said=said)
            outcome = await doors.submitted(self.desk.committer, submission)
            if isinstance(outcome, Refusal):
                return outcome
            if outcome.moved_to is None:
                return outcome.refusal
            case_id = outcome.moved_to
        raise NoSuchCase

    async def act(
        self, staff: Staff, tenant_id: str, case_id: str, said: act.Act, *, key: str
    ) -> Refusal | None:
        """Do something at the counter; None when it was done. Raises NoSuchCase."""
        self._must_serve(staff, tenant_id)
        keys = self.desk.keys.of(tenant_id)
        event, private = await acts.event_of(self.desk, keys, case_id, said, key, staff.by)
        known = Said(f"counter/{staff.id}/{case_id}", key, doors.content_digest(keys, said))
        outcome = await doors.submitted(
            self.desk.committer, Submission(tenant_id, case_id, event=event, private=private, said=known)
        )
        if isinstance(outcome, Refusal):
            return outcome
        # A request that joined another case: nothing was done, and nobody acts on a case they have not opened.
        return Refusal(Reason.ALREADY_OVER) if outcome.moved_to is not None else outcome.refusal

    def _must_serve(self, staff: Staff, tenant_id: str) -> None:
        """Another tenant's cases are not there. Raises NoSuchCase."""
        if tenant_id not in staff.serves or tenant_id not in set(self.desk.tenants.values()):
            raise NoSuchCase


def _must(by: By, what: May) -> None:
    if not by.may(what):
        raise NotAllowed(what)


def _may_suspend(case: Case, staff_id: str, at: datetime) -> bool:
    """Whether it is suspended for who was made sure of, before it is proven, or said whose the requests are."""
    if case.lost_at is None and case.state in (State.OPEN, State.AGREED):
        return case.is_unsorted(staff_id, at)
    return case.state is State.REQUESTED and case.lost_at is None and case.is_seen_by(staff_id, at)


def _of_caller(case: Case, carrier: Carrier, staff: Staff, at: datetime) -> dict[str, Any]:
    """By what else than a code to the line somebody who calls can be known."""
    code = case.counter.caller_code
    is_theirs = code is not None and code.staff_id == staff.id and at < code.expires_at
    return {"caller_ways": ways(case, carrier, staff.id, at), "has_caller_code": is_theirs}


def _beside(case: Case, staff: Staff, at: datetime) -> dict[str, Any]:
    """What else there is to do with a case, or not to be asked."""
    return {
        "flags": () if case.is_key_destroyed else case.concerns.open_flags,
        "is_checked": case.is_seen_by(staff.id, at),
        "has_card": case.counter.has_card(at, staff.id),
        "may_resume": may_resume(case, staff.id, at),
        "is_left_suspended": is_left_suspended(case),
        "quarantine_call": quarantine_key(case),
        "is_esim": _is_esim(case, staff.id, at),
    }


def _is_esim(case: Case, staff_id: str, at: datetime) -> bool:
    """Whether there is no card to be scanned; nobody is told before the holder's paper was looked at."""
    traits = case.proof.traits
    return traits is not None and traits.sim_kind is SimKind.ESIM and case.is_seen_by(staff_id, at)
