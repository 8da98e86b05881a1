"""Packs load from folders of data, and a fault in one is named by file and key."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from signoff.catalogue.pack import Catalogue, Standing
from signoff.catalogue.packs import BUILT_IN, load
from signoff.catalogue.scaffold import new_pack
from signoff.catalogue.toml_table import PackError
from signoff.domain.carrier import BalanceRule, PayoutWay, SimRule
from signoff.domain.step_up import PERMISSIVE, CallerProof, Channel, Risk
from tests.catalogue.conftest import Spoil
from tests.catalogue.dates import TODAY

SIX = {"ctm", "smartone_mo", "china_telecom_mo", "smart_kh", "metfone_kh", "three_mo"}


def test_the_six_carriers_are_there(catalogue: Catalogue):
    """Each of them has a pack and a carrier for the rules."""
    assert set(catalogue.packs) == set(catalogue.carriers) == SIX


def test_a_carrier_is_what_its_pack_says(catalogue: Catalogue):
    """Country, money, time zone, policy and tariffs come from the files."""
    carrier = catalogue.carriers["metfone_kh"]

    assert (carrier.country, carrier.currency, carrier.time_zone) == ("KH", "USD", "Asia/Phnom_Penh")
    assert (carrier.policy.restore_days, carrier.policy.quarantine_days) == (90, 90)
    assert carrier.policy.sim_rule is SimRule.DESTROY
    assert carrier.policy.payout_ways == (PayoutWay.OTHER_LINE, PayoutWay.CASH_AT_SHOP)
    assert carrier.tariffs["prepaid"].balance_rule is BalanceRule.FORFEIT
    assert carrier.tariffs["postpaid"].recurring_fee_minor == 1000


def test_a_value_says_what_stands_behind_it(catalogue: Catalogue):
    """Sourced, sample and UNKNOWN are told apart."""
    ctm = catalogue.packs["ctm"]
    metfone = catalogue.packs["metfone_kh"]

    assert ctm.tariffs["prepaid_5g"].balance_rule.standing is Standing.SOURCED
    assert ctm.policy.quarantine_days.standing is Standing.SAMPLE
    assert metfone.iccid_headers.standing is Standing.UNKNOWN
    assert metfone.iccid_headers.value is None


def test_how_sure_a_carrier_must_be_is_what_its_pack_says(catalogue: Catalogue, spoil: Spoil):
    """By risk and channel; a channel left out is as strict as can be, and so is one that is not known."""
    spoil("ctm/pack.toml", 'mail = { value = "possessed", sample = true }\n', "")
    spoil("ctm/pack.toml", 'agent = { value = "possessed", sample = true }', "agent = { unknown = true }")
    spoil(
        "three_mo/pack.toml", 'callers = { value = ["line", "contact", "claim_code"], sample = true }\n', ""
    )
    folder = spoil("ctm/pack.toml", "stop_hours = { value = 24,", "stop_hours = { value = 48,")
    found = load(folder).carriers
    before, after = (one["ctm"].policy.step_up for one in (catalogue.carriers, found))

    assert before == replace(PERMISSIVE, large_sum_minor=1_000_00, callers=tuple(CallerProof))
    assert [after.needed(Risk.ORDINARY, channel).value for channel in Channel] == [
        *["possessed"] * 3,
        *["identified"] * 2,
    ]
    assert after.stop_hours[Risk.ELEVATED] == 48
    assert found["three_mo"].policy.step_up.callers == (CallerProof.LINE,)


def test_a_pack_without_the_table_asks_what_is_asked_anywhere(tmp_path: Path, catalogue: Catalogue):
    """A code at ordinary risk, and who it is at elevated risk."""
    folder = shutil.copytree(
        BUILT_IN, tmp_path / "packs", ignore=shutil.ignore_patterns("common", "_template")
    )
    file = folder / "ctm" / "pack.toml"
    text = file.read_text(encoding="utf-8")
    begins, ends = text.index("[assurance]"), text.index("[tariffs.")
    file.write_text(text[:begins] + text[ends:], encoding="utf-8")

    assert load(folder).carriers["ctm"].policy.step_up == PERMISSIVE


FAULTS = {
    "an unknown key": ("ctm/pack.toml", 'country = "MO"', 'country = "MO"\ncolour = "red"', "colour"),
    "an unknown key of a value": (
        "ctm/pack.toml",
        "notice_days = { value = 0, sample = true }",
        "notice_days = { value = 0, sampel = true }",
        "policy.notice_days.sampel",
    ),
    "an unknown key of a policy": ("ctm/pack.toml", "[policy]", "[policy]\nfee = 1", "policy.fee"),
    "an unknown key of a tariff": (
        "ctm/pack.toml",
        "[tariffs.prepaid_5g]",
        "[tariffs.prepaid_5g]\nfee = 1",
        "tariffs.prepaid_5g.fee",
    ),
    "an unknown key of a channel": (
        "ctm/pack.toml",
        'value = "1000"',
        'value = "1000"\nopen = "always"',
        "channels[1].open",
    ),
    "an unknown key of a source": (
        "ctm/pack.toml",
        "[sources.CTM-PRE]",
        "[sources.CTM-PRE]\npage = 1",
        "sources.CTM-PRE.page",
    ),
    "a missing key": (
        "ctm/pack.toml",
        "notice_days = { value = 0, sample = true }\n",
        "",
        "policy.notice_days",
    ),
    "a wrong type": (
        "ctm/pack.toml",
        "notice_days = { value = 0,",
        'notice_days = { value = "0",',
        "policy.notice_days.value",
    ),
    "true for a number": (
        "ctm/pack.toml",
        "notice_days = { value = 0,",
        "notice_days = { value = true,",
        "policy.notice_days.value",
    ),
    "a fraction of a minor unit": (
        "ctm/pack.toml",
        "recurring_fee_minor = { value = 1000,",
        "recurring_fee_minor = { value = 10.5,",
        "tariffs.prepaid_5g.recurring_fee_minor.value",
    ),
    "an unknown word": (
        "ctm/pack.toml",
        'balance_rule = { value = "forfeit"',
        'balance_rule = { value = "keep"',
        "tariffs.prepaid_5g.balance_rule.value",
    ),
    "an unknown confidence": (
        "ctm/pack.toml",
        'confidence = "medium"',
        'confidence = "BK"',
        "sources.CTT25.confidence",
    ),
    "a time for a date": (
        "ctm/pack.toml",
        "checked_on = 2026-11-21",
        "checked_on = 2026-11-21T10:00:00Z",
        "sources.MNEWS24.checked_on",
    ),
    "an id that is not the folder's": ("ctm/pack.toml", 'id = "ctm"', 'id = "cmt"', "id"),
    "a country there is no file of": ("ctm/pack.toml", 'country = "MO"', 'country = "XX"', "country"),
    "a term that is UNKNOWN": (
        "ctm/pack.toml",
        "notice_days = { value = 0, sample = true }",
        "notice_days = { unknown = true, searched_on = 2026-11-21 }",
        "policy.notice_days",
    ),
    "no TOML": ("ctm/pack.toml", 'id = "ctm"', "id = ctm", "cannot be read"),
    "a text that is none": ("ctm/text/en.toml", "[facts]", "[facts]\nlength = 3", "facts.length"),
    "an amount without decimals": ("ctm/examples.toml", '"37.50"', '"37.5"', "account.balance"),
    "an unknown reason for an amount": ("ctm/examples.toml", '"airtime_loan"', '"loan"', "lines[1].kind"),
    "an unknown key of an example": ("ctm/examples.toml", "title = ", "titel = 1\ntitle = ", "titel"),
    "an unknown key of a country": (
        "countries/MO.toml",
        'id = "MO"',
        'id = "MO"\nplanet = "Earth"',
        "planet",
    ),
    "an unknown key of an office": (
        "countries/MO.toml",
        "[[offices.police.channels]]",
        "[offices.police]\nnote = 1\n[[offices.police.channels]]",
        "offices.police.note",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_file_and_key(fault: str, spoil: Spoil):
    """Nothing is guessed: a pack that cannot be read says where."""
    file, old, new, key = FAULTS[fault]
    folder = spoil(file, old, new)

    with pytest.raises(PackError) as error:
        load(folder)

    assert str(folder / file) in str(error.value)
    assert key in str(error.value)


def test_bytes_that_are_no_text_are_a_fault(spoil: Spoil):
    """A file in another encoding is refused by name."""
    folder = spoil("ctm/pack.toml", "", "")
    (folder / "ctm" / "pack.toml").write_bytes(b'id = "\xff"')

    with pytest.raises(PackError, match="cannot be read"):
        load(folder)


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path):
    """A wrong SIGNOFF_PACKS_DIR is told, not passed over."""
    with pytest.raises(PackError, match="is not a folder"):
        load(tmp_path / "nowhere")


def test_another_folder_adds_a_seventh_carrier(tmp_path: Path):
    """Data only: a pack beside the built-in ones is a carrier like them."""
    new_pack("seventh_mo", tmp_path, today=TODAY)

    catalogue = load(tmp_path)

    assert set(catalogue.carriers) == SIX | {"seventh_mo"}
    assert catalogue.carriers["seventh_mo"].country == "MO"


def test_a_folder_may_be_a_pack_itself(tmp_path: Path):
    """What is being written can be loaded where it stands."""
    folder = new_pack("seventh_mo", tmp_path, today=TODAY)

    assert "seventh_mo" in load(folder).carriers


def test_a_carrier_may_bring_its_country(tmp_path: Path):
    """A pack of a third country needs one more file and no code."""
    folder = new_pack("ais_th", tmp_path, today=TODAY)
    pack = (folder / "pack.toml").read_text(encoding="utf-8").replace('country = "MO"', 'country = "TH"')
    (folder / "pack.toml").write_text(pack, encoding="utf-8")
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "TH.toml").write_text(
        'id = "TH"\ncalling_code = "66"\ntime_zone = "Asia/Bangkok"\ncurrency = "THB"\n', encoding="utf-8"
    )

    carrier = load(tmp_path).carriers["ais_th"]

    assert (carrier.country, carrier.currency, carrier.time_zone) == ("TH", "THB", "Asia/Bangkok")


def test_a_pack_of_the_same_id_replaces_the_built_in_one(spoil: Spoil):
    """A carrier that runs Signoff brings its own terms."""
    folder = spoil("ctm/pack.toml", "value = 60000, sample", "value = 50000, sample")

    assert load(folder).carriers["ctm"].tariffs["postpaid_24"].early_exit_fee_minor == 50000


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("ctm/pack.toml", "# CTM", "# C.T.M."),
        ("ctm/examples.toml", "37.50", "37.51"),
        ("ctm/text/zh-Hans.toml", "储值卡", "卡"),
        ("countries/MO.toml", "# Macau", "# Macao"),
    ],
)
def test_any_changed_file_changes_the_digest(
    file: str, old: str, new: str, spoil: Spoil, catalogue: Catalogue
):
    """The digest in a case's facts says by which pack, to the byte, it was decided."""
    folder = spoil(file, old, new)

    changed = load(folder).carriers

    assert changed["ctm"].pack_digest != catalogue.carriers["ctm"].pack_digest
    assert changed["smart_kh"].pack_digest == catalogue.carriers["smart_kh"].pack_digest


