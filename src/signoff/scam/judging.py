"""What is said of one channel of a message: official, unknown, contradicted or a look-alike, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from signoff.catalogue.deception import Names
from signoff.catalogue.pack import Confidence
from signoff.scam.canonical import authority_of, host_of, parts_of
from signoff.scam.domains import domain_of
from signoff.scam.finding import MESSENGERS, Candidate, Finding, Kind, Official, Reference, Rule, Verdict
from signoff.scam.lookalike import Likeness, Lookalikes
from signoff.scam.registry import Entry, Registry, in_order

_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_LOCAL_LENGTHS = {"MO": (8,), "KH": (8, 9)}
_TRUNK = {"KH": "0"}
_ABROAD = "00"
# A rejected contact of which no source says more than that nobody has it: that is no proof against it.
_ABSENT = "on_no_official_page"

Judgement = tuple[Verdict, Rule, str, tuple[Official, ...]]


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where to go in place of a channel: what is confirmed, what is only reported, and of whom nothing is confirmed."""

    official: tuple[Official, ...]
    reported: tuple[Official, ...]
    unconfirmed: tuple[str, ...]


class Judging:
    """Knows the registry and the look-alikes."""

    def __init__(self, registry: Registry, names: Names) -> None:
        self._registry = registry
        self._brands = names.brands
        # What was a carrier's that is gone is imitated as well; what never was anybody's is not.
        imitated = {
            name: entries[0].official.owner
            for name, entries in registry.domains.items()
            if _is_good(entries) or entries[0].has_ceased
        }
        self._lookalikes = Lookalikes(imitated, names)

    def judge(self, candidate: Candidate, text: str, mentioned: tuple[str, ...]) -> Finding:
        """The finding for a channel. `mentioned` are the carriers the message names, in its order."""
        verdict, rule, owner, whose = self._judged(candidate, mentioned)
        if verdict is Verdict.OFFICIAL and candidate.is_disguised:
            # A carrier has no reason to hide its own number: whoever did may have hidden more.
            verdict, rule = Verdict.UNKNOWN, Rule.DISGUISED
        owners = [owner, *mentioned] if owner and "/" not in owner else list(mentioned)
        around = (
            () if verdict is Verdict.OFFICIAL else owners or ([owner] if owner else self._of_place(candidate))
        )
        ways = self._ways(candidate, owner, whose, around)
        value = candidate.value
        if value.removeprefix("+").isdigit() and candidate.kind is not Kind.HOTLINE:
            value = self._readings(candidate)[0]
        shown = text[candidate.start : candidate.end]
        return Finding(
            candidate.start,
            candidate.end,
            shown,
            candidate.kind,
            value,
            verdict,
            rule,
            owner,
            ways.official,
            ways.reported,
            tuple(
                one
                for one in self._registry.answering(owners[:1] if owner else owners)
                if one in ways.unconfirmed
            ),
            _sources_of(candidate, whose) if rule is Rule.REPORTED_ONLY else (),
        )

    def _ways(
        self, candidate: Candidate, owner: str, whose: tuple[Official, ...], around: Iterable[str]
    ) -> _Ways:
        """What is known of the channel's owner, then the ways to those it is about; no channel vouches for itself."""
        registry, kind = self._registry, candidate.kind
        known = sorted(whose, key=lambda one: in_order(one, kind))
        ways = registry.ways_to(around, kind)
        carriers = [one for one in registry.answering(around) if "/" not in one]
        unconfirmed = tuple(
            one
            for one in carriers
            if not any(way.is_confirmed and way.owner == one for way in (*whose, *ways))
        )
        if unconfirmed and (owner in unconfirmed or not ways):
            ways = (*registry.ways_to(registry.regulators(unconfirmed), kind), *ways)
        reported = (*known, *registry.ways_to(around, kind, reported=True))
        return _Ways(
            tuple(dict.fromkeys(one for one in (*known, *ways) if one.is_confirmed)),
            tuple(
                dict.fromkeys(one for one in reported if not (one.is_confirmed or _is_of_it(one, candidate)))
            ),
            unconfirmed,
        )

    def _judged(self, candidate: Candidate, mentioned: tuple[str, ...]) -> Judgement:
        kind, value = candidate.kind, candidate.value
        if kind is Kind.WEB:
            return self._web(candidate.written or value)
        if kind is Kind.EMAIL:
            return self._email(value)
        if kind is Kind.USSD:
            return self._code(candidate, mentioned)
        if kind is Kind.HOTLINE:
            return self._registered(self._registry.short_numbers(value), mentioned, Rule.NOT_REGISTERED)
        if value.removeprefix("+").isdigit():
            readings = self._readings(candidate)
            unknown = Rule.MAY_BE_YOURS if candidate.may_be_other else Rule.NOT_REGISTERED
            unknown = unknown if kind is Kind.PHONE else Rule.MESSENGER
            return self._registered(self._registry.numbers(readings), mentioned, unknown)
        name = value.partition("@")[2] or value
        if kind in MESSENGERS and (likeness := self._lookalikes.of_name(name)):
            if (likeness.owner, kind) in self._registry.unnamed and name.lower() in self._brands[
                likeness.owner
            ]:
                return Verdict.UNKNOWN, Rule.MESSENGER, likeness.owner, ()  # it may even be theirs
            return _like(likeness)
        return Verdict.UNKNOWN, Rule.MESSENGER, "", ()

    def _registered(self, entries: list[Entry], mentioned: tuple[str, ...], otherwise: Rule) -> Judgement:
        """The judgement by what the registry says of a number."""
        if not entries:
            return Verdict.UNKNOWN, otherwise, "", ()
        ours = [entry for entry in entries if self._is_of(entry, mentioned)]
        if not ours:
            good = [entry for entry in entries if not _is_bad(entry)]
            if good:
                return Verdict.UNKNOWN, Rule.OTHER_CARRIER, "", ()
            ours = entries
        for entry in ours:
            if _is_bad(entry):
                continue
            if entry.official.confidence == Confidence.LOW:
                return Verdict.UNKNOWN, Rule.REPORTED_ONLY, entry.official.owner, (entry.official,)
            return Verdict.OFFICIAL, Rule.REGISTERED, entry.official.owner, _all_good(ours)
        return _against(ours[0])

    def _code(self, candidate: Candidate, mentioned: tuple[str, ...]) -> Judgement:
        entries = self._registry.codes(candidate.value)
        if not entries:
            return Verdict.UNKNOWN, Rule.NOT_REGISTERED, "", ()
        rejected = [entry for entry in entries if entry.why and self._is_of(entry, mentioned)]
        good = [entry for entry in entries if not _is_bad(entry) and self._is_of(entry, mentioned)]
        if candidate.is_sms_address:
            # A genuine code stays one, though nobody can write to it: it is not confirmed so, and never refused.
            verdict = Verdict.UNKNOWN if good else Verdict.CONTRADICTS
            return verdict, Rule.NOT_AN_SMS_ADDRESS, (good or entries)[0].official.owner, _all_good(good)
        if not mentioned:
            # Nobody is named: another carrier's code is wrong only for whoever takes it for that carrier's.
            rejected = [entry for entry in rejected if entry.why != Rule.ANOTHER_CARRIERS_CODE]
        if good:
            return Verdict.OFFICIAL, Rule.REGISTERED, good[0].official.owner, _all_good(good)
        if rejected:
            return _against(rejected[0])
        return Verdict.UNKNOWN, Rule.OTHER_CARRIER if mentioned else Rule.NOT_REGISTERED, "", ()

    def _web(self, address: str) -> Judgement:
        scheme, host, path, query = parts_of(address)
        user, port = authority_of(address)
        is_page = scheme in ("http", "https")
        if _IPV4.fullmatch(host) or host.startswith("["):
            likeness = self._lookalikes.of_path(f"{path}{query}")
            return _like(likeness) if likeness else (Verdict.UNKNOWN, Rule.BARE_ADDRESS, "", ())
        domain = domain_of(host)
        known = self._registry.domains.get(domain.registrable, []) if domain is not None else []
        good = [entry for entry in known if not _is_bad(entry)]
        if good:
            best = max(
                good,
                key=lambda entry: (entry.official.confidence != Confidence.LOW, entry.official.kind == "web"),
            )
            owner, officials = best.official.owner, _all_good(good)
            if user or port not in ("", "80", "443") or not is_page:
                return Verdict.UNKNOWN, Rule.OTHER_PLACE, owner, officials
            if best.official.confidence == Confidence.LOW:
                return Verdict.UNKNOWN, Rule.REPORTED_ONLY, owner, officials
            return Verdict.OFFICIAL, Rule.REGISTERED, owner, officials
        if known:
            return _against(known[0])
        likeness = (
            self._lookalikes.of_host(host)
            or self._lookalikes.of_user(user)
            or self._lookalikes.of_path(f"{path}{query}", host)
            or self._lookalikes.of_path(f"/{address.partition('#')[2]}", host)
        )
        return _like(likeness) if likeness else (Verdict.UNKNOWN, Rule.NOT_REGISTERED, "", ())

    def _email(self, address: str) -> Judgement:
        registered = [entry for entry in self._registry.mailboxes(address) if not _is_bad(entry)]
        if registered:
            return self._registered(registered, (), Rule.NOT_REGISTERED)
        name, _, host = address.rpartition("@")
        verdict, rule, owner, officials = self._web(f"http://{host}/")
        if verdict is Verdict.OFFICIAL or rule is Rule.REPORTED_ONLY:
            return Verdict.UNKNOWN, Rule.OTHER_MAILBOX, owner, officials
        if verdict is Verdict.UNKNOWN and (likeness := self._lookalikes.of_name(name)):
            return _like(likeness)
        return verdict, rule, owner, officials

    def _readings(self, candidate: Candidate) -> tuple[str, ...]:
        """The ways a number can be meant, in E.164; the likeliest first."""
        value = candidate.value
        if value.startswith("+"):
            return (value,)
        if value.startswith(_ABROAD):
            return (f"+{value.removeprefix(_ABROAD)}",)
        found = []
        for code, country in self._registry.calling_codes.items():
            national = value.removeprefix(code)
            if national != value and len(national) in (
                *_LOCAL_LENGTHS.get(country, ()),
                len(value) - len(code),
            ):
                found.append(f"+{value}")
        for code, country in self._registry.calling_codes.items():
            trunk = _TRUNK.get(country, "")
            local = value.removeprefix(trunk)
            if trunk and local == value:
                continue
            if len(local) in _LOCAL_LENGTHS.get(country, ()):
                found.append(f"+{code}{local}")
        # With a calling code it may be one that the packs speak of though no number of that place is so long.
        return (*found, value, *(f"+{code}{value}" for code in self._registry.calling_codes))

    def _is_of(self, entry: Entry, mentioned: tuple[str, ...]) -> bool:
        """Whether it is a channel of a carrier that is named, of its successor, or of an office of its country."""
        if not mentioned:
            return True
        owner = entry.official.owner
        if "/" in owner:
            return entry.country in {self._registry.countries[one] for one in mentioned}
        return owner in mentioned or owner in {self._registry.successors.get(one) for one in mentioned}

    def _of_place(self, candidate: Candidate) -> list[str]:
        """The carriers to name where the message names none: those of the number's country, else all that operate."""
        country = ""
        if candidate.kind is Kind.PHONE:
            reading = self._readings(candidate)[0]
            for code, one in self._registry.calling_codes.items():
                if reading.startswith(f"+{code}"):
                    country = one
        return [
            owner
            for owner, place in self._registry.countries.items()
            if owner not in self._registry.ceased and country in ("", place)
        ]


