"""The auditor of who acts for a holder: no line goes but by every paper, or by the holder, and no money to who acts.

It judges the books of `deputies.py` by the packs' files; `counter_audit.py` asks it about each case of a customer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.sim import staff_rules
from tests.sim.books import UNANSWERED
from tests.sim.staffed import Deed, Served

SIGNED = ("SignAgreement", "SignInPerson")
OF_MONEY = ("StepGivenUp", "PayoutCorrected", "StepAttested")
"""What takes two people of the money of a holder for whom somebody acts."""

Facts = list[tuple[str, dict[str, Any]]]


def right_at(customer: Served, deed: Deed) -> str | None:
    """By which right somebody acts when this is said, from the books."""
    told = _told_before(customer, customer.deeds.index(deed))
    return None if told is None else _right(told[1])


def _told_before(customer: Served, place: int) -> tuple[int, Deed] | None:
    """What was last said of who acts, and its place."""
    found = [
        (number, one)
        for number, one in enumerate(customer.deeds[:place])
        if one.what in ("ActFor", "HolderIsHere") and one.is_done
    ]
    return found[-1] if found else None


def _right(deed: Deed) -> str | None:
    right = deed.said.right if deed.what == "ActFor" else None
    return None if right is None else str(right)


def judged(customer: Served, facts: Facts, since: int, until: int) -> dict[str, Deed]:
    """The last word of staff on each paper between two places of the books."""
    pictures = {says["number"]: says["paper"] for name, says in facts if name == "PaperTaken"}
    found = {}
    for one in customer.deeds[since:until]:
        if not (one.is_done or one.answer == UNANSWERED):
            continue
        if one.what == "CheckPaper":
            found[str(one.said.paper)] = one
        elif one.what == "DecidePaper" and one.said.number in pictures:
            found[pictures[one.said.number]] = one
    return found


def _is_good(deed: Deed) -> bool:
    return bool(deed.said.is_good if deed.what == "CheckPaper" else deed.said.is_accepted)


def has_all(customer: Served, facts: Facts, deed: Deed) -> bool:
    """Whether staff had accepted every paper of the right when this was said."""
    place = customer.deeds.index(deed)
    told = _told_before(customer, place)
    if told is None or (right := _right(told[1])) is None:
        return False
    words = judged(customer, facts, told[0], place)
    asked = staff_rules.third_party(customer.tenant_id, right).papers
    return all(name in words and _is_good(words[name]) for name in asked)


def is_here(customer: Served, deed: Deed, slack: timedelta) -> bool:
    """Whether whoever acts stood before one of the staff within the hour, with their own document."""
    began = customer.deeds[: customer.deeds.index(deed)]
    looks = [one for one in began if one.what == "CheckPaper" and one.is_done]
    own = [one for one in looks if str(one.said.paper) == "own_identity"]
    if not own or not own[-1].said.is_good:
        return False
    since = (deed.ended_at or deed.began_at) - staff_rules.VISIT - slack
    lasted = max((deed.ended_at or deed.began_at) - deed.began_at, timedelta())
    return (own[-1].ended_at or own[-1].began_at) >= since - lasted


def tells_who(deed: Deed) -> bool:
    """Whether this tells who stands there: of papers only their own document does."""
    if deed.what == "CheckPaper":
        return bool(deed.said.is_good and str(deed.said.paper) == "own_identity")
    return deed.what != "CheckIdentity" or bool(deed.said.is_holder)


def is_their_money(customer: Served, name: str, says: dict[str, Any]) -> bool:
    """Whether this is done with the money of a holder for whom somebody acts."""
    signed = [one for one in customer.deeds if one.what in SIGNED and one.is_done]
    is_acted_for = bool(signed) and right_at(customer, signed[-1]) is not None
    return is_acted_for and name in OF_MONEY and says.get("step", "pay_out") == "pay_out"


def is_told(customer: Served) -> bool:
    """Whether anybody ever said that somebody acts."""
    return any(one.what == "ActFor" and one.is_done and one.said.right for one in customer.deeds)


def cut(customer: Served, facts: Facts, at: datetime, channel: str, slack: timedelta) -> Iterator[str]:
    """What is wrong with a cut, of a line for whose holder somebody said to act."""
    signed = [place for place, one in enumerate(customer.deeds) if one.what in SIGNED and one.is_done]
    if not signed:
        yield "it was cut, and nobody had signed"
        return
    deed = customer.deeds[signed[-1]]
    told = _told_before(customer, signed[-1])
    came = [one for one in customer.deeds[signed[-1] :] if one.what == "HolderIsHere" and one.is_done]
    if came:
        yield "it was cut on what was signed for a holder who has come since"
    if told is None:
        return
    if (right := _right(told[1])) is None:
        yield from _by_holder(customer, told[0], signed[-1])
        return
    rule = staff_rules.third_party(customer.tenant_id, right)
    words = judged(customer, facts, told[0], signed[-1])
    for name in rule.papers:
        if name not in words or not _is_good(words[name]):
            yield f"it was cut by {right}, and nobody had accepted {name}"
        elif at - words[name].began_at > rule.life + slack:
            yield f"it was cut by {right}, and {name} was looked at {at - words[name].began_at} before"
    if channel not in rule.channels:
        yield f"it was cut by {right}, signed by {channel}"
    if at - deed.began_at + slack < rule.stop_time:
        yield f"it was cut by {right} after {at - deed.began_at}, and others had {rule.stop_time} to stop it"


def _by_holder(customer: Served, since: int, until: int) -> Iterator[str]:
    """Once it was said, a code is never enough: the holder was seen since it was taken back, or their document was."""
    words = [one for one in customer.deeds[since:until] if one.is_done or one.answer == UNANSWERED]
    is_seen = any(one.what == "CheckIdentity" and one.said.is_holder for one in words)
    is_seen = is_seen or any(one.what == "DecideDocument" and one.said.is_accepted for one in words)
    if not is_seen and not any(one.what == "ShowDocument" for one in words):
        yield "it was cut, somebody had acted, and nobody has seen the holder since"


def money(
    customer: Served, facts: Facts, paid: list[tuple[int, str, str]], own_account: str
) -> Iterator[str]:
    """What comes back goes where two of the staff have agreed that the holder's money goes."""
    if any(destination == own_account for _, _, destination in paid):
        yield f"the holder's money went to {own_account}, which who acts had named"
    for one in customer.deeds:
        if one.what == "ChooseMoneyWay" and one.is_done and one.said.destination == own_account:
            yield "who acts chose where the holder's money goes"
    signed = [one for one in customer.deeds if one.what in SIGNED and one.is_done]
    if not signed or right_at(customer, signed[-1]) is None:
        return
    agreed = [says for name, says in facts if name == "ApprovalDecided" and says["is_granted"]]
    if paid and not agreed:
        yield "the holder's money went out, and no second person had agreed"
