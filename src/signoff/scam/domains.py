"""What a host name is: its registrable part by the public suffix list, its Unicode form, and what it looks like.

The list and the table of signs that look alike come with libraries; nothing is ever fetched.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import idna
from confusable_homoglyphs import confusables
from publicsuffixlist import PublicSuffixList

HOST_LENGTH_MAX = 253  # RFC 1035

# After the table of UTS #39 these are still told apart there; on a phone's screen, and by a hasty reader, they are not.
_ALIKE = str.maketrans("01i|345789", "ollleastbg")
# Letters of print and hand that UTS #39 tells apart, since it looks at small letters in one typeface only.
_MORE = dict(zip("ткмнвгпиьτνηκμω", "tkmhbrnubtvnkuw", strict=True))
_PAIRS = (("rn", "m"), ("vv", "w"))


@dataclass(frozen=True, slots=True)
class Domain:
    """A host in parts: `sub.label.suffix`; `label` and `suffix` together are what somebody registered."""

    sub: str
    label: str
    suffix: str

    @property
    def registrable(self) -> str:
        """What somebody registered."""
        return f"{self.label}.{self.suffix}" if self.label else self.suffix


@cache
def _list() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _endings() -> frozenset[str]:
    """Every last part a host can have on the public internet."""
    return frozenset(
        rule.lstrip("*!.").rpartition(".")[2]
        for rule in _list()._publicsuffix  # noqa: SLF001 - it has no public way to list them
    )


def is_ending(label: str) -> bool:
    """Whether hosts can end so."""
    return label.lower() in _endings()


def warm_up() -> None:
    """Read the tables now, so that no message has to wait for them."""
    _endings()
    _lookalikes()
    encoded("\u00e4.example")


def forget() -> None:
    """Drop what was worked out for one message: its addresses are nobody's business any more."""
    for function in (domain_of, shown, encoded, latin, skeleton):
        function.cache_clear()


@lru_cache(maxsize=4096)
def domain_of(host: str) -> Domain | None:
    """The parts of a host in small letters; None for what nobody can have registered."""
    whole = _list().privatesuffix(host, accept_unknown=True)
    if not whole:
        return None
    label, _, suffix = whole.partition(".")
    return Domain(host[: -len(whole)].rstrip("."), label, suffix)


@lru_cache(maxsize=4096)
def shown(host: str) -> str:
    """A host as it is meant to be read: punycode decoded, in small letters."""
    return ".".join(_decoded(label) for label in host.lower().split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError, IndexError):
        pass
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


@lru_cache(maxsize=4096)
def encoded(host: str) -> str:
    """A host in ASCII: punycode where it has other letters; unchanged where it cannot be a name."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ".".join(_rough(label) for label in host.split("."))


def _rough(label: str) -> str:
    if label.isascii():
        return label
    try:
        return "xn--" + label.lower().encode("punycode").decode("ascii")
    except UnicodeError:
        return label


@cache
def _lookalikes() -> dict[str, str]:
    """Each sign that is no Latin letter, and the Latin letters it looks like, after UTS #39."""
    table: dict[str, str] = dict(_MORE)
    for sign, others in confusables.confusables_data.items():
        if sign.isascii():
            continue
        plain = [one["c"].strip("\u200e\u200f") for one in others]
        letters = [one for one in plain if one.isascii() and one.isalnum()]
        if letters and sign not in _MORE:
            table[sign] = min(letters, key=lambda one: (len(one), not one.islower(), one)).lower()
    return table


@lru_cache(maxsize=4096)
def latin(text: str) -> str:
    """A name in the Latin letters it seems to be written in."""
    table = _lookalikes()
    plain = []
    for sign in unicodedata.normalize("NFKD", text.lower()):
        if unicodedata.category(sign)[0] == "M":
            continue
        plain.append(sign if sign.isascii() else table.get(sign) or _letter_within(sign))
    return "".join(plain)


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """What a name looks like: two names with the same skeleton are taken for each other."""
    joined = latin(text)
    for pair, single in _PAIRS:
        joined = joined.replace(pair, single)
    return joined.translate(_ALIKE)


def _letter_within(sign: str) -> str:
    """The plain letter of one with a hook, a stroke or a belly, by its name; else the sign."""
    words = unicodedata.name(sign, "").split()
    if words[:1] == ["LATIN"] and "LETTER" in words:
        after = words[words.index("LETTER") + 1 :]
        for word in after:
            if len(word) == 1:
                return word.lower()
    return sign


def distance(one: str, other: str, limit: int) -> int:
    """How many letters are changed, added, left out or swapped with a neighbour; limit + 1 for more than `limit`."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        this = [row]
        for column, wanted in enumerate(other, start=1):
            best = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                best = min(best, before[column - 2] + 1)
            this.append(best)
        if min(this) > limit:
            return limit + 1
        before, last = last, this
    return min(last[-1], limit + 1)
