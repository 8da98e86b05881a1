"""Makes pairs of messages: a genuine one, and the same with only one channel swapped for a stranger's, or disguised."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "pt", "km")


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a genuine message of a carrier names: registered channels only."""

    id: str
    name: dict[str, str]
    number: str
    site: str
    code: str


def _named(en: str, hans: str = "", hant: str = "") -> dict[str, str]:
    return {"en": en, "zh-Hans": hans or en, "zh-Hant": hant or en, "pt": en, "km": en}


CARRIERS = (
    Carrier("ctm", _named("CTM", "澳门电讯", "澳門電訊"), "1000", "www.ctm.net", "*122*1#"),
    Carrier("three_mo", _named("3 Macau", "3 澳门", "3 澳門"), "1118", "https://www.three.com.mo", ""),
    Carrier("smart_kh", _named("Smart Axiata"), "1204", "www.smart.com.kh", "*1201#"),
    Carrier("metfone_kh", _named("Metfone"), "1204", "https://www.metfone.com.kh", "*1200#"),
)

# {name} the carrier, {number} a hotline, {site} a web address, {code} a code to dial.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "en": (
        "{name}: your plan renews on 1 December 2026 for 30 days. Questions? Call {number} or see {site}.",
        "Dear customer, your balance is below MOP 30. Top up at {site} ({name}).",
        "{name} reminder: dial {code} to see your balance. Hotline {number}, 24 hours.",
        "{name}: your code is 493027. Never share it with anyone. If this was not you, call {number}.",
        "You used 80% of your 10GB data. {name} customer service: {number}. Details: {site}",
    ),
    "zh-Hans": (
        "【{name}】您的套餐将于2026年12月1日续期30日。查询请致电{number}或浏览{site}。",
        "尊敬的客户，您的余额低于30元，请到{site}充值。{name}",
        "{name}提示：拨打{code}查询余额，客服热线：{number}（24小时）",
        "【{name}】您的验证码是493027，切勿告诉任何人。如非本人操作，请拨打{number}。",
        "您已使用10GB流量的80%。{name}客服热线{number}，详情请见 {site}",
    ),
    "zh-Hant": (
        "【{name}】閣下的月費計劃將於2026年12月1日續期30日。查詢請致電{number}或瀏覽{site}。",
        "親愛的客戶，閣下的結餘低於MOP30，請於{site}增值。{name}",
        "{name}提示：按{code}查詢結餘，客戶服務熱線：{number}（24小時）",
        "【{name}】你的驗證碼為493027，請勿向任何人透露。如非本人操作，請致電{number}。",
        "閣下已使用10GB數據的80%。{name}服務熱線{number}，詳情請瀏覽 {site}",
    ),
    "pt": (
        "{name}: o seu plano renova a 1 de dezembro de 2026 por 30 dias. Dúvidas? Ligue {number} ou visite {site}.",
        "Caro cliente, o seu saldo é inferior a MOP 30. Carregue em {site}. {name}",
        "{name}: marque {code} para ver o saldo. Linha de apoio {number}, 24 horas.",
        "{name}: o seu código é 493027. Nunca o partilhe com ninguém. Se não foi você, ligue {number}.",
        "Já usou 80% dos seus 10GB. Apoio ao cliente {name}: telefone {number}. Mais em {site}",
    ),
    "km": (
        "{name}៖ គម្រោងរបស់អ្នកនឹងបន្តនៅថ្ងៃទី 1 ធ្នូ 2026 រយៈពេល 30 ថ្ងៃ។ សូមហៅទៅ {number} ឬចូលមើល {site}។",
        "អតិថិជនជាទីគោរព សមតុល្យរបស់អ្នកនៅតិច។ សូមបញ្ចូលប្រាក់នៅ {site} ។ {name}",
        "{name}៖ ចុច {code} ដើម្បីមើលសមតុល្យ។ ទូរស័ព្ទ {number} ២៤ ម៉ោង។",
        "{name}៖ លេខកូដរបស់អ្នកគឺ 493027។ កុំប្រាប់អ្នកណា។ បើមិនមែនអ្នក សូមហៅទៅ {number}។",
        "អ្នកបានប្រើ 80% នៃ 10GB។ សេវាអតិថិជន {name} ទូរស័ព្ទ {number}។ ព័ត៌មាន {site}",
    ),
}

STRANGERS = {
    "number": (
        "+853 6699 4412",
        "6688 1234",
        "62881177",
        "+855 12 777 345",
        "00853 6311 2299",
        "17002",
        "1001",
        "90877",
    ),
    "site": (
        *(
            "www.ctm-net.com",
            "https://ctm.net.help-center.top/a",
            "http://smart-kh.com/login",
            "bit.ly/3xYz12",
        ),
        *(
            "https://metfone.com.kh.verify-now.xyz",
            "three-mo.net",
            "http://macau-sim.shop/ctm",
            "t.me/macau_sim_card",
        ),
    ),
    "code": ("*345*2#", "#9988#", "*900*1*5#", "*21*66994412#"),
}

Disguise = Callable[[str, random.Random], str]


def _each(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(sign, sign) for sign in text)


def _digits(zero: int) -> dict[str, str]:
    return {str(digit): chr(zero + digit) for digit in range(10)}


CIRCLED = {"0": "⓪", **{str(digit): chr(0x2460 + digit - 1) for digit in range(1, 10)}}
SOLID = {"0": "⓿", **{str(digit): chr(0x2776 + digit - 1) for digit in range(1, 10)}}
CHINESE = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
FORMAL = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
LETTERS = {"0": "O", "1": "l"}
ENGLISH = dict(
    zip(
        "0123456789",
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        strict=True,
    )
)
PORTUGUESE = dict(
    zip(
        "0123456789",
        ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"],
        strict=True,
    )
)
WIDE = {chr(one): chr(one + 0xFEE0) for one in range(0x21, 0x7F)}
CYRILLIC = dict(zip("aceopxyit", "асеорхуіт", strict=True))


