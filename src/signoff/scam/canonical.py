"""A web address in one form, by the rules of Google Safe Browsing; `host_of` is what everything is judged by."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from signoff.scam.domains import encoded

_STRIPPED = str.maketrans("", "", "\t\r\n")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):[/\\]{0,3}(?=[^/\\])", re.IGNORECASE)
_ESCAPES_MAX = 32  # each round takes at least one level off; an honest address has one
_IPV4_PARTS_MAX = 4
_NUMBER = re.compile(rb"0x[0-9a-f]{0,8}|[0-9]{1,12}", re.IGNORECASE)


def canonical(address: str) -> str:
    """The address in its canonical form; without a scheme it counts as http."""
    scheme, host, path, query = parts_of(address)
    return f"{scheme}://{host}{path}{query}"


def host_of(address: str) -> str:
    """The host the address really leads to, in ASCII and small letters; an IPv4 address with four decimal numbers."""
    return parts_of(address)[1]


def parts_of(address: str) -> tuple[str, str, str, str]:
    """Scheme, host, path and query (with its question mark), each canonical."""
    text = address.strip(" ").translate(_STRIPPED).partition("#")[0]
    scheme, rest = "http", text
    if found := _SCHEME.match(text):
        is_port = re.match(r"[0-9]", text[found.end() :]) is not None and "/" not in found.group()
        if not is_port:
            scheme, rest = found.group(1).lower(), text[found.end() :]
    rest = rest.lstrip("/\\") if rest.startswith(("//", "\\\\")) else rest
    cut = re.search(r"[/\\?]", rest)
    authority, rest = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    path, mark, query = rest.partition("?")
    query_bytes = _unescaped(query)
    return scheme, _host(authority), _path(path), f"?{_escaped(query_bytes)}" if mark else ""


def authority_of(address: str) -> tuple[str, str]:
    """What stands before the host (`somebody@`) and after it (`:8080`), as written, without those signs."""
    text = address.strip(" ").translate(_STRIPPED).partition("#")[0]
    if found := re.match(r"[a-z][a-z0-9+.-]{0,30}:[/\\]{1,3}", text, re.IGNORECASE):
        text = text[found.end() :]
    authority = re.split(r"[/\\?]", text, maxsplit=1)[0]
    user, at, place = authority.rpartition("@")
    _, colon, port = place.rpartition(":")
    return user if at else "", port if colon and port.isdigit() else ""


def _host(authority: str) -> str:
    place = authority.rpartition("@")[2]
    host, colon, port = place.rpartition(":")
    if not colon or not (port.isdigit() or not port):
        host = place
    plain = _unescaped(host)
    try:
        text = plain.decode("utf-8")
        plain = encoded(text).encode("ascii") if not text.isascii() else plain
    except (UnicodeDecodeError, UnicodeEncodeError):
        pass
    plain = re.sub(rb"\.{2,}", b".", plain).strip(b".").lower()
    return _escaped(_ipv4(plain) or plain)


def _ipv4(host: bytes) -> bytes | None:
    """Four decimal numbers for any way to write an IPv4 address: octal, hexadecimal, fewer than four parts."""
    parts = host.split(b".")
    if not 1 <= len(parts) <= _IPV4_PARTS_MAX or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    values = []
    for part in parts:
        if part[:2].lower() == b"0x":
            values.append(int(part[2:] or b"0", 16))
        elif len(part) > 1 and part.startswith(b"0"):
            if not all(digit in b"01234567" for digit in part):
                return None
            values.append(int(part, 8))
        else:
            values.append(int(part))
    *firsts, last = values
    if any(value > 255 for value in firsts) or last >= 256 ** (5 - len(values)):
        return None
    number = sum(value << 8 * (3 - place) for place, value in enumerate(firsts)) + last
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)).encode()


def _path(path: str) -> str:
    plain = _unescaped(path.replace("\\", "/"))
    is_folder = plain.endswith((b"/", b"/.", b"/.."))
    kept: list[bytes] = []
    for part in plain.split(b"/"):
        if part == b"..":
            del kept[-1:]
        elif part not in (b"", b"."):
            kept.append(part)
    whole = b"/" + b"/".join(kept)
    return _escaped(whole + b"/" if is_folder and kept else whole)


def _unescaped(text: str) -> bytes:
    """The bytes with percent signs undone until none is left to undo."""
    plain = text.encode("utf-8", "surrogatepass")
    for _ in range(_ESCAPES_MAX):
        after = unquote_to_bytes(plain)
        if after == plain:
            break
        plain = after
    return plain


def _escaped(plain: bytes) -> str:
    return "".join(chr(one) if 0x20 < one < 0x7F and one not in b"#%" else f"%{one:02X}" for one in plain)
