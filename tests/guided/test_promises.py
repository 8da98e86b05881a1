"""What the pages say of erasing a guided case, in every language."""

from __future__ import annotations

import pytest

from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts


@pytest.mark.parametrize(
    ("language", "traces", "promises"),
    [
        ("en", "its own log until they are overwritten", ("for good", "anybody", "everything")),
        ("zh-Hans", "它自己的日志中，直到被覆盖", ("永久", "任何人", "全部")),
        ("zh-Hant", "它自己的日誌中，直到被覆寫", ("永久", "任何人", "全部")),
        ("pt", "no registo dela até serem escritos por cima", ("de vez", "para sempre", "ninguém", "tudo")),
        ("km", "កំណត់ហេតុផ្ទាល់របស់វា រហូតដល់ត្រូវសរសេរជាន់លើ", ("ជាស្ថាពរ", "ជារៀងរហូត", "អ្វីៗទាំងអស់")),
    ],
)
def test_no_more_is_promised_of_erasing_than_holds(
    language: str, traces: str, promises: tuple[str, ...]
) -> None:
    """PostgreSQL overwrites its files and its write-ahead log in time, not when a row is deleted."""
    texts = Texts(load())
    keys = [f"guided.erase.{key}" for key in ("title", "meaning", "button", "link")]
    keys += ["guided.erased.text", "portal.error.erased.text"]
    said = {key: texts.say(key, language).replace("\u200b", "") for key in keys}

    for key in ("guided.erase.meaning", "guided.erased.text"):
        assert traces in said[key]
    for text in said.values():
        assert not [promise for promise in promises if promise in text.lower()]
