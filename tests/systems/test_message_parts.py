"""How many SMS a text takes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.catalogue.languages import OFFERED
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.systems.messages.parts import sms_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro sign is not torn apart: 152, 2 + 151, 1
        ("à" * 160, 1),
        ("â" * 71, 2),
        ("码" * 70, 1),
        ("码" * 71, 2),
        ("码" * 134, 2),
        ("码" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("🙂" * 66, 2),  # 33 of them fill a part to 66 of 67: none is torn apart
        ("🙂" * 67, 3),
        ("a" * 150 + "码", 3),
    ],
)
def test_a_text_takes_as_many_sms_as_the_standard_says(text: str, parts: int) -> None:
    """3GPP TS 23.038 and 23.040: 160 or 70 characters alone, 153 or 67 in each of several."""
    assert sms_parts(text) == parts


@given(
    st.text(alphabet="abcXYZ 0189@Ω\n", max_size=1_000),
    st.text(alphabet="验证码កខâ", min_size=1, max_size=1_000),
)
def test_plain_and_other_scripts_fill_their_parts(plain: str, other: str) -> None:
    """One character takes one place; only the last part has room left."""
    assert sms_parts(plain) == (1 if len(plain) <= 160 else math.ceil(len(plain) / 153))
    assert sms_parts(other) == (1 if len(other) <= 70 else math.ceil(len(other) / 67))


@pytest.mark.parametrize("language", OFFERED)
def test_a_code_comes_in_two_sms_at_most(language: str) -> None:
    """With the longest name of a carrier, in every language: a third part is paid for, and may come late."""
    catalogue = load()
    texts = Texts(catalogue)
    sent = [
        texts.say(
            f"messages.{purpose}.text",
            language,
            carrier_id,
            carrier=texts.say("carriers.name", language, carrier_id),
            one_time_code="123456",
            code="7K3M9-QXD2F",
        )
        for purpose in ("code_possession", "code_signature")
        for carrier_id in catalogue.packs
    ]

    assert [text for text in sent if sms_parts(text) > 2] == []