def _spelt(words: dict[str, str]) -> Disguise:
    def spell(text: str, _: random.Random) -> str:
        return " ".join(words[sign] for sign in text if sign.isdigit()) if text[0] not in "*#" else text

    return spell


def _joined(separator: str) -> Disguise:
    return lambda text, _: separator.join(text.replace(" ", ""))


NUMBER_DISGUISES: dict[str, Disguise] = {
    "as it is": lambda text, _: text,
    "full width": lambda text, _: _each(text, WIDE),
    "no width between": _joined("\u200b"),
    "joiner between": _joined("\u2060"),
    "spaced": _joined(" "),
    "dotted": _joined("."),
    "hyphens": _joined("-"),
    "dots in the middle": _joined("·"),
    "circled": lambda text, _: _each(text, CIRCLED),
    "solid circles": lambda text, _: _each(text, SOLID),
    "Chinese": lambda text, _: _each(text, CHINESE),
    "formal Chinese": lambda text, _: _each(text, FORMAL),
    "Khmer": lambda text, _: _each(text, _digits(0x17E0)),
    "Arabic": lambda text, _: _each(text, _digits(0x0660)),
    "mathematical": lambda text, _: _each(text, _digits(0x1D7EC)),
    "keycaps": lambda text, _: "".join(f"{one}\ufe0f\u20e3" if one.isdigit() else one for one in text),
    "letters": lambda text, _: _each(text, LETTERS),
    "in words": _spelt(ENGLISH),
    "in Portuguese words": _spelt(PORTUGUESE),
    "underlined": lambda text, _: "".join(f"{one}\u0332" for one in text),
    "entities": lambda text, _: "".join(f"&#{ord(one)};" if one.isdigit() else one for one in text),
    "mixed": lambda text, chance: "".join(
        chance.choice((one, WIDE.get(one, one), CIRCLED.get(one, one))) for one in text
    ),
}
SITE_DISGUISES: dict[str, Disguise] = {
    "as it is": lambda text, _: text,
    "hxxp": lambda text, _: text.replace("http", "hxxp") if "http" in text else f"hxxps://{text}",
    "brackets": lambda text, _: text.replace(".", "[.]"),
    "round brackets": lambda text, _: text.replace(".", "(.)"),
    "dot": lambda text, _: text.replace(".", " dot "),
    "bracketed dot": lambda text, _: text.replace(".", "[dot]"),
    "spaced dots": lambda text, _: text.replace(".", " . "),
    "Chinese dot": lambda text, _: text.replace(".", "点"),
    "full stop": lambda text, _: text.replace(".", "。"),
    "small dot": lambda text, _: text.replace(".", "․"),
    "full width": lambda text, _: _each(text, WIDE),
    "no width": lambda text, _: "\u200b".join(text),
    "soft hyphens": lambda text, _: "\u00ad".join(text),
    "Cyrillic": lambda text, _: _each(text, CYRILLIC) if "//" not in text else text.replace("a", "а"),
    "mathematical": lambda text, _: "".join(
        chr(0x1D5BA + ord(one) - 97) if "a" <= one <= "z" and "//" not in text else one for one in text
    ),
    "circled": lambda text, _: "".join(
        chr(0x24D0 + ord(one) - 97) if "a" <= one <= "z" and "//" not in text else one for one in text
    ),
    "no colon": lambda text, _: (text if "//" in text else f"http://{text}").replace("://", " //"),
    "backslashes": lambda text, _: (text if "//" in text else f"http://{text}").replace("//", "\\\\"),
    "capitals": lambda text, _: text.upper(),
    "escapes": lambda text, _: (text if "//" in text else f"http://{text}").replace(".", "%2e"),
    "spaced out": lambda text, _: " ".join(text) if "//" not in text else text,
    "small capitals": lambda text, _: _each(text, dict(zip("ctmnear", "ᴄᴛᴍɴᴇᴀʀ", strict=True))),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A genuine message and the same with one channel swapped; `swapped` is what stands there now."""

    carrier: str
    language: str
    slot: str
    disguise: str
    genuine: str
    fake: str
    swapped: str


def pairs(seed: int = 1) -> Iterator[Pair]:
    """Pairs for each language, carrier, template, slot and disguise; a part of all, the same for a seed."""
    chance = random.Random(seed)
    for language in LANGUAGES:
        for template in TEMPLATES[language]:
            for slot in ("number", "site", "code"):
                if f"{{{slot}}}" in template:
                    yield from _of_slot(language, template, slot, chance)


def _of_slot(language: str, template: str, slot: str, chance: random.Random) -> Iterator[Pair]:
    disguises = SITE_DISGUISES if slot == "site" else NUMBER_DISGUISES
    for name, disguise in disguises.items():
        carrier = chance.choice([one for one in CARRIERS if one.code or "{code}" not in template])
        values = {
            "name": carrier.name[language],
            "number": carrier.number,
            "site": carrier.site,
            "code": carrier.code,
        }
        swapped = disguise(chance.choice(STRANGERS[slot]), chance)
        yield Pair(
            carrier.id,
            language,
            slot,
            name,
            template.format(**values),
            template.format(**{**values, slot: swapped}),
            swapped,
        )
        hidden = disguise(values[slot], chance)
        if hidden.lower() != values[slot].lower() and (name, language) != ("Khmer", "km"):
            fake = template.format(**{**values, slot: hidden})
            yield Pair(carrier.id, language, slot, name, template.format(**values), fake, hidden)
