"""What a task to top up says: until when it must last, how far one top-up reaches, and when it has to be done again.

What no source says is said to be unknown; the days are counted from the day of the task.
"""

from __future__ import annotations

from datetime import date, timedelta

from signoff.domain.advice import Reason
from signoff.domain.situation import Situation
from signoff.traveller.saying import Said, Speech, plain

_LASTING = {
    "top_up_validity": "plan.topping_up.top_up_validity",
    "prepaid_validity": "plan.topping_up.prepaid_validity",
}
_ONE_DAY = timedelta(days=1)


def items(on: date, speech: Speech, situation: Situation) -> tuple[Said, ...]:
    """All of it, for a top-up on a day."""
    known = speech.leaving.known
    topic = next((one for one in _LASTING if known.has(one)), "")
    # Of what a card lasts when it is new nobody says that a top-up lasts as long: no day is promised by it.
    days = known.most_days("top_up_validity") or 0
    reaches_on = on + timedelta(days=days) if days else None
    said = [_reach(topic, reaches_on, speech), _how_much(speech)]
    if situation.back_on is None:
        return (plain(speech.say("plan.topping_up.until_moved")), *said)
    if reaches_on is not None and reaches_on <= situation.back_on:
        return (said[0], _again(on, days, speech, situation), said[1])
    needed = (situation.back_on - on).days + 1
    until = speech.say("plan.topping_up.until_back", day=speech.day(situation.back_on), days=needed)
    return (plain(until), *said)


def _reach(topic: str, reaches_on: date | None, speech: Speech) -> Said:
    """How far one top-up reaches at most."""
    if not topic:
        return Said(speech.say("plan.topping_up.reach_unknown"))
    values = {"days": speech.leaving.known.fact(topic).value}
    if reaches_on is not None:
        values["day"] = speech.day(reaches_on)
    return speech.cited(speech.say(_LASTING[topic], **values), (topic,))


def _again(on: date, days: int, speech: Speech, situation: Situation) -> Said:
    """When to top up once more, where one does not reach the return: right before leaving, if that is enough."""
    span, again_on = timedelta(days=days), situation.leaving_on - _ONE_DAY
    if situation.back_on and on < again_on < on + span and situation.back_on < again_on + span:
        values = {"day": speech.day(again_on), "last": speech.day(again_on + span)}
        return plain(speech.say("plan.topping_up.again_leaving", **values))
    return Said(speech.say("plan.topping_up.again_away", day=speech.day(on + span)))


def _how_much(speech: Speech) -> Said:
    if speech.leaving.known.has("keep_number"):
        return speech.reason("advice.reason", Reason("keep_number", ("keep_number",)))
    if speech.leaving.known.has("top_up_days"):
        return speech.reason("advice.reason", Reason("top_up_days", ("top_up_days",)))
    return Said(speech.say("plan.topping_up.how_much_unknown"))