def _is_of_it(one: Official, candidate: Candidate) -> bool:
    """Whether it is the channel itself, or stands under its domain: whoever doubts the one cannot trust the other."""
    if one.kind == candidate.kind and one.value.lower() == candidate.value.lower():
        return True
    return bool(_domain(one.kind, one.value)) and _domain(one.kind, one.value) == _domain(
        candidate.kind, candidate.value
    )


def _domain(kind: str, value: str) -> str:
    if kind not in (Kind.WEB, Kind.EMAIL):
        return ""
    found = domain_of(host_of(value) if kind == Kind.WEB else value.rpartition("@")[2].lower())
    return found.registrable if found is not None else ""


def _sources_of(candidate: Candidate, whose: tuple[Official, ...]) -> tuple[Reference, ...]:
    """What reports a channel that is only reported."""
    found = [one for one in whose if not one.is_confirmed and one.kind == candidate.kind] or whose
    return tuple(dict.fromkeys(source for one in found for source in one.sources))


def _is_bad(entry: Entry) -> bool:
    return bool(entry.why) or entry.is_ended or entry.has_ceased


def _is_good(entries: Iterable[Entry]) -> bool:
    return any(not _is_bad(entry) for entry in entries)


def _all_good(entries: Iterable[Entry]) -> tuple[Official, ...]:
    good = [entry.official for entry in entries if not _is_bad(entry)]
    return tuple({(one.owner, one.kind, one.value): one for one in good}.values())


def _against(entry: Entry) -> Judgement:
    """The judgement by an entry that speaks against the channel."""
    owner = entry.official.owner
    if entry.has_ceased and entry.why in ("", _ABSENT, Rule.CARRIER_CEASED):
        return Verdict.CONTRADICTS, Rule.ENDED if entry.is_ended else Rule.CARRIER_CEASED, owner, ()
    if entry.is_ended and not entry.why:
        return Verdict.CONTRADICTS, Rule.ENDED, owner, ()
    if entry.why == _ABSENT:
        return Verdict.UNKNOWN, Rule.ON_NO_OFFICIAL_PAGE, owner, ()
    return Verdict.CONTRADICTS, Rule(entry.why), owner, ()


def _like(likeness: Likeness) -> Judgement:
    return Verdict.LOOKALIKE, likeness.rule, likeness.owner, ()
