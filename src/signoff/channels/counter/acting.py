"""Reads the forms of what staff do into acts: one small function for each, and who may send it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from signoff.channels.counter.parts import CounterParts
from signoff.channels.web.answers import MESSAGE_LENGTH_MAX, digest
from signoff.channels.web.forms import Form, Problem, Unfit
from signoff.channels.web.readers import read, read_text
from signoff.domain import counter_act as act
from signoff.domain.answer import SignAgreement
from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.concern import ObjectionOutcome
from signoff.domain.counter_case import Document
from signoff.domain.staff import May
from signoff.domain.third_party import NAMES_HOLDER, Paper

STROKES_LENGTH_MAX = 40_000
"""A long signature has a few thousand points; the whole form must stay under its limit."""
STROKE_POINTS_MIN = 8
"""A dot is no signature."""
BAG_LENGTH_MAX = 40
WHY_LENGTH_MAX = 300
PAPER_LENGTH_MAX = 200
"""Two or three lines for machines, or a long name."""

REFUSALS = ("name_differs", "number_differs", "expired", "blurred", "cropped", "kind_unknown")
"""Why staff refuse a picture: words of the texts (`identity.doubt`)."""

PAPER_REFUSALS = ("unreadable", "not_the_holder", "not_you", "unsigned", "too_old", "another_paper")
"""Why staff refuse the picture of a paper: words of the texts (`acting.doubt`)."""

_STROKES = re.compile(r"\[\[{0}(?:,{0})*\](?:,\[{0}(?:,{0})*\])*\]".format(r"-?[0-9]{1,5}"))
_NUMBER = re.compile(r"-?[0-9]+")
_KEY = re.compile(r"[0-9a-f-]{36}/[a-z_0-9]{1,60}/[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what is needed to read it."""

    parts: CounterParts
    form: Form

    def chosen(self, field: str, known: type[Document | Approved | PayoutWay]) -> str:
        """One of the words offered. Raises Unfit."""
        word = self.form.first(field)
        if word not in {one.value for one in known}:
            raise Unfit(Problem(field, "portal.problems.choice_missing"))
        return word

    def text(self, field: str, length_max: int) -> str:
        """Something that was typed. Raises Unfit."""
        typed = self.form.first(field)
        text = read_text(field, typed, length_max, missing="counter.problems.missing")
        return " ".join(text.split()) if length_max < 100 else text

    def paper(self, of: str) -> tuple[str, str]:
        """Name, or lines for machines, and number, as they stand on a paper or its picture. Raises Unfit."""
        typed = self.form.first(f"{of}_name")
        name = read_text(f"{of}_name", typed, PAPER_LENGTH_MAX, missing="counter.problems.paper")
        number = "".join(filter(str.isprintable, self.form.first(f"{of}_number"))).strip()
        if len(number) > BAG_LENGTH_MAX:
            raise Unfit(Problem(f"{of}_number", "portal.problems.too_long"))
        return name, number

    @property
    def call(self) -> str:
        """The key of the call that the page showed. Raises Unfit."""
        key = self.form.first("call")
        if not _KEY.fullmatch(key):
            raise Unfit(Problem("", "portal.notices.form_stale"))
        return key

    @property
    def approval(self) -> int:
        """The number of the approval that says what is done; 0 where none is named. Raises Unfit."""
        number = self.form.first("approval")
        if not re.fullmatch(r"[0-9]{0,4}", number):
            raise Unfit(Problem("", "portal.notices.form_stale"))
        return int(number or "0")

    @property
    def number(self) -> int:
        """Which of several the page showed. Raises Unfit."""
        number = self.form.first("number")
        if not re.fullmatch(r"[0-9]{1,4}", number):
            raise Unfit(Problem("", "portal.notices.form_stale"))
        return int(number)

    def payout(self) -> tuple[PayoutWay, str]:
        """By which way, and where to. Raises Unfit."""
        way = PayoutWay(self.chosen("payout", PayoutWay))
        text = self.form.first("to").strip()
        if not text:
            raise Unfit(Problem("to", "refusals.destination_missing"))
        reader = self.parts.read_name if way is PayoutWay.CASH_AT_SHOP else self.parts.read_destination
        if not (to := read(self.parts, "to", text, reader)):
            raise Unfit(Problem("to", "refusals.destination_missing"))
        return way, to


def check_identity(filled: Filled) -> act.Act:
    """Which paper, and whether it is the holder's."""
    document = Document(filled.chosen("document", Document))
    outcome = filled.form.first("is_holder")
    if outcome not in ("yes", "no"):
        raise Unfit(Problem("is_holder", "portal.problems.choice_missing"))
    if outcome == "no":
        return act.CheckIdentity(document, False)
    return act.CheckIdentity(document, True, *filled.paper("paper"))


