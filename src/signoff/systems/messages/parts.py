"""How many parts an SMS text takes: GSM-7 where every character is in that alphabet, else UCS-2."""

from __future__ import annotations

from collections.abc import Iterable

# 3GPP TS 23.038, 6.2.1: the default alphabet, and the characters that take two septets.
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")


def sms_parts(text: str) -> int:
    """The number of SMS that carry `text`; an empty text still takes one."""
    if all(character in _GSM_7 or character in _GSM_7_EXTENSION for character in text):
        # A part of several gives 7 septets to the header that joins them.
        return _parts(
            (2 if character in _GSM_7_EXTENSION else 1 for character in text), alone=160, joined=153
        )
    return _parts((2 if ord(character) > 0xFFFF else 1 for character in text), alone=70, joined=67)


def _parts(sizes: Iterable[int], *, alone: int, joined: int) -> int:
    """Parts are filled character by character: one of two units is never torn apart."""
    whole, parts, filled = 0, 1, 0
    for size in sizes:
        whole += size
        if filled + size > joined:
            parts, filled = parts + 1, 0
        filled += size
    return 1 if whole <= alone else parts
