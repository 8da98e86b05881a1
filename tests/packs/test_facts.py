"""The packs say what is known of the six carriers, from where, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from phonenumbers.carrierdata import CARRIER_DATA

from signoff.catalogue.pack import Catalogue, Confidence, Standing, Stated, Status
from signoff.catalogue.packs import BUILT_IN
from signoff.domain.carrier import BalanceRule

LONG_BEFORE, TODAY = date(2024, 9, 1), date(2026, 11, 22)


def confidences(catalogue: Catalogue, carrier_id: str, stated: Stated[object]) -> set[Confidence | None]:
    """How far the sources of a value are relied on."""
    sources = catalogue.packs[carrier_id].sources
    return {stated.confidence or sources[key].confidence for key in stated.sources}


def test_smartone_macau_is_gone_and_leads_to_ctm(catalogue: Catalogue):
    """Its hotline held until the end of the move; today nothing of it is official."""
    pack = catalogue.packs["smartone_mo"]

    assert pack.status.value is Status.CEASED
    assert pack.successor == "ctm"
    assert confidences(catalogue, "smartone_mo", pack.status) == {Confidence.HIGH}
    assert [channel.value for channel in pack.channels if channel.is_valid_on(LONG_BEFORE)] == ["1628"]
    assert not any(channel.is_valid_on(TODAY) for channel in pack.channels)


def test_ctm_neither_refunds_nor_moves_a_prepaid_balance(catalogue: Catalogue):
    """The one refund rule of Macau that a carrier publishes is not a sample."""
    for tariff_id in ("prepaid_5g", "prepaid_idd"):
        rule = catalogue.packs["ctm"].tariffs[tariff_id].balance_rule
        assert (rule.value, rule.standing) == (BalanceRule.FORFEIT, Standing.SOURCED)
        assert confidences(catalogue, "ctm", rule) == {Confidence.HIGH}


def test_metfone_keeps_a_number_ninety_days(catalogue: Catalogue):
    """Its own page says so; Smart made no such promise, so there it is a sample."""
    metfone, smart = catalogue.packs["metfone_kh"].policy, catalogue.packs["smart_kh"].policy

    assert (metfone.restore_days.value, metfone.quarantine_days.value) == (90, 90)
    assert metfone.restore_days.standing is metfone.quarantine_days.standing is Standing.SOURCED
    assert smart.restore_days.standing is smart.quarantine_days.standing is Standing.SAMPLE


def test_the_lapse_rule_of_cambodia_is_sourced(catalogue: Catalogue):
    """60 days outgoing, 30 days both ways, for every carrier; the last 90 are Metfone's text."""
    facts = {fact.topic: fact.stated for fact in catalogue.countries["KH"].facts}
    lapse = {fact.topic: fact.stated for fact in catalogue.packs["metfone_kh"].facts}["lapse"]

    assert (facts["lapse_outgoing_days"].value, facts["lapse_both_ways_days"].value) == ("60", "30")
    assert (lapse.value, lapse.sources) == ("60 + 30 + 90", ("MET-REV",))


def test_the_common_codes_of_cambodia_are_there(catalogue: Catalogue):
    """They are free on every network, and need no carrier's pack."""
    assert [code.code for code in catalogue.countries["KH"].common_codes] == [
        "*1200#",
        "*1201#",
        "*1202#",
        "*1203*PIN#",
        "1204",
    ]


@pytest.mark.parametrize(
    ("carrier_id", "networks", "headers"),
    [
        ("ctm", ("455-01", "455-04"), ("8985301",)),
        ("three_mo", ("455-03", "455-05"), ("8985303",)),
        ("smartone_mo", ("455-00", "455-06"), ("8985300",)),
        ("china_telecom_mo", ("455-07", "455-02"), None),
        ("smart_kh", ("456-02", "456-05", "456-06"), None),
        ("metfone_kh", ("456-08", "456-09"), None),
    ],
)
def test_networks_and_headers_are_the_gazettes(
    carrier_id: str, networks: tuple[str, ...], headers: tuple[str, ...] | None, catalogue: Catalogue
):
    """Three headers are known; the others are UNKNOWN and say so."""
    pack = catalogue.packs[carrier_id]

    assert pack.networks.value == networks
    assert pack.iccid_headers.value == headers


@pytest.mark.parametrize(
    ("carrier_id", "name"), [("ctm", "CTM"), ("china_telecom_mo", "China Telecom"), ("three_mo", "3")]
)
def test_the_ranges_of_macau_are_those_of_libphonenumber(carrier_id: str, name: str, catalogue: Catalogue):
    """The pack cites that list, so it is that list."""
    listed = {
        key[3:] for key, names in CARRIER_DATA.items() if key.startswith("853") and names.get("en") == name
    }
    (ranges,) = catalogue.packs[carrier_id].number_ranges

    assert set(ranges.prefixes) == listed


# Contacts that the travellers' guides name and no carrier does.
GUIDES = {
    "+85328686868": "ctm",
    "+85328787878": "ctm",
    "+85328938938": "smartone_mo",
    "+85388888888": "china_telecom_mo",
    "http://www.ctmo.com.mo": "china_telecom_mo",
    "http://www.smartone.com.mo": "smartone_mo",
}


@pytest.mark.parametrize("contact", GUIDES)
def test_an_invented_contact_is_rejected_and_never_official(contact: str, catalogue: Catalogue):
    """Whoever asks about it is told; nobody is sent there."""
    assert contact in [rejected.value for rejected in catalogue.packs[GUIDES[contact]].rejected]
    assert not any(
        contact.removeprefix("http://") in channel.value
        for pack in catalogue.packs.values()
        for channel in pack.channels
    )


FILES_OF_A_PACK = ("pack.toml", "examples.toml", "text/en.toml", "text/zh-Hans.toml")


@pytest.mark.parametrize("memory", ["BK", "2883 3833", "28833833", "CamID", "t.me", "elegram"])
def test_nothing_rests_on_memory(memory: str):
    """What is only remembered, or sold by a stranger, is in no file of a pack."""
    files = [file for file in BUILT_IN.rglob("*.toml") if "common" not in file.parts]
    assert len(files) > len(FILES_OF_A_PACK)
    for file in files:
        assert memory not in file.read_text(encoding="utf-8"), file


def test_every_tariff_kind_is_there(catalogue: Catalogue):
    """Each carrier has a prepaid and a postpaid tariff."""
    for carrier in catalogue.carriers.values():
        assert {tariff.kind.value for tariff in carrier.tariffs.values()} == {"prepaid", "postpaid"}


def test_all_rules_of_the_settlement_are_in_use(catalogue: Catalogue):
    """Between them, the tariffs take every branch the money can take."""
    tariffs = [tariff for carrier in catalogue.carriers.values() for tariff in carrier.tariffs.values()]

    assert {
        (tariff.billing.value, tariff.recurring_rule.value)
        for tariff in tariffs
        if tariff.recurring_fee_minor
    } == {
        ("in_advance", "prorate_daily"),
        ("in_advance", "full_cycle"),
        ("in_arrears", "prorate_daily"),
        ("in_arrears", "full_cycle"),
    }
    assert {(tariff.kind.value, tariff.balance_rule.value) for tariff in tariffs} >= {
        ("prepaid", "refund"),
        ("prepaid", "forfeit"),
    }
    assert {bool(tariff.early_exit_fee_minor) for tariff in tariffs if tariff.kind.value == "postpaid"} == {
        True,
        False,
    }
