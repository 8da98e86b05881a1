"""The public certificates and keys a verifier was given, and nothing else: reading them, finding a signer's chain.

What a document carries inside itself never counts as given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from signoff.evidence.note import NoteUnreadable, Verifier

SPECIMEN = "SPECIMEN"

KEY_LINES = ".vkey"
"""How files with public keys of logs and witnesses end: one key a line."""

_SUFFIXES = (".pem", ".crt", ".cer", KEY_LINES)

# A certificate has 1 to 2 kB and a carrier a few of them: more is another folder, given by mistake.
_FILE_BYTES_MAX = 64 * 1024
_FILES_MAX = 100

Chain = tuple[x509.Certificate, ...]
Trusted = x509.Certificate | Verifier
"""One thing that was given: a certificate for documents, or the key of a log or a witness."""


class TrustUnreadable(Exception):
    """The folder given as trusted keys cannot be used; the message names it or the file at fault."""


def read_trust(directory: Path) -> list[Trusted]:
    """The certificates (PEM) in the files of `directory` that end in .pem, .crt or .cer, and the keys in .vkey.

    Raises TrustUnreadable when the folder or a file cannot be read, or there is nothing in it.
    """
    try:
        paths = sorted(path for path in directory.iterdir() if path.suffix in _SUFFIXES)
    except OSError as error:
        raise TrustUnreadable(str(directory)) from error
    if not paths or len(paths) > _FILES_MAX:
        raise TrustUnreadable(str(directory))
    return [found for path in paths for found in _read(path)]


def log_keys(trust: Iterable[Trusted]) -> list[Verifier]:
    """The keys of logs and witnesses among what was given."""
    return [key for key in trust if isinstance(key, Verifier)]


def chains(trust: Sequence[Trusted]) -> Iterable[Chain]:
    """Every signer among the given certificates that may sign documents, with its issuer, also given, behind it."""
    certificates = [one for one in trust if isinstance(one, x509.Certificate)]
    for signer in certificates:
        if not _may_sign(signer):
            continue
        for issuer in certificates:
            if _is_issued_by(signer, issuer):
                yield signer, issuer


def is_specimen(chain: Iterable[x509.Certificate]) -> bool:
    """Whether a certificate of the chain is named SPECIMEN: what it signs proves nothing about a real line."""
    return any(SPECIMEN in certificate.subject.rfc4514_string() for certificate in chain)


def is_valid_at(chain: Iterable[x509.Certificate], at: datetime) -> bool:
    """Whether the instant lies within the validity of every certificate of the chain."""
    return all(
        certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc for certificate in chain
    )


def _read(path: Path) -> Sequence[Trusted]:
    try:
        if not path.is_file():  # a pipe would be waited for
            raise TrustUnreadable(str(path))
        with path.open("rb") as file:
            content = file.read(_FILE_BYTES_MAX + 1)
        if len(content) > _FILE_BYTES_MAX:
            raise TrustUnreadable(str(path))
        if path.suffix == KEY_LINES:
            return [Verifier.read(line) for line in content.decode().splitlines() if line]
        return x509.load_pem_x509_certificates(content)
    except (OSError, ValueError, NoteUnreadable) as error:
        raise TrustUnreadable(str(path)) from error


def _may_sign(certificate: x509.Certificate) -> bool:
    """A P-256 key meant for signing documents and not for issuing certificates."""
    try:
        key = certificate.public_key()
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
    is_p256 = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    return is_p256 and (usage.digital_signature or usage.content_commitment) and not _may_issue(certificate)


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if not _may_issue(issuer):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
