"""The signing keys and the signature, as judged by programs that are not ours."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from asn1crypto import cms  # type: ignore[import-untyped]  # it has no types of its own
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from signoff.evidence.documents import draw_agreement
from signoff.evidence.embedding import NotSignable
from signoff.evidence.signer import KeysUnusable, Signer, ensure_specimen_keys, export_trust
from signoff.evidence.trust import read_trust
from tests.evidence.contents import agreement_of, heading_of, wording_of
from tests.evidence.keyring import keyring

FILES = ["authority.pem", "signer.key", "signer.pem"]


def _made(directory: Path) -> bytes:
    ensure_specimen_keys(directory)
    return (directory / "signer.key").read_bytes()


def _make_many(start: Barrier, directory: Path, found: Queue[list[bytes]]) -> None:
    """Twenty times: waits until all processes are here, then makes keys at the same instant as they."""
    keys = []
    for number in range(20):
        start.wait(60)
        keys.append(_made(directory / str(number) / "signing"))
    found.put(keys)


def _cms(signed: bytes) -> bytes:
    return bytes(PdfFileReader(BytesIO(signed)).embedded_signatures[0].pkcs7_content)


def _trusting(signer: Signer) -> ValidationContext:
    signed_at = datetime(2026, 11, 21, 16, 5, 40, tzinfo=UTC)
    root = asn1_x509.Certificate.load(signer.chain[1].public_bytes(Encoding.DER))
    return ValidationContext(trust_roots=[root], moment=signed_at, best_signature_time=signed_at)


def test_specimen_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    """Directory 0700, files 0600, whatever the umask; and nothing else is left lying about."""
    directory = tmp_path / "deep" / "signing"
    before = os.umask(0)
    try:
        ensure_specimen_keys(directory)
    finally:
        os.umask(before)

    assert directory.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in directory.iterdir()) == FILES
    assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}
    assert list(directory.parent.iterdir()) == [directory]


def test_keys_that_are_there_stay(keys: Path) -> None:
    """A second start signs with the same keys."""
    before = [(keys / name).read_bytes() for name in FILES]

    ensure_specimen_keys(keys)

    assert [(keys / name).read_bytes() for name in FILES] == before


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    """No specimen key is shared by everybody."""
    assert _made(tmp_path / "one") != _made(tmp_path / "two")


def test_processes_that_start_at_once_end_with_one_set_of_keys(tmp_path: Path) -> None:
    """Three at the same instant, twenty times: one makes the keys, the others find them."""
    context = get_context("spawn")
    start, found = context.Barrier(3), context.Queue()
    processes = [context.Process(target=_make_many, args=(start, tmp_path, found)) for _ in range(3)]
    for process in processes:
        process.start()

    made = [found.get(timeout=100) for _ in processes]
    for process in processes:
        process.join()

    assert made[0] == made[1] == made[2]
    assert len(set(made[0])) == 20
    assert all([path.name for path in folder.iterdir()] == ["signing"] for folder in tmp_path.iterdir())


@pytest.mark.parametrize("dies_at", ["os.fsync", "pathlib.Path.rename"])
def test_a_process_killed_while_it_makes_keys_leaves_nothing_half(tmp_path: Path, dies_at: str) -> None:
    """The directory is not there, and the next start makes it whole."""
    module, _, function = dies_at.partition(".")
    program = (
        f"import os, pathlib, sys; from signoff.evidence.signer import ensure_specimen_keys\n"
        f"{module}.{function} = lambda *args: os._exit(9)\n"
        f"ensure_specimen_keys(pathlib.Path(sys.argv[1]))"
    )
    directory = tmp_path / "signing"

    killed = subprocess.run([sys.executable, "-c", program, str(directory)], check=False)

    assert killed.returncode == 9
    assert not directory.exists()
    ensure_specimen_keys(directory)
    assert Signer.load(directory).is_specimen
    assert list(tmp_path.iterdir()) == [directory]


def test_only_public_certificates_are_handed_out(keys: Path, tmp_path: Path) -> None:
    """What a stranger gets holds no private key, and all that is needed to verify."""
    out = tmp_path / "demo" / "keys"
    export_trust(keys, out)

    assert sorted(path.name for path in out.iterdir()) == ["authority.pem", "signer.pem"]
    assert not any(b"PRIVATE" in path.read_bytes() for path in out.iterdir())
    assert set(read_trust(out)) == set(Signer.load(keys).chain)


def test_a_specimen_key_says_so_in_its_names(signer: Signer) -> None:
    """Every reader of the document sees SPECIMEN as the signer's name; a carrier's own key is none."""
    assert signer.is_specimen
    assert all("SPECIMEN" in certificate.subject.rfc4514_string() for certificate in signer.chain)
    assert not keyring("Carrier").signer.is_specimen


@pytest.mark.parametrize("damage", ["no directory", "no key", "empty key", "other key", "other authority"])
def test_keys_that_do_not_fit_together_are_refused(tmp_path: Path, damage: str) -> None:
    """Nothing is ever signed with half a set of keys."""
    directory = tmp_path / "signing"
    if damage != "no directory":
        keyring().save(directory)
        keyring().save(tmp_path / "other")
    if damage == "no key":
        (directory / "signer.key").unlink()
    elif damage == "empty key":
        (directory / "signer.key").write_bytes(b"")
    elif damage == "other key":
        (directory / "signer.key").write_bytes((tmp_path / "other" / "signer.key").read_bytes())
    elif damage == "other authority":
        (directory / "authority.pem").write_bytes((tmp_path / "other" / "authority.pem").read_bytes())

    with pytest.raises(KeysUnusable):
        Signer.load(directory)


def test_keys_of_an_operator_sign(tmp_path: Path, drawn: bytes) -> None:
    """An operator's own keys in the directory take the specimen's place."""
    keyring().save(tmp_path / "signing")
    ensure_specimen_keys(tmp_path / "signing")

    signer = Signer.load(tmp_path / "signing")

    assert not signer.is_specimen
    assert signer.sign(drawn).startswith(drawn)


def test_signing_again_gives_the_same_file(signer: Signer, drawn: bytes, signed: bytes) -> None:
    """A second attempt after a crash makes no second, different certificate."""
    assert signer.sign(drawn) == signed


def test_the_drawn_document_stands_unchanged_in_the_signed_one(drawn: bytes, signed: bytes) -> None:
    """Signing adds, it does not rewrite."""
    assert signed.startswith(drawn)


@pytest.mark.parametrize("what", ["nothing", "text", "half a document", "signed", "undated"])
def test_only_dated_unsigned_documents_are_signed(
    signer: Signer, drawn: bytes, signed: bytes, what: str
) -> None:
    """Everything else is refused, with one error."""
    preview = agreement_of(heading_of())
    undated = draw_agreement(
        type(preview)(preview.heading, preview.paragraphs, preview.text_sha256, None, None), wording_of("en")
    )
    pdf = {
        "nothing": b"",
        "text": b"hello",
        "half a document": drawn[: len(drawn) // 2],
        "signed": signed,
        "undated": undated,
    }[what]

    with pytest.raises(NotSignable):
        signer.sign(pdf)


def test_an_ordinary_reader_finds_the_signature_valid(signed: bytes, tmp_path: Path) -> None:
    """The tool pdfsig of poppler: valid, over the whole document, by an issuer it does not know."""
    file = tmp_path / "certificate.pdf"
    file.write_bytes(signed)

    said = subprocess.run(["pdfsig", str(file)], capture_output=True, check=False, text=True).stdout

    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "Certificate issuer isn't Trusted" in said
    assert "Signing Time: Nov 21 2026 16:05:40" in said


def test_openssl_finds_the_signature_valid(signed: bytes, signer: Signer, tmp_path: Path) -> None:
    """The container alone is standard CMS over the bytes outside of it."""
    found = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    _, start, end, _ = (int(number) for number in found.byte_range)
    (tmp_path / "content").write_bytes(signed[:start] + signed[end:])
    (tmp_path / "cms").write_bytes(_cms(signed))
    (tmp_path / "root").write_bytes(signer.chain[1].public_bytes(Encoding.PEM))

    command = (
        "openssl cms -verify -binary -inform DER -in cms -content content -CAfile root -purpose any -cades"
    )
    said = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)

    assert said.returncode == 0, said.stderr.decode()


def test_another_validator_finds_pades_and_no_change_allowed(signed: bytes, signer: Signer) -> None:
    """The validator of pyHanko: intact, whole file, trusted under the authority, certified against any change."""
    found = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    status = asyncio.run(async_validate_pdf_signature(found, _trusting(signer)))

    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.docmdp_level is MDPPerm.NO_CHANGES


def test_the_container_is_der_without_unsigned_parts(signed: bytes) -> None:
    """Decoded and encoded anew by another library it is the same; it holds the three attributes of PAdES B-B."""
    raw = _cms(signed).rstrip(b"\x00")
    info = cms.ContentInfo.load(raw, strict=False)
    signer_info = info["content"]["signer_infos"][0]

    assert raw.startswith(info.dump(force=True))
    assert [attribute["type"].native for attribute in signer_info["signed_attrs"]] == [
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    ]
    assert len(signer_info["unsigned_attrs"]) == 0


def test_a_signature_has_one_spelling(signer: Signer, drawn: bytes) -> None:
    """Of the two values of s that fit, the lower one is always written; with six documents, chance would show."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    for other in (keyring().signer for _ in range(6)):
        info = cms.ContentInfo.load(_cms(other.sign(drawn)), strict=False)
        _, s = decode_dss_signature(info["content"]["signer_infos"][0]["signature"].native)
        assert s <= order // 2


def test_the_signers_certificate_cannot_issue_others(signer: Signer) -> None:
    """Who steals the document key cannot make more of them, and the authority's key is nowhere."""
    certificate, authority = signer.chain
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value

    assert not constraints.ca
    assert certificate.issuer == authority.subject
    certificate.verify_directly_issued_by(authority)
