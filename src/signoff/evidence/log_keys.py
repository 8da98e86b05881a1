"""The keys that sign checkpoints: one a tenant, made at the first start, named after the log they sign for.

A private key never leaves its directory; the public ones are one line each in a file beside the certificates.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from signoff.evidence.keeping import alone, replace, write_new
from signoff.evidence.note import NoteSigner, NoteUnreadable, Verifier

PUBLIC, WITNESSES = "log.vkey", "witness.vkey"
_SUFFIX = ".key"


class LogKeyUnusable(Exception):
    """A key of a log is missing, or is not one."""


class LogKeys:
    """The tenants' keys in one directory (0700), a file each (0600)."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._signers: dict[str, NoteSigner] = {}

    def of(self, tenant_id: str) -> NoteSigner:
        """The key of this tenant's log. Raises LogKeyUnusable."""
        signer = self._signers.get(tenant_id)
        if signer is None:
            path = self._directory / f"{tenant_id}{_SUFFIX}"
            try:
                signer = NoteSigner.read(path.read_text("utf-8").strip())
            except (OSError, ValueError, NoteUnreadable) as error:
                raise LogKeyUnusable(str(path)) from error
            self._signers[tenant_id] = signer
        return signer

    def ensure(self, tenant_ids: Iterable[str], *, name: str, public: Path) -> None:
        """Make the keys that are missing, for logs called `name`/tenant, and put all public ones into a file.

        A key that is there keeps its name: a log that has begun is never called otherwise.
        """
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(self._directory):
            tenants = sorted(set(tenant_ids))
            for tenant_id in tenants:
                path = self._directory / f"{tenant_id}{_SUFFIX}"
                if not path.exists():
                    draft = path.with_suffix(".draft")
                    draft.unlink(missing_ok=True)
                    write_new(draft, f"{NoteSigner.fresh(f'{name}/{tenant_id}').line}\n".encode())
                    draft.rename(path)
            lines = {self.of(tenant_id).verifier.line for tenant_id in tenants}
            given = public.read_text("utf-8").splitlines() if public.exists() else []
            if not lines <= set(given):
                replace(public, "".join(f"{line}\n" for line in sorted(lines | set(given))).encode())


def keep_witness(key: Verifier, directory: Path) -> None:
    """Put a witness's public key beside the others, so that verifiers name it."""
    path, line = directory / WITNESSES, key.line
    given = path.read_text("utf-8").splitlines() if path.exists() else []
    if line not in given:
        replace(path, "".join(f"{one}\n" for one in [*given, line]).encode())
