"""Where the portal is: what was said, else what a running portal noted; and how other commands find the same data."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from signoff.cli import options
from signoff.config import Settings, canonical_address, noted
from signoff.config import settings as read_settings

NOBODYS_PROCESS = "4194999"  # above the largest number a process has


@contextmanager
def another_portal(folder: Path, process: str, address: str, at: int) -> Iterator[None]:
    """The note of a portal in another process, which lives until the block ends."""
    folder.mkdir(exist_ok=True)
    with (folder / process).open("w", encoding="ascii") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.write(address)
        opened.flush()
        os.utime(folder / process, ns=(at, at))
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a process that only writes links."""
    return Settings(tmp_path)


def portal_at(settings: Settings, port: int) -> Settings:
    """Settings of a portal at this port."""
    return replace(settings, port=port, has_portal=True)


def test_a_link_leads_to_the_portal_that_runs_now(settings: Settings):
    """It is looked up each time: a portal that starts later is found, one that stops is the last known one."""
    before = settings.address
    with noted(portal_at(settings, 8101)):
        first = settings.address
    with noted(portal_at(settings, 8102)):
        second = settings.address

    assert (before, first, second, settings.address) == (
        "http://127.0.0.1:8000",
        "http://127.0.0.1:8101",
        "http://127.0.0.1:8102",
        "http://127.0.0.1:8102",
    )


def test_a_portal_that_was_killed_is_not_linked_to_while_another_lives(settings: Settings):
    """What nobody's process holds any more does not count, however new it is."""
    folder = settings.data_directory / "portals"
    with another_portal(folder, "71", "http://127.0.0.1:8101", at=1), noted(portal_at(settings, 8102)):
        second = settings.address
    with another_portal(folder, "71", "http://127.0.0.1:8101", at=1):
        (folder / NOBODYS_PROCESS).write_text("http://127.0.0.1:8103", encoding="ascii")
        after = settings.address

    assert (second, after) == ("http://127.0.0.1:8102", "http://127.0.0.1:8101")


def test_a_portal_links_to_itself(settings: Settings):
    """Whatever else runs."""
    with noted(portal_at(settings, 8102)):
        assert portal_at(settings, 8101).address == "http://127.0.0.1:8101"


def test_a_public_address_stands_in_links_of_every_process(settings: Settings):
    """Said to the portal alone, the worker finds it too."""
    public = replace(portal_at(settings, 8101), public_address="https://end.example.com")
    with noted(public):
        assert settings.address == public.address == "https://end.example.com"
    assert public.own_address == "http://127.0.0.1:8101"


@pytest.mark.parametrize("note", [b"", b"javascript:alert(1)", b"\xff", b"http://a/b", b"8000"])
def test_a_spoiled_note_is_no_address(settings: Settings, note: bytes):
    """Nothing else than an address of a portal gets into a message."""
    folder = settings.data_directory / "portals"
    folder.mkdir()
    (folder / "last").write_bytes(note)

    assert settings.address == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://End.Example.com/", "https://end.example.com"),
        ("https://end.example.com:443", "https://end.example.com"),
        ("http://end.example.com:8080", "http://end.example.com:8080"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_written_in_one_way(said: str, address: str):
    """As browsers write it in an origin."""
    assert canonical_address(said) == address
    assert read_settings({"SIGNOFF_ADDRESS": said}).address == address


NO_ADDRESSES = [
    "end.example.com",
    "ftp://end.example.com",
    "https://end.example.com/path",
    "https://me@end.example.com",
    "https://end.example.com?a",
    "https://end.example.com:0",
    "https://end.example.com:70000",
    "https://end .example.com",
    "https://",
    "https://\u4f8b.com",
    "https://" + "a" * 200,
    "https://end.example.com\n",
]


@pytest.mark.parametrize("said", [*NO_ADDRESSES, ""])
@pytest.mark.parametrize("name", ["up", "serve", "work"])
def test_what_cannot_be_an_address_is_refused_at_its_option(command, name: str, said: str):
    """Before anything is started."""
    done = command(name, "--address", said, "--json")

    assert done.code == 2
    assert done.json["error"]["option"] == "--address"
    assert "portal's address" in done.json["error"]["message"]


@pytest.mark.parametrize("name", ["up", "serve", "work", "end", "demo"])
def test_a_wrong_address_in_the_environment_is_named(command, monkeypatch: pytest.MonkeyPatch, name: str):
    """By the variable it stands in."""
    monkeypatch.setenv("SIGNOFF_ADDRESS", "end.example.com")
    more = ("--carrier", "ctm", "--out", "demo") if name == "demo" else ()

    done = command(name, *more, "--json")

    assert done.code == 2
    assert done.json["error"]["option"] == "SIGNOFF_ADDRESS"


def test_a_hint_leads_to_the_same_database(settings: Settings):
    """Another command without it would write into another, embedded database."""
    url = "postgresql://me@db.example.com/signoff?application_name=a b"

    assert options.same_place(settings) == (f" --data-dir {settings.data_directory}", False)
    assert options.same_place(replace(settings, database_url=url)) == (
        f" --data-dir {settings.data_directory} --database-url '{url}'",
        False,
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@db.example.com/signoff",
        "postgresql://me:@db.example.com/signoff",
        "postgresql://db.example.com/signoff?user=me&password=s3cret",
        "postgresql://db.example.com/signoff?sslpassword=s3cret",
        "postgresql://me:s3cret@[db/signoff",
    ],
)
def test_a_hint_never_shows_a_password(settings: Settings, url: str):
    """It is left out, and that it is left out is told."""
    assert options.same_place(replace(settings, database_url=url)) == (
        f" --data-dir {settings.data_directory}",
        True,
    )
