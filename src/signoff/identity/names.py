"""How Chinese names are written in Latin letters: in Mandarin, in Hong Kong and in Macau, sign by sign.

Offices have no one table for people's names; what is allowed here is what their registers show, no more.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from signoff.domain.name_matching import Spellings

# Of the readings of a sign, the rare ones come last: a name with one of them goes to a person.
_READINGS_MAX = 3

# Jyutping's initials and finals, as they are written in people's names. Hong Kong follows no published standard; this
# is the practice of its Registration of Persons. Macau follows the Portuguese syllabary of 1985 for Cantonese names.
_HONG_KONG_INITIALS: Mapping[str, str] = {
    "b": "P B",
    "p": "P",
    "m": "M",
    "f": "F",
    "d": "T D",
    "t": "T",
    "n": "N",
    "l": "L",
    "g": "K G",
    "k": "K",
    "ng": "NG -",
    "h": "H",
    "gw": "KW GW K",
    "kw": "KW K",
    "w": "W",
    "z": "CH TS J",
    "c": "CH TS",
    "s": "S SH",
    "j": "Y",
    "": "- NG",
}
_MACAU_INITIALS: Mapping[str, str] = {
    **_HONG_KONG_INITIALS,
    "gw": "KU KW K",
    "kw": "KU KW K",
    "w": "W V",
    "z": "CH",
    "c": "CH",
    "s": "S",
    "j": "I Y",
}
_HONG_KONG_FINALS: Mapping[str, str] = {
    "aa": "A AH",
    "aai": "AI AAI",
    "aau": "AU AAU",
    "aam": "AM AAM",
    "aan": "AN AAN",
    "aang": "ANG AANG",
    "aap": "AP AAP",
    "aat": "AT AAT",
    "aak": "AK AAK",
    "ai": "AI",
    "au": "AU",
    "am": "AM UM",
    "an": "AN",
    "ang": "ANG",
    "ap": "AP UP",
    "at": "AT",
    "ak": "AK",
    "e": "E EH",
    "ei": "EI I EE",
    "eng": "ENG",
    "ek": "EK",
    "eoi": "UI OI",
    "eon": "UN",
    "eot": "UT",
    "oeng": "EUNG EONG",
    "oek": "EUK",
    "oe": "EU",
    "i": "I EE",
    "iu": "IU",
    "im": "IM",
    "in": "IN",
    "ing": "ING",
    "ip": "IP",
    "it": "IT",
    "ik": "IK",
    "o": "O OR AW",
    "oi": "OI OY",
    "on": "ON",
    "ong": "ONG",
    "ot": "OT",
    "ok": "OK",
    "ou": "O OO",
    "u": "U OO",
    "ui": "UI",
    "un": "UN OON",
    "ung": "UNG",
    "ut": "UT",
    "uk": "UK",
    "yu": "U UE",
    "yun": "UEN UN",
    "yut": "UET UT",
}
_MACAU_FINALS: Mapping[str, str] = {
    **_HONG_KONG_FINALS,
    "aau": "AO AU",
    "au": "AO AU",
    "am": "AM",
    "ap": "AP",
    "ei": "EI I",
    "eng": "ENG EANG",
    "ek": "EK EAK",
    "eoi": "OI UI",
    "eon": "ON",
    "eot": "OT",
    "oeng": "EONG",
    "oek": "EOK",
    "oe": "E",
    "i": "I",
    "iu": "IO IU",
    "ing": "ENG",
    "ik": "EK",
    "o": "O",
    "oi": "OI",
    "ou": "OU",
    "u": "U",
    "un": "UN",
    "ung": "ONG",
    "uk": "OK",
    "yu": "U",
    "yun": "UN",
    "yut": "UT",
}

# Syllables that are written as no rule says.
_HONG_KONG_WHOLE: Mapping[str, str] = {
    "ng": "NG",
    "m": "NG M",
    "zi": "TSZ TZE CHI TSE",
    "ci": "TSZ TZE CHI",
    "si": "SZE SZ SI SHI SEE",
    "ji": "YI YEE I",
    "wu": "WU WOO",
    "jyu": "YU YUE",
    "jyun": "YUEN UN",
    "jip": "YIP IP",
}
_MACAU_WHOLE: Mapping[str, str] = {
    "ng": "NG",
    "m": "NG M",
    "ji": "I YI",
    "jik": "IEK",
    "jing": "IENG",
    "jyu": "U IU",
    "jyun": "UN IUN",
    "jyut": "UT IUT",
    "jim": "IM",
    "jin": "IN",
    "jip": "IP",
    "jiu": "IO IU",
    "wu": "WU VU",
}

_System = tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]
_CANTONESE: Sequence[_System] = (
    (_HONG_KONG_INITIALS, _HONG_KONG_FINALS, _HONG_KONG_WHOLE),
    (_MACAU_INITIALS, _MACAU_FINALS, _MACAU_WHOLE),
)
_LONGEST_INITIAL = 2


def spelled(name: str) -> Spellings:
    """For Mandarin, Hong Kong and Macau, what each sign of a name may be written as; a sign nobody can say has none."""
    yield tuple(_mandarin(sign) for sign in name)
    for at in range(len(_CANTONESE)):
        yield tuple(_cantonese(sign)[at] for sign in name)


@lru_cache(maxsize=4096)
def _mandarin(sign: str) -> frozenset[str]:
    # The dictionary of phrases takes fifty megabytes and says nothing of names.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, pinyin  # noqa: PLC0415 - only where names are compared; see above

    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=True)
    readings = found[0][:_READINGS_MAX] if found else []
    return frozenset(way for reading in readings for way in _without_umlaut(reading.upper()))


def _without_umlaut(syllable: str) -> Iterator[str]:
    """A syllable with ü has been written LYU (since 2012, GB/T 28039-2011), LV and LU."""
    plain = unicodedata.normalize("NFC", syllable)
    if "Ü" not in plain:
        yield plain
        return
    yield from (plain.replace("Ü", instead) for instead in ("YU", "V", "U"))


@lru_cache(maxsize=4096)
def _cantonese(sign: str) -> tuple[frozenset[str], ...]:
    import ToJyutping  # noqa: PLC0415 - takes a second, so only where names are compared

    ((_, readings),) = ToJyutping.get_jyutping_candidates(sign) or ((sign, ()),)
    # Tones are not written.
    syllables = [*dict.fromkeys(reading.rstrip("123456") for reading in readings or ())][:_READINGS_MAX]
    return tuple(
        frozenset(way for syllable in syllables for way in _written(syllable, system))
        for system in _CANTONESE
    )


def _written(syllable: str, system: _System) -> Iterator[str]:
    initials, finals, whole = system
    if syllable in whole:
        yield from whole[syllable].split()
        return
    initial = next(
        (syllable[:size] for size in range(_LONGEST_INITIAL, 0, -1) if syllable[:size] in initials), ""
    )
    for ending in finals.get(syllable[len(initial) :], "").split():
        yield from (beginning.strip("-") + ending for beginning in initials[initial].split())
