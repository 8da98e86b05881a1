"""Keys and sealing: a key per tenant in the data directory, a key per case wrapped by it, AES-256-GCM throughout.

From the tenant's key come, by HKDF (RFC 5869), the keys for wrapping, for blind indexes, for links and for codes.
Destroying a case's wrapped key erases the case's personal data.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import os
import secrets
import uuid
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
CLAIM_LENGTH = 10
"""Characters of a claim code, of five bits each."""

LINK_BYTES = 20
"""160 bits: a link cannot be guessed."""


class Unreadable(Exception):
    """The value cannot be unsealed: wrong key, wrong place or changed bytes."""


class TenantKeys:
    """The keys of one tenant, derived from its one secret."""

    def __init__(self, tenant_id: str, secret: bytes) -> None:
        self.tenant_id = tenant_id
        self._wrapping = AESGCM(_derived(secret, b"wrap"))
        self._index = _derived(secret, b"index")
        self._link = _derived(secret, b"link")
        self._code = _derived(secret, b"code")
        self._content = _derived(secret, b"content")
        self._own = AESGCM(_derived(secret, b"own"))

    def new_case_key(self) -> bytes:
        """A fresh key for one case."""
        return secrets.token_bytes(KEY_BYTES)

    def wrap(self, case_id: str, key: bytes) -> bytes:
        """A case key as it may be stored."""
        return _sealed(self._wrapping, key, self._place(case_id, "key"))

    def unwrap(self, case_id: str, wrapped: bytes) -> bytes:
        """The case key again. Raises Unreadable."""
        return _unsealed(self._wrapping, wrapped, self._place(case_id, "key"))

    def seal(self, case_id: str, key: bytes, name: str, value: bytes) -> bytes:
        """A personal value of a case, bound to its tenant, case and name."""
        return _sealed(AESGCM(key), value, self._place(case_id, name))

    def unseal(self, case_id: str, key: bytes, name: str, body: bytes) -> bytes:
        """The personal value again. Raises Unreadable."""
        return _unsealed(AESGCM(key), body, self._place(case_id, name))

    def seal_own(self, place: str, value: bytes) -> bytes:
        """A value of the tenant itself, of no case: bound to its place."""
        return _sealed(self._own, value, self._place("", place))

    def unseal_own(self, place: str, body: bytes) -> bytes:
        """The tenant's own value again. Raises Unreadable."""
        return _unsealed(self._own, body, self._place("", place))

    def index(self, value: str) -> str:
        """A blind index: finds equal values without showing them (HMAC-SHA-256, 128 bits, hex)."""
        return hmac.digest(self._index, value.encode(), "sha256").hex()[:32]

    def code_digest(self, case_id: str, code: str) -> str:
        """The keyed hash of a one-time code or a claim code, bound to its case (hex)."""
        return hmac.digest(self._code, f"{case_id}/{code}".encode(), "sha256").hex()

    def content_digest(self, said: bytes) -> bytes:
        """The keyed hash of something said, which may be personal and is short enough to be guessed."""
        return hmac.digest(self._content, said, "sha256")

    def link_token(self, case_id: str) -> str:
        """A case's private link: tenant, case and a secret that only this tenant's key can make."""
        return f"{self.tenant_id}~{case_id}~{self._tag(f'link/{case_id}', LINK_BYTES).lower()}"

    def stop_token(self, case_id: str, contact_index: str) -> str:
        """The link by which somebody registered for a line stops its ending: it opens nothing else."""
        tag = self._tag(f"stop/{case_id}/{contact_index}", LINK_BYTES).lower()
        return f"{self.tenant_id}~{case_id}~{contact_index}~{tag}"

    def news_secret(self, carrier_id: str) -> bytes:
        """What a carrier's systems sign their news with."""
        return hmac.digest(self._link, f"news/{carrier_id}".encode(), "sha256").hex().encode()

    def claim_code(self, case_id: str) -> str:
        """The claim code of a case, for whom no message can reach: 50 bits in two groups of five."""
        return grouped(self._tag(f"claim/{case_id}", 7)[:CLAIM_LENGTH])

    def case_id(self, key: str) -> str:
        """The id of the case that a request with this Idempotency-Key makes: the same key, the same case."""
        tag = hmac.digest(self._link, f"case/{key}".encode(), "sha256")[:16]
        return str(uuid.UUID(bytes=tag))

    def case_code(self, case_id: str) -> str:
        """The code by which people name a case: 50 bits, without letters that look alike."""
        return grouped(self._tag(f"code/{case_id}", 7)[:10])

    def _tag(self, text: str, size_bytes: int) -> str:
        """A keyed hash in Crockford's letters (no I, L, O, U)."""
        tag = hmac.digest(self._link, text.encode(), "sha256")[:size_bytes]
        return base64.b32encode(tag).decode().rstrip("=").translate(_CROCKFORD)

    def _place(self, case_id: str, name: str) -> bytes:
        return f"{self.tenant_id}\x00{case_id}\x00{name}".encode()


class KeyRing:
    """The tenants' secrets in one directory (0700), a file each (0600), made when first needed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._tenants: dict[str, TenantKeys] = {}

    def of(self, tenant_id: str) -> TenantKeys:
        """The keys of this tenant."""
        keys = self._tenants.get(tenant_id)
        if keys is None:
            keys = self._tenants[tenant_id] = TenantKeys(tenant_id, self._secret(tenant_id))
        return keys

    def has(self, tenant_id: str) -> bool:
        """Whether there are keys of this tenant already."""
        return tenant_id in self._tenants or self._path(tenant_id).exists()

    def _path(self, tenant_id: str) -> Path:
        return self._directory / f"{tenant_id}.key"

    def _secret(self, tenant_id: str) -> bytes:
        """Made by whoever comes first: `link` fails for the second, who then reads the first one's."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(tenant_id)
        if not path.exists():
            fresh = self._directory / f".{tenant_id}.{secrets.token_hex(8)}"
            try:
                descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(KEY_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                with contextlib.suppress(FileExistsError):
                    os.link(fresh, path)
            finally:
                fresh.unlink(missing_ok=True)
        return path.read_bytes()


_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


_LOOK_ALIKES = str.maketrans("OIL", "011")


def as_printed(typed: str) -> str:
    """A code as it was printed, from how people copy it: any case, with or without dashes, O for 0, I or L for 1."""
    return grouped("".join(filter(str.isalnum, typed.upper())).translate(_LOOK_ALIKES))


def grouped(code: str) -> str:
    """Ten letters as people read them: in two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"signoff/" + purpose).derive(secret)


def _sealed(cipher: AESGCM, value: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, place)


def _unsealed(cipher: AESGCM, body: bytes, place: bytes) -> bytes:
    try:
        return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place)
    except InvalidTag as error:
        raise Unreadable from error
