"""The one form of the signature inside our PDFs: a CMS container (RFC 5652, PAdES B-B) built byte by byte.

Signer and verifier share it: the verifier rebuilds the container and compares, so not one byte of it is free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

# ASN.1 tags.
_INTEGER, _OCTETS, _OID, _SEQUENCE, _SET, _CONTEXT_0 = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0

# Object identifiers, in DER without tag and length.
_DATA = bytes.fromhex("2a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("2a864886f70d010910022f")
_SHA256 = bytes.fromhex("608648016503040201")
_ECDSA_WITH_SHA256 = bytes.fromhex("2a8648ce3d040302")

# The order of the curve P-256 (FIPS 186-4, D.1.2.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

# A DER pair of two 33-byte integers; a canonical signature is one byte shorter at most.
SIGNATURE_BYTES_MAX = 72


def signed_attributes(certificate: x509.Certificate, digest: bytes) -> bytes:
    """What the key signs: the SHA-256 `digest` of the document, tied to the signer's certificate (DER)."""
    return _der(_SET, *_attributes(certificate, digest))


def container(chain: Sequence[x509.Certificate], *, digest: bytes, signature: bytes) -> bytes:
    """The whole container (DER) for a document `digest`; `chain` is the signer's certificate, then its issuers."""
    signer = chain[0]
    signer_info = _der(
        _SEQUENCE,
        _integer(1),
        _der(_SEQUENCE, signer.issuer.public_bytes(), _integer(signer.serial_number)),
        _algorithm(_SHA256),
        _der(_CONTEXT_0, *_attributes(signer, digest)),
        _algorithm(_ECDSA_WITH_SHA256),
        _der(_OCTETS, signature),
    )
    signed_data = _der(
        _SEQUENCE,
        _integer(1),
        _der(_SET, _algorithm(_SHA256)),
        _der(_SEQUENCE, _der(_OID, _DATA)),
        _der(_CONTEXT_0, *sorted(certificate.public_bytes(Encoding.DER) for certificate in chain)),
        _der(_SET, signer_info),
    )
    return _der(_SEQUENCE, _der(_OID, _SIGNED_DATA), _der(_CONTEXT_0, signed_data))


def room(chain: Sequence[x509.Certificate]) -> int:
    """The bytes to keep free in the file for the container of any signature by this chain."""
    return len(container(chain, digest=bytes(32), signature=bytes(SIGNATURE_BYTES_MAX)))


def canonical_signature(signature: bytes) -> bytes:
    """The one DER spelling of an ECDSA signature on P-256: of s and its mirror, both valid, the lower.

    Raises ValueError for what is no signature at all.
    """
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, _ORDER - s))


def signatures_in(der: bytes) -> Iterable[bytes]:
    """What may be the signature value in a container: it is the very last element, of a length not known yet."""
    for length in range(SIGNATURE_BYTES_MAX + 1):
        if der[: len(der) - length].endswith(bytes([_OCTETS, length])):
            yield der[len(der) - length :]


def _attributes(certificate: x509.Certificate, digest: bytes) -> list[bytes]:
    certificate_hash = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    identifier = _der(_SEQUENCE, _der(_OCTETS, certificate_hash))
    return sorted(
        (
            _attribute(_CONTENT_TYPE, _der(_OID, _DATA)),
            _attribute(_MESSAGE_DIGEST, _der(_OCTETS, digest)),
            _attribute(_SIGNING_CERTIFICATE_V2, _der(_SEQUENCE, _der(_SEQUENCE, identifier))),
        )
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _der(_SEQUENCE, _der(_OID, kind), _der(_SET, value))


def _algorithm(kind: bytes) -> bytes:
    return _der(_SEQUENCE, _der(_OID, kind))


def _integer(value: int) -> bytes:
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body
