"""One request of somebody who is signed in: who they are, the session's cookie, and the keys of its forms.

A form's key is bound to the session it was made for: another site, or another session, cannot make one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from signoff.staff import SESSION_LIFE, Staff

_NONCE_LENGTH = 16
_TOKEN_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody of the staff, with the session that this request came with."""

    staff: Staff
    token: str

    def fresh_key(self) -> str:
        """A new Idempotency-Key for one form of this session."""
        return _bound(secrets.token_hex(_NONCE_LENGTH // 2), self.token)

    def is_own(self, key: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(_bound(key[:_NONCE_LENGTH], self.token).encode(), key.encode())


def _bound(nonce: str, token: str) -> str:
    tag = hmac.new(token.encode(), f"form/{nonce}".encode(), hashlib.sha256).hexdigest()
    return nonce + tag[:_NONCE_LENGTH]


def cookie_name(*, is_secure: bool) -> str:
    """`__Host-` binds a cookie to this very host and to https; over plain http, on this machine, browsers refuse it."""
    return "__Host-signoff-staff" if is_secure else "signoff-staff"


def token_in(request: Request, *, is_secure: bool) -> str:
    """The session's token that a request brings; empty when it brings none."""
    token = request.cookies.get(cookie_name(is_secure=is_secure), "")
    return token if len(token) <= _TOKEN_LENGTH_MAX and token.isascii() else ""


def keep(response: Response, token: str, *, is_secure: bool) -> None:
    """Let the browser hold the session's token: for us alone, and out of reach of any script."""
    response.set_cookie(
        cookie_name(is_secure=is_secure),
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="strict",
    )


def drop(response: Response, *, is_secure: bool) -> None:
    """Let the browser forget it."""
    response.delete_cookie(
        cookie_name(is_secure=is_secure), path="/", secure=is_secure, httponly=True, samesite="strict"
    )
