"""Every kind of event that can arrive from the counter: said by who may and who may not, first and second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.case import Case, StepStatus
from signoff.domain.concern import ObjectionKind, ObjectionOutcome
from signoff.domain.counter_case import Document
from signoff.domain.intent import CLOSING_ACTS, step_key
from signoff.domain.staff import By, Role
from signoff.domain.third_party import Paper
from signoff.domain.typed_paper import Agreement
from tests.domain.saying import Saying
from tests.domain.walk import CARRIER

CLERK, SECOND = By("clerk-1", Role.CLERK), By("clerk-2", Role.CLERK)
SUPERVISOR, OTHER = By("supervisor-1", Role.SUPERVISOR), By("supervisor-2", Role.SUPERVISOR)
AUDITOR = By("auditor-1", Role.AUDITOR)

STRICT = replace(CARRIER, policy=replace(CARRIER.policy, approvals=tuple(Approved)))
"""The same carrier, which asks for two people wherever it can."""


def at_the_counter(case: Case, at: datetime) -> Iterator[Saying]:
    """All of it, once by somebody who may and once by somebody who may not."""
    for event in (*_with_customer(case, at), *_of_two(case, at), *_of_steps(case, at)):
        yield Saying(event)
        yield Saying(replace(event, by=AUDITOR))
    yield Saying(ce.StaffLooked("look", at, CLERK))
    yield Saying(ce.StaffFound("found", at, CLERK))
    yield Saying(ce.LineResumed("resumed", at, f"{case.id}/resume/1"))
    yield Saying(
        ce.LineReadAgain("read", at, f"{case.id}/look_up/2", case.proof.traits, case.proof.line_index)
    )
    yield Saying(ce.NumberGone("gone", at, f"{case.id}/release_number/1"))
    yield Saying(ce.ObjectionMade("wrong", at, ObjectionKind.CHARGED, e.Sealed("text")))
    yield Saying(ce.HelpWanted("help", at, e.Sealed("message")))
    yield Saying(e.WithdrawalWanted("by a link that is closed", at, link=case.id))
    for step in ("pay_out", "close_points"):
        for event in _solved(case, at, step):
            yield Saying(event, carrier=STRICT)


def _with_customer(case: Case, at: datetime) -> Iterator[ce.FromStaff]:
    yield ce.IdentityChecked("id", at, CLERK, Document.PASSPORT, is_holder=False)
    yield ce.ProvenInPerson("prove", at, CLERK)
    differs = Agreement.DIFFERS
    yield ce.IdentityChecked("differs", at, CLERK, Document.PASSPORT, is_holder=True, agreement=differs)
    unlike = Agreement.NOT_COMPARABLE
    silent = Agreement.UNANSWERED
    yield ce.IdentityChecked("silent", at, CLERK, Document.PASSPORT, is_holder=True, agreement=silent)
    yield ce.IdentityChecked("unlike", at, CLERK, Document.PASSPORT, is_holder=True, agreement=unlike)
    yield ce.IdentityChecked("id", at, CLERK, Document.PASSPORT, is_holder=True)
    yield ce.ProvenInPerson("unsorted", at, CLERK)
    yield ce.RequestsSorted("changed", at, CLERK, (), ("another",))
    yield ce.RequestsSorted("mine", at, CLERK, case.requests, ())
    yield ce.ApprovalAsked("ask", at, SUPERVISOR, Approved.PROVE_WITHOUT_CARD)
    for by in (SUPERVISOR, OTHER):
        yield ce.ApprovalDecided("decide", at, by, 1, is_granted=True)
    for paper in (Paper.OWN_IDENTITY, Paper.DEATH_CERTIFICATE):
        yield ce.PaperChecked("paper", at, CLERK, paper, is_good=True)
        yield ce.PaperChecked("named", at, CLERK, paper, is_good=True, agreement=Agreement.AGREES)
        for no in (Agreement.DIFFERS, Agreement.OTHER_HOLDER, Agreement.UNANSWERED):
            yield ce.PaperChecked(no.value, at, CLERK, paper, is_good=True, agreement=no)
    yield ce.CardScanned("scan", at, CLERK, is_card_there=True)
    yield ce.ScanUndone("unscan", at, CLERK)
    yield ce.ProvenInPerson("prove without a card", at, CLERK)
    yield ce.ProvenInPerson("prove without a card", at, SUPERVISOR)
    yield ce.CardScanned("scan", at, CLERK, is_card_there=True)
    yield ce.ProvenInPerson("prove", at, CLERK)
    quote = case.money.quote
    digest = quote.digest if quote is not None else ""
    to = case.money.way, case.money.destination
    signed = e.AgreementSigned("signed", at, e.Sealed("name"), "", "1" * 64, digest, *to)
    yield ce.SignedInPerson("signed", at, CLERK, signed, e.Sealed("strokes"), "2" * 64)
    owed = -quote.total_minor if quote is not None else 0
    yield ce.PaymentTaken("paid", at, CLERK, owed, "MOP")
    yield ce.PaymentTaken("paid", at, CLERK, owed + 1, "MOP")
    yield ce.CardBagged("bag", at, CLERK, e.Sealed("bag"))
    yield ce.CardDestroyed("destroyed", at, CLERK)
    yield ce.IdentityChecked("mistaken", at, CLERK, Document.PASSPORT, is_holder=False)
    yield ce.IdentityChecked("again", at, CLERK, Document.PASSPORT, is_holder=True)
    yield ce.RequestsSorted("other", at, CLERK, (), case.requests)


def _of_two(case: Case, at: datetime) -> Iterator[ce.FromStaff]:
    yield ce.CardDestroyed("destroyed", at, SECOND)
    yield ce.ResumeWanted("resume", at, CLERK)
    yield ce.HolderCame("holder", at, CLERK)
    yield ce.CallerCodeWanted("caller", at, CLERK, "digest", e.Sealed("code"))
    yield ce.CallerCodeGiven("caller", at, CLERK, "digest")
    yield ce.ClaimCodeSaid("claim", at, CLERK, is_right=True)
    yield ce.FlagSolved("flag", at, SUPERVISOR, 1, e.Sealed("note"))
    yield ce.ObjectionAnswered("answered", at, SUPERVISOR, 1, ObjectionOutcome.PUT_RIGHT, e.Sealed("answer"))
    yield ce.NumberReleased("release", at, SUPERVISOR, 1)
    yield ce.StaffWrote("wrote", at, CLERK, e.Sealed("answer"))
    yield ce.ByStaff("by", at, CLERK, e.LineConfirmed("by", at))
    yield ce.ByStaff("by", at, CLERK, e.WithdrawalWanted("by", at))
    yield ce.ByStaff("by", at, CLERK, e.LossReported("by", at))
    yield ce.ByStaff("by", at, CLERK, e.ErasureWanted("by", at))


def _of_steps(case: Case, at: datetime) -> Iterator[ce.FromStaff]:
    for is_accepted in (True, False):
        doubt = "" if is_accepted else "blurred"
        yield ce.PictureOpened("opened", at, SUPERVISOR, case.identity.given)
        yield ce.DocumentDecided("decided", at, SUPERVISOR, case.identity.given, is_accepted, doubt)
    yield ce.PaperDecided("decided", at, SUPERVISOR, case.identity.given, True)
    agrees = Agreement.AGREES
    yield ce.PaperDecided("decided", at, SUPERVISOR, case.identity.given, True, agreement=agrees)
    yield ce.DocumentDecided("unseen", at, SUPERVISOR, case.identity.given + 1, True)
    stuck = [step.name for step in case.ending.steps if step.status is StepStatus.NEEDS_PERSON]
    for step in stuck or [*CLOSING_ACTS][:1]:
        yield from _solved(case, at, step)
    yield ce.CallRetried("again", at, SUPERVISOR, f"{case.id}/code/1", is_waiting=True)
    yield ce.CallRetried("again", at, SUPERVISOR, f"{case.id}/code/1")
    yield ce.CallRetried("again", at, SUPERVISOR, "another case/code/1", is_waiting=True)


def _solved(case: Case, at: datetime, step: str) -> Iterator[ce.FromStaff]:
    key = step_key(case, step)
    for what in Approved:
        yield ce.ApprovalAsked("ask", at, SUPERVISOR, what, key, PayoutWay.BANK_TRANSFER, e.Sealed("value"))
    yield ce.CallRetried("again", at, SUPERVISOR, key)
    yield ce.StepAttested("attest", at, SUPERVISOR, key)
    yield ce.MoneyReadWanted("read-money", at, SUPERVISOR, key)
    yield ce.RefundReleased("refund", at, SUPERVISOR, key)
    yield ce.StepGivenUp("give up", at, SUPERVISOR, key, None)
    yield ce.StepGivenUp("give up", at, SUPERVISOR, key, e.Sealed("why"))
    for way in (PayoutWay.BANK_TRANSFER, PayoutWay.OTHER_LINE):
        yield ce.PayoutCorrected("correct", at, SUPERVISOR, key, way, e.Sealed("elsewhere"))
