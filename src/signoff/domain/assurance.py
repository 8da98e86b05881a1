"""How sure a case is of its person, what speaks for looking closer, and what is needed before the signature. Pure.

What a carrier asks for stands in its pack (`step_up.py`), how the line stands came from its records (`standing.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, State
from signoff.domain.fact_acting import IdentityLapsed, PapersLapsed
from signoff.domain.identity import NOBODY_VOUCHED, IdentityStatus, Voucher
from signoff.domain.new_sim import is_line_asked, is_sim_outdated
from signoff.domain.standing import Hold
from signoff.domain.step_up import Assurance, Channel, Risk, RiskSign
from signoff.domain.third_party import STRICT, ThirdParty
from signoff.domain.void_reason import VoidReason


def holds(case: Case) -> tuple[Hold, ...]:
    """Why the line of this case is not ended for now, as its standing was read last."""
    return case.standing.holds if case.standing is not None else ()


def risk_signs(case: Case, carrier: Carrier) -> tuple[RiskSign, ...]:
    """What speaks for looking closer at this case, in the order of `RiskSign`."""
    found = set()
    if _is_sim_new(case, carrier):
        found.add(RiskSign.SIM_CHANGED)
    if case.lost_at is not None:
        found.add(RiskSign.SIM_LOST)
    if _is_suspended_elsewhere(case):
        found.add(RiskSign.SUSPENDED)
    if _is_large(case, carrier):
        found.add(RiskSign.LARGE_SUM)
    if case.acting.told:
        found.add(RiskSign.NOT_HOLDER)
    return tuple(sign for sign in RiskSign if sign in found)


def _is_sim_new(case: Case, carrier: Carrier) -> bool:
    """A SIM changed shortly before the proof, or after it: it stays a sign, however long the person waits."""
    proven_at, standing = case.proof.proven_at, case.standing
    if proven_at is None or standing is None or standing.sim_changed_at is None:
        return False
    return standing.sim_changed_at > proven_at - timedelta(hours=carrier.policy.step_up.sim_change_hours)


def _is_suspended_elsewhere(case: Case) -> bool:
    """The line is barred, and not by this case: whoever has it barred may have lost its SIM."""
    is_suspended = case.standing is not None and case.standing.is_suspended
    return is_suspended and case.lost_at is None


def _is_large(case: Case, carrier: Carrier) -> bool:
    """Money above the pack's limit would be gone: the balance and the deposit, whatever the quote will say of them.

    A balance that the tariff does not pay back counts too: what another's hand makes somebody lose is as lost to them.
    """
    limit, money = carrier.policy.step_up.large_sum_minor, case.money
    if not limit:
        return False
    balance = money.balance.balance_minor if money.balance is not None else 0
    deposit = money.bill.deposit_minor if money.bill is not None else 0
    return balance + deposit > limit


def risk(case: Case, carrier: Carrier) -> Risk:
    """Any sign makes it elevated."""
    return Risk.ELEVATED if risk_signs(case, carrier) else Risk.ORDINARY


def gained(case: Case, carrier: Carrier, channel: Channel = Channel.PORTAL) -> Assurance:
    """How sure the case is of who speaks on this channel.

    A copy alone never suffices (OWASP ASVS 5.0, 6.4.2; NIST SP 800-63A): what a machine has read counts only beside a
    code to a line whose SIM is neither new nor lost; else somebody must have looked.
    Whoever is on the phone is not whoever was seen: for them the line alone speaks, whatever the case knows.
    """
    return gained_with(case, carrier, voucher_of(case, channel))


def voucher_of(case: Case, channel: Channel) -> Voucher | None:
    """Who vouches for whoever speaks on this channel now."""
    is_accepted = case.identity.status is IdentityStatus.ACCEPTED and channel is not Channel.AGENT
    return case.identity.voucher if is_accepted else None


def gained_with(case: Case, carrier: Carrier, voucher: Voucher | None) -> Assurance:
    """The same if the person's identity were vouched for by `voucher`; of who acts for the holder papers alone tell."""
    is_proven = case.proof.proven_at is not None
    is_vouched, is_read = voucher in (Voucher.STAFF, Voucher.CLERK), voucher is Voucher.READING
    if case.acting.right is not None:
        is_authorised = is_proven and case.acting.accepted_at is not None
        return Assurance.AUTHORISED if is_authorised else Assurance.POSSESSED if is_proven else Assurance.NONE
    if is_vouched or (is_read and is_code_good(case, carrier)):
        return Assurance.IDENTIFIED
    return Assurance.POSSESSED if is_proven else Assurance.NONE


def is_code_good(case: Case, carrier: Carrier) -> bool:
    """Whether a code came back to the SIM that the line has now, which is neither new nor lost nor barred."""
    is_new = _is_sim_new(case, carrier) or is_sim_outdated(case)
    is_barred = case.lost_at is not None or _is_suspended_elsewhere(case)
    return case.proof.proven_at is not None and not is_barred and not is_new


