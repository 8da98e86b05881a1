"""Shows parts of a case: the money, what is given up, the course of the ending, its claims and its end."""

from __future__ import annotations

from collections.abc import Mapping

from signoff.channels.terminal.screen import Row, Screen, Tone
from signoff.channels.terminal.words import Words
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import Loss, LossKind, Quote
from signoff.domain.view import AgreementView, CaseView, Step, StepState

OVER = ("ended", "withdrawn", "lapsed")


def money(screen: Screen, words: Words, view: CaseView, quote: Quote) -> None:
    """The lines of a quote and their sum, and of a preview when the account was read for it."""
    screen.text(_money_title(words, view))
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
    if view.may_still_move:
        screen.text(words.t("portal.money.moves"))


def _money_title(words: Words, view: CaseView) -> str:
    if view.state == "ended":
        return words.t("portal.money.settled")
    if view.quote_is_final or view.account_read_at is None:
        return words.t("portal.money.final")
    return words.t("portal.money.preview", time=words.instant(view.account_read_at, view.time_zone))


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
        *(() if view.state in OVER else ((words.t("portal.case.wanted"), _wanted(words, view)),)),
        (words.t("portal.case.contact"), view.contact_masked),
    ]
    screen.pairs(rows)


def standing(screen: Screen, words: Words, view: CaseView) -> None:
    """How a case stands that needs nothing from who is here for now: over, at work, or waiting for its day."""
    if view.state == "ended":
        ended(screen, words, view)
    elif view.state in OVER:
        left_off(screen, words, view)
        if view.is_closed_elsewhere and view.account_read_at is not None:
            time = words.instant(view.account_read_at, view.time_zone)
            screen.text(words.t("portal.closed_elsewhere.over", time=time))
    elif view.state == "open":
        resting(screen, words, view)
    else:
        if view.is_unpriced:
            unpriced(screen, words, view)
        _agreed(screen, words, view)


def _agreed(screen: Screen, words: Words, view: CaseView) -> None:
    """When a signed line is to end, and until when that can be taken back."""
    screen.title(words.t("portal.agreed.title"))
    if view.ends_on is not None:
        screen.text(words.t("portal.agreed.on_day", day=words.day(view.ends_on)))
    elif view.wanted_on is not None:
        screen.text(words.t("portal.agreed.day_has_come"))
    if view.may_still_move:
        screen.text(words.t("portal.money.moves"))
    if view.cooling_off_until is not None:
        time = words.instant(view.cooling_off_until, view.time_zone)
        screen.text(words.t("portal.agreed.cooling_off", time=time))
    if view.may_withdraw:
        screen.text(words.t("portal.agreed.may_withdraw"), Tone.QUIET)


def void(screen: Screen, words: Words, view: CaseView) -> None:
    """That it was signed once, that the signature counts no more, and why."""
    if view.void is None:
        return
    screen.title(words.t("portal.void.title"))
    day, time = words.day(view.void.last_on), words.instant(view.void.at, view.time_zone)
    screen.text(words.t(f"portal.void.{view.void.why}", day=day, time=time), Tone.PROBLEM)


def joined(screen: Screen, words: Words, view: CaseView) -> None:
    """That the ending was begun already, by whose day it goes, and that all act on one case."""
    own = view.joined
    if own is None:
        return
    screen.title(words.t("portal.joined.title"))
    time = words.instant(own.begun_at, view.time_zone)
    ends_on = own.ends_on or view.ends_on
    day = words.day(ends_on) if ends_on else ""
    screen.text(words.t("portal.joined.on_day" if day else "portal.joined.now", time=time, day=day))
    if own.wanted_on not in (own.ends_on, view.wanted_on):
        wished = words.day(own.wanted_on) if own.wanted_on else ""
        screen.text(words.t(f"portal.joined.{'not_your_day' if wished else 'not_at_once'}", day=wished))
    screen.text(words.t("portal.joined.together"))
    screen.pairs([(words.t("portal.joined.code"), own.case_code)])


def resting(screen: Screen, words: Words, view: CaseView) -> None:
    """Why an open case waits for somebody else: the line is held, or a document is being looked at."""
    name = words.carrier_name(view.carrier_id)
    if view.holds:
        screen.title(words.t("step_up.holds.title"))
        for hold in view.holds:
            screen.text(words.t(f"step_up.holds.{hold}", carrier=name))
        screen.text(words.t("step_up.holds.again"), Tone.QUIET)
        return
    if view.is_unpriced:
        unpriced(screen, words, view)
        return
    screen.title(words.t("step_up.looked_at.title"))
    screen.text(words.t("step_up.looked_at.text", carrier=name))


def unpriced(screen: Screen, words: Words, view: CaseView) -> None:
    """That the terms of the line's tariff are missing, and who puts that right."""
    screen.title(words.t("portal.unpriced.title"))
    screen.text(words.t("portal.unpriced.text", carrier=words.carrier_name(view.carrier_id)))


def left_off(screen: Screen, words: Words, view: CaseView) -> None:
    """That nothing was ended: the person withdrew, somebody registered stopped it, or nobody went on in time."""
    name = words.carrier_name(view.carrier_id)
    if view.is_stopped:
        screen.title(words.t("step_up.stop.stopped"))
        screen.text(words.t("messages.stopped.text", carrier=name, code=view.case_code))
    else:
        over = "passed_on" if view.is_passed_on else view.state
        over = "taken_back" if view.is_taken_back else over
        screen.title(words.t(f"portal.{over}.title"))
        screen.text(words.t(f"portal.{over}.text", carrier=name))
    if view.lost_at is not None:
        screen.text(words.t("step_up.lost.left_title"), Tone.PROBLEM)
        screen.text(words.t("step_up.lost.left", carrier=name, code=view.case_code))


def _wanted(words: Words, view: CaseView) -> str:
    if view.wanted_on is None:
        return words.t("portal.review.when_now")
    day = words.day(view.wanted_on)
    if view.put_off_to is None:
        return day
    return words.t("portal.case.put_off", day=day, last=words.day(view.put_off_to))


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
    if view.quote is not None and view.quote.lines:
        money(screen, words, view, view.quote)
    claims(screen, words, view)


def agreement(screen: Screen, words: Words, view: CaseView, shown: AgreementView) -> None:
    """The final quote and the text to sign, with its fingerprint."""
    screen.text(words.t("requirements.sign_agreement.intro"))
    if view.quote is not None:
        money(screen, words, view, view.quote)
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
