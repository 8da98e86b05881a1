"""Draws documents of identity that say SPECIMEN: plain likenesses of six kinds, not to be taken for one."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from signoff.domain.identity_document import DocumentKind
from signoff.domain.machine_zone import check_digit
from tests.identity import people
from tests.identity.people import Person

CARD = (1200, 757)  # 85.6 by 54 mm
PAGE = (1200, 845)  # 125 by 88 mm
_FACES = {"hans": 2, "hant": 3, "hong_kong": 4, "mono": 7}


@dataclass(frozen=True)
class Drawn:
    """The pictures of one document, and what is true of it."""

    kind: DocumentKind
    pictures: tuple[Image.Image, ...]
    person: Person


@cache
def font(size: int, face: str = "hans") -> ImageFont.FreeTypeFont:
    """The characters of a document: those that the program ships for its own."""
    return ImageFont.truetype(
        str(_shipped("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")), size, index=_FACES[face]
    )


def _shipped(package: str, name: str) -> Path:
    specification = find_spec(package)
    assert specification is not None
    assert specification.origin is not None
    return Path(specification.origin).parent / name


def blank(chance: random.Random, size: tuple[int, int], tint: tuple[int, int, int]) -> Image.Image:
    """Paper with fine lines, a portrait that is none, and the word that makes it worthless."""
    picture = Image.new("RGB", size, tint)
    draw = ImageDraw.Draw(picture)
    for at in range(0, size[0] + size[1], 14):
        shade = tuple(max(0, value - chance.randint(3, 14)) for value in tint)
        draw.line((at, 0, at - size[1], size[1]), fill=shade)
    left = size[0] - 330
    draw.rectangle((left, 160, left + 270, 510), fill=(200, 205, 210))
    # No face, but as unlike the next one as faces are: soft spots of light and dark.
    spots = Image.frombytes("L", (9, 12), chance.randbytes(9 * 12)).resize(
        (230, 300), Image.Resampling.BICUBIC
    )
    picture.paste(spots.convert("RGB"), (left + 20, 185))
    draw.text((left + 20, 440), "SPECIMEN", font=font(48), fill=(190, 40, 40))
    return picture


def write(
    picture: Image.Image, rows: Mapping[tuple[int, int], str], size: int = 34, face: str = "hans"
) -> None:
    """Words at their places."""
    draw = ImageDraw.Draw(picture)
    for place, text in rows.items():
        draw.text(place, text, font=font(size, face), fill=(25, 25, 35))


def zone(picture: Image.Image, lines: list[str], top: int) -> None:
    """Lines for machines: every sign as wide as the next."""
    draw = ImageDraw.Draw(picture)
    pitch = (picture.width - 100) / len(lines[0])
    size = int(pitch * 1.66)
    for at, line in enumerate(lines):
        for place, sign in enumerate(line):
            draw.text(
                (50 + place * pitch, top + at * size * 1.2), sign, font=font(size, "mono"), fill=(15, 15, 15)
            )


def filled(text: str, length: int) -> str:
    """A text in a field of this length."""
    return text.replace(" ", "<")[:length].ljust(length, "<")


def named(person: Person, length: int) -> str:
    """The name as a zone has it."""
    return filled(f"{person.surname}<<{person.given_names}", length)


def checked(text: str) -> str:
    """A text with its check digit."""
    return f"{text}{check_digit(text)}"


def td3(person: Person) -> list[str]:
    """The two lines of a passport."""
    number, birth, expiry = _checked_fields(person)
    rest = checked(filled("", 14))
    middle = f"{birth}{person.sex}{expiry}"
    whole = check_digit(number + birth + expiry + rest)
    return [f"P<{person.issuer}{named(person, 39)}", f"{number}{person.issuer}{middle}{rest}{whole}"]


def td1(person: Person, code: str) -> list[str]:
    """The three lines of a card."""
    number, birth, expiry = _checked_fields(person)
    first = filled(f"{code}{person.issuer}{number}", 30)
    whole = check_digit(first[5:] + birth + expiry + filled("", 11))
    return [first, f"{birth}{person.sex}{expiry}{person.issuer}{filled('', 11)}{whole}", named(person, 30)]


def permit_line(person: Person) -> list[str]:
    """The one line of the permit."""
    number, birth, expiry = _checked_fields(person)
    return [f"CS{number}<{expiry}<{birth}<{check_digit(number + expiry + birth)}"]


def _checked_fields(person: Person) -> tuple[str, str, str]:
    return (
        checked(filled(person.number, 9)),
        checked(f"{person.birth:%y%m%d}"),
        checked(f"{person.expiry:%y%m%d}"),
    )


def passport(chance: random.Random, person: Person) -> Drawn:
    """A page of a passport."""
    picture = blank(chance, PAGE, (226, 232, 238))
    write(
        picture,
        {
            (60, 40): f"PASSPORT   {person.issuer}",
            (60, 110): f"Passport No.  {person.number}",
            (60, 180): f"Surname  {person.surname}",
            (60, 250): f"Given names  {person.given_names}",
            (60, 320): f"姓名  {person.native_name}" if person.native_name else "",
            (60, 390): f"Date of birth  {person.birth:%d %b %Y}".upper(),
            (60, 460): f"Sex  {person.sex}",
            (60, 530): f"Date of expiry  {person.expiry:%d %b %Y}".upper(),
        },
    )
    zone(picture, td3(person), 690)
    return Drawn(DocumentKind.PASSPORT, (picture,), person)


def permit(chance: random.Random, person: Person) -> Drawn:
    """The card to travel to Hong Kong and Macau."""
    picture = blank(chance, CARD, (214, 230, 240))
    write(
        picture,
        {
            (60, 40): "往来港澳通行证",
            (60, 120): f"姓名  {person.native_name}",
            (60, 180): f"{person.surname}, {person.given_names}",
            (60, 260): f"出生日期  {person.birth:%Y.%m.%d}",
            (60, 330): f"性别  {'男' if person.sex == 'M' else '女'}/{person.sex}",
            (60, 400): f"有效期限  {person.issued:%Y.%m.%d}-{person.expiry:%Y.%m.%d}",
            (60, 470): "签发机关  样本",
            (60, 540): person.number,
        },
    )
    zone(picture, permit_line(person), 660)
    return Drawn(DocumentKind.TRAVEL_PERMIT, (picture,), person)


def mainland(chance: random.Random, person: Person) -> Drawn:
    """The mainland's identity card: the front tells who, the back until when."""
    front = blank(chance, CARD, (222, 236, 236))
    birth = person.birth
    write(
        front,
        {
            (60, 60): f"姓名  {person.native_name}",
            (60, 150): f"性别 {'男' if person.sex == 'M' else '女'}   民族 汉",
            (60, 240): f"出生  {birth.year} 年 {birth.month} 月 {birth.day} 日",
            (60, 330): "住址  某省某市样本路一号",
            (60, 640): "公民身份号码",
        },
        size=38,
    )
    write(front, {(380, 636): person.number}, size=46)
    back = blank(chance, CARD, (222, 236, 236))
    write(
        back,
        {
            (60, 60): "居民身份证",
            (60, 540): "签发机关  样本公安局",
            (60, 620): f"有效期限  {person.issued:%Y.%m.%d}-{person.expiry:%Y.%m.%d}",
        },
        size=38,
    )
    return Drawn(DocumentKind.MAINLAND_ID, (front, back), person)


