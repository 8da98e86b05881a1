"""The rules for what a person says, in the order of the procedure: the request, then one answer after the other.

`decide.py` picks the rule; `outstanding.py` says whose turn it is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from signoff.domain import code, limits
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import Carrier, CollectWay, PayoutWay
from signoff.domain.case import OVER, Case, State
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.decision import Decision, refused
from signoff.domain.line import SimKind
from signoff.domain.outstanding import (
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
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import CodePurpose, RequirementKind, SimAnswer
from signoff.domain.settlement import quote
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


def _asks(case: Case, kind: RequirementKind, carrier: Carrier) -> Decision | None:
    """None when `kind` is the requirement whose turn it is, else the refusal."""
    if outstanding(case, carrier)[:1] == (kind,):
        return None
    return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)


def line_confirmed(case: Case, event: e.LineConfirmed, carrier: Carrier, _: Found) -> Decision:
    """The person meant this line."""
    return _asks(case, RequirementKind.CONFIRM_LINE, carrier) or Decision((f.LineConfirmed(event.at),))


def code_wanted(case: Case, event: e.CodeWanted, carrier: Carrier, found: Found) -> Decision:
    """Issue a code, for possession or for signing, as far as the limits allow."""
    kind = (
        RequirementKind.PROVE_POSSESSION if case.state is State.REQUESTED else RequirementKind.SIGN_AGREEMENT
    )
    not_asked = _asks(case, kind, carrier)
    if not_asked is not None:
        return not_asked
    issued = code.issue(case, event, carrier, found)
    if issued.refusal is None and case.state is State.OPEN and is_outdated(case, carrier, event.at):
        return _read_again(case, event.at, carrier)
    return issued


def _read_again(case: Case, at: datetime, carrier: Carrier) -> Decision:
    """Nobody answers or signs what an account was days ago: it is read anew, and the amounts shown again."""
    fact = f.AccountOutdated(at, last_day(case, carrier, at))
    return Decision((fact,), Refusal(Reason.QUOTE_OLD))


def code_given(case: Case, event: e.CodeGiven, carrier: Carrier, found: Found) -> Decision:
    """Possession is proven by the right code; the case then takes the line or joins the case that has it."""
    not_asked = _asks(case, RequirementKind.PROVE_POSSESSION, carrier)
    if not_asked is not None:
        return not_asked
    wrong = code.check(case, event.digest, CodePurpose.POSSESSION, event.at, carrier, found)
    if wrong is not None:
        return wrong
    tallies = (proven_tally(event.at),)
    if found.held_by is not None and found.held_by != case.id:
        return Decision((f.RequestJoined(event.at, found.held_by, tallies, tells_case=True),))
    ends_on = last_day(case, carrier, event.at)
    return Decision((f.LineProven(event.at, event.at + limits.CASE_LIFE, tallies, ends_on),))


def losses_acknowledged(case: Case, event: e.LossesAcknowledged, carrier: Carrier, _: Found) -> Decision:
    """The losses shown now are accepted, every tie ticked."""
    not_asked = _asks(case, RequirementKind.ACKNOWLEDGE_LOSSES, carrier)
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
    not_asked = _asks(case, RequirementKind.GIVE_OTHER_CONTACT, carrier)
    if not_asked is not None:
        return not_asked
    if event.is_the_line:
        return refused(Reason.CONTACT_IS_THE_LINE)
    given = f.OtherContactGiven(
        at=event.at,
        contact=event.contact,
        contact_kind=event.contact_kind,
        claim_digest=event.claim_digest,
        contact_index=event.contact_index,
        asker=event.asker,
    )
    return Decision((given,))


def money_way_chosen(case: Case, event: e.MoneyWayChosen, carrier: Carrier, found: Found) -> Decision:
    """A way on the side where the money falls, with what it needs."""
    not_asked = _asks(case, RequirementKind.CHOOSE_MONEY_WAY, carrier)
    if not_asked is not None:
        return not_asked
    if is_outdated(case, carrier, event.at):
        return _read_again(case, event.at, carrier)
    shown = preview_quote(case, carrier, on=None)
    offered: tuple[PayoutWay | CollectWay, ...] = carrier.policy.payout_ways
    if shown is None or shown.total_minor < 0:
        offered = carrier.policy.collect_ways
    if event.way not in offered:
        return refused(Reason.WAY_NOT_OFFERED)
    if event.destination is None and event.way in (PayoutWay.BANK_TRANSFER, PayoutWay.OTHER_LINE):
        return refused(Reason.DESTINATION_MISSING)
    if event.way is PayoutWay.OTHER_LINE:
        return _credit_chosen(case, event, carrier, found)
    return Decision((f.MoneyWayChosen(event.at, event.way.value, event.destination),))


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
    not_asked = _asks(case, RequirementKind.SIGN_AGREEMENT, carrier)
    if not_asked is not None:
        return not_asked
    traits, shown = case.proof.traits, case.money.quote
    account = case.money.account(traits.tariff_id) if traits is not None else None
    if shown is None or account is None:
        return refused(Reason.NOT_NOW)
    if event.name is None:
        return refused(Reason.NAME_MISSING)
    if is_outdated(case, carrier, event.at):
        return _read_again(case, event.at, carrier)
    today = quote(account, carrier, last_on=last_day(case, carrier, event.at))
    if today.digest != shown.digest:
        return Decision((f.QuoteMade(event.at, today, carrier.pack_digest),), Refusal(Reason.QUOTE_CHANGED))
    # Where the money goes stands in the text, and somebody else may have changed it since that text was shown.
    is_same_way = (event.money_way, event.destination) == (case.money.way, case.money.destination)
    if event.quote_digest != shown.digest or not is_same_way:
        return refused(Reason.AGREEMENT_CHANGED)
    wrong = code.check(case, event.code_digest, CodePurpose.SIGNATURE, event.at, carrier, found)
    if wrong is not None:
        return wrong
    signed = f.AgreementSigned(
        at=event.at,
        name=event.name,
        text_sha256=event.text_sha256,
        quote_digest=shown.digest,
        cut_due_at=_cut_due_at(shown.last_on, carrier, event.at),
        tallies=(),
        language=event.language,
    )
    return Decision((signed,))


def _cut_due_at(on: date, carrier: Carrier, at: datetime) -> datetime | None:
    """The end of the last day of service in the carrier's zone, to the second; None for a day that is running."""
    if on <= local_day(carrier, at):
        return None
    return datetime.combine(on, time(23, 59, 59), ZoneInfo(carrier.time_zone)).astimezone(at.tzinfo)


