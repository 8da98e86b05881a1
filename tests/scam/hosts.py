"""Makes hosts that look like official ones, as impostors do; and names well-known hosts of others."""

from __future__ import annotations

import random
from collections.abc import Iterator

OFFICIAL = ("ctm.net", "three.com.mo", "smart.com.kh", "metfone.com.kh", "1888.com.mo", "chinatelecom.com.mo")

ENDINGS = (
    "com",
    "top",
    "xyz",
    "vip",
    "info",
    "cc",
    "online",
    "site",
    "shop",
    "club",
    "icu",
    "live",
    "cn",
    "hk",
    "app",
    "org",
)
BAITS = (
    *(
        "login",
        "verify",
        "pay",
        "topup",
        "account",
        "secure",
        "support",
        "help",
        "online",
        "my",
        "service",
        "update",
    ),
    *("bill", "bonus", "sim", "esim", "official", "care", "recharge", "refund", "points", "cancel"),
)
STRANGERS = ("evil", "qx7", "cdn-a", "help-center", "verify-now", "app-check", "a1b2", "sms-go")
SAME = {
    "a": "аɑạ",
    "c": "сϲ",
    "e": "еẹė",
    "h": "һ",
    "i": "іı",
    "l": "ӏ1",
    "m": "ṃ",
    "n": "ո",
    "o": "оο0",
    "r": "г",
    "s": "ѕ",
    "t": "тṭ",
    "f": "ḟ",
    "1": "l",
    "u": "υ",
}
NEAR = {
    "a": "sq",
    "c": "xv",
    "e": "wr",
    "f": "dg",
    "h": "gj",
    "i": "uo",
    "l": "k",
    "m": "n",
    "n": "bm",
    "o": "ip",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "1": "2",
    "8": "79",
}


def hosts(seed: int = 1, each: int = 170) -> Iterator[tuple[str, str]]:
    """Pairs of a way and a host; `each` for every official host and way."""
    chance = random.Random(seed)
    for official in OFFICIAL:
        label, _, ending = official.partition(".")
        found: set[tuple[str, str]] = set()
        for way, make in (
            ("homoglyph", _homoglyph),
            ("typo", _typo),
            ("ending", _ending),
            ("sub-domain", _sub_domain),
            ("hyphen", _hyphen),
            ("punycode", _punycode),
        ):
            for _ in range(each):
                host = make(label, ending, chance)
                if host != official:
                    found.add((way, host))
        yield from sorted(found)


def _changed(label: str, table: dict[str, str], chance: random.Random, count: int) -> str:
    places = [place for place, letter in enumerate(label) if letter in table]
    letters = list(label)
    for place in chance.sample(places, min(count, len(places))):
        letters[place] = chance.choice(table[label[place]])
    return "".join(letters)


def _homoglyph(label: str, ending: str, chance: random.Random) -> str:
    if "m" in label and chance.random() < 0.2:
        return f"{label.replace('m', 'rn')}.{ending}"
    return f"{_changed(label, SAME, chance, chance.choice((1, 1, 2)))}.{ending}"


def _typo(label: str, ending: str, chance: random.Random) -> str:
    place = chance.randrange(len(label))
    way = chance.randrange(4)
    if way == 0:
        return f"{label[:place]}{label[place]}{label[place:]}.{ending}"
    if way == 1:
        return f"{label[:place]}{label[place + 1 :]}.{ending}"
    if way == 2 and place + 1 < len(label):
        return f"{label[:place]}{label[place + 1]}{label[place]}{label[place + 2 :]}.{ending}"
    return f"{_changed(label, NEAR, chance, 1)}.{ending}"


def _ending(label: str, ending: str, chance: random.Random) -> str:
    other = chance.choice(
        [one for one in (*ENDINGS, "com.hk", "com.cn", "co", "net.cn", "net") if one != ending]
    )
    return f"{label}.{other}"


def _sub_domain(label: str, ending: str, chance: random.Random) -> str:
    stranger = f"{chance.choice(STRANGERS)}.{chance.choice(ENDINGS)}"
    return chance.choice(
        (
            f"{label}.{ending}.{stranger}",
            f"www.{label}.{ending}.{stranger}",
            f"{label}-{chance.choice(BAITS)}.{stranger}",
            f"{label}.{stranger}",
            f"{chance.choice(BAITS)}.{label}.{ending}.{stranger}",
        )
    )


def _hyphen(label: str, ending: str, chance: random.Random) -> str:
    joined = ending.replace(".", "-")
    bait, other = chance.choice(BAITS), chance.choice(ENDINGS)
    return chance.choice(
        (
            f"{label}-{joined}.{other}",
            f"{label}-{bait}.{other}",
            f"{bait}-{label}.{other}",
            f"{label}-{bait}.{ending}",
            f"www-{label}-{joined}.{other}",
        )
    )


def _punycode(label: str, ending: str, chance: random.Random) -> str:
    seen = _changed(label, {one: two for one, two in SAME.items() if not two.isascii()}, chance, 1)
    coded = "".join(one for one in seen if one not in "0123456789" or one in label)
    if coded.isascii():
        coded = f"{label[:-1]}{chr(0x0440)}"
    return f"xn--{coded.encode('punycode').decode()}.{ending}"


