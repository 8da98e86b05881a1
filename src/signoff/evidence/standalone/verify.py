#!/usr/bin/env python3
"""Tells whether a document of Signoff is genuine: one file, for Python 3.9 and `cryptography` 42, or newer ones.

It shares no code with the program that makes the documents, and needs no network and no clock. Exit code 0: genuine;
1: not genuine, or signed by somebody unknown; 2: not a document of the wanted kind, or it could not be looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

VERSIONS = {"certificate": (1, 2, 3, 4), "acknowledgement": (1,), "agreement": (1,)}
BYTES_MAX = 20 * 1024 * 1024  # documents have 30 to 100 kB
RANGE = re.compile(rb"/ByteRange \[0 ([1-9]\d{0,8}) ([1-9]\d{0,8}) ([1-9]\d{0,8})\]")
NOTE = re.compile("((?:[^\0-\x1f]+\n)+)\n((?:\u2014 [^\\s\0-\x1f+]+ [^\\s\0-\x1f]+\n)+)")
INTEGER, OCTETS, OID, SEQUENCE, SET, CONTEXT_0 = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0
DATA, SIGNED_DATA = bytes.fromhex("2a864886f70d010701"), bytes.fromhex("2a864886f70d010702")
CONTENT, DIGEST = bytes.fromhex("2a864886f70d010903"), bytes.fromhex("2a864886f70d010904")
SIGNER = bytes.fromhex("2a864886f70d010910022f")  # the signing certificate's hash, RFC 5035
SHA256, ECDSA_SHA256 = bytes.fromhex("608648016503040201"), bytes.fromhex("2a8648ce3d040302")
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LOG, WITNESS = 1, 4  # kinds of keys that sign notes: c2sp.org/signed-note, c2sp.org/tlog-cosignature
NoteKeys = dict[tuple[str, bytes], tuple[int, ed25519.Ed25519PublicKey]]
Trust = tuple[list[x509.Certificate], NoteKeys]
Chain = tuple[x509.Certificate, x509.Certificate]


class Refused(Exception):
    """Why a document is not genuine, in one word."""


def read_trust(folder: Path) -> Trust:
    """The certificates, and the keys of logs and witnesses, in a folder. Raises ValueError or OSError."""
    paths = sorted(path for path in folder.iterdir() if path.is_file())  # a pipe would be waited for
    pems = [path.read_bytes() for path in paths if path.suffix in (".pem", ".crt", ".cer")]
    lines = [line for path in paths if path.suffix == ".vkey" for line in path.read_text("utf-8").split()]
    if not pems:
        raise ValueError(str(folder))
    return [one for pem in pems for one in x509.load_pem_x509_certificates(pem)], dict(map(note_key, lines))


def note_key(line: str) -> tuple[tuple[str, bytes], tuple[int, ed25519.Ed25519PublicKey]]:
    """A line `name+id+base64(kind, key)`, by the name and id that signatures carry. Raises ValueError."""
    name, number, encoded = line.split("+", 2)
    content = decoded(encoded)
    identifier = hashlib.sha256(name.encode() + b"\n" + content).digest()[:4]
    if content[:1] not in (bytes([LOG]), bytes([WITNESS])) or number != identifier.hex():
        raise ValueError(line)
    return (name, identifier), (content[0], ed25519.Ed25519PublicKey.from_public_bytes(content[1:]))


def decoded(text: str) -> bytes:
    """The bytes in base 64, which must be spelled the one way. Raises ValueError."""
    if b64encode(b64decode(text)).decode() != text:
        raise ValueError("another spelling of base 64")
    return b64decode(text)


def chains(certificates: list[x509.Certificate]) -> Iterator[Chain]:
    """Each given signer that may sign documents (P-256, no authority) with its authority, given as well."""
    for signer, issuer in ((one, other) for one in certificates for other in certificates):
        try:
            signer.verify_directly_issued_by(issuer)
            usage, key = signer.extensions.get_extension_for_class(x509.KeyUsage).value, signer.public_key()
            powers = [{getattr(one.value, "ca", False) for one in x.extensions} for x in (signer, issuer)]
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound, x509.DuplicateExtension):
            continue
        is_p256 = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
        may_sign = (usage.digital_signature or usage.content_commitment) and True not in powers[0]
        if is_p256 and may_sign and True in powers[1]:
            yield signer, issuer


def parse(der: bytes) -> list[Any]:
    """The elements in strict DER, each a list of its tag and its content. Raises ValueError or IndexError."""
    found, at = [], 0
    while at < len(der):
        tag, length, start = der[at], der[at + 1], at + 2
        if length >= 0x80:
            size = der[start : start + (length & 0x7F)]
            start, length = start + len(size), int.from_bytes(size, "big")
            if length < 0x80 or size[0] == 0:
                raise ValueError("a length is not in its shortest form")
        at = start + length
        if at > len(der):
            raise ValueError("an element is cut off")
        found.append([tag, parse(der[start:at]) if tag & 0x20 else der[start:at]])
    return found


def short(tag: int, *parts: bytes) -> bytes:
    """An element in DER, of less than 128 bytes."""
    return bytes([tag, len(b"".join(parts))]) + b"".join(parts)


def check_container(der: bytes, chain: Chain, digest: bytes) -> None:
    """Holds a CMS signature against the one form there is. Raises ValueError, IndexError or InvalidSignature."""
    found, element = parse(der), parse(der)[0]
    while isinstance(element[1], list):
        element = element[1][-1]
    key: Any = chain[0].public_key()
    signature, number = element[1], chain[0].serial_number
    certificates = [one.public_bytes(serialization.Encoding.DER) for one in chain]
    own = short(OCTETS, hashlib.sha256(certificates[0]).digest())
    own = short(SEQUENCE, short(SEQUENCE, short(SEQUENCE, own)))
    values = [(CONTENT, short(OID, DATA)), (DIGEST, short(OCTETS, digest)), (SIGNER, own)]
    attributes = b"".join(
        sorted(short(SEQUENCE, short(OID, one), short(SET, value)) for one, value in values)
    )
    first, sha256 = [INTEGER, b"\x01"], [SEQUENCE, [[OID, SHA256]]]
    serial = [INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)]
    name = [SEQUENCE, [*parse(chain[0].issuer.public_bytes()), serial]]
    ecdsa, signed = [SEQUENCE, [[OID, ECDSA_SHA256]]], [CONTEXT_0, parse(attributes)]
    info = [SEQUENCE, [first, name, sha256, signed, ecdsa, [OCTETS, signature]]]
    carried = [CONTEXT_0, parse(b"".join(sorted(certificates)))]
    body = [SEQUENCE, [first, [SET, [sha256]], [SEQUENCE, [[OID, DATA]]], carried, [SET, [info]]]]
    r, s = utils.decode_dss_signature(signature)
    is_lowest = utils.encode_dss_signature(r, s) == signature and s <= P256_ORDER - s
    if found != [[SEQUENCE, [[OID, SIGNED_DATA], [CONTEXT_0, [body]]]]] or not is_lowest:
        raise ValueError("not the one form")
    message = bytes([SET, 0x81, len(attributes)]) + attributes
    key.verify(signature, message, ec.ECDSA(hashes.SHA256()))


def find_signer(pdf: bytes, certificates: list[x509.Certificate]) -> Chain:
    """The given chain that signed every byte of the file but the signature itself. Raises Refused."""
    found = RANGE.match(pdf, pdf.rfind(b"/ByteRange"))
    if found is None:
        raise Refused("no_signature")
    start, end, rest = (int(number) for number in found.groups())
    if end + rest != len(pdf):
        raise Refused("not_whole_file")
    digits = re.fullmatch(rb"<((?:[0-9A-F]{2})*)>", pdf[start:end])
    der = bytes.fromhex(digits[1].decode()) if digits else b""
    length = 4 + int.from_bytes(der[2:4], "big")
    if digits is None or any(der[length:]):
        raise Refused("signature_altered")
    digest, problem = hashlib.sha256(pdf[:start] + pdf[end:]).digest(), "unknown_signer"
    for chain in chains(certificates):
        try:
            check_container(der[:length], chain, digest)
        except (ValueError, IndexError, InvalidSignature, RecursionError):
            if chain[0].public_bytes(serialization.Encoding.DER) in der:
                problem = "content_altered"
        else:
            return chain
    raise Refused(problem)


def read_pdf(pdf: bytes) -> tuple[list[bytes], list[bytes], bytes]:
    """The signatures' sources, and the embedded files' names and first content, as our own program writes them."""
    places: dict[int, int] = {}
    trailer, tables = b"", [int(pdf[pdf.rindex(b"startxref") :].split()[1])]
    while tables:
        table, _, found = pdf[tables[0] : pdf.index(b"startxref", tables[0])].partition(b"trailer")
        number = 0
        for words in (line.split() for line in table.splitlines()[1:]):
            if len(words) == 3:  # where an object stands; the newest table is read first, and it counts
                places.setdefault(number, int(words[0]))
            number = number + 1 if len(words) == 3 else int(words[0])
        trailer, tables = trailer or found, [int(at) for at in re.findall(rb"/Prev (\d+)", found)]

    def source(number: bytes) -> bytes:
        form = re.compile(number + rb" 0 obj\s.*?(?:endobj|stream\r?\n)", re.DOTALL)
        return whole[0] if (whole := form.match(pdf, places[int(number)])) else b""

    def numbers(name: bytes, text: bytes) -> list[bytes]:
        return re.findall(rb"(\d+) 0 R", re.findall(name + rb"\s*(\d+ 0 R|\[[^\]]*\])", text)[0])

    root = source(numbers(b"/Root", trailer)[0])
    fields = [source(one) for one in numbers(b"/Fields", source(numbers(b"/AcroForm", root)[0]))]
    signatures = [source(numbers(b"/V", field)[0]) for field in fields if b"/V " in field]
    files = [source(one) for one in numbers(b"/AF", root)]
    names = [re.findall(rb"/UF\s*\(([^)]*)\)", file)[0] for file in files]
    embedded = numbers(rb"/EF\s*<<\s*/F", files[0])[0]
    start = places[int(embedded)] + len(source(embedded))
    content = pdf[start : start + int(re.findall(rb"/Length (\d+)", source(embedded))[0])]
    is_packed = b"/FlateDecode" in source(embedded)
    return signatures, names, zlib.decompressobj().decompress(content, BYTES_MAX) if is_packed else content


def read_content(pdf: bytes, chain: Chain, note_keys: NoteKeys) -> tuple[str, dict[str, Any], Any]:
    """The kind and content of a signed document, and its place in the log if it has one. Raises Refused."""
    try:
        signatures, names, embedded = read_pdf(pdf)
        content = json.loads(embedded)
        kind = next(kind for kind in VERSIONS if content["format"] == f"signoff-{kind}")
        plain = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), signatures[0])
        moment = re.findall(rb"/M \(D:(\d{14}(?:Z|[+-]\d\d'\d\d))", plain)[0].decode().replace("'", "")
        at = datetime.strptime(moment, "%Y%m%d%H%M%S%z")
        is_ours = content["version"] in VERSIONS[kind] and names == [f"{kind}.json".encode()]
        text = "\n\n".join(content["paragraphs"]) if kind == "agreement" else ""
    except Exception as error:  # a given key signed it, but what cannot be read proves nothing
        raise Refused("content_unreadable") from error
    if len(signatures) != 1:
        raise Refused("several_signatures")
    if not is_ours:
        raise Refused("content_unreadable")
    if not all(one.not_valid_before_utc <= at <= one.not_valid_after_utc for one in chain):
        raise Refused("outside_validity")
    if kind == "agreement" and hashlib.sha256(text.encode()).hexdigest() != content["text_sha256"]:
        raise Refused("content_altered")
    try:
        return kind, content, check_log(content, note_keys) if content["version"] > 1 else None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, InvalidSignature) as error:
        raise Refused("not_logged") from error


def check_log(content: dict[str, Any], keys: NoteKeys) -> dict[str, Any]:
    """Where a case stands in the log, and who saw the log so. Raises ValueError and others when it is not proven."""
    log, leaf = content["log"], bytes.fromhex(content["facts"]["chain_head"])
    text, lines = note.groups() if (note := NOTE.fullmatch(log["checkpoint"])) else ("", "")
    origin, size_line, root = text.split("\n")[:3]
    is_signed, witnesses, signed = False, [], text.encode()
    for name, encoded in (line.split(" ")[1:] for line in lines.splitlines()):
        signature = decoded(encoded)
        kind, key = keys.get((name, signature[:4]), (0, None))
        if key is not None and kind == LOG and name == origin:
            key.verify(signature[4:], signed)
            is_signed = True
        elif key is not None and kind == WITNESS:
            at = int.from_bytes(signature[4:12], "big")
            key.verify(signature[12:], b"cosignature/v1\ntime %d\n" % at + signed)
            witnesses.append({"name": name, "at": at})
    if not is_signed:
        raise Refused("unknown_log")
    index, size, last = log["index"], log["size"], log["size"] - 1
    node, left = hashlib.sha256(b"\0" + leaf).digest(), index
    for beside in map(decoded, log["proof"]):  # RFC 9162, 2.1.3.2
        if last == 0:
            raise ValueError("more steps than the tree is high")
        is_right = left % 2 == 1 or left == last
        node = hashlib.sha256(b"\x01" + (beside + node if is_right else node + beside)).digest()
        while is_right and left and left % 2 == 0:
            left, last = left // 2, last // 2
        left, last = left // 2, last // 2
    is_there = type(index) is int and 0 <= index < size and last == 0
    if (origin, size_line) != (log["origin"], str(size)) or not is_there or node != decoded(root):
        raise ValueError("not in this tree")
    return {"origin": origin, "index": index, "size": size, "witnesses": witnesses}


def verify(pdf: bytes, trust: Trust) -> dict[str, Any]:
    """The verdict on a file; its content is told only when it is genuine, else it is a stranger's word."""
    claimed = next((kind for kind in VERSIONS if f"signoff-{kind}".encode() in pdf), None)
    told: dict[str, Any] = {"genuine": False, "specimen": False, "kind": None, "certificate": {}, "log": None}
    if len(pdf) > BYTES_MAX:
        return told | {"problems": ["too_large"]}
    try:
        chain = find_signer(pdf, trust[0])
        kind, content, log = read_content(pdf, chain, trust[1])
    except Refused as refused:
        return told | {"problems": [str(refused) if claimed else "not_ours"], "kind": claimed}
    is_marked = any("SPECIMEN" in one.subject.rfc4514_string() for one in chain)
    is_specimen = is_marked or content.get("specimen") is not False
    told |= {"genuine": True, "specimen": is_specimen, "problems": [], "kind": kind}
    return told | {"certificate": content, "log": log}


