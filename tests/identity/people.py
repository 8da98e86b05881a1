"""People who do not exist: names, and how they are written in Latin letters, births, numbers; all by chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from signoff.domain.document_numbers import hong_kong_check, mainland_check

# Sign, Mandarin, Hong Kong, Macau. Simplified and traditional are the same or stand beside each other.
SURNAMES = [
    ("陈", "陳", "CHEN", "CHAN", "CHAN"),
    ("李", "李", "LI", "LEE", "LEI"),
    ("黄", "黃", "HUANG", "WONG", "VONG"),
    ("梁", "梁", "LIANG", "LEUNG", "LEONG"),
    ("王", "王", "WANG", "WONG", "WONG"),
    ("张", "張", "ZHANG", "CHEUNG", "CHEONG"),
    ("吴", "吳", "WU", "NG", "NG"),
    ("杨", "楊", "YANG", "YEUNG", "IEONG"),
    ("赵", "趙", "ZHAO", "CHIU", "CHIO"),
    ("郭", "郭", "GUO", "KWOK", "KUOK"),
    ("冯", "馮", "FENG", "FUNG", "FONG"),
    ("林", "林", "LIN", "LAM", "LAM"),
    ("何", "何", "HE", "HO", "HO"),
    ("刘", "劉", "LIU", "LAU", "LAO"),
    ("蔡", "蔡", "CAI", "CHOI", "CHOI"),
    ("谢", "謝", "XIE", "TSE", "CHE"),
]
GIVEN = [
    ("文", "文", "WEN", "MAN", "MAN"),
    ("明", "明", "MING", "MING", "MENG"),
    ("华", "華", "HUA", "WAH", "WA"),
    ("国", "國", "GUO", "KWOK", "KUOK"),
    ("志", "志", "ZHI", "CHI", "CHI"),
    ("强", "強", "QIANG", "KEUNG", "KEONG"),
    ("丽", "麗", "LI", "LAI", "LAI"),
    ("芳", "芳", "FANG", "FONG", "FONG"),
    ("伟", "偉", "WEI", "WAI", "WAI"),
    ("建", "建", "JIAN", "KIN", "KIN"),
    ("小", "小", "XIAO", "SIU", "SIO"),
    ("美", "美", "MEI", "MEI", "MEI"),
    ("玲", "玲", "LING", "LING", "LENG"),
    ("家", "家", "JIA", "KA", "KA"),
    ("豪", "豪", "HAO", "HO", "HOU"),
    ("晓", "曉", "XIAO", "HIU", "HIO"),
    ("东", "東", "DONG", "TUNG", "TONG"),
    ("玉", "玉", "YU", "YUK", "IOK"),
]
WESTERN = [
    ("ERIKSSON", "ANNA MARIA"),
    ("DA SILVA", "JOSE ANTONIO"),
    ("O BRIEN", "QUINN"),
    ("SANTOS", "BEATRIZ"),
    ("MULLER", "JURGEN"),
    ("DUBOIS", "ZOE"),
    ("SMITH", "OLIVIA GRACE"),
]
KHMER = [("SOK", "DARA"), ("CHEA", "SOPHEAP"), ("KEO", "BOPHA"), ("PICH", "SOVANN"), ("HENG", "RATANA")]


@dataclass(frozen=True)
class Person:
    """What is true of somebody, as it is drawn."""

    surname: str
    given_names: str
    native_name: str
    number: str
    birth: date
    issued: date
    expiry: date
    sex: str
    issuer: str

    @property
    def latin_name(self) -> str:
        """Both names in Latin letters."""
        return f"{self.surname} {self.given_names}"


def _days(chance: random.Random, today: date) -> tuple[date, date, date]:
    birth = today - timedelta(days=chance.randint(18 * 366, 85 * 365))
    issued = today - timedelta(days=chance.randint(30, 9 * 365))
    return birth, issued, issued + timedelta(days=3652)


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def chinese(chance: random.Random, today: date, number: str, issuer: str, way: int) -> Person:
    """Somebody with a Chinese name: way 0 is Mandarin and simplified, 1 Hong Kong, 2 Macau."""
    surname = chance.choice(SURNAMES)
    given = chance.sample(GIVEN, chance.choice((1, 2, 2, 2)))
    script = 0 if way == 0 else 1
    native = surname[script] + "".join(sign[script] for sign in given)
    latin = ("" if way == 0 else " ").join(sign[2 + way] for sign in given)
    return Person(surname[2 + way], latin, native, number, *_days(chance, today), chance.choice("MF"), issuer)


def of_passport(chance: random.Random, today: date) -> Person:
    """The mainland's passports, and those of countries whose numbers have no form we know."""
    if chance.random() < 0.5:
        number = "E" + chance.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") + _digits(chance, 7)
        return chinese(chance, today, number, "CHN", 0)
    number = "".join(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(2))
    surname, given = chance.choice(WESTERN)
    days = _days(chance, today)
    issuer = chance.choice(("PRT", "GBR", "SWE", "PHL"))
    return Person(surname, given, "", number + _digits(chance, 7), *days, chance.choice("MF"), issuer)


def of_permit(chance: random.Random, today: date) -> Person:
    """Holders of the permit to travel to Hong Kong and Macau."""
    number = "C" + chance.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") + _digits(chance, 7)
    return chinese(chance, today, number, "CHN", 0)


def of_mainland(chance: random.Random, today: date) -> Person:
    """Holders of the mainland's identity card; the number tells birth and sex."""
    person = chinese(chance, today, "", "CHN", 0)
    order = chance.randrange(500) * 2 + (person.sex == "M")
    digits = f"{chance.choice(('110105', '440402', '440106', '310101'))}{person.birth:%Y%m%d}{order:03}"
    return _with(person, digits + mainland_check(digits))


def of_macau(chance: random.Random, today: date) -> Person:
    """Residents of Macau."""
    number = f"{chance.choice('157')}{_digits(chance, 6)}({_digits(chance, 1)})"
    return chinese(chance, today, number, "MAC", 2)


def of_hong_kong(chance: random.Random, today: date) -> Person:
    """Residents of Hong Kong."""
    letter, digits = chance.choice("ABCDEGHKPRVYZ"), _digits(chance, 6)
    return chinese(chance, today, f"{letter}{digits}({hong_kong_check(letter, digits)})", "HKG", 1)


def of_khmer(chance: random.Random, today: date) -> Person:
    """Holders of the Khmer identity card."""
    surname, given = chance.choice(KHMER)
    days = _days(chance, today)
    return Person(surname, given, "", _digits(chance, 9), *days, chance.choice("MF"), "KHM")


def _with(person: Person, number: str) -> Person:
    return replace(person, number=number)
