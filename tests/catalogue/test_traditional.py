"""Traditional Chinese as people write it: no sign that a converter took for another of the same simplified form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from signoff.catalogue.packs import BUILT_IN

MISTAKEN = re.compile(
    "髮(?![型廊])|后|里(?!程)|裏|乾(?![淨燥])|幹(?![事部])|(?<![一兩每幾平])台|鍾|一只|衹|祇|隻(?!有)|"
    "[復複覆]制|制[造作成品]|製[定度約止]|麵|鬆|鬥|託(?!付)|髒|錶|纔|穀|鬚|醜|電子電|資料資料"
)


def wordings() -> Iterator[tuple[str, str]]:
    """Every wording in Traditional Chinese with where it stands."""
    for file in sorted(BUILT_IN.glob("**/zh-Hant/*.toml")):
        yield from ((file.name, line) for line in file.read_text().splitlines() if "=" in line)
    for name in ("letters.toml", "scripts.toml"):
        yield from ((name, text) for text in _of(tomllib.loads((BUILT_IN / "common" / name).read_text())))


def _of(table: dict[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _of(value)
        elif key == "zh-Hant" and isinstance(value, str):
            yield value


def test_no_sign_is_taken_for_another():
    """An issuer of cards is no hairdresser's, and one spelling is kept where there are two."""
    wrong = [f"{name}: {text}" for name, text in wordings() if MISTAKEN.search(text)]

    assert not wrong, "\n".join(wrong)
    assert len({name for name, _ in wordings()}) > 10


@pytest.mark.parametrize(
    "text", ["髮卡機構", "之后", "這里", "乾擾", "台灣", "鍾點", "復制", "製定", "電子電郵"]
)
def test_a_mistake_is_seen(text: str):
    """The rule itself can fail."""
    assert MISTAKEN.search(text)
