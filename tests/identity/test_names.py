"""How Chinese names are written in Latin letters: those of people known by them, and near misses."""

from __future__ import annotations

import pytest

from signoff.domain.name_matching import spells
from signoff.identity.names import spelled

WRITTEN = [
    ("陈大文", "CHEN", "DAWEN"),
    ("吕芳", "LYU", "FANG"),
    ("吕芳", "LV", "FANG"),
    ("欧阳娜娜", "OUYANG", "NANA"),
    ("单田芳", "SHAN", "TIANFANG"),
    ("那英", "NA", "YING"),
    ("陳大文", "CHAN", "TAI MAN"),
    ("李小龍", "LEE", "SIU LUNG"),
    ("張學友", "CHEUNG", "HOK YAU"),
    ("曾蔭權", "TSANG", "YAM KUEN"),
    ("許志安", "HUI", "CHI ON"),
    ("吳宇森", "NG", "YU SUM"),
    ("何厚鏵", "HO", "HAU WAH"),
    ("崔世安", "CHUI", "SAI ON"),
    ("賀一誠", "HO", "IAT SENG"),
    ("岑浩輝", "SAM", "HOU FAI"),
    ("黃志明", "VONG", "CHI MENG"),
    ("楊建國", "IEONG", "KIN KUOK"),
    ("趙麗", "CHIO", "LAI"),
    ("馮小剛", "FONG", "SIO KONG"),
    ("林鄭月娥", "LAM CHENG", "YUET NGOR"),
    ("司徒華", "SZETO", "WAH"),
]


@pytest.mark.parametrize(("native", "surname", "given"), WRITTEN)
def test_names_are_known_by_how_people_write_them(native: str, surname: str, given: str) -> None:
    """Mandarin, Hong Kong and Macau; surnames of two signs."""
    assert spells(native, surname, given, spelled)


NEAR = [
    ("陳大文", "CHENG", "TAI MAN"),
    ("陳大文", "CHAN", "TAI MING"),
    ("陳大文", "CHAN", "MAN TAI"),
    ("陳大文", "TAI", "MAN CHAN"),
    ("陳大文", "CHAN", "TAI"),
    ("陳大文", "CHAN", "TAI MAN WAI"),
    ("陈大文", "CHEN", "DAWEI"),
    ("陈大文", "CHENG", "DAWEN"),
    ("李小明", "LI", "MINGXIAO"),
    ("李小明", "LI", "XIAOMIN"),
    ("黃志明", "WONG", "CHI MAN"),
    ("陳大文", "CHEN", "TAI MAN"),
    ("陳大文", "CHAN", "DAWEN"),
    ("張偉", "ZHANG", "WEN"),
    ("張偉", "ZHAN", "GWEI"),
    ("王芳", "WANG", "HUANG"),
    ("那英", "NE", "YING"),  # a reading so rare that a person looks
]


@pytest.mark.parametrize(("native", "surname", "given"), NEAR)
def test_a_name_that_sounds_nearly_the_same_is_another(native: str, surname: str, given: str) -> None:
    """A syllable exchanged, moved, missing or too many; two ways of writing mixed in one name."""
    assert not spells(native, surname, given, spelled)


def test_a_sign_that_nobody_can_say_spells_nothing() -> None:
    """Then no Latin letters are its name."""
    assert not spells("\U0003134a\U0003134a", "CHAN", "TAI", spelled)
    assert not spells("陳", "", "", spelled)
