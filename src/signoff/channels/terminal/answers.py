"""Asks for one requirement and makes the domain's answer of it; one function a requirement, in the order of asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from signoff.channels.terminal import panels
from signoff.channels.terminal.conversation import AnotherCodeWanted, Conversation, WithdrawalWanted
from signoff.channels.terminal.screen import Blocked, Choice, Left, Question, Tone
from signoff.domain.answer import (
    AcknowledgeLosses,
    Answer,
    ChooseMoneyWay,
    ConfirmLine,
    GiveCode,
    GiveOtherContact,
    HandleSim,
    ReopenAnswer,
    SignAgreement,
    WantCode,
)
from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.line import IdentifierKind, SimKind
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.view import CaseView

Asking = Callable[[Conversation, CaseView], Awaitable[Answer | None]]
"""None: nothing was said, and nothing need be."""


async def confirm_line(talk: Conversation, view: CaseView) -> Answer:
    """Whether this is the line that was meant."""
    t = talk.words.t
    talk.screen.text(t("requirements.confirm_line.intro"))
    talk.screen.text(view.identifier_masked)
    talk.screen.text(t("acting.papers.terminal_hint"), Tone.QUIET)
    choices = (
        Choice("yes", t("requirements.confirm_line.button")),
        Choice("withdraw", t("portal.withdraw.link")),
    )
    label = t("requirements.confirm_line.title")
    if await talk.choose(Question("confirm", label, choices=choices)) == "withdraw":
        raise WithdrawalWanted
    return ConfirmLine()


async def prove_possession(talk: Conversation, view: CaseView) -> Answer:
    """A code to the line, first sent, then typed."""
    t = talk.words.t
    _stop_if_blocked(talk, view)
    if not _takes_code(talk, view):
        talk.screen.text(t("requirements.prove_possession.intro"))
        return await _want_code(talk)
    name = talk.words.carrier_name(view.carrier_id)
    talk.screen.text(t("requirements.prove_possession.sent", carrier=name))
    talk.screen.text(t("requirements.prove_possession.none_comes"), Tone.QUIET)
    try:
        return GiveCode(await _code(talk, view))
    except AnotherCodeWanted:
        return WantCode()


async def prove_identity(talk: Conversation, view: CaseView) -> Answer | None:
    """A picture cannot be taken in here: where it can be is told, and the conversation rests. Raises Left."""
    t, name = talk.words.t, talk.words.carrier_name(view.carrier_id)
    talk.screen.text(t("requirements.prove_identity.intro"))
    for sign in view.risk_signs:
        talk.screen.text(t("cli.end.item", text=t(f"step_up.risk.{sign}")))
    for doubt in view.identity_doubts:
        area = "step_up" if doubt == "document_unread" else "identity"
        talk.screen.text(t("cli.end.item", text=t(f"{area}.doubt.{doubt}")), Tone.PROBLEM)
    talk.screen.text(t("requirements.prove_identity.terminal"))
    talk.screen.text(
        t("requirements.prove_identity.elsewhere", carrier=name, code=view.case_code), Tone.QUIET
    )
    talk.screen.text(t("acting.papers.terminal_hint"), Tone.QUIET)
    raise Left


async def prove_authority(talk: Conversation, view: CaseView) -> Answer | None:
    """Papers cannot be shown in here: which they are is told, and where to go. Raises Left."""
    t, name = talk.words.t, talk.words.carrier_name(view.carrier_id)
    if view.acting is not None:
        talk.screen.text(t("acting.now", right=t(f"acting.signs_as.{view.acting.right}")))
        talk.screen.text(t("acting.papers.intro"))
        for one in view.acting.papers:
            status = t(f"acting.status.{one.status or 'missing'}")
            step = t("cli.end.step", kind=t(f"acting.paper.{one.paper}"), state=status)
            talk.screen.text(t("cli.end.item", text=step))
            if one.doubt:
                talk.screen.text(t("cli.end.item", text=t(f"acting.doubt.{one.doubt}")), Tone.PROBLEM)
        where = "also_shop" if view.acting.takes_pictures else "shop"
        where = "sign_there" if view.acting.is_accepted else where
        talk.screen.text(t(f"acting.papers.{where}", carrier=name, code=view.case_code))
    talk.screen.text(t("acting.papers.terminal"))
    raise Left


async def acknowledge_losses(talk: Conversation, view: CaseView) -> Answer:
    """What is given up, and each thing that may still hang on the number, thought of one by one."""
    t = talk.words.t
    talk.screen.text(t("requirements.acknowledge_losses.intro"))
    if view.quote is not None:
        panels.money(talk.screen, talk.words, view, view.quote)
        panels.losses(talk.screen, talk.words, view.quote)
    if view.number_count > 1:
        talk.screen.text(t("requirements.acknowledge_losses.numbers", count=view.number_count))
    talk.screen.text(t("requirements.acknowledge_losses.ties"))
    talk.screen.text(t("requirements.acknowledge_losses.ties_hint"), Tone.QUIET)
    for tie in view.ties:
        words = f"requirements.tie.{tie}"
        await talk.press(
            Question("tie", t(f"{words}.title"), t(f"{words}.hint"), enter=t("cli.end.thought_of"))
        )
    return AcknowledgeLosses(view.ties, view.losses_digest)


async def give_other_contact(talk: Conversation, view: CaseView) -> Answer:
    """A contact that outlives the line, or a claim code."""
    t = talk.words.t
    talk.screen.text(t("requirements.give_other_contact.intro"))
    choices = (
        Choice("contact", t("requirements.give_other_contact.contact")),
        Choice(
            "claim_code",
            t("requirements.give_other_contact.claim_code"),
            t("requirements.give_other_contact.claim_code_hint"),
        ),
    )
    label = t("requirements.give_other_contact.legend")
    if await talk.choose(Question("contact_by", label, choices=choices)) == "claim_code":
        return GiveOtherContact(None)
    country = talk.words.parts.carriers[view.carrier_id].country
    words = "requirements.give_other_contact"
    contact = await talk.read(
        Question("other_contact", t(f"{words}.label"), t(f"{words}.hint")),
        lambda typed: talk.words.parts.read_contact(typed, country),
    )
    return GiveOtherContact(contact)


async def choose_money_way(talk: Conversation, view: CaseView) -> Answer:
    """How the money comes back and where to, or how what is owed is paid."""
    t = talk.words.t
    if view.quote is not None:
        panels.money(talk.screen, talk.words, view, view.quote)
    ways: tuple[PayoutWay | CollectWay, ...] = view.payout_ways or view.collect_ways
    side = "back" if view.payout_ways else "owed"
    choices = tuple(Choice(way.value, t(f"requirements.way.{way}.title")) for way in ways)
    label = t(f"requirements.choose_money_way.legend_{side}")
    chosen = await talk.choose(Question("way", label, choices=choices))
    way = next(way for way in ways if way.value == chosen)
    if isinstance(way, CollectWay) or way is PayoutWay.PAYING_INSTRUMENT:
        return ChooseMoneyWay(way, "")
    return ChooseMoneyWay(way, await _destination(talk, view, way))


async def sign_agreement(talk: Conversation, view: CaseView) -> Answer:
    """The final quote and the text, then name and code; a code first where none is on its way."""
    t = talk.words.t
    if view.agreement is None:
        raise LookupError("the agreement is asked for without its text")
    if talk.shown_sha256 != view.agreement.text_sha256:
        talk.shown_sha256 = view.agreement.text_sha256
        panels.agreement(talk.screen, talk.words, view, view.agreement)
    _stop_if_blocked(talk, view)
    if not _takes_code(talk, view):
        talk.screen.text(t("requirements.sign_agreement.code_first"))
        return await _want_code(talk)
    words = "requirements.sign_agreement"
    talk.screen.text(t(f"{words}.meaning"))
    name = await talk.read(
        Question("name", t(f"{words}.name"), t(f"{words}.name_hint")), talk.words.parts.read_name
    )
    try:
        return SignAgreement(name, await _code(talk, view), view.agreement.text_sha256)
    except AnotherCodeWanted:
        return WantCode()


async def handle_sim(talk: Conversation, view: CaseView) -> Answer | None:
    """What became of the card or the profile; after the end it can be left open."""
    t = talk.words.t
    words = f"requirements.handle_sim.{'esim' if view.sim_kind is SimKind.ESIM else 'plastic'}"
    talk.screen.text(t(f"{words}.intro"))
    if view.sim_kind is SimKind.PLASTIC and view.sim_rule is not None:
        talk.screen.text(t(f"requirements.handle_sim.rule.{view.sim_rule}"))
    choices = tuple(
        Choice(answer.value, t(f"requirements.sim.{answer}.title"), t(f"requirements.sim.{answer}.hint"))
        for answer in view.sim_answers
    )
    enter = t("cli.end.leave_open") if view.state == "ended" else ""
    label = t("requirements.handle_sim.legend")
    chosen = await talk.choose(Question("sim", label, choices=choices, enter=enter))
    return HandleSim(SimAnswer(chosen)) if chosen else None


ASKINGS: Mapping[RequirementKind, Asking] = {
    RequirementKind.CONFIRM_LINE: confirm_line,
    RequirementKind.PROVE_POSSESSION: prove_possession,
    RequirementKind.PROVE_IDENTITY: prove_identity,
    RequirementKind.PROVE_AUTHORITY: prove_authority,
    RequirementKind.ACKNOWLEDGE_LOSSES: acknowledge_losses,
    RequirementKind.GIVE_OTHER_CONTACT: give_other_contact,
    RequirementKind.CHOOSE_MONEY_WAY: choose_money_way,
    RequirementKind.SIGN_AGREEMENT: sign_agreement,
    RequirementKind.HANDLE_SIM: handle_sim,
}
"""How each requirement is asked for."""


def _stop_if_blocked(talk: Conversation, view: CaseView) -> None:
    """Nothing is asked for that cannot work today. Raises Blocked."""
    until = view.codes_blocked_until
    if until is None or until <= talk.words.parts.now():
        return
    talk.problem = ""
    time = talk.words.instant(until, view.time_zone)
    talk.screen.text(talk.words.t("requirements.code.blocked", time=time), Tone.PROBLEM)
    raise Blocked


async def reopen(talk: Conversation, view: CaseView) -> Answer | None:
    """Which answer is to be given anew; None when none after all."""
    t = talk.words.t
    words = {
        RequirementKind.CHOOSE_MONEY_WAY: "requirements.sign_agreement.change_money",
        RequirementKind.GIVE_OTHER_CONTACT: "requirements.sign_agreement.change_contact",
    }
    choices = tuple(Choice(kind.value, t(words[kind])) for kind in view.may_reopen)
    question = Question(
        "reopen", t("requirements.sign_agreement.chosen"), choices=choices, enter=t("cli.end.keep_answers")
    )
    chosen = await talk.choose(question)
    return ReopenAnswer(RequirementKind(chosen)) if chosen else None


async def _want_code(talk: Conversation) -> Answer:
    while wait := talk.code_wait():
        await talk.press(Question("look_again", wait, enter=talk.words.t("portal.case.reload")))
    label, meaning = talk.words.t("requirements.code.send"), talk.words.t("cli.end.send")
    await talk.press(Question("send_code", label, enter=meaning))
    return WantCode()


def _takes_code(talk: Conversation, view: CaseView) -> bool:
    """Whether a code can be typed; one that is of no use any more is said to be."""
    if view.code is None or view.code.takes_tries(talk.words.parts.now()):
        return view.code is not None
    if view.code.is_sent:
        talk.screen.text(talk.words.t("requirements.code.over"))
    return False


async def _code(talk: Conversation, view: CaseView) -> str:
    t, hint = talk.words.t, talk.words.t("requirements.code.hint")
    if view.code is not None and view.code.expires_at is not None:
        time = talk.words.instant(view.code.expires_at, view.time_zone)
        word = "expires_closed" if view.is_closed_elsewhere else "expires"
        talk.screen.text(t(f"requirements.code.{word}", time=time), Tone.QUIET)
        talk.screen.text(talk.words.tries(view.code.tries_left), Tone.QUIET)
    if talk.phone is not None:
        talk.screen.text(t("cli.end.read_code"), Tone.QUIET)
    talk.screen.text(talk.code_wait() or t("cli.end.another_code"), Tone.QUIET)
    return await talk.read(
        Question("code", t("requirements.code.label"), hint, is_of_code=True), talk.words.parts.read_code
    )


_OF_ANOTHER_LINE = {
    "reading.identifier.other_country": "reading.other_line.other_country",
    "reading.identifier.not_mobile": "reading.other_line.not_mobile",
}
"""Where credit is to go to a line, what is said of the line that ends would be untrue."""


async def _destination(talk: Conversation, view: CaseView, way: PayoutWay) -> str:
    """Another line's number in canonical form; a name; or an account, which only its bank can check."""
    parts, t = talk.words.parts, talk.words.t
    question = Question(
        f"destination_{way}", t(f"requirements.way.{way}.label"), t(f"requirements.way.{way}.hint")
    )
    if way is PayoutWay.CASH_AT_SHOP:
        return await talk.read(question, parts.read_name)
    if way is PayoutWay.BANK_TRANSFER:
        account = ""
        while not any(character.isdigit() for character in account):
            account = await talk.read(question, parts.read_destination)
            talk.problem = t(
                "portal.problems.account_unreadable" if account else "refusals.destination_missing"
            )
        talk.problem = ""
        return account
    carrier = parts.carriers[view.carrier_id]
    while True:
        identifier = await talk.read(
            question, lambda typed: parts.read_identifier(typed, carrier), words=_OF_ANOTHER_LINE
        )
        if identifier.kind is IdentifierKind.NUMBER:
            return identifier.value
        talk.problem = t("portal.problems.number_wanted")