def sort_requests(filled: Filled) -> act.Act:
    """Of each request that the page showed whether it is theirs. Raises Unfit."""
    requests = filled.form.values.get("request", ())
    said = [filled.form.first(f"whose_{place}") for place, _ in enumerate(requests, start=1)]
    missing = [place for place, word in enumerate(said, start=1) if word not in ("mine", "other")]
    if missing or not requests:
        problems = [Problem(f"whose_{place}", "portal.problems.choice_missing") for place in missing]
        raise Unfit(*problems or [Problem("", "portal.notices.form_stale")])
    pairs = [*zip(requests, said, strict=True)]
    mine, others = (tuple(one for one, word in pairs if word == which) for which in ("mine", "other"))
    return act.SortRequests(mine, others)


def decide_document(filled: Filled) -> act.Act:
    """Yes, or why not, about the picture that the page showed. Raises Unfit."""
    number = filled.number
    outcome, doubt = filled.form.first("outcome"), filled.form.first("doubt")
    if outcome == "yes":
        return act.DecideDocument(number, True, "", *filled.paper("picture"))
    if outcome != "no" or doubt not in REFUSALS:
        raise Unfit(Problem("doubt", "portal.problems.choice_missing"))
    return act.DecideDocument(number, False, doubt)


def check_paper(filled: Filled) -> act.Act:
    """Which paper of who acts for the holder, and whether it is in order."""
    paper, outcome = filled.form.first("paper"), filled.form.first("outcome")
    if paper not in set(Paper) or outcome not in ("yes", "no"):
        raise Unfit(Problem("", "portal.notices.form_stale"))
    if outcome == "yes" and paper in NAMES_HOLDER:
        return act.CheckPaper(Paper(paper), True, *filled.paper(paper))
    return act.CheckPaper(Paper(paper), outcome == "yes")


def decide_paper(filled: Filled) -> act.Act:
    """Yes, or why not, about the picture of a paper that the page showed. Raises Unfit."""
    number = filled.number
    outcome, doubt = filled.form.first("outcome"), filled.form.first("doubt")
    if outcome == "yes":
        return act.DecidePaper(number, True, "", *_on_picture(filled, number))
    if outcome != "no" or doubt not in PAPER_REFUSALS:
        raise Unfit(Problem("doubt", "portal.problems.choice_missing"))
    return act.DecidePaper(number, False, doubt)


def _on_picture(filled: Filled, number: int) -> tuple[str, str]:
    """What stands on the picture of a paper that names the holder: the form says which paper it is. Raises Unfit.

    The rules know that themselves, and take no yes without it where it must be.
    """
    is_named = filled.form.first("paper") in NAMES_HOLDER
    return filled.paper(f"picture_{number}") if is_named else ("", "")


def scan_card(filled: Filled) -> act.Act:
    """Digits, from a scanner that types or from a hand."""
    digits = "".join(filter(str.isdigit, filled.form.first("iccid")))
    if not 18 <= len(digits) <= 20 or not digits.isascii():
        raise Unfit(Problem("iccid", "counter.problems.iccid"))
    return act.ScanCard(digits)


def undo_scan(_: Filled) -> act.Act:
    """The button alone says it."""
    return act.UndoScan()


def prove_in_person(_: Filled) -> act.Act:
    """The button alone says it."""
    return act.ProveInPerson()


def sign_in_person(filled: Filled) -> act.Act:
    """The name, the text that was shown, and the strokes."""
    name = read(filled.parts, "name", filled.form.first("name"), filled.parts.read_name)
    text_sha256, strokes = digest(filled.form, "text_sha256"), filled.form.first("strokes")
    if not _are_strokes(strokes):
        raise Unfit(Problem("strokes", "counter.problems.strokes"))
    return act.SignInPerson(SignAgreement(name, "", text_sha256), strokes)


def _are_strokes(text: str) -> bool:
    """Lists of points on the screen: whole numbers, enough of them for a hand."""
    if len(text) > STROKES_LENGTH_MAX:
        return False
    is_form = _STROKES.fullmatch(text) is not None  # no deeper than this: what nests is no stroke
    return is_form and len(_NUMBER.findall(text)) >= 2 * STROKE_POINTS_MIN


def take_payment(filled: Filled) -> act.Act:
    """The amount that the page showed."""
    amount = filled.form.first("amount_minor")
    if not re.fullmatch(r"[0-9]{1,12}", amount):
        raise Unfit(Problem("", "portal.notices.form_stale"))
    return act.TakePayment(int(amount), filled.form.first("currency")[:3])


def bag_card(filled: Filled) -> act.Act:
    """The number of the bag."""
    return act.BagCard(filled.text("bag", BAG_LENGTH_MAX))


def destroy_card(_: Filled) -> act.Act:
    """The button alone says it."""
    return act.DestroyCard()


def retry_call(filled: Filled) -> act.Act:
    """The key of the call."""
    return act.RetryCall(filled.call)


def attest_step(filled: Filled) -> act.Act:
    """At which call."""
    return act.AttestStep(filled.call, filled.approval)


