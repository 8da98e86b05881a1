"""The rules for what a person says, in the order of the procedure: the request, then one answer after the other.

`decide.py` picks the rule; `outstanding.py` says whose turn it is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from signoff.domain import authority, code, limits
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.assurance import voucher_of
from signoff.domain.carrier import Carrier, CollectWay, PayoutWay
from signoff.domain.case import OVER, Case, State
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.decision import Decision, refused
from signoff.domain.fact_acting import IdentityLapsed, PapersLapsed
from signoff.domain.identifying import read_again
from signoff.domain.identity import NOBODY_VOUCHED, IdentityStatus, Voucher
from signoff.domain.line import SimKind
from signoff.domain.outstanding import (
    account_of,
    ends_at_once,
    is_outdated,
    last_day,
    local_day,
    losses_digest,
    may_answer_sim,
    may_reopen,
    next_day,
    outstanding,
    preview_quote,
    sim_answers,
    ties_of,
)
from signoff.domain.paying_back import ways_back
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import WHO_ASKS, CodePurpose, RequirementKind, SimAnswer
from signoff.domain.settlement import quote
from signoff.domain.step_up import Channel
from signoff.domain.tallies import (
    Found,
    acknowledgement_tallies,
    contact_messages,
    destination_tally,
    is_pumped,
    proven_tally,
    source_messages,
    source_requests,
    texted_windows,
)


def requested(event: e.Requested, carrier: Carrier, found: Found) -> Decision:
    """Record a request, unless its date cannot be or its source asks too often."""
    today = local_day(carrier, event.at)
    if event.wanted_on is not None:
        if event.wanted_on < today:
            return refused(Reason.DATE_PAST)
        if event.wanted_on > today + timedelta(days=limits.WANTED_DAYS_MAX):
            return refused(Reason.DATE_TOO_FAR)
    if found.count(source_requests(event)) >= limits.SOURCE_REQUESTS_AN_HOUR:
        return refused(Reason.TOO_MANY_REQUESTS)
    sends_message = (
        bool(event.contact_index)
        and found.count(contact_messages(event, carrier)) < limits.CONTACT_MESSAGES_A_DAY
        and found.count(source_messages(event)) < limits.SOURCE_MESSAGES_AN_HOUR
        and not is_pumped(texted_windows(event.at), found)
    )
    fact = f.RequestRecorded(
        at=event.at,
        case_id=event.id,
        tenant_id=event.tenant_id,
        carrier_id=carrier.id,
        case_code=event.case_code,
        language=event.language,
        identifier_kind=event.identifier_kind,
        identifier=event.identifier,
        identifier_index=event.identifier_index,
        contact=event.contact,
        contact_kind=event.contact_kind,
        wanted_on=event.wanted_on,
        lapses_at=event.at + limits.REQUEST_LIFE,
        sends_message=sends_message,
        pack_digest=carrier.pack_digest,
        rules_version=limits.RULES_VERSION,
        contact_index=event.contact_index,
        guidance=event.guidance,
        tallies=(
            source_requests(event),
            *(acknowledgement_tallies(event, carrier) if sends_message else ()),
        ),
    )
    return Decision((fact,))


def asks(
    case: Case, kind: RequirementKind, carrier: Carrier, channel: Channel = Channel.PORTAL
) -> Decision | None:
    """None when `kind` is the requirement whose turn it is, else the refusal.

    Who a person is may be shown at any time before the signature: only the signature waits for it.
    """
    open_now = outstanding(case, carrier, channel)
    if kind is not RequirementKind.SIGN_AGREEMENT:
        open_now = tuple(one for one in open_now if one not in WHO_ASKS)
    if open_now[:1] == (kind,):
        return None
    return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)


def line_confirmed(case: Case, event: e.LineConfirmed, carrier: Carrier, _: Found) -> Decision:
    """The person meant this line."""
    return asks(case, RequirementKind.CONFIRM_LINE, carrier) or Decision((f.LineConfirmed(event.at),))


def code_wanted(case: Case, event: e.CodeWanted, carrier: Carrier, found: Found) -> Decision:
    """Issue a code, for possession or for signing, as far as the limits allow."""
    kind = (
        RequirementKind.PROVE_POSSESSION if case.state is State.REQUESTED else RequirementKind.SIGN_AGREEMENT
    )
    not_asked = asks(case, kind, carrier, event.channel)
    if not_asked is not None:
        return not_asked
    if (old := authority.too_old(case, carrier, event.at)) is not None:
        return old
    issued = code.issue(case, event, carrier, found)
    if issued.refusal is None and case.state is State.OPEN and is_outdated(case, carrier, event.at):
        return _read_again(case, event.at, carrier)
    return issued


def _read_again(case: Case, at: datetime, carrier: Carrier) -> Decision:
    """Nobody answers or signs what an account was days ago: it is read anew, and the amounts shown again."""
    return Decision((read_again(case, at, carrier),), Refusal(Reason.QUOTE_OLD))


def code_given(case: Case, event: e.CodeGiven, carrier: Carrier, found: Found) -> Decision:
    """Possession is proven by the right code; the case then takes the line or joins the case that has it."""
    not_asked = asks(case, RequirementKind.PROVE_POSSESSION, carrier)
    if not_asked is not None:
        return not_asked
    wrong = code.check(case, event.digest, CodePurpose.POSSESSION, event.at, carrier, found)
    if wrong is not None:
        return wrong
    return Decision((proof(case, carrier, event.at, found),))


def proof(
    case: Case, carrier: Carrier, at: datetime, found: Found, *, tells_case: bool = True
) -> f.LineProven | f.RequestJoined:
    """The case takes the line, or joins the case that has it, which is told of whose news goes there from now on."""
    tallies = (proven_tally(at),)
    if found.held_by is not None and found.held_by != case.id:
        return f.RequestJoined(at, found.held_by, tallies, tells_case=tells_case)
    ends_on, lapses_at = last_day(case, carrier, at), at + limits.CASE_LIFE
    return f.LineProven(at, lapses_at, tallies, ends_on, asks_standing=True)


def losses_acknowledged(case: Case, event: e.LossesAcknowledged, carrier: Carrier, _: Found) -> Decision:
    """The losses shown now are accepted, every tie ticked."""
    not_asked = asks(case, RequirementKind.ACKNOWLEDGE_LOSSES, carrier)
    if not_asked is not None:
        return not_asked
    if is_outdated(case, carrier, event.at):
        return _read_again(case, event.at, carrier)
    shown = preview_quote(case, carrier, on=None)
    if shown is None or event.losses_digest != losses_digest(case, shown):
        return refused(Reason.LOSSES_CHANGED)
    if set(event.ties) != set(ties_of(case)):
        return refused(Reason.TIES_NOT_TICKED)
    return Decision((f.LossesAcknowledged(event.at, event.ties, event.losses_digest),))


def other_contact_given(case: Case, event: e.OtherContactGiven, carrier: Carrier, _: Found) -> Decision:
    """Where the news goes once the line is dead."""
    not_asked = asks(case, RequirementKind.GIVE_OTHER_CONTACT, carrier)
    if not_asked is not None:
        return not_asked
    if event.is_the_line:
        return refused(Reason.CONTACT_IS_THE_LINE)
    by_staff = event.staff_id if event.claim_digest is not None else ""
    if by_staff and event.asker != next_claim(case):
        return refused(Reason.NOT_NOW)
    given = f.OtherContactGiven(
        at=event.at,
        contact=event.contact,
        contact_kind=event.contact_kind,
        claim_digest=event.claim_digest,
        contact_index=event.contact_index,
        # Whoever gives it in a shop after that link was called not theirs gives it for themselves.
        asker="" if event.asker in case.counter.dropped else event.asker,
        staff_id=by_staff,
        goes_on=by_staff != "" and case.is_seen_by(by_staff, event.at),
    )
    is_unseen = by_staff != "" and not given.goes_on
    return Decision((given, *_nobody_known(case, event.at))) if is_unseen else Decision((given,))


def _nobody_known(case: Case, at: datetime) -> tuple[f.Fact, ...]:
    """A new link is open to somebody whom nobody has seen: what anybody showed before does not speak for them."""
    papers = tuple(one.paper for one in case.acting.accepted)
    lapsed: tuple[f.Fact, ...] = (PapersLapsed(at, papers),) if papers else ()
    is_known = case.identity.status is IdentityStatus.ACCEPTED
    return (*lapsed, IdentityLapsed(at)) if is_known else lapsed


def next_claim(case: Case) -> str:
    """The id of the link that the next claim code of the counter opens: never one of before."""
    return f"{case.id}-{len(case.counter.claims) + 1}"


def money_way_chosen(case: Case, event: e.MoneyWayChosen, carrier: Carrier, found: Found) -> Decision:
    """A way on the side where the money falls, with what it needs."""
    not_asked = asks(case, RequirementKind.CHOOSE_MONEY_WAY, carrier)
    if not_asked is not None:
        return refused(Reason.MONEY_TO_HOLDER) if _is_of_holder(case, carrier) else not_asked
    if is_outdated(case, carrier, event.at):
        return _read_again(case, event.at, carrier)
    shown = preview_quote(case, carrier, on=None)
    offered: tuple[PayoutWay | CollectWay, ...] = ways_back(case, carrier, shown)
    if shown is None or shown.total_minor < 0:
        offered = carrier.policy.collect_ways
    if event.way not in offered:
        return refused(Reason.WAY_NOT_OFFERED)
    if event.destination is None and event.way in (PayoutWay.BANK_TRANSFER, PayoutWay.OTHER_LINE):
        return refused(Reason.DESTINATION_MISSING)
    if event.way is PayoutWay.OTHER_LINE:
        return _credit_chosen(case, event, carrier, found)
    to = (
        None if event.way is PayoutWay.PAYING_INSTRUMENT else event.destination
    )  # where it came from is known
    return Decision((f.MoneyWayChosen(event.at, event.way.value, to),))


def _is_of_holder(case: Case, carrier: Carrier) -> bool:
    """Whether money comes back that who acts for the holder has no say in."""
    shown = preview_quote(case, carrier, on=None) if case.state is State.OPEN else None
    return case.acting.right is not None and shown is not None and shown.total_minor > 0


def _credit_chosen(case: Case, event: e.MoneyWayChosen, carrier: Carrier, found: Found) -> Decision:
    """Only to a line that is there: once this one is dead, nobody can prove that they may name another."""
    if event.is_the_line:
        return refused(Reason.DESTINATION_IS_THE_LINE)
    if event.takes_credit is None:
        return refused(Reason.NOT_NOW)
    tally = destination_tally(case, carrier, event.at)
    if found.count(tally) >= limits.LINE_DESTINATIONS_A_DAY:
        return Decision((), Refusal(Reason.TOO_MANY_DESTINATIONS, until=next_day(carrier, event.at)))
    if not event.takes_credit:
        fact = f.DestinationRefused(event.at, (tally,))
        return Decision((fact,), Refusal(Reason.DESTINATION_UNKNOWN))
    return Decision((f.MoneyWayChosen(event.at, event.way.value, event.destination, (tally,)),))


def answer_reopened(case: Case, event: e.AnswerReopened, _: Carrier, __: Found) -> Decision:
    """Until the agreement is signed, contact and way of the money may be given anew."""
    if event.requirement not in may_reopen(case):
        return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)
    return Decision((f.AnswersVoided(event.at, (event.requirement,)),))


def signed(case: Case, event: e.AgreementSigned, carrier: Carrier, found: Found) -> Decision:
    """Take the signature under the quote that was shown, if that is still today's."""
    not_asked = authority.too_old(case, carrier, event.at) or asks(
        case, RequirementKind.SIGN_AGREEMENT, carrier, event.channel
    )
    if not_asked is not None:
        return not_asked
    differs = not_as_shown(case, event, carrier, event.at)
    if differs is not None:
        return differs
    wrong = code.check(case, event.code_digest, CodePurpose.SIGNATURE, event.at, carrier, found)
    if wrong is not None:
        return wrong
    return Decision((signature(case, event, carrier, event.at),))


