"""Signs documents: the keys in their directory and the PAdES B-B signature over the whole file.

The specimen keys made here are for trying out; an operator puts keys of its own authority in their place.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from signoff.evidence.container import canonical_signature, container, room, signed_attributes
from signoff.evidence.keeping import alone, sync, write_new
from signoff.evidence.trust import KEY_LINES, SPECIMEN, Chain, is_specimen

_AUTHORITY, _CERTIFICATE, _KEY = "authority.pem", "signer.pem", "signer.key"
_PUBLIC = (_AUTHORITY, _CERTIFICATE)

# No real line hangs on a specimen: any date in this century may stand on one, also the sandbox's.
_SPECIMEN_FROM = datetime(2000, 1, 1, tzinfo=UTC)
_SPECIMEN_UNTIL = datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)


class KeysUnusable(Exception):
    """The keys directory is there but does not hold a complete, matching set of keys."""


def ensure_specimen_keys(directory: Path) -> None:
    """Makes an authority and a signing key marked SPECIMEN, unless `directory` holds keys already.

    The directory appears whole or not at all; processes that come at once end with the same keys.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with alone(directory.parent):
        if directory.is_dir() and any(directory.iterdir()):
            return
        draft = directory.parent / f".{directory.name}.draft"
        # Left behind by a process that died here; being alone, nobody is at it.
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        for name, content in _specimen_files().items():
            write_new(draft / name, content)
        sync(draft)
        draft.rename(directory)
        sync(directory.parent)


def export_trust(directory: Path, out: Path) -> None:
    """Copies the public certificates and keys, and nothing secret, to the folder `out`, made if need be."""
    out.mkdir(parents=True, exist_ok=True)
    for name in (*_PUBLIC, *(path.name for path in sorted(directory.glob(f"*{KEY_LINES}")))):
        (out / name).write_bytes((directory / name).read_bytes())


class Signer:
    """Signs PDFs with one key; `chain` is the signer's certificate, then its authority's."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, chain: Chain) -> None:
        self._key = key
        self.chain = chain

    @classmethod
    def load(cls, directory: Path) -> Signer:
        """The signer whose keys are in `directory`. Raises KeysUnusable."""
        try:
            key = load_pem_private_key((directory / _KEY).read_bytes(), None)
            certificate, authority = (
                x509.load_pem_x509_certificate((directory / name).read_bytes())
                for name in (_CERTIFICATE, _AUTHORITY)
            )
            certificate.verify_directly_issued_by(authority)
        except (OSError, ValueError, TypeError, InvalidSignature) as error:
            raise KeysUnusable(
                f"{directory}: keys are missing, unreadable or do not belong together"
            ) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise KeysUnusable(f"{directory}: {_KEY} is not a P-256 key")
        if key.public_key() != certificate.public_key():
            raise KeysUnusable(f"{directory}: {_KEY} is not the key of {_CERTIFICATE}")
        return cls(key, (certificate, authority))

    @property
    def is_specimen(self) -> bool:
        """Whether what this signs proves nothing about a real line."""
        return is_specimen(self.chain)

    def sign(self, pdf: bytes) -> bytes:
        """The PDF with one signature over the whole file, dated as the document is; equal input, equal bytes.

        Raises NotSignable for anything but a dated, unsigned PDF.
        """
        from signoff.evidence.embedding import embedded  # noqa: PLC0415 - 20 MB, for whoever signs

        return embedded(pdf, self._container, 2 * room(self.chain))

    def _container(self, digest: bytes) -> bytes:
        # Deterministic (RFC 6979): no randomness to run short of, and the same document again on a second attempt.
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        signature = canonical_signature(self._key.sign(signed_attributes(self.chain[0], digest), algorithm))
        return container(self.chain, digest=digest, signature=signature)


def _specimen_files() -> dict[str, bytes]:
    authority_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name = _name(f"Signoff {SPECIMEN} authority")
    authority = (
        _certificate(authority_name, authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    signer = (
        _certificate(_name(f"Signoff {SPECIMEN} documents"), authority_name, signer_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    # The authority's key is not kept: nothing else will ever be signed under it.
    return {
        _AUTHORITY: authority.public_bytes(Encoding.PEM),
        _CERTIFICATE: signer.public_bytes(Encoding.PEM),
        _KEY: signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    }


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(_SPECIMEN_FROM)
        .not_valid_after(_SPECIMEN_UNTIL)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, SPECIMEN),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
