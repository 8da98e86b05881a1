"""Signed notes (C2SP signed-note): a text with Ed25519 signatures under it, the keys, and witnesses' cosignatures.

The form is strict: one spelling of each note, so that two that differ in a byte differ in what they say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04
"""What a key signs: notes as they are, or notes with an instant, as a witness does (C2SP tlog-cosignature)."""

NOTE_BYTES_MAX = 64 * 1024
SIGNATURES_MAX = 64
"""A note has two or three signatures; the specification asks for room for 16 at least."""

_KEY_ID_BYTES = 4
_SIGNATURE_BYTES = 64
_MARK = "\N{EM DASH} "
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_INSTANT = struct.Struct(">Q")
_COSIGNATURE = struct.Struct(f">Q{_SIGNATURE_BYTES}s")
_PRIVATE = "PRIVATE+KEY+"


class NoteUnreadable(ValueError):
    """The text is not a signed note, or not a key, in the one form there is."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name; written as one line it is what C2SP calls a vkey."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell this key from others of its name."""
        return _key_id(self.name, self.kind, self.public)

    @property
    def line(self) -> str:
        """The key as text: name, id and key."""
        return f"{self.name}+{self.id.hex()}+{_encoded(bytes([self.kind]) + self.public)}"

    @classmethod
    def read(cls, line: str) -> Verifier:
        """The key in a line. Raises NoteUnreadable."""
        name, key_id, material = _parted(line)
        found = cls(name, material[0], material[1:])
        if found.kind not in (ED25519, COSIGNATURE) or len(found.public) != 32 or found.id.hex() != key_id:
            raise NoteUnreadable("not a key of a log or a witness")
        return found

    def has_signed(self, note: Note) -> bool:
        """Whether this key has signed the note as it is. Raises NoteUnreadable when its signature is wrong."""
        return any(self._check(found, note.text) for found in self._own(note, ED25519))

    def cosigned_at(self, note: Note) -> int | None:
        """When this witness says it saw the note (seconds since 1970); None: it did not sign. Raises NoteUnreadable."""
        for found in self._own(note, COSIGNATURE):
            if len(found) != _COSIGNATURE.size:
                raise NoteUnreadable("a cosignature has another length")
            at, signature = _COSIGNATURE.unpack(found)
            self._check(signature, cosigned_text(note.text, at))
            return int(at)
        return None

    def _own(self, note: Note, kind: int) -> list[bytes]:
        own = (self.name, self.id)
        return [one.value for one in note.signatures if (one.name, one.key_id) == own and self.kind == kind]

    def _check(self, signature: bytes, text: str) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError) as error:
            raise NoteUnreadable(f"the signature of {self.name} is wrong") from error
        return True


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A private key with its name; `kind` says what it signs."""

    name: str
    kind: int
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return _public(self)

    @property
    def line(self) -> str:
        """The private key as one line of text, as Go's note package writes it."""
        secret = bytes([self.kind]) + self.key.private_bytes_raw()
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{_encoded(secret)}"

    @classmethod
    def fresh(cls, name: str, kind: int = ED25519) -> NoteSigner:
        """A new key under this name. Raises NoteUnreadable for a name that cannot be one."""
        check_name(name)
        return cls(name, kind, Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, line: str) -> NoteSigner:
        """The key in a line. Raises NoteUnreadable."""
        if not line.startswith(_PRIVATE):
            raise NoteUnreadable("not a private key")
        name, key_id, material = _parted(line.removeprefix(_PRIVATE))
        if len(material) != 33:
            raise NoteUnreadable("not a private key")
        found = cls(name, material[0], Ed25519PrivateKey.from_private_bytes(material[1:]))
        if found.verifier.id.hex() != key_id:
            raise NoteUnreadable("the key has another id")
        return found

    def sign(self, text: str) -> str:
        """The text as a note with one signature."""
        return f"{text}\n{self._signature(self.key.sign(text.encode()))}"

    def cosign(self, text: str, at: int) -> str:
        """The line by which a witness says that it saw this text at this instant (seconds since 1970)."""
        return self._signature(_INSTANT.pack(at) + self.key.sign(cosigned_text(text, at).encode()))

    def _signature(self, value: bytes) -> str:
        return f"{_MARK}{self.name} {_encoded(self.verifier.id + value)}\n"


@lru_cache(64)
def _public(signer: NoteSigner) -> Verifier:
    return Verifier(signer.name, signer.kind, signer.key.public_key().public_bytes_raw())


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a line break, and who signed it; what a signature is worth is asked of a key."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @classmethod
    def read(cls, note: str) -> Note:
        """The note in these characters. Raises NoteUnreadable."""
        text, blank, under = note.rpartition("\n\n")
        lines = under.split("\n")
        if not text or not blank or lines.pop() or not 0 < len(lines) <= SIGNATURES_MAX:
            raise NoteUnreadable("no note")
        if len(note) > NOTE_BYTES_MAX or _CONTROL.search(note):
            raise NoteUnreadable("too long, or with control characters")
        return cls(f"{text}\n", tuple(map(_signature_in, lines)))


def cosigned_text(text: str, at: int) -> str:
    """What a witness signs for a note's text."""
    return f"cosignature/v1\ntime {at}\n{text}"


def decoded(text: str) -> bytes:
    """The bytes in base 64, spelled the one way. Raises NoteUnreadable."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteUnreadable("no base 64") from error
    if _encoded(value) != text:
        raise NoteUnreadable("another spelling of base 64")
    return value


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _signature_in(line: str) -> NoteSignature:
    name, _, value = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK):
        raise NoteUnreadable("a line under the note is no signature")
    check_name(name)
    content = decoded(value)
    if len(content) <= _KEY_ID_BYTES:
        raise NoteUnreadable("a signature is too short")
    return NoteSignature(name, content[:_KEY_ID_BYTES], content[_KEY_ID_BYTES:])


def _parted(line: str) -> tuple[str, str, bytes]:
    parts = line.split("+", 2)
    if len(parts) != 3:
        raise NoteUnreadable("not a key")
    check_name(parts[0])
    material = decoded(parts[2])
    if not material:
        raise NoteUnreadable("not a key")
    return parts[0], parts[1], material


def check_name(name: str) -> None:
    """Raise NoteUnreadable for what cannot be the name of a key (C2SP signed-note)."""
    if not name or "+" in name or any(sign.isspace() for sign in name) or _CONTROL.search(name):
        raise NoteUnreadable("not a name of a key")


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_KEY_ID_BYTES]
