"""A name within a sentence is found in every language; one that is denied, or only sounds like one, is nobody's."""

from __future__ import annotations

import pytest

from signoff.traveller.name_signs import name_finding
from tests.traveller.journeys import CATALOGUE


@pytest.mark.parametrize(
    "text",
    [
        "not CTM",
        "It isn't Metfone",
        "I don't use Smart",
        "não é CTM",
        "não uso CTM",
        "nem CTM nem três",
        "不是澳門電訊",
        "唔係澳門電訊",
        "我不用澳門電訊",
        "មិនមែន Metfone ទេ",
        "មិនមែនមេតហ្វូនទេ",
        "my smart phone",
        "I have a smartphone",
        "ខ្ញុំមានស្មាតហ្វូន",
    ],
)
def test_what_is_denied_or_only_sounds_like_a_name_is_nobodys(text: str) -> None:
    """Nobody is named."""
    assert name_finding(text, CATALOGUE) is None


@pytest.mark.parametrize(
    ("text", "carrier", "sureness"),
    [
        ("CTM not China Telecom", "ctm", "medium"),
        ("not China Telecom but CTM", "ctm", "medium"),
        ("不是澳門電訊，是中國電信", "china_telecom_mo", "medium"),
        ("不是澳門電訊而是中國電信", "china_telecom_mo", "medium"),
        ("是不是澳門電訊", "ctm", "medium"),  # a question
        ("não CTM, mas 3 Macau", "three_mo", "low"),
        ("I am not sure, CTM?", "ctm", "low"),
        ("CTM is not working", "ctm", "medium"),
        ("a minha linha é da três", "three_mo", "low"),
        ("my line is with 3", "three_mo", "low"),
        ("ខ្ញុំប្រើស៊ីមមេតហ្វូននៅភ្នំពេញ", "metfone_kh", "low"),
        ("លេខរបស់ខ្ញុំគឺស្មាត", "smart_kh", "low"),
        ("My Smart", "smart_kh", "medium"),
        ("3 Macau", "three_mo", "medium"),
    ],
)
def test_a_name_within_a_sentence_is_found(text: str, carrier: str, sureness: str) -> None:
    """What stands beside the denied one, and names in Khmer, which has no spaces."""
    found = name_finding(text, CATALOGUE)

    assert found is not None
    assert (found.carriers, found.sureness.value) == ((carrier,), sureness)
