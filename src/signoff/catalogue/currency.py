"""How many decimals a currency's minor unit has, by ISO 4217: what money is stored with, not what coins exist."""

from __future__ import annotations

# ISO 4217:2015 with amendments; every currency not named here has two. Display data (CLDR) differ on purpose:
# they drop the sen of the riel, which are not in use but are what a minor unit of KHR is.
_NO_DECIMALS = frozenset(
    {
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
    }
)
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def minor_digits(currency: str) -> int:
    """The decimals of one unit of an ISO 4217 currency in minor units."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2
