"""Finds web and mail addresses and names on messengers in a folded message; `numbers.py` finds the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import parse_qs

from signoff.catalogue.deception import Writing
from signoff.scam.canonical import canonical, parts_of
from signoff.scam.domains import HOST_LENGTH_MAX, is_ending, latin, shown
from signoff.scam.finding import Candidate, Kind
from signoff.scam.folding import Folded

# Letters of the scripts that borrow each other's looks; Chinese, Khmer and others write without spaces around names.
LETTERS = (
    "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u0373\u0376-\u037d\u0386-\u058f"
    "\u10a0-\u10ff\u13a0-\u13ff\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2dff\ua640-\ua7ff\uab30-\uabbf"
)
_SCRIPTS = "javascript|vbscript|data(?=:[a-z]{2,16}/)|blob(?=:http)"
_STOP = r"\s<>\"“”‘’「」『』《》〈〉【】（），。、；！？…"
_WITH_SCHEME = re.compile(
    rf"(?<![A-Za-z0-9+.-])(?:(?P<scheme>[a-z][a-z0-9+.-]{{1,15}}):[/\\]{{1,3}}|(?P<bare>{_SCRIPTS}):)(?P<rest>[^{_STOP}]++)",
    re.IGNORECASE,
)
_NAME = rf"[{LETTERS}_-]"
_BARE = re.compile(
    rf"(?<![{LETTERS}_.@-])(?P<host>{_NAME}++(?:\.{_NAME}++)+)\.?(?P<port>:[0-9]{{1,5}})?(?P<path>[/?#\\][^{_STOP}]*+)?"
)
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
# Chinese has no spaces, and sentences end in dots: what counts is an ending that nothing goes on behind. A full stop
# is a dot only behind a name with a hyphen.
_CHINESE_ENDING = re.compile(
    rf"(?:(?<=[{_CHINESE}])\.(?P<latin>[a-z]{{2,12}})(?![{LETTERS}._@-])"
    rf"|(?<=[{LETTERS}{_CHINESE}-])[.。](?P<chinese>[{_CHINESE}]{{2,3}})(?![{LETTERS}{_CHINESE}]))"
    rf"(?P<path>[/?#][^{_STOP}]*+)?"
)
_CHINESE_LABEL = re.compile(rf"(?:[{LETTERS}-]+|[{_CHINESE}]+)$")
_LABEL_LENGTH = 40
_NUMBERED = re.compile(
    r"(?<![A-Za-z0-9.])(?P<host>(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(?![0-9.]*[0-9])"
    r"|\[[0-9a-f:]{2,39}\])(?P<port>:[0-9]{1,5})?(?P<path>/[^\s<>]*+)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    rf"(?<![{LETTERS}._%+-])(?P<name>[{LETTERS}._%+'-]++)@(?P<host>{_NAME}++(?:\.{_NAME}++)+)"
)
_AT_NAME = re.compile(rf"(?<![{LETTERS}_.@/-])@(?P<name>[A-Za-z0-9][A-Za-z0-9_.]{{2,31}})(?![{LETTERS}_@])")
_NESTED = re.compile(rf"(?:https?:/{{1,2}}|//|=|www\.)(?P<host>{_NAME}++(?:\.{_NAME}++)+)", re.IGNORECASE)
_NESTED_MAX = 8  # a link that leads on names one address, or two
_BEYOND = re.compile(rf"[^{LETTERS}!-~]")
_LOOSE_END = ".,;:!?'\"*_~)]}>|`"
_CHANNEL_WORDS = (
    r"(?:id|no|号码|號碼|号|號|账号|帳號|賬號|客服|群|频道|頻道|group|channel|account|user|name|username)?"
)
_NAMING = re.compile(r"[:=@→➡>⇒⟶👉➜✈🛩\[【(（「]")
_ASK_BEFORE = 6
_NEGATED_BEFORE = 26
# Where a name may stand without a sign before it: behind a word that offers a way, and at the end of what it offers.
_OFFERED = re.compile(
    r"(?:^|[:;,./|!?\n(]|(?<![a-z])(?:or|and|via|by|on|our|my|through|add|ou|e|por|no|pelo|nosso)|[^\x00-\x7f])\s*$",
    re.IGNORECASE,
)
_OFFER_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?)\]|/\n]|[^\x00-\x7f]|(?:or|and|now|for|to|today|please|ou|e|para|agora)(?![a-z]))",
    re.IGNORECASE,
)
_BARE_CUES = (Kind.TELEGRAM, Kind.WECHAT, Kind.WHATSAPP)
_BARE_LENGTH = 5
_COLONS_MIN = 2  # of an address in IPv6
_SIGNS_OF_FLIGHT = (
    "\u2708",
    "\U0001f6e9",
    "\u98de\u673a",
    "\u98db\u6a5f",
)  # also before places one may fly to


class AddressFinder:
    """Knows the words before names on messengers."""

    def __init__(
        self, writing: Writing, asks: Iterable[str], negations: Iterable[str], brands: Iterable[str]
    ) -> None:
        self._hosts = {
            host: Kind(_kind(name)) for name, hosts in writing.messenger_hosts.items() for host in hosts
        }
        cues = {cue: _kind(name) for name, words in writing.messengers.items() for cue in words}
        self._cues: Mapping[str, str] = {cue.lower(): kind for cue, kind in cues.items()}
        either = "|".join(re.escape(cue) for cue in sorted(cues, key=len, reverse=True))
        self._named = re.compile(
            rf"(?P<cue>(?<![A-Za-z])(?:{either}))(?P<gap>[^A-Za-z0-9\n]{{0,8}}{_CHANNEL_WORDS}[^A-Za-z0-9\n]{{0,6}})"
            rf"(?P<name>(?<![A-Za-z0-9_])(?:(?!(?:no|tel|id|us|at|on|or|and|to) )[A-Za-z]{{1,3}} [0-9]{{3,12}}(?![0-9])"
            rf"|[A-Za-z0-9][A-Za-z0-9_.-]{{2,31}}))(?![A-Za-z0-9_@.-]*[@])",
            re.IGNORECASE,
        )
        self._asks = tuple(asks)
        self._negation = re.compile(
            rf"(?<![{LETTERS}])(?:{'|'.join(map(re.escape, negations))})(?![{LETTERS}])", re.IGNORECASE
        )
        self._brands = frozenset(brands)
        self._not_names = frozenset(writing.not_names)

    def find(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        """Each of them once, from left to right within each sort; `taken` is marked as it goes."""
        yield from self._with_scheme(folded, taken)
        yield from self._mails(folded, taken)
        yield from self._bare(folded, taken)
        yield from self._chinese(folded, taken)
        yield from self._numbered(folded, taken)
        yield from self._names(folded, taken)

    def _with_scheme(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        for match in _WITH_SCHEME.finditer(folded.text):
            scheme = (match.group("scheme") or match.group("bare")).lower()
            if scheme in ("tel", "sms", "mailto"):
                continue
            rest = _trimmed(_cut(match.group("rest")))
            if not rest:
                continue
            start, end = match.start(), match.start("rest") + len(rest)
            if match.group("bare"):  # a program in the place of an address
                _take(taken, start, end)
                address = folded.text[start:end]
                yield Candidate(start, end, Kind.WEB, address, folded.is_wide(start, end), written=address)
                continue
            yield from self._web(folded, start, end, f"{scheme}://{rest}", taken)

    def _mails(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        for match in _EMAIL.finditer(folded.text):
            host = _ended(match.group("host"))
            if host is None or any(taken[match.start() : match.end()]):
                continue
            end = match.start("host") + len(host)
            start = match.start() + len(match.group("name")) - len(match.group("name").lstrip(".'-"))
            _take(taken, start, end)
            name = folded.text[start : match.end("name")].lower()
            yield Candidate(start, end, Kind.EMAIL, f"{name}@{host.lower()}", folded.is_masked(start, end))

    def _bare(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        for match in _BARE.finditer(folded.text):
            if any(taken[match.start() : match.end("host")]):
                continue
            host = _ended(match.group("host"))
            if host is None:
                continue
            end = match.start("host") + len(host)
            if host == match.group("host"):
                rest = folded.text[match.end("host") : match.end()]
                end += len(_trimmed(_cut(rest, is_path=True)))
            yield from self._web(folded, match.start(), end, folded.text[match.start() : end], taken)

    def _chinese(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        """Hosts in Chinese letters, or with a Chinese ending."""
        text = folded.text
        for match in _CHINESE_ENDING.finditer(text):
            dot = match.start()
            label = _CHINESE_LABEL.search(text[max(0, dot - _LABEL_LENGTH) : dot])
            ending = match.group("latin") or match.group("chinese")
            if label is None or not is_ending(ending) or (text[dot] == "。" and "-" not in label.group()):
                continue
            path = _trimmed(_cut(match.group("path") or "", is_path=True))
            start, end = dot - len(label.group()), dot + 1 + len(ending) + len(path)
            if not any(taken[start:end]):
                yield from self._web(folded, start, end, f"{label.group()}.{ending}{path}", taken)

    def _numbered(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        """Machines by their numbers, where a path or a port says that they are no figures, and no telephone."""
        for match in _NUMBERED.finditer(folded.text):
            start, end = match.start(), match.end("host")
            if any(taken[start:end]) or not (match.group("port") or match.group("path")):
                continue
            if match.group("host").startswith("[") and match.group("host").count(":") < _COLONS_MIN:
                continue
            end = start + len(_trimmed(_cut(match.group(), is_path=True)))
            yield from self._web(folded, start, end, folded.text[start:end], taken)

    def _web(
        self, folded: Folded, start: int, end: int, address: str, taken: bytearray
    ) -> Iterator[Candidate]:
        _take(taken, start, end)
        is_masked = folded.is_wide(start, end)
        _, host, path, query = parts_of(address)
        if not host or len(host) > HOST_LENGTH_MAX:
            return
        if named := self._on_messenger(address, host, path, query):
            yield Candidate(start, end, named[0], named[1], is_masked)
            return
        yield Candidate(start, end, Kind.WEB, canonical(address), is_masked, written=address)
        for nested in islice(_NESTED.finditer(f"{path}{query}"), _NESTED_MAX):
            inner = _ended(nested.group("host"))
            if inner is not None:
                yield Candidate(start, end, Kind.WEB, canonical(inner), is_masked, written=inner)

    def _on_messenger(self, address: str, host: str, path: str, query: str) -> tuple[Kind, str] | None:
        """The messenger an address leads to, and the name there."""
        if address.lower().startswith(("tg://", "tg:")):
            names = parse_qs(query.removeprefix("?")).get("domain", [])
            return Kind.TELEGRAM, f"@{names[0]}" if names else canonical(address)
        seen = latin(shown(host))
        for place, kind in self._hosts.items():
            if seen != place and not seen.endswith(f".{place}"):
                continue
            if kind is Kind.WHATSAPP:
                digits = re.sub(r"[^0-9]", "", path) or re.sub(r"[^0-9]", "", query)
                return kind, f"+{digits}" if digits else canonical(address)
            name = path.strip("/").removeprefix("s/").partition("/")[0].lstrip("@")
            return kind, f"@{name}" if name and kind is Kind.TELEGRAM else f"{host}{path}"
        return None

    def _names(self, folded: Folded, taken: bytearray) -> Iterator[Candidate]:
        text = folded.text
        for match in self._named.finditer(text):
            start, end = match.span("name")
            if any(taken[start:end]) or not self._is_name(match, text):
                continue
            name = match.group("name").rstrip(".-")
            end = start + len(name)
            name = name.replace(" ", "")
            if text[start - 1 : start] == "@":
                start -= 1
            _take(taken, start, end)
            kind = Kind(self._cues[match.group("cue").lower()])
            yield Candidate(start, end, kind, f"@{name}", folded.is_masked(start, end))
        for match in _AT_NAME.finditer(text):
            name = match.group().rstrip(".")
            start, end = match.start(), match.start() + len(name)
            if not any(taken[start:end]):
                _take(taken, start, end)
                yield Candidate(start, end, Kind.HANDLE, name, folded.is_masked(start, end))

    def _is_name(self, match: re.Match[str], text: str) -> bool:
        """Whether the word behind a messenger's name is somebody's name there, and not the sentence going on."""
        name, gap = match.group("name").lower(), match.group("gap")
        if name in self._not_names or name in self._cues or name.isdigit():
            return False
        if _NAMING.search(gap) or re.search(r"[0-9_]", name) or re.search(r"[^\x00-\x7f]", gap.strip()):
            return True
        before = text[max(0, match.start() - _ASK_BEFORE) : match.start()].lower()
        return any(ask in before for ask in self._asks) or self._is_bare_name(match, text)

    def _is_bare_name(self, match: re.Match[str], text: str) -> bool:
        """Whether a word without any sign before it is a name: "call 1000 or telegram somebody"."""
        cue, name = match.group("cue").lower(), match.group("name")
        if match.group("gap").strip().lower() in ("id", "username"):
            return True
        if self._cues[cue] not in _BARE_CUES or len(name) < _BARE_LENGTH or name.lower() in self._brands:
            return False
        if cue in _SIGNS_OF_FLIGHT and not name[0].islower():
            return False
        before = text[max(0, match.start() - _NEGATED_BEFORE) : match.start()]
        is_offered = _OFFERED.search(before) or not cue.isascii()
        ends = _OFFER_ENDS.match(text, match.end("name"))
        return bool(is_offered and ends) and self._negation.search(before) is None


def _kind(name: str) -> str:
    return Kind.HANDLE if name == "other" else Kind(name)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)


def _trimmed(address: str) -> str:
    return address.rstrip(_LOOSE_END)


def _cut(rest: str, *, is_path: bool = False) -> str:
    """The part before other writing goes on without a space; a host may itself be in other letters."""
    found = _BEYOND.search(rest)
    if found is None:
        return rest
    head = re.split(r"[/?#\\:]", rest, maxsplit=1)[0]
    if not is_path and found.start() < len(head):
        before = rest[: found.start()]
        after = head[found.start() :]
        if not is_ending(before.rpartition(".")[2]) and "." in after:
            return rest[: len(head)] + _cut(rest[len(head) :], is_path=True)
    return rest[: found.start()]


def _ended(host: str) -> str | None:
    """The host up to its ending, where what follows was glued to it; None where no host ends so."""
    labels = host.strip("-_").split(".")
    last = labels[-1].lower()
    if is_ending(last) or is_ending(shown(last)) or is_ending(latin(last)):
        return ".".join(labels) if all(labels) else None
    if labels[0].lower() == "www" and len(labels) > 2 and re.fullmatch(r"[a-z]{2,24}", last):
        return ".".join(labels)  # meant as an address, whether it leads anywhere or not
    # Other letters glued behind: "ctm.netо" is no address, "ctm.net-" is.
    tail = re.match(r"[a-z]{2,24}", last)
    if tail and is_ending(tail.group()) and re.match(r"[-_]", last[tail.end() :]):
        return ".".join([*labels[:-1], labels[-1][: tail.end()]])
    return None