def not_as_shown(case: Case, event: e.AgreementSigned, carrier: Carrier, at: datetime) -> Decision | None:
    """What keeps a signature from covering what holds now; None when it does."""
    shown, account = case.money.quote, account_of(case, carrier)
    if shown is None or account is None:
        return refused(Reason.NOT_NOW)
    if event.name is None:
        return refused(Reason.NAME_MISSING)
    if is_outdated(case, carrier, at):
        return _read_again(case, at, carrier)
    today = quote(account, carrier, last_on=last_day(case, carrier, at))
    if today.digest != shown.digest:
        return Decision((f.QuoteMade(at, today, carrier.pack_digest),), Refusal(Reason.QUOTE_CHANGED))
    # Where the money goes stands in the text, and somebody else may have changed it since that text was shown.
    is_same_way = (event.money_way, event.destination) == (case.money.way, case.money.destination)
    if event.quote_digest != shown.digest or not is_same_way:
        return refused(Reason.AGREEMENT_CHANGED)
    return None


def signature(case: Case, event: e.AgreementSigned, carrier: Carrier, at: datetime) -> f.AgreementSigned:
    """The fact of a signature under the quote that was shown."""
    shown = case.money.quote
    if shown is None or event.name is None:
        raise ValueError("a signature without a quote or a name was decided")
    cooling_off = timedelta(hours=carrier.policy.cooling_off_hours)
    return f.AgreementSigned(
        at=at,
        name=event.name,
        text_sha256=event.text_sha256,
        quote_digest=shown.digest,
        cut_due_at=_cut_due_at(case, carrier, shown.last_on, at),
        tallies=(),
        language=event.language,
        channel=event.channel,
        tells=case.registered,
        asks_standing=True,
        cooling_off_until=at + cooling_off if cooling_off else None,
        vouched=_who_vouches(case, event.channel),
        signed_by=event.link,
        terms=carrier.policy.terms,
        text=event.text,
    )