def test_the_same_files_have_the_same_digest_elsewhere(spoil: Spoil, catalogue: Catalogue):
    """The digest is of the content, not of the place."""
    folder = spoil("ctm/pack.toml", "", "")

    assert load(folder).carriers["ctm"].pack_digest == catalogue.carriers["ctm"].pack_digest
    assert len(catalogue.carriers["ctm"].pack_digest) == 64


def test_terms_that_a_pack_may_leave_out_are_none_where_it_does(catalogue: Catalogue, spoil: Spoil):
    """The sum above which two people pay out, and the time to take a signature back; a known one is taken."""
    sum_ = "refund_above_minor = { value = 200000, sample = true }\n"
    limits = (
        "payouts_day_minor = { value = 500, sample = true }\npayouts_to_one = { value = 3, sample = true }\n"
    )
    others = "payout_hold_hours = { value = 72, sample = true }\ncooling_off_hours = { value = 48, sample = true }\n"
    spoil("ctm/pack.toml", sum_, limits + others)
    folder = spoil("three_mo/pack.toml", sum_, "cooling_off_hours = { unknown = true }\n")
    found = load(folder).carriers

    terms = [
        (one.policy.refund_above_minor, one.policy.cooling_off_hours)
        for one in (catalogue.carriers["ctm"], found["ctm"], found["three_mo"])
    ]
    assert terms == [(200_000, 0), (0, 48), (0, 0)]
    for one, known in ((catalogue.carriers["ctm"], (0, 0, 0)), (found["ctm"], (500, 3, 72))):
        policy = one.policy
        assert (policy.payouts_day_minor, policy.payouts_to_one, policy.payout_hold_hours) == known
