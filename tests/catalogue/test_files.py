"""Files of packs that cannot be what they should be: told in one sentence, at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from signoff.catalogue.packs import load
from signoff.catalogue.scaffold import new_pack
from signoff.catalogue.toml_table import FILE_BYTES_MAX, PackError, read_file, read_texts
from signoff.catalogue.writing import placeholders, unseen_in
from tests.catalogue.dates import TODAY


def a_pipe(file: Path) -> None:
    file.unlink(missing_ok=True)
    os.mkfifo(file)


def a_huge_file(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(200 * 1024 * 1024)


def arrays_in_arrays(file: Path) -> None:
    file.write_text("a = " + "[" * 50_000 + "]" * 50_000, encoding="utf-8")


def tables_in_tables(file: Path) -> None:
    file.write_text(".".join(["a"] * 3_000) + ' = "deep"', encoding="utf-8")


SPOILED = [
    (a_pipe, "is not a regular file"),
    (a_huge_file, "is larger than 1024 KiB"),
    (arrays_in_arrays, "nested too deep"),
    (tables_in_tables, "nested too deep"),
]


@pytest.mark.parametrize(("spoil", "problem"), SPOILED)
def test_a_file_that_cannot_be_read_is_named(spoil: Callable[[Path], None], problem: str, tmp_path: Path):
    """Nothing waits, nothing fills the memory, and no traceback comes."""
    folder = new_pack("seventh_mo", tmp_path, today=TODAY)
    spoil(folder / "text" / "km.toml")

    with pytest.raises(PackError, match=problem) as caught:
        load(tmp_path)

    assert caught.value.file == folder / "text" / "km.toml"


def test_a_pipe_that_no_text_needs_is_not_waited_for(tmp_path: Path):
    """Every file of a pack goes into its digest."""
    folder = new_pack("seventh_mo", tmp_path, today=TODAY)
    a_pipe(folder / "notes.toml")

    with pytest.raises(PackError, match="is not a regular file"):
        load(tmp_path)


def test_a_file_may_be_as_large_as_the_limit(tmp_path: Path):
    """The limit itself is allowed; one byte more is not."""
    file = tmp_path / "large.toml"
    file.write_bytes(b"#".ljust(FILE_BYTES_MAX))
    read_file(file).finish()

    file.write_bytes(b"#".ljust(FILE_BYTES_MAX + 1))
    with pytest.raises(PackError, match="is larger"):
        read_file(file)


def test_a_key_in_a_message_steers_no_terminal(tmp_path: Path):
    """What a file says is quoted without what a terminal would obey."""
    file = tmp_path / "loud.toml"
    file.write_text(r'"\u001b]0;mine\u0007" = 1', encoding="utf-8")

    with pytest.raises(PackError) as caught:
        read_texts(file)

    assert caught.value.key == "\N{REPLACEMENT CHARACTER}]0;mine\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "text", ["{a!r}", "{a:>9}", "{a:{b}}", "{a.b}", "{a[0]}", "{}", "{0}", "{", "}", "{a", "{a b}"]
)
def test_only_a_plain_name_is_a_placeholder(text: str):
    """A form could take gigabytes, an attribute could show what nobody meant to."""
    with pytest.raises(ValueError, match=r"brace|placeholder"):
        placeholders(text)


@pytest.mark.parametrize(
    "sign", ["\x07", "\x1b", "\x7f", "\t", "\u202e", "\u2066", "\u2028", "\ufeff", "\u00ad"]
)
def test_a_sign_that_works_unseen_is_named(sign: str):
    """By its number, since it cannot be shown."""
    assert unseen_in(f"a{sign}b") == f"U+{ord(sign):04X}"


def test_khmer_may_be_written_as_it_is():
    """Zero-width spaces say where words may break, joiners which letters join."""
    assert unseen_in("ភាសា\u200bខ្មែរ\u200c\u200d\nok") is None
