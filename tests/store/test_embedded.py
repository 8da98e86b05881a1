"""The embedded PostgreSQL keeps what it is given, whatever happens to the processes that use it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from signoff.store.embedded import Embedded, EmbeddedFailed

pytestmark = pytest.mark.database

START_AND_WAIT = """
import sys
from pathlib import Path
from signoff.store.embedded import Embedded
print(Embedded(Path(sys.argv[1])).start(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A data directory to be, in a folder that the server's own user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-embedded-", dir="/tmp"))
    yield folder / "pg"
    shutil.rmtree(folder)


@pytest.fixture
def embedded(place: Path) -> Iterator[Callable[..., Embedded]]:
    """Makes the servers of a test, which are all stopped at its end."""
    made: list[Embedded] = []

    def make(directory: Path = place, **settings: str) -> Embedded:
        made.append(Embedded(directory, settings=settings))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def _write(dsn: str, word: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("create table if not exists kept (word text)")
        connection.execute("insert into kept values (%s)", (word,))


def _words(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        return [word for (word,) in connection.execute("select word from kept order by word")]


def _begin(place: Path) -> subprocess.Popen[str]:
    """Another process that is about to start (or join) the server and then waits."""
    command = [sys.executable, "-c", START_AND_WAIT, str(place)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _address(process: subprocess.Popen[str]) -> str:
    """The address that process was given, once it has it."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _starter(place: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that has started (or joined) the server, and the address it was given."""
    process = _begin(place)
    return process, _address(process)


def _end(process: subprocess.Popen[str], how: signal.Signals) -> None:
    process.send_signal(how)
    process.communicate()


def test_a_restart_keeps_the_data(place, embedded):
    """What was written before a stop is read after the next start."""
    server = embedded()
    _write(server.start(), "first")

    assert server.stop()
    assert server.pid() is None

    assert _words(server.start()) == ["first"]


def test_the_data_directory_is_closed_to_others(place, embedded):
    """Only the user that runs the server can look into its directory, and nothing listens on the network."""
    with embedded() as server, psycopg.connect(server.dsn()) as connection:
        assert place.stat().st_mode & 0o777 == 0o700
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("show unix_socket_permissions").fetchone() == ("0700",)


def test_two_processes_share_one_server(place, embedded):
    """The second start joins the first one's server; the first to leave does not take it from the other."""
    mine = embedded()
    dsn = mine.start()
    other, other_dsn = _starter(place)
    _write(other_dsn, "theirs")

    assert other_dsn == dsn
    assert not mine.stop()
    assert mine.pid() is not None

    _end(other, signal.SIGKILL)
    assert mine.stop()
    assert mine.pid() is None


def test_two_first_starts_at_once_make_one_server(place, embedded):
    """Two processes that both find nothing make one cluster and share one server."""
    processes = [_begin(place) for _ in range(2)]
    addresses = {_address(process) for process in processes}

    assert addresses == {embedded().dsn()}
    with psycopg.connect(addresses.pop()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    for process in processes:
        _end(process, signal.SIGTERM)


def test_the_server_outlives_a_killed_starter(place, embedded):
    """After kill -9 of its starter the server still runs, and the next start joins it with all data."""
    starter, dsn = _starter(place)
    _write(dsn, "before the kill")
    before = embedded().pid()
    _end(starter, signal.SIGKILL)

    server = embedded()
    assert server.pid() == before
    assert _words(server.start()) == ["before the kill"]
    assert server.pid() == before


def test_committed_data_survive_a_killed_server(place, embedded):
    """After kill -9 of the server itself the next start recovers what was committed."""
    server = embedded()
    _write(server.start(), "committed")
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    assert _words(server.start()) == ["committed"]


def test_a_kill_while_the_cluster_is_made_does_no_harm(place, embedded):
    """Kill -9 of the starter in the middle of the first start leaves nothing that hinders the second."""
    starter = _begin(place)
    draft = place.with_name("pg.new")
    while not draft.exists() and starter.poll() is None:
        pass
    _end(starter, signal.SIGKILL)

    with embedded() as server:
        _write(server.dsn(), "made whole")
        assert _words(server.dsn()) == ["made whole"]


def test_a_long_or_odd_path_works(place, embedded):
    """A path too long for a socket, with blanks, commas and a dollar in it, is a place like any other."""
    deep = place.with_name("a name, with $HOME 'and' \"é\" " + "x" * 120) / "pg"
    server = embedded(deep)
    _write(server.start(), "deep")

    assert server.stop()
    assert _words(server.start()) == ["deep"]


def test_a_process_number_given_to_somebody_else_is_not_believed(place, embedded):
    """A stale postmaster.pid whose number now belongs to another process does not hinder the start."""
    server = embedded()
    _write(server.start(), "kept")
    note = (place / "postmaster.pid").read_text()
    pid = server.pid()
    assert pid is not None
    owner = place.stat().st_uid
    os.kill(pid, signal.SIGKILL)
    stranger = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        (place / "postmaster.pid").write_text(note.replace(str(pid), str(stranger.pid), 1))
        os.chown(place / "postmaster.pid", owner, -1)

        assert server.pid() is None
        assert _words(server.start()) == ["kept"]
    finally:
        stranger.kill()
        stranger.wait()


def test_a_folder_with_other_things_in_it_is_refused(place, embedded):
    """A directory that is not empty and no cluster is left as it is, with a message that names it."""
    place.mkdir()
    (place / "letter.txt").write_text("mine")

    with pytest.raises(EmbeddedFailed, match=r"pg is neither empty nor a PostgreSQL data directory"):
        embedded().start()
    assert [path.name for path in place.iterdir()] == ["letter.txt"]


def test_a_cluster_of_another_version_is_refused(place, embedded):
    """A directory made by another PostgreSQL is refused by name of both versions."""
    place.mkdir()
    (place / "PG_VERSION").write_text("15\n")

    with pytest.raises(EmbeddedFailed, match=r"made by PostgreSQL 15; this program brings 18"):
        embedded().start()


def test_a_server_that_cannot_start_says_what_its_log_says(place, embedded):
    """A setting PostgreSQL does not know ends the start with the log's own words."""
    with pytest.raises(EmbeddedFailed, match="unrecognized configuration parameter"):
        embedded(no_such_setting="1").start()


def test_settings_reach_the_server(place, embedded):
    """A setting with blanks and quotes in it arrives as it was written."""
    with (
        embedded(cluster_name="it's a name") as server,
        psycopg.connect(server.dsn()) as connection,
    ):
        assert connection.execute("show cluster_name").fetchone() == ("it's a name",)
