"""Codes that divert calls are warned of, whoever's number they name."""

from __future__ import annotations

import pytest

from signoff.scam.check import Checker


@pytest.mark.parametrize(
    "text",
    [
        "Dial **21*097123456# to verify",
        "Please dial * * 21 * 097 123 456 #",
        "Dial **21*+855 97 123 456*11#",
        "请拨打 **61*66123456#",
        "請撥 ＊＊62＊66123456＃ 核實",
        "Marque *67*66123456#",
        "សូមចុច **21*០៩៧១២៣៤៥៦#",
        "Dial *21# now",
        "Reply after dialling ##002#",
        "Dial #21# first",
        "Dial **004*097123456",
        "Press *401*5551234567 to activate 5G",
        "Press *401*5551234567# to activate 5G",
        "请拨打 *401#66123456",
        "Ligue *405*+853 6612 3456",
        "Dial *401# to keep your SIM",
        "សូមចុច *៤០១*០៩៧១២៣៤៥៦",
        "Dial *72 555 123 4567",
        "Dial *92-(555) 123-4567 now",
    ],
)
def test_a_code_that_diverts_calls_is_warned_of(checker: Checker, text: str):
    """In any script and disguise the check reads."""
    assert "divert" in {one.kind for one in checker.check(text).warnings}


@pytest.mark.parametrize(
    "text",
    [
        "Dial *#21# to see whether your calls are diverted",
        "Never dial **21*097123456#",
        "不要拨打 **21*66123456#",
        "Balance: *122*1#, menu: #321#, care: 1204",
        "Dial *1201# or *888*2167#",
        "Never dial *401*66123456",
        "Dial *4011# or *140*123456#",
        "Prices from *72 to *90 patacas, 72 1234 5678",
        "It costs 21# or 62 * 3",
    ],
)
def test_other_codes_and_cautions_divert_nothing(checker: Checker, text: str):
    """What only asks, what is warned of, and the codes of carriers."""
    assert "divert" not in {one.kind for one in checker.check(text).warnings}
