"""How many decimals a currency's minor unit has, by ISO 4217: what money is stored with, not what coins exist."""

from __future__ import annotations

# ISO 4217:2015 with amendments; every currency not named here has two. Display data (CLDR) differ on purpose:
# they drop the sen of the riel, which are not in use but are what a minor unit of KHR is.
_DIGITS = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)


def minor_digits(currency: str) -> int:
    """The decimals of one unit of an ISO 4217 currency in minor units."""
    return _DIGITS.get(currency, 2)
