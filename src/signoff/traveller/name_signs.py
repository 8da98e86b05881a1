"""What a name says: what a person calls the carrier, what stands on the card, what the phone shows, a web address."""

from __future__ import annotations

import re

from signoff.catalogue.naming import Likeness, NameMatch, confused_with, name_matches
from signoff.catalogue.pack import Catalogue, ChannelKind, Status
from signoff.catalogue.spelling import affirmed, as_listed, as_typed, plain, with_digits, words_of
from signoff.domain.identify import Finding, Reason, Said, SignKind, Sureness
from signoff.traveller.number_signs import operating_in
from signoff.traveller.sources import cited, sureness_of

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}")
_WORDS = {
    Likeness.WHOLE: "name_whole",
    Likeness.WITHIN: "name_within",
    Likeness.PART: "name_part",
    Likeness.NEAR: "name_near",
}
_VALUE_LENGTH_MAX = 60  # a reason quotes no more of what was typed


def name_finding(text: str, catalogue: Catalogue, sign: SignKind = SignKind.NAME) -> Finding | None:
    """Who is meant by a name; None when it is nobody's."""
    matches = name_matches(text, catalogue) or name_matches(with_digits(text), catalogue)
    if not matches:
        return None
    carriers = tuple(match.carrier_id for match in matches if match.carrier_id)
    best = matches[0]
    source = cited(best.sources, catalogue, best.country, best.carrier_id)
    said = Said(
        f"{_WORDS[best.likeness]}_of_other" if best.holder else _WORDS[best.likeness],
        {"name": _named(best, text), "carrier": best.carrier_id, "holder": best.holder},
    )
    also = tuple(dict.fromkeys(one for carrier in carriers for one in confused_with(carrier, catalogue)))
    asked = words_of(as_listed(affirmed(text)))
    is_whole = asked.together == words_of(best.listed).together
    is_short = len("".join((*asked.latin, *asked.chinese))) <= 1 and not (
        is_whole and len(asked.together) > 1
    )
    sureness = _sureness(best, sign, is_confusable=bool(also), is_short=is_short).at_most(sureness_of(source))
    cautions = (Said("confusable", {"carriers": (best.carrier_id, *also)}),) if also else ()
    reason = Reason(sign, text.strip()[:_VALUE_LENGTH_MAX], said, source)
    country = best.country if best.country in catalogue.countries else ""
    return Finding(sign, sureness, (reason,), carriers, best.holder, country, also, cautions)


def _named(match: NameMatch, text: str) -> str:
    """The name that a reason quotes: of a text that has it in it, the words that stand there."""
    if match.likeness is not Likeness.WITHIN and not match.is_shared:
        return match.listed
    words = words_of(match.listed)
    within = (as_typed(text, one) for one in (match.listed, " ".join(words.latin), *words.chinese))
    return next(filter(None, within), match.listed)


def _sureness(match: NameMatch, sign: SignKind, *, is_confusable: bool, is_short: bool) -> Sureness:
    """By a name alone nobody is sure, unless it stands on the card and is taken for no other."""
    if match.likeness is Likeness.WHOLE:
        if is_short:
            return Sureness.LOW
        return Sureness.HIGH if sign is SignKind.PRINTED and not is_confusable else Sureness.MEDIUM
    has_chinese = any(letter > "\N{CJK RADICAL REPEAT}" for letter in match.listed)
    return Sureness.MEDIUM if match.likeness is Likeness.WITHIN and has_chinese else Sureness.LOW


def web_finding(text: str, catalogue: Catalogue, sign: SignKind = SignKind.NAME) -> Finding | None:
    """Whose web address a text holds; one that no official page has is told to be so. None for nobody's."""
    hosts = [_bare(host) for host in _HOST.findall(plain(text))]
    for pack in catalogue.packs.values():
        is_gone = pack.status.value is Status.CEASED
        for channel in pack.channels:
            if channel.kind is ChannelKind.WEB and not channel.is_sample and _is_of(channel.value, hosts):
                source = cited(channel.sources, catalogue, pack.country.id, pack.id, channel.confidence)
                reason = Reason(sign, channel.value, Said("web_of", {"carrier": pack.id}), source)
                sureness = Sureness.MEDIUM.at_most(sureness_of(source))
                return Finding(sign, sureness, (reason,), (pack.id,), country=pack.country.id)
        for rejected in pack.rejected:
            if rejected.kind is ChannelKind.WEB and _is_of(rejected.value, hosts):
                source = cited(rejected.sources, catalogue, pack.country.id, pack.id, rejected.confidence)
                word = "web_gone" if is_gone else "web_rejected"
                reason = Reason(sign, _bare_host(rejected.value), Said(word, {"carrier": pack.id}), source)
                return Finding(sign, Sureness.LOW, (reason,), (pack.id,), country=pack.country.id)
    return None


def _is_of(address: str, hosts: list[str]) -> bool:
    own = _bare_host(address)
    return any(host == own or host.endswith(f".{own}") for host in hosts)


def _bare_host(address: str) -> str:
    return _bare(address.partition("//")[2].partition("/")[0])


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def country_finding(country: str, catalogue: Catalogue) -> Finding:
    """Where the card was bought: any carrier there is today, and none that is gone."""
    packs = operating_in(country, catalogue)
    carriers = tuple(pack.id for pack in packs)
    source = max(
        (cited(pack.status.sources, catalogue, country, pack.id) for pack in packs),
        key=lambda one: sureness_of(one).rank,
    )
    reason = Reason(
        SignKind.COUNTRY, country, Said("bought_in", {"country": country, "carriers": carriers}), source
    )
    return Finding(SignKind.COUNTRY, Sureness.LOW, (reason,), carriers, country=country)