def _who_vouches(case: Case, channel: Channel) -> str:
    """Of who signs in the shop a clerk has just seen the paper, whatever was shown before by whomever."""
    if channel is Channel.COUNTER:
        return Voucher.CLERK
    if case.acting.right is not None:  # people have looked at every paper of who acts for the holder
        return Voucher.STAFF if case.acting.accepted_at is not None else NOBODY_VOUCHED
    return voucher_of(case, channel) or NOBODY_VOUCHED


def _cut_due_at(case: Case, carrier: Carrier, on: date, at: datetime) -> datetime | None:
    """The end of the last day of service in the carrier's zone, to the second; None for an ending at once."""
    if ends_at_once(case, carrier, on, at):
        return None
    return datetime.combine(on, time(23, 59, 59), ZoneInfo(carrier.time_zone)).astimezone(at.tzinfo)


def sim_answered(case: Case, event: e.SimAnswered, _: Carrier, __: Found) -> Decision:
    """What is said of the SIM, with what may be claimed from it."""
    if not may_answer_sim(case):
        return refused(Reason.NOT_NOW)
    if event.how not in sim_answers(case):
        return refused(Reason.SIM_ANSWER_NOT_OFFERED)
    return Decision((f.SimAnswered(event.at, event.how, sim_claims(case, event.how, event.at)),))


def sim_claims(case: Case, how: SimAnswer, at: datetime) -> tuple[Claim, ...]:
    """What may be claimed where somebody says this of the SIM."""
    traits = case.proof.traits
    if how is SimAnswer.LATER or traits is None:
        return ()
    is_esim = traits.sim_kind is SimKind.ESIM
    kind = ClaimKind.ESIM_DELETED_ON_DEVICE if is_esim else ClaimKind.SIM_HANDLED
    return (Claim(kind, Witness.ATTESTED, at),)


def withdrawal_wanted(case: Case, event: e.WithdrawalWanted, _: Carrier, __: Found) -> Decision:
    """Let the person stay, until the cut begins."""
    if case.state in OVER:
        return refused(Reason.ALREADY_OVER)
    if case.state in (State.CUTTING, State.CLOSING):
        return refused(Reason.CUT_HAS_BEGUN)
    return Decision((f.CaseWithdrawn(event.at),))
