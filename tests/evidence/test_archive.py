"""The archive of a certificate is enough to check it: by itself, years later, and told in the reader's language."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signoff.evidence.documents import draw_acknowledgement, draw_certificate
from signoff.evidence.signer import Signer, export_trust
from signoff.evidence.standalone.archive import archive, pack, to_check
from signoff.evidence.verify import Problem
from tests.evidence.bare import TEN_YEARS, run_alone, unpacked
from tests.evidence.contents import acknowledgement_of, certificate_of, heading_of, wording_of
from tests.evidence.keyring import Keyring, keyring
from tests.evidence.trees import Tree, tree_of


@pytest.fixture(scope="module")
def packed(signer: Signer, keys: Path) -> bytes:
    """The archive of a certificate of version 1."""
    signed = signer.sign(draw_certificate(certificate_of(heading_of()), wording_of("en")))
    return archive(signed, lambda folder: export_trust(keys, folder), wording_of("en").say)


def test_it_holds_the_certificate_the_verifier_the_public_keys_and_a_page(packed: bytes) -> None:
    """And nothing else: no private key above all."""
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert files.testzip() is None
        assert files.namelist() == [
            "certificate.pdf", "verify.py", "keys/authority.pem", "keys/signer.pem", "README.txt",
        ]  # fmt: skip
        assert b"PRIVATE" not in b"".join(files.read(name) for name in files.namelist())


def test_the_same_certificate_gives_the_same_archive(packed: bytes, signer: Signer, keys: Path) -> None:
    """Whoever fetches it twice can compare."""
    signed = signer.sign(draw_certificate(certificate_of(heading_of()), wording_of("en")))

    assert archive(signed, lambda folder: export_trust(keys, folder), wording_of("en").say) == packed


@pytest.mark.parametrize(("language", "word"), [("en", "carrier itself"), ("zh-Hans", "直接向运营商索取")])
def test_its_page_explains_every_word_in_the_reader_s_language(
    signer: Signer, keys: Path, language: str, word: str
) -> None:
    """How to run it, what each verdict and each problem means, and whom one trusts by believing it."""
    packed = archive(b"%PDF", lambda folder: export_trust(keys, folder), wording_of(language).say)
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        page = files.read("README.txt").decode()

    assert "    python3 verify.py certificate.pdf --keys keys\n" in page
    for problem in Problem:
        assert f"* {problem}: {wording_of(language).say(f'documents.problem.{problem}')}\n" in page
    for verdict in ("GENUINE", "NOT GENUINE", "SPECIMEN"):
        assert f"* {verdict}: " in page
    assert word in page


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "pt", "km"])
@pytest.mark.parametrize(
    "kinds", [(), ("acknowledgement",), ("acknowledgement", "certificate"), ("certificate",)]
)
def test_its_page_speaks_of_the_documents_that_are_there(
    keys: Path, language: str, kinds: tuple[str, ...]
) -> None:
    """Names and commands of those, and of no other; where there is none, there is no command at all."""
    say = wording_of(language).say

    page = to_check(lambda folder: export_trust(keys, folder), say, kinds)["README.txt"].decode()

    for kind in ("acknowledgement", "certificate"):
        assert (f"* {kind}.pdf: " in page) is (kind in kinds)
        assert (f"verify.py {kind}.pdf" in page) is (kind in kinds)
    assert ("--kind acknowledgement" in page) is ("acknowledgement" in kinds)
    assert (say("archive.readme.title") in page) is ("certificate" in kinds)
    assert (say("archive.received.title") in page) is (kinds == ("acknowledgement",))
    assert (say("archive.nothing.title") in page) is (not kinds)
    assert ("    python3" in page) is bool(kinds)


def test_the_command_for_an_acknowledgement_checks_it(signer: Signer, keys: Path, tmp_path: Path) -> None:
    """As it stands on the page, where there is nothing else."""
    signed = signer.sign(draw_acknowledgement(acknowledgement_of(heading_of()), wording_of("en")))
    more = to_check(lambda folder: export_trust(keys, folder), wording_of("en").say, ["acknowledgement"])
    place = unpacked(pack({"acknowledgement.pdf": signed, **more}), tmp_path)
    page = (place / "README.txt").read_text("utf-8")
    typed = next(line for line in page.splitlines() if "acknowledgement.pdf --" in line).split()

    said = run_alone(place, *typed[3:], document=typed[2])

    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "GENUINE SPECIMEN: acknowledgement"
    assert '"log": null' in said.stdout


def test_its_verifier_needs_nothing_else(packed: bytes, tmp_path: Path) -> None:
    """Without our program, any other library or a network: genuine, and a specimen, with all it says."""
    place = unpacked(packed, tmp_path)

    said, told = run_alone(place), run_alone(place, "--json", "--keys", "keys")

    assert said.returncode == told.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "GENUINE SPECIMEN: certificate"
    assert json.loads(told.stdout)["certificate"]["case"]["code"] == heading_of().case_code
    assert said.stderr == told.stderr == ""


@pytest.mark.parametrize(
    ("change", "arguments", "code", "last"),
    [
        (lambda pdf: pdf[:5000] + b"!" + pdf[5001:], (), 1, "NOT GENUINE: certificate content_altered"),
        (lambda pdf: pdf + b"\n", (), 1, "NOT GENUINE: certificate not_whole_file"),
        (lambda _: b"hello", (), 2, "NOT GENUINE: unknown not_ours"),
        (lambda pdf: pdf, ("--kind", "agreement"), 2, "GENUINE SPECIMEN: certificate"),
    ],
)
def test_its_exit_codes_are_those_of_the_command(change, arguments, code, last, packed, tmp_path) -> None:
    """Not genuine: 1; another kind, or nothing of ours: 2."""
    place = unpacked(packed, tmp_path)
    (place / "certificate.pdf").write_bytes(change((place / "certificate.pdf").read_bytes()))

    said = run_alone(place, *arguments)

    assert (said.returncode, said.stdout.splitlines()[-1]) == (code, last)


@pytest.mark.parametrize("missing", ["certificate.pdf", "keys"])
def test_what_is_missing_is_named(packed: bytes, tmp_path: Path, missing: str) -> None:
    """Exit code 2 and the place, not a traceback."""
    place = unpacked(packed, tmp_path)
    (place / missing).rename(place / "moved")

    said = run_alone(place)

    assert said.returncode == 2
    assert missing in said.stderr
    assert "Traceback" not in said.stderr


def test_a_name_cannot_command_the_terminal(signer: Signer, keys: Path, tmp_path: Path) -> None:
    """What a person typed is shown, but not obeyed."""
    content = replace(certificate_of(heading_of()), holder_name="Mei \x1b[31m\x9b2J\u202e陳")
    signed = signer.sign(draw_certificate(content, wording_of("en")))
    place = unpacked(
        archive(signed, lambda folder: export_trust(keys, folder), wording_of("en").say), tmp_path
    )

    said = run_alone(place)

    assert said.returncode == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set(said.stdout)
    assert "陳" in said.stdout


def _public_only(keys: Keyring, tree: Tree, folder: Path) -> None:
    """What a carrier gives to the public: its certificates, and the keys of its log and of a witness."""
    for name, certificate in (("authority", keys.authority), ("signer", keys.certificate)):
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "log.vkey").write_text(f"{tree.signer.verifier.line}\n{tree.witness.verifier.line}\n")


@pytest.mark.parametrize(("ended_on", "problems"), [(2027, []), (2025, ["outside_validity"])])
def test_ten_years_later_it_still_holds(tmp_path: Path, ended_on: int, problems: list[str]) -> None:
    """The keys have long expired; what counts is whether they were valid when it was signed. So does its log."""
    tree = tree_of(3)
    tree.grow(bytes.fromhex(certificate_of(heading_of()).chain_head))
    content = replace(certificate_of(heading_of()), log=tree.proof(3, cosigned_at=1_700_000_000))
    keys = keyring(until=datetime(ended_on, 1, 1, tzinfo=UTC))
    signed = keys.signer.sign(draw_certificate(content, wording_of("en")))
    packed = archive(signed, lambda folder: _public_only(keys, tree, folder), wording_of("en").say)

    said = run_alone(unpacked(packed, tmp_path), "--json", days_ahead=TEN_YEARS)

    told = json.loads(said.stdout)
    assert told["problems"] == problems
    assert said.returncode == len(problems)
    if not problems:
        assert told["log"]["witnesses"] == [{"name": tree.witness.name, "at": 1_700_000_000}]
