"""Whether a host, a path or a name on a messenger is made to look like a carrier's, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from signoff.catalogue.deception import Names
from signoff.scam.domains import Domain, distance, domain_of, shown, skeleton
from signoff.scam.finding import Rule

# Short names are near to many honest ones: the shorter, the less may differ.
_LONG, _LONGER = 6, 10
_DISTINCTIVE_LENGTH = 6
# Where honest others of an office's plain name are found: with the ending of a country, or one of the first ones.
_COUNTRY_LENGTH = 2
_OLD_ENDINGS = ("com", "net", "org", "edu", "gov", "int", "mil")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What something looks like: whose, and by which rule."""

    rule: Rule
    owner: str


@dataclass(frozen=True, slots=True)
class _Brand:
    owner: str
    text: str
    look: str
    is_common: bool


class Lookalikes:
    """Knows the official domains with their owners, and the carriers' names."""

    def __init__(self, domains: Mapping[str, str], names: Names) -> None:
        self._domains = {name: (domain_of(name), owner) for name, owner in domains.items()}
        self._looks = {_look(name): owner for name, owner in domains.items()}
        self._others = frozenset(names.others)
        self._platforms = frozenset(names.platforms)
        self._bait = frozenset(map(skeleton, names.bait))
        self._places = frozenset(map(skeleton, names.places))
        common = frozenset(names.common)
        brands = [
            _Brand(owner, text, skeleton(text), text in common)
            for owner, row in names.brands.items()
            for text in row
        ]
        for domain, owner in self._domains.values():
            if domain is not None and domain.label not in {brand.text for brand in brands}:
                is_common = domain.label in common or len(domain.label) < _DISTINCTIVE_LENGTH
                brands.append(_Brand(owner, domain.label, skeleton(domain.label), is_common))
        self._brands = tuple(sorted(brands, key=lambda brand: -len(brand.text)))

    def of_host(self, host: str) -> Likeness | None:
        """What a host looks like; None for an official one, and for one that looks like nobody's."""
        read = shown(host)
        domain = domain_of(read)
        if domain is None or domain.registrable in self._domains or domain.registrable in self._others:
            return None
        return (
            self._same_look(host, domain)
            or self._within(domain)
            or self._other_ending(domain)
            or self._nearly(domain)
            or self._brand_in_name(domain)
            or self._brand_in_sub_domain(domain)
        )

    def of_path(self, path: str, host: str = "") -> Likeness | None:
        """What stands in the path or query of an address that is not official: an official domain, or a brand."""
        domain = domain_of(host) if host else None
        if domain is not None and domain.registrable in self._platforms:
            return None
        look = path.lower()
        for name, (_, owner) in self._domains.items():
            if re.search(rf"(?<![a-z0-9-]){re.escape(name)}(?![a-z0-9-])", look):
                return Likeness(Rule.BRAND_IN_PATH, owner)
        for segment in look.partition("?")[0].split("/")[:4]:
            tokens = [token for token in re.split(r"[^a-z0-9]+", segment) if token]
            for brand in self._brands:
                rest = [skeleton(token) for token in tokens if skeleton(token) != brand.look]
                is_all = len(rest) < len(tokens) and all(one in self._bait | self._places for one in rest)
                if is_all and (not brand.is_common or rest):
                    return Likeness(Rule.BRAND_IN_PATH, brand.owner)
        return None

    def of_user(self, user: str) -> Likeness | None:
        """What stands before the sign that ends a name, where a hasty reader takes it for the host."""
        likeness = self.of_path(f"/{user}") if user else None
        return Likeness(Rule.BRAND_IN_SUB_DOMAIN, likeness.owner) if likeness else None

    def of_name(self, name: str) -> Likeness | None:
        """What a name on a messenger, or the part of a mail address before its sign, looks like."""
        for brand in self._brands:
            if not brand.text.isdigit() and self._bears(name.lower(), brand, is_strict=brand.is_common):
                return Likeness(Rule.BRAND_IN_HANDLE, brand.owner)
        return None

    def _same_look(self, host: str, domain: Domain) -> Likeness | None:
        owner = self._looks.get(_look(domain.registrable))
        if owner is not None:
            return Likeness(Rule.SAME_LOOK, owner)
        if "xn--" in host or not host.isascii():
            for brand in self._brands:
                if brand.look == skeleton(domain.label) or any(
                    brand.look == token for token in _tokens(skeleton(shown(host).replace(".", "-")))
                ):
                    return Likeness(Rule.SAME_LOOK, brand.owner)
        return None

    def _within(self, domain: Domain) -> Likeness | None:
        """An official domain as a whole before the registered part, or run together in it with other signs."""
        around = f"-{_look(domain.sub)}-{_look(domain.label)}-".replace(".", "-")
        for name, (_, owner) in self._domains.items():
            if f"-{_look(name).replace('.', '-')}-" in around:
                in_sub = f"-{_look(name).replace('.', '-')}-" in f"-{_look(domain.sub)}-".replace(".", "-")
                return Likeness(Rule.BRAND_IN_SUB_DOMAIN if in_sub else Rule.BRAND_IN_NAME, owner)
        return None

    def _other_ending(self, domain: Domain) -> Likeness | None:
        for official, owner in self._officials(domain):
            if skeleton(domain.label) == skeleton(official.label):
                return Likeness(Rule.OTHER_ENDING, owner)
        return None

    def _nearly(self, domain: Domain) -> Likeness | None:
        look = skeleton(domain.label)
        for official, owner in self._officials(domain):
            own = skeleton(official.label)
            limit = _letters_allowed(len(official.label), is_same_ending=domain.suffix == official.suffix)
            if limit and distance(look, own, limit) <= limit:
                return Likeness(Rule.NEARLY_SAME, owner)
            # A dot left out or moved: "ctmnet.com", "wwwctm.net", "smartcom.kh".
            endings = (official.suffix.replace(".", ""), official.suffix.partition(".")[0])
            runs = (*(f"{own}{skeleton(ending)}" for ending in endings), f"www{own}")
            if look.replace("-", "") in runs:
                return Likeness(Rule.NEARLY_SAME, owner)
        return None

    def _brand_in_name(self, domain: Domain) -> Likeness | None:
        for brand in self._brands:
            if self._bears(domain.label, brand, is_strict=brand.is_common):
                return Likeness(Rule.BRAND_IN_NAME, brand.owner)
        return None

    def _brand_in_sub_domain(self, domain: Domain) -> Likeness | None:
        labels = [label for label in domain.sub.split(".") if label]
        for brand in self._brands:
            for place, label in enumerate(labels):
                is_alone = skeleton(label) == brand.look
                follows = skeleton(labels[place + 1]) if place + 1 < len(labels) else ""
                if is_alone or self._bears(label, brand, is_strict=brand.is_common or bool(follows)):
                    return Likeness(Rule.BRAND_IN_SUB_DOMAIN, brand.owner)
        return None

    def _bears(self, label: str, brand: _Brand, *, is_strict: bool) -> bool:
        """Whether a label has a brand in it. Strictly: beside nothing but places and what baits put there."""
        pieces = [piece for piece in re.split(r"[-_.]+", label) if piece]
        looks = [skeleton(piece) for piece in pieces]
        if brand.look in looks:
            rest = [
                look
                for look, piece in zip(looks, pieces, strict=True)
                if look != brand.look and not piece.isdigit()
            ]
            return not is_strict or (len(looks) > 1 and all(map(self._is_bait, rest)))
        if not is_strict:
            if len(brand.text) >= _DISTINCTIVE_LENGTH and brand.look in skeleton(label):
                return True
            if len(looks) > 1 and any(self._is_near(look, brand) for look in looks):
                return True
        return any(self._is_joined(piece, brand) for piece in pieces)

    def _is_near(self, look: str, brand: _Brand) -> bool:
        if len(brand.text) < _LONG or look in self._places:
            return False
        return distance(look, brand.look, 1) <= 1

    def _is_joined(self, piece: str, brand: _Brand) -> bool:
        """A brand and bait run together: "myctm", "ctmmacau", "smartkh", "ctm853"."""
        bare = piece.strip("0123456789")
        if bare != piece and skeleton(bare) == brand.look:
            return True
        for rest in (*_around(skeleton(piece), brand.look), *_around(skeleton(bare), brand.look)):
            if rest in self._places or (not brand.is_common and self._is_bait(rest)):
                return True
        return False

    def _is_chain(self, rest: str) -> bool:
        """Whether it is two words of bait in a row."""
        known = self._bait | self._places
        return any(rest[:cut] in known and rest[cut:] in known for cut in range(2, len(rest) - 1))

    def _is_bait(self, piece: str) -> bool:
        return piece in self._bait or piece in self._places or self._is_chain(piece)

    def _officials(self, beside: Domain) -> Iterator[tuple[Domain, str]]:
        """The official domains one may be taken for; an office's name is a plain word that many bear abroad."""
        for official, owner in self._domains.values():
            if official is None:
                continue
            is_abroad = _country(beside) != _country(official) and not beside.suffix.startswith("gov")
            is_old = len(_country(beside)) <= _COUNTRY_LENGTH or beside.suffix in _OLD_ENDINGS
            if "/" not in owner or not (is_abroad and is_old):
                yield official, owner


def _letters_allowed(length: int, *, is_same_ending: bool) -> int:
    """How many letters may differ for a name to be nearly the same."""
    if is_same_ending:
        return 1 if length < _LONG - 1 else 2
    if length < _LONG:
        return 0
    return 2 if length >= _LONGER else 1


def _country(domain: Domain) -> str:
    return domain.suffix.rpartition(".")[2]


def _look(name: str) -> str:
    return ".".join(skeleton(label) for label in name.split("."))


def _tokens(label: str) -> list[str]:
    return [piece for piece in re.split(r"[-_.]+", label) if piece]


def _around(piece: str, brand: str) -> Iterable[str]:
    """What is left of a piece that begins or ends with a brand."""
    if piece.startswith(brand) and len(piece) > len(brand):
        yield piece[len(brand) :]
    if piece.endswith(brand) and len(piece) > len(brand):
        yield piece[: -len(brand)]