def staff_channel(case: Case, staff_id: str, at: datetime) -> Channel:
    """Where staff speak for somebody: in the shop while they have looked at papers there, else on the phone."""
    return Channel.COUNTER if case.is_seen_by(staff_id, at) else Channel.AGENT


def rule_of(case: Case, carrier: Carrier) -> ThirdParty | None:
    """What the carrier asks of who acts for this holder; None where nobody does."""
    right = case.acting.right
    return None if right is None else carrier.policy.third_parties.get(right, STRICT[right])


def is_sure(case: Case, carrier: Carrier, channel: Channel) -> bool:
    """Whether the case is sure enough of its person to be signed on this channel.

    Never of a line that has another SIM by now: only who identifies anew goes on with that one.
    """
    if is_sim_outdated(case):
        return False
    if (rule := rule_of(case, carrier)) is not None:
        return channel in rule.channels and gained(case, carrier) is Assurance.AUTHORISED
    needed = carrier.policy.step_up.needed(risk(case, carrier), channel)
    return gained(case, carrier, channel).rank >= needed.rank


def bears(case: Case, carrier: Carrier) -> bool:
    """Whether a line can be ended on its signature: by what was known of who signed, not of who came later.

    Of who acts for the holder their papers tell, as they are now; and nothing is signed on a SIM that the line had.
    """
    signed_on, vouched = case.answers.signed_on, case.answers.signed_vouched
    is_acted_for = case.acting.right is not None
    if not vouched or is_acted_for or is_sim_outdated(case):  # not vouched: of a release that did not keep it
        return is_sure(case, carrier, signed_on)
    voucher = None if vouched == NOBODY_VOUCHED else Voucher(vouched)
    needed = carrier.policy.step_up.needed(risk(case, carrier), signed_on)
    return gained_with(case, carrier, voucher).rank >= needed.rank


def why_not_borne(case: Case, carrier: Carrier) -> VoidReason:
    """What to tell of a signature that ends no line (`bears`): the line first, money last."""
    signs = risk_signs(case, carrier)
    if is_sim_outdated(case):
        return VoidReason.LINE
    if case.acting.right is not None:
        return VoidReason.PERSON
    if {RiskSign.SIM_CHANGED, RiskSign.SIM_LOST, RiskSign.SUSPENDED} & {*signs}:
        return VoidReason.LINE
    if RiskSign.NOT_HOLDER in signs:
        return VoidReason.PERSON
    return VoidReason.SUM if RiskSign.LARGE_SUM in signs else VoidReason.PERSON


def needs_identity(case: Case, carrier: Carrier, channel: Channel) -> bool:
    """Whether a document is asked for now: it is needed, and none is being looked at."""
    under_way = (IdentityStatus.READING, IdentityStatus.WAITS)
    is_asked = case.acting.right is None and not is_sure(case, carrier, channel)
    is_awaited = case.identity.status in under_way or is_line_asked(case)
    return is_asked and not is_awaited


def needs_authority(case: Case, carrier: Carrier, channel: Channel) -> bool:
    """Whether papers are asked for now of who acts for the holder: some are missing, or they do not count here."""
    rule = rule_of(case, carrier)
    if rule is None or is_sure(case, carrier, channel):
        return False
    return channel not in rule.channels or bool(case.acting.missing(rule))


def put_off(case: Case, carrier: Carrier) -> timedelta:
    """How long after the signature nothing irreversible is done: others may stop it, the holder may take it back."""
    return max(stop_wait(case, carrier), timedelta(hours=carrier.policy.cooling_off_hours))


def stop_wait(case: Case, carrier: Carrier) -> timedelta:
    """How long everybody registered for the line can stop a signed ending before the cut."""
    hours, rule = carrier.policy.step_up.stop_hours.get(risk(case, carrier), 0), rule_of(case, carrier)
    return timedelta(hours=hours if rule is None else max(hours, rule.stop_hours))


def lapsed(case: Case, carrier: Carrier, at: datetime) -> PapersLapsed | None:
    """Papers that were looked at longer ago than the pack lets them hold; they count until the line is cut.

    So it is with those of a link that was closed since: whoever sent them does not go on; and with those of an older
    release, which compared the holder they name with nothing.
    """
    rule = rule_of(case, carrier)
    if rule is None or case.state not in (State.REQUESTED, State.OPEN, State.AGREED):
        return None
    gone = {
        *case.acting.too_old(at - timedelta(days=rule.papers_days)),
        *case.acting.of_links(case.counter.dropped),
        *case.acting.unproven(),
    }
    papers = tuple(one.paper for one in case.acting.papers if one.paper in gone)
    return PapersLapsed(at, papers) if papers else None


def identity_lapsed(case: Case, at: datetime) -> IdentityLapsed | None:
    """An identity that was shown by a link that is closed is of nobody who goes on."""
    is_gone = case.state in (State.OPEN, State.AGREED) and case.identity.rests_on(case.counter.dropped)
    return IdentityLapsed(at) if is_gone else None
