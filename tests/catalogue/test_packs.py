"""The built-in packs load, and a fault in a pack is named by file and key."""

from __future__ import annotations

from signoff.catalogue.packs import load

SIX = {"ctm", "smartone_mo", "china_telecom_mo", "smart_kh", "metfone_kh", "three_mo"}


def test_the_six_carriers_are_there():
    """Each of them has a pack and a carrier for the rules."""
    catalogue = load()

    assert set(catalogue.packs) == set(catalogue.carriers) == SIX
