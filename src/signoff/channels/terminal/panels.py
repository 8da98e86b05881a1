"""Shows parts of a case: the money, what is given up, the course of the ending, its claims and its end."""

from __future__ import annotations

from collections.abc import Mapping

from signoff.channels.terminal.screen import Row, Screen, Tone
from signoff.channels.terminal.words import Words
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import Loss, LossKind, Quote
from signoff.domain.view import AgreementView, CaseView, Step, StepState


def money(screen: Screen, words: Words, quote: Quote, *, is_final: bool) -> None:
    """The lines of a quote and their sum."""
    screen.text(words.t("portal.money.final" if is_final else "portal.money.preview"))
    rows = [
        (
            words.t(f"documents.quote.{line.kind}", days=line.days),
            words.money(line.amount_minor, quote.currency),
        )
        for line in quote.lines
    ]
    total_minor = quote.total_minor
    word = "you_get" if total_minor > 0 else ("you_owe" if total_minor < 0 else "even")
    screen.pairs(rows, total=(words.t(f"portal.money.{word}"), words.money(abs(total_minor), quote.currency)))
    screen.text(words.t("portal.money.last_on", day=words.day(quote.last_on)), Tone.QUIET)


def losses(screen: Screen, words: Words, quote: Quote) -> None:
    """What the holder will not have any more."""
    if not quote.losses:
        screen.text(words.t("portal.losses.none"))
        return
    screen.text(words.t("portal.losses.title"))
    for loss in quote.losses:
        screen.text(words.t("cli.end.item", text=_loss(words, loss, quote.currency)))


def _loss(words: Words, loss: Loss, currency: str) -> str:
    if loss.kind is LossKind.BALANCE:
        return words.t("portal.losses.balance", amount=words.money(loss.amount, currency))
    amount = words.amount(loss.amount)
    if loss.kind is LossKind.ALLOWANCE:
        amount = words.t(f"documents.unit.{loss.unit}", amount=amount)
    return words.t(f"portal.losses.{loss.kind}", amount=amount)


def about(screen: Screen, words: Words, view: CaseView) -> None:
    """The case as a whole."""
    rows: list[Row] = [
        (words.t("portal.case.code"), view.case_code),
        (words.t("portal.case.line"), view.identifier_masked),
        (words.t("portal.case.requested"), words.instant(view.requested_at, view.time_zone)),
        (words.t("portal.case.wanted"), _wanted(words, view)),
        (words.t("portal.case.contact"), view.contact_masked),
    ]
    screen.pairs(rows)


def joined(screen: Screen, words: Words, view: CaseView) -> None:
    """That the ending was begun already, by whose day it goes, and that all act on one case."""
    own = view.joined
    if own is None:
        return
    screen.title(words.t("portal.joined.title"))
    time = words.instant(own.begun_at, view.time_zone)
    day = words.day(view.wanted_on) if view.wanted_on else ""
    screen.text(words.t("portal.joined.on_day" if day else "portal.joined.now", time=time, day=day))
    if own.wanted_on != view.wanted_on:
        wished = words.day(own.wanted_on) if own.wanted_on else ""
        screen.text(words.t(f"portal.joined.{'not_your_day' if wished else 'not_at_once'}", day=wished))
    screen.text(words.t("portal.joined.together"))
    screen.pairs([(words.t("portal.joined.code"), own.case_code)])


def _wanted(words: Words, view: CaseView) -> str:
    return words.day(view.wanted_on) if view.wanted_on else words.t("portal.review.when_now")


def steps(screen: Screen, words: Words, view: CaseView, told: Mapping[str, StepState]) -> None:
    """The steps that got somewhere since they were told last."""
    for step in view.steps:
        if step.state is not told.get(step.kind) and step.state in (StepState.DONE, StepState.NEEDS_PERSON):
            screen.text(_step(words, step), Tone.GOOD if step.state is StepState.DONE else Tone.PROBLEM)


def _step(words: Words, step: Step) -> str:
    kind, state = words.t(f"steps.kind.{step.kind}"), words.t(f"steps.state.{step.state}")
    return words.t("cli.end.step", kind=kind, state=state)


def claims(screen: Screen, words: Words, view: CaseView) -> None:
    """What is known of the ending, and who saw it; what nobody saw is said as well."""
    screen.title(words.t("portal.claims.title"))
    screen.pairs(
        [
            (
                words.t(f"claims.kind.{claim.kind}"),
                words.t(
                    "cli.end.claim",
                    by=words.t(f"claims.by.{claim.by}"),
                    meaning=words.t(f"claims.meaning.{claim.by}"),
                ),
            )
            for claim in view.claims
        ]
    )


def ended(screen: Screen, words: Words, view: CaseView) -> None:
    """The end: when, until when it can be undone, and what is known of it."""
    screen.title(words.t("portal.ended.title"))
    if view.ended_at is not None:
        screen.text(words.instant(view.ended_at, view.time_zone), Tone.GOOD)
    if view.restore_until_on is not None:
        screen.text(words.t("portal.ended.restore_until", day=words.day(view.restore_until_on)))
    if view.quarantine_until_on is not None:
        screen.text(words.t("portal.ended.quarantine_until", day=words.day(view.quarantine_until_on)))
    if view.steps_under_way:
        screen.text(words.t("portal.ended.under_way"))
        for step in view.steps_under_way:
            word = step if step in ("pay_out", "release_esim") else "other"
            screen.text(words.t("cli.end.item", text=words.t(f"portal.ended.step.{word}")))
        screen.text(words.t("portal.ended.newer"))
    claims(screen, words, view)


def agreement(screen: Screen, words: Words, view: CaseView, shown: AgreementView) -> None:
    """The final quote and the text to sign, with its fingerprint."""
    screen.text(words.t("requirements.sign_agreement.intro"))
    if view.quote is not None:
        money(screen, words, view.quote, is_final=view.quote_is_final)
    _chosen(screen, words, view)
    screen.paper(shown.paragraphs)
    screen.text(words.t("requirements.sign_agreement.digest_hint"), Tone.QUIET)
    screen.pairs([(words.t("requirements.sign_agreement.digest"), shown.text_sha256)])


def _chosen(screen: Screen, words: Words, view: CaseView) -> None:
    """Where money and news will go, and how to change it."""
    rows: list[Row] = []
    if RequirementKind.CHOOSE_MONEY_WAY in view.may_reopen:
        area = "way_to" if view.destination_masked else "way"
        way = words.t(f"documents.{area}.{view.money_way}", to=view.destination_masked)
        rows.append((words.t("requirements.sign_agreement.money"), way))
    if RequirementKind.GIVE_OTHER_CONTACT in view.may_reopen:
        contact = view.other_contact_masked or words.t("requirements.sign_agreement.no_contact")
        rows.append((words.t("requirements.sign_agreement.contact"), contact))
    if rows:
        screen.pairs(rows)
        screen.text(words.t("cli.end.change"), Tone.QUIET)


def claim_code(screen: Screen, words: Words, view: CaseView) -> None:
    """The two codes that open the case when no message can reach its asker."""
    screen.title(words.t("portal.claim_code.title"))
    screen.pairs(
        [
            (words.t("portal.case.code"), view.case_code),
            (words.t("portal.claim_code.name"), view.claim_code or ""),
        ]
    )
    screen.text(words.t("portal.claim_code.keep"), Tone.QUIET)
