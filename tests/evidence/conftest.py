"""What the evidence tests share: one set of specimen keys, and one signed certificate under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.evidence.documents import draw_certificate
from signoff.evidence.signer import Signer, ensure_specimen_keys, export_trust
from signoff.evidence.trust import Trusted, read_trust
from tests.evidence.contents import certificate_of, heading_of, wording_of
from tests.evidence.two_verifiers import TREE, Trust, certificate


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of specimen keys."""
    directory = tmp_path_factory.mktemp("keys") / "signing"
    ensure_specimen_keys(directory)
    return directory


@pytest.fixture(scope="session")
def signer(keys: Path) -> Signer:
    """The signer with the specimen keys."""
    return Signer.load(keys)


@pytest.fixture(scope="session")
def trust(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Trusted]:
    """What a stranger was given: the public certificates of the specimen keys."""
    out = tmp_path_factory.mktemp("trust")
    export_trust(keys, out)
    return read_trust(out)


@pytest.fixture(scope="session")
def drawn() -> bytes:
    """A certificate as it is before it is signed."""
    return draw_certificate(certificate_of(heading_of()), wording_of("en"))


@pytest.fixture(scope="session")
def signed(signer: Signer, drawn: bytes) -> bytes:
    """A genuine certificate."""
    return signer.sign(drawn)


@pytest.fixture(scope="session")
def trusted(trust: list[Trusted]) -> Trust:
    """What a stranger was given who was also given the keys of a log and of a witness."""
    return [*trust, TREE.signer.verifier, TREE.witness.verifier]


@pytest.fixture(scope="session")
def logged(signer: Signer) -> bytes:
    """A genuine certificate whose facts are in that log."""
    return signer.sign(certificate())