KNOWN = """
google.com youtube.com facebook.com instagram.com x.com twitter.com wikipedia.org yahoo.com reddit.com
amazon.com tiktok.com linkedin.com netflix.com microsoft.com apple.com office.com live.com bing.com
openai.com baidu.com qq.com taobao.com tmall.com jd.com weibo.com sina.com.cn 163.com sohu.com alipay.com
zhihu.com bilibili.com douyin.com xiaohongshu.com ctrip.com trip.com meituan.com dianping.com 12306.cn
gov.cn people.com.cn xinhuanet.com cctv.com ifeng.com huawei.com xiaomi.com oppo.com vivo.com 10086.cn
10010.com 189.cn chinamobile.com chinaunicom.com hkt.com three.com.hk smartone.com csl.com.hk hkbn.net
i-cable.com gov.mo macaotourism.gov.mo safp.gov.mo dsf.gov.mo bnu.com.mo bcm.com.mo icbc.com.mo boc.cn
bankofchina.com tdm.com.mo macaodaily.com macaubusiness.com macaunews.mo must.edu.mo um.edu.mo
macau-airport.com venetianmacao.com galaxymacau.com mgm.mo sandsmacao.com wynnmacau.com
cityofdreamsmacau.com turbojet.com.hk cotaiwaterjet.com gov.hk hsbc.com.hk hangseng.com mtr.com.hk
cathaypacific.com airmacau.com.mo cellcard.com.kh seatelgroup.com ezecom.com.kh opennet.com.kh
acledabank.com.kh ababank.com canadiabank.com.kh wingmoney.com truemoney.com.kh phnompenhpost.com
khmertimeskh.com sabay.com.kh freshnewsasia.com tourismcambodia.com cambodia-airports.aero nbc.gov.kh
mptc.gov.kh gdi.gov.kh mfaic.gov.kh evisa.gov.kh rupp.edu.kh vtrust.com axiata.com viettel.com.vn viettel.vn
vinaphone.com.vn mobifone.vn ais.th true.th dtac.co.th singtel.com starhub.com m1.com.sg maxis.com.my
celcomdigi.com telkomsel.com xl.co.id indosatooredoo.com globe.com.ph smart.com.ph dito.ph airtel.in jio.com
vodafone.com orange.com telefonica.com t-mobile.com att.com verizon.com bt.com ee.co.uk o2.co.uk three.co.uk
telekom.de sfr.fr bouyguestelecom.fr free.fr meo.pt nos.pt vodafone.pt ctt.pt sapo.pt publico.pt rtp.pt
cgd.pt millenniumbcp.pt santander.pt bpi.pt nowo.pt airalo.com holafly.com nomad.com ubigi.com esim.net
klook.com kkday.com agoda.com booking.com expedia.com hotels.com airbnb.com skyscanner.com kayak.com
tripadvisor.com grab.com gojek.com uber.com didiglobal.com lyft.com paypal.com visa.com mastercard.com
americanexpress.com unionpay.com stripe.com wise.com revolut.com payoneer.com westernunion.com moneygram.com
hsbc.com citibank.com jpmorganchase.com bankofamerica.com wellsfargo.com barclays.co.uk lloydsbank.com
natwest.com standardchartered.com dbs.com ocbc.com uob.com.sg maybank2u.com.my cimb.com cnn.com bbc.co.uk
bbc.com nytimes.com theguardian.com reuters.com bloomberg.com ft.com wsj.com economist.com aljazeera.com
scmp.com rthk.hk straitstimes.com channelnewsasia.com nikkei.com asahi.com yomiuri.co.jp nhk.or.jp
yonhapnews.co.kr naver.com daum.net kakao.com line.me whatsapp.com telegram.org signal.org viber.com zalo.me
wechat.com skype.com zoom.us slack.com discord.com twitch.tv vimeo.com spotify.com soundcloud.com
steampowered.com epicgames.com roblox.com playstation.com nintendo.com xbox.com adobe.com autodesk.com
oracle.com ibm.com intel.com amd.com nvidia.com qualcomm.com arm.com sap.com salesforce.com servicenow.com
cisco.com hp.com dell.com lenovo.com asus.com acer.com samsung.com lg.com sony.com panasonic.com sharp.co.jp
canon.com nikon.com github.com gitlab.com stackoverflow.com npmtrends.com docker.com kubernetes.io
python.org rust-lang.org golang.org mozilla.org debian.org ubuntu.com redhat.com cloudflare.com akamai.com
fastly.com digitalocean.com heroku.com wordpress.com wix.com squarespace.com shopify.com ebay.com
walmart.com target.com costco.com ikea.com zara.com hm.com uniqlo.com nike.com adidas.com shein.com temu.com
aliexpress.com alibaba.com lazada.com shopee.com rakuten.co.jp mercari.com etsy.com craigslist.org
gumtree.com dhl.com fedex.com ups.com sf-express.com ems.com.cn usps.com royalmail.com canadapost.ca
auspost.com.au who.int un.org europa.eu nasa.gov nih.gov mit.edu harvard.edu stanford.edu ox.ac.uk cam.ac.uk
hku.hk tsinghua.edu.cn pku.edu.cn nus.edu.sg smartsheet.com smart.com smartnews.com smartrecruiters.com
threejs.org threadless.com metro.net metlife.com metafilter.com metopera.org ctv.ca ctvnews.ca catm.org
ctan.com telecomitalia.com chinadaily.com.cn chinaairlines.com chinatimes.com 1password.com 1688.com 360.cn
51job.com smarthome.com smartthings.com smartrent.com consumerreports.org consumer.org.hk which.co.uk
police.uk interpol.int
"""


def known_hosts() -> list[str]:
    """Well-known hosts of others."""
    return KNOWN.split()
