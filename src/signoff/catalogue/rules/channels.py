"""`channels` (bronze): official channels have the form of their kind and a time in which they hold.

An operating carrier has one that holds today, a ceased one has none, and nothing is official that is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from signoff.catalogue.pack import ChannelKind, Pack, Status
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings

_FORMS = {
    ChannelKind.HOTLINE: re.compile(r"[0-9]{3,6}"),
    ChannelKind.PHONE: re.compile(r"\+[0-9]{7,15}"),
    ChannelKind.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+"),
    ChannelKind.WEB: re.compile(r"https?://[a-z0-9.-]+(/\S*)?"),
    ChannelKind.USSD: re.compile(r"[*#](?:[0-9*#]|(?<=[*#])(?:PIN|NUMBER)(?=[*#]))*#"),
}


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each channel that cannot be right, or that a ceased carrier still has."""
    has_ceased = pack.status.value is Status.CEASED
    rejected = {(contact.kind, contact.value) for contact in pack.rejected}
    for place, channel in enumerate(pack.channels, start=1):
        key = f"channels[{place}]"
        form = _FORMS.get(channel.kind)
        if not channel.value.strip() or (form is not None and not form.fullmatch(channel.value)):
            yield Fault(PACK_FILE, f"{key}.value", f"{channel.value!r} has not the form of a {channel.kind}")
        if channel.valid_from and channel.valid_to and channel.valid_to < channel.valid_from:
            yield Fault(PACK_FILE, f"{key}.valid_to", "is before valid_from")
        if f"carriers.purposes.{channel.purpose}" not in around.common.get("en", {}):
            yield Fault(PACK_FILE, f"{key}.purpose", f"there are no words for {channel.purpose}")
        if (channel.kind, channel.value) in rejected:
            yield Fault(PACK_FILE, f"{key}.value", f"{channel.value} is also rejected")
        if has_ceased and channel.is_valid_on(around.today):
            yield Fault(
                PACK_FILE, f"{key}.valid_to", "a carrier that has ceased has no channel that holds today"
            )
    if not has_ceased and not any(channel.is_valid_on(around.today) for channel in pack.channels):
        yield Fault(PACK_FILE, "channels", "an operating carrier needs a channel that holds today")
    for place, contact in enumerate(pack.rejected, start=1):
        if f"carriers.rejected.{contact.why}" not in around.common.get("en", {}):
            yield Fault(PACK_FILE, f"rejected[{place}].why", f"there are no words for {contact.why}")


RULE = Rule("channels", Level.BRONZE, find)
