"""The calls that follow from facts about how a line stands and who its person is; part of `intent.py`."""

from __future__ import annotations

from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain import fact_acting as t
from signoff.domain.act import Act, Notice
from signoff.domain.calling import TO_BE_TOLD, Intent, call, call_key, message, news, to_line, told
from signoff.domain.case import Case, State
from signoff.domain.changing import replace
from signoff.domain.event import RegisteredContact
from signoff.domain.identity import Voucher
from signoff.domain.suspended import is_left_suspended


def standing(case: Case) -> Intent:
    """Records are asked how the line stands, as often as the account is read."""
    return to_line(case, Act.READ_STANDING, "standing", case.money.readings)


def on_identity(case: Case, fact: f.Fact) -> tuple[Intent, ...]:
    """A document is read, a lost SIM barred; the bar, and what staff decide without the person there, is told."""
    match fact:
        case f.StandingWanted():
            return (standing(case),)
        case f.DocumentTaken():
            sealed = (("picture", fact.picture), *to_line(case, Act.READ_DOCUMENT, "document").sealed)
            return (replace(call(case, Act.READ_DOCUMENT, "document", fact.number), sealed=sealed),)
        case f.LossTold() if not fact.by_case:
            suspends = to_line(case, Act.SUSPEND, "suspend", case.counter.resumes + 1)
            return (*line_is_told(case, is_new=fact.tells_line), suspends)
        case c.CallerCodeIssued():
            return _to_caller(case, fact)
        case c.LineAskedAgain():
            return (to_line(case, Act.LOOK_UP_AGAIN, "look_up", fact.occurrence),)
        case c.ResumeOrdered():
            return (to_line(case, Act.RESUME, "resume", fact.occurrence),)
        case c.LineResumed():
            notice = _of_resumed(case)
            told_of = (*news(case, notice), *_to_others(case, notice))
            asks = to_line(case, Act.READ_STANDING, TO_BE_TOLD, case.version)
            asked = (asks,) if fact.asks_contacts else ()
            return (*told_of, *asked, *line_is_told(case, is_new=fact.tells_line))
        case c.RegisteredTold():
            return _to_others(case, _of_resumed(case), fact.contacts)
        case f.SuspensionOver() if not fact.is_ended and case.state is not State.JOINED:
            return news(
                case, Notice.LINE_RESUMED_ELSEWHERE
            )  # all who are registered hear it from the other case
        case c.ObjectionAnswered():
            return _to_objector(case, fact)
        case c.NumberReleaseOrdered():
            return (replace(to_line(case, Act.RELEASE_NUMBER, "release_number"), on=fact.on),)
        case f.SuspensionMade():
            notice = Notice.STILL_SUSPENDED if is_left_suspended(case) else Notice.LINE_SUSPENDED
            return (*line_is_told(case, is_new=fact.tells_line), *news(case, notice))
        case f.IdentityRefused():
            return news(case, Notice.IDENTITY_REFUSED)
        case f.IdentityAccepted() if fact.voucher is Voucher.STAFF:
            return news(case, Notice.IDENTITY_ACCEPTED)
        case t.PaperJudged() if fact.voucher is Voucher.STAFF and not fact.is_accepted:
            return news(case, Notice.PAPER_REFUSED)
        case t.AuthorityAccepted() if case.state is State.OPEN and _is_news(case):
            return news(case, Notice.PAPERS_ACCEPTED)
        case _:
            return ()


def line_is_told(case: Case, *, is_new: bool = True) -> tuple[Intent, ...]:
    """The other cases of the line hear what this one knows of it, when they are found."""
    return (call(case, Act.TELL_LINE, "tell_line", case.version),) if is_new else ()


def _of_resumed(case: Case) -> Notice:
    """Who came when it was ordered: what somebody said of that since changes nothing of it."""
    return Notice.LINE_RESUMED_FOR_HOLDER if case.counter.is_resumed_for_holder else Notice.LINE_RESUMED


def _is_news(case: Case) -> bool:
    """Whether the last of the papers was looked at without the person there."""
    last = case.acting.papers[-1:]
    return bool(last) and last[0].voucher is Voucher.STAFF


def warnings(case: Case, fact: f.AgreementSigned) -> tuple[Intent, ...]:
    """Everybody registered for the line is told before it is cut, and how to stop it; a holder who died, too."""
    is_acted_for = case.acting.right is not None
    notice = Notice.ENDING_AGREED_FOR_HOLDER if is_acted_for else Notice.ENDING_AGREED
    return _registered(case, notice, "warning", fact.tells)


def _to_caller(case: Case, fact: c.CallerCodeIssued) -> tuple[Intent, ...]:
    """To the other contact, in the language of whoever gave it."""
    contact = case.answers.other_contact
    if contact is None:
        return ()
    language = next((one.language for one in told(case) if one.contact == contact), "") or case.language
    intent = call(case, Act.SEND_CODE, "caller_code", fact.occurrence)
    sealed = (("code", fact.code), ("contact", contact))
    return (replace(intent, sealed=sealed, notice=Notice.CODE_FOR_CALLER, language=language),)


def _to_objector(case: Case, fact: c.ObjectionAnswered) -> tuple[Intent, ...]:
    """Whoever objected, where their news goes; the others had no part in it."""
    asked = next(one.request_id for one in case.concerns.objections if one.number == fact.number)
    everybody = told(case)
    to = [one for one in everybody if one.request_id == asked] or everybody[:1]
    return tuple(
        message(case, Notice.OBJECTION_ANSWERED, one, place) for place, one in enumerate(to, start=1)
    )


def _to_others(
    case: Case, notice: Notice, registered: tuple[RegisteredContact, ...] | None = None
) -> tuple[Intent, ...]:
    """Whoever is registered for the line hears it, too, if they do not anyway."""
    known = {one.contact_index for one in told(case)}
    contacts = case.registered if registered is None else registered
    return _registered(case, notice, "told", tuple(one for one in contacts if one.index not in known))


def _registered(
    case: Case, notice: Notice, step: str, contacts: tuple[RegisteredContact, ...]
) -> tuple[Intent, ...]:
    return tuple(
        Intent(
            call_key(case, f"{step}_{place}", case.version),
            case.carrier_id,
            Act.SEND_NOTICE,
            f"{step}_{place}",
            (("contact", one.contact),),
            notice=notice,
            occurrence=case.version,
            language=case.language,
            stop_index=one.index,
        )
        for place, one in enumerate(contacts, start=1)
    )
