"""The lists of a plan: what to bring, what to unlink, what to back up, what to do with an eSIM on which phone."""

from __future__ import annotations

from signoff.domain.carrier import TariffKind
from signoff.domain.line import SimKind
from signoff.domain.situation import Need, Situation
from signoff.traveller.saying import Said, Speech, plain

UNLINK = ("bank", "accounts", "chat", "wallets", "sibling", "delivery")
BACK_UP = ("contacts", "photos", "messages", "keys")
PROFILES = {"delete_profile": "delete", "rest_profile": "switch_off"}


def papers(speech: Speech, situation: Situation) -> tuple[Said, ...]:
    """What to bring to a clerk, or, from abroad, to have at hand; of what is lost only what it came with."""
    known = speech.leaving.known
    # What is known of it is known of the registration of prepaid cards.
    if known.has("registration") and situation.tariff_kind is not TariffKind.POSTPAID:
        identity = speech.cited(speech.say("plan.bring.identity"), ("registration",))
    else:
        place = "_abroad" if situation.is_abroad else ""
        identity = Said(speech.say(f"plan.bring.identity_unknown{place}"))
    card = "profile" if situation.sim_kind is SimKind.ESIM else "card"
    card += "_lost" if situation.is_lost else ""
    others = [plain(speech.say(f"plan.bring.{word}")) for word in (card, "number", "receipts", "pen")]
    if known.has("documents"):
        return (identity, *others)
    return (identity, *others, Said(speech.say("plan.bring.documents_unknown")))


def items(word: str, speech: Speech, situation: Situation) -> tuple[Said, ...]:
    """What a task consists of, for the tasks that are lists."""
    known = speech.leaving.known
    if word == "gather":
        return papers(speech, situation)
    if word == "unlink_named":
        return tuple(plain(speech.say(f"advice.need.{need}")) for need in Need if need in situation.needs)
    if word in ("unlink", "unlink_gone", "unlink_doubtful"):
        others = tuple(plain(speech.say(f"plan.unlink.{one}")) for one in UNLINK)
        if not known.has("carrier_billing"):
            return others
        billing = speech.say("plan.unlink.billing", name=known.fact("carrier_billing").value)
        return (*others, speech.cited(billing, ("carrier_billing",)))
    if word == "back_up":
        return tuple(plain(speech.say(f"plan.backup.{one}")) for one in BACK_UP)
    if word == "keep_profile":
        return (plain(speech.say("plan.esim.keep_it")),)
    if word in PROFILES:
        platforms = (plain(speech.say(f"plan.esim.{PROFILES[word]}_{one}")) for one in ("iphone", "android"))
        return (*platforms, plain(speech.say("plan.esim.contract_runs")))
    return ()
