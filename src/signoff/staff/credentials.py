"""What somebody signs in with: a password (Argon2id) and a code that changes every half minute (TOTP, RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.twofactor.totp import TOTP

PASSWORD_LENGTH_MAX = (
    200  # longer than anybody types; hashing a book would be work for an attacker to give us
)
STEP_SECONDS = 30
CODE_DIGITS = 6
STEPS_OFF = 1
"""A clock may be half a minute off, either way."""

# OWASP's password storage cheat sheet: 19 MiB, two rounds, one lane.
_MEMORY_KIB, _ROUNDS, _LANES = 19 * 1024, 2, 1
_SALT_BYTES, _HASH_BYTES, _SECRET_BYTES = 16, 32, 20
_PASSWORD_GROUPS, _GROUP_LENGTH = 4, 5
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"  # none that look alike


@dataclass(frozen=True, slots=True)
class Credentials:
    """A fresh pair, shown once to whoever hands it over."""

    password: str
    secret: bytes

    @classmethod
    def fresh(cls) -> Credentials:
        """A password of 98 bits in groups that can be typed, and a TOTP secret of 160."""
        groups = [
            "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_PASSWORD_GROUPS)
        ]
        return cls("-".join(groups), secrets.token_bytes(_SECRET_BYTES))

    @property
    def secret_text(self) -> str:
        """The TOTP secret as authenticator apps take it."""
        return base64.b32encode(self.secret).decode()

    def address(self, name: str) -> str:
        """The same as the address that a QR code of an authenticator app holds."""
        return _totp(self.secret).get_provisioning_uri(name, "Signoff")


def hashed(password: str) -> str:
    """What is stored of a password (PHC string)."""
    return _argon2().derive_phc_encoded(password.encode())


def is_right(password: str, stored: str) -> bool:
    """Whether this is the password; takes as long for one that is not."""
    try:
        Argon2id.verify_phc_encoded(password[: PASSWORD_LENGTH_MAX + 1].encode(), stored)
    except InvalidKey:
        return False
    return True


def step_of(code: str, secret: bytes, at: datetime) -> int | None:
    """The step of time whose code this is; None when it is of none near."""
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - STEPS_OFF, now + STEPS_OFF + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def code_of(secret: bytes, step: int) -> str:
    """The code of a step of time."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, CODE_DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238 and every app: HMAC-SHA-1


def _argon2() -> Argon2id:
    return Argon2id(
        salt=secrets.token_bytes(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=_ROUNDS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )


@cache
def nobodys() -> str:
    """The hash of a password that nobody has: an unknown name takes as long as a known one."""
    return hashed(secrets.token_hex(_HASH_BYTES))
