"""Keys of an authority made up for a test: any names, any validity, real or SPECIMEN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from signoff.evidence.signer import Signer

_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Keyring:
    """An authority's certificate and one signer under it."""

    authority: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def signer(self) -> Signer:
        return Signer(self.key, (self.certificate, self.authority))

    @property
    def trust(self) -> list[x509.Certificate]:
        return [self.authority, self.certificate]

    def save(self, directory: Path) -> None:
        """Writes the keys where `Signer.load` reads them."""
        directory.mkdir()
        (directory / "authority.pem").write_bytes(self.authority.public_bytes(Encoding.PEM))
        (directory / "signer.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))
        (directory / "signer.key").write_bytes(
            self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )


def keyring(
    name: str = "Carrier",
    *,
    until: datetime = datetime(2040, 1, 1, tzinfo=UTC),
    usage: str = "content_commitment",
    signer_is_authority: bool = False,
    authority_is_authority: bool = True,
    serial: int = 7,
) -> Keyring:
    """Fresh keys; the same arguments give other keys under the same names and serial numbers."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name, signer_name = _name(f"{name} authority"), _name(f"{name} documents")
    authority = _certificate(
        authority_name,
        authority_name,
        authority_key,
        authority_key,
        until,
        "key_cert_sign",
        1,
        is_authority=authority_is_authority,
    )
    certificate = _certificate(
        signer_name,
        authority_name,
        key,
        authority_key,
        until,
        usage,
        serial,
        is_authority=signer_is_authority,
    )
    return Keyring(authority, certificate, key)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    until: datetime,
    usage: str,
    serial: int,
    *,
    is_authority: bool,
) -> x509.Certificate:
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), serial)
    return (
        builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{word: word == usage for word in _USAGES}), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
