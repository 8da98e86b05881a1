"""Made-up but well-formed ICCID, IMSI and EID numbers."""

from __future__ import annotations

# The test network of ITU-T E.212: no real phone has it.
TEST_NETWORK = "00101"

# Telecommunications (89) of no country: no real card begins so.
TEST_HEADER = "8900199"


def iccid(header: str, serial: int) -> str:
    """A 19-digit ICCID: the header, the serial number, the Luhn check digit."""
    body = header + str(serial).zfill(18 - len(header))
    return body + luhn_digit(body)


def imsi(network: str, serial: int) -> str:
    """A 15-digit IMSI: MCC and MNC, then the serial number."""
    return network + str(serial).zfill(15 - len(network))


def eid(serial: int) -> str:
    """A 32-digit EID whose last two digits make it 1 modulo 97, as SGP.29 asks."""
    body = "89" + str(serial).zfill(28)
    return body + str(98 - int(body + "00") % 97).zfill(2)


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` plus it pass the Luhn check."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
