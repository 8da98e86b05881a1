"""Names: what is the same, and above all what is only nearly the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.identity_document import DocumentReading, RegisteredHolder
from signoff.domain.name_matching import (
    Likeness,
    likeness,
    only_scripts_differ,
    same_latin,
    same_native,
    spells,
    unspelled,
    words_of,
)


@pytest.mark.parametrize(
    ("surname", "given", "registered"),
    [
        ("ERIKSSON", "ANNA MARIA", "Anna Maria Eriksson"),
        ("ERIKSSON", "ANNA MARIA", "Eriksson, Anna-Maria"),
        ("CHEN", "XIAOMING", "Chen Xiao Ming"),
        ("CHEN", "XIAOMING", "Xiao-ming CHEN"),
        ("MUELLER", "JURGEN", "Jurgen Mueller"),
        ("MUELLER", "JUERGEN", "Jürgen Müller"),
        ("MULLER", "JURGEN", "Jürgen Müller"),
        ("MUXXLLER", "JUXXRGEN", "Jürgen Müller"),
        ("LYU", "FANG", "Lü Fang"),
        ("DA SILVA", "JOSE ANTONIO", "José António da Silva"),
        ("OBRIEN", "QUINN", "Quinn O'Brien"),
        ("SORENSEN", "KARE", "Kåre Sørensen"),
        ("SOK", "DARA", "DARA SOK"),
        ("MADONNA", "", "Madonna"),
    ],
)
def test_the_same_name_is_known_however_it_is_written(surname: str, given: str, registered: str) -> None:
    """Order, diacritics, hyphens, apostrophes and spaces between syllables."""
    assert same_latin(surname, given, registered)


NEARLY = [
    ("ERIKSSON", "ANNA MARIA", "Anna Eriksson"),
    ("ERIKSSON", "ANNA MARIA", "Maria Anna Eriksson"),
    ("ERIKSSON", "ANNA MARIA", "Anna Maria Erikson"),
    ("ERIKSSON", "ANNA", "Anna Maria Eriksson"),
    ("CHEN", "XIAOMING", "Chen Xiaoming Wei"),
    ("CHEN", "XIAOMING", "Chen Mingxiao"),
    ("CHEN", "XIAOMING", "Cheng Xiaoming"),
    ("CHEN", "XIAOMING", "Chen Xiaomin"),
    ("LI", "XIANG", "Lix Iang"),
    ("LI", "NAN", "Lin An"),
    ("MUELLER", "JUERGEN", "Jorgen Müller"),
    ("SOK", "DARA", "SOK DARY"),
    ("SOK", "DARA", ""),
    ("", "DARA", "DARA"),
    ("SILVA", "JOSE ANTONIO", "José António da Silva"),
]


@pytest.mark.parametrize(("surname", "given", "registered"), NEARLY)
def test_a_name_that_is_nearly_the_same_is_another(surname: str, given: str, registered: str) -> None:
    """A syllable more, less, elsewhere or unlike; a boundary between surname and given names that moved."""
    assert not same_latin(surname, given, registered)


def test_a_cut_name_is_the_same_only_as_far_as_it_goes() -> None:
    """What the zone had room for must be how the given names begin."""
    assert same_latin("WICKRAMASINGHE", "CHANDRASEKARAPU", "Wickramasinghe Chandrasekarapuram", is_cut=True)
    assert not same_latin("WICKRAMASINGHE", "CHANDRASEKARAPU", "Wickramasinghe Chandrasekarapuram")
    assert not same_latin("WICKRAMASINGHE", "CHANDRASEKARAPU", "Wickramasinghe Chandrasekhara", is_cut=True)
    assert not same_latin("WICKRAMASINGHE", "", "Wickramasinghe Chandra", is_cut=True)


@given(
    words=st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=8), min_size=2, max_size=4),
    at=st.integers(0, 30),
    sign=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
def test_one_changed_letter_makes_another_name(words: list[str], at: int, sign: str) -> None:
    """Wherever it stands, and in whatever order the name is kept."""
    surname, given = words[0], " ".join(words[1:])
    name = f"{given} {surname}"
    assert same_latin(surname, given, name)
    place = at % len(name)
    if name[place] not in (" ", sign):
        assert not same_latin(surname, given, name[:place] + sign + name[place + 1 :]) or len(
            set(words)
        ) < len(words)


def test_native_names_are_the_same_if_every_sign_is() -> None:
    """Spaces and points between parts do not matter; a sign that looks alike does."""
    assert same_native("陳 大文", "陳大文")
    assert same_native("買買提·艾力", "買買提‧艾力")
    assert not same_native("未明", "末明")
    assert not same_native("陈大文", "陳大文")
    assert not same_native("", "")
    assert same_native("សុខ ដារ៉ា", "សុខដារ៉ា")


def test_names_in_two_scripts_cannot_be_compared_sign_by_sign() -> None:
    """Only where every sign that differs is simplified in one and traditional in the other."""
    assert only_scripts_differ("陈国华", "陳國華")
    assert only_scripts_differ("陳国华", "陈國華")
    assert not only_scripts_differ("陈大文", "陳大明")
    assert not only_scripts_differ("陈大文", "陳大")
    assert not only_scripts_differ("陳大文", "陳大文")
    assert not only_scripts_differ("王大文", "玉大文")


def test_words_are_plain_capitals() -> None:
    """Nothing is left but A to Z."""
    assert words_of("José  António d'Ávila-Łoś") == ("JOSE", "ANTONIO", "DAVILA", "LOS")
    assert words_of("陳大文") == ()


def _spelled(name: str) -> list[list[frozenset[str]]]:
    table = {"陳": {"CHAN"}, "大": {"TAI"}, "文": {"MAN"}, "明": {"MING", "MENG"}}
    mandarin = {"陳": {"CHEN"}, "大": {"DA"}, "文": {"WEN"}, "明": {"MING"}}
    return [[frozenset(way.get(sign, ())) for sign in name] for way in (table, mandarin)]


@pytest.mark.parametrize(
    ("read", "holder", "found"),
    [
        (("CHAN", "TAI MAN", ""), ("Chan Tai Man", ""), Likeness.SAME),
        (("CHAN", "TAI MAN", ""), ("", "陳大文"), Likeness.SAME),
        (("CHAN", "TAI MAN", ""), ("", "陳大明"), Likeness.DIFFERENT),
        (("", "", "陳大文"), ("Tai Man Chan", ""), Likeness.SAME),
        (("", "", "陳大文"), ("Tai Ming Chan", ""), Likeness.DIFFERENT),
        (("CHEN", "DAWEN", "陳大文"), ("CHAN TAI MAN", "陳大文"), Likeness.SAME),
        (("CHEN", "DAWEN", "陳大文"), ("", "陳大文"), Likeness.SAME),
        (("LO", "KA", "陳大文"), ("CHAN TAI MAN", "陳大文"), Likeness.DIFFERENT),
        (("LO", "KA", "陳大文"), ("", "陳大文"), Likeness.DIFFERENT),
        (("CHEN", "TAI MAN", "陳大文"), ("CHAN TAI MAN", "陳大文"), Likeness.DIFFERENT),
        (("CHAN", "", "陳大文"), ("", "陳大文"), Likeness.DIFFERENT),
        (("CHAN", "", "陳大文"), ("CHAN TAI MAN", "陳大文"), Likeness.DIFFERENT),
        (("，", "", "陳大文"), ("", "陳大文"), Likeness.SAME),
        (("，", "", "陳大文"), ("CHAN TAI MAN", "陳大文"), Likeness.SAME),
        (("SOK", "DARA", "សុខ ដារ៉ា"), ("", "សុខ ដារ៉ា"), Likeness.SAME),
        (("CHEN", "DAWEN", "陳大文"), ("CHAN TAI MING", "陳大文"), Likeness.DIFFERENT),
        (("CHAN", "TAI MAN", "陳大明"), ("CHAN TAI MAN", "陳大文"), Likeness.DIFFERENT),
        (("CHAN", "TAI MAN", "陈大文"), ("CHAN TAI MAN", "陳大文"), Likeness.SAME),
        (("CHAN", "TAI MAN", "陈大文"), ("", "陳大文"), Likeness.SAME),
        (("CHAN", "TAI MING", "陈大明"), ("", "陳大文"), Likeness.DIFFERENT),
        (("", "", "陈大文"), ("", "陳大文"), Likeness.NOT_COMPARABLE),
        (("", "", "张大文"), ("CHAN TAI MAN", "陳大文"), Likeness.DIFFERENT),
        (("SOK", "DARA", ""), ("", "សុខ ដារ៉ា"), Likeness.NOT_COMPARABLE),
        (("SOK", "DARA", ""), ("", ""), Likeness.NOT_COMPARABLE),
        (("", "", ""), ("Sok Dara", ""), Likeness.NOT_COMPARABLE),
        (("SOK", "DARA", ""), ("Sok Dara", "សុខ ដារ៉ា"), Likeness.SAME),
    ],
)
def test_every_pair_that_can_be_compared_has_to_agree(
    read: tuple[str, str, str], holder: tuple[str, str], found: Likeness
) -> None:
    """Native with native, Latin with Latin, else across; two spellings of one Chinese name are no contradiction."""
    surname, given, native = read
    reading = DocumentReading(surname=surname, given_names=given, native_name=native)
    assert likeness(reading, RegisteredHolder(*holder), _spelled) is found


def test_without_spellings_nothing_is_the_same_across_scripts() -> None:
    """Then a person compares."""
    assert not spells("陳大文", "CHAN", "TAI MAN", unspelled)
