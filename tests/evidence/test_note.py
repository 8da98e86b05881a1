"""Signed notes, keys and cosignatures against published examples; every other spelling is refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.evidence.checkpoint import Checkpoint, Cosigner, UnknownLog, open_checkpoint, origin_of
from signoff.evidence.note import COSIGNATURE, ED25519, Note, NoteSigner, NoteUnreadable, Verifier
from tests.evidence.trees import ORIGIN, tree_of

# The example of Go's package sumdb/note, which the specification grew out of.
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The example of C2SP tlog-cosignature; its keys are not published.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
LOG, WITNESS = NoteSigner.fresh(ORIGIN), NoteSigner.fresh("witness.example/one", COSIGNATURE)
CHECKPOINT = Checkpoint(ORIGIN, 300, tree_of(300).checkpoint().root)
SIGNED = LOG.sign(CHECKPOINT.text) + WITNESS.cosign(CHECKPOINT.text, 1_679_315_147)


def test_a_published_note_is_read_checked_and_written_the_same() -> None:
    """Key, id, signature and spelling are those of the example, to the byte."""
    signer, verifier = NoteSigner.read(PRIVATE), Verifier.read(PUBLIC)

    assert verifier.has_signed(Note.read(NOTE))
    assert (signer.verifier, signer.line, verifier.line) == (verifier, PRIVATE, PUBLIC)
    assert signer.sign(Note.read(NOTE).text) == NOTE


def test_a_published_cosignature_has_the_form_we_write() -> None:
    """The lengths, the instant in front and the text below it are those of the specification's example."""
    theirs, ours = Note.read(COSIGNED), Note.read(SIGNED)

    assert Checkpoint.read(theirs.text).size == 20852163
    assert [len(one.value) for one in theirs.signatures] == [len(one.value) for one in ours.signatures]
    assert (
        theirs.signatures[1].value[:8] == ours.signatures[1].value[:8] == (1_679_315_147).to_bytes(8, "big")
    )
    # What is signed, written out as the specification has it.
    said = f"cosignature/v1\ntime 1679315147\n{CHECKPOINT.text}"
    WITNESS.key.public_key().verify(ours.signatures[1].value[8:], said.encode())


def test_a_checkpoint_is_opened_with_the_key_of_its_log_only() -> None:
    """Another log's key, another key of the same name, a witness's key: none of them opens it."""
    opened = open_checkpoint(SIGNED, [WITNESS.verifier, LOG.verifier])

    assert opened.checkpoint == CHECKPOINT
    assert opened.cosigners == (Cosigner("witness.example/one", 1_679_315_147),)
    assert open_checkpoint(SIGNED, [LOG.verifier]).cosigners == ()
    assert origin_of(SIGNED) == ORIGIN
    others = (NoteSigner.fresh(ORIGIN), NoteSigner.fresh("log.example/other"), WITNESS)
    for other in others:
        with pytest.raises(UnknownLog):
            open_checkpoint(SIGNED, [other.verifier])
    # Signed by a given key, but one of another log.
    with pytest.raises(UnknownLog):
        open_checkpoint(others[1].sign(CHECKPOINT.text), [others[1].verifier])


def test_a_cosignature_with_another_instant_is_refused() -> None:
    """The instant is signed too."""
    moved = WITNESS.cosign(CHECKPOINT.text, 1_679_315_148)
    mixed = Verifier.read(WITNESS.verifier.line).id + (1_679_315_149).to_bytes(8, "big")
    line = Note.read(LOG.sign(CHECKPOINT.text) + moved).signatures[1]
    forged = moved.replace(_base64(line.key_id + line.value), _base64(mixed + line.value[8:]))

    assert forged != moved
    with pytest.raises(NoteUnreadable):
        open_checkpoint(LOG.sign(CHECKPOINT.text) + forged, [LOG.verifier, WITNESS.verifier])


@given(st.integers(0, len(SIGNED.encode()) - 1), st.integers(1, 255))
def test_every_changed_byte_is_found(place: int, change: int) -> None:
    """Of text and signatures: with both keys given, not one byte is free but the name of an unknown signer."""
    raw = bytearray(SIGNED.encode())
    raw[place] ^= change

    try:
        opened = open_checkpoint(raw.decode(), [LOG.verifier, WITNESS.verifier])
    except (NoteUnreadable, UnknownLog, UnicodeDecodeError):
        return
    assert (opened.checkpoint, opened.cosigners) == (CHECKPOINT, ())


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        NOTE.removesuffix("\n"),
        NOTE + "\n",
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—  "),
        NOTE.replace("JnAM=", "JnAN="),
        NOTE.replace("JnAM=", "JnAM"),
        NOTE.replace("If", "I\tf"),
        NOTE.replace("If", "I\rf"),
        NOTE.replace("PeterNeumann", "Peter+Neumann"),
        NOTE.replace("PeterNeumann", "Peter\u00a0Neumann"),
        NOTE + "— x08go\n",
        NOTE + "— a AAAA\n",
        NOTE + "— a eA==\n" * 80,
    ],
)
def test_what_is_not_spelled_as_a_note_is_none(wrong: str) -> None:
    """Line breaks, marks, spaces, controls, another base 64, no signature, too many."""
    with pytest.raises(NoteUnreadable):
        Note.read(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "PeterNeumann",
        PUBLIC + "\n",
        PUBLIC.replace("c74f20a3", "c74f20a4"),
        PUBLIC.replace("c74f20a3", "C74F20A3"),
        PUBLIC.replace("PeterNeumann", "PeterNeumanm"),
        PUBLIC.replace("+ARpc", "+ABpc"),
        "PeterNeumann+c74f20a3+",
        PRIVATE,
    ],
)
def test_what_is_not_a_public_key_is_refused(wrong: str) -> None:
    """Another id, another name, another kind, a private key given by mistake."""
    with pytest.raises(NoteUnreadable):
        Verifier.read(wrong)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b"])
def test_a_name_has_no_spaces_and_no_plus(name: str) -> None:
    """The specification forbids both, and no name at all."""
    with pytest.raises(NoteUnreadable):
        NoteSigner.fresh(name)


@pytest.mark.parametrize("size", ["-1", "01", "+1", "1_0", "١", "1 ", "", "9" * 20])
def test_the_size_of_a_tree_is_spelled_one_way(size: str) -> None:
    """Decimal, without sign, zeros in front, or other digits."""
    with pytest.raises(NoteUnreadable):
        Checkpoint.read(CHECKPOINT.text.replace("\n300\n", f"\n{size}\n"))


def test_lines_of_others_below_a_checkpoint_are_let_pass() -> None:
    """The specification allows extensions; they must not be empty."""
    assert Checkpoint.read(f"{CHECKPOINT.text}more\n") == CHECKPOINT
    for wrong in (f"{CHECKPOINT.text}\n", f"\n{CHECKPOINT.text}", CHECKPOINT.text[:-3], f"{ORIGIN}\n300\n"):
        with pytest.raises(NoteUnreadable):
            Checkpoint.read(wrong)


def test_keys_of_logs_and_witnesses_are_told_apart() -> None:
    """The same key under the same name has another id for each kind, so that neither can pass for the other."""
    witness = NoteSigner(ORIGIN, COSIGNATURE, LOG.key)

    assert witness.verifier.id != LOG.verifier.id
    assert LOG.verifier.kind == ED25519
    assert open_checkpoint(SIGNED, [LOG.verifier, witness.verifier]).cosigners == ()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
