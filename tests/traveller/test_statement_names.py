"""No row that bears a carrier's name vanishes, and no amount is told in a currency the file does not name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.catalogue.statements import STRANGE, read_statement_words
from signoff.domain.statement import Likeness
from signoff.traveller.merchant import Merchant
from signoff.traveller.statement import Hints
from tests.traveller.journeys import GUIDE
from tests.traveller.test_statement import read

HEAD = "Date,Description,Amount,Currency\n"
MERCHANTS = {carrier_id: Merchant(GUIDE.catalogue, carrier_id) for carrier_id in GUIDE.catalogue.packs}
BARE_NAMES = (
    ("ctm", "CTM"),
    ("ctm", "澳門電訊"),
    ("china_telecom_mo", "CHINA TELECOM"),
    ("china_telecom_mo", "中國電信"),
    ("metfone_kh", "Metfone"),
    ("metfone_kh", "VIETTEL"),
    ("smart_kh", "Smart Axiata"),
    ("smartone_mo", "SmarTone"),
    ("smartone_mo", "數碼通"),
    ("smartone_mo", "CTM"),
    ("three_mo", "HUTCHISON TELEPHONE"),
    ("three_mo", "和記電話"),
)
WORDS = st.sampled_from(
    ("MOBILE", "COMM", "(MACAU)", "TELECOM", "電訊", "LOJA", "*AUTOPAY", "話費", "HK")
) | st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=12)


@given(st.sampled_from(BARE_NAMES), st.lists(WORDS, max_size=4))
def test_no_row_that_bears_a_name_vanishes(borne: tuple[str, str], following: list[str]):
    """Whatever the bank writes behind it, the row is at least possible."""
    carrier_id, name = borne

    assert MERCHANTS[carrier_id].in_row(" ".join((name, *following))) is not None


def test_every_carriers_names_are_among_them():
    """A new pack's name has to be tried too."""
    tried = {carrier_id for carrier_id, _ in BARE_NAMES}

    assert tried == set(GUIDE.catalogue.packs)


@pytest.mark.parametrize(
    "text",
    ["SmarTone Mobile", "SMARTONE MOBILE COMM (MACAU)", "SMARTONEMOBILE", "SmarTone 電訊", "數碼通電訊"],
)
def test_a_telephone_word_behind_a_name_leaves_it_possible(text: str):
    """Smartone's customers find their charges under its everyday forms."""
    found = read(f"{HEAD}2026-03-18,{text},-57.00,MOP\n", "smartone_mo")

    assert [one.likeness for one in found.sifted.after] == [Likeness.POSSIBLE]


def test_a_number_alone_needs_a_telephone_word():
    """What is an everyday word shows a carrier only beside one."""
    assert MERCHANTS["three_mo"].in_row("3 MOBILE") is not None
    assert MERCHANTS["three_mo"].in_row("3 EGGS") is None
    assert MERCHANTS["smart_kh"].in_row("SMARTONE MOBILE") is None


@pytest.mark.parametrize(
    "row",
    [
        f"{HEAD}2026-03-18,CTM,-57.00,BTC\n",
        f"{HEAD}2026-03-18,CTM,-57.00,XYZ\n",
        "Date,Description,Amount\n2026-03-18,CTM,-57.00 BTC\n",
        "Date,Description,Amount\n2026-03-18,CTM,₿57.00\n",
        "Date,Description,Amount (USDT)\n2026-03-18,CTM,-57.00\n",
    ],
)
@pytest.mark.parametrize("currency", ["", "MOP"])
def test_a_currency_that_is_named_and_unknown_is_never_another(row: str, currency: str):
    """Its row is left unread and marked; nothing is asked that would not help."""
    found = read(row, hints=Hints(currency=currency))

    assert found.sifted.after == ()
    assert [(one.line, one.why, one.bears_name) for one in found.unread] == [(2, "currency", True)]


def test_the_other_rows_are_read_beside_it():
    """One unknown currency does not block the file; one of nobody's is unread without a mark."""
    found = read(f"{HEAD}2026-03-18,CTM,-57.00,BTC\n2026-03-19,SHOP,-1.00,BTC\n2026-03-20,CTM,-5.00,MOP\n")

    assert [(one.line, one.amount_minor, one.currency) for one in found.sifted.after] == [(4, 500, "MOP")]
    assert [(one.line, one.bears_name) for one in found.unread] == [(2, True), (3, False)]


@pytest.mark.parametrize("amount", ["-57.00 $", "-¥57.00", "-57.00元", "57.00-", "-57.00 D"])
def test_a_sign_of_several_currencies_names_none(amount: str):
    """There the person's own word is what counts, as before."""
    found = read(f"Date,Description,Amount\n2026-03-18,CTM,{amount}\n", hints=Hints(currency="MOP"))

    assert [one.currency for one in found.sifted.after] == ["MOP"]


def test_words_around_amounts_are_no_currencies():
    """What says the direction, or what is included, names no currency."""
    words = read_statement_words()

    assert [words.named_currency(one) for one in ("Debit", "net", "", "-", "MOP", "Pataca", "Doge")] == [
        *["", "", "", "", "MOP", "MOP", STRANGE]
    ]


