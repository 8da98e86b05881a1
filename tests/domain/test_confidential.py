"""What is taken out of a text before others read it, and what is left of it."""

from __future__ import annotations

import base64
import html
import quopri
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.domain.confidential import names_a_code, without_secrets

TAG = "0123456789abcdefghjkmnpqrstvwxyz"
TOKEN = f"ctm~1b4e28ba-2fa1-11d2-883f-0016d3cca427~{TAG}"
LINK = f"https://leave.example/case/{TOKEN}"
STOP = f"https://leave.example/stop/ctm~1b4e28ba-2fa1-11d2-883f-0016d3cca427~{'0f' * 16}~{TAG}"

LINKS = {
    "as it is": LINK,
    "the way to stop": STOP,
    "without the page": TOKEN,
    "without its beginning": f"/case/{TOKEN}?lang=en",
    "only the secret": TAG,
    "capitals": LINK.upper(),
    "encoded": f"https://safe.example/?url={quote(LINK, safe='')}&x=1",
    "encoded twice": f"see {quote(quote(LINK, safe=''))} here",
    "by a service that hides it": "https://protect.example/s/Zm9v",
    "quoted-printable": quopri.encodestring(f"{'x' * 30} {LINK}".encode()).decode(),
    "half encoded": TOKEN.replace("~", "=7E"),
    "entities": html.escape(LINK).replace("~", "&#126;").replace("/", "&#x2F;"),
    "wrapped": f"{LINK[:50]}\n{LINK[50:76]}\r\n{LINK[76:]}",
    "wrapped and quoted": f"> {LINK[:61]}\n> {LINK[61:]}",
    "wide": TOKEN.replace("~", "\uff5e"),
    "with signs nobody sees": "\u200b".join(TOKEN),
    "cut short": LINK[:-9],
}
CODES = {
    "as printed": "ABCDE-12345",
    "letters only": "ABCDE-FGHJK",
    "small": "abcde-fghjk",
    "copied": "ABCDE 1234S",
    "in one": "ABCDE12345",
    "with O for 0": "ABCDO-1234L",
    "another dash": "ABCDE\u201312345",
    "wrapped": "ABCDE-\n12345",
    "wrapped within": "ABC\nDE-12345",
    "quoted-printable": "ABCDE-1=\n2345",
    "encoded": "ABCDE%2D12345",
    "a code that was sent": "123456",
    "the same in two": "123 456",
    "in another script": "验证码123456。",
}
LEFT = (
    "When is the shop open? I come on Monday, 30 November.",
    "My number is +853 6280 0001, and 6280-0002 is my mother's.",
    "8985 3012 3456 7890 123",
    "I paid MOP 100.50 on 2026-11-22, 10:30.",
    "HELLO THERE, PLEASE PHONE AGAIN",
    "A well-known somewhat never-ending permission; every-where departments.",
    "我的电话唔见咗，几时可以取回押金？",
    "លេខទូរស័ព្ទរបស់ខ្ញុំ 092 800 001",
    "Não recebi o código; o que faço?\nObrigada",
)


@pytest.mark.parametrize("name", LINKS)
def test_no_link_is_left(name: str):
    """However a program of mail wrote it, nobody who reads the rest can open it."""
    text = f"Hello, I cannot open {LINKS[name]} any more."
    left = without_secrets(text)
    assert left.startswith("Hello, I cannot open ")
    assert left.endswith("any more.")
    assert "[…]" in left
    squeezed = "".join(filter(str.isalnum, html.unescape(left).casefold()))
    assert not any(TAG[start : start + 6] in squeezed for start in range(len(TAG) - 6))


@pytest.mark.parametrize("name", CODES)
def test_no_code_is_left(name: str):
    """As they are printed, and as people copy them."""
    left = without_secrets(f"My code: {CODES[name]} does not work")
    assert "345" not in left
    assert "E" not in left
    assert left.startswith("My code: ")
    assert left.endswith("does not work")


@pytest.mark.parametrize("text", LEFT)
def test_what_opens_nothing_is_left_as_it_was(text: str):
    """Numbers, days, money and long words."""
    assert without_secrets(text) == text


def test_a_code_is_seen():
    """For whoever has to say where codes are used."""
    assert names_a_code("Case ABCDE-12345 what is the state")
    assert not names_a_code("Please phone +853 6280 0001")


@given(st.text(alphabet="ab1~-=%&#;\n >2fE/:w.", max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str):
    """Taken out once, nothing is left to take out."""
    left = without_secrets(text)
    assert len(left) <= len(text)
    if left == text:
        return
    assert "[…]" in left


def test_a_long_text_takes_no_time():
    """What is made to hurt is read once: no pattern tries it over and over."""
    for text in (
        "ab12" * 500,
        "~" * 2_000,
        "=\n" * 1_000,
        "%25" * 700,
        "a1 " * 700,
        "a-" * 1_000,
        "://" * 700,
    ):
        without_secrets(text)
    assert without_secrets(base64.b64encode(b"x" * 1_500).decode())
