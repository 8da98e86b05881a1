"""`signoff log audit` and `signoff log witness`, as a person runs them: exit codes, words, one object, kill -9."""

from __future__ import annotations

import http.client
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from signoff.evidence.log_keys import LogKeys
from signoff.evidence.note import Note, Verifier
from signoff.evidence.witness import Request
from tests.cli.commands import Running, in_own_process, in_process
from tests.conftest import NewDatabase
from tests.evidence.trees import Tree, entry, tree_of


@dataclass(frozen=True)
class Place:
    """A database with one ending in it, and the data directory that belongs to it."""

    dsn: str
    data: Path

    @property
    def options(self) -> tuple[str, ...]:
        return ("--database-url", self.dsn, "--data-dir", str(self.data))

    def change(self, *statements: str) -> None:
        """Something done to the database behind the program's back."""
        with psycopg.connect(self.dsn, autocommit=True, options="-c search_path=signoff") as owner:
            for statement in statements:
                owner.execute(statement.encode())


@pytest.fixture(scope="module")
def place(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One ending of a line, played once for this module."""
    found = Place(new_database(), tmp_path_factory.mktemp("log") / "data")
    out = found.data.parent / "out"
    played = in_process("demo", "--carrier", "ctm", "--out", str(out), "--json", *found.options)
    assert played.code == 0, played.err
    return found


@pytest.fixture
def kept(place: Place, tmp_path: Path) -> Path:
    """The newest checkpoint, kept elsewhere."""
    with psycopg.connect(place.dsn) as owner:
        rows = owner.execute("select note from signoff.checkpoints order by size desc limit 1").fetchall()
    path = tmp_path / "kept.txt"
    path.write_text(rows[0][0], "utf-8")
    return path


@pytest.mark.timeout(300)
def test_what_is_sound_is_called_sound(place: Place, kept: Path) -> None:
    """Exit code 0, one object; the numbers are those of the ending."""
    told = in_process("log", "audit", "--json", "--checkpoint", str(kept), *place.options)
    said = in_process("log", "audit", "--tenant", "ctm", *place.options)

    assert (told.code, told.json["sound"]) == (0, True)
    found = next(one for one in told.json["tenants"] if one["tenant"] == "ctm")
    assert found["cases"] == 1
    assert found["facts"] >= found["entered"] > 20
    assert found["findings"] == []
    assert len(told.json["tenants"]) == 7  # six carriers and the guide
    assert said.code == 0
    assert "Sound: everything stored is as it was signed." in said.out
    assert "cannot be seen" in said.out


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_is_not_sound_is_named(place: Place, kept: Path, language: str) -> None:
    """Exit code 1; each finding in words, with its place; a rolled back log by the kept checkpoint."""
    place.change(
        "create table kept as table journal", "update journal set body = sha256(body) where sequence = 5"
    )
    said = in_process("log", "audit", "--lang", language, *place.options)
    told = in_process("log", "audit", "--json", *place.options)
    place.change("delete from journal where position > 10")
    gone = in_process("log", "audit", "--json", "--checkpoint", str(kept), *place.options)
    place.change("delete from journal", "insert into journal table kept", "drop table kept")

    wrong = {one["wrong"] for tenant in told.json["tenants"] for one in tenant["findings"]}
    missing = {one["wrong"] for tenant in gone.json["tenants"] for one in tenant["findings"]}
    assert (said.code, told.code, gone.code) == (1, 1, 1)
    assert "chain_broken" in wrong
    assert {"entry_missing", "kept_wrong"} <= missing
    assert ("breaks at fact 5" if language == "en" else "第 5 项事实处断开") in said.out
    assert "cli.finding" not in said.out
    assert in_process("log", "audit", *place.options).code == 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--tenant", "nobody"), "--tenant"),
        (("--keys", "/nowhere"), "--keys"),
        (("--checkpoint", "/nowhere"), "--checkpoint"),
        (("--checkpoint", __file__), "--checkpoint"),
        (("--checkpoint", ""), "--checkpoint"),
    ],
)
def test_what_was_typed_wrongly_is_said_at_its_option(
    options: tuple[str, ...], named: str, place: Place
) -> None:
    """Exit code 2, and the database is not even asked."""
    told = in_process("log", "audit", *options, "--json", *place.options)

    assert told.code == 2
    assert told.json["error"]["option"] == named
    assert "Traceback" not in told.err


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A log whose key the witness knows."""
    tree = tree_of(20)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "log.vkey").write_text(f"{tree.signer.verifier.line}\n", "utf-8")
    return tree


@pytest.fixture
def options(tmp_path: Path) -> tuple[str, ...]:
    """Where the witness keeps what it has."""
    return (
        "log",
        "witness",
        "--state",
        str(tmp_path / "state"),
        "--keys",
        str(tmp_path / "keys"),
        "--port",
        "0",
    )


def _post(witness: Running, tree: Tree, old_size: int) -> tuple[int, str]:
    place = urlsplit(witness.ready["witness"])
    proof = tuple(tree.consistency(old_size)) if old_size else ()
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    try:
        connection.request("POST", "/add-checkpoint", Request(old_size, proof, tree.note()).body)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.timeout(300)
