"""Whether what a person was answered is what the rules say: nothing refused wrongly, nothing accepted wrongly.

A refusal is judged by the page the person had before them, as long as nothing changed before the page after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.sim import rules
from tests.sim.books import Saying
from tests.sim.stored import Stored

if TYPE_CHECKING:
    from tests.sim.people import Somebody
    from tests.sim.world import World

ASKED_FOR = {
    "confirm": {"confirm_line"},
    "code": {"prove_possession", "sign_agreement"},
    "prove": {"prove_possession"},
    "losses": {"acknowledge_losses"},
    "contact": {"give_other_contact"},
    "way": {"choose_money_way"},
    "sign": {"sign_agreement"},
}
OVER = ("ended", "withdrawn", "lapsed", "joined")


@dataclass
class Judge:
    """Judges the sayings of one world; `case_of` says in which case a saying was meant."""

    world: World
    stored: Stored
    case_of: Callable[[Saying], str | None]

    def judge(self, person: Somebody, saying: Saying) -> str | None:
        """What was wrong with the answer, if anything."""
        if saying.is_accepted:
            test: Any = getattr(self, f"_may_accept_{saying.what}", None)
            why = test(person, saying) if test is not None else None
            return f"{saying.what} {saying.key} was accepted: {why}" if why else None
        test = getattr(self, f"_may_refuse_{saying.reason}", None)
        if test is None:
            return f"{saying.what} {saying.key} was refused as {saying.reason}, which nobody can explain"
        if test(person, saying):
            return None
        return f"{saying.what} {saying.key} was refused as {saying.reason}, wrongly"

    # ------------------------------------------------------------ what is known

    @property
    def slack(self) -> timedelta:
        """How far clocks were set back at the most."""
        return timedelta(seconds=92 if "clock jumps" in self.world.plan.kinds else 2)

    def _is_undisturbed(self, saying: Saying, facts: int = 0) -> bool:
        before, after = saying.shown, saying.shown_after
        if before is None or after is None or before.case_code != after.case_code:
            return False
        return bool(after.version == before.version + facts and before.state == after.state)

    def _wants(self, saying: Saying) -> list[Saying]:
        """The codes that were asked for in this case, in order."""
        case_id = self.case_of(saying)
        found = [
            other
            for other in self.world.books.sayings
            if other.what == "code" and other.is_accepted and self.case_of(other) == case_id
        ]
        return sorted(found, key=lambda other: (other.ended, other.began))

    def _row(self, saying: Saying) -> tuple[list[Saying], bool]:
        """The codes before this one whose waits count: none from before a code was used. Second: whether that is sure.

        Nobody waits for the codes of whoever was there before they joined; when the case hears of it is not seen here.
        """
        case_id = self.case_of(saying) or ""
        uses, joins = list[Saying](), list[Saying]()
        for other in self.world.books.people:
            for one in other.said:
                if one.what in ("prove", "sign") and one.is_accepted and self._root(other.case_id) == case_id:
                    (uses if other.case_id == case_id or one.what == "sign" else joins).append(one)
        begins = max((one.ended for one in uses if one.ended <= saying.began), default=0.0)
        is_sure = all(one.ended <= saying.began or one.began >= saying.ended for one in uses)
        is_sure = is_sure and not any(one.began <= saying.ended for one in joins)
        wants = [want for want in self._wants(saying) if want is not saying]
        is_sure = is_sure and all(want.began >= begins or want.ended <= begins for want in wants)
        return [want for want in wants if want.began >= begins], is_sure

    def _root(self, case_id: str | None) -> str | None:
        joined = self.stored.first(case_id or "", "RequestJoined")
        return case_id if joined is None else str(joined["case_id"])

    def _codes_alive(self, saying: Saying) -> tuple[set[str], bool]:
        """The codes that may have been the newest when this was said, and whether it was certainly one and sent."""
        case_id = self.case_of(saying) or ""
        wants = self._wants(saying)
        sure = sum(want.ended < saying.began for want in wants)
        perhaps = sum(want.began <= saying.ended for want in wants)
        sent = self.stored.codes(case_id)
        numbers = range(max(sure, 1), perhaps + 1)
        return {sent[number] for number in numbers if number in sent}, sure == perhaps and perhaps in sent

    def _failures(self, person: Somebody) -> int:
        """Wrong codes of all who tried this line."""
        return sum(
            self.stored.count(other.case_id or "", "CodeFailed")
            for other in self.world.books.people
            if other.planted is person.planted
        )

    def _is_unheeded(self, person: Somebody) -> bool:
        """Whether a right code may be called wrong: the line had its wrong ones; fewer once somebody else ends it."""
        others = [
            one for one in self.world.books.people if one.planted is person.planted and one is not person
        ]
        is_held = any(self.stored.count(one.case_id or "", "LineProven") for one in others)
        return self._failures(person) >= (rules.HELD_LINE_FAILURES if is_held else rules.LINE_FAILURES)

    # ------------------------------------------------------------ accepted

    def _may_accept_ask(self, person: Somebody, saying: Saying) -> str | None:
        wanted_on = saying.said.wanted_on
        if wanted_on is None:
            return None
        first, last = (
            rules.day(saying.began_at - self.slack, person.planted),
            rules.day(_end(saying), person.planted),
        )
        if wanted_on < first or wanted_on > last + timedelta(days=rules.WANTED_DAYS):
            return f"the day {wanted_on} cannot be"
        return None

    def _may_accept_code(self, _: Somebody, saying: Saying) -> str | None:
        row, is_sure = self._row(saying)
        before = [want for want in row if want.ended <= saying.began]
        if not before or not is_sure:
            return None
        if _end(saying) + self.slack < before[-1].began_at + rules.code_wait(len(before)):
            return "another code had to wait"
        return None

    def _may_accept_prove(self, person: Somebody, saying: Saying) -> str | None:
        if not person.is_known:
            return "nobody has this number"
        return self._is_code_bad(saying, saying.said.code)

    def _may_accept_sign(self, _: Somebody, saying: Saying) -> str | None:
        if not saying.said.name.strip():
            return "there is no name under it"
        if saying.said.text_sha256 == "0" * 64:
            return "another text was signed"
        return self._is_code_bad(saying, saying.said.code)

    def _is_code_bad(self, saying: Saying, code: str) -> str | None:
        alive, _ = self._codes_alive(saying)
        if code not in alive:
            return f"the code {code} is none of {sorted(alive)}"
        wants = self._wants(saying)
        newest = [want for want in wants if want.began <= saying.ended][-1]
        life = timedelta(minutes=rules.CODE_MINUTES)
        if saying.began_at > _end(newest) + life + self.slack:
            return "the code was too old"
        return None

    def _may_accept_losses(self, _: Somebody, saying: Saying) -> str | None:
        shown = saying.shown
        if shown is not None and shown.ties and set(saying.said.ties) != set(shown.ties):
            return "not everything was ticked"
        return None

    def _may_accept_contact(self, person: Somebody, saying: Saying) -> str | None:
        contact = saying.said.contact
        if contact is not None and contact.value in person.planted.line.numbers:
            return "that number will be dead"
        return None

    def _may_accept_way(self, person: Somebody, saying: Saying) -> str | None:
        policy = rules.of(person.planted).policy
        way, destination = str(saying.said.way), saying.said.destination
        if way not in [*policy["payout_ways"], *policy["collect_ways"]]:
            return f"{way} is not offered"
        if way in ("bank_transfer", "other_line") and not destination:
            return "nobody knows where the money goes"
        return "nobody has that number" if way == "other_line" else None

    def _may_accept_sim(self, person: Somebody, saying: Saying) -> str | None:
        is_esim = str(person.planted.line.sim_kind) == "esim"
        certain = {"deleted_on_device"} if is_esim else {"destroyed", "returned", "lost"}
        return None if str(saying.said.how) in certain | {"later"} else "that cannot be said of this SIM"

    # ------------------------------------------------------------ refused

    def _may_refuse_not_now(self, _: Somebody, saying: Saying) -> bool:
        if not self._is_undisturbed(saying):
            return True
        if saying.what == "sim":
            return not saying.shown.sim_answers
        if saying.what == "withdraw":
            return False
        if saying.what == "reopen":
            return True  # the page does not say what was answered already
        if str(saying.shown.requirement) not in ASKED_FOR[saying.what]:
            return True
        return saying.what in ("prove", "sign") and saying.shown.code is None

    def _may_refuse_destination_unseen(self, _: Somebody, saying: Saying) -> bool:
        return str(saying.said.way) == "other_line" and bool(
            self.world.plan.kinds & {"carrier down", "call fails"}
        )

    def _may_refuse_quote_old(self, person: Somebody, saying: Saying) -> bool:
        """An account that was read on another day, or more than an hour ago."""
        proven = [said for said in person.said if said.what == "prove" and said.is_accepted]
        if not proven:
            return True  # by somebody else, at a time this person does not know
        read_at = proven[-1].began_at - self.slack
        days = {rules.day(at, person.planted) for at in (read_at, _end(saying) + self.slack)}
        return len(days) > 1 or _end(saying) + self.slack - read_at > rules.READING_LIFE

    def _may_refuse_already_over(self, _: Somebody, saying: Saying) -> bool:
        return saying.shown_after is None or saying.shown_after.state in OVER

    def _may_refuse_cut_has_begun(self, _: Somebody, saying: Saying) -> bool:
        return saying.shown_after is None or saying.shown_after.state in ("cutting", "closing")

    def _may_refuse_code_wrong(self, person: Somebody, saying: Saying) -> bool:
        alive, is_sure = self._codes_alive(saying)
        if not is_sure or saying.said.code not in alive or not person.is_known:
            return True
        return self._is_unheeded(person)

    def _may_refuse_code_expired(self, _: Somebody, saying: Saying) -> bool:
        wants = [want for want in self._wants(saying) if want.began <= saying.ended]
        return bool(wants) and _end(saying) + self.slack >= wants[-1].began_at + timedelta(
            minutes=rules.CODE_MINUTES
        )

    def _may_refuse_code_used_up(self, person: Somebody, saying: Saying) -> bool:
        """Five wrong ones of the people of this case, this one among them."""
        case_id = self.case_of(saying)
        wrong = [
            other
            for other in self.world.books.sayings
            if other.reason in ("code_wrong", "code_used_up") and self.case_of(other) == case_id
        ]
        return len(wrong) >= rules.CODE_TRIES or self._is_unheeded(person)

    def _may_refuse_too_many_failures(self, person: Somebody, _: Saying) -> bool:
        return self._failures(person) >= rules.LINE_FAILURES

    def _may_refuse_code_too_soon(self, _: Somebody, saying: Saying) -> bool:
        row, is_sure = self._row(saying)
        before = [want for want in row if want.began <= saying.ended]
        if not is_sure:
            return True
        return bool(before) and saying.began_at - self.slack < _end(before[-1]) + rules.code_wait(len(before))

    def _may_refuse_too_many_codes(self, person: Somebody, _: Saying) -> bool:
        asked = [
            other
            for other in self.world.books.sayings
            if other.what == "code" and other.is_accepted and self._planted(other) is person.planted
        ]
        return len(asked) >= rules.CODES_A_DAY

    def _planted(self, saying: Saying) -> object:
        return self.world.books.people[saying.person].planted

    def _may_refuse_losses_changed(self, _: Somebody, saying: Saying) -> bool:
        return not self._is_undisturbed(saying) or saying.said.losses_digest != saying.shown.losses_digest

    def _may_refuse_ties_not_ticked(self, _: Somebody, saying: Saying) -> bool:
        return not self._is_undisturbed(saying) or set(saying.said.ties) != set(saying.shown.ties)

    def _may_refuse_contact_is_the_line(self, person: Somebody, saying: Saying) -> bool:
        contact = saying.said.contact
        return contact is not None and contact.value in person.planted.line.numbers

    def _may_refuse_way_not_offered(self, _: Somebody, saying: Saying) -> bool:
        offered = {*saying.shown.payout_ways, *saying.shown.collect_ways}
        return not self._is_undisturbed(saying) or saying.said.way not in offered

    def _may_refuse_destination_missing(self, _: Somebody, saying: Saying) -> bool:
        return not saying.said.destination

    def _may_refuse_destination_unknown(self, _: Somebody, saying: Saying) -> bool:
        return str(saying.said.way) == "other_line" and bool(saying.said.destination)

    def _may_refuse_too_many_destinations(self, person: Somebody, saying: Saying) -> bool:
        return self._may_refuse_destination_unknown(person, saying)

    def _may_refuse_agreement_changed(self, person: Somebody, saying: Saying) -> bool:
        return self._may_refuse_quote_changed(person, saying)

    def _may_refuse_quote_changed(self, person: Somebody, saying: Saying) -> bool:
        if saying.said.text_sha256 == "0" * 64 or not self._is_undisturbed(saying):
            return True
        quote = saying.shown.quote
        return quote is not None and quote.last_on < rules.day(_end(saying), person.planted)

    def _may_refuse_name_missing(self, _: Somebody, saying: Saying) -> bool:
        return not saying.said.name.strip()

    def _may_refuse_date_past(self, person: Somebody, saying: Saying) -> bool:
        wanted_on = saying.said.wanted_on
        return wanted_on is not None and wanted_on < rules.day(_end(saying) + self.slack, person.planted)

    def _may_refuse_date_too_far(self, person: Somebody, saying: Saying) -> bool:
        farthest = rules.day(saying.began_at - self.slack, person.planted) + timedelta(days=rules.WANTED_DAYS)
        return saying.said.wanted_on is not None and saying.said.wanted_on > farthest

    def _may_refuse_sim_answer_not_offered(self, _: Somebody, saying: Saying) -> bool:
        return not self._is_undisturbed(saying) or saying.said.how not in saying.shown.sim_answers


def _end(saying: Saying) -> datetime:
    return saying.ended_at or saying.began_at
