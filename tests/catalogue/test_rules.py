"""Each rule for packs finds what it is there for, and says where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from signoff.catalogue.check import LOADS, RULES, Finding, check_common, check_folders, level_of
from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.rule import Level
from tests.catalogue.conftest import Spoil
from tests.catalogue.dates import TODAY

PACK = "ctm/pack.toml"
EXAMPLES = "ctm/examples.toml"
MORE = "[policy]\n"

# rule, file, what stood there, what stands there now, the key that is named
PLANTED = {
    "an unknown key": (LOADS, PACK, MORE, "[policy]\nfee = 1\n", "policy.fee"),
    "nobody keeps it": ("owner", PACK, 'owner = "The Signoff maintainers"', 'owner = " "', "owner"),
    "ceased without a successor": ("succession", PACK, '"operating"', '"ceased"', "successor"),
    "a successor nobody knows": (
        "succession",
        "smartone_mo/pack.toml",
        'successor = "ctm"',
        'successor = "nobody"',
        "successor",
    ),
    "operating with a successor": (
        "succession",
        PACK,
        'country = "MO"',
        'country = "MO"\nsuccessor = "three_mo"',
        "successor",
    ),
    "a time zone there is not": (
        "country",
        "countries/MO.toml",
        "Asia/Macau",
        "Asia/Macao_City",
        "time_zone",
    ),
    "a currency there is not": ("country", "countries/MO.toml", '"MOP"', '"MOX"', "currency"),
    "another country's code": ("country", "countries/MO.toml", '"853"', '"852"', "calling_code"),
    "a source there is not": (
        "sources_cited",
        PACK,
        'iccid_headers = { value = ["8985301"], source = ["GAZ25", "IIN"] }',
        'iccid_headers = { value = ["8985301"], source = ["GAZ25", "IIM"] }',
        "iccid_headers.source",
    ),
    "a channel's source there is not": (
        "sources_cited",
        PACK,
        'value = "CTM Buddy"\npurpose = "self_service"\nsource = "CTM-SUN"',
        'value = "CTM Buddy"\npurpose = "self_service"\nsource = "CTM-MON"',
        "channels[3].source",
    ),
    "a source nothing cites": (
        "sources_cited",
        PACK,
        "[sources.MNEWS24]",
        '[sources.IDLE]\ntitle = "Idle"\ndated = "2026"\nchecked_on = 2026-11-21\n\n[sources.MNEWS24]',
        "sources.IDLE",
    ),
    "no confidence": (
        "sources_dated",
        PACK,
        'dated = "2024-08-22"\nchecked_on = 2026-11-21\nconfidence = "high"',
        'dated = "2024-08-22"\nchecked_on = 2026-11-21',
        "sources.MNEWS24.confidence",
    ),
    "never checked": (
        "sources_dated",
        PACK,
        'dated = "2024-08-22"\nchecked_on = 2026-11-21\n',
        'dated = "2024-08-22"\n',
        "sources.MNEWS24.checked_on",
    ),
    "checked in the future": (
        "sources_dated",
        PACK,
        'dated = "2024-08-22"\nchecked_on = 2026-11-21\n',
        'dated = "2024-08-22"\nchecked_on = 2027-11-21\n',
        "sources.MNEWS24.checked_on",
    ),
    "no age": ("sources_dated", PACK, 'dated = "2024-08-22"', 'dated = ""', "sources.MNEWS24.dated"),
    "no title": (
        "sources_dated",
        PACK,
        'title = "Macao News: SmarTone leaves Macau"',
        'title = ""',
        "sources.MNEWS24.title",
    ),
    "no address": ("sources_dated", PACK, "https://macaonews", "macaonews", "sources.MNEWS24.url"),
    "a country's source never checked": (
        "sources_dated",
        "countries/MO.toml",
        "checked_on = 2026-11-21\n",
        "",
        "sources.GAZ25.checked_on",
    ),
    "a term with nothing behind it": (
        "values_stated",
        PACK,
        "notice_days = { value = 0, sample = true }",
        "notice_days = { value = 0 }",
        "policy.notice_days",
    ),
    "a tariff's value with nothing behind it": (
        "values_stated",
        PACK,
        "recurring_fee_minor = { value = 19800, sample = true }",
        "recurring_fee_minor = { value = 19800, sample = false }",
        "tariffs.postpaid_24.recurring_fee_minor",
    ),
    "sourced and sample at once": (
        "values_stated",
        PACK,
        "notice_days = { value = 0, sample = true }",
        'notice_days = { value = 0, sample = true, source = "CTM-TC" }',
        "policy.notice_days",
    ),
    "a fact that is a sample": (
        "values_stated",
        PACK,
        'shops = { value = "10:30", source = "CTM-BLOG" }',
        'shops = { value = "10:30", sample = true }',
        "facts.shops",
    ),
    "a channel without a source": (
        "values_stated",
        PACK,
        'value = "CTM Buddy"\npurpose = "self_service"\nsource = "CTM-SUN"',
        'value = "CTM Buddy"\npurpose = "self_service"',
        "channels[3]",
    ),
    "UNKNOWN without a day": (
        "values_stated",
        PACK,
        "deposit = { unknown = true, searched_on = 2026-11-21 }",
        "deposit = { unknown = true }",
        "facts.deposit.searched_on",
    ),
    "a source that is memory": (
        "no_background",
        PACK,
        'shops = { value = "10:30", source = "CTM-BLOG" }',
        'shops = { value = "10:30", source = "BK" }',
        "facts.shops.source",
    ),
    "a source that says it is memory": (
        "no_background",
        PACK,
        'title = "Blog of a traveller on CTM\'s prepaid cards"',
        'title = "Background knowledge"',
        "sources.CTM-BLOG",
    ),
    "words for nothing": (
        "texts_known",
        "ctm/text/en.toml",
        "[facts]",
        '[facts]\ncolour = "Red."',
        "facts.colour",
    ),
    "words for what is UNKNOWN": (
        "texts_known",
        "ctm/text/en.toml",
        "[facts]",
        '[facts]\ndeposit = "Surely nothing."',
        "facts.deposit",
    ),
    "a placeholder without a value": (
        "texts_known",
        "ctm/text/en.toml",
        "call {value}",
        "call {number}",
        "facts.prepaid_lost",
    ),
    "a placeholder the common text has not": (
        "texts_known",
        "ctm/text/en.toml",
        "[facts]",
        '[reading.code]\nform = "Not {digits}."\n\n[facts]',
        "reading.code.form",
    ),
    "a web address in a sentence": (
        "texts_clean",
        "ctm/text/en.toml",
        "There is a points account.",
        "There is a points account at www.example.com.",
        "facts.points",
    ),
    "markup in a sentence": (
        "texts_clean",
        "ctm/text/en.toml",
        "There is a points account.",
        "There is a <b>points</b> account.",
        "facts.points",
    ),
    "a stray space": (
        "texts_clean",
        "ctm/text/en.toml",
        "There is a points account.",
        "There is a  points account.",
        "facts.points",
    ),
    "a space at the end": (
        "texts_clean",
        "ctm/text/en.toml",
        "known fraud.",
        "known fraud. ",
        "facts.points",
    ),
    "an empty text": (
        "texts_clean",
        "ctm/text/en.toml",
        '"Shops are said to open at about {value}."',
        '""',
        "facts.shops",
    ),
    "a brace that is never closed": (
        "texts_clean",
        "ctm/text/en.toml",
        "about {value}.",
        "about {value.",
        "facts.shops",
    ),
    "a placeholder that is no name": (
        "texts_clean",
        "ctm/text/en.toml",
        "about {value}.",
        "about {value.imag}.",
        "facts.shops",
    ),
    "a fact without Chinese words": (
        "texts_complete",
        "ctm/text/zh-Hans.toml",
        'shops = "据说门店约在 {value} 开门。"',
        "",
        "facts.shops",
    ),
    "a name without Chinese": (
        "texts_complete",
        PACK,
        'zh-Hans = { value = "澳门电讯", source = "LIC02" }\n',
        "",
        "names.zh-Hans",
    ),
    "a prefix with letters": ("number_ranges", PACK, '"62", ', '"6x", ', "number_ranges[1].prefixes"),
    "a prefix as long as a number": (
        "number_ranges",
        PACK,
        '"62", ',
        '"62000000", ',
        "number_ranges[1].prefixes",
    ),
    "a prefix twice": ("number_ranges", PACK, '"62", ', '"62", "62", ', "number_ranges[1].prefixes"),
    "another carrier's prefix": ("number_ranges", PACK, '"62", ', '"622", ', "number_ranges[1].prefixes"),
    "the prefix of one without a pack": (
        "number_ranges",
        PACK,
        '"62", ',
        '"6690", ',
        "number_ranges[1].prefixes",
    ),
    "no made-up numbers": ("number_ranges", PACK, '["668"]', "[]", "demo_number_prefixes"),
    "made-up numbers that cannot be": ("number_ranges", PACK, '["668"]', '["2"]', "demo_number_prefixes"),
    "made-up landlines": (
        "number_ranges",
        PACK,
        'demo_number_prefixes = ["668"]',
        'demo_number_prefixes = ["287"]\n\n[[number_ranges]]\nprefixes = ["287"]\ndigits = 8\nsource = "LPN"',
        "demo_number_prefixes",
    ),
    "made-up numbers of another": ("number_ranges", PACK, '["668"]', '["622"]', "demo_number_prefixes"),
    "a malformed network code": ("network_codes", PACK, '"455-01"', '"45501"', "networks"),
    "another carrier's network code": ("network_codes", PACK, '"455-01"', '"455-03"', "networks"),
    "a network code twice": ("network_codes", PACK, '"455-01"', '"455-04"', "networks"),
    "a header of another country": ("iccid_headers", PACK, '["8985301"]', '["8985501"]', "iccid_headers"),
    "another carrier's header": ("iccid_headers", PACK, '["8985301"]', '["8985303"]', "iccid_headers"),
    "a header that is too long": ("iccid_headers", PACK, '["8985301"]', '["89853012"]', "iccid_headers"),
    "no header and not UNKNOWN": ("iccid_headers", PACK, '["8985301"]', "[]", "iccid_headers"),
    "a phone number without plus": (
        "channels",
        PACK,
        'kind = "hotline"\nvalue = "1000"',
        'kind = "phone"\nvalue = "28833833"',
        "channels[1].value",
    ),
    "a purpose without words": (
        "channels",
        PACK,
        'value = "1000"\npurpose = "care"',
        'value = "1000"\npurpose = "fun"',
        "channels[1].purpose",
    ),
    "ends before it begins": (
        "channels",
        PACK,
        'value = "1000"\n',
        'value = "1000"\nvalid_from = 2025-01-01\nvalid_to = 2024-01-01\n',
        "channels[1].valid_to",
    ),
    "official and rejected": (
        "channels",
        PACK,
        'kind = "hotline"\nvalue = "1000"',
        'kind = "phone"\nvalue = "+85328686868"',
        "channels[1].value",
    ),
    "rejected without words": ("channels", PACK, '"impossible_number"', '"odd"', "rejected[3].why"),
    "a ceased carrier one can still call": (
        "channels",
        "smartone_mo/pack.toml",
        "valid_to = 2024-10-31",
        "valid_to = 2027-10-31",
        "channels[1].valid_to",
    ),
    "a short quarantine nobody sourced": (
        "terms",
        PACK,
        "quarantine_days = { value = 90,",
        "quarantine_days = { value = 44,",
        "policy.quarantine_days",
    ),
    "a quarantine shorter than restore": (
        "terms",
        PACK,
        "restore_days = { value = 30,",
        "restore_days = { value = 91,",
        "policy.quarantine_days",
    ),
    "days below zero": (
        "terms",
        PACK,
        "notice_days = { value = 0,",
        "notice_days = { value = -1,",
        "policy.notice_days",
    ),
    "no way for money": (
        "terms",
        PACK,
        'payout_ways = { value = ["bank_transfer", "cash_at_shop"],',
        "payout_ways = { value = [],",
        "policy.payout_ways",
    ),
    "a fee below zero": (
        "terms",
        PACK,
        "early_exit_fee_minor = { value = 60000,",
        "early_exit_fee_minor = { value = -60000,",
        "tariffs.postpaid_24.early_exit_fee_minor",
    ),
    "a monthly fee below zero": (
        "terms",
        PACK,
        "recurring_fee_minor = { value = 19800,",
        "recurring_fee_minor = { value = -19800,",
        "tariffs.postpaid_24.recurring_fee_minor",
    ),
    "a fee where nothing is billed": (
        "terms",
        PACK,
        "recurring_fee_minor = { value = 0,",
        "recurring_fee_minor = { value = 5,",
        "tariffs.prepaid_idd.recurring_fee_minor",
    ),
    "a contract on a prepaid card": (
        "terms",
        PACK,
        "early_exit_fee_minor = { value = 0,",
        "early_exit_fee_minor = { value = 5,",
        "tariffs.prepaid_5g.early_exit_fee_minor",
    ),
    "a prepaid card with a bill": (
        "terms",
        PACK,
        'billing = { value = "in_advance"',
        'billing = { value = "in_arrears"',
        "tariffs.prepaid_5g.billing",
    ),
    "an amount off by one": (
        "examples_hold",
        EXAMPLES,
        '"-44.71"',
        '"-44.70"',
        "examples.seven_of_31_days.lines",
    ),
    "a total off by one": ("examples_hold", EXAMPLES, '"5.29"', '"5.30"', "examples.seven_of_31_days.total"),
    "a loss that is not": (
        "examples_hold",
        EXAMPLES,
        "lost = { points = 1200 }",
        "lost = { points = 1201 }",
        "examples.leaving_early_with_a_bill_open.lost",
    ),
    "a day off by one": ("examples_hold", EXAMPLES, "days = 27", "days = 26", "lines"),
    "no reason": (
        "examples_hold",
        EXAMPLES,
        'why = "The loan was spent and is owed."',
        'why = ""',
        "examples.idd_card_with_a_loan",
    ),
    "a tariff there is not": (
        "examples_hold",
        EXAMPLES,
        'tariff = "prepaid_idd"',
        'tariff = "prepaid_iddd"',
        "examples.idd_card_without_a_plan.tariff",
    ),
    "a changed fee that moves the money": (
        "examples_hold",
        PACK,
        "recurring_fee_minor = { value = 19800,",
        "recurring_fee_minor = { value = 19900,",
        "examples.contract_is_over.lines",
    ),
    "a branch nobody shows": (
        "examples_cover",
        EXAMPLES,
        'tariff = "prepaid_idd"\nlast_day = 2026-11-12\naccount = { loan',
        'tariff = "prepaid_5g"\nlast_day = 2026-11-12\naccount = { loan',
        "examples",
    ),
    "a border nobody stands on": (
        "examples_at_borders",
        EXAMPLES,
        "last_day = 2026-11-30\n",
        "last_day = 2026-11-29\n",
        "examples",
    ),
    "a source nobody looked at for a year": (
        "sources_fresh",
        PACK,
        'dated = "2024-08-22"\nchecked_on = 2026-11-21\n',
        'dated = "2024-08-22"\nchecked_on = 2025-11-21\n',
        "sources.MNEWS24.checked_on",
    ),
    "an UNKNOWN nobody looked for in a year": (
        "sources_fresh",
        PACK,
        "deposit = { unknown = true, searched_on = 2026-11-21 }",
        "deposit = { unknown = true, searched_on = 2025-11-21 }",
        "facts.deposit.searched_on",
    ),
    "another sample": (
        "terms_sourced",
        PACK,
        'kind = { value = "prepaid", source = "CTM-IDD" }',
        'kind = { value = "prepaid", sample = true }',
        "tariffs.prepaid_idd.kind",
    ),
}


@pytest.fixture(scope="module")
def before() -> set[Finding]:
    """What is found when nothing is planted."""
    return set(check_folders(today=TODAY))


@pytest.mark.parametrize("case", PLANTED)
def test_a_rule_finds_what_was_planted(case: str, spoil: Spoil, before: set[Finding]):
    """The finding names the rule and the key, and its message the file as well."""
    rule, file, old, new, key = PLANTED[case]

    findings = set(check_folders(spoil(file, old, new), today=TODAY)) - before

    found = [finding for finding in findings if finding.rule == rule and key in finding.key]
    assert found, "\n".join(finding.message for finding in findings)
    assert rule in found[0].message
    assert key in found[0].message
    assert found[0].file in found[0].message


def test_every_rule_has_a_planted_fault():
    """No rule stands untested."""
    assert {rule.name for rule in RULES} | {LOADS} == {case[0] for case in PLANTED.values()}


def test_the_built_in_packs_are_silver(before: set[Finding]):
    """Nothing is found but samples, which keep a pack from gold."""
    assert {finding.message for finding in before if finding.rule != "terms_sourced"} == set()
    assert level_of("ctm", before) is Level.SILVER


def test_a_pack_that_does_not_load_hides_no_other(spoil: Spoil):
    """One broken pack is a finding; the others are checked all the same."""
    folder = spoil(PACK, 'id = "ctm"', 'id = "cmt"')
    folder = spoil("three_mo/pack.toml", '"455-03"', '"45503"')

    rules = {(finding.pack, finding.rule) for finding in check_folders(folder, today=TODAY)}

    assert {("ctm", LOADS), ("three_mo", "network_codes")} <= rules


def test_a_pack_with_a_bronze_fault_has_no_level(spoil: Spoil):
    """Levels build on each other."""
    findings = check_folders(spoil(PACK, '"455-01"', '"45501"'), today=TODAY)

    assert level_of("ctm", findings) is None
    assert level_of("three_mo", findings) is Level.SILVER


def test_a_year_later_the_packs_want_to_be_looked_at_again():
    """What was checked once is not known for ever."""
    findings = check_folders(today=date(2027, 11, 23))

    assert {"sources_fresh"} == {finding.rule for finding in findings} - {"terms_sourced"}


def common_text(folder: Path, english: str, chinese: str) -> Path:
    """Common texts of one file in two languages."""
    for language, text in (("en", english), ("zh-Hans", chinese)):
        (folder / language).mkdir(parents=True)
        (folder / language / "portal.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("english", "chinese", "rule"),
    [
        ('hello = "Hello"\nbye = "Bye"', 'hello = "你好"', "texts_complete"),
        ('hello = "Hello"', 'hello = "你好"\nbye = "再见"', "texts_complete"),
        ('hello = "Hello {name}"', 'hello = "你好"', "texts_known"),
        ('hello = "Hello"', 'hello = "<p>你好"', "texts_clean"),
    ],
)
def test_common_texts_are_checked_too(english: str, chinese: str, rule: str, tmp_path: Path):
    """They are complete, alike in their placeholders, and clean."""
    findings = check_common(common_text(tmp_path / "text", english, chinese))

    assert [finding.rule for finding in findings] == [rule]
    assert "portal.toml" in findings[0].message


def test_plural_forms_differ_by_language(tmp_path: Path):
    """English has two, Chinese one: neither lacks anything."""
    folder = common_text(
        tmp_path / "text",
        '[days]\none = "{number} day"\nother = "{number} days"',
        '[days]\nother = "{number} 天"',
    )

    assert check_common(folder) == []


def test_every_rule_has_a_page():
    """A finding can be looked up: the rule's page has its name and level, and no page is left over."""
    pages = Path(BUILT_IN).parents[2] / "docs" / "packs" / "rules"
    levels = {rule.name: rule.level for rule in RULES} | {LOADS: Level.BRONZE}

    assert {page.stem for page in pages.glob("*.md")} == set(levels)
    for name, level in levels.items():
        first, _, rest = (pages / f"{name}.md").read_text(encoding="utf-8").partition("\n")
        assert first == f"# `{name}` ({level})"
        assert len(rest.split()) > 20