def macau(chance: random.Random, person: Person) -> Drawn:
    """The card of a resident of Macau."""
    picture = blank(chance, CARD, (232, 226, 214))
    write(
        picture,
        {
            (60, 40): "澳門居民身份證",
            (60, 100): "BILHETE DE IDENTIDADE DE RESIDENTE",
            (60, 180): f"姓 Apelido  {person.native_name[0]} {person.surname}",
            (60, 250): f"名 Nome  {person.native_name[1:]} {person.given_names}",
            (60, 320): f"姓名  {person.native_name}",
            (60, 390): f"出生日期 Data de nascimento  {person.birth:%d-%m-%Y}",
            (60, 460): f"有效期至 Valido ate  {person.expiry:%d-%m-%Y}",
        },
        size=32,
        face="hant",
    )
    write(picture, {(60, 640): person.number}, size=50)
    return Drawn(DocumentKind.MACAU_ID, (picture,), person)


def hong_kong(chance: random.Random, person: Person) -> Drawn:
    """The card of a resident of Hong Kong."""
    picture = blank(chance, CARD, (228, 228, 240))
    write(
        picture,
        {
            (60, 40): "香港永久性居民身份證",
            (60, 100): "HONG KONG PERMANENT IDENTITY CARD",
            (60, 200): person.native_name,
            (60, 280): f"{person.surname}, {person.given_names.title()}",
            (60, 380): f"出生日期 Date of Birth  {person.birth:%d-%m-%Y}",
            (60, 460): person.sex,
        },
        face="hong_kong",
    )
    write(picture, {(560, 660): person.number}, size=50)
    return Drawn(DocumentKind.HONG_KONG_ID, (picture,), person)


def khmer(chance: random.Random, person: Person) -> Drawn:
    """The Khmer identity card; its Khmer words are not read, so a few stand for all."""
    picture = blank(chance, CARD, (236, 226, 226))
    draw = ImageDraw.Draw(picture)
    letters = ImageFont.truetype(
        str(_shipped("fontpkg_noto_sans_khmer", "files/NotoSansKhmer[wdth,wght].ttf")), 36
    )
    draw.text((60, 130), "អត្តសញ្ញាណប័ណ្ណ", font=letters, fill=(30, 30, 60))
    write(
        picture,
        {
            (60, 50): person.number,
            (60, 220): f"{person.surname} {person.given_names}",
            (60, 300): f"{person.birth:%d.%m.%Y}",
            (60, 380): f"{person.issued:%d.%m.%Y} - {person.expiry:%d.%m.%Y}",
        },
    )
    zone(picture, td1(person, "ID"), 525)
    return Drawn(DocumentKind.KHMER_ID, (picture,), person)


_Draws = Callable[[random.Random, Person], Drawn]
_IsOf = Callable[[random.Random, date], Person]
KINDS: Mapping[DocumentKind, tuple[_IsOf, _Draws]] = {
    DocumentKind.PASSPORT: (people.of_passport, passport),
    DocumentKind.TRAVEL_PERMIT: (people.of_permit, permit),
    DocumentKind.MAINLAND_ID: (people.of_mainland, mainland),
    DocumentKind.MACAU_ID: (people.of_macau, macau),
    DocumentKind.HONG_KONG_ID: (people.of_hong_kong, hong_kong),
    DocumentKind.KHMER_ID: (people.of_khmer, khmer),
}


def drawn(kind: DocumentKind, chance: random.Random, today: date) -> Drawn:
    """A document of this kind, of somebody by chance."""
    is_of, draws = KINDS[kind]
    return draws(chance, is_of(chance, today))
