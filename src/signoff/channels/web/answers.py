"""Reads the form of one requirement into the domain's answer; one small function per form, in the order of asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from signoff.channels.web.forms import Form, Problem, Unfit
from signoff.channels.web.readers import Readers, read, read_contact, read_identifier, read_text
from signoff.domain.answer import (
    AcknowledgeLosses,
    ActFor,
    Answer,
    AskHelp,
    ChooseMoneyWay,
    ConfirmLine,
    GiveCode,
    GiveOtherContact,
    HandleSim,
    Object,
    ReopenAnswer,
    ReportLoss,
    SignAgreement,
    WantCode,
    Withdraw,
)
from signoff.domain.carrier import Carrier, CollectWay, PayoutWay
from signoff.domain.concern import ObjectionKind
from signoff.domain.line import IdentifierKind
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.third_party import Right

_DIGEST = re.compile(r"[0-9a-f]{64}")  # SHA-256

MESSAGE_LENGTH_MAX = 2_000
"""A page of text; the whole form must stay under its limit."""

_WAYS: dict[str, PayoutWay | CollectWay] = {way.value: way for way in (*PayoutWay, *CollectWay)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form together with what is needed to read it."""

    parts: Readers
    carrier: Carrier
    form: Form


def confirm_line(_: Sheet) -> Answer:
    """The button alone says it."""
    return ConfirmLine()


def want_code(_: Sheet) -> Answer:
    """The button alone says it."""
    return WantCode()


def give_code(sheet: Sheet) -> Answer:
    """Six digits."""
    return GiveCode(_code(sheet))


def acknowledge_losses(sheet: Sheet) -> Answer:
    """The boxes that were ticked; whether they suffice is the desk's to say."""
    ties = tuple(tie for tie in Tie if sheet.form.has("ties", tie.value))
    return AcknowledgeLosses(ties, digest(sheet.form, "losses_digest"))


def give_other_contact(sheet: Sheet) -> Answer:
    """A contact, or the wish for a claim code."""
    how = sheet.form.first("contact_by")
    if how == "claim_code":
        return GiveOtherContact(None)
    if how != "contact":
        raise Unfit(Problem("contact_by", "portal.problems.choice_missing"))
    text = sheet.form.first("contact")
    contact = read_contact(sheet.parts, "contact", text, sheet.carrier.country)
    return GiveOtherContact(contact)


def choose_money_way(sheet: Sheet) -> Answer:
    """The way and, for money that comes back, where to."""
    way = _WAYS.get(sheet.form.first("way"))
    if way is None:
        raise Unfit(Problem("way", "portal.problems.choice_missing"))
    if isinstance(way, CollectWay) or way is PayoutWay.PAYING_INSTRUMENT:
        return ChooseMoneyWay(way, "")
    field = f"destination_{way.value}"
    text = sheet.form.first(field).strip()
    if not text:
        raise Unfit(Problem(field, "refusals.destination_missing"))
    return ChooseMoneyWay(way, _destination(sheet, way, field, text))


def change_money(_: Sheet) -> Answer:
    """The button alone says it."""
    return ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY)


def change_contact(_: Sheet) -> Answer:
    """The button alone says it."""
    return ReopenAnswer(RequirementKind.GIVE_OTHER_CONTACT)


def sign_agreement(sheet: Sheet) -> Answer:
    """Name, code and the digest of the text on the page; both fields are checked before either is refused."""
    problems: list[Problem] = []
    name = code = ""
    try:
        name = read(sheet.parts, "name", sheet.form.first("name"), sheet.parts.read_name)
    except Unfit as unfit:
        problems += unfit.problems
    try:
        code = _code(sheet)
    except Unfit as unfit:
        problems += unfit.problems
    if problems:
        raise Unfit(*problems)
    return SignAgreement(name, code, digest(sheet.form, "text_sha256"))