def test_a_witness_that_was_killed_goes_on_where_it_was(tree: Tree, options: tuple[str, ...]) -> None:
    """Killed after each answer, five times: the next one knows what was signed, and signs no other history."""
    other = Tree(signer=tree.signer)
    other.grow(*(entry(number + 1) for number in range(20)))
    old_size = 0
    for _ in range(5):
        with Running(*options) as witness:
            status, line = _post(witness, tree, old_size)
            witness.process.send_signal(signal.SIGKILL)
            witness.process.communicate()
        key = Verifier.read(witness.ready["key"])
        assert status == 200
        assert key.cosigned_at(Note.read(tree.note() + line)) is not None
        old_size = len(tree.entries)
        tree.grow(*map(entry, range(old_size, old_size + 7)))
        other.grow(*map(entry, range(old_size, old_size + 7)))

    with Running(*options) as witness:
        assert _post(witness, other, old_size)[0] == 422
        assert _post(witness, tree, old_size)[0] == 200
        assert witness.stop().code == 0


@pytest.mark.timeout(300)
def test_two_witnesses_never_share_what_they_signed(
    tree: Tree, options: tuple[str, ...], tmp_path: Path
) -> None:
    """The second one is refused: each would sign what the other does not know of."""
    with Running(*options) as witness:
        second = in_own_process(*options, "--json")
        assert _post(witness, tree, 0)[0] == 200

    assert second.code == 2
    assert second.json["error"]["option"] == "--state"
    assert (tmp_path / "state" / "witness.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.timeout(300)
def test_a_witness_takes_nothing_else(tree: Tree, options: tuple[str, ...]) -> None:
    """Other addresses and methods, and what is too long, are refused; it then still answers."""
    with Running(*options) as witness:
        place = urlsplit(witness.ready["witness"])
        for method, path, body, status in (
            ("GET", "/add-checkpoint", b"", 405),
            ("POST", "/", b"", 404),
            ("POST", "/add-checkpoint", b"nothing", 400),
            ("POST", "/add-checkpoint", bytes(200_000), 413),
        ):
            connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
            connection.request(method, path, body)
            assert connection.getresponse().status == status
            connection.close()
        assert _post(witness, tree, 0)[0] == 200


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--name", "a b"), "--name"),
        (("--keys", "/nowhere"), "--keys"),
        (("--port", "x"), "--port"),
        (("--state", ""), "--state"),
    ],
)
def test_a_witness_that_cannot_be_says_why(
    tree: Tree, options: tuple[str, ...], more: tuple[str, ...], named: str
) -> None:
    """Exit code 2, at the option."""
    told = in_process(*options, *more, "--json")

    assert told.code == 2
    assert told.json["error"]["option"] == named


@pytest.fixture
def witnessed(place: Place, tmp_path: Path) -> Iterator[Running]:
    """A witness that knows the logs of the place."""
    keys = place.data / "keys" / "signing"
    with Running(
        "log", "witness", "--state", str(tmp_path / "w"), "--keys", str(keys), "--port", "0"
    ) as witness:
        yield witness


@pytest.mark.timeout(300)
def test_certificates_carry_the_witness_and_do_without(
    place: Place, witnessed: Running, tmp_path: Path
) -> None:
    """Asked for by two settings; named by verify; killed, endings go on without its line."""
    more = {
        "SIGNOFF_WITNESS_ADDRESS": witnessed.ready["witness"],
        "SIGNOFF_WITNESS_KEY": witnessed.ready["key"],
    }

    def ending(name: str) -> list[dict[str, object]]:
        out = tmp_path / name
        played = in_own_process("demo", "--carrier", "ctm", "--out", str(out), *place.options, more=more)
        assert played.code == 0, played.err
        told = in_own_process("verify", str(out / "certificate.pdf"), "--keys", str(out / "keys"), "--json")
        assert told.json["genuine"]
        assert told.json["log"]["origin"] == LogKeys(place.data / "keys" / "log").of("ctm").name
        return list(told.json["log"]["witnesses"])

    assert [one["name"] for one in ending("with")] == [witnessed.ready["key"].split("+")[0]]
    witnessed.process.kill()
    witnessed.process.communicate()
    assert ending("without") == []
    assert in_process("log", "audit", *place.options).code == 0


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("http://127.0.0.1:8011", ""),
        ("ftp://x", "a+b+c"),
        ("http://127.0.0.1:x", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_a_witness_that_cannot_be_asked_keeps_signoff_from_starting(
    address: str, key: str, place: Place, tmp_path: Path
) -> None:
    """Rather than running without it unnoticed."""
    more = {"SIGNOFF_WITNESS_ADDRESS": address, "SIGNOFF_WITNESS_KEY": key}

    told = in_own_process("demo", "--carrier", "ctm", "--out", str(tmp_path / "o"), *place.options, more=more)

    assert told.code == 1
    assert "Traceback" not in told.err