ABBREVIATED = {
    "ctm": (
        "C.T.M. MACAU",
        "C.T.M.",
        "C T M MACAU",
        "C. T. M. - LOJA 3",
        "C.T.M. S.A.R.L.",
        "CIA. DE TELECOMUNICACOES DE MACAU",
        "CIA. DE TELECOMUNICAÇÕES DE MACAU SARL",
        "CIA TELECOM MACAU",
        "COMP. DE TELECOM. DE MACAU",
        "COMPANHIA TELECOMUNICACOES MACAU",
        "CIA. DE TELECOMUNICACO",
        "澳門電訊有限公司",
    ),
    "three_mo": (
        "HUTCHISON TEL. (MACAU) CO LTD",
        "HUTCHISON TELEFONE (MACAU), LDA",
        "HUTCHISON TELEPH MACAU",
        "和記電話(澳門)",
        "3澳門",
    ),
    "smartone_mo": ("SMARTONE COM. MOVEIS", "SMARTONE - COMUNIC. MOVEIS, S.A.", "數碼通流動通訊", "C.T.M."),
    "china_telecom_mo": ("CHINA TEL MACAU", "CHINA TELE. (MACAU) CO. LTD", "C.T.M.O.", "中國電信(澳門)"),
    "smart_kh": ("SMART AXI CO., LTD.", "ស្មាត អាស៊ីអាតា", "SMART TELECOM KH"),
    "metfone_kh": ("VIETTEL CAMB.", "VIETTEL (CAM) PTE", "MET-FONE", "មិតហ្វូន", "ម៉េតហ្វូន បញ្ចូលលុយ"),
}

OF_OTHERS = {
    "ctm": (
        "CTMS HOTEL",
        "A.C.T.M. LTD",
        "C. T. MENDES",
        "CIA DE ELECTRICIDADE DE MACAU",
        "CIA TELEVISAO MACAU",
        "COMP TEL MACAU",
        "COMPANHIA DE SEGUROS MACAU",
        "CHINA TEL MACAU",
    ),
    "three_mo": ("THREE LIONS PUB", "HUTCHISON PORTS", "3M MACAU", "和記茶餐廳", "THREE MARKET"),
    "smartone_mo": ("SMART MARKET", "SMART ONE OPTICAL", "SMARTONES MUSIC"),
    "china_telecom_mo": ("C.T.M. MACAU", "CHINA TEA MACAU", "CHINA TRAVEL MACAU", "CHINA TELEVISION"),
    "smart_kh": ("SMART MARKET", "SMART CAFE", "SMARTPHONE SHOP", "S.M.ART GALLERY", "ទូរស័ព្ទស្មាត", "SMART TV"),
    "metfone_kh": ("METRO FONE", "MET FOODS", "VIETRAVEL"),
}


@pytest.mark.parametrize(
    ("carrier_id", "text"), [(one, text) for one, of in ABBREVIATED.items() for text in of]
)
def test_a_name_with_dots_or_cut_short_is_borne(carrier_id: str, text: str):
    """As card and bank statements write legal names, in all scripts."""
    assert MERCHANTS[carrier_id].in_row(text) is not None


@pytest.mark.parametrize(
    ("carrier_id", "text"), [(one, text) for one, of in OF_OTHERS.items() for text in of]
)
def test_what_only_looks_like_it_is_nobodys(carrier_id: str, text: str):
    """Neither sure nor possible."""
    assert MERCHANTS[carrier_id].in_row(text) is None


def test_each_carrier_has_both():
    """A new pack's name has to be tried in its short forms too."""
    assert set(ABBREVIATED) == set(OF_OTHERS) == set(GUIDE.catalogue.packs)


def test_a_letter_takes_the_rows_with_dots():
    """From the file to the rows that are disputed."""
    rows = "2026-03-18,C.T.M. MACAU,-57.00,MOP\n2026-03-19,CIA. DE TELECOMUNICACOES DE MACAU,-5.00,MOP\n"
    found = read(f"{HEAD}{rows}2026-03-20,CTMS HOTEL,-9.00,MOP\n")

    assert [one.line for one in found.sifted.disputed] == [2, 3]


@pytest.mark.parametrize(
    ("carrier_id", "text", "likeness"),
    [
        ("smart_kh", "Smart Communications Manila", Likeness.POSSIBLE),
        ("smart_kh", "SMART TELECOM PHILIPPINES", Likeness.POSSIBLE),
        ("smart_kh", "Smart Axiata Phnom Penh", Likeness.SURE),
        ("smartone_mo", "SmarTone Hong Kong", Likeness.POSSIBLE),
        ("china_telecom_mo", "China Telecom (Hong Kong)", Likeness.POSSIBLE),
    ],
)
def test_a_carrier_elsewhere_that_is_called_so_is_not_sure(carrier_id: str, text: str, likeness: Likeness):
    """Where the place of another carrier of the same name stands beside it."""
    found = MERCHANTS[carrier_id].in_row(text)

    assert found is not None
    assert found.likeness is likeness