def handle_sim(sheet: Sheet) -> Answer:
    """What became of the card or the profile."""
    how = sheet.form.first("how")
    if how not in {answer.value for answer in SimAnswer}:
        raise Unfit(Problem("how", "portal.problems.choice_missing"))
    return HandleSim(SimAnswer(how))


def ask_help(sheet: Sheet) -> Answer:
    """A question, as it was typed but for what no page can show."""
    typed = sheet.form.first("message")
    return AskHelp(read_text("message", typed, MESSAGE_LENGTH_MAX, missing="portal.help.missing"))


def object_to(sheet: Sheet) -> Answer:
    """What is wrong: a kind, and words of one's own."""
    kind, typed = sheet.form.first("kind"), sheet.form.first("message")
    if kind not in set(ObjectionKind):
        raise Unfit(Problem("kind", "portal.problems.choice_missing"))
    return Object(
        ObjectionKind(kind), read_text("message", typed, MESSAGE_LENGTH_MAX, missing="portal.help.missing")
    )


def withdraw(_: Sheet) -> Answer:
    """The button alone says it."""
    return Withdraw()


def report_loss(_: Sheet) -> Answer:
    """The button alone says it."""
    return ReportLoss()


def act_for(sheet: Sheet) -> Answer:
    """By which right, and for whom, both checked before either is refused; or that it is the holder after all."""
    right = sheet.form.first("right")
    if right == "holder":
        return ActFor(None)
    problems: list[Problem] = []
    name = ""
    if right not in set(Right):
        problems.append(Problem("right", "portal.problems.choice_missing"))
    try:
        name = read(sheet.parts, "holder_name", sheet.form.first("holder_name"), sheet.parts.read_name)
    except Unfit as unfit:
        problems += unfit.problems
    if problems:
        raise Unfit(*problems)
    return ActFor(Right(right), name)


READERS: dict[str, Callable[[Sheet], Answer]] = {
    "confirm-line": confirm_line,
    "want-code": want_code,
    "code": give_code,
    "losses": acknowledge_losses,
    "contact": give_other_contact,
    "lost": report_loss,
    "acting": act_for,
    "money": choose_money_way,
    "change-money": change_money,
    "change-contact": change_contact,
    "agreement": sign_agreement,
    "sim": handle_sim,
    "withdraw": withdraw,
    "help": ask_help,
    "wrong": object_to,
}
"""What each form of a case says, by the last part of its address."""


def _code(sheet: Sheet) -> str:
    return read(sheet.parts, "code", sheet.form.first("code"), sheet.parts.read_code)


def digest(form: Form, name: str) -> str:
    """What the page itself put into its form. Raises Unfit."""
    found = form.first(name)
    if not _DIGEST.fullmatch(found):
        raise Unfit(Problem("", "portal.notices.form_stale"))
    return found


_OF_ANOTHER_LINE = {
    "reading.identifier.other_country": "reading.other_line.other_country",
    "reading.identifier.not_mobile": "reading.other_line.not_mobile",
}
"""Where credit is to go to a line, what is said of the line that ends would be untrue."""


def _destination(sheet: Sheet, way: PayoutWay, field: str, text: str) -> str:
    """Another line's number in canonical form; a name; or an account, which only its bank can check."""
    if way is PayoutWay.OTHER_LINE:
        try:
            identifier = read_identifier(sheet.parts, field, text, sheet.carrier)
        except Unfit as unfit:
            own = (replace(one, key=_OF_ANOTHER_LINE.get(one.key, one.key)) for one in unfit.problems)
            raise Unfit(*own) from None
        if identifier.kind is not IdentifierKind.NUMBER:
            raise Unfit(Problem(field, "portal.problems.number_wanted"))
        return identifier.value
    if way is PayoutWay.CASH_AT_SHOP:
        return read(sheet.parts, field, text, sheet.parts.read_name)
    account = read(sheet.parts, field, text, sheet.parts.read_destination)
    if not any(letter.isdigit() for letter in account):
        raise Unfit(Problem(field, "portal.problems.account_unreadable"))
    return account
