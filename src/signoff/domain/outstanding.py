"""What a case still needs from a person, in order, and whether it waits for a system instead.

The kinds are in `requirement.py`; a channel renders the first of `outstanding`; `decide.py` takes no answer that
is not asked for.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from signoff.domain import limits
from signoff.domain.assurance import holds, is_sure, needs_authority, needs_identity, put_off
from signoff.domain.carrier import Carrier, CollectWay, PayoutWay, TariffKind
from signoff.domain.case import Case, Reserve, State, StepStatus
from signoff.domain.line import SimKind
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Account, Quote, quote
from signoff.domain.step_up import Channel

PAYOUT_WAYS, COLLECT_WAYS = frozenset[str](PayoutWay), frozenset[str](CollectWay)


def outstanding(
    case: Case, carrier: Carrier, channel: Channel = Channel.PORTAL
) -> tuple[RequirementKind, ...]:
    """The requirements open now on this channel, first to ask first; empty while the case waits, or is over."""
    if case.state is State.REQUESTED:
        if not case.proof.is_confirmed:
            return (RequirementKind.CONFIRM_LINE, RequirementKind.PROVE_POSSESSION)
        return (RequirementKind.PROVE_POSSESSION,)
    if case.state is State.OPEN:
        return _open(case, carrier, channel)
    if is_sim_asked(case):
        return (RequirementKind.HANDLE_SIM,)
    return ()


def _open(case: Case, carrier: Carrier, channel: Channel) -> tuple[RequirementKind, ...]:
    preview = preview_quote(case, carrier, on=None)
    if preview is None or is_standing_awaited(case) or holds(case) or is_unpriced(case, carrier):
        return ()
    needed = []
    if needs_identity(case, carrier, channel):
        needed.append(RequirementKind.PROVE_IDENTITY)
    if needs_authority(case, carrier, channel):
        needed.append(RequirementKind.PROVE_AUTHORITY)
    if case.answers.losses_digest is None:
        needed.append(RequirementKind.ACKNOWLEDGE_LOSSES)
    if not case.answers.has_other_contact:
        needed.append(RequirementKind.GIVE_OTHER_CONTACT)
    if not is_way_chosen(case, preview):
        needed.append(RequirementKind.CHOOSE_MONEY_WAY)
    if needed or (case.money.quote is not None and is_sure(case, carrier, channel)):
        needed.append(RequirementKind.SIGN_AGREEMENT)
    return tuple(needed)


def is_standing_awaited(case: Case) -> bool:
    """Whether records were asked how the line stands and have not answered."""
    return case.is_standing_asked and case.standing is None


def may_reopen(case: Case) -> tuple[RequirementKind, ...]:
    """What was answered and may be answered anew, until the agreement is signed."""
    if case.state is not State.OPEN:
        return ()
    given = {
        RequirementKind.GIVE_OTHER_CONTACT: case.answers.has_other_contact,
        RequirementKind.CHOOSE_MONEY_WAY: case.money.way is not None,
    }
    return tuple(kind for kind, is_given in given.items() if is_given)


def is_sim_asked(case: Case) -> bool:
    """Once the cut has been seen: a card cut up before that leaves a line that is still paid for."""
    return case.state is State.CLOSING and case.answers.sim is None and not case.answers.is_sim_lapsed


def may_answer_sim(case: Case) -> bool:
    """A late word on the SIM is welcome until something certain was said, also after the end."""
    if case.state not in (State.CLOSING, State.ENDED):
        return False
    return case.answers.sim in (None, SimAnswer.LATER)


def is_way_chosen(case: Case, shown: Quote) -> bool:
    """Whether the chosen way fits the side on which the money falls."""
    if shown.total_minor > 0:
        # What comes back is the holder's, or their estate's: who acts for them does not say where it goes.
        return case.acting.right is not None or case.money.way in PAYOUT_WAYS
    if shown.total_minor < 0:
        return case.money.way in COLLECT_WAYS
    return True


def preview_quote(case: Case, carrier: Carrier, *, on: date | None) -> Quote | None:
    """The final quote if it is made, else what it would be for an end on `on`; None until all systems have been read.

    `on` None: as wished, at the earliest on the day of the last fact.
    """
    if case.money.quote is not None:
        return case.money.quote
    account = account_of(case, carrier)
    if account is None:
        return None
    return quote(account, carrier, last_on=on or last_day(case, carrier, case.last_at))


def account_of(case: Case, carrier: Carrier) -> Account | None:
    """What was read of the account; None while any of it is awaited, or nobody knows its terms."""
    traits = case.proof.traits
    if traits is None or traits.tariff_id not in carrier.tariffs:
        return None
    return case.money.account(traits.tariff_id)


def is_unpriced(case: Case, carrier: Carrier) -> bool:
    """Whether the pack has lost the tariff of this line since it was looked up: nothing can be worked out by it.

    Until the cut begins; what was settled by then stands, whatever a pack says later.
    """
    traits = case.proof.traits
    is_before = case.state in (State.OPEN, State.AGREED) and case.guided is None
    return is_before and traits is not None and traits.tariff_id not in carrier.tariffs


def last_day(case: Case, carrier: Carrier, at: datetime) -> date:
    """The last day of service, in the carrier's zone, for a case that settles at `at`.

    A notice period runs from the day of the request, which is the person's declaration; the time in which others can
    stop it, or the holder can take it back, from the signature.
    """
    noticed_on = local_day(carrier, case.wish.at) + timedelta(days=carrier.policy.notice_days)
    put_off_until_on = local_day(carrier, at + put_off(case, carrier))
    earliest = max(put_off_until_on, noticed_on)
    return max(case.wish.wanted_on, earliest) if case.wish.wanted_on is not None else earliest


def may_still_move(case: Case, carrier: Carrier, shown: Quote) -> bool:
    """Whether use, bills and payments move these amounts until the line ends, and nobody is asked again.

    Until it ends its account goes on. Only a prepaid balance is reserved before it is signed away, for an end at once;
    a bill is not, and a line that is held up meanwhile has its account read anew.
    """
    traits = case.proof.traits
    is_reserved = traits is not None and traits.tariff_kind is TariffKind.PREPAID
    return not is_reserved or ends_later(case, carrier, shown)


def ends_later(case: Case, carrier: Carrier, shown: Quote) -> bool:
    """Whether a day is waited for, seen from the one on which the amounts were read and signed."""
    at = case.answers.signed_at or case.money.read_at
    return at is not None and not ends_at_once(case, carrier, shown.last_on, at)


def ends_at_once(case: Case, carrier: Carrier, last_on: date, at: datetime) -> bool:
    """Whether a signature at `at` ends the line right away, not at the end of its last day.

    Only on that very day, where nobody chose it and nobody has some hours of it to stop the ending or take it back. A
    day that was chosen is kept to its end; one that was over before anybody signed is not kept any more.
    """
    is_awaited = case.wish.wanted_on == last_on or bool(put_off(case, carrier))
    return last_on == local_day(carrier, at) and not is_awaited


def checked_above(case: Case, carrier: Carrier) -> int:
    """From which sum on a signature does not let money go that has come since; 0 where there is none, or none can come.

    By the carrier's terms alone: what is signed must read alike whatever the line has become meanwhile.
    """
    traits = case.proof.traits
    is_prepaid = traits is not None and traits.tariff_kind is TariffKind.PREPAID
    return carrier.policy.step_up.large_sum_minor if is_prepaid else 0


def is_outdated(case: Case, carrier: Carrier, at: datetime) -> bool:
    """Whether what was read of the account is no ground for a quote at `at`: too old, or read for another last day."""
    read_at = case.money.read_at
    if not case.is_standing_asked or read_at is None or case.money.read_for_on != last_day(case, carrier, at):
        return True
    return at - read_at > limits.READING_LIFE or local_day(carrier, read_at) != local_day(carrier, at)


def local_day(carrier: Carrier, at: datetime) -> date:
    """The carrier's calendar day at the instant `at`."""
    return at.astimezone(ZoneInfo(carrier.time_zone)).date()