def give_up_step(filled: Filled) -> act.Act:
    """At which call, and why: as was approved, or as is typed."""
    if number := filled.approval:
        return act.GiveUpStep(filled.call, approval=number)
    return act.GiveUpStep(filled.call, filled.text("why", WHY_LENGTH_MAX))


def correct_payout(filled: Filled) -> act.Act:
    """In place of which call, the way, and where to: as was approved, or as is typed."""
    if number := filled.approval:
        return act.CorrectPayout(filled.call, approval=number)
    return act.CorrectPayout(filled.call, *filled.payout())


def read_money(filled: Filled) -> act.Act:
    """At which call."""
    return act.ReadMoney(filled.call)


def release_refund(filled: Filled) -> act.Act:
    """In which call's place, as was approved."""
    return act.ReleaseRefund(filled.call, filled.approval)


def release_number(filled: Filled) -> act.Act:
    """As was approved."""
    return act.ReleaseNumber(filled.approval)


def holder_is_here(_: Filled) -> act.Act:
    """The holder is here."""
    return act.HolderIsHere()


def resume_line(_: Filled) -> act.Act:
    """The button alone says it."""
    return act.ResumeLine()


def solve_flag(filled: Filled) -> act.Act:
    """Which, and what was found."""
    return act.SolveFlag(filled.number, filled.text("note", WHY_LENGTH_MAX))


def answer_objection(filled: Filled) -> act.Act:
    """Which, what became of it, and what the holder reads."""
    outcome = filled.form.first("outcome")
    if outcome not in set(ObjectionOutcome):
        raise Unfit(Problem("", "portal.notices.form_stale"))
    return act.AnswerObjection(
        filled.number, ObjectionOutcome(outcome), filled.text("answer", MESSAGE_LENGTH_MAX)
    )


def want_caller_code(_: Filled) -> act.Act:
    """The button alone says it."""
    return act.WantCallerCode()


def give_caller_code(filled: Filled) -> act.Act:
    """What the caller has read aloud."""
    return act.GiveCallerCode(read(filled.parts, "code", filled.form.first("code"), filled.parts.read_code))


def say_claim_code(filled: Filled) -> act.Act:
    """The characters that were asked for."""
    return act.SayClaimCode(filled.text("characters", 20))


def ask_approval(filled: Filled) -> act.Act:
    """For what, in all that is then done."""
    what = Approved(filled.chosen("what", Approved))
    if what is Approved.PROVE_WITHOUT_CARD:
        return act.AskApproval(what)
    if what is Approved.CORRECT_DESTINATION:
        return act.AskApproval(what, filled.call, *filled.payout())
    is_worded = what in (Approved.GIVE_UP_STEP, Approved.RELEASE_NUMBER_EARLY)
    why = filled.text("why", WHY_LENGTH_MAX) if is_worded else ""
    return act.AskApproval(what, filled.call, value=why)


def decide_approval(filled: Filled) -> act.Act:
    """Which, and yes or no."""
    number, outcome = filled.number, filled.form.first("outcome")
    if outcome not in ("yes", "no"):
        raise Unfit(Problem("", "portal.notices.form_stale"))
    return act.DecideApproval(number, outcome == "yes")


def write_message(filled: Filled) -> act.Act:
    """What is answered."""
    return act.WriteMessage(filled.text("message", MESSAGE_LENGTH_MAX))


ACTS: Mapping[str, tuple[Callable[[Filled], act.Act], May]] = {
    "identity": (check_identity, May.CHECK),
    "requests": (sort_requests, May.ANSWER),
    "document": (decide_document, May.SOLVE),
    "paper": (check_paper, May.CHECK),
    "paper-picture": (decide_paper, May.SOLVE),
    "scan": (scan_card, May.CHECK),
    "unscan": (undo_scan, May.CHECK),
    "in-person": (prove_in_person, May.CHECK),
    "signature": (sign_in_person, May.CHECK),
    "payment": (take_payment, May.CHECK),
    "bag": (bag_card, May.CHECK),
    "destroyed": (destroy_card, May.CHECK),
    "retry": (retry_call, May.SOLVE),
    "attest": (attest_step, May.SOLVE),
    "give-up": (give_up_step, May.SOLVE),
    "payout": (correct_payout, May.SOLVE),
    "read-money": (read_money, May.SOLVE),
    "refund": (release_refund, May.SOLVE),
    "release-number": (release_number, May.SOLVE),
    "resume": (resume_line, May.CHECK),
    "holder-here": (holder_is_here, May.CHECK),
    "flag": (solve_flag, May.SOLVE),
    "objection": (answer_objection, May.SOLVE),
    "want-caller-code": (want_caller_code, May.ANSWER),
    "caller-code": (give_caller_code, May.ANSWER),
    "claim-code": (say_claim_code, May.ANSWER),
    "ask-approval": (ask_approval, May.ASK_APPROVAL),
    "approval": (decide_approval, May.APPROVE),
    "message": (write_message, May.WRITE),
}
"""What each form of the counter does, by the last part of its address, and who may send it."""