def main() -> int:
    """Reads the arguments, tells the verdict and gives the exit code; README.txt explains the words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", metavar="FILE", help="the document (PDF)")
    parser.add_argument("--keys", default=Path(__file__).with_name("keys"), help="folder of keys to trust")
    parser.add_argument("--kind", choices=VERSIONS, default="certificate", help="which document it must be")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    given = parser.parse_args()
    try:
        _ = Path(given.file).is_file() or parser.error(f"no file: {given.file}")  # a pipe would be waited for
        with Path(given.file).open("rb") as file:
            verdict = verify(file.read(BYTES_MAX + 1), read_trust(Path(given.keys)))
    except (OSError, ValueError, IndexError) as error:
        parser.error(str(error))
    told = json.dumps(verdict, indent=2, ensure_ascii=given.json)
    if not given.json:
        word = f"{'GENUINE' if verdict['genuine'] else 'NOT GENUINE'}{' SPECIMEN' * verdict['specimen']}"
        told = "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in told)
        told = f"{told}\n{word}: {' '.join([verdict['kind'] or 'unknown', *verdict['problems']])}"
    sys.stdout.buffer.write(f"{told}\n".encode("utf-8", "backslashreplace"))
    is_wanted = verdict["kind"] == given.kind if verdict["genuine"] else verdict["kind"] is not None
    return (0 if verdict["genuine"] else 1) if is_wanted else 2


if __name__ == "__main__":
    sys.exit(main())