def sim_answered(case: Case, event: e.SimAnswered, _: Carrier, __: Found) -> Decision:
    """What is said of the SIM, with what may be claimed from it."""
    if not may_answer_sim(case):
        return refused(Reason.NOT_NOW)
    if event.how not in sim_answers(case):
        return refused(Reason.SIM_ANSWER_NOT_OFFERED)
    return Decision((f.SimAnswered(event.at, event.how, _sim_claims(case, event)),))


def _sim_claims(case: Case, event: e.SimAnswered) -> tuple[Claim, ...]:
    traits = case.proof.traits
    if event.how is SimAnswer.LATER or traits is None:
        return ()
    is_esim = traits.sim_kind is SimKind.ESIM
    kind = ClaimKind.ESIM_DELETED_ON_DEVICE if is_esim else ClaimKind.SIM_HANDLED
    return (Claim(kind, Witness.ATTESTED, event.at),)


def withdrawal_wanted(case: Case, event: e.WithdrawalWanted, _: Carrier, __: Found) -> Decision:
    """Let the person stay, until the cut begins."""
    if case.state in OVER:
        return refused(Reason.ALREADY_OVER)
    if case.state in (State.CUTTING, State.CLOSING):
        return refused(Reason.CUT_HAS_BEGUN)
    return Decision((f.CaseWithdrawn(event.at),))
