"""Which language a page is in: the one in the address, the case's, what the browser asks for, then the first offered.

The choice travels in the address (`?lang=`), so that a link can be shared and no cookie is needed.
"""

from __future__ import annotations

from collections.abc import Sequence

_PREFERENCES_MAX = 20  # more than any browser sends; the rest of a longer header is not read
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def chosen(asked: str | None, offered: Sequence[str]) -> str | None:
    """The offered language that an address names, whatever its case; None when it names none of them."""
    wanted = (asked or "").lower()
    return next((language for language in offered if language.lower() == wanted), None)


def preferred(accept_language: str | None, offered: Sequence[str]) -> str | None:
    """The offered language an Accept-Language header likes best; None when it likes none of them."""
    best: tuple[float, str] | None = None
    for entry in (accept_language or "")[:1000].split(",")[:_PREFERENCES_MAX]:
        tag, _, parameter = entry.strip().partition(";")
        language = _nearest(tag.strip().lower(), offered)
        weight = _weight(parameter)
        if language is not None and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    return best[1] if best else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _nearest(tag: str, offered: Sequence[str]) -> str | None:
    """The same language in the same script if offered, else in any; a Cantonese reads Chinese."""
    if (exact := chosen(tag, offered)) is not None or not tag:
        return exact
    primary, *others = tag.split("-")
    if primary in ("zh", "yue"):
        is_traditional = "hans" not in others and (primary == "yue" or not _TRADITIONAL.isdisjoint(others))
        primary = "zh"
        if (exact := chosen("zh-hant" if is_traditional else "zh-hans", offered)) is not None:
            return exact
    return next((language for language in offered if language.lower().partition("-")[0] == primary), None)