def next_day(carrier: Carrier, at: datetime) -> datetime:
    """The instant at which the carrier's next calendar day begins."""
    tomorrow = local_day(carrier, at) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(carrier.time_zone)).astimezone(UTC)


def losses_digest(case: Case, shown: Quote) -> str:
    """What an acknowledgement covers, as SHA-256 (hex): which kinds of things are lost and which ties were named.

    Not the amounts, which move with every use of the line.
    """
    kinds = tuple((loss.kind.value, loss.unit) for loss in shown.losses)
    ties = tuple(tie.value for tie in ties_of(case))
    return hashlib.sha256(repr((kinds, ties)).encode()).hexdigest()


def ties_of(case: Case) -> tuple[Tie, ...]:
    """What may still hang on the number of this case, each to be ticked."""
    traits = case.proof.traits
    several = traits is not None and traits.number_count > 1
    plastic = traits is not None and traits.sim_kind is SimKind.PLASTIC
    left_out = set() if several else {Tie.SIBLING_NUMBERS}
    if not plastic:
        left_out.add(Tie.SIM_CONTACTS)
    return tuple(tie for tie in Tie if tie not in left_out)


def steps_under_way(case: Case) -> tuple[str, ...]:
    """The closing steps that a system has taken over and will finish later."""
    return tuple(step.name for step in case.ending.steps if step.status is StepStatus.UNDER_WAY)


def sim_answers(case: Case) -> tuple[SimAnswer, ...]:
    """What can be said of the SIM of this case; once `LATER` was said, it is not offered again."""
    traits = case.proof.traits
    if traits is None:
        return ()
    certain = (
        (SimAnswer.DELETED_ON_DEVICE,)
        if traits.sim_kind is SimKind.ESIM
        else (SimAnswer.DESTROYED, SimAnswer.RETURNED, SimAnswer.LOST)
    )
    return certain if case.answers.sim is SimAnswer.LATER else (*certain, SimAnswer.LATER)


def needs_reserve(case: Case) -> bool:
    """Only a prepaid balance can be spent while a case settles."""
    traits = case.proof.traits
    is_prepaid = traits is not None and traits.tariff_kind is TariffKind.PREPAID
    return is_prepaid and case.money.reserve is Reserve.NONE
